/* check.c - types of definitions, scores and checks, each after the rules it uses. */
#include "check.h"

#include <string.h>

struct class_word {
    const char *zh, *en;
    enum rule_class class;
};

static const struct class_word class_words[] = {
    {"基本平衡", "balance", CLASS_BALANCE},
    {"逻辑性", "logic", CLASS_LOGIC},
    {"核实性", "verify", CLASS_VERIFY},
    {"提示", "notice", CLASS_NOTICE},
};

enum { CLASS_WORDS = sizeof class_words / sizeof *class_words };

static enum rule_class check_class(struct compiler *c, const struct ast_word *word)
{
    if (!word->text) return CLASS_LOGIC;
    struct suggest s;
    suggest_start(&s, word->text);
    for (int k = 0; k < CLASS_WORDS; k++) {
        if (!strcmp(class_words[k].zh, word->text) || !strcmp(class_words[k].en, word->text)) return class_words[k].class;
        suggest_offer(&s, class_words[k].zh);
    }
    diag_report(c->diag, DIAG_E0601, word->at, word->text, suggest_text(c, &s));
    return CLASS_LOGIC;
}

struct type check_points(struct compiler *c, struct ast_expr *e)
{
    struct type points = type_in_unit(unit_find("分", strlen("分")));
    struct type *t = &typed_of(e)->type;
    if (!check_number(c, e, c->diag->english ? "score" : "评分")) return points;
    if (t->kind != TYPE_NUMBER || type_same_dimension(t, &points)) return points;
    if (type_is_dimensionless(t) && !type_is_percent(t)) *t = points;
    else diag_report(c->diag, DIAG_E0603, e->at, type_name(c->scratch, t, c->diag->english));
    return points;
}

/* 除数为零时: a value like the rule's own. */
static void check_on_zero(struct compiler *c, struct rule *r)
{
    if (!r->on_zero) return;
    check_expr(c, r->on_zero);
    switch (r->kind) {
    case RULE_VALUE:
        check_unify(c, r->value, r->on_zero);
        break;
    case RULE_SCORE: check_points(c, r->on_zero); break;
    case RULE_CHECK: check_truth(c, r->on_zero, c->diag->english ? "if_divided_by_zero" : "除数为零时"); break;
    }
}

static void check_rule(struct compiler *c, struct rule *r)
{
    r->type = type_of(TYPE_UNKNOWN);
    r->full = type_of(TYPE_UNKNOWN);
    c->checking = r;
    if (r->applies) {
        check_expr(c, r->applies);
        check_truth(c, r->applies, c->diag->english ? "when" : "适用条件");
    }
    if (!r->value) return;
    for (struct ast_expr *e = r->mentions; e; e = e->next) check_expr(c, e);
    if (r->kind == RULE_SCORE) { /* forms in 得分 take the full marks */
        check_expr(c, r->item->value);
        r->full = check_points(c, r->item->value);
    }
    struct typed *value = check_expr(c, r->value);
    switch (r->kind) {
    case RULE_VALUE:
        if (value->type.kind == TYPE_TABLE || value->type.kind == TYPE_CELL) {
            diag_report(c->diag, value->type.kind == TYPE_TABLE ? DIAG_E0315 : DIAG_E0412, r->value->at,
                        node_path(c->scratch, value->target.node));
            break;
        }
        r->type = value->type;
        if (r->type.kind == TYPE_NOTHING) r->type = type_plain(false);
        r->type.bare = false;
        if (r->open) check_open(c, r);
        break;
    case RULE_CHECK:
        r->class = check_class(c, &r->item->class_name);
        check_truth(c, r->value, c->diag->english ? "check" : "校验");
        r->type = type_of(TYPE_TRUTH);
        break;
    case RULE_SCORE:
        r->type = check_points(c, r->value);
        if (r->self) {
            check_expr(c, r->self);
            check_points(c, r->self);
        }
        break;
    }
    check_on_zero(c, r);
}

static void check_keys(struct compiler *c, struct rule *r)
{
    if (!r->item->scope || !r->table) return;
    for (struct ast_expr *key = r->item->scope->keys; key; key = key->next) {
        const struct type *t = &check_expr(c, key)->type;
        const struct target *target = &typed_of(key)->target;
        if (target->kind != TARGET_NONE && (target->kind != TARGET_FIELD || table_above(target->node) != r->table)) {
            diag_report(c->diag, DIAG_E0320, key->at, r->table->name);
            continue;
        }
        if (t->kind == TYPE_CELL || t->kind == TYPE_TABLE || t->kind == TYPE_TRUTH) diag_report(c->diag, DIAG_E0412, key->at, "");
    }
}

void check(struct compiler *c)
{
    check_ranges(c);
    for (size_t k = 0; k < c->rule_count; k++) {
        check_keys(c, c->order[k]);
        check_rule(c, c->order[k]);
    }
    version_check(c);
    check_requirements(c);
}
