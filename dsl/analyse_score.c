/* analyse_score.c - proves that scores stay within [0, 满分], or tells how far they may go.
 *
 * Two kinds of knowledge: ranges of values, and which of two values is the greater; both grow inside a choice by its condition. A bound of a
 * product, quotient or rounding against 满分 that is a column (分值) needs the second kind. Full marks themselves are taken to be 0 or more. */
#include <string.h>

#include "analyse.h"
#include "form.h"

enum {
    MOST_FACTS = 24,   /* bounds, and orders, known at one time; further ones are forgotten */
    MOST_FACTORS = 6,  /* of a product that is taken apart */
    MOST_DEPTH = 200,  /* nodes looked through on one way down */
    MOST_VISITS = 5000 /* nodes looked at for one score: beyond, only what holds without conditions is known */
};

struct facts {
    const struct analysis *a;
    unsigned *visits;
    struct { uint32_t class; struct range range; } bounds[MOST_FACTS];
    struct { uint32_t less, more; } orders[MOST_FACTS]; /* classes */
    unsigned bound_count, order_count;
    bool impossible;       /* the conditions cannot hold together */
};

static bool at_most(const struct facts *f, uint32_t x, uint32_t w, unsigned depth);
static bool not_negative(const struct facts *f, uint32_t x, unsigned depth);
static struct range range_of(const struct facts *f, uint32_t node, unsigned depth);

static const struct ir_key *key_of(const struct facts *f, uint32_t node) { return ir_key(f->a->ir, node); }

static bool spent(const struct facts *f, unsigned depth) { return depth > MOST_DEPTH || ++*f->visits > MOST_VISITS; }

/* Full marks that the node was shown not to exceed, the points of another score; NO_NODE if there are none. */
static uint32_t full_of(const struct facts *f, uint32_t node) { return f->a->full[f->a->class[node]] - 1; }

/* ---- what a condition says ---- */

static void bound(struct facts *f, uint32_t node, struct range range, unsigned depth)
{
    uint32_t class = f->a->class[node];
    unsigned k = 0;
    while (k < f->bound_count && f->bounds[k].class != class) k++;
    if (k == MOST_FACTS) return;
    if (k == f->bound_count) {
        f->bounds[f->bound_count].class = class;
        f->bounds[f->bound_count++].range = range_of(f, analyse_core(f->a, node), depth + 1);
    }
    f->bounds[k].range = range_meet(f->bounds[k].range, range);
    f->impossible |= f->bounds[k].range.empty;
}

static void assume_order(struct facts *f, uint32_t less, uint32_t more, unsigned depth)
{
    struct range l = range_of(f, less, depth + 1), m = range_of(f, more, depth + 1);
    if (f->order_count < MOST_FACTS) {
        f->orders[f->order_count].less = f->a->class[less];
        f->orders[f->order_count++].more = f->a->class[more];
    }
    if (!m.empty && ratio_finite(m.high)) bound(f, less, (struct range){ratio_infinite(), m.high, false}, depth);
    if (!l.empty && ratio_finite(l.low)) bound(f, more, (struct range){l.low, ratio_infinite(), false}, depth);
}

static void assume(struct facts *f, uint32_t condition, bool holds, unsigned depth)
{
    if (spent(f, depth)) return;
    const struct ir_key *key = key_of(f, analyse_core(f->a, condition));
    switch (analyse_op((enum op)key->op)) {
    case OP_NOT: assume(f, key->a, !holds, depth + 1); break;
    case OP_AND:
    case OP_OR:
        if (holds != (key->op == OP_AND)) break;
        assume(f, key->a, holds, depth + 1);
        assume(f, key->b, holds, depth + 1);
        break;
    case OP_LT:
    case OP_LE:
    case OP_ILT:
    case OP_ILE:
        if (holds) assume_order(f, key->a, key->b, depth);
        else assume_order(f, key->b, key->a, depth);
        break;
    case OP_EQ:
    case OP_NE:
        if (holds != (analyse_op((enum op)key->op) == OP_EQ)) break;
        assume_order(f, key->a, key->b, depth);
        assume_order(f, key->b, key->a, depth);
        break;
    default: break; /* says nothing about numbers */
    }
}

static bool is_known_order(const struct facts *f, uint32_t x, uint32_t w)
{
    for (unsigned k = 0; k < f->order_count; k++) {
        if (f->orders[k].less == f->a->class[x] && f->orders[k].more == f->a->class[w]) return true;
    }
    return false;
}

/* ---- quotients ---- */

/* The graph keeps (a / b) × c as (a × c) / b; a condition on a / b still bounds it. */
struct factors {
    uint32_t of[MOST_FACTORS];
    unsigned count;
};

static bool take_apart(const struct facts *f, uint32_t product, struct factors *out)
{
    product = analyse_core(f->a, product);
    const struct ir_key *key = key_of(f, product);
    if (analyse_op((enum op)key->op) == OP_MUL) return take_apart(f, key->a, out) && take_apart(f, key->b, out);
    if (out->count == MOST_FACTORS) return false;
    out->of[out->count++] = product;
    return true;
}

static bool drop(const struct facts *f, struct factors *all, uint32_t factor)
{
    for (unsigned k = 0; k < all->count; k++) {
        if (f->a->class[all->of[k]] != f->a->class[factor]) continue;
        all->of[k] = all->of[--all->count];
        return true;
    }
    return false;
}

/* Finds a quotient of which a bound is known within p / q: its range, and the factors that are left above and below the line. */
static bool find_quotient(const struct facts *f, uint32_t p, uint32_t q, struct range *found, struct factors *above, struct factors *below)
{
    for (unsigned k = 0; k < f->bound_count; k++) {
        const struct ir_key *key = key_of(f, f->bounds[k].class);
        above->count = below->count = 0;
        if (analyse_op((enum op)key->op) != OP_DIV || !take_apart(f, p, above) || !take_apart(f, q, below)) continue;
        if (!drop(f, above, key->a) || !drop(f, below, key->b)) continue;
        *found = f->bounds[k].range;
        return true;
    }
    return false;
}

/* What p / q may be, by the bounds of quotients within. */
static struct range range_of_quotient(const struct facts *f, uint32_t p, uint32_t q, unsigned depth)
{
    struct range range;
    struct factors above, below;
    if (!find_quotient(f, p, q, &range, &above, &below)) return range_all();
    for (int line = 0; line < 2; line++) {
        const struct factors *rest = line ? &below : &above;
        struct ir_key step = {.op = line ? OP_DIV : OP_MUL, .a = 0, .b = 0, .c = NO_NODE};
        for (unsigned k = 0; k < rest->count; k++) {
            const struct range operands[] = {range, range_of(f, rest->of[k], depth + 1), range_all()};
            range = range_of_op(f->a, &step, operands);
        }
    }
    return range;
}

/* ---- ranges under the facts ---- */

static struct range range_of(const struct facts *f, uint32_t node, unsigned depth)
{
    node = analyse_core(f->a, node);
    struct range known = f->a->ranges[node];
    if (!spent(f, depth)) {
        const struct ir_key *key = key_of(f, node);
        const uint32_t from[] = {key->a, key->b, key->c};
        struct range operands[3] = {range_all(), range_all(), range_all()};
        bool choice = analyse_op((enum op)key->op) == OP_SELECT;
        for (int k = 0; k < 3; k++) {
            if (from[k] == NO_NODE || (choice && k == 0)) continue;
            struct facts inner;
            const struct facts *under = f;
            if (choice) {
                inner = *f;
                assume(&inner, key->a, k == 1, depth + 1);
                under = &inner;
            }
            operands[k] = under->impossible ? (struct range){.empty = true} : range_of(under, from[k], depth + 1);
        }
        known = range_meet(known, range_of_op(f->a, key, operands));
        if (key->op == OP_DIV || key->op == OP_FDIV || key->op == OP_DIVROUND) {
            struct ir_key round = *key;
            round.op = key->op == OP_DIVROUND ? OP_ROUND : OP_FRACTION;
            operands[0] = range_of_quotient(f, key->a, key->b, depth);
            round.b = NO_NODE;
            known = range_meet(known, range_of_op(f->a, &round, operands));
        }
        if (key->op == OP_SUB || key->op == OP_FSUB || key->op == OP_DAYS) {
            if (is_known_order(f, key->b, key->a)) known = range_meet(known, (struct range){ratio_of(0, 1), ratio_infinite(), false});
            if (is_known_order(f, key->a, key->b)) known = range_meet(known, (struct range){ratio_infinite(), ratio_of(0, 1), false});
        }
        uint32_t full = full_of(f, node);
        if (full != NO_NODE) known = range_meet(known, (struct range){ratio_infinite(), range_of(f, full, depth + 1).high, false});
    }
    if (f->a->is_positive[f->a->class[node]]) known = range_meet(known, (struct range){ratio_of(0, 1), ratio_infinite(), false});
    for (unsigned k = 0; k < f->bound_count; k++) {
        if (f->bounds[k].class == f->a->class[node]) known = range_meet(known, f->bounds[k].range);
    }
    return known;
}

/* ---- proofs ---- */

static bool below_one(struct range r) { return r.empty || (ratio_finite(r.high) && ratio_compare(r.high, ratio_of(1, 1)) <= 0); }

static bool within_one(struct range r) { return below_one(r) && (r.empty || (ratio_finite(r.low) && r.low.n >= 0)); }

/* Every value of the node is a multiple of 10^-scale, so that rounding to it moves nothing past the node. Points are printed to the decimals that
 * their field declares. */
static bool is_whole_at(const struct facts *f, uint32_t node, int scale)
{
    node = analyse_core(f->a, node);
    const struct ir_key *key = key_of(f, node);
    if (key->op == OP_LOAD || key->op == OP_ROUND || key->op == OP_DIVROUND || key->op == OP_FROUND) return key->scale <= scale;
    struct range r = f->a->ranges[node];
    return ratio_finite(r.low) && ratio_finite(r.high) && !ratio_compare(r.low, r.high) &&
           !ratio_compare(ratio_round(r.low, scale, NUMBER_DOWN), r.low);
}

/* a ≤ w and b ≤ 1 make a·b ≤ w unless both are negative, for w is not. */
static bool product_at_most(const struct facts *f, uint32_t a, uint32_t b, uint32_t w, unsigned depth)
{
    for (int k = 0; k < 2; k++) {
        uint32_t share = k ? a : b, of = k ? b : a;
        struct range r = range_of(f, share, depth);
        if (below_one(r) && (within_one(r) || not_negative(f, of, depth)) && at_most(f, of, w, depth)) return true;
    }
    return false;
}

static bool is_never_positive(const struct facts *f, uint32_t node, unsigned depth)
{
    struct range r = range_of(f, node, depth);
    return r.empty || (ratio_finite(r.high) && r.high.n <= 0);
}

/* a + b ≤ w: term by term, or with one term that takes away. */
static bool sum_at_most(const struct facts *f, const struct ir_key *sum, uint32_t w, unsigned depth)
{
    const struct ir_key *limit = key_of(f, w);
    if (analyse_op((enum op)limit->op) == OP_ADD) {
        if (at_most(f, sum->a, limit->a, depth) && at_most(f, sum->b, limit->b, depth)) return true;
        if (at_most(f, sum->a, limit->b, depth) && at_most(f, sum->b, limit->a, depth)) return true;
    }
    return (is_never_positive(f, sum->b, depth) && at_most(f, sum->a, w, depth)) || (is_never_positive(f, sum->a, depth) && at_most(f, sum->b, w, depth));
}

/* Sums over the same rows: row by row. */
static bool rows_at_most(const struct facts *f, const struct ir_key *sum, const struct ir_key *limit, unsigned depth)
{
    bool same = analyse_op((enum op)limit->op) == OP_SUM && sum->domain == limit->domain && sum->index == limit->index;
    uint32_t where = sum->b == NO_NODE ? NO_NODE : f->a->class[sum->b];
    if (!same || where != (limit->b == NO_NODE ? NO_NODE : f->a->class[limit->b])) return false;
    struct facts inner = *f;
    if (where != NO_NODE) assume(&inner, sum->b, true, depth);
    return inner.impossible || at_most(&inner, sum->a, limit->a, depth);
}

/* u ≤ w and 0 ≤ v ≤ q make u·v / q ≤ w. */
static bool share_at_most(const struct facts *f, uint32_t u, uint32_t v, uint32_t q, uint32_t w, unsigned depth)
{
    return at_most(f, v, q, depth) && not_negative(f, v, depth) && at_most(f, u, w, depth);
}

static bool quotient_at_most(const struct facts *f, uint32_t p, uint32_t q, uint32_t w, unsigned depth)
{
    struct range r = range_of(f, q, depth);
    if (!r.empty && ratio_finite(r.low) && ratio_compare(r.low, ratio_of(1, 1)) >= 0 && at_most(f, p, w, depth)) return true;
    struct factors above, below;
    bool found = find_quotient(f, p, q, &r, &above, &below);
    if (found && within_one(r) && above.count == 1 && !below.count && at_most(f, above.of[0], w, depth)) return true;
    const struct ir_key *product = key_of(f, analyse_core(f->a, p));
    if (analyse_op((enum op)product->op) != OP_MUL || !not_negative(f, q, depth)) return false;
    return share_at_most(f, product->a, product->b, q, w, depth) || share_at_most(f, product->b, product->a, q, w, depth);
}

static bool either_way(const struct facts *f, const struct ir_key *choice, uint32_t w, bool low, unsigned depth)
{
    for (int k = 0; k < 2; k++) {
        struct facts inner = *f;
        assume(&inner, choice->a, k == 0, depth);
        uint32_t taken = k ? choice->c : choice->b;
        if (!inner.impossible && !(low ? not_negative(&inner, taken, depth) : at_most(&inner, taken, w, depth))) return false;
    }
    return true;
}

/* x ≤ w, where both have a value. */
static bool at_most(const struct facts *f, uint32_t x, uint32_t w, unsigned depth)
{
    x = analyse_core(f->a, x);
    w = analyse_core(f->a, w);
    if (f->a->class[x] == f->a->class[w] || is_known_order(f, x, w)) return true;
    struct range rx = range_of(f, x, depth), rw = range_of(f, w, depth);
    if (rx.empty || rw.empty || (ratio_finite(rx.high) && ratio_finite(rw.low) && ratio_compare(rx.high, rw.low) <= 0)) return true;
    if (spent(f, depth)) return false;
    const struct ir_key *key = key_of(f, x), *limit = key_of(f, w);
    depth++;
    if (full_of(f, x) != NO_NODE && at_most(f, full_of(f, x), w, depth)) return true;
    if (analyse_op((enum op)limit->op) == OP_ADD) {
        if (at_most(f, x, limit->a, depth) && not_negative(f, limit->b, depth)) return true;
        if (at_most(f, x, limit->b, depth) && not_negative(f, limit->a, depth)) return true;
    }
    if (analyse_op((enum op)limit->op) == OP_MIN) return at_most(f, x, limit->a, depth) && at_most(f, x, limit->b, depth);
    if (analyse_op((enum op)limit->op) == OP_MAX && (at_most(f, x, limit->a, depth) || at_most(f, x, limit->b, depth))) return true;
    switch (analyse_op((enum op)key->op)) {
    case OP_MIN: return at_most(f, key->a, w, depth) || at_most(f, key->b, w, depth);
    case OP_MAX:
    case OP_DEFAULT: return at_most(f, key->a, w, depth) && at_most(f, key->b, w, depth);
    case OP_SELECT: return either_way(f, key, w, false, depth);
    case OP_ROUND: return is_whole_at(f, w, key->scale) && at_most(f, key->a, w, depth);
    case OP_DIVROUND: return is_whole_at(f, w, key->scale) && quotient_at_most(f, key->a, key->b, w, depth);
    case OP_DIV: return quotient_at_most(f, key->a, key->b, w, depth);
    case OP_MUL: return product_at_most(f, key->a, key->b, w, depth);
    case OP_ADD: return sum_at_most(f, key, w, depth);
    case OP_SUM: return rows_at_most(f, key, limit, depth);
    case OP_SUB: return not_negative(f, key->b, depth) && at_most(f, key->a, w, depth);
    default: return false;
    }
}

/* x ≥ 0, where it has a value. */
static bool not_negative(const struct facts *f, uint32_t x, unsigned depth)
{
    x = analyse_core(f->a, x);
    struct range r = range_of(f, x, depth);
    if (r.empty || (ratio_finite(r.low) && r.low.n >= 0)) return true;
    if (spent(f, depth)) return false;
    const struct ir_key *key = key_of(f, x);
    depth++;
    switch (analyse_op((enum op)key->op)) {
    case OP_MAX: return not_negative(f, key->a, depth) || not_negative(f, key->b, depth);
    case OP_MIN:
    case OP_ADD:
    case OP_MUL:
    case OP_DIV:
    case OP_DIVROUND:
    case OP_DEFAULT: return not_negative(f, key->a, depth) && not_negative(f, key->b, depth);
    case OP_SUB: return at_most(f, key->b, key->a, depth);
    case OP_SELECT: return either_way(f, key, NO_NODE, true, depth);
    case OP_ROUND:
    case OP_SUM:
    case OP_LEAST:
    case OP_MOST:
    case OP_SAME: return not_negative(f, key->a, depth);
    default: return false;
    }
}

/* ---- scores ---- */

static const char *text_at(const struct compiler *c, struct span at)
{
    return arena_copy(c->scratch, c->diag->sources[at.source].text + at.start, at.end - at.start);
}

static const char *end_text(const struct compiler *c, const struct rule *r, struct ratio end, bool high)
{
    bool english = c->diag->english;
    if (!ratio_finite(end)) return english ? "it has no bound" : high ? "没有上限" : "没有下限";
    const struct program_unit *u = &r->full.unit;
    return arena_format(c->scratch, english ? "it may be %s %s" : high ? "最大可到 %s%s" : "最小可到 %s%s", ratio_text(c->scratch, end, u->power),
                        english ? u->en : u->zh);
}

/* True if the score is a form that says so itself: 可倒扣, 不封顶. */
static bool is_declared(const struct rule *r, enum ast_phrase_kind phrase) { return r->value->kind == AST_FORM && form_phrase(r->value, phrase); }

static void analyse_score(struct analysis *a, const struct rule *r)
{
    unsigned visits = 0;
    struct facts f = {.a = a, .visits = &visits};
    bound(&f, r->weight_node, (struct range){ratio_of(0, 1), ratio_infinite(), false}, 0);
    if (f.impossible) return;
    bool high = !at_most(&f, r->node, r->weight_node, 0);
    visits = 0;
    bool low = !not_negative(&f, r->node, 0);
    visits = 0;
    struct range range = range_of(&f, r->node, 0);
    struct diag_sink *d = a->c->diag;
    const char *full = text_at(a->c, r->item->value->at);
    if (high && !is_declared(r, PHRASE_NO_LIMIT)) diag_report(d, DIAG_W0652, r->value->at, full, end_text(a->c, r, range.high, true), full);
    if (low && !is_declared(r, PHRASE_BELOW_ZERO)) diag_report(d, DIAG_W0653, r->value->at, end_text(a->c, r, range.low, false));
    if (!high) a->full[a->class[r->node]] = r->weight_node + 1;
    if (!low) a->is_positive[a->class[r->node]] = true;
}

void analyse_scores(struct analysis *a)
{
    a->full = arena_alloc(a->c->scratch, (a->ir->count + 1) * sizeof *a->full);
    a->is_positive = arena_alloc(a->c->scratch, a->ir->count + 1);
    for (size_t k = 0; k < a->c->rule_count; k++) {
        const struct rule *r = a->c->rules[k];
        if (r->kind == RULE_SCORE) a->is_positive[a->class[r->weight_node]] = true;
    }
    for (size_t k = 0; k < a->c->rule_count; k++) { /* after those it uses: what was shown of them serves */
        const struct rule *r = a->c->order[k];
        if (r->kind == RULE_SCORE) analyse_score(a, r);
    }
}
