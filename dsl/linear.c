/* linear.c - linear forms over the graph. */
#include "linear.h"

enum { MOST_VISITS = 200, MOST_DEPTH = 100 };

struct reading {
    const struct analysis *a;
    struct linear *out;
    unsigned visits;
};

static void add_term(struct linear *f, uint32_t atom, struct ratio factor)
{
    size_t at = 0;
    while (at < f->count && f->terms[at].atom > atom) at++;
    if (at < f->count && f->terms[at].atom == atom) {
        factor = ratio_add(f->terms[at].factor, factor);
        f->terms[at].factor = factor;
        if (!ratio_finite(factor)) f->broken = true;
        if (!ratio_finite(factor) || factor.n) return;
        f->count--;
        for (; at < f->count; at++) f->terms[at] = f->terms[at + 1];
        return;
    }
    if (f->count == LINEAR_MOST_TERMS || !ratio_finite(factor)) f->broken = true;
    if (f->broken || !factor.n) return;
    for (size_t k = f->count++; k > at; k--) f->terms[k] = f->terms[k - 1];
    f->terms[at] = (struct term){atom, factor};
}

/* The number that a node always is; infinite if it is none. */
static struct ratio constant_of(const struct analysis *a, uint32_t node)
{
    struct range r = a->ranges[node];
    bool one = !r.empty && ratio_finite(r.low) && ratio_finite(r.high) && !ratio_compare(r.low, r.high);
    return one ? r.low : ratio_infinite();
}

static void read_node(struct reading *r, uint32_t node, struct ratio by, unsigned depth)
{
    struct linear *f = r->out;
    node = analyse_core(r->a, node);
    if (++r->visits > MOST_VISITS || depth > MOST_DEPTH || !ratio_finite(by)) f->broken = true;
    if (f->broken) return;
    const struct ir_key *key = ir_key(r->a->ir, node);
    struct ratio value = constant_of(r->a, node), other;
    if (ratio_finite(value)) {
        f->constant = ratio_add(f->constant, ratio_multiply(value, by));
        f->broken |= !ratio_finite(f->constant);
        return;
    }
    switch (analyse_op((enum op)key->op)) {
    case OP_ADD:
    case OP_SUB:
        read_node(r, key->a, by, depth + 1);
        read_node(r, key->b, analyse_op((enum op)key->op) == OP_ADD ? by : ratio_negate(by), depth + 1);
        return;
    case OP_NEG: read_node(r, key->a, ratio_negate(by), depth + 1); return;
    case OP_MUL:
        for (int k = 0; k < 2; k++) {
            other = constant_of(r->a, k ? key->a : key->b);
            if (!ratio_finite(other)) continue;
            read_node(r, k ? key->b : key->a, ratio_multiply(by, other), depth + 1);
            return;
        }
        break;
    case OP_DIV:
        other = constant_of(r->a, key->b);
        if (!ratio_finite(other) || !other.n) break;
        read_node(r, key->a, ratio_divide(by, other), depth + 1);
        return;
    default: break; /* an atom */
    }
    add_term(f, r->a->class[node], by);
}

void linear_difference(const struct analysis *a, uint32_t left, uint32_t right, struct linear *out)
{
    struct reading r = {.a = a, .out = out};
    out->count = 0;
    out->constant = ratio_of(0, 1);
    out->broken = false;
    read_node(&r, left, ratio_of(1, 1), 0);
    read_node(&r, right, ratio_of(-1, 1), 0);
}

void linear_add(struct linear *to, const struct linear *from, struct ratio by)
{
    struct linear sum = {.constant = ratio_add(to->constant, ratio_multiply(from->constant, by)), .broken = to->broken || from->broken};
    size_t i = 0, k = 0;
    while (!sum.broken && (i < to->count || k < from->count)) {
        bool left = i < to->count && (k == from->count || to->terms[i].atom >= from->terms[k].atom);
        bool right = k < from->count && (i == to->count || from->terms[k].atom >= to->terms[i].atom);
        struct term t = left ? to->terms[i] : (struct term){from->terms[k].atom, ratio_of(0, 1)};
        if (right) t.factor = ratio_add(t.factor, ratio_multiply(from->terms[k].factor, by));
        i += left;
        k += right;
        if (ratio_finite(t.factor) && !t.factor.n) continue;
        sum.broken = !ratio_finite(t.factor) || sum.count == LINEAR_MOST_TERMS;
        if (!sum.broken) sum.terms[sum.count++] = t;
    }
    sum.broken |= !ratio_finite(sum.constant);
    *to = sum;
}

struct ratio linear_normalize(struct linear *f)
{
    struct ratio lead = f->terms[0].factor;
    for (size_t k = 0; k < f->count; k++) {
        f->terms[k].factor = ratio_divide(f->terms[k].factor, lead);
        f->broken |= !ratio_finite(f->terms[k].factor);
    }
    f->constant = ratio_divide(f->constant, lead);
    f->broken |= !ratio_finite(f->constant);
    return lead;
}
