/* result.c - one heng_result per rule and lane of one report. */
#include "result.h"

#include <string.h>

#include "unit.h"

const char *result_outcome_name(heng_outcome outcome, bool english)
{
    static const char *const names[HENG_OUTCOMES][2] = {
        [HENG_PASS] = {"通过", "pass"},           [HENG_ROUNDING] = {"尾差", "rounding"},
        [HENG_FAIL] = {"不通过", "fail"},         [HENG_EXPLAINED] = {"已说明", "explained"},
        [HENG_NOT_APPLICABLE] = {"不适用", "not applicable"},
        [HENG_NO_DATA] = {"数据不足", "no data"}, [HENG_ERROR] = {"无法计算", "cannot be computed"},
    };
    return names[outcome][english];
}

static const char *const class_names[] = {
    [CLASS_BALANCE] = "基本平衡", [CLASS_LOGIC] = "逻辑性", [CLASS_VERIFY] = "核实性", [CLASS_NOTICE] = "提示"};
static const char *const severities[] = {
    [CLASS_BALANCE] = "error", [CLASS_LOGIC] = "error", [CLASS_VERIFY] = "warning", [CLASS_NOTICE] = "info"};

/* One result on its way. */
struct building {
    struct collection *c;
    uint32_t index;
    const struct program_rule *rule;
    size_t lane;
    heng_result *r;
    struct message_figures figures;
};

static heng_outcome outcome_of_reason(uint8_t why)
{
    switch (reason_class_of(why)) {
    case REASON_CLASS_NONE:
        break;
    case REASON_CLASS_NA:
        return HENG_NOT_APPLICABLE;
    case REASON_CLASS_MISSING:
        return HENG_NO_DATA;
    case REASON_CLASS_ERROR:
        return HENG_ERROR;
    }
    return HENG_PASS;
}

static void set_reason(struct building *b, uint8_t why, enum operand_part part)
{
    b->r->outcome = outcome_of_reason(why);
    b->r->reason_code = reason_code(why);
    b->r->reason = operand_reason(b->c, b->index, b->lane, why, part);
}

/* False if the time or 适用条件 settles the outcome. */
static bool applies(struct building *b)
{
    uint8_t untimely = period_why(b->c, b->index);
    if (untimely) {
        b->r->outcome = outcome_of_reason(untimely);
        b->r->reason_code = reason_code(untimely);
        b->r->reason = period_reason(b->c, b->index, untimely);
        return false;
    }
    if (b->rule->applies == NO_OUTPUT)
        return true;
    uint8_t why, truth = result_truth(b->c, b->rule->applies, b->rule->domain, b->lane, &why);
    if (!why && truth)
        return true;
    if (why) {
        set_reason(b, why, OPERAND_REST);
    } else {
        b->r->outcome = HENG_NOT_APPLICABLE;
        b->r->reason_code = "condition";
        b->r->reason = b->c->english ? "its condition does not hold" : "适用条件不成立";
    }
    return false;
}

/* Intervals of the rule's ≈ (of a score: self ≈ recomputed). False if there is none, or they mean nothing. */
static bool compare_intervals(struct building *b)
{
    struct collection *c = b->c;
    struct machine_interval *i = &c->numbers->interval;
    size_t lane;
    if (b->rule->compare == NO_OUTPUT || b->rule->compare >= c->program->detail.length)
        return false;
    uint16_t domain = c->program->detail.code[b->rule->compare].domain;
    if (!result_lane_up(c, b->rule->domain, b->lane, domain, &lane))
        return false;
    i->why = REASON_OK;
    machine_intervals(c->machine, c->data, c->report, b->rule->compare, lane, i);
    return i->why == REASON_OK;
}

/* allowance = half-widths of both intervals, added. */
static void set_allowance_of_intervals(struct scratch *n)
{
    mpq_sub(n->allowance, n->interval.left_high, n->interval.left_low);
    mpq_sub(n->difference, n->interval.right_high, n->interval.right_low);
    mpq_add(n->allowance, n->allowance, n->difference);
    mpq_div_2exp(n->allowance, n->allowance, 1);
}

static bool intervals_meet(const struct machine_interval *i)
{
    return mpq_cmp(i->left_low, i->right_high) <= 0 && mpq_cmp(i->right_low, i->left_high) <= 0;
}

static void give_number(const struct building *b, const mpq_t q, const char **decimal, const char **exact, const char **told)
{
    print_exact(b->c, q, &b->rule->unit, decimal, exact);
    if (told)
        *told = print_number(b->c, q, &b->rule->unit);
}

static void give_allowance(struct building *b)
{
    give_number(b, b->c->numbers->allowance, &b->r->allowance, &b->r->allowance_exact, NULL);
    b->figures.allowance = print_difference(b->c, b->c->numbers->allowance, &b->rule->unit);
}

/* difference = a - b, of numbers that are both there. */
static void give_difference(struct building *b, const mpq_t first, const mpq_t second)
{
    struct scratch *n = b->c->numbers;
    mpq_sub(n->difference, first, second);
    print_exact(b->c, n->difference, &b->rule->unit, &b->r->difference, &b->r->difference_exact);
    b->figures.difference = print_difference(b->c, n->difference, &b->rule->unit);
    b->figures.order = mpq_sgn(n->difference);
    mpq_abs(n->difference, n->difference);
    b->figures.excess = print_difference(b->c, n->difference, &b->rule->unit);
}

/* ---- values and scores ---- */

static void build_value(struct building *b)
{
    struct collection *c = b->c;
    uint8_t why = result_why(c, b->rule->value, b->rule->domain, b->lane);
    if (why) {
        set_reason(b, why, OPERAND_FORMULA);
        return;
    }
    if (b->rule->value_kind != LANE_FIXED && b->rule->value_kind != LANE_FRACTION) {
        b->r->value = print_lane(c, b->rule->value, b->rule->domain, b->lane, &b->rule->unit, false);
        return;
    }
    result_number(c, b->rule->value, b->rule->domain, b->lane, c->numbers->value);
    give_number(b, c->numbers->value, &b->r->value, &b->r->value_exact, &b->figures.right);
}

static void compare_self(struct building *b)
{
    struct scratch *n = b->c->numbers;
    give_difference(b, n->left, n->value);
    if (mpq_equal(n->left, n->value))
        return;
    b->r->outcome = HENG_FAIL;
    if (!compare_intervals(b))
        return;
    if (intervals_meet(&n->interval))
        b->r->outcome = HENG_ROUNDING;
    set_allowance_of_intervals(n);
    give_allowance(b);
}

static void build_score(struct building *b)
{
    struct collection *c = b->c;
    struct scratch *n = c->numbers;
    const struct program_rule *p = b->rule;
    build_value(b);
    bool has_value = b->r->value != NULL;
    if (p->weight != NO_OUTPUT && !result_number(c, p->weight, p->domain, b->lane, n->right))
        give_number(b, n->right, &b->r->weight, &b->r->weight_exact, NULL);
    if (p->self == NO_OUTPUT)
        return;
    uint8_t why = result_number(c, p->self, p->domain, b->lane, n->left);
    if (!why)
        give_number(b, n->left, &b->r->self, &b->r->self_exact, &b->figures.left);
    if (!has_value)
        return;
    if (why)
        set_reason(b, why, OPERAND_REST);
    else
        compare_self(b);
}

/* ---- checks ---- */

static bool is_money(const struct program_unit *u)
{
    int unit = u->zh ? unit_find(u->zh, strlen(u->zh)) : UNIT_NONE;
    return unit != UNIT_NONE && unit_at(unit)->dimension == DIMENSION_MONEY;
}

/* True if left * 10^power is the right side: exactly, or by intervals for ≈. Both sides are not 0. */
static bool slips_by(struct building *b, int power, bool intervals)
{
    struct scratch *n = b->c->numbers;
    number_scale(n->low, n->left, power);
    if (!intervals)
        return mpq_equal(n->low, n->right) != 0;
    number_scale(n->low, n->interval.left_low, power);
    number_scale(n->high, n->interval.left_high, power);
    return mpq_cmp(n->low, n->interval.right_high) <= 0 && mpq_cmp(n->interval.right_low, n->high) <= 0;
}

static int unit_slip(struct building *b, bool intervals)
{
    static const int powers[] = {4, -4, 8, -8};
    struct scratch *n = b->c->numbers;
    bool equality = b->rule->relation == RELATION_EQ || b->rule->relation == RELATION_APPROX;
    if (b->r->outcome != HENG_FAIL || !equality || !is_money(&b->rule->unit) || !mpq_sgn(n->left) || !mpq_sgn(n->right))
        return 0;
    bool near_zero = intervals && (mpq_sgn(n->interval.left_low) != mpq_sgn(n->interval.left_high) || !mpq_sgn(n->interval.left_low));
    for (size_t i = 0; i < sizeof powers / sizeof *powers && !near_zero; i++) /* what may be 0 says nothing of its unit */
        if (slips_by(b, powers[i], intervals))
            return powers[i];
    return 0;
}

static bool is_number(const struct collection *c, uint32_t output)
{
    enum lane_kind kind = c->program->outputs[output].kind;
    return kind == LANE_FIXED || kind == LANE_FRACTION;
}

static void give_number_sides(struct building *b)
{
    struct collection *c = b->c;
    struct scratch *n = c->numbers;
    const struct program_rule *p = b->rule;
    bool left = !result_number(c, p->left, p->domain, b->lane, n->left);
    bool right = !result_number(c, p->right, p->domain, b->lane, n->right);
    if (left)
        give_number(b, n->left, &b->r->left, &b->r->left_exact, &b->figures.left);
    if (right)
        give_number(b, n->right, &b->r->right, &b->r->right_exact, &b->figures.right);
    if (!left || !right)
        return;
    give_difference(b, n->left, n->right);
    bool intervals = p->relation == RELATION_APPROX && b->figures.order && compare_intervals(b);
    if (intervals)
        set_allowance_of_intervals(n);
    if (intervals || (p->tolerance != NO_OUTPUT && !result_number(c, p->tolerance, p->domain, b->lane, n->allowance)))
        give_allowance(b);
    b->figures.slip = p->relation == RELATION_APPROX && !intervals ? 0 : unit_slip(b, intervals);
}

static void give_sides(struct building *b)
{
    struct collection *c = b->c;
    const struct program_rule *p = b->rule;
    if (p->left == NO_OUTPUT || p->right == NO_OUTPUT)
        return;
    if (is_number(c, p->left) && is_number(c, p->right)) {
        give_number_sides(b);
        return;
    }
    if (!result_why(c, p->left, p->domain, b->lane)) {
        b->r->left = print_lane(c, p->left, p->domain, b->lane, &p->unit, false);
        b->figures.left = print_lane(c, p->left, p->domain, b->lane, &p->unit, true);
    }
    if (!result_why(c, p->right, p->domain, b->lane)) {
        b->r->right = print_lane(c, p->right, p->domain, b->lane, &p->unit, false);
        b->figures.right = print_lane(c, p->right, p->domain, b->lane, &p->unit, true);
    }
}

static void build_check(struct building *b)
{
    static const heng_outcome outcomes[] = {HENG_FAIL, HENG_ROUNDING, HENG_PASS};
    uint8_t why, truth = result_truth(b->c, b->rule->value, b->rule->domain, b->lane, &why);
    if (why)
        set_reason(b, why, OPERAND_FORMULA);
    else
        b->r->outcome = outcomes[truth < 2 ? truth : 2];
    give_sides(b);
}

/* ---- all of them ---- */

static const struct rule_text *rule_text_of(struct collection *c, uint32_t rule)
{
    struct rule_text *t = &c->texts[rule];
    if (!t->formula) {
        t->formula = formula_text(c, c->program->rules[rule].formula);
        t->at = formula_at(c, c->program->rules[rule].at);
    }
    return t;
}

const char *result_row(const struct collection *c, const struct program_rule *p, size_t lane)
{
    struct program_unit plain = {.zh = "", .en = ""};
    const struct row_names *names = c->program->domains[p->domain].names;
    const char *label = NULL;
    if (c->program->domains[p->domain].kind == DOMAIN_REPORT)
        return p->label;
    for (int i = 0; i < 3; i++) {
        if (p->row_labels[i] == NO_OUTPUT || result_why(c, p->row_labels[i], p->domain, lane))
            continue;
        const char *part = print_lane(c, p->row_labels[i], p->domain, lane, &plain, false);
        if (!*part)
            continue;
        if (i == 0 && names && names->line != NO_FIELD)
            part = arena_format(c->arena, c->english ? "row %s" : "%s行", part);
        label = label ? arena_format(c->arena, "%s%s%s", label, p->spaced ? " " : "·", part) : part;
    }
    if (!label && p->levels && !result_why(c, p->row_labels[0], p->domain, lane))
        label = c->english ? "total" : "合计"; /* above the shortest codes, and not in the table */
    if (!label)
        label = arena_format(c->arena, "%zu", lane + 1);
    return p->label ? arena_format(c->arena, "%s %s", label, p->label) : label;
}

static void build(struct collection *c, uint32_t index, size_t lane, heng_result *r)
{
    const struct program_rule *p = &c->program->rules[index];
    struct building b = {.c = c, .index = index, .rule = p, .lane = lane, .r = r};
    const struct rule_text *text = rule_text_of(c, index);
    *r = (heng_result){.outcome = HENG_PASS, .name = p->name, .reason = "", .reason_code = "", .unit = print_unit_name(c, &p->unit),
                       .layer = p->layer ? p->layer : "", .basis = p->basis ? p->basis : "", .at = text->at, .formula = text->formula,
                       .effective = period_day(c, p->from), .expires = period_day(c, p->until)};
    r->row = result_row(c, p, lane);
    r->row_index = c->program->domains[p->domain].kind == DOMAIN_REPORT ? -1 : (long)lane;
    r->substituted = formula_substituted(c, index, lane, p->formula, false);
    switch (p->kind) {
    case RULE_VALUE:
        r->kind = HENG_VALUE;
        if (applies(&b))
            build_value(&b);
        break;
    case RULE_SCORE:
        r->kind = HENG_SCORE;
        if (applies(&b))
            build_score(&b);
        break;
    case RULE_CHECK:
        r->kind = HENG_CHECK;
        r->class_name = class_names[p->class];
        r->severity = severities[p->class];
        if (applies(&b))
            build_check(&b);
        break;
    }
    r->message = message_make(c, index, lane, r, &b.figures);
    r->operands = operand_list(c, index, lane, &r->operand_count);
}

/* Why a rule over rows has none in the report: the form or the table is missing, which is named, or the table is empty. */
static uint8_t why_no_lanes(const struct collection *c, uint16_t domain, const char **reason)
{
    const struct program_domain *table = operand_table(c, domain);
    uint8_t why = cell_why(c, table->present, 0);
    if (!why) {
        *reason = reason_text(REASON_MISSING_ROW, c->english);
        return REASON_MISSING_ROW;
    }
    const char *report = report_missing(c, table->path, table->path_length, why), *name = report ? report : cell_name(c, table->present, 0);
    *reason = arena_format(c->arena, c->english ? "%s (%s)" : "%s（%s）", name, reason_text(why, c->english));
    return why;
}

/* A rule over rows must not vanish with them: one result says why there are none. */
static void build_without_lanes(struct collection *c, uint32_t index, heng_result *r)
{
    const struct program_rule *p = &c->program->rules[index];
    const struct rule_text *text = rule_text_of(c, index);
    const struct message_figures none = {0};
    const char *reason;
    uint8_t why = why_no_lanes(c, p->domain, &reason); /* the row is the column that the rule is of, if any */
    *r = (heng_result){.outcome = why == REASON_MISSING_ROW ? HENG_NOT_APPLICABLE : HENG_NO_DATA, .name = p->name, .reason = reason,
                       .reason_code = reason_code(why), .unit = print_unit_name(c, &p->unit), .layer = p->layer ? p->layer : "",
                       .basis = p->basis ? p->basis : "", .at = text->at, .formula = text->formula, .substituted = text->formula, .row = p->label, .row_index = -1,
                       .effective = period_day(c, p->from), .expires = period_day(c, p->until)};
    r->kind = p->kind == RULE_VALUE ? HENG_VALUE : p->kind == RULE_SCORE ? HENG_SCORE : HENG_CHECK;
    if (p->kind == RULE_CHECK) {
        r->class_name = class_names[p->class];
        r->severity = severities[p->class];
    }
    r->message = message_make(c, index, RESULT_NO_LANE, r, &none);
}

enum { MOST_ROWS_NAMED = 8 };

/* Rows that no group holds, as "2、4"; NULL if there are none. */
static const char *rows_without_group(const struct collection *c, uint16_t domain)
{
    const struct program_domain *d = &c->program->domains[domain];
    const struct captured_domain *groups = &c->domains[domain];
    if (d->kind != DOMAIN_GROUP || !groups->group_of)
        return NULL;
    struct buffer b = buffer_start(c->arena);
    size_t named = 0;
    for (size_t row = 0; row < c->domains[d->rows].count; row++) {
        if (groups->group_of[row] != UINT32_MAX || named > MOST_ROWS_NAMED)
            continue;
        if (named++ == MOST_ROWS_NAMED)
            buffer_add(&b, "…");
        else
            buffer_add_format(&b, "%s%zu", named > 1 ? (c->english ? ", " : "、") : "", row + 1);
    }
    return named ? buffer_text(&b) : NULL;
}

/* A per-group rule must not lose rows whose key is blank: one result names them. */
static void build_ungrouped(struct collection *c, uint32_t index, const char *rows, heng_result *r)
{
    build_without_lanes(c, index, r);
    r->outcome = HENG_NO_DATA;
    r->reason_code = reason_code(REASON_BLANK);
    r->reason = arena_format(c->arena, c->english ? "rows %s have no key to be grouped by" : "第 %s 行缺少分组的依据", rows);
    r->message = message_make(c, index, RESULT_NO_LANE, r, &(struct message_figures){0});
}

/* A rule by levels must lose no row either, and count none twice: one result names the codes that are none, one those that come twice. */
static size_t build_levels(struct collection *c, uint32_t index, heng_result *r, bool *wrong)
{
    const struct program_rule *p = &c->program->rules[index];
    bool again = index && c->program->rules[index - 1].levels && c->program->rules[index - 1].at.start == p->at.start &&
                 c->program->rules[index - 1].at.source == p->at.source;
    *wrong = false;
    if (!p->levels || (again && c->domains[p->domain].count))
        return 0;
    const char *const found[] = {level_not_codes(c, p), level_twice(c, p)};
    size_t count = 0;
    for (int i = 0; i < 2; i++) {
        *wrong |= found[i] != NULL;
        if (!found[i] || again) /* of the rules of one item, the first tells */
            continue;
        build_without_lanes(c, index, &r[count]);
        r[count].row = NULL;
        r[count].outcome = i == 0 ? HENG_NO_DATA : HENG_ERROR;
        r[count].reason_code = reason_code(i == 0 ? REASON_NOT_A_CODE : REASON_SEVERAL_ROWS);
        r[count].reason = found[i];
        r[count].message = message_make(c, index, RESULT_NO_LANE, &r[count], &(struct message_figures){0});
        count++;
    }
    return count;
}

static void count_outcome(struct collection *c, const heng_result *r)
{
    if (r->kind == HENG_CHECK)
        c->told.summary[r->outcome]++;
    else if (r->kind == HENG_SCORE)
        c->told.score_summary[r->outcome]++;
}

/* False if it was cancelled. */
static bool build_all(struct collection *c)
{
    const struct heng_program *p = c->program;
    size_t count = 0, k = 0;
    for (size_t i = 0; i < p->rule_count; i++)
        count += c->domains[p->rules[i].domain].count + 2;
    heng_result *results = arena_alloc(c->arena, count * sizeof *results);
    c->keys = arena_alloc(c->arena, count * sizeof *c->keys);
    c->texts = arena_alloc(c->arena, p->rule_count * sizeof *c->texts);
    c->seen = arena_alloc(c->arena, p->rule_count * sizeof *c->seen);
    for (uint32_t i = 0; i < p->rule_count; i++) {
        if (*c->cancel)
            return false;
        if (period_rule(c, i) != i)
            continue;
        for (size_t lane = 0; lane < c->domains[p->rules[i].domain].count; lane++) {
            c->keys[k] = (struct result_key){i, lane};
            build(c, i, lane, &results[k]);
            count_outcome(c, &results[k++]);
        }
        const char *ungrouped = p->rules[i].levels ? NULL : rows_without_group(c, p->rules[i].domain);
        bool wrong;
        size_t problems = build_levels(c, i, &results[k], &wrong);
        for (size_t end = k + problems; k < end; k++) {
            c->keys[k] = (struct result_key){i, RESULT_NO_LANE};
            count_outcome(c, &results[k]);
        }
        if (ungrouped) {
            c->keys[k] = (struct result_key){i, RESULT_NO_LANE};
            build_ungrouped(c, i, ungrouped, &results[k]);
            count_outcome(c, &results[k++]);
        } else if (c->domains[p->rules[i].domain].count == 0 && !wrong) {
            c->keys[k] = (struct result_key){i, RESULT_NO_LANE};
            build_without_lanes(c, i, &results[k]);
            count_outcome(c, &results[k++]);
        }
    }
    c->told.results = c->results = results;
    c->told.result_count = k;
    return true;
}

heng_status result_collect(struct arena *a, struct machine *m, const struct data *d, size_t report, struct scratch *numbers, bool english,
                           const volatile int *cancel, struct collection **out)
{
    struct collection *c = arena_alloc(a, sizeof *c);
    *c = (struct collection){.arena = a, .program = d->program, .data = d, .report = report, .machine = m, .numbers = numbers, .english = english,
                             .cancel = cancel};
    heng_status status = result_capture(c);
    if (status != HENG_OK)
        return status;
    period_collect(c);
    const struct report_info *info = d->infos ? &d->infos[report] : NULL;
    c->told.ruleset = c->program->name ? c->program->name : "";
    c->told.digest = arena_format(a, "sha256:%s", c->program->digest);
    c->told.name = info && info->name ? info->name : "";
    c->told.year = info && info->has_year ? info->year : 0;
    c->told.as_of = period_as_of(c);
    if (!build_all(c))
        return HENG_CANCELLED;
    c->told.warnings = warning_list(c, &c->told.warning_count);
    *out = c;
    return HENG_OK;
}
