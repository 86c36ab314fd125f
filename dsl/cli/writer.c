/* writer.c - JSON on its way out, by yajl. */
#include "writer.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static void print(void *context, const char *text, size_t length)
{
    output_bytes(context, text, length);
}

yajl_gen writer_new(struct output *o)
{
    yajl_gen g = yajl_gen_alloc(NULL);
    if (g)
        yajl_gen_config(g, yajl_gen_print_callback, print, o);
    return g;
}

void writer_line(yajl_gen g, struct output *o)
{
    yajl_gen_reset(g, NULL);
    output_line(o);
}

void writer_key(yajl_gen g, const char *key)
{
    yajl_gen_string(g, (const unsigned char *)key, strlen(key));
}

/* Offset of the first byte that is not valid UTF-8; the length if all is. */
static size_t valid_prefix(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        utf8proc_int32_t code;
        utf8proc_ssize_t n = (unsigned char)text[i] < 0x80 ? 1
                                                           : utf8proc_iterate((const utf8proc_uint8_t *)text + i,
                                                                              length - i > 4 ? 4 : (utf8proc_ssize_t)(length - i), &code);
        if (n < 1)
            return i;
        i += (size_t)n;
    }
    return i;
}

/* A copy with U+FFFD for each byte that is not valid, to be freed; NULL if there is no memory. */
static char *repaired(const char *text, size_t length, size_t *out_length)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    char *copy = malloc(length * (sizeof replacement - 1) + 1);
    *out_length = 0;
    for (size_t i = 0; copy && i < length;) {
        size_t n = valid_prefix(text + i, length - i);
        memcpy(copy + *out_length, text + i, n);
        *out_length += n;
        i += n;
        if (i == length)
            break;
        memcpy(copy + *out_length, replacement, sizeof replacement - 1);
        *out_length += sizeof replacement - 1;
        i++;
    }
    return copy;
}

void writer_bytes(yajl_gen g, const char *key, const char *value, size_t length)
{
    if (!value)
        return;
    writer_key(g, key);
    size_t repaired_length;
    char *copy = valid_prefix(value, length) < length ? repaired(value, length, &repaired_length) : NULL;
    if (copy)
        yajl_gen_string(g, (const unsigned char *)copy, repaired_length);
    else
        yajl_gen_string(g, (const unsigned char *)value, valid_prefix(value, length));
    free(copy);
}

void writer_text(yajl_gen g, const char *key, const char *value)
{
    writer_bytes(g, key, value, value ? strlen(value) : 0);
}

void writer_number(yajl_gen g, const char *key, long long value)
{
    writer_key(g, key);
    yajl_gen_integer(g, value);
}
