/* csv.c - report data as CSV text: one report per line, its fields named by the first line.
 *
 * Lines are read in blocks straight into the lanes. A column that is read by one number field takes plain decimals by csv_plain.h; every
 * other cell is cut out, unquoted and read as a cell of a document would be. */
#include "csv.h"

#include <string.h>

#include "csv_plain.h"
#include "text.h"

enum { BLOCK = 256 }; /* lines after which the memory for their cells is given back */

enum column_kind { COLUMN_SKIPPED, COLUMN_PLAIN, COLUMN_CELL, COLUMN_UNIT_NAME, COLUMN_TITLE, COLUMN_YEAR };

struct csv_column {
    enum column_kind kind;
    const struct shape *shape;           /* PLAIN, CELL */
    /* PLAIN: */
    uint32_t field;
    int shift;                           /* lane = printed number * 10^shift */
    bool blank_is_value;
    int8_t digits_of[CSV_PLAIN_BYTES];   /* by printed decimals */
    int64_t *values;                     /* by lane */
    uint8_t *why;
    int8_t *digits;
};

struct csv {
    struct data_builder *b;
    struct arena *memory;                /* what lives as long as this */
    const char *text, *at, *end;
    size_t line;                         /* number of the line at `at` */
    struct csv_column *columns;
    size_t count;
    const struct shape **absent;         /* values that have no column */
    size_t absent_count;
    bool stopped;                        /* after a mistake that leaves no line to go on with */
};

struct csv_field {
    const char *start;                   /* in the source, the quote included */
    const char *text;                    /* unquoted */
    size_t length;
    const char *after;                   /* what ends it: comma, line end or end of the text */
};

static struct span span_of(const struct csv *c, const char *start, const char *end)
{
    return builder_span(c->b, (size_t)(start - c->text), (size_t)(end - c->text));
}

/* ---- fields ---- */

/* Length of the line end at `at`, 0 if there is none. The end of the text is none. */
static size_t line_end(const struct csv *c, const char *at)
{
    if (at < c->end && *at == '\n')
        return 1;
    return c->end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? 2 : 0;
}

static bool ends_field(const struct csv *c, const char *at)
{
    return at == c->end || *at == ',' || line_end(c, at);
}

/* The text between the quotes, of which some inside are doubled. */
static void unquote(struct csv *c, struct csv_field *f, const char *from, const char *to)
{
    char *text = arena_alloc(&c->b->tree, (size_t)(to - from) + 1);
    f->text = text;
    for (; from < to; from++) {
        *text++ = *from;
        from += *from == '"';
    }
    f->length = (size_t)(text - f->text);
}

static bool scan_quoted(struct csv *c, struct csv_field *f)
{
    const char *from = f->start + 1, *at = from;
    bool doubled = false;
    while ((at = memchr(at, '"', (size_t)(c->end - at))) && at + 1 < c->end && at[1] == '"') {
        doubled = true;
        at += 2;
    }
    if (!at) {
        diag_report(c->b->sink, DIAG_E0821, span_of(c, f->start, from), c->line);
        c->stopped = true;
        return false;
    }
    f->text = from;
    f->length = (size_t)(at - from);
    f->after = at + 1;
    if (doubled)
        unquote(c, f, from, at);
    const size_t first_line = c->line;
    for (const char *n = from; (n = memchr(n, '\n', (size_t)(at - n))); n++)
        c->line++;
    if (ends_field(c, f->after))
        return true;
    diag_report(c->b->sink, DIAG_E0822, span_of(c, f->after, f->after + 1), first_line);
    return false;
}

/* Cuts out the field at `at`. False after a mistake, which is reported; *f then says nothing. */
static bool scan_field(struct csv *c, const char *at, struct csv_field *f)
{
    f->start = at;
    if (at < c->end && *at == '"')
        return scan_quoted(c, f);
    while (!ends_field(c, at))
        at++;
    f->text = f->start;
    f->after = at;
    f->length = (size_t)(at - f->start);
    return true;
}

/* Whether the bytes are what a text may be. */
static bool check_text(struct csv *c, const struct csv_field *f)
{
    size_t invalid = text_invalid_utf8(f->text, f->length);
    if (invalid != SIZE_MAX) {
        size_t start = (size_t)(f->start - c->text);
        diag_report(c->b->sink, DIAG_E0101, span_of(c, f->start, f->after), start + invalid + 1, (unsigned)(unsigned char)f->text[invalid]);
        return false;
    }
    if (f->length && memchr(f->text, '\0', f->length)) {
        diag_report(c->b->sink, DIAG_E0826, span_of(c, f->start, f->after), c->line);
        return false;
    }
    return true;
}

/* ---- header ---- */

static bool is_path(const struct csv_field *f, const char *zh, const char *en)
{
    return (f->length == strlen(zh) && memcmp(f->text, zh, f->length) == 0)
        || (f->length == strlen(en) && memcmp(f->text, en, f->length) == 0);
}

static void trim(struct csv_field *f)
{
    while (f->length && (*f->text == ' ' || *f->text == '\t')) {
        f->text++;
        f->length--;
    }
    while (f->length && (f->text[f->length - 1] == ' ' || f->text[f->length - 1] == '\t'))
        f->length--;
}

/* A column read by one number field alone can be read the fast way, unless every cell must be kept. */
static bool is_plain(const struct data_builder *b, const struct shape *s)
{
    return s->field_count == 1 && b->program->fields[s->fields[0]].part == FIELD_NUMBER && !b->options.origins;
}

static void set_up(struct csv *c, struct csv_column *column, struct shape *s)
{
    const struct data_builder *b = c->b;
    s->taken = true;
    column->shape = s;
    column->kind = s->field_count == 0 ? COLUMN_SKIPPED : is_plain(b, s) ? COLUMN_PLAIN : COLUMN_CELL;
    if (column->kind != COLUMN_PLAIN)
        return;
    column->field = s->fields[0];
    const struct program_field *f = &b->program->fields[column->field];
    int power = field_cell_bare_power(f, NO_UNIT);
    column->shift = f->scale + power;
    column->blank_is_value = f->blank_is_value;
    for (int decimals = 0; decimals < CSV_PLAIN_BYTES; decimals++)
        column->digits_of[decimals] = field_cell_digits(f, f->unit, power, decimals);
}

static void name_column(struct csv *c, struct csv_column *column, struct csv_field *f)
{
    struct data_builder *b = c->b;
    trim(f);
    struct shape *s = shape_find(b->shape, f->text, f->length);
    if (s && s->value && s->domain == 0 && !s->taken) {
        set_up(c, column, s);
    } else if (s && s->taken) {
        diag_report(b->sink, DIAG_E0823, span_of(c, f->start, f->after), arena_copy(&b->parser, f->text, f->length));
    } else if (is_path(f, "报告.单位", "report.unit")) {
        column->kind = COLUMN_UNIT_NAME;
    } else if (is_path(f, "报告.名称", "report.name")) {
        column->kind = COLUMN_TITLE;
    } else if (is_path(f, "报告.年度", "report.year")) {
        column->kind = COLUMN_YEAR;
    } else if (is_path(f, "报告.金额单位", "report.money_unit")) {
        diag_report(b->sink, DIAG_E0825, span_of(c, f->start, f->after));
    } else if (builder_is_new(b, b->shape, f->text, f->length, false)) {
        const struct shape *near = shape_nearest(b->shape, f->text, f->length, NULL, NULL);
        if (!b->program->open || near)
            diag_report(b->sink, DIAG_W0801, span_of(c, f->start, f->after), arena_copy(&b->parser, f->text, f->length),
                        builder_suggestion(b, near));
    }
}

static void forget_taken(struct shape *s)
{
    s->taken = false;
    for (struct shape *child = s->first; child; child = child->next)
        forget_taken(child);
}

/* Values outside tables that no column gives: counts them, and lists them if there is a list. */
static void list_absent(struct csv *c, const struct shape *s)
{
    for (const struct shape *child = s->first; child; child = child->next) {
        if (child->field_count && !child->taken) {
            if (c->absent)
                c->absent[c->absent_count] = child;
            c->absent_count++;
        }
        if (!child->table)
            list_absent(c, child);
    }
}

static void end_line(struct csv *c, const char *at)
{
    size_t size = line_end(c, at);
    c->line += size > 0;
    c->at = at + size;
}

static void read_header(struct csv *c)
{
    struct data_builder *b = c->b;
    if (c->end - c->at >= 3 && memcmp(c->at, "\xEF\xBB\xBF", 3) == 0)
        c->at += 3;
    if (c->at == c->end || line_end(c, c->at)) {
        diag_report(b->sink, DIAG_E0824, span_of(c, c->at, c->at));
        c->stopped = true;
        return;
    }
    forget_taken(b->shape);
    size_t capacity = 0;
    for (const char *at = c->at;; at++) {
        struct csv_field f;
        if (!scan_field(c, at, &f) || !check_text(c, &f)) {
            c->stopped = true;
            return;
        }
        c->columns = arena_grow(c->memory, c->columns, c->count, &capacity, sizeof *c->columns);
        struct csv_column *column = &c->columns[c->count++];
        *column = (struct csv_column){.kind = COLUMN_SKIPPED};
        name_column(c, column, &f);
        at = f.after;
        if (at == c->end || *at != ',') {
            end_line(c, at);
            break;
        }
    }
    list_absent(c, b->shape);
    c->absent = arena_alloc(c->memory, (c->absent_count + 1) * sizeof *c->absent);
    c->absent_count = 0;
    list_absent(c, b->shape);
}

/* ---- lines ---- */

static bool put_plain(struct csv_column *column, size_t lane, const struct csv_plain *plain)
{
    unsigned shift = (unsigned)(column->shift - (int)plain->decimals);
    int64_t value;
    if (shift >= NUMBER_POWERS || __builtin_mul_overflow(plain->mantissa, number_powers[shift], &value))
        return false;
    column->values[lane] = value;
    column->digits[lane] = column->digits_of[plain->decimals];
    return true;
}

/* The field at `at`, around which there must be room, if it is plain or empty and `end` ends it: fills the lane and returns what follows
 * `end`; else NULL. */
static inline const char *read_plain(struct csv *c, struct csv_column *column, size_t lane, const char *at, char end)
{
    struct csv_plain plain;
    bool number = csv_plain_read(at, &plain);
    const char *after = at + plain.length;
    after += end == '\n' && after[0] == '\r'; /* a lone CR stays in the field */
    if (*after != end)
        return NULL;
    if (number)
        return put_plain(column, lane, &plain) ? after + 1 : NULL;
    if (plain.length || column->blank_is_value)
        return NULL;
    columns_put_missing(&c->b->columns, column->field, lane, REASON_BLANK);
    return after + 1;
}

static void read_year(struct csv *c, const struct csv_field *f, struct report_info *info)
{
    if (f->length == 0)
        return;
    info->has_year = builder_read_year(f->text, f->length, &info->year);
    if (!info->has_year)
        diag_report(c->b->sink, DIAG_E0812, span_of(c, f->start, f->after));
}

static void read_cell(struct csv *c, const struct csv_column *column, size_t lane, const struct csv_field *f)
{
    struct data_builder *b = c->b;
    struct report_info *info = &b->columns.data.infos[lane];
    if (column->kind == COLUMN_SKIPPED || !check_text(c, f))
        return;
    switch (column->kind) {
    case COLUMN_SKIPPED:
        return;
    case COLUMN_PLAIN:
    case COLUMN_CELL:
        field_cell_read(&b->cell, column->shape->fields, column->shape->field_count, lane, SOURCE_TEXT, f->text, f->length, "");
        builder_warn_reading(b, f->text, f->length, (size_t)(f->start - c->text), (size_t)(f->after - c->text));
        return;
    case COLUMN_TITLE:
        if (*info->name)
            return; /* 单位 comes first */
        info->name = arena_copy(b->columns.numbers, f->text, f->length);
        return;
    case COLUMN_UNIT_NAME:
        if (f->length)
            info->name = arena_copy(b->columns.numbers, f->text, f->length);
        return;
    case COLUMN_YEAR:
        read_year(c, f, info);
        return;
    }
}

/* Goes on behind the line of a field that was spoilt by a mistake. */
static void skip_line(struct csv *c, const struct csv_field *spoilt)
{
    const char *newline = c->stopped ? NULL : memchr(spoilt->after, '\n', (size_t)(c->end - spoilt->after));
    c->at = newline ? newline + 1 : c->end;
    c->line++;
}

/* Reports a line of `fields` fields so far, and the further ones from `at` on; goes on behind the line. */
static void report_count(struct csv *c, size_t line, const char *start, const char *at, size_t fields)
{
    while (at < c->end && *at == ',') {
        struct csv_field f;
        fields++;
        if (!scan_field(c, at + 1, &f)) {
            skip_line(c, &f);
            return;
        }
        at = f.after;
    }
    diag_report(c->b->sink, DIAG_E0820, span_of(c, start, at), line, fields, c->count);
    end_line(c, at);
}

/* Reads the line at c->at into lane `lane`; false if it had a mistake. */
static bool read_line(struct csv *c, size_t lane)
{
    const char *start = c->at, *at = start;
    const size_t line = c->line, count = c->count;
    const size_t size = (size_t)(c->end - c->text), room = CSV_PLAIN_BYTES + 1;
    const char *room_from = c->text + (size < room ? size : room), *room_to = c->end - (size < room ? size : room);
    for (size_t k = 0; k < count; k++) {
        struct csv_column *column = &c->columns[k];
        const bool last = k + 1 == count;
        if (column->kind == COLUMN_PLAIN && at >= room_from && at < room_to) {
            const char *next = read_plain(c, column, lane, at, last ? '\n' : ',');
            if (next) {
                at = next;
                continue;
            }
        }
        struct csv_field f;
        if (!scan_field(c, at, &f)) {
            skip_line(c, &f);
            return false;
        }
        const bool comma = f.after < c->end && *f.after == ',';
        if (comma == last) {
            report_count(c, line, start, f.after, k + 1);
            return false;
        }
        read_cell(c, column, lane, &f);
        if (last) {
            end_line(c, f.after);
            return true;
        }
        at = f.after + 1;
    }
    c->at = at;
    c->line++;
    return true;
}

/* Fills the columns with up to `most` further lines. */
static void read_block(struct csv *c, size_t most)
{
    struct columns *columns = &c->b->columns;
    columns_reserve(columns, 0, most);
    const size_t first = columns->data.lanes[0];
    for (size_t i = 0; i < most; i++)
        columns->data.infos[first + i] = (struct report_info){.name = ""};
    for (size_t k = 0; k < c->count; k++) {
        struct csv_column *column = &c->columns[k];
        if (column->kind != COLUMN_PLAIN)
            continue;
        column->values = columns->data.columns[column->field].values;
        column->digits = columns->data.columns[column->field].digits;
        column->why = columns->states[column->field].why;
        memset(column->why + first, REASON_OK, most);
    }
    size_t lines = 0;
    while (lines < most && c->at < c->end && !c->stopped) {
        if (c->count > 1 && line_end(c, c->at))
            end_line(c, c->at);
        else
            lines += read_line(c, first + lines);
    }
    for (size_t k = 0; k < c->absent_count; k++)
        for (size_t i = first; i < first + lines; i++)
            field_cell_read(&c->b->cell, c->absent[k]->fields, c->absent[k]->field_count, i, SOURCE_ABSENT, NULL, 0, "");
    columns_add_flat_reports(columns, lines);
}

static void start(struct csv *c, struct data_builder *b, struct arena *memory)
{
    *c = (struct csv){.b = b, .memory = memory, .text = b->source.text, .line = 1};
    c->at = c->text;
    c->end = c->text + b->source.length;
    b->cell.money_unit = NO_UNIT;
    read_header(c);
}

/* ---- a whole text ---- */

static heng_status read_whole(struct data_builder *b, void *context)
{
    struct csv *c = context;
    start(c, b, &b->parser);
    while (c->at < c->end && !c->stopped) {
        read_block(c, BLOCK);
        arena_free(&b->tree);
    }
    return HENG_OK;
}

heng_status data_add_csv(struct data_builder *b, const char *name, const char *text, size_t length)
{
    struct csv csv;
    return builder_run(b, name, text, length, read_whole, &csv);
}

/* ---- block by block ---- */

struct csv_reader {
    struct data_builder *b;
    struct csv csv;
    const char *name, *text;
    size_t length;
    size_t most;
    bool started;
};

struct csv_reader *csv_reader_new(struct arena *a, const struct heng_program *p, struct diag_sink *sink, const char *name,
                                  const char *text, size_t length)
{
    struct csv_reader *r = arena_alloc(a, sizeof *r);
    r->name = name;
    r->text = text;
    r->length = length;
    const struct data_options options = {.origins = false};
    r->b = data_builder_new(a, p, sink, &options);
    r->b->streaming = true;
    return r;
}

void csv_reader_date(struct csv_reader *r, const int32_t *as_of)
{
    data_builder_date(r->b, as_of);
}

void csv_reader_free(struct csv_reader *r)
{
    if (r)
        data_builder_free(r->b);
}

static heng_status read_next(struct data_builder *b, void *context)
{
    struct csv_reader *r = context;
    columns_empty(&b->columns);
    columns_mark(&b->columns);
    if (!r->started)
        start(&r->csv, b, &b->keep);
    r->started = true;
    /* lines that hold nothing or a mistake leave a block short, not empty */
    while (b->columns.data.reports == 0 && r->csv.at < r->csv.end && !r->csv.stopped)
        read_block(&r->csv, r->most);
    return HENG_OK;
}

heng_status csv_reader_next(struct csv_reader *r, size_t most, const struct data **out)
{
    r->most = most;
    heng_status status = builder_run(r->b, r->name, r->text, r->length, read_next, r);
    if (status != HENG_OK)
        r->csv.stopped = true;
    *out = data_builder_data(r->b);
    return status;
}
