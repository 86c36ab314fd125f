/* text_report.h - a report's results as text for people. */
#ifndef HENG_CLI_TEXT_REPORT_H
#define HENG_CLI_TEXT_REPORT_H

#include "cli.h"

/* Writes one report: heading, scores, findings, rounding, values, warnings, summary; with c->show_all every rule.
 * `number` counts reports from 1, `of` is how many there are. False if memory ends. */
bool text_report(struct cli *c, const heng_report *report, size_t number, size_t of);

/* The table of scores, if there are any. */
void text_scores(struct cli *c, const heng_report *report);

/* ---- text_finding.c ---- */

/* True if the result is worth attention: it does not hold or could not be told, and is not rounding. */
bool finding_is_material(const heng_result *r);

/* The word of an outcome. */
const char *finding_outcome(const struct cli *c, heng_outcome outcome);

/* Writes one finding in full; `number` 0: without number. */
void finding_write(struct cli *c, const heng_result *r, size_t number);

/* Writes one rule that needs no attention, on one or two lines. */
void finding_write_short(struct cli *c, const heng_result *r);

/* Writes "name（row）". */
void finding_write_name(struct cli *c, const heng_result *r);

/* For qsort() over const heng_result *: what matters most first, then the order of the results (they are one array). */
int finding_compare(const void *a, const void *b);

#endif
