/* lower_rule.c - rules to nodes, outputs and traces. */
#include <string.h>

#include "lower.h"

static uint32_t optional_output(struct lowering *l, uint32_t node, bool batch)
{
    return node == NO_NODE ? NO_OUTPUT : ir_output(l->ir, ir_to_domain(l->ir, node, l->rule->domain), batch);
}

/* Forms the lanes of a per-group rule. */
static void lower_group(struct lowering *l)
{
    const struct rule *r = l->rule;
    const struct ast_scope *scope = r->item->scope;
    bool levels = scope && scope->kind == AST_SCOPE_LEVELS;
    if (!scope || (scope->kind != AST_SCOPE_GROUPS && !levels) || l->ir->group_node[r->domain] != NO_NODE) return;
    uint32_t keys[3] = {NO_NODE, NO_NODE, NO_NODE};
    int count = 0;
    l->aggregated = true;
    for (const struct ast_expr *key = scope->keys; key && count < 3; key = key->next) {
        keys[count++] = ir_to_domain(l->ir, lower_expr(l, key), r->table->domain);
    }
    l->aggregated = false;
    l->trace_count = 0; /* the keys are no figures of the rule */
    l->ir->at = scope->at;
    if (levels) keys[0] = lower_upper_codes(l, r->table);
    l->ir->group_node[r->domain] = ir_node(
        l->ir, (struct ir_key){.op = OP_GROUP, .kind = LANE_FIXED, .domain = r->domain, .a = keys[0], .b = keys[1], .c = keys[2], .index = r->table->domain});
}

static uint32_t lower_label(struct lowering *l, struct node *column, bool grouped)
{
    const struct rule *r = l->rule;
    if (!column || (column->type.kind != TYPE_TEXT && !column->is_line)) return NO_OUTPUT;
    uint32_t node = ir_load(l->ir, node_field(l->c, column, FIELD_TEXT, false));
    if (grouped) node = ir_reduce(l->ir, OP_SAME, r->domain, r->table->domain, node, NO_NODE);
    return optional_output(l, node, false);
}

/* A group of codes is named by the code above them and what its row is called. */
static void lower_upper_labels(struct lowering *l, struct program_rule *p)
{
    const struct rule *r = l->rule;
    struct found upper = lower_upper_row(l);
    struct node *name = table_name(r->table);
    p->row_labels[0] = ir_output(l->ir, upper.wanted, false);
    if (name) p->row_labels[1] = ir_output(l->ir, ir_pick(l->ir, ir_load(l->ir, node_field(l->c, name, FIELD_TEXT, false)), upper.row), false);
    struct rule_levels *levels = arena_alloc(l->c->lasting, sizeof *levels);
    levels->code = ir_output(l->ir, lower_codes(l, r->table), false);
    levels->upper = ir_output(l->ir, ir_key(l->ir, l->ir->group_node[r->domain])->a, false);
    levels->widths = table_code(r->table)->widths;
    p->levels = levels;
}

/* A row is named by its number, code and name, a group by its keys. */
static void lower_labels(struct lowering *l, struct program_rule *p)
{
    const struct rule *r = l->rule;
    const struct ast_scope *scope = r->item->scope;
    int count = 0;
    p->spaced = scope && scope->kind != AST_SCOPE_GROUPS;
    if (r->table && scope->kind == AST_SCOPE_ROWS) {
        struct node *const columns[] = {table_line(r->table), table_code(r->table), table_name(r->table)};
        for (int k = 0; k < 3; k++) {
            uint32_t label = lower_label(l, columns[k], false);
            if (label != NO_OUTPUT) p->row_labels[count++] = label;
        }
    }
    if (r->table && scope->kind == AST_SCOPE_LEVELS) lower_upper_labels(l, p);
    if (!r->table || scope->kind != AST_SCOPE_GROUPS) return;
    for (const struct ast_expr *key = scope->keys; key && count < 3; key = key->next) {
        p->row_labels[count++] = lower_label(l, typed_of(key)->target.node, true);
    }
}

/* The comparison itself: of a rule per row whose sides are the report's, it is made once for all rows. */
static uint32_t comparison_of(const struct ir *ir, uint32_t node) { return ir_key(ir, node)->op == OP_SPREAD ? ir_key(ir, node)->a : node; }

static void lower_check(struct lowering *l, struct program_rule *p)
{
    struct rule *r = l->rule;
    const struct ast_expr *e = r->value;
    if (e->kind != AST_COMPARE) {
        r->node = ir_to_domain(l->ir, lower_expr(l, e), r->domain);
        return;
    }
    static const enum rule_relation relations[] = {
        [AST_EQ] = RELATION_EQ, [AST_NE] = RELATION_NE, [AST_LT] = RELATION_LT,         [AST_LE] = RELATION_LE,
        [AST_GT] = RELATION_GT, [AST_GE] = RELATION_GE, [AST_APPROX] = RELATION_APPROX,
    };
    struct sides sides;
    r->node = ir_to_domain(l->ir, lower_compare(l, e, &sides), r->domain);
    p->relation = relations[e->compare.relation];
    p->left = optional_output(l, sides.left, false);
    p->right = optional_output(l, sides.right, false);
    p->tolerance = optional_output(l, sides.tolerance, false);
    const struct type *left = &typed_of(e->compare.left)->type, *right = &typed_of(e->compare.right)->type;
    p->unit = left->unit.zh[0] ? left->unit : right->unit;
    if (p->relation == RELATION_APPROX) p->compare = comparison_of(l->ir, r->node);
}

static void lower_score(struct lowering *l, struct program_rule *p)
{
    struct rule *r = l->rule;
    r->weight_node = ir_to_domain(l->ir, lower_expr(l, r->item->value), r->domain);
    r->node = ir_to_domain(l->ir, lower_expr(l, r->value), r->domain);
    p->weight = ir_output(l->ir, r->weight_node, false);
    p->unit = r->type.unit;
    if (!r->self) return;
    r->self_node = ir_to_domain(l->ir, lower_expr(l, r->self), r->domain);
    p->self = ir_output(l->ir, r->self_node, true);
    uint32_t compared = ir_to_domain(l->ir, ir_compare(l->ir, AST_APPROX, r->self_node, r->node, NO_NODE), r->domain);
    ir_output(l->ir, compared, false);
    p->compare = comparison_of(l->ir, compared);
}

static int by_place(const void *a, const void *b)
{
    const struct program_trace *x = a, *y = b;
    if (x->at.source != y->at.source) return x->at.source < y->at.source ? -1 : 1;
    if (x->at.start != y->at.start) return x->at.start < y->at.start ? -1 : 1;
    if (x->at.end != y->at.end) return x->at.end > y->at.end ? -1 : 1;
    return (x->note > y->note) - (x->note < y->note);
}

static void keep_traces(struct lowering *l, struct program_rule *p, size_t *capacity)
{
    struct heng_program *program = l->c->program;
    if (l->trace_count) qsort(l->traces, l->trace_count, sizeof *l->traces, by_place);
    p->first_trace = (uint32_t)program->trace_count;
    p->trace_count = (uint32_t)l->trace_count;
    for (size_t k = 0; k < l->trace_count; k++) {
        program->traces = arena_grow(l->c->lasting, program->traces, program->trace_count, capacity, sizeof *program->traces);
        program->traces[program->trace_count++] = l->traces[k];
    }
}

/* What fills an open term has no value outside of the term's bounds. */
static uint32_t lower_guard(struct lowering *l, uint32_t node)
{
    const struct rule *r = l->rule;
    uint32_t within = lower_within(l, node, &r->open->item->bounds);
    l->ir->at = r->open->item->at;
    return ir_to_domain(l->ir, ir_select(l->ir, within, node, ir_nothing(l->ir, REASON_OUT_OF_BOUNDS)), r->domain);
}

static void lower_rule(struct lowering *l, struct program_rule *p)
{
    struct rule *r = l->rule;
    const struct ast_expr *formula = r->value;
    *p = (struct program_rule){
        .kind = r->kind, .class = r->class, .name = r->name, .at = r->item->at, .formula = formula->at, .domain = r->domain, .layer = r->layer,
        .basis = r->basis, .unit = r->type.unit, .value_kind = type_lane(&r->type), .value = NO_OUTPUT, .applies = NO_OUTPUT, .weight = NO_OUTPUT,
        .self = NO_OUTPUT, .left = NO_OUTPUT, .right = NO_OUTPUT, .tolerance = NO_OUTPUT, .compare = NO_OUTPUT,
        .label = r->label, .row_labels = {NO_OUTPUT, NO_OUTPUT, NO_OUTPUT},
        .from = r->period.from, .until = r->period.until, .family = r->family ? r->family->index : r->index, .rank = r->rank};
    r->node = r->self_node = r->weight_node = NO_NODE;
    lower_group(l);
    switch (r->kind) {
    case RULE_VALUE:
        r->node = ir_to_domain(l->ir, lower_expr(l, formula), r->domain);
        if (r->open_guard) r->node = lower_guard(l, r->node);
        break;
    case RULE_CHECK: lower_check(l, p); break;
    case RULE_SCORE: lower_score(l, p); break;
    }
    if (r->on_zero) {
        uint32_t instead = ir_to_domain(l->ir, lower_expr(l, r->on_zero), r->domain);
        uint32_t divided = ir_lacks(l->ir, r->node, REASON_DIVISION);
        typed_of(r->on_zero)->domain = r->domain;
        lower_note(l, r->on_zero, NOTE_ON_ZERO, ir_select(l->ir, divided, instead, ir_nothing(l->ir, REASON_RULE_NA)), typed_of(r->on_zero)->type.unit);
        r->node = ir_select(l->ir, divided, instead, r->node);
    }
    if (r->applies) {
        uint32_t applies = ir_to_domain(l->ir, lower_expr(l, r->applies), r->domain);
        r->node = ir_select(l->ir, applies, r->node, ir_nothing(l->ir, REASON_RULE_NA));
        p->applies = ir_output(l->ir, applies, false);
    }
    p->value = ir_output(l->ir, lower_gate(l, r), true);
    for (const struct ast_expr *e = r->mentions; e; e = e->next) lower_expr(l, e);
    lower_labels(l, p);
    for (const struct ast_clause *k = r->item->clauses; k; k = k->next) {
        if (k->kind == AST_MESSAGE) p->message = arena_copy(l->c->lasting, k->value->string.text, strlen(k->value->string.text));
    }
}

void lower(struct compiler *c)
{
    struct heng_program *p = c->program;
    c->ir = ir_new(c);
    p->rule_count = c->rule_count;
    p->rules = arena_alloc(c->lasting, (c->rule_count + 1) * sizeof *p->rules);
    size_t capacity = 0;
    struct lowering l = {.c = c, .ir = c->ir};
    for (size_t k = 0; k < c->rule_count; k++) {
        l.rule = c->order[k];
        l.where = NO_NODE;
        l.trace_count = 0;
        lower_rule(&l, &p->rules[l.rule->index]);
        keep_traces(&l, &p->rules[l.rule->index], &capacity);
    }
    node_aliases(c, c->root);
    node_row_names(c, c->root);
    node_fields(c, c->root);
}
