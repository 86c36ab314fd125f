/* disasm.c - a section as text, for people: one instruction per line, driven by the formats of op.def alone.
 *
 *     12  r7    = DIVROUND  r3, r4            scale 2  shift 2  half-away   ; 四舍五入(执行数 / 预算数, 2)
 *
 * A register of another domain than the report shows it: r9@1. It serves unverified sections too: what is out of range shows as a number. */
#include <string.h>

#include "buffer.h"
#include "op.h"
#include "text.h"

enum { MOST_RULE_TEXT = 40 };

enum column { NUMBER, TARGET, SIGN, NAME, OPERANDS, DETAILS, COLUMNS };

static const unsigned char gap_after[COLUMNS] = {[NUMBER] = 2, [TARGET] = 1, [SIGN] = 1, [NAME] = 2, [OPERANDS] = 2, [DETAILS] = 2};

/* The parts of a line, before their columns are aligned. */
struct line {
    const char *cells[COLUMNS];
    const char *comment;
};

static const char *const rounding_names[] = {
    [NUMBER_HALF_AWAY] = "half-away", [NUMBER_HALF_EVEN] = "half-even", [NUMBER_TOWARD] = "toward-zero",
    [NUMBER_AWAY] = "away-from-zero", [NUMBER_UP] = "up",               [NUMBER_DOWN] = "down",
};

static void add_register(struct buffer *b, const struct program_section *s, uint16_t reg)
{
    buffer_add_format(b, "%sr%u", b->length > 0 ? ", " : "", reg);
    if (reg < s->register_count && s->registers[reg].domain != 0)
        buffer_add_format(b, "@%u", s->registers[reg].domain);
}

static void add_field(struct buffer *b, const struct heng_program *p, uint32_t index)
{
    if (index >= p->field_count) {
        buffer_add_format(b, "field %u", index);
        return;
    }
    const struct program_field *f = &p->fields[index];
    if (f->part == FIELD_AS_OF)
        buffer_add(b, "(as of)");
    for (size_t i = 0; i < f->path_length; i++)
        buffer_add_format(b, "%s%s", i > 0 ? "." : "", f->path[i]);
}

static void add_constant(struct buffer *b, const struct heng_program *p, uint32_t index)
{
    if (index >= p->constant_count) {
        buffer_add_format(b, "constant %u", index);
        return;
    }
    const struct program_constant *c = &p->constants[index];
    switch (c->kind) {
    case LANE_FIXED:
    case LANE_FRACTION: {
        long digits;
        buffer_add(b, number_is_decimal(c->number, &digits) ? number_print_fixed(b->arena, c->number, digits)
                                                            : number_print_exact(b->arena, c->number));
        break;
    }
    case LANE_TRUTH:
        buffer_add(b, c->integer ? "true" : "false");
        break;
    case LANE_TEXT:
        buffer_add(b, "\"");
        if (c->text)
            buffer_add_source(b, c->text, strlen(c->text)); /* on one line */
        buffer_add(b, "\"");
        break;
    case LANE_DATE:
        buffer_add_format(b, "day %lld", (long long)c->integer);
        break;
    }
}

static const char *operands_of(const struct heng_program *p, const struct program_section *s, const struct insn *in, unsigned parts, struct arena *a)
{
    struct buffer b = buffer_start(a);
    if (parts & PART_A)
        add_register(&b, s, in->a);
    if ((parts & PART_B) && !((parts & PART_B_OPTIONAL) && in->b == NO_REGISTER))
        add_register(&b, s, in->b);
    if ((parts & PART_C) && !((parts & PART_C_OPTIONAL) && in->c == NO_REGISTER))
        add_register(&b, s, in->c);
    if (parts & PART_FIELD)
        add_field(&b, p, in->index);
    if (parts & PART_CONSTANT)
        add_constant(&b, p, in->index);
    if (parts & PART_REASON)
        buffer_add(&b, reason_code(in->mode));
    if (parts & PART_SOURCE)
        buffer_add_format(&b, "%sover @%u", b.length > 0 ? " " : "", in->index);
    if (parts & PART_OUTPUT)
        buffer_add_format(&b, " to output %u", in->index);
    return buffer_text(&b);
}

static const char *details_of(const struct insn *in, unsigned parts, struct arena *a)
{
    struct buffer b = buffer_start(a);
    if ((parts & PART_DST) && in->scale != 0)
        buffer_add_format(&b, "scale %d", in->scale);
    if (parts & PART_SHIFT)
        buffer_add_format(&b, "%sshift %d", b.length > 0 ? "  " : "", in->shift);
    if (parts & PART_ROUNDING)
        buffer_add_format(&b, "%s%s", b.length > 0 ? "  " : "", in->mode <= NUMBER_DOWN ? rounding_names[in->mode] : "?");
    return buffer_text(&b);
}

static const char *target_of(const struct program_section *s, const struct insn *in, unsigned parts, struct arena *a)
{
    struct buffer b = buffer_start(a);
    if (parts & PART_DST)
        add_register(&b, s, in->dst);
    else if (!(parts & PART_OUTPUT))
        buffer_add_format(&b, "@%u", in->domain);
    return buffer_text(&b);
}

/* The first line of the rule text at `at`, cut to MOST_RULE_TEXT columns. */
static const char *rule_text(const struct heng_program *p, struct span at, struct arena *a)
{
    if (at.source >= p->source_count || at.start >= at.end || at.end > p->sources[at.source].length)
        return "";
    const char *text = p->sources[at.source].text + at.start;
    size_t length = at.end - at.start, end = 0, cut = 0, columns = 0;
    while (end < length) {
        int32_t codepoint;
        size_t size = text_next(text + end, length - end, &codepoint);
        if (text_is_break(codepoint))
            break;
        columns += text_width(text + end, size);
        if (columns > MOST_RULE_TEXT)
            return arena_format(a, "%.*s…", (int)cut, text);
        end += size;
        if (columns < MOST_RULE_TEXT) /* leaves a column for the mark */
            cut = end;
    }
    return arena_copy(a, text, end);
}

static struct line line_of(const struct heng_program *p, const struct program_section *s, size_t at, struct arena *a)
{
    const struct insn *in = &s->code[at];
    struct line line = {.comment = s->spans ? rule_text(p, s->spans[at], a) : ""};
    for (size_t i = 0; i < COLUMNS; i++)
        line.cells[i] = "";
    line.cells[NUMBER] = arena_format(a, "%zu", at);
    if (in->op >= OP_TOTAL) {
        line.cells[NAME] = arena_format(a, "?%u", in->op);
        return line;
    }
    unsigned parts = op_parts((enum op)in->op);
    line.cells[TARGET] = target_of(s, in, parts, a);
    line.cells[SIGN] = *line.cells[TARGET] ? "=" : "";
    line.cells[NAME] = op_name((enum op)in->op);
    line.cells[OPERANDS] = operands_of(p, s, in, parts, a);
    line.cells[DETAILS] = details_of(in, parts, a);
    return line;
}

static size_t width_of(const char *text)
{
    return text_width(text, strlen(text));
}

static void add_line(struct buffer *b, const struct line *line, const size_t *widths)
{
    size_t blanks = 0; /* those at the end of a line are left out */
    for (size_t i = 0; i < COLUMNS; i++) {
        const char *cell = line->cells[i];
        size_t pad = widths[i] - width_of(cell);
        if (i == NUMBER)
            blanks += pad; /* to the right */
        if (*cell) {
            buffer_add_format(b, "%*s%s", (int)blanks, "", cell);
            blanks = 0;
        }
        blanks += (i == NUMBER ? 0 : pad) + (widths[i] > 0 ? gap_after[i] : 0);
    }
    if (*line->comment)
        buffer_add_format(b, "%*s; %s", (int)blanks, "", line->comment);
    buffer_add(b, "\n");
}

char *program_disassemble(const struct heng_program *p, const struct program_section *s, struct arena *a)
{
    struct line *lines = arena_alloc(a, (s->length + 1) * sizeof *lines);
    size_t widths[COLUMNS] = {0};
    for (size_t at = 0; at < s->length; at++) {
        lines[at] = line_of(p, s, at, a);
        for (size_t i = 0; i < COLUMNS; i++) {
            size_t width = width_of(lines[at].cells[i]);
            if (width > widths[i])
                widths[i] = width;
        }
    }
    struct buffer b = buffer_start(a);
    for (size_t at = 0; at < s->length; at++)
        add_line(&b, &lines[at], widths);
    return arena_copy(a, b.length > 0 ? b.text : "", b.length);
}
