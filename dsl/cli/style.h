/* style.h - colour, where somebody looks. */
#ifndef HENG_CLI_STYLE_H
#define HENG_CLI_STYLE_H

#include <stdbool.h>

struct output;

enum style { STYLE_PLAIN, STYLE_HEADING, STYLE_FAINT, STYLE_RED, STYLE_YELLOW, STYLE_BLUE, STYLE_GREEN };

/* True if `file` is a terminal that may be coloured: NO_COLOR is not set, TERM is not "dumb". */
bool style_wanted(int file);

/* Goes on in this style; nothing if the output has no colour. */
void style_set(struct output *o, enum style style);

#endif
