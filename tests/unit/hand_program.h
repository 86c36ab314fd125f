/* hand_program.h - for tests of report data: a program made by hand, a sink that remembers, and lanes as text. */
#ifndef HENG_TEST_HAND_PROGRAM_H
#define HENG_TEST_HAND_PROGRAM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/builder.h"
#include "runtime/unit.h"

enum { HAND_FIELDS = 24, HAND_DOMAINS = 4, HAND_LOG = 4096 };

struct hand {
    struct arena arena;
    jmp_buf boundary;
    struct program_field fields[HAND_FIELDS];
    struct program_domain domains[HAND_DOMAINS];
    struct heng_program program;
    struct diag_sink sink;
    char log[HAND_LOG];      /* "E0801 1:5 " per diagnostic */
    char rendered[HAND_LOG]; /* the last one whole */
    char shown[256];
};

static inline void hand_remember(void *context, const heng_diagnostic *d)
{
    struct hand *h = context;
    size_t length = strlen(h->log);
    snprintf(h->log + length, sizeof h->log - length, "%s%s %u:%u", length ? "; " : "", d->code, d->line, d->column);
    snprintf(h->rendered, sizeof h->rendered, "%s", d->rendered);
}

static inline void hand_open(struct hand *h)
{
    memset(h, 0, sizeof *h);
    arena_init(&h->arena, NULL, 0);
    h->arena.boundary = &h->boundary;
    h->program.domains = h->domains;
    h->program.domain_count = 1;
    h->program.fields = h->fields;
    h->sink = (struct diag_sink){.arena = &h->arena, .report = hand_remember, .context = h};
}

static inline void hand_close(struct hand *h)
{
    for (size_t i = 0; i < h->program.field_count; i++)
        if (h->fields[i].blank_is_value)
            mpq_clear(h->fields[i].blank);
    arena_free(&h->arena);
}

/* Cuts a dotted path into names. */
static inline const char **hand_path(struct hand *h, const char *dotted, uint16_t *length)
{
    const char **names = arena_alloc(&h->arena, 8 * sizeof *names);
    char *copy = arena_copy(&h->arena, dotted, strlen(dotted)), *rest = copy;
    for (*length = 0; rest; ++*length) {
        char *dot = strchr(rest, '.');
        if (dot)
            *dot++ = '\0';
        names[*length] = rest;
        rest = dot;
    }
    return names;
}

static inline struct program_field *hand_field(struct hand *h, const char *path, uint16_t domain, enum field_part part, int scale, const char *unit)
{
    struct program_field *f = &h->fields[h->program.field_count++];
    f->path = hand_path(h, path, &f->path_length);
    f->domain = domain;
    f->part = part;
    f->scale = (int16_t)scale;
    f->unit = (int16_t)(*unit ? unit_find(unit, strlen(unit)) : NO_UNIT);
    f->precision = PRECISION_PRINTED;
    f->used = true;
    switch (part) {
    case FIELD_NUMBER:
    case FIELD_FIGURE:
        f->kind = LANE_FIXED;
        break;
    case FIELD_DATE:
    case FIELD_AS_OF:
        f->kind = LANE_DATE;
        break;
    case FIELD_TRUTH:
    case FIELD_PRESENT:
        f->kind = LANE_TRUTH;
        break;
    case FIELD_TEXT:
    case FIELD_RELATION:
    case FIELD_UNIT:
    case FIELD_KIND:
        f->kind = LANE_TEXT;
        break;
    }
    return f;
}

/* A table, with the field that tells whether the data has it. */
static inline uint16_t hand_table(struct hand *h, const char *path, uint16_t parent)
{
    uint16_t domain = (uint16_t)h->program.domain_count++;
    struct program_domain *d = &h->domains[domain];
    d->kind = DOMAIN_TABLE;
    d->parent = parent;
    d->path = hand_path(h, path, &d->path_length);
    d->present = (uint32_t)h->program.field_count;
    hand_field(h, path, parent, FIELD_PRESENT, 0, "");
    return domain;
}

/* A lane as text: "8400 d2" (d: digits), "wide 1/3 d2", "exact" for DIGITS_EXACT, a text, a date as days, yes or no, or the reason's code. */
static inline const char *hand_lane(struct hand *h, const struct data *d, uint32_t field, size_t lane)
{
    const struct column *c = &d->columns[field];
    char digits[16] = "", *number = NULL;
    if (c->why && c->why[lane] != REASON_OK)
        return reason_code(c->why[lane]);
    if (c->digits)
        snprintf(digits, sizeof digits, c->digits[lane] == DIGITS_EXACT ? " exact" : " d%d", c->digits[lane]);
    switch (h->fields[field].kind) {
    case LANE_TRUTH:
        return c->truths[lane] ? "yes" : "no";
    case LANE_TEXT:
        return text_table_text(d->texts, c->values[lane], NULL);
    case LANE_FIXED:
    case LANE_FRACTION:
    case LANE_DATE:
        break;
    }
    snprintf(h->shown, sizeof h->shown, "%lld%s", (long long)c->values[lane], digits);
    for (size_t i = 0; i < c->wide_count; i++) {
        if (c->wide[i].lane != lane)
            continue;
        assert_int_equal(c->values[lane], 0);
        number = number_print_exact(&h->arena, c->wide[i].number);
        snprintf(h->shown, sizeof h->shown, "wide %.200s%s", number, digits);
    }
    return h->shown;
}

#endif
