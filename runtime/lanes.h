/* lanes.h - results of many reports as columns, rule by rule and block by block. */
#ifndef HENG_LANES_H
#define HENG_LANES_H

#include "session.h"

/* Which rule an output of the batch section serves, and as what. */
enum delivery_role { DELIVERY_VALUE, DELIVERY_SELF };

struct delivery_use {
    uint32_t rule;
    enum delivery_role role;
    uint32_t next; /* index of the next use of the same output plus 1; 0: none */
};

struct delivery {
    heng_session *session;
    heng_lanes_fn *each;
    void *context;
    const struct text_table *texts;
    uint32_t *first_use;         /* per output: index in `uses` plus 1; 0: none */
    struct delivery_use *uses;
    uint8_t *outcomes;           /* of the call under way */
    size_t capacity;
    uint8_t first_na, first_missing; /* reasons of class NA and MISSING begin here; ERROR comes before */
    size_t before;               /* reports of a stream that came before the machine's report 0 */
    bool stopped;
};

/* Prepares to hand the batch section's outputs to `each`. In the session's batch arena; of one API call. */
struct delivery *delivery_new(heng_session *s, heng_lanes_fn *each, void *context);

/* Runs reports [0, d->reports) and delivers their columns; `before` reports came before them. HENG_OK or HENG_CANCELLED. */
heng_status delivery_run(struct delivery *d, const struct data *data, size_t before);

#endif
