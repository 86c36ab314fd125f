/* test_tap.c - tests in the Test Anything Protocol, version 13: a line each, and what failed as YAML.
 *
 * The texts of the YAML are strings in double quotes with the escapes of JSON, which YAML shares. */
#include <string.h>

#include "layout.h"
#include "test_suite.h"

/* The part of a line that describes: '#' would begin a directive. */
static void write_description(struct cli *c, const char *text)
{
    size_t length = strlen(text), size;
    for (size_t i = 0; i < length; i += size) {
        bool plain = layout_character(text + i, length - i, &size) >= 0;
        if (text[i] == '#' || text[i] == '\\')
            output_text(&c->out, "\\");
        if (plain)
            output_bytes(&c->out, text + i, size);
        else
            output_text(&c->out, " ");
    }
}

static void write_quoted(struct cli *c, const char *text)
{
    size_t length = strlen(text), size;
    output_text(&c->out, "\"");
    for (size_t i = 0; i < length; i += size) {
        bool plain = layout_character(text + i, length - i, &size) >= 0;
        if (text[i] == '\n')
            output_text(&c->out, "\\n");
        else if (text[i] == '"' || text[i] == '\\')
            output_format(&c->out, "\\%c", text[i]);
        else if (plain)
            output_bytes(&c->out, text + i, size);
        else
            output_text(&c->out, LAYOUT_REPLACEMENT);
    }
    output_text(&c->out, "\"\n");
}

static void write_key(struct cli *c, const char *key, const char *value)
{
    if (!*value)
        return;
    output_text(&c->out, key);
    write_quoted(c, value);
}

static void write_line(struct cli *c, bool good, size_t number, const char *path, const char *name)
{
    output_format(&c->out, "%s %zu - ", good ? "ok" : "not ok", number);
    write_description(c, path);
    if (name) {
        output_text(&c->out, ": ");
        write_description(c, name);
    }
    output_line(&c->out);
}

static void write_trouble(struct cli *c, const char *message)
{
    output_text(&c->out, "  ---\n");
    write_key(c, "  message: ", message);
    output_text(&c->out, "  ...\n");
}

static void write_failures(struct cli *c, const heng_test *t)
{
    output_text(&c->out, "  ---\n");
    write_key(c, "  at: ", t->at);
    output_text(&c->out, "  failures:\n");
    for (size_t i = 0; i < t->expectation_count; i++) {
        const heng_expectation *e = &t->expectations[i];
        if (e->met)
            continue;
        write_key(c, "    - message: ", e->text);
        write_key(c, "      at: ", e->at);
        write_key(c, "      wanted: ", e->expected);
        write_key(c, "      found: ", e->got);
        write_key(c, "      formula: ", e->formula);
        write_key(c, "      figures: ", e->substituted);
    }
    output_text(&c->out, "  ...\n");
}

bool test_write_tap(struct cli *c, const struct test_suite *suite)
{
    size_t number = 0;
    output_format(&c->out, "TAP version 13\n1..%zu\n", suite->tests + suite->uncompiled);
    for (size_t i = 0; i < suite->count; i++) {
        const struct test_file *f = &suite->files[i];
        if (!f->program) {
            write_line(c, false, ++number, f->path, NULL);
            write_trouble(c, f->mistakes ? f->mistakes : cli_text(c, MSG_TEST_NO_RULES));
        }
        for (size_t k = 0; k < f->count; k++) {
            const struct test_case *t = &f->cases[k];
            const char *trouble = test_trouble(t);
            write_line(c, test_passed(t), ++number, f->path, t->name);
            if (trouble)
                write_trouble(c, trouble);
            else if (!test_passed(t))
                write_failures(c, t->told);
        }
    }
    return true;
}
