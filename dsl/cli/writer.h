/* writer.h - JSON on its way out: one object or array per line. */
#ifndef HENG_CLI_WRITER_H
#define HENG_CLI_WRITER_H

#include <yajl/yajl_gen.h>

#include "output.h"

/* A generator that writes to `o`, to be released with yajl_gen_free(); NULL if there is no memory. */
yajl_gen writer_new(struct output *o);

/* Ends the line after a complete value; the next may follow. */
void writer_line(yajl_gen g, struct output *o);

/* A key and its value; nothing if the value is NULL. Broken UTF-8 is written as U+FFFD. */
void writer_text(yajl_gen g, const char *key, const char *value);
void writer_bytes(yajl_gen g, const char *key, const char *value, size_t length);
void writer_number(yajl_gen g, const char *key, long long value);

/* A key alone. */
void writer_key(yajl_gen g, const char *key);

#endif
