/* result_lanes.c - what the machine delivered for one report, and which lanes of one domain belong to a lane of another. */
#include "result.h"

#include <string.h>

void scratch_init(struct scratch *n)
{
    mpq_inits(n->shown, n->cell, n->power, n->lane, n->value, n->left, n->right, n->difference, n->allowance, n->low, n->high,
              n->expected, n->got, (mpq_ptr)NULL);
    struct machine_interval *i = &n->interval;
    mpq_inits(i->left, i->left_low, i->left_high, i->right, i->right_low, i->right_high, (mpq_ptr)NULL);
}

void scratch_clear(struct scratch *n)
{
    mpq_clears(n->shown, n->cell, n->power, n->lane, n->value, n->left, n->right, n->difference, n->allowance, n->low, n->high,
               n->expected, n->got, (mpq_ptr)NULL);
    struct machine_interval *i = &n->interval;
    mpq_clears(i->left, i->left_low, i->left_high, i->right, i->right_low, i->right_high, (mpq_ptr)NULL);
}

static void *copy_lanes(struct arena *a, const void *lanes, size_t count, size_t size)
{
    if (!lanes)
        return NULL;
    void *copy = arena_alloc(a, count * size);
    if (count)
        memcpy(copy, lanes, count * size);
    return copy;
}

static const mpq_t *freeze_lanes(struct arena *a, const mpq_t *from, size_t count)
{
    if (!from)
        return NULL;
    mpq_t *to = arena_alloc(a, count * sizeof *to);
    for (size_t i = 0; i < count; i++)
        number_freeze(a, to[i], from[i]);
    return (const mpq_t *)to;
}

static void keep_output(void *context, uint32_t output, const struct lanes *lanes)
{
    struct collection *c = context;
    struct arena *a = c->arena;
    size_t n = lanes->count;
    c->outputs[output] = (struct captured){
        .delivered = true,
        .kind = lanes->kind,
        .domain = c->program->outputs[output].domain,
        .scale = lanes->scale,
        .count = n,
        .values = copy_lanes(a, lanes->values, n, sizeof *lanes->values),
        .denominators = copy_lanes(a, lanes->denominators, n, sizeof *lanes->denominators),
        .truths = copy_lanes(a, lanes->truths, n, 1),
        .why = copy_lanes(a, lanes->why, n, 1),
        .wide = freeze_lanes(a, lanes->wide, n),
    };
}

/* Rows by group: a counting sort of group_of. */
static void tie_groups(struct collection *c, uint16_t domain)
{
    struct captured_domain *g = &c->domains[domain];
    size_t rows = c->domains[c->program->domains[domain].rows].count;
    g->count = machine_lane_count(c->machine, domain);
    uint32_t *group_of = copy_lanes(c->arena, machine_group_of_rows(c->machine, domain), rows, sizeof *group_of);
    if (!group_of) {
        group_of = arena_alloc(c->arena, rows * sizeof *group_of);
        memset(group_of, 0xff, rows * sizeof *group_of);
    }
    uint32_t *starts = arena_alloc(c->arena, (g->count + 2) * sizeof *starts);
    uint32_t *members = arena_alloc(c->arena, rows * sizeof *members);
    for (size_t row = 0; row < rows; row++)
        if (group_of[row] < g->count)
            starts[group_of[row] + 2]++;
    for (size_t i = 2; i < g->count + 2; i++)
        starts[i] += starts[i - 1];
    for (size_t row = 0; row < rows; row++)
        if (group_of[row] < g->count)
            members[starts[group_of[row] + 1]++] = (uint32_t)row;
    g->group_of = group_of;
    g->starts = starts;
    g->members = members;
}

/* A domain's parent always has a smaller number than the domain. */
static void tie_domains(struct collection *c)
{
    for (size_t i = 0; i < c->program->domain_count; i++) {
        const struct program_domain *d = &c->program->domains[i];
        struct captured_domain *t = &c->domains[i];
        switch (d->kind) {
        case DOMAIN_REPORT:
            t->first = c->report;
            t->count = 1;
            break;
        case DOMAIN_TABLE: {
            const struct captured_domain *parent = &c->domains[d->parent];
            const uint32_t *offsets = c->data->offsets[i];
            t->first = offsets[parent->first];
            t->count = offsets[parent->first + parent->count] - t->first;
            break;
        }
        case DOMAIN_GROUP:
            tie_groups(c, (uint16_t)i);
            break;
        }
    }
}

heng_status result_capture(struct collection *c)
{
    c->outputs = arena_alloc(c->arena, c->program->output_count * sizeof *c->outputs);
    c->domains = arena_alloc(c->arena, c->program->domain_count * sizeof *c->domains);
    heng_status status = machine_run(c->machine, c->data, c->report, 1, keep_output, c);
    if (status == HENG_OK)
        tie_domains(c);
    return status;
}

/* It is the last whose rows begin at or before the row and are not empty. */
size_t result_row_parent(const struct collection *c, uint16_t table, size_t lane)
{
    const struct captured_domain *parent = &c->domains[c->program->domains[table].parent];
    const uint32_t *offsets = c->data->offsets[table] + parent->first;
    size_t row = c->domains[table].first + lane;
    size_t low = 0, high = parent->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (offsets[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t result_row_number(const struct collection *c, uint16_t domain, size_t lane)
{
    const struct program_domain *d = &c->program->domains[domain];
    if (d->kind != DOMAIN_TABLE)
        return lane;
    size_t first = c->data->offsets[domain][c->domains[d->parent].first + result_row_parent(c, domain, lane)];
    return c->domains[domain].first + lane - first;
}

/* Lane of the domain next outward. False for a group without rows and for the report. */
static bool lane_out(const struct collection *c, uint16_t *domain, size_t *lane)
{
    const struct program_domain *d = &c->program->domains[*domain];
    const struct captured_domain *t = &c->domains[*domain];
    switch (d->kind) {
    case DOMAIN_REPORT:
        return false;
    case DOMAIN_TABLE:
        *lane = result_row_parent(c, *domain, *lane);
        *domain = d->parent;
        return true;
    case DOMAIN_GROUP:
        if (*lane >= t->count || t->starts[*lane] == t->starts[*lane + 1])
            return false;
        *lane = result_row_parent(c, d->rows, t->members[t->starts[*lane]]);
        *domain = d->parent;
        return true;
    }
    return false;
}

static bool groups_rows_of(const struct collection *c, uint16_t group, uint16_t table)
{
    const struct program_domain *g = &c->program->domains[group];
    return g->kind == DOMAIN_GROUP && g->rows == table;
}

bool result_lane_up(const struct collection *c, uint16_t from, size_t lane, uint16_t to, size_t *out)
{
    while (from != to) {
        if (groups_rows_of(c, to, from)) {
            uint32_t group = c->domains[to].group_of[lane];
            *out = group;
            return group != UINT32_MAX;
        }
        if (!lane_out(c, &from, &lane))
            return false;
    }
    *out = lane;
    return lane < c->domains[to].count;
}

bool result_domain_within(const struct collection *c, uint16_t inner, uint16_t outer)
{
    for (;; inner = c->program->domains[inner].parent) {
        if (inner == outer || groups_rows_of(c, outer, inner))
            return true;
        if (c->program->domains[inner].kind == DOMAIN_REPORT)
            return false;
    }
}

/* Visits the lanes of `to` under one lane of `from`, which contains it; false if the visit was stopped. */
static bool walk_down(const struct collection *c, uint16_t from, size_t lane, uint16_t to, lane_visit *visit, void *context)
{
    if (from == to)
        return visit(context, lane);
    uint16_t next = to;
    while (!groups_rows_of(c, from, next) && c->program->domains[next].parent != from)
        next = c->program->domains[next].parent;
    const struct captured_domain *t = &c->domains[next];
    if (groups_rows_of(c, from, next)) {
        const struct captured_domain *g = &c->domains[from];
        for (uint32_t i = g->starts[lane]; i < g->starts[lane + 1]; i++)
            if (!walk_down(c, next, g->members[i], to, visit, context))
                return false;
        return true;
    }
    if (c->program->domains[next].kind == DOMAIN_TABLE) {
        const uint32_t *offsets = c->data->offsets[next] + c->domains[from].first + lane;
        for (size_t row = offsets[0]; row < offsets[1]; row++)
            if (!walk_down(c, next, row - t->first, to, visit, context))
                return false;
        return true;
    }
    for (size_t group = 0; group < t->count; group++) {
        uint16_t domain = next;
        size_t outer = group;
        if (lane_out(c, &domain, &outer) && outer == lane && !walk_down(c, next, group, to, visit, context))
            return false;
    }
    return true;
}

void result_lanes_down(const struct collection *c, uint16_t from, size_t lane, uint16_t to, lane_visit *visit, void *context)
{
    while (!result_domain_within(c, to, from))
        if (!lane_out(c, &from, &lane))
            return;
    if (lane < c->domains[from].count)
        walk_down(c, from, lane, to, visit, context);
}

const struct captured *result_output_at(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, size_t *at)
{
    if (output == NO_OUTPUT || !c->outputs[output].delivered)
        return NULL;
    const struct captured *o = &c->outputs[output];
    return result_lane_up(c, domain, lane, o->domain, at) && *at < o->count ? o : NULL;
}

uint8_t result_why(const struct collection *c, uint32_t output, uint16_t domain, size_t lane)
{
    size_t at;
    const struct captured *o = result_output_at(c, output, domain, lane, &at);
    if (!o)
        return REASON_MISSING_ROW;
    return o->why ? o->why[at] : REASON_OK;
}

uint8_t result_number(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, mpq_t out)
{
    size_t at;
    const struct captured *o = result_output_at(c, output, domain, lane, &at);
    if (!o || (o->why && o->why[at]))
        return o ? o->why[at] : REASON_MISSING_ROW;
    if (o->wide) {
        mpq_set(out, o->wide[at]);
        return REASON_OK;
    }
    mpz_set_si(mpq_numref(out), o->values[at]);
    mpz_set_si(mpq_denref(out), o->denominators ? o->denominators[at] : 1);
    mpq_canonicalize(out);
    number_scale(out, out, -(long)o->scale);
    return REASON_OK;
}

bool result_number_is_row(const struct captured *o, size_t at, size_t count, size_t *row)
{
    if (o->wide && (mpz_sgn(mpq_numref(o->wide[at])) < 0 || !mpz_fits_ulong_p(mpq_numref(o->wide[at]))))
        return false;
    *row = o->wide ? mpz_get_ui(mpq_numref(o->wide[at])) : o->values && o->values[at] >= 0 ? (size_t)o->values[at] : count;
    return *row < count;
}

uint8_t result_truth(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, uint8_t *why)
{
    size_t at;
    const struct captured *o = result_output_at(c, output, domain, lane, &at);
    *why = !o ? REASON_MISSING_ROW : o->why ? o->why[at] : REASON_OK;
    return *why ? 0 : o->truths[at];
}
