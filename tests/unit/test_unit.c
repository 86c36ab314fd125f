/* test_unit.c - units, reasons and text: their tables and their folding. */
#include <stdarg.h>
#include <stddef.h>
#include <limits.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/reason.h"
#include "runtime/text.h"
#include "runtime/unit.h"

static int find(const char *name)
{
    return unit_find(name, strlen(name));
}

static void every_row_is_found_by_both_names(void **state)
{
    (void)state;
    for (int i = 0; i < unit_count(); i++) {
        const struct unit *u = unit_at(i);
        assert_int_equal(find(u->zh), i);
        assert_int_equal(find(u->en), i);
        assert_string_equal(unit_name(i, false), u->zh);
        assert_string_equal(unit_name(i, true), u->en);
        assert_true(u->dimension < DIMENSION_COUNT);
        char folded[64];
        size_t length = text_fold(u->zh, u->zh_length, folded);
        assert_int_equal(length, u->zh_length);
        assert_memory_equal(folded, u->zh, length);
    }
    assert_string_equal(unit_name(UNIT_NONE, false), "");
    assert_int_equal(find(""), UNIT_NONE);
    assert_int_equal(find("万"), UNIT_NONE);
    assert_int_equal(unit_find("万元人", strlen("万元")), find("万元"));
}

static void powers_and_precisions_are_as_printed_in_reports(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum dimension dimension;
        int power;
        enum unit_precision precision;
        enum unit_kind kind;
    } rows[] = {
        {"元", DIMENSION_MONEY, 0, UNIT_HUNDREDTH, UNIT_PLAIN},
        {"万元", DIMENSION_MONEY, 4, UNIT_HUNDREDTH, UNIT_PLAIN},
        {"yi_yuan", DIMENSION_MONEY, 8, UNIT_PRINTED, UNIT_PLAIN},
        {"%", DIMENSION_RATIO, -2, UNIT_PRINTED, UNIT_PLAIN},
        {"个百分点", DIMENSION_RATIO, -2, UNIT_PRINTED, UNIT_POINT},
        {"pp", DIMENSION_RATIO, -2, UNIT_PRINTED, UNIT_POINT}, {"‰", DIMENSION_RATIO, -3, UNIT_PRINTED, UNIT_PLAIN},
        {"分", DIMENSION_SCORE, 0, UNIT_EXACT, UNIT_PLAIN}, {"人", DIMENSION_PERSON, 0, UNIT_EXACT, UNIT_PLAIN},
        {"万人次", DIMENSION_PERSON_TIME, 4, UNIT_PRINTED, UNIT_PLAIN},
        {"万户", DIMENSION_HOUSEHOLD, 4, UNIT_PRINTED, UNIT_PLAIN},
        {"亿度", DIMENSION_ELECTRICITY, 8, UNIT_PRINTED, UNIT_PLAIN},
        {"平方米", DIMENSION_AREA, 0, UNIT_PRINTED, UNIT_PLAIN},
        {"吨", DIMENSION_WEIGHT, 3, UNIT_PRINTED, UNIT_PLAIN}, {"日", DIMENSION_DAYS, 0, UNIT_EXACT, UNIT_CALENDAR},
        {"公里", DIMENSION_LENGTH, 3, UNIT_PRINTED, UNIT_PLAIN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int index = find(rows[i].name);
        assert_int_not_equal(index, UNIT_NONE);
        assert_int_equal(unit_at(index)->dimension, rows[i].dimension);
        assert_int_equal(unit_at(index)->power, rows[i].power);
        assert_int_equal(unit_at(index)->precision, rows[i].precision);
        assert_int_equal(unit_at(index)->kind, rows[i].kind);
    }
}

static void counting_words_are_told_from_measures(void **state)
{
    (void)state;
    assert_true(unit_is_classifier(DIMENSION_FIRM));
    assert_true(unit_is_classifier(DIMENSION_PERSON));
    assert_false(unit_is_classifier(DIMENSION_MONEY));
    assert_false(unit_is_classifier(DIMENSION_SCORE));
    assert_true(unit_comparable(find("元"), find("亿元")));
    assert_true(unit_comparable(find("%"), UNIT_NONE));
    assert_false(unit_comparable(find("家"), find("个")));
    assert_false(unit_comparable(find("人"), find("名")));
    assert_false(unit_comparable(find("万元"), UNIT_NONE));
    assert_string_equal(unit_dimension_name(DIMENSION_MONEY, false), "金额");
    assert_string_equal(unit_dimension_name(DIMENSION_FIRM, false), "家");
    assert_string_equal(unit_dimension_name(DIMENSION_FIRM, true), "firm");
}

static void reasons_are_ordered_by_class(void **state)
{
    (void)state;
    assert_int_equal(reason_class_of(REASON_OK), REASON_CLASS_NONE);
    assert_int_equal(reason_class_of(255), REASON_CLASS_NONE);
    assert_string_equal(reason_code(REASON_DIVISION), "division");
    assert_string_equal(reason_text(REASON_BLANK, 0), "空白");
    assert_string_equal(reason_text(REASON_BLANK, 1), "blank");
    assert_string_equal(reason_code(255), "");
    static const int dominance[] = {[REASON_CLASS_NONE] = 0, [REASON_CLASS_ERROR] = 1, [REASON_CLASS_NA] = 2, [REASON_CLASS_MISSING] = 3};
    for (int i = 1; i < REASON_COUNT; i++) {
        assert_true(dominance[reason_class_of((uint8_t)(i - 1))] <= dominance[reason_class_of((uint8_t)i)]);
        assert_true(strlen(reason_code((uint8_t)i)) > 0);
    }
}

static void invalid_utf8_is_located(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length, offset;
    } rows[] = {
        {"", 0, SIZE_MAX},
        {"衡 rule 0123456789", 19, SIZE_MAX},
        {"a\0b", 3, SIZE_MAX},
        {"12345678\xFF", 9, 8},
        {"\xE8\xA1", 2, 0},
        {"ab\xC0\x80", 4, 2},
        {"ab\xED\xA0\x80", 5, 2},
        {"\xF4\x90\x80\x80", 4, 0},
        {"\xF0\x9F\x98\x80\x80", 5, 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(text_invalid_utf8(rows[i].text, rows[i].length), rows[i].offset);
}

static void full_width_folds_and_width_is_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
        size_t width;
    } rows[] = {
        {"abc", "abc", 3},   {"（１２．５％）", "(12.5%)", 14}, {"≧90≤", ">=90<=", 4}, {"a　b", "a b", 4},
        {"×÷−–", "*/--", 4}, {"万元", "万元", 4},              {"é", "é", 1},         {"e\xCC\x81", "e\xCC\x81", 1},
        {"\xFF", "\xFF", 1}, {"\xE2\x80\x8B", "\xE2\x80\x8B", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char folded[64];
        size_t length = text_fold(rows[i].text, strlen(rows[i].text), folded);
        assert_int_equal(length, strlen(rows[i].folded));
        assert_memory_equal(folded, rows[i].folded, length);
        assert_int_equal(text_width(rows[i].text, strlen(rows[i].text)), rows[i].width);
    }
}

static void names_are_near_by_a_third(void **state)
{
    (void)state;
    static const struct {
        const char *written, *name;
        unsigned distance, near;
    } rows[] = {
        {"年初预算", "年初预算数", 1, 1},       {"预算年初数", "年初预算数", 4, UINT_MAX}, {"执率行", "执行率", 1, 1},
        {"执行率", "执行率", 0, 0},             {"甲", "乙", 1, UINT_MAX},                 {"甲", "甲乙", 1, 1},
        {"指标", "指标得分合计", 4, 1},         {"abcdef", "abdcxf", 2, 2},                {"abcde", "xycde", 2, UINT_MAX},
        {"", "甲", 1, UINT_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *a = rows[i].written, *b = rows[i].name;
        assert_int_equal(text_distance(a, strlen(a), b, strlen(b)), rows[i].distance);
        assert_int_equal(text_near(a, strlen(a), b, strlen(b)), rows[i].near);
    }
    char endless[66];
    memset(endless, 'x', sizeof endless);
    assert_int_equal(text_distance(endless, 64, endless, 64), 0);
    assert_int_equal(text_distance(endless, 65, endless, 64), UINT_MAX);
    assert_int_equal(text_near(endless, 64, endless, 65), UINT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found_by_both_names),
        cmocka_unit_test(powers_and_precisions_are_as_printed_in_reports),
        cmocka_unit_test(counting_words_are_told_from_measures),
        cmocka_unit_test(reasons_are_ordered_by_class),
        cmocka_unit_test(invalid_utf8_is_located),
        cmocka_unit_test(names_are_near_by_a_third),
        cmocka_unit_test(full_width_folds_and_width_is_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
