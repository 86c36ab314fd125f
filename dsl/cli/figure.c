/* figure.c - figures of results as people read them.
 *
 * p/q in lowest terms is finite exactly if q has no prime factor but 2 and 5. q may have a thousand digits, so it is divided as text. */
#include "figure.h"

#include <string.h>

#include "output.h"

enum { SHOWN_DECIMALS = 4, MOST_DIGITS = 1300 };

/* Divides decimal digits by a small number that divides them; returns how many are left without leading zeros. */
static size_t divide(char *digits, size_t count, int by)
{
    int rest = 0;
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        rest = rest * 10 + (digits[i] - '0');
        if (written || rest / by)
            digits[written++] = (char)('0' + rest / by);
        rest %= by;
    }
    return written;
}

bool figure_endless(const char *exact)
{
    const char *slash = exact ? strchr(exact, '/') : NULL;
    size_t count = slash ? strlen(slash + 1) : 0;
    char digits[MOST_DIGITS];
    if (!slash || count == 0 || count > sizeof digits)
        return slash && count;
    memcpy(digits, slash + 1, count);
    for (;;) {
        char last = digits[count - 1];
        if (last == '0')
            count--;
        else if (last == '5')
            count = divide(digits, count, 5);
        else if ((last - '0') % 2 == 0)
            count = divide(digits, count, 2);
        else
            return count > 1 || last != '1';
        if (count == 0)
            return false;
    }
}

/* Bytes of an endless number's text that are shown. */
static size_t shown_length(const char *value)
{
    size_t length = strlen(value);
    const char *point = strchr(value, '.');
    if (!point)
        return length;
    size_t zeros = 0, whole = (size_t)(point - value);
    bool fraction = whole == 1 + (size_t)(value[0] == '-') && point[-1] == '0';
    while (point[1 + zeros] == '0')
        zeros++;
    size_t shown = whole + 1 + (fraction && zeros >= SHOWN_DECIMALS ? zeros + SHOWN_DECIMALS : SHOWN_DECIMALS);
    return shown < length ? shown : length;
}

void figure_add(struct layout_cell *cell, const char *value, const char *exact, const char *unit)
{
    if (!value)
        return;
    bool endless = figure_endless(exact);
    layout_add_bytes(cell, value, endless ? shown_length(value) : strlen(value));
    if (endless)
        layout_add(cell, "…");
    layout_add(cell, unit);
}

void figure_write(struct output *o, const char *value, const char *exact, const char *unit)
{
    struct layout_cell cell = {.count = 0};
    figure_add(&cell, value, exact, unit);
    layout_write(o, &cell, 0, false);
}
