/* expand.c - rules that are written once and hold for every numbered column: one rule each, with 本栏 replaced. */
#include <stdlib.h>
#include <string.h>

#include "expand.h"

static bool is_this_column(const char *name) { return !strcmp(name, "本栏") || !strcmp(name, "this_column"); }

const char *expand_word(struct compiler *c, const struct node *column, const struct ast_word *word)
{
    if (!is_this_column(word->text)) return word->text;
    if (!column) diag_report(c->diag, DIAG_E0331, word->at);
    return column ? column->name : ""; /* "": resolving says nothing more */
}

static struct ast_expr *copy_list(struct compiler *c, const struct ast_expr *list, const struct node *column)
{
    struct ast_expr *first = NULL, **end = &first;
    for (; list; list = list->next) {
        *end = expand_copy(c, list, column);
        end = &(*end)->next;
    }
    return first;
}

static struct ast_interval *copy_interval(struct compiler *c, const struct ast_interval *i, const struct node *column)
{
    if (!i) return NULL;
    struct ast_interval *copy = arena_alloc(c->scratch, sizeof *copy);
    *copy = *i;
    copy->low.value = expand_copy(c, i->low.value, column);
    copy->high.value = i->high.value == i->low.value ? copy->low.value : expand_copy(c, i->high.value, column); /* = x: one end twice */
    return copy;
}

static struct ast_arm *copy_arms(struct compiler *c, const struct ast_arm *arms, const struct node *column)
{
    struct ast_arm *first = NULL, **end = &first;
    for (; arms; arms = arms->next) {
        *end = arena_alloc(c->scratch, sizeof **end);
        **end = *arms;
        (*end)->when = copy_interval(c, arms->when, column);
        (*end)->value = expand_copy(c, arms->value, column);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static struct ast_phrase *copy_phrases(struct compiler *c, const struct ast_phrase *phrases, const struct node *column)
{
    struct ast_phrase *first = NULL, **end = &first;
    for (; phrases; phrases = phrases->next) {
        *end = arena_alloc(c->scratch, sizeof **end);
        **end = *phrases;
        (*end)->key = expand_copy(c, phrases->key, column);
        (*end)->value = expand_copy(c, phrases->value, column);
        (*end)->interval = copy_interval(c, phrases->interval, column);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static void copy_path(struct compiler *c, struct ast_expr *copy, const struct node *column)
{
    struct ast_word *words = arena_alloc(c->scratch, copy->path.count * sizeof *words);
    for (unsigned k = 0; k < copy->path.count; k++) {
        words[k] = copy->path.words[k];
        words[k].text = expand_word(c, column, &words[k]);
    }
    copy->path.words = words;
    copy->path.key = expand_copy(c, copy->path.key, column);
}

struct ast_expr *expand_copy(struct compiler *c, const struct ast_expr *e, const struct node *column)
{
    if (!e) return NULL;
    struct ast_expr *copy = arena_alloc(c->scratch, sizeof *copy);
    *copy = *e;
    copy->next = NULL;
    copy->resolved = NULL;
    switch (e->kind) {
    case AST_PATH: copy_path(c, copy, column); break;
    case AST_UNARY: copy->unary.operand = expand_copy(c, e->unary.operand, column); break;
    case AST_BINARY:
        copy->binary.left = expand_copy(c, e->binary.left, column);
        copy->binary.right = expand_copy(c, e->binary.right, column);
        break;
    case AST_COMPARE:
        copy->compare.left = expand_copy(c, e->compare.left, column);
        copy->compare.right = expand_copy(c, e->compare.right, column);
        copy->compare.tolerance = expand_copy(c, e->compare.tolerance, column);
        break;
    case AST_IN:
        copy->in.subject = expand_copy(c, e->in.subject, column);
        copy->in.interval = copy_interval(c, e->in.interval, column);
        copy->in.members = copy_list(c, e->in.members, column);
        break;
    case AST_IF:
        copy->choice.condition = expand_copy(c, e->choice.condition, column);
        copy->choice.then = expand_copy(c, e->choice.then, column);
        copy->choice.otherwise = expand_copy(c, e->choice.otherwise, column);
        break;
    case AST_CALL: copy->call.arguments = copy_list(c, e->call.arguments, column); break;
    case AST_TIERS:
        copy->tiers.subject = expand_copy(c, e->tiers.subject, column);
        copy->tiers.arms = copy_arms(c, e->tiers.arms, column);
        break;
    case AST_FORM:
        copy->form.subject = expand_copy(c, e->form.subject, column);
        copy->form.target = expand_copy(c, e->form.target, column);
        copy->form.otherwise = expand_copy(c, e->form.otherwise, column);
        copy->form.phrases = copy_phrases(c, e->form.phrases, column);
        break;
    case AST_NUMBER:
    case AST_STRING:
    case AST_DATE:
    case AST_TRUTH:
    case AST_NA: break;
    }
    return copy;
}

/* The table that a scope names; NULL if there is none: resolving reports it. */
static struct node *scope_table(struct compiler *c, const struct ast_expr *path)
{
    const struct symbol *symbol = symbol_find(c, path->path.words[0].text);
    struct node *n = symbol && symbol->kind == SYMBOL_DATA ? symbol->node : NULL;
    for (unsigned k = 1; n && k < path->path.count; k++) n = node_find(n, path->path.words[k].text);
    return n && n->kind == NODE_TABLE ? n : NULL;
}

static int by_number(const void *a, const void *b) { return (*(struct node *const *)a)->column - (*(struct node *const *)b)->column; }

struct node **expand_columns(struct compiler *c, const struct node *table, unsigned *count)
{
    struct node **columns = arena_alloc(c->scratch, (HASH_COUNT(table->children) + 1) * sizeof *columns);
    *count = 0;
    for (struct node *n = table->children; n; n = n->hh.next) {
        if (n->column > 0) columns[(*count)++] = n;
    }
    if (*count) qsort(columns, *count, sizeof *columns, by_number);
    return columns;
}

/* Puts one column into the formulas of a rule. */
static void set_column(struct compiler *c, struct rule *r, const struct rule *from, const struct node *column)
{
    r->column = column;
    r->value = expand_copy(c, from->value, column);
    r->self = expand_copy(c, from->self, column);
    r->applies = expand_copy(c, from->applies, column);
    r->on_zero = expand_copy(c, from->on_zero, column);
    if (column) r->label = arena_format(c->lasting, c->diag->english ? "column %d %s" : "%d栏 %s", column->column, column->name);
}

/* The rules that one item stands for, added to `all`. */
static size_t expand_rule(struct compiler *c, struct rule *r, struct rule **all)
{
    const struct ast_scope *scope = r->item->scope;
    const struct node *table = scope && scope->columns ? scope_table(c, scope->table) : NULL;
    struct rule from = *r;
    unsigned count;
    all[0] = r;
    if (!table) {
        set_column(c, r, &from, NULL);
        return 1;
    }
    struct node **columns = expand_columns(c, table, &count);
    if (!count) diag_report(c->diag, DIAG_E0330, scope->table->at, table->name);
    from.one_of_many = true;
    for (unsigned k = 0; k < count; k++) {
        all[k] = k ? arena_alloc(c->scratch, sizeof **all) : r;
        *all[k] = from;
        set_column(c, all[k], &from, columns[k]);
    }
    r->copies = all;
    r->copy_count = count;
    return count;
}

/* The copy of a version for the same column. */
static struct rule *copy_of(struct rule *r, unsigned k, struct rule *otherwise)
{
    return r && k < r->copy_count ? r->copies[k] : otherwise;
}

/* The versions of a name over time hang together column by column. The first copy is the rule itself. */
static void keep_versions(struct rule *r)
{
    for (unsigned k = 1; k < r->copy_count; k++) {
        r->copies[k]->family = copy_of(r->family, k, r->copies[k]);
        r->copies[k]->next_version = copy_of(r->next_version, k, NULL);
    }
}

/* How many rules an item stands for, at most. */
static size_t most_rules(struct compiler *c, const struct rule *r)
{
    const struct ast_scope *scope = r->item->scope;
    const struct node *table = scope && scope->columns ? scope_table(c, scope->table) : NULL;
    return table ? HASH_COUNT(table->children) + 1 : 1;
}

void expand(struct compiler *c)
{
    size_t most = 0, count = 0;
    for (size_t k = 0; k < c->rule_count; k++) most += most_rules(c, c->rules[k]);
    struct rule **all = arena_alloc(c->scratch, (most + 1) * sizeof *all);
    for (size_t k = 0; k < c->rule_count; k++) count += expand_rule(c, c->rules[k], all + count);
    for (size_t k = 0; k < c->rule_count; k++) keep_versions(c->rules[k]);
    for (size_t k = 0; k < count; k++) all[k]->index = (uint32_t)k;
    c->rules = all;
    c->rule_count = count;
    c->rule_capacity = most + 1;
}
