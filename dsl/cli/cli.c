/* cli.c - telling users on stderr, and exit codes. */
#define _GNU_SOURCE
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

void cli_complain_unknown(const struct cli *c, enum message_id id, const char *word, const char *nearest)
{
    char line[256], hint[128] = "";
    snprintf(line, sizeof line, cli_text(c, id), word);
    if (nearest)
        snprintf(hint, sizeof hint, cli_text(c, MSG_SUGGESTION), nearest);
    fputs("heng: ", stderr);
    cli_error_text(line);
    cli_error_text(hint);
    fputs("\n", stderr);
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

void cli_complain_output(const struct cli *c, const char *path)
{
    const char *name = path ? path : cli_text(c, MSG_STDOUT_NAME), *why = strerror(c->out.error);
    if (c->out.error == EPIPE)
        return;
    if (c->out.error == ENOSPC)
        why = cli_text(c, MSG_DISK_FULL);
    else if (c->out.error == EISDIR)
        why = cli_text(c, MSG_IS_FOLDER);
    else if (c->out.error == EACCES || c->out.error == EPERM)
        why = cli_text(c, MSG_NO_PERMISSION);
    else if (c->out.error == ENOENT || c->out.error == ENOTDIR)
        why = cli_text(c, MSG_NO_FOLDER);
    else if (c->out.error == EBADF)
        why = cli_text(c, MSG_NOT_OPEN);
    cli_complain(c, MSG_CANNOT_WRITE, name, why);
}

const char *cli_join_file(const char *join)
{
    return strchr(join, '=') + 1;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return a && b && !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool cli_is_input(const struct cli *c, const char *path)
{
    bool same = same_file(path, c->explanations);
    for (size_t i = 0; i < c->argument_count; i++)
        same = same || same_file(path, c->arguments[i]);
    for (size_t i = 0; i < c->join_count; i++)
        same = same || same_file(path, cli_join_file(c->joins[i]));
    return same;
}
