/* emit.c - the graph to the two sections of straight-line code.
 *
 * Nodes are numbered so that operands come before users, so their order is an order of evaluation. A section takes the nodes its outputs need,
 * delivers each output as soon as it is there, and gives registers of values that nobody needs any more to later ones of the same
 * domain: few registers stay in the nearest cache. An instruction's result never shares a register with its operands. */
#include <string.h>

#include "../runtime/op.h"
#include "ir.h"

struct emission {
    struct compiler *c;
    struct ir *ir;
    struct program_section *section;
    const struct ir_root *roots;
    size_t root_count;
    bool *needed;
    uint32_t *last;          /* per node: the last node that reads it */
    uint16_t *register_of;   /* per node */
    uint32_t *first_root;    /* per node: index + 1 of its first root */
    uint32_t *next_root;     /* per root */
    uint16_t *free;          /* per domain and form: a free register, or NO_REGISTER */
    uint16_t *next_free;     /* per register */
    uint32_t *position;      /* per node: its place in the code */
};

static bool keeps_lanes(const struct ir_key *k) { return k->op != OP_GROUP; }

static void need(struct emission *e)
{
    const struct program_domain *domains = e->c->program->domains;
    for (size_t k = 0; k < e->root_count; k++) e->needed[e->roots[k].node] = true;
    for (size_t n = e->ir->count; n--;) {
        if (!e->needed[n]) continue;
        const struct ir_key *key = ir_key(e->ir, (uint32_t)n);
        const uint32_t operands[] = {key->a, key->b, key->c};
        for (int i = 0; i < 3; i++) {
            if (operands[i] == NO_NODE) continue;
            e->needed[operands[i]] = true;
            if (!e->last[operands[i]]) e->last[operands[i]] = (uint32_t)n;
        }
        if (domains[key->domain].kind == DOMAIN_GROUP && key->op != OP_GROUP) e->needed[e->ir->group_node[key->domain]] = true;
    }
}

static uint16_t *free_list(struct emission *e, uint16_t domain, bool fraction) { return &e->free[2 * domain + fraction]; }

static uint16_t take_register(struct emission *e, uint16_t domain, bool fraction)
{
    uint16_t *list = free_list(e, domain, fraction), taken = *list;
    if (taken != NO_REGISTER) {
        *list = e->next_free[taken];
        return taken;
    }
    struct program_section *s = e->section;
    if (s->register_count == NO_REGISTER) arena_fail(e->c->scratch, HENG_LIMIT);
    s->registers[s->register_count] = (struct program_register){domain, fraction};
    return (uint16_t)s->register_count++;
}

static void release(struct emission *e, uint32_t node)
{
    const struct ir_key *key = ir_key(e->ir, node);
    if (!keeps_lanes(key)) return;
    uint16_t *list = free_list(e, key->domain, key->kind == LANE_FRACTION), r = e->register_of[node];
    e->next_free[r] = *list;
    *list = r;
}

static uint16_t register_of(const struct emission *e, uint32_t node) { return node == NO_NODE ? NO_REGISTER : e->register_of[node]; }

static void put(struct emission *e, const struct insn *in, struct span at)
{
    e->section->code[e->section->length] = *in;
    e->section->spans[e->section->length++] = at;
}

static void emit_node(struct emission *e, uint32_t n)
{
    const struct ir_key *key = ir_key(e->ir, n);
    struct insn in = {.op = key->op, .mode = key->mode, .domain = key->domain, .dst = NO_REGISTER, .a = register_of(e, key->a), .b = register_of(e, key->b),
                      .c = register_of(e, key->c), .scale = key->scale, .shift = key->shift, .index = key->index};
    if (keeps_lanes(key)) in.dst = e->register_of[n] = take_register(e, key->domain, key->kind == LANE_FRACTION);
    e->position[n] = (uint32_t)e->section->length;
    put(e, &in, e->ir->nodes[n]->at);
    for (uint32_t r = e->first_root[n]; r; r = e->next_root[r - 1]) {
        struct insn out = {.op = OP_OUT, .domain = key->domain, .dst = NO_REGISTER, .a = e->register_of[n], .b = NO_REGISTER, .c = NO_REGISTER,
                           .scale = key->scale, .index = e->roots[r - 1].output};
        put(e, &out, e->ir->nodes[n]->at);
    }
    const uint32_t operands[] = {key->a, key->b, key->c};
    for (int i = 0; i < 3; i++) {
        bool again = (i > 0 && operands[i] == operands[0]) || (i > 1 && operands[i] == operands[1]);
        if (operands[i] != NO_NODE && !again && e->last[operands[i]] == n) release(e, operands[i]);
    }
    if (!e->last[n]) release(e, n);
}

static void emit_section(struct emission *e)
{
    struct arena *a = e->c->scratch, *lasting = e->c->lasting;
    size_t nodes = e->ir->count, domains = e->c->program->domain_count;
    e->needed = arena_alloc(a, nodes);
    e->last = arena_alloc(a, nodes * sizeof *e->last);
    e->register_of = arena_alloc(a, nodes * sizeof *e->register_of);
    e->first_root = arena_alloc(a, nodes * sizeof *e->first_root);
    e->next_root = arena_alloc(a, (e->root_count + 1) * sizeof *e->next_root);
    e->free = arena_alloc(a, 2 * domains * sizeof *e->free);
    e->next_free = arena_alloc(a, (nodes + 1) * sizeof *e->next_free);
    e->position = arena_alloc(a, nodes * sizeof *e->position);
    for (size_t k = 0; k < 2 * domains; k++) e->free[k] = NO_REGISTER;
    for (size_t k = e->root_count; k--;) {
        e->next_root[k] = e->first_root[e->roots[k].node];
        e->first_root[e->roots[k].node] = (uint32_t)k + 1;
    }
    need(e);
    size_t count = e->root_count;
    for (size_t n = 0; n < nodes; n++) count += e->needed[n];
    e->section->code = arena_alloc(lasting, (count + 1) * sizeof *e->section->code);
    e->section->spans = arena_alloc(lasting, (count + 1) * sizeof *e->section->spans);
    e->section->registers = arena_alloc(lasting, (count + 1) * sizeof *e->section->registers);
    for (size_t n = 0; n < nodes; n++) {
        if (e->needed[n]) emit_node(e, (uint32_t)n);
    }
}

void emit(struct compiler *c)
{
    struct heng_program *p = c->program;
    struct emission batch = {.c = c, .ir = c->ir, .section = &p->batch, .roots = c->ir->batch, .root_count = c->ir->batch_count};
    struct emission detail = {.c = c, .ir = c->ir, .section = &p->detail, .roots = c->ir->detail, .root_count = c->ir->detail_count};
    emit_section(&batch);
    emit_section(&detail);
    for (size_t k = 0; k < p->rule_count; k++) {
        uint32_t *compare = &p->rules[k].compare;
        if (*compare != NO_OUTPUT) *compare = detail.position[*compare];
    }
}
