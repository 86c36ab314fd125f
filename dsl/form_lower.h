/* form_lower.h - what the files share that lower scoring forms. */
#ifndef HENG_FORM_LOWER_H
#define HENG_FORM_LOWER_H

#include "form.h"
#include "lower.h"

/* A form on its way into the graph. */
struct form_parts {
    struct lowering *l;
    struct ir *ir;
    const struct ast_expr *e;
    uint32_t full; /* of forms that take full marks */
    uint32_t zero;
};

/* The score of a case; `proportion`: what 按比例计 means in it. */
uint32_t form_treatment(const struct form_parts *p, const struct ast_phrase *f, uint32_t proportion);

/* Tells a value in explanations; not inside aggregates, where it is many. */
void form_note(const struct form_parts *p, enum trace_note kind, uint32_t node, struct program_unit unit);

/* 分, and no unit. */
struct program_unit form_points(void);
struct program_unit form_plain(void);

/* The forms that list or choose. */
uint32_t form_interpolate(const struct form_parts *p);
uint32_t form_checklist(const struct form_parts *p);
uint32_t form_highest(const struct form_parts *p);
uint32_t form_one(const struct form_parts *p);
uint32_t form_graded(const struct form_parts *p);
uint32_t form_veto(const struct form_parts *p);
uint32_t form_total(const struct form_parts *p);

#endif
