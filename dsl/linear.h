/* linear.h - linear forms over the graph: what a sum is made of, in exact fractions.
 *
 * An atom is a class of nodes (analyse.h) that is no sum itself. Terms stand in falling order of their atoms, none with 0. A form that
 * outgrows its limits is broken, and nothing is told from it. */
#ifndef HENG_LINEAR_H
#define HENG_LINEAR_H

#include "analyse.h"

enum { LINEAR_MOST_TERMS = 64 };

struct term {
    uint32_t atom;
    struct ratio factor;
};

struct linear {
    size_t count;
    struct ratio constant;
    bool broken;
    struct term terms[LINEAR_MOST_TERMS];
};

/* left - right as a form. */
void linear_difference(const struct analysis *a, uint32_t left, uint32_t right, struct linear *out);

/* to += by * from */
void linear_add(struct linear *to, const struct linear *from, struct ratio by);

/* Divides by the first factor, which it returns; the form must have a term. */
struct ratio linear_normalize(struct linear *f);

#endif
