/* cmd_version.c - heng version: which one this is. */
#include "command.h"

enum cli_exit cmd_version(struct cli *c)
{
    if (c->argument_count) {
        cli_complain(c, MSG_MANY_ARGUMENTS, c->arguments[0]);
        return CLI_USAGE;
    }
    output_text(&c->out, "heng " HENG_VERSION "\n");
    return CLI_HOLDS;
}
