/* session.c - one thread's work with a program: its memory, its machines, and the one place where failures land. */
#include "session.h"

#include <string.h>

#include "cell.h"

/* ---- memory ---- */

static void *allocate_metered(void *context, void *pointer, size_t old_size, size_t new_size)
{
    struct meter *m = context;
    size_t others = m->used - old_size;
    if (new_size && m->limit && (others > m->limit || new_size > m->limit - others)) {
        m->refused = true;
        return NULL;
    }
    void *moved = m->host.allocate(m->host.context, pointer, old_size, new_size);
    if (moved || !new_size)
        m->used = others + new_size;
    return moved;
}

static void room_close(struct engine_room *room)
{
    machine_free(room->machine);
    room->machine = NULL;
    arena_free(&room->arena);
}

static void forget_evaluated(heng_session *s)
{
    s->evaluated = NULL;
    arena_free(&s->results);
}

static void set_boundary(heng_session *s, jmp_buf *boundary)
{
    struct arena *arenas[] = {&s->reports, &s->results, &s->block, &s->copies, &s->file, &s->document, &s->tested, &s->detail.arena, &s->batch.arena};
    for (size_t i = 0; i < sizeof arenas / sizeof *arenas; i++)
        arenas[i]->boundary = boundary;
}

static heng_status failure_of(const heng_session *s)
{
    const struct arena *arenas[] = {&s->reports, &s->results, &s->block, &s->copies, &s->file, &s->document, &s->tested, &s->detail.arena, &s->batch.arena};
    heng_status status = HENG_MEMORY;
    for (size_t i = 0; i < sizeof arenas / sizeof *arenas; i++)
        if (arenas[i]->failure != HENG_OK)
            status = arenas[i]->failure;
    return status;
}

static void clear_failures(heng_session *s)
{
    s->reports.failure = s->results.failure = s->block.failure = s->copies.failure = s->file.failure = HENG_OK;
    s->document.failure = s->tested.failure = HENG_OK;
    s->detail.arena.failure = s->batch.arena.failure = HENG_OK;
    s->meter.refused = false;
}

heng_status session_protect(heng_session *s, session_work *work, void *argument)
{
    jmp_buf boundary;
    heng_status status;
    clear_failures(s);
    set_boundary(s, &boundary);
    s->sink = (struct diag_sink){.arena = &s->block, .report = s->options.diagnostic, .context = s->options.diagnostic_context,
                                 .english = s->options.english != 0};
    if (setjmp(boundary) == 0) {
        status = work(s, argument);
    } else {
        status = failure_of(s);
        room_close(&s->detail);
        room_close(&s->batch);
        forget_evaluated(s);
    }
    csv_reader_free(s->reader);
    s->reader = NULL;
    data_builder_free(s->guest);
    s->guest = NULL;
    arena_free(&s->block);
    arena_free(&s->copies);
    set_boundary(s, NULL);
    return status == HENG_MEMORY && s->meter.refused ? HENG_LIMIT : status;
}

struct machine *session_machine(heng_session *s, struct engine_room *room, const struct program_section *section)
{
    struct machine_options options = {
        .path = s->options.path == HENG_PATH_WIDE ? MACHINE_WIDE : MACHINE_AUTO,
        .cancel = &s->cancelled,
    };
    if (!room->machine)
        room->machine = machine_new(&room->arena, s->program, section, &options);
    return room->machine;
}

/* ---- beginning and end ---- */

static void *allocate_by_default(void *context, void *pointer, size_t old_size, size_t new_size)
{
    struct arena a;
    (void)context;
    arena_init(&a, NULL, 0);
    return a.host.allocate(a.host.context, pointer, old_size, new_size);
}

heng_status heng_session_new(const heng_program *p, const heng_session_options *options, heng_session **out)
{
    if (!out)
        return HENG_MISUSE;
    *out = NULL;
    if (!p)
        return HENG_MISUSE;
    heng_allocator host = {.allocate = allocate_by_default};
    if (options && options->allocator)
        host = *options->allocator;
    heng_session *s = host.allocate(host.context, NULL, 0, sizeof *s);
    if (!s)
        return HENG_MEMORY;
    *s = (heng_session){.program = p, .meter = {.host = host}};
    if (options)
        s->options = *options;
    s->meter.limit = s->options.limits.memory;
    heng_allocator metered = {.allocate = allocate_metered, .context = &s->meter};
    arena_init(&s->reports, &metered, 0);
    arena_init(&s->results, &metered, 0);
    arena_init(&s->block, &metered, 0);
    arena_init(&s->copies, &metered, 0);
    arena_init(&s->file, &metered, 0);
    arena_init(&s->document, &metered, 0);
    arena_init(&s->tested, &metered, 0);
    arena_init(&s->detail.arena, &metered, 0);
    arena_init(&s->batch.arena, &metered, 0);
    scratch_init(&s->numbers);
    *out = s;
    return HENG_OK;
}

void heng_session_clear(heng_session *s)
{
    if (!s)
        return;
    forget_evaluated(s);
    room_close(&s->detail);
    room_close(&s->batch);
    data_builder_free(s->builder);
    s->builder = NULL;
    s->data = NULL;
    arena_free(&s->reports);
}

void heng_session_free(heng_session *s)
{
    if (!s)
        return;
    heng_session_clear(s);
    arena_free(&s->file);
    arena_free(&s->document);
    arena_free(&s->tested);
    scratch_clear(&s->numbers);
    heng_allocator host = s->meter.host;
    host.allocate(host.context, s, sizeof *s, 0);
}

void heng_session_cancel(heng_session *s)
{
    if (s)
        __atomic_store_n(&s->cancelled, 1, __ATOMIC_RELAXED);
}

bool session_take_cancel(heng_session *s)
{
    return __atomic_exchange_n(&s->cancelled, 0, __ATOMIC_RELAXED) != 0;
}

/* ---- reports ---- */

struct text_to_add {
    const char *name, *text;
    size_t length;
    bool csv;
};

/* The builder protects itself and its memory; only what is the session's may jump to the session's boundary. */
static heng_status add_text(heng_session *s, void *argument)
{
    const struct text_to_add *t = argument;
    struct data_options options = {.rows = s->options.limits.rows, .origins = true, .as_of = session_as_of(s), .joined = &s->joined};
    if (!s->builder)
        s->builder = data_builder_new(&s->reports, s->program, &s->sink, &options);
    s->sink.arena = &s->builder->parser;
    heng_status status = t->csv ? data_add_csv(s->builder, t->name, t->text, t->length) : data_add_json(s->builder, t->name, t->text, t->length);
    s->data = data_builder_data(s->builder);
    return status;
}

static heng_status add(heng_session *s, const char *name, const char *text, size_t length, bool csv)
{
    if (!s || !text)
        return HENG_MISUSE;
    struct text_to_add t = {name ? name : "", text, length == HENG_WHOLE ? strlen(text) : length, csv};
    return session_protect(s, add_text, &t);
}

heng_status heng_session_add_json(heng_session *s, const char *name, const char *text, size_t length)
{
    return add(s, name, text, length, false);
}

heng_status heng_session_add_csv(heng_session *s, const char *name, const char *text, size_t length)
{
    return add(s, name, text, length, true);
}

const int32_t *session_as_of(const heng_session *s)
{
    return s->has_as_of ? &s->as_of : NULL;
}

static heng_status date_reports(heng_session *s, void *argument)
{
    (void)argument;
    data_builder_date(s->builder, session_as_of(s));
    s->data = data_builder_data(s->builder);
    return HENG_OK;
}

heng_status heng_session_set_as_of(heng_session *s, int year, int month, int day)
{
    int32_t days;
    bool unset = !year && !month && !day;
    if (!s || (!unset && !cell_days_from_civil(year, month ? month : 12, month ? day : 31, &days)))
        return HENG_MISUSE;
    s->has_as_of = !unset;
    if (!unset)
        s->as_of = days;
    forget_evaluated(s);
    return s->builder ? session_protect(s, date_reports, NULL) : HENG_OK;
}

size_t heng_session_report_count(const heng_session *s)
{
    return s && s->data ? s->data->reports : 0;
}

/* ---- explanations ---- */

static heng_status add_explanations(heng_session *s, void *argument)
{
    const struct text_to_add *t = argument;
    struct source source = {t->name, t->text, t->length};
    return explanation_add(&s->explanations, &s->file, &s->block, &s->copies, &s->sink, &s->numbers, &source);
}

heng_status heng_session_add_explanations(heng_session *s, const char *name, const char *text, size_t length)
{
    if (!s || !text)
        return HENG_MISUSE;
    struct text_to_add t = {name ? name : "", text, length == HENG_WHOLE ? strlen(text) : length, false};
    return session_protect(s, add_explanations, &t);
}

/* ---- other reports ---- */

struct text_to_join {
    const char *join;
    struct source source;
};

static heng_status add_joined(heng_session *s, void *argument)
{
    const struct text_to_join *t = argument;
    for (size_t i = 0; i < s->program->join_count; i++)
        if (!strcmp(s->program->joins[i], t->join))
            return joined_add(&s->joined, &s->file, &s->block, &s->copies, &s->sink, t->join, &t->source);
    diag_report(&s->sink, DIAG_E0850, (struct span){UINT32_MAX, 0, 0}, t->join);
    return HENG_INVALID;
}

heng_status heng_session_add_joined(heng_session *s, const char *join, const char *name, const char *text, size_t length)
{
    if (!s || !join || !text)
        return HENG_MISUSE;
    struct text_to_join t = {join, {name ? name : "", text, length == HENG_WHOLE ? strlen(text) : length}};
    return session_protect(s, add_joined, &t);
}

/* ---- one report ---- */

static heng_status evaluate(heng_session *s, void *argument)
{
    size_t index = *(const size_t *)argument;
    forget_evaluated(s);
    if (session_take_cancel(s))
        return HENG_CANCELLED;
    struct machine *m = session_machine(s, &s->detail, &s->program->detail);
    struct collection *collected;
    heng_status status =
        result_collect(&s->results, m, s->data, index, &s->numbers, s->options.english != 0, &s->cancelled, &collected);
    if (status != HENG_OK) {
        session_take_cancel(s);
        return status;
    }
    explanation_use(collected, &s->explanations);
    s->evaluated = collected;
    return status;
}

heng_status heng_session_evaluate(heng_session *s, size_t index, const heng_report **out)
{
    if (out)
        *out = NULL;
    if (!s || !out || index >= heng_session_report_count(s))
        return HENG_MISUSE;
    heng_status status = session_protect(s, evaluate, &index);
    if (status == HENG_OK)
        *out = &s->evaluated->told;
    return status;
}

struct text_request {
    const char *name, *row, *text;
    size_t length;
};

static heng_status write_json(heng_session *s, void *argument)
{
    struct text_request *r = argument;
    r->text = result_json(s->evaluated, &r->length);
    return HENG_OK;
}

heng_status heng_session_json(heng_session *s, const char **text, size_t *length)
{
    struct text_request r = {0};
    if (!s || !text || !s->evaluated)
        return HENG_MISUSE;
    heng_status status = session_protect(s, write_json, &r);
    *text = r.text;
    if (length)
        *length = r.length;
    return status;
}

static heng_status explain(heng_session *s, void *argument)
{
    struct text_request *r = argument;
    return explain_results(s->evaluated, r->name, r->row, &r->text);
}

heng_status heng_session_explain(heng_session *s, const char *name, const char *row, const char **text)
{
    struct text_request r = {.name = name, .row = row};
    if (!s || !name || !text || !s->evaluated)
        return HENG_MISUSE;
    heng_status status = session_protect(s, explain, &r);
    *text = r.text;
    return status;
}
