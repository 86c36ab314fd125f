/* machine_divide.h - exact rounded division of many lanes at once; compiled into machine_kernels.c. */
#ifndef HENG_MACHINE_DIVIDE_H
#define HENG_MACHINE_DIVIDE_H

#include "machine_lanes.h"

#if defined(__AVX512F__) && defined(__AVX512DQ__)
enum { WIDTH = 64 };
#elif defined(__AVX2__)
enum { WIDTH = 32 };
#else
enum { WIDTH = 16 };
#endif
enum { PER_VECTOR = WIDTH / 8 };

typedef int64_t signed_lanes __attribute__((vector_size(WIDTH), aligned(8), may_alias));
typedef uint64_t lanes64 __attribute__((vector_size(WIDTH), aligned(8), may_alias));
typedef double doubles __attribute__((vector_size(WIDTH)));

static inline doubles to_doubles(lanes64 x) /* below 2^63; rounded once */
{
#if defined(__AVX512DQ__)
    return __builtin_convertvector((signed_lanes)x, doubles);
#else
    lanes64 low = (x & 0xffffffff) | 0x4330000000000000, high = (x >> 32) | 0x4530000000000000;
    return ((doubles)high - 0x1.00000001p84) + (doubles)low; /* high * 2^32 + 2^84 - (2^84 + 2^52) + low + 2^52 */
#endif
}

/* The estimate is good for quotients below this: see divide_lanes. */
#define QUOTIENT_MOST ((uint64_t)1 << 47)

struct division {
    uint64_t bits; /* OR of the quotients' magnitudes */
    bool zero;     /* some divisor is */
};

/* q = n / d rounded half away from zero, n = a * up, d = b * down, for |n| < 2^63 and |d| <= 2^62; a zero d counts as 2^62.
 *
 * On magnitudes: e estimates x = n/d with four roundings at most (two conversions, a reciprocal, a product),
 * so |e - x| < 4 * 2^-53 * 2^48 = 1/8 while e < 2^48. q, the integer below e + 1/4, is then x - 0.9 at least and
 * x + 0.4 at most, so the exact remainder r = n - q*d lies in [-0.4 d, 0.9 d] and does not wrap around; half away
 * from zero is q + 1 if 2r >= d, else q; written so that no 2r is formed.
 * Without an instruction for it, the nearest integer to e - 1/4 serves: adding 1.5 * 2^52 leaves it in the low bits
 * of the sum. An e of 2^48 or more gives a q of 2^47 or more either way (the bits of doubles are ordered as they
 * are), which shows in `bits`: then false, and `out` means nothing. */
INLINE bool divide_lanes(int64_t *out, const int64_t *a, const int64_t *b, size_t n, uint64_t up, uint64_t down,
                                                               bool scaled, bool uniform, bool minus, struct division *result)
{
    doubles reciprocal = {0};
    lanes64 zeros = {0}, bits = {0};
    if (uniform)
        reciprocal = (doubles){0} + 1.0 / (double)((b[0] < 0 ? -(uint64_t)b[0] : (uint64_t)b[0]) * down);
    size_t i = 0;
    for (; i + PER_VECTOR <= n; i += PER_VECTOR) {
        lanes64 x = *(const lanes64 *)(a + i), y = (lanes64){0}, sign = {0};
        if (uniform)
            y += (uint64_t)b[0];
        else
            y = *(const lanes64 *)(b + i);
        if (minus) {
            lanes64 sx = (lanes64)((signed_lanes)x < 0), sy = (lanes64)((signed_lanes)y < 0);
            x = (x ^ sx) - sx;
            y = (y ^ sy) - sy;
            sign = sx ^ sy;
        }
        if (scaled) {
            x *= up;
            y *= down;
        }
        if (!uniform) {
            lanes64 z = (lanes64)(y == 0) & ((uint64_t)1 << 62);
            zeros |= z;
            y |= z;
        }
        doubles e = uniform ? to_doubles(x) * reciprocal : to_doubles(x) / to_doubles(y);
#if defined(__AVX512DQ__)
        lanes64 q = (lanes64)__builtin_convertvector(e + 0.25, signed_lanes);
#else
        const doubles magic = (doubles){0} + 0x1.8p52;
        lanes64 q = (lanes64)(e - 0.25 + magic) - (lanes64)magic;
#endif
        lanes64 r = x - q * y;
        q -= (lanes64)((signed_lanes)r >= (signed_lanes)(y - r));
        bits |= q;
        if (minus)
            q = (q ^ sign) - sign;
        *(lanes64 *)(out + i) = q;
    }
    *result = (struct division){0};
    for (size_t k = 0; k < PER_VECTOR; k++) {
        result->bits |= bits[k];
        result->zero |= zeros[k] != 0;
    }
    if (result->bits >= QUOTIENT_MOST)
        return false;
    for (; i < n; i++) {
        int64_t divisor = b[uniform ? 0 : i];
        uint64_t x = a[i] < 0 ? -(uint64_t)a[i] : (uint64_t)a[i], y = divisor < 0 ? -(uint64_t)divisor : (uint64_t)divisor;
        bool below = (a[i] < 0) != (divisor < 0);
        x *= up;
        y *= down;
        if (y == 0) {
            result->zero = true;
            y = 1;
            x = 0;
        }
        uint64_t q = x / y, r = x - q * y;
        q += r >= y - r;
        result->bits |= q;
        out[i] = below ? (int64_t)-q : (int64_t)q;
    }
    return true;
}

#endif
