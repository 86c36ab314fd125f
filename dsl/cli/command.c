/* command.c - the table of commands, and usage texts. */
#include "command.h"

#include <string.h>

#include "layout.h"
#include "option.h"

static const struct command commands[] = {
#define COMMAND(name, options, formats, arguments_zh, arguments_en, zh, en) {#name, options, formats, {arguments_zh, arguments_en}, {zh, en}, cmd_##name},
#include "command.def"
#undef COMMAND
};

enum { COMMANDS = sizeof commands / sizeof *commands, NAME_COLUMNS = 10 };

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

unsigned command_options(const struct command *command)
{
    return ON(HELP) | ON(LANG) | (command ? command->options : ON(VERSION));
}

const char *command_suggest(const char *name)
{
    const char *best = NULL;
    size_t distance = OPTION_FAR;
    for (size_t i = 0; i < COMMANDS; i++)
        best = option_nearer(name, commands[i].name, &distance) ? commands[i].name : best;
    return best;
}

void command_usage(struct cli *c, const struct command *command)
{
    if (command) {
        output_format(&c->out, cli_text(c, MSG_USAGE), command->name, command->arguments[c->english], command->summary[c->english]);
    } else {
        output_text(&c->out, cli_text(c, MSG_USAGE_ALL));
        for (size_t i = 0; i < COMMANDS; i++) {
            struct layout_cell name = {.count = 0};
            layout_add(&name, commands[i].name);
            output_text(&c->out, "  ");
            layout_write(&c->out, &name, NAME_COLUMNS, false);
            output_format(&c->out, "%s\n", commands[i].summary[c->english]);
        }
    }
    output_text(&c->out, cli_text(c, MSG_OPTIONS));
    option_usage(c, command);
    if (!command)
        output_text(&c->out, cli_text(c, MSG_EXIT_CODES));
}
