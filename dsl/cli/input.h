/* input.h - files and standard input, read whole or line by line. */
#ifndef HENG_CLI_INPUT_H
#define HENG_CLI_INPUT_H

#include "cli.h"

#define INPUT_MOST ((size_t)1 << 30)      /* bytes of one data document */
#define INPUT_LINE_MOST ((size_t)1 << 26) /* bytes of one line */

/* The name that messages use for a path: "-" is <标准输入>. */
const char *input_name(const struct cli *c, const char *path);

/* Reads a whole regular file or named pipe, or standard input for "-". *text has a NUL behind its `length` bytes and
 * belongs to the caller (free()). CLI_HOLDS; CLI_INPUT if there is no such file, or it is a folder, cannot be read or is
 * too large; CLI_INTERNAL if memory ends. Told on stderr. */
enum cli_exit input_read(const struct cli *c, const char *path, char **text, size_t *length);

/* Lines of standard input. */
struct input_lines {
    char *text;            /* what was read and not yet passed on, from `start` to `end` */
    size_t start, end, capacity;
    size_t line;           /* number of the last line, from 1 */
    bool ended;
    bool too_long;         /* the last line was longer than INPUT_LINE_MOST, and is left out */
    bool more;             /* another whole line waits in `text`: the next call will not read */
};

enum input_line { INPUT_LINE, INPUT_END, INPUT_FAILED };

/* The next line without its end (LF or CRLF); a byte order mark before the first is left out. *line is valid until the next call. INPUT_FAILED
 * if reading fails or memory ends: told on stderr. */
enum input_line input_next(const struct cli *c, struct input_lines *l, const char **line, size_t *length);

void input_lines_free(struct input_lines *l);

#endif
