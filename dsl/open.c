/* open.c - what fills an open term (待定): its type, and whether it keeps to the bounds.
 *
 * A value that is known while compiling, in whatever arm of a choice, is held against the bounds here; where a formula decides, the code
 * does it for each report. */
#include <string.h>

#include "check.h"

struct filling {
    struct compiler *c;
    struct rule *rule;
    const struct ast_domain *bounds;
};

/* The text that an expression is, or NULL. */
static const char *text_of(const struct ast_expr *e)
{
    if (e->kind == AST_STRING) return e->string.text;
    return e->kind == AST_PATH && typed_of(e)->target.kind == TARGET_LABEL ? e->path.words[0].text : NULL;
}

/* -1 below the end or on an open one, 1 above; `value` and the end are constants. */
static bool beyond(struct compiler *c, const mpq_t value, const struct ast_end *end, int side)
{
    mpq_t limit;
    mpq_init(limit);
    bool known = constant_value(c, end->value, limit);
    int order = known ? mpq_cmp(value, limit) * side : -1;
    mpq_clear(limit);
    return known && (order > 0 || (order == 0 && !end->closed));
}

static bool number_fits(struct compiler *c, const mpq_t value, const struct ast_domain *bounds)
{
    if (bounds->interval) {
        const struct ast_interval *i = bounds->interval;
        return !(i->low.value && beyond(c, value, &i->low, -1)) && !(i->high.value && beyond(c, value, &i->high, 1));
    }
    bool found = false;
    mpq_t member;
    mpq_init(member);
    for (const struct ast_expr *m = bounds->members; m && !found; m = m->next) found = !constant_value(c, m, member) || mpq_equal(member, value);
    mpq_clear(member);
    return found;
}

static bool text_fits(const char *text, const struct ast_domain *bounds)
{
    bool found = bounds->interval != NULL;
    for (const struct ast_expr *m = bounds->members; m && !found; m = m->next) found = !text_of(m) || !strcmp(text_of(m), text);
    return found;
}

static void check_leaf(struct filling *f, const struct ast_expr *e)
{
    const char *text = text_of(e);
    mpq_t value;
    mpq_init(value);
    bool known = text || constant_value(f->c, e, value), fits = true;
    if (known) fits = text ? text_fits(text, f->bounds) : number_fits(f->c, value, f->bounds);
    mpq_clear(value);
    if (!known) f->rule->open_guard = true;
    if (!fits) diag_report_with(f->c->diag, DIAG_E0680, e->at, DIAG_N0673, f->rule->open->item->at, f->rule->name);
}

static void check_leaves(struct filling *f, const struct ast_expr *e)
{
    if (e->kind == AST_IF) {
        check_leaves(f, e->choice.then);
        check_leaves(f, e->choice.otherwise);
    } else if (e->kind == AST_TIERS) {
        for (const struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next) check_leaves(f, arm->value);
    } else if (e->kind != AST_NA) {
        check_leaf(f, e);
    }
}

/* The ends of the bounds in the term's unit; they must be constants. */
static void check_bound(struct filling *f, struct ast_expr *subject, struct ast_expr *bound)
{
    struct compiler *c = f->c;
    mpq_t value;
    check_expr(c, bound);
    struct type t = check_unify(c, subject, bound);
    if (t.kind != TYPE_NUMBER) return;
    mpq_init(value);
    if (!constant_value(c, bound, value)) diag_report(c->diag, DIAG_E0504, bound->at);
    mpq_clear(value);
}

static void check_bounds(struct filling *f, const struct type *type)
{
    const struct ast_domain *b = f->bounds;
    struct typed typed = {.type = *type};
    struct ast_expr subject = {.kind = AST_NA, .at = f->rule->open->item->at, .resolved = &typed};
    if (b->interval && type->kind == TYPE_NUMBER) {
        if (b->interval->low.value) check_bound(f, &subject, b->interval->low.value);
        if (b->interval->high.value && b->interval->high.value != b->interval->low.value) check_bound(f, &subject, b->interval->high.value);
        check_interval_order(f->c, b->interval);
    } else if (b->interval && type->kind != TYPE_UNKNOWN) {
        diag_report(f->c->diag, DIAG_E0401, b->interval->at, f->c->diag->english ? "in" : "属于", f->c->diag->english ? "number" : "数",
                    type_name(f->c->scratch, type, f->c->diag->english));
    }
    for (struct ast_expr *m = b->members; m; m = m->next) check_bound(f, &subject, m);
}

void check_open(struct compiler *c, struct rule *r)
{
    const struct open_term *open = r->open;
    const struct type *wanted = &open->type;
    struct typed *value = typed_of(r->value);
    struct filling f = {c, r, &open->item->bounds};
    r->type = *wanted;
    check_bounds(&f, wanted);
    if (value->type.kind == TYPE_UNKNOWN || value->type.kind == TYPE_NOTHING || wanted->kind == TYPE_UNKNOWN) return;
    if (wanted->kind == TYPE_NUMBER && value->type.kind == TYPE_NUMBER && value->type.bare && !type_is_dimensionless(wanted)) {
        check_adopt(c, r->value, wanted);
    }
    bool fits = value->type.kind == wanted->kind && (wanted->kind != TYPE_NUMBER || type_same_dimension(&value->type, wanted));
    if (!fits) {
        diag_report_with(c->diag, DIAG_E0681, r->value->at, DIAG_N0673, open->item->at, r->name, type_name(c->scratch, wanted, c->diag->english),
                         type_name(c->scratch, &value->type, c->diag->english));
        return;
    }
    if (f.bounds->interval || f.bounds->members) check_leaves(&f, r->value);
}
