/* analyse_gate.c - on what it depends that a value applies.
 *
 * A parameter may have a condition or a period, a quotient may say 不适用 for a divisor of zero: what uses them does not apply there either, so
 * that two checks need not meet although neither has a condition of its own. A value with one such choice below it has that choice's gate, equal
 * for equal conditions; one with several has a gate that no other has. */
#include "analyse.h"

static bool is_nothing(const struct analysis *a, uint32_t node)
{
    if (node == NO_NODE) return false;
    const struct ir_key *key = ir_key(a->ir, analyse_core(a, node));
    return key->op == OP_NOTHING && reason_class_of(key->mode) == REASON_CLASS_NA;
}

/* The gate of a choice that leaves nothing on one side; 0 if it is none. */
static uint32_t gate_of_choice(const struct analysis *a, const struct ir_key *key)
{
    if (analyse_op((enum op)key->op) != OP_SELECT) return 0;
    bool first = is_nothing(a, key->b), second = is_nothing(a, key->c);
    return first == second ? 0 : 2 * a->class[key->a] + 1 + second;
}

void analyse_gates(struct analysis *a)
{
    size_t count = a->ir->count;
    a->gates = arena_alloc(a->c->scratch, (count + 1) * sizeof *a->gates);
    for (uint32_t n = 0; n < count; n++) {
        const struct ir_key *key = ir_key(a->ir, n);
        uint32_t own = gate_of_choice(a, key), gate = own;
        enum op op = analyse_op((enum op)key->op);
        bool choice = op == OP_SELECT;
        uint32_t operands[] = {key->a, key->b, key->c};
        if (op == OP_ABSENT) continue; /* whether there is a value is known anyway */
        if (op == OP_DEFAULT) operands[0] = NO_NODE;     /* and where there is none there is another */
        for (int k = 0; k < 3; k++) {
            if (operands[k] == NO_NODE || operands[k] >= n || (own && k == 0)) continue;
            uint32_t below = a->gates[operands[k]];
            if (!below || below == gate) continue;
            gate = !gate && !choice ? below : (uint32_t)(2 * count + 3 + n);
        }
        a->gates[n] = gate;
    }
}
