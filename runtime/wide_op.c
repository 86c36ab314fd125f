/* wide_op.c - wide path: what each instruction does, lane by lane. */
#define _GNU_SOURCE /* memmem */
#include "wide_op.h"

#include <string.h>

#include "cell.h"
#include "unit.h"
#include "wide_range.h"

void wide_op_settle(struct wide_register *dst, size_t i)
{
    if (number_in_limits(dst->numbers[i]))
        return;
    dst->why[i] = REASON_LIMIT;
    mpq_set_ui(dst->numbers[i], 0, 1);
}

void wide_op_set_exact(struct wide_register *dst, size_t i)
{
    wide_range_exact(&dst->ranges[i], dst->numbers[i]);
}

void wide_op_copy_lane(struct wide_bank *b, struct wide_register *dst, size_t i, const struct wide_register *src, size_t j)
{
    dst->why[i] = src->why[j];
    if (src->why[j] != REASON_OK || (dst == src && i == j))
        return;
    switch (src->kind) {
    case LANE_FIXED:
    case LANE_FRACTION:
        mpq_set(dst->numbers[i], src->numbers[j]);
        if (b->ranged)
            wide_range_copy(&dst->ranges[i], &src->ranges[j]);
        break;
    case LANE_TRUTH:
        dst->truths[i] = src->truths[j];
        break;
    case LANE_TEXT:
    case LANE_DATE:
        dst->values[i] = src->values[j];
        break;
    }
}

typedef void number_binary(mpq_ptr to, mpq_srcptr a, mpq_srcptr b);

static void least(mpq_ptr to, mpq_srcptr a, mpq_srcptr b)
{
    mpq_set(to, mpq_cmp(a, b) <= 0 ? a : b);
}

static void most(mpq_ptr to, mpq_srcptr a, mpq_srcptr b)
{
    mpq_set(to, mpq_cmp(a, b) >= 0 ? a : b);
}

static void arithmetic(struct wide_bank *b, const struct insn *in, number_binary *compute, wide_range_binary *range)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(x->why[i], y->why[i]);
        if (dst->why[i] != REASON_OK)
            continue;
        compute(dst->numbers[i], x->numbers[i], y->numbers[i]);
        if (b->ranged)
            range(&dst->ranges[i], &x->ranges[i], &y->ranges[i], b->scratch);
        wide_op_settle(dst, i);
    }
}

/* DIV, FDIV, and DIVROUND when `round`. */
static void divide(struct wide_bank *b, const struct insn *in, bool round)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    for (size_t i = 0; i < dst->count; i++) {
        uint8_t why = wide_op_worse(x->why[i], y->why[i]);
        if (why == REASON_OK && mpq_sgn(y->numbers[i]) == 0)
            why = REASON_DIVISION;
        dst->why[i] = why;
        if (why != REASON_OK)
            continue;
        mpq_div(dst->numbers[i], x->numbers[i], y->numbers[i]);
        if (b->ranged)
            wide_range_divide(&dst->ranges[i], &x->ranges[i], &y->ranges[i], b->scratch);
        wide_op_settle(dst, i);
        if (!round || dst->why[i] != REASON_OK)
            continue;
        number_round(dst->numbers[i], dst->numbers[i], in->scale, (enum number_rounding)in->mode);
        if (b->ranged)
            wide_range_round(&dst->ranges[i], &dst->ranges[i], in->scale, (enum number_rounding)in->mode);
        wide_op_settle(dst, i);
    }
}

static void round_lanes(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = x->why[i];
        if (dst->why[i] != REASON_OK)
            continue;
        number_round(dst->numbers[i], x->numbers[i], in->scale, (enum number_rounding)in->mode);
        if (b->ranged)
            wide_range_round(&dst->ranges[i], &x->ranges[i], in->scale, (enum number_rounding)in->mode);
        wide_op_settle(dst, i);
    }
}

static void move(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    for (size_t i = 0; i < dst->count; i++)
        wide_op_copy_lane(b, dst, i, x, i);
}

static void negate(struct wide_bank *b, const struct insn *in)
{
    struct wide_register *dst;
    move(b, in);
    dst = &b->registers[in->dst];
    for (size_t i = 0; i < dst->count; i++) {
        if (dst->why[i] != REASON_OK)
            continue;
        mpq_neg(dst->numbers[i], dst->numbers[i]);
        if (b->ranged)
            wide_range_negate(&dst->ranges[i], &dst->ranges[i]);
    }
}

static void absolute(struct wide_bank *b, const struct insn *in)
{
    struct wide_register *dst;
    move(b, in);
    dst = &b->registers[in->dst];
    for (size_t i = 0; i < dst->count; i++) {
        if (dst->why[i] != REASON_OK)
            continue;
        mpq_abs(dst->numbers[i], dst->numbers[i]);
        if (b->ranged)
            wide_range_absolute(&dst->ranges[i], &dst->ranges[i]);
    }
}

enum relation { IS_EQUAL, IS_DIFFERENT, IS_LESS, IS_LESS_OR_EQUAL };

static uint8_t truth_of(enum relation relation, int order)
{
    switch (relation) {
    case IS_EQUAL:
        return order == 0 ? 2 : 0;
    case IS_DIFFERENT:
        return order != 0 ? 2 : 0;
    case IS_LESS:
        return order < 0 ? 2 : 0;
    case IS_LESS_OR_EQUAL:
        return order <= 0 ? 2 : 0;
    }
    return 0;
}

static void compare_numbers(struct wide_bank *b, const struct insn *in, enum relation relation)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(x->why[i], y->why[i]);
        if (dst->why[i] == REASON_OK)
            dst->truths[i] = truth_of(relation, mpq_cmp(x->numbers[i], y->numbers[i]));
    }
}

static void compare_integers(struct wide_bank *b, const struct insn *in, enum relation relation)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(x->why[i], y->why[i]);
        if (dst->why[i] == REASON_OK)
            dst->truths[i] = truth_of(relation, (x->values[i] > y->values[i]) - (x->values[i] < y->values[i]));
    }
}

static void within(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b], *z = &b->registers[in->c];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(wide_op_worse(x->why[i], y->why[i]), z->why[i]);
        if (dst->why[i] != REASON_OK)
            continue;
        mpq_sub(b->scratch[0], x->numbers[i], y->numbers[i]);
        mpq_abs(b->scratch[0], b->scratch[0]);
        dst->truths[i] = mpq_cmp(b->scratch[0], z->numbers[i]) <= 0 ? 2 : 0;
    }
}

static void days(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(x->why[i], y->why[i]);
        if (dst->why[i] != REASON_OK)
            continue;
        mpq_set_si(b->scratch[0], x->values[i], 1);
        mpq_set_si(b->scratch[1], y->values[i], 1);
        mpq_sub(dst->numbers[i], b->scratch[0], b->scratch[1]);
        if (b->ranged)
            wide_range_exact(&dst->ranges[i], dst->numbers[i]);
    }
}

static void months(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(x->why[i], y->why[i]);
        if (dst->why[i] != REASON_OK)
            continue;
        mpq_set_si(dst->numbers[i], (long)cell_months_between(y->values[i], x->values[i], in->op == OP_BEGUN), 1);
        if (b->ranged)
            wide_range_exact(&dst->ranges[i], dst->numbers[i]);
    }
}

/* Texts of both operands at lane i. */
struct text_pair {
    const char *a, *b;
    size_t a_length, b_length;
};

static struct text_pair texts_at(const struct wide_bank *b, const struct wide_register *x, const struct wide_register *y, size_t i)
{
    struct text_pair pair;
    pair.a = text_table_text(b->data->texts, x->values[i], &pair.a_length);
    pair.b = text_table_text(b->data->texts, y->values[i], &pair.b_length);
    return pair;
}

static void contains(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(x->why[i], y->why[i]);
        if (dst->why[i] != REASON_OK)
            continue;
        struct text_pair pair = texts_at(b, x, y, i);
        dst->truths[i] = memmem(pair.a, pair.a_length, pair.b, pair.b_length) ? 2 : 0;
    }
}

static void same_unit(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = wide_op_worse(x->why[i], y->why[i]);
        dst->truths[i] = 2;
        if (dst->why[i] != REASON_OK || x->values[i] == y->values[i])
            continue;
        struct text_pair pair = texts_at(b, x, y, i);
        if (!unit_match(pair.a, pair.a_length, pair.b, pair.b_length))
            dst->why[i] = REASON_UNIT_MISMATCH;
    }
}

/* AND (`deciding` false) and OR: the lesser or greater truth; false or true decides whatever the other side lacks. */
static void junction(struct wide_bank *b, const struct insn *in, bool deciding)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        bool has_x = x->why[i] == REASON_OK, has_y = y->why[i] == REASON_OK;
        uint8_t truth_x = has_x ? x->truths[i] : deciding ? 0 : 2;
        uint8_t truth_y = has_y ? y->truths[i] : deciding ? 0 : 2;
        uint8_t truth = deciding == (truth_x > truth_y) ? truth_x : truth_y;
        bool decided = deciding ? truth > 0 : truth == 0;
        dst->why[i] = decided ? REASON_OK : wide_op_worse(x->why[i], y->why[i]);
        dst->truths[i] = truth;
    }
}

static void invert(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = x->why[i];
        dst->truths[i] = x->truths[i] == 0 ? 2 : 0;
    }
}

static bool is_absent(uint8_t why)
{
    enum reason_class class = reason_class_of(why);
    return class == REASON_CLASS_NA || class == REASON_CLASS_MISSING;
}

/* dst made ready for lanes of x or y: either may be NOTHING. */
static struct wide_register *write_either(struct wide_bank *b, const struct insn *in, uint16_t x, uint16_t y)
{
    const struct wide_register *one = &b->registers[x], *other = &b->registers[y];
    enum lane_kind kind = one->nothing ? other->kind : one->kind;
    bool nothing = one->nothing && other->nothing;
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, kind);
    dst->nothing = nothing;
    return dst;
}

static void choose(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b], *z = &b->registers[in->c];
    struct wide_register *dst = write_either(b, in, in->b, in->c);
    for (size_t i = 0; i < dst->count; i++)
        if (x->why[i] != REASON_OK)
            dst->why[i] = x->why[i];
        else
            wide_op_copy_lane(b, dst, i, x->truths[i] ? y : z, i);
}

static void substitute(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a], *y = &b->registers[in->b];
    struct wide_register *dst = write_either(b, in, in->a, in->b);
    for (size_t i = 0; i < dst->count; i++)
        wide_op_copy_lane(b, dst, i, is_absent(x->why[i]) ? y : x, i);
}

static void absent(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        bool lacks = is_absent(x->why[i]);
        dst->why[i] = lacks ? REASON_OK : x->why[i];
        dst->truths[i] = lacks ? 2 : 0;
    }
}

static void lacks(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    for (size_t i = 0; i < dst->count; i++) {
        bool here = x->why[i] == in->mode;
        dst->why[i] = here ? REASON_OK : x->why[i];
        dst->truths[i] = here ? 2 : 0;
    }
}

static void nothing(struct wide_bank *b, const struct insn *in)
{
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    dst->nothing = true;
    memset(dst->why, in->mode, dst->count);
}

static void group(struct wide_bank *b, const struct insn *in)
{
    const uint16_t numbers[] = {in->a, in->b, in->c};
    const struct wide_register *keys[3];
    size_t count = 0;
    for (size_t i = 0; i < 3; i++)
        if (numbers[i] != NO_REGISTER)
            keys[count++] = &b->registers[numbers[i]];
    wide_bank_group(b, in->domain, keys, count);
}

void wide_op_run(struct wide_bank *b, const struct insn *in)
{
    switch ((enum op)in->op) {
    case OP_LOAD: wide_op_load(b, in); break;
    case OP_CONST:
    case OP_FCONST: wide_op_constant(b, in); break;
    case OP_NOTHING: nothing(b, in); break;
    case OP_ADD:
    case OP_FADD: arithmetic(b, in, mpq_add, wide_range_add); break;
    case OP_SUB:
    case OP_FSUB: arithmetic(b, in, mpq_sub, wide_range_subtract); break;
    case OP_MUL:
    case OP_FMUL: arithmetic(b, in, mpq_mul, wide_range_multiply); break;
    case OP_MIN:
    case OP_FMIN: arithmetic(b, in, least, wide_range_least); break;
    case OP_MAX:
    case OP_FMAX: arithmetic(b, in, most, wide_range_most); break;
    case OP_NEG:
    case OP_FNEG: negate(b, in); break;
    case OP_ABS:
    case OP_FABS: absolute(b, in); break;
    case OP_RESCALE:
    case OP_FRACTION: move(b, in); break;
    case OP_ROUND:
    case OP_FROUND: round_lanes(b, in); break;
    case OP_DIV:
    case OP_FDIV: divide(b, in, false); break;
    case OP_DIVROUND: divide(b, in, true); break;
    case OP_EQ:
    case OP_FEQ: compare_numbers(b, in, IS_EQUAL); break;
    case OP_NE:
    case OP_FNE: compare_numbers(b, in, IS_DIFFERENT); break;
    case OP_LT:
    case OP_FLT: compare_numbers(b, in, IS_LESS); break;
    case OP_LE:
    case OP_FLE: compare_numbers(b, in, IS_LESS_OR_EQUAL); break;
    case OP_WITHIN: within(b, in); break;
    case OP_IEQ: compare_integers(b, in, IS_EQUAL); break;
    case OP_INE: compare_integers(b, in, IS_DIFFERENT); break;
    case OP_ILT: compare_integers(b, in, IS_LESS); break;
    case OP_ILE: compare_integers(b, in, IS_LESS_OR_EQUAL); break;
    case OP_DAYS: days(b, in); break;
    case OP_MONTHS:
    case OP_BEGUN: months(b, in); break;
    case OP_CONTAINS: contains(b, in); break;
    case OP_AND: junction(b, in, false); break;
    case OP_OR: junction(b, in, true); break;
    case OP_NOT: invert(b, in); break;
    case OP_SELECT:
    case OP_FSELECT:
    case OP_TSELECT: choose(b, in); break;
    case OP_DEFAULT:
    case OP_FDEFAULT: substitute(b, in); break;
    case OP_ABSENT: absent(b, in); break;
    case OP_LACKS: lacks(b, in); break;
    case OP_SAMEUNIT: same_unit(b, in); break;
    case OP_SPREAD: wide_op_spread(b, in); break;
    case OP_GROUP: group(b, in); break;
    case OP_FIND: wide_op_find(b, in); break;
    case OP_PICK: wide_op_pick(b, in); break;
    case OP_UPPER: wide_op_upper(b, in); break;
    case OP_SUM:
    case OP_FSUM: wide_op_sum(b, in); break;
    case OP_COUNT: wide_op_count(b, in); break;
    case OP_LEAST:
    case OP_FLEAST: wide_op_extreme(b, in, true); break;
    case OP_MOST:
    case OP_FMOST: wide_op_extreme(b, in, false); break;
    case OP_ANY: wide_op_quantify(b, in, true); break;
    case OP_ALL: wide_op_quantify(b, in, false); break;
    case OP_SAME: wide_op_same(b, in); break;
    case OP_APPROX: /* decided by their intervals: wide.c */
    case OP_FAPPROX:
    case OP_OUT: break;
    }
}
