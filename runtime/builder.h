/* builder.h - report data under construction: what JSON and CSV share.
 *
 * A builder takes texts one after the other. Each is taken whole or not at all, and trouble with memory inside is over when the call
 * returns: the builder then holds what it held before. */
#ifndef HENG_BUILDER_H
#define HENG_BUILDER_H

#include "field_cell.h"
#include "joined.h"
#include "shape.h"

struct data_options {
    size_t rows;  /* most rows of all tables of one report; 0: no limit */
    bool origins; /* keep every cell's text and place, for explanations */
    const int32_t *as_of; /* columns.h; must outlive the builder */
    struct joined *joined; /* other reports, or NULL; must outlive the builder */
};

/* A name that was complained about; once is enough. */
struct builder_seen {
    const struct shape *parent;
    const char *name;
    size_t length;
};

enum { BUILDER_SEEN = 64 };

struct data_builder {
    struct arena *arena;        /* the owner's: host, limit and the builder itself */
    struct arena keep;          /* columns */
    struct arena tree;          /* one document, or the cells of some lines */
    struct arena parser;        /* one call */
    bool ready;                 /* the columns are initialised */
    bool streaming;             /* the columns hold one block only, and wide numbers live in `tree` */
    const struct heng_program *program;
    struct diag_sink *sink;
    struct data_options options;
    struct shape *shape;
    struct columns columns;
    struct field_cell cell;
    struct source source;       /* the text of the present call */
    struct builder_seen seen[BUILDER_SEEN];
    size_t seen_count;
    size_t rows;                /* of the present report */
    bool limited;               /* the limit of rows was passed */
    enum cell_source absent;    /* what a name is that is not there: it may be in a form or another report that is not there itself */
    uint32_t source_index;      /* source of what is being read: 0, or that of a joined report */
};

/* A builder without reports. `a` gives host, limit and the builder's own memory and may be jumped out of; `p`, `sink`
 * and `a` must outlive the builder. `o` NULL: no limit, origins kept. Every builder must be released with
 * data_builder_free, before `a` is. */
struct data_builder *data_builder_new(struct arena *a, const struct heng_program *p, struct diag_sink *sink, const struct data_options *o);
void data_builder_free(struct data_builder *b); /* NULL is allowed */

/* The reports added so far; valid until the next call with `b`. The text constants of the program are in its text table: entering them
 * again takes no memory. Other texts must not be entered between calls. */
const struct data *data_builder_data(struct data_builder *b);

/* Sets the day as of which all reports are evaluated, NULL: each one's own year decides. */
void data_builder_date(struct data_builder *b, const int32_t *as_of);

/* Forgets all reports and gives their memory back. */
void data_builder_clear(struct data_builder *b);

/* Does `work` on the text `name` under the builder's own protection: diagnostics in it have source 0. What work added is kept if it
 * returns HENG_OK and reported no error; else it is undone and the status returned, HENG_INVALID for errors. */
typedef heng_status builder_work(struct data_builder *b, void *context);
heng_status builder_run(struct data_builder *b, const char *name, const char *text, size_t length, builder_work *work, void *context);

/* A place in the present text; no place if it is beyond 4 GiB. */
struct span builder_span(const struct data_builder *b, size_t start, size_t end);

/* Whether this name under `parent` has not been complained about in this call. Once BUILDER_SEEN names were, `otherwise`. */
bool builder_is_new(struct data_builder *b, const struct shape *parent, const char *name, size_t length, bool otherwise);

/* "；是否为“…”？" for a shape, "" for NULL; in the builder's memory. */
const char *builder_suggestion(struct data_builder *b, const struct shape *near);

/* Warns of a cell just read that cannot be read, but might be meant as a number. */
void builder_warn_reading(struct data_builder *b, const char *text, size_t length, size_t start, size_t end);

/* Four digits, perhaps followed by 年 and between blanks. */
bool builder_read_year(const char *text, size_t length, int *year);

#endif
