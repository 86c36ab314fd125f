/* html_report.h - a report's results as one HTML page that needs nothing else. */
#ifndef HENG_CLI_HTML_REPORT_H
#define HENG_CLI_HTML_REPORT_H

#include "finding.h"

/* Writes the page of one report: its head, counts, findings, scores, values, warnings, and what holds, folded away. False if memory ends. */
bool html_report(struct cli *c, const heng_report *report);

/* ---- html_finding.c ---- */

/* Writes one finding in full. */
void html_finding(struct cli *c, const heng_result *r);

/* Writes "name（row）". */
void html_name(struct cli *c, const heng_result *r);

/* Writes the row of a table for a rule that holds or does not apply. */
void html_other(struct cli *c, const heng_result *r);

/* ---- html_part.c: pieces of pages ---- */

/* Adds a message of ours, and a text of others, both escaped. */
void html_message(struct cli *c, enum message_id id);
void html_text(struct cli *c, const char *text);

/* A figure with its unit; nothing for NULL. And below it p/q of one that has no finite decimal form, where that matters. */
void html_figure(struct cli *c, const char *value, const char *exact, const char *unit);
void html_exact(struct cli *c, const char *exact);

/* <tag class="…">text</tag>; `class` NULL: none. */
void html_element(struct cli *c, const char *tag, const char *class, const char *text);

/* The beginning of a page up to its body, with the style sheet; and its end. */
void html_open(struct cli *c, const char *title);
void html_close(struct cli *c);

#endif
