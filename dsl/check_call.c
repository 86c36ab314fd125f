/* check_call.c - types of the functions' arguments and results. */
#include <string.h>

#include "check.h"

/* Arguments must be of one type; the first's, once units are agreed. */
static struct type unify_all(struct compiler *c, struct ast_expr *e)
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

/* The second argument: a whole number of decimals, or a step with the unit of the first. */
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

static struct type check_aggregate(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    struct ast_expr *x = e->call.arguments, *where = x->next;
    const char *name = e->call.name.text;
    t->domain = t->outer;
    if (where) check_truth(c, where, name);
    switch ((enum builtin_id)t->builtin->id) {
    case BUILTIN_COUNT:
        if (typed_of(x)->type.kind != TYPE_TABLE) check_truth(c, x, name);
        return type_plain(false);
    case BUILTIN_ANY:
    case BUILTIN_ALL:
        check_truth(c, x, name);
        return type_of(TYPE_TRUTH);
    case BUILTIN_SUM:
    case BUILTIN_AVERAGE:
    case BUILTIN_LEAST:
    case BUILTIN_MOST:
        if (!check_number(c, x, name)) return type_of(TYPE_UNKNOWN);
        return typed_of(x)->type;
    case BUILTIN_ROUND:
    case BUILTIN_ROUND_EVEN:
    case BUILTIN_TRUNCATE:
    case BUILTIN_ROUND_AWAY:
    case BUILTIN_ROUND_UP:
    case BUILTIN_ROUND_DOWN:
    case BUILTIN_ROUND_STEP:
    case BUILTIN_ABS:
    case BUILTIN_CAP:
    case BUILTIN_FLOOR:
    case BUILTIN_DEFAULT:
    case BUILTIN_ABSENT:
    case BUILTIN_CONTAINS:
    case BUILTIN_PROPORTION:
    case BUILTINS: break;
    }
    return type_of(TYPE_UNKNOWN);
}

/* 按比例(实际, 目标, 分值): the two figures alike, or cells whose units are compared when the data is there. */
static struct type check_proportion(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *actual = e->call.arguments, *target = actual->next, *full = target->next;
    if (typed_of(target)->type.kind == TYPE_CELL) typed_of(target)->target.lenient = true;
    if (!check_cells(actual, target)) {
        if (check_number(c, actual, e->call.name.text) && check_number(c, target, e->call.name.text)) check_unify(c, actual, target);
    }
    return check_number(c, full, e->call.name.text) ? typed_of(full)->type : type_of(TYPE_UNKNOWN);
}

void check_call(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    struct ast_expr *x = e->call.arguments;
    t->type = type_of(TYPE_UNKNOWN);
    uint16_t domain = 0;
    for (struct ast_expr *a = x; a; a = a->next) {
        check_expr(c, a);
        domain = a == x ? typed_of(a)->domain : check_join(c, domain, typed_of(a)->domain, a->at);
        if (typed_of(a)->type.kind == TYPE_TABLE && !(t->builtin && t->builtin->id == BUILTIN_COUNT)) {
            diag_report(c->diag, DIAG_E0315, a->at, node_path(c->scratch, typed_of(a)->target.node));
            typed_of(a)->type = type_of(TYPE_UNKNOWN);
        }
    }
    t->domain = domain;
    if (!t->builtin) return;
    if (t->table) {
        t->type = check_aggregate(c, e);
        return;
    }
    switch ((enum builtin_id)t->builtin->id) {
    case BUILTIN_ROUND:
    case BUILTIN_ROUND_EVEN:
    case BUILTIN_TRUNCATE:
    case BUILTIN_ROUND_AWAY:
    case BUILTIN_ROUND_UP:
    case BUILTIN_ROUND_DOWN:
    case BUILTIN_ROUND_STEP:
        if (!check_number(c, x, e->call.name.text)) return;
        check_digits(c, e, t->builtin->id == BUILTIN_ROUND_STEP);
        t->type = typed_of(x)->type;
        return;
    case BUILTIN_ABS:
        if (check_number(c, x, e->call.name.text)) t->type = typed_of(x)->type;
        return;
    case BUILTIN_CAP:
    case BUILTIN_FLOOR:
    case BUILTIN_LEAST:
    case BUILTIN_MOST: t->type = unify_all(c, e); return;
    case BUILTIN_DEFAULT:
        if (typed_of(x)->type.kind == TYPE_CELL) diag_report(c->diag, DIAG_E0412, x->at);
        else t->type = check_unify(c, x, x->next);
        return;
    case BUILTIN_ABSENT: t->type = type_of(TYPE_TRUTH); return;
    case BUILTIN_CONTAINS:
        for (struct ast_expr *a = x; a; a = a->next) {
            const struct type *k = &typed_of(a)->type;
            if (k->kind == TYPE_TEXT || k->kind == TYPE_UNKNOWN || k->kind == TYPE_NOTHING) continue;
            struct type text = type_of(TYPE_TEXT);
            diag_report(c->diag, DIAG_E0401, a->at, e->call.name.text, type_name(c->scratch, &text, c->diag->english),
                        type_name(c->scratch, k, c->diag->english));
        }
        t->type = type_of(TYPE_TRUTH);
        return;
    case BUILTIN_PROPORTION: t->type = check_proportion(c, e); return;
    case BUILTIN_SUM:
    case BUILTIN_COUNT:
    case BUILTIN_AVERAGE:
    case BUILTIN_ANY:
    case BUILTIN_ALL:
    case BUILTINS: return;
    }
}
