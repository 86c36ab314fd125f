/* joined.h - other reports that a report is held against: 上年's, given beside the data and matched by unit.
 *
 * A document may hold the other report itself, under the name that 联结 declares; where it does not, one of these takes its place. */
#ifndef HENG_JOINED_H
#define HENG_JOINED_H

#include "json.h"

/* One report of a joined text. */
struct joined_report {
    const char *unit;   /* 单位 of its 报告, or ""; not NUL-terminated */
    size_t length;
    struct json *root;
};

/* The reports joined under one name, from one text. */
struct joined_text {
    const char *name;   /* as 联结 declares it */
    struct joined_report *reports;
    size_t count, capacity;
};

/* All that were added. sources[0] is left to the text of the present call, sources[k + 1] is that of texts[k]. */
struct joined {
    struct joined_text *texts;
    struct source *sources;
    size_t count, capacity;
};

/* Adds the reports of a JSON text under `name`; all or none. Texts and trees are copied into `keep`; `parser` and `tree` are emptied. HENG_OK;
 * HENG_INVALID if the text has a mistake, or two reports of one unit, which was reported. */
heng_status joined_add(struct joined *j, struct arena *keep, struct arena *parser, struct arena *tree, struct diag_sink *sink, const char *name,
                       const struct source *source);

/* The report joined as `name` to one of unit `unit` ("" for none): the one of that unit, whatever the width of its characters and the blanks around
 * it (compared in memory of `a`), or the only one if either names no unit. NULL if there
 * is none; else *source is the number of its source. */
struct json *joined_find(const struct joined *j, struct arena *a, const char *name, const char *unit, uint32_t *source);

#endif
