/* columns.h - the columns of struct data while they grow. */
#ifndef HENG_COLUMNS_H
#define HENG_COLUMNS_H

#include "data.h"

/* What a column has besides what the machine sees. */
struct column_state {
    uint8_t *why;        /* the lanes' reasons; shown to the machine only if any is set */
    bool lacks;          /* some lane has no value */
    size_t wide_capacity;
};

struct columns {
    struct arena *arena;          /* all lanes, texts and origins */
    const struct heng_program *program;
    bool origins;                 /* keep printed cells and places */
    struct data data;             /* columns of fields that no instruction loads stay empty */
    struct column_state *states;  /* one per field */
    size_t *capacities;           /* lanes per domain */
    struct arena *numbers;        /* where wide numbers are; the same as `arena` unless the owner sets another */
    char *text;                   /* room for printed cells, side by side */
    size_t text_left;
    const int32_t *as_of;         /* the day as of which all reports are evaluated; NULL: each one's own year decides */
    size_t as_of_capacity;
    size_t marked_reports;        /* columns_mark */
    size_t *marked_lanes;
};

/* Empty columns. All memory, now and later, is taken from `a`, whose boundary must be set; nothing needs to be released. */
void columns_init(struct columns *c, struct arena *a, const struct heng_program *p, bool origins);

/* Makes room for `more` further lanes of a domain. */
void columns_reserve(struct columns *c, uint16_t domain, size_t more);

/* Makes room for `capacity` lanes of one used field, of which the first `count` are kept. columns_reserve does so for
 * all fields of a domain. */
void columns_widen_field(struct columns *c, uint32_t field, size_t count, size_t capacity);

/* Appends one lane to a domain and returns its number. Every used field of the domain must then be written for it. */
size_t columns_add_lane(struct columns *c, uint16_t domain);

/* Notes that the rows of `table` under its parent's lane `parent` are all there. To be called once per parent lane, in their order. */
void columns_end_rows(struct columns *c, uint16_t table, size_t parent);

/* Appends a report: its lane of domain 0 and its info. Returns its number. */
size_t columns_add_report(struct columns *c, const struct report_info *info);

/* Appends `count` reports without rows, for which there must be room. Their infos must have been written. */
void columns_add_flat_reports(struct columns *c, size_t count);

/* Writes one lane of a field. Lanes of a domain are written in their order. */
void columns_put_missing(struct columns *c, uint32_t field, size_t lane, uint8_t why);
void columns_put_fixed(struct columns *c, uint32_t field, size_t lane, int64_t value, int8_t digits); /* TEXT and DATE too, exact */
void columns_put_truth(struct columns *c, uint32_t field, size_t lane, bool truth);

/* Keeps a lane's cell as it stands in the data, and its place ("" if none). Both texts must live in the columns' arena. */
void columns_put_origin(struct columns *c, uint32_t field, size_t lane, const char *printed, const char *place);

/* A copy of a printed cell, to be put. */
const char *columns_keep_text(struct columns *c, const char *text, size_t length);

/* The same for a number in base units, which may be wide; it is copied. */
void columns_put_number(struct columns *c, uint32_t field, size_t lane, const mpq_t number, int8_t digits);

/* Writes the day as of which each report is evaluated, if the program asks for it: that of the host, or else the last of the report's year, or of
 * the ruleset's. Takes memory only if there are more reports than the last time. */
void columns_date(struct columns *c);

/* Shows the filled lanes to the machine; call before reading `data`. */
const struct data *columns_publish(struct columns *c);

/* Remembers a state, and goes back to the one last remembered. */
void columns_mark(struct columns *c);
void columns_rewind(struct columns *c);

/* Forgets all lanes and infos, but keeps room and texts. */
void columns_empty(struct columns *c);

#endif
