/* expand.h - rules that are written once for several columns or rows, in the notation of the forms. */
#ifndef HENG_EXPAND_H
#define HENG_EXPAND_H

#include "compile.h"

/* One of the rules that an item stands for. */
struct expansion {
    struct compiler *c;
    const struct node *table;   /* the scope's; NULL: none */
    const struct node *column;  /* 本栏, and that of cells whose column is not written; NULL: none */
    unsigned row_step;          /* how far along 1至8行 */
    unsigned column_step;       /* how far along 2至5栏 */
};

/* Puts in place of each rule those that its item stands for: one per numbered column under 各栏, and as the cells of a 表 rule want. */
void expand(struct compiler *c);

/* A copy of a tree (NULL of none) as one expansion reads it. */
struct ast_expr *expand_copy(const struct expansion *x, const struct ast_expr *e);

/* True if a word is 本栏. */
bool expand_is_column(const struct ast_word *word);

/* The text of a word, 本栏 as the name of the column; without one 本栏 is reported. */
const char *expand_word(struct compiler *c, const struct node *column, const struct ast_word *word);

/* What the cells of a tree by the numbers of the form want of their rule. */
struct sheet_needs {
    bool any;                         /* there is something to replace */
    bool rows;                        /* 7栏: it runs over rows */
    bool columns;                     /* 27行: it runs over columns */
    unsigned row_count, column_count; /* 1至8行: rules for so many rows; 0: no such range */
    struct span column_at;            /* the first cell without column */
    unsigned row_first, column_first; /* numbers with which the first range begins */
};

/* Adds what `e` wants; ranges of different lengths are reported. */
void sheet_look(const struct expansion *x, const struct ast_expr *e, struct sheet_needs *needs);

/* 27行1栏 and (1+2)行 as paths and sums of paths. */
struct ast_expr *sheet_copy(const struct expansion *x, const struct ast_expr *e);
struct ast_expr *sheet_copy_lines(const struct expansion *x, const struct ast_expr *e);
/* 1行+2行+…+8行 */
struct ast_expr *sheet_copy_through(const struct expansion *x, const struct ast_expr *e);

#endif
