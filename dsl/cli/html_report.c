/* html_report.c - a report's results as one HTML page that needs nothing else. */
#include "html_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sections of findings, in the order of the page. */
enum section { ERRORS, WARNINGS, SCORES, NOTICES, UNCOMPUTABLE, UNTOLD, EXPLAINED, ROUNDINGS, OTHERS, SECTIONS };

static enum section section_of(const heng_result *r)
{
    static const enum section failures[] = {ERRORS, WARNINGS, NOTICES};
    switch (r->outcome) {
    case HENG_FAIL: return r->kind == HENG_SCORE ? SCORES : failures[finding_severity(r)];
    case HENG_ERROR: return UNCOMPUTABLE;
    case HENG_NO_DATA: return UNTOLD;
    case HENG_EXPLAINED: return EXPLAINED;
    case HENG_ROUNDING: return ROUNDINGS;
    case HENG_PASS:
    case HENG_NOT_APPLICABLE: break;
    }
    return OTHERS;
}

static const enum message_id titles[SECTIONS] = {
    [ERRORS] = MSG_HTML_ERRORS,             [WARNINGS] = MSG_HTML_WARNINGS,   [SCORES] = MSG_HTML_SCORES,
    [NOTICES] = MSG_HTML_NOTICES,           [UNCOMPUTABLE] = MSG_HTML_ERROR,  [UNTOLD] = MSG_HTML_NO_DATA,
    [EXPLAINED] = MSG_EXPLAINED_ONES,       [ROUNDINGS] = MSG_ROUNDINGS,      [OTHERS] = MSG_HTML_OTHERS,
};

static void write_title(struct cli *c, const char *tag, enum message_id id, size_t count)
{
    char text[256];
    snprintf(text, sizeof text, cli_text(c, id), count);
    html_element(c, tag, NULL, text);
    output_text(&c->out, "\n");
}

/* ---- head ---- */

static void write_fact(struct cli *c, enum message_id label, const char *text)
{
    if (!*text)
        return;
    output_text(&c->out, "<tr><th>");
    html_message(c, label);
    output_text(&c->out, "</th><td>");
    html_text(c, text);
    output_text(&c->out, "</td></tr>\n");
}

static void write_head(struct cli *c, const heng_report *report)
{
    char year[16] = "";
    if (report->year)
        snprintf(year, sizeof year, "%d", report->year);
    html_element(c, "h1", NULL, *report->name ? report->name : cli_text(c, MSG_HTML_TITLE));
    output_text(&c->out, "\n<table class=\"head\">\n");
    write_fact(c, MSG_HTML_UNIT, report->name);
    write_fact(c, MSG_HTML_YEAR, year);
    write_fact(c, MSG_HTML_RULESET, report->ruleset);
    write_fact(c, MSG_HTML_AS_OF, report->as_of);
    output_text(&c->out, "</table>\n");
}

/* ---- counts ---- */

static void write_counts(struct cli *c, enum message_id label, const size_t counts[HENG_OUTCOMES])
{
    size_t total = 0;
    for (size_t i = 0; i < HENG_OUTCOMES; i++)
        total += counts[i];
    if (!total)
        return;
    output_text(&c->out, "<tr><th>");
    html_message(c, label);
    output_format(&c->out, "</th><td class=\"number\">%zu</td>", total);
    for (size_t i = 0; i < HENG_OUTCOMES; i++)
        output_format(&c->out, "<td class=\"number%s\">%zu</td>", i == HENG_FAIL && counts[i] ? " bad" : "", counts[i]);
    output_text(&c->out, "</tr>\n");
}

static void write_summary(struct cli *c, const heng_report *report)
{
    size_t rules = 0;
    for (size_t i = 0; i < HENG_OUTCOMES; i++)
        rules += report->summary[i] + report->score_summary[i];
    if (!rules)
        return;
    write_title(c, "h2", MSG_HTML_SUMMARY, 0);
    output_text(&c->out, "<table>\n<thead><tr><th></th><th>");
    html_message(c, MSG_HTML_TOTAL);
    output_text(&c->out, "</th>");
    for (int i = 0; i < HENG_OUTCOMES; i++)
        html_element(c, "th", NULL, finding_outcome(c, (heng_outcome)i));
    output_text(&c->out, "</tr></thead>\n<tbody>\n");
    write_counts(c, MSG_CHECKS, report->summary);
    write_counts(c, MSG_SCORES, report->score_summary);
    output_text(&c->out, "</tbody>\n</table>\n");
}

/* ---- scores and values ---- */

/* `whole`: with the fraction. */
static void write_number(struct cli *c, const char *value, const char *exact, const char *unit, bool whole, bool bad)
{
    output_text(&c->out, bad ? "<td class=\"number bad\">" : "<td class=\"number\">");
    html_figure(c, value, exact, unit);
    if (value && whole)
        html_exact(c, exact);
    output_text(&c->out, "</td>");
}

static void write_score(struct cli *c, const heng_result *r)
{
    output_text(&c->out, "<tr><td>");
    html_name(c, r);
    output_text(&c->out, "</td>");
    write_number(c, r->weight, r->weight_exact, "", false, false);
    write_number(c, r->value, r->value_exact, "", true, false);
    write_number(c, r->self, r->self_exact, "", false, false);
    write_number(c, r->difference, r->difference_exact, "", false, r->outcome == HENG_FAIL);
    html_element(c, "td", finding_is_material(r) ? "bad" : NULL, finding_outcome(c, r->outcome));
    output_text(&c->out, "<td class=\"formula\">");
    html_text(c, r->value ? r->substituted : r->reason);
    output_text(&c->out, "</td></tr>\n");
}

static void open_table(struct cli *c, enum message_id title, const enum message_id *heads, size_t count)
{
    write_title(c, "h2", title, 0);
    output_text(&c->out, "<table>\n<thead><tr>");
    for (size_t i = 0; i < count; i++)
        html_element(c, "th", NULL, cli_text(c, heads[i]));
    output_text(&c->out, "</tr></thead>\n<tbody>\n");
}

static void write_scores(struct cli *c, const heng_report *report)
{
    static const enum message_id heads[] = {MSG_COLUMN_NAME,       MSG_COLUMN_WEIGHT,  MSG_COLUMN_SCORE, MSG_COLUMN_SELF,
                                            MSG_COLUMN_DIFFERENCE, MSG_COLUMN_OUTCOME, MSG_HTML_FIGURES};
    bool any = false;
    for (size_t i = 0; i < report->result_count; i++) {
        if (report->results[i].kind != HENG_SCORE)
            continue;
        if (!any)
            open_table(c, MSG_SCORES, heads, sizeof heads / sizeof *heads);
        any = true;
        write_score(c, &report->results[i]);
    }
    output_text(&c->out, any ? "</tbody>\n</table>\n" : "");
}

static void write_value(struct cli *c, const heng_result *r)
{
    output_text(&c->out, "<tr><td>");
    html_name(c, r);
    output_text(&c->out, "</td>");
    if (r->value) {
        write_number(c, r->value, r->value_exact, r->unit, true, false);
    } else {
        output_text(&c->out, "<td>");
        html_text(c, finding_outcome(c, r->outcome));
        html_message(c, MSG_OPEN);
        html_text(c, r->reason);
        html_message(c, MSG_CLOSE);
        output_text(&c->out, "</td>");
    }
    html_element(c, "td", "formula", r->formula);
    html_element(c, "td", "formula", r->substituted);
    output_text(&c->out, "</tr>\n");
}

static void write_values(struct cli *c, const heng_report *report)
{
    static const enum message_id heads[] = {MSG_COLUMN_NAME, MSG_HTML_VALUE, MSG_HTML_FORMULA, MSG_HTML_FIGURES};
    bool any = false;
    for (size_t i = 0; i < report->result_count; i++) {
        if (!finding_is_figure(&report->results[i]))
            continue;
        if (!any)
            open_table(c, MSG_VALUES, heads, sizeof heads / sizeof *heads);
        any = true;
        write_value(c, &report->results[i]);
    }
    output_text(&c->out, any ? "</tbody>\n</table>\n" : "");
}

static void write_warnings(struct cli *c, const heng_report *report)
{
    if (!report->warning_count)
        return;
    write_title(c, "h2", MSG_WARNINGS, 0);
    output_text(&c->out, "<ul>\n");
    for (size_t i = 0; i < report->warning_count; i++) {
        html_element(c, "li", NULL, report->warnings[i]);
        output_text(&c->out, "\n");
    }
    output_text(&c->out, "</ul>\n");
}

/* ---- findings ---- */

static void write_section(struct cli *c, enum section section, const heng_result *const *sorted, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += section_of(sorted[i]) == section;
    if (!found)
        return;
    write_title(c, "h2", titles[section], found);
    for (size_t i = 0; i < count; i++)
        if (section_of(sorted[i]) == section)
            html_finding(c, sorted[i]);
}

static void write_others(struct cli *c, const heng_result *const *sorted, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += section_of(sorted[i]) == OTHERS;
    if (!found)
        return;
    output_text(&c->out, "<details>\n");
    write_title(c, "summary", titles[OTHERS], found);
    output_text(&c->out, "<table>\n<tbody>\n");
    for (size_t i = 0; i < count; i++)
        if (section_of(sorted[i]) == OTHERS)
            html_other(c, sorted[i]);
    output_text(&c->out, "</tbody>\n</table>\n</details>\n");
}

static void write_findings(struct cli *c, const heng_result *const *sorted, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= finding_is_material(sorted[i]);
    if (count && !any) {
        html_element(c, "p", NULL, cli_text(c, MSG_NO_FINDINGS));
        output_text(&c->out, "\n");
    }
    for (enum section s = ERRORS; s < OTHERS; s++)
        write_section(c, s, sorted, count);
}

bool html_report(struct cli *c, const heng_report *report)
{
    const heng_result **sorted = malloc((report->result_count + 1) * sizeof *sorted);
    size_t count = 0;
    if (!sorted)
        return false;
    for (size_t i = 0; i < report->result_count; i++)
        if (report->results[i].kind != HENG_VALUE)
            sorted[count++] = &report->results[i];
    qsort(sorted, count, sizeof *sorted, finding_compare);
    html_open(c, *report->name ? report->name : cli_text(c, MSG_HTML_TITLE));
    write_head(c, report);
    write_summary(c, report);
    write_findings(c, sorted, count);
    write_scores(c, report);
    write_values(c, report);
    write_warnings(c, report);
    write_others(c, sorted, count);
    output_text(&c->out, "<footer>");
    html_message(c, MSG_HTML_DIGEST);
    html_text(c, report->digest);
    output_format(&c->out, " · heng %s</footer>\n", HENG_VERSION);
    html_close(c);
    free(sorted);
    return true;
}
