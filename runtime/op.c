/* op.c - names, docs and formats of instructions: the rows of op.def. */
#include "op.h"

static const struct {
    const char *name, *doc;
    enum op_format format;
} rows[] = {
#define OP(name, format, doc) [OP_##name] = {#name, doc, FORMAT_##format},
#include "op.def"
#undef OP
};

const char *op_name(enum op op)
{
    return rows[op].name;
}

const char *op_doc(enum op op)
{
    return rows[op].doc;
}

enum op_format op_format_of(enum op op)
{
    return rows[op].format;
}

unsigned op_parts(enum op op)
{
    switch (op_format_of(op)) {
    case FORMAT_DST_FIELD:
        return PART_DST | PART_FIELD;
    case FORMAT_DST_CONSTANT:
        return PART_DST | PART_CONSTANT;
    case FORMAT_DST_MODE:
        return PART_DST | PART_REASON;
    case FORMAT_DST_A:
        return PART_DST | PART_A;
    case FORMAT_DST_A_REASON:
        return PART_DST | PART_A | PART_REASON;
    case FORMAT_DST_A_SHIFT:
        return PART_DST | PART_A | PART_SHIFT;
    case FORMAT_DST_A_ROUND:
        return PART_DST | PART_A | PART_SHIFT | PART_ROUNDING;
    case FORMAT_DST_A_B:
        return PART_DST | PART_A | PART_B;
    case FORMAT_DST_A_B_ROUND:
        return PART_DST | PART_A | PART_B | PART_SHIFT | PART_ROUNDING;
    case FORMAT_DST_A_B_C:
        return PART_DST | PART_A | PART_B | PART_C;
    case FORMAT_KEYS:
        return PART_A | PART_B | PART_B_OPTIONAL | PART_C | PART_C_OPTIONAL;
    case FORMAT_REDUCE:
        return PART_DST | PART_A | PART_B | PART_B_OPTIONAL | PART_SOURCE;
    case FORMAT_REDUCE_TRUTH:
        return PART_DST | PART_B | PART_B_OPTIONAL | PART_SOURCE;
    case FORMAT_KEY_IN_ROWS:
    case FORMAT_ROW_OF:
        return PART_DST | PART_A | PART_B | PART_SOURCE;
    case FORMAT_DST_A_CONSTANT:
        return PART_DST | PART_A | PART_CONSTANT;
    case FORMAT_OUTPUT:
        return PART_A | PART_OUTPUT;
    }
    return 0;
}
