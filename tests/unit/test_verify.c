/* test_verify.c - the verifier: what it lets pass, and broken programs, each refused with its sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/op.h"

enum { REPORT, ROWS, GROUPS, NESTED, DOMAINS };
enum { FIELD_AMOUNT, FIELD_WEIGHT, FIELD_NAME, FIELD_DAY, FIELD_FLAG, FIELD_ROWS, FIELD_NESTED, FIELDS };
enum { CONSTANT_DECIMAL, CONSTANT_THIRD, CONSTANT_WORD, CONSTANTS };
enum { OUTPUT_AMOUNT, OUTPUT_TRUTH, OUTPUT_GROUP, OUTPUTS };
enum { MOST_CODE = 8, NONE = NO_REGISTER };

/* Registers: r0 to r3 of the report (r3 for fractions), r4 and r5 of the rows, r6 of the groups, r7 of nested rows, r8 for fractions. */
static const struct program_register registers[] = {
    {REPORT, false}, {REPORT, false}, {REPORT, false}, {REPORT, true}, {ROWS, false}, {ROWS, false}, {GROUPS, false}, {NESTED, false}, {REPORT, true},
};

struct bench {
    struct arena arena;
    jmp_buf boundary;
    struct program_domain domains[DOMAINS];
    struct program_field fields[FIELDS];
    struct program_constant constants[CONSTANTS];
    struct program_output outputs[OUTPUTS];
    struct program_rule rule;
    struct program_trace trace;
    struct program_register registers[sizeof registers / sizeof *registers];
    struct insn code[MOST_CODE];
    struct heng_program program;
};

static const char *table_path[] = {"表", "细项"};

static void bench_open(struct bench *b)
{
    *b = (struct bench){
        .domains = {{.kind = DOMAIN_REPORT},
                    {.kind = DOMAIN_TABLE, .present = FIELD_ROWS, .path = table_path, .path_length = 1},
                    {.kind = DOMAIN_GROUP, .rows = ROWS},
                    {.kind = DOMAIN_TABLE, .parent = ROWS, .present = FIELD_NESTED, .path = table_path, .path_length = 2}},
        .fields = {{.kind = LANE_FIXED, .scale = 2, .unit = NO_UNIT},
                   {.kind = LANE_FIXED, .scale = 2, .unit = NO_UNIT, .domain = ROWS},
                   {.kind = LANE_TEXT, .part = FIELD_TEXT, .unit = NO_UNIT, .domain = ROWS},
                   {.kind = LANE_DATE, .part = FIELD_DATE, .unit = NO_UNIT},
                   {.kind = LANE_TRUTH, .part = FIELD_TRUTH, .unit = NO_UNIT},
                   {.kind = LANE_TRUTH, .part = FIELD_PRESENT, .unit = NO_UNIT, .path = table_path, .path_length = 1},
                   {.kind = LANE_TRUTH, .part = FIELD_PRESENT, .unit = NO_UNIT, .domain = ROWS, .path = table_path, .path_length = 2}},
        .constants = {{.kind = LANE_FIXED, .integer = 15, .scale = 1, .fits = true},
                      {.kind = LANE_FRACTION, .numerator = 1, .denominator = 3, .fits = true},
                      {.kind = LANE_TEXT, .text = "优"}},
        .outputs = {{.kind = LANE_FIXED, .scale = 2}, {.kind = LANE_TRUTH}, {.kind = LANE_FIXED, .scale = 2, .domain = GROUPS}},
        .rule = {.kind = RULE_CHECK, .value = OUTPUT_TRUTH, .applies = NO_OUTPUT, .weight = NO_OUTPUT, .self = NO_OUTPUT, .left = OUTPUT_AMOUNT,
                 .right = NO_OUTPUT, .tolerance = NO_OUTPUT, .compare = NO_OUTPUT, .row_labels = {NO_OUTPUT, NO_OUTPUT, NO_OUTPUT}, .trace_count = 1},
        .trace = {.kind = TRACE_FIELD, .field = FIELD_AMOUNT, .output = NO_OUTPUT},
    };
    arena_init(&b->arena, NULL, 0);
    b->arena.boundary = &b->boundary;
    memcpy(b->registers, registers, sizeof registers);
    for (size_t i = 0; i < CONSTANTS; i++)
        mpq_init(b->constants[i].number);
    mpq_set_ui(b->constants[CONSTANT_DECIMAL].number, 3, 2);
    mpq_set_ui(b->constants[CONSTANT_THIRD].number, 1, 3);
    b->program = (struct heng_program){
        .domains = b->domains, .domain_count = DOMAINS, .fields = b->fields, .field_count = FIELDS, .constants = b->constants, .constant_count = CONSTANTS,
        .outputs = b->outputs, .output_count = OUTPUTS, .rules = &b->rule, .rule_count = 1, .traces = &b->trace, .trace_count = 1,
    };
    b->program.detail = (struct program_section){.code = b->code, .registers = b->registers, .register_count = sizeof registers / sizeof *registers};
}

static void bench_close(struct bench *b)
{
    for (size_t i = 0; i < CONSTANTS; i++)
        mpq_clear(b->constants[i].number);
    arena_free(&b->arena);
}

static void expect(const char *name, const char *problem, const char *expected)
{
    if (!expected && problem)
        fail_msg("%s: refused: %s", name, problem);
    if (expected && !problem)
        fail_msg("%s: not refused", name);
    if (expected && strcmp(problem, expected) != 0)
        fail_msg("%s: %s", name, problem);
}

#define AMOUNT(reg) {.op = OP_LOAD, .dst = reg, .scale = 2, .index = FIELD_AMOUNT}
#define WEIGHT(reg) {.op = OP_LOAD, .domain = ROWS, .dst = reg, .scale = 2, .index = FIELD_WEIGHT}
#define NAME(reg) {.op = OP_LOAD, .domain = ROWS, .dst = reg, .index = FIELD_NAME}
#define DAY(reg) {.op = OP_LOAD, .dst = reg, .index = FIELD_DAY}
#define FLAG(reg) {.op = OP_LOAD, .dst = reg, .index = FIELD_FLAG}
#define HALVES(reg) {.op = OP_CONST, .dst = reg, .scale = 1, .index = CONSTANT_DECIMAL}
#define WORD(reg) {.op = OP_CONST, .dst = reg, .index = CONSTANT_WORD}
#define THIRD(reg) {.op = OP_FCONST, .dst = reg, .index = CONSTANT_THIRD}
#define ABSENCE(reg) {.op = OP_NOTHING, .dst = reg, .mode = REASON_BLANK}
#define GROUPED {.op = OP_GROUP, .domain = GROUPS, .a = 4, .b = NONE, .c = NONE}

/* `problem` NULL: safe. */
static const struct {
    const char *name;
    size_t length;
    struct insn code[MOST_CODE];
    const char *problem;
} sections[] = {
    {"empty code", 0, {{0}}, NULL},
    {"registers change their kind in turn", 4, {AMOUNT(0), DAY(0), AMOUNT(1), {.op = OP_ADD, .dst = 0, .a = 1, .b = 1, .scale = 2}}, NULL},
    {"absence fits every kind", 5,
     {ABSENCE(0), FLAG(1), WORD(2), {.op = OP_SELECT, .dst = 0, .a = 1, .b = 0, .c = 2}, {.op = OP_CONTAINS, .dst = 1, .a = 0, .b = 2}}, NULL},
    {"absence as a fraction", 2, {ABSENCE(3), {.op = OP_FNEG, .dst = 8, .a = 3}}, NULL},
    {"a group and back", 6,
     {NAME(4), GROUPED, WEIGHT(5), {.op = OP_SUM, .domain = GROUPS, .dst = 6, .a = 5, .b = NONE, .scale = 2, .index = ROWS},
      {.op = OP_SPREAD, .domain = NESTED, .dst = 7, .a = 6, .scale = 2}, {.op = OP_OUT, .domain = GROUPS, .a = 6, .index = OUTPUT_GROUP}}, NULL},
    {"nested rows reduce to the report", 1, {{.op = OP_COUNT, .dst = 0, .b = NONE, .index = NESTED}}, NULL},
    {"fractions of two scales", 4,
     {AMOUNT(0), {.op = OP_FRACTION, .dst = 3, .a = 0, .scale = 2}, THIRD(8), {.op = OP_FADD, .dst = 3, .a = 3, .b = 8, .scale = 2}}, NULL},

    {"unknown instruction", 1, {{.op = 255}}, "code[0] ?: there is no instruction 255"},
    {"no such field", 1, {{.op = OP_LOAD, .index = FIELDS}}, "code[0] LOAD: there is no field 7"},
    {"a field of other lanes", 1, {{.op = OP_LOAD, .dst = 4, .scale = 2, .index = FIELD_WEIGHT}}, "code[0] LOAD: field 1 is of domain 1, not 0"},
    {"another scale than the field's", 1, {{.op = OP_LOAD, .scale = 3}}, "code[0] LOAD: the scales do not fit"},
    {"no such constant", 1, {{.op = OP_CONST, .index = CONSTANTS}}, "code[0] CONST: there is no constant 3"},
    {"a decimal as a fraction", 1, {{.op = OP_FCONST, .dst = 3, .index = 0}}, "code[0] FCONST: constant 0 is of another kind"},
    {"a fraction as a decimal", 1, {{.op = OP_CONST, .index = CONSTANT_THIRD}}, "code[0] CONST: constant 1 is of another kind"},
    {"absence without reason", 1, {{.op = OP_NOTHING}}, "code[0] NOTHING: there is no reason 0"},
    {"absence for an unknown reason", 1, {{.op = OP_NOTHING, .mode = UINT8_MAX}}, "code[0] NOTHING: there is no reason 255"},
    {"no such domain", 1, {{.op = OP_NOTHING, .mode = 1, .domain = DOMAINS}}, "code[0] NOTHING: there is no domain 4"},
    {"read before it is written", 2, {AMOUNT(0), {.op = OP_ADD, .a = 0, .b = 1}}, "code[1] ADD: operand b, r1, is read before it is written"},
    {"no such register to read", 1, {{.op = OP_NEG, .a = 9}}, "code[0] NEG: operand a: there is no register r9"},
    {"no such register to write", 1, {AMOUNT(9)}, "code[0] LOAD: there is no register r9 to write"},
    {"no register to write", 1, {AMOUNT(NONE)}, "code[0] LOAD: there is no register r65535 to write"},
    {"dst of other lanes", 1, {AMOUNT(4)}, "code[0] LOAD: dst, r4, is of domain 1, not 0"},
    {"a fixed number to a fraction register", 1, {AMOUNT(3)}, "code[0] LOAD: dst, r3, is for fractions"},
    {"a fraction to a plain register", 1, {THIRD(0)}, "code[0] FCONST: dst, r0, is not for fractions"},
    {"an operand of the wrong kind", 2, {DAY(0), {.op = OP_NEG, .dst = 1, .a = 0}}, "code[1] NEG: operand a, r0, is of the wrong kind"},
    {"an operand of other lanes", 2, {WEIGHT(4), {.op = OP_NEG, .dst = 1, .a = 4, .scale = 2}}, "code[1] NEG: operand a, r4, is of domain 1, not 0"},
    {"a sum of two scales", 3, {AMOUNT(0), HALVES(1), {.op = OP_ADD, .dst = 2, .a = 0, .b = 1, .scale = 2}}, "code[2] ADD: the scales do not fit"},
    {"a product at the wrong scale", 2, {AMOUNT(0), {.op = OP_MUL, .dst = 2, .a = 0, .b = 0, .scale = 2}}, "code[1] MUL: the scales do not fit"},
    {"a comparison of two scales", 3, {AMOUNT(0), HALVES(1), {.op = OP_LT, .dst = 2, .a = 0, .b = 1}}, "code[2] LT: the scales do not fit"},
    {"a tolerance of another scale", 3, {AMOUNT(0), HALVES(1), {.op = OP_WITHIN, .dst = 2, .a = 0, .b = 0, .c = 1}}, "code[2] WITHIN: the scales do not fit"},
    {"a shift that is not the scales' distance", 2, {AMOUNT(0), {.op = OP_RESCALE, .dst = 1, .a = 0, .scale = 4, .shift = 1}},
     "code[1] RESCALE: the scales do not fit"},
    {"a shift beyond the powers of ten", 2, {AMOUNT(0), {.op = OP_RESCALE, .dst = 1, .a = 0, .scale = 21, .shift = 19}}, "code[1] RESCALE: the scales do not fit"},
    {"a rounding to a finer scale", 2, {AMOUNT(0), {.op = OP_ROUND, .dst = 1, .a = 0, .scale = 3, .shift = -1}}, "code[1] ROUND: the scales do not fit"},
    {"an unknown rounding", 2, {AMOUNT(0), {.op = OP_ROUND, .dst = 1, .a = 0, .scale = 1, .shift = 1, .mode = 6}}, "code[1] ROUND: there is no rounding 6"},
    {"a division with the wrong shift", 2, {AMOUNT(0), {.op = OP_DIVROUND, .dst = 1, .a = 0, .b = 0, .scale = 2, .shift = 0}},
     "code[1] DIVROUND: the scales do not fit"},
    {"a text against a date", 3, {WORD(0), DAY(1), {.op = OP_IEQ, .dst = 2, .a = 0, .b = 1}}, "code[2] IEQ: the operands are of different kinds"},
    {"arms of two kinds", 4, {FLAG(0), WORD(1), DAY(2), {.op = OP_SELECT, .dst = 1, .a = 0, .b = 1, .c = 2}},
     "code[3] SELECT: the operands are of different kinds"},
    {"a number as condition", 2, {AMOUNT(0), {.op = OP_SELECT, .dst = 1, .a = 0, .b = 0, .c = 0, .scale = 2}},
     "code[1] SELECT: operand a, r0, is of the wrong kind"},
    {"a row found, and what stands in it", 4, {AMOUNT(0), WEIGHT(4), {.op = OP_FIND, .dst = 1, .a = 0, .b = 4, .index = ROWS},
     {.op = OP_PICK, .dst = 2, .a = 4, .b = 1, .scale = 2, .index = ROWS}}, NULL},
    {"a number that is no row", 3, {AMOUNT(0), WEIGHT(4), {.op = OP_PICK, .dst = 2, .a = 4, .b = 0, .scale = 2, .index = ROWS}},
     "code[2] PICK: operand b, r0, numbers no rows of domain 1"},
    {"a row of the report", 2, {AMOUNT(0), {.op = OP_FIND, .dst = 1, .a = 0, .b = 0, .index = REPORT}}, "code[1] FIND: domain 0 is not a table"},
    {"a row into the key", 3, {AMOUNT(0), WEIGHT(4), {.op = OP_FIND, .dst = 0, .a = 0, .b = 4, .index = ROWS}}, "code[2] FIND: dst, r0, is an operand"},
    {"rows spread to their report", 2, {WEIGHT(4), {.op = OP_SPREAD, .dst = 0, .a = 4, .scale = 2}},
     "code[1] SPREAD: operand a, r4, is of domain 1, which does not contain domain 0"},
    {"lanes spread to themselves", 2, {AMOUNT(0), {.op = OP_SPREAD, .dst = 1, .a = 0, .scale = 2}},
     "code[1] SPREAD: operand a, r0, is of domain 0, which does not contain domain 0"},
    {"a report reduced to rows", 2, {AMOUNT(0), {.op = OP_SUM, .domain = ROWS, .dst = 4, .a = 0, .b = NONE, .scale = 2}},
     "code[1] SUM: domain 0 is not under domain 1"},
    {"no such source", 1, {{.op = OP_COUNT, .b = NONE, .index = DOMAINS}}, "code[0] COUNT: there is no domain 4"},
    {"a condition of other rows", 3, {WEIGHT(4), FLAG(0), {.op = OP_SUM, .dst = 1, .a = 4, .b = 0, .scale = 2, .index = ROWS}},
     "code[2] SUM: operand b, r0, is of domain 0, not 1"},
    {"ANY of nothing", 1, {{.op = OP_ANY, .b = NONE, .index = ROWS}}, "code[0] ANY: operand b: there is no register r65535"},
    {"groups before they are formed", 2,
     {WEIGHT(5), {.op = OP_SUM, .domain = GROUPS, .dst = 6, .a = 5, .b = NONE, .scale = 2, .index = ROWS}},
     "code[1] SUM: the lanes of group domain 2 are not formed yet"},
    {"groups counted before they are formed", 1, {{.op = OP_COUNT, .b = NONE, .index = GROUPS}},
     "code[0] COUNT: the lanes of group domain 2 are not formed yet"},
    {"groups formed twice", 3, {NAME(4), GROUPED, GROUPED}, "code[2] GROUP: group domain 2 is formed twice"},
    {"a table formed as a group", 2, {NAME(4), {.op = OP_GROUP, .domain = ROWS, .a = 4, .b = NONE, .c = NONE}},
     "code[1] GROUP: domain 1 is not a group domain"},
    {"a key that is no lane of the rows", 2, {DAY(0), {.op = OP_GROUP, .domain = GROUPS, .a = 0, .b = NONE, .c = NONE}},
     "code[1] GROUP: operand a, r0, is of domain 0, not 1"},
    {"no such output", 2, {AMOUNT(0), {.op = OP_OUT, .a = 0, .index = OUTPUTS}}, "code[1] OUT: there is no output 3"},
    {"an output of another kind", 2, {DAY(0), {.op = OP_OUT, .a = 0, .index = OUTPUT_TRUTH}}, "code[1] OUT: r0 is not of the kind of output 1"},
    {"an output of other lanes", 2, {AMOUNT(0), {.op = OP_OUT, .a = 0, .index = OUTPUT_GROUP}}, "code[1] OUT: output 2 is of domain 2, not 0"},
    {"an output of another scale", 2, {HALVES(0), {.op = OP_OUT, .a = 0, .index = OUTPUT_AMOUNT}}, "code[1] OUT: r0 has scale 1, output 0 has 2"},
    {"an output delivered twice", 3, {AMOUNT(0), {.op = OP_OUT, .a = 0}, {.op = OP_OUT, .a = 0}}, "code[2] OUT: output 0 is delivered twice"},
};

static void code_is_proved_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct bench b;
        bench_open(&b);
        memcpy(b.code, sections[i].code, sizeof b.code);
        b.program.detail.length = sections[i].length;
        expect(sections[i].name, program_verify(&b.program, &b.program.detail, &b.arena), sections[i].problem);
        bench_close(&b);
    }
}

static void break_first_domain(struct bench *b) { b->domains[0].kind = DOMAIN_TABLE; }
static void break_second_report(struct bench *b) { b->domains[1].kind = DOMAIN_REPORT; }
static void break_cycle(struct bench *b) { b->domains[ROWS].parent = NESTED; }
static void break_table_in_group(struct bench *b) { b->domains[NESTED].parent = GROUPS; }
static void break_grouped(struct bench *b) { b->domains[GROUPS].rows = REPORT; }
static void break_group_parent(struct bench *b) { b->domains[GROUPS].parent = ROWS; }
static void break_presence(struct bench *b) { b->domains[NESTED].present = FIELD_ROWS; }
static void break_presence_index(struct bench *b) { b->domains[ROWS].present = FIELDS; }
static void break_presence_part(struct bench *b) { b->domains[ROWS].present = FIELD_FLAG; }
static void break_presence_name(struct bench *b) { b->fields[FIELD_NESTED].path = &table_path[1]; }
static void break_presence_length(struct bench *b) { b->domains[ROWS].path_length = 2; }
static void break_table_name(struct bench *b) { b->domains[ROWS].path_length = 0; }
static void break_field_domain(struct bench *b) { b->fields[FIELD_DAY].domain = DOMAINS; }
static void break_field_group(struct bench *b) { b->fields[FIELD_DAY].domain = GROUPS; }
static void break_field_kind(struct bench *b) { b->fields[FIELD_DAY].kind = LANE_FIXED; }
static void break_field_unit(struct bench *b) { b->fields[FIELD_AMOUNT].unit = 10000; }
static void break_constant_integer(struct bench *b) { b->constants[CONSTANT_DECIMAL].integer = 14; }
static void break_constant_sign(struct bench *b) { b->constants[CONSTANT_THIRD].denominator = -3; }
static void break_constant_fraction(struct bench *b) { b->constants[CONSTANT_THIRD].numerator = 2; }
static void break_constant_text(struct bench *b) { b->constants[CONSTANT_WORD].text = NULL; }
static void break_output(struct bench *b) { b->outputs[OUTPUT_TRUTH].domain = DOMAINS; }
static void break_rule_output(struct bench *b) { b->rule.right = OUTPUTS; }
static void break_rule_truth(struct bench *b) { b->rule.value = OUTPUT_AMOUNT; }
static void break_rule_compare(struct bench *b) { b->rule.compare = 0; }
static void break_rule_traces(struct bench *b) { b->rule.trace_count = 2; }
static void break_rule_span(struct bench *b) { b->rule.at.end = 7; }
static void break_trace(struct bench *b) { b->trace.field = FIELDS; }
static void break_trace_kind(struct bench *b) { b->trace.kind = TRACE_NOTE + 1; }
static void break_trace_rows(struct bench *b) { b->trace.kind = TRACE_ROWS; }
static void break_trace_over(struct bench *b) { b->trace.over = DOMAINS; }
static void break_trace_where(struct bench *b)
{
    b->trace.kind = TRACE_ROWS;
    b->trace.output = b->trace.where = OUTPUT_AMOUNT;
}
static void break_rule_label(struct bench *b) { b->rule.row_labels[2] = OUTPUT_AMOUNT; }
static void break_register(struct bench *b) { b->registers[1].domain = DOMAINS; }

static void tables_are_proved_or_refused(void **state)
{
    (void)state;
    static const struct {
        void (*damage)(struct bench *b);
        const char *problem;
    } rows[] = {
        {break_first_domain, "domain 0: domain 0 must be the report"},
        {break_second_report, "domain 1: only domain 0 is the report"},
        {break_cycle, "domain 1: its parent does not come before it"},
        {break_table_in_group, "domain 3: its parent is a group"},
        {break_grouped, "domain 2: what it groups is not a table"},
        {break_group_parent, "domain 2: its parent is not that of its rows"},
        {break_presence, "domain 3: its presence is no such field of its parent"},
        {break_presence_index, "domain 1: its presence is no such field of its parent"},
        {break_presence_part, "domain 1: its presence is no such field of its parent"},
        {break_presence_name, "domain 3: its presence bears another name"},
        {break_presence_length, "domain 1: its presence bears another name"},
        {break_table_name, "domain 1: it has no name"},
        {break_field_domain, "field 3: there is no such domain"},
        {break_field_group, "field 3: groups have no fields"},
        {break_field_kind, "field 3: a date needs date lanes"},
        {break_field_unit, "field 0: there is no such unit"},
        {break_constant_integer, "constant 0: its integer is not its number"},
        {break_constant_sign, "constant 1: its denominator is not positive"},
        {break_constant_fraction, "constant 1: its fraction is not its number"},
        {break_constant_text, "constant 2: it has no text"},
        {break_output, "output 1: there is no such kind or domain"},
        {break_rule_output, "rule 0: there is no such output"},
        {break_rule_truth, "rule 0: its condition or truth is not a truth"},
        {break_rule_compare, "rule 0: its comparison is not an APPROX or FAPPROX of the detail section"},
        {break_rule_traces, "rule 0: there are no such traces"},
        {break_rule_span, "rule 0: its span is outside the sources"},
        {break_trace, "trace 0: there is no such field"},
        {break_trace_kind, "trace 0: it is of no known kind"},
        {break_trace_rows, "trace 0: its rows have no values"},
        {break_trace_over, "trace 0: its result has no such lanes"},
        {break_trace_where, "trace 0: its condition is not a truth"},
        {break_rule_label, "rule 0: its row label is not a text"},
        {break_register, "register r1: there is no domain 4"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench b;
        bench_open(&b);
        expect("whole", program_verify(&b.program, &b.program.detail, &b.arena), NULL);
        rows[i].damage(&b);
        expect(rows[i].problem, program_verify(&b.program, &b.program.detail, &b.arena), rows[i].problem);
        bench_close(&b);
    }
}

static void lines_are_aligned_and_carry_the_rule(void **state)
{
    (void)state;
    static const char *const names[] = {"自评表", "执行数"};
    static const char rule[] = "四舍五入(执行数 / 预算数, 2)\n第二行";
    static const char expected[] =
        "0  r0   = LOAD      自评表.执行数   scale 2                      ; 执行数\n"
        "1  r1   = CONST     1.5             scale 1\n"
        "2  r3   = FCONST    1/3\n"
        "3  r2   = DIVROUND  r0, r1          scale 2  shift 1  half-away  ; 四舍五入(执行数 / 预算数, 2)\n"
        "4  r4@1 = NOTHING   blank\n"
        "5  @2   = GROUP     r4@1\n"
        "6  r6@2 = COUNT     over @1\n"
        "7         OUT       r2 to output 0\n";
    struct bench b;
    struct source source = {.name = "a.heng", .text = rule, .length = strlen(rule)};
    struct span spans[MOST_CODE] = {{0, 13, 22}, {0, 0, 0}, {0, 0, 0}, {0, 0, (uint32_t)strlen(rule)}};
    const struct insn code[MOST_CODE] = {
        AMOUNT(0), HALVES(1), THIRD(3), {.op = OP_DIVROUND, .dst = 2, .a = 0, .b = 1, .scale = 2, .shift = 1},
        {.op = OP_NOTHING, .domain = ROWS, .dst = 4, .mode = REASON_BLANK}, GROUPED,
        {.op = OP_COUNT, .domain = GROUPS, .dst = 6, .b = NONE, .index = ROWS}, {.op = OP_OUT, .a = 2},
    };
    bench_open(&b);
    memcpy(b.code, code, sizeof code);
    b.fields[FIELD_AMOUNT].path = (const char **)names;
    b.fields[FIELD_AMOUNT].path_length = 2;
    b.program.sources = &source;
    b.program.source_count = 1;
    b.program.detail.length = MOST_CODE;
    b.program.detail.spans = spans;
    expect("listing", program_verify(&b.program, &b.program.detail, &b.arena), NULL);
    assert_string_equal(program_disassemble(&b.program, &b.program.detail, &b.arena), expected);

    static const char endless[] = "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲";
    source = (struct source){.name = "b.heng", .text = endless, .length = strlen(endless)};
    spans[0] = (struct span){0, 0, (uint32_t)strlen(endless)};
    b.program.detail.length = 1;
    assert_string_equal(program_disassemble(&b.program, &b.program.detail, &b.arena),
                        "0  r0 = LOAD  自评表.执行数  scale 2  ; 甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬…\n");
    spans[0].end++;
    expect("span", program_verify(&b.program, &b.program.detail, &b.arena), "code[0]: its span is outside the sources");
    bench_close(&b);
}

static void every_instruction_has_its_row(void **state)
{
    (void)state;
    for (int op = 0; op < OP_TOTAL; op++) {
        assert_true(*op_name((enum op)op));
        assert_true(*op_doc((enum op)op));
        assert_int_not_equal(op_parts((enum op)op), 0);
    }
    assert_string_equal(op_name(OP_DIVROUND), "DIVROUND");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_is_proved_or_refused),
        cmocka_unit_test(tables_are_proved_or_refused),
        cmocka_unit_test(lines_are_aligned_and_carry_the_rule),
        cmocka_unit_test(every_instruction_has_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
