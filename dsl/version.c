/* version.c - rules of one name over time.
 *
 * Several items of one name whose periods are disjoint are one rule over time. Between layers the nearer one counts: what a child overrides
 * from 2024 on is its parent's before. Which one is in force is decided report by report. */
#include <stdlib.h>
#include <string.h>

#include "compile.h"

const struct rule *version_overlapping(const struct symbol *s, uint32_t level, struct period p)
{
    for (const struct rule *r = s->rule; r; r = r->older) {
        if (r->level == level && period_overlaps(r->period, p)) return r;
    }
    return NULL;
}

bool version_dated(const struct rule *r) { return r->family && (r->family->next_version || !period_is_always(r->period)); }

/* Nearer layers first; within one, in the order of time. */
static int by_rank(const void *a, const void *b)
{
    const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;
    if (x->level != y->level) return x->level < y->level ? -1 : 1;
    return x->period.from < y->period.from ? -1 : x->period.from > y->period.from;
}

/* True if the kept versions of nearer layers leave none of a version's days. */
static bool is_covered(struct rule *const *kept, size_t count, const struct rule *r)
{
    int32_t day = r->period.from;
    for (bool moved = true; moved && day < r->period.until;) {
        moved = false;
        for (size_t k = 0; k < count; k++) {
            const struct period *p = &kept[k]->period;
            if (kept[k]->level == r->level || p->from > day || p->until <= day) continue;
            day = p->until;
            moved = true;
        }
    }
    return day >= r->period.until;
}

static bool same_path(const struct ast_expr *a, const struct ast_expr *b)
{
    bool same = a->path.count == b->path.count;
    for (unsigned k = 0; same && k < a->path.count; k++) same = !strcmp(a->path.words[k].text, b->path.words[k].text);
    return same;
}

bool version_same_scope(const struct ast_scope *a, const struct ast_scope *b)
{
    if (!a || !b) return !a && !b;
    if (a->kind != b->kind || !same_path(a->table, b->table)) return false;
    const struct ast_expr *x = a->keys, *y = b->keys;
    while (x && y && same_path(x, y)) x = x->next, y = y->next;
    return !x && !y;
}

void version_settle(struct compiler *c, struct symbol *s)
{
    size_t count = 0, kept = 0;
    for (const struct rule *r = s->rule; r; r = r->older) count++;
    if (!count) return;
    struct rule **list = arena_alloc(c->scratch, count * sizeof *list);
    struct rule *r = s->rule;
    for (size_t k = 0; k < count; k++, r = r->older) list[k] = r;
    qsort(list, count, sizeof *list, by_rank);
    for (size_t k = 0; k < count; k++) {
        list[k]->dropped = is_covered(list, kept, list[k]);
        if (!list[k]->dropped) list[kept++] = list[k];
    }
    s->rule = list[0];
    for (size_t k = 0; k < kept; k++) {
        list[k]->family = list[0];
        list[k]->rank = (uint32_t)k;
        list[k]->next_version = k + 1 < kept ? list[k + 1] : NULL;
        if (!version_same_scope(list[k]->item->scope, list[0]->item->scope)) {
            diag_report_with(c->diag, DIAG_E0694, list[k]->item->name.at, DIAG_N0674, list[0]->item->name.at, s->name);
        }
    }
}

/* A version without value (不适用) fits any other. */
static bool says_nothing(const struct rule *r)
{
    const struct typed *t = r->value ? r->value->resolved : NULL;
    return r->type.kind == TYPE_UNKNOWN || !t || t->type.kind == TYPE_NOTHING;
}

const struct type *version_type(const struct rule *first)
{
    for (const struct rule *r = first; r; r = r->next_version) {
        if (!says_nothing(r)) return &r->type;
    }
    return &first->type;
}

void version_check(struct compiler *c)
{
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        if (r->family == r || !r->family || says_nothing(r)) continue;
        const struct type *t = version_type(r->family);
        if (r->type.kind == t->kind && (t->kind != TYPE_NUMBER || type_same_dimension(&r->type, t))) continue;
        diag_report_with(c->diag, DIAG_E0695, r->value->at, DIAG_N0674, r->family->item->at, r->name, type_name(c->scratch, t, c->diag->english),
                         type_name(c->scratch, &r->type, c->diag->english));
    }
}
