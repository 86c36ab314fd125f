/* machine.c - runs a section of a program over report data, many lanes at a time.
 *
 * A block that does not fit (machine_frame.h) is taken apart: its reports run one by one, and those that still do not
 * fit go the wide path. No output of a block is delivered before all its steps are done, so every output of every
 * report is delivered exactly once. */
#include "machine.h"

#include "machine_decode.h"

typedef bool kernels_run(struct frame *f);

struct machine {
    struct frame frame;
    kernels_run *kernels;
    size_t block;
    const volatile int *cancel;
    bool always_wide;
    bool was_wide;            /* the last report ran on the wide path */
    bool filled;              /* text constants have their ids */
    const struct text_table *texts;
};

/* ---- making ---- */

static kernels_run *choose_kernels(enum machine_isa isa)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (avx512 && avx2 && (isa == MACHINE_BEST || isa == MACHINE_AVX512))
        return kernels_avx512_run;
    if (avx2 && isa != MACHINE_PORTABLE)
        return kernels_avx2_run;
#else
    (void)isa;
#endif
    return kernels_portable_run;
}

struct machine *machine_new(struct arena *a, const struct heng_program *p, const struct program_section *s, const struct machine_options *o)
{
    struct machine *m = arena_alloc(a, sizeof *m);
    m->block = o->block ? o->block : MACHINE_BLOCK;
    m->cancel = o->cancel;
    m->kernels = choose_kernels(o->isa);
    m->frame = (struct frame){.arena = a, .program = p, .section = s};
    m->always_wide = !machine_decode(&m->frame) || o->path == MACHINE_WIDE;
    return m;
}

void machine_free(struct machine *m)
{
    if (m)
        wide_free(m->frame.wide);
}

/* ---- memory ---- */

static void fill_fixture(const struct frame *f, const struct fixture *x, size_t n)
{
    struct reg *to = x->to;
    const struct program_constant *c = x->op == OP_NOTHING ? NULL : &f->program->constants[x->index];
    int64_t value = 0, denominator = 1;
    uint8_t truth = 0;
    if (c)
        switch (c->kind) {
        case LANE_FIXED:
        case LANE_DATE:
            value = c->integer;
            break;
        case LANE_FRACTION:
            value = c->numerator;
            denominator = c->denominator;
            break;
        case LANE_TRUTH:
            truth = (uint8_t)c->integer;
            break;
        case LANE_TEXT:
            value = f->data ? text_table_enter(f->data->texts, c->text, strlen(c->text)) : 0;
            break;
        }
    for (size_t i = 0; i < n; i++) {
        to->own_values[i] = value;
        if (to->fraction)
            to->own_denominators[i] = denominator;
    }
    memset(to->own_truths, truth, n);
    memset(to->own_why, x->mode, n);
    to->values = to->own_values;
    to->truths = to->own_truths;
    to->denominators = to->own_denominators;
    to->why = x->op == OP_NOTHING ? to->own_why : NULL;
    to->most = value < 0 ? -(uint64_t)value : (uint64_t)value;
    to->most_denominator = (uint64_t)denominator;
    to->scale = x->scale;
    to->minus = value < 0;
    to->uniform = x->op != OP_NOTHING;
}

/* Room for `lanes` lanes in every register of a domain, and for some even if there are none. */
static void reserve(struct machine *m, uint16_t domain, size_t lanes)
{
    struct frame *f = &m->frame;
    struct frame_domain *d = &f->domains[domain];
    if (lanes <= d->capacity && d->capacity)
        return;
    size_t capacity = lanes > 2 * d->capacity ? lanes : 2 * d->capacity;
    capacity = capacity ? capacity : 1;
    capacity = (capacity + MACHINE_LINE - 1) / MACHINE_LINE * MACHINE_LINE;
    for (size_t i = 0; i < f->register_count; i++) {
        struct reg *r = &f->registers[i];
        if (r->domain != domain)
            continue;
        r->own_values = arena_alloc_lanes(f->arena, capacity * sizeof *r->own_values);
        r->own_truths = arena_alloc_lanes(f->arena, capacity);
        r->own_why = arena_alloc_lanes(f->arena, capacity);
        if (r->fraction)
            r->own_denominators = arena_alloc_lanes(f->arena, capacity * sizeof *r->own_denominators);
    }
    for (size_t i = 0; i < f->fixture_count; i++)
        if (f->fixtures[i].to->domain == domain)
            fill_fixture(f, &f->fixtures[i], capacity);
    if (d->kind != DOMAIN_REPORT)
        d->parent_of = arena_alloc_lanes(f->arena, capacity * sizeof *d->parent_of);
    if (d->kind == DOMAIN_GROUP) {
        size_t buckets = 16;
        while (buckets < 2 * capacity)
            buckets *= 2;
        d->group_of_rows = arena_alloc_lanes(f->arena, capacity * sizeof *d->group_of_rows);
        d->buckets = arena_alloc_lanes(f->arena, buckets * sizeof *d->buckets);
    }
    if (f->zero_capacity < capacity) {
        f->zero_values = arena_alloc_lanes(f->arena, capacity * sizeof *f->zero_values);
        f->zeros = (const uint8_t *)f->zero_values;
        f->zero_capacity = capacity;
    }
    d->capacity = capacity;
}

/* ---- one block ---- */

static void add_stream(struct frame *f, const struct step *s, const void *lanes, uint32_t size)
{
    if (lanes)
        f->streams[f->stream_count++] = (struct stream){(uintptr_t)lanes, size, s->domain};
}

static void find_streams(struct frame *f)
{
    f->stream_count = 0;
    for (const struct step *s = f->steps; s < f->step_end; s++) {
        if (s->op != OP_LOAD)
            continue;
        const struct column *c = &f->data->columns[s->index];
        if (f->program->fields[s->index].kind == LANE_TRUTH)
            add_stream(f, s, c->truths, 1);
        else
            add_stream(f, s, c->values, sizeof *c->values);
        add_stream(f, s, c->why, 1);
    }
}

/* Plans to fetch as much per step as will bring the next block, taken to be as large as this one, while this one is worked on. */
static void plan_prefetch(struct frame *f, size_t next_reports)
{
    size_t pieces = 0, steps = (size_t)(f->step_end - f->steps);
    f->range_count = 0;
    f->quota = 0;
    if (next_reports < f->reports || f->reports < MACHINE_BLOCK / 4 || !steps)
        return;
    for (const struct stream *s = f->streams; s < f->streams + f->stream_count; s++) {
        const struct frame_domain *d = &f->domains[s->domain];
        uintptr_t at = (s->lanes + (d->first + d->lanes) * s->size) & ~(uintptr_t)(MACHINE_LINE - 1);
        size_t bytes = d->lanes * s->size;
        if (!bytes)
            continue;
        f->ranges[f->range_count++] = (struct prefetch_range){at, at + bytes};
        pieces += (bytes + PREFETCH_LINES * MACHINE_LINE - 1) / (PREFETCH_LINES * MACHINE_LINE);
    }
    f->quota = (unsigned)((pieces + steps - 1) / steps);
}

/* Where the block's lanes are in every domain. Parents come before what is nested in them. */
static void place_domains(struct machine *m, size_t first, size_t count)
{
    struct frame *f = &m->frame;
    for (size_t i = 0; i < f->domain_count; i++) {
        struct frame_domain *d = &f->domains[i];
        size_t lanes = 0;
        switch (d->kind) {
        case DOMAIN_REPORT:
            d->first = first;
            d->lanes = lanes = count;
            break;
        case DOMAIN_TABLE: {
            const struct frame_domain *parent = &f->domains[d->parent];
            const uint32_t *offsets = f->data->offsets[i];
            d->first = offsets[parent->first];
            d->lanes = lanes = offsets[parent->first + parent->lanes] - d->first;
            break;
        }
        case DOMAIN_GROUP:
            d->lanes = 0;
            lanes = f->domains[d->rows].lanes;
            break;
        }
        reserve(m, (uint16_t)i, lanes);
    }
}

static void deliver(const struct frame *f, machine_sink *sink, void *context)
{
    for (size_t i = 0; i < f->output_count; i++) {
        const struct step *s = &f->outputs[i];
        const struct reg *a = s->a;
        const struct program_output *o = &f->program->outputs[s->index];
        struct lanes lanes = {
            .kind = o->kind,
            .scale = o->scale,
            .count = f->domains[a->domain].lanes,
            .first_report = f->first_report,
            .reports = f->reports,
            .values = o->kind == LANE_TRUTH ? NULL : a->values,
            .denominators = o->kind == LANE_FRACTION ? a->denominators : NULL,
            .truths = o->kind == LANE_TRUTH ? a->truths : NULL,
            .why = a->why,
        };
        sink(context, s->index, &lanes);
    }
}

/* Runs reports [first, first + count) as one block; `next` reports follow it. */
static void run_block(struct machine *m, size_t first, size_t count, size_t next, machine_sink *sink, void *context)
{
    struct frame *f = &m->frame;
    if (!m->always_wide) {
        f->block++;
        f->first_report = first;
        f->reports = count;
        place_domains(m, first, count);
        plan_prefetch(f, next);
        if (m->kernels(f)) {
            m->was_wide = false;
            deliver(f, sink, context);
            return;
        }
        if (count > 1) {
            for (size_t i = 0; i < count; i++)
                run_block(m, first + i, 1, 0, sink, context);
            return;
        }
    }
    m->was_wide = true;
    for (size_t i = 0; i < count; i++)
        wide_run(frame_wide(f), f->data, first + i, sink, context);
}

/* Takes up data, whose text table may be another than the last time. */
static void take_data(struct machine *m, const struct data *d)
{
    struct frame *f = &m->frame;
    f->data = d;
    if (f->wide)
        wide_forget(f->wide);
    if (m->always_wide)
        return;
    find_streams(f);
    if (m->filled && m->texts == d->texts)
        return;
    for (size_t i = 0; i < f->fixture_count; i++) {
        const struct fixture *x = &f->fixtures[i];
        size_t capacity = f->domains[x->to->domain].capacity;
        if (capacity && x->op == OP_CONST && f->program->constants[x->index].kind == LANE_TEXT)
            fill_fixture(f, x, capacity);
    }
    m->filled = true;
    m->texts = d->texts;
}

heng_status machine_run(struct machine *m, const struct data *d, size_t first, size_t count, machine_sink *sink, void *context)
{
    take_data(m, d);
    for (size_t done = 0; done < count;) {
        if (m->cancel && *m->cancel)
            return HENG_CANCELLED;
        size_t left = count - done, now = left < m->block ? left : m->block, next = left - now < m->block ? left - now : m->block;
        run_block(m, first + done, now, next, sink, context);
        done += now;
    }
    return HENG_OK;
}

/* ---- after a single report ---- */

size_t machine_lane_count(const struct machine *m, uint16_t domain)
{
    return m->was_wide ? wide_lane_count(m->frame.wide, domain) : m->frame.domains[domain].lanes;
}

const uint32_t *machine_group_of_rows(const struct machine *m, uint16_t domain)
{
    return m->was_wide ? wide_group_of_rows(m->frame.wide, domain) : m->frame.domains[domain].group_of_rows;
}

void machine_intervals(struct machine *m, const struct data *d, size_t report, size_t at, size_t lane, struct machine_interval *out)
{
    wide_intervals(frame_wide(&m->frame), d, report, at, lane, out);
}
