/* test_explanation.c - explanations on file: all or none, what they change, what they outlive, how many there may be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/explanation.h"

static const char rules[] =
    "数据 表甲 { 甲, 乙 : 万元  指标 : 表 { 名 : 文本 行名  分值, 得分 : 分 } }\n"
    "校验 相等 [核实性] : 表甲.甲 = 表甲.乙\n"
    "校验 平衡 [基本平衡] : 表甲.甲 = 表甲.乙\n"
    "校验 都有 [核实性] : 表甲.甲 > 5万元 且 表甲.乙 > 5万元\n"
    "校验 足分 [核实性] 逐行 表甲.指标 : 得分 = 分值\n";

static const char data[] =
    "{\"报告\": {\"单位\": \"某局\", \"年度\": 2024}, \"表甲\": {\"甲\": \"3.00\", \"乙\": \"4\", \"指标\": ["
    "{\"名\": \"产出\", \"分值\": 10, \"得分\": 8}, {\"名\": \"效益\", \"分值\": 5, \"得分\": 5}]}}";

static const char equal_explained[] =
    "{\"规则\": \"相等\", \"单位\": \"某局\", \"年度\": 2024, \"左\": \"3.0\", \"右\": 4, \"说明\": \"结转\"}";

struct told {
    size_t count;
    char code[8];
};

static void tell(void *context, const heng_diagnostic *d)
{
    struct told *t = context;
    t->count++;
    snprintf(t->code, sizeof t->code, "%s", d->code);
}

struct fixture {
    heng_engine *engine;
    heng_program *program;
    heng_session *session;
    struct told told;
    const heng_report *report;
};

static int open_session(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    heng_session_options options = {.diagnostic = tell, .diagnostic_context = &f->told};
    assert_int_equal(heng_engine_new(NULL, &f->engine), HENG_OK);
    assert_int_equal(heng_engine_add_text(f->engine, "rules.heng", rules, HENG_WHOLE), HENG_OK);
    assert_int_equal(heng_engine_compile(f->engine, &f->program), HENG_OK);
    assert_int_equal(heng_session_new(f->program, &options, &f->session), HENG_OK);
    assert_int_equal(heng_session_add_json(f->session, "data.json", data, HENG_WHOLE), HENG_OK);
    *state = f;
    return 0;
}

static int close_session(void **state)
{
    struct fixture *f = *state;
    heng_session_free(f->session);
    heng_program_free(f->program);
    heng_engine_free(f->engine);
    free(f);
    return 0;
}

static heng_status add(struct fixture *f, const char *text)
{
    return heng_session_add_explanations(f->session, "explanations.json", text, HENG_WHOLE);
}

static const heng_result *result_of(struct fixture *f, const char *name, const char *row)
{
    assert_int_equal(heng_session_evaluate(f->session, 0, &f->report), HENG_OK);
    for (size_t i = 0; i < f->report->result_count; i++) {
        const heng_result *r = &f->report->results[i];
        if (!strcmp(r->name, name) && (!row || !strcmp(r->row, row)))
            return r;
    }
    fail_msg("no result %s", name);
    return NULL;
}

static void a_failing_check_carries_its_explanation(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(result_of(f, "相等", NULL)->outcome, HENG_FAIL);
    assert_null(result_of(f, "相等", NULL)->explanation);
    size_t failed = f->report->summary[HENG_FAIL];
    assert_int_equal(add(f, equal_explained), HENG_OK);
    const heng_result *r = result_of(f, "相等", NULL);
    assert_int_equal(r->outcome, HENG_EXPLAINED);
    assert_string_equal(r->explanation, "结转");
    assert_int_equal(f->report->summary[HENG_FAIL], failed - 1);
    assert_int_equal(f->report->summary[HENG_EXPLAINED], 1);
    assert_int_equal(f->report->warning_count, 0);
    const char *text;
    size_t length;
    assert_int_equal(heng_session_json(f->session, &text, &length), HENG_OK);
    assert_non_null(strstr(text, "\"outcome\":\"explained\""));
    assert_non_null(strstr(text, "\"explanation\":\"结转\""));
    assert_int_equal(heng_session_explain(f->session, "相等", NULL, &text), HENG_OK);
    assert_non_null(strstr(text, "已说明"));
    assert_non_null(strstr(text, "说明  结转"));
}

static void explanations_outlive_the_reports(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, equal_explained), HENG_OK);
    heng_session_clear(f->session);
    assert_int_equal(heng_session_add_json(f->session, "data.json", data, HENG_WHOLE), HENG_OK);
    assert_int_equal(result_of(f, "相等", NULL)->outcome, HENG_EXPLAINED);
}

static void the_later_of_two_counts(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, equal_explained), HENG_OK);
    assert_int_equal(result_of(f, "相等", NULL)->outcome, HENG_EXPLAINED);
    assert_int_equal(add(f, "{\"规则\": \"相等\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 3, \"右\": \"8/2\", \"说明\": \"新\"}"), HENG_OK);
    assert_string_equal(result_of(f, "相等", NULL)->explanation, "新");
    assert_int_equal(f->report->warning_count, 0);
}

static void one_mistake_and_nothing_is_taken(void **state)
{
    static const struct { const char *rest, *code; } mistakes[] = {
        {"{\"规则\": \"相等\"}", "E0844"},
        {"{\"规则\": \"相等\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 3, \"右\": 4, \"说明\": \"新\", \"注\": 1}", "E0840"},
        {"{\"规则\": \"相等\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 3, \"右\": 4}", "E0841"},
        {"{\"规则\": \"相等\", \"单位\": \"某局\", \"年度\": [], \"左\": 3, \"右\": 4, \"说明\": \"新\"}", "E0842"},
        {"{\"规则\": \"\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 3, \"右\": 4, \"说明\": \"新\"}", "E0843"},
        {"{\"规则\": \"相等\", \"单位\": \"某局\", \"年度\": \"0000\", \"左\": 3, \"右\": 4, \"说明\": \"新\"}", "E0812"},
        {"{\"规则\": \"相等\", \"规则\": \"相等\"}", "E0803"},
        {"7", "E0845"},
        {"{", "E0802"},
        {"]", "E0801"},
        {"{\"规则\": \"\xff\"}", "E0101"},
    };
    struct fixture *f = *state;
    char text[1024];
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        snprintf(text, sizeof text, "%s\n%s", equal_explained, mistakes[i].rest);
        f->told.count = 0;
        assert_int_equal(add(f, text), HENG_INVALID);
        assert_true(f->told.count > 0);
        assert_string_equal(f->told.code, mistakes[i].code);
        assert_int_equal(result_of(f, "相等", NULL)->outcome, HENG_FAIL);
    }
    assert_int_equal(heng_session_add_explanations(NULL, "", "", 0), HENG_MISUSE);
    assert_int_equal(heng_session_add_explanations(f->session, "", NULL, 0), HENG_MISUSE);
    assert_int_equal(add(f, ""), HENG_INVALID);
    assert_int_equal(add(f, "[]"), HENG_OK);
}

static void what_does_not_serve_is_told_once(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(add(f, "[{\"规则\": \"相等\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 3, \"右\": 5, \"说明\": \"x\"},"
                            "{\"规则\": \"平衡\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 3, \"右\": 4, \"说明\": \"x\"},"
                            "{\"规则\": \"足分\", \"行\": \"效益\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 5, \"右\": 5, \"说明\": \"x\"},"
                            "{\"规则\": \"都有\", \"单位\": \"某局\", \"年度\": 2024, \"值\": {\"表甲.甲\": 3, \"表甲.乙\": \"——\"}, \"说明\": \"x\"},"
                            "{\"规则\": \"没有\", \"单位\": \"某局\", \"年度\": 2023, \"左\": 3, \"右\": 4, \"说明\": \"x\"},"
                            "{\"规则\": \"没有\", \"单位\": \"某局\", \"年度\": 2024, \"左\": 3, \"右\": 4, \"说明\": \"x\"}]"), HENG_OK);
    static const char *const expected[] = {
        "说明已失效：相等 说明时左 3、右 5，现在左 3、右 4",
        "基本平衡 类规则不接受说明：平衡",
        "说明没有用上：足分（效益） 没有不通过",
        "说明已失效：都有：表甲.乙 说明时——，现在4",
        "说明没有用上：没有名为“没有”的校验",
    };
    assert_int_equal(result_of(f, "相等", NULL)->outcome, HENG_FAIL);
    assert_int_equal(f->report->warning_count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < f->report->warning_count; i++)
        assert_string_equal(f->report->warnings[i], expected[i]);
}

static void numbers_are_read_exactly(void **state)
{
    (void)state;
    static const struct { const char *text, *exact; } rows[] = {
        {"536.070", "53607/100"}, {" 3　", "3"}, {"-0.5", "-1/2"}, {"10/4", "5/2"}, {"-1/3", "-1/3"}, {"1/0", NULL}, {"1/", NULL},
        {"/3", NULL},             {"1/-3", NULL}, {"3 万元", NULL}, {"9,475.65", NULL}, {"", NULL},  {"真", NULL},   {"1e2", "100"},
    };
    struct scratch numbers;
    struct arena a;
    jmp_buf boundary;
    scratch_init(&numbers);
    arena_init(&a, NULL, 0);
    a.boundary = &boundary;
    assert_int_equal(setjmp(boundary), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *exact = explanation_exact(&a, &numbers, rows[i].text, strlen(rows[i].text));
        if (rows[i].exact)
            assert_string_equal(exact, rows[i].exact);
        else
            assert_null(exact);
    }
    arena_free(&a);
    scratch_clear(&numbers);
}

/* As many failing rows as explanations, in another order: none may be searched for by a walk over all. */
static void ten_thousand_explanations_are_found(void **state)
{
    enum { MANY = 10000 };
    struct fixture *f = *state;
    size_t size = MANY * 256, used = 0;
    char *text = malloc(size), *reports = malloc(size);
    assert_non_null(text);
    assert_non_null(reports);
    for (int i = 0; i < MANY; i++)
        used += (size_t)snprintf(text + used, size - used,
                                 "{\"规则\": \"足分\", \"行\": \"第%d项\", \"单位\": \"某局\", \"年度\": 2024, \"左\": %d, \"右\": %d, \"说明\": \"第%d条\"}\n",
                                 (i * 7) % MANY, (i * 7) % MANY, (i * 7) % MANY + 1, (i * 7) % MANY);
    assert_int_equal(add(f, text), HENG_OK);
    used = (size_t)snprintf(reports, size, "{\"报告\": {\"单位\": \"某局\", \"年度\": 2024}, \"表甲\": {\"甲\": 3, \"乙\": 3, \"指标\": [");
    for (int i = 0; i < MANY; i++)
        used += (size_t)snprintf(reports + used, size - used, "%s{\"名\": \"第%d项\", \"分值\": %d, \"得分\": %d}", i ? "," : "", i, i + 1, i);
    snprintf(reports + used, size - used, "]}}");
    heng_session_clear(f->session);
    assert_int_equal(heng_session_add_json(f->session, "data.json", reports, HENG_WHOLE), HENG_OK);
    assert_string_equal(result_of(f, "足分", "第4711项")->explanation, "第4711条");
    assert_int_equal(f->report->summary[HENG_EXPLAINED], MANY);
    assert_int_equal(f->report->warning_count, 0);
    free(text);
    free(reports);
}

struct countdown {
    size_t left;
};

static void *allocate(void *context, void *pointer, size_t old_size, size_t new_size)
{
    struct countdown *c = context;
    (void)old_size;
    if (!new_size) {
        free(pointer);
        return NULL;
    }
    return c->left-- ? realloc(pointer, new_size) : (c->left = 0, NULL);
}

static void memory_may_end_at_any_time(void **state)
{
    struct fixture *f = *state;
    struct countdown c = {SIZE_MAX};
    heng_allocator allocator = {.allocate = allocate, .context = &c};
    heng_session_options options = {.allocator = &allocator};
    heng_session *plain = f->session;
    assert_int_equal(heng_session_new(f->program, &options, &f->session), HENG_OK);
    assert_int_equal(heng_session_add_json(f->session, "data.json", data, HENG_WHOLE), HENG_OK);
    heng_status status = HENG_MEMORY;
    for (size_t most = 0; status != HENG_OK; most++) {
        c.left = most;
        status = add(f, equal_explained);
        c.left = SIZE_MAX;
        assert_int_equal(result_of(f, "相等", NULL)->outcome, status == HENG_OK ? HENG_EXPLAINED : HENG_FAIL);
        if (status != HENG_OK)
            assert_int_equal(status, HENG_MEMORY);
    }
    heng_session_free(f->session);
    f->session = plain;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_session, close_session)
    const struct CMUnitTest tests[] = {
        TEST(a_failing_check_carries_its_explanation),
        TEST(explanations_outlive_the_reports),
        TEST(the_later_of_two_counts),
        TEST(one_mistake_and_nothing_is_taken),
        TEST(what_does_not_serve_is_told_once),
        cmocka_unit_test(numbers_are_read_exactly),
        TEST(ten_thousand_explanations_are_found),
        TEST(memory_may_end_at_any_time),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
