/* main.c - the program heng: reads its arguments, runs one command, answers with an exit code. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "option.h"
#include "output_folder.h"
#include "style.h"

/* A closed standard stream must not become the descriptor of some file: it is held by one that cannot be used the way it should. */
static void hold_standard_streams(void)
{
    for (int file = 0; file <= 2; file++)
        if (fcntl(file, F_GETFD) < 0 && open("/dev/null", file ? O_RDONLY : O_WRONLY) < 0)
            _exit(CLI_INTERNAL);
}

static enum cli_exit answer(struct cli *c)
{
    if (c->given & ON(HELP)) {
        command_usage(c, c->command);
        return CLI_HOLDS;
    }
    if (!c->command)
        return cmd_version(c);
    return c->command->run(c);
}

static enum cli_exit run(struct cli *c)
{
    if (!c->command && !(c->given & (ON(HELP) | ON(VERSION)))) {
        cli_complain(c, MSG_NO_COMMAND);
        return CLI_USAGE;
    }
    if (cli_is_input(c, c->output)) {
        cli_complain(c, MSG_OUTPUT_IS_INPUT, c->output);
        return CLI_USAGE;
    }
    c->folder = c->command && c->command->run == cmd_run && !(c->given & ON(HELP)) && output_is_folder(c->output);
    if (c->folder)
        return answer(c);
    if (!output_open(&c->out, c->output)) {
        cli_complain_output(c, c->output);
        return CLI_INTERNAL;
    }
    c->out.colour = style_wanted(c->out.file) && !c->output;
    enum cli_exit code = answer(c);
    if (code == CLI_HOLDS || code == CLI_FAILED || c->keep) {
        if (output_close(&c->out))
            return code;
        cli_complain_output(c, c->output);
        return CLI_INTERNAL;
    }
    output_abandon(&c->out);
    return code;
}

int main(int count, char *arguments[])
{
    static struct cli c;
    hold_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    c = (struct cli){.stage = HENG_STAGE_CODE, .out = {.file = -1}};
    c.arguments = calloc((size_t)count + 1, sizeof *c.arguments);
    c.rulesets = calloc((size_t)count + 1, sizeof *c.rulesets);
    c.joins = calloc((size_t)count + 1, sizeof *c.joins);
    if (!c.arguments || !c.rulesets || !c.joins) {
        cli_complain(&c, MSG_MEMORY);
        return CLI_INTERNAL;
    }
    enum cli_exit code = CLI_USAGE;
    if (count > 0 && option_read(&c, arguments + 1, (size_t)count - 1))
        code = run(&c);
    if (code == CLI_USAGE) {
        char command[64] = "";
        if (c.command)
            snprintf(command, sizeof command, "%s ", c.command->name);
        cli_complain(&c, MSG_TRY_HELP, command);
    }
    free(c.arguments);
    free(c.rulesets);
    free(c.joins);
    return code;
}
