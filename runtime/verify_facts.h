/* verify_facts.h - what each instruction demands of its operands and gives to dst. */
#ifndef HENG_VERIFY_FACTS_H
#define HENG_VERIFY_FACTS_H

#include "program.h"

enum { MOST_SHIFT = 18 }; /* 10^18 is the largest power of ten in an int64 */

/* Sets of lane kinds. */
enum {
    KIND_FIXED = 1 << LANE_FIXED,
    KIND_FRACTION = 1 << LANE_FRACTION,
    KIND_TRUTH = 1 << LANE_TRUTH,
    KIND_TEXT = 1 << LANE_TEXT,
    KIND_DATE = 1 << LANE_DATE,
    KIND_NUMBER = KIND_FIXED | KIND_FRACTION,
    KIND_PLAIN = KIND_FIXED | KIND_TEXT | KIND_DATE,
    KIND_ANY = KIND_FIXED | KIND_FRACTION | KIND_TRUTH | KIND_TEXT | KIND_DATE
};

/* Which operands must have a kind in common. */
enum agreement { ALONE, A_WITH_B, B_WITH_C };

/* What kinds dst gets. */
enum result { NO_RESULT, GIVES_FIXED, GIVES_FRACTION, GIVES_TRUTH, GIVES_TEXT, GIVES_ANY, GIVES_AGREED, GIVES_A, GIVES_INDEXED };

/* How scales must relate. Only registers that can hold numbers have one. */
enum scale_rule {
    NO_SCALE,
    SCALE_OWN,       /* NOTHING: whatever the instruction says */
    SCALE_INDEXED,   /* that of the field or constant */
    SCALE_ZERO,
    SCALE_KEYS,      /* dst 0, a and b the same */
    SCALE_OF_A,      /* dst and a the same */
    SCALE_ONE,       /* dst, a and b the same */
    SCALE_OF_ARMS,   /* dst, b and c the same */
    SCALE_SIDES,     /* a and b the same */
    SCALE_SIDES_C,   /* a, b and c the same */
    SCALE_SUM,       /* dst = a + b */
    SCALE_DIFFERENCE,/* dst = a - b */
    SCALE_FINEST,    /* dst the larger of a and b */
    SCALE_FINER,     /* dst = a + shift, shift in [1, MOST_SHIFT] */
    SCALE_COARSER,   /* dst = a - shift, shift in [1, MOST_SHIFT] */
    SCALE_QUOTIENT,  /* shift = dst - (a - b), shift in [-MOST_SHIFT, MOST_SHIFT] */
    SCALE_ROUNDED    /* shift = dst - a */
};

/* Where operands and dst live. */
enum place {
    IN_DOMAIN,  /* operands and dst have the lanes of insn.domain */
    FROM_ABOVE, /* SPREAD: a is of a domain that contains insn.domain */
    KEY_IN_ROWS,/* FIND: b is of domain index, whose parent contains insn.domain (or is it); a has the lanes of insn.domain */
    ROW_OF,     /* PICK: a is of domain index; b has the lanes of insn.domain */
    FROM_BELOW, /* reductions: operands are of domain index, which insn.domain contains */
    OF_ROWS     /* GROUP: operands are of the rows that group domain insn.domain groups */
};

struct facts {
    uint8_t a, b, c; /* kinds accepted */
    enum agreement agreement;
    enum result result;
    enum scale_rule scale;
    enum place place;
};

/* What `op` demands. Parts that its format does not have are 0. */
struct facts verify_facts(enum op op);

#endif
