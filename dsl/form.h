/* form.h - what the files of the scoring forms share. */
#ifndef HENG_FORM_H
#define HENG_FORM_H

#include "compile.h"

/* The phrase of that kind, or NULL. */
struct ast_phrase *form_phrase(const struct ast_expr *e, enum ast_phrase_kind kind);

/* The first entry, or the next one behind `f`; NULL if there is none. */
struct ast_phrase *form_entry(struct ast_phrase *f);

/* Checks which phrases a form has: reports those that do not belong there, that stand twice or exclude each other, and choices that are
 * not made, with the alternatives. `needs_full`: no score lends its full marks. `needs_zero_target`: the target may be 0. */
void form_check_phrases(struct compiler *c, const struct ast_expr *e, bool needs_full, bool needs_zero_target);

#endif
