/* ratio.c - small exact fractions. */
#include "ratio.h"

#include <string.h>

enum { MOST_POWER = 18 };

struct ratio ratio_infinite(void) { return (struct ratio){0, 0}; }

static struct ratio lowest(__int128 n, __int128 d)
{
    __int128 a = n < 0 ? -n : n, b = d;
    while (b) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    if (a > 1) {
        n /= a;
        d /= a;
    }
    if (n > INT64_MAX || n < -INT64_MAX || d > INT64_MAX) return ratio_infinite();
    return (struct ratio){(int64_t)n, (int64_t)d};
}

struct ratio ratio_of(int64_t n, int64_t d) { return lowest(n, d); }

struct ratio ratio_from(const mpq_t q)
{
    if (!mpz_fits_slong_p(mpq_numref(q)) || !mpz_fits_slong_p(mpq_denref(q))) return ratio_infinite();
    return lowest(mpz_get_si(mpq_numref(q)), mpz_get_si(mpq_denref(q)));
}

int ratio_compare(struct ratio a, struct ratio b)
{
    __int128 x = (__int128)a.n * b.d, y = (__int128)b.n * a.d;
    return (x > y) - (x < y);
}

struct ratio ratio_add(struct ratio a, struct ratio b)
{
    if (!a.d || !b.d) return ratio_infinite();
    __int128 sum;
    if (__builtin_add_overflow((__int128)a.n * b.d, (__int128)b.n * a.d, &sum)) return ratio_infinite();
    return lowest(sum, (__int128)a.d * b.d);
}

struct ratio ratio_negate(struct ratio a) { return (struct ratio){-a.n, a.d}; }

struct ratio ratio_subtract(struct ratio a, struct ratio b) { return ratio_add(a, ratio_negate(b)); }

struct ratio ratio_multiply(struct ratio a, struct ratio b)
{
    if (!a.d || !b.d) return ratio_infinite();
    return lowest((__int128)a.n * b.n, (__int128)a.d * b.d);
}

struct ratio ratio_divide(struct ratio a, struct ratio b)
{
    if (!a.d || !b.d || !b.n) return ratio_infinite();
    struct ratio inverse = b.n < 0 ? (struct ratio){-b.d, -b.n} : (struct ratio){b.d, b.n};
    return ratio_multiply(a, inverse);
}

static struct ratio power_of_ten(int power)
{
    if (power > MOST_POWER || power < -MOST_POWER) return ratio_infinite();
    return power < 0 ? ratio_of(1, number_powers[-power]) : ratio_of(number_powers[power], 1);
}

/* The whole number next to n / d that the mode asks for. */
static int64_t whole(struct ratio a, enum number_rounding mode)
{
    int64_t toward = a.n / a.d, rest = a.n % a.d, away = toward + (a.n < 0 ? -1 : 1);
    if (!rest) return toward;
    __int128 twice = 2 * (__int128)(rest < 0 ? -rest : rest);
    switch (mode) {
    case NUMBER_HALF_AWAY: return twice >= a.d ? away : toward;
    case NUMBER_HALF_EVEN: return twice > a.d || (twice == a.d && toward % 2) ? away : toward;
    case NUMBER_TOWARD: return toward;
    case NUMBER_AWAY: return away;
    case NUMBER_UP: return a.n > 0 ? away : toward;
    case NUMBER_DOWN: return a.n < 0 ? away : toward;
    }
    return toward;
}

struct ratio ratio_round(struct ratio a, int scale, enum number_rounding mode)
{
    struct ratio power = power_of_ten(scale), scaled = ratio_multiply(a, power);
    if (!scaled.d) return ratio_infinite();
    return ratio_divide(ratio_of(whole(scaled, mode), 1), power);
}

const char *ratio_text(struct arena *arena, struct ratio a, int power)
{
    if (!a.d) return "∞";
    struct ratio moved = ratio_multiply(a, power_of_ten(-power));
    if (moved.d) a = moved;
    int digits = 0;
    while (digits <= MOST_POWER && number_powers[digits] % a.d) digits++;
    if (digits > MOST_POWER) return arena_format(arena, "%lld/%lld", (long long)a.n, (long long)a.d);
    int64_t size = a.n < 0 ? -a.n : a.n;
    int64_t fraction = size % a.d * (number_powers[digits] / a.d);
    const char *sign = a.n < 0 ? "-" : "";
    if (!digits) return arena_format(arena, "%s%lld", sign, (long long)(size / a.d));
    return arena_format(arena, "%s%lld.%0*lld", sign, (long long)(size / a.d), digits, (long long)fraction);
}
