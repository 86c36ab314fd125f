/* arena.h - one lifetime's memory: taken from the host's allocator, released whole.
 *
 * Nothing in the library checks for NULL: an allocation that fails, or that would pass the arena's limit, jumps to the boundary
 * that the API function set, which frees the arena and returns a status. */
#ifndef HENG_ARENA_H
#define HENG_ARENA_H

#include <setjmp.h>
#include <stddef.h>

#include "heng.h"

struct arena_chunk;

struct arena {
    heng_allocator host;
    struct arena_chunk *chunks;
    size_t used;          /* bytes taken from the host */
    size_t limit;         /* most bytes it may take; 0: no limit */
    jmp_buf *boundary;    /* where a failure goes; must be set before anything is allocated */
    heng_status failure;  /* set before the jump */
};

/* Prepares an empty arena. `host` NULL: malloc, realloc and free of the C library. Takes no memory. */
void arena_init(struct arena *a, const heng_allocator *host, size_t limit);

/* Zeroed memory, aligned to 16 (arena_alloc) or 64 bytes (arena_alloc_lanes). Never NULL. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_alloc_lanes(struct arena *a, size_t size);

/* Copies `length` bytes and a final NUL. */
char *arena_copy(struct arena *a, const char *text, size_t length);

/* A formatted, NUL-terminated string. */
char *arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for one more element of `size` bytes in an array that holds `count`: returns the array, moved if need be (the old
 * one stays in the arena). *capacity is kept by the caller, starting at 0. */
void *arena_grow(struct arena *a, void *array, size_t count, size_t *capacity, size_t size);

/* Jumps to the boundary with `status`. */
_Noreturn void arena_fail(struct arena *a, heng_status status);

/* Gives everything back; the arena is empty and may be used again. */
void arena_free(struct arena *a);

#endif
