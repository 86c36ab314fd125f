/* test_wide_range.c - ≈ by intervals: printed figures, arithmetic on them, and what has no interval. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/unit.h"
#include "runtime/wide.h"

enum { MOST_CODE = 16, FIGURES = 5 }; /* the first field tells whether the table is there */

/* Figures x0 … x3 of one report, numbers in decimal. `digits` as in struct column; with one lane each. */
struct bench {
    struct arena arena;
    jmp_buf boundary;
    struct program_domain domains[2];
    struct program_field fields[FIGURES];
    struct column columns[FIGURES];
    struct data_wide wides[FIGURES][2];
    uint8_t why[FIGURES][2], truths[2];
    int8_t digits[FIGURES][2];
    struct program_output output;
    struct program_register registers[MOST_CODE];
    struct insn code[MOST_CODE];
    struct heng_program program;
    struct data data;
    size_t lanes[2];
    uint32_t row_offsets[2], *offsets[2];
    uint8_t truth, truth_why;
};

/* The figures are fields of domain 1, a table of two rows, if `rows`, else of the report. */
static void bench_open(struct bench *b, bool rows)
{
    static const char *table[] = {"表"};
    memset(b, 0, sizeof *b);
    arena_init(&b->arena, NULL, 0);
    b->arena.boundary = &b->boundary;
    b->domains[1] = (struct program_domain){.kind = DOMAIN_TABLE, .path = table, .path_length = 1};
    b->fields[0] = (struct program_field){.kind = LANE_TRUTH, .part = FIELD_PRESENT, .unit = NO_UNIT, .path = table, .path_length = 1};
    b->program = (struct heng_program){.domains = b->domains, .domain_count = 2, .fields = b->fields, .field_count = 1, .outputs = &b->output};
    b->program.output_count = 1;
    b->program.batch = (struct program_section){.code = b->code, .registers = b->registers};
    b->output = (struct program_output){.kind = LANE_TRUTH};
    b->lanes[0] = 1;
    b->lanes[1] = b->row_offsets[1] = 2;
    b->offsets[1] = b->row_offsets;
    b->data = (struct data){.program = &b->program, .reports = 1, .columns = b->columns, .lanes = b->lanes, .offsets = b->offsets};
    b->output.domain = rows;
}

static void bench_close(struct bench *b)
{
    for (size_t i = 0; i < b->program.field_count; i++)
        for (size_t j = 0; j < b->columns[i].wide_count; j++)
            mpq_clear(b->wides[i][j].number);
    arena_free(&b->arena);
}

static uint16_t add_register(struct bench *b, uint16_t domain, bool fraction)
{
    b->registers[b->program.batch.register_count] = (struct program_register){domain, fraction};
    return (uint16_t)b->program.batch.register_count++;
}

static void add(struct bench *b, struct insn in)
{
    b->code[b->program.batch.length++] = in;
}

/* A figure as a fraction register. `shape`: "万元" is an amount to 0.01万元 printed so that the declaration counts; "exact"; "printed" takes
 * its digits from the text. Numbers are in the declared unit; two of them, apart by a blank, make two rows. */
static uint16_t figure(struct bench *b, const char *shape, const char *numbers)
{
    uint32_t index = (uint32_t)b->program.field_count++;
    uint16_t domain = strchr(numbers, ' ') ? 1 : 0;
    struct program_field *f = &b->fields[index];
    struct column *c = &b->columns[index];
    char text[64], *rest = text, *token;
    int unit = unit_find(shape, strlen(shape));
    *f = (struct program_field){.domain = domain, .kind = LANE_FIXED, .part = FIELD_NUMBER, .unit = (int16_t)unit, .decimals = 2};
    f->precision = unit != UNIT_NONE ? PRECISION_DECIMALS : strcmp(shape, "exact") == 0 ? PRECISION_EXACT : PRECISION_PRINTED;
    *c = (struct column){.why = b->why[index], .wide = b->wides[index], .digits = f->precision == PRECISION_PRINTED ? b->digits[index] : NULL};
    snprintf(text, sizeof text, "%s", numbers);
    for (size_t lane = 0; (token = strtok_r(rest, " ", &rest)); lane++) {
        struct data_wide *wide = &c->wide[c->wide_count++];
        int digits;
        bool too_large;
        wide->lane = lane;
        mpq_init(wide->number);
        assert_true(number_read(token, strlen(token), wide->number, &digits, &too_large));
        b->digits[index][lane] = (int8_t)digits;
        if (unit != UNIT_NONE)
            number_scale(wide->number, wide->number, unit_at(unit)->power);
    }
    uint16_t fixed = add_register(b, domain, false), fraction = add_register(b, domain, true);
    add(b, (struct insn){.op = OP_LOAD, .domain = domain, .dst = fixed, .index = index});
    add(b, (struct insn){.op = OP_FRACTION, .domain = domain, .dst = fraction, .a = fixed});
    return fraction;
}

static uint16_t compute(struct bench *b, enum op op, uint16_t x, uint16_t y)
{
    uint16_t dst = add_register(b, b->registers[x].domain, true);
    add(b, (struct insn){.op = (uint8_t)op, .domain = b->registers[x].domain, .dst = dst, .a = x, .b = y});
    return dst;
}

static void keep_truth(void *context, uint32_t output, const struct lanes *l)
{
    struct bench *b = context;
    assert_int_equal(output, 0);
    b->truth = l->truths[0];
    b->truth_why = l->why[0];
}

/* Compares x ≈ y, all three ways to ask agreeing, and the intervals as "low..high low..high" (base units). */
static void expect(struct bench *b, const char *name, uint16_t x, uint16_t y, unsigned truth, const char *why, const char *ends)
{
    uint16_t domain = b->registers[x].domain, dst = add_register(b, domain, false);
    uint32_t at = (uint32_t)b->program.batch.length;
    add(b, (struct insn){.op = OP_FAPPROX, .domain = domain, .dst = dst, .a = x, .b = y});
    add(b, (struct insn){.op = OP_OUT, .domain = domain, .a = dst});
    const char *problem = program_verify(&b->program, &b->program.batch, &b->arena);
    if (problem)
        fail_msg("%s: %s", name, problem);
    struct wide *w = wide_new(&b->arena, &b->program, &b->program.batch);
    wide_run(w, &b->data, 0, keep_truth, b);
    if (b->truth_why == REASON_OK && b->truth != truth)
        fail_msg("%s: %u, not %u", name, b->truth, truth);
    assert_string_equal(reason_code(b->truth_why), why);
    uint8_t other;
    assert_int_equal(wide_approx(w, &b->data, 0, at, 0, &other), b->truth_why == REASON_OK ? truth : 0);
    assert_int_equal(other, b->truth_why);
    struct machine_interval i;
    mpq_inits(i.left, i.left_low, i.left_high, i.right, i.right_low, i.right_high, NULL);
    wide_intervals(w, &b->data, 0, at, 0, &i);
    if (ends) {
        struct arena *a = &b->arena;
        char *got = arena_format(a, "%s..%s %s..%s", number_print_exact(a, i.left_low), number_print_exact(a, i.left_high),
                                 number_print_exact(a, i.right_low), number_print_exact(a, i.right_high));
        assert_int_equal(i.why, REASON_OK);
        if (strcmp(got, ends) != 0)
            fail_msg("%s: %s, not %s", name, got, ends);
    }
    mpq_clears(i.left, i.left_low, i.left_high, i.right, i.right_low, i.right_high, NULL);
    wide_free(w);
}

/* left ≈ a op b. */
static const struct {
    const char *name, *shape, *left, *a;
    enum op op;
    const char *b;
    unsigned truth;
    const char *why, *ends;
} pair_rows[] = {
    {"a class is the sum of its items, but for rounding", "万元", "12.97", "5.19", OP_FADD, "7.77", 1, "", "129650..129750 129500..129700"},
    {"30万元 are not rounding", "万元", "3675.76", "506.07", OP_FADD, "3139.69", 0, "", "36757550..36757650 36457500..36457700"},
    {"equal figures", "万元", "12.96", "5.19", OP_FADD, "7.77", 2, "", NULL},
    {"a difference may fall just outside", "万元", "12.98", "5.19", OP_FADD, "7.77", 0, "", NULL},
    {"trailing zeros that reports drop count", "万元", "600", "599.99", OP_FADD, "0", 1, "", "5999950..6000050 5999800..6000000"},
    {"a difference widens too", "万元", "-2.58", "5.19", OP_FSUB, "7.77", 2, "", "-25850..-25750 -25900..-25700"},
    {"products take the outermost corners", "printed", "-6", "-2.0", OP_FMUL, "3", 2, "", "-13/2..-11/2 -287/40..-39/8"},
    {"a product around zero", "printed", "0", "0", OP_FMUL, "3", 2, "", "-1/2..1/2 -7/4..7/4"},
    {"quotients", "printed", "0.5", "1.0", OP_FDIV, "2", 2, "", "9/20..11/20 19/50..7/10"},
    {"a divisor that may be zero", "printed", "9", "1", OP_FDIV, "0.0", 0, "division", NULL},
    {"counts are exact", "exact", "3", "1", OP_FADD, "1.99", 0, "", "3..3 299/100..299/100"},
    {"the smaller", "printed", "2", "2.0", OP_FMIN, "2.2", 2, "", "3/2..5/2 39/20..41/20"},
    {"the larger", "printed", "2.2", "2", OP_FMAX, "2.2", 2, "", "43/20..9/4 43/20..5/2"},
};

static void sides_are_compared_as_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pair_rows / sizeof *pair_rows; i++) {
        struct bench b;
        bench_open(&b, false);
        uint16_t left = figure(&b, pair_rows[i].shape, pair_rows[i].left);
        uint16_t x = figure(&b, pair_rows[i].shape, pair_rows[i].a), y = figure(&b, pair_rows[i].shape, pair_rows[i].b);
        uint16_t right = compute(&b, pair_rows[i].op, x, y);
        expect(&b, pair_rows[i].name, left, right, pair_rows[i].truth, pair_rows[i].why, pair_rows[i].ends);
        bench_close(&b);
    }
}

/* 0.01 apart, each ± 0.005: the ends touch. */
static void intervals_are_closed(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, false);
    uint16_t left = figure(&b, "万元", "600.00"), right = figure(&b, "万元", "599.99");
    expect(&b, "touching ends", left, right, 1, "", "5999950..6000050 5999850..5999950");
    bench_close(&b);
    bench_open(&b, false);
    left = figure(&b, "万元", "600.00");
    right = figure(&b, "exact", "5999949");
    expect(&b, "one yuan further", left, right, 0, "", "5999950..6000050 5999949..5999949");
    bench_close(&b);
}

static void a_printed_rate_meets_its_exact_quotient(void **state)
{
    (void)state;
    static const struct {
        const char *name, *part, *whole;
        unsigned truth;
    } rows[] = {{"84% is 21/25", "21", "25", 2}, {"84% is 16/19 to its digits", "16", "19", 1}, {"84% is not 21/26", "21", "26", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench b;
        bench_open(&b, false);
        uint16_t rate = figure(&b, "printed", "0.84");
        uint16_t right = compute(&b, OP_FDIV, figure(&b, "exact", rows[i].part), figure(&b, "exact", rows[i].whole));
        expect(&b, rows[i].name, rate, right, rows[i].truth, "", NULL);
        bench_close(&b);
    }
}

static void zero_within_the_divisor_has_no_interval(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, false);
    uint16_t left = figure(&b, "printed", "99"), one = figure(&b, "exact", "1"), small = figure(&b, "printed", "0.01");
    b.digits[3][0] = 1; /* printed to 0.1 only: [-0.04, 0.06] */
    expect(&b, "1 / 0.01", left, compute(&b, OP_FDIV, one, small), 0, "zero_in_range", NULL);
    bench_close(&b);
    bench_open(&b, false);
    left = figure(&b, "printed", "100"), one = figure(&b, "exact", "1"), small = figure(&b, "printed", "0.01");
    b.digits[3][0] = 1;
    uint16_t quotient = compute(&b, OP_FDIV, one, small), dst = add_register(&b, 0, false);
    add(&b, (struct insn){.op = OP_FAPPROX, .dst = dst, .a = left, .b = quotient});
    add(&b, (struct insn){.op = OP_OUT, .a = dst});
    struct wide *w = wide_new(&b.arena, &b.program, &b.program.batch);
    wide_run(w, &b.data, 0, keep_truth, &b);
    assert_int_equal(b.truth_why, REASON_OK); /* equal needs no interval */
    assert_int_equal(b.truth, 2);
    wide_free(w);
    bench_close(&b);
}

static void what_the_column_says_was_printed_goes_before_the_declaration(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, false);
    uint16_t left = figure(&b, "万元", "600.001"), right = figure(&b, "exact", "6000020");
    b.columns[1].digits = b.digits[1];
    b.digits[1][0] = -1; /* three decimals of 万元: tens of yuan */
    expect(&b, "to 0.001万元", left, right, 0, "", "6000005..6000015 6000020..6000020");
    bench_close(&b);
    bench_open(&b, false);
    left = figure(&b, "万元", "600"), right = figure(&b, "exact", "6004000");
    b.columns[1].digits = b.digits[1];
    b.digits[1][0] = -4; /* as of a figure in 亿元 with four decimals */
    expect(&b, "to 1万元", left, right, 1, "", "5995000..6005000 6004000..6004000");
    bench_close(&b);
}

static void unary_steps_and_choices_map_intervals(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, false);
    uint16_t x = figure(&b, "printed", "-0.3"), y = figure(&b, "exact", "0");
    b.digits[1][0] = 0; /* [-0.8, 0.2] */
    uint16_t absolute = compute(&b, OP_FABS, x, 0), negative = compute(&b, OP_FNEG, x, 0), rounded = add_register(&b, 0, false);
    add(&b, (struct insn){.op = OP_FROUND, .dst = rounded, .a = negative, .mode = NUMBER_HALF_AWAY});
    uint16_t back = add_register(&b, 0, true), less = add_register(&b, 0, false), chosen = add_register(&b, 0, true);
    add(&b, (struct insn){.op = OP_FRACTION, .dst = back, .a = rounded});
    add(&b, (struct insn){.op = OP_FLT, .dst = less, .a = x, .b = y});
    add(&b, (struct insn){.op = OP_FSELECT, .dst = chosen, .a = less, .b = back, .c = x});
    expect(&b, "|x| against rounded -x", absolute, chosen, 1, "", "0..4/5 0..1");
    bench_close(&b);
}

/* Both registers are written again after the first ≈; the slice must take the writes it saw, and rows keep their own lanes. */
static void slices_follow_reused_registers_and_rows(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, true);
    uint16_t x = figure(&b, "printed", "10 20"), y = figure(&b, "printed", "10.4 22"), sum = add_register(&b, 0, true), back = add_register(&b, 1, true);
    add(&b, (struct insn){.op = OP_FSUM, .domain = 0, .dst = sum, .a = x, .b = NO_REGISTER, .index = 1});
    add(&b, (struct insn){.op = OP_FAPPROX, .domain = 1, .dst = 0, .a = x, .b = y});
    add(&b, (struct insn){.op = OP_SPREAD, .domain = 1, .dst = back, .a = sum});
    add(&b, (struct insn){.op = OP_FADD, .domain = 1, .dst = x, .a = back, .b = y});
    size_t at = b.program.batch.length;
    add(&b, (struct insn){.op = OP_FAPPROX, .domain = 1, .dst = 0, .a = x, .b = y});
    assert_null(program_verify(&b.program, &b.program.batch, &b.arena));
    struct wide *w = wide_new(&b.arena, &b.program, &b.program.batch);
    uint8_t why;
    assert_int_equal(wide_approx(w, &b.data, 0, 5, 0, &why), 1);
    assert_int_equal(wide_approx(w, &b.data, 0, 5, 1, &why), 0);
    assert_int_equal(wide_approx(w, &b.data, 0, at, 1, &why), 0);
    struct machine_interval i;
    mpq_inits(i.left, i.left_low, i.left_high, i.right, i.right_low, i.right_high, NULL);
    wide_intervals(w, &b.data, 0, at, 1, &i);
    assert_string_equal(number_print_exact(&b.arena, i.left), "52");
    assert_string_equal(number_print_exact(&b.arena, i.left_low), "101/2");
    assert_string_equal(number_print_exact(&b.arena, i.left_high), "107/2");
    b.why[1][1] = REASON_DASH;
    wide_forget(w);
    wide_intervals(w, &b.data, 0, at, 1, &i);
    assert_int_equal(i.why, REASON_DASH);
    mpq_clears(i.left, i.left_low, i.left_high, i.right, i.right_low, i.right_high, NULL);
    wide_free(w);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sides_are_compared_as_printed), cmocka_unit_test(intervals_are_closed),
        cmocka_unit_test(a_printed_rate_meets_its_exact_quotient), cmocka_unit_test(zero_within_the_divisor_has_no_interval),
        cmocka_unit_test(what_the_column_says_was_printed_goes_before_the_declaration), cmocka_unit_test(unary_steps_and_choices_map_intervals),
        cmocka_unit_test(slices_follow_reused_registers_and_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
