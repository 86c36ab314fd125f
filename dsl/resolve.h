/* resolve.h - what the files that give names their meaning share. */
#ifndef HENG_RESOLVE_H
#define HENG_RESOLVE_H

#include "compile.h"

/* Where an expression stands. */
struct scope {
    struct compiler *c;
    struct rule *rule;
    struct node *row;      /* its columns are visible by their bare names; NULL: none */
    uint16_t domain;       /* lanes of the context */
    struct node *grouped;  /* inside a per-group rule: the table grouped; 组 is known */
    bool aggregated;       /* inside an aggregate's argument */
    bool label_allowed;    /* a name of nothing is a grade */
    bool mentioned;        /* in a message: a name of nothing is no input */
    struct rule *of_groups;/* met while looking for a table: a rule with one value per group */
};

/* Gives the names of an expression, and of all in it, their meaning; what has none is reported. */
void resolve_expr(struct scope *s, struct ast_expr *e);

/* Walks path words from `first` down the data below `n`; false if reported. */
bool resolve_follow(struct scope *s, const struct ast_expr *e, unsigned first, struct node *n, struct target *t);

/* 表[27].列: the table, the column in which the row is looked for, what it must hold. False if reported. */
bool subscript_resolve(struct scope *s, struct ast_expr *e);

/* 上级.列 and 本行.列. 1 found, 0 reported, -1 another name. */
int subscript_pronoun(struct scope *s, const struct ast_expr *e, struct target *t);

/* "；是否为 …？" for a name that is no member of `parent`. */
const char *resolve_suggest_member(struct compiler *c, const struct node *parent, const char *name);

/* The same for a name that is unknown in `s`. */
const char *resolve_suggest_name(const struct scope *s, const char *name);

#endif
