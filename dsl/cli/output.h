/* output.h - results on their way out: standard output, or a file that appears whole or not at all.
 *
 * Writing never fails loudly: the first error is kept, later writes do nothing, and output_close() tells. */
#ifndef HENG_CLI_OUTPUT_H
#define HENG_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output {
    int file;           /* descriptor; -1 if not open */
    int error;          /* errno of the first failure; 0 if all is well */
    bool colour;        /* style_on() writes escapes */
    bool eager;         /* a terminal: lines are written at once */
    char *target;       /* file to be replaced; NULL: written in place (standard output, devices) */
    char *temporary;    /* what is written meanwhile; NULL with target */
    size_t used;        /* bytes of buffer that wait */
    char buffer[65536];
};

/* Opens `path`, or standard output if it is NULL. False if that is impossible; o->error says why. */
bool output_open(struct output *o, const char *path);

/* Adds bytes, a text, or a formatted text. */
void output_bytes(struct output *o, const char *bytes, size_t length);
void output_text(struct output *o, const char *text);
void output_format(struct output *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds text that others wrote, so that it cannot steer a terminal: control characters and broken UTF-8 become U+FFFD, except line ends. */
void output_foreign(struct output *o, const char *text, size_t length);

/* Ends a line; on a terminal, shows it. */
void output_line(struct output *o);

/* Hands on what waits. */
void output_flush(struct output *o);

/* Writes what waits, and puts the file in its place. False if anything was not written; then a file is left as it was before. */
bool output_close(struct output *o);

/* Forgets what waits and the file. */
void output_abandon(struct output *o);

#endif
