/* expand.h - rules that are written once for several columns. */
#ifndef HENG_EXPAND_H
#define HENG_EXPAND_H

#include "compile.h"

/* Puts in place of each rule those that its item stands for: one per numbered column under 各栏. */
void expand(struct compiler *c);

/* The text of a word, 本栏 as the name of the column; NULL: there is none, and 本栏 is reported. */
const char *expand_word(struct compiler *c, const struct node *column, const struct ast_word *word);

/* A copy of a tree (NULL of none) with 本栏 replaced. */
struct ast_expr *expand_copy(struct compiler *c, const struct ast_expr *e, const struct node *column);

/* The numbered columns of a table in the order of their numbers. In the scratch arena. */
struct node **expand_columns(struct compiler *c, const struct node *table, unsigned *count);

#endif
