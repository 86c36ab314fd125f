/* lower_trace.c - which values of a rule its explanation shows, and at which pieces of its text. */
#include "lower.h"

static void keep(struct lowering *l, struct program_trace trace)
{
    l->traces = arena_grow(l->c->scratch, l->traces, l->trace_count, &l->trace_capacity, sizeof *l->traces);
    l->traces[l->trace_count++] = trace;
}

void lower_trace(struct lowering *l, const struct ast_expr *e, enum trace_kind kind, uint32_t node)
{
    const struct typed *t = typed_of(e);
    struct program_trace trace = {.kind = kind, .at = e->at, .field = 0, .rule = 0, .output = NO_OUTPUT, .where = NO_OUTPUT, .unit = t->type.unit};
    if (kind == TRACE_FIELD_ROWS) {
        trace.over = t->target.kind == TARGET_GROUP ? t->domain : l->over;
        if (l->where != NO_NODE) trace.where = ir_output(l->ir, ir_to_domain(l->ir, l->where, t->target.node->domain), false);
        if (t->target.kind == TARGET_GROUP) trace.output = ir_output(l->ir, node, false);
    } else {
        if (ir_key(l->ir, node)->domain != t->domain) node = ir_to_domain(l->ir, node, t->domain);
        trace.output = ir_output(l->ir, node, false);
    }
    if (t->target.node) trace.field = node_field(l->c, t->target.node, t->target.part, t->target.lenient);
    if (t->target.rule) trace.rule = t->target.rule->index;
    keep(l, trace);
}

void lower_trace_cell(struct lowering *l, const struct ast_expr *e, uint32_t node)
{
    const struct typed *t = typed_of(e);
    struct found found = lower_row(l, e);
    struct program_trace trace = {.kind = l->aggregated ? TRACE_CELL_ROWS : TRACE_CELL, .at = e->at, .output = ir_output(l->ir, node, false),
                                  .where = NO_OUTPUT, .unit = t->type.unit, .over = l->over};
    trace.field = node_field(l->c, t->target.node, t->target.part, t->target.lenient);
    trace.row = ir_output(l->ir, found.row, false);
    trace.key = ir_output(l->ir, found.wanted, false);
    trace.key_field = node_field(l->c, found.key, node_part(found.key), false);
    if (l->aggregated && l->where != NO_NODE) trace.where = ir_output(l->ir, l->where, false);
    keep(l, trace);
}

void lower_note(struct lowering *l, const struct ast_expr *form, enum trace_note note, uint32_t node, struct program_unit unit)
{
    uint16_t domain = typed_of(form)->domain;
    struct program_trace trace = {.kind = TRACE_NOTE, .at = form->at, .note = note, .where = NO_OUTPUT, .unit = unit};
    trace.output = ir_output(l->ir, ir_to_domain(l->ir, node, domain), false);
    keep(l, trace);
}

void lower_trace_table(struct lowering *l, const struct ast_expr *e)
{
    const struct program_domain *table = &l->c->program->domains[typed_of(e)->target.node->domain];
    keep(l, (struct program_trace){.kind = TRACE_TABLE, .at = e->at, .field = table->present, .output = NO_OUTPUT, .where = NO_OUTPUT});
}

void lower_trace_rows(struct lowering *l, const struct ast_expr *x, uint32_t node)
{
    struct program_trace trace = {.kind = TRACE_ROWS, .at = x->at, .output = ir_output(l->ir, node, false), .where = NO_OUTPUT, .over = l->over,
                                  .unit = typed_of(x)->type.unit};
    for (const struct ast_expr *last = x; last; last = last->next) trace.at.end = last->at.end;
    if (l->where != NO_NODE) trace.where = ir_output(l->ir, l->where, false);
    keep(l, trace);
}
