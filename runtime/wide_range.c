/* wide_range.c - interval arithmetic over exact rationals. */
#include "wide_range.h"

static uint8_t worse(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

static void set_none(struct wide_range *to, uint8_t why)
{
    to->why = why;
    mpq_set_ui(to->low, 0, 1);
    mpq_set_ui(to->high, 0, 1);
}

/* Drops a result that is beyond the limits. */
static void settle(struct wide_range *to)
{
    if (number_in_limits(to->low) && number_in_limits(to->high))
        to->why = REASON_OK;
    else
        set_none(to, REASON_LIMIT);
}

/* True if both have an interval; else *to has none either. */
static bool both(struct wide_range *to, const struct wide_range *a, const struct wide_range *b)
{
    uint8_t why = worse(a->why, b->why);
    if (why == REASON_OK)
        return true;
    set_none(to, why);
    return false;
}

/* Ends are computed in scratch[0] and [1] and only then swapped in: `to` may be an operand. */
static void take(struct wide_range *to, mpq_t *scratch)
{
    mpq_swap(to->low, scratch[0]);
    mpq_swap(to->high, scratch[1]);
    settle(to);
}

void wide_range_add(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch)
{
    if (!both(to, a, b))
        return;
    mpq_add(scratch[0], a->low, b->low);
    mpq_add(scratch[1], a->high, b->high);
    take(to, scratch);
}

void wide_range_subtract(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch)
{
    if (!both(to, a, b))
        return;
    mpq_sub(scratch[0], a->low, b->high);
    mpq_sub(scratch[1], a->high, b->low);
    take(to, scratch);
}

/* Widens [scratch[0], scratch[1]] to hold scratch[2]. */
static void widen(mpq_t *scratch)
{
    if (mpq_cmp(scratch[2], scratch[0]) < 0)
        mpq_set(scratch[0], scratch[2]);
    else if (mpq_cmp(scratch[2], scratch[1]) > 0)
        mpq_set(scratch[1], scratch[2]);
}

/* The ends of a product or quotient lie among the four results at the ends of the operands. */
static void of_corners(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch,
                       void (*compute)(mpq_ptr, mpq_srcptr, mpq_srcptr))
{
    compute(scratch[0], a->low, b->low);
    mpq_set(scratch[1], scratch[0]);
    compute(scratch[2], a->low, b->high);
    widen(scratch);
    compute(scratch[2], a->high, b->low);
    widen(scratch);
    compute(scratch[2], a->high, b->high);
    widen(scratch);
    take(to, scratch);
}

void wide_range_multiply(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch)
{
    if (both(to, a, b))
        of_corners(to, a, b, scratch, mpq_mul);
}

void wide_range_divide(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch)
{
    if (!both(to, a, b))
        return;
    if (mpq_sgn(b->low) <= 0 && mpq_sgn(b->high) >= 0)
        set_none(to, REASON_ZERO_IN_RANGE);
    else
        of_corners(to, a, b, scratch, mpq_div);
}

static void set_lesser(mpq_t to, const mpq_t a, const mpq_t b)
{
    mpq_set(to, mpq_cmp(a, b) <= 0 ? a : b);
}

static void set_greater(mpq_t to, const mpq_t a, const mpq_t b)
{
    mpq_set(to, mpq_cmp(a, b) >= 0 ? a : b);
}

void wide_range_least(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch)
{
    if (!both(to, a, b))
        return;
    set_lesser(scratch[0], a->low, b->low);
    set_lesser(scratch[1], a->high, b->high);
    take(to, scratch);
}

void wide_range_most(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch)
{
    if (!both(to, a, b))
        return;
    set_greater(scratch[0], a->low, b->low);
    set_greater(scratch[1], a->high, b->high);
    take(to, scratch);
}

void wide_range_common(struct wide_range *to, const struct wide_range *a, const struct wide_range *b, mpq_t *scratch)
{
    if (!both(to, a, b))
        return;
    set_greater(scratch[0], a->low, b->low);
    set_lesser(scratch[1], a->high, b->high);
    take(to, scratch);
}

void wide_range_copy(struct wide_range *to, const struct wide_range *a)
{
    mpq_set(to->low, a->low);
    mpq_set(to->high, a->high);
    to->why = a->why;
}

void wide_range_negate(struct wide_range *to, const struct wide_range *a)
{
    if (to != a)
        wide_range_copy(to, a);
    mpq_swap(to->low, to->high);
    mpq_neg(to->low, to->low);
    mpq_neg(to->high, to->high);
}

void wide_range_absolute(struct wide_range *to, const struct wide_range *a)
{
    if (mpq_sgn(a->high) <= 0) {
        wide_range_negate(to, a);
        return;
    }
    if (to != a)
        wide_range_copy(to, a);
    if (mpq_sgn(to->low) >= 0)
        return;
    mpq_neg(to->low, to->low);
    if (mpq_cmp(to->low, to->high) > 0)
        mpq_swap(to->low, to->high);
    mpq_set_ui(to->low, 0, 1);
}

/* Every rounding is monotone, so the ends of the interval go to the ends of its image. */
void wide_range_round(struct wide_range *to, const struct wide_range *a, long digits, enum number_rounding mode)
{
    if (a->why != REASON_OK) {
        set_none(to, a->why);
        return;
    }
    number_round(to->low, a->low, digits, mode);
    number_round(to->high, a->high, digits, mode);
    settle(to);
}

void wide_range_exact(struct wide_range *to, const mpq_t number)
{
    mpq_set(to->low, number);
    mpq_set(to->high, number);
    to->why = REASON_OK;
}

void wide_range_printed(struct wide_range *to, const mpq_t number, long digits, mpq_t *scratch)
{
    mpq_set_ui(scratch[0], 5, 1);
    number_scale(scratch[0], scratch[0], -digits - 1);
    mpq_sub(to->low, number, scratch[0]);
    mpq_add(to->high, number, scratch[0]);
    settle(to);
}

bool wide_range_meets(const struct wide_range *a, const struct wide_range *b)
{
    return mpq_cmp(a->low, b->high) <= 0 && mpq_cmp(b->low, a->high) <= 0;
}
