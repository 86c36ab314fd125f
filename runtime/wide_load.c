/* wide_load.c - wide path: where lanes come from, and the intervals of printed figures. */
#include "wide_op.h"

#include <string.h>

#include "unit.h"
#include "wide_range.h"

/* Decimals in base units to which lane `lane` was printed, or DIGITS_EXACT. The column's word wins; without one the field's
 * declaration counts. */
static int printed_digits(const struct program_field *f, const struct column *c, size_t lane)
{
    if (c->digits)
        return c->digits[lane];
    return f->precision == PRECISION_DECIMALS ? f->decimals - (f->unit == NO_UNIT ? 0 : unit_at(f->unit)->power) : DIGITS_EXACT;
}

/* First entry of the column's wide numbers at or after `lane`. */
static size_t find_wide(const struct column *c, size_t lane)
{
    size_t low = 0, high = c->wide_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->wide[middle].lane < lane)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void load_numbers(struct wide_bank *b, const struct program_field *f, const struct column *c, size_t first, struct wide_register *dst)
{
    size_t wide = find_wide(c, first);
    for (size_t i = 0; i < dst->count; i++) {
        bool is_wide = wide < c->wide_count && c->wide[wide].lane == first + i;
        const struct data_wide *number = is_wide ? &c->wide[wide++] : NULL;
        if (dst->why[i] != REASON_OK)
            continue;
        if (number) {
            mpq_set(dst->numbers[i], number->number);
        } else {
            mpq_set_si(dst->numbers[i], c->values[first + i], 1);
            number_scale(dst->numbers[i], dst->numbers[i], -(long)f->scale);
        }
        if (!b->ranged)
            continue;
        int digits = printed_digits(f, c, first + i);
        if (digits == DIGITS_EXACT)
            wide_range_exact(&dst->ranges[i], dst->numbers[i]);
        else
            wide_range_printed(&dst->ranges[i], dst->numbers[i], digits, b->scratch);
    }
}

void wide_op_load(struct wide_bank *b, const struct insn *in)
{
    const struct program_field *f = &b->program->fields[in->index];
    const struct column *c = &b->data->columns[in->index];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, f->kind);
    size_t first = b->spaces[in->domain].first;
    if (dst->count == 0)
        return;
    if (c->why)
        memcpy(dst->why, c->why + first, dst->count);
    else
        memset(dst->why, REASON_OK, dst->count);
    switch (f->kind) {
    case LANE_FIXED:
    case LANE_FRACTION:
        load_numbers(b, f, c, first, dst);
        break;
    case LANE_TRUTH:
        memcpy(dst->truths, c->truths + first, dst->count);
        break;
    case LANE_TEXT:
    case LANE_DATE:
        memcpy(dst->values, c->values + first, dst->count * sizeof *dst->values);
        break;
    }
}

void wide_op_constant(struct wide_bank *b, const struct insn *in)
{
    const struct program_constant *c = &b->program->constants[in->index];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, c->kind);
    int64_t value = c->integer;
    if (c->kind == LANE_TEXT) /* entered when the table was made: this only finds it */
        value = text_table_enter(b->data->texts, c->text, strlen(c->text));
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = REASON_OK;
        switch (c->kind) {
        case LANE_FIXED:
        case LANE_FRACTION:
            mpq_set(dst->numbers[i], c->number);
            if (b->ranged)
                wide_range_exact(&dst->ranges[i], dst->numbers[i]);
            break;
        case LANE_TRUTH:
            dst->truths[i] = (uint8_t)value;
            break;
        case LANE_TEXT:
        case LANE_DATE:
            dst->values[i] = value;
            break;
        }
    }
}
