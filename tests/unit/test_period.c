/* test_period.c - rules over time: the day as of which a session evaluates, in documents, streams and columns. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/heng.h"

static const char rules[] = "线 = 85% 失效 2024\n线 = 90% 生效 2024\n数据 { 甲 : 数 }\n乙 = 线 + 甲\n";

struct fixture {
    heng_program *program;
    heng_session *session;
};

static void open_session(struct fixture *f, heng_path path)
{
    heng_engine *engine;
    heng_session_options options = {.path = path};
    assert_int_equal(heng_engine_new(NULL, &engine), HENG_OK);
    assert_int_equal(heng_engine_add_text(engine, "rules.heng", rules, HENG_WHOLE), HENG_OK);
    assert_int_equal(heng_engine_compile(engine, &f->program), HENG_OK);
    heng_engine_free(engine);
    assert_int_equal(heng_session_new(f->program, &options, &f->session), HENG_OK);
}

static void close_session(struct fixture *f)
{
    heng_session_free(f->session);
    heng_program_free(f->program);
}

/* The value of 乙 in the report; "" if it has none. */
static const char *value_of(struct fixture *f, size_t index, const char *as_of)
{
    const heng_report *r;
    assert_int_equal(heng_session_evaluate(f->session, index, &r), HENG_OK);
    assert_int_equal(r->result_count, 2);
    assert_string_equal(r->as_of, as_of);
    for (size_t i = 0; i < r->result_count; i++)
        if (!strcmp(r->results[i].name, "乙"))
            return r->results[i].value ? r->results[i].value : "";
    fail_msg("no result");
    return NULL;
}

static void the_year_of_the_report_or_the_day_of_the_host_decides(void **state)
{
    (void)state;
    for (int path = HENG_PATH_AUTO; path <= HENG_PATH_WIDE; path++) {
        struct fixture f;
        open_session(&f, (heng_path)path);
        static const char data[] = "{\"报告\": {\"年度\": 2023}, \"甲\": 1} {\"报告\": {\"年度\": 2024}, \"甲\": 1} {\"甲\": 1}";
        assert_int_equal(heng_session_add_json(f.session, "data", data, HENG_WHOLE), HENG_OK);
        assert_string_equal(value_of(&f, 0, "2023-12-31"), "1.85");
        assert_string_equal(value_of(&f, 1, "2024-12-31"), "1.9");
        assert_string_equal(value_of(&f, 2, ""), "");
        assert_int_equal(heng_session_set_as_of(f.session, 2023, 0, 0), HENG_OK);
        assert_string_equal(value_of(&f, 1, "2023-12-31"), "1.85");
        assert_string_equal(value_of(&f, 2, "2023-12-31"), "1.85");
        assert_int_equal(heng_session_set_as_of(f.session, 2024, 1, 1), HENG_OK);
        assert_string_equal(value_of(&f, 0, "2024-01-01"), "1.9");
        assert_int_equal(heng_session_add_json(f.session, "data", "{\"报告\": {\"年度\": 2020}, \"甲\": 1}", HENG_WHOLE), HENG_OK);
        assert_string_equal(value_of(&f, 3, "2024-01-01"), "1.9");
        assert_int_equal(heng_session_set_as_of(f.session, 0, 0, 0), HENG_OK);
        assert_string_equal(value_of(&f, 3, "2020-12-31"), "1.85");
        close_session(&f);
    }
}

static void what_is_no_day_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    open_session(&f, HENG_PATH_AUTO);
    assert_int_equal(heng_session_set_as_of(f.session, 2024, 2, 30), HENG_MISUSE);
    assert_int_equal(heng_session_set_as_of(f.session, 2024, 13, 1), HENG_MISUSE);
    assert_int_equal(heng_session_set_as_of(f.session, 0, 1, 1), HENG_MISUSE);
    assert_int_equal(heng_session_set_as_of(NULL, 2024, 0, 0), HENG_MISUSE);
    close_session(&f);
}

/* Sums of the values of 乙 that lanes have, in hundredths, and how many have none. */
struct tally {
    long sum;
    size_t none;
};

static int tally_lanes(void *context, const heng_lanes *l)
{
    struct tally *t = context;
    if (strcmp(l->rule, "乙"))
        return 0;
    for (size_t i = 0; i < l->count; i++) {
        int64_t unit = l->denominators ? l->denominators[i] : 1;
        for (int k = 2; k < l->scale; k++)
            unit *= 10;
        if (l->outcomes[i] == HENG_PASS)
            t->sum += (long)(l->values[i] / unit);
        else
            t->none++;
    }
    return 0;
}

static void streams_and_columns_know_the_day(void **state)
{
    (void)state;
    struct fixture f;
    struct tally t = {0, 0};
    open_session(&f, HENG_PATH_AUTO);
    assert_int_equal(heng_session_run_csv(f.session, "csv", "报告.年度,甲\n2023,1\n2024,1\n,1\n", HENG_WHOLE, tally_lanes, &t), HENG_OK);
    assert_int_equal(t.sum, 185 + 190);
    assert_int_equal(t.none, 1);
    assert_int_equal(heng_session_set_as_of(f.session, 2024, 0, 0), HENG_OK);
    t = (struct tally){0, 0};
    assert_int_equal(heng_session_run_csv(f.session, "csv", "报告.年度,甲\n2023,1\n2024,1\n,1\n", HENG_WHOLE, tally_lanes, &t), HENG_OK);
    assert_int_equal(t.sum, 3 * 190);
    enum { REPORTS = 10000 };
    static int64_t values[REPORTS];
    const heng_column column = {.name = "甲", .values = values};
    t = (struct tally){0, 0};
    assert_int_equal(heng_session_run_columns(f.session, &column, 1, REPORTS, tally_lanes, &t), HENG_OK);
    assert_int_equal(t.sum, REPORTS * 90L);
    assert_int_equal(heng_session_set_as_of(f.session, 0, 0, 0), HENG_OK);
    t = (struct tally){0, 0};
    assert_int_equal(heng_session_run_columns(f.session, &column, 1, REPORTS, tally_lanes, &t), HENG_OK);
    assert_int_equal(t.none, REPORTS);
    close_session(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_year_of_the_report_or_the_day_of_the_host_decides),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(streams_and_columns_know_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
