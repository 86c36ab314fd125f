/* layer.c - which item of a name counts.
 *
 * Rulesets are declared from the highest ancestor down. Each may fill (实施) an open term (待定) of those above it, replace (覆盖) or disable
 * (停用) one of their rules, by name and with a basis of its own. Whatever else repeats a name is a mistake, told with both places. */
#include <stdlib.h>
#include <string.h>

#include "compile.h"

/* An item at its place in the chain. */
struct site {
    struct compiler *c;
    struct ast_item *item;
    const struct ast_item *ruleset;
    uint32_t level;
    struct symbol *known;     /* its name, if it was declared before */
};

static const char *either(const struct compiler *c, const char *zh, const char *en) { return c->diag->english ? en : zh; }

static enum rule_kind kind_of(const struct ast_item *item)
{
    return item->kind == AST_SCORE ? RULE_SCORE : item->kind == AST_CHECK ? RULE_CHECK : RULE_VALUE;
}

static const char *kind_name(const struct compiler *c, enum rule_kind kind)
{
    switch (kind) {
    case RULE_VALUE: return either(c, "定义", "definition");
    case RULE_SCORE: return either(c, "评分", "score");
    case RULE_CHECK: return either(c, "校验", "check");
    }
    return "";
}

/* "覆盖 评分 预算执行": what the author should write. */
static const char *override_phrase(const struct compiler *c, enum rule_kind kind, const char *name)
{
    if (kind == RULE_VALUE) return arena_format(c->scratch, either(c, "覆盖 %s = …", "override %s = …"), name);
    return arena_format(c->scratch, "%s %s %s", either(c, "覆盖", "override"), kind_name(c, kind), name);
}

static bool is_rule(const struct symbol *s) { return s && s->kind == SYMBOL_RULE; }

static bool is_open(const struct symbol *s) { return is_rule(s) && s->open && !s->rule && !s->disabled; }

/* The nearest of the names that a child may change, or, if `open`, fill. */
static const char *suggest_changeable(struct compiler *c, const char *name, bool open)
{
    struct suggest g;
    suggest_start(&g, name);
    for (const struct symbol *s = c->symbols; s; s = s->hh.next) {
        if (open ? is_open(s) : is_rule(s) && s->rule) suggest_offer(&g, s->name);
    }
    return suggest_text(c, &g);
}

/* The rule of an item, as a further version of its name; `s` NULL: of none, so that its own mistakes are told. */
static struct rule *add_rule(const struct site *at, struct symbol *s)
{
    struct rule *r = declare_rule(at->c, at->item, kind_of(at->item), at->ruleset);
    r->level = at->level;
    if (!s) return r;
    r->open = s->open;
    r->older = s->rule;
    s->rule = r;
    s->level = at->level;
    s->at = at->item->name.at;
    return r;
}

/* A further item of a name of this layer, declared in the same way, is the same rule in another period. False if it is not one; an overlap
 * is reported. */
static bool add_version(const struct site *at)
{
    struct compiler *c = at->c;
    struct symbol *s = at->known;
    if (!is_rule(s) || !s->rule || s->level != at->level) return false;
    const struct ast_item *first = s->rule->item;
    if (first->kind != at->item->kind || first->overrides != at->item->overrides) return false;
    struct period p = period_of(c, at->item, at->ruleset);
    const struct rule *other = version_overlapping(s, at->level, p);
    if (other && period_is_always(p) && period_is_always(other->period)) return false;
    if (other) diag_report_with(c->diag, DIAG_E0693, at->item->name.at, DIAG_N0674, other->item->name.at, s->name);
    add_rule(at, other ? NULL : s);
    return true;
}

/* What is done to a name above; `above` and its basis and layer are those before. */
static void note_change(const struct site *at, enum change_kind kind, struct program_place above)
{
    struct heng_program *p = at->c->program;
    p->changes = arena_grow(at->c->lasting, p->changes, p->change_count, &at->c->change_capacity, sizeof *p->changes);
    const char *basis = declare_clause(at->c, at->item, AST_BASIS), *name = at->item->name.text;
    p->changes[p->change_count++] = (struct program_change){
        .kind = kind, .name = arena_copy(at->c->lasting, name, strlen(name)), .above = above,
        .here = {.at = at->item->at, .layer = declare_layer(at->c, at->ruleset), .basis = basis ? basis : ""}};
}

static struct program_place place_of_rule(const struct rule *r) { return (struct program_place){r->item->at, r->layer, r->basis}; }

static struct program_place place_of_term(const struct open_term *t) { return (struct program_place){t->item->at, t->layer, t->basis}; }

/* A child's change needs a basis of its own. */
static void want_basis(const struct site *at)
{
    for (const struct ast_clause *k = at->item->clauses; k; k = k->next) {
        if (k->kind == AST_BASIS) return;
    }
    diag_report(at->c->diag, DIAG_E0675, at->item->name.at, at->item->name.text);
}

/* A rule without 覆盖: its name must be new. */
static void declare_new(const struct site *at)
{
    struct compiler *c = at->c;
    struct symbol *s = at->known;
    const char *name = at->item->name.text;
    if (add_version(at)) return;
    if (is_open(s) && s->level > at->level) {
        diag_report_with(c->diag, DIAG_E0684, at->item->name.at, DIAG_N0673, s->at, name, name);
        add_rule(at, NULL);
    } else if (is_rule(s) && s->level > at->level) {
        enum rule_kind kind = s->rule ? s->rule->kind : kind_of(at->item);
        diag_report_with(c->diag, DIAG_E0670, at->item->name.at, DIAG_N0671, s->at, name, override_phrase(c, kind, name));
        add_rule(at, NULL);
    } else {
        s = symbol_add(c, at->item->name, SYMBOL_RULE);
        add_rule(at, s);
    }
}

/* True if the name is a rule above that this level may change and has not yet; reports if not. `verb` says how. */
static bool may_change(const struct site *at, const char *verb)
{
    struct compiler *c = at->c;
    const struct symbol *s = at->known;
    const struct ast_word *name = &at->item->name;
    if (!is_rule(s)) diag_report(c->diag, DIAG_E0671, name->at, name->text, verb, suggest_changeable(c, name->text, false));
    else if (s->level <= at->level && s->changed) diag_report_with(c->diag, DIAG_E0674, name->at, DIAG_N0674, s->at, name->text);
    else if (s->level <= at->level) diag_report_with(c->diag, DIAG_E0672, name->at, DIAG_N0301, s->at, name->text, verb);
    else if (is_open(s)) diag_report_with(c->diag, DIAG_E0684, name->at, DIAG_N0673, s->at, name->text, name->text);
    else return true;
    return false;
}

/* The rule of the name that counts above this layer, or NULL. */
static const struct rule *above_level(const struct site *at)
{
    const struct rule *r = is_rule(at->known) ? at->known->rule : NULL;
    while (r && r->level <= at->level) r = r->older;
    return r;
}

static void declare_override(const struct site *at)
{
    struct compiler *c = at->c;
    struct symbol *s = at->known;
    want_basis(at);
    const struct rule *above = above_level(at);
    if (add_version(at)) {
        if (above) note_change(at, CHANGE_OVERRIDE, place_of_rule(above));
        return;
    }
    bool fits = may_change(at, either(c, "覆盖", "override"));
    if (fits && s->rule && s->rule->kind != kind_of(at->item)) {
        const char *name = at->item->name.text;
        diag_report_with(c->diag, DIAG_E0673, at->item->name.at, DIAG_N0671, s->at, name, kind_name(c, s->rule->kind), kind_name(c, kind_of(at->item)));
        fits = false;
    }
    if (!fits) {
        add_rule(at, NULL);
        return;
    }
    if (above) note_change(at, CHANGE_OVERRIDE, place_of_rule(above));
    s->disabled = NULL;
    s->changed = at->item;
    add_rule(at, s);
}

/* Takes the days of a 停用 from the versions of a rule; one that loses all is dropped. False if a version would fall apart, or none loses a day. */
static bool cut_versions(const struct site *at, struct period p)
{
    struct symbol *s = at->known;
    struct rule *kept = NULL, **last = &kept;
    bool met = false;
    for (struct rule *r = s->rule; r; r = r->older) {
        if (period_overlaps(r->period, p) && r->period.from < p.from && p.until < r->period.until) {
            diag_report_with(at->c->diag, DIAG_E0696, at->item->name.at, DIAG_N0671, r->item->name.at, s->name, s->name);
            return true;
        }
    }
    for (struct rule *r = s->rule, *older; r; r = older) {
        older = r->older;
        if (period_overlaps(r->period, p)) {
            met = true;
            r->dropped = p.from <= r->period.from && r->period.until <= p.until;
            if (r->dropped) continue;
            if (p.from > r->period.from) r->period.until = p.from;
            else r->period.from = p.until;
        }
        *last = r;
        last = &r->older;
    }
    *last = NULL;
    s->rule = kept;
    return met;
}

static void declare_disable(const struct site *at)
{
    struct symbol *s = at->known;
    declare_clauses(at->c, at->item);
    want_basis(at);
    if (!may_change(at, either(at->c, "停用", "disable"))) return;
    if (!s->rule) {
        diag_report_with(at->c->diag, DIAG_E0674, at->item->name.at, DIAG_N0674, s->at, s->name);
        return;
    }
    struct program_place above = place_of_rule(s->rule);
    struct period p = period_of(at->c, at->item, NULL); /* without dates of its own it is for good, whatever the ruleset's */
    if (!cut_versions(at, p)) {
        diag_report_with(at->c->diag, DIAG_E0697, at->item->name.at, DIAG_N0671, s->at, s->name);
        return;
    }
    note_change(at, CHANGE_DISABLE, above);
    s->changed = at->item;
    if (!s->rule) s->disabled = at->item;
    s->level = at->level;
    s->at = at->item->name.at;
}

static void declare_open(const struct site *at)
{
    struct compiler *c = at->c;
    struct symbol *s = at->known;
    struct ast_item *item = at->item;
    declare_clauses(c, item);
    if (is_open(s) && s->level > at->level) {
        if (item->type.text) diag_report_with(c->diag, DIAG_E0687, item->name.at, DIAG_N0673, s->at, s->name, s->name);
        s->open->last = item;
        s->open->level = s->level = at->level;
        s->open->last_layer = declare_layer(c, at->ruleset);
        return;
    }
    if (!item->type.text) {
        diag_report(c->diag, DIAG_E0679, item->name.at, item->name.text, suggest_changeable(c, item->name.text, true));
        return;
    }
    s = symbol_add(c, item->name, SYMBOL_RULE);
    if (!s) return;
    struct open_term *t = s->open = arena_alloc(c->scratch, sizeof *t);
    const char *basis = declare_clause(c, item, AST_BASIS);
    int unit;
    if (!basis && at->ruleset) basis = declare_clause(c, at->ruleset, AST_BASIS);
    *t = (struct open_term){.item = item, .last = item, .level = at->level, .layer = declare_layer(c, at->ruleset), .basis = basis ? basis : ""};
    s->level = at->level;
    if (!declare_type(&item->type, &t->type, &unit)) declare_unknown_type(c, &item->type);
    else if (t->type.kind == TYPE_CELL) diag_report(c->diag, DIAG_E0412, item->type.at);
}

static void declare_implement(const struct site *at)
{
    struct compiler *c = at->c;
    struct symbol *s = at->known;
    struct ast_item *item = at->item;
    const struct ast_word *name = &item->name;
    want_basis(at);
    if (is_rule(s) && s->open && s->level <= at->level && s->changed && !item->scope) item->scope = s->open->item->scope;
    if (add_version(at)) {
        note_change(at, CHANGE_IMPLEMENT, place_of_term(s->open));
        return;
    }
    bool above = is_rule(s) && s->level > at->level;
    if (!is_rule(s)) {
        diag_report(c->diag, DIAG_E0679, name->at, name->text, suggest_changeable(c, name->text, true));
    } else if (above && is_open(s)) {
        const struct ast_scope *scope = s->open->item->scope;
        if (item->scope && !version_same_scope(item->scope, scope)) diag_report_with(c->diag, DIAG_E0689, item->scope->at, DIAG_N0673, s->at, name->text);
        item->scope = s->open->item->scope;
        note_change(at, CHANGE_IMPLEMENT, place_of_term(s->open));
        s->changed = item;
        add_rule(at, s);
        return;
    } else if (!above && s->changed) {
        diag_report_with(c->diag, DIAG_E0674, name->at, DIAG_N0674, s->at, name->text);
    } else if (!above) {
        diag_report_with(c->diag, DIAG_E0672, name->at, DIAG_N0301, s->at, name->text, either(c, "实施", "implement"));
    } else {
        const char *phrase = override_phrase(c, s->rule ? s->rule->kind : RULE_VALUE, name->text);
        diag_report_with(c->diag, s->open ? DIAG_E0683 : DIAG_E0678, name->at, DIAG_N0671, s->at, name->text, phrase);
    }
    add_rule(at, NULL);
}

void layer_declare(struct compiler *c, struct ast_item *item, const struct ast_item *ruleset, uint32_t level)
{
    struct site at = {c, item, ruleset, level, symbol_find(c, item->name.text)};
    switch (item->kind) {
    case AST_DEFINITION:
    case AST_SCORE:
    case AST_CHECK:
        if (item->overrides) declare_override(&at);
        else declare_new(&at);
        break;
    case AST_OPEN: declare_open(&at); break;
    case AST_IMPLEMENT: declare_implement(&at); break;
    case AST_DISABLE: declare_disable(&at); break;
    case AST_RULESET:
    case AST_JOIN:
    case AST_INCLUDE:
    case AST_DATA:
    case AST_TEST: break;
    }
}

/* Where the host's ruleset names its parent; else where the term was left open. */
static struct span place_of_child(const struct compiler *c, const struct open_term *t)
{
    for (size_t k = 0; k < c->file_count; k++) {
        for (const struct ast_item *i = c->levels[k] ? NULL : c->files[k]; i; i = i->next) {
            for (const struct ast_clause *clause = i->kind == AST_RULESET ? i->clauses : NULL; clause; clause = clause->next) {
                if (clause->kind == AST_INHERIT) return clause->at;
            }
        }
    }
    return t->last->name.at;
}

/* A term that nobody filled: its child must, or the ruleset is one to be inherited, which can be checked but has no value there. */
static void finish_open(struct compiler *c, struct symbol *s)
{
    const struct open_term *t = s->open;
    if (t->level) {
        diag_report_with(c->diag, DIAG_E0676, place_of_child(c, t), DIAG_N0673, t->item->at, s->name, s->name, s->name);
    } else if (!c->open_terms) {
        diag_report(c->diag, DIAG_E0677, t->last->name.at, s->name);
    }
    struct ast_item *item = arena_alloc(c->scratch, sizeof *item);
    *item = *t->item;
    item->value = arena_alloc(c->scratch, sizeof *item->value);
    *item->value = (struct ast_expr){.kind = AST_NA, .depth = 1, .at = t->item->at};
    item->clauses = NULL; /* told already */
    struct site at = {c, item, NULL, t->level, s};
    struct rule *r = add_rule(&at, s);
    r->layer = t->layer;
    r->basis = t->basis;
    struct program_place none = {{UINT32_MAX, 0, 0}, "", ""};
    note_change(&at, CHANGE_OPEN, t->last == t->item ? none : place_of_term(t));
    struct program_place *here = &c->program->changes[c->program->change_count - 1].here;
    *here = place_of_term(t);
    if (t->last == t->item) return;
    const char *basis = declare_clause(c, t->last, AST_BASIS);
    *here = (struct program_place){t->last->at, t->last_layer, basis ? basis : ""};
}

static int by_place(const void *a, const void *b)
{
    const struct span *x = &(*(struct rule *const *)a)->item->at, *y = &(*(struct rule *const *)b)->item->at;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Rules are numbered in the order of the texts, whatever the order in which layers were declared. */
void layer_finish(struct compiler *c)
{
    for (struct symbol *s = c->symbols; s; s = s->hh.next) {
        if (is_open(s)) finish_open(c, s);
        if (is_rule(s)) version_settle(c, s);
    }
    size_t count = 0;
    for (size_t k = 0; k < c->rule_count; k++) {
        if (c->rules[k]->dropped) silence_forget(c, c->rules[k]->item->at);
        if (!c->rules[k]->dropped) c->rules[count++] = c->rules[k];
    }
    c->rule_count = count;
    if (count) qsort(c->rules, count, sizeof *c->rules, by_place);
    for (size_t k = 0; k < count; k++) c->rules[k]->index = (uint32_t)k;
}
