/* machine_find.c - joins: the row of a table that has a key, and what stands in that row.
 *
 * FIND numbers rows within the block. Where each wanted key belongs to one lane of the table's parent (27行 of a report's table) the rows
 * are walked once, each against the key wanted there; elsewhere (rows of one table that look for rows of another) the keys go through a
 * hash table. Either way the work is the rows plus the lanes. */
#include "machine_frame.h"

enum { NO_ROW = -1, SEVERAL = -2 };

/* Gives the reasons to the lanes whose row is NO_ROW or SEVERAL, and 0 in place of a row. */
static void finish(struct reg *dst, const struct reg *wanted, size_t n, size_t rows)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t why = wanted->why ? wanted->why[i] : REASON_OK;
        if (!why && dst->own_values[i] < 0)
            why = dst->own_values[i] == SEVERAL ? REASON_SEVERAL_ROWS : REASON_MISSING_ROW;
        if (why)
            dst->own_values[i] = 0;
        any |= dst->own_why[i] = why;
    }
    dst->values = dst->own_values;
    dst->why = any ? dst->own_why : NULL;
    dst->most = rows;
    dst->minus = false;
}

static void walk_rows(const struct step *s, size_t rows, const uint32_t *parents)
{
    int64_t *found = s->dst->own_values;
    const int64_t *wanted = s->a->values, *keys = s->b->values;
    const uint8_t *why = s->b->why;
    for (size_t row = 0; row < rows; row++) {
        uint32_t lane = parents[row];
        if (keys[row] == wanted[lane] && !(why && why[row]))
            found[lane] = found[lane] == NO_ROW ? (int64_t)row : SEVERAL;
    }
}

static uint64_t hash_of(uint32_t parent, int64_t key)
{
    uint64_t h = ((uint64_t)parent + 0x9E3779B97F4A7C15u) ^ (uint64_t)key * 0xff51afd7ed558ccdu;
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    return h ^ h >> 32;
}

/* Room for looking up any of `rows` rows; the number of buckets, a power of two. */
static size_t make_room(struct frame *f, struct frame_domain *d, size_t rows)
{
    size_t size = 16;
    if (!d->buckets || d->find_capacity < rows) {
        d->find_capacity = rows > 2 * d->find_capacity ? rows : 2 * d->find_capacity;
        while (size < 2 * d->find_capacity)
            size *= 2;
        d->buckets = arena_alloc_lanes(f->arena, size * sizeof *d->buckets);
        d->twice = arena_alloc_lanes(f->arena, d->find_capacity + 1);
    }
    for (size = 16; size < 2 * rows;)
        size *= 2;
    memset(d->buckets, 0, size * sizeof *d->buckets);
    memset(d->twice, 0, rows);
    return size;
}

/* Bucket of the row with that key under that parent, or a free one. Buckets hold rows plus one. */
static size_t bucket_of(const struct frame_domain *d, size_t size, const uint32_t *parents, const int64_t *keys, uint32_t parent, int64_t key)
{
    size_t at = hash_of(parent, key) & (size - 1);
    while (d->buckets[at] && (parents[d->buckets[at] - 1] != parent || keys[d->buckets[at] - 1] != key))
        at = (at + 1) & (size - 1);
    return at;
}

static void look_up(struct frame *f, const struct step *s, size_t n, size_t rows, const uint32_t *parents)
{
    struct frame_domain *d = &f->domains[s->index];
    const uint32_t *owners = frame_map(f, s->keys);
    const int64_t *wanted = s->a->values, *keys = s->b->values;
    size_t size = make_room(f, d, rows);
    for (size_t row = 0; row < rows; row++) {
        if (s->b->why && s->b->why[row])
            continue;
        size_t at = bucket_of(d, size, parents, keys, parents[row], keys[row]);
        if (d->buckets[at])
            d->twice[d->buckets[at] - 1] = 1;
        else
            d->buckets[at] = (uint32_t)row + 1;
    }
    for (size_t i = 0; i < n; i++) {
        if (owners[i] == MACHINE_GROUP_NONE || (s->a->why && s->a->why[i]))
            continue;
        uint32_t row = d->buckets[bucket_of(d, size, parents, keys, owners[i], wanted[i])];
        if (row)
            s->dst->own_values[i] = d->twice[row - 1] ? SEVERAL : (int64_t)row - 1;
    }
}

void find_rows(struct frame *f, const struct step *s)
{
    size_t n = f->domains[s->domain].lanes, rows = f->domains[s->index].lanes;
    const uint32_t *parents = frame_map(f, s->map);
    for (size_t i = 0; i < n; i++)
        s->dst->own_values[i] = NO_ROW;
    if (rows && !s->keys)
        walk_rows(s, rows, parents);
    else if (rows)
        look_up(f, s, n, rows, parents);
    finish(s->dst, s->a, n, rows);
}

void find_pick(struct frame *f, const struct step *s)
{
    struct reg *dst = s->dst;
    const struct reg *a = s->a;
    size_t n = f->domains[s->domain].lanes;
    const int64_t *rows = s->b->values;
    const uint8_t *lost = s->b->why;
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= dst->own_why[i] = lost && lost[i] ? lost[i] : a->why ? a->why[rows[i]] : REASON_OK;
    dst->why = any ? dst->own_why : NULL;
    dst->truths = dst->own_truths; /* always: NOTHING is of no kind */
    if (s->mode == LANE_TRUTH) {
        for (size_t i = 0; i < n; i++)
            dst->own_truths[i] = lost && lost[i] ? 0 : a->truths[rows[i]];
        return;
    }
    for (size_t i = 0; i < n; i++)
        dst->own_values[i] = lost && lost[i] ? 0 : a->values[rows[i]];
    if (dst->fraction)
        for (size_t i = 0; i < n; i++)
            dst->own_denominators[i] = lost && lost[i] ? 1 : a->denominators[rows[i]];
    frame_keep_bounds(dst, a);
}
