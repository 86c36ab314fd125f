/* test_json.c - tests as JSON: one object for the whole run, on one line. */
#include "test_suite.h"
#include "writer.h"

static void write_expectation(yajl_gen g, const heng_expectation *e)
{
    yajl_gen_map_open(g);
    writer_text(g, "text", e->text);
    writer_text(g, "at", e->at);
    writer_key(g, "met");
    yajl_gen_bool(g, e->met);
    writer_text(g, "expected", e->expected);
    writer_text(g, "got", e->got);
    if (!e->met) {
        writer_text(g, "formula", e->formula);
        writer_text(g, "substituted", e->substituted);
    }
    yajl_gen_map_close(g);
}

static void write_case(yajl_gen g, const struct test_case *t)
{
    const char *trouble = test_trouble(t);
    yajl_gen_map_open(g);
    writer_text(g, "name", t->name);
    writer_text(g, "outcome", test_passed(t) ? "pass" : trouble ? "error" : "fail");
    writer_text(g, "at", t->told ? t->told->at : NULL);
    writer_text(g, "trouble", trouble);
    if (t->told) {
        writer_key(g, "expectations");
        yajl_gen_array_open(g);
        for (size_t i = 0; i < t->told->expectation_count; i++)
            write_expectation(g, &t->told->expectations[i]);
        yajl_gen_array_close(g);
    }
    yajl_gen_map_close(g);
}

bool test_write_json(struct cli *c, const struct test_suite *suite)
{
    yajl_gen g = writer_new(&c->out);
    if (!g)
        return false;
    yajl_gen_map_open(g);
    writer_key(g, "files");
    yajl_gen_array_open(g);
    for (size_t i = 0; i < suite->count; i++) {
        const struct test_file *f = &suite->files[i];
        yajl_gen_map_open(g);
        writer_text(g, "path", f->path);
        writer_text(g, "mistakes", f->program ? NULL : f->mistakes);
        writer_key(g, "tests");
        yajl_gen_array_open(g);
        for (size_t k = 0; k < f->count; k++)
            write_case(g, &f->cases[k]);
        yajl_gen_array_close(g);
        yajl_gen_map_close(g);
    }
    yajl_gen_array_close(g);
    writer_key(g, "summary");
    yajl_gen_map_open(g);
    writer_number(g, "tests", (long long)suite->tests);
    writer_number(g, "passed", (long long)suite->passed);
    writer_number(g, "failed", (long long)suite->failed);
    writer_number(g, "uncompiled", (long long)suite->uncompiled);
    yajl_gen_map_close(g);
    yajl_gen_map_close(g);
    writer_line(g, &c->out);
    yajl_gen_free(g);
    return true;
}
