/* csv_plain.h - a plain decimal inside a CSV text, without a branch per digit. */
#ifndef HENG_CSV_PLAIN_H
#define HENG_CSV_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { CSV_PLAIN_BYTES = 16 };

/* A token [-]digits[.digits] of 1 to 15 bytes: value = mantissa / 10^decimals. */
struct csv_plain {
    unsigned length;   /* bytes before the first that can be no part of a number: comma, line end, quote, blank, … */
    unsigned decimals;
    int64_t mantissa;
};

#ifdef __SSE2__

/* Sixteen bytes of which the last `count` are set. */
static inline __m128i csv_plain_last(unsigned count)
{
    static const uint8_t zeros_then_ones[2 * CSV_PLAIN_BYTES] = {
        0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    return _mm_loadu_si128((const __m128i *)(zeros_then_ones + count));
}

/* Sixteen bytes of value 0 to 9, the first the most significant, as a number. */
static inline int64_t csv_plain_number(__m128i digits)
{
    const __m128i evens = _mm_and_si128(digits, _mm_set1_epi16(0xFF)), odds = _mm_srli_epi16(digits, 8);
    const __m128i twos = _mm_add_epi16(_mm_mullo_epi16(evens, _mm_set1_epi16(10)), odds);
    const __m128i fours = _mm_madd_epi16(twos, _mm_set1_epi32(1 << 16 | 100));
    const __m128i eights = _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
    const uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    return (int64_t)(both & UINT32_MAX) * 100000000 + (int64_t)(both >> 32);
}

/* Reads the token at `at`; the CSV_PLAIN_BYTES bytes before and behind `at` must be readable. False if no such token
 * begins there; `length` is set all the same, to CSV_PLAIN_BYTES if none of the bytes behind ends it.
 *
 * The bytes that end with the token are taken as one vector, so that its last digit is where the conversion wants it.
 * What lies before the point moves up by one byte over it; what lies before the first digit is cleared. A second
 * point, a minus sign that is not the first byte, or any other sign then shows as a digit beyond 9. */
static inline bool csv_plain_read(const char *at, struct csv_plain *out)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    const unsigned ends = (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(bytes, _mm_set1_epi8('-')));
    const unsigned length = (unsigned)__builtin_ctz(ends | 1u << CSV_PLAIN_BYTES);
    const unsigned points = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))) & ((1u << length) - 1);
    const unsigned point = (unsigned)__builtin_ctz(points | 1u << length);
    const unsigned minus = *at == '-', has_point = points != 0;
    const unsigned decimals = length - point - has_point;
    out->length = length;
    out->decimals = decimals;
    const __m128i digits = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(at + length - CSV_PLAIN_BYTES)), _mm_set1_epi8('0'));
    const __m128i behind = csv_plain_last(has_point ? decimals : CSV_PLAIN_BYTES);
    const __m128i closed = _mm_or_si128(_mm_and_si128(behind, digits), _mm_andnot_si128(behind, _mm_slli_si128(digits, 1)));
    if (point <= minus || (has_point && decimals == 0) || length == CSV_PLAIN_BYTES)
        return false;
    const __m128i clean = _mm_and_si128(closed, csv_plain_last(length - has_point - minus));
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(clean, _mm_set1_epi8(9)), clean)) != 0xFFFF)
        return false;
    const int64_t number = csv_plain_number(clean);
    out->mantissa = minus ? -number : number;
    return true;
}

#else

/* Other processors read every cell the general way. */
static inline bool csv_plain_read(const char *at, struct csv_plain *out)
{
    (void)at;
    out->length = CSV_PLAIN_BYTES;
    return false;
}

#endif

#endif
