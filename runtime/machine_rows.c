/* machine_rows.c - steps between lane spaces: rows to their report, groups of rows, reductions.
 *
 * A reduction walks the rows once and adds each to the lane its map names, so tables nested in tables, groups, and rows that belong to no
 * group are all the same loop. */
#include "machine_frame.h"

static uint8_t worse(uint8_t x, uint8_t y)
{
    return x > y ? x : y;
}

void rows_spread(struct frame *f, const struct step *s)
{
    struct reg *dst = s->dst;
    const struct reg *a = s->a;
    size_t n = f->domains[s->domain].lanes;
    const uint32_t *map = frame_map(f, s->map);
    bool homeless = f->domains[a->domain].kind == DOMAIN_GROUP;
    const uint8_t *why = a->why;
    if (homeless && !why)
        why = f->zeros;
    dst->why = NULL;
    if (why) {
        uint8_t any = 0;
        for (size_t i = 0; i < n; i++)
            any |= dst->own_why[i] = map[i] == MACHINE_GROUP_NONE ? REASON_MISSING_ROW : why[map[i]];
        if (any)
            dst->why = dst->own_why;
    }
    dst->truths = dst->own_truths; /* always: NOTHING is of no kind */
    if (s->mode == LANE_TRUTH) {
        for (size_t i = 0; i < n; i++)
            dst->own_truths[i] = map[i] == MACHINE_GROUP_NONE ? 0 : a->truths[map[i]];
        return;
    }
    for (size_t i = 0; i < n; i++)
        dst->own_values[i] = map[i] == MACHINE_GROUP_NONE ? 0 : a->values[map[i]];
    if (dst->fraction)
        for (size_t i = 0; i < n; i++)
            dst->own_denominators[i] = map[i] == MACHINE_GROUP_NONE ? 1 : a->denominators[map[i]];
    frame_keep_bounds(dst, a);
}

/* ---- groups ---- */

struct group_keys {
    const struct reg *key[3];
    size_t count;
};

static uint64_t hash_keys(const struct group_keys *k, size_t row, uint32_t parent)
{
    uint64_t h = parent + 0x9E3779B97F4A7C15u;
    for (size_t j = 0; j < k->count; j++) {
        h = (h ^ (uint64_t)k->key[j]->values[row]) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    return h;
}

static bool same_keys(const struct group_keys *k, size_t row, size_t other)
{
    for (size_t j = 0; j < k->count; j++)
        if (k->key[j]->values[row] != k->key[j]->values[other])
            return false;
    return true;
}

static bool lacks_key(const struct group_keys *k, size_t row)
{
    for (size_t j = 0; j < k->count; j++)
        if (k->key[j]->why && k->key[j]->why[row])
            return true;
    return false;
}

/* Buckets hold the number of a group's first row plus one; 0 is free. */
void rows_group(struct frame *f, const struct step *s)
{
    struct frame_domain *groups = &f->domains[s->domain];
    size_t rows = f->domains[groups->rows].lanes, size = 16;
    struct group_keys k = {.key = {s->a, s->b, s->c}, .count = s->c ? 3 : s->b ? 2 : 1};
    const uint32_t *parents = frame_map(f, s->map);
    groups->lanes = 0;
    if (!rows)
        return;
    while (size < rows * 2)
        size *= 2;
    memset(groups->buckets, 0, size * sizeof *groups->buckets);
    uint32_t count = 0;
    for (size_t row = 0; row < rows; row++) {
        if (lacks_key(&k, row)) {
            groups->group_of_rows[row] = MACHINE_GROUP_NONE;
            continue;
        }
        size_t at = hash_keys(&k, row, parents[row]) & (size - 1);
        for (;; at = (at + 1) & (size - 1)) {
            uint32_t first = groups->buckets[at];
            if (first == 0) {
                groups->buckets[at] = (uint32_t)row + 1;
                groups->parent_of[count] = parents[row];
                groups->group_of_rows[row] = count++;
                break;
            }
            if (parents[first - 1] == parents[row] && same_keys(&k, row, first - 1)) {
                groups->group_of_rows[row] = groups->group_of_rows[first - 1];
                break;
            }
        }
    }
    groups->lanes = count;
}

/* ---- reductions ---- */

/* What a reduction walks: rows with the lane each belongs to, and the condition. */
struct rows {
    size_t count, lanes;
    const uint32_t *map;
    const uint8_t *truths, *truths_why, *why;
    struct reg *dst;
};

static struct rows rows_of(struct frame *f, const struct step *s)
{
    struct rows r = {
        .count = f->domains[s->map->from].lanes,
        .lanes = f->domains[s->domain].lanes,
        .map = frame_map(f, s->map),
        .why = s->a ? s->a->why : NULL,
        .dst = s->dst,
    };
    if (s->b) {
        r.truths = s->b->truths;
        r.truths_why = s->b->why;
    }
    memset(r.dst->own_why, 0, r.lanes);
    return r;
}

/* Whether the row takes part; *why is a reason that the condition, or else (if the row takes part) the row's value, has none. */
static bool row_counts(const struct rows *r, size_t row, uint8_t *why)
{
    *why = REASON_OK;
    if (r->map[row] == MACHINE_GROUP_NONE)
        return false;
    if (r->truths_why && r->truths_why[row]) {
        *why = r->truths_why[row];
        return true;
    }
    if (r->truths && !r->truths[row])
        return false;
    if (r->why)
        *why = r->why[row];
    return true;
}

static void finish_why(const struct rows *r)
{
    r->dst->why = frame_any(r->dst->own_why, r->lanes) ? r->dst->own_why : NULL;
}

static void finish_fixed(const struct rows *r, uint64_t most, bool minus)
{
    finish_why(r);
    r->dst->minus = minus;
    r->dst->values = r->dst->own_values;
    r->dst->most = most;
}

bool rows_sum(struct frame *f, const struct step *s)
{
    struct rows r = rows_of(f, s);
    uint64_t most;
    if (__builtin_mul_overflow(s->a->most, (uint64_t)r.count, &most) || most > MACHINE_MOST)
        if (__builtin_mul_overflow(frame_tighten(f, s->a), (uint64_t)r.count, &most) || most > MACHINE_MOST)
            return false;
    r.why = s->a->why;
    int64_t *sums = r.dst->own_values;
    const int64_t *values = s->a->values;
    memset(sums, 0, r.lanes * sizeof *sums);
    for (size_t row = 0; row < r.count; row++) {
        uint8_t why;
        if (!row_counts(&r, row, &why))
            continue;
        uint32_t lane = r.map[row];
        sums[lane] += why ? 0 : values[row];
        r.dst->own_why[lane] = worse(r.dst->own_why[lane], why);
    }
    finish_fixed(&r, most, s->a->minus);
    return true;
}

void rows_count(struct frame *f, const struct step *s)
{
    struct rows r = rows_of(f, s);
    int64_t *counts = r.dst->own_values;
    memset(counts, 0, r.lanes * sizeof *counts);
    for (size_t row = 0; row < r.count; row++) {
        uint8_t why;
        if (!row_counts(&r, row, &why))
            continue;
        counts[r.map[row]]++;
        r.dst->own_why[r.map[row]] = worse(r.dst->own_why[r.map[row]], why);
    }
    finish_fixed(&r, r.count, false);
}

void rows_extreme(struct frame *f, const struct step *s)
{
    struct rows r = rows_of(f, s);
    int64_t *best = r.dst->own_values;
    const int64_t *values = s->a->values;
    uint8_t *seen = r.dst->own_truths;
    memset(seen, 0, r.lanes);
    memset(best, 0, r.lanes * sizeof *best);
    for (size_t row = 0; row < r.count; row++) {
        uint8_t why;
        if (!row_counts(&r, row, &why))
            continue;
        uint32_t lane = r.map[row];
        r.dst->own_why[lane] = worse(r.dst->own_why[lane], why);
        if (why)
            continue;
        if (!seen[lane] || (s->op == OP_LEAST ? values[row] < best[lane] : values[row] > best[lane]))
            best[lane] = values[row];
        seen[lane] = 1;
    }
    for (size_t lane = 0; lane < r.lanes; lane++)
        if (!seen[lane] && !r.dst->own_why[lane])
            r.dst->own_why[lane] = REASON_MISSING_ROW;
    finish_fixed(&r, s->a->most, s->a->minus);
}

/* A row that decides (true for ANY, false for ALL) decides whatever other rows lack; the truths without value count as what does not. */
void rows_quantify(struct frame *f, const struct step *s)
{
    struct rows r = rows_of(f, s);
    bool any = s->op == OP_ANY;
    uint8_t *t = r.dst->own_truths, *w = r.dst->own_why;
    memset(t, any ? 0 : 2, r.lanes);
    for (size_t row = 0; row < r.count; row++) {
        uint32_t lane = r.map[row];
        if (lane == MACHINE_GROUP_NONE)
            continue;
        uint8_t why = r.truths_why ? r.truths_why[row] : REASON_OK;
        if (why)
            w[lane] = worse(w[lane], why);
        else if (r.truths && (any ? r.truths[row] > t[lane] : r.truths[row] < t[lane]))
            t[lane] = r.truths[row];
        else if (!r.truths && any)
            t[lane] = 2;
    }
    for (size_t lane = 0; lane < r.lanes; lane++)
        if (any ? t[lane] > 0 : t[lane] == 0)
            w[lane] = REASON_OK;
    finish_why(&r);
    r.dst->truths = t;
}

/* Rows whose value is missing are passed over unless none has one, but a condition without value is not. own_truths: 0 no value
 * yet, 1 one, 2 they differ. */
void rows_same(struct frame *f, const struct step *s)
{
    struct rows r = rows_of(f, s);
    int64_t *shared = r.dst->own_values;
    const int64_t *values = s->a->values;
    uint8_t *seen = r.dst->own_truths, *w = r.dst->own_why, why;
    memset(shared, 0, r.lanes * sizeof *shared);
    memset(seen, 0, r.lanes);
    for (size_t row = 0; row < r.count; row++) {
        if (!row_counts(&r, row, &why))
            continue;
        uint32_t lane = r.map[row];
        if (r.truths_why && r.truths_why[row]) {
            w[lane] = worse(w[lane], why);
        } else if (!why && !seen[lane]) {
            shared[lane] = values[row];
            seen[lane] = 1;
        } else if (!why && shared[lane] != values[row]) {
            seen[lane] = 2;
        }
    }
    for (size_t row = 0; row < r.count; row++)
        if (row_counts(&r, row, &why) && !seen[r.map[row]])
            w[r.map[row]] = worse(w[r.map[row]], why);
    for (size_t lane = 0; lane < r.lanes; lane++) {
        if (seen[lane] == 2)
            w[lane] = worse(w[lane], REASON_DIFFERS);
        else if (!seen[lane] && !w[lane])
            w[lane] = REASON_MISSING_ROW;
    }
    finish_fixed(&r, s->a->most, s->a->minus);
}
