/* unit.h - units of measure: names, dimensions and powers of ten.
 *
 * Every unit is a power of ten of its dimension's base, so conversion is exact and costs a shift of the decimal
 * scale. Two units are comparable if their dimensions are the same. A unit is named by its index; UNIT_NONE stands
 * for a bare number. */
#ifndef HENG_UNIT_H
#define HENG_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNIT_NONE = -1 };

enum dimension {
#define DIMENSION(name, zh, en) DIMENSION_##name,
#define CLASSIFIER(name, zh, en) DIMENSION_##name,
#include "unit.def"
    DIMENSION_COUNT
};

/* What the last digit of a reported figure is, unless its field declares it. */
enum unit_precision {
    UNIT_EXACT,     /* no rounding: the figure is exact */
    UNIT_HUNDREDTH, /* 0.01 of the unit, or finer if printed finer */
    UNIT_PRINTED    /* the last digit that was printed */
};

enum unit_kind {
    UNIT_PLAIN,
    UNIT_POINT,   /* a difference of percentages */
    UNIT_CALENDAR /* in rules only; in a cell the word belongs to a date */
};

struct unit {
    const char *zh, *en;   /* unique over all units, both languages together */
    uint8_t zh_length, en_length;
    uint8_t dimension;     /* enum dimension */
    int8_t power;          /* one of it is 10^power base units */
    uint8_t precision;     /* enum unit_precision */
    uint8_t kind;          /* enum unit_kind */
};

/* Number of units; indexes run from 0. */
int unit_count(void);

/* The unit at an index below unit_count(). Static storage. */
const struct unit *unit_at(int index);

/* Index of the unit of that Chinese or English name, or UNIT_NONE. Punctuation must be folded (text.h): "%", not
 * "％". */
int unit_find(const char *name, size_t length);

/* "万元" or "wan_yuan"; "" for UNIT_NONE. Static storage. */
const char *unit_name(int index, bool english);

/* "金额" or "money"; for a counting word the word itself. Static storage. */
const char *unit_dimension_name(enum dimension dimension, bool english);

/* True for counting words (家, 个, 户, 人 …): between two of these a mismatch is only a warning. */
bool unit_is_classifier(enum dimension dimension);

/* True if figures in the two units can be compared and converted: same dimension, or neither has a unit. A ratio and
 * a bare number are the same thing (90% = 0.9). */
bool unit_comparable(int left, int right);

/* True if figures printed in units of these names ("" for none) may be held against each other: comparable units, two
 * counting words (家 against 个 is worth a warning only), or a counting word and none. Unknown names match only
 * themselves. */
bool unit_match(const char *left, size_t left_length, const char *right, size_t right_length);

#endif
