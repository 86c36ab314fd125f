/* result_warning.c - what is worth a second look, whatever the outcome. */
#include "result.h"

#include "unit.h"

/* Text of an output's lane; NULL if it has no value. */
static const char *text_at(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, size_t *length)
{
    size_t at;
    const struct captured *o = result_output_at(c, output, domain, lane, &at);
    if (!o || o->kind != LANE_TEXT || (o->why && o->why[at]))
        return NULL;
    return text_table_text(c->data->texts, o->values[at], length);
}

/* True if both are counting words, and different ones. */
static bool words_differ(const char *x, size_t n, const char *y, size_t m)
{
    int u = unit_find(x, n), v = unit_find(y, m);
    return u != UNIT_NONE && v != UNIT_NONE && !unit_comparable(u, v) && unit_is_classifier(unit_at(u)->dimension) &&
           unit_is_classifier(unit_at(v)->dimension);
}

/* "（重点项目个数）", or "" for a rule of the whole report. */
static const char *row_note(const struct collection *c, const struct program_rule *r, uint16_t domain, size_t lane)
{
    const char *row = r->domain == domain ? result_row(c, r, lane) : NULL;
    return row ? arena_format(c->arena, c->english ? " (%s)" : "（%s）", row) : "";
}

static const char *unit_warning(const struct collection *c, const struct program_unit_pair *p, uint16_t domain, size_t lane)
{
    const struct program_rule *r = &c->program->rules[p->rule];
    size_t n = 0, m = 0;
    const char *x = text_at(c, p->left, domain, lane, &n), *y = text_at(c, p->right, domain, lane, &m);
    if (!x || !y || !words_differ(x, n, y, m))
        return NULL;
    return arena_format(c->arena, c->english ? "%s%s: the units differ, “%.*s” against “%.*s”" : "%s%s：单位不同，“%.*s”对“%.*s”", r->name,
                        row_note(c, r, domain, lane), (int)n, x, (int)m, y);
}

/* A recomputed score below 0 or above the full marks: the rule says neither 封顶 nor 保底, and nothing is clipped behind its back. */
static const char *score_warning(const struct collection *c, const struct program_rule *r, size_t lane)
{
    struct scratch *n = c->numbers;
    if (r->kind != RULE_SCORE || result_number(c, r->value, r->domain, lane, n->value) || result_number(c, r->weight, r->domain, lane, n->right))
        return NULL;
    if (mpq_sgn(n->value) >= 0 && mpq_cmp(n->value, n->right) <= 0)
        return NULL;
    const char *value = print_number(c, n->value, &r->unit), *full = print_number(c, n->right, &r->unit);
    return arena_format(c->arena, c->english ? "%s%s: the recomputed score %s is outside 0 to %s" : "%s%s：复算分 %s 不在 0 到满分 %s 之间", r->name,
                        row_note(c, r, r->domain, lane), value, full);
}

struct warnings {
    const char **list;
    size_t count, capacity;
};

static void add_warning(const struct collection *c, struct warnings *w, const char *text)
{
    if (!text)
        return;
    w->list = arena_grow(c->arena, w->list, w->count, &w->capacity, sizeof *w->list);
    w->list[w->count++] = text;
}

const char *const *warning_list(const struct collection *c, size_t *count)
{
    struct warnings w = {NULL, 0, 0};
    for (size_t i = 0; i < c->program->unit_pair_count; i++) {
        const struct program_unit_pair *p = &c->program->unit_pairs[i];
        uint16_t domain = c->program->outputs[p->left].domain;
        if (period_why(c, p->rule))
            continue;
        for (size_t lane = 0; lane < c->domains[domain].count; lane++)
            add_warning(c, &w, unit_warning(c, p, domain, lane));
    }
    for (size_t i = 0; i < c->program->rule_count; i++) {
        const struct program_rule *r = &c->program->rules[i];
        for (size_t lane = 0; r->kind == RULE_SCORE && !period_why(c, (uint32_t)i) && lane < c->domains[r->domain].count; lane++)
            add_warning(c, &w, score_warning(c, r, lane));
    }
    *count = w.count;
    return (const char *const *)w.list;
}
