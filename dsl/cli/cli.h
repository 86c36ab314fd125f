/* cli.h - one run of the command line: what was asked, and what every command needs. */
#ifndef HENG_CLI_CLI_H
#define HENG_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "../../runtime/heng.h"
#include "message.h"
#include "output.h"

enum cli_exit {
    CLI_HOLDS,    /* all checks hold */
    CLI_FAILED,   /* some check does not hold, or a result could not be computed */
    CLI_INPUT,    /* rules or data are wrong */
    CLI_USAGE,    /* the command line is wrong */
    CLI_INTERNAL  /* resources or an error of ours */
};

/* In the order of the words of --format in option.def. */
enum cli_format { CLI_TEXT, CLI_JSON, CLI_HTML, CLI_TAP, CLI_JUNIT };

struct command;

struct cli {
    bool english, json, show_all, cost;
    bool analyse;                           /* the compiler tells what is hardly meant, too */
    enum cli_format format;                 /* json: it is CLI_JSON */
    heng_path path;
    heng_stage stage;
    const char *output, *row, *filter, *explanations; /* NULL: not given */
    const char **rulesets;                  /* folders of the search path */
    size_t ruleset_count;
    const char **joins;                     /* NAME=FILE */
    size_t join_count;
    int as_of[3];                           /* year, month and day; month 0: the year; all 0: not given */
    unsigned given;                         /* options given, as ON() bits */
    const struct command *command;          /* NULL: none */
    const char **arguments;                 /* those after the command's name */
    size_t argument_count;
    bool keep;                              /* the output is complete in itself even if the exit code says CLI_INPUT */
    bool folder;                            /* `output` is a folder: a file per report goes there, and `out` is not open */
    struct output out;
};

/* The text of a message in the chosen language. */
const char *cli_text(const struct cli *c, enum message_id id);

/* Tells a message on stderr, on a line of its own. */
void cli_complain(const struct cli *c, enum message_id id, ...);

/* Tells that there is no such command or option, with the nearest one that there is; `nearest` NULL: none. */
void cli_complain_unknown(const struct cli *c, enum message_id id, const char *word, const char *nearest);

/* Writes text of others to stderr, without controls. */
void cli_error_text(const char *text);

/* A heng_diagnostic_fn that shows each mistake on stderr; the context is not used. */
void cli_diagnostic(void *context, const heng_diagnostic *d);

/* Tells why c->out could not be written; `path` NULL: standard output. Nothing if the reader went away. */
void cli_complain_output(const struct cli *c, const char *path);

/* The file of a NAME=FILE among `joins`. */
const char *cli_join_file(const char *join);

/* True if `path` is one of the files that the command line gives as input; NULL is none. */
bool cli_is_input(const struct cli *c, const char *path);

/* Exit code for a status of the library; tells what no diagnostic told. */
enum cli_exit cli_status(const struct cli *c, heng_status status);

#endif
