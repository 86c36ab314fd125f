/* markup.h - texts inside XML and HTML. */
#ifndef HENG_CLI_MARKUP_H
#define HENG_CLI_MARKUP_H

#include "output.h"

/* Adds a text that others wrote, for an element or an attribute in double quotes: what markup gives a meaning is escaped, and what it does
 * not allow (control characters, broken UTF-8) becomes U+FFFD. */
void markup_text(struct output *o, const char *text);
void markup_bytes(struct output *o, const char *text, size_t length);

#endif
