/* explain.c - the derivation of one result, in the author's words.
 *
 *   评分 预算执行（满分 10分）：复算 9.05分，自评 9分，差 -0.05分
 *     公式  四舍五入(封顶(执行率, 100%) × 10分, 2)
 *     代入  四舍五入(封顶(90.5225…%, 100%) × 10分, 2)
 *     步骤  封顶(90.5225…%, 100%) = 90.5225…%
 *           四舍五入(90.5225…% × 10分, 2) = 9.05分
 *     其中  执行率 = 自评表.全年执行数 / 自评表.全年预算数 = 8577.60万元 / 9475.65万元 = 90.5225…%
 *     数据  自评表.全年执行数 8577.60（附件1-2）
 *     依据  …
 *     层级  …
 *     施行  …
 *     位置  rules.heng:12:3
 *
 * Definitions are followed into those they use, each once, nearest first. Where the result has a value, one that says of itself that it does
 * not apply is only named: of the methods for a row all but one are such. */
#include "result.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { MOST_WHERE = 200 };

enum label { LABEL_EXPLANATION, LABEL_FORMULA, LABEL_FIGURES, LABEL_STEPS, LABEL_WHERE, LABEL_DATA, LABEL_BASIS, LABEL_LAYER, LABEL_PERIOD, LABEL_AT };

static const char *const labels[][2] = {
    [LABEL_EXPLANATION] = {"说明", "on file"},
    [LABEL_FORMULA] = {"公式", "formula"}, [LABEL_FIGURES] = {"代入", "figures"}, [LABEL_STEPS] = {"步骤", "steps  "},
    [LABEL_WHERE] = {"其中", "where  "},   [LABEL_DATA] = {"数据", "data   "},    [LABEL_BASIS] = {"依据", "basis  "},
    [LABEL_LAYER] = {"层级", "layer  "},   [LABEL_AT] = {"位置", "at     "},
    [LABEL_PERIOD] = {"施行", "period "},
};

struct explaining {
    struct collection *c;
    struct buffer text;
};

static const char *either(const struct collection *c, const char *zh, const char *en)
{
    return c->english ? en : zh;
}

/* "  公式  ", or as many blanks for a further line under the same label. */
static void start_line(struct explaining *e, enum label label, bool first)
{
    const char *name = labels[label][e->c->english];
    buffer_add(&e->text, "  ");
    if (first)
        buffer_add(&e->text, name);
    else
        for (size_t i = text_width(name, strlen(name)); i > 0; i--)
            buffer_add(&e->text, " ");
    buffer_add(&e->text, "  ");
}

static void add_line(struct explaining *e, enum label label, const char *text)
{
    if (!*text)
        return;
    start_line(e, label, true);
    buffer_add_format(&e->text, "%s\n", text);
}

/* ---- the first line ---- */

static const char *figure(const struct collection *c, const struct program_rule *p, uint32_t output, size_t lane)
{
    return print_lane(c, output, p->domain, lane, &p->unit, true);
}

static const char *row_note(const struct collection *c, const heng_result *r)
{
    return r->row ? arena_format(c->arena, either(c, "（%s）", " (%s)"), r->row) : "";
}

/* p/q of a number that has no finite decimal form. */
static const char *exact_note(const struct collection *c, const char *exact)
{
    if (!print_is_cut(c, exact))
        return "";
    return arena_format(c->arena, either(c, "（精确值 %s）", " (exactly %s)"), exact);
}

static void add_value_line(struct explaining *e, const struct program_rule *p, const heng_result *r, size_t lane)
{
    struct collection *c = e->c;
    if (r->value)
        buffer_add_format(&e->text, "%s%s = %s%s\n", r->name, row_note(c, r), figure(c, p, p->value, lane), exact_note(c, r->value_exact));
    else
        buffer_add_format(&e->text, either(c, "%s%s：%s，%s\n", "%s%s: %s, %s\n"), r->name, row_note(c, r), result_outcome_name(r->outcome, c->english),
                          r->reason);
}

/* A number p/q for people: "-0.0522…". */
static const char *short_number(const struct collection *c, const char *exact)
{
    mpq_set_str(c->numbers->shown, exact, 10);
    return number_print_short(c->arena, c->numbers->shown);
}

static void add_score_line(struct explaining *e, const struct program_rule *p, const heng_result *r, size_t lane)
{
    struct collection *c = e->c;
    buffer_add_format(&e->text, either(c, "评分 %s%s", "score %s%s"), r->name, row_note(c, r));
    if (r->weight)
        buffer_add_format(&e->text, either(c, "（满分 %s）", " (of %s)"), figure(c, p, p->weight, lane));
    buffer_add(&e->text, either(c, "：", ": "));
    if (r->value)
        buffer_add_format(&e->text, either(c, "复算 %s%s", "recomputed %s%s"), figure(c, p, p->value, lane), exact_note(c, r->value_exact));
    else
        buffer_add_format(&e->text, either(c, "%s，%s", "%s, %s"), result_outcome_name(r->outcome, c->english), r->reason);
    if (p->self != NO_OUTPUT && lane != RESULT_NO_LANE)
        buffer_add_format(&e->text, either(c, "，自评 %s", ", self-reported %s"), figure(c, p, p->self, lane));
    if (r->difference)
        buffer_add_format(&e->text, either(c, "，差 %s%s", ", difference %s%s"), short_number(c, r->difference_exact), print_unit(c, &p->unit));
    buffer_add(&e->text, "\n");
}

static void add_check_line(struct explaining *e, const heng_result *r)
{
    struct collection *c = e->c;
    buffer_add_format(&e->text, either(c, "校验 %s [%s]%s：%s", "check %s [%s]%s: %s"), r->name, r->class_name, row_note(c, r),
                      result_outcome_name(r->outcome, c->english));
    bool missing = r->outcome == HENG_NOT_APPLICABLE || r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR;
    const char *more = missing ? r->reason : r->message;
    if (*more)
        buffer_add_format(&e->text, either(c, "，%s", ", %s"), more);
    buffer_add(&e->text, "\n");
}

/* ---- steps and definitions ---- */

static int inner_first(const void *x, const void *y)
{
    const struct span *a = &(*(const struct program_trace *const *)x)->at, *b = &(*(const struct program_trace *const *)y)->at;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    if (a->start != b->start)
        return a->start > b->start ? -1 : 1;
    const struct program_trace *s = *(const struct program_trace *const *)x, *t = *(const struct program_trace *const *)y;
    if (s->kind != t->kind)
        return s->kind == TRACE_NOTE ? -1 : 1; /* what is inside a form before what it comes to */
    return (s->note > t->note) - (s->note < t->note);
}

static const char *const note_names[][2] = {
#define NOTE(name, zh, en) {zh, en},
#include "note.def"
#undef NOTE
};

static bool has_value(const struct collection *c, const struct program_rule *p, size_t lane)
{
    return !result_why(c, p->value, p->domain, lane);
}

/* True for a step, and for a note that has a name and a value. What does not apply is no step to a value: it is in an arm not taken. */
static bool is_step(const struct collection *c, const struct program_rule *p, const struct program_trace *t, size_t lane)
{
    if ((t->kind != TRACE_STEP && t->kind != TRACE_NOTE) || t->output == NO_OUTPUT || !result_domain_within(c, p->domain, operand_domain(c, t)))
        return false;
    uint8_t why = result_why(c, t->output, p->domain, lane);
    return t->kind == TRACE_STEP ? why != REASON_RULE_NA || !has_value(c, p, lane) : *note_names[t->note][0] && !why;
}

/* Each intermediate value of a rule, inner ones first. */
static void add_steps(struct explaining *e, uint32_t rule, size_t lane)
{
    struct collection *c = e->c;
    const struct program_rule *p = &c->program->rules[rule];
    const struct program_trace **steps = arena_alloc(c->arena, p->trace_count * sizeof *steps);
    size_t count = 0;
    for (uint32_t i = 0; i < p->trace_count; i++) {
        const struct program_trace *t = &c->program->traces[p->first_trace + i];
        if (is_step(c, p, t, lane))
            steps[count++] = t;
    }
    if (!count)
        return;
    qsort(steps, count, sizeof *steps, inner_first);
    for (size_t i = 0; i < count; i++) {
        start_line(e, LABEL_STEPS, i == 0);
        const char *name = steps[i]->kind == TRACE_NOTE ? note_names[steps[i]->note][c->english]
                                                        : formula_substituted(c, rule, lane, steps[i]->at, true);
        buffer_add_format(&e->text, "%s = %s\n", name,
                          print_lane(c, steps[i]->output, p->domain, lane, &steps[i]->unit, true));
    }
}

/* Definitions that a result uses, in the order in which they are met. */
struct meeting {
    struct collection *c;
    struct result_key *met;
    size_t count, capacity;
    uint32_t rule;
};

static bool meet_lane(void *context, size_t lane)
{
    struct meeting *m = context;
    if (m->count == MOST_WHERE)
        return false;
    m->met = arena_grow(m->c->arena, m->met, m->count, &m->capacity, sizeof *m->met);
    m->met[m->count++] = (struct result_key){m->rule, lane};
    return true;
}

static void meet_uses(struct meeting *m, uint32_t rule, size_t lane)
{
    struct collection *c = m->c;
    const struct program_rule *p = &c->program->rules[rule];
    for (uint32_t i = 0; i < p->trace_count; i++) {
        const struct program_trace *t = &c->program->traces[p->first_trace + i];
        if (t->kind != TRACE_VALUE || c->seen[t->rule] >= c->walk * 2)
            continue;
        c->seen[t->rule] = c->walk * 2;
        m->rule = period_rule(c, t->rule);
        operand_lanes(c, t, p->domain, lane, meet_lane, m);
    }
}

/* Where a definition comes from: its layer where that is another than the rule's, its basis, and when it is in force. */
static const char *origin_note(const struct collection *c, uint32_t rule, const struct program_rule *user)
{
    const struct program_rule *p = &c->program->rules[rule];
    const char *layer = p->layer && (!user->layer || strcmp(p->layer, user->layer)) ? p->layer : "", *period = period_text(c, rule);
    const char *basis = p->basis && *p->basis ? arena_format(c->arena, either(c, "依据 %s", "basis %s"), p->basis) : "";
    const char *const parts[] = {layer, basis, period};
    const char *text = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (*parts[i])
            text = text ? arena_format(c->arena, either(c, "%s，%s", "%s, %s"), text, parts[i]) : parts[i];
    return text ? arena_format(c->arena, either(c, "（%s）", "(%s)"), text) : NULL;
}

static bool is_idle(const struct collection *c, const struct result_key *key)
{
    const struct program_rule *p = &c->program->rules[key->rule];
    return result_why(c, p->value, p->domain, key->lane) == REASON_RULE_NA;
}

/* Only the name, if `brief`. */
static void add_definition(struct explaining *e, const struct result_key *key, uint32_t user, bool first, bool brief)
{
    struct collection *c = e->c;
    const struct program_rule *p = &c->program->rules[key->rule];
    const char *formula = formula_text(c, p->formula), *figures = formula_substituted(c, key->rule, key->lane, p->formula, false);
    uint8_t why = result_why(c, p->value, p->domain, key->lane);
    start_line(e, LABEL_WHERE, first);
    buffer_add(&e->text, p->name);
    if (c->program->domains[p->domain].kind != DOMAIN_REPORT)
        buffer_add_format(&e->text, "[%zu]", key->lane + 1);
    if (!brief)
        buffer_add_format(&e->text, " = %s", formula);
    if (!brief && strcmp(figures, formula))
        buffer_add_format(&e->text, " = %s", figures);
    const char *value = why ? operand_reason(c, key->rule, key->lane, why, OPERAND_FORMULA) : figure(c, p, p->value, key->lane);
    if (why)
        value = arena_format(c->arena, either(c, "无值（%s）", "no value (%s)"), value);
    if (why || strcmp(value, figures))
        buffer_add_format(&e->text, " = %s", value);
    buffer_add(&e->text, "\n");
    if (brief)
        return;
    const char *origin = origin_note(c, key->rule, &c->program->rules[user]);
    if (origin) {
        start_line(e, LABEL_WHERE, false);
        buffer_add_format(&e->text, "  %s\n", origin);
    }
    add_steps(e, key->rule, key->lane);
}

static void add_definitions(struct explaining *e, uint32_t rule, size_t lane)
{
    struct collection *c = e->c;
    struct meeting m = {.c = c};
    c->walk++;
    c->seen[rule] = c->walk * 2;
    bool value = has_value(c, &c->program->rules[rule], lane);
    meet_uses(&m, rule, lane);
    for (size_t i = 0; i < m.count; i++)
        if (!value || !is_idle(c, &m.met[i]))
            meet_uses(&m, m.met[i].rule, m.met[i].lane);
    for (size_t i = 0; i < m.count; i++)
        add_definition(e, &m.met[i], rule, i == 0, value && is_idle(c, &m.met[i]));
}

static void add_operands(struct explaining *e, const heng_result *r)
{
    struct collection *c = e->c;
    for (size_t i = 0; i < r->operand_count; i++) {
        const heng_operand *o = &r->operands[i];
        start_line(e, LABEL_DATA, i == 0);
        buffer_add_format(&e->text, "%s %s%s", o->name, o->printed, *o->printed && *o->reason ? either(c, "，", ", ") : "");
        buffer_add(&e->text, o->reason);
        if (*o->place)
            buffer_add_format(&e->text, either(c, "（%s）", " (%s)"), o->place);
        buffer_add(&e->text, "\n");
    }
}

static void add_result(struct explaining *e, size_t index)
{
    struct collection *c = e->c;
    const heng_result *r = &c->told.results[index];
    uint32_t rule = c->keys[index].rule;
    size_t lane = c->keys[index].lane;
    const struct program_rule *p = &c->program->rules[rule];
    switch (p->kind) {
    case RULE_VALUE:
        add_value_line(e, p, r, lane);
        break;
    case RULE_SCORE:
        add_score_line(e, p, r, lane);
        break;
    case RULE_CHECK:
        add_check_line(e, r);
        break;
    }
    add_line(e, LABEL_EXPLANATION, r->explanation ? r->explanation : "");
    add_line(e, LABEL_FORMULA, r->formula);
    if (strcmp(r->substituted, r->formula))
        add_line(e, LABEL_FIGURES, r->substituted);
    if (lane != RESULT_NO_LANE) {
        add_steps(e, rule, lane);
        add_definitions(e, rule, lane);
    }
    add_operands(e, r);
    add_line(e, LABEL_BASIS, r->basis);
    add_line(e, LABEL_LAYER, r->layer);
    add_line(e, LABEL_PERIOD, period_text(c, rule));
    add_line(e, LABEL_AT, r->at);
}

/* ---- names that are not there ---- */

static const char *not_found(const struct collection *c, const char *name)
{
    const char *best = NULL;
    unsigned least = UINT_MAX;
    for (size_t i = 0; i < c->program->rule_count; i++) {
        const char *known = c->program->rules[i].name;
        unsigned d = text_near(name, strlen(name), known, strlen(known));
        if (d < least) {
            best = known;
            least = d;
        }
    }
    if (best)
        return arena_format(c->arena, either(c, "没有名为“%s”的规则；是否为“%s”？", "there is no rule named '%s'; did you mean '%s'?"), name,
                            best);
    return arena_format(c->arena, either(c, "没有名为“%s”的规则", "there is no rule named '%s'"), name);
}

heng_status explain_results(struct collection *c, const char *name, const char *row, const char **text)
{
    struct explaining e = {.c = c, .text = buffer_start(c->arena)};
    bool rule_found = false, found = false;
    for (size_t i = 0; i < c->program->rule_count; i++)
        rule_found = rule_found || !strcmp(c->program->rules[i].name, name);
    for (size_t i = 0; i < c->told.result_count; i++) {
        const heng_result *r = &c->told.results[i];
        if (strcmp(r->name, name) || (row && (!r->row || strcmp(r->row, row))))
            continue;
        if (found)
            buffer_add(&e.text, "\n");
        found = true;
        add_result(&e, i);
    }
    if (found)
        *text = buffer_text(&e.text);
    else if (!rule_found)
        *text = not_found(c, name);
    else
        *text = arena_format(c->arena, row ? either(c, "规则“%s”没有“%s”这一行", "rule '%s' has no row '%s'")
                                           : either(c, "规则“%s”没有结果：表中没有行", "rule '%s' has no results: its table has no rows"), name, row);
    return found ? HENG_OK : HENG_INVALID;
}
