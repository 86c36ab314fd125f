/* require.c - what a ruleset requires of its rules: 要求 依据, 要求 满分合计 100分.
 *
 * A basis is required of the rules of the ruleset that says so and of those that inherit it; the sum of full marks, of all scores of the
 * report that count in the end. */
#include <string.h>

#include "check.h"
#include "ratio.h"

static bool is_word(const struct ast_word *word, const char *zh, const char *en) { return !strcmp(word->text, zh) || !strcmp(word->text, en); }

static void require_basis(struct compiler *c, const struct ast_clause *clause)
{
    uint32_t level = c->levels[clause->at.source];
    const struct ast_item *before = NULL; /* one item may have become several rules */
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        const struct ast_clause *basis = r->item->clauses;
        if (r->kind == RULE_VALUE || c->levels[r->item->at.source] > level || (before && before->at.start == r->item->at.start && before->at.source == r->item->at.source)) continue;
        while (basis && basis->kind != AST_BASIS) basis = basis->next;
        before = r->item;
        if (!basis) diag_report_with(c->diag, DIAG_E0655, r->item->name.at, DIAG_N0651, clause->at, r->name);
    }
}

enum { MOST_LISTED = 20 };

/* "甲 10分 + 乙 20分"; the scores of the report. False if one was reported. */
static bool add_up(struct compiler *c, const struct ast_clause *clause, struct ratio *sum, const char **list)
{
    size_t count = 0;
    bool known = true;
    *sum = ratio_of(0, 1);
    *list = "";
    mpq_t full;
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        if (r->kind != RULE_SCORE || r->domain || !r->value) continue;
        mpq_init(full);
        bool constant = constant_value(c, r->item->value, full);
        struct ratio weight = ratio_from(full);
        mpq_clear(full);
        if (!constant) diag_report_with(c->diag, DIAG_E0657, r->item->value->at, DIAG_N0651, clause->at, r->name);
        known = known && constant;
        *sum = ratio_add(*sum, weight);
        if (count++ < MOST_LISTED) *list = arena_format(c->scratch, "%s%s%s %s", *list, count > 1 ? " + " : "", r->name, ratio_text(c->scratch, weight, 0));
    }
    if (count > MOST_LISTED) *list = arena_format(c->scratch, "%s + …", *list);
    return known;
}

static void require_total(struct compiler *c, const struct ast_clause *clause)
{
    struct ratio sum, wanted;
    const char *list;
    unsigned before = c->diag->errors;
    struct ast_expr *e = clause->value;
    struct type points = type_in_unit(unit_find("分", strlen("分")));
    resolve_constant(c, e);
    const struct type *t = &check_expr(c, e)->type;
    if (c->diag->errors > before) return;
    if (t->kind != TYPE_NUMBER || !(type_same_dimension(t, &points) || t->bare)) {
        diag_report(c->diag, DIAG_E0603, e->at, type_name(c->scratch, t, c->diag->english));
        return;
    }
    mpq_t value;
    mpq_init(value);
    constant_value(c, e, value);
    wanted = ratio_from(value);
    mpq_clear(value);
    if (!add_up(c, clause, &sum, &list)) return;
    if (ratio_finite(sum) && ratio_finite(wanted) && !ratio_compare(sum, wanted)) return;
    diag_report(c->diag, DIAG_E0656, clause->at, ratio_text(c->scratch, sum, 0), ratio_text(c->scratch, wanted, 0), list);
}

void check_requirements(struct compiler *c)
{
    for (size_t k = 0; k < c->file_count; k++) {
        for (const struct ast_item *i = c->files[k]; i; i = i->next) {
            for (const struct ast_clause *a = i->kind == AST_RULESET ? i->clauses : NULL; a; a = a->next) {
                if (a->kind != AST_REQUIRE) continue;
                if (!a->value && is_word(&a->code, "依据", "basis")) require_basis(c, a);
                else if (a->value && is_word(&a->code, "满分合计", "full_total")) require_total(c, a);
                else diag_report(c->diag, DIAG_E0654, a->code.at, a->code.text);
            }
        }
    }
}
