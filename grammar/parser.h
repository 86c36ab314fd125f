/* parser.h - what the generated parser is built with: places, memory, depth. For grammar.y and parse.c alone. */
#ifndef HENG_PARSER_H
#define HENG_PARSER_H

#include "../dsl/ast.h"

struct scan;

#define YYLLOC_DEFAULT(current, right, count) \
    ((current) = (count) ? (struct span){YYRHSLOC(right, 1).source, YYRHSLOC(right, 1).start, YYRHSLOC(right, count).end} \
                         : (struct span){YYRHSLOC(right, 0).source, YYRHSLOC(right, 0).end, YYRHSLOC(right, 0).end})
#define YYMALLOC(size) arena_alloc(p->arena, size)
#define YYFREE(pointer) ((void)(pointer)) /* the arena keeps it */

/* Depth of the parser's stack, which bounds the recursion of every later pass; an expression takes up to 8 entries per level. */
#define YYINITDEPTH 200
#define YYMAXDEPTH (8 * AST_MOST_DEPTH)

/* Called by the parser for the one mistake that is not a syntax error: its stack is full. */
void grammar_error(const struct span *at, struct ast_parse *p, struct scan *scan, const char *message);

#endif
