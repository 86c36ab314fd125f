/* form_list.c - to nodes: the scoring forms that list points, choose between ways, or take rows together. */
#include "form_lower.h"

static size_t entries(const struct form_parts *p, const struct ast_phrase ***out)
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
uint32_t form_interpolate(const struct form_parts *p)
{
    struct ir *ir = p->ir;
    const struct ast_phrase **points_of;
    size_t count = entries(p, &points_of);
    uint32_t x = lower_expr(p->l, p->e->form.subject), node = form_treatment(p, form_phrase(p->e, PHRASE_WHEN_OVER), NO_NODE), first = NO_NODE;
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
    first = form_treatment(p, form_phrase(p->e, PHRASE_WHEN_UNDER), NO_NODE);
    return ir_select(ir, ir_compare(ir, AST_LT, x, at[0], NO_NODE), first, node);
}

uint32_t form_checklist(const struct form_parts *p)
{
    struct ir *ir = p->ir;
    uint32_t sum = p->zero;
    for (struct ast_phrase *f = form_entry(p->e->form.phrases); f; f = form_entry(f->next)) {
        uint32_t holds = lower_expr(p->l, f->key), value = lower_expr(p->l, f->value);
        sum = ir_add(ir, sum, ir_select(ir, holds, value, p->zero));
    }
    return sum;
}

uint32_t form_highest(const struct form_parts *p)
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
    form_note(p, NOTE_CHOSEN, taken, form_plain());
    return best;
}

uint32_t form_one(const struct form_parts *p)
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
    form_note(p, NOTE_CHOSEN, taken, form_plain());
    if (form_phrase(p->e, PHRASE_IN_ORDER)) return node;
    return ir_select(ir, two, ir_nothing(ir, REASON_AMBIGUOUS), node);
}

/* ---- 定性 ---- */

/* Of the grade that is given: both ends in points, and their brackets, for the message. */
uint32_t form_graded(const struct form_parts *p)
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
    form_note(p, NOTE_SCORE, score, form_points());
    form_note(p, NOTE_GRADE, grade, form_plain());
    form_note(p, NOTE_OPENS, opens, form_plain());
    form_note(p, NOTE_LOW, low, form_points());
    form_note(p, NOTE_HIGH, high, form_points());
    form_note(p, NOTE_CLOSES, closes, form_plain());
    return node;
}

/* ---- 一票否决, 汇总 ---- */

uint32_t form_veto(const struct form_parts *p)
{
    uint32_t when = lower_expr(p->l, p->e->form.subject);
    uint32_t then = lower_expr(p->l, p->e->form.target), otherwise = lower_expr(p->l, p->e->form.otherwise);
    form_note(p, NOTE_VETO, when, form_plain());
    return ir_select(p->ir, when, then, otherwise);
}

static uint32_t sum_rows(const struct form_parts *p, uint32_t value, uint32_t where)
{
    const struct typed *t = typed_of(p->e);
    bool fraction = ir_key(p->ir, value)->kind == LANE_FRACTION;
    return ir_reduce(p->ir, fraction ? OP_FSUM : OP_SUM, t->outer, t->source, ir_to_domain(p->ir, value, t->source), where);
}

/* What does not apply: by the rule, because the rule is not in force, or printed as 不适用. */
static uint32_t not_applicable(struct ir *ir, uint32_t value)
{
    uint32_t by_rule = ir_simple(ir, OP_OR, LANE_TRUTH, ir_lacks(ir, value, REASON_RULE_NA), ir_lacks(ir, value, REASON_NOT_IN_FORCE), NO_NODE);
    return ir_simple(ir, OP_OR, LANE_TRUTH, by_rule, ir_lacks(ir, value, REASON_NOT_APPLICABLE), NO_NODE);
}

uint32_t form_total(const struct form_parts *p)
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
        form_note(p, NOTE_GAINED, gained, form_points());
        form_note(p, NOTE_POSSIBLE, possible, form_points());
        node = ir_divide(ir, ir_multiply(ir, gained, to), possible);
        node = ir_select(ir, ir_compare(ir, AST_EQ, rows, p->zero, NO_NODE), ir_nothing(ir, REASON_RULE_NA), node);
    }
    return lower_taken_together(l, p->e, node);
}
