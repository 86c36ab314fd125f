/* machine_decode.c - turns a section's code into steps over registers of the machine's own.
 *
 * The code reuses registers; most of that is kept, since few registers stay in the cache. What changes:
 *   a constant gets a register that is filled once, and no step;
 *   OUT is no step either: the register it names is given to no later instruction, so that its lanes stand until the block is complete;
 *   a rounding does not write what it reads, for it may have to be done again in another way. */
#include "machine_decode.h"

#include "op.h"

struct decoder {
    struct frame *f;
    struct reg **current; /* per register of the section: where its lanes are now */
    struct reg **home;    /* where it may write */
    bool *pinned;         /* per register of the frame */
    uint8_t *truth;       /* per register of the section: its lanes are truths now */
};

static struct reg *new_register(struct frame *f, uint16_t domain, bool fraction)
{
    struct reg *r = &f->registers[f->register_count++];
    r->domain = domain;
    r->fraction = fraction;
    return r;
}

static struct reg *read_register(const struct decoder *d, uint16_t r)
{
    return r == NO_REGISTER ? NULL : d->current[r];
}

/* The register for an instruction's result. */
static struct reg *write_register(struct decoder *d, const struct insn *in)
{
    struct frame *f = d->f;
    const struct program_register *r = &f->section->registers[in->dst];
    struct reg *home = d->home[in->dst];
    bool rounds = in->op == OP_DIVROUND || in->op == OP_ROUND || in->op == OP_FROUND;
    bool read = rounds && home && (home == read_register(d, in->a) || (in->op == OP_DIVROUND && home == read_register(d, in->b)));
    if (!home || read || d->pinned[home - f->registers])
        home = d->home[in->dst] = new_register(f, r->domain, r->fraction);
    return d->current[in->dst] = home;
}

static bool decode_constant(struct decoder *d, const struct insn *in)
{
    struct frame *f = d->f;
    if (in->op != OP_NOTHING && !f->program->constants[in->index].fits &&
        (f->program->constants[in->index].kind == LANE_FIXED || f->program->constants[in->index].kind == LANE_FRACTION))
        return false;
    const struct program_register *r = &f->section->registers[in->dst];
    for (size_t i = 0; i < f->fixture_count; i++) {
        const struct fixture *x = &f->fixtures[i];
        bool same = x->op == in->op && (in->op == OP_NOTHING ? x->mode == in->mode : x->index == in->index);
        if (same && x->to->domain == r->domain && x->to->fraction == r->fraction && x->scale == in->scale) {
            d->current[in->dst] = x->to;
            return true;
        }
    }
    struct reg *to = new_register(f, r->domain, r->fraction);
    f->fixtures[f->fixture_count++] = (struct fixture){.to = to, .op = (enum op)in->op, .index = in->index, .mode = in->mode, .scale = in->scale};
    d->current[in->dst] = to;
    return true;
}

static struct lane_map *find_map(struct frame *f, uint16_t from, uint16_t to)
{
    for (size_t i = 0; i < f->map_count; i++)
        if (f->maps[i].from == from && f->maps[i].to == to)
            return &f->maps[i];
    f->maps[f->map_count] = (struct lane_map){.from = from, .to = to};
    return &f->maps[f->map_count++];
}

/* Whether dst holds truths; SPREAD must know. */
static bool makes_truth(const struct decoder *d, const struct insn *in)
{
    switch ((enum op)in->op) {
    case OP_LOAD:
        return d->f->program->fields[in->index].kind == LANE_TRUTH;
    case OP_CONST:
        return d->f->program->constants[in->index].kind == LANE_TRUTH;
    case OP_SPREAD:
    case OP_PICK:
        return d->truth[in->a];
    case OP_EQ: case OP_NE: case OP_LT: case OP_LE: case OP_WITHIN:
    case OP_FEQ: case OP_FNE: case OP_FLT: case OP_FLE: case OP_APPROX: case OP_FAPPROX:
    case OP_IEQ: case OP_INE: case OP_ILT: case OP_ILE: case OP_CONTAINS:
    case OP_AND: case OP_OR: case OP_NOT: case OP_TSELECT: case OP_ABSENT: case OP_LACKS: case OP_SAMEUNIT: case OP_ANY: case OP_ALL:
        return true;
    case OP_FCONST: case OP_NOTHING: case OP_ADD: case OP_SUB: case OP_MUL: case OP_NEG: case OP_ABS: case OP_MIN: case OP_MAX:
    case OP_RESCALE: case OP_ROUND: case OP_DIVROUND: case OP_DIV: case OP_FRACTION: case OP_FADD: case OP_FSUB: case OP_FMUL: case OP_FDIV:
    case OP_FNEG: case OP_FABS: case OP_FMIN: case OP_FMAX: case OP_FROUND: case OP_DAYS: case OP_MONTHS: case OP_BEGUN: case OP_SELECT: case OP_FSELECT:
    case OP_DEFAULT: case OP_FDEFAULT: case OP_GROUP: case OP_SUM: case OP_FSUM: case OP_COUNT: case OP_LEAST: case OP_MOST:
    case OP_FLEAST: case OP_FMOST: case OP_SAME: case OP_FIND: case OP_UPPER: case OP_OUT:
        return false;
    }
    return false;
}

static void decode_step(struct decoder *d, const struct insn *in, size_t at)
{
    struct frame *f = d->f;
    unsigned parts = op_parts((enum op)in->op);
    struct step s = {
        .op = in->op,
        .mode = in->mode,
        .shift = in->shift,
        .scale = in->scale,
        .domain = in->domain,
        .index = in->index,
        .at = (uint32_t)at,
        .a = parts & PART_A ? read_register(d, in->a) : NULL,
        .b = parts & PART_B ? read_register(d, in->b) : NULL,
        .c = parts & PART_C ? read_register(d, in->c) : NULL,
        .dst = &f->registers[0],
    };
    if (in->op == OP_OUT) {
        d->pinned[s.a - f->registers] = true;
        f->outputs[f->output_count++] = s;
        return;
    }
    if (in->op == OP_SPREAD) {
        s.map = find_map(f, in->domain, s.a->domain);
        s.mode = d->truth[in->a] ? LANE_TRUTH : LANE_FIXED;
    } else if (in->op == OP_GROUP) {
        s.map = find_map(f, f->program->domains[in->domain].rows, f->program->domains[in->domain].parent);
    } else if (in->op == OP_PICK) {
        s.mode = d->truth[in->a] ? LANE_TRUTH : LANE_FIXED;
    } else if (in->op == OP_FIND) {
        uint16_t parent = f->program->domains[in->index].parent;
        s.map = find_map(f, (uint16_t)in->index, parent);
        s.keys = in->domain == parent ? NULL : find_map(f, in->domain, parent);
    } else if (parts & PART_SOURCE) {
        s.map = find_map(f, (uint16_t)in->index, in->domain);
    }
    if (parts & PART_DST) {
        bool truth = makes_truth(d, in);
        s.dst = write_register(d, in);
        d->truth[in->dst] = truth;
    }
    *f->step_end++ = s;
}

bool machine_decode(struct frame *f)
{
    const struct program_section *code = f->section;
    struct arena *a = f->arena;
    size_t most = code->register_count + code->length + 1;
    struct decoder d = {
        .f = f,
        .current = arena_alloc(a, code->register_count * sizeof *d.current),
        .home = arena_alloc(a, code->register_count * sizeof *d.home),
        .pinned = arena_alloc(a, most),
        .truth = arena_alloc(a, code->register_count + 1),
    };
    f->domain_count = f->program->domain_count;
    f->domains = arena_alloc(a, f->domain_count * sizeof *f->domains);
    for (size_t i = 0; i < f->domain_count; i++) {
        const struct program_domain *p = &f->program->domains[i];
        f->domains[i] = (struct frame_domain){.kind = p->kind, .parent = p->parent, .rows = p->rows};
    }
    f->registers = arena_alloc(a, most * sizeof *f->registers);
    f->steps = f->step_end = arena_alloc(a, (code->length + 1) * sizeof *f->steps);
    f->outputs = arena_alloc(a, (code->length + 1) * sizeof *f->outputs);
    f->fixtures = arena_alloc(a, (code->length + 1) * sizeof *f->fixtures);
    f->maps = arena_alloc(a, (2 * code->length + 1) * sizeof *f->maps); /* FIND has two */
    f->streams = arena_alloc(a, 2 * (code->length + 1) * sizeof *f->streams);
    f->ranges = arena_alloc(a, 2 * (code->length + 1) * sizeof *f->ranges);
    new_register(f, 0, false); /* what steps without dst point at */
    for (size_t i = 0; i < code->length; i++) {
        const struct insn *in = &code->code[i];
        if (in->op != OP_CONST && in->op != OP_FCONST && in->op != OP_NOTHING) {
            decode_step(&d, in, i);
            continue;
        }
        if (!decode_constant(&d, in))
            return false;
        d.truth[in->dst] = in->op == OP_CONST && f->program->constants[in->index].kind == LANE_TRUTH;
    }
    return true;
}
