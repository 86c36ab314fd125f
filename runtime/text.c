/* text.c - UTF-8 text: validity, blanks, full-width folding, display width, nearness of names. */
#include "text.h"

#include <limits.h>
#include <string.h>
#include <utf8proc.h>

size_t text_next(const char *text, size_t length, int32_t *codepoint)
{
    unsigned char first = (unsigned char)*text;
    if (first < 0x80) {
        *codepoint = first;
        return 1;
    }
    utf8proc_int32_t decoded;
    utf8proc_ssize_t left = length < 4 ? (utf8proc_ssize_t)length : 4;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text, left, &decoded);
    if (size <= 0) {
        *codepoint = -1;
        return 1;
    }
    *codepoint = decoded;
    return (size_t)size;
}

size_t text_invalid_utf8(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight;
        if (length - at >= sizeof eight) {
            memcpy(&eight, text + at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        int32_t codepoint;
        size_t size = text_next(text + at, length - at, &codepoint);
        if (codepoint < 0)
            return at;
        at += size;
    }
    return SIZE_MAX;
}

bool text_is_blank(int32_t codepoint)
{
    return codepoint == ' ' || codepoint == '\t' || codepoint == 0xA0 || (codepoint >= 0x2000 && codepoint <= 0x200A)
        || codepoint == 0x202F || codepoint == 0x205F || codepoint == 0x3000;
}

bool text_is_break(int32_t codepoint)
{
    return (codepoint >= '\n' && codepoint <= '\r') || codepoint == 0x85 || codepoint == 0x2028 || codepoint == 0x2029;
}

bool text_is_invisible(int32_t codepoint)
{
    return codepoint == 0x200B || codepoint == 0x2060 || codepoint == 0xFEFF;
}

/* The ASCII spelling of a character, or NULL. */
static const char *ascii_of(int32_t codepoint)
{
    switch (codepoint) {
    case 0x2264: /* ≤ */
    case 0x2266: /* ≦ */
    case 0x2A7D: /* ⩽ */
        return "<=";
    case 0x2265: /* ≥ */
    case 0x2267: /* ≧ */
    case 0x2A7E: /* ⩾ */
        return ">=";
    case 0x2212: /* minus sign */
    case 0x2013: /* en dash */
    case 0xFE63: /* small hyphen-minus */
        return "-";
    case 0xD7: /* × */
        return "*";
    case 0xF7: /* ÷ */
        return "/";
    case 0xFE6A: /* small percent sign */
        return "%";
    default:
        return NULL;
    }
}

size_t text_fold_one(const char *text, size_t size, int32_t codepoint, char out[4])
{
    const char *ascii = codepoint < 0x80 ? NULL : ascii_of(codepoint);
    if (ascii) {
        size_t length = strlen(ascii);
        memcpy(out, ascii, length);
        return length;
    }
    if (codepoint >= 0xFF01 && codepoint <= 0xFF5E) {
        out[0] = (char)(codepoint - 0xFF01 + '!');
        return 1;
    }
    if (text_is_blank(codepoint)) {
        out[0] = ' ';
        return 1;
    }
    memcpy(out, text, size);
    return size;
}

size_t text_fold(const char *text, size_t length, char *out)
{
    size_t filled = 0;
    for (size_t at = 0; at < length;) {
        int32_t codepoint;
        char folded[4];
        size_t size = text_next(text + at, length - at, &codepoint);
        size_t wide = text_fold_one(text + at, size, codepoint, folded);
        memcpy(out + filled, folded, wide);
        filled += wide;
        at += size;
    }
    return filled;
}

size_t text_width(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t at = 0; at < length;) {
        int32_t codepoint;
        at += text_next(text + at, length - at, &codepoint);
        columns += codepoint < 0 ? 1 : (size_t)utf8proc_charwidth(codepoint);
    }
    return columns;
}

/* ---- nearness ---- */

enum { MOST_COMPARED = 64 }; /* characters */

/* False if there are more than are compared. */
static bool decode(const char *text, size_t length, int32_t out[MOST_COMPARED], unsigned *count)
{
    *count = 0;
    for (size_t at = 0; at < length;) {
        if (*count == MOST_COMPARED)
            return false;
        at += text_next(text + at, length - at, &out[(*count)++]);
    }
    return true;
}

static unsigned lesser(unsigned x, unsigned y)
{
    return x < y ? x : y;
}

/* Row i holds the distances of the first i characters of a to each beginning of b; three rows are enough. */
static unsigned distance(const int32_t *a, unsigned n, const int32_t *b, unsigned m)
{
    unsigned rows[3][MOST_COMPARED + 1];
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];
    for (unsigned j = 0; j <= m; j++)
        before[j] = last[j] = j;
    for (unsigned i = 1; i <= n; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= m; j++) {
            now[j] = lesser(last[j - 1] + (a[i - 1] != b[j - 1]), lesser(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = lesser(now[j], before[j - 2] + 1);
        }
        unsigned *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[m];
}

unsigned text_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int32_t x[MOST_COMPARED], y[MOST_COMPARED];
    unsigned n, m;
    if (!decode(a, a_length, x, &n) || !decode(b, b_length, y, &m))
        return UINT_MAX;
    return distance(x, n, y, m);
}

unsigned text_near(const char *written, size_t written_length, const char *name, size_t name_length)
{
    int32_t x[MOST_COMPARED], y[MOST_COMPARED];
    unsigned n, m;
    if (!decode(written, written_length, x, &n) || !decode(name, name_length, y, &m) || !n || !m || (n == 1 && m == 1))
        return UINT_MAX;
    unsigned d = distance(x, n, y, m), allowed = n / 3 > 1 ? n / 3 : 1;
    if (n >= 2 && m > n && !memcmp(x, y, n * sizeof *x))
        return lesser(d, allowed);
    return d <= allowed ? d : UINT_MAX;
}
