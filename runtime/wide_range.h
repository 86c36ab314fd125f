/* wide_range.h - interval arithmetic over exact rationals (docs/manual/03-校验.md).
 *
 * Each function writes *to, which may be one of the operands. An operand without interval leaves none, for the dominating reason; ends
 * beyond NUMBER_LIMIT_BITS leave none for REASON_LIMIT. `scratch` is room for 4 initialised numbers that no operand uses. */
#ifndef HENG_WIDE_RANGE_H
#define HENG_WIDE_RANGE_H

#include "wide_bank.h"

typedef void wide_range_binary(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch);

wide_range_binary wide_range_add, wide_range_subtract, wide_range_multiply, wide_range_least, wide_range_most;

/* No interval (REASON_ZERO_IN_RANGE) where 0 is within b. */
wide_range_binary wide_range_divide;

/* What both have in common; they share at least a point. */
wide_range_binary wide_range_common;

void wide_range_negate(struct wide_range *to, const struct wide_range *a);
void wide_range_absolute(struct wide_range *to, const struct wide_range *a);
void wide_range_round(struct wide_range *to, const struct wide_range *a, long digits, enum number_rounding mode);
void wide_range_copy(struct wide_range *to, const struct wide_range *a);

/* The number itself: an exact figure. */
void wide_range_exact(struct wide_range *to, const mpq_t number);

/* number ± half a unit of decimal `digits`. */
void wide_range_printed(struct wide_range *to, const mpq_t number, long digits, mpq_t *scratch);

/* True if the two have a point in common; both must have an interval. Closed: touching ends meet. */
bool wide_range_meets(const struct wide_range *a, const struct wide_range *b);

#endif
