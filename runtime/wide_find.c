/* wide_find.c - wide path: rows found by a key, and codes. */
#include "code.h"
#include "wide_op.h"

void wide_op_find(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *wanted = &b->registers[in->a], *key = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_FIXED);
    wide_bank_find(b, in->domain, wanted, (uint16_t)in->index, key, dst->values, dst->why);
    for (size_t i = 0; i < dst->count; i++) {
        mpq_set_ui(dst->numbers[i], dst->why[i] ? 0 : (unsigned long)dst->values[i], 1);
        if (b->ranged)
            wide_op_set_exact(dst, i);
    }
}

void wide_op_pick(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *src = &b->registers[in->a], *rows = &b->registers[in->b];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, src->kind);
    dst->nothing = src->nothing;
    for (size_t i = 0; i < dst->count; i++)
        if (rows->why[i] != REASON_OK)
            dst->why[i] = rows->why[i];
        else
            wide_op_copy_lane(b, dst, i, src, (size_t)rows->values[i]);
}

void wide_op_upper(struct wide_bank *b, const struct insn *in)
{
    const struct wide_register *x = &b->registers[in->a];
    struct wide_register *dst = wide_bank_write(b, in->dst, in->domain, LANE_TEXT);
    const char *widths = b->program->constants[in->index].text;
    for (size_t i = 0; i < dst->count; i++) {
        dst->why[i] = x->why[i];
        if (x->why[i] != REASON_OK)
            continue;
        size_t length;
        const char *text = text_table_text(b->data->texts, x->values[i], &length);
        int64_t upper = code_upper(text, length, widths);
        if (upper < 0)
            dst->why[i] = upper == CODE_TOP ? REASON_RULE_NA : REASON_NOT_A_CODE;
        else
            dst->values[i] = text_table_enter(b->data->texts, text, (size_t)upper);
    }
}
