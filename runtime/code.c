/* code.c - hierarchical codes. */
#include "code.h"

static int is_sign(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int64_t code_upper(const char *text, size_t length, const char *widths)
{
    if (length == 0)
        return CODE_TOP;
    for (size_t i = 0; i < length; i++)
        if (!is_sign(text[i]))
            return CODE_NONE;
    size_t above = 0;
    while (*widths) {
        size_t width = 0;
        while (*widths >= '0' && *widths <= '9' && width <= length)
            width = width * 10 + (size_t)(*widths++ - '0');
        if (width == length)
            return (int64_t)above;
        if (width > length || *widths != ' ')
            return CODE_NONE;
        above = width;
        widths++;
    }
    return CODE_NONE;
}
