/* result_print.c - numbers, dates and cells as people read them. */
#include "result.h"

#include <string.h>

#include "cell.h"
#include "text.h"
#include "unit.h"

const char *print_unit(const struct collection *c, const struct program_unit *u)
{
    const char *zh = u->zh ? u->zh : "", *en = u->en ? u->en : "";
    bool ascii = true;
    for (const char *p = zh; *p; p++)
        ascii = ascii && (unsigned char)*p < 0x80;
    return !c->english || ascii ? zh : arena_format(c->arena, " %s", en);
}

const char *print_unit_name(const struct collection *c, const struct program_unit *u)
{
    const char *name = print_unit(c, u);
    return *name == ' ' ? name + 1 : name;
}

const char *print_number(const struct collection *c, const mpq_t q, const struct program_unit *u)
{
    number_scale(c->numbers->shown, q, -(long)u->power);
    return arena_format(c->arena, "%s%s", number_print_short(c->arena, c->numbers->shown), print_unit(c, u));
}

const char *print_difference(const struct collection *c, const mpq_t q, const struct program_unit *u)
{
    struct program_unit points = *u;
    if (u->zh && !strcmp(u->zh, "%")) {
        points.zh = "个百分点";
        points.en = "percentage points";
    }
    return print_number(c, q, &points);
}

void print_exact(const struct collection *c, const mpq_t q, const struct program_unit *u, const char **decimal, const char **exact)
{
    bool approximate;
    number_scale(c->numbers->shown, q, -(long)u->power);
    *decimal = number_print(c->arena, c->numbers->shown, &approximate);
    *exact = number_print_exact(c->arena, c->numbers->shown);
}

bool print_is_cut(const struct collection *c, const char *exact)
{
    long digits;
    mpq_ptr q = c->numbers->shown;
    return exact && strchr(exact, '/') && mpq_set_str(q, exact, 10) == 0 && !number_is_decimal(q, &digits);
}

const char *print_date(struct arena *a, int64_t days, bool english)
{
    int year, month, day;
    cell_civil_from_days((int32_t)days, &year, &month, &day);
    return english ? arena_format(a, "%04d-%02d-%02d", year, month, day) : arena_format(a, "%d年%d月%d日", year, month, day);
}

const char *print_truth(uint8_t truth, bool english)
{
    if (english)
        return truth ? "true" : "false";
    return truth ? "真" : "假";
}

static const char *print_text(const struct collection *c, int64_t id, bool quote)
{
    size_t length;
    const char *text = text_table_text(c->data->texts, id, &length);
    return quote ? arena_format(c->arena, "“%.*s”", (int)length, text) : arena_copy(c->arena, text, length);
}

const char *print_lane(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, const struct program_unit *u, bool quote)
{
    size_t at;
    const struct captured *o = result_output_at(c, output, domain, lane, &at);
    uint8_t why = result_why(c, output, domain, lane);
    if (!o || why)
        return reason_text(why, c->english);
    switch (o->kind) {
    case LANE_FIXED:
    case LANE_FRACTION:
        result_number(c, output, domain, lane, c->numbers->lane);
        return print_number(c, c->numbers->lane, u);
    case LANE_TRUTH:
        return print_truth(o->truths[at], c->english);
    case LANE_TEXT:
        return print_text(c, o->values[at], quote);
    case LANE_DATE:
        return print_date(c->arena, o->values[at], c->english);
    }
    return "";
}

/* ---- cells ---- */

static const struct column *column_at(const struct collection *c, uint32_t field, size_t lane, size_t *at)
{
    *at = c->domains[c->program->fields[field].domain].first + lane;
    return &c->data->columns[field];
}

uint8_t cell_why(const struct collection *c, uint32_t field, size_t lane)
{
    size_t at;
    const struct column *column = column_at(c, field, lane, &at);
    if (!column->values && !column->truths)
        return REASON_MISSING_FIELD;
    if (column->why && column->why[at])
        return column->why[at];
    const struct program_field *f = &c->program->fields[field];
    return f->within ? result_why(c, f->within - 1, f->domain, lane) : REASON_OK;
}

void cell_number(const struct collection *c, uint32_t field, size_t lane, mpq_t out)
{
    size_t at;
    const struct column *column = column_at(c, field, lane, &at);
    size_t low = 0, high = column->wide_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (column->wide[middle].lane < at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < column->wide_count && column->wide[low].lane == at) {
        mpq_set(out, column->wide[low].number);
        return;
    }
    mpq_set_si(out, column->values[at], 1);
    number_scale(out, out, -(long)c->program->fields[field].scale);
}

/* A cell's value where the data keeps no texts. */
static const char *cell_value(const struct collection *c, uint32_t field, size_t lane, const struct program_unit *u)
{
    size_t at;
    const struct column *column = column_at(c, field, lane, &at);
    switch (c->program->fields[field].kind) {
    case LANE_FIXED:
    case LANE_FRACTION:
        cell_number(c, field, lane, c->numbers->cell);
        return print_number(c, c->numbers->cell, u);
    case LANE_TRUTH:
        return print_truth(column->truths[at], c->english);
    case LANE_TEXT:
        return print_text(c, column->values[at], false);
    case LANE_DATE:
        return print_date(c->arena, column->values[at], c->english);
    }
    return "";
}

const char *cell_printed(const struct collection *c, uint32_t field, size_t lane)
{
    size_t at;
    const struct column *column = column_at(c, field, lane, &at);
    if (column->printed)
        return column->printed[at];
    if (cell_why(c, field, lane))
        return "";
    int unit = c->program->fields[field].unit;
    struct program_unit u = {.zh = "", .en = "", .power = unit == NO_UNIT ? 0 : unit_at(unit)->power};
    return cell_value(c, field, lane, &u);
}

const char *cell_place(const struct collection *c, uint32_t field, size_t lane)
{
    size_t at;
    const struct column *column = column_at(c, field, lane, &at);
    return column->places ? column->places[at] : "";
}

const char *print_trimmed(const char *text, size_t *length)
{
    size_t start = 0, end = 0;
    for (size_t at = 0; at < *length;) {
        int32_t codepoint;
        size_t next = at + text_next(text + at, *length - at, &codepoint);
        if (!text_is_blank(codepoint) && !text_is_break(codepoint) && !text_is_invisible(codepoint)) {
            start = end ? start : at;
            end = next;
        }
        at = next;
    }
    *length = end - start;
    return text + start;
}

static void add_name(const struct collection *c, struct buffer *b, const struct program_field *f, uint16_t domain, size_t lane)
{
    const struct program_domain *d = &c->program->domains[domain];
    uint16_t from = 0;
    if (d->kind == DOMAIN_TABLE) {
        size_t outer;
        if (result_lane_up(c, domain, lane, d->parent, &outer))
            add_name(c, b, f, d->parent, outer);
        from = c->program->domains[d->parent].kind == DOMAIN_TABLE ? c->program->domains[d->parent].path_length : 0;
    }
    uint16_t to = d->kind == DOMAIN_TABLE ? d->path_length : 0;
    for (uint16_t i = from; i < to && i < f->path_length; i++)
        buffer_add_format(b, "%s%s", b->length ? "." : "", f->path[i]);
    if (d->kind == DOMAIN_TABLE)
        buffer_add_format(b, "[%s]", row_name(c, domain, lane));
}

const char *cell_name(const struct collection *c, uint32_t field, size_t lane)
{
    const struct program_field *f = &c->program->fields[field];
    struct buffer b = buffer_start(c->arena);
    add_name(c, &b, f, f->domain, lane);
    const struct program_domain *d = &c->program->domains[f->domain];
    for (uint16_t i = d->kind == DOMAIN_TABLE ? d->path_length : 0; i < f->path_length; i++)
        buffer_add_format(&b, "%s%s", b.length ? "." : "", f->path[i]);
    return buffer_text(&b);
}

/* The figure of a print that says q: a number, thousands commas apart, in the unit, which may follow it. In ASCII, without the unit; NULL
 * if the print says something else. */
static const char *plain_figure(const struct collection *c, const char *printed, const mpq_t q, const struct program_unit *u)
{
    char figure[64], digits[64];
    size_t length = strlen(printed), count = 0, suffix = u->zh ? strlen(u->zh) : 0;
    printed = print_trimmed(printed, &length);
    if (length >= sizeof figure)
        return NULL;
    length = text_fold(printed, length, figure);
    if (suffix && length > suffix && !memcmp(figure + length - suffix, u->zh, suffix))
        length -= suffix;
    while (length && figure[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < length; i++)
        if (figure[i] != ',')
            digits[count++] = figure[i];
    int decimals;
    bool too_large;
    mpq_ptr read = c->numbers->power;
    if (!number_read(digits, count, read, &decimals, &too_large))
        return NULL;
    number_scale(read, read, u->power);
    return mpq_equal(read, q) ? arena_copy(c->arena, figure, length) : NULL;
}

/* A figure is shown as it was printed where the print says all: the figure gets the name's unit, and the cell of a 指标值 has its own.
 * Anything else (元 read as 万元, blanks that count as 0) is shown by its value. */
const char *cell_figure(const struct collection *c, uint32_t field, size_t lane, const struct program_unit *u, bool bare)
{
    const struct program_field *f = &c->program->fields[field];
    const char *printed = cell_printed(c, field, lane);
    size_t length = strlen(printed);
    const char *cell = print_trimmed(printed, &length);
    struct program_unit shown = *u;
    uint8_t why = cell_why(c, field, lane);
    if (bare)
        shown.zh = shown.en = "";
    if (why)
        return length ? arena_format(c->arena, "“%.*s”", (int)length, cell) : reason_text(why, c->english);
    if (f->kind == LANE_TEXT)
        return arena_format(c->arena, "“%s”", cell_value(c, field, lane, u));
    if (f->kind != LANE_FIXED)
        return cell_value(c, field, lane, u);
    if (f->any_unit && length)
        return arena_copy(c->arena, cell, length);
    cell_number(c, field, lane, c->numbers->cell);
    const char *figure = plain_figure(c, printed, c->numbers->cell, u);
    if (figure)
        return arena_format(c->arena, *figure == '-' && !bare ? "(%s%s)" : "%s%s", figure, print_unit(c, &shown));
    return cell_value(c, field, lane, &shown);
}
