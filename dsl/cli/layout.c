/* layout.c - widths by Unicode (utf8proc), and padding. */
#include "layout.h"

#include <string.h>
#include <utf8proc.h>

#include "output.h"

int layout_character(const char *text, size_t length, size_t *size)
{
    if ((unsigned char)*text < 0x80) {
        *size = 1;
        return *text >= 0x20 && *text < 0x7F ? 1 : -1;
    }
    utf8proc_int32_t code;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, length > 4 ? 4 : (utf8proc_ssize_t)length, &code);
    *size = n < 1 ? 1 : (size_t)n;
    if (n < 1)
        return -1;
    utf8proc_category_t category = utf8proc_category(code);
    if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP)
        return -1;
    int width = utf8proc_charwidth(code);
    return width < 0 ? 0 : width;
}

size_t layout_width(const char *text, size_t length)
{
    size_t width = 0, size;
    for (size_t i = 0; i < length; i += size) {
        int columns = layout_character(text + i, length - i, &size);
        width += columns < 0 ? 1 : (size_t)columns;
    }
    return width;
}

void layout_add_bytes(struct layout_cell *cell, const char *text, size_t length)
{
    if (!text || cell->count == LAYOUT_PARTS)
        return;
    cell->part[cell->count] = text;
    cell->length[cell->count++] = length;
}

void layout_add(struct layout_cell *cell, const char *text)
{
    layout_add_bytes(cell, text, text ? strlen(text) : 0);
}

size_t layout_cell_width(const struct layout_cell *cell)
{
    size_t width = 0;
    for (size_t i = 0; i < cell->count; i++)
        width += layout_width(cell->part[i], cell->length[i]);
    return width;
}

static void pad(struct output *o, size_t columns)
{
    while (columns--)
        output_bytes(o, " ", 1);
}

void layout_write(struct output *o, const struct layout_cell *cell, size_t width, bool right)
{
    size_t own = layout_cell_width(cell), missing = own < width ? width - own : 0;
    if (right)
        pad(o, missing);
    for (size_t i = 0; i < cell->count; i++)
        output_foreign(o, cell->part[i], cell->length[i]);
    if (!right)
        pad(o, missing);
}
