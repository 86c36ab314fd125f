/* subscript.c - cells of rows that are looked for: 表[27].列, 表["合计"].列, 表[编码 = 本行.编码].列, 上级.列. */
#include <string.h>

#include "check.h"
#include "resolve.h"

/* The table that the first words of a path name; NULL if reported. */
static struct node *table_of(struct scope *s, const struct ast_expr *e)
{
    const struct ast_word *first = &e->path.words[0];
    struct node *n = NULL;
    for (struct node *row = s->row; row && !n; row = table_above(row->parent)) n = node_named(row, first->text);
    const struct symbol *symbol = n ? NULL : symbol_named(s->c, first->text);
    if (symbol && symbol->kind == SYMBOL_DATA) n = symbol->node;
    if (!n) {
        if (symbol) diag_report(s->c->diag, DIAG_E0312, first->at);
        else diag_report(s->c->diag, DIAG_E0301, first->at, first->text, resolve_suggest_name(s, first->text));
        return NULL;
    }
    for (unsigned k = 1; k < e->path.key_at; k++) {
        const struct ast_word *word = &e->path.words[k];
        struct node *next = n->kind == NODE_VALUE ? NULL : node_named(n, word->text);
        if (!next) {
            diag_report(s->c->diag, DIAG_E0304, word->at, n->name, word->text, resolve_suggest_member(s->c, n, word->text));
            return NULL;
        }
        n = next;
    }
    if (n->kind == NODE_TABLE) return n;
    struct span at = first->at;
    at.end = e->path.words[e->path.key_at - 1].at.end;
    diag_report(s->c->diag, DIAG_E0312, at);
    return NULL;
}

/* The column that `[key]` looks in, and what it must hold. NULL if reported. */
static struct node *key_of(struct scope *s, const struct node *table, struct ast_expr *key, struct ast_expr **wanted)
{
    struct compiler *c = s->c;
    bool compared = key->kind == AST_COMPARE && key->compare.relation == AST_EQ && !key->compare.tolerance;
    const struct ast_expr *left = compared ? key->compare.left : NULL;
    if (left && left->kind == AST_PATH && left->path.count == 1 && !left->path.key) {
        const char *name = left->path.words[0].text;
        struct node *n = node_named(table, name);
        *wanted = key->compare.right;
        if (!n) diag_report(c->diag, DIAG_E0304, left->at, table->name, name, resolve_suggest_member(c, table, name));
        return n;
    }
    *wanted = key;
    bool line = key->kind == AST_NUMBER;
    struct node *n = line ? table_line(table) : table_label(table);
    const char *what = line ? (c->diag->english ? "line" : "行次") : c->diag->english ? "label" : "行名";
    if (!n) diag_report(c->diag, DIAG_E0324, key->at, table->name, what, table->name);
    return n;
}

bool subscript_resolve(struct scope *s, struct ast_expr *e)
{
    struct typed *typed = typed_of(e);
    struct target *t = &typed->target;
    struct node *table = table_of(s, e);
    struct ast_expr *wanted = e->path.key;
    struct node *key = table ? key_of(s, table, e->path.key, &wanted) : NULL;
    resolve_expr(s, wanted);
    if (!key) return false;
    enum type_kind kind = key->type.kind;
    if (key->kind != NODE_VALUE || (kind != TYPE_NUMBER && kind != TYPE_TEXT && kind != TYPE_DATE)) {
        diag_report(s->c->diag, DIAG_E0325, e->path.key->at, key->name);
        return false;
    }
    if (!domain_within(s->c, s->domain, s->c->program->domains[table->domain].parent)) {
        diag_report(s->c->diag, DIAG_E0327, e->at, node_path(s->c->scratch, table));
        return false;
    }
    if (!resolve_follow(s, e, e->path.key_at, table, t)) return false;
    if (t->kind != TARGET_FIELD || t->node->domain != table->domain) {
        diag_report(s->c->diag, DIAG_E0315, e->at, node_path(s->c->scratch, t->node));
        return false;
    }
    t->kind = TARGET_CELL;
    t->key = key;
    t->wanted = wanted;
    return true;
}

static bool is_word(const struct ast_word *word, const char *zh, const char *en) { return !strcmp(word->text, zh) || !strcmp(word->text, en); }

int subscript_pronoun(struct scope *s, const struct ast_expr *e, struct target *t)
{
    const struct ast_word *first = &e->path.words[0];
    const struct ast_scope *over = s->rule ? s->rule->item->scope : NULL;
    bool english = s->c->diag->english;
    if (e->path.count < 2) return -1;
    if (is_word(first, "本行", "this_row")) {
        if (!over || over->kind != AST_SCOPE_ROWS || !s->rule->table) diag_report(s->c->diag, DIAG_E0326, first->at, first->text, english ? "'each'" : "“逐行”");
        else if (s->aggregated) diag_report(s->c->diag, DIAG_E0328, first->at);
        else return resolve_follow(s, e, 1, s->rule->table, t);
        return 0;
    }
    if (!is_word(first, "上级", "upper")) return -1;
    if (!over || over->kind != AST_SCOPE_LEVELS || !s->rule->table) {
        diag_report(s->c->diag, DIAG_E0326, first->at, first->text, english ? "'levels'" : "“层级”");
        return 0;
    }
    if (!resolve_follow(s, e, 1, s->rule->table, t)) return 0;
    if (t->kind != TARGET_FIELD || t->node->domain != s->rule->table->domain) {
        diag_report(s->c->diag, DIAG_E0315, e->at, node_path(s->c->scratch, t->node));
        return 0;
    }
    t->kind = TARGET_UPPER;
    return 1;
}

void check_subscript(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    const struct node *key = t->target.key;
    if (t->target.kind != TARGET_CELL) return;
    const struct typed *wanted = check_expr(c, t->target.wanted);
    t->domain = check_join(c, c->program->domains[table_above(t->target.node)->domain].parent, wanted->domain, e->at);
    bool printed = key->type.kind == TYPE_TEXT && key->is_line && t->target.wanted->kind == AST_NUMBER; /* 表[27] where 行次 is a text */
    if (printed || wanted->type.kind == TYPE_UNKNOWN) return;
    if (wanted->type.kind != key->type.kind) {
        diag_report(c->diag, DIAG_E0406, t->target.wanted->at, type_name(c->scratch, &key->type, c->diag->english),
                    type_name(c->scratch, &wanted->type, c->diag->english), "");
    } else if (key->type.kind == TYPE_NUMBER && !type_same_dimension(&key->type, &wanted->type)) {
        diag_report(c->diag, DIAG_E0402, t->target.wanted->at, type_name(c->scratch, &key->type, c->diag->english),
                    type_name(c->scratch, &wanted->type, c->diag->english));
    }
}
