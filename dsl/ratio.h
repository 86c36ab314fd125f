/* ratio.h - small exact fractions for the analyses: a number that does not fit is infinite, which weakens a proof but never makes it wrong. */
#ifndef HENG_RATIO_H
#define HENG_RATIO_H

#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

#include "../runtime/number.h"

/* n / d in lowest terms, d > 0; d = 0: infinite (which end it stands at says in which direction), n then 0. */
struct ratio {
    int64_t n, d;
};

struct ratio ratio_infinite(void);

/* n / d in lowest terms; d > 0. */
struct ratio ratio_of(int64_t n, int64_t d);

/* Infinite if it does not fit. */
struct ratio ratio_from(const mpq_t q);

static inline bool ratio_finite(struct ratio a) { return a.d != 0; }
static inline int ratio_sign(struct ratio a) { return (a.n > 0) - (a.n < 0); } /* of finite ones */

/* < 0, 0, > 0; both finite. */
int ratio_compare(struct ratio a, struct ratio b);

/* Infinite if an operand is, if the result does not fit, or where b is 0 in a quotient. */
struct ratio ratio_add(struct ratio a, struct ratio b);
struct ratio ratio_subtract(struct ratio a, struct ratio b);
struct ratio ratio_multiply(struct ratio a, struct ratio b);
struct ratio ratio_divide(struct ratio a, struct ratio b);
struct ratio ratio_negate(struct ratio a);

/* Rounded to a multiple of 10^-scale. */
struct ratio ratio_round(struct ratio a, int scale, enum number_rounding mode);

/* "-2.5", "7/3"; of a finite one times 10^-power, where that fits. In the arena. */
const char *ratio_text(struct arena *arena, struct ratio a, int power);

#endif
