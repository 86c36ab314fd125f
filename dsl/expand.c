/* expand.c - rules that are written once and hold for many columns or rows: one rule each, with 本栏 and the cells of the form replaced. */
#include <stdlib.h>
#include <string.h>

#include "expand.h"

bool expand_is_column(const struct ast_word *word) { return !strcmp(word->text, "本栏") || !strcmp(word->text, "this_column"); }

const char *expand_word(struct compiler *c, const struct node *column, const struct ast_word *word)
{
    if (!expand_is_column(word)) return word->text;
    if (!column) diag_report(c->diag, DIAG_E0331, word->at);
    return column ? column->name : ""; /* "": resolving says nothing more */
}

static struct ast_expr *copy_list(const struct expansion *x, const struct ast_expr *list)
{
    struct ast_expr *first = NULL, **end = &first;
    for (; list; list = list->next) {
        *end = expand_copy(x, list);
        end = &(*end)->next;
    }
    return first;
}

static struct ast_interval *copy_interval(const struct expansion *x, const struct ast_interval *i)
{
    if (!i) return NULL;
    struct ast_interval *copy = arena_alloc(x->c->scratch, sizeof *copy);
    *copy = *i;
    copy->low.value = expand_copy(x, i->low.value);
    copy->high.value = i->high.value == i->low.value ? copy->low.value : expand_copy(x, i->high.value); /* = x: one end twice */
    return copy;
}

static struct ast_arm *copy_arms(const struct expansion *x, const struct ast_arm *arms)
{
    struct ast_arm *first = NULL, **end = &first;
    for (; arms; arms = arms->next) {
        *end = arena_alloc(x->c->scratch, sizeof **end);
        **end = *arms;
        (*end)->when = copy_interval(x, arms->when);
        (*end)->value = expand_copy(x, arms->value);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static struct ast_phrase *copy_phrases(const struct expansion *x, const struct ast_phrase *phrases)
{
    struct ast_phrase *first = NULL, **end = &first;
    for (; phrases; phrases = phrases->next) {
        *end = arena_alloc(x->c->scratch, sizeof **end);
        **end = *phrases;
        (*end)->key = expand_copy(x, phrases->key);
        (*end)->value = expand_copy(x, phrases->value);
        (*end)->interval = copy_interval(x, phrases->interval);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static void copy_path(const struct expansion *x, struct ast_expr *copy)
{
    struct ast_word *words = arena_alloc(x->c->scratch, copy->path.count * sizeof *words);
    for (unsigned k = 0; k < copy->path.count; k++) {
        words[k] = copy->path.words[k];
        words[k].text = expand_word(x->c, x->column, &words[k]);
    }
    copy->path.words = words;
    copy->path.key = expand_copy(x, copy->path.key);
}

struct ast_expr *expand_copy(const struct expansion *x, const struct ast_expr *e)
{
    if (!e) return NULL;
    if (e->kind == AST_SHEET) return sheet_copy(x, e);
    if (e->kind == AST_LINES) return sheet_copy_lines(x, e);
    struct ast_expr *copy = arena_alloc(x->c->scratch, sizeof *copy);
    *copy = *e;
    copy->next = NULL;
    copy->resolved = NULL;
    switch (e->kind) {
    case AST_PATH: copy_path(x, copy); break;
    case AST_UNARY: copy->unary.operand = expand_copy(x, e->unary.operand); break;
    case AST_BINARY:
        if (e->binary.op == AST_THROUGH) return sheet_copy_through(x, e);
        copy->binary.left = expand_copy(x, e->binary.left);
        copy->binary.right = expand_copy(x, e->binary.right);
        break;
    case AST_COMPARE:
        copy->compare.left = expand_copy(x, e->compare.left);
        copy->compare.right = expand_copy(x, e->compare.right);
        copy->compare.tolerance = expand_copy(x, e->compare.tolerance);
        break;
    case AST_IN:
        copy->in.subject = expand_copy(x, e->in.subject);
        copy->in.interval = copy_interval(x, e->in.interval);
        copy->in.members = copy_list(x, e->in.members);
        break;
    case AST_IF:
        copy->choice.condition = expand_copy(x, e->choice.condition);
        copy->choice.then = expand_copy(x, e->choice.then);
        copy->choice.otherwise = expand_copy(x, e->choice.otherwise);
        break;
    case AST_CALL: copy->call.arguments = copy_list(x, e->call.arguments); break;
    case AST_TIERS:
        copy->tiers.subject = expand_copy(x, e->tiers.subject);
        copy->tiers.arms = copy_arms(x, e->tiers.arms);
        break;
    case AST_FORM:
        copy->form.subject = expand_copy(x, e->form.subject);
        copy->form.target = expand_copy(x, e->form.target);
        copy->form.otherwise = expand_copy(x, e->form.otherwise);
        copy->form.phrases = copy_phrases(x, e->form.phrases);
        break;
    case AST_NUMBER:
    case AST_STRING:
    case AST_DATE:
    case AST_TRUTH:
    case AST_NA:
    case AST_SHEET:
    case AST_LINES: break;
    }
    return copy;
}

/* The table that a scope names; NULL if there is none: resolving reports it. */
static struct node *scope_table(struct compiler *c, const struct ast_expr *path)
{
    const struct symbol *symbol = symbol_named(c, path->path.words[0].text);
    struct node *n = symbol && symbol->kind == SYMBOL_DATA ? symbol->node : NULL;
    for (unsigned k = 1; n && k < path->path.count; k++) n = node_named(n, path->path.words[k].text);
    return n && n->kind == NODE_TABLE ? n : NULL;
}

static int by_number(const void *a, const void *b) { return (*(struct node *const *)a)->column - (*(struct node *const *)b)->column; }

/* The numbered columns of a table in the order of their numbers. */
static struct node **numbered_columns(struct compiler *c, const struct node *table, unsigned *count)
{
    struct node **columns = arena_alloc(c->scratch, (HASH_COUNT(table->children) + 1) * sizeof *columns);
    *count = 0;
    for (struct node *n = table->children; n; n = n->hh.next) {
        if (n->column > 0) columns[(*count)++] = n;
    }
    if (*count) qsort(columns, *count, sizeof *columns, by_number);
    return columns;
}

/* ---- the rules of an item ---- */

struct rules {
    struct rule **items;
    size_t count, capacity;
};

/* "3行1栏 年初预算数" of what the expansion has chosen; NULL if it is the only one. */
static const char *label_of(const struct expansion *x, const struct sheet_needs *needs)
{
    struct arena *a = x->c->lasting;
    bool english = x->c->diag->english;
    const char *row = "", *column = "";
    if (needs->row_count) row = arena_format(a, english ? "row %u" : "%u行", needs->row_first + x->row_step);
    if (x->column) column = arena_format(a, english ? "column %d %s" : "%d栏 %s", x->column->column, x->column->name);
    else if (needs->column_count) column = arena_format(a, english ? "column %u" : "%u栏", needs->column_first + x->column_step);
    if (!*row && !*column) return NULL;
    return arena_format(a, "%s%s%s", row, *row && *column && english ? " " : "", column);
}

static void keep_rule(struct rules *all, struct compiler *c, struct rule *r)
{
    all->items = arena_grow(c->scratch, all->items, all->count, &all->capacity, sizeof(struct rule *));
    all->items[all->count++] = r;
}

static void add_rule(struct rules *all, const struct expansion *x, const struct rule *from, const struct sheet_needs *needs, bool many)
{
    struct compiler *c = x->c;
    struct rule *r = arena_alloc(c->scratch, sizeof *r);
    *r = *from;
    r->one_of_many = many;
    r->column = x->column;
    r->value = expand_copy(x, from->value);
    r->self = expand_copy(x, from->self);
    r->applies = expand_copy(x, from->applies);
    r->on_zero = expand_copy(x, from->on_zero);
    r->label = label_of(x, needs);
    if (many && r->kind == RULE_SCORE) { /* 满分 has lanes of its own in each */
        r->item = arena_alloc(c->scratch, sizeof *r->item);
        *r->item = *from->item;
        r->item->value = expand_copy(x, from->item->value);
    }
    keep_rule(all, c, r);
}

enum { MOST_RULES = 5000 }; /* of one item */

/* The path of the table in whose rows a table of `depth` words lies; NULL for a table of the report. */
static struct ast_expr *path_around(struct compiler *c, const struct ast_expr *path, struct node *table)
{
    unsigned count = path->path.count;
    for (; table->kind != NODE_TABLE || count == path->path.count; table = table->parent) {
        if (!table->parent || !--count) return NULL;
    }
    struct ast_expr *around = arena_alloc(c->scratch, sizeof *around);
    *around = *path;
    around->path.count = count;
    return around;
}

/* The scope that a 表 rule has after all: its rows, those of the table around it, or the report. */
static void settle_scope(struct compiler *c, struct rule *r, struct node *table, bool rows)
{
    struct ast_item *item = arena_alloc(c->scratch, sizeof *item);
    struct ast_scope *scope = arena_alloc(c->scratch, sizeof *scope);
    *item = *r->item;
    *scope = *item->scope;
    struct ast_expr *around = rows ? scope->table : path_around(c, scope->table, table);
    scope->kind = around ? AST_SCOPE_ROWS : AST_SCOPE_REPORT;
    if (around) scope->table = around;
    item->scope = scope;
    r->item = item;
}

/* The rules that one item stands for. The first takes the place of `r`, to which its name leads. */
static void expand_rule(struct compiler *c, struct rule *r, struct rules *all)
{
    const struct ast_scope *scope = r->item->scope;
    struct node *table = scope ? scope_table(c, scope->table) : NULL;
    struct expansion x = {.c = c, .table = table};
    struct sheet_needs needs = {0};
    r->form = table;
    struct rule from = *r;
    struct node *none = NULL, **columns = &none;
    unsigned column_count = 1;
    size_t first = all->count;
    sheet_look(&x, from.value, &needs);
    sheet_look(&x, from.self, &needs);
    sheet_look(&x, from.applies, &needs);
    sheet_look(&x, from.on_zero, &needs);
    bool sheet = scope && scope->kind == AST_SCOPE_SHEET;
    bool over_columns = (scope && scope->columns) || (sheet && needs.columns);
    if (needs.columns && !sheet) diag_report(c->diag, DIAG_E0336, needs.column_at);
    if (!needs.any && !over_columns && !sheet) {
        keep_rule(all, c, r);
        return;
    }
    if (sheet) settle_scope(c, &from, table, needs.rows || !table); /* without a table resolving reports it */
    if (over_columns && table) {
        columns = numbered_columns(c, table, &column_count);
        if (!column_count) diag_report(c->diag, DIAG_E0330, scope->table->at, table->name);
    }
    size_t rows = needs.row_count ? needs.row_count : 1, steps = needs.column_count ? needs.column_count : 1, count = rows * column_count * steps;
    if (count > MOST_RULES) {
        diag_report(c->diag, DIAG_E0338, r->item->at, count, (int)MOST_RULES);
        count = rows = column_count = steps = 1;
    }
    unsigned before = c->diag->errors; /* a mistake is told once, not for each rule */
    for (size_t k = 0; k < count && c->diag->errors == before; k++) {
        x.row_step = (unsigned)(k / (column_count * steps));
        x.column = columns[k / steps % column_count];
        x.column_step = (unsigned)(k % steps);
        add_rule(all, &x, &from, &needs, over_columns || needs.row_count || needs.column_count);
    }
    if (all->count == first) { /* its name is known, but there is nothing to check */
        r->value = r->self = r->applies = r->on_zero = NULL;
        r->one_of_many = over_columns;
        keep_rule(all, c, r);
        return;
    }
    *r = *all->items[first];
    all->items[first] = r;
    r->copy_count = (unsigned)(all->count - first);
    r->copies = arena_alloc(c->scratch, r->copy_count * sizeof *r->copies);
    for (unsigned k = 0; k < r->copy_count; k++) r->copies[k] = all->items[first + k];
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

void expand(struct compiler *c)
{
    struct rules all = {0};
    for (size_t k = 0; k < c->rule_count; k++) expand_rule(c, c->rules[k], &all);
    for (size_t k = 0; k < c->rule_count; k++) keep_versions(c->rules[k]);
    for (size_t k = 0; k < all.count; k++) all.items[k]->index = (uint32_t)k;
    c->rules = all.items;
    c->rule_count = all.count;
    c->rule_capacity = all.capacity;
}
