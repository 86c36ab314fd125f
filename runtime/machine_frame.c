/* machine_frame.c - what kernels ask of the block they run: tighter bounds, maps between lane spaces, intervals. */
#include "machine_frame.h"

static uint64_t magnitude(int64_t x)
{
    return x < 0 ? -(uint64_t)x : (uint64_t)x;
}

/* Moves lanes that are a column's, and have some without value, to the register's own memory. */
static void own_lanes(struct reg *r, size_t n)
{
    if (r->values == r->own_values)
        return;
    memcpy(r->own_values, r->values, n * sizeof *r->values);
    r->values = r->own_values;
}

uint64_t frame_tighten(const struct frame *f, struct reg *r)
{
    size_t n = f->domains[r->domain].lanes;
    uint64_t most = 0, most_denominator = 1;
    bool minus = false;
    if (r->uniform)
        return r->most;
    if (r->why) {
        own_lanes(r, n);
        for (size_t i = 0; i < n; i++) {
            r->own_values[i] = r->why[i] ? 0 : r->own_values[i];
            if (r->fraction && r->why[i])
                r->own_denominators[i] = 1;
        }
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t x = magnitude(r->values[i]);
        most = x > most ? x : most;
        minus |= r->values[i] < 0;
        if (r->fraction && (uint64_t)r->denominators[i] > most_denominator)
            most_denominator = (uint64_t)r->denominators[i];
    }
    r->most = most;
    r->minus = minus;
    r->most_denominator = most_denominator;
    return most;
}

/* Lane of the parent for each lane of a table, counted in this block. */
static const uint32_t *parents_of(struct frame *f, uint16_t domain)
{
    struct frame_domain *d = &f->domains[domain];
    if (d->kind != DOMAIN_TABLE || d->parents_block == f->block)
        return d->parent_of;
    const struct frame_domain *parent = &f->domains[d->parent];
    const uint32_t *offsets = f->data->offsets[domain] + parent->first;
    for (size_t p = 0; p < parent->lanes; p++)
        for (size_t row = offsets[p]; row < offsets[p + 1]; row++)
            d->parent_of[row - d->first] = (uint32_t)p;
    d->parents_block = f->block;
    return d->parent_of;
}

const uint32_t *frame_map(struct frame *f, struct lane_map *map)
{
    if (map->block == f->block)
        return map->lanes;
    map->block = f->block;
    const struct frame_domain *to = &f->domains[map->to];
    size_t n = f->domains[map->from].lanes;
    const uint32_t *lanes = NULL;
    for (uint16_t d = map->from; d != map->to;) {
        bool grouped = to->kind == DOMAIN_GROUP && to->rows == d;
        const uint32_t *next = grouped ? to->group_of_rows : parents_of(f, d);
        d = grouped ? map->to : f->domains[d].parent;
        if (!lanes) {
            lanes = next;
            continue;
        }
        if (map->capacity < n) {
            map->capacity = n + n / 2 + 8;
            map->room = arena_alloc_lanes(f->arena, map->capacity * sizeof *map->room);
        }
        for (size_t i = 0; i < n; i++)
            map->room[i] = lanes[i] == MACHINE_GROUP_NONE ? MACHINE_GROUP_NONE : next[lanes[i]];
        lanes = map->room;
    }
    map->lanes = lanes;
    return lanes;
}

struct wide *frame_wide(struct frame *f)
{
    if (!f->wide)
        f->wide = wide_new(f->arena, f->program, f->section);
    return f->wide;
}

/* The report (counted in this block) of a lane. */
static size_t report_of(struct frame *f, uint16_t domain, size_t lane)
{
    while (f->domains[domain].kind != DOMAIN_REPORT) {
        lane = parents_of(f, domain)[lane];
        domain = f->domains[domain].parent;
    }
    return lane;
}

void frame_approximate(struct frame *f, const struct step *s)
{
    struct reg *dst = s->dst;
    size_t n = f->domains[s->domain].lanes;
    for (size_t i = 0; i < n; i++) {
        if (dst->truths[i] || (dst->why && dst->why[i]))
            continue;
        size_t report = f->reports == 1 ? 0 : report_of(f, s->domain, i), first = i;
        while (f->reports > 1 && first > 0 && report_of(f, s->domain, first - 1) == report)
            first--;
        if (f->reports == 1)
            first = 0;
        uint8_t why = REASON_OK;
        dst->own_truths[i] = wide_approx(frame_wide(f), f->data, f->first_report + report, s->at, i - first, &why);
        if (why == REASON_OK)
            continue;
        if (!dst->why)
            memset(dst->own_why, 0, n);
        else if (dst->why != dst->own_why)
            memcpy(dst->own_why, dst->why, n);
        dst->why = dst->own_why;
        dst->own_why[i] = why;
    }
}
