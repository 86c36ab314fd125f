/* analyse_linear.c - checks that contradict, repeat or imply one another, as far as linear arithmetic shows it.
 *
 * A comparison of two sums says of a linear form f (its first factor 1) that it lies in an interval: f = k, f ≤ k, |f - k| ≤ t. Comparisons of
 * one form are held against one another; then equations are eliminated, each by its first atom, and what is left of the other equations and
 * intervals shows what follows from several checks together. ≈ depends on how figures are printed: it is only compared with what is the same
 * but for a factor. Checks meet only over the same rows and under the same 适用条件. */
#include <string.h>

#include "linear.h"

enum {
    MOST_CONDITIONS = 3,  /* 适用条件, dates: a check with more is left out */
    MOST_COMPARED = 8,    /* comparisons of one form that a new one is held against */
    MOST_SOURCES = 6,     /* checks named together */
    MOST_STEPS = 400000   /* of elimination in one ruleset; beyond, nothing more is told */
};

/* What f is said to be. */
struct interval {
    struct ratio low, high;
    bool low_open, high_open;
};

enum kind { KIND_INTERVAL, KIND_APPROX, KIND_OTHER };

struct source_list {
    const struct rule *rules[MOST_SOURCES];
    size_t count;
    bool more;
};

/* One comparison of a check. */
struct statement {
    struct statement *same;     /* the next older one of the same form */
    const struct rule *rule;
    uint32_t conditions[MOST_CONDITIONS];
    struct period period;       /* and when; `version` tells apart what else decides that it applies */
    uint32_t version;
    uint16_t domain;
    enum kind kind;
    struct interval interval;   /* INTERVAL; APPROX: low = high */
    struct linear form;         /* constant 0, first factor 1; OTHER: none */
    uint32_t class;             /* OTHER: the truth itself */
    struct source_list from;    /* equations that its form was reduced by */
};

/* An open hash of statements by their form. */
struct shelf {
    struct statement **slots;
    size_t room;
};

struct checking {
    struct analysis *a;
    struct statement **equations;  /* by slot, hash of first atom and lanes: eliminated ones */
    size_t room;
    struct statement **all;
    size_t count, capacity;
    bool *told;                    /* per rule */
    size_t steps;
};

/* ---- reading ---- */

static bool is_number_pair(const struct analysis *a, const struct ir_key *key)
{
    enum lane_kind kind = (enum lane_kind)ir_key(a->ir, key->a)->kind;
    return kind == LANE_FIXED || kind == LANE_FRACTION || kind == LANE_DATE;
}

static struct interval around(struct ratio k, struct ratio t) { return (struct interval){ratio_subtract(k, t), ratio_add(k, t), false, false}; }

static struct ratio constant_of(const struct analysis *a, uint32_t node)
{
    struct range r = a->ranges[node];
    bool one = !r.empty && ratio_finite(r.low) && ratio_finite(r.high) && !ratio_compare(r.low, r.high);
    return one ? r.low : ratio_infinite();
}

/* Fills kind, form and interval from a comparison; false if it is none of numbers that is understood. */
static bool read_comparison(const struct analysis *a, const struct ir_key *key, struct statement *s)
{
    enum op op = analyse_op((enum op)key->op);
    bool ordered = op == OP_LT || op == OP_LE || op == OP_ILT || op == OP_ILE;
    if (!ordered && op != OP_EQ && op != OP_IEQ && op != OP_APPROX && op != OP_WITHIN) return false;
    struct ratio tolerance = op == OP_WITHIN ? constant_of(a, key->c) : ratio_of(0, 1);
    if (!is_number_pair(a, key) || !ratio_finite(tolerance)) return false;
    linear_difference(a, key->a, key->b, &s->form);
    if (s->form.broken) return false;
    struct ratio lead = s->form.count ? linear_normalize(&s->form) : ratio_of(1, 1);
    struct ratio k = ratio_negate(s->form.constant);
    s->form.constant = ratio_of(0, 1);
    s->kind = op == OP_APPROX ? KIND_APPROX : KIND_INTERVAL;
    s->interval = around(k, ratio_divide(tolerance, lead.n < 0 ? ratio_negate(lead) : lead));
    if (ordered) { /* a - b < 0 */
        bool open = op == OP_LT || op == OP_ILT;
        if (lead.n > 0) s->interval = (struct interval){ratio_infinite(), k, false, open};
        else s->interval = (struct interval){k, ratio_infinite(), open, false};
    }
    return !s->form.broken;
}

/* Takes off what only makes the check not applicable; false if there is too much of it. */
static bool strip_conditions(const struct analysis *a, uint32_t *node, uint32_t conditions[MOST_CONDITIONS])
{
    size_t count = 0;
    for (;;) {
        *node = analyse_core(a, *node);
        const struct ir_key *key = ir_key(a->ir, *node);
        if (analyse_op((enum op)key->op) != OP_SELECT || ir_key(a->ir, analyse_core(a, key->c))->op != OP_NOTHING) return true;
        if (count == MOST_CONDITIONS) return false;
        size_t at = count++;
        for (; at && conditions[at - 1] > a->class[key->a] + 1; at--) conditions[at] = conditions[at - 1];
        conditions[at] = a->class[key->a] + 1;
        *node = key->b;
    }
}

static void read_truth(struct checking *c, const struct statement *pattern, uint32_t node)
{
    const struct analysis *a = c->a;
    node = analyse_core(a, node);
    const struct ir_key *key = ir_key(a->ir, node);
    if (key->op == OP_AND) {
        read_truth(c, pattern, key->a);
        read_truth(c, pattern, key->b);
        return;
    }
    struct statement *s = arena_alloc(a->c->scratch, sizeof *s);
    *s = *pattern;
    if (!read_comparison(a, key, s)) {
        s->kind = KIND_OTHER;
        s->form.count = 0;
        s->class = a->class[node];
    }
    c->all = arena_grow(a->c->scratch, c->all, c->count, &c->capacity, sizeof *c->all);
    c->all[c->count++] = s;
}

/* ---- telling ---- */

static int strictness(const struct rule *r)
{
    switch (r->class) {
    case CLASS_BALANCE:
    case CLASS_LOGIC: return 2;
    case CLASS_VERIFY: return 1;
    case CLASS_NOTICE: return 0;
    }
    return 0;
}

static void add_source(struct source_list *list, const struct rule *r)
{
    for (size_t k = 0; k < list->count; k++) {
        if (list->rules[k] == r) return;
    }
    if (list->count < MOST_SOURCES) list->rules[list->count++] = r;
    else list->more = true;
}

static void add_sources(struct source_list *list, const struct source_list *from)
{
    for (size_t k = 0; k < from->count; k++) add_source(list, from->rules[k]);
    list->more |= from->more;
}

/* "甲、乙" */
static const char *names_of(const struct compiler *c, const struct source_list *list)
{
    const char *text = list->rules[0]->name;
    for (size_t k = 1; k < list->count; k++) text = arena_format(c->scratch, c->diag->english ? "%s, %s" : "%s、%s", text, list->rules[k]->name);
    return list->more ? arena_format(c->scratch, c->diag->english ? "%s and others" : "%s等", text) : text;
}

static void tell(struct checking *c, const struct rule *r, const struct source_list *others, enum diag_code error, enum diag_code warning)
{
    if (c->told[r->index] || !others->count || (others->count == 1 && others->rules[0]->item == r->item && others->rules[0] != r)) return;
    bool strict = strictness(r) == 2;
    for (size_t k = 0; k < others->count; k++) strict = strict && strictness(others->rules[k]) == 2;
    c->told[r->index] = true;
    struct diag_sink *d = c->a->c->diag;
    diag_report_with(d, strict ? error : warning, r->item->name.at, DIAG_N0652, others->rules[0]->item->name.at, r->name, names_of(c->a->c, others));
}

/* What only warns does not make needless what must hold. What follows from several checks together may be wanted all the same, for it shows where
 * the figures differ: that is a note, to the author of the check. */
static void tell_needless(struct checking *c, const struct rule *r, const struct source_list *others)
{
    for (size_t k = 0; k < others->count; k++) {
        if (strictness(others->rules[k]) < strictness(r)) return;
    }
    enum diag_code code = others->count > 1 || others->more ? DIAG_N0653 : DIAG_W0655;
    if (code == DIAG_W0655 || r->item->at.source < c->a->c->given_count) tell(c, r, others, code, code);
}

static void tell_conflict(struct checking *c, const struct rule *r, const struct source_list *others)
{
    tell(c, r, others, DIAG_E0658, DIAG_W0658);
}

/* ---- intervals of one form ---- */

/* True if every number of `a` is one of `b`. */
static bool lies_in(const struct interval *a, const struct interval *b)
{
    if (ratio_finite(b->low)) {
        int d = ratio_finite(a->low) ? ratio_compare(a->low, b->low) : -1;
        if (d < 0 || (d == 0 && b->low_open && !a->low_open)) return false;
    }
    if (ratio_finite(b->high)) {
        int d = ratio_finite(a->high) ? ratio_compare(a->high, b->high) : 1;
        if (d > 0 || (d == 0 && b->high_open && !a->high_open)) return false;
    }
    return true;
}

static bool is_above(const struct interval *a, const struct interval *b)
{
    if (!ratio_finite(a->low) || !ratio_finite(b->high)) return false;
    int d = ratio_compare(a->low, b->high);
    return d > 0 || (d == 0 && (a->low_open || b->high_open));
}

static bool no_conditions(const struct statement *s) { return !s->conditions[0] && !s->version && period_is_always(s->period); }

static bool same_conditions(const struct statement *a, const struct statement *b)
{
    bool same_time = a->version == b->version && a->period.from == b->period.from && a->period.until == b->period.until;
    return same_time && !memcmp(a->conditions, b->conditions, sizeof a->conditions);
}

/* True if `a` counts wherever and whenever `b` does. */
static bool covers(const struct statement *a, const struct statement *b)
{
    bool alike = !a->conditions[0] || !memcmp(a->conditions, b->conditions, sizeof a->conditions);
    return same_conditions(a, b) || no_conditions(a) ||
           (!a->version && alike && a->period.from <= b->period.from && a->period.until >= b->period.until);
}

/* True if there is a day on which both count, of periods that overlap. */
static bool meet(const struct statement *a, const struct statement *b)
{
    bool alike = !a->conditions[0] || !b->conditions[0] || !memcmp(a->conditions, b->conditions, sizeof a->conditions);
    return covers(a, b) || covers(b, a) || (!a->version && !b->version && alike);
}

/* Rules of one name over time never count together. */
static bool are_versions(const struct rule *a, const struct rule *b) { return a != b && a->family && a->family == b->family; }

/* Both of one form. `s` is the later one. */
static void compare(struct checking *c, const struct statement *s, const struct statement *o)
{
    struct source_list others = o->from, mine = s->from;
    add_source(&others, o->rule);
    add_sources(&others, &mine);
    add_source(&mine, s->rule);
    add_sources(&mine, &o->from);
    bool same = same_conditions(s, o);
    if (are_versions(s->rule, o->rule) || !period_overlaps(s->period, o->period)) return;
    if (!meet(s, o)) return;
    if (s->kind != o->kind) { /* = says more than ≈ */
        const struct statement *weak = s->kind == KIND_APPROX ? s : o, *strong = weak == s ? o : s;
        bool implied = lies_in(&strong->interval, &weak->interval) && covers(strong, weak);
        if (implied) tell_needless(c, weak->rule, weak == s ? &others : &mine);
        return;
    }
    bool reduced = s->from.count || o->from.count;
    bool s_in_o = lies_in(&s->interval, &o->interval), o_in_s = lies_in(&o->interval, &s->interval);
    if (s->kind == KIND_INTERVAL && (is_above(&s->interval, &o->interval) || is_above(&o->interval, &s->interval))) tell_conflict(c, s->rule, &others);
    else if (s_in_o && o_in_s && same && !reduced) tell(c, s->rule, &others, DIAG_W0654, DIAG_W0654);
    else if (s->kind == KIND_APPROX) return;
    else if (o_in_s && covers(o, s)) tell_needless(c, s->rule, &others);
    else if (s_in_o && covers(s, o)) tell_needless(c, o->rule, &mine);
}

static bool same_form(const struct statement *a, const struct statement *b)
{
    if (a->domain != b->domain || (a->kind == KIND_OTHER) != (b->kind == KIND_OTHER) || a->form.count != b->form.count) return false;
    if (a->kind == KIND_OTHER) return a->class == b->class;
    for (size_t k = 0; k < a->form.count; k++) {
        const struct term *x = &a->form.terms[k], *y = &b->form.terms[k];
        if (x->atom != y->atom || ratio_compare(x->factor, y->factor)) return false;
    }
    return true;
}

static size_t hash_of(const struct statement *s)
{
    uint64_t h = s->domain + 1 + (s->kind == KIND_OTHER ? 1000003u * (s->class + 7u) : 0);
    for (size_t k = 0; k < s->form.count; k++) {
        h = (h ^ s->form.terms[k].atom) * 0x9e3779b97f4a7c15u;
        h = (h ^ (uint64_t)s->form.terms[k].factor.n ^ (uint64_t)s->form.terms[k].factor.d << 32) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    return (size_t)h;
}

/* Holds a statement against those of its form, and puts it on the shelf. */
static void place(struct checking *c, struct shelf *shelf, struct statement *s)
{
    size_t at = hash_of(s) & (shelf->room - 1);
    while (shelf->slots[at] && !same_form(shelf->slots[at], s)) at = (at + 1) & (shelf->room - 1);
    const struct statement *o = shelf->slots[at];
    for (int k = 0; o && k < MOST_COMPARED && !c->told[s->rule->index]; k++, o = o->same) {
        if (o->rule == s->rule && o->kind != KIND_INTERVAL) continue;
        if (s->kind == KIND_OTHER) {
            struct source_list others = {{o->rule}, 1, false};
            if (o->rule != s->rule && same_conditions(s, o)) tell(c, s->rule, &others, DIAG_W0654, DIAG_W0654);
        } else if (o->rule != s->rule || is_above(&s->interval, &o->interval) || is_above(&o->interval, &s->interval)) {
            compare(c, s, o);
        }
    }
    if (c->told[s->rule->index]) return; /* what repeats or contradicts another is no ground for more */
    s->same = shelf->slots[at];
    shelf->slots[at] = s;
}

/* ---- elimination ---- */

static struct statement **slot_of(struct checking *c, const struct statement *s, uint32_t atom)
{
    size_t h = atom * 0x9e3779b97f4a7c15u + s->domain * 0x85ebca6bu;
    for (int k = 0; k < MOST_CONDITIONS; k++) h = (h ^ s->conditions[k]) * 0x9e3779b97f4a7c15u;
    size_t at = (h ^ h >> 31) & (c->room - 1);
    while (c->equations[at]) {
        const struct statement *o = c->equations[at];
        if (o->form.terms[0].atom == atom && o->domain == s->domain && same_conditions(o, s)) break;
        at = (at + 1) & (c->room - 1);
    }
    return &c->equations[at];
}

/* Replaces atoms by what equations say of them, from the greatest down; `only_first`: as long as the first one can be. The interval moves along. */
static bool reduce(struct checking *c, struct statement *s, bool only_first)
{
    bool changed = false;
    for (size_t k = 0; k < s->form.count && !s->form.broken && c->steps < MOST_STEPS;) {
        const struct statement *e = *slot_of(c, s, s->form.terms[k].atom);
        if (!e || e == s) {
            if (only_first) break;
            k++;
            continue;
        }
        struct ratio by = ratio_negate(s->form.terms[k].factor), shift = ratio_multiply(e->interval.low, by);
        c->steps += s->form.count + e->form.count;
        linear_add(&s->form, &e->form, by);
        if (ratio_finite(s->interval.low)) s->interval.low = ratio_add(s->interval.low, shift);
        if (ratio_finite(s->interval.high)) s->interval.high = ratio_add(s->interval.high, shift);
        if (!ratio_finite(shift)) s->form.broken = true;
        add_sources(&s->from, &e->from);
        add_source(&s->from, e->rule);
        changed = true;
    }
    return changed && !s->form.broken && c->steps < MOST_STEPS;
}

/* After its form has lost all atoms: 0 lies in the interval, or never does. */
static void tell_reduced(struct checking *c, const struct statement *s)
{
    struct interval zero = {ratio_of(0, 1), ratio_of(0, 1), false, false};
    if (lies_in(&zero, &s->interval)) tell_needless(c, s->rule, &s->from);
    else tell_conflict(c, s->rule, &s->from);
}

/* Brings the first factor to 1 again. */
static void renormalize(struct statement *s)
{
    struct ratio lead = linear_normalize(&s->form), low = s->interval.low, high = s->interval.high;
    struct interval i = s->interval;
    bool low_lost = ratio_finite(low), high_lost = ratio_finite(high);
    low = low_lost ? ratio_divide(low, lead) : low;
    high = high_lost ? ratio_divide(high, lead) : high;
    s->form.broken |= (low_lost && !ratio_finite(low)) || (high_lost && !ratio_finite(high));
    s->interval = lead.n > 0 ? (struct interval){low, high, i.low_open, i.high_open} : (struct interval){high, low, i.high_open, i.low_open};
}

static bool is_equation(const struct statement *s)
{
    return s->kind == KIND_INTERVAL && ratio_finite(s->interval.low) && ratio_finite(s->interval.high) && !ratio_compare(s->interval.low, s->interval.high);
}

/* Takes the equations out of a statement. True if something of it is left; what comes to nothing is told. */
static bool is_left(struct checking *c, struct statement *s, bool only_first)
{
    bool changed = reduce(c, s, only_first);
    if (s->form.broken || c->steps >= MOST_STEPS) return false;
    if (!s->form.count) {
        if (changed) tell_reduced(c, s);
        return false;
    }
    renormalize(s);
    return !s->form.broken;
}

static void eliminate(struct checking *c)
{
    for (size_t k = 0; k < c->count; k++) {
        struct statement *s = c->all[k];
        if (!is_equation(s) || !s->form.count || c->told[s->rule->index]) continue;
        if (is_left(c, s, true)) *slot_of(c, s, s->form.terms[0].atom) = s;
    }
}

static void compare_reduced(struct checking *c, struct shelf *shelf)
{
    for (size_t k = 0; k < c->count && c->steps < MOST_STEPS; k++) {
        struct statement *s = c->all[k];
        if (s->kind != KIND_INTERVAL || is_equation(s) || !s->form.count || s->form.broken || c->told[s->rule->index]) continue;
        if (is_left(c, s, false)) place(c, shelf, s);
    }
}

static struct shelf new_shelf(const struct checking *c)
{
    struct shelf s = {.room = 16};
    while (s.room < 2 * c->count) s.room *= 2;
    s.slots = arena_alloc(c->a->c->scratch, s.room * sizeof *s.slots);
    return s;
}

/* A comparison without atoms although it names values: a = a. */
static void tell_empty(struct checking *c, const struct statement *s)
{
    struct interval zero = {ratio_of(0, 1), ratio_of(0, 1), false, false};
    if (s->kind == KIND_OTHER || s->form.count || !no_conditions(s) || c->told[s->rule->index] || s->rule->value->kind != AST_COMPARE) return;
    mpq_t value;
    mpq_init(value);
    const struct ast_expr *e = s->rule->value;
    bool constant = constant_value(c->a->c, e->compare.left, value) && constant_value(c->a->c, e->compare.right, value);
    mpq_clear(value);
    bool holds = lies_in(&zero, &s->interval);
    if (constant && holds) return;
    c->told[s->rule->index] = true;
    enum diag_code never = strictness(s->rule) == 2 ? DIAG_E0659 : DIAG_W0657;
    diag_report(c->a->c->diag, holds ? DIAG_W0656 : never, s->rule->value->at, s->rule->name);
}

/* Not 0 if another version of the rule takes days from its period, or if it depends on its values whether it applies: then equal ones are
 * those of one gate. */
static uint32_t version_of(const struct analysis *a, const struct rule *r, uint32_t node)
{
    for (const struct rule *v = r->family; v && v != r; v = v->next_version) {
        if (period_overlaps(v->period, r->period)) return (uint32_t)(3 * a->ir->count) + 4 + r->index;
    }
    return a->gates[node];
}

void analyse_checks(struct analysis *a)
{
    struct checking c = {.a = a};
    c.told = arena_alloc(a->c->scratch, a->c->rule_count + 1);
    for (size_t k = 0; k < a->c->rule_count; k++) {
        const struct rule *r = a->c->rules[k];
        struct statement pattern = {.rule = r, .domain = r->domain, .period = r->period};
        uint32_t node = r->node;
        if (r->kind != RULE_CHECK || !strip_conditions(a, &node, pattern.conditions)) continue;
        pattern.version = version_of(a, r, node);
        read_truth(&c, &pattern, node);
    }
    struct shelf first = new_shelf(&c), second = new_shelf(&c);
    for (c.room = 16; c.room < 2 * c.count;) c.room *= 2;
    c.equations = arena_alloc(a->c->scratch, c.room * sizeof(struct statement *));
    for (size_t k = 0; k < c.count; k++) {
        if (c.all[k]->form.count || c.all[k]->kind == KIND_OTHER) place(&c, &first, c.all[k]);
        else tell_empty(&c, c.all[k]);
    }
    eliminate(&c);
    compare_reduced(&c, &second);
}
