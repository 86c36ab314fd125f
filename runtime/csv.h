/* csv.h - report data as CSV text: one report per line, its fields named by the first line.
 *
 * A name is a dotted path (自评表.年初预算数); 报告.单位, 报告.名称 and 报告.年度 (report.unit …) are the report's own. Quotes are as in
 * RFC 4180; lines may end in CR LF; a byte order mark is passed over, as are empty lines where the header has several names. A cell
 * means what the same text means in a JSON document. */
#ifndef HENG_CSV_H
#define HENG_CSV_H

#include "builder.h"

/* Adds all reports of a CSV text, or none. HENG_OK; HENG_INVALID if the text has a mistake, which was reported; HENG_LIMIT, HENG_MEMORY. */
heng_status data_add_csv(struct data_builder *b, const char *name, const char *text, size_t length);

/* Reads a CSV text block by block into the same columns, without origins. */
struct csv_reader;

/* Prepares to read a text, which must live as long as the reader, as must `a`, `p` and `sink`. Nothing is read yet. `a` may be jumped out
 * of. Every reader must be released with csv_reader_free, before `a` is. */
struct csv_reader *csv_reader_new(struct arena *a, const struct heng_program *p, struct diag_sink *sink, const char *name,
                                  const char *text, size_t length);
/* The day as of which all reports are evaluated; see data_builder_date. */
void csv_reader_date(struct csv_reader *r, const int32_t *as_of);
void csv_reader_free(struct csv_reader *r); /* NULL is allowed */

/* Reads up to `most` (1 or more) further reports. *out is valid until the next call; its `reports` is 0 at the end of the text.
 * HENG_INVALID after a mistake in the header or in this block, which was reported: *out then has no reports. HENG_LIMIT, HENG_MEMORY. */
heng_status csv_reader_next(struct csv_reader *r, size_t most, const struct data **out);

#endif
