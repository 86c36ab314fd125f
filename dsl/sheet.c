/* sheet.c - the notation of the official forms: 27行 = (1+2+…+8)行, 86行7栏 = 31行1栏 － 84行7栏, 1至8行 ≥ 0.
 *
 * A cell by its numbers becomes a path: 27行1栏 the column numbered 1 of the row whose 行次 is 27, 7栏 a column of the row at hand. What is not
 * written (the column of 27行) is what the rule is expanded over. */
#include <stdlib.h>
#include <string.h>

#include "expand.h"

static bool is_pronoun(const char *name)
{
    static const char *const known[] = {"上级", "upper", "本行", "this_row", "组", "same"};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (!strcmp(known[k], name)) return true;
    }
    return false;
}

/* The table of a cell: the one written before it, or the scope's. NULL if there is none. */
static const struct node *table_of(const struct expansion *x, const struct ast_word *words, unsigned count)
{
    if (!count || is_pronoun(words[0].text)) return x->table;
    const struct symbol *symbol = symbol_named(x->c, words[0].text);
    struct node *n = symbol && symbol->kind == SYMBOL_DATA ? symbol->node : x->table ? node_named(x->table, words[0].text) : NULL;
    for (unsigned k = 1; n && k < count; k++) n = node_named(n, words[k].text);
    return n && n->kind == NODE_TABLE ? n : NULL;
}

static const struct node *column_numbered(const struct node *table, unsigned number)
{
    const struct node *n = table->children;
    while (n && (unsigned)n->column != number) n = n->hh.next;
    return n;
}

/* ---- what a rule's cells want ---- */

static void look_range(const struct expansion *x, struct ast_numbers numbers, struct span at, unsigned *count, unsigned *first)
{
    unsigned length = numbers.last - numbers.first + 1;
    if (numbers.first == numbers.last) return;
    if (*count && *count != length) diag_report(x->c->diag, DIAG_E0337, at, *count, length);
    if (*count) return;
    *count = length;
    *first = numbers.first;
}

static void look_sheet(const struct expansion *x, const struct ast_expr *e, struct sheet_needs *needs)
{
    struct ast_numbers rows = e->sheet.rows, columns = e->sheet.columns;
    look_range(x, rows, e->at, &needs->row_count, &needs->row_first);
    look_range(x, columns, e->at, &needs->column_count, &needs->column_first);
    if (rows.first && !columns.first && !needs->columns) needs->column_at = e->at;
    needs->columns |= rows.first && !columns.first;
    needs->rows |= !rows.first && !e->sheet.key && !e->sheet.count;
}

static void look_list(const struct expansion *x, const struct ast_expr *list, struct sheet_needs *needs)
{
    for (; list; list = list->next) sheet_look(x, list, needs);
}

static void look_interval(const struct expansion *x, const struct ast_interval *i, struct sheet_needs *needs)
{
    if (!i) return;
    sheet_look(x, i->low.value, needs);
    sheet_look(x, i->high.value, needs);
}

/* The columns inside an aggregate are those of its rows. */
static void look_call(const struct expansion *x, const struct ast_expr *e, struct sheet_needs *needs)
{
    const struct builtin *b = builtin_find(e->call.name.text);
    bool rows = needs->rows;
    look_list(x, e->call.arguments, needs);
    if (b && (b->over == OVER_ROWS || (b->over == OVER_EITHER && e->call.count <= 2))) needs->rows = rows;
}

void sheet_look(const struct expansion *x, const struct ast_expr *e, struct sheet_needs *needs)
{
    if (!e) return;
    switch (e->kind) {
    case AST_SHEET:
        needs->any = true;
        look_sheet(x, e, needs);
        break;
    case AST_LINES:
        needs->any = true;
        if (!e->lines.columns && !e->lines.column.first && !needs->columns) needs->column_at = e->at;
        needs->columns |= !e->lines.columns && !e->lines.column.first;
        needs->rows |= e->lines.columns && !e->lines.count;
        look_range(x, e->lines.column, e->at, &needs->column_count, &needs->column_first);
        break;
    case AST_PATH:
        for (unsigned k = 0; k < e->path.count; k++) needs->any |= expand_is_column(&e->path.words[k]);
        sheet_look(x, e->path.key, needs);
        break;
    case AST_UNARY: sheet_look(x, e->unary.operand, needs); break;
    case AST_BINARY:
        needs->any |= e->binary.op == AST_THROUGH;
        sheet_look(x, e->binary.left, needs);
        sheet_look(x, e->binary.right, needs);
        break;
    case AST_COMPARE:
        sheet_look(x, e->compare.left, needs);
        sheet_look(x, e->compare.right, needs);
        sheet_look(x, e->compare.tolerance, needs);
        break;
    case AST_IN:
        sheet_look(x, e->in.subject, needs);
        look_interval(x, e->in.interval, needs);
        look_list(x, e->in.members, needs);
        break;
    case AST_IF:
        sheet_look(x, e->choice.condition, needs);
        sheet_look(x, e->choice.then, needs);
        sheet_look(x, e->choice.otherwise, needs);
        break;
    case AST_CALL: look_call(x, e, needs); break;
    case AST_TIERS:
        sheet_look(x, e->tiers.subject, needs);
        for (const struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next) {
            look_interval(x, arm->when, needs);
            sheet_look(x, arm->value, needs);
        }
        break;
    case AST_FORM:
        sheet_look(x, e->form.subject, needs);
        sheet_look(x, e->form.target, needs);
        sheet_look(x, e->form.otherwise, needs);
        for (const struct ast_phrase *f = e->form.phrases; f; f = f->next) {
            sheet_look(x, f->key, needs);
            sheet_look(x, f->value, needs);
            look_interval(x, f->interval, needs);
        }
        break;
    case AST_NUMBER:
    case AST_STRING:
    case AST_DATE:
    case AST_TRUTH:
    case AST_NA: break;
    }
}

/* ---- cells as paths ---- */

static struct ast_expr *new_expr(const struct expansion *x, enum ast_expr_kind kind, struct span at)
{
    struct ast_expr *e = arena_alloc(x->c->scratch, sizeof *e);
    e->kind = kind;
    e->depth = 1;
    e->at = at;
    return e;
}

static struct ast_expr *number(const struct expansion *x, unsigned value, struct span at)
{
    struct ast_expr *e = new_expr(x, AST_NUMBER, at);
    e->number.digits = arena_format(x->c->scratch, "%u", value);
    return e;
}

/* A cell: words of its table (count 0: the scope's), a row's number or 0, the key of a row or NULL, and a column's number or 0. */
struct cell {
    const struct ast_word *words;
    unsigned count, row, column;
    struct ast_expr *key;
};

static const struct node *column_of(const struct expansion *x, const struct cell *cell, const struct node *table, struct span at)
{
    unsigned wanted = cell->column ? cell->column : x->column ? (unsigned)x->column->column : 0;
    const struct node *column = wanted ? column_numbered(table, wanted) : NULL;
    if (wanted && !column) diag_report(x->c->diag, DIAG_E0335, at, table->name, wanted);
    return column;
}

/* The path of a cell. Where the column is not known it has been reported, and the expression is 不适用. */
static struct ast_expr *cell_path(const struct expansion *x, const struct cell *cell, struct span at)
{
    const struct node *table = table_of(x, cell->words, cell->count), *column = table ? column_of(x, cell, table, at) : NULL;
    if (!table) diag_report(x->c->diag, DIAG_E0334, at);
    if (!column) return new_expr(x, AST_NA, at);
    struct ast_expr *key = cell->row ? number(x, cell->row, at) : cell->key, *e = new_expr(x, AST_PATH, at);
    const struct node *above = cell->count || !key ? NULL : table; /* the scope's table is written by its whole path */
    unsigned depth = 0;
    for (const struct node *n = above; n && n->parent; n = n->parent) depth++;
    unsigned before = cell->count + depth;
    struct ast_word *words = arena_alloc(x->c->scratch, (before + 1) * sizeof *words);
    for (unsigned k = 0; k < cell->count; k++) words[k] = cell->words[k];
    for (const struct node *n = above; depth; n = n->parent) words[--depth] = (struct ast_word){n->name, at};
    words[before] = (struct ast_word){column->name, at};
    e->path.words = words;
    e->path.count = before + 1;
    e->path.key = key;
    e->path.key_at = key ? before : 0;
    e->depth = key ? key->depth + 1 : 1;
    return e;
}

static unsigned at_step(struct ast_numbers numbers, unsigned step) { return numbers.first == numbers.last ? numbers.first : numbers.first + step; }

struct ast_expr *sheet_copy(const struct expansion *x, const struct ast_expr *e)
{
    struct cell cell = {e->sheet.words, e->sheet.count, at_step(e->sheet.rows, x->row_step), at_step(e->sheet.columns, x->column_step),
                        expand_copy(x, e->sheet.key)};
    return cell_path(x, &cell, e->at);
}

/* ---- 1+2+…+8 ---- */

/* A number of a row or column, as a cell. */
static struct ast_expr *line(const struct expansion *x, const struct ast_expr *lines, unsigned value, struct span at)
{
    struct cell cell = {.words = lines->lines.words, .count = lines->lines.count};
    if (lines->lines.columns) cell.column = value;
    else cell.row = value, cell.column = at_step(lines->lines.column, x->column_step);
    return cell_path(x, &cell, at);
}

/* The number of a leaf of 1+2+…+8: a bare number inside (…)行, 2行 or 2栏 elsewhere; 0 if it is none. */
static unsigned leaf_number(const struct ast_expr *e, bool inside)
{
    if (inside) {
        bool plain = e->kind == AST_NUMBER && !e->number.unit.text && !strchr(e->number.digits, '.') && strlen(e->number.digits) <= 5;
        return plain ? (unsigned)strtoul(e->number.digits, NULL, 10) : 0;
    }
    if (e->kind != AST_SHEET || e->sheet.rows.first != e->sheet.rows.last || e->sheet.columns.first != e->sheet.columns.last) return 0;
    return e->sheet.rows.first ? e->sheet.rows.first : e->sheet.columns.first;
}

static struct ast_expr *add(const struct expansion *x, struct ast_expr *left, struct ast_expr *right)
{
    struct ast_expr *e = new_expr(x, AST_BINARY, left->at);
    e->at.end = right->at.end > e->at.end ? right->at.end : e->at.end;
    e->binary.op = AST_ADD;
    e->binary.left = left;
    e->binary.right = right;
    e->depth = (left->depth > right->depth ? left->depth : right->depth) + 1;
    return e;
}

enum { MOST_THROUGH = 500 };

/* The numbers that … stands for: from behind the last of `left` to before `right`, as far apart as the last two of `left`. False if it
 * cannot be told, which is reported. */
static bool through_numbers(const struct expansion *x, const struct ast_expr *e, bool inside, unsigned *from, unsigned *step, unsigned *to)
{
    const struct ast_expr *left = e->binary.left, *last = left, *before = NULL;
    if (left->kind == AST_BINARY && left->binary.op == AST_ADD) {
        last = left->binary.right;
        before = left->binary.left->kind == AST_BINARY ? left->binary.left->binary.right : left->binary.left;
    }
    unsigned a = leaf_number(last, inside), b = leaf_number(e->binary.right, inside), first = before ? leaf_number(before, inside) : 0;
    *step = first && first < a ? a - first : 1;
    *from = a + *step;
    *to = b;
    if (a && b > a && (b - a) % *step == 0 && (b - a) / *step <= MOST_THROUGH) return true;
    diag_report(x->c->diag, DIAG_E0340, e->at);
    return false;
}

static struct ast_expr *copy_line(const struct expansion *x, const struct ast_expr *lines, const struct ast_expr *e);

/* The sum of left, the numbers between and right. What … stands for has no text of its own: its place is where … begins. */
static struct ast_expr *through(const struct expansion *x, const struct ast_expr *lines, const struct ast_expr *e)
{
    unsigned from, step, to;
    struct ast_expr *sum = lines ? copy_line(x, lines, e->binary.left) : expand_copy(x, e->binary.left);
    struct span at = {e->at.source, e->at.start, e->at.start};
    if (!through_numbers(x, e, lines != NULL, &from, &step, &to)) return sum;
    for (unsigned n = from; n < to; n += step) {
        struct ast_expr between = *e->binary.right;
        between.at = at;
        if (lines) {
            sum = add(x, sum, line(x, lines, n, at));
            continue;
        }
        struct ast_numbers *numbers = between.sheet.rows.first ? &between.sheet.rows : &between.sheet.columns;
        *numbers = (struct ast_numbers){n, n};
        sum = add(x, sum, sheet_copy(x, &between));
    }
    return add(x, sum, lines ? copy_line(x, lines, e->binary.right) : expand_copy(x, e->binary.right));
}

struct ast_expr *sheet_copy_through(const struct expansion *x, const struct ast_expr *e) { return through(x, NULL, e); }

static struct ast_expr *copy_line(const struct expansion *x, const struct ast_expr *lines, const struct ast_expr *e)
{
    if (e->kind == AST_BINARY && e->binary.op == AST_THROUGH) return through(x, lines, e);
    unsigned value = leaf_number(e, true);
    if (value) return line(x, lines, value, e->at);
    struct ast_expr *copy = new_expr(x, e->kind, e->at);
    *copy = *e;
    copy->next = NULL;
    if (e->kind == AST_BINARY && (e->binary.op == AST_ADD || e->binary.op == AST_SUBTRACT)) {
        copy->binary.left = copy_line(x, lines, e->binary.left);
        copy->binary.right = copy_line(x, lines, e->binary.right);
        copy->depth = (copy->binary.left->depth > copy->binary.right->depth ? copy->binary.left->depth : copy->binary.right->depth) + 1;
    } else if (e->kind == AST_UNARY && e->unary.op == AST_NEGATE) {
        copy->unary.operand = copy_line(x, lines, e->unary.operand);
    } else {
        diag_report(x->c->diag, DIAG_E0339, e->at);
        copy->kind = AST_NA;
    }
    return copy;
}

struct ast_expr *sheet_copy_lines(const struct expansion *x, const struct ast_expr *e) { return copy_line(x, e, e->lines.operand); }
