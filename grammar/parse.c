/* parse.c - begins a parse of a whole text or of one expression, after the checks that need no grammar. */
#include "parse.h"

#include <stdint.h>

#include "../runtime/text.h"
#include "grammar.h"
#include "parser.h"
#include "scan.h"

void grammar_error(const struct span *at, struct ast_parse *p, struct scan *scan, const char *message)
{
    (void)scan;
    (void)message;
    if (!p->too_deep)
        diag_report(p->diag, DIAG_E0902, *at, (int)AST_MOST_DEPTH);
    p->too_deep = true;
}

static void parse(struct ast_parse *p, int first)
{
    const struct source *source = &p->diag->sources[p->source];
    p->items = NULL;
    p->expr = NULL;
    p->too_deep = false;
    struct span at = {p->source, 0, 0};
    if (source->length > PARSE_MOST_BYTES) {
        diag_report(p->diag, DIAG_E0901, at, source->length, (size_t)PARSE_MOST_BYTES);
        return;
    }
    size_t invalid = text_invalid_utf8(source->text, source->length);
    if (invalid != SIZE_MAX) {
        at.start = (uint32_t)invalid;
        at.end = at.start + 1;
        diag_report(p->diag, DIAG_E0101, at, invalid + 1, (unsigned)(unsigned char)source->text[invalid]);
        return;
    }
    struct scan scan;
    scan_begin(&scan, p, first);
    grammar_parse(p, &scan);
}

void parse_file(struct ast_parse *p)
{
    parse(p, START_FILE);
}

void parse_expression(struct ast_parse *p)
{
    parse(p, START_EXPRESSION);
}
