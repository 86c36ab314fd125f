/* buffer.c - a text that grows at its end, in an arena. */
#include "buffer.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct buffer buffer_start(struct arena *a)
{
    return (struct buffer){.arena = a};
}

/* Room for `more` bytes and a NUL. */
static void reserve(struct buffer *b, size_t more)
{
    if (more >= SIZE_MAX / 4 || b->length >= SIZE_MAX / 4)
        arena_fail(b->arena, HENG_MEMORY);
    size_t need = b->length + more + 1;
    if (need <= b->capacity)
        return;
    size_t capacity = b->capacity < 64 ? 64 : b->capacity * 2;
    if (capacity < need)
        capacity = need;
    char *moved = arena_alloc(b->arena, capacity);
    if (b->length)
        memcpy(moved, b->text, b->length);
    b->text = moved;
    b->capacity = capacity;
}

void buffer_add_bytes(struct buffer *b, const char *text, size_t length)
{
    reserve(b, length);
    if (length)
        memcpy(b->text + b->length, text, length);
    b->length += length;
    b->text[b->length] = '\0';
}

void buffer_add(struct buffer *b, const char *text)
{
    buffer_add_bytes(b, text, strlen(text));
}

void buffer_add_format(struct buffer *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        arena_fail(b->arena, HENG_MEMORY);
    reserve(b, (size_t)length);
    va_start(arguments, format);
    vsnprintf(b->text + b->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    b->length += (size_t)length;
}

/* Bytes of a sequence at `text` that begins or ends a quotation, or a comment; 0 if there is none. */
static size_t starts_with(const char *text, size_t left, const char *sign)
{
    size_t size = strlen(sign);
    return left >= size && !memcmp(text, sign, size) ? size : 0;
}

static bool starts_comment(const char *text, size_t left)
{
    return starts_with(text, left, "#") || starts_with(text, left, "//") || starts_with(text, left, "＃") || starts_with(text, left, "／／");
}

/* What closes the quotation that begins here, or NULL if none does. */
static const char *closing_sign(const char *text, size_t left)
{
    if (starts_with(text, left, "\""))
        return "\"";
    if (starts_with(text, left, "“"))
        return "”";
    return starts_with(text, left, "「") ? "」" : NULL;
}

void buffer_add_source(struct buffer *b, const char *text, size_t length)
{
    reserve(b, length);
    const char *closing = NULL;
    for (size_t i = 0; i < length; i++) {
        size_t left = length - i, close = closing ? starts_with(text + i, left, closing) : 0;
        if (!closing && starts_comment(text + i, left)) {
            while (i + 1 < length && text[i] != '\n')
                i++;
            if (text[i] != '\n')
                break;
        }
        if (close)
            closing = NULL;
        else if (!closing)
            closing = closing_sign(text + i, left);
        bool blank = text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r';
        if (!blank)
            b->text[b->length++] = text[i];
        else if (b->length && b->text[b->length - 1] != ' ')
            b->text[b->length++] = ' ';
    }
    b->text[b->length] = '\0';
}

const char *buffer_text(const struct buffer *b)
{
    return b->text ? b->text : "";
}
