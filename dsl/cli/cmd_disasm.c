/* cmd_disasm.c - heng disasm RULESET…: the stages of compilation, for people. */
#include <string.h>

#include "command.h"
#include "load.h"

enum cli_exit cmd_disasm(struct cli *c)
{
    struct load l;
    const char *text;
    enum cli_exit code = load_rules(c, &l, c->arguments, c->argument_count, false, NULL, NULL);
    if (code == CLI_HOLDS)
        code = cli_status(c, heng_engine_print(l.engine, c->stage, &text));
    if (code == CLI_HOLDS)
        output_foreign(&c->out, text, strlen(text));
    load_free(&l);
    return code;
}
