/* wide_op.h - what each instruction does on the wide path. */
#ifndef HENG_WIDE_OP_H
#define HENG_WIDE_OP_H

#include "wide_bank.h"

/* Runs one instruction other than APPROX, FAPPROX and OUT over the lanes of `b`. */
void wide_op_run(struct wide_bank *b, const struct insn *in);

/* The parts of wide_op_run: reads of data and constants, and what passes between domains. */
void wide_op_load(struct wide_bank *b, const struct insn *in);
void wide_op_constant(struct wide_bank *b, const struct insn *in);
void wide_op_spread(struct wide_bank *b, const struct insn *in);
void wide_op_sum(struct wide_bank *b, const struct insn *in);
void wide_op_extreme(struct wide_bank *b, const struct insn *in, bool least);
void wide_op_count(struct wide_bank *b, const struct insn *in);
void wide_op_quantify(struct wide_bank *b, const struct insn *in, bool any);
void wide_op_same(struct wide_bank *b, const struct insn *in);
void wide_op_find(struct wide_bank *b, const struct insn *in);
void wide_op_pick(struct wide_bank *b, const struct insn *in);
void wide_op_upper(struct wide_bank *b, const struct insn *in);

/* Lane i of dst = lane j of src, with its reason. */
void wide_op_copy_lane(struct wide_bank *b, struct wide_register *dst, size_t i, const struct wide_register *src, size_t j);

/* Makes lane i of dst, in a bank with ranges, an exact number. */
void wide_op_set_exact(struct wide_register *dst, size_t i);

/* Sets the reason of a number lane that was just computed: REASON_LIMIT if it is beyond the limits, and then 0 in place of the number. */
void wide_op_settle(struct wide_register *dst, size_t i);

static inline uint8_t wide_op_worse(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

#endif
