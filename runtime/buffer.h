/* buffer.h - a text that grows at its end, in an arena. */
#ifndef HENG_BUFFER_H
#define HENG_BUFFER_H

#include <stddef.h>

#include "arena.h"

struct buffer {
    struct arena *arena;
    char *text; /* NUL-terminated once anything was added */
    size_t length, capacity;
};

/* An empty buffer; takes no memory. */
struct buffer buffer_start(struct arena *a);

/* Adds `length` bytes, a NUL-terminated text, or a formatted one. */
void buffer_add_bytes(struct buffer *b, const char *text, size_t length);
void buffer_add(struct buffer *b, const char *text);
void buffer_add_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a piece of rule text on one line, without comments: each run of blanks and line breaks becomes a single space, or none at the
 * buffer's start. */
void buffer_add_source(struct buffer *b, const char *text, size_t length);

/* The text; "" if nothing was added. Owned by the arena; adding more may move it. */
const char *buffer_text(const struct buffer *b);

#endif
