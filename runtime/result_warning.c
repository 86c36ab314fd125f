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

static const char *warning(const struct collection *c, const struct program_unit_pair *p, uint16_t domain, size_t lane)
{
    const struct program_rule *r = &c->program->rules[p->rule];
    size_t n = 0, m = 0;
    const char *x = text_at(c, p->left, domain, lane, &n), *y = text_at(c, p->right, domain, lane, &m);
    if (!x || !y || !words_differ(x, n, y, m))
        return NULL;
    const char *row = r->domain == domain ? result_row(c, r, lane) : NULL;
    const char *place = row ? arena_format(c->arena, c->english ? " (%s)" : "（%s）", row) : "";
    return arena_format(c->arena, c->english ? "%s%s: the units differ, “%.*s” against “%.*s”" : "%s%s：单位不同，“%.*s”对“%.*s”", r->name, place,
                        (int)n, x, (int)m, y);
}

const char *const *warning_list(const struct collection *c, size_t *count)
{
    const char **list = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < c->program->unit_pair_count; i++) {
        const struct program_unit_pair *p = &c->program->unit_pairs[i];
        uint16_t domain = c->program->outputs[p->left].domain;
        for (size_t lane = 0; lane < c->domains[domain].count; lane++) {
            const char *text = warning(c, p, domain, lane);
            if (!text)
                continue;
            list = arena_grow(c->arena, list, *count, &capacity, sizeof *list);
            list[(*count)++] = text;
        }
    }
    return (const char *const *)list;
}
