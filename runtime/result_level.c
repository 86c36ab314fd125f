/* result_level.c - what is wrong with the codes of a table that a rule checks by levels. */
#include "result.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TOLD = 8 };

static const char *widths_text(const struct collection *c, const char *widths)
{
    struct buffer b = buffer_start(c->arena);
    for (; *widths; widths++)
        buffer_add_format(&b, *widths == ' ' ? "%s" : "%.1s", *widths == ' ' ? (c->english ? ", " : "、") : widths);
    return buffer_text(&b);
}

const char *level_not_codes(const struct collection *c, const struct program_rule *p)
{
    uint16_t rows = c->program->domains[p->domain].rows;
    const struct row_names *names = c->program->domains[rows].names;
    struct buffer b = buffer_start(c->arena);
    size_t told = 0;
    for (size_t row = 0; row < c->domains[rows].count; row++) {
        uint8_t why = result_why(c, p->levels->upper, rows, row);
        if (reason_class_of(why) != REASON_CLASS_MISSING || told > MOST_TOLD)
            continue;
        if (told++ == MOST_TOLD) {
            buffer_add(&b, "…");
            continue;
        }
        const char *printed = why == REASON_NOT_A_CODE && names ? cell_printed(c, names->code, row) : reason_text(why, c->english);
        size_t length = strlen(printed), number = result_row_number(c, rows, row) + 1;
        const char *text = print_trimmed(printed, &length);
        if (told > 1)
            buffer_add(&b, c->english ? ", " : "、");
        buffer_add_format(&b, c->english ? "%srow %zu (%.*s)" : "%s第 %zu 行（%.*s）", row_owner(c, rows, row), number, (int)length, text);
    }
    if (!told)
        return NULL;
    return arena_format(c->arena, c->english ? "codes are of %s characters, which is not so in %s" : "编码须为 %s 位，不合的有：%s",
                        widths_text(c, p->levels->widths), buffer_text(&b));
}

struct coded {
    int64_t code;  /* text id */
    size_t parent; /* lane of the table's parent: the tables of two rows have nothing to do with each other */
    size_t row;
};

static int by_code(const void *a, const void *b)
{
    const struct coded *x = a, *y = b;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool same_code(const struct coded *x, const struct coded *y)
{
    return x->code == y->code && x->parent == y->parent;
}

static int by_row(const void *a, const void *b)
{
    const struct coded *x = *(const struct coded *const *)a, *y = *(const struct coded *const *)b;
    return x->row < y->row ? -1 : x->row > y->row;
}

const char *level_twice(const struct collection *c, const struct program_rule *p)
{
    uint16_t rows = c->program->domains[p->domain].rows;
    size_t count = 0, told = 0, firsts = 0, at;
    struct coded *all = arena_alloc(c->arena, c->domains[rows].count * sizeof *all);
    const struct coded **first = arena_alloc(c->arena, c->domains[rows].count * sizeof *first);
    for (size_t row = 0; row < c->domains[rows].count; row++) {
        const struct captured *o = result_output_at(c, p->levels->code, rows, row, &at);
        if (o && o->values && !result_why(c, p->levels->code, rows, row))
            all[count++] = (struct coded){o->values[at], result_row_parent(c, rows, row), row};
    }
    if (count)
        qsort(all, count, sizeof *all, by_code);
    for (size_t i = 0; i + 1 < count; i++)
        if (same_code(&all[i], &all[i + 1]) && (i == 0 || !same_code(&all[i - 1], &all[i])))
            first[firsts++] = &all[i];
    if (firsts)
        qsort(first, firsts, sizeof *first, by_row);
    struct buffer b = buffer_start(c->arena);
    for (size_t i = 0; i < firsts && told <= MOST_TOLD; i++) {
        if (told++ == MOST_TOLD) {
            buffer_add(&b, "…");
            break;
        }
        size_t length;
        const char *code = text_table_text(c->data->texts, first[i]->code, &length);
        buffer_add_format(&b, "%s%.*s%s", told > 1 ? (c->english ? ", " : "、") : "", (int)length, code, length ? "" : c->english ? "the total" : "合计");
        buffer_add_format(&b, c->english ? " (%srows " : "（%s第 ", row_owner(c, rows, first[i]->row));
        for (const struct coded *e = first[i]; e < all + count && same_code(e, first[i]); e++)
            buffer_add_format(&b, "%s%zu", e > first[i] ? (c->english ? ", " : "、") : "", result_row_number(c, rows, e->row) + 1);
        buffer_add(&b, c->english ? ")" : " 行）");
    }
    if (!firsts)
        return NULL;
    return arena_format(c->arena, c->english ? "codes stand in several rows: %s" : "编码重复：%s", buffer_text(&b));
}
