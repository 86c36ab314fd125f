/* lower_cell.c - rows that are looked for by a key: 表[27].列, joins by code, the code above a group of codes. */
#include <string.h>

#include "lower.h"

/* Names of a total's row: it has no code, and stands above the shortest ones. */
static const char *const total_names[] = {
#define TOTAL(name) name,
#include "../runtime/total.def"
#undef TOTAL
};

static uint32_t is_total(struct ir *ir, uint32_t text)
{
    uint32_t found = NO_NODE;
    for (size_t k = 0; k < sizeof total_names / sizeof *total_names; k++) {
        uint32_t equal = ir_simple(ir, OP_IEQ, LANE_TRUTH, text, ir_text(ir, total_names[k]), NO_NODE);
        found = found == NO_NODE ? equal : ir_simple(ir, OP_OR, LANE_TRUTH, found, equal, NO_NODE);
    }
    return found;
}

uint32_t lower_codes(struct lowering *l, const struct node *table)
{
    struct ir *ir = l->ir;
    struct node *column = table_code(table), *name = table_name(table);
    uint32_t code = ir_load(ir, node_field(l->c, column, FIELD_TEXT, false)), total = is_total(ir, code);
    if (name) {
        uint32_t named = is_total(ir, ir_load(ir, node_field(l->c, name, FIELD_TEXT, false)));
        uint32_t bare = ir_simple(ir, OP_ABSENT, LANE_TRUTH, code, NO_NODE, NO_NODE);
        total = ir_simple(ir, OP_OR, LANE_TRUTH, total, ir_simple(ir, OP_AND, LANE_TRUTH, bare, named, NO_NODE), NO_NODE);
    }
    return ir_select(ir, total, ir_text(ir, ""), code);
}

uint32_t lower_upper_codes(struct lowering *l, const struct node *table)
{
    struct ir *ir = l->ir;
    uint32_t codes = lower_codes(l, table), widths = ir_key(ir, ir_text(ir, table_code(table)->widths))->index;
    return ir_node(ir, (struct ir_key){.op = OP_UPPER, .kind = LANE_TEXT, .domain = table->domain, .a = codes, .b = NO_NODE, .c = NO_NODE, .index = widths});
}

struct found lower_upper_row(struct lowering *l)
{
    struct ir *ir = l->ir;
    const struct rule *r = l->rule;
    struct found found = {.key = table_code(r->table)};
    found.wanted = ir_reduce(ir, OP_SAME, r->domain, r->table->domain, ir_key(ir, ir->group_node[r->domain])->a, NO_NODE);
    found.row = ir_find(ir, found.wanted, lower_codes(l, r->table));
    return found;
}

/* Where the table is not in the data, the key has no value for that reason. */
static uint32_t if_present(struct ir *ir, const struct node *table, uint32_t wanted)
{
    uint32_t present = ir_load(ir, ir->c->program->domains[table->domain].present);
    return ir_select(ir, present, wanted, wanted);
}

/* True if a row is looked for by the code of another: "" of one total meets that of another. */
static bool is_code(const struct target *g)
{
    const struct target *of = g->wanted && g->wanted->kind == AST_PATH ? &typed_of(g->wanted)->target : NULL;
    return g->key && g->key->widths && of && of->kind == TARGET_FIELD && of->node->widths;
}

/* What the key must be: the print of a number where 行次 is a text, and a code as its own table's hierarchy knows it, so that the totals of
 * two tables meet. */
static uint32_t wanted_key(struct lowering *l, const struct target *g)
{
    if (g->key->type.kind == TYPE_TEXT && g->wanted->kind == AST_NUMBER) return ir_text(l->ir, g->wanted->number.digits);
    if (is_code(g)) return lower_codes(l, table_above(typed_of(g->wanted)->target.node));
    return lower_expr(l, g->wanted);
}

struct found lower_row(struct lowering *l, const struct ast_expr *e)
{
    struct ir *ir = l->ir;
    struct typed *t = typed_of(e);
    const struct target *g = &t->target;
    if (g->kind == TARGET_UPPER) return lower_upper_row(l);
    if (t->row) return (struct found){t->row - 1, t->wanted - 1, g->key};
    const struct node *table = table_above(g->node);
    uint32_t wanted = wanted_key(l, g); /* its figures explain the cell, too */
    uint32_t key = g->key->widths ? lower_codes(l, table) : ir_load(ir, node_field(l->c, g->key, node_part(g->key), false));
    ir->at = e->at;
    if (g->key->type.kind == TYPE_NUMBER && !ir_align_keys(ir, &wanted, &key)) {
        diag_report(l->c->diag, DIAG_E0333, g->wanted->at);
        wanted = key = ir_load(ir, node_field(l->c, g->key, node_part(g->key), false));
    }
    uint32_t row = ir_find(ir, if_present(ir, table, wanted), key);
    wanted = ir_key(ir, row)->a;
    t->row = row + 1;
    t->wanted = wanted + 1;
    return (struct found){row, wanted, g->key};
}
