/* cli.c - telling users on stderr, and exit codes. */
#define _GNU_SOURCE
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

const char *cli_text(const struct cli *c, enum message_id id)
{
    return message_text(id, c->english);
}

void cli_error_text(const char *text)
{
    size_t length = strlen(text), plain = 0, size;
    for (size_t i = 0; i < length; i += size) {
        if (layout_character(text + i, length - i, &size) >= 0 || text[i] == '\n')
            continue;
        fwrite(text + plain, 1, i - plain, stderr);
        fputs(text[i] == '\t' ? " " : LAYOUT_REPLACEMENT, stderr);
        plain = i + size;
    }
    fwrite(text + plain, 1, length - plain, stderr);
}

void cli_complain(const struct cli *c, enum message_id id, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, id);
    int length = vasprintf(&text, cli_text(c, id), arguments);
    va_end(arguments);
    fputs("heng: ", stderr);
    cli_error_text(length < 0 ? cli_text(c, id) : text);
    fputs("\n", stderr);
    if (length >= 0)
        free(text);
}

void cli_diagnostic(void *context, const heng_diagnostic *d)
{
    (void)context;
    cli_error_text(d->rendered);
}

enum cli_exit cli_status(const struct cli *c, heng_status status)
{
    switch (status) {
    case HENG_OK:
        return CLI_HOLDS;
    case HENG_INVALID:
    case HENG_IO:
        return CLI_INPUT;
    case HENG_MEMORY:
        cli_complain(c, MSG_MEMORY);
        return CLI_INTERNAL;
    case HENG_LIMIT:
        cli_complain(c, MSG_LIMIT);
        return CLI_INTERNAL;
    case HENG_CANCELLED:
        cli_complain(c, MSG_CANCELLED);
        return CLI_INTERNAL;
    case HENG_MISUSE:
        cli_complain(c, MSG_INTERNAL, (int)status);
        return CLI_INTERNAL;
    }
    return CLI_INTERNAL;
}
