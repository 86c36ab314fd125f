/* analyse_unused.c - what the ruleset's own files declare and no rule uses: fields, and open terms.
 *
 * Definitions are results by themselves, and inputs of an open ruleset are used where they are met. Only the files that were asked for are
 * looked at: what a parent declares is there for others. */
#include "analyse.h"

enum { MOST_LISTED = 8 };

static bool is_own(const struct analysis *a, struct span at) { return at.source < a->c->given_count; }

/* Columns that name, number or order the rows are read with them. */
static bool is_used(const struct analysis *a, const struct node *n)
{
    const struct heng_program *p = a->c->program;
    bool used = n->is_label || n->is_line || n->widths;
    for (int k = 0; k < NODE_PARTS && !used; k++) used = n->fields[k] && p->fields[n->fields[k] - 1].used;
    return used || (n->repeat && is_used(a, n->repeat)); /* 上年.x uses x */
}

static bool has_used(const struct analysis *a, const struct node *n)
{
    if (n->kind == NODE_VALUE) return is_used(a, n);
    for (const struct node *child = n->children; child; child = child->hh.next) {
        if (has_used(a, child)) return true;
    }
    return false;
}

/* Children that nothing below is used of are told together; below the others it is looked further. */
static void look_below(const struct analysis *a, const struct node *parent)
{
    struct compiler *c = a->c;
    const struct node *first = NULL;
    const char *names = "";
    size_t count = 0;
    for (const struct node *n = parent->children; n; n = n->hh.next) {
        if (n->is_join) continue;
        if (has_used(a, n)) {
            if (n->kind != NODE_VALUE) look_below(a, n);
            continue;
        }
        if (!is_own(a, n->at)) continue;
        if (!first) first = n;
        if (count++ < MOST_LISTED) names = arena_format(c->scratch, "%s%s%s", names, count == 1 ? "" : c->diag->english ? ", " : "、", node_path(c->scratch, n));
    }
    if (count > MOST_LISTED) names = arena_format(c->scratch, c->diag->english ? "%s and others, %zu in all" : "%s 等共 %zu 项", names, count);
    if (count) diag_report(c->diag, DIAG_N0660, first->at, names);
}

static void look_at_open_terms(const struct analysis *a)
{
    struct compiler *c = a->c;
    bool *used = arena_alloc(c->scratch, c->rule_count + 1);
    for (size_t k = 0; k < c->rule_count; k++) {
        for (size_t i = 0; i < c->rules[k]->use_count; i++) used[c->rules[k]->uses[i]->index] = true;
    }
    for (const struct symbol *s = c->symbols; s; s = s->hh.next) {
        if (s->open && s->rule && !used[s->rule->index] && is_own(a, s->open->item->at)) diag_report(c->diag, DIAG_N0661, s->open->item->name.at, s->name);
    }
}

void analyse_unused(struct analysis *a)
{
    if (!a->c->program->open) look_below(a, a->c->root);
    look_at_open_terms(a);
}
