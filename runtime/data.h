/* data.h - report data as the machine reads it: one column per field, lanes of all reports one after the other.
 *
 * JSON, CSV and host columns all end here. A column's lanes are read in place by LOAD. */
#ifndef HENG_DATA_H
#define HENG_DATA_H

#include "program.h"

enum { DIGITS_EXACT = 127 }; /* in column.digits: the figure is exact */

/* A number that does not fit its field's fixed lane: more decimals than the scale, or too large. */
struct data_wide {
    size_t lane;
    mpq_t number; /* base units */
};

struct column {
    int64_t *values;   /* FIXED: number * 10^scale; TEXT: id in the text table; DATE: days. TRUTH lanes use `truths` */
    uint8_t *truths;
    uint8_t *why;      /* enum reason per lane; NULL: every lane has a value */
    int8_t *digits;    /* decimals (base units) to which the figure was printed, DIGITS_EXACT if exact; NULL: the field's declared precision */
    struct data_wide *wide; /* sorted by lane; their lanes in `values` are 0 */
    size_t wide_count;
    const char **printed;   /* each lane's cell as in the data, "" for blank; fields of one cell share it. NULL: no texts are kept */
    const char **places;    /* each lane's chain of 出处, or ""; NULL: no lane has one */
};

/* Texts are lanes of numbers: equal texts have equal ids. The program's constants are entered first. */
struct text_table;
struct text_table *text_table_new(struct arena *a);
int64_t text_table_enter(struct text_table *t, const char *text, size_t length);
const char *text_table_text(const struct text_table *t, int64_t id, size_t *length);

struct data {
    const struct heng_program *program;
    struct text_table *texts;
    size_t reports;
    struct column *columns;   /* one per field of the program */
    size_t *lanes;            /* per domain (TABLE, REPORT): number of lanes in all reports */
    uint32_t **offsets;       /* per TABLE domain: lanes[parent] + 1 row offsets */
    struct report_info { const char *name; int year; bool has_year; const char *money_unit; } *infos; /* per report */
};

#endif
