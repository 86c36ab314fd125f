/* word.h - the characters of words, and the keywords. */
#ifndef HENG_WORD_H
#define HENG_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The character at `text`, of which `left` bytes remain; *length is its size. -1 at the end. */
int32_t word_decode(const char *text, size_t left, size_t *length);

/* Full-width letters, digits, underscore and point as ASCII; others as they are. */
int32_t word_folded(int32_t code);

/* True if a name may hold the character at `text`, as its first or a later one; *length is its size. */
bool word_may_hold(const char *text, size_t left, bool first, size_t *length);

/* The same for a unit: letters and the signs that are units. */
bool word_unit_may_hold(const char *text, size_t left, size_t *length);

/* Copies bytes [start, end) of a text, full-width letters, digits, point and percent sign folded. In the arena. */
const char *word_copy(struct arena *a, const char *text, size_t start, size_t end);

/* The token of a keyword, or NAME. */
int word_token(const char *word);

#endif
