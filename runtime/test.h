/* test.h - tests of a program (测试): what is given, and what is expected of the results.
 *
 * A test is data. It is run by building its document from what it gives and evaluating that like any other. */
#ifndef HENG_TEST_H
#define HENG_TEST_H

#include "buffer.h"
#include "program.h"

struct json;

/* One step on the way from the report to a place in it. */
enum test_step_kind {
    TEST_NAME,     /* member `name` of a record or row */
    TEST_ROW,      /* row `number` of a table */
    TEST_LABEL,    /* the row whose column `column` reads `name` */
    TEST_NEW_ROW,  /* a row more at the end of the table */
    TEST_LAST_ROW  /* the one that was added last */
};

struct test_step {
    enum test_step_kind kind;
    const char *name;
    const char *const *aliases; /* NAME: other keys that the data may use for it */
    size_t alias_count;
    const char *column;
    size_t number;      /* from 1 */
};

enum test_given_kind {
    TEST_VALUE,    /* the cell reads `text` */
    TEST_ABSENT,   /* what is there is taken away */
    TEST_NO_REPORT,/* of a join: null stands there, so that none is joined */
    TEST_NO_ROWS   /* the table has no rows; those of the test follow */
};

struct test_given {
    enum test_given_kind kind;
    const struct test_step *steps;
    size_t step_count;
    const char *text;
    const char *at;     /* "rules.heng:12:3" */
    const char *shown;  /* the place as written */
};

enum test_part {
    TEST_PART_OUTCOME,
    TEST_PART_VALUE,    /* value of a definition, recomputed score */
    TEST_PART_SELF,
    TEST_PART_FULL,
    TEST_PART_DIFFERENCE,
    TEST_PART_LEFT,
    TEST_PART_RIGHT,
    TEST_PART_ALLOWANCE,
    TEST_PART_MESSAGE,
    TEST_PART_REASON,
    TEST_PART_BASIS,
    TEST_PART_LAYER,
    TEST_PART_FINDINGS  /* how many results of the report need attention */
};

enum test_value_kind { TEST_NUMBER, TEST_TEXT, TEST_DATE, TEST_TRUTH };

struct test_expectation {
    enum test_part part;
    uint32_t rule;
    const char *row;       /* label of the row or group; NULL: see number */
    size_t number;         /* row from 1; 0: the rule's only result, or (OUTCOME) all of them */
    unsigned outcome;      /* heng_outcome */
    enum test_value_kind kind;
    bool rounded;          /* NUMBER: the value need only round to `decimals` of `unit` */
    int decimals;
    struct program_unit unit; /* NUMBER: as written */
    const char *words;     /* TEXT; NUMBER: p/q in base units */
    int64_t integer;       /* DATE: days; TRUTH: 0 or 2; FINDINGS */
    const char *at, *text, *shown; /* place; the whole and what stands right of its sign, as written */
};

struct program_test {
    const char *name, *at;
    const char *taken;     /* 取自; NULL: none */
    int year, month, day;  /* 截至; year 0: not written */
    const struct test_given *givens;
    size_t given_count;
    const struct test_expectation *explanations; /* 说明 on file: rule, row, number, and the text in `words` */
    size_t explanation_count;
    const struct test_expectation *expectations;
    size_t expectation_count;
};

/* test_document.c: changes a report as a test says. `root` is the report to start from, in `tree`, where what is added lives too; a trouble is a
 * sentence in `words`. NULL if all went well. */
const char *test_change(struct arena *tree, struct arena *words, struct json *root, const struct program_test *test, bool english);

/* Writes a report as JSON. */
void test_write(struct buffer *out, const struct json *value);

#endif
