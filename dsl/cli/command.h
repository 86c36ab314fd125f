/* command.h - the table of commands and what their arguments look like. */
#ifndef HENG_CLI_COMMAND_H
#define HENG_CLI_COMMAND_H

#include "cli.h"

enum option_id {
#define OPTION(id, name, letter, value, zh, en) OPTION_##id,
#include "option.def"
#undef OPTION
    OPTION_COUNT
};

/* The bit of an option in a set of options. */
#define ON(id) (1u << OPTION_##id)

struct command {
    const char *name;
    unsigned options;                   /* ON() bits, beside those that all commands know */
    const char *formats;                /* words of --format, the first by default; NULL: it has no such option */
    const char *arguments[2];           /* zh, en */
    const char *summary[2];
    enum cli_exit (*run)(struct cli *c);
};

#define COMMAND(name, options, formats, arguments_zh, arguments_en, zh, en) enum cli_exit cmd_##name(struct cli *c);
#include "command.def"
#undef COMMAND

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/* Options that a command knows. */
unsigned command_options(const struct command *command);

/* The name nearest to a misspelt one, or NULL if none is near. */
const char *command_suggest(const char *name);

/* Writes the usage of one command, or of the program if it is NULL. */
void command_usage(struct cli *c, const struct command *command);

#endif
