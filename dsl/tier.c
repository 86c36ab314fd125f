/* tier.c - proves that the arms of 分档 cover every number once, and that the grades of 定性 meet.
 *
 * An arm with one end (≥ 90分) means "and not already taken by an earlier arm with an end on the same side", so a ladder ≥ 90, ≥ 80, ≥ 60 reads as
 * circulars write it. All other overlaps are mistakes. With the arms sorted by their low end, two neighbours must meet exactly: a hole
 * or an overlap is reported with the numbers that nobody, or two arms, would get. What 绝对值 or the range that a field declares keeps
 * the number from is no hole. */
#include <string.h>

#include "builtin.h"
#include "check.h"

/* A set of numbers between two ends; `above`: the low end is just above the number, `below`: the high end just below it. */
struct piece {
    mpq_t low, high;
    bool no_low, no_high;
    bool above, below;
    const struct ast_arm *arm; /* NULL: a grade of 定性 */
    struct span at;
};

struct tiers {
    struct compiler *c;
    const struct ast_expr *expr;
    const struct program_unit *unit; /* in which ends are told */
    struct piece *pieces;
    size_t count;
    bool wrong;
};

static bool end_value(struct tiers *t, const struct ast_end *end, mpq_t out)
{
    if (constant_value(t->c, end->value, out)) return true;
    constant_wanted(t->c, end->value, DIAG_E0504);
    t->wrong = true;
    return false;
}

/* Compares two low ends; the lower first. */
static int compare_low(const struct piece *a, const struct piece *b)
{
    if (a->no_low || b->no_low) return (int)b->no_low - (int)a->no_low;
    int d = mpq_cmp(a->low, b->low);
    return d ? d : (int)a->above - (int)b->above;
}

/* Compares the high end of `a` with the low end of `b`: < 0 a hole between, 0 they meet, > 0 they overlap. */
static int compare_across(const struct piece *a, const struct piece *b)
{
    if (a->no_high || b->no_low) return 1;
    int d = mpq_cmp(a->high, b->low);
    if (d) return d;
    return a->below ? (b->above ? -1 : 0) : (b->above ? 0 : 1);
}

static bool is_empty(const struct piece *p)
{
    if (p->no_low || p->no_high) return false;
    int d = mpq_cmp(p->low, p->high);
    return d > 0 || (d == 0 && (p->above || p->below));
}

/* Cuts an arm with one end by the earlier arms with an end on the same side: ≥ 80 after ≥ 90 is [80, 90). */
static void cut_ladder(struct tiers *t, struct piece *p)
{
    bool up = p->no_high && !p->no_low, down = p->no_low && !p->no_high;
    if (up == down) return;
    for (size_t k = 0; k < t->count; k++) {
        const struct piece *e = &t->pieces[k];
        enum ast_relation relation = e->arm->when->relation;
        if (up && (relation == AST_GE || relation == AST_GT)) {
            if (p->no_high || mpq_cmp(e->low, p->high) < 0 || (mpq_cmp(e->low, p->high) == 0 && !e->above && !p->below)) {
                mpq_set(p->high, e->low);
                p->below = !e->above;
                p->no_high = false;
            }
        }
        if (down && (relation == AST_LE || relation == AST_LT)) {
            if (p->no_low || mpq_cmp(e->high, p->low) > 0 || (mpq_cmp(e->high, p->low) == 0 && !e->below && !p->above)) {
                mpq_set(p->low, e->high);
                p->above = !e->below;
                p->no_low = false;
            }
        }
    }
}

static const char *end_text(struct tiers *t, const mpq_t value)
{
    const struct program_unit *u = t->unit;
    struct arena *a = t->c->scratch;
    mpq_t shown;
    mpq_init(shown);
    number_scale(shown, value, -u->power);
    const char *text = number_print_short(a, shown);
    mpq_clear(shown);
    return arena_format(a, "%s%s", text, t->c->diag->english && strcmp(u->zh, "%") ? "" : u->zh);
}

/* "(−∞, 0%)", "[80%, 90%)", "= 80%" */
static const char *range_text(struct tiers *t, const struct piece *p)
{
    struct arena *a = t->c->scratch;
    if (!p->no_low && !p->no_high && mpq_equal(p->low, p->high)) return arena_format(a, "= %s", end_text(t, p->low));
    const char *low = p->no_low ? "(−∞" : arena_format(a, "%c%s", p->above ? '(' : '[', end_text(t, p->low));
    const char *high = p->no_high ? "+∞)" : arena_format(a, "%s%c", end_text(t, p->high), p->below ? ')' : ']');
    return arena_format(a, "%s, %s", low, high);
}

/* Fills a piece from an arm as written; false if it has no known ends. */
static bool take_arm(struct tiers *t, struct piece *p, const struct ast_arm *arm)
{
    const struct ast_interval *i = arm->when;
    p->arm = arm;
    p->at = arm->at;
    p->no_low = !i->low.value;
    p->no_high = !i->high.value;
    p->above = !i->low.closed;
    p->below = !i->high.closed;
    if (i->low.value && !end_value(t, &i->low, p->low)) return false;
    if (i->high.value && !end_value(t, &i->high, p->high)) return false;
    if (is_empty(p)) {
        diag_report(t->c->diag, DIAG_E0505, i->at);
        t->wrong = true;
        return false;
    }
    cut_ladder(t, p);
    if (is_empty(p)) {
        diag_report(t->c->diag, DIAG_E0503, arm->at);
        t->wrong = true;
        return false;
    }
    return true;
}

/* Between two arms; NULL: an end of what the subject can be. */
static void report_hole(struct tiers *t, const struct piece *before, const struct piece *after, const struct piece *whole)
{
    struct piece hole = {.no_low = !before && whole->no_low, .no_high = !after && whole->no_high, .above = whole->above, .below = whole->below};
    mpq_inits(hole.low, hole.high, NULL);
    mpq_set(hole.low, whole->low);
    mpq_set(hole.high, whole->high);
    if (before) {
        mpq_set(hole.low, before->high);
        hole.above = !before->below;
    }
    if (after) {
        mpq_set(hole.high, after->low);
        hole.below = !after->above;
    }
    const char *text = range_text(t, &hole);
    mpq_clears(hole.low, hole.high, NULL);
    diag_report(t->c->diag, DIAG_E0501, t->expr->at, text);
}

static void report_overlap(struct tiers *t, const struct piece *a, const struct piece *b)
{
    struct piece both = {.no_low = b->no_low, .above = b->above, .no_high = a->no_high, .below = a->below};
    mpq_inits(both.low, both.high, NULL);
    mpq_set(both.low, b->low);
    mpq_set(both.high, a->high);
    bool b_first = !b->no_high && (a->no_high || mpq_cmp(b->high, a->high) < 0);
    if (b_first) {
        mpq_set(both.high, b->high);
        both.no_high = false;
        both.below = b->below;
    }
    const char *text = range_text(t, &both);
    mpq_clears(both.low, both.high, NULL);
    diag_report_with(t->c->diag, DIAG_E0502, b->at, DIAG_N0501, a->at, text);
}

/* Keeps the ends of `p` within a declared range; what is not constant keeps nothing. */
static void narrow(struct tiers *t, struct piece *p, const struct ast_interval *i)
{
    mpq_t value;
    mpq_init(value);
    if (i->low.value && constant_value(t->c, i->low.value, value) && (p->no_low || mpq_cmp(value, p->low) > 0)) {
        mpq_set(p->low, value);
        p->no_low = false;
        p->above = !i->low.closed;
    }
    if (i->high.value && constant_value(t->c, i->high.value, value) && (p->no_high || mpq_cmp(value, p->high) < 0)) {
        mpq_set(p->high, value);
        p->no_high = false;
        p->below = !i->high.closed;
    }
    mpq_clear(value);
}

/* What the subject can be at all. */
static void whole_range(struct tiers *t, struct piece *p)
{
    const struct ast_expr *subject = t->expr->tiers.subject;
    const struct typed *s = typed_of(subject);
    p->no_low = p->no_high = true;
    if (subject->kind == AST_CALL && s->builtin && s->builtin->check == check_abs) p->no_low = false;
    if (subject->kind != AST_PATH || s->target.kind != TARGET_FIELD) return;
    for (int k = 0; k < 2 && s->target.node->ranges[k]; k++) narrow(t, p, s->target.node->ranges[k]);
}

/* Whether the lowest arm begins where the subject does, or before; likewise the highest. */
static bool reaches_low(const struct piece *arm, const struct piece *whole)
{
    return arm->no_low || (!whole->no_low && compare_low(arm, whole) <= 0);
}

static bool reaches_high(const struct piece *arm, const struct piece *whole)
{
    if (arm->no_high || whole->no_high) return arm->no_high;
    int d = mpq_cmp(arm->high, whole->high);
    return d > 0 || (d == 0 && arm->below <= whole->below);
}

static void sort_pieces(struct tiers *t)
{
    for (size_t i = 1; i < t->count; i++) { /* by low end; arms come nearly sorted, one way or the other */
        for (size_t j = i; j && compare_low(&t->pieces[j], &t->pieces[j - 1]) < 0; j--) {
            struct piece swap = t->pieces[j];
            t->pieces[j] = t->pieces[j - 1];
            t->pieces[j - 1] = swap;
        }
    }
}

static void compare_neighbours(struct tiers *t, bool has_rest)
{
    struct piece whole = {0};
    mpq_inits(whole.low, whole.high, NULL);
    whole_range(t, &whole);
    sort_pieces(t);
    if (!has_rest && !reaches_low(&t->pieces[0], &whole)) report_hole(t, NULL, &t->pieces[0], &whole);
    for (size_t k = 1; k < t->count; k++) {
        int across = compare_across(&t->pieces[k - 1], &t->pieces[k]);
        if (across > 0) report_overlap(t, &t->pieces[k - 1], &t->pieces[k]);
        if (across < 0 && !has_rest) report_hole(t, &t->pieces[k - 1], &t->pieces[k], &whole);
    }
    if (!has_rest && !reaches_high(&t->pieces[t->count - 1], &whole)) report_hole(t, &t->pieces[t->count - 1], NULL, &whole);
    mpq_clears(whole.low, whole.high, NULL);
}

void check_tiers(struct compiler *c, struct ast_expr *e)
{
    struct tiers t = {.c = c, .expr = e, .unit = &typed_of(e->tiers.subject)->type.unit};
    size_t arms = 0;
    bool has_rest = false;
    for (const struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next) {
        if (has_rest) diag_report(c->diag, DIAG_E0506, arm->at);
        has_rest |= !arm->when;
        arms++;
    }
    t.pieces = arena_alloc(c->scratch, (arms + 1) * sizeof *t.pieces);
    for (size_t k = 0; k < arms; k++) mpq_inits(t.pieces[k].low, t.pieces[k].high, NULL);
    for (const struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next) {
        if (arm->when && (arm->when->low.value || arm->when->high.value) && take_arm(&t, &t.pieces[t.count], arm)) t.count++;
    }
    if (!t.wrong && t.count) compare_neighbours(&t, has_rest);
    for (size_t k = 0; k < arms; k++) mpq_clears(t.pieces[k].low, t.pieces[k].high, NULL);
}

/* ---- 定性 ---- */

static bool same_piece(const struct piece *a, const struct piece *b)
{
    return mpq_equal(a->low, b->low) && mpq_equal(a->high, b->high) && a->above == b->above && a->below == b->below;
}

/* Adds the scores of a grade, unless another grade has just these: two words for one. False if an end is none. */
static bool take_grade(struct tiers *t, const struct ast_phrase *grade)
{
    const struct ast_interval *i = grade->interval;
    struct piece *p = &t->pieces[t->count];
    if (!constant_value(t->c, i->low.value, p->low) || !constant_value(t->c, i->high.value, p->high)) return false;
    p->above = !i->low.closed;
    p->below = !i->high.closed;
    p->at = grade->at;
    for (size_t k = 0; k < t->count; k++) {
        if (same_piece(&t->pieces[k], p)) return true;
    }
    t->unit = &typed_of(i->low.value)->type.unit;
    t->count++;
    return true;
}

/* Above the highest and below the lowest a score may be of no grade, but for 100% and 0% themselves. */
static void compare_grades(struct tiers *t)
{
    struct piece whole = {0};
    mpq_inits(whole.low, whole.high, NULL);
    mpq_set_ui(whole.high, 1, 1);
    sort_pieces(t);
    const struct piece *first = &t->pieces[0], *last = &t->pieces[t->count - 1];
    if (first->above && !mpq_sgn(first->low)) report_hole(t, NULL, first, &whole);
    for (size_t k = 1; k < t->count; k++) {
        int across = compare_across(&t->pieces[k - 1], &t->pieces[k]);
        if (across > 0) report_overlap(t, &t->pieces[k - 1], &t->pieces[k]);
        if (across < 0) report_hole(t, &t->pieces[k - 1], &t->pieces[k], &whole);
    }
    if (last->below && mpq_equal(last->high, whole.high)) report_hole(t, last, NULL, &whole);
    mpq_clears(whole.low, whole.high, NULL);
}

void check_grades(struct compiler *c, const struct ast_expr *e)
{
    struct tiers t = {.c = c, .expr = e};
    size_t count = 0;
    bool known = true;
    for (const struct ast_phrase *f = e->form.phrases; f; f = f->next) count++;
    t.pieces = arena_alloc(c->scratch, (count + 1) * sizeof *t.pieces);
    for (size_t k = 0; k < count; k++) mpq_inits(t.pieces[k].low, t.pieces[k].high, NULL);
    for (const struct ast_phrase *f = e->form.phrases; f; f = f->next) {
        if (f->interval) known = known && f->interval->low.value && f->interval->high.value && take_grade(&t, f);
    }
    if (known && t.count) compare_grades(&t);
    for (size_t k = 0; k < count; k++) mpq_clears(t.pieces[k].low, t.pieces[k].high, NULL);
}
