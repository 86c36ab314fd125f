/* analyse_class.c - which nodes of the graph have the same value: value numbering over its one order. */
#include <string.h>

#include "analyse.h"

enum op analyse_op(enum op op)
{
    static const struct { enum op fraction, fixed; } pairs[] = {
        {OP_FADD, OP_ADD}, {OP_FSUB, OP_SUB}, {OP_FMUL, OP_MUL}, {OP_FDIV, OP_DIV}, {OP_FNEG, OP_NEG}, {OP_FABS, OP_ABS}, {OP_FMIN, OP_MIN},
        {OP_FMAX, OP_MAX}, {OP_FROUND, OP_ROUND}, {OP_FEQ, OP_EQ}, {OP_FNE, OP_NE}, {OP_FLT, OP_LT}, {OP_FLE, OP_LE}, {OP_FAPPROX, OP_APPROX},
        {OP_FSELECT, OP_SELECT}, {OP_TSELECT, OP_SELECT}, {OP_FDEFAULT, OP_DEFAULT}, {OP_FSUM, OP_SUM}, {OP_FLEAST, OP_LEAST}, {OP_FMOST, OP_MOST},
        {OP_FCONST, OP_CONST},
    };
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
        if (pairs[k].fraction == op) return pairs[k].fixed;
    }
    return op;
}

static bool is_one(const struct analysis *a, uint32_t node)
{
    const struct ir_key *key = ir_key(a->ir, node);
    return (key->op == OP_FCONST || key->op == OP_CONST) && key->kind <= LANE_FRACTION &&
           mpq_cmp_ui(a->c->program->constants[key->index].number, 1, 1) == 0;
}

uint32_t analyse_core(const struct analysis *a, uint32_t node)
{
    for (;;) {
        const struct ir_key *key = ir_key(a->ir, node);
        if (key->op == OP_RESCALE || key->op == OP_FRACTION || key->op == OP_SPREAD) node = key->a;
        else if (key->op == OP_FMUL && is_one(a, key->b)) node = key->a; /* only a finer scale */
        else if (analyse_op((enum op)key->op) == OP_SELECT && key->b == key->c) node = key->b; /* only a reason to have no value */
        else return node;
    }
}

static bool commutes(enum op op)
{
    return op == OP_ADD || op == OP_MUL || op == OP_MIN || op == OP_MAX || op == OP_EQ || op == OP_NE || op == OP_APPROX || op == OP_IEQ ||
           op == OP_INE || op == OP_AND || op == OP_OR;
}

/* The key that nodes of one class share. */
static struct ir_key class_key(const struct analysis *a, uint32_t node)
{
    struct ir_key key = *ir_key(a->ir, node), out;
    memset(&out, 0, sizeof out); /* compared as bytes */
    out.op = (uint8_t)analyse_op((enum op)key.op);
    out.mode = key.mode;
    out.index = key.index;
    uint32_t *operands[] = {&key.a, &key.b, &key.c};
    for (int k = 0; k < 3; k++) {
        if (*operands[k] != NO_NODE) *operands[k] = a->class[*operands[k]];
    }
    bool swap = commutes((enum op)out.op) && key.a > key.b;
    out.a = swap ? key.b : key.a;
    out.b = swap ? key.a : key.b;
    out.c = key.c;
    switch ((enum op)out.op) {
    case OP_ROUND:
    case OP_DIVROUND: out.scale = key.scale; break;
    case OP_SUM:
    case OP_COUNT:
    case OP_LEAST:
    case OP_MOST:
    case OP_ANY:
    case OP_ALL:
    case OP_SAME:
    case OP_GROUP: out.domain = key.domain; break;
    case OP_CONST: out.kind = key.kind == LANE_FRACTION ? LANE_FIXED : key.kind; break;
    default: break; /* form, scale and lanes do not change the value */
    }
    return out;
}

/* The constant of the same value that came first, so that equal numbers are one class. */
static uint32_t constant_class(const struct analysis *a, uint32_t *of_constant, uint32_t node)
{
    const struct heng_program *p = a->c->program;
    const struct program_constant *k = &p->constants[ir_key(a->ir, node)->index];
    if (k->kind != LANE_FIXED && k->kind != LANE_FRACTION) return NO_NODE;
    size_t bucket = mpz_get_ui(mpq_numref(k->number)) * 31 + mpz_get_ui(mpq_denref(k->number));
    for (size_t i = 0; i < 8; i++) { /* a constant that finds no place is a class of its own */
        uint32_t *place = &of_constant[(bucket + i) % (8 * p->constant_count)];
        if (!*place) *place = node + 1;
        const struct program_constant *o = &p->constants[ir_key(a->ir, *place - 1)->index];
        if (mpq_equal(o->number, k->number)) return *place - 1;
    }
    return node;
}

static size_t hash_of(const struct ir_key *key)
{
    const unsigned char *bytes = (const unsigned char *)key;
    uint64_t h = 1469598103934665603u;
    for (size_t k = 0; k < sizeof *key; k++) h = (h ^ bytes[k]) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

void analyse_classes(struct analysis *a)
{
    struct arena *scratch = a->c->scratch;
    size_t count = a->ir->count, room = 16;
    while (room < 2 * count) room *= 2;
    uint32_t *table = arena_alloc(scratch, room * sizeof *table); /* node + 1 */
    struct ir_key *keys = arena_alloc(scratch, (count + 1) * sizeof *keys);
    uint32_t *of_constant = arena_alloc(scratch, (8 * a->c->program->constant_count + 1) * sizeof *of_constant);
    a->class = arena_alloc(scratch, (count + 1) * sizeof *a->class);
    for (uint32_t n = 0; n < count; n++) {
        uint32_t core = analyse_core(a, n);
        if (core != n) {
            a->class[n] = a->class[core];
            continue;
        }
        enum op op = (enum op)ir_key(a->ir, n)->op;
        uint32_t constant = op == OP_CONST || op == OP_FCONST ? constant_class(a, of_constant, n) : NO_NODE;
        if (constant != NO_NODE) {
            a->class[n] = constant;
            continue;
        }
        keys[n] = class_key(a, n);
        size_t at = hash_of(&keys[n]) & (room - 1);
        while (table[at] && memcmp(&keys[table[at] - 1], &keys[n], sizeof *keys)) at = (at + 1) & (room - 1);
        if (!table[at]) table[at] = n + 1;
        a->class[n] = table[at] - 1;
    }
}
