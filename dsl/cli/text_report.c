/* text_report.c - a report's results as text for people. */
#include "text_report.h"

#include <stdlib.h>
#include <string.h>

#include "figure.h"
#include "style.h"

static void heading(struct cli *c, enum message_id id)
{
    output_line(&c->out);
    style_set(&c->out, STYLE_HEADING);
    output_text(&c->out, cli_text(c, id));
    style_set(&c->out, STYLE_PLAIN);
    output_line(&c->out);
}

static void heading_count(struct cli *c, enum message_id id, size_t count)
{
    output_line(&c->out);
    style_set(&c->out, STYLE_HEADING);
    output_format(&c->out, cli_text(c, id), count);
    style_set(&c->out, STYLE_PLAIN);
    output_line(&c->out);
}

/* ---- the title ---- */

static void title_part(struct cli *c, bool *first)
{
    output_text(&c->out, *first ? "" : " · ");
    *first = false;
}

static void write_title(struct cli *c, const heng_report *report, size_t number, size_t of)
{
    bool first = true;
    if (number > 1)
        output_line(&c->out);
    style_set(&c->out, STYLE_HEADING);
    if (*report->name) {
        title_part(c, &first);
        output_foreign(&c->out, report->name, strlen(report->name));
    } else if (of > 1) {
        title_part(c, &first);
        output_format(&c->out, cli_text(c, MSG_REPORT_NUMBER), number);
    }
    if (report->year) {
        title_part(c, &first);
        output_format(&c->out, cli_text(c, MSG_YEAR), report->year);
    }
    if (c->as_of[0] && *report->as_of) {
        title_part(c, &first);
        output_format(&c->out, cli_text(c, MSG_AS_OF), report->as_of);
    } else if (c->as_of[0]) {
        title_part(c, &first);
        output_format(&c->out, "%s", cli_text(c, MSG_AS_OF_IDLE));
    }
    if (*report->ruleset) {
        title_part(c, &first);
        struct layout_cell name = {.count = 0};
        layout_add(&name, report->ruleset);
        output_format(&c->out, cli_text(c, MSG_RULESET), "");
        layout_write(&c->out, &name, 0, false);
    }
    style_set(&c->out, STYLE_PLAIN);
    if (!first)
        output_line(&c->out);
}

/* ---- findings ---- */

/* All of one outcome in full, under a heading that counts them. */
static void write_outcome(struct cli *c, enum message_id id, heng_outcome outcome, const heng_result **sorted, size_t count, size_t *number)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += sorted[i]->outcome == outcome;
    if (!found)
        return;
    heading_count(c, id, found);
    for (size_t i = 0; i < count; i++)
        if (sorted[i]->outcome == outcome)
            finding_write(c, sorted[i], ++*number);
}

static bool is_other(const heng_result *r)
{
    return r->outcome == HENG_PASS || r->outcome == HENG_NOT_APPLICABLE;
}

static void write_findings(struct cli *c, const heng_result **sorted, size_t count)
{
    size_t material = 0, others = 0, number = 0;
    for (size_t i = 0; i < count; i++) {
        material += finding_is_material(sorted[i]);
        others += is_other(sorted[i]);
    }
    if (material) {
        heading_count(c, MSG_FINDINGS, material);
        for (size_t i = 0; i < count; i++)
            if (finding_is_material(sorted[i]))
                finding_write(c, sorted[i], ++number);
    }
    write_outcome(c, MSG_EXPLAINED_ONES, HENG_EXPLAINED, sorted, count, &number);
    write_outcome(c, MSG_ROUNDINGS, HENG_ROUNDING, sorted, count, &number);
    if (!others || !c->show_all)
        return;
    heading_count(c, MSG_OTHERS, others);
    for (size_t i = 0; i < count; i++)
        if (is_other(sorted[i]))
            finding_write_short(c, sorted[i]);
}

/* ---- values, warnings, summary ---- */

static void write_value(struct cli *c, const heng_result *r)
{
    output_text(&c->out, "  ");
    finding_write_name(c, r);
    if (!r->value) {
        output_format(&c->out, "%s%s", cli_text(c, MSG_COLON), finding_outcome(c, r->outcome));
        output_text(&c->out, cli_text(c, MSG_OPEN));
        output_foreign(&c->out, r->reason, strlen(r->reason));
        output_text(&c->out, cli_text(c, MSG_CLOSE));
    } else {
        output_text(&c->out, " = ");
        figure_write(&c->out, r->value, r->value_exact, r->unit);
        if (figure_endless(r->value_exact)) {
            output_format(&c->out, "%s%s", cli_text(c, MSG_EXACT), r->value_exact);
            output_text(&c->out, ")");
        }
    }
    output_line(&c->out);
    if (!r->substituted || !*r->substituted || (r->value && !strcmp(r->substituted, r->value)))
        return;
    style_set(&c->out, STYLE_FAINT);
    output_text(&c->out, "      ");
    output_foreign(&c->out, r->substituted, strlen(r->substituted));
    style_set(&c->out, STYLE_PLAIN);
    output_line(&c->out);
}

static bool is_idle_row(const heng_result *r)
{
    return r->kind == HENG_VALUE && r->row && r->outcome == HENG_NOT_APPLICABLE;
}

/* How many results from `first` on are of one rule. */
static size_t results_of_rule(const heng_report *report, size_t first)
{
    size_t end = first + 1;
    while (end < report->result_count && report->results[end].kind == report->results[first].kind &&
           !strcmp(report->results[end].name, report->results[first].name))
        end++;
    return end - first;
}

/* The values of one definition. Rows that do not apply are counted in one line, where there are several: a definition for a few rows of a
 * table would bury the others. */
static void write_definition(struct cli *c, const heng_result *r, size_t count, bool *any)
{
    size_t idle = 0;
    for (size_t i = 0; i < count && !c->show_all; i++)
        idle += is_idle_row(&r[i]);
    for (size_t i = 0; i < count; i++) {
        if ((c->show_all ? r->kind != HENG_VALUE : !finding_is_figure(&r[i])) || (idle > 1 && is_idle_row(&r[i])))
            continue;
        if (!*any)
            heading(c, MSG_VALUES);
        *any = true;
        write_value(c, &r[i]);
    }
    if (idle < 2)
        return;
    if (!*any)
        heading(c, MSG_VALUES);
    *any = true;
    output_text(&c->out, "  ");
    output_foreign(&c->out, r->name, strlen(r->name));
    output_text(&c->out, cli_text(c, MSG_COLON));
    output_format(&c->out, cli_text(c, MSG_IDLE_ROWS), idle);
    output_line(&c->out);
}

static void write_values(struct cli *c, const heng_report *report)
{
    bool any = false;
    for (size_t i = 0, count; i < report->result_count; i += count) {
        count = results_of_rule(report, i);
        write_definition(c, &report->results[i], count, &any);
    }
    for (size_t i = 0; i < report->warning_count; i++) {
        if (!i)
            heading(c, MSG_WARNINGS);
        output_text(&c->out, "  ");
        output_foreign(&c->out, report->warnings[i], strlen(report->warnings[i]));
        output_line(&c->out);
    }
}

/* "校验 9：通过 3，尾差 1 …"; of values only the outcomes that they can have. */
static void write_counts(struct cli *c, enum message_id label, const size_t counts[HENG_OUTCOMES], bool *none)
{
    bool values = label == MSG_VALUES, comma = false;
    size_t total = 0;
    for (size_t i = 0; i < HENG_OUTCOMES; i++)
        total += counts[i];
    if (!total)
        return;
    output_format(&c->out, "%s %zu%s", cli_text(c, label), total, cli_text(c, MSG_COLON));
    for (int i = 0; i < HENG_OUTCOMES; i++) {
        if (values && (i == HENG_ROUNDING || i == HENG_FAIL || i == HENG_EXPLAINED))
            continue;
        const char *word = values && i == HENG_PASS ? cli_text(c, MSG_OBTAINED) : finding_outcome(c, (heng_outcome)i);
        output_format(&c->out, "%s%s %zu", comma ? cli_text(c, MSG_COMMA) : "", word, counts[i]);
        comma = true;
    }
    output_line(&c->out);
    *none = false;
}

static void write_summary(struct cli *c, const heng_report *report, size_t findings)
{
    bool none = true;
    size_t values[HENG_OUTCOMES] = {0}, checks = 0;
    for (size_t i = 0; i < HENG_OUTCOMES; i++)
        checks += report->summary[i];
    for (size_t i = 0; i < report->result_count; i++)
        if (report->results[i].kind == HENG_VALUE)
            values[report->results[i].outcome]++;
    output_line(&c->out);
    bool computed = !values[HENG_NO_DATA] && !values[HENG_ERROR];
    if (checks && computed && !findings && !report->summary[HENG_EXPLAINED]) {
        output_text(&c->out, cli_text(c, MSG_NO_FINDINGS));
        output_line(&c->out);
    }
    write_counts(c, MSG_CHECKS, report->summary, &none);
    write_counts(c, MSG_SCORES, report->score_summary, &none);
    write_counts(c, MSG_VALUES, values, &none);
    if (none) {
        output_text(&c->out, cli_text(c, MSG_NO_RULES));
        output_line(&c->out);
    }
}

bool text_report(struct cli *c, const heng_report *report, size_t number, size_t of)
{
    const heng_result **sorted = malloc((report->result_count + 1) * sizeof *sorted);
    size_t count = 0, findings = 0;
    if (!sorted)
        return false;
    for (size_t i = 0; i < report->result_count; i++)
        if (report->results[i].kind != HENG_VALUE)
            sorted[count++] = &report->results[i];
    for (size_t i = 0; i < count; i++)
        findings += finding_is_material(sorted[i]);
    qsort(sorted, count, sizeof *sorted, finding_compare);
    write_title(c, report, number, of);
    text_scores(c, report);
    write_findings(c, sorted, count);
    write_values(c, report);
    write_summary(c, report, findings);
    free(sorted);
    return true;
}
