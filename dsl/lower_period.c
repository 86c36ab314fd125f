/* lower_period.c - rules over time: which version counts on the day as of which a report is evaluated. */
#include "lower.h"

/* Truth of the day lying in a period; NO_NODE: it always does. */
static uint32_t in_force(struct lowering *l, struct period p)
{
    struct ir *ir = l->ir;
    uint32_t from = NO_NODE, until = NO_NODE;
    if (p.from != INT32_MIN) from = ir_simple(ir, OP_ILE, LANE_TRUTH, ir_integer(ir, LANE_DATE, p.from), ir_as_of(ir), NO_NODE);
    if (p.until != INT32_MAX) until = ir_simple(ir, OP_ILT, LANE_TRUTH, ir_as_of(ir), ir_integer(ir, LANE_DATE, p.until), NO_NODE);
    if (from == NO_NODE) return until;
    return until == NO_NODE ? from : ir_simple(ir, OP_AND, LANE_TRUTH, from, until, NO_NODE);
}

static uint32_t select_in(struct lowering *l, const struct rule *r, uint32_t truth, uint32_t value, uint32_t otherwise)
{
    l->ir->at = r->item->at;
    return truth == NO_NODE ? value : ir_to_domain(l->ir, ir_select(l->ir, truth, value, otherwise), r->domain);
}

uint32_t lower_gate(struct lowering *l, const struct rule *r)
{
    struct ir *ir = l->ir;
    if (!version_dated(r)) return r->node;
    ir->at = r->item->at;
    uint32_t active = in_force(l, r->period);
    for (const struct rule *v = r->family; v && v != r; v = v->next_version) {
        if (!period_overlaps(v->period, r->period)) continue;
        uint32_t later = ir_simple(ir, OP_NOT, LANE_TRUTH, in_force(l, v->period), NO_NODE, NO_NODE);
        active = active == NO_NODE ? later : ir_simple(ir, OP_AND, LANE_TRUTH, active, later, NO_NODE);
    }
    return select_in(l, r, active, r->node, ir_nothing(ir, REASON_NOT_IN_FORCE));
}

static uint32_t node_of(struct lowering *l, const struct rule *r, enum version_part part)
{
    uint32_t node = part == VERSION_VALUE ? r->node : part == VERSION_FULL ? r->weight_node : r->self_node;
    return node == NO_NODE ? ir_nothing(l->ir, REASON_RULE_NA) : node;
}

/* The versions from the one that counts least to the one that counts most. */
static uint32_t join(struct lowering *l, const struct rule *first, enum version_part part)
{
    size_t count = 0;
    for (const struct rule *r = first; r; r = r->next_version) count++;
    const struct rule **versions = arena_alloc(l->c->scratch, count * sizeof *versions);
    const struct rule *r = first;
    for (size_t k = 0; k < count; k++, r = r->next_version) versions[k] = r;
    uint32_t node = ir_nothing(l->ir, REASON_NOT_IN_FORCE);
    while (count--) node = select_in(l, versions[count], in_force(l, versions[count]->period), node_of(l, versions[count], part), node);
    return node;
}

uint32_t lower_version(struct lowering *l, struct rule *first, enum version_part part)
{
    if (!version_dated(first)) return node_of(l, first, part);
    struct span at = l->ir->at;
    if (!first->joint[part]) first->joint[part] = join(l, first, part) + 1;
    l->ir->at = at;
    return first->joint[part] - 1;
}
