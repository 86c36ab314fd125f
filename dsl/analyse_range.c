/* analyse_range.c - interval arithmetic over the graph: what a value may be, whatever the data.
 *
 * An operand that may be 0 divides only where it is not: a quotient by [0, 5] is one by (0, 5]. A bound that does not fit is no bound. */
#include "analyse.h"

struct range range_all(void) { return (struct range){ratio_infinite(), ratio_infinite(), false}; }

static struct range none(void) { return (struct range){.empty = true}; }

static struct range at_least_zero(void) { return (struct range){ratio_of(0, 1), ratio_infinite(), false}; }

static struct range of(struct ratio low, struct ratio high) { return (struct range){low, high, false}; }

struct range range_meet(struct range a, struct range b)
{
    if (a.empty || b.empty) return none();
    if (!ratio_finite(a.low) || (ratio_finite(b.low) && ratio_compare(b.low, a.low) > 0)) a.low = b.low;
    if (!ratio_finite(a.high) || (ratio_finite(b.high) && ratio_compare(b.high, a.high) < 0)) a.high = b.high;
    a.empty = ratio_finite(a.low) && ratio_finite(a.high) && ratio_compare(a.low, a.high) > 0;
    return a;
}

/* The least range that holds both. */
static struct range hull(struct range a, struct range b)
{
    if (a.empty) return b;
    if (b.empty) return a;
    if (!ratio_finite(b.low) || (ratio_finite(a.low) && ratio_compare(b.low, a.low) < 0)) a.low = b.low;
    if (!ratio_finite(b.high) || (ratio_finite(a.high) && ratio_compare(b.high, a.high) > 0)) a.high = b.high;
    return a;
}

static struct range negate(struct range a) { return of(ratio_negate(a.high), ratio_negate(a.low)); }

static struct range add(struct range a, struct range b) { return of(ratio_add(a.low, b.low), ratio_add(a.high, b.high)); }

/* Sign of an end: that of the number, or of the infinity it stands for. */
static int sign(struct ratio end, bool high) { return ratio_finite(end) ? ratio_sign(end) : high ? 1 : -1; }

static bool is_never_negative(struct range a) { return sign(a.low, false) >= 0; }

/* The product of two ends; 0 times infinity is 0, for the values themselves are finite. *infinite: its sign where it has no bound. */
static struct ratio end_product(struct ratio a, bool a_high, struct ratio b, bool b_high, int *infinite)
{
    int s = sign(a, a_high) * sign(b, b_high);
    struct ratio product = s ? ratio_multiply(a, b) : ratio_of(0, 1);
    *infinite = ratio_finite(product) ? 0 : s;
    return product;
}

static struct range multiply(struct range a, struct range b)
{
    struct range out = none();
    bool no_low = false, no_high = false;
    for (int k = 0; k < 4; k++) {
        int infinite;
        struct ratio end = end_product(k & 1 ? a.high : a.low, k & 1, k & 2 ? b.high : b.low, (k & 2) != 0, &infinite);
        no_low |= infinite < 0;
        no_high |= infinite > 0;
        if (!infinite) out = hull(out, of(end, end));
    }
    if (out.empty) out = range_all();
    if (no_low) out.low = ratio_infinite();
    if (no_high) out.high = ratio_infinite();
    return out;
}

/* 1 / b of a b above 0 */
static struct range inverse_of_positive(struct range b)
{
    struct ratio one = ratio_of(1, 1), zero = ratio_of(0, 1);
    return of(ratio_finite(b.high) ? ratio_divide(one, b.high) : zero, ratio_finite(b.low) && b.low.n ? ratio_divide(one, b.low) : ratio_infinite());
}

static struct range divide(struct range a, struct range b)
{
    if (ratio_finite(a.low) && ratio_finite(a.high) && !a.low.n && !a.high.n) return a;
    if (is_never_negative(b)) return multiply(a, inverse_of_positive(b));
    if (sign(b.high, true) <= 0) return negate(multiply(a, inverse_of_positive(negate(b))));
    return range_all();
}

static struct range absolute(struct range a)
{
    if (is_never_negative(a)) return a;
    struct range b = negate(a);
    if (is_never_negative(b)) return b;
    struct range out = hull(a, b);
    out.low = ratio_of(0, 1);
    return out;
}

/* The least (greatest) of two: where one of them has no value there is none. */
static struct range extreme(struct range a, struct range b, bool most)
{
    struct range floor = of(b.low, ratio_infinite()), ceiling = of(ratio_infinite(), b.high);
    struct range one = most ? range_meet(a, floor) : range_meet(a, ceiling);
    floor.low = a.low;
    ceiling.high = a.high;
    struct range other = most ? range_meet(b, floor) : range_meet(b, ceiling);
    return hull(one, other);
}

static struct range rounded(struct range a, const struct ir_key *key)
{
    enum number_rounding mode = (enum number_rounding)key->mode;
    return of(ratio_round(a.low, key->scale, mode), ratio_round(a.high, key->scale, mode));
}

static struct range constant(const struct analysis *a, const struct ir_key *key)
{
    const struct program_constant *k = &a->c->program->constants[key->index];
    struct ratio value = k->kind == LANE_DATE ? ratio_of(k->integer, 1) : ratio_from(k->number);
    return k->kind == LANE_TEXT || k->kind == LANE_TRUTH ? range_all() : of(value, value);
}

static struct range sum(struct range a)
{
    struct range out = hull(a, of(ratio_of(0, 1), ratio_of(0, 1))); /* of no rows: 0 */
    if (sign(out.high, true) > 0) out.high = ratio_infinite();
    if (sign(out.low, false) < 0) out.low = ratio_infinite();
    return out;
}

struct range range_of_op(const struct analysis *a, const struct ir_key *key, const struct range operands[3])
{
    struct range x = operands[0], y = operands[1];
    enum op op = analyse_op((enum op)key->op);
    if (op == OP_SELECT) return hull(y, operands[2]);
    if (op == OP_DEFAULT) return hull(x, y);
    if (key->a != NO_NODE && x.empty && op != OP_SUM) return none();
    if (op != OP_SUM && op != OP_LEAST && op != OP_MOST && key->b != NO_NODE && y.empty) return none();
    switch (op) {
    case OP_CONST: return constant(a, key);
    case OP_NOTHING: return none();
    case OP_ADD: return add(x, y);
    case OP_SUB:
    case OP_DAYS: return add(x, negate(y));
    case OP_MUL: return multiply(x, y);
    case OP_DIV: return divide(x, y);
    case OP_NEG: return negate(x);
    case OP_ABS: return absolute(x);
    case OP_MIN: return extreme(x, y, false);
    case OP_MAX: return extreme(x, y, true);
    case OP_ROUND: return rounded(x, key);
    case OP_DIVROUND: return rounded(divide(x, y), key);
    case OP_RESCALE:
    case OP_FRACTION:
    case OP_SPREAD:
    case OP_LEAST:
    case OP_MOST:
    case OP_SAME: return x;
    case OP_SUM: return sum(x);
    case OP_COUNT: return at_least_zero();
    default: return range_all(); /* what the data holds, and what is no number */
    }
}

void analyse_ranges(struct analysis *a)
{
    a->ranges = arena_alloc(a->c->scratch, (a->ir->count + 1) * sizeof *a->ranges);
    for (size_t n = 0; n < a->ir->count; n++) {
        const struct ir_key *key = &a->ir->nodes[n]->key;
        const uint32_t from[] = {key->a, key->b, key->c};
        struct range operands[3];
        for (int k = 0; k < 3; k++) operands[k] = from[k] == NO_NODE ? range_all() : a->ranges[from[k]];
        a->ranges[n] = range_of_op(a, key, operands);
    }
}
