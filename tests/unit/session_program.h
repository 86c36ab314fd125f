/* session_program.h - for tests of sessions: a ruleset compiled by hand, with a definition, a score, and checks of the report, its rows and
 * groups of rows. */
#ifndef HENG_TEST_SESSION_PROGRAM_H
#define HENG_TEST_SESSION_PROGRAM_H

#include "runtime/program.h"

static const char rules[] =
    "执行率 = 自评表.执行数 / 自评表.预算数\n"
    "评分 预算执行 满分 10分 { 得分 = 四舍五入(封顶(执行率, 100%) * 10分, 2)  自评 = 自评表.执行得分 }\n"
    "校验 支出构成 [基本平衡]: 自评表.基本 + 自评表.项目 ≈ 自评表.执行数 # 注\n"
    "校验 分值合计 [逻辑性]: 合计(自评表.指标.分值) = 100分 消息 \"合计 {左}，少 {差}：{分值}\"\n"
    "校验 分值不小于1 [核实性] 按行: 分值 >= 1分 适用条件 分值 <> 0分\n"
    "校验 分组合计 [逻辑性] 分组: 合计(分值) <= 20分\n";

enum { EXECUTED, BUDGET, SELF, BASIC, PROJECT, POINTS, LABEL, PRESENT, FIELDS };
enum { C_TEN, C_ONE_FRACTION, C_TEN_FRACTION, C_HUNDRED, C_ZERO, C_ONE, C_TWENTY, C_WORD, CONSTANTS };
enum {
    O_RATE, O_SCORE, O_WEIGHT, O_SELF, O_TRUTH, O_LEFT, O_RIGHT, O_SUM_TRUTH, O_SUM, O_HUNDRED, O_ROW, O_APPLIES, O_LABEL, O_CAPPED,
    O_GROUP_SUM, O_GROUP_LIMIT, O_GROUP_TRUTH, O_GROUP_LABEL, O_WORD, O_POINTS, OUTPUTS
};
enum { R_RATE, R_SCORE, R_PARTS, R_SUM, R_ROWS, R_GROUPS, RULES };

static struct span span_after(size_t from, const char *text)
{
    const char *at = strstr(rules + from, text);
    assert_non_null(at);
    return (struct span){0, (uint32_t)(at - rules), (uint32_t)(at - rules + strlen(text))};
}

static size_t line_of(const char *start)
{
    return (size_t)(strstr(rules, start) - rules);
}

/* ---- tables ---- */

static void set_field(struct heng_program *p, int i, uint16_t domain, const char *name, int unit_power)
{
    struct program_field *f = &p->fields[i];
    f->path_length = domain ? 3 : 2;
    f->path = arena_alloc(&p->arena, 3 * sizeof *f->path);
    f->path[0] = "自评表";
    f->path[1] = domain ? "指标" : name;
    f->path[2] = name;
    f->domain = domain;
    f->kind = LANE_FIXED;
    f->scale = (int16_t)(2 - unit_power);
    f->unit = (int16_t)(unit_power ? unit_find("万元", strlen("万元")) : unit_find("分", strlen("分")));
    f->precision = unit_power ? PRECISION_DECIMALS : PRECISION_EXACT;
    f->decimals = 2;
    f->used = true;
    mpq_init(f->blank);
}

static void set_fields(struct heng_program *p)
{
    p->fields = arena_alloc(&p->arena, FIELDS * sizeof *p->fields);
    p->field_count = FIELDS;
    set_field(p, EXECUTED, 0, "执行数", 4);
    set_field(p, BUDGET, 0, "预算数", 4);
    set_field(p, SELF, 0, "执行得分", 0);
    set_field(p, BASIC, 0, "基本", 4);
    set_field(p, PROJECT, 0, "项目", 4);
    set_field(p, POINTS, 1, "分值", 0);
    set_field(p, LABEL, 1, "三级指标", 0);
    p->fields[LABEL].kind = LANE_TEXT;
    p->fields[LABEL].part = FIELD_TEXT;
    p->fields[LABEL].unit = NO_UNIT;
    p->fields[LABEL].scale = 0;
    set_field(p, PRESENT, 0, "指标", 0);
    p->fields[PRESENT].kind = LANE_TRUTH;
    p->fields[PRESENT].part = FIELD_PRESENT;
    p->fields[PRESENT].unit = NO_UNIT;
    p->fields[PRESENT].scale = 0;
}

static void set_constant(struct heng_program *p, int i, enum lane_kind kind, long value, int16_t scale, int64_t integer)
{
    struct program_constant *c = &p->constants[i];
    c->kind = kind;
    mpq_init(c->number);
    mpq_set_si(c->number, value, 1);
    c->scale = scale;
    c->integer = c->numerator = integer;
    c->denominator = 1;
    c->fits = true;
}

static void set_constants(struct heng_program *p)
{
    p->constants = arena_alloc(&p->arena, CONSTANTS * sizeof *p->constants);
    p->constant_count = CONSTANTS;
    set_constant(p, C_TEN, LANE_FIXED, 10, 0, 10);
    set_constant(p, C_ONE_FRACTION, LANE_FRACTION, 1, 0, 1);
    set_constant(p, C_TEN_FRACTION, LANE_FRACTION, 10, 0, 10);
    set_constant(p, C_HUNDRED, LANE_FIXED, 100, 2, 10000);
    set_constant(p, C_ZERO, LANE_FIXED, 0, 2, 0);
    set_constant(p, C_ONE, LANE_FIXED, 1, 2, 100);
    set_constant(p, C_TWENTY, LANE_FIXED, 20, 2, 2000);
    set_constant(p, C_WORD, LANE_TEXT, 0, 0, 0);
    p->constants[C_WORD].text = "家";
}

/* ---- code ---- */

struct writer {
    struct heng_program *p;
    struct program_section *s;
    uint16_t next;
};

static uint16_t reg(struct writer *w, uint16_t domain, bool fraction)
{
    w->s->registers[w->next] = (struct program_register){domain, fraction};
    w->s->register_count = w->next + 1u;
    return w->next++;
}

static uint32_t put(struct writer *w, struct insn in)
{
    w->s->code[w->s->length] = in;
    return (uint32_t)w->s->length++;
}

static uint16_t load(struct writer *w, uint32_t field)
{
    const struct program_field *f = &w->p->fields[field];
    uint16_t r = reg(w, f->domain, false);
    put(w, (struct insn){.op = OP_LOAD, .domain = f->domain, .dst = r, .scale = f->scale, .index = field});
    return r;
}

static uint16_t constant(struct writer *w, uint32_t i, uint16_t domain)
{
    const struct program_constant *c = &w->p->constants[i];
    bool fraction = c->kind == LANE_FRACTION;
    uint16_t r = reg(w, domain, fraction);
    put(w, (struct insn){.op = fraction ? OP_FCONST : OP_CONST, .domain = domain, .dst = r, .scale = c->scale, .index = i});
    return r;
}

static uint16_t binary(struct writer *w, enum op op, uint16_t a, uint16_t b, int16_t scale, bool fraction)
{
    uint16_t domain = w->s->registers[a].domain, r = reg(w, domain, fraction);
    put(w, (struct insn){.op = (uint8_t)op, .domain = domain, .dst = r, .a = a, .b = b, .c = NO_REGISTER, .scale = scale});
    return r;
}

static uint16_t reduce(struct writer *w, enum op op, uint16_t domain, uint16_t a, int16_t scale)
{
    uint16_t r = reg(w, domain, false), rows = w->s->registers[a].domain;
    put(w, (struct insn){.op = (uint8_t)op, .domain = domain, .dst = r, .a = a, .b = NO_REGISTER, .c = NO_REGISTER, .scale = scale, .index = rows});
    return r;
}

static void out(struct writer *w, uint32_t output, uint16_t a, enum lane_kind kind, int16_t scale)
{
    uint16_t domain = w->s->registers[a].domain;
    put(w, (struct insn){.op = OP_OUT, .domain = domain, .a = a, .b = NO_REGISTER, .c = NO_REGISTER, .scale = scale, .index = output});
    w->p->outputs[output] = (struct program_output){kind, domain, scale};
}

static void write_score(struct writer *w, uint16_t rate, bool detail)
{
    uint16_t capped = binary(w, OP_FMIN, rate, constant(w, C_ONE_FRACTION, 0), 0, true);
    uint16_t product = binary(w, OP_FMUL, capped, constant(w, C_TEN_FRACTION, 0), 0, true);
    uint16_t score = reg(w, 0, false), self = load(w, SELF);
    put(w, (struct insn){.op = OP_FROUND, .mode = NUMBER_HALF_AWAY, .domain = 0, .dst = score, .a = product, .scale = 2, .shift = 2});
    out(w, O_SCORE, score, LANE_FIXED, 2);
    out(w, O_SELF, self, LANE_FIXED, 2);
    out(w, O_WEIGHT, constant(w, C_TEN, 0), LANE_FIXED, 0);
    if (!detail)
        return;
    out(w, O_CAPPED, capped, LANE_FRACTION, 0);
    binary(w, OP_APPROX, self, score, 0, false);
    w->p->rules[R_SCORE].compare = (uint32_t)w->s->length - 1;
}

static void write_rows(struct writer *w, bool detail)
{
    uint16_t points = load(w, POINTS), label = load(w, LABEL), hundred = constant(w, C_HUNDRED, 0);
    uint16_t total = reduce(w, OP_SUM, 0, points, 2);
    uint16_t there = load(w, PRESENT), sum = reg(w, 0, false);
    put(w, (struct insn){.op = OP_SELECT, .domain = 0, .dst = sum, .a = there, .b = total, .c = total, .scale = 2});
    out(w, O_SUM_TRUTH, binary(w, OP_EQ, sum, hundred, 0, false), LANE_TRUTH, 0);
    uint16_t applies = binary(w, OP_NE, points, constant(w, C_ZERO, 1), 0, false), holds = binary(w, OP_LE, constant(w, C_ONE, 1), points, 0, false);
    uint16_t nothing = reg(w, 1, false), row = reg(w, 1, false);
    put(w, (struct insn){.op = OP_NOTHING, .mode = REASON_RULE_NA, .domain = 1, .dst = nothing, .a = NO_REGISTER, .b = NO_REGISTER, .c = NO_REGISTER});
    put(w, (struct insn){.op = OP_TSELECT, .domain = 1, .dst = row, .a = applies, .b = holds, .c = nothing});
    out(w, O_ROW, row, LANE_TRUTH, 0);
    put(w, (struct insn){.op = OP_GROUP, .domain = 2, .a = label, .b = NO_REGISTER, .c = NO_REGISTER});
    uint16_t group_sum = reduce(w, OP_SUM, 2, points, 2), limit = constant(w, C_TWENTY, 2);
    out(w, O_GROUP_TRUTH, binary(w, OP_LE, group_sum, limit, 0, false), LANE_TRUTH, 0);
    if (!detail)
        return;
    out(w, O_SUM, sum, LANE_FIXED, 2);
    out(w, O_HUNDRED, hundred, LANE_FIXED, 2);
    out(w, O_POINTS, points, LANE_FIXED, 2);
    out(w, O_APPLIES, applies, LANE_TRUTH, 0);
    out(w, O_LABEL, label, LANE_TEXT, 0);
    out(w, O_WORD, constant(w, C_WORD, 1), LANE_TEXT, 0);
    out(w, O_GROUP_SUM, group_sum, LANE_FIXED, 2);
    out(w, O_GROUP_LIMIT, limit, LANE_FIXED, 2);
    out(w, O_GROUP_LABEL, reduce(w, OP_SAME, 2, label, 0), LANE_TEXT, 0);
}

/* The same code serves both sections; `detail` adds what explanations show. */
static void write_section(struct heng_program *p, struct program_section *s, bool detail)
{
    s->code = arena_alloc(&p->arena, 64 * sizeof *s->code);
    s->spans = arena_alloc(&p->arena, 64 * sizeof *s->spans);
    s->registers = arena_alloc(&p->arena, 64 * sizeof *s->registers);
    struct writer w = {p, s, 0};
    uint16_t executed = load(&w, EXECUTED);
    uint16_t rate = binary(&w, OP_DIV, executed, load(&w, BUDGET), 0, true);
    out(&w, O_RATE, rate, LANE_FRACTION, 0);
    write_score(&w, rate, detail);
    uint16_t sum = binary(&w, OP_ADD, load(&w, BASIC), load(&w, PROJECT), -2, false);
    uint16_t truth = binary(&w, OP_APPROX, sum, executed, 0, false);
    out(&w, O_TRUTH, truth, LANE_TRUTH, 0);
    if (detail) {
        p->rules[R_PARTS].compare = (uint32_t)s->length - 2;
        out(&w, O_LEFT, sum, LANE_FIXED, -2);
        out(&w, O_RIGHT, executed, LANE_FIXED, -2);
    }
    write_rows(&w, detail);
}

/* ---- rules ---- */

static const struct program_unit wan = {"万元", "wan_yuan", 4}, points_unit = {"分", "points", 0}, percent = {"%", "percent", -2};

static struct program_trace *trace(struct heng_program *p, int rule, enum trace_kind kind, struct span at, struct program_unit unit)
{
    struct program_rule *r = &p->rules[rule];
    if (!r->trace_count)
        r->first_trace = (uint32_t)p->trace_count;
    r->trace_count++;
    struct program_trace *t = &p->traces[p->trace_count++];
    *t = (struct program_trace){.kind = kind, .at = at, .output = NO_OUTPUT, .where = NO_OUTPUT, .unit = unit};
    return t;
}

static struct program_rule *set_rule(struct heng_program *p, int i, enum rule_kind kind, const char *name, const char *line, const char *formula,
                                     struct program_unit unit)
{
    struct program_rule *r = &p->rules[i];
    size_t from = line_of(line);
    const char *end = strchr(rules + from, '\n');
    *r = (struct program_rule){.kind = kind, .name = name, .unit = unit, .layer = "湖南省", .basis = i == R_SCORE ? "湘财绩〔2020〕7号" : "",
                               .at = {0, (uint32_t)from, (uint32_t)(end - rules)}, .formula = span_after(from, formula), .value_kind = LANE_FIXED,
                               .applies = NO_OUTPUT, .weight = NO_OUTPUT, .self = NO_OUTPUT, .left = NO_OUTPUT, .right = NO_OUTPUT,
                               .tolerance = NO_OUTPUT, .compare = NO_OUTPUT, .row_labels = {NO_OUTPUT, NO_OUTPUT, NO_OUTPUT}};
    return r;
}

static void set_score(struct heng_program *p)
{
    size_t from = line_of("评分");
    struct program_rule *r = set_rule(p, R_SCORE, RULE_SCORE, "预算执行", "评分", "四舍五入(封顶(执行率, 100%) * 10分, 2)", points_unit);
    r->value = O_SCORE;
    r->weight = O_WEIGHT;
    r->self = O_SELF;
    trace(p, R_SCORE, TRACE_STEP, r->formula, points_unit)->output = O_SCORE;
    trace(p, R_SCORE, TRACE_STEP, span_after(from, "封顶(执行率, 100%)"), percent)->output = O_CAPPED;
    struct program_trace *t = trace(p, R_SCORE, TRACE_VALUE, span_after(r->formula.start, "执行率"), percent);
    t->rule = R_RATE;
    t->output = O_RATE;
    trace(p, R_SCORE, TRACE_FIELD, span_after(from, "自评表.执行得分"), points_unit)->field = SELF;
}

static struct program_rule *set_check(struct heng_program *p, int i, enum rule_class class, const char *name, const char *line, const char *formula,
                                      struct program_unit unit, enum rule_relation relation, uint32_t truth)
{
    struct program_rule *r = set_rule(p, i, RULE_CHECK, name, line, formula, unit);
    r->class = class;
    r->relation = relation;
    r->value = truth;
    return r;
}

static void set_rules(struct heng_program *p)
{
    struct program_rule *r = set_rule(p, R_RATE, RULE_VALUE, "执行率", "执行率 =", "自评表.执行数 / 自评表.预算数", percent);
    r->value = O_RATE;
    r->value_kind = LANE_FRACTION;
    trace(p, R_RATE, TRACE_FIELD, span_after(0, "自评表.执行数"), wan)->field = EXECUTED;
    trace(p, R_RATE, TRACE_FIELD, span_after(0, "自评表.预算数"), wan)->field = BUDGET;
    set_score(p);

    r = set_check(p, R_PARTS, CLASS_BALANCE, "支出构成", "校验 支出构成", "自评表.基本 + 自评表.项目 ≈ 自评表.执行数", wan, RELATION_APPROX, O_TRUTH);
    r->left = O_LEFT;
    r->right = O_RIGHT;
    trace(p, R_PARTS, TRACE_FIELD, span_after(r->formula.start, "自评表.基本"), wan)->field = BASIC;
    trace(p, R_PARTS, TRACE_FIELD, span_after(r->formula.start, "自评表.项目"), wan)->field = PROJECT;
    trace(p, R_PARTS, TRACE_FIELD, span_after(r->formula.start, "自评表.执行数"), wan)->field = EXECUTED;

    r = set_check(p, R_SUM, CLASS_LOGIC, "分值合计", "校验 分值合计", "合计(自评表.指标.分值) = 100分", points_unit, RELATION_EQ, O_SUM_TRUTH);
    r->left = O_SUM;
    r->right = O_HUNDRED;
    r->message = "合计 {左}，少 {差}：{分值}";
    trace(p, R_SUM, TRACE_STEP, span_after(r->formula.start, "合计(自评表.指标.分值)"), points_unit)->output = O_SUM;
    trace(p, R_SUM, TRACE_FIELD_ROWS, span_after(r->formula.start, "自评表.指标.分值"), points_unit)->field = POINTS;

    r = set_check(p, R_ROWS, CLASS_VERIFY, "分值不小于1", "校验 分值不小于1", "分值 >= 1分", points_unit, RELATION_NONE, O_ROW);
    r->domain = 1;
    r->applies = O_APPLIES;
    r->row_labels[0] = O_LABEL;
    trace(p, R_ROWS, TRACE_FIELD, span_after(r->formula.start, "分值"), points_unit)->field = POINTS;

    r = set_check(p, R_GROUPS, CLASS_LOGIC, "分组合计", "校验 分组合计", "合计(分值) <= 20分", points_unit, RELATION_LE, O_GROUP_TRUTH);
    r->domain = 2;
    r->left = O_GROUP_SUM;
    r->right = O_GROUP_LIMIT;
    r->row_labels[0] = O_GROUP_LABEL;
    struct program_trace *t = trace(p, R_GROUPS, TRACE_FIELD_ROWS, span_after(r->formula.start, "分值"), points_unit);
    t->field = POINTS;
    t->over = 2;
}

static struct heng_program *program_by_hand(void)
{
    static jmp_buf unexpected;
    static const char *path[] = {"自评表", "指标"};
    struct arena arena;
    arena_init(&arena, NULL, 0);
    arena.boundary = &unexpected;
    struct heng_program *p = arena_alloc(&arena, sizeof *p);
    p->arena = arena;
    struct arena *a = &p->arena;
    p->sources = arena_alloc(a, sizeof *p->sources);
    p->sources[0] = (struct source){"rules.heng", rules, sizeof rules - 1};
    p->source_count = 1;
    p->name = "试验";
    p->domains = arena_alloc(a, 3 * sizeof *p->domains);
    p->domains[1] = (struct program_domain){DOMAIN_TABLE, 0, 0, PRESENT, path, 2, NULL};
    p->domains[2] = (struct program_domain){DOMAIN_GROUP, 0, 1, 0, NULL, 0, NULL};
    p->domain_count = 3;
    set_fields(p);
    set_constants(p);
    p->outputs = arena_alloc(a, OUTPUTS * sizeof *p->outputs);
    p->output_count = OUTPUTS;
    p->rules = arena_alloc(a, RULES * sizeof *p->rules);
    p->rule_count = RULES;
    p->traces = arena_alloc(a, 32 * sizeof *p->traces);
    p->unit_pairs = arena_alloc(a, sizeof *p->unit_pairs);
    p->unit_pairs[0] = (struct program_unit_pair){O_LABEL, O_WORD, R_ROWS};
    p->unit_pair_count = 1;
    set_rules(p);
    write_section(p, &p->batch, false);
    write_section(p, &p->detail, true);
    for (int i = 0; i < 2; i++) {
        const char *wrong = program_verify(p, i ? &p->detail : &p->batch, a);
        if (wrong)
            fail_msg("%s", wrong);
    }
    return p;
}

#endif
