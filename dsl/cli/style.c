/* style.c - colour, where somebody looks. */
#include "style.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

bool style_wanted(int file)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(file) && !(no_colour && *no_colour) && terminal && strcmp(terminal, "dumb");
}

void style_set(struct output *o, enum style style)
{
    static const char *const escapes[] = {
        [STYLE_PLAIN] = "\033[0m",   [STYLE_HEADING] = "\033[1m", [STYLE_FAINT] = "\033[2m", [STYLE_RED] = "\033[1;31m",
        [STYLE_YELLOW] = "\033[33m", [STYLE_BLUE] = "\033[36m",   [STYLE_GREEN] = "\033[32m",
    };
    if (o->colour)
        output_text(o, escapes[style]);
}
