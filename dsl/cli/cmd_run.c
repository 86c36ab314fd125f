/* cmd_run.c - heng run RULESET… DATA…: evaluates reports, and prints scores and findings. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "load.h"
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

static enum cli_exit write_report(struct cli *c, struct load *l, size_t index, size_t of)
{
    const heng_report *report;
    const char *json;
    size_t length;
    enum cli_exit code = cli_status(c, heng_session_evaluate(l->session, index, &report));
    if (code != CLI_HOLDS)
        return code;
    if (c->json) {
        code = cli_status(c, heng_session_json(l->session, &json, &length));
        if (code != CLI_HOLDS)
            return code;
        while (length && json[length - 1] == '\n')
            length--;
        output_bytes(&c->out, json, length);
        output_line(&c->out);
    } else if (!text_report(c, report, index + 1, of)) {
        return cli_status(c, HENG_MEMORY);
    }
    for (size_t i = 0; i < report->result_count; i++)
        if (fails(&report->results[i]))
            return CLI_FAILED;
    return CLI_HOLDS;
}

enum cli_exit cmd_run(struct cli *c)
{
    struct load l;
    enum cli_exit code = load_all(c, &l, c->arguments, c->argument_count), worst = CLI_HOLDS;
    if (code == CLI_HOLDS) {
        size_t count = heng_session_report_count(l.session);
        struct progress p = {.wanted = count > 1 && isatty(STDERR_FILENO) && !isatty(c->out.file), .last = time(NULL)};
        for (size_t i = 0; i < count && worst <= CLI_FAILED && !c->out.error; i++) {
            code = write_report(c, &l, i, count);
            worst = code > worst ? code : worst;
            progress_show(c, &p, i + 1, count);
        }
        progress_end(&p);
        code = worst;
    }
    load_free(&l);
    return code;
}
