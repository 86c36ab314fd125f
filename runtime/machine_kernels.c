/* machine_kernels.c - the steps of a block, as loops over lanes; compiled once per instruction set (KERNELS names which).
 *
 * Every loop runs over all lanes of the block, those without a value included: bounds hold for them too
 * (machine_frame.h), and zero divisors are replaced, so nothing can overflow or trap. A lane depends on the same lane
 * of its operands alone, so dst may be one of them: hence ivdep. */
#include "cell.h"
#include "machine_divide.h"

enum { MOST_MONTHS = 12 * 10000 }; /* between two days of the calendar */

#define KERNEL_NAME_OF(name) kernels_##name##_run
#define KERNEL_NAME(name) KERNEL_NAME_OF(name)

/* ---- sources ---- */

/* Looks at the lanes of a column once: for its bound, and to have them in the cache. */
INLINE bool load(struct frame *f, const struct step *s, size_t n)
{
    const struct column *column = &f->data->columns[s->index];
    struct reg *dst = s->dst;
    size_t first = f->domains[s->domain].first;
    dst->why = column->why && frame_any(column->why + first, n) ? column->why + first : NULL;
    if (f->program->fields[s->index].kind == LANE_TRUTH) {
        dst->truths = column->truths ? column->truths + first : f->zeros;
        return true;
    }
    if (column->wide_count) {
        size_t low = 0, high = column->wide_count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (column->wide[middle].lane < first)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < column->wide_count && column->wide[low].lane < first + n)
            return false;
    }
    const int64_t *v = column->values ? column->values + first : f->zero_values;
    int64_t bits = 0;
    EACH_LANE bits |= v[i];
    dst->values = v;
    dst->most = (uint64_t)bits;
    dst->minus = bits < 0;
    if (dst->minus) {
        bits = 0;
        EACH_LANE bits |= v[i] ^ (v[i] >> 63);
        dst->most = (uint64_t)bits + 1; /* the complement of a negative number is one less than its magnitude */
    }
    return true;
}

/* ---- rounded division ---- */

/* b is the divisor; where it is 0 and neither operand lacks a value, the reason is DIVISION. */
static void mark_zero_divisors(struct reg *dst, const int64_t *b, size_t n)
{
    const uint8_t *old = dst->why;
    uint8_t *w = dst->own_why;
    if (old)
        EACH_LANE w[i] = old[i] ? old[i] : b[i] == 0 ? REASON_DIVISION : 0;
    else
        EACH_LANE w[i] = b[i] == 0 ? REASON_DIVISION : 0;
    dst->why = w;
}

/* dst = a / b * 10^shift, rounded by s->mode; `vb` is the divisor's lanes (of a fraction: its denominators). False: take the slow way. */
static bool divide_round(const struct step *s, const struct reg *a, const int64_t *vb, uint64_t most_b, bool uniform, bool minus, size_t n,
                         struct division *result)
{
    uint64_t up = s->shift > 0 ? power(s->shift) : 1, down = s->shift < 0 ? power(-s->shift) : 1;
    if (s->mode != NUMBER_HALF_AWAY || !up || !down || product_bound(a->most, up) > MACHINE_MOST ||
        product_bound(most_b, down) > (uint64_t)1 << 62 || (uniform && vb[0] == 0))
        return false;
    int64_t *out = s->dst->own_values;
    const int64_t *va = a->values;
    bool scaled = up > 1 || (down > 1 && !uniform), fits;
    if (uniform) {
        const int64_t divisor = vb[0] * (int64_t)down;
        if (minus)
            fits = scaled ? divide_lanes(out, va, &divisor, n, up, 1, true, true, true, result)
                          : divide_lanes(out, va, &divisor, n, 1, 1, false, true, true, result);
        else
            fits = scaled ? divide_lanes(out, va, &divisor, n, up, 1, true, true, false, result)
                          : divide_lanes(out, va, &divisor, n, 1, 1, false, true, false, result);
    } else if (minus) {
        fits = scaled ? divide_lanes(out, va, vb, n, up, down, true, false, true, result)
                      : divide_lanes(out, va, vb, n, 1, 1, false, false, true, result);
    } else {
        fits = scaled ? divide_lanes(out, va, vb, n, up, down, true, false, false, result)
                      : divide_lanes(out, va, vb, n, 1, 1, false, false, false, result);
    }
    if (fits)
        set_fixed(s->dst, result->bits, minus);
    return fits;
}

static bool divide(struct frame *f, const struct step *s, size_t n)
{
    struct division result;
    if (!divide_round(s, s->a, s->b->values, s->b->most, s->b->uniform, s->a->minus || s->b->minus, n, &result))
        return fraction_round(f, s);
    merge_why(s->dst, s->a, s->b, n);
    if (result.zero)
        mark_zero_divisors(s->dst, s->b->values, n);
    return true;
}

/* ROUND is a division by 10^shift, FROUND one by the denominators. */
static bool round_fixed(struct frame *f, const struct step *s, size_t n)
{
    static const int64_t one = 1;
    struct step quotient = *s;
    quotient.shift = (int16_t)-s->shift;
    struct division result;
    if (!divide_round(&quotient, s->a, &one, 1, true, s->a->minus, n, &result))
        return fraction_round(f, s);
    keep_why(s->dst, s->a, n);
    return true;
}

static bool round_fraction(struct frame *f, const struct step *s, size_t n)
{
    struct division result;
    if (!divide_round(s, s->a, s->a->denominators, s->a->most_denominator, s->a->uniform, s->a->minus, n, &result))
        return fraction_round(f, s);
    keep_why(s->dst, s->a, n);
    return true;
}

/* ---- truth ---- */

/* A side without a value counts as what does not decide; the result lacks a value if none decides and either lacks one. */
INLINE void junction(const struct frame *f, const struct step *s, size_t n, bool either)
{
    struct reg *dst = s->dst;
    const uint8_t *ta = s->a->truths, *tb = s->b->truths;
    uint8_t *t = dst->own_truths, *w = dst->own_why, any = 0;
    bool both = !s->a->why && !s->b->why;
    const uint8_t *wa = s->a->why ? s->a->why : f->zeros, *wb = s->b->why ? s->b->why : f->zeros;
    set_truths(dst);
    if (both) {
        dst->why = NULL;
        if (either)
            EACH_LANE t[i] = ta[i] > tb[i] ? ta[i] : tb[i];
        else
            EACH_LANE t[i] = ta[i] < tb[i] ? ta[i] : tb[i];
        return;
    }
    if (either) {
        EACH_LANE {
            const uint8_t p = wa[i], q = wb[i], x = ta[i] & (p ? 0 : 0xff), y = tb[i] & (q ? 0 : 0xff), worse = p > q ? p : q;
            const uint8_t truth = x > y ? x : y, why = truth ? 0 : worse;
            t[i] = truth;
            w[i] = why;
            any |= why;
        }
    } else {
        EACH_LANE {
            const uint8_t p = wa[i], q = wb[i], x = ta[i] | (p ? 2 : 0), y = tb[i] | (q ? 2 : 0), worse = p > q ? p : q;
            const uint8_t truth = x < y ? x : y, why = truth ? worse : 0;
            t[i] = truth;
            w[i] = why;
            any |= why;
        }
    }
    set_why(dst, any);
}

INLINE void lacks(const struct step *s, size_t n)
{
    struct reg *dst = s->dst;
    const uint8_t *wa = s->a->why, mode = s->mode;
    uint8_t *t = dst->own_truths, *w = dst->own_why, any = 0;
    set_truths(dst);
    if (!wa) {
        memset(t, 0, n);
        dst->why = NULL;
        return;
    }
    EACH_LANE {
        uint8_t here = wa[i] == mode, why = here ? 0 : wa[i];
        t[i] = here ? 2 : 0;
        w[i] = why;
        any |= why;
    }
    set_why(dst, any);
}

INLINE void absent(const struct step *s, size_t n)
{
    struct reg *dst = s->dst;
    const uint8_t *wa = s->a->why;
    uint8_t *t = dst->own_truths, *w = dst->own_why, any = 0;
    set_truths(dst);
    if (!wa) {
        memset(t, 0, n);
        dst->why = NULL;
        return;
    }
    EACH_LANE {
        uint8_t why = wa[i] >= REASON_RULE_NA ? 0 : wa[i]; /* reasons of class ERROR end before it */
        t[i] = wa[i] && !why ? 2 : 0;
        w[i] = why;
        any |= why;
    }
    set_why(dst, any);
}

/* ---- choice ---- */

INLINE void select_why(const struct frame *f, const struct step *s, size_t n)
{
    struct reg *dst = s->dst;
    if (!s->a->why && !s->b->why && !s->c->why) {
        dst->why = NULL;
        return;
    }
    const uint8_t *t = s->a->truths, *wa = s->a->why ? s->a->why : f->zeros, *wb = s->b->why ? s->b->why : f->zeros,
                  *wc = s->c->why ? s->c->why : f->zeros;
    uint8_t *w = dst->own_why, any = 0;
    EACH_LANE {
        const uint8_t x = wa[i], y = wb[i], z = wc[i];
        uint8_t arm = t[i] ? y : z, why = x ? x : arm;
        w[i] = why;
        any |= why;
    }
    set_why(dst, any);
}

INLINE void select_fixed(const struct frame *f, const struct step *s, size_t n)
{
    struct reg *dst = s->dst;
    const uint8_t *t = s->a->truths;
    const int64_t *vb = s->b->values, *vc = s->c->values;
    int64_t *out = dst->own_values;
    const uint64_t most = larger(s->b->most, s->c->most);
    const bool minus = s->b->minus || s->c->minus;
    if (s->b->uniform && s->c->uniform) {
        const int64_t x = vb[0], y = vc[0];
        EACH_LANE out[i] = t[i] ? x : y;
    } else if (s->b->uniform) {
        const int64_t x = vb[0];
        EACH_LANE { const int64_t y = vc[i]; out[i] = t[i] ? x : y; }
    } else if (s->c->uniform) {
        const int64_t y = vc[0];
        EACH_LANE { const int64_t x = vb[i]; out[i] = t[i] ? x : y; }
    } else {
        EACH_LANE { const int64_t x = vb[i], y = vc[i]; out[i] = t[i] ? x : y; }
    }
    select_why(f, s, n); /* after the lanes: dst may be a */
    set_fixed(dst, most, minus);
}

INLINE void select_truth(const struct frame *f, const struct step *s, size_t n)
{
    struct reg *dst = s->dst;
    const uint8_t *t = s->a->truths, *tb = s->b->truths, *tc = s->c->truths;
    uint8_t *out = dst->own_truths;
    select_why(f, s, n);
    EACH_LANE { const uint8_t x = tb[i], y = tc[i]; out[i] = t[i] ? x : y; }
    set_truths(dst);
}

INLINE void substitute(const struct frame *f, const struct step *s, size_t n)
{
    struct reg *dst = s->dst;
    const int64_t *va = s->a->values, *vb = s->b->values;
    const uint8_t *wa = s->a->why, *wb = s->b->why ? s->b->why : f->zeros;
    int64_t *out = dst->own_values;
    const uint64_t most = larger(s->a->most, s->b->most);
    const bool minus = s->a->minus || s->b->minus;
    if (!wa) {
        if (va == s->a->own_values) {
            if (out != va)
                memcpy(out, va, n * sizeof *out);
            dst->values = out;
        } else {
            dst->values = va;
        }
        dst->most = s->a->most;
        dst->minus = s->a->minus;
        dst->why = NULL;
        return;
    }
    if (s->b->uniform) {
        const int64_t y = vb[0];
        EACH_LANE { const int64_t x = va[i]; out[i] = wa[i] ? y : x; }
    } else {
        EACH_LANE { const int64_t x = va[i], y = vb[i]; out[i] = wa[i] ? y : x; }
    }
    uint8_t *w = dst->own_why, any = 0;
    EACH_LANE {
        const uint8_t x = wa[i], stays = x < REASON_RULE_NA ? 0xff : 0, open = (uint8_t)~stays;
        uint8_t why = (uint8_t)((x & stays) | (wb[i] & open));
        w[i] = why;
        any |= why;
    }
    set_why(dst, any);
    set_fixed(dst, most, minus);
}

/* ---- the steps ---- */

/* One step on `n` lanes; false if the block does not fit. */
INLINE bool run_step(struct frame *f, const struct step *s, const size_t n)
{
    struct reg *const dst = s->dst;
    const int64_t *va, *vb, *vc;
    int64_t *const out = dst->own_values;
    uint8_t *const t = dst->own_truths;
    uint64_t most;
    switch ((enum op)s->op) {
    case OP_LOAD:
        return load(f, s, n);
    case OP_CONST:
    case OP_FCONST:
    case OP_NOTHING:
    case OP_OUT: /* decoding leaves none of these */
        return true;

    case OP_ADD:
        if (!sum_fits(f, s->a, s->b, &most))
            return false;
        va = s->a->values, vb = s->b->values;
        FROM_BOTH(out, x + y);
        merge_why(dst, s->a, s->b, n);
        set_fixed(dst, most, s->a->minus || s->b->minus);
        return true;
    case OP_MONTHS:
    case OP_BEGUN:
        va = s->a->values, vb = s->b->values;
        for (size_t i = 0; i < n; i++)
            out[i] = cell_months_between(vb[i], va[i], s->op == OP_BEGUN);
        merge_why(dst, s->a, s->b, n);
        set_fixed(dst, MOST_MONTHS, true);
        return true;
    case OP_SUB:
    case OP_DAYS:
        if (!sum_fits(f, s->a, s->b, &most))
            return false;
        va = s->a->values, vb = s->b->values;
        FROM_BOTH(out, x - y);
        merge_why(dst, s->a, s->b, n);
        set_fixed(dst, most, true);
        return true;
    case OP_MUL:
        if (!product_fits(f, s->a, s->b, &most))
            return false;
        va = s->a->values, vb = s->b->values;
        FROM_BOTH(out, x * y);
        merge_why(dst, s->a, s->b, n);
        set_fixed(dst, most, s->a->minus || s->b->minus);
        return true;
    case OP_NEG:
        if (!scaled_fits(f, s->a, 1, &most))
            return false;
        va = s->a->values;
        EACH_LANE out[i] = -va[i];
        keep_why(dst, s->a, n);
        set_fixed(dst, most, true);
        return true;
    case OP_ABS:
        if (!scaled_fits(f, s->a, 1, &most))
            return false;
        va = s->a->values;
        EACH_LANE { const int64_t x = va[i]; out[i] = x < 0 ? -x : x; }
        keep_why(dst, s->a, n);
        set_fixed(dst, most, false);
        return true;
    case OP_MIN:
        va = s->a->values, vb = s->b->values;
        most = larger(s->a->most, s->b->most);
        FROM_BOTH(out, x < y ? x : y);
        merge_why(dst, s->a, s->b, n);
        set_fixed(dst, most, s->a->minus || s->b->minus);
        return true;
    case OP_MAX:
        va = s->a->values, vb = s->b->values;
        most = larger(s->a->most, s->b->most);
        FROM_BOTH(out, x > y ? x : y);
        merge_why(dst, s->a, s->b, n);
        set_fixed(dst, most, s->a->minus && s->b->minus);
        return true;
    case OP_RESCALE: {
        const int64_t factor = (int64_t)power(s->shift);
        if (!factor || !scaled_fits(f, s->a, (uint64_t)factor, &most))
            return false;
        va = s->a->values;
        EACH_LANE out[i] = va[i] * factor;
        keep_why(dst, s->a, n);
        set_fixed(dst, most, s->a->minus);
        return true;
    }
    case OP_ROUND:
        if (s->shift)
            return round_fixed(f, s, n);
        va = s->a->values; /* fixed lanes have no digits to lose */
        EACH_LANE out[i] = va[i];
        keep_why(dst, s->a, n);
        set_fixed(dst, s->a->most, s->a->minus);
        return true;
    case OP_DIVROUND:
        return divide(f, s, n);

    case OP_DIV:
        return fraction_divide(f, s);
    case OP_FRACTION:
        fraction_make(f, s);
        return true;
    case OP_FADD:
    case OP_FSUB:
    case OP_FMUL:
    case OP_FDIV:
        return fraction_arithmetic(f, s);
    case OP_FNEG:
    case OP_FABS:
        return fraction_unary(f, s);
    case OP_FMIN:
    case OP_FMAX:
    case OP_FSELECT:
    case OP_FDEFAULT:
        return fraction_choose(f, s);
    case OP_FROUND:
        return round_fraction(f, s, n);

    case OP_EQ:
    case OP_IEQ:
    case OP_APPROX:
        va = s->a->values, vb = s->b->values;
        FROM_BOTH(t, x == y ? 2 : 0);
        merge_why(dst, s->a, s->b, n);
        set_truths(dst);
        if (s->op == OP_APPROX)
            frame_approximate(f, s);
        return true;
    case OP_NE:
    case OP_INE:
        va = s->a->values, vb = s->b->values;
        FROM_BOTH(t, x != y ? 2 : 0);
        merge_why(dst, s->a, s->b, n);
        set_truths(dst);
        return true;
    case OP_LT:
    case OP_ILT:
        va = s->a->values, vb = s->b->values;
        FROM_BOTH(t, x < y ? 2 : 0);
        merge_why(dst, s->a, s->b, n);
        set_truths(dst);
        return true;
    case OP_LE:
    case OP_ILE:
        va = s->a->values, vb = s->b->values;
        FROM_BOTH(t, x <= y ? 2 : 0);
        merge_why(dst, s->a, s->b, n);
        set_truths(dst);
        return true;
    case OP_WITHIN:
        if (!sum_fits(f, s->a, s->b, &most))
            return false;
        va = s->a->values, vb = s->b->values, vc = s->c->values;
        if (s->c->uniform) {
            const int64_t z = vc[0];
            FROM_BOTH(t, distance(x, y) <= z ? 2 : 0);
        } else {
            FROM_BOTH(t, distance(x, y) <= vc[i] ? 2 : 0);
        }
        {
            const uint8_t *why = s->c->why; /* read before dst, which may be c, is written */
            if (why && (s->a->why || s->b->why)) {
                const uint8_t *wa = s->a->why ? s->a->why : f->zeros, *wb = s->b->why ? s->b->why : f->zeros;
                uint8_t *w = dst->own_why;
                EACH_LANE {
                    uint8_t worse = wa[i] > wb[i] ? wa[i] : wb[i];
                    w[i] = worse > why[i] ? worse : why[i];
                }
                dst->why = w;
            } else if (why) {
                keep_why(dst, s->c, n);
            } else {
                merge_why(dst, s->a, s->b, n);
            }
        }
        set_truths(dst);
        return true;
    case OP_FEQ:
    case OP_FNE:
    case OP_FLT:
    case OP_FLE:
    case OP_FAPPROX:
        return fraction_compare(f, s);
    case OP_CONTAINS:
        texts_contain(f, s);
        return true;

    case OP_AND:
        junction(f, s, n, false);
        return true;
    case OP_OR:
        junction(f, s, n, true);
        return true;
    case OP_NOT: {
        const uint8_t *ta = s->a->truths;
        EACH_LANE t[i] = ta[i] ? 0 : 2;
        keep_why(dst, s->a, n);
        set_truths(dst);
        return true;
    }
    case OP_SELECT:
        select_fixed(f, s, n);
        return true;
    case OP_TSELECT:
        select_truth(f, s, n);
        return true;
    case OP_DEFAULT:
        substitute(f, s, n);
        return true;
    case OP_ABSENT:
        absent(s, n);
        return true;
    case OP_LACKS:
        lacks(s, n);
        return true;
    case OP_SAMEUNIT:
        texts_match_units(f, s);
        return true;

    case OP_SPREAD:
        rows_spread(f, s);
        return true;
    case OP_GROUP:
        rows_group(f, s);
        return true;
    case OP_FIND:
        find_rows(f, s);
        return true;
    case OP_PICK:
        find_pick(f, s);
        return true;
    case OP_UPPER:
        texts_cut_codes(f, s);
        return true;
    case OP_SUM:
        return rows_sum(f, s);
    case OP_FSUM:
        return fraction_sum(f, s);
    case OP_COUNT:
        rows_count(f, s);
        return true;
    case OP_LEAST:
    case OP_MOST:
        rows_extreme(f, s);
        return true;
    case OP_FLEAST:
    case OP_FMOST:
        return fraction_extreme(f, s);
    case OP_ANY:
    case OP_ALL:
        rows_quantify(f, s);
        return true;
    case OP_SAME:
        rows_same(f, s);
        return true;
    }
    return false;
}

bool KERNEL_NAME(KERNELS)(struct frame *f);

bool KERNEL_NAME(KERNELS)(struct frame *f)
{
    const struct prefetch_range *range = f->ranges, *const ranges_end = range + f->range_count;
    uintptr_t at = range < ranges_end ? range->at : 0;
    for (const struct step *s = f->steps; s < f->step_end; s++) {
        for (unsigned k = f->quota; k && range < ranges_end; k--) {
            for (int line = 0; line < PREFETCH_LINES; line++)
                __builtin_prefetch((const void *)(at + (uintptr_t)line * MACHINE_LINE));
            at += PREFETCH_LINES * MACHINE_LINE;
            if (at >= range->end && ++range < ranges_end)
                at = range->at;
        }
        const size_t n = f->domains[s->domain].lanes;
        if (!(n == MACHINE_BLOCK ? run_step(f, s, MACHINE_BLOCK) : n == 1 ? run_step(f, s, 1) : run_step(f, s, n)))
            return false;
    }
    return true;
}
