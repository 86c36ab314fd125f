/* cmd_check.c - heng check RULESET…: compiles without data. */
#include <string.h>

#include "command.h"
#include "load.h"
#include "writer.h"

struct listing {
    yajl_gen json; /* NULL: text, on stderr */
    size_t count;
};

static void list_diagnostic(void *context, const heng_diagnostic *d)
{
    struct listing *l = context;
    l->count++;
    if (!l->json) {
        cli_diagnostic(NULL, d);
        return;
    }
    yajl_gen_map_open(l->json);
    writer_text(l->json, "code", d->code);
    writer_text(l->json, "severity", d->severity);
    writer_text(l->json, "source", d->source);
    writer_number(l->json, "line", d->line);
    writer_number(l->json, "column", d->column);
    writer_text(l->json, "message", d->message);
    yajl_gen_map_close(l->json);
}

enum cli_exit cmd_check(struct cli *c)
{
    struct listing listing = {.json = c->json ? writer_new(&c->out) : NULL};
    struct load l;
    if (c->json && !listing.json)
        return cli_status(c, HENG_MEMORY);
    if (c->json)
        yajl_gen_array_open(listing.json);
    enum cli_exit code = load_rules(c, &l, c->arguments, c->argument_count, false, list_diagnostic, &listing);
    if (code == CLI_HOLDS)
        code = cli_status(c, heng_engine_compile(l.engine, &l.program));
    if (c->json) {
        yajl_gen_array_close(listing.json);
        writer_line(listing.json, &c->out);
        yajl_gen_free(listing.json);
        c->keep = code == CLI_INPUT && listing.count;
    } else if (code == CLI_HOLDS) {
        output_format(&c->out, cli_text(c, MSG_CHECKED), heng_program_rule_count(l.program));
        output_line(&c->out);
    }
    load_free(&l);
    return code;
}
