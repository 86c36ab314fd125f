/* cell_parts.h - what the parts of the cell grammar share: a place in folded text. */
#ifndef HENG_CELL_PARTS_H
#define HENG_CELL_PARTS_H

#include <string.h>

#include "cell.h"

/* Folded text (text_fold_one) that is still to be read. Line breaks are dropped by the folding, but a '\n' is left
 * before characters with which a value may go on or begin; and a full-width comma after a half-width digit is
 * COMMA_WIDE, since it rather separates two numbers than the thousands of one. */
struct cell_span {
    const char *at, *end;
};

enum { CELL_COMMA_WIDE = '\x01' };

static inline void cell_skip_blanks(struct cell_span *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n'))
        s->at++;
}

/* Whether the text begins with `word`; if so, passes it. */
static inline bool cell_take(struct cell_span *s, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(s->end - s->at) < length || memcmp(s->at, word, length) != 0)
        return false;
    s->at += length;
    return true;
}

static inline bool cell_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a value or a date was found to be, before the cell is filled in. `reading` has room for every number within
 * limits. */
enum cell_found {
    CELL_FOUND_NOTHING,
    CELL_FOUND_VALUE,
    CELL_FOUND_DAMAGED, /* a value but for damage; the reading may be empty */
    CELL_FOUND_TOO_LARGE
};

/* The sign of a relation at `s`; passes it. *found says whether there was one ("=" is one that is CELL_NONE). */
enum cell_relation cell_relation_sign(struct cell_span *s, bool *found);

enum { CELL_READING_SIZE = 2560 };

/* Whether a value or a numeric date begins here: a digit, a point or a minus sign, after a relation and 约 if there
 * are any. */
bool cell_value_begins(struct cell_span s);

/* A value, from `s.at` to `s.end` wholly. Sets number, unit, digits, relation and approximate of the cell, and
 * `reading` when it is damaged ("" if there is no single reading). Takes no arena memory. */
enum cell_found cell_read_value(struct cell *cell, struct cell_span s, char reading[CELL_READING_SIZE]);

/* A date, from `s.at` to `s.end` wholly. Sets date, first_day, last_day and relation of the cell. */
enum cell_found cell_read_date(struct cell *cell, struct cell_span s);

#endif
