/* test_wide.c - the wide path: every instruction on exact lanes, what passes between domains, limits and failing memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/wide.h"

enum { MOST_ROWS = 8, MOST_CODE = 16, REPORT = 0, ROWS = 1, GROUPS = 2 };

/* A program under construction over three domains (report, rows of a table, groups of these), and data of two reports: the first has one row of
 * no interest, the second `rows` of them. Its lanes start at lane 1 of both domains. */
struct bench {
    struct arena arena;
    jmp_buf boundary;
    struct program_domain domains[3];
    struct program_field fields[7]; /* the first tells whether the table is there */
    struct column columns[7];
    struct program_constant constants[4];
    struct program_output outputs[8];
    struct program_register registers[MOST_CODE];
    struct insn code[MOST_CODE];
    struct heng_program program;
    struct data data;
    size_t lanes[3];
    uint32_t row_offsets[3], *offsets[3];
    char got[512]; /* all outputs: lanes separated by blanks, outputs by "; " */
};

static void bench_open(struct bench *b, size_t rows)
{
    static const char *table[] = {"表"};
    memset(b, 0, sizeof *b);
    arena_init(&b->arena, NULL, 0);
    b->arena.boundary = &b->boundary;
    b->domains[ROWS] = (struct program_domain){.kind = DOMAIN_TABLE, .path = table, .path_length = 1};
    b->fields[0] = (struct program_field){.kind = LANE_TRUTH, .part = FIELD_PRESENT, .unit = NO_UNIT, .path = table, .path_length = 1};
    mpq_init(b->fields[0].blank);
    b->domains[GROUPS] = (struct program_domain){.kind = DOMAIN_GROUP, .rows = ROWS};
    b->program = (struct heng_program){.domains = b->domains, .domain_count = 3, .fields = b->fields, .field_count = 1, .constants = b->constants, .outputs = b->outputs};
    b->program.batch = (struct program_section){.code = b->code, .registers = b->registers};
    b->lanes[REPORT] = 2;
    b->lanes[ROWS] = rows + 1;
    b->row_offsets[1] = 1;
    b->row_offsets[2] = (uint32_t)rows + 1;
    b->offsets[ROWS] = b->row_offsets;
    b->data = (struct data){.program = &b->program, .reports = 2, .columns = b->columns, .lanes = b->lanes, .offsets = b->offsets};
    b->data.texts = text_table_new(&b->arena);
}

static void bench_close(struct bench *b)
{
    for (size_t i = 0; i < b->program.field_count; i++) {
        for (size_t j = 0; j < b->columns[i].wide_count; j++)
            mpq_clear(b->columns[i].wide[j].number);
        mpq_clear(b->fields[i].blank);
    }
    for (size_t i = 0; i < b->program.constant_count; i++)
        mpq_clear(b->constants[i].number);
    arena_free(&b->arena);
}

static uint16_t add_register(struct bench *b, uint16_t domain, bool fraction)
{
    b->registers[b->program.batch.register_count] = (struct program_register){domain, fraction};
    return (uint16_t)b->program.batch.register_count++;
}

static void add(struct bench *b, struct insn in)
{
    assert_true(b->program.batch.length < MOST_CODE);
    b->code[b->program.batch.length++] = in;
}

static enum lane_kind kind_of(char letter)
{
    switch (letter) {
    case 'n': return LANE_FIXED;
    case 'f': return LANE_FRACTION;
    case 't': return LANE_TRUTH;
    case 's': return LANE_TEXT;
    default: return LANE_DATE;
    }
}

static uint8_t reason_named(const char *code)
{
    for (uint8_t r = 1; r < REASON_COUNT; r++)
        if (strcmp(reason_code(r), code) == 0)
            return r;
    fail_msg("no reason %s", code);
    return 0;
}

/* Lane 1 on from `lanes` ("1.5 2/3 !blank"); numbers all go in as wide ones, so that a column can hold 2/3. */
static void fill(struct bench *b, struct column *c, enum lane_kind kind, const char *lanes)
{
    char text[256], *rest = text, *token;
    size_t lane = 1;
    snprintf(text, sizeof text, "%s", lanes);
    c->values = arena_alloc(&b->arena, (MOST_ROWS + 1) * sizeof *c->values);
    c->truths = arena_alloc(&b->arena, MOST_ROWS + 1);
    c->why = arena_alloc(&b->arena, MOST_ROWS + 1);
    c->wide = arena_alloc(&b->arena, MOST_ROWS * sizeof *c->wide);
    for (; (token = strtok_r(rest, " ", &rest)); lane++) {
        if (*token == '!') {
            c->why[lane] = reason_named(token + 1);
        } else if (kind == LANE_FIXED || kind == LANE_FRACTION) {
            struct data_wide *wide = &c->wide[c->wide_count++];
            int digits;
            bool too_large;
            wide->lane = lane;
            mpq_init(wide->number);
            if (!number_read(token, strlen(token), wide->number, &digits, &too_large))
                assert_int_equal(mpq_set_str(wide->number, token, 10), 0);
        } else if (kind == LANE_TEXT) {
            c->values[lane] = text_table_enter(b->data.texts, token, strlen(token));
        } else {
            c->values[lane] = atoi(token);
            c->truths[lane] = (uint8_t)atoi(token);
        }
    }
}

/* A register with the lanes of a new field of `domain`; fractions are loaded and moved. */
static uint16_t load(struct bench *b, uint16_t domain, char letter, const char *lanes)
{
    static const enum field_part parts[] = {[LANE_FIXED] = FIELD_NUMBER, [LANE_TRUTH] = FIELD_TRUTH, [LANE_TEXT] = FIELD_TEXT, [LANE_DATE] = FIELD_DATE};
    uint32_t index = (uint32_t)b->program.field_count++;
    enum lane_kind kind = letter == 'f' ? LANE_FIXED : kind_of(letter);
    uint16_t reg = add_register(b, domain, false);
    b->fields[index] = (struct program_field){.domain = domain, .kind = kind, .part = parts[kind], .scale = 2, .unit = NO_UNIT};
    mpq_init(b->fields[index].blank);
    fill(b, &b->columns[index], kind, lanes);
    add(b, (struct insn){.op = OP_LOAD, .domain = domain, .dst = reg, .scale = 2, .index = index});
    if (letter != 'f')
        return reg;
    uint16_t fraction = add_register(b, domain, true);
    add(b, (struct insn){.op = OP_FRACTION, .domain = domain, .dst = fraction, .a = reg, .scale = 2});
    return fraction;
}

static void deliver(struct bench *b, uint16_t reg, char letter, int16_t scale)
{
    uint32_t index = (uint32_t)b->program.output_count++;
    uint16_t domain = b->registers[reg].domain;
    b->outputs[index] = (struct program_output){.kind = kind_of(letter), .domain = domain, .scale = scale};
    add(b, (struct insn){.op = OP_OUT, .domain = domain, .a = reg, .index = index});
}

static void print_lane(struct bench *b, const struct lanes *l, size_t i)
{
    char *end = b->got + strlen(b->got);
    size_t left = sizeof b->got - (size_t)(end - b->got);
    const char *blank = end > b->got && end[-1] != ' ' ? " " : "";
    if (l->why && l->why[i])
        snprintf(end, left, "%s!%s", blank, reason_code(l->why[i]));
    else if (l->kind == LANE_TRUTH)
        snprintf(end, left, "%s%u", blank, l->truths[i]);
    else if (l->kind == LANE_TEXT)
        snprintf(end, left, "%s%s", blank, text_table_text(b->data.texts, l->values[i], NULL));
    else if (l->kind == LANE_DATE)
        snprintf(end, left, "%s%lld", blank, (long long)l->values[i]);
    else
        snprintf(end, left, "%s%s", blank, number_print_exact(&b->arena, l->wide[i]));
}

static void print_lanes(void *context, uint32_t output, const struct lanes *l)
{
    struct bench *b = context;
    assert_int_equal(l->first_report, 1);
    assert_int_equal(l->reports, 1);
    assert_int_equal(l->kind, b->outputs[output].kind);
    if (*b->got)
        strcat(b->got, "; ");
    for (size_t i = 0; i < l->count; i++)
        print_lane(b, l, i);
}

/* Verifies, runs report 1 twice (registers are used again) and compares what came out. */
static void expect(struct bench *b, const char *name, const char *expected)
{
    const char *problem = program_verify(&b->program, &b->program.batch, &b->arena);
    if (problem)
        fail_msg("%s: %s", name, problem);
    struct wide *w = wide_new(&b->arena, &b->program, &b->program.batch);
    for (int pass = 0; pass < 2; pass++) {
        *b->got = '\0';
        wide_run(w, &b->data, 1, print_lanes, b);
        if (strcmp(b->got, expected) != 0)
            fail_msg("%s: %s, not %s", name, b->got, expected);
    }
    wide_free(w);
}

/* Instructions that take and give lanes of one domain. `kinds`: of a, b, c and, last, dst. */
static const struct {
    const char *name;
    enum op op;
    const char *kinds, *a, *b, *c;
    int16_t scale, shift;
    uint8_t mode;
    const char *expected;
} lane_rows[] = {
    {"sums", OP_ADD, "nnn", "1.5 -2 !blank !blank", "2.25 2 1 !division", "", 2, 0, 0, "15/4 0 !blank !blank"},
    {"the dominating reason wins on either side", OP_SUB, "nnn", "!limit !dash 1", "!blank !slash !rule", "", 2, 0, 0, "!blank !slash !rule"},
    {"products", OP_MUL, "nnn", "0.1 -3", "0.2 1.5", "", 4, 0, 0, "1/50 -9/2"},
    {"negation", OP_NEG, "nn", "1.5 0 !none", "", "", 2, 0, 0, "-3/2 0 !none"},
    {"magnitude", OP_ABS, "nn", "1.5 -1.5 !none", "", "", 2, 0, 0, "3/2 3/2 !none"},
    {"the smaller", OP_MIN, "nnn", "1 2 !dash", "2 1 1", "", 2, 0, 0, "1 1 !dash"},
    {"the larger", OP_MAX, "nnn", "1 2 !dash", "2 1 1", "", 2, 0, 0, "2 2 !dash"},
    {"a finer scale is the same value", OP_RESCALE, "nn", "1.25 !blank", "", "", 5, 3, 0, "5/4 !blank"},
    {"rounding half away", OP_ROUND, "nn", "2.5 -2.5 2.49", "", "", 0, 2, NUMBER_HALF_AWAY, "3 -3 2"},
    {"rounding half to even", OP_ROUND, "nn", "2.5 3.5 2.51", "", "", 0, 2, NUMBER_HALF_EVEN, "2 4 3"},
    {"rounding to tens", OP_ROUND, "nn", "15 14.99", "", "", -1, 3, NUMBER_HALF_AWAY, "20 10"},
    {"division rounds once", OP_DIVROUND, "nnn", "8577.60 1 1", "9475.65 0 3", "", 4, 4, NUMBER_DOWN, "2263/2500 !division 3333/10000"},
    {"division", OP_DIV, "nnf", "8577.60 1 !blank !limit", "9475.65 0 0 0", "", 0, 0, 0, "57184/63171 !division !blank !limit"},
    {"sums of fractions", OP_FADD, "fff", "1/3 !dash", "1/6 1", "", 2, 0, 0, "1/2 !dash"},
    {"differences of fractions", OP_FSUB, "fff", "1/3", "1/6", "", 2, 0, 0, "1/6"},
    {"products of fractions", OP_FMUL, "fff", "1/3", "3", "", 4, 0, 0, "1"},
    {"quotients of fractions", OP_FDIV, "fff", "1/3 1", "2/3 0", "", 0, 0, 0, "1/2 !division"},
    {"negation of fractions", OP_FNEG, "ff", "1/3", "", "", 2, 0, 0, "-1/3"},
    {"magnitude of fractions", OP_FABS, "ff", "-1/3", "", "", 2, 0, 0, "1/3"},
    {"the smaller fraction", OP_FMIN, "fff", "1/3", "1/4", "", 2, 0, 0, "1/4"},
    {"the larger fraction", OP_FMAX, "fff", "1/3", "1/4", "", 2, 0, 0, "1/3"},
    {"a fraction is rounded once", OP_FROUND, "fn", "1/200 2/3", "", "", 2, 0, NUMBER_HALF_AWAY, "1/100 67/100"},
    {"equality", OP_EQ, "nnt", "1 1 !blank", "1 2 1", "", 0, 0, 0, "2 0 !blank"},
    {"difference", OP_NE, "nnt", "1 1", "1 2", "", 0, 0, 0, "0 2"},
    {"less", OP_LT, "nnt", "1 2 3", "2 2 2", "", 0, 0, 0, "2 0 0"},
    {"less or equal", OP_LE, "nnt", "1 2 3", "2 2 2", "", 0, 0, 0, "2 2 0"},
    {"within", OP_WITHIN, "nnnt", "1 1 3 1", "1.5 1.51 2.5 1", "0.5 0.5 0.5 !dash", 0, 0, 0, "2 0 2 !dash"},
    {"equality of fractions", OP_FEQ, "fft", "1/3 1/3", "1/3 1/4", "", 0, 0, 0, "2 0"},
    {"difference of fractions", OP_FNE, "fft", "1/3 1/3", "1/3 1/4", "", 0, 0, 0, "0 2"},
    {"less among fractions", OP_FLT, "fft", "1/3 1/4", "1/3 1/3", "", 0, 0, 0, "0 2"},
    {"less or equal among fractions", OP_FLE, "fft", "1/3 1/2", "1/3 1/3", "", 0, 0, 0, "2 0"},
    {"texts are equal by content", OP_IEQ, "sst", "优 良 !blank", "优 差 优", "", 0, 0, 0, "2 0 !blank"},
    {"texts differ", OP_INE, "sst", "优 良", "优 差", "", 0, 0, 0, "0 2"},
    {"earlier", OP_ILT, "ddt", "1 2", "2 2", "", 0, 0, 0, "2 0"},
    {"not later", OP_ILE, "ddt", "1 3", "2 2", "", 0, 0, 0, "2 0"},
    {"days between dates", OP_DAYS, "ddn", "20091 1 !not_a_date", "20088 3 1", "", 0, 0, 0, "3 -2 !not_a_date"},
    {"whole months between dates", OP_MONTHS, "ddn", "20148 20147 19996 20148 !blank", "20088 20088 20088 20148 1", "", 0, 0, 0, "2 2 -3 0 !blank"},
    {"months begun between dates", OP_BEGUN, "ddn", "20148 20147 20088 20089", "20088 20088 20088 20088", "", 0, 0, 0, "3 2 0 1"},
    {"a text within a text", OP_CONTAINS, "sst", "职工满意度 满意", "满意 满意度", "", 0, 0, 0, "2 0"},
    {"units of one dimension", OP_SAMEUNIT, "sst", "万元 万元 家", "元 人 个", "", 0, 0, 0, "2 !unit_mismatch 2"},
    {"and: false decides, even against an error", OP_AND, "ttt", "0 2 1 2 !division !blank", "!blank !blank 2 2 0 !dash", "", 0, 0, 0, "0 !blank 1 2 0 !dash"},
    {"or: true decides, even against an error", OP_OR, "ttt", "0 2 1 0 !division 1", "!blank !blank 2 0 1 0", "", 0, 0, 0, "!blank 2 2 0 1 1"},
    {"not", OP_NOT, "tt", "0 1 2 !dash", "", "", 0, 0, 0, "2 0 0 !dash"},
    {"choice: only the arm taken counts", OP_SELECT, "tnnn", "2 1 0 !blank 2", "1 2 !limit 1 !dash", "!limit 1 3 1 1", 2, 0, 0, "1 2 3 !blank !dash"},
    {"choice of texts", OP_SELECT, "tsss", "2 0", "优 优", "差 差", 0, 0, 0, "优 差"},
    {"choice of fractions", OP_FSELECT, "tfff", "2 0", "1/3 1/3", "1/4 1/4", 2, 0, 0, "1/3 1/4"},
    {"choice of truths", OP_TSELECT, "tttt", "2 0", "1 1", "2 2", 0, 0, 0, "1 2"},
    {"a default for what is missing, not for errors", OP_DEFAULT, "nnn", "1 !blank !rule !division !dash", "9 9 9 9 !limit", "", 2, 0, 0, "1 9 9 !division !limit"},
    {"a default text", OP_DEFAULT, "sss", "优 !blank", "差 差", "", 0, 0, 0, "优 差"},
    {"a default fraction", OP_FDEFAULT, "fff", "1/3 !blank", "1 1/7", "", 2, 0, 0, "1/3 1/7"},
    {"absence", OP_ABSENT, "nt", "1 !blank !rule !division", "", "", 0, 0, 0, "0 2 2 !division"},
    {"absence for one reason", OP_LACKS, "nt", "1 !blank !rule !division", "", "", 0, 0, REASON_RULE_NA, "0 !blank 2 !division"},
};

static void every_lane_instruction_is_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lane_rows / sizeof *lane_rows; i++) {
        struct bench b;
        size_t operands = strlen(lane_rows[i].kinds) - 1, rows = 1;
        const char *const texts[] = {lane_rows[i].a, lane_rows[i].b, lane_rows[i].c};
        char result = lane_rows[i].kinds[operands];
        uint16_t regs[3] = {0, 0, 0};
        for (const char *at = lane_rows[i].a; *at; at++)
            rows += *at == ' ';
        bench_open(&b, rows);
        for (size_t j = 0; j < operands; j++)
            regs[j] = load(&b, ROWS, lane_rows[i].kinds[j], texts[j]);
        uint16_t dst = add_register(&b, ROWS, result == 'f');
        add(&b, (struct insn){.op = (uint8_t)lane_rows[i].op, .mode = lane_rows[i].mode, .domain = ROWS, .dst = dst, .a = regs[0], .b = regs[1],
                              .c = regs[2], .scale = lane_rows[i].scale, .shift = lane_rows[i].shift});
        deliver(&b, dst, result, lane_rows[i].scale);
        expect(&b, lane_rows[i].name, lane_rows[i].expected);
        bench_close(&b);
    }
}

/* Reductions of the rows to the report. `kinds`: of a, condition and dst; "-": not there. */
static const struct {
    const char *name;
    enum op op;
    const char *kinds, *a, *condition, *expected;
} reduce_rows[] = {
    {"sum", OP_SUM, "n-n", "1 2.5 -1", "", "5/2"},
    {"the sum of no rows is 0", OP_SUM, "n-n", "", "", "0"},
    {"a blank row leaves no sum", OP_SUM, "n-n", "1 !blank !dash", "", "!dash"},
    {"rows that do not qualify may be blank", OP_SUM, "ntn", "1 !blank 3", "2 0 1", "4"},
    {"a condition without value leaves no sum", OP_SUM, "ntn", "1 2", "2 !dash", "!dash"},
    {"sum of fractions", OP_FSUM, "f-f", "1/3 1/6", "", "1/2"},
    {"count", OP_COUNT, "-tn", "", "2 1 0", "2"},
    {"count of unknowns", OP_COUNT, "-tn", "", "2 !blank", "!blank"},
    {"least", OP_LEAST, "n-n", "3 1 2", "", "1"},
    {"most", OP_MOST, "n-n", "3 1 4", "", "4"},
    {"least of no rows", OP_LEAST, "ntn", "3 1", "0 0", "!missing_row"},
    {"least where it is unknown which rows remain", OP_LEAST, "ntn", "3 1", "0 !blank", "!blank"},
    {"most with a blank", OP_MOST, "n-n", "3 !blank", "", "!blank"},
    {"least fraction", OP_FLEAST, "f-f", "1/3 1/4", "", "1/4"},
    {"most fraction", OP_FMOST, "f-f", "1/3 1/4", "", "1/3"},
    {"any", OP_ANY, "-tt", "", "0 !blank 1", "1"},
    {"any: unknown", OP_ANY, "-tt", "", "0 !blank", "!blank"},
    {"any of no rows", OP_ANY, "-tt", "", "", "0"},
    {"all", OP_ALL, "-tt", "", "2 1 2", "1"},
    {"all: false decides", OP_ALL, "-tt", "", "!blank 0", "0"},
    {"all: unknown", OP_ALL, "-tt", "", "2 !blank", "!blank"},
    {"all of no rows", OP_ALL, "-tt", "", "", "2"},
    {"the same number", OP_SAME, "n-n", "!blank 20 20.00", "", "20"},
    {"rows that differ", OP_SAME, "n-n", "20 25", "", "!differs"},
    {"no row with a value", OP_SAME, "s-s", "!blank !dash", "", "!dash"},
    {"no row", OP_SAME, "d-d", "", "", "!missing_row"},
    {"the same among those that qualify", OP_SAME, "sts", "甲 乙 甲", "2 0 2", "甲"},
};

static void every_reduction_is_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reduce_rows / sizeof *reduce_rows; i++) {
        struct bench b;
        const char *kinds = reduce_rows[i].kinds, *longest = kinds[0] == '-' ? reduce_rows[i].condition : reduce_rows[i].a;
        size_t rows = *longest ? 1 : 0;
        for (const char *at = longest; *at; at++)
            rows += *at == ' ';
        bench_open(&b, rows);
        uint16_t a = kinds[0] == '-' ? NO_REGISTER : load(&b, ROWS, kinds[0], reduce_rows[i].a);
        uint16_t condition = kinds[1] == '-' ? NO_REGISTER : load(&b, ROWS, kinds[1], reduce_rows[i].condition);
        uint16_t dst = add_register(&b, REPORT, kinds[2] == 'f');
        int16_t scale = reduce_rows[i].op == OP_COUNT ? 0 : 2;
        add(&b, (struct insn){.op = (uint8_t)reduce_rows[i].op, .domain = REPORT, .dst = dst, .a = a, .b = condition, .c = NO_REGISTER,
                              .scale = scale, .index = ROWS});
        deliver(&b, dst, kinds[2], scale);
        expect(&b, reduce_rows[i].name, reduce_rows[i].expected);
        bench_close(&b);
    }
}

static void rows_meet_their_group_and_report(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, 5);
    uint16_t key = load(&b, ROWS, 's', "成本 产出 成本 !blank 产出"), weight = load(&b, ROWS, 'n', "20 10 5 7 !dash"), total = load(&b, REPORT, 'n', "100");
    uint16_t label = add_register(&b, GROUPS, false), sum = add_register(&b, GROUPS, false), back = add_register(&b, ROWS, false);
    uint16_t spread = add_register(&b, GROUPS, false), count = add_register(&b, REPORT, false);
    add(&b, (struct insn){.op = OP_GROUP, .domain = GROUPS, .a = key, .b = NO_REGISTER, .c = NO_REGISTER});
    add(&b, (struct insn){.op = OP_SAME, .domain = GROUPS, .dst = label, .a = key, .b = NO_REGISTER, .index = ROWS});
    add(&b, (struct insn){.op = OP_SUM, .domain = GROUPS, .dst = sum, .a = weight, .b = NO_REGISTER, .scale = 2, .index = ROWS});
    add(&b, (struct insn){.op = OP_SPREAD, .domain = ROWS, .dst = back, .a = sum, .scale = 2});
    add(&b, (struct insn){.op = OP_SPREAD, .domain = GROUPS, .dst = spread, .a = total, .scale = 2});
    add(&b, (struct insn){.op = OP_COUNT, .domain = REPORT, .dst = count, .b = NO_REGISTER, .index = GROUPS});
    deliver(&b, label, 's', 0);
    deliver(&b, sum, 'n', 2);
    deliver(&b, back, 'n', 2);
    deliver(&b, spread, 'n', 2);
    deliver(&b, count, 'n', 0);
    expect(&b, "groups", "成本 产出; 25 !dash; 25 !dash 25 !missing_row !dash; 100 100; 2");

    struct wide *w = wide_new(&b.arena, &b.program, &b.program.batch);
    *b.got = '\0';
    wide_run(w, &b.data, 1, print_lanes, &b);
    static const uint32_t groups[] = {0, 1, 0, UINT32_MAX, 1};
    assert_int_equal(wide_lane_count(w, REPORT), 1);
    assert_int_equal(wide_lane_count(w, ROWS), 5);
    assert_int_equal(wide_lane_count(w, GROUPS), 2);
    assert_memory_equal(wide_group_of_rows(w, GROUPS), groups, sizeof groups);
    wide_free(w);
    bench_close(&b);
}

static void numeric_keys_group_by_value(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, 4);
    uint16_t one = load(&b, ROWS, 'n', "1.50 2 1.5 1.5"), other = load(&b, ROWS, 'd', "7 7 7 8"), count = add_register(&b, GROUPS, false);
    add(&b, (struct insn){.op = OP_GROUP, .domain = GROUPS, .a = one, .b = NO_REGISTER, .c = other});
    add(&b, (struct insn){.op = OP_COUNT, .domain = GROUPS, .dst = count, .b = NO_REGISTER, .index = ROWS});
    deliver(&b, count, 'n', 0);
    expect(&b, "numeric keys", "2 1 1");
    bench_close(&b);
}

static void add_constant(struct bench *b, struct program_constant c, const char *number)
{
    struct program_constant *to = &b->constants[b->program.constant_count++];
    *to = c;
    mpq_init(to->number);
    assert_int_equal(mpq_set_str(to->number, number, 10), 0);
}

static void constants_and_nothing_fill_every_lane(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, 2);
    uint16_t regs[6];
    for (size_t i = 0; i < 6; i++)
        regs[i] = add_register(&b, ROWS, i == 1);
    add_constant(&b, (struct program_constant){.kind = LANE_FIXED, .scale = 1, .integer = 15, .fits = true}, "3/2");
    add_constant(&b, (struct program_constant){.kind = LANE_FRACTION, .numerator = 1, .denominator = 3, .fits = true}, "1/3");
    add_constant(&b, (struct program_constant){.kind = LANE_TEXT, .text = "优"}, "0");
    add_constant(&b, (struct program_constant){.kind = LANE_TRUTH, .integer = 2}, "0");
    text_table_enter(b.data.texts, "优", strlen("优"));
    add(&b, (struct insn){.op = OP_CONST, .domain = ROWS, .dst = regs[0], .scale = 1, .index = 0});
    add(&b, (struct insn){.op = OP_FCONST, .domain = ROWS, .dst = regs[1], .index = 1});
    add(&b, (struct insn){.op = OP_CONST, .domain = ROWS, .dst = regs[2], .index = 2});
    add(&b, (struct insn){.op = OP_CONST, .domain = ROWS, .dst = regs[3], .index = 3});
    add(&b, (struct insn){.op = OP_NOTHING, .domain = ROWS, .dst = regs[4], .mode = REASON_RULE_NA});
    add(&b, (struct insn){.op = OP_SELECT, .domain = ROWS, .dst = regs[5], .a = regs[3], .b = regs[4], .c = regs[2]});
    for (size_t i = 0; i < 6; i++)
        deliver(&b, regs[i], "nfstns"[i], i == 0 ? 1 : 0);
    expect(&b, "constants", "3/2 3/2; 1/3 1/3; 优 优; 2 2; !rule !rule; !rule !rule");
    bench_close(&b);
}

static void numbers_beyond_the_limit_are_no_numbers(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, 1);
    uint16_t x = load(&b, REPORT, 'f', "1e600"), square = add_register(&b, REPORT, true), cube = add_register(&b, REPORT, true);
    add(&b, (struct insn){.op = OP_FMUL, .domain = REPORT, .dst = square, .a = x, .b = x, .scale = 4});
    add(&b, (struct insn){.op = OP_FMUL, .domain = REPORT, .dst = cube, .a = square, .b = x, .scale = 6});
    add(&b, (struct insn){.op = OP_FDIV, .domain = REPORT, .dst = square, .a = square, .b = square, .scale = 0});
    deliver(&b, square, 'f', 0);
    deliver(&b, cube, 'f', 6);
    expect(&b, "1e1800", "1; !limit");
    bench_close(&b);
}

static void fixed_lanes_are_read_at_any_scale(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, 2);
    uint16_t x = load(&b, ROWS, 'n', "!blank 7");
    struct column *c = &b.columns[1];
    b.fields[1].scale = b.code[0].scale = -2;
    c->values[1] = 1297;
    c->why = NULL;
    deliver(&b, x, 'n', -2);
    expect(&b, "12.97万元 at scale -2", "129700 7");
    bench_close(&b);
}

/* Memory fails at every size in turn; what GMP holds is released all the same (the sanitizer would tell). */
static void failing_memory_loses_nothing(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, 5);
    uint16_t key = load(&b, ROWS, 'n', "1 2 1 2 3"), sum = add_register(&b, GROUPS, false), truth = add_register(&b, GROUPS, false);
    add(&b, (struct insn){.op = OP_GROUP, .domain = GROUPS, .a = key, .b = NO_REGISTER, .c = NO_REGISTER});
    add(&b, (struct insn){.op = OP_SUM, .domain = GROUPS, .dst = sum, .a = key, .b = NO_REGISTER, .scale = 2, .index = ROWS});
    uint16_t doubled = add_register(&b, GROUPS, false);
    add(&b, (struct insn){.op = OP_ADD, .domain = GROUPS, .dst = doubled, .a = sum, .b = sum, .scale = 2});
    add(&b, (struct insn){.op = OP_APPROX, .domain = GROUPS, .dst = truth, .a = doubled, .b = sum});
    deliver(&b, truth, 't', 0);
    bool done = false;
    unsigned failures = 0;
    for (size_t limit = 64; !done; limit += 64) {
        struct arena small;
        jmp_buf boundary;
        struct wide *volatile w = NULL;
        arena_init(&small, NULL, limit);
        small.boundary = &boundary;
        if (setjmp(boundary) == 0) {
            w = wide_new(&small, &b.program, &b.program.batch);
            *b.got = '\0';
            wide_run(w, &b.data, 1, print_lanes, &b);
            assert_string_equal(b.got, "0 0 0");
            done = true;
        } else {
            failures++;
        }
        wide_free(w);
        arena_free(&small);
    }
    assert_true(failures > 0);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lane_instruction_is_exact), cmocka_unit_test(every_reduction_is_exact),
        cmocka_unit_test(rows_meet_their_group_and_report), cmocka_unit_test(numeric_keys_group_by_value),
        cmocka_unit_test(constants_and_nothing_fill_every_lane), cmocka_unit_test(numbers_beyond_the_limit_are_no_numbers),
        cmocka_unit_test(fixed_lanes_are_read_at_any_scale), cmocka_unit_test(failing_memory_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
