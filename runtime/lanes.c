/* lanes.c - results of many reports as columns, rule by rule and block by block.
 *
 * Each column is handed on as the machine delivers it: only outcomes are computed here, numbers are the machine's own lanes. */
#include "lanes.h"

#include <string.h>

#include "host.h"

static void add_use(struct delivery *d, uint32_t *count, uint32_t output, uint32_t rule, enum delivery_role role)
{
    if (output == NO_OUTPUT)
        return;
    d->uses[*count] = (struct delivery_use){.rule = rule, .role = role, .next = d->first_use[output]};
    d->first_use[output] = ++*count;
}

/* The first reason of a class; classes follow each other as reasons do. */
static uint8_t first_of(enum reason_class class)
{
    uint8_t why = REASON_OK + 1;
    while (why < REASON_COUNT && reason_class_of(why) != class)
        why++;
    return why;
}

struct delivery *delivery_new(heng_session *s, heng_lanes_fn *each, void *context)
{
    const struct heng_program *p = s->program;
    struct arena *a = &s->block;
    struct delivery *d = arena_alloc(a, sizeof *d);
    *d = (struct delivery){.session = s, .each = each, .context = context};
    d->first_use = arena_alloc(a, p->output_count * sizeof *d->first_use);
    d->uses = arena_alloc(a, 2 * p->rule_count * sizeof *d->uses);
    uint32_t count = 0;
    for (uint32_t i = (uint32_t)p->rule_count; i-- > 0;) {
        add_use(d, &count, p->rules[i].self, i, DELIVERY_SELF);
        add_use(d, &count, p->rules[i].value, i, DELIVERY_VALUE);
    }
    d->first_na = first_of(REASON_CLASS_NA);
    d->first_missing = first_of(REASON_CLASS_MISSING);
    return d;
}

/* Room for `count` outcomes. */
static uint8_t *outcomes_with_room(struct delivery *d, uint8_t *outcomes, size_t *capacity, size_t count)
{
    if (count < *capacity)
        return outcomes;
    *capacity = count + count / 2 + 64;
    return arena_alloc_lanes(&d->session->block, *capacity);
}

/* ---- outcomes ---- */

/* Of a check, 2 - truth: HENG_PASS, HENG_ROUNDING and HENG_FAIL are 0, 1 and 2. Written without branches, for many lanes at a time. */
static const uint8_t *outcomes_of(struct delivery *d, bool check, const struct lanes *l)
{
    d->outcomes = outcomes_with_room(d, d->outcomes, &d->capacity, l->count);
    uint8_t *restrict out = d->outcomes;
    const uint8_t *restrict truths = l->truths, *restrict why = l->why;
    uint8_t first_na = d->first_na, first_missing = d->first_missing;
    size_t count = l->count;
    if (check)
        for (size_t i = 0; i < count; i++)
            out[i] = (uint8_t)(2 - truths[i]);
    else
        memset(out, HENG_PASS, count);
    if (why)
        for (size_t i = 0; i < count; i++) {
            uint8_t lacking = why[i] >= first_missing ? HENG_NO_DATA : why[i] >= first_na ? HENG_NOT_APPLICABLE : HENG_ERROR;
            out[i] = why[i] ? lacking : out[i];
        }
    return out;
}

/* ---- values that are no 64-bit numbers ---- */

/* `copies` holds the texts that are made here; it is emptied after the column was handed on. */
static const char *const *texts_of(struct delivery *d, struct arena *copies, const struct lanes *l)
{
    bool english = d->session->options.english != 0;
    const char **texts = arena_alloc(copies, l->count * sizeof *texts);
    for (size_t i = 0; i < l->count; i++) {
        if (l->why && l->why[i])
            continue;
        switch (l->kind) {
        case LANE_TEXT:
            texts[i] = text_table_text(d->texts, l->values[i], NULL);
            break;
        case LANE_DATE:
            texts[i] = print_date(copies, l->values[i], english);
            break;
        case LANE_TRUTH:
            texts[i] = print_truth(l->truths[i], english);
            break;
        case LANE_FIXED:
        case LANE_FRACTION:
            texts[i] = number_print_exact(copies, l->wide[i]);
            break;
        }
    }
    return (const char *const *)texts;
}

static void hand_on(struct delivery *d, const struct delivery_use *use, const struct lanes *l)
{
    const struct program_rule *p = &d->session->program->rules[use->rule];
    struct arena *copies = &d->session->copies;
    heng_lanes out = {
        .rule = p->name,
        .is_self = use->role == DELIVERY_SELF,
        .first_report = d->before + l->first_report,
        .count = l->count,
        .scale = l->scale,
        .outcomes = outcomes_of(d, p->kind == RULE_CHECK, l),
    };
    switch (p->kind) {
    case RULE_VALUE:
        out.kind = HENG_VALUE;
        break;
    case RULE_SCORE:
        out.kind = HENG_SCORE;
        break;
    case RULE_CHECK:
        out.kind = HENG_CHECK;
        break;
    }
    bool number = l->kind == LANE_FIXED || l->kind == LANE_FRACTION;
    if (p->kind != RULE_CHECK && number && !l->wide) {
        out.values = l->values;
        out.denominators = l->denominators;
    } else if (p->kind != RULE_CHECK && number) {
        out.exact = texts_of(d, copies, l);
    } else if (p->kind != RULE_CHECK) {
        out.values = l->kind == LANE_TEXT || l->kind == LANE_DATE ? l->values : NULL;
        out.texts = texts_of(d, copies, l);
    }
    d->stopped = d->each(d->context, &out) != 0;
    arena_free(copies);
}

static void deliver(void *context, uint32_t output, const struct lanes *lanes)
{
    struct delivery *d = context;
    for (uint32_t i = d->first_use[output]; i && !d->stopped; i = d->uses[i - 1].next) {
        hand_on(d, &d->uses[i - 1], lanes);
    }
    if (d->stopped)
        heng_session_cancel(d->session);
}

heng_status delivery_run(struct delivery *d, const struct data *data, size_t before)
{
    heng_session *s = d->session;
    d->texts = data->texts;
    d->before = before;
    if (session_take_cancel(s))
        return HENG_CANCELLED;
    struct machine *m = session_machine(s, &s->batch, &s->program->batch);
    heng_status status = machine_run(m, data, 0, data->reports, deliver, d);
    bool cancelled = session_take_cancel(s);
    return cancelled || d->stopped ? HENG_CANCELLED : status;
}

/* ---- the reports of the session ---- */

struct run_request {
    heng_lanes_fn *each;
    void *context;
};

static heng_status run_added(heng_session *s, void *argument)
{
    const struct run_request *r = argument;
    struct delivery *d = delivery_new(s, r->each, r->context);
    return s->data && s->data->reports ? delivery_run(d, s->data, 0) : HENG_OK;
}

heng_status heng_session_run(heng_session *s, heng_lanes_fn *each, void *context)
{
    if (!s || !each)
        return HENG_MISUSE;
    struct run_request r = {each, context};
    return session_protect(s, run_added, &r);
}

/* ---- a stream of reports ---- */

enum { STREAM_BLOCK = 4 * MACHINE_BLOCK }; /* reports read before they are run: their columns should stay in the processor's caches */

struct stream_request {
    const char *name, *text;
    size_t length;
    heng_lanes_fn *each;
    void *context;
};

static heng_status run_stream(heng_session *s, void *argument)
{
    const struct stream_request *r = argument;
    struct delivery *d = delivery_new(s, r->each, r->context);
    const struct data *data;
    size_t before = 0;
    s->reader = csv_reader_new(&s->block, s->program, &s->sink, r->name, r->text, r->length);
    csv_reader_date(s->reader, session_as_of(s));
    for (;;) {
        heng_status status = csv_reader_next(s->reader, STREAM_BLOCK, &data);
        if (status != HENG_OK || data->reports == 0)
            return status;
        status = delivery_run(d, data, before);
        if (status != HENG_OK)
            return status;
        before += data->reports;
    }
}

heng_status heng_session_run_csv(heng_session *s, const char *name, const char *text, size_t length, heng_lanes_fn *each, void *context)
{
    if (!s || !text || !each)
        return HENG_MISUSE;
    struct stream_request r = {name ? name : "", text, length == HENG_WHOLE ? strlen(text) : length, each, context};
    return session_protect(s, run_stream, &r);
}

/* ---- a host's columns ---- */

struct columns_request {
    const heng_column *columns;
    size_t column_count, reports;
    heng_lanes_fn *each;
    void *context;
};

enum { HOST_BLOCK = 32 * MACHINE_BLOCK }; /* reports whose absent lanes are marked at a time: in the processor's caches, too */

/* The part of every column that holds reports [first, …). */
static const heng_column *columns_from(const struct columns_request *r, heng_column *part, size_t first)
{
    for (size_t i = 0; i < r->column_count; i++) {
        part[i] = r->columns[i];
        if (part[i].values)
            part[i].values += first;
        if (part[i].present)
            part[i].present += first;
    }
    return part;
}

static heng_status run_columns(heng_session *s, void *argument)
{
    const struct columns_request *r = argument;
    const struct data_options options = {.origins = false, .as_of = session_as_of(s)};
    heng_column *part = arena_alloc(&s->block, r->column_count * sizeof *part);
    struct delivery *d = delivery_new(s, r->each, r->context);
    s->guest = data_builder_new(&s->block, s->program, &s->sink, &options);
    s->sink.arena = &s->guest->parser;
    heng_status status = HENG_OK;
    size_t first = 0;
    do {
        size_t count = r->reports - first < HOST_BLOCK ? r->reports - first : HOST_BLOCK;
        status = data_from_columns(s->guest, columns_from(r, part, first), r->column_count, count);
        if (status == HENG_OK && count)
            status = delivery_run(d, data_builder_data(s->guest), first);
        data_builder_clear(s->guest);
        first += count;
    } while (status == HENG_OK && first < r->reports);
    return status;
}

heng_status heng_session_run_columns(heng_session *s, const heng_column *columns, size_t column_count, size_t reports, heng_lanes_fn *each,
                                     void *context)
{
    if (!s || !each || (!columns && column_count))
        return HENG_MISUSE;
    for (size_t i = 0; i < column_count; i++)
        if (!columns[i].name || (!columns[i].values && reports))
            return HENG_MISUSE;
    struct columns_request r = {columns, column_count, reports, each, context};
    return session_protect(s, run_columns, &r);
}
