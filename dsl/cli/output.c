/* output.c - buffered writing, and files that appear whole or not at all.
 *
 * A file is written under another name beside its target and renamed when it is complete. A signal that ends the program removes it. */
#define _GNU_SOURCE
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "layout.h"

enum { NAMES_TRIED = 100 };

/* For the signal handler only: the file to remove. */
static const char *volatile unfinished;

static void remove_unfinished(int signal_number)
{
    if (unfinished)
        unlink(unfinished);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void watch_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (signal(signals[i], remove_unfinished) == SIG_IGN)
            signal(signals[i], SIG_IGN);
}

static void create_temporary(struct output *o, mode_t mode)
{
    for (int i = 0; i < NAMES_TRIED && o->file < 0; i++) {
        free(o->temporary);
        if (asprintf(&o->temporary, "%s.%ld-%d.tmp", o->target, (long)getpid(), i) < 0) {
            o->temporary = NULL;
            o->error = ENOMEM;
            return;
        }
        o->file = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (o->file < 0 && errno != EEXIST)
            break;
    }
    if (o->file < 0) {
        o->error = errno;
        free(o->temporary);
        o->temporary = NULL;
        return;
    }
    unfinished = o->temporary;
    watch_signals();
}

bool output_open(struct output *o, const char *path)
{
    struct stat status;
    o->file = -1;
    o->error = 0;
    o->colour = o->eager = false;
    o->target = o->temporary = NULL;
    o->used = 0;
    if (!path) {
        o->file = STDOUT_FILENO;
        o->eager = isatty(STDOUT_FILENO);
        return true;
    }
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) {
        o->error = EISDIR;
    } else if (exists && !S_ISREG(status.st_mode)) {
        o->file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        o->error = o->file < 0 ? errno : 0;
    } else if (exists && access(path, W_OK)) {
        o->error = errno;
    } else {
        o->target = exists ? realpath(path, NULL) : strdup(path);
        if (!o->target)
            o->error = errno;
        else
            create_temporary(o, exists ? status.st_mode & 0777 : 0666);
        if (o->file >= 0 && exists)
            (void)!fchmod(o->file, status.st_mode & 0777);
    }
    if (!o->error)
        return true;
    free(o->target);
    o->target = NULL;
    return false;
}

static void write_all(struct output *o, const char *bytes, size_t length)
{
    while (length && !o->error) {
        ssize_t n = write(o->file, bytes, length > SSIZE_MAX ? SSIZE_MAX : length);
        if (n >= 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (errno != EINTR) {
            o->error = errno;
        }
    }
}

void output_flush(struct output *o)
{
    write_all(o, o->buffer, o->used);
    o->used = 0;
}

void output_bytes(struct output *o, const char *bytes, size_t length)
{
    if (length > sizeof o->buffer - o->used)
        output_flush(o);
    if (length >= sizeof o->buffer) {
        write_all(o, bytes, length);
        return;
    }
    memcpy(o->buffer + o->used, bytes, length);
    o->used += length;
}

void output_text(struct output *o, const char *text)
{
    output_bytes(o, text, strlen(text));
}

void output_format(struct output *o, const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        o->error = o->error ? o->error : ENOMEM;
        return;
    }
    output_bytes(o, text, (size_t)length);
    free(text);
}

void output_foreign(struct output *o, const char *text, size_t length)
{
    size_t plain = 0, size;
    for (size_t i = 0; i < length; i += size) {
        if (layout_character(text + i, length - i, &size) >= 0 || text[i] == '\n')
            continue;
        output_bytes(o, text + plain, i - plain);
        output_text(o, text[i] == '\t' ? " " : LAYOUT_REPLACEMENT);
        plain = i + size;
    }
    output_bytes(o, text + plain, length - plain);
}

void output_line(struct output *o)
{
    output_bytes(o, "\n", 1);
    if (o->eager)
        output_flush(o);
}

static void forget_target(struct output *o)
{
    unfinished = NULL;
    free(o->temporary);
    free(o->target);
    o->temporary = o->target = NULL;
}

bool output_close(struct output *o)
{
    output_flush(o);
    if (o->target && !o->error && fsync(o->file) && errno != EINVAL && errno != EROFS)
        o->error = errno;
    if (close(o->file) && !o->error && errno != EINTR)
        o->error = errno;
    o->file = -1;
    if (o->target && !o->error && rename(o->temporary, o->target))
        o->error = errno;
    if (o->target && o->error)
        unlink(o->temporary);
    forget_target(o);
    return !o->error;
}

void output_abandon(struct output *o)
{
    if (o->file < 0)
        return;
    close(o->file);
    o->file = -1;
    o->used = 0;
    if (o->temporary)
        unlink(o->temporary);
    forget_target(o);
}
