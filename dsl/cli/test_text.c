/* test_text.c - tests for people: one line each, and of those that fail what was expected, what came, and by which figures. */
#include <string.h>

#include "style.h"
#include "test_suite.h"

static void write_foreign(struct cli *c, const char *text)
{
    output_foreign(&c->out, text, strlen(text));
}

/* A label and a text of others on a line of its own; nothing if the text is empty. */
static void write_line(struct cli *c, const char *label, const char *text)
{
    if (!*text)
        return;
    output_text(&c->out, "          ");
    style_set(&c->out, STYLE_FAINT);
    output_text(&c->out, label);
    style_set(&c->out, STYLE_PLAIN);
    write_foreign(c, text);
    output_line(&c->out);
}

static void write_expectation(struct cli *c, const heng_expectation *e)
{
    output_text(&c->out, "        ");
    write_foreign(c, e->at);
    output_text(&c->out, ": ");
    write_foreign(c, e->text);
    output_line(&c->out);
    write_line(c, cli_text(c, MSG_TEST_EXPECTED), e->expected);
    write_line(c, cli_text(c, MSG_TEST_GOT), e->got);
    write_line(c, cli_text(c, MSG_FORMULA), e->formula);
    write_line(c, cli_text(c, MSG_SUBSTITUTED), strcmp(e->substituted, e->formula) ? e->substituted : "");
}

static void write_case(struct cli *c, const struct test_case *t)
{
    const char *trouble = test_trouble(t);
    bool passed = test_passed(t);
    style_set(&c->out, passed ? STYLE_GREEN : STYLE_RED);
    output_format(&c->out, "  %s", cli_text(c, passed ? MSG_TEST_PASSED : trouble ? MSG_TEST_BROKEN : MSG_TEST_FAILED));
    style_set(&c->out, STYLE_PLAIN);
    output_text(&c->out, "  ");
    write_foreign(c, t->name);
    output_line(&c->out);
    if (trouble)
        write_line(c, "", trouble);
    for (size_t i = 0; t->told && i < t->told->expectation_count; i++)
        if (!t->told->expectations[i].met)
            write_expectation(c, &t->told->expectations[i]);
}

bool test_write_text(struct cli *c, const struct test_suite *suite)
{
    for (size_t i = 0; i < suite->count; i++) {
        const struct test_file *f = &suite->files[i];
        if (f->program && !f->count)
            continue;
        style_set(&c->out, STYLE_HEADING);
        write_foreign(c, f->path);
        style_set(&c->out, STYLE_PLAIN);
        output_line(&c->out);
        if (!f->program) {
            output_format(&c->out, "  %s", cli_text(c, MSG_TEST_NO_RULES));
            output_line(&c->out);
        }
        for (size_t k = 0; k < f->count; k++)
            write_case(c, &f->cases[k]);
        output_line(&c->out);
    }
    output_format(&c->out, cli_text(c, MSG_TEST_SUMMARY), suite->tests, suite->passed, suite->failed);
    if (suite->uncompiled)
        output_format(&c->out, cli_text(c, MSG_TEST_SUMMARY_BROKEN), suite->uncompiled);
    output_line(&c->out);
    return true;
}
