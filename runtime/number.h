/* number.h - exact decimals and rationals: reading, rounding and printing.
 *
 * Every function expects canonical mpq values within NUMBER_LIMIT_BITS, and leaves canonical values; what it leaves
 * may be out of limits, so callers ask number_in_limits() after arithmetic. */
#ifndef HENG_NUMBER_H
#define HENG_NUMBER_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

enum {
    NUMBER_LIMIT_BITS = 4096,   /* a numerator or denominator longer than this is out of limits */
    NUMBER_LIMIT_DIGITS = 1233, /* the largest power of ten within NUMBER_LIMIT_BITS */
    NUMBER_SHOWN_DIGITS = 12    /* significant digits of a value that has no finite decimal form */
};

/* The roundings of the language. UP and DOWN are toward +infinity and -infinity; AWAY and TOWARD (截尾) refer to zero.
 * */
enum number_rounding { NUMBER_HALF_AWAY, NUMBER_HALF_EVEN, NUMBER_TOWARD, NUMBER_AWAY, NUMBER_UP, NUMBER_DOWN };

/* 10^0 … 10^18: the powers that fit an int64. */
enum { NUMBER_POWERS = 19 };
extern const int64_t number_powers[NUMBER_POWERS];

/* A copy of `from` whose digits lie in the arena: to be read only, and never cleared. */
void number_freeze(struct arena *a, mpq_t to, const mpq_t from);

/* Reads ASCII decimal digits with an optional sign, point and exponent ("-12.340", "1e3"); no blanks, no commas, a
 * digit on both sides of the point. On success *out is canonical and *digits is the number of decimals as printed
 * (12.340: 3; 1e3: -3, 1.5e3: -2). False if the text is not such a number, or if it is one whose value passes
 * NUMBER_LIMIT_BITS or whose *digits would pass ±NUMBER_LIMIT_DIGITS: only then *too_large is set. *out and *digits
 * are untouched when it returns false. */
bool number_read(const char *text, size_t length, mpq_t out, int *digits, bool *too_large);

/* True if numerator and denominator are within NUMBER_LIMIT_BITS. */
bool number_in_limits(const mpq_t q);

/* q = from * 10^power, exact; power may be negative. q may be `from`. Any power is safe: one that must lead out of
 * limits anyway is replaced by a smaller one that does too. */
void number_scale(mpq_t q, const mpq_t from, long power);

/* Rounds `from` once to `digits` decimals (negative: tens, hundreds …). `to` may be `from`. Any `digits` is safe, as
 * above. */
void number_round(mpq_t to, const mpq_t from, long digits, enum number_rounding mode);

/* If q * 10^scale is an integer that fits an int64, stores it and returns true. */
bool number_to_fixed(const mpq_t q, int scale, int64_t *out);

/* True if q has a finite decimal form; *digits is then the least number of decimals that shows it whole (0 or more). */
bool number_is_decimal(const mpq_t q, long *digits);

/* Plain decimal text with exactly `digits` decimals (q must be representable so; negative: like 0). Memory from the
 * arena. */
char *number_print_fixed(struct arena *a, const mpq_t q, long digits);

/* Decimal text: whole if finite (no trailing zeros: "9.05", "100", "-0.5"); otherwise NUMBER_SHOWN_DIGITS significant
 * digits, cut toward zero, and *approximate set ("9.05225499042"). An integer part longer than that is shown whole
 * all the same: filling it with zeros would print a wrong number. The caller appends the mark. Memory from the arena.
 * */
char *number_print(struct arena *a, const mpq_t q, bool *approximate);

/* For people: like number_print, but an endless number is cut after 4 decimals (or, if that would print zero, after
 * its 4th significant digit) and carries the mark: "9.0522…", "0.00003333…". Memory from the arena. */
char *number_print_short(struct arena *a, const mpq_t q);

/* "571840/63171"; an integer has no slash. Memory from the arena. */
char *number_print_exact(struct arena *a, const mpq_t q);

#endif
