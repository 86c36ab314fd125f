/* ir_number.c - arithmetic on fixed numbers and fractions.
 *
 * Additions and comparisons bring fixed operands to the finer scale; where a quotient takes part both become fractions. A product or quotient
 * with a quotient stays one quotient of fixed numbers, (a / b) × c = (a × c) / b, so that a later rounding is a single exact division. Rounding is
 * monotone, so it may be done below a minimum, a maximum or a choice, and those then work on fixed numbers. */
#include "ir.h"

static enum lane_kind kind_of(const struct ir *ir, uint32_t n) { return (enum lane_kind)ir_key(ir, n)->kind; }
static int scale_of(const struct ir *ir, uint32_t n) { return ir_key(ir, n)->scale; }
static bool is_op(const struct ir *ir, uint32_t n, enum op op) { return ir_key(ir, n)->op == op; }

/* Fixed, at a scale that is finer by at most IR_MOST_SHIFT. */
static uint32_t rescale(struct ir *ir, uint32_t n, int scale)
{
    struct ir_key key = *ir_key(ir, n);
    int shift = scale - key.scale;
    if (shift == 0) return n;
    if (key.op == OP_NOTHING) {
        key.scale = (int16_t)scale;
        return ir_node(ir, key);
    }
    return ir_node(ir, (struct ir_key){.op = OP_RESCALE, .kind = LANE_FIXED, .domain = key.domain, .scale = (int16_t)scale, .shift = (int16_t)shift, .a = n,
                                       .b = NO_NODE, .c = NO_NODE});
}

/* A constant at exactly that scale, if it can be; else the node as it is. */
static uint32_t constant_at(struct ir *ir, uint32_t n, int scale)
{
    struct ir_key key = *ir_key(ir, n);
    if (key.op != OP_CONST || key.scale == scale) return n;
    mpq_t value;
    int64_t fixed;
    mpq_init(value);
    mpq_set(value, ir->c->program->constants[key.index].number);
    if (number_to_fixed(value, scale, &fixed)) n = ir_to_domain(ir, ir_number_at(ir, value, scale), key.domain);
    mpq_clear(value);
    return n;
}

static uint32_t to_fraction(struct ir *ir, uint32_t n)
{
    struct ir_key key = *ir_key(ir, n);
    if (key.kind == LANE_FRACTION) return n;
    if (key.op == OP_NOTHING) {
        key.kind = LANE_FRACTION;
        return ir_node(ir, key);
    }
    return ir_simple(ir, OP_FRACTION, LANE_FRACTION, n, NO_NODE, NO_NODE);
}

/* A number as a fraction at a finer scale. */
static uint32_t fraction_at(struct ir *ir, uint32_t n, int scale)
{
    struct ir_key key = *ir_key(ir, n);
    int shift = scale - key.scale;
    if (shift == 0) return to_fraction(ir, n);
    if (key.op == OP_NOTHING) {
        key.kind = LANE_FRACTION;
        key.scale = (int16_t)scale;
        return ir_node(ir, key);
    }
    if (shift <= IR_MOST_SHIFT && key.kind == LANE_FIXED) return to_fraction(ir, rescale(ir, n, scale));
    if (shift <= IR_MOST_SHIFT && key.op == OP_DIV) {
        return ir_simple(ir, OP_DIV, LANE_FRACTION, rescale(ir, key.a, scale_of(ir, key.a) + shift), key.b, NO_NODE);
    }
    return ir_simple(ir, OP_FMUL, LANE_FRACTION, to_fraction(ir, n), ir_one_at(ir, shift), NO_NODE);
}

/* Brings two numbers to one form and scale; true if they are fractions. */
static bool align(struct ir *ir, uint32_t *a, uint32_t *b)
{
    *a = constant_at(ir, *a, scale_of(ir, *b));
    *b = constant_at(ir, *b, scale_of(ir, *a));
    int sa = scale_of(ir, *a), sb = scale_of(ir, *b), scale = sa > sb ? sa : sb;
    bool fixed = kind_of(ir, *a) == LANE_FIXED && kind_of(ir, *b) == LANE_FIXED;
    if (fixed && scale - sa <= IR_MOST_SHIFT && scale - sb <= IR_MOST_SHIFT) {
        *a = rescale(ir, *a, scale);
        *b = rescale(ir, *b, scale);
        return false;
    }
    *a = fraction_at(ir, *a, scale);
    *b = fraction_at(ir, *b, scale);
    return true;
}

bool ir_align_keys(struct ir *ir, uint32_t *wanted, uint32_t *key) { return !align(ir, wanted, key); }

static uint32_t aligned(struct ir *ir, enum op fixed, enum op fraction, uint32_t a, uint32_t b)
{
    bool f = align(ir, &a, &b);
    return ir_simple(ir, f ? fraction : fixed, f ? LANE_FRACTION : LANE_FIXED, a, b, NO_NODE);
}

uint32_t ir_add(struct ir *ir, uint32_t a, uint32_t b) { return aligned(ir, OP_ADD, OP_FADD, a, b); }
uint32_t ir_subtract(struct ir *ir, uint32_t a, uint32_t b) { return aligned(ir, OP_SUB, OP_FSUB, a, b); }

uint32_t ir_extreme(struct ir *ir, bool most, uint32_t a, uint32_t b)
{
    return most ? aligned(ir, OP_MAX, OP_FMAX, a, b) : aligned(ir, OP_MIN, OP_FMIN, a, b);
}

static uint32_t fixed_product(struct ir *ir, uint32_t a, uint32_t b) { return ir_simple(ir, OP_MUL, LANE_FIXED, a, b, NO_NODE); }

static uint32_t quotient(struct ir *ir, uint32_t a, uint32_t b) { return ir_simple(ir, OP_DIV, LANE_FRACTION, a, b, NO_NODE); }

uint32_t ir_multiply(struct ir *ir, uint32_t a, uint32_t b)
{
    bool fa = kind_of(ir, a) == LANE_FIXED, fb = kind_of(ir, b) == LANE_FIXED;
    if (fa && fb) return fixed_product(ir, a, b);
    if (fa && is_op(ir, b, OP_DIV)) return quotient(ir, fixed_product(ir, a, ir_key(ir, b)->a), ir_key(ir, b)->b);
    if (fb && is_op(ir, a, OP_DIV)) return quotient(ir, fixed_product(ir, ir_key(ir, a)->a, b), ir_key(ir, a)->b);
    if (is_op(ir, a, OP_DIV) && is_op(ir, b, OP_DIV)) {
        struct ir_key x = *ir_key(ir, a), y = *ir_key(ir, b);
        uint32_t top = fixed_product(ir, x.a, y.a);
        return quotient(ir, top, fixed_product(ir, x.b, y.b));
    }
    return ir_simple(ir, OP_FMUL, LANE_FRACTION, to_fraction(ir, a), to_fraction(ir, b), NO_NODE);
}

uint32_t ir_divide(struct ir *ir, uint32_t a, uint32_t b)
{
    bool fa = kind_of(ir, a) == LANE_FIXED, fb = kind_of(ir, b) == LANE_FIXED;
    if (fa && fb) return quotient(ir, a, b);
    if (fb && is_op(ir, a, OP_DIV)) {
        struct ir_key x = *ir_key(ir, a);
        return quotient(ir, x.a, fixed_product(ir, x.b, b));
    }
    return ir_simple(ir, OP_FDIV, LANE_FRACTION, to_fraction(ir, a), to_fraction(ir, b), NO_NODE);
}

uint32_t ir_negate(struct ir *ir, uint32_t a)
{
    bool fixed = kind_of(ir, a) == LANE_FIXED;
    return ir_simple(ir, fixed ? OP_NEG : OP_FNEG, fixed ? LANE_FIXED : LANE_FRACTION, a, NO_NODE, NO_NODE);
}

uint32_t ir_absolute(struct ir *ir, uint32_t a)
{
    bool fixed = kind_of(ir, a) == LANE_FIXED;
    return ir_simple(ir, fixed ? OP_ABS : OP_FABS, fixed ? LANE_FIXED : LANE_FRACTION, a, NO_NODE, NO_NODE);
}

uint32_t ir_power(struct ir *ir, uint32_t a, int power)
{
    mpq_t q;
    mpq_init(q);
    mpq_set_ui(q, 1, 1);
    number_scale(q, q, power);
    uint32_t factor = ir_number(ir, q);
    mpq_clear(q);
    return ir_multiply(ir, a, factor);
}

static uint32_t rounding(struct ir *ir, enum op op, enum number_rounding mode, int scale, int shift, uint32_t a, uint32_t b)
{
    uint16_t domain = ir_key(ir, a)->domain;
    return ir_node(ir, (struct ir_key){.op = (uint8_t)op, .mode = (uint8_t)mode, .kind = LANE_FIXED, .domain = domain, .scale = (int16_t)scale,
                                       .shift = (int16_t)shift, .a = a, .b = b, .c = NO_NODE});
}

/* True if every value of the node is a whole multiple of 10^-scale, whatever the data holds. The scale of a loaded lane is only the form of
 * its fixed lanes: a figure printed finer goes the wide path with all its digits. */
static bool is_whole_at(const struct ir *ir, uint32_t n, int scale)
{
    const struct ir_key *key = ir_key(ir, n);
    switch ((enum op)key->op) {
    case OP_CONST:
    case OP_ROUND:
    case OP_DIVROUND:
    case OP_FROUND:
    case OP_COUNT:
    case OP_DAYS:
    case OP_MONTHS:
    case OP_BEGUN: return key->scale <= scale;
    case OP_NOTHING: return true;
    case OP_RESCALE:
    case OP_NEG:
    case OP_ABS:
    case OP_SPREAD:
    case OP_SUM:
    case OP_LEAST:
    case OP_MOST:
    case OP_PICK:
    case OP_SAME: return key->kind == LANE_FIXED && is_whole_at(ir, key->a, scale);
    default: return false; /* not known: rounding it again does no harm */
    }
}

static uint32_t round_node(struct ir *ir, uint32_t a, int scale, enum number_rounding mode)
{
    struct ir_key key = *ir_key(ir, a);
    if (is_whole_at(ir, a, scale)) return a;
    if (key.op == OP_MIN || key.op == OP_FMIN || key.op == OP_MAX || key.op == OP_FMAX) {
        uint32_t left = ir_round(ir, key.a, scale, mode), right = ir_round(ir, key.b, scale, mode);
        return ir_extreme(ir, key.op == OP_MAX || key.op == OP_FMAX, left, right);
    }
    if (key.op == OP_SELECT || key.op == OP_FSELECT) {
        uint32_t then = ir_round(ir, key.b, scale, mode), otherwise = ir_round(ir, key.c, scale, mode);
        return ir_select(ir, key.a, then, otherwise);
    }
    if (key.op == OP_NOTHING) return ir_to_domain(ir, ir_nothing(ir, (enum reason)key.mode), key.domain);
    if (key.op == OP_DEFAULT || key.op == OP_FDEFAULT) {
        uint32_t value = ir_round(ir, key.a, scale, mode);
        return ir_default(ir, value, ir_round(ir, key.b, scale, mode));
    }
    if (key.op == OP_FRACTION || (key.op == OP_RESCALE && key.scale > scale)) return ir_round(ir, key.a, scale, mode);
    if (key.op == OP_DIV && scale - key.scale <= IR_MOST_SHIFT && key.scale - scale <= IR_MOST_SHIFT) {
        return rounding(ir, OP_DIVROUND, mode, scale, scale - key.scale, key.a, key.b);
    }
    if (key.kind == LANE_FIXED && key.scale < scale && scale - key.scale <= IR_MOST_SHIFT) return ir_round(ir, rescale(ir, a, scale), scale, mode);
    if (key.kind == LANE_FIXED && key.scale >= scale && key.scale - scale <= IR_MOST_SHIFT) {
        return rounding(ir, OP_ROUND, mode, scale, key.scale - scale, a, NO_NODE);
    }
    return rounding(ir, OP_FROUND, mode, scale, scale - key.scale, to_fraction(ir, a), NO_NODE);
}

/* Alternatives may share nodes, level below level: each is rounded once. */
uint32_t ir_round(struct ir *ir, uint32_t a, int scale, enum number_rounding mode)
{
    struct compiler *c = ir->c;
    struct ir_rounded *r, wanted = {.key = {a, scale, (int32_t)mode}};
    HASH_FIND(hh, ir->rounded, &wanted.key, sizeof wanted.key, r);
    if (r) return r->result;
    r = arena_alloc(c->scratch, sizeof *r);
    r->key = wanted.key;
    r->result = round_node(ir, a, scale, mode);
    HASH_ADD(hh, ir->rounded, key, sizeof r->key, r);
    return r->result;
}

uint32_t ir_compare(struct ir *ir, enum ast_relation relation, uint32_t a, uint32_t b, uint32_t tolerance)
{
    if (tolerance != NO_NODE) {
        uint32_t difference;
        switch (relation) {
        case AST_LE:
        case AST_LT: return ir_compare(ir, relation, a, ir_add(ir, b, tolerance), NO_NODE);
        case AST_GE:
        case AST_GT: return ir_compare(ir, relation, ir_add(ir, a, tolerance), b, NO_NODE);
        case AST_EQ:
        case AST_NE:
        case AST_APPROX: break;
        }
        bool fractions = align(ir, &a, &b);
        tolerance = constant_at(ir, tolerance, scale_of(ir, a));
        if (!fractions && kind_of(ir, tolerance) == LANE_FIXED && scale_of(ir, tolerance) <= scale_of(ir, a)) {
            return ir_simple(ir, OP_WITHIN, LANE_TRUTH, a, b, rescale(ir, tolerance, scale_of(ir, a)));
        }
        difference = ir_absolute(ir, ir_subtract(ir, a, b));
        return ir_compare(ir, AST_LE, difference, tolerance, NO_NODE);
    }
    bool f = align(ir, &a, &b);
    enum op op = OP_EQ;
    switch (relation) {
    case AST_EQ: op = f ? OP_FEQ : OP_EQ; break;
    case AST_NE: op = f ? OP_FNE : OP_NE; break;
    case AST_LT: op = f ? OP_FLT : OP_LT; break;
    case AST_LE: op = f ? OP_FLE : OP_LE; break;
    case AST_GT: return ir_simple(ir, f ? OP_FLT : OP_LT, LANE_TRUTH, b, a, NO_NODE);
    case AST_GE: return ir_simple(ir, f ? OP_FLE : OP_LE, LANE_TRUTH, b, a, NO_NODE);
    case AST_APPROX: op = f ? OP_FAPPROX : OP_APPROX; break;
    }
    return ir_simple(ir, op, LANE_TRUTH, a, b, NO_NODE);
}

static bool is_number(const struct ir *ir, uint32_t n) { return kind_of(ir, n) == LANE_FIXED || kind_of(ir, n) == LANE_FRACTION; }

/* An absent value in the kind of its alternative. */
static uint32_t in_kind_of(struct ir *ir, uint32_t nothing, uint32_t other)
{
    struct ir_key key = *ir_key(ir, nothing);
    if (key.op != OP_NOTHING || is_number(ir, other)) return nothing;
    key.kind = ir_key(ir, other)->kind;
    key.scale = 0;
    return ir_node(ir, key);
}

static enum lane_kind agree(struct ir *ir, uint32_t *a, uint32_t *b)
{
    *a = in_kind_of(ir, *a, *b);
    *b = in_kind_of(ir, *b, *a);
    if (is_number(ir, *a) && is_number(ir, *b)) align(ir, a, b);
    return kind_of(ir, *a);
}

uint32_t ir_select(struct ir *ir, uint32_t a, uint32_t b, uint32_t c)
{
    enum lane_kind kind = agree(ir, &b, &c);
    enum op op = kind == LANE_FRACTION ? OP_FSELECT : kind == LANE_TRUTH ? OP_TSELECT : OP_SELECT;
    return ir_simple(ir, op, kind, in_kind_of(ir, a, ir_integer(ir, LANE_TRUTH, 0)), b, c);
}

uint32_t ir_default(struct ir *ir, uint32_t a, uint32_t b)
{
    enum lane_kind kind = agree(ir, &a, &b);
    if (kind == LANE_TRUTH) return ir_select(ir, ir_simple(ir, OP_ABSENT, LANE_TRUTH, a, NO_NODE, NO_NODE), b, a);
    return ir_simple(ir, kind == LANE_FRACTION ? OP_FDEFAULT : OP_DEFAULT, kind, a, b, NO_NODE);
}
