/* mistake.h - syntax errors in an author's words. */
#ifndef HENG_MISTAKE_H
#define HENG_MISTAKE_H

#include "scan.h"

enum { MISTAKE_TOKENS = 400 }; /* more than the largest token */

/* Reports that the token at `at`, the last one of `scan`, cannot stand there; expected[t] is true if token t could. */
void mistake_report(struct ast_parse *p, const struct scan *scan, struct span at, const bool expected[MISTAKE_TOKENS]);

#endif
