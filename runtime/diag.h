/* diag.h - mistakes in sources: what, where, and how they are shown.
 *
 * A location is a byte span in one source; line, column and caret are computed only when a diagnostic is rendered. Reporting never stops
 * the work: every pass goes on and the number of errors decides at its end. */
#ifndef HENG_DIAG_H
#define HENG_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

/* One text that spans point into. Memory belongs to the arena that made it. */
struct source {
    const char *name; /* path as the user would write it */
    const char *text; /* UTF-8, NUL-terminated */
    size_t length;    /* bytes, without the NUL */
};

/* Bytes [start, end) of source number `source`. An empty span points between bytes. */
struct span {
    uint32_t source;
    uint32_t start, end;
};

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

enum diag_code {
#define DIAG(code, severity, zh, en) DIAG_##code,
#include "diag.def"
#undef DIAG
    DIAG_COUNT
};

/* A warning that a rule asks not to hear: diagnostics of `code` that point into `at`. */
struct diag_silence {
    enum diag_code code;
    struct span at;               /* the rule */
    struct span from;             /* where it asks so */
    bool used;                    /* there was such a warning */
};

enum { DIAG_TOLD = 128 }; /* diagnostics that a repetition is compared with */

struct diag_sink {
    struct arena *arena;
    const struct source *sources; /* kept current by the owner of the sources */
    size_t source_count;
    heng_diagnostic_fn *report;   /* NULL: count only */
    void *context;
    bool english;
    struct diag_silence *silences; /* ordered by place; their spans are the same or apart */
    size_t silence_count;
    unsigned errors, warnings;
    bool once;                    /* the same words about the same place are shown once: an item of a ruleset may stand for many rules */
    uint64_t told[DIAG_TOLD];     /* of the last ones that were shown, if so: hashes of place and words */
    unsigned told_count;
    unsigned reported;            /* after DIAG_MOST errors further ones are counted but not shown */
};

enum { DIAG_MOST = 100 };

/* Reports `code` at `at`; the arguments fill the format of diag.def (same arguments, same order in both languages). */
void diag_report(struct diag_sink *sink, enum diag_code code, struct span at, ...);

/* The same with a second place that explains the first ("first defined here"): `note` is a code of severity note. */
void diag_report_with(struct diag_sink *sink, enum diag_code code, struct span at, enum diag_code note, struct span other, ...);

/* The code of that name ("W0401"); DIAG_COUNT if there is none. */
enum diag_code diag_find(const char *name);
const char *diag_name(enum diag_code code);
enum diag_severity diag_severity(enum diag_code code);

/* Line and column (both from 1; columns count characters) of byte `offset`. */
void source_position(const struct source *s, size_t offset, unsigned *line, unsigned *column);

#endif
