/* wide_reduce.c - wide path: what passes between lane spaces, SPREAD and the reductions. */
#include "wide_op.h"

#include "wide_range.h"

void wide_op_spread(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *src = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, src->kind);
    dst->nothing = src->nothing;
    const uint32_t *owners = wide_bank_owners(b, in->domain, b->section->registers[in->a].domain);
    for (size_t i = 0; i < dst->count; i++)
        if (owners[i] == WIDE_NO_LANE)
            dst->why[i] = REASON_MISSING_ROW;
        else
            wide_op_copy_lane(b, dst, i, src, owners[i]);
}

/* The rows that a reduction goes over. */
struct rows {
    const uint32_t *owners;
    const struct wide_register *condition; /* NULL: all rows */
    size_t count;
};

/* The owners are valid until the next reduction. */
static struct rows rows_of(struct wide_bank *b, const struct insn *in)
{
    uint16_t source = (uint16_t)in->index;
    return (struct rows){
        .owners = wide_bank_owners(b, source, in->domain),
        .condition = in->b == NO_REGISTER ? NULL : &b->registers[in->b],
        .count = b->spaces[source].count,
    };
}

/* True if `row` counts; *lane is where. A condition without value leaves none in the lane of dst. */
static bool admits(const struct rows *rows, size_t row, struct wide_register *dst, size_t *lane)
{
    uint32_t owner = rows->owners[row];
    if (owner == WIDE_NO_LANE)
        return false;
    *lane = owner;
    if (!rows->condition)
        return true;
    uint8_t why = rows->condition->why[row];
    dst->why[owner] = wide_op_worse(dst->why[owner], why);
    return why == REASON_OK && rows->condition->truths[row] != 0;
}

static void clear_lanes(struct wide_register *dst)
{
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = REASON_OK;
        dst->truths[i] = 0;
    }
}

static void set_number(struct wide_bank *b, struct wide_register *dst, size_t i, unsigned long number)
{
    mpq_set_ui(dst->numbers[i], number, 1);
    if (b->ranged)
        wide_range_exact(&dst->ranges[i], dst->numbers[i]);
}

void wide_op_sum(struct wide_bank *b, const struct insn *in)
{
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    const struct wide_register *a = &b->registers[in->a];
    struct rows rows = rows_of(b, in);
    size_t lane;
    clear_lanes(dst);
    for (size_t i = 0; i < dst->count; i++)
        set_number(b, dst, i, 0);
    for (size_t row = 0; row < rows.count; row++) {
        if (!admits(&rows, row, dst, &lane))
            continue;
        dst->why[lane] = wide_op_worse(dst->why[lane], a->why[row]);
        if (dst->why[lane] != REASON_OK)
            continue;
        mpq_add(dst->numbers[lane], dst->numbers[lane], a->numbers[row]);
        if (b->ranged)
            wide_range_add(&dst->ranges[lane], &dst->ranges[lane], &a->ranges[row], b->scratch);
        wide_op_settle(dst, lane);
    }
}

/* dst->truths marks the lanes that have seen a row. */
void wide_op_extreme(struct wide_bank *b, const struct insn *in, bool least)
{
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    const struct wide_register *a = &b->registers[in->a];
    struct rows rows = rows_of(b, in);
    wide_range_binary *meet = least ? wide_range_least : wide_range_most;
    size_t lane;
    clear_lanes(dst);
    for (size_t row = 0; row < rows.count; row++) {
        if (!admits(&rows, row, dst, &lane))
            continue;
        bool first = dst->truths[lane] == 0;
        dst->truths[lane] = 1;
        dst->why[lane] = wide_op_worse(dst->why[lane], a->why[row]);
        if (dst->why[lane] != REASON_OK)
            continue;
        int order = first ? 0 : mpq_cmp(a->numbers[row], dst->numbers[lane]);
        if (first || (least ? order < 0 : order > 0))
            mpq_set(dst->numbers[lane], a->numbers[row]);
        if (b->ranged && first)
            wide_range_copy(&dst->ranges[lane], &a->ranges[row]);
        else if (b->ranged)
            meet(&dst->ranges[lane], &dst->ranges[lane], &a->ranges[row], b->scratch);
    }
    for (size_t i = 0; i < dst->count; i++)
        if (dst->truths[i] == 0 && dst->why[i] == REASON_OK)
            dst->why[i] = REASON_MISSING_ROW;
}

void wide_op_count(struct wide_bank *b, const struct insn *in)
{
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    struct rows rows = rows_of(b, in);
    size_t lane;
    clear_lanes(dst);
    for (size_t i = 0; i < dst->count; i++)
        dst->values[i] = 0;
    for (size_t row = 0; row < rows.count; row++)
        if (admits(&rows, row, dst, &lane))
            dst->values[lane]++;
    for (size_t i = 0; i < dst->count; i++)
        set_number(b, dst, i, (unsigned long)dst->values[i]);
}

void wide_op_quantify(struct wide_bank *b, const struct insn *in, bool any)
{
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TRUTH);
    struct rows rows = rows_of(b, in);
    clear_lanes(dst);
    for (size_t i = 0; i < dst->count; i++)
        dst->truths[i] = any ? 0 : 2;
    for (size_t row = 0; row < rows.count; row++) {
        uint32_t lane = rows.owners[row];
        if (lane == WIDE_NO_LANE)
            continue;
        uint8_t why = rows.condition->why[row], truth = rows.condition->truths[row];
        if (why != REASON_OK)
            dst->why[lane] = wide_op_worse(dst->why[lane], why);
        else if (any ? truth > dst->truths[lane] : truth < dst->truths[lane])
            dst->truths[lane] = truth;
    }
    for (size_t i = 0; i < dst->count; i++)
        if (any ? dst->truths[i] > 0 : dst->truths[i] == 0)
            dst->why[i] = REASON_OK; /* decided, whatever other rows lack */
}

static bool lanes_equal(const struct wide_register *x, size_t i, const struct wide_register *y, size_t j)
{
    switch (x->kind) {
    case LANE_FIXED:
    case LANE_FRACTION:
        return mpq_equal(x->numbers[i], y->numbers[j]);
    case LANE_TEXT:
    case LANE_DATE:
        return x->values[i] == y->values[j];
    case LANE_TRUTH:
        return x->truths[i] == y->truths[j];
    }
    return false;
}

/* dst->truths: 1 where a row with a value was seen, 2 where two of them differ. */
void wide_op_same(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *a = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, a->kind);
    struct rows rows = rows_of(b, in);
    size_t lane;
    dst->nothing = a->nothing;
    clear_lanes(dst);
    for (size_t row = 0; row < rows.count; row++) {
        if (!admits(&rows, row, dst, &lane) || a->why[row] != REASON_OK)
            continue;
        if (dst->truths[lane] == 0) {
            uint8_t why = dst->why[lane];
            wide_op_copy_lane(b, dst, lane, a, row);
            dst->why[lane] = why;
            dst->truths[lane] = 1;
        } else if (!lanes_equal(dst, lane, a, row)) {
            dst->truths[lane] = 2;
        } else if (b->ranged && (a->kind == LANE_FIXED || a->kind == LANE_FRACTION)) {
            wide_range_common(&dst->ranges[lane], &dst->ranges[lane], &a->ranges[row], b->scratch);
        }
    }
    /* Without a value: why the rows have none. */
    for (size_t row = 0; row < rows.count; row++)
        if (admits(&rows, row, dst, &lane) && dst->truths[lane] == 0)
            dst->why[lane] = wide_op_worse(dst->why[lane], a->why[row]);
    for (size_t i = 0; i < dst->count; i++)
        if (dst->truths[i] == 2)
            dst->why[i] = wide_op_worse(dst->why[i], REASON_DIFFERS);
        else if (dst->truths[i] == 0 && dst->why[i] == REASON_OK)
            dst->why[i] = REASON_MISSING_ROW;
}
