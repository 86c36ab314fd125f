/* explanation.h - explanations on file (说明): which failing checks are admitted, for which values, and why.
 *
 *   explanation.c      reads them and keeps them
 *   explanation_use.c  what they change in the results of a report
 *
 * heng_session_add_explanations() says what a text holds. */
#ifndef HENG_EXPLANATION_H
#define HENG_EXPLANATION_H

#include "result.h"

/* A figure as the explanation gives it. */
struct explanation_figure {
    const char *text;
    const char *exact; /* "p/q" in lowest terms, as heng_result has it; NULL: no number */
};

struct explanation_operand {
    const char *name;
    struct explanation_figure printed;
};

struct explanation {
    const char *rule, *row, *unit; /* row NULL: the rule is of the whole report */
    int year;
    const char *text;
    struct explanation_figure left, right; /* `text` NULL: `operands` counts */
    const struct explanation_operand *operands;
    size_t operand_count;
    size_t number; /* from 0, in the order they were added */
};

/* All that were added; zeroed at the start. The memory is the arena's that was given when they were added. */
struct explanations {
    struct explanation **list;
    size_t count, capacity;
    bool sorted; /* by unit, year, rule, row and number */
};

/* Adds the explanations of a JSON text, all or none; they are kept in `keep`. `block` and `tree` are for the call's own
 * needs; `tree` is emptied. All three are jumped out of when memory ends; then nothing was added. HENG_OK; HENG_INVALID if
 * the text has a mistake, which was reported; HENG_LIMIT. */
heng_status explanation_add(struct explanations *e, struct arena *keep, struct arena *block, struct arena *tree, struct diag_sink *sink,
                            struct scratch *numbers, const struct source *source);

/* "p/q" of a decimal or quotient between blanks, as heng_result gives it; NULL if the text is no number. */
const char *explanation_exact(struct arena *a, struct scratch *numbers, const char *text, size_t length);

/* Those of a unit and year: *count of them, by rule, row and number. Sorts the list where that is due. */
struct explanation *const *explanation_of(struct explanations *e, const char *unit, int year, size_t *count);

/* Where the explanations of a rule and row (or NULL) begin in such a part of the list; *found of them. */
size_t explanation_find(struct explanation *const *list, size_t count, const char *rule, const char *row, size_t *found);

/* ---- explanation_use.c ---- */

/* Turns the failing checks of the collection that are explained into HENG_EXPLAINED, and warns of explanations that do not serve. */
void explanation_use(struct collection *c, struct explanations *e);

#endif
