/* text.h - UTF-8 text: validity, blanks, full-width folding, display width, nearness of names. */
#ifndef HENG_TEXT_H
#define HENG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Offset of the first byte that is not part of valid UTF-8 (overlong forms and surrogates are not), or SIZE_MAX if
 * all is valid. */
size_t text_invalid_utf8(const char *text, size_t length);

/* Decodes the character at `text`, of which `length` bytes (1 or more) are left; returns its size in bytes. For an
 * invalid byte *codepoint is -1 and the size is 1. */
size_t text_next(const char *text, size_t length, int32_t *codepoint);

/* Blanks of any width: space, tab, U+00A0, U+2000–U+200A, U+202F, U+205F, U+3000. Line breaks are not among them. */
bool text_is_blank(int32_t codepoint);

/* CR, LF, vertical tab, form feed, U+0085, U+2028, U+2029. */
bool text_is_break(int32_t codepoint);

/* Characters without width that extraction leaves behind: U+200B, U+2060, U+FEFF. */
bool text_is_invisible(int32_t codepoint);

/* Folds one character to what the grammars know: full-width ASCII to ASCII, blanks to a space, ≥ ≧ ⩾ to ">=", ≤ ≦ ⩽
 * to "<=", minus signs and the en dash to "-", × to "*", ÷ to "/", ﹪ to "%". Others (and invalid bytes) are copied.
 * `out` takes up to 4 bytes; returns how many, never more than the `size` bytes that the character has at `text`. */
size_t text_fold_one(const char *text, size_t size, int32_t codepoint, char out[4]);

/* Folds a whole text; `out` must hold `length` bytes, the result is never longer. Returns its length; no NUL is
 * written. */
size_t text_fold(const char *text, size_t length, char *out);

/* Columns that the text takes on a terminal: wide characters 2, combining and control characters 0, an invalid byte
 * 1. */
size_t text_width(const char *text, size_t length);

/* Characters to insert, drop, change, or swap with their neighbour, to turn one text into the other. UINT_MAX if one has more than 64. */
unsigned text_distance(const char *a, size_t a_length, const char *b, size_t b_length);

/* How far a known name is from what someone wrote, if it is near enough to be what was meant: a third of the written
 * characters, or one, may differ, or the name goes on where the text (two characters or more) ends. Else UINT_MAX. */
unsigned text_near(const char *written, size_t written_length, const char *name, size_t name_length);

#endif
