/* test_session.c - sessions over a program made by hand: results, messages, derivations, JSON, columns, limits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/unit.h"
#include "session_program.h"

/* ---- the tests ---- */

static const char data_text[] =
    "{\"报告\": {\"名称\": \"某局\", \"年度\": 2024}, \"自评表\": {\"执行数\": \"8577.60\", \"预算数\": {\"值\": \"9,475.65\", \"出处\": \"附件1-2\"}, \"执行得分\": 9, "
    "\"基本\": \"577.60\", \"项目\": \"8000\", \"指标\": [{\"三级指标\": \"产出\", \"分值\": 20}, {\"三级指标\": \"效益\", \"分值\": \"——\"}, "
    "{\"三级指标\": \"其他\", \"分值\": 0.5}, {\"分值\": 0}]}}\n"
    "{\"自评表\": {\"执行数\": 10, \"预算数\": 0, \"基本\": \"10.01\", \"项目\": 0, \"指标\": [{\"三级指标\": \"甲\", \"分值\": 60}, {\"三级指标\": \"乙\", \"分值\": 39.5}]}}\n"
    "{\"自评表\": {\"执行数\": 381.58, \"预算数\": \"无\", \"基本\": 3815800, \"项目\": 0, \"执行得分\": 1, \"指标\": []}}\n";

struct fixture {
    struct heng_program *program;
    heng_session *session;
};

static void open_session(struct fixture *f, const heng_session_options *o)
{
    f->program = program_by_hand();
    assert_int_equal(heng_session_new(f->program, o, &f->session), HENG_OK);
}

static void close_session(struct fixture *f)
{
    heng_session_free(f->session);
    heng_program_free(f->program);
}

static const heng_report *evaluated(struct fixture *f, size_t index)
{
    const heng_report *r;
    if (!heng_session_report_count(f->session))
        assert_int_equal(heng_session_add_json(f->session, "data.json", data_text, HENG_WHOLE), HENG_OK);
    assert_int_equal(heng_session_report_count(f->session), 3);
    assert_int_equal(heng_session_evaluate(f->session, index, &r), HENG_OK);
    return r;
}

static const heng_result *result_of(const heng_report *r, const char *name, const char *row)
{
    for (size_t i = 0; i < r->result_count; i++)
        if (!strcmp(r->results[i].name, name) && (!row || (r->results[i].row && !strcmp(r->results[i].row, row))))
            return &r->results[i];
    fail_msg("no result %s", name);
    return NULL;
}

static void values_are_exact_and_in_the_unit(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_report *r = evaluated(&f, 0);
    assert_string_equal(r->name, "某局");
    assert_int_equal(r->year, 2024);
    const heng_result *v = result_of(r, "执行率", NULL);
    assert_int_equal(v->kind, HENG_VALUE);
    assert_string_equal(v->value, "90.5225499042");
    assert_string_equal(v->value_exact, "5718400/63171");
    assert_string_equal(v->unit, "%");
    assert_string_equal(v->substituted, "8577.60万元 / 9,475.65万元");
    assert_int_equal(v->operand_count, 2);
    assert_string_equal(v->operands[1].name, "自评表.预算数");
    assert_string_equal(v->operands[1].place, "附件1-2");
    close_session(&f);
}

static void a_score_stands_beside_what_was_reported(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_result *s = result_of(evaluated(&f, 0), "预算执行", NULL);
    assert_int_equal(s->outcome, HENG_FAIL);
    assert_string_equal(s->value, "9.05");
    assert_string_equal(s->weight, "10");
    assert_string_equal(s->self, "9");
    assert_string_equal(s->difference, "-0.05");
    assert_string_equal(s->message, "自评 9分，复算 9.05分，差 -0.05分");
    assert_string_equal(s->substituted, "四舍五入(封顶(90.5225…%, 100%) * 10分, 2)");
    assert_int_equal(s->operand_count, 3);
    assert_string_equal(s->operands[0].name, "自评表.执行得分");
    close_session(&f);
}

static void rounding_names_difference_and_allowance(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_result *c = result_of(evaluated(&f, 0), "支出构成", NULL);
    assert_int_equal(c->outcome, HENG_PASS);
    assert_string_equal(c->message, "左 8577.6万元 = 右 8577.6万元");
    assert_string_equal(c->severity, "error");
    assert_string_equal(c->at, "rules.heng:3:1");
    c = result_of(evaluated(&f, 1), "支出构成", NULL);
    assert_int_equal(c->outcome, HENG_ROUNDING);
    assert_string_equal(c->difference, "0.01");
    assert_string_equal(c->allowance, "0.015");
    assert_string_equal(c->message, "左 10.01万元 ≈ 右 10万元，差 0.01万元，在允差 0.015万元 之内");
    close_session(&f);
}

static void a_unit_slip_is_named(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_result *c = result_of(evaluated(&f, 2), "支出构成", NULL);
    assert_int_equal(c->outcome, HENG_FAIL);
    assert_non_null(strstr(c->message, "两边相差 10000 倍，疑为单位错用（元/万元）"));
    close_session(&f);
}

static void what_is_missing_is_named_with_its_print(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_report *r = evaluated(&f, 0);
    const heng_result *c = result_of(r, "分值合计", NULL);
    assert_int_equal(c->outcome, HENG_NO_DATA);
    assert_string_equal(c->reason, "自评表.指标[2].分值（印为“——”）");
    assert_string_equal(c->reason_code, "dash");
    r = evaluated(&f, 2);
    c = result_of(r, "预算执行", NULL);
    assert_int_equal(c->outcome, HENG_NO_DATA);
    assert_string_equal(c->reason, "自评表.预算数（印为“无”）");
    assert_null(c->value);
    r = evaluated(&f, 1);
    c = result_of(r, "预算执行", NULL);
    assert_int_equal(c->outcome, HENG_ERROR);
    assert_string_equal(c->reason, "除数为零：自评表.执行数 / 自评表.预算数（执行率）");
    close_session(&f);
}

static void rows_have_results_of_their_own(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_report *r = evaluated(&f, 0);
    assert_int_equal(result_of(r, "分值不小于1", "产出")->outcome, HENG_PASS);
    assert_int_equal(result_of(r, "分值不小于1", "效益")->outcome, HENG_NO_DATA);
    const heng_result *c = result_of(r, "分值不小于1", "其他");
    assert_int_equal(c->outcome, HENG_FAIL);
    assert_int_equal(c->row_index, 2);
    assert_string_equal(c->message, "不成立：0.5分 >= 1分");
    assert_string_equal(c->operands[0].name, "自评表.指标[3].分值");
    c = result_of(r, "分值不小于1", "4");
    assert_int_equal(c->outcome, HENG_NOT_APPLICABLE);
    assert_string_equal(c->reason_code, "condition");
    assert_int_equal(r->summary[HENG_NO_DATA], 4);
    assert_int_equal(r->summary[HENG_PASS], 4);
    close_session(&f);
}

static void groups_of_rows_have_results_of_their_own(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_report *r = evaluated(&f, 0);
    const heng_result *c = result_of(r, "分组合计", "其他");
    assert_int_equal(c->outcome, HENG_PASS);
    assert_string_equal(c->left, "0.5");
    assert_string_equal(c->substituted, "合计(0.5) <= 20分");
    assert_int_equal(c->operand_count, 1);
    assert_string_equal(c->operands[0].name, "自评表.指标[3].分值");
    assert_string_equal(result_of(r, "分组合计", "效益")->reason, "自评表.指标[2].分值（印为“——”）");
    c = result_of(evaluated(&f, 1), "分组合计", "甲");
    assert_int_equal(c->outcome, HENG_FAIL);
    assert_string_equal(c->message, "左 60分 > 右 20分，超 40分");
    close_session(&f);
}

static void the_rules_own_message_takes_figures(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    const heng_result *c = result_of(evaluated(&f, 1), "分值合计", NULL);
    assert_int_equal(c->outcome, HENG_FAIL);
    assert_string_equal(c->message, "合计 99.5分，少 -0.5分：60, 39.5");
    assert_string_equal(c->substituted, "合计(60, 39.5) = 100分");
    close_session(&f);
}

static void a_score_is_derived_step_by_step(void **state)
{
    (void)state;
    struct fixture f;
    const char *text;
    open_session(&f, NULL);
    evaluated(&f, 0);
    assert_int_equal(heng_session_explain(f.session, "预算执行", NULL, &text), HENG_OK);
    assert_string_equal(text,
                        "评分 预算执行（满分 10分）：复算 9.05分，自评 9分，差 -0.05分\n"
                        "  公式  四舍五入(封顶(执行率, 100%) * 10分, 2)\n"
                        "  代入  四舍五入(封顶(90.5225…%, 100%) * 10分, 2)\n"
                        "  步骤  封顶(90.5225…%, 100%) = 90.5225…%\n"
                        "        四舍五入(90.5225…% * 10分, 2) = 9.05分\n"
                        "  其中  执行率 = 自评表.执行数 / 自评表.预算数 = 8577.60万元 / 9,475.65万元 = 90.5225…%\n"
                        "  数据  自评表.执行得分 9\n"
                        "        自评表.执行数 8577.60\n"
                        "        自评表.预算数 9,475.65（附件1-2）\n"
                        "  依据  湘财绩〔2020〕7号\n"
                        "  层级  湖南省\n"
                        "  位置  rules.heng:2:1\n");
    assert_int_equal(heng_session_explain(f.session, "分值不小于1", "其他", &text), HENG_OK);
    assert_int_equal(heng_session_explain(f.session, "分值不小于1", "别的", &text), HENG_INVALID);
    assert_int_equal(heng_session_explain(f.session, "预算执行率", NULL, &text), HENG_INVALID);
    assert_string_equal(text, "没有名为“预算执行率”的规则；是否为“预算执行”？");
    close_session(&f);
}

static void json_has_the_settled_keys(void **state)
{
    (void)state;
    struct fixture f;
    const char *text;
    size_t length;
    open_session(&f, NULL);
    evaluated(&f, 0);
    assert_int_equal(heng_session_json(f.session, &text, &length), HENG_OK);
    assert_int_equal(strlen(text), length);
    assert_null(strchr(text, '\n'));
    static const char *const parts[] = {
        "{\"ruleset\":\"试验\",\"ruleset_digest\":\"sha256:",
        "\"report\":\"某局\",\"year\":2024,\"values\":[{\"name\":\"执行率\",\"value\":\"90.5225499042\",\"exact\":\"5718400/63171\",\"approximate\":true,\"unit\":\"%\","
        "\"outcome\":\"ok\"",
        "\"weight\":\"10\",", "\"score\":\"9.05\",\"exact\":\"181/20\"", "\"self_reported\":\"9\"",
        "\"left\":\"8577.6\",", "\"row\":null", "\"row\":\"其他\",\"row_index\":2",
        "\"summary\":{\"pass\":4,\"rounding\":0,\"fail\":1,\"explained\":0,\"not_applicable\":1,\"no_data\":4,\"error\":0}",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(text, parts[i]))
            fail_msg("%s is not in %s", parts[i], text);
    close_session(&f);
}

static void both_paths_tell_the_same(void **state)
{
    (void)state;
    struct fixture f, g;
    heng_session_options o = {.path = HENG_PATH_WIDE};
    open_session(&f, NULL);
    open_session(&g, &o);
    for (size_t i = 0; i < 3; i++) {
        const char *x, *y;
        evaluated(&f, i);
        evaluated(&g, i);
        assert_int_equal(heng_session_json(f.session, &x, NULL), HENG_OK);
        assert_int_equal(heng_session_json(g.session, &y, NULL), HENG_OK);
        assert_string_equal(x, y);
    }
    close_session(&f);
    close_session(&g);
}

static void counting_words_that_differ_are_told(void **state)
{
    (void)state;
    struct fixture f;
    const heng_report *r;
    open_session(&f, NULL);
    static const char text[] = "{\"自评表\": {\"指标\": [{\"三级指标\": \"个\", \"分值\": 3}, {\"三级指标\": \"家\"}, {\"三级指标\": \"万元\"}]}}";
    assert_int_equal(heng_session_add_json(f.session, "d", text, HENG_WHOLE), HENG_OK);
    assert_int_equal(heng_session_evaluate(f.session, 0, &r), HENG_OK);
    assert_int_equal(r->warning_count, 1);
    assert_string_equal(r->warnings[0], "分值不小于1（个）：单位不同，“个”对“家”");
    close_session(&f);
}

static void english_sessions_speak_english(void **state)
{
    (void)state;
    struct fixture f;
    const char *text;
    heng_session_options o = {.english = 1};
    open_session(&f, &o);
    const heng_report *r = evaluated(&f, 0);
    assert_string_equal(result_of(r, "分值合计", NULL)->reason, "自评表.指标[2].分值 (printed as a dash)");
    assert_string_equal(result_of(r, "支出构成", NULL)->message, "left 8577.6 wan_yuan = right 8577.6 wan_yuan");
    assert_int_equal(heng_session_explain(f.session, "预算执行", NULL, &text), HENG_OK);
    assert_non_null(strstr(text, "score 预算执行 (of 10 points): recomputed 9.05 points, self-reported 9 points, difference -0.05 points\n"));
    close_session(&f);
}

/* ---- columns ---- */

struct columns_seen {
    size_t calls, stop_after;
    uint8_t score[3], self[3], parts[3], sums[3], rows[8];
    int64_t scores[3];
    size_t row_count;
};

static int see(void *context, const heng_lanes *l)
{
    struct columns_seen *s = context;
    s->calls++;
    for (size_t i = 0; i < l->count; i++) {
        if (!strcmp(l->rule, "预算执行") && l->is_self) {
            s->self[l->first_report + i] = l->outcomes[i];
        } else if (!strcmp(l->rule, "预算执行")) {
            s->score[l->first_report + i] = l->outcomes[i];
            assert_int_equal(l->scale, 2);
            s->scores[l->first_report + i] = l->values[i];
        } else if (!strcmp(l->rule, "支出构成")) {
            assert_null(l->values);
            s->parts[l->first_report + i] = l->outcomes[i];
        } else if (!strcmp(l->rule, "分值合计")) {
            s->sums[l->first_report + i] = l->outcomes[i];
        } else if (!strcmp(l->rule, "分值不小于1") && s->row_count < 8) {
            s->rows[s->row_count++] = l->outcomes[i];
        }
    }
    return s->calls == s->stop_after;
}

static void many_reports_come_as_columns(void **state)
{
    (void)state;
    struct fixture f;
    struct columns_seen s = {0};
    open_session(&f, NULL);
    evaluated(&f, 0);
    assert_int_equal(heng_session_run(f.session, see, &s), HENG_OK);
    assert_int_equal(s.score[0], HENG_PASS);
    assert_int_equal(s.scores[0], 905);
    assert_int_equal(s.score[1], HENG_ERROR);
    assert_int_equal(s.score[2], HENG_NO_DATA);
    assert_int_equal(s.self[1], HENG_NO_DATA);
    assert_int_equal(s.parts[0], HENG_PASS);
    assert_int_equal(s.parts[1], HENG_ROUNDING);
    assert_int_equal(s.parts[2], HENG_FAIL);
    assert_int_equal(s.row_count, 6);
    static const uint8_t expected[] = {HENG_PASS, HENG_NO_DATA, HENG_FAIL, HENG_NOT_APPLICABLE, HENG_PASS, HENG_PASS};
    assert_memory_equal(s.rows, expected, sizeof expected);
    close_session(&f);
}

static void a_callback_can_stop_the_run(void **state)
{
    (void)state;
    struct fixture f;
    struct columns_seen s = {.stop_after = 2};
    open_session(&f, NULL);
    evaluated(&f, 0);
    assert_int_equal(heng_session_run(f.session, see, &s), HENG_CANCELLED);
    assert_int_equal(s.calls, 2);
    s = (struct columns_seen){0};
    assert_int_equal(heng_session_run(f.session, see, &s), HENG_OK);
    close_session(&f);
}

static const int64_t executed[] = {857760, 1000, 38158}, budget[] = {947565, 0, 0}, basic[] = {5776, 1001, 38158000}, project[] = {8000000, 0, 0};
static const uint8_t has_budget[] = {1, 1, 0};
static const heng_column host_columns[] = {
    {"自评表.执行数", executed, NULL, 2},
    {"自评表.预算数", budget, has_budget, 2},
    {"自评表.基本", basic, NULL, 1},
    {"自评表.项目", project, NULL, 3},
};
static const char csv_text[] = "自评表.执行数,自评表.预算数,自评表.基本,自评表.项目\n8577.60,9475.65,577.60,8000\n10,0,10.01,0\n381.58,,3815800,0\n";

static void host_columns_and_csv_give_the_same(void **state)
{
    (void)state;
    struct fixture f;
    struct columns_seen s = {0};
    open_session(&f, NULL);
    assert_int_equal(heng_session_run_columns(f.session, host_columns, 4, 2, see, &s), HENG_OK);
    assert_int_equal(s.scores[0], 905);
    assert_int_equal(s.score[1], HENG_ERROR);
    assert_int_equal(s.parts[0], HENG_PASS);
    assert_int_equal(s.sums[0], HENG_NO_DATA); /* columns have no tables */
    assert_int_equal(s.row_count, 0);
    const heng_column unknown = {"自评表.支出", executed, NULL, 2};
    assert_int_equal(heng_session_run_columns(f.session, &unknown, 1, 3, see, &s), HENG_INVALID);
    s = (struct columns_seen){0};
    assert_int_equal(heng_session_run_csv(f.session, "d.csv", csv_text, HENG_WHOLE, see, &s), HENG_OK);
    assert_int_equal(s.scores[0], 905);
    assert_int_equal(s.score[1], HENG_ERROR);
    assert_int_equal(s.score[2], HENG_NO_DATA);
    assert_int_equal(s.parts[1], HENG_ROUNDING);
    assert_int_equal(s.parts[2], HENG_FAIL);
    assert_int_equal(s.sums[2], HENG_NO_DATA);
    assert_int_equal(s.row_count, 0);
    close_session(&f);
}

/* What is not there is named once: a table, or the whole form; a rule of its rows says so in one result. */
static void missing_tables_and_forms_are_named(void **state)
{
    (void)state;
    struct fixture f;
    const heng_report *r;
    const char *text;
    open_session(&f, NULL);
    assert_int_equal(heng_session_add_json(f.session, "d", "{\"自评表\": {\"执行数\": 1}} {} {\"自评表\": {\"指标\": []}}", HENG_WHOLE), HENG_OK);
    assert_int_equal(heng_session_evaluate(f.session, 0, &r), HENG_OK);
    assert_string_equal(result_of(r, "分值合计", NULL)->reason, "自评表.指标（数据中没有这张表）");
    assert_string_equal(result_of(r, "分值合计", NULL)->substituted, "合计(数据中没有这张表) = 100分");
    const heng_result *c = result_of(r, "分值不小于1", NULL);
    assert_int_equal(c->outcome, HENG_NO_DATA);
    assert_string_equal(c->reason_code, "missing_table");
    assert_string_equal(c->message, "数据不足：自评表.指标（数据中没有这张表）");
    assert_null(c->row);
    assert_int_equal(heng_session_explain(f.session, "分值不小于1", NULL, &text), HENG_OK);
    assert_non_null(strstr(text, "  位置  rules.heng:5:1\n"));
    assert_int_equal(heng_session_json(f.session, &text, NULL), HENG_OK);
    assert_int_equal(heng_session_evaluate(f.session, 1, &r), HENG_OK);
    assert_string_equal(result_of(r, "支出构成", NULL)->reason, "自评表（缺少这份报表）");
    assert_string_equal(result_of(r, "支出构成", NULL)->reason_code, "missing_report");
    assert_string_equal(result_of(r, "分值合计", NULL)->reason, "自评表（缺少这份报表）");
    assert_string_equal(result_of(r, "分组合计", NULL)->reason, "自评表（缺少这份报表）");
    assert_int_equal(heng_session_evaluate(f.session, 2, &r), HENG_OK);
    assert_string_equal(result_of(r, "支出构成", NULL)->reason_code, "missing_field");
    assert_int_equal(result_of(r, "分值不小于1", NULL)->outcome, HENG_NOT_APPLICABLE);
    assert_int_equal(result_of(r, "分值合计", NULL)->outcome, HENG_FAIL);
    struct columns_seen s = {0};
    assert_int_equal(heng_session_run(f.session, see, &s), HENG_OK);
    static const uint8_t sums[] = {HENG_NO_DATA, HENG_NO_DATA, HENG_FAIL};
    assert_memory_equal(s.sums, sums, sizeof sums);
    assert_int_equal(s.row_count, 0);
    close_session(&f);
}

/* Blanks around a print, thousands commas, full-width digits and the unit itself do not matter to what a formula shows. */
static void figures_are_shown_as_printed_but_trimmed(void **state)
{
    (void)state;
    struct fixture f;
    const heng_report *r;
    open_session(&f, NULL);
    static const char text[] = "{\"自评表\": {\"基本\": \"8,577.60　\", \"项目\": \"　５００.00 万元 \", \"执行数\": \" —— \", \"指标\": ["
                               "{\"三级指标\": \"甲\", \"分值\": \"46.00　\"}, {\"三级指标\": \"甲\", \"分值\": \"5.0分\"}]}}";
    assert_int_equal(heng_session_add_json(f.session, "d", text, HENG_WHOLE), HENG_OK);
    assert_int_equal(heng_session_evaluate(f.session, 0, &r), HENG_OK);
    assert_string_equal(result_of(r, "支出构成", NULL)->substituted, "8,577.60万元 + 500.00万元 ≈ “——”");
    assert_string_equal(result_of(r, "分组合计", NULL)->substituted, "合计(46.00, 5.0) <= 20分");
    close_session(&f);
}

/* The arguments of an aggregate become the values of the rows that take part. */
static void aggregates_show_what_they_take(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, NULL);
    struct program_rule *sum = &f.program->rules[R_SUM];
    struct program_trace *rows = &f.program->traces[sum->first_trace + 1];
    rows->kind = TRACE_ROWS;
    rows->output = O_POINTS;
    rows->where = O_APPLIES;
    assert_string_equal(result_of(evaluated(&f, 0), "分值合计", NULL)->substituted, "合计(20, 印为“——”, 0.5) = 100分");
    rows->where = NO_OUTPUT;
    assert_string_equal(result_of(evaluated(&f, 1), "分值合计", NULL)->substituted, "合计(60, 39.5) = 100分");
    close_session(&f);
}

/* ---- limits and failures ---- */

static void cancelling_stops_the_next_evaluation(void **state)
{
    (void)state;
    struct fixture f;
    const heng_report *r;
    open_session(&f, NULL);
    evaluated(&f, 0);
    heng_session_cancel(f.session);
    assert_int_equal(heng_session_evaluate(f.session, 0, &r), HENG_CANCELLED);
    assert_null(r);
    assert_int_equal(heng_session_evaluate(f.session, 0, &r), HENG_OK);
    assert_int_equal(heng_session_evaluate(f.session, 3, &r), HENG_MISUSE);
    heng_session_clear(f.session);
    assert_int_equal(heng_session_report_count(f.session), 0);
    close_session(&f);
}

struct failing {
    size_t left; /* allocations that still succeed */
    size_t live;
};

static void *allocate_failing(void *context, void *pointer, size_t old_size, size_t new_size)
{
    struct failing *f = context;
    f->live += new_size - old_size;
    if (!new_size) {
        free(pointer);
        return NULL;
    }
    if (!f->left) {
        f->live -= new_size - old_size;
        return NULL;
    }
    f->left--;
    return realloc(pointer, new_size);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    heng_status last = HENG_MEMORY;
    for (size_t n = 0; last != HENG_OK && n < 1000; n++) {
        struct failing failing = {.left = n};
        heng_allocator allocator = {allocate_failing, &failing};
        heng_session_options o = {.allocator = &allocator};
        struct heng_program *p = program_by_hand();
        heng_session *session;
        const heng_report *r;
        const char *text;
        struct columns_seen seen = {0};
        last = heng_session_new(p, &o, &session);
        if (last == HENG_OK)
            last = heng_session_add_json(session, "d", data_text, HENG_WHOLE);
        if (last == HENG_OK)
            last = heng_session_evaluate(session, 0, &r);
        if (last == HENG_OK)
            last = heng_session_json(session, &text, NULL);
        if (last == HENG_OK)
            last = heng_session_explain(session, "预算执行", NULL, &text);
        if (last == HENG_OK)
            last = heng_session_run(session, see, &seen);
        if (last == HENG_OK)
            last = heng_session_run_csv(session, "d", csv_text, HENG_WHOLE, see, &seen);
        if (last == HENG_OK)
            last = heng_session_run_columns(session, host_columns, 4, 2, see, &seen);
        assert_true(last == HENG_OK || last == HENG_MEMORY);
        heng_session_free(session);
        assert_int_equal(failing.live, 0);
        heng_program_free(p);
    }
    assert_int_equal(last, HENG_OK);
}

static void the_memory_limit_is_kept(void **state)
{
    (void)state;
    struct fixture f;
    heng_session_options o = {.limits = {.memory = 20000}};
    open_session(&f, &o);
    heng_status status = heng_session_add_json(f.session, "d", data_text, HENG_WHOLE);
    const heng_report *r;
    if (status == HENG_OK)
        status = heng_session_evaluate(f.session, 0, &r);
    assert_int_equal(status, HENG_LIMIT);
    close_session(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_exact_and_in_the_unit),
        cmocka_unit_test(a_score_stands_beside_what_was_reported),
        cmocka_unit_test(rounding_names_difference_and_allowance),
        cmocka_unit_test(a_unit_slip_is_named),
        cmocka_unit_test(what_is_missing_is_named_with_its_print),
        cmocka_unit_test(rows_have_results_of_their_own),
        cmocka_unit_test(groups_of_rows_have_results_of_their_own),
        cmocka_unit_test(the_rules_own_message_takes_figures),
        cmocka_unit_test(a_score_is_derived_step_by_step),
        cmocka_unit_test(json_has_the_settled_keys),
        cmocka_unit_test(both_paths_tell_the_same),
        cmocka_unit_test(counting_words_that_differ_are_told),
        cmocka_unit_test(english_sessions_speak_english),
        cmocka_unit_test(many_reports_come_as_columns),
        cmocka_unit_test(a_callback_can_stop_the_run),
        cmocka_unit_test(host_columns_and_csv_give_the_same),
        cmocka_unit_test(missing_tables_and_forms_are_named),
        cmocka_unit_test(figures_are_shown_as_printed_but_trimmed),
        cmocka_unit_test(aggregates_show_what_they_take),
        cmocka_unit_test(cancelling_stops_the_next_evaluation),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(the_memory_limit_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
