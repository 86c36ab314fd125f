/* host.c - report data as columns that the host has already. */
#include "host.h"

#include <string.h>

#include "unit.h"

/* One host column on its way into one field. */
struct transfer {
    struct columns *columns;
    const heng_column *from;
    uint32_t field;
    const struct program_field *f;
    int power;  /* of the declared unit, where the field is in base units */
    int shift;  /* lane = value * 10^shift */
    size_t reports;
};

struct host {
    const heng_column *columns;
    size_t count, reports;
};

static bool is_present(const struct transfer *t, size_t lane)
{
    return !t->from->present || t->from->present[lane];
}

static bool is_number(const struct program_field *f)
{
    return f->part == FIELD_NUMBER || f->part == FIELD_FIGURE;
}

/* Decimals that `value` at the column's scale needs to be shown whole. */
static int needed_decimals(int64_t value, int scale)
{
    while (value && value % 10 == 0) {
        value /= 10;
        scale--;
    }
    return value ? scale : 0;
}

/* A figure of a field with declared decimals counts as printed finer only if it is finer: a host pads with zeros. */
static int8_t digits_of(const struct transfer *t, size_t lane)
{
    int decimals = t->from->scale;
    if (t->f->precision == PRECISION_DECIMALS)
        decimals = needed_decimals(t->from->values[lane], decimals);
    return field_cell_digits(t->f, t->f->unit, t->power, decimals);
}

/* The machine reads no value of a lane that has none, and bounds the magnitudes of what it loads: whatever stands in
 * the lanes is harmless. */
static bool fits_in_place(const struct transfer *t) { return t->shift == 0 && !(t->f->blank_is_value && t->from->present); }

static void use_in_place(const struct transfer *t)
{
    struct arena *a = t->columns->arena;
    struct column *column = &t->columns->data.columns[t->field];
    column->values = (int64_t *)(uintptr_t)t->from->values; /* only read from now on */
    if (t->from->present && memchr(t->from->present, 0, t->reports)) {
        uint8_t *why = t->columns->states[t->field].why = arena_alloc_lanes(a, t->reports);
        t->columns->states[t->field].lacks = true;
        const uint8_t *present = t->from->present;
        size_t reports = t->reports;
        for (size_t i = 0; i < reports; i++)
            why[i] = present[i] ? REASON_OK : REASON_BLANK;
    }
    bool declared = t->f->precision == PRECISION_EXACT || (t->f->precision == PRECISION_DECIMALS && t->from->scale <= t->f->decimals);
    if (declared)
        return;
    column->digits = arena_alloc_lanes(a, t->reports);
    for (size_t i = 0; i < t->reports; i++)
        column->digits[i] = is_present(t, i) ? digits_of(t, i) : DIGITS_EXACT;
}

static void convert_number(const struct transfer *t, size_t lane, mpq_t number)
{
    int64_t value = t->from->values[lane];
    mpq_set_si(number, (long)value, 1);
    number_scale(number, number, (long)t->power - t->from->scale);
    if (number_in_limits(number))
        columns_put_number(t->columns, t->field, lane, number, digits_of(t, lane));
    else
        columns_put_missing(t->columns, t->field, lane, REASON_LIMIT);
}

static void put_word(const struct transfer *t, size_t lane, const char *word)
{
    columns_put_fixed(t->columns, t->field, lane, text_table_enter(t->columns->data.texts, word, strlen(word)), DIGITS_EXACT);
}

static void convert_lane(const struct transfer *t, size_t lane, mpq_t number)
{
    int64_t value = t->from->values[lane];
    switch (t->f->part) {
    case FIELD_NUMBER:
    case FIELD_FIGURE:
        convert_number(t, lane, number);
        return;
    case FIELD_DATE:
        columns_put_fixed(t->columns, t->field, lane, value, DIGITS_EXACT);
        return;
    case FIELD_TRUTH:
        columns_put_truth(t->columns, t->field, lane, value != 0);
        return;
    case FIELD_RELATION:
        put_word(t, lane, "=");
        return;
    case FIELD_UNIT:
        put_word(t, lane, "");
        return;
    case FIELD_KIND:
        put_word(t, lane, "数值");
        return;
    case FIELD_AS_OF: /* columns.c writes it */
    case FIELD_PRESENT: /* a table is no column */
    case FIELD_TEXT:
        columns_put_missing(t->columns, t->field, lane, REASON_UNREADABLE);
        return;
    }
}

static void transfer(const struct transfer *t, struct field_cell *blank)
{
    if (is_number(t->f) && fits_in_place(t)) {
        use_in_place(t);
        return;
    }
    columns_widen_field(t->columns, t->field, 0, t->reports);
    for (size_t i = 0; i < t->reports; i++) {
        if (is_present(t, i))
            convert_lane(t, i, blank->number);
        else
            field_cell_read(blank, &t->field, 1, i, SOURCE_NULL, NULL, 0, "");
    }
}

static void take_column(struct data_builder *b, const struct host *h, const heng_column *from)
{
    const struct span nowhere = {UINT32_MAX, 0, 0};
    struct shape *s = shape_find(b->shape, from->name, strlen(from->name));
    if (!s || !s->value || s->domain != 0) {
        const struct shape *near = shape_nearest(b->shape, from->name, strlen(from->name), NULL, NULL);
        diag_report(b->sink, DIAG_E0830, nowhere, from->name, builder_suggestion(b, near));
        return;
    }
    if (s->taken) {
        diag_report(b->sink, DIAG_E0823, nowhere, from->name);
        return;
    }
    s->taken = true;
    for (size_t i = 0; i < s->field_count; i++) {
        const struct program_field *f = &b->program->fields[s->fields[i]];
        if (f->part == FIELD_TEXT) {
            diag_report(b->sink, DIAG_E0831, nowhere, from->name);
            return;
        }
        int power = f->part == FIELD_FIGURE ? 0 : field_cell_bare_power(f, NO_UNIT);
        const struct transfer t = {&b->columns, from, s->fields[i], f, power, f->scale - from->scale + power, h->reports};
        transfer(&t, &b->cell);
    }
}

/* Values without column, and rows: there are none. */
static void fill_absent(struct data_builder *b, struct shape *s, size_t reports)
{
    for (struct shape *child = s->first; child; child = child->next) {
        for (size_t i = 0; i < child->field_count && !child->taken; i++) {
            columns_widen_field(&b->columns, child->fields[i], 0, reports);
            for (size_t lane = 0; lane < reports; lane++)
                field_cell_read(&b->cell, &child->fields[i], 1, lane, SOURCE_ABSENT, NULL, 0, "");
        }
        child->taken = false;
        if (child->table)
            continue;
        fill_absent(b, child, reports);
    }
}

static heng_status fill(struct data_builder *b, void *context)
{
    const struct host *h = context;
    struct data *data = &b->columns.data;
    b->columns.origins = false;
    b->cell.money_unit = NO_UNIT;
    if (h->reports >= UINT32_MAX)
        return HENG_LIMIT;
    for (size_t i = 0; i < h->count; i++)
        take_column(b, h, &h->columns[i]);
    fill_absent(b, b->shape, h->reports);
    data->reports = data->lanes[0] = h->reports;
    for (size_t d = 1; d < b->program->domain_count; d++)
        if (b->program->domains[d].kind == DOMAIN_TABLE && b->program->domains[d].parent == 0)
            data->offsets[d] = arena_alloc_lanes(b->columns.arena, (h->reports + 1) * sizeof **data->offsets);
    return HENG_OK;
}

heng_status data_from_columns(struct data_builder *b, const heng_column *columns, size_t count, size_t reports)
{
    struct host host = {columns, count, reports};
    return builder_run(b, "", "", 0, fill, &host);
}
