/* test_report.c - JSON documents: cells of every part, units, precision, tables, places, and each mistake with its place. */
#include "hand_program.h"

#include "runtime/json.h"
#include "runtime/report.h"

/* ---- one cell ---- */

struct cell_row {
    const char *sentence;
    enum field_part part;
    int scale;
    const char *unit, *options; /* any, lenient, zero, exact, two (at least two decimals) */
    const char *money;          /* 金额单位, or NULL */
    const char *cell;           /* JSON of the member 甲; NULL: there is none */
    const char *expected;
};

static const struct cell_row cells[] = {
    {"a plain text number", FIELD_NUMBER, 2, "", "", NULL, "\"12.5\"", "1250 d1"},
    {"a JSON number keeps its digits", FIELD_NUMBER, 2, "", "", NULL, "12.50", "1250 d2"},
    {"a JSON number with an exponent", FIELD_NUMBER, 2, "", "", NULL, "1.5e3", "150000 d-2"},
    {"a negative JSON number", FIELD_NUMBER, 2, "", "", NULL, "-0.07", "-7 d2"},
    {"more decimals than the scale are wide", FIELD_NUMBER, 2, "", "", NULL, "0.125", "wide 1/8 d3"},
    {"too large for 64 bits is wide", FIELD_NUMBER, 2, "", "", NULL, "92233720368547758.08", "wide 2305843009213693952/25 d2"},
    {"an exponent beyond the limit", FIELD_NUMBER, 2, "", "", NULL, "1e99999", "limit"},
    {"a bare number is in the declared unit", FIELD_NUMBER, -2, "万元", "two", NULL, "\"600\"", "60000 d-2"},
    {"a figure printed finer counts as printed", FIELD_NUMBER, 0, "万元", "two", NULL, "\"600.1234\"", "6001234 d0"},
    {"a bare number is in 金额单位", FIELD_NUMBER, 0, "万元", "two", "元", "\"600\"", "600 d2"},
    {"金额单位 is no matter of scores", FIELD_NUMBER, 0, "分", "", "万元", "\"600\"", "600 d0"},
    {"a printed unit goes before 金额单位", FIELD_NUMBER, 0, "万元", "", "元", "\"2亿元\"", "200000000 d-8"},
    {"亿元 in a field of 万元", FIELD_NUMBER, -2, "万元", "two", NULL, "\"71.05亿元\"", "71050000 d-6"},
    {"a bare rate is in %", FIELD_NUMBER, 4, "%", "", NULL, "\"84\"", "8400 d2"},
    {"a printed rate", FIELD_NUMBER, 4, "%", "", NULL, "\"84%　\"", "8400 d2"},
    {"a rate in a plain field", FIELD_NUMBER, 2, "", "", NULL, "\"90%\"", "90 d2"},
    {"another unit in a plain field", FIELD_NUMBER, 2, "", "", NULL, "\"5家\"", "wrong_unit"},
    {"another dimension", FIELD_NUMBER, 2, "万元", "", NULL, "\"5家\"", "wrong_unit"},
    {"counts are exact", FIELD_NUMBER, 0, "家", "exact", NULL, "\"120家\"", "120 exact"},
    {"null is blank", FIELD_NUMBER, 2, "", "", NULL, "null", "blank"},
    {"an empty text is blank", FIELD_NUMBER, 2, "", "", NULL, "\"　\"", "blank"},
    {"a missing key", FIELD_NUMBER, 2, "", "", NULL, NULL, "missing_field"},
    {"a dash", FIELD_NUMBER, 2, "", "", NULL, "\"——\"", "dash"},
    {"a word for missing", FIELD_NUMBER, 2, "", "", NULL, "\"不适用\"", "not_applicable"},
    {"blank as 0: null", FIELD_NUMBER, 2, "", "zero", NULL, "null", "0 exact"},
    {"blank as 0: an empty text", FIELD_NUMBER, 2, "", "zero", NULL, "\"\"", "0 exact"},
    {"blank as 0: a missing key is no blank", FIELD_NUMBER, 2, "", "zero", NULL, NULL, "missing_field"},
    {"blank as 0: a printed dash is no blank", FIELD_NUMBER, 2, "", "zero", NULL, "\"——\"", "dash"},
    {"a bound is no number", FIELD_NUMBER, 0, "家", "", NULL, "\"≥120家\"", "bound"},
    {"a bound in a lenient field", FIELD_NUMBER, 0, "", "lenient any exact", NULL, "\"≥120家\"", "120 exact"},
    {"an approximate number", FIELD_NUMBER, 2, "%", "", NULL, "\"约7%\"", "approximate"},
    {"text in a number field", FIELD_NUMBER, 2, "", "", NULL, "\"显著增强\"", "not_a_number"},
    {"a date in a number field", FIELD_NUMBER, 2, "", "", NULL, "\"2024年12月31日\"", "not_a_number"},
    {"true in a number field", FIELD_NUMBER, 2, "", "", NULL, "true", "not_a_number"},
    {"damaged thousands", FIELD_NUMBER, 2, "", "", NULL, "\"7.496,5\"", "unreadable"},
    {"any unit: money to 0.01 of 万元", FIELD_NUMBER, 0, "", "any", NULL, "\"658.8万元\"", "6588000 d-2"},
    {"any unit: counts are exact", FIELD_NUMBER, 0, "", "any", NULL, "\"120家\"", "120 exact"},
    {"any unit: rates as printed", FIELD_NUMBER, 4, "", "any", NULL, "\"98.5%\"", "9850 d3"},
    {"any unit: no unit", FIELD_NUMBER, 4, "", "any", NULL, "\"98.5\"", "985000 d1"},
    {"the figure of a rate", FIELD_FIGURE, 2, "", "", NULL, "\"84%\"", "8400 d0"},
    {"the figure of a bound", FIELD_FIGURE, 2, "", "", NULL, "\"≥120家\"", "12000 exact"},
    {"the figure of a text", FIELD_FIGURE, 2, "", "", NULL, "\"好\"", "not_a_number"},
    {"a text is cleaned", FIELD_TEXT, 0, "", "", NULL, "\" 显著\\n增强　\"", "显著增强"},
    {"a text of digits", FIELD_TEXT, 0, "", "", NULL, "12.50", "12.50"},
    {"a dash is no text", FIELD_TEXT, 0, "", "", NULL, "\"——\"", "dash"},
    {"无 is a text", FIELD_TEXT, 0, "", "", NULL, "\"无\"", "无"},
    {"an empty text", FIELD_TEXT, 0, "", "", NULL, "\"\"", "blank"},
    {"true as text", FIELD_TEXT, 0, "", "", NULL, "true", "是"},
    {"an escaped text", FIELD_TEXT, 0, "", "", NULL, "\"\\u8861\\ud83d\\ude00\"", "衡😀"},
    {"a day", FIELD_DATE, 0, "", "", NULL, "\"1970年1月31日\"", "30"},
    {"a month is no day", FIELD_DATE, 0, "", "", NULL, "\"1970年1月\"", "approximate"},
    {"a month in a lenient field: its last day", FIELD_DATE, 0, "", "lenient", NULL, "\"1970年1月\"", "30"},
    {"a day with 前", FIELD_DATE, 0, "", "", NULL, "\"1970年1月31日前\"", "bound"},
    {"no date", FIELD_DATE, 0, "", "", NULL, "\"3天\"", "not_a_date"},
    {"no such day", FIELD_DATE, 0, "", "", NULL, "\"2023年2月30日\"", "unreadable"},
    {"yes in Chinese", FIELD_TRUTH, 0, "", "", NULL, "\"是\"", "yes"},
    {"no in Chinese", FIELD_TRUTH, 0, "", "", NULL, "\"否 \"", "no"},
    {"true of JSON", FIELD_TRUTH, 0, "", "", NULL, "true", "yes"},
    {"false of JSON", FIELD_TRUTH, 0, "", "", NULL, "false", "no"},
    {"neither yes nor no", FIELD_TRUTH, 0, "", "", NULL, "\"部分\"", "unreadable"},
    {"无 is not no", FIELD_TRUTH, 0, "", "", NULL, "\"无\"", "none"},
    {"relation of a bound", FIELD_RELATION, 0, "", "", NULL, "\"≧90%\"", "≥"},
    {"relation of a bare number", FIELD_RELATION, 0, "", "", NULL, "90", "="},
    {"relation of about a number", FIELD_RELATION, 0, "", "", NULL, "\"7%左右\"", "约"},
    {"relation of a bound of about a number", FIELD_RELATION, 0, "", "", NULL, "\"≥约7%\"", "≥"},
    {"relation of a text", FIELD_RELATION, 0, "", "", NULL, "\"好\"", "not_a_number"},
    {"unit of a number", FIELD_UNIT, 0, "", "", NULL, "\"120家\"", "家"},
    {"unit of a bare number", FIELD_UNIT, 0, "", "", NULL, "120", ""},
    {"unit of a blank", FIELD_UNIT, 0, "", "", NULL, "\"\"", "blank"},
    {"kind of a number", FIELD_KIND, 0, "", "", NULL, "\"约7%\"", "数值"},
    {"kind of a date", FIELD_KIND, 0, "", "", NULL, "\"2024年12月31日前\"", "日期"},
    {"kind of a text", FIELD_KIND, 0, "", "", NULL, "\"好\"", "文本"},
    {"kind of a dash", FIELD_KIND, 0, "", "", NULL, "\"——\"", "空缺"},
    {"kind of what is not there", FIELD_KIND, 0, "", "", NULL, NULL, "空缺"},
    {"a value in an object", FIELD_NUMBER, 2, "", "", NULL, "{\"值\": \"1.5\", \"出处\": \"表1\"}", "150 d1"},
    {"a value in an English object", FIELD_NUMBER, 2, "", "", NULL, "{\"value\": 1.5, \"place\": \"table 1\"}", "150 d1"},
    {"an object with a place only", FIELD_NUMBER, 2, "", "", NULL, "{\"出处\": \"表1\"}", "missing_field"},
};

static void set_options(struct program_field *f, const char *options)
{
    f->any_unit = strstr(options, "any") != NULL;
    f->lenient = strstr(options, "lenient") != NULL;
    f->blank_is_value = strstr(options, "zero") != NULL;
    if (f->blank_is_value)
        mpq_init(f->blank);
    if (strstr(options, "exact"))
        f->precision = PRECISION_EXACT;
    if (strstr(options, "two")) {
        f->precision = PRECISION_DECIMALS;
        f->decimals = 2;
    }
}

static void test_cell(void **state)
{
    const struct cell_row *row = *state;
    struct hand h;
    hand_open(&h);
    set_options(hand_field(&h, "甲", 0, row->part, row->scale, row->unit), row->options);
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, NULL);
    const char *info = row->money ? arena_format(&h.arena, "\"报告\": {\"金额单位\": \"%s\"}", row->money) : "\"报告\": {}";
    const char *text = row->cell ? arena_format(&h.arena, "{%s, \"甲\": %s}", info, row->cell) : arena_format(&h.arena, "{%s}", info);
    assert_int_equal(data_add_json(b, "data", text, strlen(text)), HENG_OK);
    assert_string_equal(hand_lane(&h, data_builder_data(b), 0, 0), row->expected);
    data_builder_free(b);
    hand_close(&h);
}

/* ---- a program with records and nested tables ---- */

enum { ITEMS, STEPS, NAME, BUDGET, SPENT, TITLE, POINTS, STEP };

static struct data_builder *open_report(struct hand *h, const struct data_options *options)
{
    hand_open(h);
    uint16_t items = hand_table(h, "自评表.指标", 0);
    uint16_t steps = hand_table(h, "自评表.指标.步骤", items);
    hand_field(h, "填报单位", 0, FIELD_TEXT, 0, "");
    hand_field(h, "自评表.年初预算数", 0, FIELD_NUMBER, -2, "万元");
    hand_field(h, "自评表.全年执行数", 0, FIELD_NUMBER, -2, "万元");
    hand_field(h, "自评表.指标.名称", items, FIELD_TEXT, 0, "");
    hand_field(h, "自评表.指标.分值", items, FIELD_NUMBER, 2, "分");
    hand_field(h, "自评表.指标.步骤.数", steps, FIELD_NUMBER, 0, "");
    return data_builder_new(&h->arena, &h->program, &h->sink, options);
}

static heng_status add(struct data_builder *b, const char *text)
{
    return data_add_json(b, "data.json", text, strlen(text));
}

static void test_tables(void **state)
{
    (void)state;
    struct hand h;
    struct data_builder *b = open_report(&h, NULL);
    assert_int_equal(add(b, "{\"自评表\": {\"年初预算数\": \"1.5\", \"指标\": ["
                            "{\"名称\": \"甲\", \"分值\": \"10\", \"步骤\": [{\"数\": 1}, {\"数\": 2}]}, {\"名称\": \"乙\"}]}}"), HENG_OK);
    assert_int_equal(add(b, "{\"填报单位\": \"某局\"} {\"自评表\": {\"指标\": {\"出处\": \"附件\", \"值\": ["
                            "{\"步骤\": []}, {\"分值\": \"5\", \"步骤\": [{\"数\": 3}]}]}}}"), HENG_OK);
    const struct data *d = data_builder_data(b);
    assert_int_equal(d->reports, 3);
    assert_int_equal(d->lanes[0], 3);
    assert_int_equal(d->lanes[1], 4);
    assert_int_equal(d->lanes[2], 3);
    static const uint32_t items[] = {0, 2, 2, 4}, steps[] = {0, 2, 2, 2, 3};
    assert_memory_equal(d->offsets[1], items, sizeof items);
    assert_memory_equal(d->offsets[2], steps, sizeof steps);
    assert_string_equal(hand_lane(&h, d, BUDGET, 0), "150 d-3");
    assert_string_equal(hand_lane(&h, d, BUDGET, 1), "missing_report");
    assert_string_equal(hand_lane(&h, d, SPENT, 0), "missing_field");
    assert_string_equal(hand_lane(&h, d, ITEMS, 0), "yes");
    assert_string_equal(hand_lane(&h, d, ITEMS, 1), "missing_report");
    assert_string_equal(hand_lane(&h, d, STEPS, 1), "missing_table");
    assert_string_equal(hand_lane(&h, d, STEPS, 2), "yes");
    assert_string_equal(hand_lane(&h, d, NAME, 1), "某局");
    assert_string_equal(hand_lane(&h, d, TITLE, 1), "乙");
    assert_string_equal(hand_lane(&h, d, POINTS, 1), "missing_field");
    assert_string_equal(hand_lane(&h, d, POINTS, 3), "500 d0");
    assert_string_equal(hand_lane(&h, d, STEP, 2), "3 d0");
    assert_null(d->columns[STEP].why);
    assert_string_equal(d->columns[POINTS].printed[3], "5");
    assert_string_equal(d->columns[POINTS].places[3], "附件");
    assert_string_equal(h.log, "");
    data_builder_clear(b);
    assert_int_equal(data_builder_data(b)->reports, 0);
    assert_int_equal(add(b, "{\"自评表\": null}"), HENG_OK);
    assert_string_equal(hand_lane(&h, data_builder_data(b), BUDGET, 0), "missing_report");
    assert_int_equal(add(b, "{\"自评表\": {}}"), HENG_OK);
    assert_string_equal(hand_lane(&h, data_builder_data(b), BUDGET, 1), "missing_field");
    assert_string_equal(hand_lane(&h, data_builder_data(b), ITEMS, 1), "missing_table");
    data_builder_free(b);
    hand_close(&h);
}

/* Places are kept from the first lane that has one on; cells before it, between and after have none. */
static void test_rare_places(void **state)
{
    (void)state;
    struct hand h;
    hand_open(&h);
    hand_field(&h, "甲", 0, FIELD_NUMBER, 0, "");
    hand_field(&h, "乙", 0, FIELD_TEXT, 0, "");
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, NULL);
    for (int i = 0; i < 40; i++)
        assert_int_equal(add(b, i % 17 == 5 ? "{\"甲\": {\"值\": 1, \"出处\": \"附件\"}, \"乙\": \"b\"}" : "{\"甲\": 2, \"乙\": \"\"}"), HENG_OK);
    assert_int_equal(add(b, "{\"甲\": {\"值\": 1, \"出处\": \"x\"}, \"乙\": {\"出处\": \"y\"}, \"甲\": 1}"), HENG_INVALID);
    const struct data *d = data_builder_data(b);
    for (int i = 0; i < 40; i++) {
        assert_string_equal(d->columns[0].places[i], i % 17 == 5 ? "附件" : "");
        assert_string_equal(d->columns[0].printed[i], i % 17 == 5 ? "1" : "2");
        assert_string_equal(d->columns[1].printed[i], i % 17 == 5 ? "b" : "");
    }
    assert_null(d->columns[1].places);
    data_builder_free(b);
    hand_close(&h);
}

/* A ruleset may declare a block 报告 of its own: what a report tells of itself stays known there. */
static void test_declared_info(void **state)
{
    (void)state;
    struct hand h;
    hand_open(&h);
    hand_field(&h, "报告.人数", 0, FIELD_NUMBER, 0, "人");
    hand_field(&h, "表.人数", 0, FIELD_NUMBER, 0, "人");
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, NULL);
    assert_int_equal(add(b, "{\"报告\": {\"人数\": 5, \"单位\": \"某局\", \"year\": 2024, \"金额单位\": \"元\", \"name\": \"A\"}}"), HENG_OK);
    assert_string_equal(h.log, "");
    assert_string_equal(data_builder_data(b)->infos[0].name, "某局");
    assert_string_equal(hand_lane(&h, data_builder_data(b), 0, 0), "5 d0");
    assert_int_equal(add(b, "{\"报告\": {\"人\": 5}}"), HENG_INVALID);
    assert_int_equal(add(b, "{\"表\": {\"单位\": 5}}"), HENG_INVALID);
    assert_string_equal(h.log, "E0806 1:9; E0806 1:8");
    data_builder_free(b);
    hand_close(&h);
}

static void test_info_and_places(void **state)
{
    (void)state;
    struct hand h;
    struct data_builder *b = open_report(&h, NULL);
    assert_int_equal(add(b, "\xEF\xBB\xBF[{\"报告\": {\"单位\": \"某局\", \"年度\": 2024, \"金额单位\": \"元\", \"名称\": \"某报告\"}, \"出处\": \"总\","
                            "\"自评表\": {\"出处\": \"附件1\", \"年初预算数\": {\"值\": \"　15　\", \"出处\": \"第2行\"}, \"全年执行数\": \"\"}},"
                            "{\"report\": {\"name\": \"A\", \"year\": \"2023年\"}, \"自评表\": {\"place\": \"x\", \"年初预算数\": 1}}]"), HENG_OK);
    const struct data *d = data_builder_data(b);
    assert_string_equal(d->infos[0].name, "某局");
    assert_true(d->infos[0].has_year);
    assert_int_equal(d->infos[0].year, 2024);
    assert_string_equal(d->infos[0].money_unit, "元");
    assert_string_equal(d->infos[1].name, "A");
    assert_int_equal(d->infos[1].year, 2023);
    assert_null(d->infos[1].money_unit);
    assert_string_equal(d->columns[BUDGET].printed[0], "　15　");
    assert_string_equal(d->columns[BUDGET].places[0], "总，附件1，第2行");
    assert_string_equal(d->columns[SPENT].printed[0], "");
    assert_string_equal(d->columns[SPENT].places[0], "总，附件1");
    assert_string_equal(d->columns[BUDGET].places[1], "x");
    assert_string_equal(hand_lane(&h, d, BUDGET, 0), "wide 15 d2");
    assert_string_equal(hand_lane(&h, d, BUDGET, 1), "100 d-4");
    data_builder_free(b);
    hand_close(&h);
}

static void test_one_cell_of_many_fields(void **state)
{
    (void)state;
    struct hand h;
    hand_open(&h);
    static const enum field_part parts[] = {FIELD_NUMBER, FIELD_FIGURE, FIELD_RELATION, FIELD_UNIT, FIELD_KIND, FIELD_TEXT};
    static const char *const expected[] = {"120 d0", "120 d0", "≥", "家", "数值", "≥120家"};
    for (size_t i = 0; i < 6; i++)
        hand_field(&h, "指标值", 0, parts[i], 0, "家")->lenient = true;
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, NULL);
    assert_int_equal(add(b, "{\"指标值\": \"≥120家\"}"), HENG_OK);
    const struct data *d = data_builder_data(b);
    for (uint32_t i = 0; i < 6; i++) {
        assert_string_equal(hand_lane(&h, d, i, 0), expected[i]);
        assert_ptr_equal(d->columns[i].printed[0], d->columns[0].printed[0]);
    }
    data_builder_free(b);
    hand_close(&h);
}

/* ---- mistakes ---- */

struct mistake_row {
    const char *sentence, *text, *log;
    heng_status status;
};

static const struct mistake_row mistakes[] = {
    {"empty text", "", "E0802 1:1", HENG_INVALID},
    {"an empty list", "[]", "E0815 1:3", HENG_INVALID},
    {"a bare word", "{\"填报单位\": 某局}", "E0801 1:10", HENG_INVALID},
    {"a comma too many", "{\"填报单位\": \"某局\",}", "E0801 1:15", HENG_INVALID},
    {"a comma at the beginning", "{,\"填报单位\": \"某局\"}", "E0801 1:2", HENG_INVALID},
    {"a missing colon", "{\"填报单位\" \"某局\"}", "E0801 1:9", HENG_INVALID},
    {"garbage behind", "{} x", "E0801 1:4", HENG_INVALID},
    {"a bracket behind", "{}]", "E0801 1:3", HENG_INVALID},
    {"breaks off in an object", "{\"填报单位\":\n", "E0802 2:1", HENG_INVALID},
    {"breaks off in a text", "{\"填报单位\": \"某", "E0802 1:10", HENG_INVALID},
    {"breaks off between elements", "[{}", "E0802 1:4", HENG_INVALID},
    {"a line break in a text", "{\"填报单位\": \"某\n局\"}", "E0801 1:10", HENG_INVALID},
    {"invalid UTF-8", "{\"填报单位\": \"\xC0\x80\"}", "E0101 1:11", HENG_INVALID},
    {"half a surrogate pair", "{\"填报单位\": \"a\\ud800b\"}", "E0804 1:12", HENG_INVALID},
    {"a low surrogate alone", "{\"填报单位\": \"\\\\\\udc00\"}", "E0804 1:13", HENG_INVALID},
    {"U+0000", "{\"填报单位\": \"\\u0000\"}", "E0804 1:11", HENG_INVALID},
    {"U+0000 in a key", "{\"填\\u0000\": 1}", "E0804 1:4", HENG_INVALID},
    {"a key twice", "{\"填报单位\": \"a\",\n \"填报单位\": \"b\"}", "E0803 2:2", HENG_INVALID},
    {"a number for a report", "{} 5", "E0805 1:4", HENG_INVALID},
    {"a text in the list of reports", "[{}, \"x\"]", "E0805 1:6", HENG_INVALID},
    {"lists of lists", "[[{}]]", "E0805 1:2", HENG_INVALID},
    {"an unknown name in a record", "{\"自评表\": {\"年初预算\": 1}}", "E0806 1:10", HENG_INVALID},
    {"an unknown name in a row", "{\"自评表\": {\"指标\": [{\"分\": 1}, {\"分\": 2}]}}", "E0806 1:18", HENG_INVALID},
    {"an unknown name in a value", "{\"填报单位\": {\"值\": 1, \"单位\": 2}}", "E0806 1:19", HENG_INVALID},
    {"an unknown name at the root", "{\"填报单\": 1}", "W0801 1:2", HENG_OK},
    {"a list for a value", "{\"填报单位\": [1]}", "E0807 1:10", HENG_INVALID},
    {"a record for a value", "{\"填报单位\": {}}", "E0807 1:10", HENG_INVALID},
    {"a list inside a value", "{\"填报单位\": {\"值\": []}}", "E0807 1:16", HENG_INVALID},
    {"a text for a record", "{\"自评表\": \"x\"}", "E0808 1:9", HENG_INVALID},
    {"a record for a table", "{\"自评表\": {\"指标\": {}}}", "E0809 1:16", HENG_INVALID},
    {"a number in a table", "{\"自评表\": {\"指标\": [{}, 7]}}", "E0810 1:21", HENG_INVALID},
    {"a number for a place", "{\"自评表\": {\"出处\": 7}}", "E0811 1:16", HENG_INVALID},
    {"a list for a name", "{\"报告\": {\"单位\": []}}", "E0811 1:15", HENG_INVALID},
    {"no year", "{\"报告\": {\"年度\": \"二〇二四\"}}", "E0812 1:15", HENG_INVALID},
    {"no unit of money", "{\"报告\": {\"金额单位\": \"人\"}}", "E0813 1:17", HENG_INVALID},
    {"too many rows", "{\"自评表\": {\"指标\": [{}, {\"步骤\": [{}]}, {}]}}", "E0814 1:35", HENG_LIMIT},
    {"a damaged number", "{\"自评表\": {\"年初预算数\": \"7.496,5\"}}", "W0802 1:19", HENG_OK},
    {"several mistakes", "{\"自评表\": {\"年初\": 1, \"指标\": 5}, \"填报单位\": []}", "E0809 1:25; E0806 1:10; E0807 1:37", HENG_INVALID},
};

static void test_mistake(void **state)
{
    const struct mistake_row *row = *state;
    static const struct data_options options = {.rows = 3, .origins = true};
    struct hand h;
    struct data_builder *b = open_report(&h, &options);
    assert_int_equal(add(b, "{\"自评表\": {\"指标\": [{\"分值\": 0.125}]}}"), HENG_OK);
    heng_status status = add(b, row->text);
    assert_int_equal(status, row->status);
    if (status != HENG_OK) {
        const struct data *d = data_builder_data(b);
        assert_int_equal(d->reports, 1);
        assert_int_equal(d->lanes[1], 1);
        assert_int_equal(d->columns[POINTS].wide_count, 1);
        assert_int_equal(d->columns[BUDGET].wide_count, 0);
    }
    assert_null(h.sink.sources);
    assert_int_equal(add(b, "{\"自评表\": {\"指标\": [{\"分值\": 7}]}}"), HENG_OK);
    const struct data *d = data_builder_data(b);
    assert_string_equal(hand_lane(&h, d, POINTS, d->lanes[1] - 1), "700 d0");
    assert_string_equal(h.log, row->log);
    data_builder_free(b);
    hand_close(&h);
}

static void test_rendered(void **state)
{
    (void)state;
    struct hand h;
    struct data_builder *b = open_report(&h, NULL);
    assert_int_equal(add(b, "{\"自评表\": {\n  \"年初预算\": 1}}"), HENG_INVALID);
    assert_string_equal(h.rendered, "data.json:2:3: 错误 E0806: 数据中没有声明“年初预算”；是否为“年初预算数”？\n"
                                    "  2 |   \"年初预算\": 1}}\n"
                                    "    |   ^~~~~~~~~~\n");
    data_builder_free(b);
    hand_close(&h);
}

static void test_open_program(void **state)
{
    (void)state;
    struct hand h;
    struct data_builder *b = open_report(&h, NULL);
    h.program.open = true;
    assert_int_equal(add(b, "{\"其他\": {\"x\": 1}, \"自评表\": {\"y\": 1}, \"填报单位\": \"a\"}"), HENG_OK);
    assert_string_equal(h.log, "");
    assert_int_equal(add(b, "{\"填报单位\": \"a\", \"填报单\": 1}"), HENG_OK);
    assert_string_equal(h.log, "");
    assert_int_equal(add(b, "{\"填报单\": 1} {\"填报单\": 1}"), HENG_OK);
    assert_string_equal(h.log, "W0801 1:2");
    data_builder_free(b);
    hand_close(&h);
}

static void test_depth(void **state)
{
    (void)state;
    struct hand h;
    struct data_builder *b = open_report(&h, NULL);
    char text[2 * JSON_DEPTH + 64];
    for (size_t depth = JSON_DEPTH - 1; depth <= JSON_DEPTH; depth++) {
        size_t length = (size_t)snprintf(text, sizeof text, "{\"x\": ");
        memset(text + length, '[', depth);
        memset(text + length + depth, ']', depth);
        memcpy(text + length + 2 * depth, "}", 2);
        assert_int_equal(add(b, text), depth < JSON_DEPTH ? HENG_OK : HENG_INVALID);
    }
    assert_string_equal(h.log, "W0801 1:2; E0902 1:206");
    data_builder_free(b);
    hand_close(&h);
}

static void test_large(void **state)
{
    (void)state;
    enum { KEYS = 20000, DIGITS = 5000, LONG = 10 << 20 };
    struct hand h;
    struct data_builder *b = open_report(&h, NULL);
    char *text = test_malloc(LONG + DIGITS + KEYS * 16 + 256), *at = text;
    at += sprintf(at, "{\"填报单位\": \"");
    memset(at, 'x', LONG);
    at += LONG;
    at += sprintf(at, "\", \"自评表\": {\"年初预算数\": ");
    memset(at, '7', DIGITS);
    at += DIGITS;
    at += sprintf(at, ", \"全年执行数\": 0.5}");
    for (int i = 0; i < KEYS; i++)
        at += sprintf(at, ",\"k%d\":%d", i, i % 10);
    at += sprintf(at, "}");
    assert_int_equal(data_add_json(b, "large", text, (size_t)(at - text)), HENG_OK);
    const struct data *d = data_builder_data(b);
    assert_string_equal(hand_lane(&h, d, BUDGET, 0), "limit");
    assert_string_equal(hand_lane(&h, d, SPENT, 0), "50 d-3");
    size_t length;
    text_table_text(d->texts, d->columns[NAME].values[0], &length);
    assert_int_equal(length, LONG);
    memcpy(at - 1, ",\"k7\":1}", 9);
    assert_int_equal(data_add_json(b, "twice", text, (size_t)(at - text) + 7), HENG_INVALID);
    assert_non_null(strstr(h.log, "E0803"));
    test_free(text);
    data_builder_free(b);
    hand_close(&h);
}

/* ---- memory ---- */

struct failing {
    unsigned left, blocks;
};

static void *allocate(void *context, void *pointer, size_t old_size, size_t new_size)
{
    struct failing *f = context;
    (void)old_size;
    if (new_size == 0) {
        f->blocks -= pointer != NULL;
        free(pointer);
        return NULL;
    }
    if (f->left == 0)
        return NULL;
    f->left--;
    f->blocks += pointer == NULL;
    return realloc(pointer, new_size);
}

static void test_memory_ends(void **state)
{
    (void)state;
    static const char text[] = "{\"填报单位\": \"\\u8861\", \"自评表\": {\"出处\": \"a\", \"年初预算数\": \"0.00001\", \"指标\": ["
                               "{\"步骤\": [{\"数\": \"≥5\"}, {\"数\": 0.5}]}, {\"分值\": 0.125}, {\"分值\": 1e3}]}}\n";
    heng_status status = HENG_MEMORY;
    for (unsigned allowed = 0; status != HENG_OK; allowed++) {
        assert_true(allowed < 1000);
        struct hand h;
        struct failing f = {1000, 0};
        struct data_builder *unused = open_report(&h, NULL);
        struct arena own;
        jmp_buf boundary;
        const heng_allocator host = {allocate, &f};
        arena_init(&own, &host, 0);
        own.boundary = &boundary;
        struct data_builder *b = data_builder_new(&own, &h.program, &h.sink, NULL);
        f.left = allowed;
        status = add(b, text);
        f.left = 1000;
        if (status != HENG_OK) {
            assert_int_equal(status, HENG_MEMORY);
            assert_int_equal(data_builder_data(b)->reports, 0);
            assert_int_equal(add(b, text), HENG_OK);
        }
        assert_string_equal(hand_lane(&h, data_builder_data(b), BUDGET, 0), "wide 1/10 d1");
        data_builder_free(b);
        arena_free(&own);
        assert_int_equal(f.blocks, 0);
        data_builder_free(unused);
        hand_close(&h);
    }
}

static void test_memory_limit(void **state)
{
    (void)state;
    struct hand h;
    struct data_builder *unused = open_report(&h, NULL);
    struct arena own;
    jmp_buf boundary;
    arena_init(&own, NULL, 64 << 10);
    own.boundary = &boundary;
    struct data_builder *b = data_builder_new(&own, &h.program, &h.sink, NULL);
    heng_status status = HENG_OK;
    size_t added = 0;
    for (; added < 10000 && status == HENG_OK; added++)
        status = add(b, "{\"填报单位\": \"某局\"}");
    assert_int_equal(status, HENG_LIMIT);
    assert_int_equal(data_builder_data(b)->reports, added - 1);
    data_builder_clear(b);
    assert_int_equal(add(b, "{\"填报单位\": \"某局\"}"), HENG_OK);
    data_builder_free(b);
    arena_free(&own);
    data_builder_free(unused);
    hand_close(&h);
}

int main(void)
{
    enum { CELLS = sizeof cells / sizeof *cells, MISTAKES = sizeof mistakes / sizeof *mistakes };
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(test_tables),      cmocka_unit_test(test_info_and_places), cmocka_unit_test(test_one_cell_of_many_fields),
        cmocka_unit_test(test_rendered),    cmocka_unit_test(test_open_program),    cmocka_unit_test(test_depth),
        cmocka_unit_test(test_large),       cmocka_unit_test(test_memory_ends),     cmocka_unit_test(test_memory_limit),
        cmocka_unit_test(test_declared_info),    cmocka_unit_test(test_rare_places),
    };
    static struct CMUnitTest tests[CELLS + MISTAKES + sizeof others / sizeof *others];
    size_t count = 0;
    for (size_t i = 0; i < CELLS; i++)
        tests[count++] = (struct CMUnitTest){cells[i].sentence, test_cell, NULL, NULL, (void *)(uintptr_t)&cells[i]};
    for (size_t i = 0; i < MISTAKES; i++)
        tests[count++] = (struct CMUnitTest){mistakes[i].sentence, test_mistake, NULL, NULL, (void *)(uintptr_t)&mistakes[i]};
    memcpy(&tests[count], others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
