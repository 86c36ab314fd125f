/* machine_fraction.c - steps on fractions, and the roundings that the vector kernel leaves: one lane at a time, in 128 bits.
 *
 * A fraction is a numerator over a positive denominator times 10^-scale, not reduced until it would not fit. What does not fit 64 bits even
 * reduced makes the block not fit. Lanes without a value are 0/1. */
#include "machine_frame.h"

typedef __int128 wide_int;
typedef unsigned __int128 wide_unsigned;

struct fraction {
    wide_int numerator, denominator;
};

static wide_unsigned magnitude(wide_int x)
{
    return x < 0 ? -(wide_unsigned)x : (wide_unsigned)x;
}

static int bits_of(wide_unsigned x)
{
    uint64_t high = (uint64_t)(x >> 64), low = (uint64_t)x;
    return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
}

static uint8_t worse(uint8_t x, uint8_t y)
{
    return x > y ? x : y;
}

static uint8_t why_at(const struct reg *r, size_t i)
{
    return r->why ? r->why[i] : REASON_OK;
}

/* *x *= 10^power (power >= 0), if the product stays within 126 bits. */
static bool scale_up(wide_int *x, int power)
{
    for (; power > 0 && *x != 0; power -= NUMBER_POWERS - 1) {
        int64_t factor = number_powers[power < NUMBER_POWERS ? power : NUMBER_POWERS - 1];
        if (bits_of(magnitude(*x)) + bits_of((wide_unsigned)factor) > 126)
            return false;
        *x *= factor;
    }
    return true;
}

static bool multiply(wide_int *x, wide_int y)
{
    if (bits_of(magnitude(*x)) + bits_of(magnitude(y)) > 126)
        return false;
    *x *= y;
    return true;
}

static void reduce(struct fraction *x)
{
    wide_unsigned a = magnitude(x->numerator), b = (wide_unsigned)x->denominator;
    while (b) {
        wide_unsigned r = a % b;
        a = b;
        b = r;
    }
    if (a > 1) {
        x->numerator /= (wide_int)a;
        x->denominator /= (wide_int)a;
    }
}

static bool is_narrow(const struct fraction *x)
{
    return magnitude(x->numerator) <= MACHINE_MOST && x->denominator <= (wide_int)MACHINE_MOST;
}

/* The fraction in 64 bits each, times 10^-scale instead of 10^-natural. */
static bool settle(struct fraction *x, int natural, int scale)
{
    if (natural == scale && is_narrow(x))
        return true;
    struct fraction y = *x;
    if (!scale_up(scale > natural ? &y.numerator : &y.denominator, scale > natural ? scale - natural : natural - scale)) {
        reduce(x);
        y = *x;
        if (!scale_up(scale > natural ? &y.numerator : &y.denominator, scale > natural ? scale - natural : natural - scale))
            return false;
    }
    if (!is_narrow(&y))
        reduce(&y);
    *x = y;
    return is_narrow(x);
}

static struct fraction get(const struct reg *r, size_t i)
{
    return (struct fraction){r->values[i], r->denominators[i]};
}

/* ---- writing dst ---- */

/* What is learnt of dst's lanes while they are put. dst's own view changes last, since it may be an operand. */
struct writer {
    uint64_t most, most_denominator;
    bool minus;
    uint8_t any;
};

static void put(struct writer *w, struct reg *dst, size_t i, struct fraction x, uint8_t why)
{
    if (why)
        x = (struct fraction){0, 1};
    uint64_t m = (uint64_t)magnitude(x.numerator);
    dst->own_values[i] = (int64_t)x.numerator;
    dst->own_denominators[i] = (int64_t)x.denominator;
    dst->own_why[i] = why;
    w->any |= why;
    w->minus |= x.numerator < 0;
    w->most = m > w->most ? m : w->most;
    w->most_denominator = (uint64_t)x.denominator > w->most_denominator ? (uint64_t)x.denominator : w->most_denominator;
}

static void finish(const struct writer *w, const struct step *s)
{
    struct reg *dst = s->dst;
    dst->values = dst->own_values;
    dst->denominators = dst->own_denominators;
    dst->why = w->any ? dst->own_why : NULL;
    dst->most = w->most;
    dst->minus = w->minus;
    dst->most_denominator = w->most_denominator;
    dst->scale = s->scale;
}

/* ---- making ---- */

bool fraction_divide(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes;
    struct writer w = {0};
    const struct reg *a = s->a, *b = s->b;
    for (size_t i = 0; i < n; i++) {
        uint8_t why = worse(why_at(a, i), why_at(b, i));
        if (!why && b->values[i] == 0)
            why = REASON_DIVISION;
        struct fraction x = {a->values[i], b->values[i]};
        if (x.denominator < 0)
            x = (struct fraction){-x.numerator, -x.denominator};
        if (!why && !is_narrow(&x)) {
            reduce(&x);
            if (!is_narrow(&x))
                return false;
        }
        put(&w, s->dst, i, x, why);
    }
    finish(&w, s);
    return true;
}

void fraction_make(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes;
    struct reg *dst = s->dst;
    const struct reg *a = s->a;
    memcpy(dst->own_values, a->values, n * sizeof *a->values);
    for (size_t i = 0; i < n; i++)
        dst->own_denominators[i] = 1;
    if (a->why)
        memcpy(dst->own_why, a->why, n);
    uint64_t most = a->most;
    struct writer w = {.any = a->why != NULL, .most = most, .minus = a->minus, .most_denominator = 1};
    finish(&w, s);
}

/* ---- arithmetic ---- */

/* Gives both the finer of their scales, returned in *scale. */
static bool align(struct fraction *x, int scale_x, struct fraction *y, int scale_y, int *scale)
{
    *scale = scale_x > scale_y ? scale_x : scale_y;
    return scale_up(&x->numerator, *scale - scale_x) && scale_up(&y->numerator, *scale - scale_y);
}

/* x + y at the same scale; with equal denominators (sums over rows, often 1) nothing grows. */
static bool add(struct fraction *x, struct fraction y)
{
    if (x->denominator == y.denominator) {
        if (bits_of(magnitude(x->numerator)) > 125 || bits_of(magnitude(y.numerator)) > 125)
            return false;
        x->numerator += y.numerator;
        return true;
    }
    wide_int cross = y.numerator;
    if (!multiply(&x->numerator, y.denominator) || !multiply(&cross, x->denominator) || !multiply(&x->denominator, y.denominator))
        return false;
    x->numerator += cross;
    return true;
}

static bool arithmetic_lane(enum op op, struct fraction x, int scale_x, struct fraction y, int scale_y, int scale, struct fraction *out)
{
    int natural = 0;
    if (op == OP_FADD || op == OP_FSUB) {
        if (op == OP_FSUB)
            y.numerator = -y.numerator;
        if (!align(&x, scale_x, &y, scale_y, &natural) || !add(&x, y))
            return false;
    } else {
        if (op == OP_FDIV) {
            y = y.numerator < 0 ? (struct fraction){-y.denominator, -y.numerator} : (struct fraction){y.denominator, y.numerator};
            scale_y = -scale_y;
        }
        x.numerator *= y.numerator;
        x.denominator *= y.denominator;
        natural = scale_x + scale_y;
    }
    *out = x;
    return settle(out, natural, scale);
}

bool fraction_arithmetic(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes;
    struct writer w = {0};
    const struct reg *a = s->a, *b = s->b;
    const int scale_a = a->scale, scale_b = b->scale;
    if (a->most > MACHINE_MOST)
        frame_tighten(f, s->a);
    if (b->most > MACHINE_MOST)
        frame_tighten(f, s->b);
    if (a->most > MACHINE_MOST || b->most > MACHINE_MOST)
        return false;
    for (size_t i = 0; i < n; i++) {
        uint8_t why = worse(why_at(a, i), why_at(b, i));
        if (!why && s->op == OP_FDIV && b->values[i] == 0)
            why = REASON_DIVISION;
        struct fraction x = {0, 1};
        if (!why && !arithmetic_lane((enum op)s->op, get(a, i), scale_a, get(b, i), scale_b, s->scale, &x)) {
            struct fraction p = get(a, i), q = get(b, i);
            reduce(&p);
            reduce(&q);
            if (!arithmetic_lane((enum op)s->op, p, scale_a, q, scale_b, s->scale, &x))
                return false;
        }
        put(&w, s->dst, i, x, why);
    }
    finish(&w, s);
    return true;
}

bool fraction_unary(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes;
    struct writer w = {0};
    const struct reg *a = s->a;
    for (size_t i = 0; i < n; i++) {
        uint8_t why = why_at(a, i);
        struct fraction x = get(a, i);
        if (s->op == OP_FNEG || x.numerator < 0)
            x.numerator = -x.numerator;
        if (!why && !settle(&x, a->scale, s->scale))
            return false;
        put(&w, s->dst, i, x, why);
    }
    finish(&w, s);
    return true;
}

/* ---- order ---- */

/* Sign of x - y; false: the products do not fit. */
static bool compare(struct fraction x, int scale_x, struct fraction y, int scale_y, int *sign)
{
    int finer;
    struct fraction p = x, q = y;
    if (!align(&p, scale_x, &q, scale_y, &finer) || !multiply(&p.numerator, y.denominator) || !multiply(&q.numerator, x.denominator)) {
        p = x;
        q = y;
        reduce(&p);
        reduce(&q);
        wide_int under_p = p.denominator, under_q = q.denominator;
        if (!align(&p, scale_x, &q, scale_y, &finer) || !multiply(&p.numerator, under_q) || !multiply(&q.numerator, under_p))
            return false;
    }
    *sign = (p.numerator > q.numerator) - (p.numerator < q.numerator);
    return true;
}

bool fraction_compare(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes;
    struct reg *dst = s->dst;
    const struct reg *a = s->a, *b = s->b;
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t why = worse(why_at(a, i), why_at(b, i));
        int sign = 0;
        if (!why && !compare(get(a, i), a->scale, get(b, i), b->scale, &sign))
            return false;
        bool holds = s->op == OP_FNE ? sign != 0 : s->op == OP_FLT ? sign < 0 : s->op == OP_FLE ? sign <= 0 : sign == 0;
        dst->own_truths[i] = holds ? 2 : 0;
        dst->own_why[i] = why;
        any |= why;
    }
    dst->truths = dst->own_truths;
    dst->why = any ? dst->own_why : NULL;
    if (s->op == OP_FAPPROX)
        frame_approximate(f, s);
    return true;
}

bool fraction_choose(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes;
    struct writer w = {0};
    const struct reg *a = s->a, *b = s->b, *c = s->c;
    for (size_t i = 0; i < n; i++) {
        uint8_t why = why_at(a, i);
        const struct reg *taken = a;
        if (s->op == OP_FSELECT) {
            taken = a->truths[i] ? b : c;
            why = why ? why : why_at(taken, i);
        } else if (s->op == OP_FDEFAULT) {
            if (why >= REASON_RULE_NA) {
                taken = b;
                why = why_at(b, i);
            }
        } else {
            int sign = 0;
            why = worse(why, why_at(b, i));
            if (!why && !compare(get(a, i), a->scale, get(b, i), b->scale, &sign))
                return false;
            taken = s->op == OP_FMIN ? (sign > 0 ? b : a) : (sign < 0 ? b : a);
        }
        struct fraction x = {0, 1};
        if (!why) {
            x = get(taken, i);
            if (!settle(&x, taken->scale, s->scale))
                return false;
        }
        put(&w, s->dst, i, x, why);
    }
    finish(&w, s);
    return true;
}

/* ---- rounding ---- */

/* n / d rounded by `mode`; d > 0. */
static wide_unsigned round_quotient(wide_unsigned n, wide_unsigned d, bool minus, enum number_rounding mode)
{
    wide_unsigned q = n / d, r = n - q * d;
    if (r == 0)
        return q;
    switch (mode) {
    case NUMBER_HALF_AWAY:
        return q + (r >= d - r);
    case NUMBER_HALF_EVEN:
        return q + (r > d - r || (r == d - r && (q & 1)));
    case NUMBER_TOWARD:
        return q;
    case NUMBER_AWAY:
        return q + 1;
    case NUMBER_UP:
        return q + !minus;
    case NUMBER_DOWN:
        return q + minus;
    }
    return q;
}

bool fraction_round(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes;
    struct reg *dst = s->dst;
    const struct reg *a = s->a, *b = s->op == OP_DIVROUND ? s->b : NULL;
    int up = s->op == OP_ROUND ? -s->shift : s->shift;
    uint64_t most = 0;
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++) {
        wide_int x = a->values[i], y = b ? b->values[i] : s->op == OP_FROUND ? a->denominators[i] : 1;
        uint8_t why = b ? worse(why_at(a, i), why_at(b, i)) : why_at(a, i);
        if (!why && y == 0)
            why = REASON_DIVISION;
        wide_unsigned q = 0;
        bool minus = (x < 0) != (y < 0);
        if (!why) {
            wide_int scaled_x = x, scaled_y = y;
            if (!scale_up(&scaled_x, up) || !scale_up(&scaled_y, -up)) {
                struct fraction reduced = {x, y < 0 ? -y : y};
                reduce(&reduced);
                scaled_x = reduced.numerator;
                scaled_y = reduced.denominator;
                if (!scale_up(&scaled_x, up) || !scale_up(&scaled_y, -up))
                    return false;
            }
            q = round_quotient(magnitude(scaled_x), magnitude(scaled_y), minus, (enum number_rounding)s->mode);
            if (q > MACHINE_MOST)
                return false;
        }
        dst->own_values[i] = minus ? -(int64_t)q : (int64_t)q;
        dst->own_why[i] = why;
        any |= why;
        most = (uint64_t)q > most ? (uint64_t)q : most;
    }
    dst->values = dst->own_values;
    dst->most = most;
    dst->minus = true;
    dst->why = any ? dst->own_why : NULL;
    return true;
}

/* ---- over rows ---- */

/* How row `row` takes part in a reduction into lane *lane: false if it does not; *why as for the reductions of machine_rows.c. */
static bool row_counts(const struct step *s, const uint32_t *map, size_t row, uint32_t *lane, uint8_t *why)
{
    *lane = map[row];
    *why = REASON_OK;
    if (*lane == MACHINE_GROUP_NONE)
        return false;
    if (s->b) {
        *why = why_at(s->b, row);
        if (*why)
            return true;
        if (!s->b->truths[row])
            return false;
    }
    *why = why_at(s->a, row);
    return true;
}

static void start_lanes(struct reg *dst, size_t lanes)
{
    memset(dst->own_why, 0, lanes);
    memset(dst->own_values, 0, lanes * sizeof *dst->own_values);
    for (size_t i = 0; i < lanes; i++)
        dst->own_denominators[i] = 1;
}

static void finish_lanes(const struct step *s, size_t lanes)
{
    struct reg *dst = s->dst;
    struct writer w = {0};
    for (size_t i = 0; i < lanes; i++)
        put(&w, dst, i, (struct fraction){dst->own_values[i], dst->own_denominators[i]}, dst->own_why[i]);
    finish(&w, s);
}

bool fraction_sum(struct frame *f, const struct step *s)
{
    size_t rows = f->domains[s->map->from].lanes, lanes = f->domains[s->domain].lanes;
    const uint32_t *map = frame_map(f, s->map);
    struct reg *dst = s->dst;
    start_lanes(dst, lanes);
    for (size_t row = 0; row < rows; row++) {
        uint32_t lane;
        uint8_t why;
        if (!row_counts(s, map, row, &lane, &why))
            continue;
        dst->own_why[lane] = worse(dst->own_why[lane], why);
        if (dst->own_why[lane])
            continue;
        struct fraction sum = {dst->own_values[lane], dst->own_denominators[lane]}, x = get(s->a, row);
        if (!settle(&x, s->a->scale, s->scale) || !add(&sum, x) || !settle(&sum, s->scale, s->scale))
            return false;
        dst->own_values[lane] = (int64_t)sum.numerator;
        dst->own_denominators[lane] = (int64_t)sum.denominator;
    }
    finish_lanes(s, lanes);
    return true;
}

bool fraction_extreme(struct frame *f, const struct step *s)
{
    size_t rows = f->domains[s->map->from].lanes, lanes = f->domains[s->domain].lanes;
    const uint32_t *map = frame_map(f, s->map);
    struct reg *dst = s->dst;
    uint8_t *seen = dst->own_truths;
    start_lanes(dst, lanes);
    memset(seen, 0, lanes);
    for (size_t row = 0; row < rows; row++) {
        uint32_t lane;
        uint8_t why;
        if (!row_counts(s, map, row, &lane, &why))
            continue;
        dst->own_why[lane] = worse(dst->own_why[lane], why);
        if (why)
            continue;
        struct fraction best = {dst->own_values[lane], dst->own_denominators[lane]}, x = get(s->a, row);
        int sign = 0;
        if (!settle(&x, s->a->scale, s->scale) || (seen[lane] && !compare(x, s->scale, best, s->scale, &sign)))
            return false;
        if (!seen[lane] || (s->op == OP_FLEAST ? sign < 0 : sign > 0)) {
            dst->own_values[lane] = (int64_t)x.numerator;
            dst->own_denominators[lane] = (int64_t)x.denominator;
        }
        seen[lane] = 1;
    }
    for (size_t lane = 0; lane < lanes; lane++)
        if (!seen[lane] && !dst->own_why[lane])
            dst->own_why[lane] = REASON_MISSING_ROW;
    finish_lanes(s, lanes);
    return true;
}
