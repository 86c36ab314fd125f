/* type.c - what a value is: number with dimension and unit, text, date, truth, cell value. */
#include "type.h"

#include <string.h>

struct type type_of(enum type_kind kind)
{
    struct type t = {.kind = kind, .unit = {"", "", 0}};
    return t;
}

struct type type_plain(bool bare)
{
    struct type t = type_of(TYPE_NUMBER);
    t.bare = bare;
    return t;
}

struct type type_in_unit(int unit)
{
    struct type t = type_of(TYPE_NUMBER);
    if (unit == UNIT_NONE) return t;
    const struct unit *u = unit_at(unit);
    if (u->dimension != DIMENSION_RATIO) t.dimensions[u->dimension] = 1;
    t.unit = (struct program_unit){u->zh, u->en, u->power};
    return t;
}

static bool fits_everywhere(const struct type *t) { return t->kind == TYPE_UNKNOWN || t->kind == TYPE_NOTHING; }

bool type_is_number(const struct type *t) { return t->kind == TYPE_NUMBER || fits_everywhere(t); }

bool type_same_dimension(const struct type *a, const struct type *b)
{
    return !memcmp(a->dimensions, b->dimensions, sizeof a->dimensions);
}

bool type_is_dimensionless(const struct type *t)
{
    static const int8_t none[DIMENSION_COUNT];
    return !memcmp(t->dimensions, none, sizeof none);
}

bool type_is_money(const struct type *t)
{
    struct type money = type_of(TYPE_NUMBER);
    money.dimensions[DIMENSION_MONEY] = 1;
    return t->kind == TYPE_NUMBER && type_same_dimension(t, &money);
}

bool type_is_percent(const struct type *t) { return t->kind == TYPE_NUMBER && !strcmp(t->unit.zh, "%"); }

static bool has_unit(const struct type *t) { return t->unit.zh[0] != '\0'; }

static struct program_unit percent(void) { return (struct program_unit){"%", "percent", -2}; }

/* A product that is one plain dimension again (分·万元/万元) is shown in the unit of that power, if there is one. */
static void simplify(struct type *t)
{
    int found = -1;
    for (int k = 0; k < DIMENSION_COUNT; k++) {
        if (!t->dimensions[k]) continue;
        if (t->dimensions[k] != 1 || found >= 0) return;
        found = k;
    }
    for (int k = 0; found >= 0 && k < unit_count(); k++) {
        const struct unit *u = unit_at(k);
        if (u->dimension != found || u->power != t->unit.power) continue;
        t->unit = (struct program_unit){u->zh, u->en, u->power};
        return;
    }
}

struct type type_multiply(struct arena *a, const struct type *left, const struct type *right)
{
    struct type t = type_of(TYPE_NUMBER);
    for (int k = 0; k < DIMENSION_COUNT; k++) t.dimensions[k] = (int8_t)(left->dimensions[k] + right->dimensions[k]);
    t.bare = left->bare && right->bare;
    bool l = type_is_dimensionless(left), r = type_is_dimensionless(right);
    if (l && r) {
        if (type_is_percent(left) && type_is_percent(right)) t.unit = percent();
    } else if (l) {
        t.unit = right->unit;
    } else if (r) {
        t.unit = left->unit;
    } else if (!type_is_dimensionless(&t)) {
        t.unit.zh = arena_format(a, "%s·%s", left->unit.zh, right->unit.zh);
        t.unit.en = arena_format(a, "%s·%s", left->unit.en, right->unit.en);
        t.unit.power = (int16_t)(left->unit.power + right->unit.power);
        simplify(&t);
    }
    return t;
}

struct type type_divide(struct arena *a, const struct type *left, const struct type *right)
{
    struct type t = type_of(TYPE_NUMBER);
    for (int k = 0; k < DIMENSION_COUNT; k++) t.dimensions[k] = (int8_t)(left->dimensions[k] - right->dimensions[k]);
    t.bare = left->bare && right->bare;
    bool l = type_is_dimensionless(left), r = type_is_dimensionless(right);
    if (r) {
        if (!(l && has_unit(right))) t.unit = left->unit;
    } else if (type_is_dimensionless(&t)) {
        t.unit = percent();
    } else {
        t.unit.zh = arena_format(a, "%s/%s", has_unit(left) ? left->unit.zh : "1", right->unit.zh);
        t.unit.en = arena_format(a, "%s/%s", has_unit(left) ? left->unit.en : "1", right->unit.en);
        t.unit.power = (int16_t)(left->unit.power - right->unit.power);
        simplify(&t);
    }
    return t;
}

const char *type_name(struct arena *a, const struct type *t, bool english)
{
    switch (t->kind) {
    case TYPE_UNKNOWN: return english ? "unknown" : "未知";
    case TYPE_NOTHING: return english ? "not applicable" : "不适用";
    case TYPE_TEXT: return english ? "text" : "文本";
    case TYPE_DATE: return english ? "date" : "日期";
    case TYPE_TRUTH: return english ? "truth" : "判断（真或假）";
    case TYPE_CELL: return english ? "cell value" : "指标值";
    case TYPE_TABLE: return english ? "table" : "表";
    case TYPE_NUMBER: break;
    }
    const char *unit = english ? t->unit.en : t->unit.zh;
    if (!unit[0]) return english ? "number" : "数";
    return arena_format(a, english ? "number in %s" : "数（%s）", unit);
}

enum lane_kind type_lane(const struct type *t)
{
    switch (t->kind) {
    case TYPE_TEXT: return LANE_TEXT;
    case TYPE_DATE: return LANE_DATE;
    case TYPE_TRUTH: return LANE_TRUTH;
    case TYPE_UNKNOWN:
    case TYPE_NOTHING:
    case TYPE_NUMBER:
    case TYPE_CELL:
    case TYPE_TABLE: break;
    }
    return LANE_FIXED;
}
