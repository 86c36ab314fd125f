/* text_change.c - what the layers of a ruleset do to one another. */
#include "text_change.h"

#include <string.h>

#include "style.h"
#include "writer.h"

/* "湖南省 rules.heng:3:1（依据 …）" */
static void write_place(struct cli *c, const heng_change_place *place)
{
    if (*place->layer) {
        output_foreign(&c->out, place->layer, strlen(place->layer));
        output_text(&c->out, " ");
    }
    output_foreign(&c->out, place->source, strlen(place->source));
    output_format(&c->out, ":%u:%u", place->line, place->column);
    if (!*place->basis)
        return;
    output_format(&c->out, "%s%s", cli_text(c, MSG_OPEN), cli_text(c, MSG_BASIS));
    output_foreign(&c->out, place->basis, strlen(place->basis));
    output_text(&c->out, cli_text(c, MSG_CLOSE));
}

static void write_change(struct cli *c, const heng_change *change)
{
    output_text(&c->out, "  ");
    output_foreign(&c->out, change->name, strlen(change->name));
    output_text(&c->out, cli_text(c, MSG_COLON));
    write_place(c, &change->here);
    output_line(&c->out);
    if (!*change->above.source)
        return;
    output_format(&c->out, "      %s", cli_text(c, MSG_ABOVE));
    write_place(c, &change->above);
    output_line(&c->out);
}

static const enum message_id headings[] = {
    [HENG_CHANGE_OPEN] = MSG_CHANGES_OPEN, [HENG_CHANGE_IMPLEMENT] = MSG_CHANGES_IMPLEMENT, [HENG_CHANGE_OVERRIDE] = MSG_CHANGES_OVERRIDE,
    [HENG_CHANGE_DISABLE] = MSG_CHANGES_DISABLE};

enum { KINDS = sizeof headings / sizeof *headings };

void text_changes(struct cli *c, const heng_program *p)
{
    size_t counts[KINDS] = {0}, count = heng_program_change_count(p);
    heng_change change;
    for (size_t i = 0; i < count && heng_program_change(p, i, &change) == HENG_OK; i++)
        counts[change.kind]++;
    for (size_t kind = 0; kind < KINDS; kind++) {
        if (!counts[kind])
            continue;
        output_line(&c->out);
        style_set(&c->out, STYLE_HEADING);
        output_format(&c->out, cli_text(c, headings[kind]), counts[kind]);
        style_set(&c->out, STYLE_PLAIN);
        output_line(&c->out);
        for (size_t i = 0; i < count && heng_program_change(p, i, &change) == HENG_OK; i++)
            if ((size_t)change.kind == kind)
                write_change(c, &change);
    }
}

static void put_place(yajl_gen g, const heng_change_place *place, const char *const keys[5])
{
    if (!*place->source)
        return;
    writer_text(g, keys[0], place->source);
    writer_number(g, keys[1], place->line);
    writer_number(g, keys[2], place->column);
    writer_text(g, keys[3], place->layer);
    writer_text(g, keys[4], place->basis);
}

void json_changes(yajl_gen g, const heng_program *p)
{
    static const char *const kinds[] = {
        [HENG_CHANGE_OPEN] = "open", [HENG_CHANGE_IMPLEMENT] = "implement", [HENG_CHANGE_OVERRIDE] = "override", [HENG_CHANGE_DISABLE] = "disable"};
    static const char *const here[] = {"source", "line", "column", "layer", "basis"};
    static const char *const above[] = {"above_source", "above_line", "above_column", "above_layer", "above_basis"};
    heng_change change;
    for (size_t i = 0; heng_program_change(p, i, &change) == HENG_OK; i++) {
        yajl_gen_map_open(g);
        writer_text(g, "change", kinds[change.kind]);
        writer_text(g, "name", change.name);
        put_place(g, &change.here, here);
        put_place(g, &change.above, above);
        yajl_gen_map_close(g);
    }
}
