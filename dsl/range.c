/* range.c - what a field declares that it may be: 属于 [0, 100%], ≥ 0.
 *
 * A value outside counts as missing, so that whatever is proved from the range holds of every result. */
#include "check.h"
#include "lower.h"
#include "ratio.h"

/* An end is a constant in the field's unit; infinite if it is reported, or too long to be compared here. */
static struct ratio check_end(struct compiler *c, struct ast_expr *subject, struct ast_expr *end)
{
    unsigned before = c->diag->errors;
    mpq_t value;
    resolve_constant(c, end);
    check_expr(c, end);
    check_unify(c, subject, end);
    if (c->diag->errors > before) return ratio_infinite();
    mpq_init(value);
    bool known = constant_value(c, end, value);
    struct ratio found = known ? ratio_from(value) : ratio_infinite();
    mpq_clear(value);
    if (!known) diag_report(c->diag, DIAG_E0416, end->at);
    return found;
}

static void check_range(struct compiler *c, const struct node *n, const struct ast_interval *i)
{
    struct typed typed = {.type = n->type};
    struct ast_expr subject = {.kind = AST_NA, .at = n->at, .resolved = &typed};
    struct ratio low = ratio_infinite(), high = ratio_infinite();
    if (i->low.value) low = check_end(c, &subject, i->low.value);
    if (i->high.value && i->high.value != i->low.value) high = check_end(c, &subject, i->high.value);
    if (!ratio_finite(low) || !ratio_finite(high)) return;
    int order = ratio_compare(low, high);
    if (order > 0 || (order == 0 && !(i->low.closed && i->high.closed))) diag_report(c->diag, DIAG_E0417, i->at);
}

static void check_below(struct compiler *c, const struct node *n)
{
    for (const struct node *child = n->children; child; child = child->hh.next) {
        if (child->is_join) continue; /* the same declarations again */
        const struct node *before = child->hh.prev; /* names declared together share their ranges */
        for (int k = 0; k < 2 && child->ranges[k]; k++) {
            if (!before || before->ranges[k] != child->ranges[k]) check_range(c, child, child->ranges[k]);
        }
        check_below(c, child);
    }
}

void check_ranges(struct compiler *c) { check_below(c, c->root); }

static uint32_t compare_end(struct lowering *l, uint32_t node, enum ast_relation relation, const struct ast_expr *end)
{
    mpq_t value;
    mpq_init(value);
    constant_value(l->c, end, value);
    uint32_t limit = ir_number(l->ir, value);
    mpq_clear(value);
    return ir_compare(l->ir, relation, node, limit, NO_NODE);
}

uint32_t lower_in_range(struct lowering *l, const struct node *n, uint32_t node)
{
    uint32_t within = NO_NODE;
    for (int k = 0; k < 2 && n->ranges[k]; k++) {
        const struct ast_interval *i = n->ranges[k];
        uint32_t ends[2] = {NO_NODE, NO_NODE};
        bool one = i->low.value == i->high.value;
        if (i->low.value) ends[0] = compare_end(l, node, one ? AST_EQ : i->low.closed ? AST_GE : AST_GT, i->low.value);
        if (i->high.value && !one) ends[1] = compare_end(l, node, i->high.closed ? AST_LE : AST_LT, i->high.value);
        for (int e = 0; e < 2; e++) {
            if (ends[e] == NO_NODE) continue;
            within = within == NO_NODE ? ends[e] : ir_simple(l->ir, OP_AND, LANE_TRUTH, within, ends[e], NO_NODE);
        }
    }
    if (within == NO_NODE) return node;
    uint32_t field = ir_key(l->ir, node)->index;
    node = ir_select(l->ir, within, node, ir_nothing(l->ir, REASON_OUT_OF_RANGE));
    l->c->program->fields[field].within = ir_output(l->ir, node, false) + 1;
    return node;
}
