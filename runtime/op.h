/* op.h - what op.def says about an instruction, for those who walk code: verifier, disassembler, slices. */
#ifndef HENG_OP_H
#define HENG_OP_H

#include "program.h"

/* The second column of op.def. */
enum op_format {
    FORMAT_DST_FIELD,     /* dst = field index */
    FORMAT_DST_CONSTANT,  /* dst = constant index */
    FORMAT_DST_MODE,      /* dst, mode a reason */
    FORMAT_DST_A,
    FORMAT_DST_A_REASON,  /* the same, mode a reason */
    FORMAT_DST_A_SHIFT,   /* the same with shift */
    FORMAT_DST_A_ROUND,   /* the same with shift, and mode a rounding */
    FORMAT_DST_A_B,
    FORMAT_DST_A_B_ROUND, /* the same with shift, and mode a rounding */
    FORMAT_DST_A_B_C,
    FORMAT_KEYS,          /* a, and b and c unless NO_REGISTER; no dst */
    FORMAT_REDUCE,        /* dst, a, and b unless NO_REGISTER; index the domain of both */
    FORMAT_REDUCE_TRUTH,  /* dst, and b unless NO_REGISTER; index its domain */
    FORMAT_KEY_IN_ROWS,   /* dst, a; b of domain index */
    FORMAT_ROW_OF,        /* dst, b; a of domain index */
    FORMAT_DST_A_CONSTANT,/* dst, a, constant index */
    FORMAT_OUTPUT         /* a to output index; no dst */
};

/* Parts of an instruction that a format uses. */
enum op_part {
    PART_DST = 1,
    PART_A = 2,
    PART_B = 4,
    PART_C = 8,
    PART_B_OPTIONAL = 16, /* with PART_B: may be NO_REGISTER */
    PART_C_OPTIONAL = 32,
    PART_SHIFT = 64,
    PART_ROUNDING = 128,  /* mode is an enum number_rounding */
    PART_REASON = 256,    /* mode is an enum reason */
    PART_FIELD = 512,     /* what index is */
    PART_CONSTANT = 1024,
    PART_SOURCE = 2048,   /* index is a domain */
    PART_OUTPUT = 4096
};

/* Number of instructions: codes run from 0. */
enum {
    OP_TOTAL = 0
#define OP(name, format, doc) +1
#include "op.def"
#undef OP
};

enum op_format op_format_of(enum op op);

/* Set of enum op_part. */
unsigned op_parts(enum op op);

#endif
