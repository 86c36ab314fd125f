/* test_csv.c - CSV texts and columns of a host: quotes, line ends, plain decimals against the cell grammar, blocks, and each mistake. */
#include "hand_program.h"

#include "runtime/csv.h"
#include "runtime/host.h"

enum { ITEMS, NAME, BUDGET, SPENT, RATE, POINT };

static void open_program(struct hand *h)
{
    hand_open(h);
    uint16_t items = hand_table(h, "指标", 0);
    hand_field(h, "名称", 0, FIELD_TEXT, 0, "");
    struct program_field *budget = hand_field(h, "自评表.年初预算数", 0, FIELD_NUMBER, -2, "万元");
    budget->precision = PRECISION_DECIMALS;
    budget->decimals = 2;
    struct program_field *spent = hand_field(h, "自评表.全年执行数", 0, FIELD_NUMBER, 2, "");
    spent->blank_is_value = true;
    mpq_init(spent->blank);
    hand_field(h, "执行率", 0, FIELD_NUMBER, 4, "%");
    hand_field(h, "指标.分值", items, FIELD_NUMBER, 2, "分");
}

static heng_status add(struct data_builder *b, const char *text)
{
    return data_add_csv(b, "data.csv", text, strlen(text));
}

/* ---- one number, read three ways ---- */

struct number_row {
    const char *text, *expected; /* in a field of scale 4 in % */
};

static const struct number_row numbers[] = {
    {"84", "8400 d2"},
    {"84.5", "8450 d3"},
    {"84.55", "8455 d4"},
    {"-84.55", "-8455 d4"},
    {"0", "0 d2"},
    {"-0", "0 d2"},
    {"0.00", "0 d4"},
    {"00.33", "33 d4"},
    {"123456789012.34", "12345678901234 d4"},
    {"1234567890123.45", "123456789012345 d4"},
    {"-12345678901.23", "-1234567890123 d4"},
    {"84.555", "wide 16911/20000 d5"},
    {"123456789012345678901", "wide 123456789012345678901/100 d2"},
    {"", "blank"},
    {" ", "blank"},
    {"84%", "8400 d2"},
    {" 84 ", "8400 d2"},
    {"+84", "8400 d2"},
    {"９０", "9000 d2"},
    {"\"84.5\"", "8450 d3"},
    {"\"1,084.5\"", "108450 d3"},
    {"84元", "wrong_unit"},
    {"≥84", "bound"},
    {"——", "dash"},
    {"-", "dash"},
    {"/", "slash"},
    {".", "not_a_number"},
    {".5", "unreadable"},
    {"5.", "unreadable"},
    {"1.2.3", "unreadable"},
    {"-.5", "unreadable"},
    {"1-2", "not_a_number"},
    {"--1", "not_a_number"},
    {"1e3", "not_a_number"},
    {"84:", "not_a_number"},
    {"abc", "not_a_number"},
};

/* The same cell with its origin kept (cell grammar), without (the fast way), at the beginning, in the middle and at the end of a text. */
static void test_number(void **state)
{
    const struct number_row *row = *state;
    static const char *const frames[] = {"执行率,名称\n%s,x\n", "名称,执行率\nx,%s\r\n", "名称,执行率\nx,%s", "执行率,名称\r\n%s,xxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
                                         "名称,执行率\nxxxxxxxxxxxxxxxxxxxxxxxxxxxx,%s\nx,1\nx,1\nx,1\nx,1\nx,1\nx,1\nx,1\n"};
    for (size_t i = 0; i < 2 * sizeof frames / sizeof *frames; i++) {
        struct hand h;
        open_program(&h);
        const struct data_options options = {.origins = i % 2};
        struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, &options);
        char text[256];
        snprintf(text, sizeof text, frames[i / 2], row->text);
        char *exact = test_malloc(strlen(text)); /* no NUL behind: a sanitizer sees a byte read too many */
        memcpy(exact, text, strlen(text));
        assert_int_equal(data_add_csv(b, "data.csv", exact, strlen(text)), HENG_OK);
        assert_string_equal(hand_lane(&h, data_builder_data(b), RATE, 0), row->expected);
        test_free(exact);
        data_builder_free(b);
        hand_close(&h);
    }
}

/* Every printed form of up to 15 bytes around the boundaries of the fast way, against the cell grammar's own plain reader. */
static void test_fast_equals_general(void **state)
{
    (void)state;
    struct hand h;
    hand_open(&h);
    hand_field(&h, "数", 0, FIELD_NUMBER, 6, "");
    uint64_t random = 7;
    for (int round = 0; round < 20000; round++) {
        char cell[32], text[128];
        size_t length = 0;
        random = random * 6364136223846793005u + 1442695040888963407u;
        unsigned whole = 1 + (random >> 33) % 12, decimals = (random >> 40) % 8;
        if ((random >> 50) % 3 == 0)
            cell[length++] = '-';
        for (unsigned k = 0; k < whole + decimals; k++) {
            if (k == whole)
                cell[length++] = '.';
            random = random * 6364136223846793005u + 1442695040888963407u;
            cell[length++] = (char)('0' + (random >> 33) % 10);
        }
        cell[length] = '\0';
        int64_t expected;
        int digits;
        if (!cell_plain_fixed(cell, length, 6, &expected, &digits))
            continue;
        snprintf(text, sizeof text, "数\n00000000000000.00\n%s\n00000000000000.00\n", cell);
        struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, &(struct data_options){0});
        assert_int_equal(add(b, text), HENG_OK);
        const struct data *d = data_builder_data(b);
        assert_int_equal(d->reports, 3);
        assert_int_equal(d->columns[0].values[1], expected);
        assert_int_equal(d->columns[0].digits[1], digits);
        data_builder_free(b);
    }
    hand_close(&h);
}

/* ---- whole texts ---- */

static void test_text(void **state)
{
    (void)state;
    struct hand h;
    open_program(&h);
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, NULL);
    assert_int_equal(add(b, "\xEF\xBB\xBF名称, 自评表.年初预算数 ,报告.年度,\"报告.单位\"\r\n"
                            "\"甲,\"\"乙\"\"\n丙\",71.05亿元,2024,某局\r\n"
                            "\r\n"
                            "\"\",\"1,234.5\",,"), HENG_OK);
    const struct data *d = data_builder_data(b);
    assert_int_equal(d->reports, 2);
    assert_string_equal(hand_lane(&h, d, NAME, 0), "甲,\"乙\"丙");
    assert_string_equal(d->columns[NAME].printed[0], "甲,\"乙\"\n丙");
    assert_string_equal(hand_lane(&h, d, NAME, 1), "blank");
    assert_string_equal(hand_lane(&h, d, BUDGET, 0), "71050000 d-6");
    assert_string_equal(hand_lane(&h, d, BUDGET, 1), "123450 d-2");
    assert_string_equal(hand_lane(&h, d, SPENT, 0), "missing_field");
    assert_string_equal(hand_lane(&h, d, ITEMS, 0), "missing_table");
    assert_string_equal(hand_lane(&h, d, RATE, 1), "missing_field");
    assert_string_equal(d->infos[0].name, "某局");
    assert_int_equal(d->infos[0].year, 2024);
    assert_string_equal(d->infos[1].name, "");
    assert_false(d->infos[1].has_year);
    assert_int_equal(d->lanes[1], 0);
    static const uint32_t none[3];
    assert_memory_equal(d->offsets[1], none, sizeof none);
    assert_string_equal(h.log, "");
    data_builder_free(b);
    hand_close(&h);
}

struct mistake_row {
    const char *sentence, *text, *log;
    heng_status status;
};

static const struct mistake_row mistakes[] = {
    {"empty text", "", "E0824 1:1", HENG_INVALID},
    {"an empty header", "\n1\n", "E0824 1:1", HENG_INVALID},
    {"a header alone", "名称\n", "", HENG_OK},
    {"an unknown column", "名称,名\nx,1\n", "W0801 1:4", HENG_OK},
    {"a column of a table", "名称,指标.分值\nx,1\n", "W0801 1:4", HENG_OK},
    {"a column twice", "名称,\"名称\"\nx,1\n", "E0823 1:4", HENG_INVALID},
    {"the unit of money", "名称,报告.金额单位\nx,元\n", "E0825 1:4", HENG_INVALID},
    {"a field too few", "名称,执行率\nx\ny,1\n", "E0820 2:1", HENG_INVALID},
    {"fields too many", "名称,执行率\nx,1\ny,1,2,3\n", "E0820 3:1", HENG_INVALID},
    {"fields too many after a fast one", "名称,执行率\nx,1\nyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy,1,2,3\nx,11111111111111111111\n", "E0820 3:1", HENG_INVALID},
    {"a line break for a comma", "执行率,名称\n1111111111111\n1,1111111111111111\n", "E0820 2:1", HENG_INVALID},
    {"a quote not closed", "名称,执行率\n\"x,1\ny,1\n", "E0821 2:1", HENG_INVALID},
    {"text behind a quote", "名称,执行率\n\"x\"y,1\n\"\n\"z,1\nz\n", "E0822 2:4; E0822 4:2; E0820 5:1", HENG_INVALID},
    {"text behind a quote in a field too many", "名称\n1,\"x\"y\n1\n", "E0822 2:6", HENG_INVALID},
    {"invalid UTF-8", "名称\n\xFF\n", "E0101 2:1", HENG_INVALID},
    {"invalid UTF-8 in the header", "名\xE5\n1\n", "E0101 1:1", HENG_INVALID},
    {"no year", "名称,报告.年度\nx,24\n", "E0812 2:3", HENG_INVALID},
    {"a damaged number", "名称,执行率\nx,\"7.496,5\"\n", "W0802 2:3", HENG_OK},
};

static void test_mistake(void **state)
{
    const struct mistake_row *row = *state;
    struct hand h;
    open_program(&h);
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, &(struct data_options){0});
    assert_int_equal(add(b, "执行率\n7\n0.125\n"), HENG_OK);
    assert_int_equal(add(b, row->text), row->status);
    if (row->status != HENG_OK)
        assert_int_equal(data_builder_data(b)->reports, 2);
    assert_int_equal(data_builder_data(b)->columns[RATE].wide_count, 1);
    assert_string_equal(h.log, row->log);
    data_builder_free(b);
    hand_close(&h);
}

static void test_zero_byte(void **state)
{
    (void)state;
    struct hand h;
    open_program(&h);
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, NULL);
    assert_int_equal(data_add_csv(b, "data.csv", "名称\na\0b\n", 11), HENG_INVALID);
    assert_string_equal(h.log, "E0826 2:1");
    data_builder_free(b);
    hand_close(&h);
}

/* ---- block by block ---- */

static void test_blocks(void **state)
{
    (void)state;
    enum { LINES = 1000 };
    struct hand h;
    open_program(&h);
    char *text = test_malloc(LINES * 64), *at = text;
    at += sprintf(at, "执行率,名称\n");
    for (int i = 0; i < LINES; i++)
        at += i % 7 ? sprintf(at, "%d.%02d,n%d\n", i, i % 100, i % 10) : sprintf(at, "%d.12345,%d\n\n", i, i);
    for (size_t most = 1; most <= 2000; most = most * 3 + 1) {
        struct csv_reader *r = csv_reader_new(&h.arena, &h.program, &h.sink, "data.csv", text, (size_t)(at - text));
        const struct data *d;
        int line = 0;
        for (;;) {
            assert_int_equal(csv_reader_next(r, most, &d), HENG_OK);
            if (d->reports == 0)
                break;
            assert_true(d->reports <= most);
            assert_int_equal(d->lanes[0], d->reports);
            for (size_t i = 0; i < d->reports; i++, line++) {
                char expected[64];
                if (line % 7)
                    snprintf(expected, sizeof expected, "%d d4", line * 100 + line % 100);
                const char *shown = hand_lane(&h, d, RATE, i);
                if (line % 7)
                    assert_string_equal(shown, expected);
                else
                    assert_non_null(strstr(shown, "wide"));
                assert_string_equal(hand_lane(&h, d, SPENT, i), "missing_field");
                assert_string_equal(hand_lane(&h, d, ITEMS, i), "missing_table");
                assert_string_equal(hand_lane(&h, d, BUDGET, i), "missing_field");
            }
        }
        assert_int_equal(line, LINES);
        csv_reader_free(r);
    }
    test_free(text);
    hand_close(&h);
}

static void test_block_mistake(void **state)
{
    (void)state;
    struct hand h;
    open_program(&h);
    static const char text[] = "名称,执行率\na,1\nb\nc,3\n";
    struct csv_reader *r = csv_reader_new(&h.arena, &h.program, &h.sink, "data.csv", text, strlen(text));
    const struct data *d;
    assert_int_equal(csv_reader_next(r, 1, &d), HENG_OK);
    assert_int_equal(d->reports, 1);
    assert_int_equal(csv_reader_next(r, 1, &d), HENG_INVALID);
    assert_int_equal(d->reports, 0);
    assert_string_equal(h.log, "E0820 3:1");
    assert_int_equal(csv_reader_next(r, 1, &d), HENG_OK);
    assert_int_equal(d->reports, 0);
    csv_reader_free(r);
    hand_close(&h);
}

/* ---- columns of a host ---- */

static void test_host(void **state)
{
    (void)state;
    struct hand h;
    open_program(&h);
    static const int64_t budget[] = {60000, 12345, 7}, spent[] = {100, 1255, INT64_MAX}, rate[] = {8400, 99, 1};
    static const uint8_t present[] = {1, 1, 0};
    struct data_builder *b = data_builder_new(&h.arena, &h.program, &h.sink, &(struct data_options){0});
    const heng_column columns[] = {
        {"自评表.年初预算数", budget, NULL, 2}, {"自评表.全年执行数", spent, present, 2}, {"执行率", rate, present, 2}};
    assert_int_equal(data_from_columns(b, columns, 3, 3), HENG_OK);
    const struct data *d = data_builder_data(b);
    assert_int_equal(d->reports, 3);
    assert_ptr_equal(d->columns[BUDGET].values, budget);
    assert_null(d->columns[BUDGET].why);
    assert_null(d->columns[BUDGET].digits);
    assert_ptr_equal(d->columns[RATE].values, rate);
    assert_string_equal(hand_lane(&h, d, RATE, 1), "99 d4");
    assert_string_equal(hand_lane(&h, d, RATE, 2), "blank");
    assert_string_equal(hand_lane(&h, d, SPENT, 1), "1255 d2");
    assert_string_equal(hand_lane(&h, d, SPENT, 2), "0 exact");
    assert_string_equal(hand_lane(&h, d, NAME, 2), "missing_field");
    assert_string_equal(hand_lane(&h, d, ITEMS, 2), "missing_table");
    assert_int_equal(d->offsets[1][3], 0);

    data_builder_clear(b);
    const heng_column finer[] = {{"自评表.年初预算数", budget, present, 4}, {"自评表.全年执行数", spent, NULL, 0}};
    assert_int_equal(data_from_columns(b, finer, 2, 3), HENG_OK);
    d = data_builder_data(b);
    assert_string_equal(hand_lane(&h, d, BUDGET, 0), "600 d-2");
    assert_string_equal(hand_lane(&h, d, BUDGET, 1), "wide 12345 d0");
    assert_string_equal(hand_lane(&h, d, SPENT, 0), "10000 d0");
    assert_string_equal(hand_lane(&h, d, SPENT, 2), "wide 9223372036854775807 d0");

    data_builder_clear(b);
    const heng_column wrong[] = {{"年初", budget, NULL, 2}, {"名称", budget, NULL, 2}, {"执行率", rate, NULL, 2}, {"执行率", rate, NULL, 2}};
    assert_int_equal(data_from_columns(b, wrong, 4, 3), HENG_INVALID);
    assert_string_equal(h.log, "E0830 0:0; E0831 0:0; E0823 0:0");
    data_builder_clear(b);
    assert_int_equal(data_from_columns(b, &wrong[3], 1, 0), HENG_OK);
    data_builder_free(b);
    hand_close(&h);
}

int main(void)
{
    enum { NUMBERS = sizeof numbers / sizeof *numbers, MISTAKES = sizeof mistakes / sizeof *mistakes };
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(test_fast_equals_general), cmocka_unit_test(test_text),          cmocka_unit_test(test_zero_byte),
        cmocka_unit_test(test_blocks),              cmocka_unit_test(test_block_mistake), cmocka_unit_test(test_host),
    };
    static struct CMUnitTest tests[NUMBERS + MISTAKES + sizeof others / sizeof *others];
    size_t count = 0;
    for (size_t i = 0; i < NUMBERS; i++)
        tests[count++] = (struct CMUnitTest){numbers[i].text, test_number, NULL, NULL, (void *)(uintptr_t)&numbers[i]};
    for (size_t i = 0; i < MISTAKES; i++)
        tests[count++] = (struct CMUnitTest){mistakes[i].sentence, test_mistake, NULL, NULL, (void *)(uintptr_t)&mistakes[i]};
    memcpy(&tests[count], others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
