/* figure.h - figures of results as people read them: 9.0522…, 0.05万元. */
#ifndef HENG_CLI_FIGURE_H
#define HENG_CLI_FIGURE_H

#include "layout.h"

struct output;

/* True if an exact number "p/q" has no finite decimal form. NULL: no. */
bool figure_endless(const char *exact);

/* Adds a figure to a cell: an endless one is cut after 4 decimals (or, if it begins later, after its 4th significant digit) and marked
 * with "…". Nothing if `value` is NULL. */
void figure_add(struct layout_cell *cell, const char *value, const char *exact, const char *unit);

/* The same, written. */
void figure_write(struct output *o, const char *value, const char *exact, const char *unit);

#endif
