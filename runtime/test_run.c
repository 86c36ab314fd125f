/* test_run.c - runs one test: builds its document, evaluates it like any other, and holds the results against what the test expects. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "session.h"
#include "test.h"

enum { TROUBLE_BYTES = 600 };

/* One test on its way. */
struct run {
    const struct program_test *test;
    struct source base;
    size_t reports;             /* of the base */
    struct buffer document;
    heng_session *session;
    heng_test *told;            /* in the session's `tested` */
    const char *why;            /* a trouble; NULL: none */
    char first[TROUBLE_BYTES];  /* the first mistake in the data; "" if none */
};

/* An expectation and what the report has for it. */
struct looking {
    const struct collection *c;
    struct arena *words;
    const struct test_expectation *x;
    const heng_result *found;
    const char *got;
    bool met;
};

size_t heng_program_test_count(const heng_program *p)
{
    return p ? p->test_count : 0;
}

const char *heng_program_test_name(const heng_program *p, size_t test)
{
    return p && test < p->test_count ? p->tests[test].name : NULL;
}

const char *heng_program_test_base(const heng_program *p, size_t test)
{
    return p && test < p->test_count ? p->tests[test].taken : NULL;
}

/* ---- the document ---- */

static bool change_base(void *context, struct json *root)
{
    struct run *r = context;
    heng_session *s = r->session;
    if (r->reports++)
        return true;
    r->why = test_change(&s->copies, &s->tested, root, r->test, s->options.english != 0);
    if (!r->why)
        test_write(&r->document, root);
    return true;
}

static heng_status build(heng_session *s, void *argument)
{
    struct run *r = argument;
    r->document = buffer_start(&s->document);
    s->sink.sources = &r->base;
    s->sink.source_count = 1;
    if (r->base.length > UINT32_MAX)
        return HENG_LIMIT;
    bool whole = json_read(&s->block, &s->copies, &s->sink, 0, JSON_REPORTS, r->base.text, r->base.length, change_base, r);
    if (whole && r->reports > 1)
        r->why = arena_format(&s->tested, s->options.english ? "%s holds %zu reports; a test starts from one" : "%s 里有 %zu 份报告，测试只能取自一份",
                              r->base.name, r->reports);
    return whole ? HENG_OK : HENG_INVALID;
}

/* Keeps the first mistake. */
static void note(void *context, const heng_diagnostic *d)
{
    struct run *r = context;
    if (!*r->first && !strcmp(d->severity, "error"))
        snprintf(r->first, sizeof r->first, "%s", d->message);
}

/* ---- values ---- */

/* The figure of a part: its texts in the result. */
static const char *figure(const heng_result *r, enum test_part part, const char **exact)
{
    switch (part) {
    case TEST_PART_VALUE: return *exact = r->value_exact, r->value;
    case TEST_PART_SELF: return *exact = r->self_exact, r->self;
    case TEST_PART_FULL: return *exact = r->weight_exact, r->weight;
    case TEST_PART_DIFFERENCE: return *exact = r->difference_exact, r->difference;
    case TEST_PART_LEFT: return *exact = r->left_exact, r->left;
    case TEST_PART_RIGHT: return *exact = r->right_exact, r->right;
    case TEST_PART_ALLOWANCE: return *exact = r->allowance_exact, r->allowance;
    case TEST_PART_MESSAGE: return *exact = NULL, r->message;
    case TEST_PART_REASON: return *exact = NULL, r->reason;
    case TEST_PART_BASIS: return *exact = NULL, r->basis;
    case TEST_PART_LAYER: return *exact = NULL, r->layer;
    case TEST_PART_OUTCOME:
    case TEST_PART_FINDINGS: break;
    }
    return *exact = NULL, NULL;
}

static bool is_difference(enum test_part part)
{
    return part == TEST_PART_DIFFERENCE || part == TEST_PART_ALLOWANCE;
}

static const char *either(const struct looking *l, const char *zh, const char *en)
{
    return l->c->english ? en : zh;
}

/* "不通过（差 30万元）": an outcome with what is said of it. */
static const char *outcome_words(const struct looking *l, const heng_result *r)
{
    const char *word = result_outcome_name(r->outcome, l->c->english);
    const char *said = *r->reason ? r->reason : r->outcome != HENG_PASS && r->message ? r->message : "";
    return *said ? arena_format(l->words, either(l, "%s（%s）", "%s (%s)"), word, said) : word;
}

/* The number of a part in base units. */
static void read_number(const struct program_unit *u, const char *decimal, const char *exact, mpq_t out)
{
    int digits;
    bool large;
    if (exact)
        mpq_set_str(out, exact, 10);
    else
        number_read(decimal, strlen(decimal), out, &digits, &large);
    number_scale(out, out, u->power);
}

static void compare_number(struct looking *l, const struct program_unit *u, const char *decimal, const char *exact)
{
    const struct collection *c = l->c;
    mpq_ptr got = c->numbers->got, expected = c->numbers->expected;
    bool difference = is_difference(l->x->part);
    read_number(u, decimal, exact, got);
    mpq_set_str(expected, l->x->words, 10);
    const char *shown = difference ? print_difference(c, got, u) : print_number(c, got, u);
    if (print_is_cut(c, exact))
        shown = arena_format(l->words, either(l, "%s（精确值 %s）", "%s (exactly %s)"), shown, exact);
    l->got = arena_copy(l->words, shown, strlen(shown));
    if (l->x->rounded) {
        number_scale(got, got, -l->x->unit.power);
        number_scale(expected, expected, -l->x->unit.power);
        number_round(got, got, l->x->decimals, NUMBER_HALF_AWAY);
    }
    l->met = mpq_equal(got, expected) != 0;
    if (l->met || l->x->rounded)
        return;
    mpq_sub(got, got, expected);
    const char *side = mpq_sgn(got) > 0 ? either(l, "多", "more") : either(l, "少", "less");
    mpq_abs(got, got);
    l->got = arena_format(l->words, either(l, "%s，比期望%s %s", "%s, %s than expected by %s"), l->got, side, print_difference(c, got, u));
}

static void compare_value(struct looking *l)
{
    const heng_result *r = l->found;
    const struct test_expectation *x = l->x;
    const char *exact, *value = figure(r, x->part, &exact), *expected = x->words;
    const struct program_unit *u = &l->c->program->rules[l->c->keys[r - l->c->results].rule].unit;
    if (!value) {
        l->got = outcome_words(l, r);
        return;
    }
    switch (x->kind) {
    case TEST_NUMBER:
        compare_number(l, u, value, exact);
        return;
    case TEST_DATE:
        expected = print_date(l->words, x->integer, l->c->english);
        break;
    case TEST_TRUTH:
        expected = print_truth((uint8_t)x->integer, l->c->english);
        break;
    case TEST_TEXT:
        break;
    }
    l->got = *value ? arena_copy(l->words, value, strlen(value)) : either(l, "空白", "blank");
    l->met = !strcmp(value, expected);
}

/* ---- looking at the report ---- */

/* True if a result is of the rule that was named: of its version in force, and of each rule that it stands for. */
static bool is_of_rule(const struct looking *l, size_t result)
{
    const struct program_rule *rules = l->c->program->rules;
    uint32_t rule = l->c->keys[result].rule;
    return period_rule(l->c, rule) == rule && (rule == l->x->rule || !strcmp(rules[rule].name, rules[l->x->rule].name));
}

/* The number with which a label begins, "3行 合计" or "row 3 total"; 0 if it begins otherwise. */
static size_t line_of(const char *label)
{
    static const char zh[] = "行", en[] = "row ";
    char *end;
    bool english = !strncmp(label, en, strlen(en));
    const char *digits = english ? label + strlen(en) : label;
    unsigned long number = *digits >= '1' && *digits <= '9' ? strtoul(digits, &end, 10) : 0;
    return number && (english ? *end == ' ' || !*end : !strncmp(end, zh, strlen(zh))) ? number : 0;
}

/* By the whole label or what stands behind its number; by the 行次 in the label, or else the place in the table. */
static bool is_row(const struct test_expectation *x, const heng_result *r)
{
    if (x->row) {
        size_t n = r->row ? strlen(r->row) : 0, own = strlen(x->row);
        return n >= own && !strcmp(r->row + n - own, x->row) && (n == own || r->row[n - own - 1] == ' ');
    }
    size_t line = r->row ? line_of(r->row) : 0;
    return !x->number || (line ? line == x->number : r->row_index + 1 == (long)x->number);
}

static void count_findings(struct looking *l)
{
    const heng_report *report = &l->c->told;
    size_t count = 0;
    struct buffer names = buffer_start(l->words);
    for (size_t i = 0; i < report->result_count; i++) {
        const heng_result *r = &report->results[i];
        bool finding = r->outcome == HENG_FAIL || r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR;
        if (r->kind == HENG_VALUE || !finding)
            continue;
        buffer_add(&names, count++ ? either(l, "、", ", ") : "");
        buffer_add(&names, r->name);
        if (r->row)
            buffer_add_format(&names, either(l, "（%s）", " (%s)"), r->row);
    }
    l->met = count == (size_t)l->x->integer;
    l->got = count ? arena_format(l->words, either(l, "%zu：%s", "%zu: %s"), count, buffer_text(&names)) : "0";
}

/* Every row must have the outcome; the first that has another is told. */
static void compare_outcomes(struct looking *l)
{
    const heng_report *report = &l->c->told;
    for (size_t i = 0; i < report->result_count; i++) {
        const heng_result *r = &report->results[i];
        if (!is_of_rule(l, i) || !is_row(l->x, r) || (l->met && r->outcome == (heng_outcome)l->x->outcome))
            continue;
        l->found = r;
        l->met = r->outcome == (heng_outcome)l->x->outcome;
        l->got = outcome_words(l, r);
        if (l->met)
            continue;
        if (r->row && !l->x->row && !l->x->number)
            l->got = arena_format(l->words, either(l, "%s：%s", "%s: %s"), r->row, l->got);
        return;
    }
}

static void find_rows(struct looking *l, size_t *count, struct buffer *rows)
{
    const heng_report *report = &l->c->told;
    *count = 0;
    for (size_t i = 0; i < report->result_count; i++) {
        const heng_result *r = &report->results[i];
        if (!is_of_rule(l, i))
            continue;
        if (r->row)
            buffer_add_format(rows, "%s%s", rows->length ? either(l, "、", ", ") : "", r->row);
        if (!is_row(l->x, r))
            continue;
        l->found = l->found ? l->found : r;
        ++*count;
    }
}

static void look(struct looking *l)
{
    size_t count;
    struct buffer rows = buffer_start(l->words);
    if (l->x->part == TEST_PART_FINDINGS) {
        count_findings(l);
        return;
    }
    find_rows(l, &count, &rows);
    bool one = l->x->row || l->x->number;
    if (!count) {
        l->got = rows.length ? arena_format(l->words, either(l, "没有这一行；有：%s", "there is no such row; there are %s"), buffer_text(&rows))
                             : either(l, "没有结果：表中没有行", "no result: the table has no rows");
    } else if (one && count > 1) {
        l->found = NULL;
        l->got = either(l, "不止一行叫这个名称，请用行号", "more than one row has this name; name it by number");
    } else if (l->x->part == TEST_PART_OUTCOME) {
        compare_outcomes(l);
    } else {
        compare_value(l);
    }
}

/* Admits failing checks as an explanation on file of just these values would. */
static void explain(struct collection *c, const struct test_expectation *x)
{
    struct looking l = {.c = c, .x = x};
    for (size_t i = 0; i < c->told.result_count; i++) {
        heng_result *r = &c->results[i];
        if (!is_of_rule(&l, i) || !is_row(x, r) || r->outcome != HENG_FAIL)
            continue;
        r->outcome = HENG_EXPLAINED;
        r->explanation = x->words;
        c->told.summary[HENG_FAIL]--;
        c->told.summary[HENG_EXPLAINED]++;
    }
}

static heng_status judge(heng_session *s, void *argument)
{
    struct run *r = argument;
    const struct program_test *t = r->test;
    for (size_t i = 0; i < t->explanation_count; i++)
        explain(s->evaluated, &t->explanations[i]);
    heng_expectation *list = arena_alloc(&s->tested, t->expectation_count * sizeof *list);
    for (size_t i = 0; i < t->expectation_count; i++) {
        const struct test_expectation *x = &t->expectations[i];
        struct looking l = {.c = s->evaluated, .words = &s->tested, .x = x, .got = ""};
        look(&l);
        const heng_result *found = l.found;
        const char *formula = found && found->formula ? found->formula : "", *figures = found && found->substituted ? found->substituted : "";
        list[i] = (heng_expectation){.text = x->text, .at = x->at, .met = l.met, .expected = x->shown,
                                     .got = arena_copy(&s->tested, l.got, strlen(l.got)),
                                     .formula = arena_copy(&s->tested, formula, strlen(formula)),
                                     .substituted = arena_copy(&s->tested, figures, strlen(figures))};
        r->told->failed += !l.met;
    }
    r->told->expectations = list;
    r->told->expectation_count = t->expectation_count;
    return HENG_OK;
}

/* ---- the whole ---- */

static heng_status begin(heng_session *s, void *argument)
{
    struct run *r = argument;
    r->told = arena_alloc(&s->tested, sizeof *r->told);
    *r->told = (heng_test){.name = r->test->name, .at = r->test->at, .trouble = ""};
    return HENG_OK;
}

static heng_status give_up(heng_session *s, void *argument)
{
    struct run *r = argument;
    const char *why = r->why ? r->why : r->first;
    r->told->trouble = arena_copy(&s->tested, why, strlen(why));
    r->told->failed = 1;
    return HENG_OK;
}

/* The steps, with mistakes in the data noted in `r`. */
static heng_status run(heng_session *s, struct run *r)
{
    const heng_report *report;
    heng_status status = session_protect(s, begin, r);
    if (status == HENG_OK)
        status = session_protect(s, build, r);
    if (status == HENG_OK && !r->why)
        status = heng_session_add_json(s, r->test->name, buffer_text(&r->document), r->document.length);
    if (status == HENG_INVALID || (status == HENG_OK && r->why))
        return session_protect(s, give_up, r);
    if (status == HENG_OK)
        status = heng_session_evaluate(s, 0, &report);
    return status == HENG_OK ? session_protect(s, judge, r) : status;
}

heng_status heng_session_test(heng_session *s, size_t test, const char *base, size_t length, const heng_test **out)
{
    if (out)
        *out = NULL;
    if (!s || !out || test >= s->program->test_count)
        return HENG_MISUSE;
    const struct program_test *t = &s->program->tests[test];
    struct run r = {.test = t, .session = s, .base = {t->taken ? t->taken : t->name, base ? base : "{}", 2}};
    if (base)
        r.base.length = length == HENG_WHOLE ? strlen(base) : length;
    heng_session_options options = s->options;
    s->options.diagnostic = note;
    s->options.diagnostic_context = &r;
    bool has_as_of = s->has_as_of;
    int32_t as_of = s->as_of;
    heng_session_clear(s);
    if (t->year)
        heng_session_set_as_of(s, t->year, t->month, t->day);
    heng_status status = run(s, &r);
    s->has_as_of = has_as_of;
    s->as_of = as_of;
    s->options.diagnostic = options.diagnostic;
    s->options.diagnostic_context = options.diagnostic_context;
    heng_session_clear(s);
    arena_free(&s->document);
    if (status == HENG_OK)
        *out = r.told;
    return status;
}
