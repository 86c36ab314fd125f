/* cmd_eval.c - heng eval [EXPR]: bare expressions, exactly; from the argument, or one per line of standard input.
 *
 * Lines are independent: a mistake in one does not stop the others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "figure.h"
#include "input.h"
#include "writer.h"

struct evaluator {
    struct cli *cli;
    heng_engine *engine;       /* one for all lines */
    yajl_gen json;             /* NULL: text */
    const char *expression;    /* the line being evaluated */
    size_t length, line;
    bool opened;               /* json: the line's object has been opened */
    size_t errors;             /* mistakes told about the line */
};

static void open_object(struct evaluator *e)
{
    if (!e->opened) {
        yajl_gen_map_open(e->json);
        writer_number(e->json, "line", (long long)e->line);
        writer_bytes(e->json, "expr", e->expression, e->length);
    }
    e->opened = true;
}

static void write_error(struct evaluator *e, const char *code, const char *message, unsigned column)
{
    open_object(e);
    writer_key(e->json, "error");
    yajl_gen_map_open(e->json);
    writer_text(e->json, "code", code);
    writer_text(e->json, "message", message);
    if (column)
        writer_number(e->json, "column", column);
    yajl_gen_map_close(e->json);
}

/* In JSON the first mistake of a line is its result; warnings go to stderr in any case. */
static void take_diagnostic(void *context, const heng_diagnostic *d)
{
    struct evaluator *e = context;
    bool mistake = !strcmp(d->severity, "error");
    if (!e->json || !mistake)
        cli_diagnostic(NULL, d);
    else if (!e->errors)
        write_error(e, d->code, d->message, d->column);
    e->errors += mistake;
}

static void write_value(struct evaluator *e, const heng_result *r)
{
    struct cli *c = e->cli;
    bool ok = r->outcome == HENG_PASS;
    if (e->json) {
        open_object(e);
        writer_text(e->json, "value", ok ? r->value : NULL);
        writer_text(e->json, "exact", ok ? r->value_exact : NULL);
        if (ok && figure_endless(r->value_exact)) {
            writer_key(e->json, "approximate");
            yajl_gen_bool(e->json, 1);
        }
        writer_text(e->json, "unit", ok ? r->unit : NULL);
        writer_text(e->json, "outcome", ok ? "ok" : heng_outcome_code(r->outcome));
        writer_text(e->json, "reason", ok ? NULL : r->reason);
        writer_text(e->json, "reason_code", ok || !*r->reason_code ? NULL : r->reason_code);
        return;
    }
    if (ok) {
        figure_write(&c->out, r->value, r->value_exact, r->unit);
    } else {
        static const enum message_id words[HENG_OUTCOMES] = {[HENG_NOT_APPLICABLE] = MSG_NOT_APPLICABLE, [HENG_NO_DATA] = MSG_NO_VALUE_THERE,
                                                             [HENG_ERROR] = MSG_NOT_COMPUTABLE};
        output_format(&c->out, "%s%s", cli_text(c, words[r->outcome]), cli_text(c, MSG_COLON));
        output_foreign(&c->out, r->reason, strlen(r->reason));
    }
    output_line(&c->out);
}

/* Evaluates a compiled expression, with an empty report for its data. */
static enum cli_exit evaluate(struct evaluator *e, const heng_program *program, const char *name)
{
    heng_session_options options = {.diagnostic = take_diagnostic, .diagnostic_context = e, .english = e->cli->english, .path = e->cli->path};
    heng_session *session = NULL;
    const heng_report *report;
    enum cli_exit code = CLI_HOLDS;
    heng_status status = heng_session_new(program, &options, &session);
    if (status == HENG_OK)
        status = heng_session_add_json(session, name, "{}", 2);
    if (status == HENG_OK)
        status = heng_session_evaluate(session, 0, &report);
    if (status == HENG_OK && report->result_count) {
        write_value(e, &report->results[0]);
        code = report->results[0].outcome == HENG_PASS ? CLI_HOLDS : CLI_FAILED;
    }
    heng_session_free(session);
    return status == HENG_OK ? code : cli_status(e->cli, status);
}

static enum cli_exit eval_line(struct evaluator *e, const char *name, const char *text, size_t length, size_t line)
{
    heng_program *program = NULL;
    e->expression = text;
    e->length = length;
    e->line = line;
    e->opened = false;
    e->errors = 0;
    heng_status status = heng_engine_compile_expression(e->engine, name, text, length, &program);
    enum cli_exit code = status == HENG_OK ? evaluate(e, program, name) : cli_status(e->cli, status);
    heng_program_free(program);
    if (e->opened) {
        yajl_gen_map_close(e->json);
        writer_line(e->json, &e->cli->out);
    }
    return code;
}

/* A line that was left out because of its length. */
static void refuse_line(struct evaluator *e, size_t line)
{
    char text[128];
    const char *name = cli_text(e->cli, MSG_STDIN_NAME);
    if (!e->json) {
        cli_complain(e->cli, MSG_LINE_TOO_LONG, name, line, INPUT_LINE_MOST);
        return;
    }
    snprintf(text, sizeof text, cli_text(e->cli, MSG_LINE_TOO_LONG), name, line, INPUT_LINE_MOST);
    e->expression = "";
    e->length = 0;
    e->line = line;
    e->opened = false;
    write_error(e, "", text, 0);
    yajl_gen_map_close(e->json);
    writer_line(e->json, &e->cli->out);
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t')
            return false;
    return true;
}

static enum cli_exit eval_lines(struct evaluator *e)
{
    struct input_lines lines = {.text = NULL};
    const char *text;
    char name[64];
    size_t length;
    enum cli_exit worst = CLI_HOLDS;
    enum input_line next = INPUT_END;
    while (worst != CLI_INTERNAL && !e->cli->out.error && (next = input_next(e->cli, &lines, &text, &length)) == INPUT_LINE) {
        enum cli_exit code = CLI_INPUT;
        snprintf(name, sizeof name, "%s:%zu", cli_text(e->cli, MSG_STDIN_NAME), lines.line);
        if (lines.too_long)
            refuse_line(e, lines.line);
        else
            code = is_blank(text, length) ? CLI_HOLDS : eval_line(e, name, text, length, lines.line);
        worst = code > worst ? code : worst;
        if (!lines.more)
            output_flush(&e->cli->out);
    }
    input_lines_free(&lines);
    return next == INPUT_FAILED ? CLI_INPUT : worst;
}

enum cli_exit cmd_eval(struct cli *c)
{
    if (c->argument_count > 1) {
        cli_complain(c, MSG_MANY_EXPRESSIONS);
        return CLI_USAGE;
    }
    struct evaluator e = {.cli = c, .json = c->json ? writer_new(&c->out) : NULL};
    if (c->json && !e.json)
        return cli_status(c, HENG_MEMORY);
    c->keep = true;
    heng_options options = {.diagnostic = take_diagnostic, .diagnostic_context = &e, .english = c->english};
    enum cli_exit code = cli_status(c, heng_engine_new(&options, &e.engine));
    if (code == CLI_HOLDS)
        code = !c->argument_count || !strcmp(c->arguments[0], "-")
                   ? eval_lines(&e)
                   : eval_line(&e, cli_text(c, MSG_ARGUMENT_NAME), c->arguments[0], strlen(c->arguments[0]), 1);
    if (e.json)
        yajl_gen_free(e.json);
    heng_engine_free(e.engine);
    return code;
}
