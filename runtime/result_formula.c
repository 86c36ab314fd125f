/* result_formula.c - a rule's text with figures in place of names. */
#include "result.h"

#include <string.h>

#include "text.h"

enum { MOST_LISTED = 12 }; /* figures of an aggregate shown in place */

bool span_within(struct span inner, struct span outer)
{
    return inner.source == outer.source && inner.start >= outer.start && inner.end <= outer.end;
}

static void add_span(const struct collection *c, struct buffer *b, uint32_t source, uint32_t start, uint32_t end)
{
    const struct source *s = &c->program->sources[source];
    if (start < end && end <= s->length)
        buffer_add_source(b, s->text + start, end - start);
}

/* True if the trace is a number inside (1+2+…+8)行. */
static bool is_line(const struct collection *c, const struct program_trace *t)
{
    const char *text = c->program->sources[t->at.source].text;
    for (uint32_t at = t->at.start; at < t->at.end;) {
        int32_t codepoint;
        at += (uint32_t)text_next(text + at, t->at.end - at, &codepoint);
        if (!(codepoint >= '0' && codepoint <= '9') && !(codepoint >= 0xFF10 && codepoint <= 0xFF19))
            return false;
    }
    return t->at.start < t->at.end;
}

/* Where the word for a row or column that begins at `at` ends; `at` if there is none. */
static uint32_t behind_word(const char *text, uint32_t at, uint32_t end)
{
    static const char *const words[] = {"行", "栏", "row", "col"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (end - at >= length && !memcmp(text + at, words[i], length))
            return at + (uint32_t)length;
    }
    return at;
}

/* Adds what stands behind such a number. The word behind a bracket, (…)行 or (…)行7栏, has gone with the numbers. */
static void add_span_of_lines(const struct collection *c, struct buffer *b, uint32_t source, uint32_t start, uint32_t end)
{
    const char *text = c->program->sources[source].text;
    for (uint32_t at = start; at < end;) {
        uint32_t bracket = text[at] == ')' ? 1 : end - at >= 3 && !memcmp(text + at, "）", 3) ? 3 : 0, word, number;
        at += bracket ? bracket : 1;
        word = number = bracket ? behind_word(text, at, end) : at;
        if (word == at)
            continue;
        add_span(c, b, source, start, at);
        while (number < end && text[number] >= '0' && text[number] <= '9')
            number++;
        start = at = number > word && behind_word(text, number, end) > number ? behind_word(text, number, end) : word;
    }
    add_span(c, b, source, start, end);
}

const char *formula_text(const struct collection *c, struct span at)
{
    struct buffer b = buffer_start(c->arena);
    if (at.source < c->program->source_count)
        add_span(c, &b, at.source, at.start, at.end);
    return buffer_text(&b);
}

const char *formula_at(const struct collection *c, struct span at)
{
    if (at.source >= c->program->source_count)
        return "";
    unsigned line, column;
    const struct source *s = &c->program->sources[at.source];
    source_position(s, at.start, &line, &column);
    return arena_format(c->arena, "%s:%u:%u", s->name, line, column);
}

/* Figures of an aggregate, listed in place of the name. */
struct listing {
    const struct collection *c;
    const struct program_trace *trace;
    uint32_t field; /* its cells are shown as printed; NO_OUTPUT: the trace's values are */
    uint16_t domain;
    struct program_unit bare;
    struct buffer text;
    size_t count;
};

static bool list_lane(void *context, size_t lane)
{
    struct listing *l = context;
    if (l->count)
        buffer_add(&l->text, ", ");
    if (l->count++ == MOST_LISTED) {
        buffer_add(&l->text, "…");
        return false;
    }
    const struct program_trace *t = l->trace;
    size_t row;
    uint8_t lost = t->kind == TRACE_CELL_ROWS ? row_found(l->c, t, lane, &row) : REASON_OK;
    if (t->kind == TRACE_CELL_ROWS && !lost)
        lane = row;
    if (lost)
        buffer_add(&l->text, reason_text(lost, l->c->english));
    else
        buffer_add(&l->text, l->field == NO_OUTPUT ? print_lane(l->c, t->output, l->domain, lane, &l->bare, true)
                                               : cell_figure(l->c, l->field, lane, &t->unit, true));
    return true;
}

/* True if only blanks stand between two places of a source, or before a comma there. */
static bool ends_argument(const struct source *s, uint32_t at, uint32_t end)
{
    while (at < end) {
        int32_t codepoint;
        size_t size = text_next(s->text + at, end - at, &codepoint);
        if (codepoint == ',' || codepoint == 0xFF0C)
            return true;
        if (!text_is_blank(codepoint) && !text_is_break(codepoint))
            return false;
        at += (uint32_t)size;
    }
    return true;
}

/* The field whose cells a trace lists: its own, or the one that is all of an aggregate's first argument; NO_OUTPUT if there is none. */
static uint32_t listed_field(const struct collection *c, const struct program_rule *r, const struct program_trace *t)
{
    if (t->kind == TRACE_FIELD || t->kind == TRACE_FIELD_ROWS || t->kind == TRACE_CELL_ROWS)
        return t->field;
    for (uint32_t i = 0; t->kind == TRACE_ROWS && i < r->trace_count; i++) {
        const struct program_trace *name = &c->program->traces[r->first_trace + i];
        if (name->kind == TRACE_FIELD_ROWS && name->at.start == t->at.start && name->output == NO_OUTPUT &&
            operand_domain(c, name) == operand_domain(c, t) && ends_argument(&c->program->sources[t->at.source], name->at.end, t->at.end))
            return name->field;
    }
    return NO_OUTPUT;
}

static const char *figures_of_rows(const struct collection *c, const struct program_rule *r, const struct program_trace *t, size_t lane)
{
    struct listing l = {.c = c, .trace = t, .field = listed_field(c, r, t), .domain = operand_domain(c, t), .bare = t->unit,
                        .text = buffer_start(c->arena)};
    l.bare.zh = l.bare.en = "";
    operand_lanes(c, t, r->domain, lane, list_lane, &l);
    if (l.count)
        return buffer_text(&l.text);
    uint8_t why = c->program->domains[l.domain].kind == DOMAIN_REPORT ? REASON_OK : cell_why(c, operand_table(c, l.domain)->present, 0);
    return reason_text(why ? why : REASON_MISSING_ROW, c->english);
}

const char *formula_figure(const struct collection *c, const struct program_rule *r, const struct program_trace *t, size_t lane)
{
    uint16_t own = operand_domain(c, t);
    size_t at;
    if (t->kind == TRACE_FIELD_ROWS && t->output != NO_OUTPUT)
        return print_lane(c, t->output, r->domain, lane, &t->unit, true);
    if (t->kind == TRACE_TABLE)
        return formula_text(c, t->at);
    if (t->kind == TRACE_FIELD_ROWS || t->kind == TRACE_CELL_ROWS || t->kind == TRACE_ROWS || !result_domain_within(c, r->domain, own))
        return figures_of_rows(c, r, t, lane);
    if (!result_lane_up(c, r->domain, lane, own, &at))
        return reason_text(REASON_MISSING_ROW, c->english);
    if (t->kind == TRACE_CELL) {
        size_t row;
        uint8_t lost = row_found(c, t, at, &row);
        return lost ? reason_text(lost, c->english) : cell_figure(c, t->field, row, &t->unit, false);
    }
    if (t->kind == TRACE_FIELD)
        return cell_figure(c, t->field, at, &t->unit, false);
    uint32_t output = t->output != NO_OUTPUT || t->kind != TRACE_VALUE ? t->output : c->program->rules[t->rule].value;
    if (result_why(c, output, own, at))
        return formula_text(c, t->at);
    const char *text = print_lane(c, output, own, at, &t->unit, true);
    return *text == '-' ? arena_format(c->arena, "(%s)", text) : text;
}

const char *formula_substituted(const struct collection *c, uint32_t rule, size_t lane, struct span at, bool steps)
{
    const struct program_rule *r = &c->program->rules[rule];
    const struct program_trace *t = c->program->traces + r->first_trace, *end = t + r->trace_count;
    struct buffer b = buffer_start(c->arena);
    if (at.source >= c->program->source_count)
        return "";
    uint32_t done = at.start;
    bool line = false;
    while (t < end) {
        const struct program_trace *chosen = NULL;
        uint32_t start = t->at.start;
        for (; t < end && t->at.start == start; t++) {
            if (t->at.end == start) /* of what … stands for: it has no text to be replaced */
                continue;
            bool whole = t->at.start == at.start && t->at.end == at.end;
            if (t->kind == TRACE_NOTE || !span_within(t->at, at) || start < done || (t->kind == TRACE_STEP && (!steps || whole)))
                continue;
            if (!chosen || t->at.end > chosen->at.end || (t->at.end == chosen->at.end && t->kind == TRACE_ROWS))
                chosen = t;
        }
        if (chosen) {
            (line ? add_span_of_lines : add_span)(c, &b, at.source, done, chosen->at.start);
            line = is_line(c, chosen);
            buffer_add(&b, formula_figure(c, r, chosen, lane));
            done = chosen->at.end;
        }
    }
    (line ? add_span_of_lines : add_span)(c, &b, at.source, done, at.end);
    return buffer_text(&b);
}
