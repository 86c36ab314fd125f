/* arena.c - one lifetime's memory: taken from the host's allocator, released whole.
 *
 * Memory comes in chunks, each as large as all before it together (within bounds), so that a small engine stays small
 * and a large one asks the host seldom. The limit counts what the host was asked for, headers and slack included. */
#include "arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_LEAST = 4096, CHUNK_MOST = 1 << 20, ALIGN = 16, ALIGN_LANES = 64 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* bytes of the chunk, this header included */
    size_t used; /* likewise */
};

static void *allocate_by_default(void *context, void *pointer, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size == 0) {
        free(pointer);
        return NULL;
    }
    return realloc(pointer, new_size);
}

void arena_init(struct arena *a, const heng_allocator *host, size_t limit)
{
    *a = (struct arena){.limit = limit, .failure = HENG_OK};
    if (host)
        a->host = *host;
    else
        a->host.allocate = allocate_by_default;
}

_Noreturn void arena_fail(struct arena *a, heng_status status)
{
    assert(a->boundary);
    a->failure = status;
    longjmp(*a->boundary, 1);
}

/* A chunk with room for `size` bytes at `align`; it becomes the current one unless the current one has more left. */
static struct arena_chunk *add_chunk(struct arena *a, size_t size, size_t align)
{
    size_t overhead = sizeof(struct arena_chunk) + align;
    if (size > SIZE_MAX / 2 - overhead)
        arena_fail(a, HENG_MEMORY);
    size_t need = size + overhead;
    size_t wish = a->used < CHUNK_LEAST ? CHUNK_LEAST : a->used > CHUNK_MOST ? CHUNK_MOST : a->used;
    if (a->limit) {
        size_t left = a->limit > a->used ? a->limit - a->used : 0;
        if (need > left)
            arena_fail(a, HENG_LIMIT);
        if (wish > left)
            wish = left;
    }
    if (wish < need)
        wish = need;
    struct arena_chunk *c = a->host.allocate(a->host.context, NULL, 0, wish);
    if (!c)
        arena_fail(a, HENG_MEMORY);
    a->used += wish;
    c->size = wish;
    c->used = sizeof *c;
    struct arena_chunk *current = a->chunks;
    if (current && current->size - current->used > wish - need) {
        c->next = current->next;
        current->next = c;
    } else {
        c->next = current;
        a->chunks = c;
    }
    return c;
}

/* The offset of the next aligned byte of a chunk; may lie beyond its end. */
static size_t aligned_offset(const struct arena_chunk *c, size_t align)
{
    uintptr_t end = (uintptr_t)c + c->used;
    return c->used + (size_t)(-end & (align - 1));
}

static void *take(struct arena *a, size_t size, size_t align)
{
    struct arena_chunk *c = a->chunks;
    size_t start = c ? aligned_offset(c, align) : 0;
    if (!c || start > c->size || size > c->size - start) {
        c = add_chunk(a, size, align);
        start = aligned_offset(c, align);
    }
    c->used = start + size;
    return memset((char *)c + start, 0, size);
}

void *arena_alloc(struct arena *a, size_t size)
{
    return take(a, size, ALIGN);
}

void *arena_alloc_lanes(struct arena *a, size_t size)
{
    return take(a, size, ALIGN_LANES);
}

char *arena_copy(struct arena *a, const char *text, size_t length)
{
    if (length == SIZE_MAX)
        arena_fail(a, HENG_MEMORY);
    char *copy = arena_alloc(a, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_format(struct arena *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        arena_fail(a, HENG_MEMORY);
    char *text = arena_alloc(a, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void *arena_grow(struct arena *a, void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t wider = *capacity < 8 ? 8 : *capacity * 2;
    if (*capacity > SIZE_MAX / 4 || (size && wider > SIZE_MAX / 2 / size))
        arena_fail(a, HENG_MEMORY);
    void *moved = arena_alloc(a, wider * size);
    if (count)
        memcpy(moved, array, count * size);
    *capacity = wider;
    return moved;
}

void arena_free(struct arena *a)
{
    struct arena_chunk *c = a->chunks;
    a->chunks = NULL;
    a->used = 0;
    while (c) {
        struct arena_chunk *next = c->next;
        a->host.allocate(a->host.context, c, c->size, 0);
        c = next;
    }
}
