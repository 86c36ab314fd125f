/* cell_plain.c - plain decimals straight to fixed lanes, without GMP. */
#include "cell.h"
#include "number.h"

enum { PLAIN_DIGITS = 18 }; /* significant digits that fit an int64 whatever they are */

/* value * 10^shift, if it is an integer that fits. */
static bool shift_by(int64_t value, int shift, int64_t *out)
{
    if (value == 0) {
        *out = 0;
        return true;
    }
    if (shift > PLAIN_DIGITS || shift < -PLAIN_DIGITS)
        return false;
    int64_t shifted;
    if (shift >= 0) {
        if (__builtin_mul_overflow(value, number_powers[shift], &shifted))
            return false;
    } else {
        if (value % number_powers[-shift])
            return false;
        shifted = value / number_powers[-shift];
    }
    *out = shifted;
    return true;
}

bool cell_plain_fixed(const char *text, size_t length, int scale, int64_t *value, int *digits)
{
    const char *at = text, *end = text + length;
    bool negative = at < end && *at == '-';
    at += negative;
    const char *whole = at;
    while (at < end && *at == '0')
        at++;
    const char *significant = at;
    int64_t sum = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        if (at - significant == PLAIN_DIGITS)
            return false;
        sum = sum * 10 + (*at - '0');
    }
    if (at == whole)
        return false;
    int decimals = 0;
    if (at < end && *at == '.') {
        int left = PLAIN_DIGITS - (int)(at - significant);
        const char *point = at++;
        for (; at < end && *at >= '0' && *at <= '9'; at++) {
            if (left-- == 0)
                return false;
            sum = sum * 10 + (*at - '0');
        }
        decimals = (int)(at - point) - 1;
        if (decimals == 0)
            return false;
    }
    if (at != end || !shift_by(negative ? -sum : sum, scale - decimals, value))
        return false;
    *digits = decimals;
    return true;
}
