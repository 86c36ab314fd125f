/* result_row.c - what rows are called, and rows that are looked for by a key. */
#include "result.h"

#include <string.h>

enum { MOST_TOLD = 8, MOST_LOOKED_AT = 10000000 };

static const struct row_names no_names = {NO_FIELD, NO_FIELD, NO_FIELD};

static const struct row_names *names_of(const struct collection *c, uint16_t table)
{
    const struct program_domain *d = &c->program->domains[table];
    return d->names ? d->names : &no_names;
}

const char *row_name(const struct collection *c, uint16_t table, size_t lane)
{
    const struct row_names *names = names_of(c, table);
    const uint32_t fields[] = {names->line, names->code, names->label};
    for (int i = 0; i < 3; i++) {
        if (fields[i] == NO_FIELD || cell_why(c, fields[i], lane))
            continue;
        const char *printed = cell_printed(c, fields[i], lane);
        size_t length = strlen(printed);
        const char *text = print_trimmed(printed, &length);
        if (length)
            return arena_format(c->arena, "%.*s", (int)length, text);
    }
    size_t number = result_row_number(c, table, lane) + 1;
    if (names == &no_names)
        return arena_format(c->arena, "%zu", number);
    return arena_format(c->arena, c->english ? "row %zu" : "第 %zu 行", number);
}

const char *row_owner(const struct collection *c, uint16_t table, size_t lane)
{
    uint16_t parent = c->program->domains[table].parent;
    if (c->program->domains[parent].kind != DOMAIN_TABLE)
        return "";
    const struct program_domain *d = &c->program->domains[parent];
    return arena_format(c->arena, "%s[%s] ", d->path[d->path_length - 1], row_name(c, parent, result_row_parent(c, table, lane)));
}

uint8_t row_found(const struct collection *c, const struct program_trace *t, size_t lane, size_t *row)
{
    uint16_t domain = operand_domain(c, t), table = c->program->fields[t->field].domain;
    size_t at;
    uint8_t why = result_why(c, t->row, domain, lane);
    const struct captured *o = result_output_at(c, t->row, domain, lane, &at);
    if (why || !o || !result_number_is_row(o, at, c->domains[table].count, row))
        return why ? why : REASON_MISSING_ROW;
    return REASON_OK;
}

const char *row_wanted(const struct collection *c, const struct program_trace *t, size_t lane)
{
    const struct program_field *key = &c->program->fields[t->key_field];
    const struct program_domain *table = &c->program->domains[key->domain];
    const struct row_names *names = names_of(c, key->domain);
    struct program_unit plain = {.zh = "", .en = ""};
    struct buffer b = buffer_start(c->arena);
    for (uint16_t i = 0; i < table->path_length; i++)
        buffer_add_format(&b, "%s%s", i ? "." : "", table->path[i]);
    const char *wanted = print_lane(c, t->key, operand_domain(c, t), lane, &plain, t->key_field != names->line);
    bool total = t->key_field == names->code && !strcmp(wanted, "“”"); /* the code above the shortest ones */
    if (total)
        buffer_add(&b, "[合计]");
    else if (t->key_field == names->line || t->key_field == names->label)
        buffer_add_format(&b, "[%s]", wanted);
    else
        buffer_add_format(&b, "[%s = %s]", key->path[key->path_length - 1], wanted);
    return buffer_text(&b);
}

/* Whether the print is a total's name. */
static bool is_total(const char *printed)
{
    static const char *const names[] = {
#define TOTAL(name) name,
#include "total.def"
#undef TOTAL
    };
    size_t length = strlen(printed);
    const char *text = print_trimmed(printed, &length);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (length == strlen(names[i]) && !memcmp(text, names[i], length))
            return true;
    return false;
}

/* Whether the row stands above all codes: without one of its own, and named so. */
static bool is_total_row(const struct collection *c, const struct row_names *names, size_t row)
{
    if (!cell_why(c, names->code, row))
        return is_total(cell_printed(c, names->code, row));
    return names->label != NO_FIELD && !cell_why(c, names->label, row) && is_total(cell_printed(c, names->label, row));
}

/* Whether a row's key is what lane `lane` of the trace wants. */
static bool has_key(const struct collection *c, const struct program_trace *t, size_t lane, size_t row)
{
    const struct program_field *key = &c->program->fields[t->key_field];
    const struct column *column = &c->data->columns[t->key_field];
    size_t at;
    uint16_t domain = operand_domain(c, t);
    const struct captured *o = result_output_at(c, t->key, domain, lane, &at);
    const struct row_names *names = names_of(c, key->domain);
    size_t length = 0;
    bool total = o && o->kind == LANE_TEXT && (text_table_text(c->data->texts, o->values[at], &length), length == 0);
    if (!o || (total && t->key_field == names->code))
        return o && is_total_row(c, names, row);
    if (cell_why(c, t->key_field, row))
        return false;
    if (key->kind != LANE_FIXED)
        return o->values && column->values[c->domains[key->domain].first + row] == o->values[at];
    cell_number(c, t->key_field, row, c->numbers->cell);
    return !result_number(c, t->key, domain, lane, c->numbers->lane) && mpq_equal(c->numbers->cell, c->numbers->lane);
}

const char *row_several(struct collection *c, const struct program_trace *t, size_t lane)
{
    uint16_t table = c->program->fields[t->field].domain, parent = c->program->domains[table].parent;
    c->rows_looked_at += c->domains[table].count;
    if (c->rows_looked_at > MOST_LOOKED_AT)
        return NULL;
    struct buffer b = buffer_start(c->arena);
    size_t told = 0, owner;
    bool owned = result_lane_up(c, operand_domain(c, t), lane, parent, &owner);
    for (size_t row = 0; row < c->domains[table].count && told <= MOST_TOLD; row++) {
        if ((owned && result_row_parent(c, table, row) != owner) || !has_key(c, t, lane, row))
            continue;
        if (told++ == MOST_TOLD)
            buffer_add(&b, "…");
        else
            buffer_add_format(&b, "%s%zu", told > 1 ? (c->english ? ", " : "、") : "", result_row_number(c, table, row) + 1);
    }
    return arena_format(c->arena, c->english ? "rows %s" : "第 %s 行", buffer_text(&b));
}
