/* test_machine.c - the machine: random programs over random data give the same results at every block size, on every instruction set and on
 * the wide path; and cases worked out by hand. */
#include "random_program.h"

enum { PROGRAMS = 140 };

static void runs_agree(uint64_t seed)
{
    static const struct { const char *name; struct machine_options options; } others[] = {
        {"portable", {.isa = MACHINE_PORTABLE}},
        {"avx2", {.isa = MACHINE_AVX2}},
        {"block 1", {.block = 1}},
        {"portable, block 7", {.isa = MACHINE_PORTABLE, .block = 7}},
        {"block 20", {.block = 20}},
        {"wide", {.path = MACHINE_WIDE}},
    };
    static struct bench b;
    static struct results first, other;
    open_bench(&b, seed);
    if (setjmp(b.boundary))
        fail_msg("out of memory");
    static const size_t reports[] = {1, 3, 8, 40, 128, 131, 260};
    draw_data(&b, reports[seed % 7 == 6 ? 6 : between(&b, 0, 5)], (int)(seed % 4));
    draw_program(&b);
    run(&b, &first, (struct machine_options){.path = MACHINE_AUTO});
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        run(&b, &other, others[i].options);
        compare(&b, &first, &other, others[i].name, seed);
        forget(&other);
    }
    forget(&first);
    close_bench(&b);
}

static void random_programs_agree_on_every_path(void **state)
{
    (void)state;
    const char *seed = getenv("SEED");
    if (seed) {
        runs_agree(strtoull(seed, NULL, 10));
        return;
    }
    for (uint64_t i = 1; i <= PROGRAMS; i++)
        runs_agree(i);
}

/* ---- by hand ---- */

/* Lanes of a report's field; the tables have no rows. */
static void set_numbers(struct bench *b, int field, size_t n, const int64_t *values, const uint8_t *why)
{
    b->columns[field] = (struct column){.values = (int64_t *)(uintptr_t)values, .why = (uint8_t *)(uintptr_t)why};
    b->lanes[REPORT] = n;
    b->data = (struct data){.program = &b->program, .texts = b->data.texts, .reports = n, .columns = b->columns, .lanes = b->lanes, .offsets = b->offsets};
    for (uint16_t d = ROWS; d <= NESTED; d++)
        b->offsets[d] = arena_alloc(&b->arena, (n + 1) * sizeof *b->offsets[d]);
}

static uint16_t emit_load(struct bench *b, uint32_t field)
{
    return emit(b, b->fields[field].kind, (struct insn){.op = OP_LOAD, .domain = b->fields[field].domain, .a = NO_REGISTER, .b = NO_REGISTER, .c = NO_REGISTER,
                                                        .scale = b->fields[field].scale, .index = field});
}

static void expect(struct bench *b, struct machine_options o, const char *lanes)
{
    static struct results r;
    run(b, &r, o);
    assert_string_equal(r.text[0], lanes);
    forget(&r);
}

static void quotients_round(enum number_rounding mode, const char *lanes)
{
    static const int64_t a[] = {1, -1, 5, -5, 25, 35, -25, 7, INT64_MAX, INT64_MIN, 3, 0, 8, INT64_MAX, 4611686018427387903, 4611686018427387905};
    static const int64_t b[] = {2, 2, 10, 10, -10, 10, 10, 0, 1, 0, 0, 0, 3, INT64_MAX, INT64_MAX, INT64_MAX};
    static const uint8_t why[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, REASON_BLANK, REASON_DASH, 0, 0, 0, 0, 0};
    static struct bench bench;
    open_bench(&bench, 1);
    assert_false(setjmp(bench.boundary));
    set_numbers(&bench, 0, sizeof a / sizeof *a, a, why);
    set_numbers(&bench, 1, sizeof b / sizeof *b, b, NULL);
    uint16_t x = emit_load(&bench, 0), y = emit_load(&bench, 1);
    emit_out(&bench, emit(&bench, LANE_FIXED, (struct insn){.op = OP_DIVROUND, .mode = (uint8_t)mode, .a = x, .b = y, .c = NO_REGISTER}));
    give_registers(&bench);
    for (enum machine_isa isa = MACHINE_BEST; isa <= MACHINE_AVX512; isa++)
        expect(&bench, (struct machine_options){.isa = isa}, lanes);
    expect(&bench, (struct machine_options){.path = MACHINE_WIDE}, lanes);
    close_bench(&bench);
}

static void quotients_round_exactly_in_every_mode(void **state)
{
    (void)state;
    quotients_round(NUMBER_HALF_AWAY, "1 -1 1 -1 -3 4 -3 division 9223372036854775807 blank dash division 3 1 0 1 ");
    quotients_round(NUMBER_HALF_EVEN, "0 0 0 0 -2 4 -2 division 9223372036854775807 blank dash division 3 1 0 1 ");
    quotients_round(NUMBER_TOWARD, "0 0 0 0 -2 3 -2 division 9223372036854775807 blank dash division 2 1 0 0 ");
    quotients_round(NUMBER_AWAY, "1 -1 1 -1 -3 4 -3 division 9223372036854775807 blank dash division 3 1 1 1 ");
    quotients_round(NUMBER_UP, "1 0 1 0 -2 4 -2 division 9223372036854775807 blank dash division 3 1 1 1 ");
    quotients_round(NUMBER_DOWN, "0 -1 0 -1 -3 3 -3 division 9223372036854775807 blank dash division 2 1 0 0 ");
}

static void what_passes_63_bits_goes_on_exactly(void **state)
{
    (void)state;
    static const int64_t a[] = {INT64_MAX, INT64_MIN, 2, INT64_MIN}, b[] = {100, -100, 300, 0};
    static const uint8_t why[] = {0, 0, 0, REASON_BLANK};
    static struct bench bench;
    open_bench(&bench, 1);
    assert_false(setjmp(bench.boundary));
    set_numbers(&bench, 0, 4, a, why);
    set_numbers(&bench, 1, 4, b, NULL);
    uint16_t x = emit_load(&bench, 0), y = emit_load(&bench, 1);
    uint16_t sum = emit(&bench, LANE_FIXED, (struct insn){.op = OP_ADD, .a = x, .b = y, .c = NO_REGISTER, .scale = 2});
    uint16_t back = emit(&bench, LANE_FIXED, (struct insn){.op = OP_SUB, .a = sum, .b = y, .c = NO_REGISTER, .scale = 2});
    emit_out(&bench, back);
    give_registers(&bench);
    static const char lanes[] = "9223372036854775807/100 -2305843009213693952/25 1/50 blank ";
    expect(&bench, (struct machine_options){.block = 0}, lanes);
    expect(&bench, (struct machine_options){.block = 3}, lanes);
    expect(&bench, (struct machine_options){.path = MACHINE_WIDE}, lanes);
    close_bench(&bench);
}

static void groups_keep_the_order_of_their_first_rows(void **state)
{
    (void)state;
    static const uint32_t groups[] = {0, 1, 0, UINT32_MAX, 2, 1};
    static struct bench b;
    open_bench(&b, 1);
    assert_false(setjmp(b.boundary));
    int64_t keys[] = {9, 7, 5, 7, 0, 1, 5}, amounts[] = {1, 10, 20, 30, 40, 50, 60};
    uint8_t why[] = {0, 0, 0, 0, REASON_BLANK, 0, 0};
    set_numbers(&b, FIELDS_PER_DOMAIN + TEXT_FIELD, 2, keys, why);
    set_numbers(&b, FIELDS_PER_DOMAIN, 2, amounts, NULL);
    b.lanes[ROWS] = 7;
    b.offsets[ROWS][1] = 1;
    b.offsets[ROWS][2] = 7;
    b.offsets[NESTED] = arena_alloc(&b.arena, 8 * sizeof *b.offsets[NESTED]);
    uint16_t key = emit_load(&b, FIELDS_PER_DOMAIN + TEXT_FIELD), amount = emit_load(&b, FIELDS_PER_DOMAIN);
    b.code[b.program.batch.length++] = (struct insn){.op = OP_GROUP, .domain = GROUPS, .dst = NO_REGISTER, .a = key, .b = NO_REGISTER, .c = NO_REGISTER};
    emit_out(&b, emit(&b, LANE_FIXED, (struct insn){.op = OP_SUM, .domain = GROUPS, .a = amount, .b = NO_REGISTER, .c = NO_REGISTER, .scale = 2, .index = ROWS}));
    give_registers(&b);
    expect(&b, (struct machine_options){.block = 0}, "1/100 2/5 4/5 1/2 ");
    static struct results r;
    for (int path = MACHINE_AUTO; path <= MACHINE_WIDE; path++) {
        struct machine *m = machine_new(&b.arena, &b.program, &b.program.batch, &(struct machine_options){.path = (enum machine_path)path});
        r.next_report[0] = 1;
        assert_int_equal(machine_run(m, &b.data, 1, 1, remember, &r), HENG_OK);
        assert_int_equal(machine_lane_count(m, ROWS), 6);
        assert_int_equal(machine_lane_count(m, GROUPS), 3);
        assert_memory_equal(machine_group_of_rows(m, GROUPS), groups, sizeof groups);
        machine_free(m);
        forget(&r);
    }
    close_bench(&b);
}

static void cancelling_stops_between_blocks(void **state)
{
    (void)state;
    static const int64_t a[] = {1, 2, 3};
    static struct bench b;
    static struct results r;
    volatile int cancel = 1;
    open_bench(&b, 1);
    assert_false(setjmp(b.boundary));
    set_numbers(&b, 0, 3, a, NULL);
    emit_out(&b, emit_load(&b, 0));
    give_registers(&b);
    struct machine *m = machine_new(&b.arena, &b.program, &b.program.batch, &(struct machine_options){.cancel = &cancel});
    assert_int_equal(machine_run(m, &b.data, 0, 3, remember, &r), HENG_CANCELLED);
    assert_int_equal(r.next_report[0], 0);
    machine_free(m);
    close_bench(&b);
}

static void reasons_of_class_missing_are_the_last(void **state)
{
    (void)state;
    for (int why = 1; why < REASON_COUNT; why++)
        assert_int_equal(reason_class_of((uint8_t)why) == REASON_CLASS_MISSING, why > REASON_NOT_IN_FORCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotients_round_exactly_in_every_mode),
        cmocka_unit_test(what_passes_63_bits_goes_on_exactly),
        cmocka_unit_test(groups_keep_the_order_of_their_first_rows),
        cmocka_unit_test(cancelling_stops_between_blocks),
        cmocka_unit_test(reasons_of_class_missing_are_the_last),
        cmocka_unit_test(random_programs_agree_on_every_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
