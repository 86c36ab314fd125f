/* form_lower.c - the scoring forms to nodes.
 *
 * Formulas are those of the circulars: w full marks, A actual, T target. Where a formula can be written with least and greatest it is, rather
 * than with a choice: a choice is decided by the exact figures, while under ≈ a least or greatest follows the whole interval of a printed figure. */
#include "form.h"
#include "lower.h"

struct parts {
    struct lowering *l;
    struct ir *ir;
    const struct ast_expr *e;
    uint32_t full, zero;
};

static uint32_t clipped(const struct parts *p, uint32_t score)
{
    return ir_extreme(p->ir, true, ir_extreme(p->ir, false, score, p->full), p->zero);
}

/* w·a/b, clipped to [0, w]; 0 where b ≤ 0. */
static uint32_t share(const struct parts *p, uint32_t a, uint32_t b)
{
    uint32_t part = clipped(p, ir_divide(p->ir, ir_multiply(p->ir, p->full, a), b));
    return ir_select(p->ir, ir_compare(p->ir, AST_LE, b, p->zero, NO_NODE), p->zero, part);
}

/* w where a ≤ b, else 0. */
static uint32_t all_or_nothing(const struct parts *p, enum ast_relation relation, uint32_t a, uint32_t b)
{
    return ir_select(p->ir, ir_compare(p->ir, relation, a, b, NO_NODE), p->full, p->zero);
}

/* The score of a case, or NO_NODE if the phrase is not there. `proportion`: what 按比例计 means in it. */
static uint32_t treatment(const struct parts *p, const struct ast_phrase *f, uint32_t proportion)
{
    if (!f) return NO_NODE;
    switch (f->treat) {
    case AST_TREAT_VALUE: return lower_expr(p->l, f->value);
    case AST_TREAT_PROPORTION: return proportion;
    case AST_TREAT_CANNOT: break;
    }
    return ir_nothing(p->ir, REASON_RULE_CANNOT);
}

static void note(const struct parts *p, enum trace_note kind, uint32_t node, struct program_unit unit)
{
    if (!p->l->aggregated) lower_note(p->l, p->e, kind, node, unit);
}

static const struct program_unit plain = {"", "", 0};

static struct program_unit points(const struct parts *p)
{
    (void)p;
    const struct unit *u = unit_at(unit_find("分", sizeof "分" - 1));
    return (struct program_unit){u->zh, u->en, u->power};
}

/* ---- actual and target ---- */

/* max(0, min(w, w·A/T)) for T > 0; else w where A ≥ T. With T = 0 this divides by zero. */
static uint32_t more(const struct parts *p, uint32_t a, uint32_t t)
{
    struct ir *ir = p->ir;
    uint32_t part = clipped(p, ir_divide(ir, ir_multiply(ir, p->full, a), t));
    return ir_select(ir, ir_compare(ir, AST_LT, t, p->zero, NO_NODE), all_or_nothing(p, AST_GE, a, t), part);
}

static uint32_t less(const struct parts *p, uint32_t a, uint32_t t)
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

static uint32_t equal(const struct parts *p, uint32_t a, uint32_t t)
{
    struct ir *ir = p->ir;
    if (form_phrase(p->e, PHRASE_SHARE_IF_SHORT)) return more(p, a, t);
    if (!form_phrase(p->e, PHRASE_LESS_DEVIATION)) return all_or_nothing(p, AST_EQ, a, t);
    uint32_t deviation = ir_absolute(ir, ir_subtract(ir, a, t)), base = ir_absolute(ir, t);
    return clipped(p, ir_divide(ir, ir_multiply(ir, p->full, ir_subtract(ir, base, deviation)), base));
}

/* Within the low and high ends w; what lies outside as the phrases say. */
static uint32_t banded(const struct parts *p, uint32_t under, uint32_t under_share, uint32_t over, uint32_t over_share)
{
    const struct ast_phrase *rest = form_phrase(p->e, PHRASE_REST);
    const struct ast_phrase *low = rest ? rest : form_phrase(p->e, PHRASE_WHEN_UNDER), *high = rest ? rest : form_phrase(p->e, PHRASE_WHEN_OVER);
    uint32_t node = p->full;
    if (over != NO_NODE) node = ir_select(p->ir, over, treatment(p, high, over_share), node);
    if (under != NO_NODE) node = ir_select(p->ir, under, treatment(p, low, under_share), node);
    return node;
}

static uint32_t close_to(const struct parts *p, uint32_t a, uint32_t t)
{
    struct ir *ir = p->ir;
    uint32_t band = lower_expr(p->l, form_phrase(p->e, PHRASE_BAND)->value);
    uint32_t under = ir_compare(ir, AST_LT, a, ir_subtract(ir, t, band), NO_NODE);
    uint32_t over = ir_compare(ir, AST_GT, a, ir_add(ir, t, band), NO_NODE);
    return banded(p, under, share(p, a, t), over, share(p, t, a));
}

static uint32_t lower_compared(const struct parts *p)
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
    uint32_t zero_target = f->treat == AST_TREAT_CANNOT ? ir_divide(p->ir, a, t) : lower_expr(p->l, f->value); /* an actual that lacks is told first */
    return ir_select(p->ir, ir_compare(p->ir, AST_EQ, t, p->zero, NO_NODE), zero_target, node);
}

static uint32_t lower_inside(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_interval *i = form_phrase(p->e, PHRASE_RANGE)->interval;
    uint32_t a = lower_expr(p->l, p->e->form.subject), low = NO_NODE, high = NO_NODE;
    uint32_t under = NO_NODE, over = NO_NODE, under_share = NO_NODE, over_share = NO_NODE;
    if (i->low.value) {
        low = lower_expr(p->l, i->low.value);
        under = ir_compare(ir, i->low.closed ? AST_LT : AST_LE, a, low, NO_NODE);
        under_share = share(p, a, low);
    }
    if (i->high.value) {
        high = lower_expr(p->l, i->high.value);
        over = ir_compare(ir, i->high.closed ? AST_GT : AST_GE, a, high, NO_NODE);
        over_share = share(p, high, a);
    }
    return banded(p, under, under_share, over, over_share);
}

/* ---- steps ---- */

/* By how much the subject lies beyond its thresholds; 0 if it does not. */
static uint32_t beyond(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase *over = form_phrase(p->e, PHRASE_OVER), *under = form_phrase(p->e, PHRASE_UNDER);
    uint32_t x = lower_expr(p->l, p->e->form.subject), excess = p->zero;
    bool date = typed_of(p->e->form.subject)->type.kind == TYPE_DATE;
    for (int k = 0; k < 2; k++) {
        const struct ast_phrase *f = k ? under : over;
        if (!f) continue;
        uint32_t from = lower_expr(p->l, f->value), a = k ? from : x, b = k ? x : from;
        excess = ir_extreme(ir, true, date ? ir_simple(ir, OP_DAYS, LANE_FIXED, a, b, NO_NODE) : ir_subtract(ir, a, b), excess);
    }
    return excess;
}

static uint32_t steps(const struct parts *p, uint32_t excess)
{
    struct ir *ir = p->ir;
    uint32_t count = ir_divide(ir, excess, lower_expr(p->l, form_phrase(p->e, PHRASE_EVERY)->value));
    if (form_phrase(p->e, PHRASE_WHOLE_STEPS)) return ir_round(ir, count, 0, NUMBER_DOWN);
    if (form_phrase(p->e, PHRASE_PART_AS_WHOLE)) return ir_round(ir, count, 0, NUMBER_UP);
    return count;
}

/* What lies beyond is told in the unit of a step: 2.5个百分点, 3天. */
static struct program_unit step_unit(const struct parts *p)
{
    return typed_of(form_phrase(p->e, PHRASE_EVERY)->value)->type.unit;
}

static uint32_t lower_deduct(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase *take = form_phrase(p->e, PHRASE_TAKE), *lowest = form_phrase(p->e, PHRASE_LOWEST);
    uint32_t excess = beyond(p), count = steps(p, excess), each = lower_expr(p->l, take->value);
    if (type_is_percent(&typed_of(take->value)->type)) each = ir_multiply(ir, p->full, each);
    uint32_t taken = ir_multiply(ir, each, count), node = ir_subtract(ir, p->full, taken);
    note(p, NOTE_BEYOND, excess, step_unit(p));
    note(p, NOTE_STEPS, count, plain);
    note(p, NOTE_TAKEN, taken, points(p));
    if (form_phrase(p->e, PHRASE_DOWN_TO_ZERO)) return ir_extreme(ir, true, node, p->zero);
    return lowest ? ir_extreme(ir, true, node, lower_expr(p->l, lowest->value)) : node;
}

static uint32_t lower_add(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase *most = form_phrase(p->e, PHRASE_UP_TO);
    uint32_t excess = beyond(p), count = steps(p, excess);
    uint32_t given = ir_multiply(ir, lower_expr(p->l, form_phrase(p->e, PHRASE_GIVE)->value), count);
    note(p, NOTE_BEYOND, excess, step_unit(p));
    note(p, NOTE_STEPS, count, plain);
    note(p, NOTE_GIVEN, given, points(p));
    return most ? ir_extreme(ir, false, given, lower_expr(p->l, most->value)) : given;
}

/* ---- lists ---- */

static size_t entries(const struct parts *p, const struct ast_phrase ***out)
{
    size_t count = 0;
    for (struct ast_phrase *f = form_entry(p->e->form.phrases); f; f = form_entry(f->next)) count++;
    const struct ast_phrase **list = arena_alloc(p->l->c->scratch, (count + 1) * sizeof *list);
    count = 0;
    for (struct ast_phrase *f = form_entry(p->e->form.phrases); f; f = form_entry(f->next)) list[count++] = f;
    *out = list;
    return count;
}

/* Between two points lo + (x − x0)/(x1 − x0)·(hi − lo). */
static uint32_t lower_interpolate(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase **points_of;
    size_t count = entries(p, &points_of);
    uint32_t x = lower_expr(p->l, p->e->form.subject), node = treatment(p, form_phrase(p->e, PHRASE_WHEN_OVER), NO_NODE), first = NO_NODE;
    uint32_t *at = arena_alloc(p->l->c->scratch, count * sizeof *at), *value = arena_alloc(p->l->c->scratch, count * sizeof *value);
    for (size_t k = 0; k < count; k++) {
        at[k] = lower_expr(p->l, points_of[k]->key);
        value[k] = lower_expr(p->l, points_of[k]->value);
    }
    for (size_t k = count; --k;) {
        uint32_t way = ir_subtract(ir, x, at[k - 1]), whole = ir_subtract(ir, at[k], at[k - 1]);
        uint32_t part = ir_divide(ir, ir_multiply(ir, way, ir_subtract(ir, value[k], value[k - 1])), whole);
        node = ir_select(ir, ir_compare(ir, AST_LE, x, at[k], NO_NODE), ir_add(ir, value[k - 1], part), node);
    }
    first = treatment(p, form_phrase(p->e, PHRASE_WHEN_UNDER), NO_NODE);
    return ir_select(ir, ir_compare(ir, AST_LT, x, at[0], NO_NODE), first, node);
}

static uint32_t lower_list(const struct parts *p)
{
    struct ir *ir = p->ir;
    uint32_t sum = p->zero;
    for (struct ast_phrase *f = form_entry(p->e->form.phrases); f; f = form_entry(f->next)) {
        uint32_t holds = lower_expr(p->l, f->key), value = lower_expr(p->l, f->value);
        sum = ir_add(ir, sum, ir_select(ir, holds, value, p->zero));
    }
    return sum;
}

static uint32_t lower_highest(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase **ways;
    size_t count = entries(p, &ways);
    uint32_t *value = arena_alloc(p->l->c->scratch, count * sizeof *value), best = NO_NODE;
    for (size_t k = 0; k < count; k++) {
        value[k] = lower_expr(p->l, ways[k]->value);
        best = k ? ir_extreme(ir, true, best, value[k]) : value[k];
    }
    uint32_t taken = ir_text(ir, ways[count - 1]->key->string.text);
    for (size_t k = count - 1; k--;) taken = ir_select(ir, ir_compare(ir, AST_EQ, value[k], best, NO_NODE), ir_text(ir, ways[k]->key->string.text), taken);
    note(p, NOTE_CHOSEN, taken, plain);
    return best;
}

static uint32_t lower_one(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase **ways;
    size_t count = entries(p, &ways);
    uint32_t node = NO_NODE, taken = NO_NODE, seen = NO_NODE, two = NO_NODE;
    for (size_t k = count; k--;) {
        uint32_t value = lower_expr(p->l, ways[k]->value), name = ir_text(ir, ways[k]->key->string.text);
        uint32_t absent = ir_simple(ir, OP_ABSENT, LANE_TRUTH, value, NO_NODE, NO_NODE);
        uint32_t present = ir_simple(ir, OP_NOT, LANE_TRUTH, absent, NO_NODE, NO_NODE);
        if (node == NO_NODE) {
            node = value, taken = name, seen = present;
            two = ir_integer(ir, LANE_TRUTH, 0);
            continue;
        }
        two = ir_simple(ir, OP_OR, LANE_TRUTH, two, ir_simple(ir, OP_AND, LANE_TRUTH, seen, present, NO_NODE), NO_NODE);
        seen = ir_simple(ir, OP_OR, LANE_TRUTH, seen, present, NO_NODE);
        node = ir_default(ir, value, node);
        taken = ir_select(ir, present, name, taken);
    }
    note(p, NOTE_CHOSEN, taken, plain);
    if (form_phrase(p->e, PHRASE_IN_ORDER)) return node;
    return ir_select(ir, two, ir_nothing(ir, REASON_AMBIGUOUS), node);
}

/* ---- 定性 ---- */

/* Of the grade that is given: both ends in points, and their brackets, for the message. */
static uint32_t lower_graded(const struct parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase **grades;
    size_t count = entries(p, &grades);
    uint32_t score = lower_expr(p->l, p->e->form.subject), grade = lower_expr(p->l, p->e->form.target);
    uint32_t none = ir_nothing(ir, REASON_MISSING_ROW), low = none, high = none, opens = none, closes = none, node = ir_integer(ir, LANE_TRUTH, 0);
    for (size_t k = count; k--;) {
        const struct ast_interval *i = grades[k]->interval;
        uint32_t is = ir_simple(ir, OP_IEQ, LANE_TRUTH, grade, ir_text(ir, grades[k]->key->string.text), NO_NODE), within = NO_NODE;
        uint32_t from = i->low.value ? ir_multiply(ir, p->full, lower_expr(p->l, i->low.value)) : p->zero;
        uint32_t to = i->high.value ? ir_multiply(ir, p->full, lower_expr(p->l, i->high.value)) : p->full;
        bool from_closed = !i->low.value || i->low.closed, to_closed = !i->high.value || i->high.closed;
        within = ir_simple(ir, OP_AND, LANE_TRUTH, ir_compare(ir, from_closed ? AST_GE : AST_GT, score, from, NO_NODE),
                           ir_compare(ir, to_closed ? AST_LE : AST_LT, score, to, NO_NODE), NO_NODE);
        node = ir_select(ir, is, within, node);
        low = ir_select(ir, is, from, low);
        high = ir_select(ir, is, to, high);
        opens = ir_select(ir, is, ir_text(ir, from_closed ? "[" : "("), opens);
        closes = ir_select(ir, is, ir_text(ir, to_closed ? "]" : ")"), closes);
    }
    note(p, NOTE_SCORE, score, points(p));
    note(p, NOTE_GRADE, grade, plain);
    note(p, NOTE_OPENS, opens, plain);
    note(p, NOTE_LOW, low, points(p));
    note(p, NOTE_HIGH, high, points(p));
    note(p, NOTE_CLOSES, closes, plain);
    return node;
}

/* ---- 一票否决, 汇总 ---- */

static uint32_t lower_veto(const struct parts *p)
{
    uint32_t when = lower_expr(p->l, p->e->form.subject);
    uint32_t then = lower_expr(p->l, p->e->form.target), otherwise = lower_expr(p->l, p->e->form.otherwise);
    note(p, NOTE_VETO, when, plain);
    return ir_select(p->ir, when, then, otherwise);
}

static uint32_t sum_rows(const struct parts *p, uint32_t value, uint32_t where)
{
    const struct typed *t = typed_of(p->e);
    bool fraction = ir_key(p->ir, value)->kind == LANE_FRACTION;
    return ir_reduce(p->ir, fraction ? OP_FSUM : OP_SUM, t->outer, t->source, ir_to_domain(p->ir, value, t->source), where);
}

/* What does not apply: by the rule, or printed as 不适用. */
static uint32_t not_applicable(struct ir *ir, uint32_t value)
{
    return ir_simple(ir, OP_OR, LANE_TRUTH, ir_lacks(ir, value, REASON_RULE_NA), ir_lacks(ir, value, REASON_NOT_APPLICABLE), NO_NODE);
}

static uint32_t lower_total(const struct parts *p)
{
    struct ir *ir = p->ir;
    struct lowering *l = p->l;
    const struct typed *t = typed_of(p->e);
    const struct ast_phrase *rescaled = form_phrase(p->e, PHRASE_NA_RESCALED);
    uint32_t to = rescaled ? lower_expr(l, rescaled->value) : NO_NODE;
    struct lowering before = *l;
    l->aggregated = true;
    l->over = t->outer;
    l->where = NO_NODE;
    uint32_t score = lower_expr(l, p->e->form.subject), marks = lower_expr(l, form_phrase(p->e, PHRASE_FULL)->value);
    l->where = before.where;
    l->aggregated = before.aggregated;
    l->over = before.over;
    ir->at = p->e->at;
    score = ir_to_domain(ir, score, t->source);
    marks = ir_to_domain(ir, marks, t->source);
    uint32_t left_out = not_applicable(ir, score), counts = ir_simple(ir, OP_NOT, LANE_TRUTH, left_out, NO_NODE, NO_NODE), node;
    if (form_phrase(p->e, PHRASE_NA_FULL) || form_phrase(p->e, PHRASE_NA_ZERO)) {
        uint32_t instead = form_phrase(p->e, PHRASE_NA_FULL) ? marks : p->zero;
        node = sum_rows(p, ir_select(ir, left_out, instead, score), NO_NODE);
    } else {
        uint32_t gained = sum_rows(p, score, counts), possible = sum_rows(p, marks, counts);
        uint32_t rows = ir_reduce(ir, OP_COUNT, t->outer, t->source, NO_NODE, counts);
        if (to == NO_NODE) to = sum_rows(p, marks, NO_NODE);
        note(p, NOTE_GAINED, gained, points(p));
        note(p, NOTE_POSSIBLE, possible, points(p));
        node = ir_divide(ir, ir_multiply(ir, gained, to), possible);
        node = ir_select(ir, ir_compare(ir, AST_EQ, rows, p->zero, NO_NODE), ir_nothing(ir, REASON_RULE_NA), node);
    }
    return lower_taken_together(l, p->e, node);
}

uint32_t lower_form(struct lowering *l, const struct ast_expr *e)
{
    struct parts p = {.l = l, .ir = l->ir, .e = e, .zero = ir_whole(l->ir, 0)};
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
    case FORM_INTERPOLATE: return lower_interpolate(&p);
    case FORM_GRADED: return lower_graded(&p);
    case FORM_POINTS: return lower_list(&p);
    case FORM_HIGHEST: return lower_highest(&p);
    case FORM_ONE: return lower_one(&p);
    case FORM_TOTAL: return lower_total(&p);
    case FORM_VETO: return lower_veto(&p);
    case FORM_COUNT: break;
    }
    return NO_NODE;
}
