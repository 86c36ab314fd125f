/* form_lower.c - the scoring forms to nodes.
 *
 * Formulas are those of the circulars: w full marks, A actual, T target. Where a formula can be written with least and greatest it is, rather
 * than with a choice: a choice is decided by the exact figures, while under ≈ a least or greatest follows the whole interval of a printed figure. */
#include "form_lower.h"

static uint32_t clipped(const struct form_parts *p, uint32_t score)
{
    return ir_extreme(p->ir, true, ir_extreme(p->ir, false, score, p->full), p->zero);
}

/* w·a/b, clipped to [0, w]; 0 where b ≤ 0. */
static uint32_t share(const struct form_parts *p, uint32_t a, uint32_t b)
{
    uint32_t part = clipped(p, ir_divide(p->ir, ir_multiply(p->ir, p->full, a), b));
    return ir_select(p->ir, ir_compare(p->ir, AST_LE, b, p->zero, NO_NODE), p->zero, part);
}

/* w where a ≤ b, else 0. */
static uint32_t all_or_nothing(const struct form_parts *p, enum ast_relation relation, uint32_t a, uint32_t b)
{
    return ir_select(p->ir, ir_compare(p->ir, relation, a, b, NO_NODE), p->full, p->zero);
}

uint32_t form_treatment(const struct form_parts *p, const struct ast_phrase *f, uint32_t proportion)
{
    switch (f->treat) {
    case AST_TREAT_VALUE: return lower_expr(p->l, f->value);
    case AST_TREAT_PROPORTION: return proportion;
    case AST_TREAT_CANNOT: break;
    }
    return ir_nothing(p->ir, REASON_RULE_CANNOT);
}

void form_note(const struct form_parts *p, enum trace_note kind, uint32_t node, struct program_unit unit)
{
    if (!p->l->aggregated) lower_note(p->l, p->e, kind, node, unit);
}

struct program_unit form_plain(void) { return (struct program_unit){"", "", 0}; }

struct program_unit form_points(void)
{
    const struct unit *u = unit_at(unit_find("分", sizeof "分" - 1));
    return (struct program_unit){u->zh, u->en, u->power};
}

/* ---- actual and target ---- */

/* max(0, min(w, w·A/T)) for T > 0; else w where A ≥ T. With T = 0 this divides by zero. */
static uint32_t more(const struct form_parts *p, uint32_t a, uint32_t t)
{
    struct ir *ir = p->ir;
    uint32_t part = clipped(p, ir_divide(ir, ir_multiply(ir, p->full, a), t));
    return ir_select(ir, ir_compare(ir, AST_LT, t, p->zero, NO_NODE), all_or_nothing(p, AST_GE, a, t), part);
}

static uint32_t less(const struct form_parts *p, uint32_t a, uint32_t t)
{
    struct ir *ir = p->ir;
    uint32_t met = all_or_nothing(p, AST_LE, a, t), part, below;
    if (form_phrase(p->e, PHRASE_TARGET_OVER_ACTUAL)) {
        part = clipped(p, ir_divide(ir, ir_multiply(ir, p->full, t), a));
        below = ir_compare(ir, AST_LE, a, p->zero, NO_NODE);
        return ir_select(ir, below, met, part);
    }
    if (!form_phrase(p->e, PHRASE_LESS_EXCESS)) return met;
    uint32_t left = ir_subtract(ir, ir_add(ir, t, t), a); /* T - (A - T) */
    part = clipped(p, ir_divide(ir, ir_multiply(ir, p->full, left), t));
    below = ir_compare(ir, AST_LE, t, p->zero, NO_NODE);
    return ir_select(ir, below, met, part);
}

static uint32_t equal(const struct form_parts *p, uint32_t a, uint32_t t)
{
    struct ir *ir = p->ir;
    if (form_phrase(p->e, PHRASE_SHARE_IF_SHORT)) return more(p, a, t);
    if (!form_phrase(p->e, PHRASE_LESS_DEVIATION)) return all_or_nothing(p, AST_EQ, a, t);
    uint32_t deviation = ir_absolute(ir, ir_subtract(ir, a, t)), base = ir_absolute(ir, t);
    return clipped(p, ir_divide(ir, ir_multiply(ir, p->full, ir_subtract(ir, base, deviation)), base));
}

/* Within the low and high ends w; what lies outside as the phrases say. */
static uint32_t banded(const struct form_parts *p, uint32_t under, uint32_t under_share, uint32_t over, uint32_t over_share)
{
    const struct ast_phrase *rest = form_phrase(p->e, PHRASE_REST);
    uint32_t node = p->full, low = under_share, high = over_share;
    if (rest && rest->treat != AST_TREAT_PROPORTION) {
        uint32_t outside = under == NO_NODE ? over : over == NO_NODE ? under : ir_simple(p->ir, OP_OR, LANE_TRUTH, under, over, NO_NODE);
        return ir_select(p->ir, outside, form_treatment(p, rest, NO_NODE), node);
    }
    if (!rest) {
        low = form_treatment(p, form_phrase(p->e, PHRASE_WHEN_UNDER), under_share);
        high = form_treatment(p, form_phrase(p->e, PHRASE_WHEN_OVER), over_share);
    }
    if (over != NO_NODE) node = ir_select(p->ir, over, high, node);
    if (under != NO_NODE) node = ir_select(p->ir, under, low, node);
    return node;
}

/* A part that the data gives is no part where it is negative: one that is written was looked at while checking. */
static uint32_t amount(const struct form_parts *p, const struct ast_phrase *f)
{
    uint32_t node = lower_expr(p->l, f->value);
    mpq_t value;
    mpq_init(value);
    bool constant = constant_value(p->l->c, f->value, value);
    mpq_clear(value);
    if (constant) return node;
    return ir_select(p->ir, ir_compare(p->ir, AST_GE, node, p->zero, NO_NODE), node, ir_nothing(p->ir, REASON_NEGATIVE_PART));
}

static uint32_t close_to(const struct form_parts *p, uint32_t a, uint32_t t)
{
    struct ir *ir = p->ir;
    const struct ast_phrase *f = form_phrase(p->e, PHRASE_BAND);
    uint32_t band = lower_matching(p->l, amount(p, f), f->value, p->e->form.subject);
    band = lower_matching(p->l, band, f->value, p->e->form.target);
    uint32_t under = ir_compare(ir, AST_LT, a, ir_subtract(ir, t, band), NO_NODE);
    uint32_t over = ir_compare(ir, AST_GT, a, ir_add(ir, t, band), NO_NODE);
    return banded(p, under, share(p, a, t), over, share(p, t, a));
}

static uint32_t lower_compared(const struct form_parts *p)
{
    const struct ast_expr *actual = p->e->form.subject, *target = p->e->form.target;
    uint32_t a, t, node = NO_NODE;
    if (typed_of(actual)->type.kind == TYPE_CELL || typed_of(target)->type.kind == TYPE_CELL) {
        lower_cells(p->l, actual, target, &a, &t);
    } else {
        a = lower_expr(p->l, actual);
        t = lower_expr(p->l, target);
    }
    p->ir->at = p->e->at;
    if (p->e->form.kind == FORM_MORE) node = more(p, a, t);
    else if (p->e->form.kind == FORM_LESS) node = less(p, a, t);
    else if (p->e->form.kind == FORM_EQUAL) node = equal(p, a, t);
    else node = close_to(p, a, t);
    const struct ast_phrase *f = form_phrase(p->e, PHRASE_ZERO_TARGET);
    if (!f) return node;
    bool cannot = f->treat == AST_TREAT_CANNOT; /* the quotient: an actual that lacks is told first */
    uint32_t zero_target = cannot ? clipped(p, ir_divide(p->ir, ir_multiply(p->ir, p->full, a), t)) : lower_expr(p->l, f->value);
    return ir_select(p->ir, ir_compare(p->ir, AST_EQ, t, p->zero, NO_NODE), zero_target, node);
}

static bool both_constant(const struct form_parts *p, const struct ast_interval *i)
{
    mpq_t value;
    mpq_init(value);
    bool both = constant_value(p->l->c, i->low.value, value) && constant_value(p->l->c, i->high.value, value);
    mpq_clear(value);
    return both;
}

static uint32_t lower_inside(const struct form_parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_interval *i = form_phrase(p->e, PHRASE_RANGE)->interval;
    uint32_t a = lower_expr(p->l, p->e->form.subject), low = NO_NODE, high = NO_NODE;
    uint32_t under = NO_NODE, over = NO_NODE, under_share = NO_NODE, over_share = NO_NODE;
    if (i->high.value) high = lower_expr(p->l, i->high.value);
    if (i->low.value) {
        low = lower_expr(p->l, i->low.value);
        if (high != NO_NODE && !both_constant(p, i)) {
            low = ir_select(ir, ir_compare(ir, AST_LE, low, high, NO_NODE), low, ir_nothing(ir, REASON_EMPTY_RANGE));
        }
        under = ir_compare(ir, i->low.closed ? AST_LT : AST_LE, a, low, NO_NODE);
        under_share = share(p, a, low);
    }
    if (i->high.value) {
        over = ir_compare(ir, i->high.closed ? AST_GT : AST_GE, a, high, NO_NODE);
        over_share = share(p, high, a);
    }
    return banded(p, under, under_share, over, over_share);
}

/* ---- steps ---- */

/* By how much the subject lies beyond its thresholds; 0 if it does not. */
static uint32_t beyond(const struct form_parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase *over = form_phrase(p->e, PHRASE_OVER), *under = form_phrase(p->e, PHRASE_UNDER);
    uint32_t x = lower_expr(p->l, p->e->form.subject), excess = p->zero;
    bool date = typed_of(p->e->form.subject)->type.kind == TYPE_DATE;
    bool months = date && typed_of(form_phrase(p->e, PHRASE_EVERY)->value)->type.dimensions[DIMENSION_MONTHS];
    enum op between = !months ? OP_DAYS : form_phrase(p->e, PHRASE_PART_AS_WHOLE) ? OP_BEGUN : OP_MONTHS;
    for (int k = 0; k < 2; k++) {
        const struct ast_phrase *f = k ? under : over;
        if (!f) continue;
        uint32_t from = lower_expr(p->l, f->value), a = k ? from : x, b = k ? x : from;
        excess = ir_extreme(ir, true, date ? ir_simple(ir, between, LANE_FIXED, a, b, NO_NODE) : ir_subtract(ir, a, b), excess);
    }
    return excess;
}

static uint32_t steps(const struct form_parts *p, uint32_t excess)
{
    struct ir *ir = p->ir;
    uint32_t count = ir_divide(ir, excess, amount(p, form_phrase(p->e, PHRASE_EVERY)));
    if (form_phrase(p->e, PHRASE_WHOLE_STEPS)) return ir_round(ir, count, 0, NUMBER_DOWN);
    if (form_phrase(p->e, PHRASE_PART_AS_WHOLE)) return ir_round(ir, count, 0, NUMBER_UP);
    return count;
}

/* What lies beyond is told in the unit of a step: 2.5个百分点, 3天. */
static struct program_unit step_unit(const struct form_parts *p)
{
    return typed_of(form_phrase(p->e, PHRASE_EVERY)->value)->type.unit;
}

static uint32_t lower_deduct(const struct form_parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase *take = form_phrase(p->e, PHRASE_TAKE), *lowest = form_phrase(p->e, PHRASE_LOWEST);
    uint32_t excess = beyond(p), count = steps(p, excess), each = amount(p, take);
    if (type_is_percent(&typed_of(take->value)->type)) each = ir_multiply(ir, p->full, each);
    uint32_t taken = ir_multiply(ir, each, count), node = ir_subtract(ir, p->full, taken);
    form_note(p, NOTE_BEYOND, excess, step_unit(p));
    form_note(p, NOTE_STEPS, count, form_plain());
    form_note(p, NOTE_TAKEN, taken, form_points());
    if (form_phrase(p->e, PHRASE_DOWN_TO_ZERO)) return ir_extreme(ir, true, node, p->zero);
    return lowest ? ir_extreme(ir, true, node, lower_expr(p->l, lowest->value)) : node;
}

static uint32_t lower_add(const struct form_parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase *most = form_phrase(p->e, PHRASE_UP_TO);
    uint32_t excess = beyond(p), count = steps(p, excess);
    uint32_t given = ir_multiply(ir, amount(p, form_phrase(p->e, PHRASE_GIVE)), count);
    form_note(p, NOTE_BEYOND, excess, step_unit(p));
    form_note(p, NOTE_STEPS, count, form_plain());
    form_note(p, NOTE_GIVEN, given, form_points());
    return most ? ir_extreme(ir, false, given, lower_expr(p->l, most->value)) : given;
}

uint32_t lower_form(struct lowering *l, const struct ast_expr *e)
{
    struct form_parts p = {.l = l, .ir = l->ir, .e = e, .zero = ir_whole(l->ir, 0)};
    const struct ast_phrase *full = form_phrase(e, PHRASE_FULL);
    bool takes_full = e->form.kind <= FORM_DEDUCT || e->form.kind == FORM_GRADED;
    if (takes_full) p.full = full ? lower_expr(l, full->value) : l->rule->weight_node;
    l->ir->at = e->at;
    switch (e->form.kind) {
    case FORM_MORE:
    case FORM_LESS:
    case FORM_EQUAL:
    case FORM_CLOSE: return lower_compared(&p);
    case FORM_INSIDE: return lower_inside(&p);
    case FORM_DEDUCT: return lower_deduct(&p);
    case FORM_ADD: return lower_add(&p);
    case FORM_INTERPOLATE: return form_interpolate(&p);
    case FORM_GRADED: return form_graded(&p);
    case FORM_POINTS: return form_checklist(&p);
    case FORM_HIGHEST: return form_highest(&p);
    case FORM_ONE: return form_one(&p);
    case FORM_TOTAL: return form_total(&p);
    case FORM_VETO: return form_veto(&p);
    case FORM_COUNT: break;
    }
    return NO_NODE;
}
