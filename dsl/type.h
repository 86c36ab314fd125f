/* type.h - what a value is: number with dimension and unit, text, date, truth, cell value. */
#ifndef HENG_TYPE_H
#define HENG_TYPE_H

#include "../runtime/program.h"
#include "../runtime/unit.h"

enum type_kind {
    TYPE_UNKNOWN, /* already reported as wrong; fits everywhere, so that one mistake is told once */
    TYPE_NOTHING, /* 不适用: fits everywhere */
    TYPE_NUMBER,
    TYPE_TEXT,
    TYPE_DATE,
    TYPE_TRUTH,
    TYPE_CELL,    /* 指标值: what the cell holds is known only from the data */
    TYPE_TABLE    /* a table as such, as in 计数(自评表.指标) */
};

struct type {
    enum type_kind kind;
    int8_t dimensions[DIMENSION_COUNT]; /* exponents; all 0 for a plain number or ratio (DIMENSION_RATIO is never set) */
    struct program_unit unit;           /* how it is shown */
    bool bare;                          /* made of literals without unit: takes the unit of what it is compared with or added to */
};

/* Types without parameters. */
struct type type_of(enum type_kind kind);

/* A plain number; bare as said. */
struct type type_plain(bool bare);

/* A number in a unit of unit.h; UNIT_NONE: plain. */
struct type type_in_unit(int unit);

bool type_is_number(const struct type *t);      /* TYPE_NUMBER, or a kind that fits everywhere */
bool type_same_dimension(const struct type *a, const struct type *b);
bool type_is_dimensionless(const struct type *t);
bool type_is_money(const struct type *t);
bool type_is_percent(const struct type *t);     /* shown in % */

/* Product and quotient of two numbers: dimensions add or subtract; the unit shown follows. Quotients of like quantities are shown in %.
 * Names of compound units are in the arena. */
struct type type_multiply(struct arena *a, const struct type *left, const struct type *right);
struct type type_divide(struct arena *a, const struct type *left, const struct type *right);

/* "万元", "文本", "数" …; in the arena or static. */
const char *type_name(struct arena *a, const struct type *t, bool english);

/* The lanes that hold it. */
enum lane_kind type_lane(const struct type *t);

#endif
