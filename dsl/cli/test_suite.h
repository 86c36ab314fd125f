/* test_suite.h - the tests of a run of `heng test`: found, run, and written in several forms. */
#ifndef HENG_CLI_TEST_SUITE_H
#define HENG_CLI_TEST_SUITE_H

#include "cli.h"

/* One test. */
struct test_case {
    const char *name;
    const heng_test *told;  /* NULL: the report it starts from is not there */
    char *trouble;          /* then, why; else NULL */
};

/* A file with tests. */
struct test_file {
    char *path;
    heng_program *program;  /* NULL: it has mistakes */
    heng_session *session;  /* owns what its tests told */
    char *mistakes;         /* as they were told on stderr; NULL: none */
    struct test_case *cases;
    size_t count;
};

struct test_suite {
    struct test_file *files;
    size_t count, capacity;
    size_t tests, passed, failed; /* failed: also those that could not be evaluated */
    size_t uncompiled;            /* files */
};

/* ---- test_find.c ---- */

/* Adds the files with tests among `paths`; folders are searched with all folders in them, in the order of their names. Told on stderr if something
 * cannot be read. */
enum cli_exit test_find(const struct cli *c, struct test_suite *suite, const char *const *paths, size_t count);

/* The text of the report that a test in the file `path` starts from: beside the file, then in examples/reports of each folder above. NULL if there
 * is none (*trouble says so) or memory ends (*trouble NULL); both to be freed. */
char *test_find_base(const struct cli *c, const char *path, const char *name, size_t *length, char **trouble);

/* ---- test_*.c: the forms ---- */

/* Why a test failed for want of its report or its data; NULL if it was evaluated. */
const char *test_trouble(const struct test_case *t);
bool test_passed(const struct test_case *t);

/* Each writes the whole suite. False if memory ends. */
bool test_write_text(struct cli *c, const struct test_suite *suite);
bool test_write_tap(struct cli *c, const struct test_suite *suite);
bool test_write_junit(struct cli *c, const struct test_suite *suite);
bool test_write_json(struct cli *c, const struct test_suite *suite);

#endif
