/* lower_call.c - functions to nodes. */
#include "builtin.h"
#include "lower.h"

#include <string.h>

/* -k if the number is 10^k, else 1. */
static int decimals_of_step(const mpq_t step)
{
    mpq_t power;
    mpq_init(power);
    int found = 1;
    for (int k = -18; k <= 0 && found == 1; k++) {
        mpq_set_ui(power, 1, 1);
        number_scale(power, power, k);
        if (mpq_equal(power, step)) found = k;
    }
    mpq_clear(power);
    return found;
}

/* To decimals of the unit shown, or to a step: x / step rounded to a whole number, times step. A percentage is the number it stands for:
 * 四舍五入(x, 2) keeps two decimals of 0.9052, 四舍五入(x, 0.01%) two of 90.52%. */
static uint32_t lower_round(struct lowering *l, const struct ast_expr *e, enum number_rounding mode)
{
    const struct ast_expr *x = e->call.arguments, *digits = x->next;
    const struct type *t = &typed_of(x)->type, *d = &typed_of(digits)->type;
    uint32_t node = lower_expr(l, x);
    mpq_t value;
    mpq_init(value);
    constant_value(l->c, digits, value);
    bool whole = mpz_cmp_ui(mpq_denref(value), 1) == 0;
    bool bare = whole && (d->bare || (type_is_dimensionless(d) && !d->unit.zh[0]));
    l->ir->at = e->at;
    if (bare && typed_of(e)->builtin->check != check_step) {
        int power = type_is_dimensionless(t) ? 0 : t->unit.power;
        node = ir_round(l->ir, node, (int)mpz_get_si(mpq_numref(value)) - power, mode);
    } else if (decimals_of_step(value) <= 0) {
        node = ir_round(l->ir, node, -decimals_of_step(value), mode);
    } else {
        uint32_t step = ir_number(l->ir, value);
        node = ir_multiply(l->ir, ir_round(l->ir, ir_divide(l->ir, node, step), 0, mode), step);
    }
    mpq_clear(value);
    return node;
}

uint32_t lower_half_away(struct lowering *l, const struct ast_expr *e) { return lower_round(l, e, NUMBER_HALF_AWAY); }
uint32_t lower_half_even(struct lowering *l, const struct ast_expr *e) { return lower_round(l, e, NUMBER_HALF_EVEN); }
uint32_t lower_truncate(struct lowering *l, const struct ast_expr *e) { return lower_round(l, e, NUMBER_TOWARD); }
uint32_t lower_away(struct lowering *l, const struct ast_expr *e) { return lower_round(l, e, NUMBER_AWAY); }
uint32_t lower_up(struct lowering *l, const struct ast_expr *e) { return lower_round(l, e, NUMBER_UP); }
uint32_t lower_down(struct lowering *l, const struct ast_expr *e) { return lower_round(l, e, NUMBER_DOWN); }

static uint32_t both(struct ir *ir, uint32_t a, uint32_t b)
{
    if (a == NO_NODE) return b;
    return b == NO_NODE ? a : ir_simple(ir, OP_AND, LANE_TRUTH, a, b, NO_NODE);
}

/* An aggregate over groups is absent while a row lacks the key that would put it into one. */
static uint32_t if_grouped(struct ir *ir, const struct node *table, uint16_t source, uint16_t outer, uint32_t node)
{
    if (source == table->domain) return node;
    struct ir_key group = *ir_key(ir, ir->group_node[source]);
    const uint32_t keys[] = {group.a, group.b, group.c};
    for (int k = 0; k < 3 && keys[k] != NO_NODE; k++) {
        bool number = ir_key(ir, keys[k])->kind == LANE_FIXED;
        uint32_t there = ir_simple(ir, number ? OP_EQ : OP_IEQ, LANE_TRUTH, keys[k], keys[k], NO_NODE); /* true, or absent with its reason */
        node = ir_select(ir, ir_reduce(ir, OP_ALL, outer, table->domain, NO_NODE, there), node, node);
    }
    return node;
}

/* An aggregate over a table that the data lacks is absent, not 0. */
static uint32_t if_present(struct ir *ir, const struct node *table, uint16_t outer, uint32_t node)
{
    const struct program_domain *d = &ir->c->program->domains[table->domain];
    uint32_t present = ir_load(ir, d->present);
    if (!domain_within(ir->c, outer, d->parent)) present = ir_reduce(ir, OP_ALL, outer, d->parent, NO_NODE, present);
    return ir_select(ir, present, node, node);
}

/* What an aggregate runs over: the value and the condition in the rows' lanes; NO_NODE: a table as such, no condition. */
struct rows {
    uint16_t source, outer;
    uint32_t value, where;
};

static struct rows lower_rows(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct typed *t = typed_of(e);
    const struct ast_expr *x = e->call.arguments, *condition = x->next;
    struct rows r = {.source = t->source, .outer = t->outer, .value = NO_NODE, .where = NO_NODE};
    struct lowering before = *l;
    l->aggregated = true;
    l->over = r.outer;
    l->where = NO_NODE;
    if (condition) r.where = ir_to_domain(ir, lower_expr(l, condition), r.source);
    l->where = r.where;
    if (typed_of(x)->type.kind != TYPE_TABLE) r.value = ir_to_domain(ir, lower_expr(l, x), r.source);
    if (r.value != NO_NODE) {
        lower_trace_rows(l, x, r.value);
    } else if (r.where != NO_NODE) { /* rows as such: which of them count */
        l->where = NO_NODE;
        lower_trace_rows(l, x, r.where);
    }
    if (r.value == NO_NODE) lower_trace_table(l, x);
    l->where = before.where;
    l->aggregated = before.aggregated;
    l->over = before.over;
    ir->at = e->at;
    return r;
}

uint32_t lower_taken_together(struct lowering *l, const struct ast_expr *e, uint32_t node)
{
    const struct typed *t = typed_of(e);
    return if_present(l->ir, t->table, t->outer, if_grouped(l->ir, t->table, t->source, t->outer, node));
}

static uint32_t reduce(struct lowering *l, const struct ast_expr *e, enum op fixed, enum op fraction)
{
    struct rows r = lower_rows(l, e);
    bool is_fraction = ir_key(l->ir, r.value)->kind == LANE_FRACTION;
    return lower_taken_together(l, e, ir_reduce(l->ir, is_fraction ? fraction : fixed, r.outer, r.source, r.value, r.where));
}

uint32_t lower_sum(struct lowering *l, const struct ast_expr *e) { return reduce(l, e, OP_SUM, OP_FSUM); }

uint32_t lower_average(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    struct rows r = lower_rows(l, e);
    bool fraction = ir_key(ir, r.value)->kind == LANE_FRACTION;
    uint32_t sum = ir_reduce(ir, fraction ? OP_FSUM : OP_SUM, r.outer, r.source, r.value, r.where);
    uint32_t rows = ir_reduce(ir, OP_COUNT, r.outer, r.source, NO_NODE, r.where);
    uint32_t none = ir_compare(ir, AST_EQ, rows, ir_whole(ir, 0), NO_NODE);
    return lower_taken_together(l, e, ir_select(ir, none, ir_nothing(ir, REASON_MISSING_ROW), ir_divide(ir, sum, rows)));
}

/* Σ(x·w) / Σw over the rows; without rows there is none. */
uint32_t lower_weighted(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct typed *t = typed_of(e);
    const struct ast_expr *x = e->call.arguments, *weight = x->next, *condition = weight->next;
    struct ast_expr first = *x, second = *weight;
    struct lowering before = *l;
    first.next = second.next = NULL;
    l->aggregated = true;
    l->over = t->outer;
    l->where = NO_NODE;
    if (condition) l->where = ir_to_domain(ir, lower_expr(l, condition), t->source);
    uint32_t where = l->where, value = ir_to_domain(ir, lower_expr(l, x), t->source), by = ir_to_domain(ir, lower_expr(l, weight), t->source);
    lower_trace_rows(l, &first, value);
    lower_trace_rows(l, &second, by);
    l->where = before.where;
    l->aggregated = before.aggregated;
    l->over = before.over;
    ir->at = e->at;
    uint32_t product = ir_multiply(ir, value, by);
    uint32_t sum = ir_reduce(ir, ir_key(ir, product)->kind == LANE_FRACTION ? OP_FSUM : OP_SUM, t->outer, t->source, product, where);
    uint32_t weights = ir_reduce(ir, ir_key(ir, by)->kind == LANE_FRACTION ? OP_FSUM : OP_SUM, t->outer, t->source, by, where);
    uint32_t none = ir_compare(ir, AST_EQ, ir_reduce(ir, OP_COUNT, t->outer, t->source, NO_NODE, where), ir_whole(ir, 0), NO_NODE);
    return lower_taken_together(l, e, ir_select(ir, none, ir_nothing(ir, REASON_MISSING_ROW), ir_divide(ir, sum, weights)));
}

static uint32_t reduce_truth(struct lowering *l, const struct ast_expr *e, enum op op)
{
    struct rows r = lower_rows(l, e);
    return lower_taken_together(l, e, ir_reduce(l->ir, op, r.outer, r.source, NO_NODE, both(l->ir, r.value, r.where)));
}

uint32_t lower_count(struct lowering *l, const struct ast_expr *e) { return reduce_truth(l, e, OP_COUNT); }
uint32_t lower_any(struct lowering *l, const struct ast_expr *e) { return reduce_truth(l, e, OP_ANY); }

/* Rows that the condition leaves out count as if the truth held. */
uint32_t lower_all(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    struct rows r = lower_rows(l, e);
    if (r.where != NO_NODE) r.value = ir_simple(ir, OP_OR, LANE_TRUTH, ir_simple(ir, OP_NOT, LANE_TRUTH, r.where, NO_NODE, NO_NODE), r.value, NO_NODE);
    return lower_taken_together(l, e, ir_reduce(ir, OP_ALL, r.outer, r.source, NO_NODE, r.value));
}

static uint32_t extreme(struct lowering *l, const struct ast_expr *e, bool most)
{
    const struct ast_expr *x = e->call.arguments;
    uint32_t node = lower_expr(l, x);
    for (const struct ast_expr *a = x->next; a; a = a->next) node = ir_extreme(l->ir, most, node, lower_expr(l, a));
    return node;
}

uint32_t lower_cap(struct lowering *l, const struct ast_expr *e) { return extreme(l, e, false); }
uint32_t lower_floor(struct lowering *l, const struct ast_expr *e) { return extreme(l, e, true); }

uint32_t lower_least(struct lowering *l, const struct ast_expr *e)
{
    return typed_of(e)->table ? reduce(l, e, OP_LEAST, OP_FLEAST) : extreme(l, e, false);
}

uint32_t lower_most(struct lowering *l, const struct ast_expr *e)
{
    return typed_of(e)->table ? reduce(l, e, OP_MOST, OP_FMOST) : extreme(l, e, true);
}

uint32_t lower_abs(struct lowering *l, const struct ast_expr *e) { return ir_absolute(l->ir, lower_expr(l, e->call.arguments)); }

/* A ≥ T → w; 0 ≤ A < T → w·A/T; A < 0 → 0. T = 0 divides by zero: the rule must say what it wants there. With T > 0 this is
 * max(0, min(w, w·A/T)), which rounds as fixed numbers. */
uint32_t lower_proportion(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct ast_expr *actual = e->call.arguments, *target = actual->next, *full = target->next;
    uint32_t a, t;
    if (typed_of(actual)->type.kind == TYPE_CELL || typed_of(target)->type.kind == TYPE_CELL) {
        lower_cells(l, actual, target, &a, &t);
    } else {
        a = lower_expr(l, actual);
        t = lower_expr(l, target);
    }
    uint32_t w = lower_expr(l, full), zero = ir_whole(ir, 0);
    ir->at = e->at;
    uint32_t share = ir_divide(ir, ir_multiply(ir, w, a), t);
    uint32_t clipped = ir_extreme(ir, true, ir_extreme(ir, false, share, w), zero);
    uint32_t below = ir_select(ir, ir_compare(ir, AST_GE, a, t, NO_NODE), w, zero);
    return ir_select(ir, ir_compare(ir, AST_LT, t, zero, NO_NODE), below, clipped);
}

uint32_t lower_default(struct lowering *l, const struct ast_expr *e)
{
    uint32_t value = lower_expr(l, e->call.arguments);
    return ir_default(l->ir, value, lower_expr(l, e->call.arguments->next));
}

/* Whether a 指标值 is empty is for its kind to say; other values are absent where they have none. */
uint32_t lower_absent(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct ast_expr *x = e->call.arguments;
    const struct typed *t = typed_of(x);
    bool cell = t->target.kind == TARGET_FIELD || t->target.kind == TARGET_CELL || t->target.kind == TARGET_UPPER;
    if (t->type.kind == TYPE_CELL && cell) {
        uint32_t kind = lower_part(l, x, FIELD_KIND, false);
        return ir_simple(ir, OP_IEQ, LANE_TRUTH, kind, ir_text(ir, "空缺"), NO_NODE);
    }
    return ir_simple(ir, OP_ABSENT, LANE_TRUTH, lower_expr(l, x), NO_NODE, NO_NODE);
}

uint32_t lower_exact(struct lowering *l, const struct ast_expr *e) { return lower_expr(l, e->call.arguments); }

uint32_t lower_satisfaction(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct ast_expr *sample = e->call.arguments->next;
    uint32_t satisfied = lower_expr(l, e->call.arguments), valid = lower_expr(l, sample), least = lower_expr(l, sample->next);
    ir->at = e->at;
    uint32_t small = ir_compare(ir, AST_LT, valid, least, NO_NODE);
    return ir_select(ir, small, ir_nothing(ir, REASON_SMALL_SAMPLE), ir_divide(ir, satisfied, valid));
}

uint32_t lower_months_between(struct lowering *l, const struct ast_expr *e)
{
    uint32_t later = lower_expr(l, e->call.arguments);
    return ir_simple(l->ir, OP_MONTHS, LANE_FIXED, later, lower_expr(l, e->call.arguments->next), NO_NODE);
}

uint32_t lower_contains(struct lowering *l, const struct ast_expr *e)
{
    uint32_t whole = lower_expr(l, e->call.arguments);
    return ir_simple(l->ir, OP_CONTAINS, LANE_TRUTH, whole, lower_expr(l, e->call.arguments->next), NO_NODE);
}

uint32_t lower_call(struct lowering *l, const struct ast_expr *e) { return typed_of(e)->builtin->lower(l, e); }
