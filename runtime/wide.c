/* wide.c - the wide path: runs a section over exact rationals, and decides ≈ by intervals.
 *
 * Two banks of registers: `points` runs whole sections, `intervals` runs slices. A slice is the list of instructions
 * that one ≈ depends on; it is found once by a walk backwards and kept. Registers are used in turn for different
 * values, so the walk asks which write each read sees. */
#include "wide.h"

#include "op.h"
#include "wide_bank.h"
#include "wide_op.h"
#include "wide_range.h"

struct slice {
    uint32_t *code; /* indexes into the section's code, ascending */
    size_t length;
};

/* A walk backwards from one ≈: what is read after the point reached and not yet found written. */
struct wide_walk {
    bool *registers, *groups; /* groups: per domain */
    size_t open;              /* how many of both are set */
    uint32_t *found;          /* instructions, descending */
};

struct wide {
    struct arena *arena;
    const struct heng_program *program;
    const struct program_section *section;
    struct wide_bank points, intervals;
    struct slice **slices; /* per instruction; NULL: not yet asked for */
    struct wide_walk walk;
    bool kept;             /* `intervals` holds the evaluation of `kept_at` for its data and report */
    size_t kept_at;
};

struct wide *wide_new(struct arena *a, const struct heng_program *p, const struct program_section *s)
{
    struct wide *w = arena_alloc(a, sizeof *w);
    struct slice **slices = arena_alloc(a, (s->length + 1) * sizeof(struct slice *));
    *w = (struct wide){.arena = a, .program = p, .section = s, .slices = slices};
    wide_bank_init(&w->points, a, p, s, false);
    wide_bank_init(&w->intervals, a, p, s, true);
    return w;
}

void wide_free(struct wide *w)
{
    if (!w)
        return;
    wide_bank_clear(&w->points);
    wide_bank_clear(&w->intervals);
}

void wide_forget(struct wide *w)
{
    w->kept = false;
}

/* Something that the walk backwards has still to find. */
static void want(struct wide_walk *walk, bool *wanted)
{
    walk->open += !*wanted;
    *wanted = true;
}

static void want_register(struct wide *w, uint16_t reg)
{
    if (reg != NO_REGISTER)
        want(&w->walk, &w->walk.registers[reg]);
}

/* A group must have been formed before its lanes mean anything. */
static void want_domain(struct wide *w, size_t domain)
{
    if (w->program->domains[domain].kind == DOMAIN_GROUP)
        want(&w->walk, &w->walk.groups[domain]);
}

static void want_operands(struct wide *w, const struct insn *in)
{
    unsigned parts = op_parts((enum op)in->op);
    if (parts & PART_A)
        want_register(w, in->a);
    if (parts & PART_B)
        want_register(w, in->b);
    if (parts & PART_C)
        want_register(w, in->c);
    if (parts & PART_SOURCE)
        want_domain(w, in->index);
    if (in->op == OP_SPREAD)
        want_domain(w, w->section->registers[in->a].domain);
    if (in->op != OP_GROUP)
        want_domain(w, in->domain);
}

/* True if the walk was looking for what `in` makes. Earlier writes of its dst are of other values. */
static bool is_wanted(struct wide *w, const struct insn *in)
{
    bool *wanted;
    if (in->op == OP_GROUP)
        wanted = &w->walk.groups[in->domain];
    else if (op_parts((enum op)in->op) & PART_DST)
        wanted = &w->walk.registers[in->dst];
    else
        return false;
    if (!*wanted)
        return false;
    *wanted = false;
    w->walk.open--;
    return true;
}

static void prepare_walk(struct wide *w)
{
    if (!w->walk.registers)
        w->walk.registers = arena_alloc(w->arena, w->section->register_count + 1);
    if (!w->walk.groups)
        w->walk.groups = arena_alloc(w->arena, w->program->domain_count);
    if (!w->walk.found)
        w->walk.found = arena_alloc(w->arena, w->section->length * sizeof *w->walk.found);
    w->walk.open = 0;
}

/* Every want is met before the walk ends (the section is verified), which leaves the flags clear for the next one. */
static const struct slice *slice_of(struct wide *w, size_t at)
{
    if (w->slices[at])
        return w->slices[at];
    prepare_walk(w);
    size_t length = 0;
    want_operands(w, &w->section->code[at]);
    for (size_t i = at; w->walk.open > 0 && i-- > 0;) {
        if (!is_wanted(w, &w->section->code[i]))
            continue;
        want_operands(w, &w->section->code[i]);
        w->walk.found[length++] = (uint32_t)i;
    }
    struct slice *slice = arena_alloc(w->arena, sizeof *slice);
    slice->code = arena_alloc(w->arena, (length + 1) * sizeof *slice->code);
    for (size_t i = 0; i < length; i++)
        slice->code[i] = w->walk.found[length - 1 - i];
    slice->length = length;
    w->slices[at] = slice;
    return slice;
}

/* Truth of a ≈ b at one lane of the interval bank. */
static uint8_t decide(const struct wide_register *a, const struct wide_register *b, size_t lane, uint8_t *why)
{
    *why = wide_op_worse(a->why[lane], b->why[lane]);
    if (*why != REASON_OK)
        return 0;
    if (mpq_equal(a->numbers[lane], b->numbers[lane]))
        return 2;
    *why = wide_op_worse(a->ranges[lane].why, b->ranges[lane].why);
    if (*why != REASON_OK)
        return 0;
    return wide_range_meets(&a->ranges[lane], &b->ranges[lane]) ? 1 : 0;
}

static void approx_in_intervals(struct wide *w, const struct insn *in)
{
    const struct wide_register *a = &w->intervals.registers[in->a], *b = &w->intervals.registers[in->b];
    struct wide_register *dst = wide_bank_write(&w->intervals, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        uint8_t why;
        dst->truths[i] = decide(a, b, i, &why);
        dst->why[i] = why;
    }
}

/* Brings the operands of code[at] into the interval bank. */
static void evaluate(struct wide *w, const struct data *d, size_t report, size_t at)
{
    if (w->kept && w->kept_at == at && w->intervals.data == d && w->intervals.report == report)
        return;
    const struct slice *slice = slice_of(w, at);
    w->kept = false; /* until the work is done: it may jump out */
    wide_bank_layout(&w->intervals, d, report);
    for (size_t i = 0; i < slice->length; i++) {
        const struct insn *in = &w->section->code[slice->code[i]];
        if (in->op == OP_APPROX || in->op == OP_FAPPROX)
            approx_in_intervals(w, in);
        else
            wide_op_run(&w->intervals, in);
    }
    w->kept = true;
    w->kept_at = at;
}

uint8_t wide_approx(struct wide *w, const struct data *d, size_t report, size_t at, size_t lane, uint8_t *why)
{
    const struct insn *in = &w->section->code[at];
    evaluate(w, d, report, at);
    return decide(&w->intervals.registers[in->a], &w->intervals.registers[in->b], lane, why);
}

void wide_intervals(struct wide *w, const struct data *d, size_t report, size_t at, size_t lane, struct machine_interval *out)
{
    const struct insn *in = &w->section->code[at];
    evaluate(w, d, report, at);
    const struct wide_register *a = &w->intervals.registers[in->a], *b = &w->intervals.registers[in->b];
    out->why = wide_op_worse(a->why[lane], b->why[lane]);
    if (out->why != REASON_OK)
        return;
    mpq_set(out->left, a->numbers[lane]);
    mpq_set(out->left_low, a->ranges[lane].low);
    mpq_set(out->left_high, a->ranges[lane].high);
    mpq_set(out->right, b->numbers[lane]);
    mpq_set(out->right_low, b->ranges[lane].low);
    mpq_set(out->right_high, b->ranges[lane].high);
    out->why = wide_op_worse(a->ranges[lane].why, b->ranges[lane].why);
}

/* Exactly equal lanes need no intervals; the slice is run at the first lane that does. */
static void approx_at_points(struct wide *w, const struct insn *in, size_t at)
{
    struct wide_bank *points = &w->points;
    const struct wide_register *a = &points->registers[in->a], *b = &points->registers[in->b];
    struct wide_register *dst = wide_bank_write(points, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        uint8_t why = wide_op_worse(a->why[i], b->why[i]);
        if (why == REASON_OK && mpq_equal(a->numbers[i], b->numbers[i]))
            dst->truths[i] = 2;
        else if (why == REASON_OK)
            dst->truths[i] = wide_approx(w, points->data, points->report, at, i, &why);
        dst->why[i] = why;
    }
}

static void deliver(const struct wide *w, const struct insn *in, machine_sink *sink, void *context)
{
    const struct program_output *output = &w->program->outputs[in->index];
    const struct wide_register *r = &w->points.registers[in->a];
    struct lanes lanes = {
        .kind = output->kind,
        .scale = output->scale,
        .count = r->count,
        .first_report = w->points.report,
        .reports = 1,
        .why = r->why,
    };
    switch (output->kind) {
    case LANE_FIXED:
    case LANE_FRACTION:
        lanes.wide = (const mpq_t *)r->numbers;
        break;
    case LANE_TRUTH:
        lanes.truths = r->truths;
        break;
    case LANE_TEXT:
    case LANE_DATE:
        lanes.values = r->values;
        break;
    }
    sink(context, in->index, &lanes);
}

void wide_run(struct wide *w, const struct data *d, size_t report, machine_sink *sink, void *context)
{
    w->kept = false;
    wide_bank_layout(&w->points, d, report);
    for (size_t i = 0; i < w->section->length; i++) {
        const struct insn *in = &w->section->code[i];
        if (in->op == OP_OUT)
            deliver(w, in, sink, context);
        else if (in->op == OP_APPROX || in->op == OP_FAPPROX)
            approx_at_points(w, in, i);
        else
            wide_op_run(&w->points, in);
    }
}

size_t wide_lane_count(const struct wide *w, uint16_t domain)
{
    return w->points.spaces[domain].count;
}

const uint32_t *wide_group_of_rows(const struct wide *w, uint16_t domain)
{
    return w->points.spaces[domain].groups;
}
