/* builder.c - report data under construction: what JSON and CSV share. */
#include "builder.h"

#include <string.h>

static void init_arena(struct arena *a, const struct arena *like)
{
    arena_init(a, &like->host, 0);
}

struct data_builder *data_builder_new(struct arena *a, const struct heng_program *p, struct diag_sink *sink, const struct data_options *o)
{
    struct data_builder *b = arena_alloc(a, sizeof *b);
    b->arena = a;
    b->program = p;
    b->sink = sink;
    b->options = o ? *o : (struct data_options){.origins = true};
    b->shape = shape_new(a, p);
    init_arena(&b->keep, a);
    init_arena(&b->tree, a);
    init_arena(&b->parser, a);
    field_cell_init(&b->cell, &b->columns, &b->tree);
    return b;
}

void data_builder_free(struct data_builder *b)
{
    if (!b)
        return;
    field_cell_clear(&b->cell);
    arena_free(&b->keep);
    arena_free(&b->tree);
    arena_free(&b->parser);
}

const struct data *data_builder_data(struct data_builder *b)
{
    if (b->ready)
        return columns_publish(&b->columns);
    b->columns.data.program = b->program;
    return &b->columns.data;
}

void data_builder_date(struct data_builder *b, const int32_t *as_of)
{
    b->options.as_of = b->columns.as_of = as_of;
}

void data_builder_clear(struct data_builder *b)
{
    arena_free(&b->keep);
    b->columns = (struct columns){.arena = NULL};
    b->ready = false;
}

/* What the owner's limit leaves to arenas that hold `used` bytes already. */
static size_t limit_beyond(const struct arena *owner, size_t used)
{
    if (owner->limit == 0)
        return 0;
    size_t taken = owner->used + used;
    return taken < owner->limit ? owner->limit - taken : 1;
}

static void prepare(struct data_builder *b, jmp_buf *boundary)
{
    struct arena *all[] = {&b->keep, &b->tree, &b->parser};
    arena_free(&b->tree);
    arena_free(&b->parser);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        all[i]->boundary = boundary;
        all[i]->failure = HENG_OK;
    }
    b->keep.limit = limit_beyond(b->arena, 0);
    b->tree.limit = b->parser.limit = limit_beyond(b->arena, b->keep.used);
    b->seen_count = 0;
    b->limited = false;
}

static heng_status failure_of(const struct data_builder *b)
{
    const struct arena *all[] = {&b->keep, &b->tree, &b->parser};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->failure != HENG_OK)
            return all[i]->failure;
    return HENG_MEMORY;
}

/* The work behind the boundary; jumped out of when memory ends. */
static heng_status work_inside(struct data_builder *b, builder_work *work, void *context)
{
    if (!b->ready) {
        columns_init(&b->columns, &b->keep, b->program, b->options.origins);
        if (b->streaming)
            b->columns.numbers = &b->tree;
        b->columns.as_of = b->options.as_of;
        b->ready = true;
    }
    columns_mark(&b->columns);
    unsigned errors = b->sink->errors;
    heng_status status = work(b, context);
    if (status == HENG_OK && b->sink->errors != errors)
        status = HENG_INVALID;
    columns_date(&b->columns); /* so that what follows takes no memory */
    return status;
}

heng_status builder_run(struct data_builder *b, const char *name, const char *text, size_t length, builder_work *work, void *context)
{
    const struct source *outer = b->sink->sources;
    const size_t outer_count = b->sink->source_count;
    jmp_buf boundary;
    prepare(b, &boundary);
    b->source = (struct source){name, text, length};
    b->sink->sources = &b->source;
    b->sink->source_count = 1;
    b->source_index = 0;
    b->absent = SOURCE_ABSENT;
    if (b->options.joined && b->options.joined->count) {
        b->options.joined->sources[0] = b->source;
        b->sink->sources = b->options.joined->sources;
        b->sink->source_count = b->options.joined->count + 1;
    }
    heng_status status;
    if (setjmp(boundary) == 0)
        status = work_inside(b, work, context);
    else
        status = failure_of(b);
    b->sink->sources = outer;
    b->sink->source_count = outer_count;
    if (status != HENG_OK && b->ready)
        columns_rewind(&b->columns);
    if (!b->streaming)
        arena_free(&b->tree);
    arena_free(&b->parser);
    b->keep.boundary = b->tree.boundary = b->parser.boundary = NULL;
    return status;
}

struct span builder_span(const struct data_builder *b, size_t start, size_t end)
{
    if (end > UINT32_MAX)
        return (struct span){UINT32_MAX, 0, 0};
    return (struct span){b->source_index, (uint32_t)start, (uint32_t)end};
}

bool builder_is_new(struct data_builder *b, const struct shape *parent, const char *name, size_t length, bool otherwise)
{
    for (size_t i = 0; i < b->seen_count; i++) {
        const struct builder_seen *s = &b->seen[i];
        if (s->parent == parent && s->length == length && (length == 0 || memcmp(s->name, name, length) == 0))
            return false;
    }
    if (b->seen_count == BUILDER_SEEN)
        return otherwise;
    b->seen[b->seen_count++] = (struct builder_seen){parent, arena_copy(&b->parser, name, length), length};
    return true;
}

const char *builder_suggestion(struct data_builder *b, const struct shape *near)
{
    if (!near)
        return "";
    return arena_format(&b->parser, b->sink->english ? "; did you mean '%s'?" : "；是否为“%s”？", near->name);
}

void builder_warn_reading(struct data_builder *b, const char *text, size_t length, size_t start, size_t end)
{
    const struct field_cell *r = &b->cell;
    if (!r->parsed || r->cell.kind != CELL_UNREADABLE || !r->cell.reading)
        return;
    if (builder_is_new(b, NULL, text, length, false))
        diag_report(b->sink, DIAG_W0802, builder_span(b, start, end), arena_copy(&b->parser, text, length), r->cell.reading);
}

bool builder_read_year(const char *text, size_t length, int *year)
{
    static const char mark[] = "年";
    while (length && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    if (length == 4 + strlen(mark) && memcmp(text + 4, mark, strlen(mark)) == 0)
        length = 4;
    if (length != 4)
        return false;
    int sum = 0;
    for (size_t i = 0; i < 4; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        sum = sum * 10 + (text[i] - '0');
    }
    *year = sum;
    return true;
}
