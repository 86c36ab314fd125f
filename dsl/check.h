/* check.h - what the checking files share. */
#ifndef HENG_CHECK_H
#define HENG_CHECK_H

#include "compile.h"

/* Types an expression and all below it; fills and returns its annotation. */
struct typed *check_expr(struct compiler *c, struct ast_expr *e);

/* A call's type; its arguments are checked first. */
void check_call(struct compiler *c, struct ast_expr *e);

/* 表[key].column: the key and what it must equal; the lanes of the cell. */
void check_subscript(struct compiler *c, struct ast_expr *e);

/* The common type of two values that are added, compared or alternatives: a bare number takes the other's unit. Reports what does not
 * fit. */
struct type check_unify(struct compiler *c, struct ast_expr *left, struct ast_expr *right);

/* Gives a bare number the unit of `t`. Money wants its unit written, but for 0. */
void check_adopt(struct compiler *c, struct ast_expr *e, const struct type *t);

/* The deeper of two lane spaces, one of which must contain the other. */
uint16_t check_join(struct compiler *c, uint16_t left, uint16_t right, struct span at);

/* Reports unless `e` is a number (or of a kind already reported). */
bool check_number(struct compiler *c, struct ast_expr *e, const char *user);
bool check_truth(struct compiler *c, struct ast_expr *e, const char *user);

/* True if both sides are comparable though at least one is a 指标值. */
bool check_cells(const struct ast_expr *left, const struct ast_expr *right);

/* A score, full marks or points taken: in 分; a plain number counts as 分. Returns the type of 分. */
struct type check_points(struct compiler *c, struct ast_expr *e);

/* Types the ends of an interval, which are like the subject; joins their lanes to *domain. */
void check_interval(struct compiler *c, struct ast_expr *subject, struct ast_interval *i, uint16_t *domain);
/* Reports an interval between constants that holds nothing. */
void check_interval_order(struct compiler *c, const struct ast_interval *i);

/* A scoring form's type; its parts are checked first. */
void check_form(struct compiler *c, struct ast_expr *e);

#endif
