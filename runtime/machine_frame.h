/* machine_frame.h - what the machine and its kernels share: registers, lane spaces and decoded code.
 *
 * A register is a view: its lanes may be its own memory, or a piece of a column of the data (LOAD copies nothing).
 * `most` bounds the magnitude of every lane, those without a value included, so a kernel proves with one comparison
 * per block that none of its lanes can overflow: where the bound of a result would pass INT64_MAX, the operands'
 * bounds are first tightened by looking at their lanes, and if that does not help the kernel returns false: the block
 * does not fit. Nothing has been delivered by then, since outputs are handed over when a block is complete.
 *
 * Decoding gives constants registers of their own, filled once, and a fresh register to whatever would overwrite one
 * that was delivered. */
#ifndef HENG_MACHINE_FRAME_H
#define HENG_MACHINE_FRAME_H

#include <string.h>

#include "machine.h"
#include "wide.h"

enum { MACHINE_GROUP_NONE = 0xffffffffu, MACHINE_LINE = 64, PREFETCH_LINES = 4 };

/* The largest magnitude of a fixed lane. INT64_MIN can come from data alone, and is kept out by this bound. */
#define MACHINE_MOST ((uint64_t)INT64_MAX)

struct reg {
    const int64_t *values;       /* FIXED, TEXT, DATE; numerators of FRACTION */
    const int64_t *denominators; /* FRACTION: > 0 in every lane, those without a value included */
    const uint8_t *truths;       /* TRUTH: 0, 1 or 2 where there is a value, anything elsewhere */
    const uint8_t *why;          /* NULL: every lane has a value */
    uint64_t most;               /* |values[i]| <= most in every lane */
    uint64_t most_denominator;
    int64_t *own_values, *own_denominators;
    uint8_t *own_truths, *own_why;
    int16_t scale;               /* of fractions */
    uint16_t domain;
    bool fraction;
    bool minus;                  /* false: no lane of `values` is negative */
    bool uniform;                /* a constant: every lane is values[0], and none lacks a value */
};

/* The lane of `to` that each lane of `from` belongs to, in the current block. */
struct lane_map {
    uint16_t from, to;
    uint64_t block;        /* the block it was made for */
    size_t capacity;
    uint32_t *room;
    const uint32_t *lanes; /* MACHINE_GROUP_NONE: belongs to none */
};

struct step {
    uint8_t op;       /* enum op */
    uint8_t mode;
    int16_t shift;
    int16_t scale;
    uint16_t domain;
    uint32_t index;   /* of field or output */
    uint32_t at;      /* in the section's code */
    struct reg *dst, *a, *b, *c;
    struct lane_map *map; /* SPREAD: from dst's domain; reductions: from the rows' domain to dst's; FIND: from the rows' to their parent's */
    struct lane_map *keys;/* FIND: from dst's domain to the parent of the rows; NULL: it is that parent */
};

/* A constant: a register that is filled when memory or the text table changes. */
struct fixture {
    struct reg *to;
    enum op op;       /* CONST, FCONST or NOTHING */
    uint32_t index;   /* constant */
    uint8_t mode;     /* NOTHING: reason */
    int16_t scale;
};

struct frame_domain {
    enum domain_kind kind;
    uint16_t parent, rows;
    size_t lanes;             /* in this block */
    size_t first;             /* REPORT, TABLE: number of the first one in the columns */
    size_t capacity;          /* of the registers of this domain */
    uint64_t parents_block;   /* TABLE: the block `parent_of` was made for */
    uint32_t *parent_of;      /* TABLE, GROUP: lane of the parent, counted in this block */
    uint32_t *group_of_rows;  /* GROUP: per lane of `rows` */
    uint32_t *buckets;        /* GROUP, and TABLE where FIND looks: hash table, twice the capacity's next power of two */
    uint8_t *twice;           /* TABLE where FIND looks: per row, another has its key */
    size_t find_capacity;     /* rows for which `twice` and `buckets` of a TABLE have room */
};

/* Lines of the next block's columns, fetched a few per step. */
struct prefetch_range { uintptr_t at, end; };

/* A column's bytes that LOAD reads. */
struct stream {
    uintptr_t lanes;
    uint32_t size;    /* bytes per lane */
    uint16_t domain;
};

struct frame {
    struct arena *arena;
    const struct heng_program *program;
    const struct data *data;
    struct reg *registers;
    size_t register_count;
    struct step *steps, *step_end;
    struct fixture *fixtures;
    size_t fixture_count;
    struct step *outputs;      /* the OUT instructions */
    size_t output_count;
    struct frame_domain *domains;
    size_t domain_count;
    struct lane_map *maps;
    size_t map_count;
    const uint8_t *zeros;      /* why of lanes that all have a value */
    const int64_t *zero_values;
    size_t zero_capacity;
    struct stream *streams;    /* of the data; two per field loaded */
    size_t stream_count;
    struct prefetch_range *ranges;
    size_t range_count;
    unsigned quota;            /* pieces of PREFETCH_LINES lines to fetch per step */
    uint64_t block;            /* counts blocks, from 1 */
    size_t first_report, reports;
    struct wide *wide;         /* made when first needed */
    const struct program_section *section;
};

/* Sets `most` (and the denominators') to the largest magnitude among lanes with a value, and makes the others 0 (over 1). The lanes move
 * to the register's own memory if that changes a column's. Returns the new bound. */
uint64_t frame_tighten(const struct frame *f, struct reg *r);

/* The map of a step in the current block. */
const uint32_t *frame_map(struct frame *f, struct lane_map *map);

/* The wide evaluator of the section. */
struct wide *frame_wide(struct frame *f);

/* The numbers of `dst` stand in its own memory, each taken from one of the lanes of `a` or 0 (over 1): they have its bounds and scale. */
static inline void frame_keep_bounds(struct reg *dst, const struct reg *a)
{
    dst->values = dst->own_values;
    dst->most = a->most;
    dst->minus = a->minus;
    if (!dst->fraction)
        return;
    dst->denominators = dst->own_denominators;
    dst->most_denominator = a->most_denominator;
    dst->scale = a->scale;
}

/* True if some lane of `why` lacks a value. */
static inline bool frame_any(const uint8_t *why, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= why[i];
    return any != 0;
}

/* Kernels of machine_kernels.c, one per instruction set: run all steps of the current block; false: the block does not fit. */
bool kernels_portable_run(struct frame *f);
bool kernels_avx2_run(struct frame *f);
bool kernels_avx512_run(struct frame *f);

/* Steps that gain nothing from wide vectors. The bool ones return false if the block does not fit. */
bool fraction_divide(struct frame *f, const struct step *s);      /* DIV */
void fraction_make(struct frame *f, const struct step *s);        /* FRACTION */
bool fraction_arithmetic(struct frame *f, const struct step *s);  /* FADD FSUB FMUL FDIV */
bool fraction_unary(struct frame *f, const struct step *s);       /* FNEG FABS */
bool fraction_choose(struct frame *f, const struct step *s);      /* FMIN FMAX FSELECT FDEFAULT */
bool fraction_compare(struct frame *f, const struct step *s);     /* FEQ FNE FLT FLE FAPPROX */
bool fraction_round(struct frame *f, const struct step *s);       /* DIVROUND ROUND FROUND where the vector kernel does not do */
bool fraction_sum(struct frame *f, const struct step *s);         /* FSUM */
bool fraction_extreme(struct frame *f, const struct step *s);     /* FLEAST FMOST */
void rows_spread(struct frame *f, const struct step *s);          /* SPREAD */
void rows_group(struct frame *f, const struct step *s);           /* GROUP */
bool rows_sum(struct frame *f, const struct step *s);             /* SUM */
void rows_count(struct frame *f, const struct step *s);           /* COUNT */
void rows_extreme(struct frame *f, const struct step *s);         /* LEAST MOST */
void rows_quantify(struct frame *f, const struct step *s);        /* ANY ALL */
void rows_same(struct frame *f, const struct step *s);            /* SAME */
void find_rows(struct frame *f, const struct step *s);            /* FIND */
void find_pick(struct frame *f, const struct step *s);            /* PICK */
void texts_cut_codes(struct frame *f, const struct step *s);      /* UPPER */
void texts_contain(struct frame *f, const struct step *s);        /* CONTAINS */
void texts_match_units(struct frame *f, const struct step *s);    /* SAMEUNIT */

/* Finishes an APPROX or FAPPROX whose dst says where both sides are equal: lanes that are not get their truth from the intervals. */
void frame_approximate(struct frame *f, const struct step *s);

#endif
