/* number.c - exact decimals and rationals: reading, rounding and printing.
 *
 * GMP's memory is the C library's, the text's is the arena's, and the arena leaves by a jump. So no function takes
 * arena memory while it holds a GMP temporary: texts are measured first, from the operands.
 *
 * Powers of ten are clamped. A value within limits, other than 0, lies between 2^-4096 and 2^4096 in magnitude, so
 * 10^8192 takes it out of limits (and out of int64) as surely as any larger power. Rounding to 4096 decimals leaves
 * every finite decimal within limits as it is, since its denominator divides 2^4096 * 5^1764 and so 10^4096; an
 * endless one rounded there or further has a denominator out of limits either way; and below -4096 every value rounds
 * to 0 or to a power of ten that is out of limits. */
#include "number.h"

#include <string.h>

const int64_t number_powers[NUMBER_POWERS] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
    10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
};

static void freeze_integer(struct arena *a, mpz_t to, const mpz_t from)
{
    size_t size = mpz_size(from);
    mp_limb_t *limbs = arena_alloc(a, (size ? size : 1) * sizeof *limbs);
    if (size)
        memcpy(limbs, mpz_limbs_read(from), size * sizeof *limbs);
    mpz_roinit_n(to, limbs, mpz_sgn(from) < 0 ? -(mp_size_t)size : (mp_size_t)size);
}

void number_freeze(struct arena *a, mpq_t to, const mpq_t from)
{
    freeze_integer(a, mpq_numref(to), mpq_numref(from));
    freeze_integer(a, mpq_denref(to), mpq_denref(from));
}

enum { POWER_MOST = 2 * NUMBER_LIMIT_BITS, ROUND_MOST = NUMBER_LIMIT_BITS, SHORT_DIGITS = 4 };

static const char mark[] = "…";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static long clamp(long value, long most)
{
    return value > most ? most : value < -most ? -most : value;
}

static void power_of_ten(mpz_t p, long power)
{
    mpz_ui_pow_ui(p, 10, (unsigned long)(power < 0 ? -power : power));
}

/* The parts of a number's text. */
struct spelling {
    bool negative;
    const char *whole, *decimals;      /* digits before and after the point */
    size_t whole_length, decimals_length;
    long exponent;                     /* clamped far beyond every limit */
};

static bool spell(const char *text, size_t length, struct spelling *s)
{
    const char *at = text, *end = text + length;
    *s = (struct spelling){0};
    if (at < end && (*at == '-' || *at == '+'))
        s->negative = *at++ == '-';
    for (s->whole = at; at < end && is_digit(*at); at++)
        s->whole_length++;
    if (s->whole_length == 0)
        return false;
    if (at < end && *at == '.') {
        for (s->decimals = ++at; at < end && is_digit(*at); at++)
            s->decimals_length++;
        if (s->decimals_length == 0)
            return false;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        bool down = at < end && *at == '-';
        if (at < end && (*at == '-' || *at == '+'))
            at++;
        if (at == end)
            return false;
        for (; at < end && is_digit(*at); at++)
            s->exponent = clamp(s->exponent * 10 + (*at - '0'), 1000000);
        if (down)
            s->exponent = -s->exponent;
    }
    return at == end;
}

bool number_read(const char *text, size_t length, mpq_t out, int *digits, bool *too_large)
{
    struct spelling s;
    *too_large = false;
    if (!spell(text, length, &s))
        return false;
    while (s.whole_length && *s.whole == '0') {
        s.whole++;
        s.whole_length--;
    }
    *too_large = true;
    if (s.whole_length > NUMBER_LIMIT_DIGITS + 1 || s.decimals_length > 2 * NUMBER_LIMIT_DIGITS)
        return false;
    long printed = (long)s.decimals_length - s.exponent;
    if (printed > NUMBER_LIMIT_DIGITS || printed < -NUMBER_LIMIT_DIGITS)
        return false;
    char mantissa[3 * NUMBER_LIMIT_DIGITS + 8];
    size_t filled = 0;
    mantissa[filled++] = '0';
    memcpy(mantissa + filled, s.whole, s.whole_length);
    filled += s.whole_length;
    if (s.decimals_length)
        memcpy(mantissa + filled, s.decimals, s.decimals_length);
    filled += s.decimals_length;
    mantissa[filled] = '\0';

    mpq_t value;
    mpq_init(value);
    mpz_set_str(mpq_numref(value), mantissa, 10);
    if (s.negative)
        mpq_neg(value, value);
    number_scale(value, value, -printed);
    if (number_in_limits(value)) {
        mpq_swap(out, value);
        *digits = (int)printed;
        *too_large = false;
    }
    mpq_clear(value);
    return !*too_large;
}

bool number_in_limits(const mpq_t q)
{
    return mpz_sizeinbase(mpq_numref(q), 2) <= NUMBER_LIMIT_BITS
        && mpz_sizeinbase(mpq_denref(q), 2) <= NUMBER_LIMIT_BITS;
}

void number_scale(mpq_t q, const mpq_t from, long power)
{
    if (power == 0 || mpq_sgn(from) == 0) {
        mpq_set(q, from);
        return;
    }
    power = clamp(power, POWER_MOST);
    mpq_t factor;
    mpq_init(factor);
    power_of_ten(mpq_numref(factor), power);
    if (power > 0)
        mpq_mul(q, from, factor);
    else
        mpq_div(q, from, factor);
    mpq_clear(factor);
}

/* Whether a quotient cut toward zero must move one away from zero. `half` compares the magnitude of the remainder
 * with a half. */
static bool moves_away(enum number_rounding mode, int sign, int half, bool odd)
{
    switch (mode) {
    case NUMBER_HALF_AWAY:
        return half >= 0;
    case NUMBER_HALF_EVEN:
        return half > 0 || (half == 0 && odd);
    case NUMBER_TOWARD:
        return false;
    case NUMBER_AWAY:
        return true;
    case NUMBER_UP:
        return sign > 0;
    case NUMBER_DOWN:
        return sign < 0;
    }
    return false;
}

void number_round(mpq_t to, const mpq_t from, long digits, enum number_rounding mode)
{
    if (digits >= 0 && mpz_cmp_ui(mpq_denref(from), 1) == 0) {
        mpq_set(to, from);
        return;
    }
    digits = clamp(digits, ROUND_MOST);
    mpz_t quotient, divisor, remainder, power;
    mpz_inits(quotient, divisor, remainder, power, NULL);
    power_of_ten(power, digits);
    mpz_set(quotient, mpq_numref(from));
    mpz_set(divisor, mpq_denref(from));
    if (digits >= 0)
        mpz_mul(quotient, quotient, power);
    else
        mpz_mul(divisor, divisor, power);
    mpz_tdiv_qr(quotient, remainder, quotient, divisor);
    int sign = mpz_sgn(remainder);
    if (sign) {
        mpz_mul_2exp(remainder, remainder, 1);
        if (moves_away(mode, sign, mpz_cmpabs(remainder, divisor), mpz_odd_p(quotient))) {
            if (sign > 0)
                mpz_add_ui(quotient, quotient, 1);
            else
                mpz_sub_ui(quotient, quotient, 1);
        }
    }
    if (digits >= 0) {
        mpz_swap(mpq_numref(to), quotient);
        mpz_swap(mpq_denref(to), power);
        mpq_canonicalize(to);
    } else {
        mpz_mul(mpq_numref(to), quotient, power);
        mpz_set_ui(mpq_denref(to), 1);
    }
    mpz_clears(quotient, divisor, remainder, power, NULL);
}

static bool to_uint64(const mpz_t z, uint64_t *magnitude)
{
    *magnitude = 0;
    if (mpz_sizeinbase(z, 2) > 64)
        return false;
    mpz_export(magnitude, NULL, -1, sizeof *magnitude, 0, 0, z);
    return true;
}

static bool to_int64(const mpz_t z, int64_t *out)
{
    uint64_t magnitude;
    bool negative = mpz_sgn(z) < 0;
    if (!to_uint64(z, &magnitude) || magnitude > (uint64_t)INT64_MAX + negative)
        return false;
    *out = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

/* scale 0 to 18: q is canonical, so its denominator must divide the power of ten, and no temporary is needed. */
static bool to_fixed_small(const mpq_t q, int scale, int64_t *out)
{
    uint64_t power = 1, denominator;
    for (int i = 0; i < scale; i++)
        power *= 10;
    int64_t numerator;
    if (!to_uint64(mpq_denref(q), &denominator) || power % denominator || !to_int64(mpq_numref(q), &numerator))
        return false;
    int64_t product;
    if (__builtin_mul_overflow(numerator, (int64_t)(power / denominator), &product))
        return false;
    *out = product;
    return true;
}

bool number_to_fixed(const mpq_t q, int scale, int64_t *out)
{
    if (scale >= 0 && scale <= 18)
        return to_fixed_small(q, scale, out);
    mpq_t scaled;
    mpq_init(scaled);
    number_scale(scaled, q, scale);
    bool fits = mpz_cmp_ui(mpq_denref(scaled), 1) == 0 && to_int64(mpq_numref(scaled), out);
    mpq_clear(scaled);
    return fits;
}

bool number_is_decimal(const mpq_t q, long *digits)
{
    mpz_t rest, five;
    mpz_init(rest);
    mpz_init_set_ui(five, 5);
    mp_bitcnt_t twos = mpz_scan1(mpq_denref(q), 0);
    mp_bitcnt_t fives = mpz_remove(rest, mpq_denref(q), five);
    bool finite = mpz_sizeinbase(rest, 2) == twos + 1;
    mpz_clear(five);
    mpz_clear(rest);
    if (finite)
        *digits = (long)(twos > fives ? twos : fives);
    return finite;
}

/* The exponent of the leading digit of q, which is not 0: 0.05 has -2. */
static long leading_exponent(const mpq_t q)
{
    long exponent = (long)mpz_sizeinbase(mpq_numref(q), 10) - (long)mpz_sizeinbase(mpq_denref(q), 10) + 1;
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    for (;; exponent--) {
        power_of_ten(right, exponent);
        if (exponent >= 0) {
            mpz_mul(right, right, mpq_denref(q));
            mpz_set(left, mpq_numref(q));
        } else {
            mpz_mul(left, right, mpq_numref(q));
            mpz_set(right, mpq_denref(q));
        }
        if (mpz_cmpabs(left, right) >= 0)
            break;
    }
    mpz_clears(left, right, NULL);
    return exponent;
}

/* Prints q, cut toward zero after `digits` decimals, and `suffix`. */
static char *print_cut(struct arena *a, const mpq_t q, long digits, const char *suffix)
{
    if (digits < 0)
        digits = 0;
    /* sign, point, a digit before the point, mpz_get_str's own sign and the final NUL */
    char *text = arena_alloc(a, mpz_sizeinbase(mpq_numref(q), 10) + (size_t)digits + strlen(suffix) + 6);
    mpz_t scaled;
    mpz_init(scaled);
    power_of_ten(scaled, digits);
    mpz_mul(scaled, scaled, mpq_numref(q));
    mpz_tdiv_q(scaled, scaled, mpq_denref(q));
    char *at = text;
    if (mpz_sgn(scaled) < 0)
        *at++ = '-';
    mpz_abs(scaled, scaled);
    mpz_get_str(at, 10, scaled);
    mpz_clear(scaled);

    size_t length = strlen(at), decimals = (size_t)digits;
    if (length <= decimals) {
        size_t zeros = decimals + 1 - length;
        memmove(at + zeros, at, length);
        memset(at, '0', zeros);
        length += zeros;
    }
    if (decimals) {
        char *point = at + length - decimals;
        memmove(point + 1, point, decimals);
        *point = '.';
        length++;
    }
    strcpy(at + length, suffix);
    return text;
}

char *number_print_fixed(struct arena *a, const mpq_t q, long digits)
{
    return print_cut(a, q, digits, "");
}

char *number_print(struct arena *a, const mpq_t q, bool *approximate)
{
    long digits;
    *approximate = !number_is_decimal(q, &digits);
    if (*approximate)
        digits = NUMBER_SHOWN_DIGITS - 1 - leading_exponent(q);
    return print_cut(a, q, digits, "");
}

char *number_print_short(struct arena *a, const mpq_t q)
{
    long digits;
    if (number_is_decimal(q, &digits))
        return print_cut(a, q, digits, "");
    long exponent = leading_exponent(q);
    return print_cut(a, q, exponent < -SHORT_DIGITS ? SHORT_DIGITS - 1 - exponent : SHORT_DIGITS, mark);
}

char *number_print_exact(struct arena *a, const mpq_t q)
{
    char *text = arena_alloc(a, mpz_sizeinbase(mpq_numref(q), 10) + mpz_sizeinbase(mpq_denref(q), 10) + 3);
    mpq_get_str(text, 10, q);
    return text;
}
