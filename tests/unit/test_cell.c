/* test_cell.c - the cell grammar: what each printed form means, and that damaged or hostile cells mean nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/cell.h"
#include "runtime/number.h"
#include "runtime/unit.h"

struct fixture {
    struct arena arena;
    jmp_buf boundary;
    struct cell cell;
};

static int set_up(void **state)
{
    static struct fixture f;
    arena_init(&f.arena, NULL, 0);
    f.arena.boundary = &f.boundary;
    cell_init(&f.cell);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    cell_clear(&f->cell);
    arena_free(&f->arena);
    return 0;
}

static struct cell *parse(struct fixture *f, const char *text)
{
    cell_parse(&f->arena, &f->cell, text, strlen(text));
    return &f->cell;
}

/* One line for what a cell is: "number >= ~ 0.84 % /0 [label]". */
static const char *describe(struct fixture *f, const struct cell *c)
{
    static const char *const relations[] = {"", "<= ", "< ", ">= ", "> "};
    struct arena *a = &f->arena;
    int year, month, day;
    switch (c->kind) {
    case CELL_BLANK:
        return arena_format(a, "blank %s", reason_code(c->reason));
    case CELL_MISSING_WORD:
        return arena_format(a, "missing %s", reason_code(c->reason));
    case CELL_TEXT:
        return arena_format(a, "text %s", c->text);
    case CELL_UNREADABLE:
        return c->reading ? arena_format(a, "unreadable %s %s", reason_code(c->reason), c->reading)
                          : arena_format(a, "unreadable %s", reason_code(c->reason));
    case CELL_NUMBER: {
        bool approximate;
        const char *label = c->label ? arena_format(a, " [%.*s]", (int)c->label_length, c->label) : "";
        return arena_format(a, "%s%s%s %s /%d%s", relations[c->relation], c->approximate ? "~ " : "",
                            number_print(a, c->number, &approximate), unit_name(c->unit, false), c->digits, label);
    }
    case CELL_DATE: {
        const char *label = c->label ? arena_format(a, " [%.*s]", (int)c->label_length, c->label) : "";
        cell_civil_from_days(c->first_day, &year, &month, &day);
        const char *first = arena_format(a, "%04d-%02d-%02d", year, month, day);
        cell_civil_from_days(c->last_day, &year, &month, &day);
        const char *last = arena_format(a, "%04d-%02d-%02d", year, month, day);
        static const char *const kinds[] = {"day", "month", "year"};
        return arena_format(a, "%s%s %s %s%s", relations[c->relation], kinds[c->date], first, last, label);
    }
    }
    return "";
}

struct row {
    const char *text, *expected;
};

static void check(void **state, const struct row *rows, size_t count)
{
    struct fixture *f = *state;
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const char *found = describe(f, parse(f, rows[i].text));
        if (strcmp(found, rows[i].expected) != 0) {
            print_error("cell \"%s\": expected \"%s\", found \"%s\"\n", rows[i].text, rows[i].expected, found);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

#define CHECK(state, rows) check(state, rows, sizeof(rows) / sizeof *(rows))

static void blanks_and_words_for_nothing_are_missing(void **state)
{
    static const struct row rows[] = {
        {"", "blank blank"}, {"  ", "blank blank"}, {"　\xC2\xA0\xE2\x80\x82\xE2\x80\x8B\r\n", "blank blank"},
        {"空白", "blank blank"}, {"$$", "text $$"}, {"-", "missing dash"}, {"—", "missing dash"},
        {"——", "missing dash"}, {"－", "missing dash"}, {"–", "missing dash"}, {"−", "missing dash"},
        {" ——　", "missing dash"}, {"--", "missing dash"}, {"/", "missing slash"}, {"／", "missing slash"},
        {"无", "missing none"}, {" 无\n", "missing none"}, {"不适用", "missing not_applicable"},
        {"不适\n用", "missing not_applicable"}, {"未公布", "missing unpublished"}, {"//", "text //"},
        {"无。", "text 无。"}, {"无偏差", "text 无偏差"}, {"- -", "text - -"}, {"0", "0  /0"},
    };
    CHECK(state, rows);
}

static void numbers_keep_their_unit_and_printed_digits(void **state)
{
    static const struct row rows[] = {
        {"3675.76", "3675.76  /2"}, {"8,757.81", "8757.81  /2"}, {"1,234,567", "1234567  /0"},
        {"８，７５７．８１", "8757.81  /2"}, {"600", "600  /0"}, {"600.00", "600  /2"}, {"00.33　", "0.33  /2"},
        {"007", "7  /0"}, {"000", "0  /0"}, {"0.000", "0  /3"}, {"-3.5", "-3.5  /1"}, {"−3.5", "-3.5  /1"},
        {"－3.5", "-3.5  /1"}, {"+5%", "0.05 % /0"}, {"-0", "0  /0"}, {"84%　", "0.84 % /0"}, {"84.0％", "0.84 % /1"},
        {"84 %", "0.84 % /0"}, {"658.82 万元", "6588200 万元 /2"}, {"25.5亿元", "2550000000 亿元 /1"},
        {"381.58元", "381.58 元 /2"}, {"0.5个百分点", "0.005 个百分点 /1"}, {"3‰", "0.003 ‰ /0"},
        {"1.5倍", "1.5 倍 /1"}, {"95分", "95 分 /0"}, {"40平方米", "40 平方米 /0"}, {"40㎡", "40 ㎡ /0"},
        {"3.2亿度", "320000000 亿度 /1"}, {"12个月", "12 个月 /0"}, {"3年", "3 年 /0"},
        {"1.2万人次", "12000 万人次 /1"}, {"30场次", "30 场次 /0"}, {"100%\n", "1 % /0"},
        {"658.82\n万元", "6588200 万元 /2"}, {"\xEF\xBB\xBF" "12", "12  /0"}, {"1\xE2\x80\x8B" "2家", "12 家 /0"},
        {"9223372036854775808", "9223372036854775808  /0"},
    };
    CHECK(state, rows);
}

static void relations_and_approximations_are_kept(void **state)
{
    static const struct row rows[] = {
        {"≥120家", ">= 120 家 /0"}, {"≧90%", ">= 0.9 % /0"}, {">=90%", ">= 0.9 % /0"}, {"＞3家", "> 3 家 /0"},
        {"≤1500万元", "<= 15000000 万元 /0"}, {"<=5", "<= 5  /0"}, {"＜5", "< 5  /0"}, {"=100%", "1 % /0"},
        {"≥ 7000 小时", ">= 7000 小时 /0"}, {"$\\geq 10\\%$", ">= 0.1 % /0"}, {"\\geq 10\\%", ">= 0.1 % /0"},
        {"$\\leq$ 5家", "<= 5 家 /0"}, {"\\ge3", ">= 3  /0"}, {"$10\\%$", "0.1 % /0"},
        {"不少于120家", ">= 120 家 /0"}, {"不低于 90%", ">= 0.9 % /0"}, {"不超过5%", "<= 0.05 % /0"},
        {"不高于5%", "<= 0.05 % /0"}, {"达到95%", ">= 0.95 % /0"}, {"超过50%", "> 0.5 % /0"},
        {"不足3家", "< 3 家 /0"}, {"约7%", "~ 0.07 % /0"}, {"7%左右", "~ 0.07 % /0"}, {"近100家", "~ 100 家 /0"},
        {"50人上下", "~ 50 人 /0"}, {"≥约7%", ">= ~ 0.07 % /0"}, {"60000余小时", "> 60000 小时 /0"},
        {"100多家", "> 100 家 /0"}, {"1.2万余人", "> 12000 万人 /1"}, {"3个多月", "> 3 个月 /0"},
        {"500个以上", ">= 500 个 /0"}, {"7%及以上", ">= 0.07 % /0"}, {"90%（含）以上", ">= 0.9 % /0"},
        {"60分以下", "<= 60 分 /0"}, {"3天以内", "<= 3 天 /0"}, {"≥90%以上", ">= 0.9 % /0"},
        {"超过100家以上", "> 100 家 /0"}, {"≤90%以上", "text ≤90%以上"}, {"不超过100余家", "text 不超过100余家"},
        {"≥", "text ≥"}, {"≥≥3", "text ≥≥3"}, {"约", "text 约"},
    };
    CHECK(state, rows);
}

static void labels_stand_apart_from_the_number(void **state)
{
    static const struct row rows[] = {
        {"职工满意度 100%", "1 % /0 [职工满意度]"}, {"职工满意度　100%", "1 % /0 [职工满意度]"},
        {"职工满意度：98", "98  /0 [职工满意度]"}, {"满意度: ≥ 90.5 %", ">= 0.905 % /1 [满意度]"},
        {"惠企政策知晓率≥90%", ">= 0.9 % /0 [惠企政策知晓率]"}, {"职工满意度\n100%", "1 % /0 [职工满意度]"},
        {"新增 规上企业 120家", "120 家 /0 [新增 规上企业]"}, {"近视率 30%", "0.3 % /0 [近视率]"},
        {"满意度$\\geq 90\\%$", ">= 0.9 % /0 [满意度]"}, {"每年 不少于3次", ">= 3 次 /0 [每年]"},
        {"完成时间：2024年12月31日前", "<= day 2024-12-31 2024-12-31 [完成时间]"},
        {"指标：7.496,5", "unreadable unreadable 7.4965"}, {"见附件 2", "text 见附件 2"}, {"1：2", "text 1：2"},
        {"3 5", "text 3 5"}, {"说明：完成 3家", "text 说明：完成 3家"}, {"A≥B≥3", "text A≥B≥3"},
        {"满意度：", "text 满意度："}, {"：5", "text ：5"}, {"完成 2 项 3 家", "text 完成 2 项 3 家"},
    };
    CHECK(state, rows);
}

static void dates_are_days(void **state)
{
    static const struct row rows[] = {
        {"2024年12月31日", "day 2024-12-31 2024-12-31"}, {"2024年12月31日前", "<= day 2024-12-31 2024-12-31"},
        {"2024年12月31日之前", "<= day 2024-12-31 2024-12-31"}, {"2024-12-31", "day 2024-12-31 2024-12-31"},
        {"2024/1/3", "day 2024-01-03 2024-01-03"}, {"2024.12.31", "day 2024-12-31 2024-12-31"},
        {"２０２４年１２月３１日", "day 2024-12-31 2024-12-31"}, {"2024年 12月 31日", "day 2024-12-31 2024-12-31"},
        {"2024年\n12月31日", "day 2024-12-31 2024-12-31"}, {"2024年2月", "month 2024-02-01 2024-02-29"},
        {"2023年2月底前", "<= day 2023-02-28 2023-02-28"}, {"2024年12月前", "<= month 2024-12-01 2024-12-31"},
        {"2024年", "year 2024-01-01 2024-12-31"}, {"2024年底前", "<= day 2024-12-31 2024-12-31"},
        {"2024年末", "day 2024-12-31 2024-12-31"}, {"≤2024年12月31日", "<= day 2024-12-31 2024-12-31"},
        {"2024年2月29日", "day 2024-02-29 2024-02-29"}, {"0001年1月1日", "day 0001-01-01 0001-01-01"},
        {"9999-12-31", "day 9999-12-31 9999-12-31"}, {"2023年2月30日", "unreadable unreadable"},
        {"2023年2月29日前", "unreadable unreadable"}, {"2024-13-01", "unreadable unreadable"},
        {"2024年0月", "unreadable unreadable"}, {"1900-2-29", "unreadable unreadable"},
        {"0000年", "unreadable unreadable"}, {"年底前", "text 年底前"}, {"12月31日前", "text 12月31日前"},
        {"12月", "text 12月"}, {"31日", "text 31日"}, {"2024年前", "text 2024年前"}, {"2024年度", "text 2024年度"},
        {"24年12月31日", "text 24年12月31日"}, {"2024-12", "text 2024-12"},
        {"2024-12-31 00:00", "text 2024-12-31 00:00"}, {"2024.12", "2024.12  /2"}, {"20241231", "20241231  /0"},
        {"2024-12/31", "text 2024-12/31"}, {"2024年12月1日起", "text 2024年12月1日起"}, {"2024年12", "text 2024年12"},
        {"2024-123-1", "text 2024-123-1"}, {"2024年012月", "text 2024年012月"},
    };
    CHECK(state, rows);
}

static void damage_is_reported_and_nothing_is_guessed(void **state)
{
    static const struct row rows[] = {
        {"7.496,5", "unreadable unreadable 7.4965"}, {"-7.496,5万元", "unreadable unreadable -7.4965"},
        {"1,23", "unreadable unreadable 123"}, {"12,3456", "unreadable unreadable 123456"},
        {"1234,567", "unreadable unreadable 1234567"}, {"12,34.5", "unreadable unreadable 1234.5"},
        {".5", "unreadable unreadable 0.5"}, {"-.5%", "unreadable unreadable -0.5"},
        {"5.", "unreadable unreadable 5"}, {"1.2.3", "unreadable unreadable"},
        {"120，130", "unreadable unreadable 120130"}, {"120\n130", "unreadable unreadable 120130"},
        {"658.\n82", "unreadable unreadable 658.82"}, {"显著增强", "text 显著增强"}, {"（3.5）", "text （3.5）"},
        {"3-5", "text 3-5"}, {"80%-90%", "text 80%-90%"}, {"3/5", "text 3/5"}, {"1e3", "text 1e3"},
        {"3，建设了5家", "text 3，建设了5家"}, {"120家，130家", "text 120家，130家"}, {"1.2万", "text 1.2万"},
        {"3个村", "text 3个村"}, {"3 person", "text 3 person"}, {"三家", "text 三家"}, {",5", "text ,5"},
        {"1 234", "text 1 234"}, {"- 3", "text - 3"}, {"$5", "text $5"}, {"1$$2", "text 1$$2"}, {"%", "text %"},
        {"辰溪县\n工业局", "text 辰溪县工业局"}, {"\xFF" "5", "text \xFF" "5"}, {"5\xE8\xA1", "text 5\xE8\xA1"},
        {"\x80\x80\x80\x80\x80", "text \x80\x80\x80\x80\x80"},
    };
    CHECK(state, rows);
}

static void numbers_out_of_limits_are_refused(void **state)
{
    struct fixture *f = *state;
    enum { LONG = 5000 };
    static char text[LONG + 32];
    memset(text, '9', LONG);
    strcpy(text + LONG, "万元");
    assert_string_equal(describe(f, parse(f, text)), "unreadable limit");
    strcpy(text + 1233, "");
    assert_int_equal(parse(f, text)->kind, CELL_NUMBER);
    strcpy(text + 1233, "万元");
    assert_string_equal(describe(f, parse(f, text)), "unreadable limit");
    memset(text, '0', LONG);
    strcpy(text + LONG, "12家");
    assert_string_equal(describe(f, parse(f, text)), "12 家 /0");
    text[1] = '.';
    assert_string_equal(describe(f, parse(f, text)), "unreadable limit");
}

/* Each shape of ten megabytes is read in one pass; a quadratic reader would not end within any test's patience. Only
 * zeros are a number: 0. */
static void enormous_cells_take_linear_time(void **state)
{
    static const char *const pieces[] = {"9", "0", " ", "-", "—", "\n", "1,", "A ", "标 ", "标:", "标\n1", "标≥", "\\", "$",
                                         "标 约 ", "\xE2\x80\x8B", "\x80", "年", "1.", "以上"};
    enum { LARGE = 10 * 1000 * 1000 };
    struct fixture *f = *state;
    char *text = malloc(LARGE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t length = strlen(pieces[i]), filled = 0;
        for (; filled + length <= LARGE; filled += length)
            memcpy(text + filled, pieces[i], length);
        cell_parse(&f->arena, &f->cell, text, filled);
        assert_int_equal(f->cell.kind == CELL_NUMBER, strcmp(pieces[i], "0") == 0);
        arena_free(&f->arena);
    }
    free(text);
}

/* Cells of random grammar pieces: nothing may crash, and the cleaned text must come out again the same. */
static void random_cells_are_survived(void **state)
{
    static const char *const pieces[] = {
        "1", "23", "456", ",", "，", ".", "-", "—", "≥", "<", "约", "余", "以上", "左右", "万", "元", "%", "个", "月", "年",
        "日", "前", "底", "2024", "12", " ", "　", "\n", "$", "\\geq", "\\%", "：", "标", "(含)", "\xE2\x80\x8B",
        "\xFF", "\xE8", "/",
    };
    struct fixture *f = *state;
    unsigned seed = 20241231;
    for (int round = 0; round < 60000; round++) {
        char text[128];
        size_t length = 0;
        seed = seed * 1664525u + 1013904223u;
        for (unsigned n = (seed >> 16) % 9; n; n--) {
            seed = seed * 1664525u + 1013904223u;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
        }
        char *exact = malloc(length ? length : 1);
        assert_non_null(exact);
        memcpy(exact, text, length);
        cell_parse(&f->arena, &f->cell, exact, length);
        free(exact);
        enum cell_kind kind = f->cell.kind;
        assert_true(f->cell.label == NULL || (f->cell.label == f->cell.text && f->cell.label_length < f->cell.length));
        assert_true((kind == CELL_NUMBER || kind == CELL_DATE || kind == CELL_TEXT) == (f->cell.reason == REASON_OK));
        char copy[128];
        size_t copied = f->cell.length;
        assert_true(copied <= length);
        memcpy(copy, f->cell.text, copied);
        cell_parse(&f->arena, &f->cell, copy, copied);
        assert_int_equal(f->cell.length, copied);
        assert_memory_equal(f->cell.text, copy, copied);
        arena_free(&f->arena);
    }
}

static void plain_decimals_need_no_gmp(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int scale;
        bool plain;
        int64_t value;
        int digits;
    } rows[] = {
        {"-12345.67", 2, true, -1234567, 2}, {"12345.67", 4, true, 123456700, 2}, {"0", 2, true, 0, 0},
        {"-0.00", 2, true, 0, 2}, {"12.340", 2, true, 1234, 3}, {"12.345", 2, false, 0, 0}, {"00012", 0, true, 12, 0},
        {"100", -2, true, 1, 0}, {"150", -2, false, 0, 0}, {"999999999999999999", 0, true, 999999999999999999, 0},
        {"999999999999999999", 1, false, 0, 0}, {"922337203685477580", 1, true, 9223372036854775800, 0},
        {"922337203685477581", 1, false, 0, 0}, {"-922337203685477580", 1, true, -9223372036854775800, 0},
        {"1", 18, true, 1000000000000000000, 0}, {"1", 19, false, 0, 0}, {"0", 1000, true, 0, 0},
        {"0", -1000, true, 0, 0}, {"1", -1000, false, 0, 0}, {"", 0, false, 0, 0}, {"-", 0, false, 0, 0},
        {".5", 2, false, 0, 0}, {"5.", 2, false, 0, 0}, {"+5", 2, false, 0, 0}, {"1,000", 2, false, 0, 0},
        {"1e3", 2, false, 0, 0}, {" 1", 2, false, 0, 0}, {"1 ", 2, false, 0, 0}, {"1.2.3", 2, false, 0, 0},
        {"--1", 2, false, 0, 0}, {"84%", 2, false, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t value = -1;
        int digits = -1;
        bool plain = cell_plain_fixed(rows[i].text, strlen(rows[i].text), rows[i].scale, &value, &digits);
        assert_int_equal(plain, rows[i].plain);
        if (rows[i].plain) {
            assert_int_equal(value, rows[i].value);
            assert_int_equal(digits, rows[i].digits);
        }
    }
}

/* The fast path and the grammar give the same number. */
static void plain_and_parsed_agree(void **state)
{
    struct fixture *f = *state;
    unsigned seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[40];
        seed = seed * 1664525u + 1013904223u;
        unsigned long whole = seed >> 8;
        seed = seed * 1664525u + 1013904223u;
        int decimals = (int)(seed >> 28) % 5;
        if (decimals)
            snprintf(text, sizeof text, "%s%lu.%0*u", seed & 4096 ? "-" : "", whole, decimals, (seed >> 13) % 10u);
        else
            snprintf(text, sizeof text, "%s%lu", seed & 4096 ? "-" : "", whole);
        int scale = (int)(seed >> 20) % 8 - 2, digits = 0;
        int64_t plain = 0, fixed = 0;
        bool is_plain = cell_plain_fixed(text, strlen(text), scale, &plain, &digits);
        struct cell *c = parse(f, text);
        assert_int_equal(c->kind, CELL_NUMBER);
        assert_int_equal(number_to_fixed(c->number, scale, &fixed), is_plain);
        if (is_plain) {
            assert_int_equal(plain, fixed);
            assert_int_equal(digits, c->digits);
        }
    }
}

static void every_day_of_the_calendar_goes_both_ways(void **state)
{
    (void)state;
    int32_t days, expected;
    assert_true(cell_days_from_civil(1970, 1, 1, &days));
    assert_int_equal(days, 0);
    assert_true(cell_days_from_civil(2024, 12, 31, &days));
    assert_int_equal(days, 20088);
    assert_true(cell_days_from_civil(1, 1, 1, &expected));
    assert_int_equal(expected, -719162);
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; cell_days_from_civil(year, month, day, &days); day++) {
                int y, m, d;
                assert_true(days == expected++);
                cell_civil_from_days(days, &y, &m, &d);
                assert_true(y == year && m == month && d == day);
            }
        }
    }
    assert_int_equal(expected, 2932897);
    static const int none[][3] = {{0, 1, 1}, {10000, 1, 1}, {2024, 0, 1}, {2024, 13, 1}, {2024, 1, 0},
                                  {2023, 2, 29}, {1900, 2, 29}, {2024, 4, 31}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(cell_days_from_civil(none[i][0], none[i][1], none[i][2], &days));
}

/* Every allocation of the parse fails once; nothing leaks (the sanitizer looks) and the cell can be used again. */
static void a_parse_survives_every_allocation_failing(void **state)
{
    (void)state;
    struct cell cell;
    cell_init(&cell);
    static char text[2000];
    memset(text, 'x', sizeof text);
    memcpy(text, "7.496,5", 7);
    for (size_t limit = 1; limit < 20000; limit += 61) {
        static const size_t lengths[] = {7, sizeof text};
        for (size_t i = 0; i < 2; i++) {
            struct arena a;
            jmp_buf boundary;
            arena_init(&a, NULL, limit);
            a.boundary = &boundary;
            if (setjmp(boundary) == 0)
                cell_parse(&a, &cell, text, lengths[i]);
            else
                assert_int_equal(a.failure, HENG_LIMIT);
            arena_free(&a);
        }
    }
    cell_clear(&cell);
}

#define CELL_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CELL_TEST(blanks_and_words_for_nothing_are_missing), CELL_TEST(numbers_keep_their_unit_and_printed_digits),
        CELL_TEST(relations_and_approximations_are_kept),    CELL_TEST(labels_stand_apart_from_the_number),
        CELL_TEST(dates_are_days),                           CELL_TEST(damage_is_reported_and_nothing_is_guessed),
        CELL_TEST(numbers_out_of_limits_are_refused),        CELL_TEST(enormous_cells_take_linear_time),
        CELL_TEST(random_cells_are_survived),                CELL_TEST(plain_decimals_need_no_gmp),
        CELL_TEST(plain_and_parsed_agree),                   CELL_TEST(every_day_of_the_calendar_goes_both_ways),
        CELL_TEST(a_parse_survives_every_allocation_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
