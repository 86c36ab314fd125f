/* require.c - what a ruleset requires of its rules: 要求 依据, 要求 满分合计 100分.
 *
 * A basis is required of the rules of the ruleset that says so and of those that inherit it; the sum of full marks, of all scores of the
 * report that count in the end. */
#include <stdlib.h>
#include <string.h>

#include "../runtime/cell.h"
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
        bool again = before && before->at.start == r->item->at.start && before->at.source == r->item->at.source;
        if (r->kind == RULE_VALUE || c->levels[r->item->at.source] > level || again) continue;
        while (basis && basis->kind != AST_BASIS) basis = basis->next;
        before = r->item;
        if (!basis) diag_report_with(c->diag, DIAG_E0655, r->item->name.at, DIAG_N0651, clause->at, r->name);
    }
}

enum { MOST_LISTED = 20 };

static bool is_weighed(const struct rule *r) { return r->kind == RULE_SCORE && !r->domain && r->value; }

static bool covers(struct period p, int32_t day) { return p.from <= day && day < p.until; }

/* True if the rule, of its versions, is the one that counts on a day. */
static bool counts_on(const struct rule *r, int32_t day)
{
    for (const struct rule *v = r->family; v && v != r; v = v->next_version) {
        if (covers(v->period, day)) return false;
    }
    return covers(r->period, day);
}

/* The scores' weights on a day: "甲 10 + 乙 20". Returns their number. */
static size_t add_up(struct compiler *c, const struct ratio *weights, int32_t day, struct ratio *sum, const char **list)
{
    size_t count = 0;
    *sum = ratio_of(0, 1);
    *list = "";
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        if (!is_weighed(r) || !counts_on(r, day)) continue;
        *sum = ratio_add(*sum, weights[k]);
        if (count++ < MOST_LISTED) *list = arena_format(c->scratch, "%s%s%s %s", *list, count > 1 ? " + " : "", r->name, ratio_text(c->scratch, weights[k], 0));
    }
    if (count > MOST_LISTED) *list = arena_format(c->scratch, "%s + …", *list);
    return count;
}

/* Weights by rule; NULL if one is no constant, which is reported. */
static struct ratio *weights_of(struct compiler *c, const struct ast_clause *clause)
{
    struct ratio *weights = arena_alloc(c->scratch, (c->rule_count + 1) * sizeof *weights);
    bool known = true;
    mpq_t full;
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        if (!is_weighed(r)) continue;
        mpq_init(full);
        bool constant = constant_value(c, r->item->value, full);
        weights[k] = ratio_from(full);
        mpq_clear(full);
        if (!constant) diag_report_with(c->diag, DIAG_E0657, r->item->value->at, DIAG_N0651, clause->at, r->name);
        known = known && constant;
    }
    return known ? weights : NULL;
}

static int by_day(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* "自2024年1月1日起" of a day on which something changes. */
static const char *since(const struct compiler *c, int32_t day)
{
    int year, month, date;
    if (day == INT32_MIN) return "";
    cell_civil_from_days(day, &year, &month, &date);
    return arena_format(c->scratch, c->diag->english ? " (from %d-%02d-%02d on)" : "（自%d年%d月%d日起）", year, month, date);
}

/* The sum on every day on which it may change, until one is wrong. Days without any score are nobody's concern. */
static void check_sums(struct compiler *c, const struct ast_clause *clause, const struct ratio *weights, struct ratio wanted)
{
    int32_t *days = arena_alloc(c->scratch, (2 * c->rule_count + 1) * sizeof *days);
    size_t count = 0;
    days[count++] = INT32_MIN;
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->rules[k];
        if (!is_weighed(r)) continue;
        if (r->period.from != INT32_MIN) days[count++] = r->period.from;
        if (r->period.until != INT32_MAX) days[count++] = r->period.until;
    }
    qsort(days, count, sizeof *days, by_day);
    for (size_t k = 0; k < count; k++) {
        struct ratio sum;
        const char *list;
        if ((k && days[k] == days[k - 1]) || (!add_up(c, weights, days[k], &sum, &list) && count > 1)) continue;
        if (ratio_finite(sum) && ratio_finite(wanted) && !ratio_compare(sum, wanted)) continue;
        diag_report(c->diag, DIAG_E0656, clause->at, ratio_text(c->scratch, sum, 0), ratio_text(c->scratch, wanted, 0), since(c, days[k]), list);
        return;
    }
}

static void require_total(struct compiler *c, const struct ast_clause *clause)
{
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
    struct ratio wanted = ratio_from(value), *weights = weights_of(c, clause);
    mpq_clear(value);
    if (weights) check_sums(c, clause, weights, wanted);
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
