/* machine_bench.h - for tests of the machine: programs made instruction by instruction, and what a run delivers as text. */
#ifndef HENG_TEST_MACHINE_BENCH_H
#define HENG_TEST_MACHINE_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/machine.h"
#include "runtime/number.h"

enum { REPORT, ROWS, NESTED, GROUPS, DOMAINS };
enum { MOST_VALUES = 220, FIELDS_PER_DOMAIN = 8, FIELDS = 3 * FIELDS_PER_DOMAIN, TABLES = 2, MOST_REPORTS = 300 };
enum { DATE_FIELD = FIELDS_PER_DOMAIN - 1, TEXT_FIELD = FIELDS_PER_DOMAIN - 2, TRUTH_FIELD = FIELDS_PER_DOMAIN - 3 };

/* One instruction's result while the program is being made; registers are given out at the end. */
struct value {
    enum lane_kind kind;
    uint16_t domain;
    int16_t scale;
};

struct bench {
    struct arena arena;
    jmp_buf boundary;
    uint64_t random;
    struct program_domain domains[DOMAINS];
    struct program_field fields[FIELDS + TABLES]; /* the last ones tell whether the tables are there */
    struct column columns[FIELDS + TABLES];
    struct program_constant constants[MOST_VALUES];
    struct program_output outputs[MOST_VALUES];
    struct program_register registers[MOST_VALUES];
    struct insn code[3 * MOST_VALUES];
    struct value values[MOST_VALUES]; /* by SSA number */
    size_t value_count;
    struct heng_program program;
    struct data data;
    size_t lanes[DOMAINS];
    uint32_t *offsets[DOMAINS];
};

/* Everything a run delivered: per output, the lanes in order as text. */
struct results {
    char *text[MOST_VALUES];
    size_t length[MOST_VALUES], capacity[MOST_VALUES];
    size_t next_report[MOST_VALUES];
};

static uint64_t draw(struct bench *b)
{
    uint64_t z = (b->random += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static int64_t between(struct bench *b, int64_t low, int64_t high)
{
    return low + (int64_t)(draw(b) % (uint64_t)(high - low + 1));
}

static inline bool once_in(struct bench *b, int times)
{
    return between(b, 1, times) == 1;
}

/* ---- making programs ---- */

static inline void open_bench(struct bench *b, uint64_t seed)
{
    static const char *path[] = {"表", "细项"};
    memset(b, 0, sizeof *b);
    b->random = seed;
    arena_init(&b->arena, NULL, 0);
    b->arena.boundary = &b->boundary;
    b->domains[ROWS] = (struct program_domain){.kind = DOMAIN_TABLE, .present = FIELDS, .path = path, .path_length = 1};
    b->domains[NESTED] = (struct program_domain){.kind = DOMAIN_TABLE, .parent = ROWS, .present = FIELDS + 1, .path = path, .path_length = 2};
    for (uint16_t i = 0; i < TABLES; i++)
        b->fields[FIELDS + i] = (struct program_field){.domain = i ? ROWS : 0, .kind = LANE_TRUTH, .part = FIELD_PRESENT, .unit = NO_UNIT, .path = path,
                                                       .path_length = (uint16_t)(i + 1)};
    b->domains[GROUPS] = (struct program_domain){.kind = DOMAIN_GROUP, .rows = ROWS};
    b->program = (struct heng_program){
        .domains = b->domains, .domain_count = DOMAINS, .fields = b->fields, .field_count = FIELDS + TABLES, .constants = b->constants, .outputs = b->outputs,
        .batch = {.code = b->code, .registers = b->registers},
    };
    for (int i = 0; i < FIELDS; i++) {
        struct program_field *f = &b->fields[i];
        int nth = i % FIELDS_PER_DOMAIN;
        f->domain = (uint16_t)(i / FIELDS_PER_DOMAIN);
        f->kind = nth == TRUTH_FIELD ? LANE_TRUTH : nth == TEXT_FIELD ? LANE_TEXT : nth == DATE_FIELD ? LANE_DATE : LANE_FIXED;
        f->part = nth == TRUTH_FIELD ? FIELD_TRUTH : nth == TEXT_FIELD ? FIELD_TEXT : nth == DATE_FIELD ? FIELD_DATE : FIELD_NUMBER;
        f->scale = f->kind == LANE_FIXED ? (int16_t)(nth == 4 ? -2 : nth == 3 ? 4 : 2) : 0;
        f->unit = NO_UNIT;
        f->precision = nth & 1 ? PRECISION_PRINTED : PRECISION_EXACT;
        f->used = true;
        mpq_init(f->blank);
    }
    b->data.texts = text_table_new(&b->arena);
}

static inline void close_bench(struct bench *b)
{
    for (int i = 0; i < FIELDS; i++) {
        mpq_clear(b->fields[i].blank);
        for (size_t k = 0; k < b->columns[i].wide_count; k++)
            mpq_clear(b->columns[i].wide[k].number);
    }
    for (size_t i = 0; i < b->program.constant_count; i++)
        mpq_clear(b->constants[i].number);
    arena_free(&b->arena);
}

/* Appends an instruction whose operands are SSA numbers; returns its own. */
static uint16_t emit(struct bench *b, enum lane_kind kind, struct insn in)
{
    assert_true(b->value_count < MOST_VALUES);
    in.dst = (uint16_t)b->value_count++;
    b->values[in.dst] = (struct value){kind, in.domain, in.scale};
    b->code[b->program.batch.length++] = in;
    return in.dst;
}

static uint16_t emit_constant(struct bench *b, enum lane_kind kind, uint16_t domain, int64_t numerator, int64_t denominator, int scale)
{
    struct program_constant *c = &b->constants[b->program.constant_count];
    *c = (struct program_constant){.kind = kind, .integer = numerator, .numerator = numerator, .denominator = denominator, .fits = true, .scale = (int16_t)scale};
    mpq_init(c->number);
    mpz_set_si(mpq_numref(c->number), numerator);
    mpz_set_si(mpq_denref(c->number), denominator);
    mpq_canonicalize(c->number);
    number_scale(c->number, c->number, -scale);
    if (kind == LANE_TEXT)
        c->text = numerator & 1 ? "家" : "局";
    return emit(b, kind, (struct insn){.op = kind == LANE_FRACTION ? OP_FCONST : OP_CONST, .domain = domain, .scale = (int16_t)scale,
                                       .index = (uint32_t)b->program.constant_count++});
}

static inline void emit_out(struct bench *b, uint16_t value)
{
    const struct value *v = &b->values[value];
    b->outputs[b->program.output_count] = (struct program_output){v->kind, v->domain, v->scale};
    b->code[b->program.batch.length++] =
        (struct insn){.op = OP_OUT, .domain = v->domain, .dst = NO_REGISTER, .a = value, .b = NO_REGISTER, .c = NO_REGISTER, .scale = v->scale,
                      .index = (uint32_t)b->program.output_count++};
}

static inline bool uses(const struct insn *in, uint16_t value)
{
    bool source = in->op == OP_LOAD || in->op == OP_CONST || in->op == OP_FCONST || in->op == OP_NOTHING;
    return !source && (in->a == value || in->b == value || in->c == value);
}

/* Gives SSA numbers registers that are used again as soon as their value is dead, operands of the same instruction included. */
static inline void give_registers(struct bench *b)
{
    struct program_section *s = &b->program.batch;
    uint16_t where[MOST_VALUES];
    size_t last[MOST_VALUES] = {0};
    bool busy[MOST_VALUES] = {0};
    for (size_t i = 0; i < s->length; i++)
        for (uint16_t v = 0; v < b->value_count; v++)
            if (uses(&s->code[i], v))
                last[v] = i;
    for (size_t i = 0; i < s->length; i++) {
        struct insn *in = &s->code[i], before = *in;
        uint16_t *operands[] = {&in->a, &in->b, &in->c};
        bool gathers = in->op == OP_FIND || in->op == OP_PICK; /* their operands keep their registers */
        for (int k = 0; k < 3; k++) {
            uint16_t v = *operands[k];
            if (v == NO_REGISTER || !uses(&before, v))
                continue;
            *operands[k] = where[v];
            if (last[v] == i && !gathers)
                busy[where[v]] = false;
        }
        if (in->dst == NO_REGISTER)
            continue;
        const struct value *v = &b->values[in->dst];
        size_t r = 0;
        while (r < s->register_count && (busy[r] || b->registers[r].domain != v->domain || b->registers[r].fraction != (v->kind == LANE_FRACTION)))
            r++;
        if (r == s->register_count)
            b->registers[s->register_count++] = (struct program_register){v->domain, v->kind == LANE_FRACTION};
        where[in->dst] = (uint16_t)r;
        busy[r] = last[in->dst] > i;
        in->dst = (uint16_t)r;
    }
    const char *problem = program_verify(&b->program, s, &b->arena);
    if (problem)
        fail_msg("%s", problem);
}

/* ---- running ---- */

static inline void append(struct results *r, uint32_t output, const char *text)
{
    size_t n = strlen(text);
    if (r->length[output] + n + 1 > r->capacity[output]) {
        r->capacity[output] = 2 * (r->length[output] + n + 1);
        r->text[output] = realloc(r->text[output], r->capacity[output]);
    }
    memcpy(r->text[output] + r->length[output], text, n + 1);
    r->length[output] += n;
}

static inline void append_lane(struct results *r, uint32_t output, const struct lanes *l, size_t i)
{
    char text[64];
    if (l->why && l->why[i]) {
        snprintf(text, sizeof text, "%s ", reason_code(l->why[i]));
    } else if (l->kind == LANE_TRUTH) {
        snprintf(text, sizeof text, "%d ", l->truths[i]);
    } else if (l->kind == LANE_TEXT || l->kind == LANE_DATE) {
        snprintf(text, sizeof text, "%lld ", (long long)l->values[i]);
    } else {
        mpq_t q;
        mpq_init(q);
        if (l->wide) {
            mpq_set(q, l->wide[i]);
        } else {
            mpz_set_si(mpq_numref(q), l->values[i]);
            if (l->denominators) {
                assert_true(l->denominators[i] > 0);
                mpz_set_si(mpq_denref(q), l->denominators[i]);
                mpq_canonicalize(q);
            }
            number_scale(q, q, -l->scale);
        }
        char *number = mpq_get_str(NULL, 10, q);
        append(r, output, number);
        free(number);
        snprintf(text, sizeof text, " ");
        mpq_clear(q);
    }
    append(r, output, text);
}

static inline void remember(void *context, uint32_t output, const struct lanes *l)
{
    struct results *r = context;
    assert_int_equal(l->first_report, r->next_report[output]);
    r->next_report[output] += l->reports;
    for (size_t i = 0; i < l->count; i++)
        append_lane(r, output, l, i);
}

static inline void forget(struct results *r)
{
    for (int i = 0; i < MOST_VALUES; i++)
        free(r->text[i]);
    memset(r, 0, sizeof *r);
}

static inline void run(struct bench *b, struct results *r, struct machine_options o)
{
    memset(r, 0, sizeof *r);
    struct machine *m = machine_new(&b->arena, &b->program, &b->program.batch, &o);
    assert_int_equal(machine_run(m, &b->data, 0, b->data.reports, remember, r), HENG_OK);
    machine_free(m);
}

static inline void compare(const struct bench *b, const struct results *left, const struct results *right, const char *what, uint64_t seed)
{
    for (size_t i = 0; i < b->program.output_count; i++) {
        assert_int_equal(left->next_report[i], b->data.reports);
        assert_int_equal(right->next_report[i], b->data.reports);
        if (left->length[i] != right->length[i] || (left->length[i] && strcmp(left->text[i], right->text[i]) != 0)) {
            size_t k = 0, from;
            while (left->text[i][k] == right->text[i][k])
                k++;
            from = k > 30 ? k - 30 : 0;
            fail_msg("seed %llu, %s: output %zu at %zu: %.80s | %.80s\n%s", (unsigned long long)seed, what, i, k, left->text[i] + from, right->text[i] + from,
                     program_disassemble(&b->program, &b->program.batch, (struct arena *)&b->arena));
        }
    }
}

#endif
