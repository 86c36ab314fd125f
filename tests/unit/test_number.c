/* test_number.c - exact numbers: reading, rounding in every mode, printing, and the limits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/number.h"

static struct arena arena;
static jmp_buf boundary;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena, NULL, 0);
    arena.boundary = &boundary;
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* "3/4" or a decimal */
static void set(mpq_t q, const char *text)
{
    int digits;
    bool too_large;
    if (number_read(text, strlen(text), q, &digits, &too_large))
        return;
    assert_int_equal(mpq_set_str(q, text, 10), 0);
    mpq_canonicalize(q);
}

static void decimals_are_read_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text, *exact; /* exact NULL: not a number */
        int digits;
    } rows[] = {
        {"0", "0", 0}, {"-0", "0", 0}, {"12.340", "617/50", 3}, {"-12.340", "-617/50", 3}, {"+5", "5", 0},
        {"00.33", "33/100", 2}, {"1e3", "1000", -3}, {"1.5e3", "1500", -2}, {"1.5E-2", "3/200", 3},
        {"1e+2", "100", -2}, {"0e5", "0", -5}, {"0.00", "0", 2}, {"9223372036854775808", "9223372036854775808", 0},
        {"1e0000000000000000000000001", "10", -1}, {"", NULL, 0}, {"-", NULL, 0}, {".5", NULL, 0}, {"5.", NULL, 0},
        {"1e", NULL, 0}, {"1e+", NULL, 0}, {"1,000", NULL, 0}, {" 1", NULL, 0}, {"1 ", NULL, 0}, {"0x10", NULL, 0},
        {"1.2.3", NULL, 0}, {"--1", NULL, 0}, {"1e1.5", NULL, 0}, {"nan", NULL, 0},
    };
    mpq_t q;
    mpq_init(q);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int digits = 99;
        bool too_large = true;
        bool read = number_read(rows[i].text, strlen(rows[i].text), q, &digits, &too_large);
        assert_int_equal(read, rows[i].exact != NULL);
        assert_false(too_large);
        if (read) {
            assert_string_equal(number_print_exact(&arena, q), rows[i].exact);
            assert_int_equal(digits, rows[i].digits);
        }
    }
    mpq_clear(q);
}

static bool reads(const char *text, size_t length, bool *too_large)
{
    mpq_t q;
    int digits;
    mpq_init(q);
    bool read = number_read(text, length, q, &digits, too_large);
    mpq_clear(q);
    return read;
}

static void numbers_beyond_the_limit_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {"1e1234", "1e-1234", "9e1233", "0e99999", "1e99999999999999999999999",
                                          "1e-99999999999999999999999"};
    static const char *const accepted[] = {"1e1233", "1e-1233", "-1e1233", "0e1233"};
    bool too_large;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_false(reads(refused[i], strlen(refused[i]), &too_large));
        assert_true(too_large);
    }
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        assert_true(reads(accepted[i], strlen(accepted[i]), &too_large));

    enum { LONG = 5000 };
    char text[LONG + 2];
    memset(text, '9', LONG);
    assert_false(reads(text, LONG, &too_large));
    assert_true(too_large);
    assert_true(reads(text, 1233, &too_large));
    assert_false(reads(text, 1234, &too_large));
    memset(text, '0', LONG);
    text[LONG] = '7';
    assert_true(reads(text, LONG + 1, &too_large));
    text[1] = '.';
    assert_false(reads(text, LONG + 1, &too_large));
    assert_true(too_large);

    mpq_t q;
    mpq_init(q);
    mpz_ui_pow_ui(mpq_numref(q), 2, NUMBER_LIMIT_BITS);
    assert_false(number_in_limits(q));
    mpz_sub_ui(mpq_numref(q), mpq_numref(q), 1);
    assert_true(number_in_limits(q));
    mpq_inv(q, q);
    assert_true(number_in_limits(q));
    mpq_set_ui(q, 1, 3);
    number_scale(q, q, 1000000000L);
    assert_false(number_in_limits(q));
    mpq_set_ui(q, 1, 3);
    number_scale(q, q, -1000000000L);
    assert_false(number_in_limits(q));
    mpq_set_ui(q, 0, 1);
    number_scale(q, q, 1000000000L);
    assert_true(number_in_limits(q));
    mpq_clear(q);
}

static void each_mode_rounds_as_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        long digits;
        const char *half_away, *half_even, *toward, *away, *up, *down;
    } rows[] = {
        {"2.5", 0, "3", "2", "2", "3", "3", "2"},
        {"3.5", 0, "4", "4", "3", "4", "4", "3"},
        {"-2.5", 0, "-3", "-2", "-2", "-3", "-2", "-3"},
        {"-3.5", 0, "-4", "-4", "-3", "-4", "-3", "-4"},
        {"0.5", 0, "1", "0", "0", "1", "1", "0"},
        {"-0.5", 0, "-1", "0", "0", "-1", "0", "-1"},
        {"0.4", 0, "0", "0", "0", "1", "1", "0"},
        {"-0.4", 0, "0", "0", "0", "-1", "0", "-1"},
        {"2.675", 2, "2.68", "2.68", "2.67", "2.68", "2.68", "2.67"},
        {"2.665", 2, "2.67", "2.66", "2.66", "2.67", "2.67", "2.66"},
        {"-2.665", 2, "-2.67", "-2.66", "-2.66", "-2.67", "-2.66", "-2.67"},
        {"8.53459", 2, "8.53", "8.53", "8.53", "8.54", "8.54", "8.53"},
        {"2.50000000001", 0, "3", "3", "2", "3", "3", "2"},
        {"571840/63171", 2, "9.05", "9.05", "9.05", "9.06", "9.06", "9.05"},
        {"571840/63171", 1, "9.1", "9.1", "9", "9.1", "9.1", "9"},
        {"571840/63171", 0, "9", "9", "9", "10", "10", "9"},
        {"1/3", 2, "0.33", "0.33", "0.33", "0.34", "0.34", "0.33"},
        {"-1/3", 2, "-0.33", "-0.33", "-0.33", "-0.34", "-0.33", "-0.34"},
        {"0.005", 2, "0.01", "0", "0", "0.01", "0.01", "0"},
        {"150", -2, "200", "200", "100", "200", "200", "100"},
        {"250", -2, "300", "200", "200", "300", "300", "200"},
        {"-250", -2, "-300", "-200", "-200", "-300", "-200", "-300"},
        {"49.999", -2, "0", "0", "0", "100", "100", "0"},
        {"7", 3, "7", "7", "7", "7", "7", "7"},
        {"0.25", 1000000000L, "0.25", "0.25", "0.25", "0.25", "0.25", "0.25"},
        {"12345", -1000000000L, "0", "0", "0", NULL, NULL, "0"},
        {"1/3", 1000000000L, NULL, NULL, NULL, NULL, NULL, NULL},
    };
    mpq_t from, to;
    mpq_inits(from, to, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *expected[] = {rows[i].half_away, rows[i].half_even, rows[i].toward,
                                  rows[i].away,      rows[i].up,        rows[i].down};
        for (int mode = NUMBER_HALF_AWAY; mode <= NUMBER_DOWN; mode++) {
            set(from, rows[i].from);
            number_round(to, from, rows[i].digits, (enum number_rounding)mode);
            number_round(from, from, rows[i].digits, (enum number_rounding)mode);
            assert_true(mpq_equal(from, to));
            assert_int_equal(number_in_limits(to), expected[mode] != NULL);
            bool approximate;
            if (expected[mode])
                assert_string_equal(number_print(&arena, to, &approximate), expected[mode]);
        }
    }
    mpq_clears(from, to, NULL);
}

/* GB/T 8170: rounding to half and fifth units is rounding of the multiple. */
static void intervals_follow_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        unsigned long multiple;
        long digits;
        const char *expected;
    } rows[] = {
        {"60.25", 2, 0, "60"}, {"60.38", 2, 0, "60.5"}, {"60.28", 2, 0, "60.5"}, {"-60.75", 2, 0, "-61"},
        {"830", 5, -2, "840"}, {"842", 5, -2, "840"}, {"832", 5, -2, "840"}, {"-930", 5, -2, "-920"},
    };
    mpq_t q, multiple;
    mpq_inits(q, multiple, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        set(q, rows[i].from);
        mpq_set_ui(multiple, rows[i].multiple, 1);
        mpq_mul(q, q, multiple);
        number_round(q, q, rows[i].digits, NUMBER_HALF_EVEN);
        mpq_div(q, q, multiple);
        bool approximate;
        assert_string_equal(number_print(&arena, q, &approximate), rows[i].expected);
    }
    mpq_clears(q, multiple, NULL);
}

static void a_product_with_a_third_is_rounded_from_its_exact_value(void **state)
{
    (void)state;
    mpq_t q, factor;
    mpq_inits(q, factor, NULL);
    set(q, "1/3");
    set(factor, "0.015");
    mpq_mul(q, q, factor);
    number_round(q, q, 2, NUMBER_HALF_AWAY);
    bool approximate;
    assert_string_equal(number_print(&arena, q, &approximate), "0.01");
    mpq_clears(q, factor, NULL);
}

static void fixed_lanes_hold_what_fits(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int scale;
        bool fits;
        int64_t fixed;
    } rows[] = {
        {"9223372036854775807", 0, true, INT64_MAX},
        {"9223372036854775808", 0, false, 0},
        {"-9223372036854775808", 0, true, INT64_MIN},
        {"-9223372036854775809", 0, false, 0},
        {"92233720368547758.07", 2, true, INT64_MAX},
        {"-92233720368547758.08", 2, true, INT64_MIN},
        {"92233720368547758.08", 2, false, 0},
        {"3675.76", 2, true, 367576},
        {"3675.76", 1, false, 0},
        {"1/3", 18, false, 0},
        {"1/1024", 10, true, 9765625},
        {"1/1024", 9, false, 0},
        {"0", 1000, true, 0},
        {"0", -1000, true, 0},
        {"1", 18, true, 1000000000000000000},
        {"1", 19, false, 0},
        {"0.1", 19, true, 1000000000000000000},
        {"1e-30", 30, true, 1},
        {"1e-30", 48, true, 1000000000000000000},
        {"100", -2, true, 1},
        {"150", -2, false, 0},
        {"-5e20", -20, true, -5},
        {"1e30", -12, true, 1000000000000000000},
        {"1", 2000000000, false, 0},
        {"1", -2000000000, false, 0},
    };
    mpq_t q;
    mpq_init(q);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t fixed = 0;
        set(q, rows[i].value);
        assert_int_equal(number_to_fixed(q, rows[i].scale, &fixed), rows[i].fits);
        if (rows[i].fits)
            assert_int_equal(fixed, rows[i].fixed);
    }
    mpq_clear(q);
}

static void numbers_print_for_people_and_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *value, *whole;
        bool approximate;
        const char *shown, *exact;
    } rows[] = {
        {"571840/63171", "9.05225499042", true, "9.0522…", "571840/63171"},
        {"1/3", "0.333333333333", true, "0.3333…", "1/3"},
        {"-1/3", "-0.333333333333", true, "-0.3333…", "-1/3"},
        {"2/3", "0.666666666666", true, "0.6666…", "2/3"},
        {"1/30000", "0.0000333333333333", true, "0.00003333…", "1/30000"},
        {"-1/30000", "-0.0000333333333333", true, "-0.00003333…", "-1/30000"},
        {"1/3000", "0.000333333333333", true, "0.0003…", "1/3000"},
        {"100/3", "33.3333333333", true, "33.3333…", "100/3"},
        {"300001/3000", "100.000333333", true, "100.0003…", "300001/3000"},
        {"3000000001/30000000", "100.000000033", true, "100.0000…", "3000000001/30000000"},
        {"10000000000000000/3", "3333333333333333", true, "3333333333333333.3333…", "10000000000000000/3"},
        {"28157/300", "93.8566666666", true, "93.8566…", "28157/300"},
        {"999999999999999/7", "142857142857142", true, "142857142857142.7142…", "999999999999999/7"},
        {"99999/7", "14285.5714285", true, "14285.5714…", "99999/7"},
        {"1/7", "0.142857142857", true, "0.1428…", "1/7"},
        {"9.05", "9.05", false, "9.05", "181/20"},
        {"100", "100", false, "100", "100"},
        {"-0.5", "-0.5", false, "-0.5", "-1/2"},
        {"0", "0", false, "0", "0"},
        {"1/1024", "0.0009765625", false, "0.0009765625", "1/1024"},
        {"1/3125", "0.00032", false, "0.00032", "1/3125"},
        {"1e20", "100000000000000000000", false, "100000000000000000000", "100000000000000000000"},
        {"-12345.678", "-12345.678", false, "-12345.678", "-6172839/500"},
    };
    mpq_t q;
    mpq_init(q);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool approximate;
        set(q, rows[i].value);
        assert_string_equal(number_print(&arena, q, &approximate), rows[i].whole);
        assert_int_equal(approximate, rows[i].approximate);
        assert_string_equal(number_print_short(&arena, q), rows[i].shown);
        assert_string_equal(number_print_exact(&arena, q), rows[i].exact);
    }
    set(q, "9.05");
    assert_string_equal(number_print_fixed(&arena, q, 2), "9.05");
    assert_string_equal(number_print_fixed(&arena, q, 4), "9.0500");
    set(q, "0");
    assert_string_equal(number_print_fixed(&arena, q, 2), "0.00");
    set(q, "-0.07");
    assert_string_equal(number_print_fixed(&arena, q, 2), "-0.07");
    set(q, "12000");
    assert_string_equal(number_print_fixed(&arena, q, -3), "12000");
    mpq_clear(q);
}

/* What is printed is read back the same, near powers of ten above all, where digit counts change. */
static void printed_decimals_read_back(void **state)
{
    (void)state;
    mpq_t q, back;
    mpq_inits(q, back, NULL);
    for (int power = -40; power <= 40; power++) {
        for (int d = -1; d <= 1; d++) {
            mpq_set_si(q, 1, 1);
            number_scale(q, q, power < 0 ? -power : power);
            mpq_set_si(back, d, 1);
            mpq_add(q, q, back);
            if (power < 0 && mpq_sgn(q))
                number_scale(q, q, 2 * power);
            bool approximate;
            const char *text = number_print(&arena, q, &approximate);
            assert_false(approximate);
            set(back, text);
            assert_true(mpq_equal(q, back));
            mpq_set_ui(back, 7, 1);
            mpq_div(q, q, back);
            text = number_print(&arena, q, &approximate);
            set(back, text);
            mpq_sub(back, q, back);
            if (mpq_sgn(q) && approximate) {
                mpq_div(back, back, q);
                assert_true(mpq_sgn(back) >= 0);
                assert_true(mpq_cmp_ui(back, 1, 100000000000) < 0);
            }
        }
    }
    mpq_clears(q, back, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_exactly),
        cmocka_unit_test(numbers_beyond_the_limit_are_refused),
        cmocka_unit_test(each_mode_rounds_as_it_says),
        cmocka_unit_test(intervals_follow_the_standard),
        cmocka_unit_test(a_product_with_a_third_is_rounded_from_its_exact_value),
        cmocka_unit_test(fixed_lanes_hold_what_fits),
        cmocka_unit_test(numbers_print_for_people_and_exactly),
        cmocka_unit_test(printed_decimals_read_back),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
