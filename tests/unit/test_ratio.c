/* test_ratio.c - fractions that know when they do not fit. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "dsl/ratio.h"

static void is(struct ratio a, int64_t n, int64_t d)
{
    assert_int_equal(a.n, n);
    assert_int_equal(a.d, d);
}

static void results_are_in_lowest_terms(void **state)
{
    (void)state;
    is(ratio_of(6, 4), 3, 2);
    is(ratio_of(0, 7), 0, 1);
    is(ratio_add(ratio_of(1, 6), ratio_of(1, 3)), 1, 2);
    is(ratio_subtract(ratio_of(1, 2), ratio_of(1, 2)), 0, 1);
    is(ratio_multiply(ratio_of(-2, 3), ratio_of(3, 4)), -1, 2);
    is(ratio_divide(ratio_of(1, 2), ratio_of(-3, 4)), -2, 3);
    is(ratio_negate(ratio_of(5, 3)), -5, 3);
}

static void what_does_not_fit_is_infinite(void **state)
{
    (void)state;
    struct ratio most = ratio_of(INT64_MAX, 1), least = ratio_of(1, INT64_MAX);
    assert_false(ratio_finite(ratio_infinite()));
    assert_false(ratio_finite(ratio_add(most, ratio_of(1, 1))));
    assert_false(ratio_finite(ratio_multiply(most, ratio_of(2, 1))));
    assert_false(ratio_finite(ratio_divide(least, ratio_of(2, 1))));
    assert_false(ratio_finite(ratio_divide(most, least)));
    assert_false(ratio_finite(ratio_add(ratio_infinite(), most)));
    assert_false(ratio_finite(ratio_divide(ratio_of(1, 1), ratio_of(0, 1))));
    assert_false(ratio_finite(ratio_of(INT64_MIN, 1)));
    is(ratio_multiply(most, least), 1, 1);
    is(ratio_subtract(most, most), 0, 1);
}

static void order_is_exact(void **state)
{
    (void)state;
    assert_true(ratio_compare(ratio_of(1, 3), ratio_of(333333333, 1000000000)) > 0);
    assert_true(ratio_compare(ratio_of(INT64_MAX, INT64_MAX - 1), ratio_of(INT64_MAX - 1, INT64_MAX - 2)) < 0);
    assert_int_equal(ratio_compare(ratio_of(2, 4), ratio_of(1, 2)), 0);
    assert_true(ratio_compare(ratio_of(-1, 2), ratio_of(-1, 3)) < 0);
}

static void roundings_are_those_of_the_language(void **state)
{
    (void)state;
    static const struct { int64_t n, d; int scale; enum number_rounding mode; int64_t rn, rd; } rows[] = {
        {2675, 1000, 2, NUMBER_HALF_AWAY, 67, 25},  {2665, 1000, 2, NUMBER_HALF_EVEN, 133, 50}, {-2675, 1000, 2, NUMBER_HALF_AWAY, -67, 25},
        {-2679, 1000, 2, NUMBER_TOWARD, -267, 100}, {-2671, 1000, 2, NUMBER_AWAY, -67, 25},     {-2679, 1000, 2, NUMBER_UP, -267, 100},
        {-2671, 1000, 2, NUMBER_DOWN, -67, 25},     {15, 1, -1, NUMBER_HALF_EVEN, 20, 1},       {25, 1, -1, NUMBER_HALF_EVEN, 20, 1},
        {1, 3, 0, NUMBER_UP, 1, 1},                 {-1, 3, 0, NUMBER_DOWN, -1, 1},             {-1, 2, 0, NUMBER_HALF_EVEN, 0, 1},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        is(ratio_round(ratio_of(rows[k].n, rows[k].d), rows[k].scale, rows[k].mode), rows[k].rn, rows[k].rd);
    }
    assert_false(ratio_finite(ratio_round(ratio_of(INT64_MAX, 1), 2, NUMBER_UP)));
    assert_false(ratio_finite(ratio_round(ratio_of(1, 1), 30, NUMBER_UP)));
}

static void texts_are_decimals_where_they_can_be(void **state)
{
    (void)state;
    static const struct { int64_t n, d; int power; const char *text; } rows[] = {
        {25, 2, 0, "12.5"}, {-1, 8, 0, "-0.125"}, {7, 3, 0, "7/3"}, {0, 1, 0, "0"}, {125, 100, -2, "125"}, {50000, 1, 4, "5"}, {-3, 1, 0, "-3"},
    };
    struct arena a;
    jmp_buf boundary;
    arena_init(&a, NULL, 0);
    if (setjmp(boundary)) fail();
    a.boundary = &boundary;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        assert_string_equal(ratio_text(&a, ratio_of(rows[k].n, rows[k].d), rows[k].power), rows[k].text);
    }
    assert_string_equal(ratio_text(&a, ratio_infinite(), 0), "∞");
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_in_lowest_terms),        cmocka_unit_test(what_does_not_fit_is_infinite),
        cmocka_unit_test(order_is_exact),                     cmocka_unit_test(roundings_are_those_of_the_language),
        cmocka_unit_test(texts_are_decimals_where_they_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
