/* parse.h - from text to syntax tree. */
#ifndef HENG_PARSE_H
#define HENG_PARSE_H

#include "../dsl/ast.h"

enum { PARSE_MOST_BYTES = 1 << 30 }; /* longest text; a longer one is reported and not parsed */

/* Parses source `p->source` of `p->diag->sources`. Mistakes are reported there; parsing goes on after them, and the tree then lacks the
 * statements that hold one. Text that is not UTF-8 is reported and not parsed. All memory comes from `p->arena`, whose boundary must
 * be set; it is left by the jump only. */

/* A file: sets p->items (NULL for a text without statements). */
void parse_file(struct ast_parse *p);

/* One bare expression: sets p->expr (NULL after a mistake). */
void parse_expression(struct ast_parse *p);

#endif
