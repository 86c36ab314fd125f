/* machine_lanes.h - what every kernel does: loops over lanes, bounds that rule out overflow, reasons; compiled into machine_kernels.c. */
#ifndef HENG_MACHINE_LANES_H
#define HENG_MACHINE_LANES_H

#include "machine_frame.h"

#if defined(__clang__)
#define EACH_LANE _Pragma("clang loop vectorize(enable)") for (size_t i = 0; i < n; i++)
#else
#define EACH_LANE _Pragma("GCC ivdep") for (size_t i = 0; i < n; i++)
#endif

/* Inlined three times: for full blocks, whose loops have no remainder; for single reports, which have no loops; and
 * for any number of lanes. */
#define INLINE static inline __attribute__((always_inline))

/* dst's lanes from `x` and `y`, the lanes of a and b; a constant operand is not read again and again. */
#define FROM_BOTH(out, expression)                         \
    do {                                                   \
        if (s->b->uniform) {                               \
            const int64_t y = vb[0];                       \
            EACH_LANE { const int64_t x = va[i]; out[i] = (expression); } \
        } else if (s->a->uniform) {                        \
            const int64_t x = va[0];                       \
            EACH_LANE { const int64_t y = vb[i]; out[i] = (expression); } \
        } else {                                           \
            EACH_LANE { const int64_t x = va[i], y = vb[i]; out[i] = (expression); } \
        }                                                  \
    } while (0)

/* ---- bounds ---- */

static inline uint64_t sum_bound(uint64_t x, uint64_t y)
{
    uint64_t sum;
    return __builtin_add_overflow(x, y, &sum) ? UINT64_MAX : sum;
}

static inline uint64_t product_bound(uint64_t x, uint64_t y)
{
    uint64_t product;
    return __builtin_mul_overflow(x, y, &product) ? UINT64_MAX : product;
}

static inline int64_t distance(int64_t x, int64_t y)
{
    int64_t d = x - y;
    return d < 0 ? -d : d;
}

static inline uint64_t larger(uint64_t x, uint64_t y)
{
    return x > y ? x : y;
}

/* The bound of a sum, or of a product, is MACHINE_MOST or less, perhaps after a closer look at the operands. */
static inline bool sum_fits(const struct frame *f, struct reg *a, struct reg *b, uint64_t *most)
{
    *most = sum_bound(a->most, b->most);
    if (__builtin_expect(*most <= MACHINE_MOST, 1))
        return true;
    *most = sum_bound(frame_tighten(f, a), frame_tighten(f, b));
    return *most <= MACHINE_MOST;
}

static inline bool product_fits(const struct frame *f, struct reg *a, struct reg *b, uint64_t *most)
{
    *most = product_bound(a->most, b->most);
    if (__builtin_expect(*most <= MACHINE_MOST, 1))
        return true;
    *most = product_bound(frame_tighten(f, a), frame_tighten(f, b));
    return *most <= MACHINE_MOST;
}

static inline bool scaled_fits(const struct frame *f, struct reg *a, uint64_t factor, uint64_t *most)
{
    *most = product_bound(a->most, factor);
    if (__builtin_expect(*most <= MACHINE_MOST, 1))
        return true;
    *most = product_bound(frame_tighten(f, a), factor);
    return *most <= MACHINE_MOST;
}

/* 10^shift, or 0 if that is no lane. */
static inline uint64_t power(int shift)
{
    return shift < NUMBER_POWERS ? (uint64_t)number_powers[shift] : 0;
}

/* ---- lanes without a value ---- */

/* dst has no value where a has none. A register's own bytes are copied: that register may be overwritten while dst lives. */
INLINE void keep_why(struct reg *dst, const struct reg *a, size_t n)
{
    if (a->why == a->own_why && a->why && dst != a) {
        memcpy(dst->own_why, a->why, n);
        dst->why = dst->own_why;
    } else {
        dst->why = a->why;
    }
}

INLINE void merge_why(struct reg *dst, const struct reg *a, const struct reg *b, size_t n)
{
    const uint8_t *wa = a->why, *wb = b->why;
    if (!wb) {
        keep_why(dst, a, n);
    } else if (!wa) {
        keep_why(dst, b, n);
    } else {
        uint8_t *w = dst->own_why;
        EACH_LANE w[i] = wa[i] > wb[i] ? wa[i] : wb[i];
        dst->why = w;
    }
}

static inline void set_fixed(struct reg *dst, uint64_t most, bool minus)
{
    dst->values = dst->own_values;
    dst->most = most;
    dst->minus = minus;
}

static inline void set_truths(struct reg *dst)
{
    dst->truths = dst->own_truths;
}

/* dst->own_why holds every lane's reason, `any` their OR. */
static inline void set_why(struct reg *dst, uint8_t any)
{
    dst->why = any ? dst->own_why : NULL;
}

#endif
