/* lower_call.c - functions to nodes. */
#include "lower.h"

#include <string.h>

static enum number_rounding mode_of(int id)
{
    switch ((enum builtin_id)id) {
    case BUILTIN_ROUND: return NUMBER_HALF_AWAY;
    case BUILTIN_TRUNCATE: return NUMBER_TOWARD;
    case BUILTIN_ROUND_AWAY: return NUMBER_AWAY;
    case BUILTIN_ROUND_UP: return NUMBER_UP;
    case BUILTIN_ROUND_DOWN: return NUMBER_DOWN;
    case BUILTIN_ROUND_EVEN:
    case BUILTIN_ROUND_STEP:
    case BUILTIN_ABS:
    case BUILTIN_CAP:
    case BUILTIN_FLOOR:
    case BUILTIN_LEAST:
    case BUILTIN_MOST:
    case BUILTIN_SUM:
    case BUILTIN_COUNT:
    case BUILTIN_AVERAGE:
    case BUILTIN_ANY:
    case BUILTIN_ALL:
    case BUILTIN_DEFAULT:
    case BUILTIN_ABSENT:
    case BUILTIN_CONTAINS:
    case BUILTIN_PROPORTION:
    case BUILTINS: break;
    }
    return NUMBER_HALF_EVEN;
}

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
static uint32_t lower_round(struct lowering *l, const struct ast_expr *e)
{
    const struct ast_expr *x = e->call.arguments, *digits = x->next;
    const struct type *t = &typed_of(x)->type, *d = &typed_of(digits)->type;
    enum number_rounding mode = mode_of(typed_of(e)->builtin->id);
    uint32_t node = lower_expr(l, x);
    mpq_t value;
    mpq_init(value);
    constant_value(l->c, digits, value);
    bool whole = mpz_cmp_ui(mpq_denref(value), 1) == 0;
    bool bare = whole && (d->bare || (type_is_dimensionless(d) && !d->unit.zh[0]));
    l->ir->at = e->at;
    if (typed_of(e)->builtin->id != BUILTIN_ROUND_STEP && bare) {
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

static uint32_t both(struct ir *ir, uint32_t a, uint32_t b)
{
    if (a == NO_NODE) return b;
    return b == NO_NODE ? a : ir_simple(ir, OP_AND, LANE_TRUTH, a, b, NO_NODE);
}

/* An aggregate over a table that the data lacks is absent, not 0. */
static uint32_t if_present(struct ir *ir, const struct node *table, uint16_t outer, uint32_t node)
{
    const struct program_domain *d = &ir->c->program->domains[table->domain];
    uint32_t present = ir_load(ir, d->present);
    if (!domain_within(ir->c, outer, d->parent)) present = ir_reduce(ir, OP_ALL, outer, d->parent, NO_NODE, present);
    return ir_select(ir, present, node, node);
}

static uint32_t lower_aggregate(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct typed *t = typed_of(e);
    const struct ast_expr *x = e->call.arguments, *condition = x->next;
    uint16_t source = t->table->domain, outer = t->outer;
    uint32_t where_before = l->where, where = NO_NODE, value = NO_NODE, node = NO_NODE;
    bool aggregated_before = l->aggregated;
    uint16_t over_before = l->over;
    l->aggregated = true;
    l->over = outer;
    l->where = NO_NODE;
    if (condition) where = ir_to_domain(ir, lower_expr(l, condition), source);
    l->where = where;
    if (typed_of(x)->type.kind != TYPE_TABLE) value = ir_to_domain(ir, lower_expr(l, x), source);
    if (value != NO_NODE) lower_trace_rows(l, x, value);
    l->where = where_before;
    l->aggregated = aggregated_before;
    l->over = over_before;
    ir->at = e->at;
    bool fraction = value != NO_NODE && ir_key(ir, value)->kind == LANE_FRACTION;
    switch ((enum builtin_id)t->builtin->id) {
    case BUILTIN_SUM: node = ir_reduce(ir, fraction ? OP_FSUM : OP_SUM, outer, source, value, where); break;
    case BUILTIN_COUNT: node = ir_reduce(ir, OP_COUNT, outer, source, NO_NODE, both(ir, value, where)); break;
    case BUILTIN_LEAST: node = ir_reduce(ir, fraction ? OP_FLEAST : OP_LEAST, outer, source, value, where); break;
    case BUILTIN_MOST: node = ir_reduce(ir, fraction ? OP_FMOST : OP_MOST, outer, source, value, where); break;
    case BUILTIN_ANY: node = ir_reduce(ir, OP_ANY, outer, source, NO_NODE, both(ir, value, where)); break;
    case BUILTIN_ALL:
        if (where != NO_NODE) value = ir_simple(ir, OP_OR, LANE_TRUTH, ir_simple(ir, OP_NOT, LANE_TRUTH, where, NO_NODE, NO_NODE), value, NO_NODE);
        node = ir_reduce(ir, OP_ALL, outer, source, NO_NODE, value);
        break;
    case BUILTIN_AVERAGE: {
        uint32_t sum = ir_reduce(ir, fraction ? OP_FSUM : OP_SUM, outer, source, value, where);
        uint32_t rows = ir_reduce(ir, OP_COUNT, outer, source, NO_NODE, where);
        uint32_t none = ir_compare(ir, AST_EQ, rows, ir_whole(ir, 0), NO_NODE);
        node = ir_select(ir, none, ir_nothing(ir, REASON_MISSING_ROW), ir_divide(ir, sum, rows));
        break;
    }
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
    return if_present(ir, t->table, outer, node);
}

/* domain.md 1: A ≥ T → w; 0 ≤ A < T → w·A/T; A < 0 → 0. T = 0 divides by zero: the rule must say what it wants there. With T > 0 this is
 * max(0, min(w, w·A/T)), which rounds as fixed numbers. */
static uint32_t lower_proportion(struct lowering *l, const struct ast_expr *e)
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

/* Whether a 指标值 is empty is for its kind to say; other values are absent where they have none. */
static uint32_t lower_absent(struct lowering *l, const struct ast_expr *x)
{
    struct ir *ir = l->ir;
    const struct typed *t = typed_of(x);
    if (t->type.kind == TYPE_CELL && t->target.kind == TARGET_FIELD) {
        uint32_t kind = ir_load(ir, node_field(l->c, t->target.node, FIELD_KIND, false));
        return ir_simple(ir, OP_IEQ, LANE_TRUTH, kind, ir_text(ir, "空缺"), NO_NODE);
    }
    return ir_simple(ir, OP_ABSENT, LANE_TRUTH, lower_expr(l, x), NO_NODE, NO_NODE);
}

uint32_t lower_call(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct typed *t = typed_of(e);
    const struct ast_expr *x = e->call.arguments;
    if (t->table) return lower_aggregate(l, e);
    switch ((enum builtin_id)t->builtin->id) {
    case BUILTIN_ROUND:
    case BUILTIN_ROUND_EVEN:
    case BUILTIN_TRUNCATE:
    case BUILTIN_ROUND_AWAY:
    case BUILTIN_ROUND_UP:
    case BUILTIN_ROUND_DOWN:
    case BUILTIN_ROUND_STEP: return lower_round(l, e);
    case BUILTIN_ABS: return ir_absolute(ir, lower_expr(l, x));
    case BUILTIN_CAP:
    case BUILTIN_LEAST:
    case BUILTIN_FLOOR:
    case BUILTIN_MOST: {
        bool most = t->builtin->id == BUILTIN_FLOOR || t->builtin->id == BUILTIN_MOST;
        uint32_t node = lower_expr(l, x);
        for (const struct ast_expr *a = x->next; a; a = a->next) node = ir_extreme(ir, most, node, lower_expr(l, a));
        return node;
    }
    case BUILTIN_DEFAULT: {
        uint32_t value = lower_expr(l, x);
        return ir_default(ir, value, lower_expr(l, x->next));
    }
    case BUILTIN_ABSENT: return lower_absent(l, x);
    case BUILTIN_CONTAINS: {
        uint32_t whole = lower_expr(l, x);
        return ir_simple(ir, OP_CONTAINS, LANE_TRUTH, whole, lower_expr(l, x->next), NO_NODE);
    }
    case BUILTIN_PROPORTION: return lower_proportion(l, e);
    case BUILTIN_SUM:
    case BUILTIN_COUNT:
    case BUILTIN_AVERAGE:
    case BUILTIN_ANY:
    case BUILTIN_ALL:
    case BUILTINS: break;
    }
    return NO_NODE;
}
