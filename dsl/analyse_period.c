/* analyse_period.c - days on which nothing is in force although something should be.
 *
 * What is not in force does not apply, and neither does what uses it: a threshold that expires without successor, or a gap between two of its
 * versions, would silence checks. That a rule begins on some day is no gap. What 缺省 covers is no loss. */
#include <stdlib.h>

#include "analyse.h"

static int by_start(const void *a, const void *b)
{
    const struct rule *x = *(const struct rule *const *)a, *y = *(const struct rule *const *)b;
    return x->period.from < y->period.from ? -1 : x->period.from > y->period.from;
}

/* The first day after all versions of a name; tells a gap between them, at the version after it. */
static int32_t end_of(const struct analysis *a, const struct rule *first)
{
    struct compiler *c = a->c;
    size_t count = 0;
    for (const struct rule *v = first; v; v = v->next_version) count++;
    const struct rule **versions = arena_alloc(c->scratch, count * sizeof *versions);
    const struct rule *v = first;
    for (size_t k = 0; k < count; k++, v = v->next_version) versions[k] = v;
    qsort(versions, count, sizeof *versions, by_start);
    int32_t end = versions[0]->period.until;
    bool told = first->label && (!first->copy_count || first->copies[0] != first); /* of rules over columns once */
    for (size_t k = 1; k < count; k++) {
        const struct period *p = &versions[k]->period;
        if (p->from > end && !told) diag_report(c->diag, DIAG_W0660, versions[k]->item->name.at, first->name, period_date(c, end), period_date(c, p->from - 1));
        if (p->until > end) end = p->until;
    }
    return end;
}

static bool is_replaced(const struct rule *r)
{
    for (const struct rule *v = r->family; v && v != r; v = v->next_version) {
        if (period_overlaps(v->period, r->period)) return true;
    }
    return false;
}

void analyse_periods(const struct analysis *a)
{
    struct compiler *c = a->c;
    int32_t *ends = arena_alloc(c->scratch, (c->rule_count + 1) * sizeof *ends); /* by index of the first version */
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        ends[r->index] = !r->family || r->family == r ? end_of(a, r) : INT32_MAX;
    }
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        bool exposed = r->node < c->ir->count && a->gates[r->node] && !is_replaced(r);
        for (size_t i = 0; i < r->use_count && exposed; i++) {
            const struct rule *used = r->uses[i]->family ? r->uses[i]->family : r->uses[i];
            int32_t end = ends[used->index];
            if (r->uses[i] != used || end >= r->period.until || (i && r->uses[i - 1] == r->uses[i])) continue;
            diag_report(c->diag, DIAG_W0659, r->item->name.at, r->name, used->name, period_date(c, end), r->name);
        }
    }
}
