/* layout.h - text in columns: how wide it shows, and tables aligned by that width. */
#ifndef HENG_CLI_LAYOUT_H
#define HENG_CLI_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

struct output;

#define LAYOUT_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD, for what must not be shown */

/* Columns of the character at `text`, of `length` > 0 bytes; -1 if it must not reach a terminal (controls, invisible direction marks, broken
 * UTF-8: *size is then the bytes to leave out). */
int layout_character(const char *text, size_t length, size_t *size);

/* Columns of a text as output_foreign() shows it. */
size_t layout_width(const char *text, size_t length);

enum { LAYOUT_PARTS = 4, LAYOUT_MOST_COLUMNS = 8 };

/* One cell, put together from parts that others own. */
struct layout_cell {
    const char *part[LAYOUT_PARTS];
    size_t length[LAYOUT_PARTS];
    size_t count;
};

/* Adds a part. NULL and parts beyond LAYOUT_PARTS are ignored. */
void layout_add(struct layout_cell *cell, const char *text);
void layout_add_bytes(struct layout_cell *cell, const char *text, size_t length);

/* Columns of a cell. */
size_t layout_cell_width(const struct layout_cell *cell);

/* Writes a cell padded to `width` columns: blanks before it if `right`, else after it. */
void layout_write(struct output *o, const struct layout_cell *cell, size_t width, bool right);

#endif
