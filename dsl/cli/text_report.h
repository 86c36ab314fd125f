/* text_report.h - a report's results as text for people. */
#ifndef HENG_CLI_TEXT_REPORT_H
#define HENG_CLI_TEXT_REPORT_H

#include "cli.h"
#include "finding.h"

/* Writes one report: heading, scores, findings, rounding, values, warnings, summary; with c->show_all every rule.
 * `number` counts reports from 1, `of` is how many there are. False if memory ends. */
bool text_report(struct cli *c, const heng_report *report, size_t number, size_t of);

/* The table of scores, if there are any. */
void text_scores(struct cli *c, const heng_report *report);

/* ---- text_finding.c ---- */

/* Writes one finding in full; `number` 0: without number. */
void finding_write(struct cli *c, const heng_result *r, size_t number);

/* Writes one rule that needs no attention, on one or two lines. */
void finding_write_short(struct cli *c, const heng_result *r);

/* Writes "name（row）". */
void finding_write_name(struct cli *c, const heng_result *r);

#endif
