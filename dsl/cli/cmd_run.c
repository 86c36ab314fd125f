/* cmd_run.c - heng run RULESET… DATA…: evaluates reports, and prints scores and findings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "html_report.h"
#include "load.h"
#include "output_folder.h"
#include "text_report.h"

/* Progress of long work, where somebody waits for it. */
struct progress {
    bool wanted, shown;
    time_t last;
};

static void progress_show(const struct cli *c, struct progress *p, size_t done, size_t of)
{
    if (!p->wanted || time(NULL) == p->last)
        return;
    p->last = time(NULL);
    p->shown = true;
    fprintf(stderr, cli_text(c, MSG_PROGRESS), done, of);
}

static void progress_end(const struct progress *p)
{
    if (p->shown)
        fputs("\n", stderr);
}

/* True if the result makes the exit code 1: a check that must hold or be explained does not, or a number could not be told. */
static bool fails(const heng_result *r)
{
    bool untold = r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR;
    switch (r->kind) {
    case HENG_VALUE:
        return untold;
    case HENG_SCORE:
        return untold && !r->value;
    case HENG_CHECK:
        return (untold || r->outcome == HENG_FAIL) && strcmp(r->severity, "info");
    }
    return false;
}

static enum cli_exit write_form(struct cli *c, struct load *l, const heng_report *report, size_t number, size_t of)
{
    const char *json;
    size_t length;
    bool written = false;
    if (c->format == CLI_HTML) {
        written = html_report(c, report);
    } else if (c->format == CLI_JSON) {
        enum cli_exit code = cli_status(c, heng_session_json(l->session, &json, &length));
        if (code != CLI_HOLDS)
            return code;
        while (length && json[length - 1] == '\n')
            length--;
        output_bytes(&c->out, json, length);
        output_line(&c->out);
        written = true;
    } else {
        written = text_report(c, report, number, of);
    }
    return written ? CLI_HOLDS : cli_status(c, HENG_MEMORY);
}

/* Into a file of its own. */
static enum cli_exit write_file(struct cli *c, struct load *l, const heng_report *report, const char *path)
{
    if (cli_is_input(c, path)) {
        cli_complain(c, MSG_OUTPUT_IS_INPUT, path);
        return CLI_USAGE;
    }
    if (!output_open(&c->out, path)) {
        cli_complain_output(c, path);
        return CLI_INTERNAL;
    }
    enum cli_exit code = write_form(c, l, report, 1, 1);
    if (code != CLI_HOLDS) {
        output_abandon(&c->out);
        return code;
    }
    if (output_close(&c->out))
        return CLI_HOLDS;
    cli_complain_output(c, path);
    return CLI_INTERNAL;
}

/* What was written so far into a folder. */
struct pages {
    char **paths;
    size_t count;
};

static enum cli_exit write_report(struct cli *c, struct load *l, struct pages *pages, size_t index, size_t of)
{
    const heng_report *report;
    enum cli_exit code = cli_status(c, heng_session_evaluate(l->session, index, &report));
    if (code != CLI_HOLDS)
        return code;
    if (c->folder) {
        char *path = output_folder_path(c, report, index + 1, pages->paths, pages->count);
        if (!path)
            return cli_status(c, HENG_MEMORY);
        pages->paths[pages->count++] = path;
        code = write_file(c, l, report, path);
    } else {
        code = write_form(c, l, report, index + 1, of);
    }
    for (size_t i = 0; i < report->result_count && code == CLI_HOLDS; i++)
        if (fails(&report->results[i]))
            code = CLI_FAILED;
    return code;
}

static enum cli_exit write_all(struct cli *c, struct load *l, struct pages *pages, size_t count)
{
    struct progress p = {.wanted = count > 1 && isatty(STDERR_FILENO) && !isatty(c->out.file), .last = time(NULL)};
    enum cli_exit worst = CLI_HOLDS;
    for (size_t i = 0; i < count && worst <= CLI_FAILED && !c->out.error; i++) {
        enum cli_exit code = write_report(c, l, pages, i, count);
        worst = code > worst ? code : worst;
        progress_show(c, &p, i + 1, count);
    }
    progress_end(&p);
    return worst;
}

enum cli_exit cmd_run(struct cli *c)
{
    struct load l;
    enum cli_exit code = load_all(c, &l, c->arguments, c->argument_count);
    size_t count = code == CLI_HOLDS ? heng_session_report_count(l.session) : 0;
    struct pages pages = {.paths = calloc(count + 1, sizeof *pages.paths)};
    if (code == CLI_HOLDS && !pages.paths) {
        code = cli_status(c, HENG_MEMORY);
    } else if (code == CLI_HOLDS && c->format == CLI_HTML && count > 1 && !c->folder) {
        cli_complain(c, MSG_MANY_PAGES, count);
        code = CLI_USAGE;
    } else if (code == CLI_HOLDS && c->folder && !output_make_folder(c, c->output)) {
        code = CLI_INTERNAL;
    } else if (code == CLI_HOLDS) {
        code = write_all(c, &l, &pages, count);
    }
    for (size_t i = 0; i < pages.count; i++)
        free(pages.paths[i]);
    free(pages.paths);
    load_free(&l);
    return code;
}
