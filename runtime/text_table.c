/* text_table.c - texts as numbers: equal texts, equal ids.
 *
 * Ids count from 0 in the order of entering. The hash is seeded with the table's address, so that no data can be made to collide
 * on purpose; ids do not depend on it. */
#include <string.h>

#include "data.h"

enum { SLOTS_LEAST = 64 };

struct entry {
    const char *text;
    size_t length;
    uint64_t hash;
};

struct text_table {
    struct arena *arena;
    struct entry *entries;
    size_t count, capacity;
    uint32_t *slots; /* number of the entry plus 1; 0: free */
    size_t slot_count; /* a power of two, more than half free */
};

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const struct text_table *t, const char *text, size_t length)
{
    uint64_t hash = (uint64_t)(uintptr_t)t ^ UINT64_C(0x9E3779B97F4A7C15), word;
    size_t left = length;
    for (; left >= sizeof word; left -= sizeof word, text += sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = mix(hash ^ word, UINT64_C(0xD6E8FEB86659FD93));
    }
    word = 0;
    if (left)
        memcpy(&word, text, left);
    hash = mix(hash ^ word, UINT64_C(0xA0761D6478BD642F));
    return mix(hash ^ length, UINT64_C(0xE7037ED1A0B428DB));
}

struct text_table *text_table_new(struct arena *a)
{
    struct text_table *t = arena_alloc(a, sizeof *t);
    t->arena = a;
    t->slot_count = SLOTS_LEAST;
    t->slots = arena_alloc(a, SLOTS_LEAST * sizeof *t->slots);
    return t;
}

static size_t free_slot(const uint32_t *slots, size_t slot_count, uint64_t hash)
{
    size_t slot = (size_t)hash & (slot_count - 1);
    while (slots[slot])
        slot = (slot + 1) & (slot_count - 1);
    return slot;
}

static void widen(struct text_table *t)
{
    size_t slot_count = t->slot_count * 2;
    uint32_t *slots = arena_alloc(t->arena, slot_count * sizeof *slots);
    for (size_t i = 0; i < t->count; i++)
        slots[free_slot(slots, slot_count, t->entries[i].hash)] = (uint32_t)i + 1;
    t->slots = slots;
    t->slot_count = slot_count;
}

int64_t text_table_enter(struct text_table *t, const char *text, size_t length)
{
    uint64_t hash = hash_of(t, text, length);
    for (size_t slot = (size_t)hash & (t->slot_count - 1); t->slots[slot]; slot = (slot + 1) & (t->slot_count - 1)) {
        const struct entry *e = &t->entries[t->slots[slot] - 1];
        if (e->hash == hash && e->length == length && (length == 0 || memcmp(e->text, text, length) == 0))
            return t->slots[slot] - 1;
    }
    if (t->count >= UINT32_MAX - 1)
        arena_fail(t->arena, HENG_LIMIT);
    if (t->count * 2 >= t->slot_count)
        widen(t);
    t->entries = arena_grow(t->arena, t->entries, t->count, &t->capacity, sizeof *t->entries);
    t->entries[t->count] = (struct entry){arena_copy(t->arena, text, length), length, hash};
    t->slots[free_slot(t->slots, t->slot_count, hash)] = (uint32_t)t->count + 1;
    return (int64_t)t->count++;
}

const char *text_table_text(const struct text_table *t, int64_t id, size_t *length)
{
    const struct entry *e = &t->entries[id];
    if (length)
        *length = e->length;
    return e->text;
}
