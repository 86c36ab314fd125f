/* ir.c - nodes, their sources and domains. */
#include "ir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../runtime/op.h"

struct ir *ir_new(struct compiler *c)
{
    struct ir *ir = arena_alloc(c->scratch, sizeof *ir);
    ir->c = c;
    ir->group_node = arena_alloc(c->scratch, c->program->domain_count * sizeof *ir->group_node);
    for (size_t k = 0; k < c->program->domain_count; k++) ir->group_node[k] = NO_NODE;
    return ir;
}

const struct ir_key *ir_key(const struct ir *ir, uint32_t node) { return &ir->nodes[node]->key; }

uint32_t ir_node(struct ir *ir, struct ir_key key)
{
    struct compiler *c = ir->c;
    struct ir_key clean;
    memset(&clean, 0, sizeof clean); /* the hash sees the padding */
    clean.op = key.op, clean.mode = key.mode, clean.kind = key.kind, clean.domain = key.domain, clean.scale = key.scale;
    clean.shift = key.shift, clean.a = key.a, clean.b = key.b, clean.c = key.c, clean.index = key.index;
    struct ir_node *n;
    HASH_FIND(hh, ir->known, &clean, sizeof clean, n);
    if (n) return n->id;
    n = arena_alloc(c->scratch, sizeof *n);
    n->key = clean;
    n->at = ir->at;
    n->id = (uint32_t)ir->count;
    HASH_ADD(hh, ir->known, key, sizeof n->key, n);
    ir->output_of = arena_grow(c->scratch, ir->output_of, ir->count, &ir->output_of_capacity, sizeof *ir->output_of);
    ir->in_batch = arena_grow(c->scratch, ir->in_batch, ir->count, &ir->in_batch_capacity, sizeof *ir->in_batch);
    ir->output_of[ir->count] = 0;
    ir->in_batch[ir->count] = false;
    ir->nodes = arena_grow(c->scratch, ir->nodes, ir->count, &ir->capacity, sizeof *ir->nodes);
    ir->nodes[ir->count++] = n;
    return n->id;
}

static void add_root(struct ir *ir, bool batch, uint32_t output, uint32_t node)
{
    struct ir_root **roots = batch ? &ir->batch : &ir->detail;
    size_t *count = batch ? &ir->batch_count : &ir->detail_count;
    size_t *capacity = batch ? &ir->batch_capacity : &ir->detail_capacity;
    *roots = arena_grow(ir->c->scratch, *roots, *count, capacity, sizeof **roots);
    (*roots)[(*count)++] = (struct ir_root){output, node};
}

uint32_t ir_output(struct ir *ir, uint32_t node, bool batch)
{
    struct heng_program *p = ir->c->program;
    uint32_t *known = &ir->output_of[node];
    if (!*known) {
        const struct ir_key *key = ir_key(ir, node);
        p->outputs = arena_grow(ir->c->lasting, p->outputs, p->output_count, &ir->output_capacity, sizeof *p->outputs);
        p->outputs[p->output_count] = (struct program_output){(enum lane_kind)key->kind, key->domain, key->scale};
        *known = (uint32_t)++p->output_count;
        add_root(ir, false, *known - 1, node);
    }
    if (batch && !ir->in_batch[node]) add_root(ir, true, *known - 1, node);
    ir->in_batch[node] |= batch;
    return *known - 1;
}

uint32_t ir_load(struct ir *ir, uint32_t field)
{
    struct program_field *f = &ir->c->program->fields[field];
    f->used = true;
    return ir_node(ir, (struct ir_key){.op = OP_LOAD, .kind = (uint8_t)f->kind, .domain = f->domain, .scale = f->scale, .a = NO_NODE, .b = NO_NODE,
                                       .c = NO_NODE, .index = field});
}

uint32_t ir_as_of(struct ir *ir)
{
    return ir_node(ir, (struct ir_key){.op = OP_LOAD, .kind = LANE_DATE, .a = NO_NODE, .b = NO_NODE, .c = NO_NODE, .index = node_as_of(ir->c)});
}

static size_t constant_hash(const struct program_constant *k)
{
    uint64_t h = 31u * (uint64_t)k->kind + (uint64_t)(uint16_t)k->scale;
    if (k->kind == LANE_TEXT) {
        for (const char *t = k->text; *t; t++) h = (h ^ (unsigned char)*t) * 1099511628211u;
    } else {
        h = (h ^ (uint64_t)k->integer) * 0x9e3779b97f4a7c15u;
        h = (h ^ mpz_get_ui(mpq_numref(k->number)) ^ mpz_get_ui(mpq_denref(k->number)) << 17) * 0x9e3779b97f4a7c15u;
    }
    return (size_t)(h ^ h >> 31);
}

static bool same_constant(const struct program_constant *a, const struct program_constant *b)
{
    if (a->kind != b->kind || a->scale != b->scale) return false;
    return a->kind == LANE_TEXT ? !strcmp(a->text, b->text) : a->integer == b->integer && mpq_equal(a->number, b->number);
}

static uint32_t *constant_place(const struct ir *ir, const struct program_constant *k)
{
    const struct program_constant *all = ir->c->program->constants;
    size_t at = constant_hash(k) & (ir->constant_room - 1);
    while (ir->constant_at[at] && !same_constant(&all[ir->constant_at[at] - 1], k)) at = (at + 1) & (ir->constant_room - 1);
    return &ir->constant_at[at];
}

static void make_room_for_constants(struct ir *ir)
{
    const struct heng_program *p = ir->c->program;
    if (2 * (p->constant_count + 1) < ir->constant_room) return;
    ir->constant_room = ir->constant_room ? 2 * ir->constant_room : 64;
    ir->constant_at = arena_alloc(ir->c->scratch, ir->constant_room * sizeof *ir->constant_at);
    for (size_t i = 0; i < p->constant_count; i++) *constant_place(ir, &p->constants[i]) = (uint32_t)i + 1;
}

/* Index of a constant; equal ones are one, so that equal nodes are, whatever the order of the text. */
static uint32_t add_constant(struct ir *ir, const struct program_constant *k)
{
    struct heng_program *p = ir->c->program;
    make_room_for_constants(ir);
    uint32_t *place = constant_place(ir, k);
    if (*place) return *place - 1;
    p->constants = arena_grow(ir->c->lasting, p->constants, p->constant_count, &ir->constant_capacity, sizeof *p->constants);
    struct program_constant *n = &p->constants[p->constant_count];
    *n = *k;
    mpq_init(n->number);
    mpq_set(n->number, k->number);
    *place = (uint32_t)p->constant_count + 1;
    return (uint32_t)p->constant_count++;
}

static uint32_t constant_node(struct ir *ir, enum op op, const struct program_constant *k)
{
    uint32_t index = add_constant(ir, k);
    return ir_node(ir, (struct ir_key){.op = (uint8_t)op, .kind = (uint8_t)k->kind, .scale = k->scale, .a = NO_NODE, .b = NO_NODE, .c = NO_NODE,
                                       .index = index});
}

/* A decimal at the coarsest scale that holds it. */
static uint32_t decimal(struct ir *ir, const mpq_t value, int scale)
{
    struct program_constant k = {.kind = LANE_FIXED, .scale = (int16_t)scale};
    k.fits = number_to_fixed(value, scale, &k.integer);
    if (!k.fits) k.integer = 0;
    k.number[0] = value[0];
    return constant_node(ir, OP_CONST, &k);
}

uint32_t ir_number_at(struct ir *ir, const mpq_t value, int scale) { return decimal(ir, value, scale); }

uint32_t ir_one_at(struct ir *ir, int scale)
{
    struct program_constant k = {.kind = LANE_FRACTION, .scale = (int16_t)scale, .denominator = 1};
    mpq_init(k.number);
    mpq_set_ui(k.number, 1, 1);
    k.fits = number_to_fixed(k.number, scale, &k.numerator);
    uint32_t node = constant_node(ir, OP_FCONST, &k);
    mpq_clear(k.number);
    return node;
}

uint32_t ir_number(struct ir *ir, const mpq_t value)
{
    long digits;
    if (number_is_decimal(value, &digits) && digits <= INT16_MAX) return decimal(ir, value, (int)digits);
    mpq_t part;
    mpq_init(part);
    mpq_set_z(part, mpq_numref(value));
    uint32_t top = decimal(ir, part, 0);
    mpq_set_z(part, mpq_denref(value));
    uint32_t bottom = decimal(ir, part, 0);
    mpq_clear(part);
    return ir_divide(ir, top, bottom);
}

uint32_t ir_whole(struct ir *ir, long value)
{
    mpq_t q;
    mpq_init(q);
    mpq_set_si(q, value, 1);
    uint32_t node = decimal(ir, q, 0);
    mpq_clear(q);
    return node;
}

uint32_t ir_integer(struct ir *ir, enum lane_kind kind, int64_t value)
{
    struct program_constant k = {.kind = kind, .integer = value, .fits = true};
    mpq_init(k.number);
    uint32_t node = constant_node(ir, OP_CONST, &k);
    mpq_clear(k.number);
    return node;
}

uint32_t ir_text(struct ir *ir, const char *text)
{
    struct program_constant k = {.kind = LANE_TEXT, .fits = true, .text = arena_copy(ir->c->lasting, text, strlen(text))};
    mpq_init(k.number);
    uint32_t node = constant_node(ir, OP_CONST, &k);
    mpq_clear(k.number);
    return node;
}

uint32_t ir_nothing(struct ir *ir, enum reason why)
{
    return ir_node(ir, (struct ir_key){.op = OP_NOTHING, .mode = (uint8_t)why, .kind = LANE_FIXED, .a = NO_NODE, .b = NO_NODE, .c = NO_NODE});
}

uint32_t ir_to_domain(struct ir *ir, uint32_t node, uint16_t domain)
{
    struct ir_key key = *ir_key(ir, node);
    if (key.domain == domain) return node;
    if (key.op == OP_CONST || key.op == OP_FCONST || key.op == OP_NOTHING) {
        key.domain = domain;
        return ir_node(ir, key);
    }
    return ir_node(ir, (struct ir_key){.op = OP_SPREAD, .kind = key.kind, .domain = domain, .scale = key.scale, .a = node, .b = NO_NODE, .c = NO_NODE});
}

uint32_t ir_simple(struct ir *ir, enum op op, enum lane_kind kind, uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t *operands[] = {&a, &b, &c};
    uint16_t domain = ir_key(ir, a)->domain;
    for (int k = 1; k < 3; k++) {
        if (*operands[k] == NO_NODE) continue;
        uint16_t other = ir_key(ir, *operands[k])->domain;
        if (domain_within(ir->c, other, domain)) domain = other;
    }
    for (int k = 0; k < 3; k++) {
        if (*operands[k] != NO_NODE) *operands[k] = ir_to_domain(ir, *operands[k], domain);
    }
    int scale = 0;
    if (kind == LANE_FIXED || kind == LANE_FRACTION) scale = ir_key(ir, op == OP_SELECT || op == OP_FSELECT ? b : a)->scale;
    if (op == OP_MUL || op == OP_FMUL) scale += ir_key(ir, b)->scale;
    if (op == OP_DIV || op == OP_FDIV) scale -= ir_key(ir, b)->scale;
    if (op == OP_DAYS || op == OP_MONTHS || op == OP_BEGUN) scale = 0;
    if (abs(scale) > IR_MOST_SCALE) {
        diag_report(ir->c->diag, DIAG_E0415, ir->at, IR_MOST_SCALE);
        scale = 0;
    }
    return ir_node(ir, (struct ir_key){.op = (uint8_t)op, .kind = (uint8_t)kind, .domain = domain, .scale = (int16_t)scale, .a = a, .b = b, .c = c});
}

uint32_t ir_lacks(struct ir *ir, uint32_t a, enum reason why)
{
    return ir_node(ir, (struct ir_key){.op = OP_LACKS, .mode = (uint8_t)why, .kind = LANE_TRUTH, .domain = ir_key(ir, a)->domain, .a = a, .b = NO_NODE,
                                       .c = NO_NODE});
}

uint32_t ir_reduce(struct ir *ir, enum op op, uint16_t domain, uint16_t source, uint32_t a, uint32_t where)
{
    struct ir_key key = {.op = (uint8_t)op, .domain = domain, .a = NO_NODE, .b = NO_NODE, .c = NO_NODE, .index = source};
    if (a != NO_NODE) {
        key.a = ir_to_domain(ir, a, source);
        key.kind = ir_key(ir, a)->kind;
        key.scale = ir_key(ir, a)->scale;
    }
    if (where != NO_NODE) key.b = ir_to_domain(ir, where, source);
    if (op == OP_COUNT) key.kind = LANE_FIXED;
    if (op == OP_ANY || op == OP_ALL) key.kind = LANE_TRUTH;
    return ir_node(ir, key);
}

uint32_t ir_find(struct ir *ir, uint32_t wanted, uint32_t key)
{
    uint16_t table = ir_key(ir, key)->domain, parent = ir->c->program->domains[table].parent, domain = ir_key(ir, wanted)->domain;
    if (!domain_within(ir->c, domain, parent)) domain = parent;
    return ir_node(ir, (struct ir_key){.op = OP_FIND, .kind = LANE_FIXED, .domain = domain, .a = ir_to_domain(ir, wanted, domain), .b = key, .c = NO_NODE,
                                       .index = table});
}

uint32_t ir_pick(struct ir *ir, uint32_t value, uint32_t row)
{
    struct ir_key key = *ir_key(ir, value);
    uint16_t domain = ir_key(ir, row)->domain, table = (uint16_t)ir_key(ir, row)->index;
    return ir_node(ir, (struct ir_key){.op = OP_PICK, .kind = key.kind, .domain = domain, .scale = key.scale, .a = ir_to_domain(ir, value, table),
                                       .b = row, .c = NO_NODE, .index = table});
}

char *ir_print(const struct ir *ir, struct arena *a)
{
    static const char *const kinds[] = {"fixed", "fraction", "truth", "text", "date"};
    size_t room = ir->count * 160 + 1, used = 0;
    char *text = arena_alloc(a, room);
    for (size_t k = 0; k < ir->count; k++) {
        const struct ir_key *n = &ir->nodes[k]->key;
        used += (size_t)snprintf(text + used, room - used, "n%zu = %s", k, op_name((enum op)n->op));
        const uint32_t operands[] = {n->a, n->b, n->c};
        for (int i = 0; i < 3; i++) {
            if (operands[i] != NO_NODE) used += (size_t)snprintf(text + used, room - used, " n%u", operands[i]);
        }
        if (op_parts((enum op)n->op) & (PART_FIELD | PART_CONSTANT | PART_SOURCE)) used += (size_t)snprintf(text + used, room - used, " #%u", n->index);
        used += (size_t)snprintf(text + used, room - used, "  %s scale %d domain %u\n", kinds[n->kind], n->scale, n->domain);
    }
    return text;
}
