/* markup.c - texts inside XML and HTML. */
#include "markup.h"

#include <string.h>

#include "layout.h"

/* What stands for a character, or NULL for itself. A line end in an attribute would be read as a space. */
static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\n': return "&#10;";
    case '\t': return "&#9;";
    default: return NULL;
    }
}

void markup_bytes(struct output *o, const char *text, size_t length)
{
    size_t plain = 0, size;
    for (size_t i = 0; i < length; i += size) {
        bool shown = layout_character(text + i, length - i, &size) >= 0;
        const char *instead = entity(text[i]);
        if (shown && !instead)
            continue;
        output_bytes(o, text + plain, i - plain);
        output_text(o, instead ? instead : LAYOUT_REPLACEMENT);
        plain = i + size;
    }
    output_bytes(o, text + plain, length - plain);
}

void markup_text(struct output *o, const char *text)
{
    markup_bytes(o, text, strlen(text));
}
