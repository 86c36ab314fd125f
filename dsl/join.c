/* join.c - other reports of the same shape, such as last year's: 联结 上年 makes 上年.自评表.总分 a name.
 *
 * A join is a record below the root that repeats every node of the data, so that all that reads, checks and explains figures works on it. */
#include <string.h>

#include "compile.h"

static void repeat(struct compiler *c, struct node *parent, struct node *from)
{
    for (struct node *n = from->children; n; n = n->hh.next) {
        if (n->is_join) continue;
        struct node *copy = node_new(c, parent, n->name, n->kind, n->at);
        struct node made = *copy;
        *copy = *n;
        copy->parent = made.parent;
        copy->children = NULL;
        copy->domain = made.domain;
        memcpy(copy->fields, made.fields, sizeof copy->fields);
        copy->hh = made.hh;
        n->repeat = copy;
        repeat(c, copy, n);
    }
}

void join_declare(struct compiler *c, struct ast_item *item)
{
    struct heng_program *p = c->program;
    struct symbol *known = symbol_find(c, item->name.text);
    if (known && known->kind == SYMBOL_DATA && known->node->is_join) return; /* several texts may name it */
    if (p->open) {
        diag_report(c->diag, DIAG_E0341, item->at);
        return;
    }
    struct symbol *s = symbol_add(c, item->name, SYMBOL_DATA);
    if (!s) return;
    s->node = node_new(c, c->root, item->name.text, NODE_RECORD, item->name.at);
    s->node->is_join = true;
    s->node->has_aliases = c->root->has_aliases;
    repeat(c, s->node, c->root);
    p->joins = arena_grow(c->lasting, p->joins, p->join_count, &c->join_capacity, sizeof *p->joins);
    p->joins[p->join_count++] = arena_copy(c->lasting, item->name.text, strlen(item->name.text));
}
