/* cmd_check.c - heng check RULESET…: compiles without data. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "layout.h"
#include "load.h"
#include "text_change.h"
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

/* Names with `between` them; cut if longer than any sensible path. */
static const char *join(char *text, size_t room, const char *const *names, size_t count, const char *between)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t k = 0; k < count && names[k] && used < room; k++)
        used += (size_t)snprintf(text + used, room - used, "%s%s", k ? between : "", names[k]);
    return text;
}

static void list_cost(struct cli *c, const heng_program *p)
{
    enum { COLUMNS = 12, NAME = 400 };
    heng_cost cost;
    char path[NAME], keys[NAME];
    output_format(&c->out, "%s\n", cli_text(c, MSG_COST));
    const char *heads[] = {cli_text(c, MSG_COST_BATCH), cli_text(c, MSG_COST_DETAIL)};
    for (int k = 0; k < 2; k++) {
        struct layout_cell cell = {.count = 0};
        layout_add(&cell, heads[k]);
        layout_write(&c->out, &cell, COLUMNS, true);
    }
    output_format(&c->out, "  %s\n", cli_text(c, MSG_COST_OVER));
    for (size_t k = 0; heng_program_cost(p, k, &cost) == HENG_OK; k++) {
        if (k && !cost.batch && !cost.detail)
            continue;
        output_format(&c->out, "%*zu%*zu  ", COLUMNS, cost.batch, COLUMNS, cost.detail);
        join(path, sizeof path, cost.path, cost.path_length, ".");
        join(keys, sizeof keys, cost.keys, 3, c->english ? ", " : "、");
        if (cost.is_group)
            output_format(&c->out, cli_text(c, MSG_COST_GROUP), path, keys);
        else if (k)
            output_format(&c->out, cli_text(c, MSG_COST_ROW), path);
        else
            output_text(&c->out, cli_text(c, MSG_COST_REPORT));
        output_line(&c->out);
    }
}

static void write_cost(yajl_gen g, const heng_program *p)
{
    enum { NAME = 400 };
    heng_cost cost;
    char path[NAME];
    writer_key(g, "cost");
    yajl_gen_array_open(g);
    for (size_t k = 0; heng_program_cost(p, k, &cost) == HENG_OK; k++) {
        yajl_gen_map_open(g);
        writer_text(g, "table", k ? join(path, sizeof path, cost.path, cost.path_length, ".") : NULL);
        if (cost.is_group) {
            writer_key(g, "group");
            yajl_gen_array_open(g);
            for (int i = 0; i < 3 && cost.keys[i]; i++)
                yajl_gen_string(g, (const unsigned char *)cost.keys[i], strlen(cost.keys[i]));
            yajl_gen_array_close(g);
        }
        writer_number(g, "batch", (long long)cost.batch);
        writer_number(g, "detail", (long long)cost.detail);
        yajl_gen_map_close(g);
    }
    yajl_gen_array_close(g);
}

/* Diagnostics as an array; with the cost, both in one object. */
static void open_json(const struct cli *c, yajl_gen g)
{
    if (c->cost) {
        yajl_gen_map_open(g);
        writer_key(g, "diagnostics");
    }
    yajl_gen_array_open(g);
}

static void close_json(struct cli *c, yajl_gen g, const heng_program *p)
{
    yajl_gen_array_close(g);
    if (c->cost) {
        if (p)
            write_cost(g, p);
        yajl_gen_map_close(g);
    }
    writer_line(g, &c->out);
    yajl_gen_free(g);
}

enum cli_exit cmd_check(struct cli *c)
{
    struct listing listing = {.json = c->json ? writer_new(&c->out) : NULL};
    struct load l;
    if (c->json && !listing.json)
        return cli_status(c, HENG_MEMORY);
    if (c->json)
        open_json(c, listing.json);
    c->analyse = true;
    enum cli_exit code = load_rules(c, &l, c->arguments, c->argument_count, false, list_diagnostic, &listing);
    if (code == CLI_HOLDS)
        code = cli_status(c, heng_engine_compile(l.engine, &l.program));
    if (c->json) {
        json_changes(listing.json, l.program);
        close_json(c, listing.json, l.program);
        c->keep = code == CLI_INPUT && listing.count;
    } else if (code == CLI_HOLDS) {
        output_format(&c->out, cli_text(c, MSG_CHECKED), heng_program_rule_count(l.program));
        output_line(&c->out);
        text_changes(c, l.program);
        if (c->cost)
            list_cost(c, l.program);
    }
    load_free(&l);
    return code;
}
