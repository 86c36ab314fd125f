/* verify_facts.c - what each instruction demands of its operands and gives to dst: the docs of op.def, in a form that can be checked. */
#include "verify_facts.h"

struct facts verify_facts(enum op op)
{
    switch (op) {
    case OP_LOAD:
    case OP_CONST:
    case OP_FCONST:
        return (struct facts){.result = GIVES_INDEXED, .scale = SCALE_INDEXED};
    case OP_NOTHING:
        return (struct facts){.result = GIVES_ANY, .scale = SCALE_OWN};
    case OP_ADD:
    case OP_SUB:
    case OP_MIN:
    case OP_MAX:
        return (struct facts){KIND_FIXED, KIND_FIXED, .result = GIVES_FIXED, .scale = SCALE_ONE};
    case OP_MUL:
        return (struct facts){KIND_FIXED, KIND_FIXED, .result = GIVES_FIXED, .scale = SCALE_SUM};
    case OP_NEG:
    case OP_ABS:
        return (struct facts){KIND_FIXED, .result = GIVES_FIXED, .scale = SCALE_OF_A};
    case OP_RESCALE:
        return (struct facts){KIND_FIXED, .result = GIVES_FIXED, .scale = SCALE_FINER};
    case OP_ROUND:
        return (struct facts){KIND_FIXED, .result = GIVES_FIXED, .scale = SCALE_COARSER};
    case OP_DIVROUND:
        return (struct facts){KIND_FIXED, KIND_FIXED, .result = GIVES_FIXED, .scale = SCALE_QUOTIENT};
    case OP_DIV:
        return (struct facts){KIND_FIXED, KIND_FIXED, .result = GIVES_FRACTION, .scale = SCALE_DIFFERENCE};
    case OP_FRACTION:
        return (struct facts){KIND_FIXED, .result = GIVES_FRACTION, .scale = SCALE_OF_A};
    case OP_FADD:
    case OP_FSUB:
    case OP_FMIN:
    case OP_FMAX:
        return (struct facts){KIND_FRACTION, KIND_FRACTION, .result = GIVES_FRACTION, .scale = SCALE_FINEST};
    case OP_FMUL:
        return (struct facts){KIND_FRACTION, KIND_FRACTION, .result = GIVES_FRACTION, .scale = SCALE_SUM};
    case OP_FDIV:
        return (struct facts){KIND_FRACTION, KIND_FRACTION, .result = GIVES_FRACTION, .scale = SCALE_DIFFERENCE};
    case OP_FNEG:
    case OP_FABS:
        return (struct facts){KIND_FRACTION, .result = GIVES_FRACTION, .scale = SCALE_OF_A};
    case OP_FROUND:
        return (struct facts){KIND_FRACTION, .result = GIVES_FIXED, .scale = SCALE_ROUNDED};
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_APPROX:
        return (struct facts){KIND_FIXED, KIND_FIXED, .result = GIVES_TRUTH, .scale = SCALE_SIDES};
    case OP_WITHIN:
        return (struct facts){KIND_FIXED, KIND_FIXED, KIND_FIXED, .result = GIVES_TRUTH, .scale = SCALE_SIDES_C};
    case OP_FEQ:
    case OP_FNE:
    case OP_FLT:
    case OP_FLE:
    case OP_FAPPROX:
        return (struct facts){KIND_FRACTION, KIND_FRACTION, .result = GIVES_TRUTH};
    case OP_IEQ:
    case OP_INE:
        return (struct facts){KIND_TEXT | KIND_DATE, KIND_TEXT | KIND_DATE, .agreement = A_WITH_B, .result = GIVES_TRUTH};
    case OP_ILT:
    case OP_ILE:
        return (struct facts){KIND_DATE, KIND_DATE, .result = GIVES_TRUTH};
    case OP_DAYS:
    case OP_MONTHS:
    case OP_BEGUN:
        return (struct facts){KIND_DATE, KIND_DATE, .result = GIVES_FIXED, .scale = SCALE_ZERO};
    case OP_CONTAINS:
    case OP_SAMEUNIT:
        return (struct facts){KIND_TEXT, KIND_TEXT, .result = GIVES_TRUTH};
    case OP_AND:
    case OP_OR:
        return (struct facts){KIND_TRUTH, KIND_TRUTH, .result = GIVES_TRUTH};
    case OP_NOT:
        return (struct facts){KIND_TRUTH, .result = GIVES_TRUTH};
    case OP_SELECT:
        return (struct facts){KIND_TRUTH, KIND_PLAIN, KIND_PLAIN, B_WITH_C, GIVES_AGREED, SCALE_OF_ARMS, IN_DOMAIN};
    case OP_FSELECT:
        return (struct facts){KIND_TRUTH, KIND_FRACTION, KIND_FRACTION, B_WITH_C, GIVES_AGREED, SCALE_OF_ARMS, IN_DOMAIN};
    case OP_TSELECT:
        return (struct facts){KIND_TRUTH, KIND_TRUTH, KIND_TRUTH, .result = GIVES_TRUTH};
    case OP_DEFAULT:
        return (struct facts){KIND_PLAIN, KIND_PLAIN, .agreement = A_WITH_B, .result = GIVES_AGREED, .scale = SCALE_ONE};
    case OP_FDEFAULT:
        return (struct facts){KIND_FRACTION, KIND_FRACTION, .agreement = A_WITH_B, .result = GIVES_AGREED, .scale = SCALE_ONE};
    case OP_ABSENT:
    case OP_LACKS:
        return (struct facts){KIND_ANY, .result = GIVES_TRUTH};
    case OP_SPREAD:
        return (struct facts){KIND_ANY, .result = GIVES_A, .scale = SCALE_OF_A, .place = FROM_ABOVE};
    case OP_GROUP:
        return (struct facts){KIND_PLAIN, KIND_PLAIN, KIND_PLAIN, .place = OF_ROWS};
    case OP_SUM:
    case OP_LEAST:
    case OP_MOST:
        return (struct facts){KIND_FIXED, KIND_TRUTH, .result = GIVES_FIXED, .scale = SCALE_OF_A, .place = FROM_BELOW};
    case OP_FSUM:
    case OP_FLEAST:
    case OP_FMOST:
        return (struct facts){KIND_FRACTION, KIND_TRUTH, .result = GIVES_FRACTION, .scale = SCALE_OF_A, .place = FROM_BELOW};
    case OP_SAME:
        return (struct facts){KIND_PLAIN, KIND_TRUTH, .result = GIVES_A, .scale = SCALE_OF_A, .place = FROM_BELOW};
    case OP_COUNT:
        return (struct facts){.b = KIND_TRUTH, .result = GIVES_FIXED, .scale = SCALE_ZERO, .place = FROM_BELOW};
    case OP_ANY:
    case OP_ALL:
        return (struct facts){.b = KIND_TRUTH, .result = GIVES_TRUTH, .place = FROM_BELOW};
    case OP_FIND:
        return (struct facts){KIND_PLAIN, KIND_PLAIN, .agreement = A_WITH_B, .result = GIVES_FIXED, .scale = SCALE_KEYS, .place = KEY_IN_ROWS};
    case OP_PICK:
        return (struct facts){KIND_ANY, KIND_FIXED, .result = GIVES_A, .scale = SCALE_OF_A, .place = ROW_OF};
    case OP_UPPER:
        return (struct facts){KIND_TEXT, .result = GIVES_TEXT};
    case OP_OUT:
        return (struct facts){.a = KIND_ANY};
    }
    return (struct facts){0};
}
