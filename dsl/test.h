/* test.h - what the files share that check tests. */
#ifndef HENG_DSL_TEST_H
#define HENG_DSL_TEST_H

#include "../runtime/test.h"
#include "compile.h"

/* A test being put together. */
struct test_parts {
    struct compiler *c;
    const char *taken;
    struct test_given *givens;
    size_t given_count, given_capacity;
    struct test_expectation *expectations;
    size_t expectation_count, expectation_capacity;
    struct test_expectation *explanations;
    size_t explanation_count, explanation_capacity;
};

/* ---- test_expect.c ---- */

/* Checks one expectation and adds it. */
void test_expect(struct test_parts *t, const struct ast_expectation *from);

/* Adds what is given if it is the explanation of a check: 不超预算.说明 = "…". False if it is something else. */
bool test_explain(struct test_parts *t, const struct ast_given *from);

/* Number of a row, from 1; 0 if it is none, which is reported. */
size_t test_row_number(struct compiler *c, const struct ast_expr *e);

/* "rules.heng:12:3", and the text there on one line; both the program's. */
const char *test_at(struct compiler *c, struct span at);
const char *test_source(struct compiler *c, struct span at);

#endif
