/* test_junit.c - tests as JUnit XML: a suite per file, a failure per test that does not hold, an error per one that cannot be evaluated. */
#include <string.h>

#include "markup.h"
#include "test_suite.h"

static void write_attribute(struct cli *c, const char *name, const char *value)
{
    output_format(&c->out, " %s=\"", name);
    markup_text(&c->out, value);
    output_text(&c->out, "\"");
}

static void write_labelled(struct cli *c, const char *label, const char *text)
{
    if (!*text)
        return;
    output_text(&c->out, "\n  ");
    markup_text(&c->out, label);
    markup_text(&c->out, text);
}

/* The first expectation that is not met, as an attribute, and all of them in full. */
static void write_failure(struct cli *c, const heng_test *t)
{
    bool first = true;
    for (size_t i = 0; i < t->expectation_count; i++) {
        const heng_expectation *e = &t->expectations[i];
        if (e->met)
            continue;
        if (first) {
            output_text(&c->out, "      <failure type=\"expectation\" message=\"");
            markup_text(&c->out, e->text);
            markup_text(&c->out, cli_text(c, MSG_SEMICOLON));
            markup_text(&c->out, cli_text(c, MSG_TEST_GOT));
            markup_text(&c->out, e->got);
            output_text(&c->out, "\">");
        }
        output_text(&c->out, first ? "" : "\n");
        first = false;
        markup_text(&c->out, e->at);
        output_text(&c->out, ": ");
        markup_text(&c->out, e->text);
        write_labelled(c, cli_text(c, MSG_TEST_EXPECTED), e->expected);
        write_labelled(c, cli_text(c, MSG_TEST_GOT), e->got);
        write_labelled(c, cli_text(c, MSG_FORMULA), e->formula);
        write_labelled(c, cli_text(c, MSG_SUBSTITUTED), e->substituted);
    }
    output_text(&c->out, "</failure>\n");
}

static void write_error(struct cli *c, const char *type, const char *message, const char *text)
{
    output_format(&c->out, "      <error type=\"%s\"", type);
    write_attribute(c, "message", message);
    output_text(&c->out, ">");
    markup_text(&c->out, text);
    output_text(&c->out, "</error>\n");
}

static void open_case(struct cli *c, const struct test_file *f, const char *name)
{
    output_text(&c->out, "    <testcase");
    write_attribute(c, "name", name);
    write_attribute(c, "classname", f->path);
    write_attribute(c, "file", f->path);
    output_text(&c->out, ">\n");
}

static void write_file(struct cli *c, const struct test_file *f)
{
    size_t failures = 0, errors = !f->program;
    for (size_t k = 0; k < f->count; k++) {
        bool trouble = test_trouble(&f->cases[k]) != NULL;
        errors += trouble;
        failures += !trouble && !test_passed(&f->cases[k]);
    }
    output_text(&c->out, "  <testsuite");
    write_attribute(c, "name", f->path);
    output_format(&c->out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\">\n", f->count + !f->program, failures, errors);
    if (!f->program) {
        const char *why = cli_text(c, MSG_TEST_NO_RULES);
        open_case(c, f, f->path);
        write_error(c, "compile", why, f->mistakes ? f->mistakes : why);
        output_text(&c->out, "    </testcase>\n");
    }
    for (size_t k = 0; k < f->count; k++) {
        const struct test_case *t = &f->cases[k];
        open_case(c, f, t->name);
        if (test_trouble(t))
            write_error(c, "data", test_trouble(t), test_trouble(t));
        else if (!test_passed(t))
            write_failure(c, t->told);
        output_text(&c->out, "    </testcase>\n");
    }
    output_text(&c->out, "  </testsuite>\n");
}

bool test_write_junit(struct cli *c, const struct test_suite *suite)
{
    size_t errors = suite->uncompiled, failures = 0;
    for (size_t i = 0; i < suite->count; i++) {
        for (size_t k = 0; k < suite->files[i].count; k++) {
            bool trouble = test_trouble(&suite->files[i].cases[k]) != NULL;
            errors += trouble;
            failures += !trouble && !test_passed(&suite->files[i].cases[k]);
        }
    }
    output_text(&c->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"heng\"");
    output_format(&c->out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", suite->tests + suite->uncompiled, failures, errors);
    for (size_t i = 0; i < suite->count; i++)
        if (suite->files[i].count || !suite->files[i].program)
            write_file(c, &suite->files[i]);
    output_text(&c->out, "</testsuites>\n");
    return true;
}
