/* lower.c - expressions to nodes. */
#include "lower.h"

#include <string.h>

#include "../runtime/cell.h"
#include "builtin.h"

static uint32_t truth(struct ir *ir, int value) { return ir_integer(ir, LANE_TRUTH, value ? 2 : 0); }

static uint32_t load(struct lowering *l, struct node *n, enum field_part part, bool lenient)
{
    uint32_t node = ir_load(l->ir, node_field(l->c, n, part, lenient));
    return part == FIELD_NUMBER && n->ranges[0] ? lower_in_range(l, n, node) : node;
}

uint32_t lower_part(struct lowering *l, const struct ast_expr *e, enum field_part part, bool lenient)
{
    const struct typed *t = typed_of(e);
    uint32_t node = load(l, t->target.node, part, lenient);
    if (t->target.kind == TARGET_GROUP) return ir_reduce(l->ir, OP_SAME, t->domain, t->target.node->domain, node, NO_NODE);
    if (t->target.kind == TARGET_CELL || t->target.kind == TARGET_UPPER) return ir_pick(l->ir, node, lower_row(l, e).row);
    return node;
}

static uint32_t lower_path(struct lowering *l, const struct ast_expr *e)
{
    const struct typed *t = typed_of(e);
    const struct target *g = &t->target;
    uint32_t node = NO_NODE;
    switch (g->kind) {
    case TARGET_FIELD:
        node = load(l, g->node, g->part, g->lenient);
        if (g->part == FIELD_UNIT) { /* a number without unit has none to name */
            uint32_t none = ir_simple(l->ir, OP_IEQ, LANE_TRUTH, node, ir_text(l->ir, ""), NO_NODE);
            node = ir_select(l->ir, none, ir_nothing(l->ir, REASON_BLANK), node);
        }
        lower_trace(l, e, l->aggregated && g->node->domain ? TRACE_FIELD_ROWS : TRACE_FIELD, node);
        return node;
    case TARGET_GROUP:
        node = lower_part(l, e, g->part, g->lenient);
        lower_trace(l, e, TRACE_FIELD_ROWS, node);
        return node;
    case TARGET_CELL:
    case TARGET_UPPER:
        node = lower_part(l, e, g->part, g->lenient);
        lower_trace_cell(l, e, node);
        return node;
    case TARGET_RULE: node = lower_version(l, g->rule, VERSION_VALUE); break;
    case TARGET_FULL: node = lower_version(l, g->rule, VERSION_FULL); break;
    case TARGET_SELF: node = lower_version(l, g->rule, VERSION_SELF); break;
    case TARGET_LABEL: return ir_text(l->ir, e->path.words[0].text);
    case TARGET_NONE:
    case TARGET_TABLE: return ir_nothing(l->ir, REASON_MISSING_FIELD);
    }
    lower_trace(l, e, TRACE_VALUE, node);
    return node;
}

static uint32_t lower_number(struct lowering *l, const struct ast_expr *e)
{
    const struct typed *t = typed_of(e);
    mpq_t value;
    int digits;
    bool large;
    mpq_init(value);
    number_read(e->number.digits, strlen(e->number.digits), value, &digits, &large);
    number_scale(value, value, (e->number.unit.text ? t->type.unit.power : 0) + t->adopt);
    uint32_t node = ir_number(l->ir, value);
    mpq_clear(value);
    return node;
}

/* Unit of a side as a text: of a cell what is printed there, of a number what the rule says. */
static uint32_t unit_text(struct lowering *l, const struct ast_expr *e)
{
    const struct typed *t = typed_of(e);
    if (t->type.kind != TYPE_CELL) return ir_text(l->ir, t->type.unit.zh);
    return lower_part(l, e, FIELD_UNIT, false);
}

void lower_cells(struct lowering *l, const struct ast_expr *left, const struct ast_expr *right, uint32_t *a, uint32_t *b)
{
    struct ir *ir = l->ir;
    *a = lower_expr(l, left);
    *b = lower_expr(l, right);
    uint32_t ua = unit_text(l, left), ub = unit_text(l, right);
    uint32_t same = ir_simple(ir, OP_SAMEUNIT, LANE_TRUTH, ua, ub, NO_NODE);
    if (typed_of(left)->type.kind == TYPE_CELL && typed_of(right)->type.kind == TYPE_CELL) {
        struct heng_program *p = l->c->program;
        uint16_t domain = ir_key(ir, same)->domain;
        p->unit_pairs = arena_grow(l->c->lasting, p->unit_pairs, p->unit_pair_count, &l->c->pair_capacity, sizeof *p->unit_pairs);
        p->unit_pairs[p->unit_pair_count++] = (struct program_unit_pair){ir_output(ir, ir_to_domain(ir, ua, domain), false),
                                                                        ir_output(ir, ir_to_domain(ir, ub, domain), false), l->rule->index};
    }
    *a = ir_select(ir, same, *a, *a);
}

uint32_t lower_matching(struct lowering *l, uint32_t node, const struct ast_expr *of, const struct ast_expr *cell)
{
    if (typed_of(cell)->type.kind != TYPE_CELL) return node;
    uint32_t same = ir_simple(l->ir, OP_SAMEUNIT, LANE_TRUTH, unit_text(l, cell), unit_text(l, of), NO_NODE);
    return ir_select(l->ir, same, node, node);
}

/* A quotient is a step of its own: where it divides by zero the explanation names it. */
static uint32_t lower_quotient(struct lowering *l, const struct ast_expr *e, uint32_t a, uint32_t b)
{
    l->ir->at = e->at;
    uint32_t node = ir_divide(l->ir, a, b);
    if (!l->aggregated) lower_trace(l, e, TRACE_STEP, node);
    return node;
}

static uint32_t lower_binary(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    const struct ast_expr *left = e->binary.left, *right = e->binary.right;
    uint32_t a, b;
    if (e->binary.op == AST_DIVIDE && typed_of(left)->type.kind == TYPE_CELL) {
        lower_cells(l, left, right, &a, &b);
        return lower_quotient(l, e, a, b);
    }
    a = lower_expr(l, left);
    b = lower_expr(l, right);
    ir->at = e->at;
    switch (e->binary.op) {
    case AST_ADD: return ir_add(ir, a, b);
    case AST_SUBTRACT:
        if (ir_key(ir, a)->kind == LANE_DATE && ir_key(ir, b)->kind == LANE_DATE) return ir_simple(ir, OP_DAYS, LANE_FIXED, a, b, NO_NODE);
        return ir_subtract(ir, a, b);
    case AST_MULTIPLY: return ir_multiply(ir, a, b);
    case AST_DIVIDE: return lower_quotient(l, e, a, b);
    case AST_AND: return ir_simple(ir, OP_AND, LANE_TRUTH, a, b, NO_NODE);
    case AST_OR: return ir_simple(ir, OP_OR, LANE_TRUTH, a, b, NO_NODE);
    case AST_THROUGH: break; /* expand.c leaves none */
    }
    return NO_NODE;
}

static uint32_t compare_integers(struct ir *ir, enum ast_relation relation, uint32_t a, uint32_t b)
{
    switch (relation) {
    case AST_EQ: return ir_simple(ir, OP_IEQ, LANE_TRUTH, a, b, NO_NODE);
    case AST_NE: return ir_simple(ir, OP_INE, LANE_TRUTH, a, b, NO_NODE);
    case AST_LT: return ir_simple(ir, OP_ILT, LANE_TRUTH, a, b, NO_NODE);
    case AST_LE: return ir_simple(ir, OP_ILE, LANE_TRUTH, a, b, NO_NODE);
    case AST_GT: return ir_simple(ir, OP_ILT, LANE_TRUTH, b, a, NO_NODE);
    case AST_GE: return ir_simple(ir, OP_ILE, LANE_TRUTH, b, a, NO_NODE);
    case AST_APPROX: break;
    }
    return NO_NODE;
}

/* Two values of one kind; texts and dates by their ids and days. */
static uint32_t compare(struct ir *ir, enum ast_relation relation, uint32_t a, uint32_t b, uint32_t tolerance)
{
    enum lane_kind kind = (enum lane_kind)ir_key(ir, a)->kind;
    if (ir_key(ir, a)->op == OP_NOTHING) kind = (enum lane_kind)ir_key(ir, b)->kind;
    if (kind == LANE_TEXT || kind == LANE_DATE) return compare_integers(ir, relation, a, b);
    return ir_compare(ir, relation, a, b, tolerance);
}

uint32_t lower_compare(struct lowering *l, const struct ast_expr *e, struct sides *sides)
{
    const struct ast_expr *left = e->compare.left, *right = e->compare.right;
    sides->tolerance = NO_NODE;
    if (typed_of(left)->type.kind == TYPE_CELL || typed_of(right)->type.kind == TYPE_CELL) {
        lower_cells(l, left, right, &sides->left, &sides->right);
    } else {
        sides->left = lower_expr(l, left);
        sides->right = lower_expr(l, right);
    }
    if (e->compare.tolerance) sides->tolerance = lower_expr(l, e->compare.tolerance);
    l->ir->at = e->at;
    return compare(l->ir, e->compare.relation, sides->left, sides->right, sides->tolerance);
}

static uint32_t within_interval(struct lowering *l, uint32_t subject, const struct ast_interval *i)
{
    struct ir *ir = l->ir;
    if (i->low.value && i->low.value == i->high.value) return ir_compare(ir, AST_EQ, subject, lower_expr(l, i->low.value), NO_NODE);
    uint32_t low = NO_NODE, high = NO_NODE;
    if (i->low.value) low = ir_compare(ir, i->low.closed ? AST_GE : AST_GT, subject, lower_expr(l, i->low.value), NO_NODE);
    if (i->high.value) high = ir_compare(ir, i->high.closed ? AST_LE : AST_LT, subject, lower_expr(l, i->high.value), NO_NODE);
    if (low == NO_NODE) return high;
    return high == NO_NODE ? low : ir_simple(ir, OP_AND, LANE_TRUTH, low, high, NO_NODE);
}

uint32_t lower_within(struct lowering *l, uint32_t subject, const struct ast_domain *d)
{
    struct ir *ir = l->ir;
    uint32_t found = NO_NODE;
    if (d->interval) found = within_interval(l, subject, d->interval);
    for (const struct ast_expr *m = d->members; m; m = m->next) {
        uint32_t equal = compare(ir, AST_EQ, subject, lower_expr(l, m), NO_NODE);
        found = found == NO_NODE ? equal : ir_simple(ir, OP_OR, LANE_TRUTH, found, equal, NO_NODE);
    }
    return found == NO_NODE ? truth(ir, 0) : found;
}

static uint32_t lower_in(struct lowering *l, const struct ast_expr *e)
{
    uint32_t found = lower_within(l, lower_expr(l, e->in.subject), &(struct ast_domain){e->in.interval, e->in.members});
    return e->in.negated ? ir_simple(l->ir, OP_NOT, LANE_TRUTH, found, NO_NODE, NO_NODE) : found;
}

/* The arms from the last to the first; the last needs no condition, for check_tiers has shown that the arms cover everything. */
static uint32_t lower_arms(struct lowering *l, uint32_t subject, const struct ast_arm *arm)
{
    size_t count = 0;
    for (const struct ast_arm *a = arm; a; a = a->next) count++;
    const struct ast_arm **arms = arena_alloc(l->c->scratch, count * sizeof *arms);
    for (size_t k = 0; k < count; k++, arm = arm->next) arms[k] = arm;
    uint32_t node = lower_expr(l, arms[count - 1]->value);
    if (count == 1 && arms[0]->when) return node;
    while (--count) {
        uint32_t when = within_interval(l, subject, arms[count - 1]->when);
        uint32_t value = lower_expr(l, arms[count - 1]->value);
        node = ir_select(l->ir, when, value, node);
    }
    return node;
}

/* True if a quotient may have endless decimals: one by 2, 4, 5, 10 … has not. */
static bool is_endless(struct ir *ir, uint32_t node)
{
    const struct ir_key *key = ir_key(ir, node);
    if (key->kind != LANE_FRACTION) return false;
    if (key->op != OP_DIV || ir_key(ir, key->b)->op != OP_CONST) return true;
    mpq_t inverse;
    mpq_init(inverse);
    long digits;
    mpq_set(inverse, ir->c->program->constants[ir_key(ir, key->b)->index].number);
    bool finite = false;
    if (mpq_sgn(inverse) != 0) {
        mpq_inv(inverse, inverse);
        finite = number_is_decimal(inverse, &digits);
    }
    mpq_clear(inverse);
    return !finite;
}

/* A grade on 89.996 is another than on 90.00: the rule says which it takes. */
static void check_grade(struct lowering *l, const struct ast_expr *e, uint32_t subject)
{
    const struct ast_expr *x = e->tiers.subject;
    const struct ast_arm *first = e->tiers.arms;
    bool exact = x->kind == AST_CALL && typed_of(x)->builtin && typed_of(x)->builtin->lower == lower_exact;
    bool grade = first && typed_of(first->value)->type.kind == TYPE_TEXT && !strcmp(typed_of(x)->type.unit.zh, "分");
    if (grade && !exact && is_endless(l->ir, subject)) diag_report(l->c->diag, DIAG_W0501, x->at);
}

static uint32_t lower_kind(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    uint32_t node = NO_NODE;
    switch (e->kind) {
    case AST_NUMBER: return lower_number(l, e);
    case AST_STRING: return ir_text(ir, e->string.text);
    case AST_DATE: {
        int32_t days;
        cell_days_from_civil(e->date.year, e->date.month, e->date.day, &days);
        return ir_integer(ir, LANE_DATE, days);
    }
    case AST_TRUTH: return truth(ir, e->truth);
    case AST_SHEET: /* expand.c leaves none */
    case AST_LINES:
    case AST_NA: return ir_nothing(ir, REASON_RULE_NA);
    case AST_PATH: return lower_path(l, e);
    case AST_UNARY:
        node = lower_expr(l, e->unary.operand);
        if (e->unary.op == AST_NEGATE) return ir_negate(ir, node);
        return ir_simple(ir, OP_NOT, LANE_TRUTH, node, NO_NODE, NO_NODE);
    case AST_BINARY: return lower_binary(l, e);
    case AST_COMPARE: return lower_compare(l, e, &(struct sides){0});
    case AST_IN: return lower_in(l, e);
    case AST_IF: {
        uint32_t when = lower_expr(l, e->choice.condition), then = lower_expr(l, e->choice.then);
        uint32_t otherwise = lower_expr(l, e->choice.otherwise);
        ir->at = e->at;
        node = ir_select(ir, when, then, otherwise);
        break;
    }
    case AST_CALL: node = lower_call(l, e); break;
    case AST_TIERS: {
        uint32_t subject = lower_expr(l, e->tiers.subject);
        check_grade(l, e, subject);
        node = lower_arms(l, subject, e->tiers.arms);
        break;
    }
    case AST_FORM: node = lower_form(l, e); break;
    }
    ir->at = e->at;
    if (!l->aggregated) lower_trace(l, e, TRACE_STEP, node);
    return node;
}

uint32_t lower_expr(struct lowering *l, const struct ast_expr *e)
{
    l->ir->at = e->at;
    uint32_t node = lower_kind(l, e);
    int adopt = typed_of(e)->adopt;
    return adopt && e->kind != AST_NUMBER ? ir_power(l->ir, node, adopt) : node;
}
