/* report.h - report data as JSON documents.
 *
 * A report is an object of named values, records and tables (arrays of objects), as the program's paths say. A value is a text as
 * printed, a number, true, false or null, or {"值": …, "出处": …}. "出处" in any record is the place of everything in it; places of
 * nested records are joined by "，". The record "报告" at the root holds 单位, 年度, 金额单位 and 名称. In English: value, place,
 * report, unit, year, money_unit, name. */
#ifndef HENG_REPORT_H
#define HENG_REPORT_H

#include "builder.h"

/* Adds the reports of a JSON text: objects, or arrays of objects, one after the other; all or none. HENG_OK; HENG_INVALID if the text
 * has a mistake, which was reported; HENG_LIMIT, HENG_MEMORY. */
heng_status data_add_json(struct data_builder *b, const char *name, const char *text, size_t length);

struct json;

/* The name of the unit that a report is of; NULL if it names none. */
const struct json *report_unit(const struct json *root);

#endif
