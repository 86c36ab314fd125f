/* verify.c - proves a section safe before the machine runs it.
 *
 * The machine checks no index, kind or scale; it may not, it is the hot loop. This walk, once per program, shows that
 * none can go wrong. A loaded image is foreign until it has passed here.
 *
 * Code is straight-line, so one pass in order sees every register as the machine will. For each register the walk
 * keeps the set of kinds that its lanes can have: one kind after most instructions, none before the first write,
 * every kind after NOTHING, whose lanes have no value and so fit everywhere. An operand fits if its set meets what
 * the instruction accepts; where operands must agree (the arms of a SELECT, both sides of an IEQ) their sets must
 * have a kind in common. What each instruction accepts is in verify_facts.c, and only there. */
#include <stdarg.h>
#include <stdio.h>

#include "op.h"
#include "verify_facts.h"
#include "verify_tables.h"

enum { MOST_REGISTERS = NO_REGISTER }; /* numbers run from 0 */

/* What is known of a register at the point the walk has reached. */
struct state {
    uint8_t kinds; /* 0: not written yet */
    int scale;
    uint32_t rows; /* written by FIND: the domain whose rows it numbers, plus 1; else 0 */
};

struct verifier {
    const struct heng_program *program;
    const struct program_section *section;
    struct arena *arena;
    struct state *states;
    bool *formed;    /* per domain: its GROUP has been passed */
    bool *delivered; /* per output */
    size_t at;
    const char *problem;
};

/* Notes what is wrong with code[at]; false. */
__attribute__((format(printf, 2, 3))) static bool refuse(struct verifier *v, const char *format, ...)
{
    char text[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const struct insn *in = &v->section->code[v->at];
    v->problem = arena_format(v->arena, "code[%zu] %s: %s", v->at, in->op < OP_TOTAL ? op_name((enum op)in->op) : "?", text);
    return false;
}

static bool check_index(struct verifier *v, const struct insn *in, unsigned parts)
{
    const struct heng_program *p = v->program;
    if (parts & PART_FIELD) {
        if (in->index >= p->field_count)
            return refuse(v, "there is no field %u", in->index);
        if (p->fields[in->index].domain != in->domain)
            return refuse(v, "field %u is of domain %u, not %u", in->index, p->fields[in->index].domain, in->domain);
    }
    if (parts & PART_CONSTANT) {
        if (in->index >= p->constant_count)
            return refuse(v, "there is no constant %u", in->index);
        if ((in->op == OP_FCONST) != (p->constants[in->index].kind == LANE_FRACTION) ||
            (in->op == OP_UPPER && p->constants[in->index].kind != LANE_TEXT))
            return refuse(v, "constant %u is of another kind", in->index);
    }
    if ((parts & PART_SOURCE) && in->index >= p->domain_count)
        return refuse(v, "there is no domain %u", in->index);
    if ((parts & PART_OUTPUT) && in->index >= p->output_count)
        return refuse(v, "there is no output %u", in->index);
    return true;
}

static bool check_mode(struct verifier *v, const struct insn *in, unsigned parts)
{
    if ((parts & PART_ROUNDING) && in->mode > NUMBER_DOWN)
        return refuse(v, "there is no rounding %u", in->mode);
    if ((parts & PART_REASON) && (in->mode == REASON_OK || in->mode >= REASON_COUNT))
        return refuse(v, "there is no reason %u", in->mode);
    return true;
}

/* True if each lane of `inner` belongs to one lane (or, of a group, at most one) of `outer`, another domain. */
static bool contains(const struct heng_program *p, uint16_t outer, uint16_t inner)
{
    const struct program_domain *domains = p->domains;
    if (outer == inner)
        return false;
    for (uint16_t domain = inner; domain != outer; domain = domains[domain].parent) {
        if (domains[outer].kind == DOMAIN_GROUP && domains[outer].rows == domain)
            return true;
        if (domains[domain].kind == DOMAIN_REPORT)
            return false;
    }
    return true;
}

/* The lanes of a group exist from its GROUP on. */
static bool check_formed(struct verifier *v, uint16_t domain)
{
    if (v->program->domains[domain].kind == DOMAIN_GROUP && !v->formed[domain])
        return refuse(v, "the lanes of group domain %u are not formed yet", domain);
    return true;
}

static bool check_group(struct verifier *v, const struct insn *in)
{
    if (v->program->domains[in->domain].kind != DOMAIN_GROUP)
        return refuse(v, "domain %u is not a group domain", in->domain);
    if (v->formed[in->domain])
        return refuse(v, "group domain %u is formed twice", in->domain);
    return true;
}

static bool check_place(struct verifier *v, const struct insn *in, enum place place)
{
    if (in->domain >= v->program->domain_count)
        return refuse(v, "there is no domain %u", in->domain);
    switch (place) {
    case IN_DOMAIN:
    case FROM_ABOVE:
        return check_formed(v, in->domain);
    case KEY_IN_ROWS:
        if (v->program->domains[in->index].kind != DOMAIN_TABLE)
            return refuse(v, "domain %u is not a table", in->index);
        if (in->domain != v->program->domains[in->index].parent && !contains(v->program, v->program->domains[in->index].parent, in->domain))
            return refuse(v, "domain %u has no lane for each of domain %u", v->program->domains[in->index].parent, in->domain);
        return check_formed(v, in->domain);
    case ROW_OF:
        return check_formed(v, in->domain);
    case FROM_BELOW:
        if (!contains(v->program, in->domain, (uint16_t)in->index))
            return refuse(v, "domain %u is not under domain %u", in->index, in->domain);
        return check_formed(v, in->domain) && check_formed(v, (uint16_t)in->index);
    case OF_ROWS:
        return check_group(v, in);
    }
    return false;
}

static bool check_operand_domain(struct verifier *v, const struct insn *in, enum place place, char name, uint16_t reg)
{
    uint16_t domain = v->section->registers[reg].domain, due = in->domain;
    switch (place) {
    case IN_DOMAIN:
        break;
    case FROM_ABOVE:
        if (contains(v->program, domain, in->domain))
            return true;
        return refuse(v, "operand %c, r%u, is of domain %u, which does not contain domain %u", name, reg, domain, in->domain);
    case KEY_IN_ROWS:
        if (name == 'b')
            due = (uint16_t)in->index;
        break;
    case ROW_OF:
        if (name == 'a')
            due = (uint16_t)in->index;
        else if (v->states[reg].rows != in->index + 1)
            return refuse(v, "operand b, r%u, numbers no rows of domain %u", reg, in->index);
        break;
    case FROM_BELOW:
        due = (uint16_t)in->index;
        break;
    case OF_ROWS:
        due = v->program->domains[in->domain].rows;
        break;
    }
    if (domain != due)
        return refuse(v, "operand %c, r%u, is of domain %u, not %u", name, reg, domain, due);
    return true;
}

static bool check_operand(struct verifier *v, const struct insn *in, const struct facts *facts, char name, uint16_t reg, bool optional, uint8_t kinds)
{
    if (optional && reg == NO_REGISTER)
        return true;
    if (reg >= v->section->register_count)
        return refuse(v, "operand %c: there is no register r%u", name, reg);
    if (v->states[reg].kinds == 0)
        return refuse(v, "operand %c, r%u, is read before it is written", name, reg);
    if (!(v->states[reg].kinds & kinds))
        return refuse(v, "operand %c, r%u, is of the wrong kind", name, reg);
    return check_operand_domain(v, in, facts->place, name, reg);
}

static bool check_operands(struct verifier *v, const struct insn *in, const struct facts *facts, unsigned parts)
{
    bool b_optional = (parts & PART_B_OPTIONAL) && in->op != OP_ANY && in->op != OP_ALL;
    if ((parts & PART_A) && !check_operand(v, in, facts, 'a', in->a, false, facts->a))
        return false;
    if ((parts & PART_B) && !check_operand(v, in, facts, 'b', in->b, b_optional, facts->b))
        return false;
    return !(parts & PART_C) || check_operand(v, in, facts, 'c', in->c, parts & PART_C_OPTIONAL, facts->c);
}

/* Kinds that the operands which must agree have in common. */
static uint8_t agreed_kinds(const struct verifier *v, const struct insn *in, const struct facts *facts)
{
    switch (facts->agreement) {
    case ALONE:
        break;
    case A_WITH_B:
        return v->states[in->a].kinds & v->states[in->b].kinds & facts->a;
    case B_WITH_C:
        return v->states[in->b].kinds & v->states[in->c].kinds & facts->b;
    }
    return KIND_ANY;
}

static enum lane_kind indexed_kind(const struct verifier *v, const struct insn *in)
{
    return in->op == OP_LOAD ? v->program->fields[in->index].kind : v->program->constants[in->index].kind;
}

static uint8_t result_kinds(const struct verifier *v, const struct insn *in, const struct facts *facts)
{
    switch (facts->result) {
    case NO_RESULT:
        return 0;
    case GIVES_FIXED:
        return KIND_FIXED;
    case GIVES_FRACTION:
        return KIND_FRACTION;
    case GIVES_TRUTH:
        return KIND_TRUTH;
    case GIVES_TEXT:
        return KIND_TEXT;
    case GIVES_ANY:
        return KIND_ANY;
    case GIVES_AGREED:
        return agreed_kinds(v, in, facts);
    case GIVES_A:
        return v->states[in->a].kinds & facts->a;
    case GIVES_INDEXED:
        return (uint8_t)(1 << indexed_kind(v, in));
    }
    return 0;
}

static bool within_shift(int shift, int least)
{
    return shift >= least && shift <= MOST_SHIFT;
}

/* True if the scales relate by `rule`; a, b, c are those of the operands that the rule names. */
static bool scales_fit(const struct verifier *v, const struct insn *in, enum scale_rule rule)
{
    const struct state *states = v->states;
    int dst = in->scale, shift = in->shift;
#define SCALE_OF(operand) (states[in->operand].scale)
    switch (rule) {
    case NO_SCALE:
    case SCALE_OWN:
        return true;
    case SCALE_INDEXED:
        return dst == (in->op == OP_LOAD ? v->program->fields[in->index].scale : v->program->constants[in->index].scale);
    case SCALE_ZERO:
        return dst == 0;
    case SCALE_KEYS:
        return dst == 0 && SCALE_OF(a) == SCALE_OF(b);
    case SCALE_OF_A:
        return dst == SCALE_OF(a);
    case SCALE_ONE:
        return dst == SCALE_OF(a) && dst == SCALE_OF(b);
    case SCALE_OF_ARMS:
        return dst == SCALE_OF(b) && dst == SCALE_OF(c);
    case SCALE_SIDES:
        return SCALE_OF(a) == SCALE_OF(b);
    case SCALE_SIDES_C:
        return SCALE_OF(a) == SCALE_OF(b) && SCALE_OF(a) == SCALE_OF(c);
    case SCALE_SUM:
        return dst == SCALE_OF(a) + SCALE_OF(b);
    case SCALE_DIFFERENCE:
        return dst == SCALE_OF(a) - SCALE_OF(b);
    case SCALE_FINEST:
        return dst == (SCALE_OF(a) > SCALE_OF(b) ? SCALE_OF(a) : SCALE_OF(b));
    case SCALE_FINER:
        return dst == SCALE_OF(a) + shift && within_shift(shift, 1);
    case SCALE_COARSER:
        return dst == SCALE_OF(a) - shift && within_shift(shift, 0);
    case SCALE_QUOTIENT:
        return shift == dst - (SCALE_OF(a) - SCALE_OF(b)) && within_shift(shift, -MOST_SHIFT);
    case SCALE_ROUNDED:
        return shift == dst - SCALE_OF(a);
    }
#undef SCALE_OF
    return false;
}

static bool check_dst(struct verifier *v, const struct insn *in, uint8_t kinds)
{
    if (in->dst >= v->section->register_count)
        return refuse(v, "there is no register r%u to write", in->dst);
    const struct program_register *reg = &v->section->registers[in->dst];
    if (reg->domain != in->domain)
        return refuse(v, "dst, r%u, is of domain %u, not %u", in->dst, reg->domain, in->domain);
    kinds &= reg->fraction ? KIND_FRACTION : (uint8_t)~KIND_FRACTION;
    if (kinds == 0)
        return refuse(v, reg->fraction ? "dst, r%u, is for fractions" : "dst, r%u, is not for fractions", in->dst);
    v->states[in->dst] = (struct state){kinds, in->scale, in->op == OP_FIND ? in->index + 1 : 0};
    return true;
}

static bool check_out(struct verifier *v, const struct insn *in)
{
    const struct program_output *output = &v->program->outputs[in->index];
    uint8_t kind = (uint8_t)(1 << output->kind);
    if (v->delivered[in->index])
        return refuse(v, "output %u is delivered twice", in->index);
    if (!(v->states[in->a].kinds & kind))
        return refuse(v, "r%u is not of the kind of output %u", in->a, in->index);
    if (output->domain != in->domain)
        return refuse(v, "output %u is of domain %u, not %u", in->index, output->domain, in->domain);
    if ((kind & KIND_NUMBER) && output->scale != v->states[in->a].scale)
        return refuse(v, "r%u has scale %d, output %u has %d", in->a, v->states[in->a].scale, in->index, output->scale);
    v->delivered[in->index] = true;
    return true;
}

static bool check_insn(struct verifier *v, const struct insn *in)
{
    if (in->op >= OP_TOTAL)
        return refuse(v, "there is no instruction %u", in->op);
    struct facts facts = verify_facts((enum op)in->op);
    unsigned parts = op_parts((enum op)in->op);
    if (!check_index(v, in, parts) || !check_mode(v, in, parts) || !check_place(v, in, facts.place) || !check_operands(v, in, &facts, parts))
        return false;
    if (agreed_kinds(v, in, &facts) == 0)
        return refuse(v, "the operands are of different kinds");
    bool gathers = facts.place == KEY_IN_ROWS || facts.place == ROW_OF; /* any lane of an operand may be read after any lane of dst is written */
    if (gathers && (in->dst == in->a || in->dst == in->b))
        return refuse(v, "dst, r%u, is an operand", in->dst);
    uint8_t kinds = result_kinds(v, in, &facts);
    bool passes_on = facts.result == GIVES_AGREED || facts.result == GIVES_A || facts.result == GIVES_INDEXED;
    bool scaled = !passes_on || (kinds & KIND_NUMBER); /* what is passed on has a scale if it can be numbers */
    if (scaled && !scales_fit(v, in, facts.scale))
        return refuse(v, "the scales do not fit");
    if ((parts & PART_DST) && !check_dst(v, in, kinds))
        return false;
    if (in->op == OP_GROUP)
        v->formed[in->domain] = true;
    return in->op != OP_OUT || check_out(v, in);
}

const char *program_verify(const struct heng_program *p, const struct program_section *s, struct arena *a)
{
    const char *problem = verify_tables(p, a);
    if (problem)
        return problem;
    if (s->register_count > MOST_REGISTERS || s->length > UINT32_MAX)
        return arena_format(a, "the section has too many registers or instructions");
    for (size_t i = 0; i < s->register_count; i++)
        if (s->registers[i].domain >= p->domain_count)
            return arena_format(a, "register r%zu: there is no domain %u", i, s->registers[i].domain);
    struct verifier v = {
        .program = p,
        .section = s,
        .arena = a,
        .states = arena_alloc(a, (s->register_count + 1) * sizeof *v.states),
        .formed = arena_alloc(a, p->domain_count),
        .delivered = arena_alloc(a, p->output_count + 1),
    };
    for (v.at = 0; v.at < s->length; v.at++) {
        if (s->spans && !verify_span(p, s->spans[v.at]))
            return arena_format(a, "code[%zu]: its span is outside the sources", v.at);
        if (!check_insn(&v, &s->code[v.at]))
            return v.problem;
    }
    return NULL;
}
