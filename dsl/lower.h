/* lower.h - what the lowering files share. */
#ifndef HENG_LOWER_H
#define HENG_LOWER_H

#include "ir.h"

/* One rule on its way into the graph. */
struct lowering {
    struct compiler *c;
    struct ir *ir;
    struct rule *rule;
    uint32_t where;            /* inside an aggregate: truth of its condition over the rows, or NO_NODE */
    bool aggregated;
    uint16_t over;             /* and lanes of its result */
    struct program_trace *traces; /* of this rule so far */
    size_t trace_count, trace_capacity;
};

/* The node of an expression, in the lanes that its annotation names or in fewer (constants). */
uint32_t lower_expr(struct lowering *l, const struct ast_expr *e);

/* A part of the cell that a path names: of the row itself, shared by a group, or of a row that is looked for. */
uint32_t lower_part(struct lowering *l, const struct ast_expr *e, enum field_part part, bool lenient);

/* The row that a path looks for: its number (for ir_pick), and the key that it must have. */
struct found {
    uint32_t row, wanted;
    struct node *key; /* column of the key */
};
struct found lower_row(struct lowering *l, const struct ast_expr *e);

/* The codes of a table as its hierarchy knows them: "" for the total. Rows of the table. */
uint32_t lower_codes(struct lowering *l, const struct node *table);

/* The code above that of each row. */
uint32_t lower_upper_codes(struct lowering *l, const struct node *table);

/* The row of the code above a group of a 层级 rule. */
struct found lower_upper_row(struct lowering *l);

/* A comparison, and the nodes of its sides; tolerance NO_NODE: none. */
struct sides {
    uint32_t left, right, tolerance;
};
uint32_t lower_compare(struct lowering *l, const struct ast_expr *e, struct sides *sides);

/* Truth of a value in an interval or a set. */
uint32_t lower_within(struct lowering *l, uint32_t subject, const struct ast_domain *d);

/* range.c: a field's loaded value, or none where it lies outside of what the field declares. */
uint32_t lower_in_range(struct lowering *l, const struct node *n, uint32_t node);

/* Value, 满分 or 自评 of whichever version of a name is in force; `first` is the first of them. */
enum version_part { VERSION_VALUE, VERSION_FULL, VERSION_SELF };
uint32_t lower_version(struct lowering *l, struct rule *first, enum version_part part);

/* The value of one version as its own result: none where another counts, or none is in force. */
uint32_t lower_gate(struct lowering *l, const struct rule *r);

/* A call of a function. */
uint32_t lower_call(struct lowering *l, const struct ast_expr *e);

/* A scoring form. */
uint32_t lower_form(struct lowering *l, const struct ast_expr *e);

/* What an aggregate came to, absent where its table or the keys of its groups are. */
uint32_t lower_taken_together(struct lowering *l, const struct ast_expr *e, uint32_t node);

/* Actual and target as numbers whose units are held against each other. */
void lower_cells(struct lowering *l, const struct ast_expr *left, const struct ast_expr *right, uint32_t *a, uint32_t *b);

/* `node`, the value of `of`, where the unit of `of` goes with the one that `cell` is printed in; what is no cell lets all pass. */
uint32_t lower_matching(struct lowering *l, uint32_t node, const struct ast_expr *of, const struct ast_expr *cell);

/* ---- lower_trace.c ---- */

/* Remembers that a piece of text has a value worth showing. */
void lower_trace(struct lowering *l, const struct ast_expr *e, enum trace_kind kind, uint32_t node);

/* The same for a cell of a row that is looked for. */
void lower_trace_cell(struct lowering *l, const struct ast_expr *e, uint32_t node);

/* The same for a table as such, which may not be there. */
void lower_trace_table(struct lowering *l, const struct ast_expr *e);

/* The same for all arguments of an aggregate, the first of which is `x`: what it came to in each row. */
void lower_trace_rows(struct lowering *l, const struct ast_expr *x, uint32_t node);

/* Remembers a value inside a scoring form that an explanation tells. */
void lower_note(struct lowering *l, const struct ast_expr *form, enum trace_note note, uint32_t node, struct program_unit unit);

#endif
