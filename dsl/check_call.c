/* check_call.c - types of the functions' arguments and results. */
#include <string.h>

#include "builtin.h"
#include "check.h"

/* ---- roundings ---- */

/* Decimals: a whole number. A step: a number that is none, or has a unit, which then is like the first argument's. */
static void check_digits(struct compiler *c, struct ast_expr *e, bool step_only)
{
    struct ast_expr *x = e->call.arguments, *digits = x->next;
    const struct type *t = &typed_of(x)->type, *d = &typed_of(digits)->type;
    mpq_t value;
    mpq_init(value);
    bool constant = check_number(c, digits, e->call.name.text) && constant_value(c, digits, value);
    bool whole = mpz_cmp_ui(mpq_denref(value), 1) == 0;
    bool bare = d->bare || (type_is_dimensionless(d) && !d->unit.zh[0]);
    if (bare && !whole) step_only = true; /* 0.5 can only be a step */
    if (!constant && d->kind != TYPE_UNKNOWN) {
        diag_report(c->diag, DIAG_E0405, digits->at, e->call.name.text);
    } else if (constant && (step_only || !bare)) {
        if (step_only && bare && !type_is_dimensionless(t)) check_adopt(c, digits, t);
        else if (!type_same_dimension(t, d) && t->kind == TYPE_NUMBER) check_unify(c, x, digits);
        if (mpq_sgn(value) <= 0) diag_report(c->diag, DIAG_E0405, digits->at, e->call.name.text);
    } else if (constant) {
        if (mpz_cmpabs_ui(mpq_numref(value), 15) > 0) diag_report(c->diag, DIAG_E0405, digits->at, e->call.name.text);
        else if (type_is_percent(t) && mpq_cmp_si(value, 2, 1) <= 0) diag_report(c->diag, DIAG_W0401, digits->at, (int)mpz_get_si(mpq_numref(value)));
    }
    mpq_clear(value);
}

static struct type check_rounding(struct compiler *c, struct ast_expr *e, bool step_only)
{
    struct ast_expr *x = e->call.arguments;
    if (!check_number(c, x, e->call.name.text)) return type_of(TYPE_UNKNOWN);
    check_digits(c, e, step_only);
    return typed_of(x)->type;
}

struct type check_round(struct compiler *c, struct ast_expr *e) { return check_rounding(c, e, false); }
struct type check_step(struct compiler *c, struct ast_expr *e) { return check_rounding(c, e, true); }

/* ---- numbers ---- */

struct type check_abs(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *x = e->call.arguments;
    return check_number(c, x, e->call.name.text) ? typed_of(x)->type : type_of(TYPE_UNKNOWN);
}

/* Numbers of one kind; the result is shown in the unit of the first that has one. */
struct type check_alike(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *first = e->call.arguments;
    for (struct ast_expr *a = first; a; a = a->next) {
        if (!check_number(c, a, e->call.name.text)) return type_of(TYPE_UNKNOWN);
    }
    while (first->next && typed_of(first)->type.bare) first = first->next;
    struct type t = typed_of(first)->type;
    for (struct ast_expr *a = e->call.arguments; a; a = a->next) {
        if (a != first) t = check_unify(c, first, a);
    }
    return t;
}

struct type check_extreme(struct compiler *c, struct ast_expr *e) { return typed_of(e)->table ? check_rows(c, e) : check_alike(c, e); }

/* 按比例(实际, 目标, 分值): the two figures alike, or cells whose units are compared when the data is there. */
struct type check_proportion(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *actual = e->call.arguments, *target = actual->next, *full = target->next;
    const char *name = e->call.name.text;
    if (typed_of(target)->type.kind == TYPE_CELL) typed_of(target)->target.lenient = true;
    if (!check_cells(actual, target) && check_number(c, actual, name) && check_number(c, target, name)) check_unify(c, actual, target);
    return check_number(c, full, name) ? typed_of(full)->type : type_of(TYPE_UNKNOWN);
}

/* 满意度(满意数, 有效样本, 最少样本): three counts alike. */
struct type check_satisfaction(struct compiler *c, struct ast_expr *e)
{
    struct type t = check_alike(c, e);
    if (t.kind == TYPE_NUMBER) t = type_in_unit(unit_find("%", 1));
    return t;
}

/* ---- rows ---- */

static void check_where(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *where = e->call.arguments->next;
    if (where) check_truth(c, where, e->call.name.text);
}

struct type check_rows(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *x = e->call.arguments;
    check_where(c, e);
    return check_number(c, x, e->call.name.text) ? typed_of(x)->type : type_of(TYPE_UNKNOWN);
}

struct type check_weighted(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *x = e->call.arguments, *weight = x->next;
    if (weight->next) check_truth(c, weight->next, e->call.name.text);
    bool numbers = check_number(c, weight, e->call.name.text) && check_number(c, x, e->call.name.text);
    return numbers ? typed_of(x)->type : type_of(TYPE_UNKNOWN);
}

struct type check_count(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *x = e->call.arguments;
    check_where(c, e);
    if (typed_of(x)->type.kind != TYPE_TABLE) check_truth(c, x, e->call.name.text);
    return type_plain(false);
}

struct type check_truths(struct compiler *c, struct ast_expr *e)
{
    check_where(c, e);
    check_truth(c, e->call.arguments, e->call.name.text);
    return type_of(TYPE_TRUTH);
}

/* ---- other values ---- */

struct type check_default(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *x = e->call.arguments;
    if (typed_of(x)->type.kind != TYPE_CELL) return check_unify(c, x, x->next);
    diag_report(c->diag, DIAG_E0412, x->at);
    return type_of(TYPE_UNKNOWN);
}

struct type check_absent(struct compiler *c, struct ast_expr *e)
{
    (void)c, (void)e;
    return type_of(TYPE_TRUTH);
}

/* All arguments are of that kind, which has no unit. */
static void check_arguments(struct compiler *c, const struct ast_expr *e, enum type_kind kind)
{
    struct type wanted = type_of(kind);
    for (const struct ast_expr *a = e->call.arguments; a; a = a->next) {
        const struct type *t = &typed_of(a)->type;
        if (t->kind == kind || t->kind == TYPE_UNKNOWN || t->kind == TYPE_NOTHING) continue;
        diag_report(c->diag, DIAG_E0401, a->at, e->call.name.text, type_name(c->scratch, &wanted, c->diag->english),
                    type_name(c->scratch, t, c->diag->english));
    }
}

struct type check_contains(struct compiler *c, struct ast_expr *e)
{
    check_arguments(c, e, TYPE_TEXT);
    return type_of(TYPE_TRUTH);
}

struct type check_months_between(struct compiler *c, struct ast_expr *e)
{
    check_arguments(c, e, TYPE_DATE);
    return type_in_unit(unit_find("个月", strlen("个月")));
}

/* What is summed or counted has a value in each of the lanes that are taken together: one of a group or of an outer row would be taken once
 * for every row. Extremes and conditions are the same however often they come. */
static void check_once(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    struct ast_expr *x = e->call.arguments;
    bool repeats = t->builtin->check == check_rows || t->builtin->check == check_count || t->builtin->check == check_weighted;
    if (!t->table || !repeats || !x || typed_of(x)->type.kind == TYPE_TABLE || typed_of(x)->domain == t->source) return;
    mpq_t value;
    mpq_init(value);
    if (!constant_value(c, x, value)) diag_report(c->diag, DIAG_E0418, x->at, e->call.name.text); /* 合计(1分, 条件) means what it says */
    mpq_clear(value);
}

void check_call(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    bool table_allowed = t->builtin && t->builtin->check == check_count;
    uint16_t domain = 0;
    t->type = type_of(TYPE_UNKNOWN);
    for (struct ast_expr *a = e->call.arguments; a; a = a->next) {
        struct typed *argument = check_expr(c, a);
        domain = a == e->call.arguments ? argument->domain : check_join(c, domain, argument->domain, a->at);
        if (argument->type.kind != TYPE_TABLE || table_allowed) continue;
        diag_report(c->diag, DIAG_E0315, a->at, node_path(c->scratch, argument->target.node));
        argument->type = type_of(TYPE_UNKNOWN);
    }
    t->domain = t->table ? t->outer : domain;
    if (!t->builtin) return;
    t->type = t->builtin->check(c, e);
    check_once(c, e);
}
