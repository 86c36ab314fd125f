/* cmd_help.c - heng help [COMMAND]: how the program, or one command, is used. */
#include "command.h"

enum cli_exit cmd_help(struct cli *c)
{
    const struct command *command = c->argument_count ? command_find(c->arguments[0]) : NULL;
    if (c->argument_count && !command) {
        cli_complain_unknown(c, MSG_UNKNOWN_COMMAND, c->arguments[0], command_suggest(c->arguments[0]));
        return CLI_USAGE;
    }
    if (c->argument_count > 1) {
        cli_complain(c, MSG_MANY_ARGUMENTS, c->arguments[1]);
        return CLI_USAGE;
    }
    command_usage(c, command);
    return CLI_HOLDS;
}
