/* analyse.h - what is right by itself but hardly meant: shared by the analyses.
 *
 * They read the graph of values (ir.h) after lowering, so that every form of the language, and every one added later, is seen as the
 * minima, maxima, choices and sums it is made of. Each is sound: what it tells is so for some data that the declarations allow, unless its
 * message says "may". Each is linear in the size of the graph but for stated limits. */
#ifndef HENG_ANALYSE_H
#define HENG_ANALYSE_H

#include "ir.h"
#include "ratio.h"

/* Numbers from low to high, both included; an infinite end: none. */
struct range {
    struct ratio low, high;
    bool empty; /* no value at all: 不适用 */
};

/* Nodes are the same class if they have the same value wherever they have one: form (fixed or fraction), scale and lanes do not count. */
struct analysis {
    struct compiler *c;
    struct ir *ir;
    uint32_t *class;      /* per node: the first node of its class */
    struct range *ranges; /* per node, of numbers and dates: what it may be, conditions not considered */
    uint32_t *gates;      /* per node: the choice on which it depends that the value applies; 0: none */
    uint32_t *full;       /* per class: the node of the full marks + 1 that it was shown not to exceed, of the points of a score; else 0 */
    bool *is_positive;    /* per class: full marks of some score, or points that were shown not to be below 0 */
};

/* ---- analyse_class.c ---- */

/* Finds the classes: a->class. */
void analyse_classes(struct analysis *a);

/* A node without the instructions that only change its form or lanes, or take its value away. */
uint32_t analyse_core(const struct analysis *a, uint32_t node);

/* The instruction for fixed numbers that does the same as one for fractions. */
enum op analyse_op(enum op op);

/* ---- analyse_gate.c ---- */

/* Finds on which choice it depends that each node applies: a->gates. */
void analyse_gates(struct analysis *a);

/* ---- analyse_range.c ---- */

/* Anything at all. */
struct range range_all(void);

/* What lies in both. */
struct range range_meet(struct range a, struct range b);

/* The range of a node's value from those of its operands (`operands` as in its key; of those it lacks: anything). */
struct range range_of_op(const struct analysis *a, const struct ir_key *key, const struct range operands[3]);

/* Finds what every node may be: a->ranges. */
void analyse_ranges(struct analysis *a);

/* analyse_score.c: scores that may leave [0, 满分]. */
void analyse_scores(struct analysis *a);

/* analyse_linear.c: checks that contradict, repeat or imply one another. */
void analyse_checks(struct analysis *a);

/* analyse_period.c: names of which nothing is in force on some days. */
void analyse_periods(const struct analysis *a);

/* analyse_unused.c: fields of the ruleset's own files that no rule uses. */
void analyse_unused(struct analysis *a);

#endif
