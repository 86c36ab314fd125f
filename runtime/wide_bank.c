/* wide_bank.c - registers and lane spaces of one report on the wide path. */
#include "wide_bank.h"

#include <string.h>

void wide_bank_init(struct wide_bank *b, struct arena *a, const struct heng_program *p, const struct program_section *s, bool ranged)
{
    *b = (struct wide_bank){.arena = a, .program = p, .section = s, .ranged = ranged};
    for (size_t i = 0; i < sizeof b->scratch / sizeof *b->scratch; i++)
        mpq_init(b->scratch[i]);
}

void wide_bank_clear(struct wide_bank *b)
{
    for (size_t i = 0; b->registers && i < b->section->register_count; i++) {
        struct wide_register *r = &b->registers[i];
        for (size_t j = 0; j < r->number_capacity; j++)
            mpq_clear(r->numbers[j]);
        for (size_t j = 0; j < r->range_capacity; j++)
            mpq_clears(r->ranges[j].low, r->ranges[j].high, NULL);
    }
    for (size_t i = 0; i < sizeof b->scratch / sizeof *b->scratch; i++)
        mpq_clear(b->scratch[i]);
}

/* A capacity for `need` elements where there was room for `old`: doubling bounds what growth leaves behind in the arena. */
static size_t capacity_for(size_t old, size_t need)
{
    return need > 2 * old ? need : 2 * old;
}

static uint32_t *grow_lanes(struct arena *a, uint32_t *lanes, size_t *capacity, size_t need)
{
    if (need <= *capacity && lanes)
        return lanes;
    size_t size = capacity_for(*capacity, need ? need : 1);
    lanes = arena_alloc(a, size * sizeof *lanes);
    *capacity = size;
    return lanes;
}

/* The elements move by copying their bytes: GMP allows that as long as only one copy is used. Nothing can jump between the copy and the
 * last mpq_init, so no number is ever lost. */
static void grow_numbers(struct arena *a, struct wide_register *r, size_t need)
{
    if (need <= r->number_capacity)
        return;
    size_t size = capacity_for(r->number_capacity, need);
    mpq_t *numbers = arena_alloc(a, size * sizeof *numbers);
    if (r->number_capacity > 0)
        memcpy(numbers, r->numbers, r->number_capacity * sizeof *numbers);
    for (size_t i = r->number_capacity; i < size; i++)
        mpq_init(numbers[i]);
    r->numbers = numbers;
    r->number_capacity = size;
}

static void grow_ranges(struct arena *a, struct wide_register *r, size_t need)
{
    if (need <= r->range_capacity)
        return;
    size_t size = capacity_for(r->range_capacity, need);
    struct wide_range *ranges = arena_alloc(a, size * sizeof *ranges);
    if (r->range_capacity > 0)
        memcpy(ranges, r->ranges, r->range_capacity * sizeof *ranges);
    for (size_t i = r->range_capacity; i < size; i++)
        mpq_inits(ranges[i].low, ranges[i].high, NULL);
    r->ranges = ranges;
    r->range_capacity = size;
}

static void grow_plain(struct arena *a, struct wide_register *r, size_t need)
{
    if (need <= r->capacity)
        return;
    size_t size = capacity_for(r->capacity, need);
    uint8_t *why = arena_alloc(a, size);
    uint8_t *truths = arena_alloc(a, size);
    int64_t *values = arena_alloc(a, size * sizeof *values);
    if (r->capacity > 0) {
        memcpy(why, r->why, r->capacity);
        memcpy(truths, r->truths, r->capacity);
        memcpy(values, r->values, r->capacity * sizeof *values);
    }
    r->why = why;
    r->truths = truths;
    r->values = values;
    r->capacity = size;
}

struct wide_register *wide_bank_write(struct wide_bank *b, uint16_t index, uint16_t domain, enum lane_kind kind)
{
    struct wide_register *r = &b->registers[index];
    size_t count = b->spaces[domain].count;
    size_t room = count > 0 ? count : 1;
    grow_plain(b->arena, r, room);
    if (kind == LANE_FIXED || kind == LANE_FRACTION) {
        grow_numbers(b->arena, r, room);
        if (b->ranged)
            grow_ranges(b->arena, r, room);
    }
    r->kind = kind;
    r->nothing = false;
    r->count = count;
    return r;
}

static void layout_table(struct wide_bank *b, size_t domain)
{
    struct wide_space *space = &b->spaces[domain];
    const struct wide_space *parent = &b->spaces[b->program->domains[domain].parent];
    const uint32_t *offsets = b->data->offsets[domain] + parent->first;
    space->first = offsets[0];
    space->count = offsets[parent->count] - offsets[0];
    space->parents = grow_lanes(b->arena, space->parents, &space->parent_capacity, space->count);
    for (size_t i = 0; i < parent->count; i++)
        for (uint32_t row = offsets[i]; row < offsets[i + 1]; row++)
            space->parents[row - offsets[0]] = (uint32_t)i;
}

void wide_bank_layout(struct wide_bank *b, const struct data *d, size_t report)
{
    const struct heng_program *p = b->program;
    if (!b->registers) /* here and not in _init: an allocation may jump */
        b->registers = arena_alloc(b->arena, (b->section->register_count + 1) * sizeof *b->registers);
    if (!b->spaces)
        b->spaces = arena_alloc(b->arena, p->domain_count * sizeof *b->spaces);
    b->data = d;
    b->report = report;
    for (size_t i = 0; i < p->domain_count; i++)
        switch (p->domains[i].kind) {
        case DOMAIN_REPORT:
            b->spaces[i].first = report;
            b->spaces[i].count = 1;
            break;
        case DOMAIN_TABLE:
            layout_table(b, i);
            break;
        case DOMAIN_GROUP:
            b->spaces[i].count = 0;
            break;
        }
}

const uint32_t *wide_bank_owners(struct wide_bank *b, uint16_t from, uint16_t to)
{
    const struct program_domain *domains = b->program->domains;
    size_t count = b->spaces[from].count;
    b->owners = grow_lanes(b->arena, b->owners, &b->owner_capacity, count);
    for (size_t i = 0; i < count; i++)
        b->owners[i] = (uint32_t)i;
    for (uint16_t domain = from; domain != to;) {
        bool last = domains[to].kind == DOMAIN_GROUP && domains[to].rows == domain;
        const uint32_t *up = last ? b->spaces[to].groups : b->spaces[domain].parents;
        for (size_t i = 0; i < count; i++)
            b->owners[i] = up[b->owners[i]]; /* only the last step has lanes without owner */
        domain = last ? to : domains[domain].parent;
    }
    return b->owners;
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

static uint64_t hash_integer(uint64_t hash, const mpz_t z)
{
    hash = mix(hash, (uint64_t)mpz_sgn(z));
    for (size_t i = 0; i < mpz_size(z); i++)
        hash = mix(hash, mpz_getlimbn(z, (mp_size_t)i));
    return hash;
}

static uint64_t hash_row(uint32_t parent, const struct wide_register *const *keys, size_t key_count, size_t row)
{
    uint64_t hash = mix(0, parent);
    for (size_t k = 0; k < key_count; k++) {
        const struct wide_register *key = keys[k];
        if (key->kind == LANE_FIXED || key->kind == LANE_FRACTION)
            hash = hash_integer(hash_integer(hash, mpq_numref(key->numbers[row])), mpq_denref(key->numbers[row]));
        else
            hash = mix(hash, (uint64_t)key->values[row]);
    }
    return hash;
}

static bool rows_equal(const struct wide_register *const *keys, size_t key_count, size_t x, size_t y)
{
    for (size_t k = 0; k < key_count; k++) {
        const struct wide_register *key = keys[k];
        if (key->kind == LANE_FIXED || key->kind == LANE_FRACTION) {
            if (!mpq_equal(key->numbers[x], key->numbers[y]))
                return false;
        } else if (key->values[x] != key->values[y]) {
            return false;
        }
    }
    return true;
}

static bool row_has_key(const struct wide_register *const *keys, size_t key_count, size_t row)
{
    for (size_t k = 0; k < key_count; k++)
        if (keys[k]->why[row] != REASON_OK)
            return false;
    return true;
}

/* slots: an open hash table of rows, each the first of its group. */
void wide_bank_group(struct wide_bank *b, uint16_t domain, const struct wide_register *const *keys, size_t key_count)
{
    struct wide_space *space = &b->spaces[domain];
    const struct wide_space *rows = &b->spaces[b->program->domains[domain].rows];
    size_t size = 4;
    while (size < 2 * rows->count)
        size *= 2;
    space->groups = grow_lanes(b->arena, space->groups, &space->group_capacity, rows->count);
    space->parents = grow_lanes(b->arena, space->parents, &space->parent_capacity, rows->count);
    b->slots = grow_lanes(b->arena, b->slots, &b->slot_capacity, size);
    for (size_t i = 0; i < size; i++)
        b->slots[i] = WIDE_NO_LANE;
    space->count = 0;
    for (size_t row = 0; row < rows->count; row++) {
        space->groups[row] = WIDE_NO_LANE;
        if (!row_has_key(keys, key_count, row))
            continue;
        uint32_t parent = rows->parents[row];
        size_t slot = hash_row(parent, keys, key_count, row) & (size - 1);
        while (b->slots[slot] != WIDE_NO_LANE &&
               (rows->parents[b->slots[slot]] != parent || !rows_equal(keys, key_count, b->slots[slot], row)))
            slot = (slot + 1) & (size - 1);
        if (b->slots[slot] == WIDE_NO_LANE) {
            b->slots[slot] = (uint32_t)row;
            space->parents[space->count] = parent;
            space->groups[row] = (uint32_t)space->count++;
        } else {
            space->groups[row] = space->groups[b->slots[slot]];
        }
    }
}

static uint64_t hash_key(uint32_t parent, const struct wide_register *key, size_t lane)
{
    return hash_row(parent, &key, 1, lane);
}

static bool keys_equal(const struct wide_register *x, size_t i, const struct wide_register *y, size_t j)
{
    if (x->kind == LANE_FIXED || x->kind == LANE_FRACTION)
        return mpq_equal(x->numbers[i], y->numbers[j]);
    return x->values[i] == y->values[j];
}

/* Slot of the row with the key of lane `lane` of `from`, or a free one. */
static size_t slot_of(const struct wide_bank *b, size_t size, const uint32_t *parents, const struct wide_register *key, uint32_t parent,
                      const struct wide_register *from, size_t lane)
{
    size_t slot = hash_key(parent, from, lane) & (size - 1);
    while (b->slots[slot] != WIDE_NO_LANE && (parents[b->slots[slot]] != parent || !keys_equal(key, b->slots[slot], from, lane)))
        slot = (slot + 1) & (size - 1);
    return slot;
}

void wide_bank_find(struct wide_bank *b, uint16_t domain, const struct wide_register *wanted, uint16_t table, const struct wide_register *key,
                    int64_t *rows, uint8_t *why)
{
    const struct wide_space *space = &b->spaces[table];
    const uint32_t *owners = wide_bank_owners(b, domain, b->program->domains[table].parent);
    size_t size = 4;
    while (size < 2 * space->count)
        size *= 2;
    b->slots = grow_lanes(b->arena, b->slots, &b->slot_capacity, size);
    b->twice = grow_lanes(b->arena, b->twice, &b->twice_capacity, space->count);
    memset(b->slots, 0xff, size * sizeof *b->slots);
    for (size_t row = 0; row < space->count; row++) {
        b->twice[row] = 0;
        if (key->why[row] != REASON_OK)
            continue;
        size_t slot = slot_of(b, size, space->parents, key, space->parents[row], key, row);
        if (b->slots[slot] == WIDE_NO_LANE)
            b->slots[slot] = (uint32_t)row;
        else
            b->twice[b->slots[slot]] = 1;
    }
    for (size_t i = 0; i < b->spaces[domain].count; i++) {
        rows[i] = 0;
        why[i] = wanted->why[i];
        if (why[i] != REASON_OK)
            continue;
        uint32_t row = owners[i] == WIDE_NO_LANE ? WIDE_NO_LANE : b->slots[slot_of(b, size, space->parents, key, owners[i], wanted, i)];
        if (row == WIDE_NO_LANE)
            why[i] = REASON_MISSING_ROW;
        else if (b->twice[row])
            why[i] = REASON_SEVERAL_ROWS;
        else
            rows[i] = row;
    }
}
