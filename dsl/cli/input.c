/* input.c - files and standard input, read whole or line by line. */
#define _GNU_SOURCE
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 1 << 16 };

const char *input_name(const struct cli *c, const char *path)
{
    return strcmp(path, "-") ? path : cli_text(c, MSG_STDIN_NAME);
}

static enum cli_exit complain_errno(const struct cli *c, const char *name, int error)
{
    const char *why = strerror(error);
    if (error == ENOMEM) {
        cli_complain(c, MSG_MEMORY);
        return CLI_INTERNAL;
    }
    if (error == ENOENT || error == ENOTDIR)
        why = cli_text(c, MSG_MISSING_FILE);
    else if (error == EACCES || error == EPERM)
        why = cli_text(c, MSG_NO_PERMISSION);
    else if (error == EISDIR)
        why = cli_text(c, MSG_IS_FOLDER);
    else if (error == EBADF)
        why = cli_text(c, MSG_NOT_OPEN);
    cli_complain(c, MSG_CANNOT_READ, name, why);
    return CLI_INPUT;
}

static enum cli_exit complain_size(const struct cli *c, const char *name)
{
    char why[128];
    snprintf(why, sizeof why, cli_text(c, MSG_FILE_TOO_LARGE), INPUT_MOST);
    cli_complain(c, MSG_CANNOT_READ, name, why);
    return CLI_INPUT;
}

/* read() that is not interrupted; -1 with errno. */
static ssize_t read_some(int file, char *into, size_t most)
{
    ssize_t n;
    do
        n = read(file, into, most);
    while (n < 0 && errno == EINTR);
    return n;
}

/* Makes room for at least one more byte and a NUL. */
static bool make_room(char **text, size_t length, size_t *capacity)
{
    if (length + 1 < *capacity)
        return true;
    size_t larger = *capacity ? *capacity * 2 : FIRST_CAPACITY;
    char *moved = realloc(*text, larger);
    if (!moved)
        return false;
    *text = moved;
    *capacity = larger;
    return true;
}

/* Reads to the end of an open file whose size is expected to be `size`. */
static enum cli_exit read_all(const struct cli *c, int file, const char *name, size_t size, char **text, size_t *length)
{
    size_t capacity = size ? size + 2 : 0;
    ssize_t n = 1;
    *text = capacity ? malloc(capacity) : NULL;
    *length = 0;
    if (capacity && !*text)
        return complain_errno(c, name, ENOMEM);
    while (n > 0) {
        if (!make_room(text, *length, &capacity))
            return complain_errno(c, name, ENOMEM);
        n = read_some(file, *text + *length, capacity - 1 - *length);
        if (n < 0)
            return complain_errno(c, name, errno);
        *length += (size_t)n;
        if (*length > INPUT_MOST)
            return complain_size(c, name);
    }
    (*text)[*length] = '\0';
    return CLI_HOLDS;
}

enum cli_exit input_read(const struct cli *c, const char *path, char **text, size_t *length)
{
    const char *name = input_name(c, path);
    bool standard = !strcmp(path, "-");
    struct stat status;
    *text = NULL;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0)
        return complain_errno(c, name, errno);
    enum cli_exit code = CLI_HOLDS;
    bool known = fstat(file, &status) == 0;
    if (known && S_ISDIR(status.st_mode))
        code = complain_errno(c, name, EISDIR);
    else if (!standard && known && !S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
        cli_complain(c, MSG_CANNOT_READ, name, cli_text(c, MSG_NOT_A_FILE));
        code = CLI_INPUT;
    } else if (known && S_ISREG(status.st_mode) && (uint64_t)status.st_size > INPUT_MOST)
        code = complain_size(c, name);
    if (code == CLI_HOLDS && !standard && known && S_ISFIFO(status.st_mode))
        (void)!fcntl(file, F_SETFL, 0);
    if (code == CLI_HOLDS)
        code = read_all(c, file, name, known && S_ISREG(status.st_mode) ? (size_t)status.st_size : 0, text, length);
    if (!standard)
        close(file);
    if (code != CLI_HOLDS) {
        free(*text);
        *text = NULL;
    }
    return code;
}

/* Reads more behind what waits; false at the end of input or after an error (told; *failed). */
static bool refill(const struct cli *c, struct input_lines *l, bool *failed)
{
    if (l->start) {
        memmove(l->text, l->text + l->start, l->end - l->start);
        l->end -= l->start;
        l->start = 0;
    }
    ssize_t n = -1;
    if (make_room(&l->text, l->end, &l->capacity))
        n = read_some(STDIN_FILENO, l->text + l->end, l->capacity - 1 - l->end);
    else
        errno = ENOMEM;
    *failed = n < 0;
    if (n < 0)
        complain_errno(c, cli_text(c, MSG_STDIN_NAME), errno);
    l->ended = n <= 0;
    l->end += n > 0 ? (size_t)n : 0;
    return n > 0;
}

enum input_line input_next(const struct cli *c, struct input_lines *l, const char **line, size_t *length)
{
    size_t searched = 0;
    bool failed = false;
    const char *newline;
    l->too_long = false;
    while (!(newline = l->end > l->start + searched ? memchr(l->text + l->start + searched, '\n', l->end - l->start - searched) : NULL)) {
        searched = l->end - l->start;
        if (searched > INPUT_LINE_MOST) {
            l->too_long = true;
            l->start = l->end;
            searched = 0;
        }
        if (l->ended || !refill(c, l, &failed))
            break;
    }
    if (failed)
        return INPUT_FAILED;
    if (!newline && l->start == l->end && !l->too_long)
        return INPUT_END;
    const char *from = l->text + l->start;
    size_t end = newline ? (size_t)(newline - l->text) : l->end, n = end - l->start;
    l->start = newline ? end + 1 : end;
    l->more = l->end > l->start && memchr(l->text + l->start, '\n', l->end - l->start);
    l->line++;
    if (n && from[n - 1] == '\r')
        n--;
    if (l->line == 1 && n >= 3 && !memcmp(from, "\xEF\xBB\xBF", 3)) {
        from += 3;
        n -= 3;
    }
    *line = from;
    *length = n;
    return INPUT_LINE;
}

void input_lines_free(struct input_lines *l)
{
    free(l->text);
}
