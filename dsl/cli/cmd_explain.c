/* cmd_explain.c - heng explain RULESET… DATA NAME: derives one result. */
#include <string.h>

#include "command.h"
#include "figure.h"
#include "load.h"
#include "writer.h"

static const char *const kinds[] = {[HENG_VALUE] = "value", [HENG_SCORE] = "score", [HENG_CHECK] = "check"};

/* A figure and its exact form, under key and key_exact. */
static void write_figure(yajl_gen g, const char *key, const char *key_exact, const char *value, const char *exact)
{
    writer_text(g, key, value);
    writer_text(g, key_exact, exact);
}

static void write_operands(yajl_gen g, const heng_result *r)
{
    writer_key(g, "operands");
    yajl_gen_array_open(g);
    for (size_t i = 0; i < r->operand_count; i++) {
        yajl_gen_map_open(g);
        writer_text(g, "name", r->operands[i].name);
        writer_text(g, "printed", r->operands[i].printed);
        writer_text(g, "place", r->operands[i].place);
        if (r->operands[i].reason && *r->operands[i].reason)
            writer_text(g, "reason", r->operands[i].reason);
        yajl_gen_map_close(g);
    }
    yajl_gen_array_close(g);
}

static void write_result(yajl_gen g, const heng_result *r)
{
    yajl_gen_map_open(g);
    writer_text(g, "kind", kinds[r->kind]);
    writer_text(g, "name", r->name);
    writer_text(g, "row", r->row);
    writer_text(g, "outcome", r->kind == HENG_VALUE && r->outcome == HENG_PASS ? "ok" : heng_outcome_code(r->outcome));
    writer_text(g, "reason", *r->reason ? r->reason : NULL);
    writer_text(g, "reason_code", *r->reason_code ? r->reason_code : NULL);
    writer_text(g, "unit", r->unit);
    write_figure(g, "value", "exact", r->value, r->value_exact);
    write_figure(g, "weight", "weight_exact", r->weight, r->weight_exact);
    write_figure(g, "self_reported", "self_reported_exact", r->self, r->self_exact);
    write_figure(g, "left", "left_exact", r->left, r->left_exact);
    write_figure(g, "right", "right_exact", r->right, r->right_exact);
    write_figure(g, "difference", "difference_exact", r->difference, r->difference_exact);
    write_figure(g, "allowance", "allowance_exact", r->allowance, r->allowance_exact);
    writer_text(g, "class", r->class_name);
    writer_text(g, "severity", r->severity);
    writer_text(g, "message", r->message);
    writer_text(g, "formula", r->formula);
    writer_text(g, "substituted", r->substituted);
    write_operands(g, r);
    writer_text(g, "layer", r->layer);
    writer_text(g, "basis", r->basis);
    writer_text(g, "at", r->at);
    yajl_gen_map_close(g);
}

static bool write_json(struct cli *c, const heng_report *report, const char *name, const char *text)
{
    yajl_gen g = writer_new(&c->out);
    if (!g)
        return false;
    yajl_gen_map_open(g);
    writer_text(g, "ruleset", report->ruleset);
    writer_text(g, "report", report->name);
    if (report->year)
        writer_number(g, "year", report->year);
    writer_text(g, "name", name);
    writer_key(g, "results");
    yajl_gen_array_open(g);
    for (size_t i = 0; i < report->result_count; i++) {
        const heng_result *r = &report->results[i];
        if (!strcmp(r->name, name) && (!c->row || (r->row && !strcmp(r->row, c->row))))
            write_result(g, r);
    }
    yajl_gen_array_close(g);
    writer_text(g, "text", text);
    yajl_gen_map_close(g);
    writer_line(g, &c->out);
    yajl_gen_free(g);
    return true;
}

static enum cli_exit explain(struct cli *c, struct load *l, const char *name, size_t index)
{
    const heng_report *report;
    const char *text;
    heng_status status = heng_session_evaluate(l->session, index, &report);
    if (status != HENG_OK)
        return cli_status(c, status);
    status = heng_session_explain(l->session, name, c->row, &text);
    if (status == HENG_INVALID) {
        cli_error_text("heng: ");
        cli_error_text(text);
        cli_error_text("\n");
    }
    if (status != HENG_OK)
        return cli_status(c, status);
    if (c->json)
        return write_json(c, report, name, text) ? CLI_HOLDS : cli_status(c, HENG_MEMORY);
    if (index)
        output_line(&c->out);
    size_t length = strlen(text);
    output_foreign(&c->out, text, length);
    if (length && text[length - 1] != '\n')
        output_line(&c->out);
    return CLI_HOLDS;
}

enum cli_exit cmd_explain(struct cli *c)
{
    struct load l;
    if (c->argument_count < 2) {
        cli_complain(c, c->argument_count ? MSG_NO_NAME : MSG_NO_RULESET);
        return CLI_USAGE;
    }
    const char *name = c->arguments[c->argument_count - 1];
    enum cli_exit code = load_all(c, &l, c->arguments, c->argument_count - 1);
    if (code == CLI_HOLDS) {
        size_t count = heng_session_report_count(l.session);
        for (size_t i = 0; i < count && code == CLI_HOLDS && !c->out.error; i++)
            code = explain(c, &l, name, i);
    }
    load_free(&l);
    return code;
}
