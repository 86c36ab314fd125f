/* columns.c - the columns of struct data while they grow.
 *
 * All columns of a domain have the same room. A jump out of a failed allocation may leave some of them with more room than
 * `capacities` says, never with less. */
#include "columns.h"

#include <string.h>

#include "cell.h"

void columns_init(struct columns *c, struct arena *a, const struct heng_program *p, bool origins)
{
    *c = (struct columns){.arena = a, .program = p, .origins = origins, .numbers = a};
    c->data.program = p;
    c->data.texts = text_table_new(a);
    for (size_t i = 0; i < p->constant_count; i++)
        if (p->constants[i].kind == LANE_TEXT)
            text_table_enter(c->data.texts, p->constants[i].text, strlen(p->constants[i].text));
    c->data.columns = arena_alloc(a, p->field_count * sizeof *c->data.columns);
    c->states = arena_alloc(a, p->field_count * sizeof *c->states);
    c->data.lanes = arena_alloc(a, p->domain_count * sizeof *c->data.lanes);
    c->data.offsets = arena_alloc(a, p->domain_count * sizeof *c->data.offsets);
    c->capacities = arena_alloc(a, p->domain_count * sizeof *c->capacities);
    c->marked_lanes = arena_alloc(a, p->domain_count * sizeof *c->marked_lanes);
    for (size_t d = 1; d < p->domain_count; d++)
        if (p->domains[d].kind == DOMAIN_TABLE)
            c->data.offsets[d] = arena_alloc(a, sizeof **c->data.offsets);
}

/* A larger copy of `count` lanes of `size` bytes. */
static void *widened(struct arena *a, const void *lanes, size_t count, size_t capacity, size_t size)
{
    void *wider = arena_alloc_lanes(a, capacity * size);
    if (count)
        memcpy(wider, lanes, count * size);
    return wider;
}

void columns_widen_field(struct columns *c, uint32_t field, size_t count, size_t capacity)
{
    const struct program_field *f = &c->program->fields[field];
    struct column *column = &c->data.columns[field];
    struct arena *a = c->arena;
    c->states[field].why = widened(a, c->states[field].why, count, capacity, 1);
    if (f->kind == LANE_TRUTH)
        column->truths = widened(a, column->truths, count, capacity, 1);
    else
        column->values = widened(a, column->values, count, capacity, sizeof *column->values);
    if (f->kind == LANE_FIXED)
        column->digits = widened(a, column->digits, count, capacity, 1);
    if (c->origins)
        column->printed = widened(a, column->printed, count, capacity, sizeof *column->printed);
    if (column->places)
        column->places = widened(a, column->places, count, capacity, sizeof *column->places);
}

void columns_reserve(struct columns *c, uint16_t domain, size_t more)
{
    size_t count = c->data.lanes[domain], capacity = c->capacities[domain];
    if (more <= capacity - count)
        return;
    if (more > UINT32_MAX - count)
        arena_fail(c->arena, HENG_LIMIT);
    capacity = capacity < 8 ? 8 : capacity * 2;
    if (capacity < count + more)
        capacity = count + more;
    for (uint32_t i = 0; i < c->program->field_count; i++)
        if (c->program->fields[i].domain == domain && c->program->fields[i].used)
            columns_widen_field(c, i, count, capacity);
    for (size_t d = 1; d < c->program->domain_count; d++)
        if (c->program->domains[d].kind == DOMAIN_TABLE && c->program->domains[d].parent == domain)
            c->data.offsets[d] = widened(c->arena, c->data.offsets[d], count + 1, capacity + 1, sizeof **c->data.offsets);
    if (domain == 0)
        c->data.infos = widened(c->arena, c->data.infos, count, capacity, sizeof *c->data.infos);
    c->capacities[domain] = capacity;
}

size_t columns_add_lane(struct columns *c, uint16_t domain)
{
    columns_reserve(c, domain, 1);
    return c->data.lanes[domain]++;
}

void columns_end_rows(struct columns *c, uint16_t table, size_t parent)
{
    c->data.offsets[table][parent + 1] = (uint32_t)c->data.lanes[table];
}

size_t columns_add_report(struct columns *c, const struct report_info *info)
{
    size_t report = columns_add_lane(c, 0);
    c->data.infos[report] = *info;
    c->data.reports++;
    return report;
}

void columns_add_flat_reports(struct columns *c, size_t count)
{
    size_t first = c->data.lanes[0];
    c->data.lanes[0] += count;
    c->data.reports += count;
    for (size_t d = 1; d < c->program->domain_count; d++)
        if (c->program->domains[d].kind == DOMAIN_TABLE && c->program->domains[d].parent == 0)
            for (size_t i = first; i < first + count; i++)
                columns_end_rows(c, (uint16_t)d, i);
}

void columns_put_missing(struct columns *c, uint32_t field, size_t lane, uint8_t why)
{
    struct column *column = &c->data.columns[field];
    c->states[field].why[lane] = why;
    c->states[field].lacks = true;
    if (column->truths)
        column->truths[lane] = 0;
    if (column->values)
        column->values[lane] = 0;
    if (column->digits)
        column->digits[lane] = DIGITS_EXACT;
}

void columns_put_fixed(struct columns *c, uint32_t field, size_t lane, int64_t value, int8_t digits)
{
    struct column *column = &c->data.columns[field];
    c->states[field].why[lane] = REASON_OK;
    column->values[lane] = value;
    if (column->digits)
        column->digits[lane] = digits;
}

void columns_put_truth(struct columns *c, uint32_t field, size_t lane, bool truth)
{
    c->states[field].why[lane] = REASON_OK;
    c->data.columns[field].truths[lane] = truth ? 2 : 0;
}

void columns_put_origin(struct columns *c, uint32_t field, size_t lane, const char *printed, const char *place)
{
    struct column *column = &c->data.columns[field];
    column->printed[lane] = printed;
    if (*place && !column->places) {
        column->places = arena_alloc_lanes(c->arena, c->capacities[c->program->fields[field].domain] * sizeof *column->places);
        for (size_t i = 0; i < lane; i++)
            column->places[i] = "";
    }
    if (column->places)
        column->places[lane] = place;
}

enum { TEXT_ROOM = 1 << 14 };

/* Most cells take a few bytes only: they stand side by side, where a block of memory of its own would take more than the text. */
const char *columns_keep_text(struct columns *c, const char *text, size_t length)
{
    if (length == 0)
        return "";
    if (length >= TEXT_ROOM / 16)
        return arena_copy(c->arena, text, length);
    if (length >= c->text_left) {
        c->text = arena_alloc(c->arena, TEXT_ROOM);
        c->text_left = TEXT_ROOM;
    }
    char *copy = memcpy(c->text, text, length);
    copy[length] = '\0';
    c->text += length + 1;
    c->text_left -= length + 1;
    return copy;
}

void columns_put_number(struct columns *c, uint32_t field, size_t lane, const mpq_t number, int8_t digits)
{
    struct column *column = &c->data.columns[field];
    int64_t value = 0;
    bool fits = number_to_fixed(number, c->program->fields[field].scale, &value) && value != INT64_MIN;
    columns_put_fixed(c, field, lane, fits ? value : 0, digits);
    if (fits)
        return;
    column->wide = arena_grow(c->arena, column->wide, column->wide_count, &c->states[field].wide_capacity, sizeof *column->wide);
    struct data_wide *wide = &column->wide[column->wide_count];
    wide->lane = lane;
    number_freeze(c->numbers, wide->number, number);
    column->wide_count++;
}

void columns_date(struct columns *c)
{
    const struct heng_program *p = c->program;
    size_t count = c->data.reports;
    if (!p->dated)
        return;
    struct column *column = &c->data.columns[p->as_of_field];
    struct column_state *state = &c->states[p->as_of_field];
    if (!c->as_of_capacity || count > c->as_of_capacity) {
        size_t capacity = count + count / 2 + 8;
        column->values = arena_alloc_lanes(c->arena, capacity * sizeof *column->values);
        state->why = arena_alloc_lanes(c->arena, capacity);
        c->as_of_capacity = capacity;
    }
    state->lacks = false;
    for (size_t i = 0; i < count; i++) {
        const struct report_info *info = c->data.infos ? &c->data.infos[i] : NULL;
        int32_t day = c->as_of ? *c->as_of : p->as_of;
        bool known = c->as_of || p->has_as_of;
        if (!c->as_of && info && info->has_year)
            known = cell_days_from_civil(info->year, 12, 31, &day);
        column->values[i] = known ? day : 0;
        state->why[i] = known ? REASON_OK : REASON_NO_YEAR;
        state->lacks |= !known;
    }
}

const struct data *columns_publish(struct columns *c)
{
    columns_date(c);
    for (size_t i = 0; i < c->program->field_count; i++)
        c->data.columns[i].why = c->states[i].lacks ? c->states[i].why : NULL;
    return &c->data;
}

void columns_mark(struct columns *c)
{
    c->marked_reports = c->data.reports;
    memcpy(c->marked_lanes, c->data.lanes, c->program->domain_count * sizeof *c->marked_lanes);
}

void columns_rewind(struct columns *c)
{
    c->data.reports = c->marked_reports;
    memcpy(c->data.lanes, c->marked_lanes, c->program->domain_count * sizeof *c->marked_lanes);
    for (size_t i = 0; i < c->program->field_count; i++) {
        struct column *column = &c->data.columns[i];
        size_t lanes = c->marked_lanes[c->program->fields[i].domain];
        while (column->wide_count && column->wide[column->wide_count - 1].lane >= lanes)
            column->wide_count--;
    }
}

void columns_empty(struct columns *c)
{
    c->data.reports = 0;
    memset(c->data.lanes, 0, c->program->domain_count * sizeof *c->data.lanes);
    for (size_t i = 0; i < c->program->field_count; i++) {
        c->data.columns[i].wide_count = 0;
        c->states[i].lacks = false;
    }
}
