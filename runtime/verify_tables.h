/* verify_tables.h - the part of program_verify that looks at a program's tables, not at its code. */
#ifndef HENG_VERIFY_TABLES_H
#define HENG_VERIFY_TABLES_H

#include "program.h"

/* NULL if domains, fields, constants, outputs, rules and traces only refer to what is there, else a sentence in the arena. */
const char *verify_tables(const struct heng_program *p, struct arena *a);

/* True if the span lies within its source. The empty span {0, 0, 0} needs none. */
bool verify_span(const struct heng_program *p, struct span at);

#endif
