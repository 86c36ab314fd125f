/* cmd_test.c - heng test PATH…: runs the tests that stand in rule files. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "load.h"
#include "test_suite.h"

/* Where the mistakes of a file go: stderr, and into the file's record. */
struct telling {
    char *text;
    size_t length;
    bool no_memory;
};

static void tell(void *context, const heng_diagnostic *d)
{
    struct telling *t = context;
    if (strcmp(d->severity, "error"))
        return; /* warnings are the business of `heng check` */
    cli_diagnostic(NULL, d);
    size_t n = strlen(d->rendered);
    char *longer = realloc(t->text, t->length + n + 1);
    if (!longer) {
        t->no_memory = true;
        return;
    }
    memcpy(longer + t->length, d->rendered, n + 1);
    t->text = longer;
    t->length += n;
}

const char *test_trouble(const struct test_case *t)
{
    if (t->trouble)
        return t->trouble;
    return t->told && *t->told->trouble ? t->told->trouble : NULL;
}

bool test_passed(const struct test_case *t)
{
    return t->told && !t->told->failed;
}

static enum cli_exit compile(const struct cli *c, struct test_file *f)
{
    struct telling telling = {.length = 0};
    heng_options options = {.diagnostic = tell, .diagnostic_context = &telling, .english = c->english};
    heng_engine *e;
    enum cli_exit code = load_engine(c, &options, &e);
    heng_status status = code == CLI_HOLDS ? heng_engine_add_path(e, f->path) : HENG_OK;
    if (code == CLI_HOLDS && status == HENG_OK)
        status = heng_engine_compile(e, &f->program);
    heng_engine_free(e);
    f->mistakes = telling.text;
    if (code != CLI_HOLDS)
        return code;
    if (telling.no_memory)
        status = HENG_MEMORY;
    return status == HENG_INVALID ? CLI_HOLDS : cli_status(c, status);
}

static enum cli_exit run_case(const struct cli *c, struct test_file *f, size_t index)
{
    struct test_case *t = &f->cases[f->count];
    const char *base = heng_program_test_base(f->program, index);
    char *text = NULL;
    size_t length = 0;
    t->name = heng_program_test_name(f->program, index);
    if (base && !(text = test_find_base(c, f->path, base, &length, &t->trouble))) {
        f->count += t->trouble != NULL;
        return t->trouble ? CLI_HOLDS : cli_status(c, HENG_MEMORY);
    }
    enum cli_exit code = cli_status(c, heng_session_test(f->session, index, text, length, &t->told));
    free(text);
    f->count += code == CLI_HOLDS;
    return code;
}

static enum cli_exit run_file(const struct cli *c, struct test_suite *suite, struct test_file *f)
{
    enum cli_exit code = compile(c, f);
    if (code != CLI_HOLDS || !f->program) {
        suite->uncompiled += code == CLI_HOLDS;
        return code;
    }
    heng_session_options options = {.diagnostic = cli_diagnostic, .english = c->english, .path = c->path};
    size_t count = heng_program_test_count(f->program);
    code = cli_status(c, heng_session_new(f->program, &options, &f->session));
    if (code == CLI_HOLDS)
        code = load_as_of(c, f->session);
    if (code == CLI_HOLDS)
        code = load_explanations(c, f->session);
    if (code == CLI_HOLDS)
        code = load_joined(c, f->session);
    f->cases = calloc(count + 1, sizeof *f->cases);
    if (!f->cases)
        return cli_status(c, HENG_MEMORY);
    for (size_t i = 0; i < count && code == CLI_HOLDS; i++)
        if (!c->filter || strstr(heng_program_test_name(f->program, i), c->filter))
            code = run_case(c, f, i);
    for (size_t i = 0; i < f->count; i++)
        suite->passed += test_passed(&f->cases[i]);
    suite->tests += f->count;
    suite->failed = suite->tests - suite->passed;
    return code;
}

static enum cli_exit write_suite(struct cli *c, const struct test_suite *suite)
{
    bool written = false;
    switch (c->format) {
    case CLI_TEXT:
        written = test_write_text(c, suite);
        break;
    case CLI_JSON:
        written = test_write_json(c, suite);
        break;
    case CLI_TAP:
        written = test_write_tap(c, suite);
        break;
    case CLI_JUNIT:
        written = test_write_junit(c, suite);
        break;
    case CLI_HTML:
        break;
    }
    if (!written)
        return cli_status(c, HENG_MEMORY);
    c->keep = true;
    return suite->uncompiled ? CLI_INPUT : suite->failed ? CLI_FAILED : CLI_HOLDS;
}

static void free_suite(struct test_suite *suite)
{
    for (size_t i = 0; i < suite->count; i++) {
        struct test_file *f = &suite->files[i];
        for (size_t k = 0; k < f->count; k++)
            free(f->cases[k].trouble);
        free(f->cases);
        heng_session_free(f->session);
        heng_program_free(f->program);
        free(f->mistakes);
        free(f->path);
    }
    free(suite->files);
}

enum cli_exit cmd_test(struct cli *c)
{
    struct test_suite suite = {.count = 0};
    if (!c->argument_count) {
        cli_complain(c, MSG_NO_RULESET);
        return CLI_USAGE;
    }
    enum cli_exit code = test_find(c, &suite, c->arguments, c->argument_count);
    for (size_t i = 0; i < suite.count && code == CLI_HOLDS; i++)
        code = run_file(c, &suite, &suite.files[i]);
    if (code == CLI_HOLDS && !suite.tests && !suite.uncompiled) {
        cli_complain(c, c->filter && suite.count ? MSG_NO_SUCH_TESTS : MSG_NO_TESTS, c->filter);
        code = CLI_USAGE;
    } else if (code == CLI_HOLDS) {
        code = write_suite(c, &suite);
    }
    free_suite(&suite);
    return code;
}
