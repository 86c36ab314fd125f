/* ir.h - the program as a graph of values, each computed once.
 *
 * A node is an instruction whose operands are other nodes; equal nodes are one node, whatever their place in the text. Numbers have two forms,
 * fixed and fraction (op.def); the builders below choose, so that quotients stay quotients and roundings reach them in one step. */
#ifndef HENG_IR_H
#define HENG_IR_H

#include "compile.h"

enum { NO_NODE = UINT32_MAX, IR_MOST_SHIFT = 18, IR_MOST_SCALE = 4000 }; /* a scale beyond has more decimals than a number may have digits */

struct ir_key {
    uint8_t op, mode, kind;
    uint16_t domain;
    int16_t scale, shift;
    uint32_t a, b, c, index;
};

struct ir_node {
    struct ir_key key;
    struct span at;
    uint32_t id;
    UT_hash_handle hh;
};

/* A node whose value a section delivers. */
struct ir_root {
    uint32_t output, node;
};

/* What a node rounded to a scale came to. */
struct ir_rounded {
    struct {
        uint32_t node;
        int32_t scale, mode;
    } key;
    uint32_t result;
    UT_hash_handle hh;
};

struct ir {
    struct compiler *c;
    struct ir_node **nodes; /* operands before users */
    size_t count, capacity;
    struct ir_node *known;
    struct ir_rounded *rounded;
    struct span at;         /* given to new nodes */
    struct ir_root *batch, *detail;
    size_t batch_count, batch_capacity, detail_count, detail_capacity;
    uint32_t *output_of;    /* per node: output + 1, or 0 */
    bool *in_batch;         /* per node: a root of the batch section */
    size_t output_of_capacity, in_batch_capacity;
    uint32_t *group_node;   /* per domain: its GROUP node, or NO_NODE */
    size_t constant_capacity, output_capacity;
    uint32_t *constant_at;  /* hash of the constants: index + 1, or 0 */
    size_t constant_room;   /* a power of two */
};

struct ir *ir_new(struct compiler *c);

/* The node of that key; made if new. */
uint32_t ir_node(struct ir *ir, struct ir_key key);
const struct ir_key *ir_key(const struct ir *ir, uint32_t node);

/* The output that delivers a node; made on first use. The node becomes a root of the detail section, and of the batch section if asked. */
uint32_t ir_output(struct ir *ir, uint32_t node, bool batch);

/* Sources. A constant number in base units. */
uint32_t ir_load(struct ir *ir, uint32_t field);
uint32_t ir_as_of(struct ir *ir); /* the day as of which a report is evaluated */
uint32_t ir_number(struct ir *ir, const mpq_t value);
uint32_t ir_number_at(struct ir *ir, const mpq_t value, int scale); /* a decimal, fixed at that scale */
uint32_t ir_one_at(struct ir *ir, int scale);                       /* 1 as the fraction 10^scale over 1 */
uint32_t ir_whole(struct ir *ir, long value);
uint32_t ir_text(struct ir *ir, const char *text);
uint32_t ir_integer(struct ir *ir, enum lane_kind kind, int64_t value); /* a date or a truth */
uint32_t ir_nothing(struct ir *ir, enum reason why);

/* The same value with the lanes of a domain within its own. */
uint32_t ir_to_domain(struct ir *ir, uint32_t node, uint16_t domain);

/* An instruction of one, two or three operands, brought to their deepest domain; dst of `kind` and scale 0. */
uint32_t ir_simple(struct ir *ir, enum op op, enum lane_kind kind, uint32_t a, uint32_t b, uint32_t c);

/* A reduction of `a` (NO_NODE: none) over rows of `source` where `where` (NO_NODE: all) to the lanes of `domain`. */
uint32_t ir_reduce(struct ir *ir, enum op op, uint16_t domain, uint16_t source, uint32_t a, uint32_t where);

/* The row of a table's domain, found by what its key holds: for ir_pick. In the lanes of `wanted`, or of the table's parent if those are
 * deeper. The keys are of one kind and, if numbers, of one scale (ir_align_keys). */
uint32_t ir_find(struct ir *ir, uint32_t wanted, uint32_t key);
/* What stands in that row. */
uint32_t ir_pick(struct ir *ir, uint32_t value, uint32_t row);
/* Brings two numbers to one scale; false if one is a quotient. */
bool ir_align_keys(struct ir *ir, uint32_t *wanted, uint32_t *key);

/* Numbers. */
uint32_t ir_add(struct ir *ir, uint32_t a, uint32_t b);
uint32_t ir_subtract(struct ir *ir, uint32_t a, uint32_t b);
uint32_t ir_multiply(struct ir *ir, uint32_t a, uint32_t b);
uint32_t ir_divide(struct ir *ir, uint32_t a, uint32_t b);
uint32_t ir_negate(struct ir *ir, uint32_t a);
uint32_t ir_absolute(struct ir *ir, uint32_t a);
uint32_t ir_extreme(struct ir *ir, bool most, uint32_t a, uint32_t b);
uint32_t ir_round(struct ir *ir, uint32_t a, int scale, enum number_rounding mode);
/* A number times 10^power, exactly. */
uint32_t ir_power(struct ir *ir, uint32_t a, int power);

/* Truth of a comparison of two numbers; tolerance NO_NODE: none. */
uint32_t ir_compare(struct ir *ir, enum ast_relation relation, uint32_t a, uint32_t b, uint32_t tolerance);

/* Truth of "a has no value for that reason"; absent for any other reason. */
uint32_t ir_lacks(struct ir *ir, uint32_t a, enum reason why);

/* b where truth a holds, else c; values of any one kind. a, or b where a is absent. */
uint32_t ir_select(struct ir *ir, uint32_t a, uint32_t b, uint32_t c);
uint32_t ir_default(struct ir *ir, uint32_t a, uint32_t b);

/* The graph as text, in the arena. */
char *ir_print(const struct ir *ir, struct arena *a);

#endif
