/* session.h - one thread's work with a program: its memory, its machines, and the one place where failures land. */
#ifndef HENG_SESSION_H
#define HENG_SESSION_H

#include "builder.h"
#include "csv.h"
#include "explanation.h"
#include "report.h"
#include "result.h"

/* Counts what the session's arenas take together, and refuses what would pass the limit. */
struct meter {
    heng_allocator host;
    size_t used, limit; /* limit 0: none */
    bool refused;
};

/* A machine and the memory it works in. */
struct engine_room {
    struct arena arena;
    struct machine *machine; /* NULL: made when first needed */
};

struct heng_session {
    struct meter meter;
    const struct heng_program *program;
    heng_session_options options;
    struct arena reports;              /* data, until heng_session_clear */
    struct arena results;              /* the evaluated report, until the next one */
    struct arena block;                /* one call of heng_session_run and its kin */
    struct arena copies;               /* one call of a lanes callback; records of explanations being read */
    struct arena file;                 /* explanations on file, until the session ends */
    struct arena document;             /* the document of a test, while it runs */
    struct arena tested;               /* what tests found, until the session ends */
    struct engine_room detail, batch;
    struct data_builder *builder;      /* in `reports`; NULL: no report was added yet */
    const struct data *data;           /* the reports added so far; NULL: none */
    struct csv_reader *reader;         /* in `block`; NULL: no stream is being read */
    struct data_builder *guest;        /* in `block`; NULL: no host's columns are being run */
    struct diag_sink sink;
    struct collection *evaluated;      /* in `results`; NULL: none */
    struct explanations explanations;  /* in `file` */
    struct joined joined;              /* in `file` */
    struct scratch numbers;
    int32_t as_of;                     /* day as of which all reports are evaluated */
    bool has_as_of;                    /* false: each report's own year decides */
    int cancelled;
};

/* The day that the host set, or NULL. */
const int32_t *session_as_of(const heng_session *s);

/* Runs `work` behind the boundary of the session's arenas. Where an allocation jumped out of it, what the machines and the results held is given
 * back (reports stay as they were), and HENG_MEMORY or HENG_LIMIT is returned; else what `work` returns. */
typedef heng_status session_work(heng_session *s, void *argument);
heng_status session_protect(heng_session *s, session_work *work, void *argument);

/* The machine of a section, made when first needed. */
struct machine *session_machine(heng_session *s, struct engine_room *room, const struct program_section *section);

/* True once, if heng_session_cancel was called since the last time. */
bool session_take_cancel(heng_session *s);

#endif
