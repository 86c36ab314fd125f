/* message.c - the names in a message: {全年预算数} stands for a figure of the report.
 *
 * Each becomes a path that is resolved, typed and lowered like one of the rule's formula, so that a misspelt one is told and any field or
 * definition can be named. Words such as {左} stand for figures of the result and are left to the runtime. */
#include <string.h>

#include "expand.h"

static bool is_figure(const char *name)
{
    static const char *const known[] = {"左", "右", "差", "允差", "名称", "行", "自评", "复算",
                                        "left", "right", "difference", "allowance", "name", "row", "self", "recomputed"};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (!strcmp(known[k], name)) return true;
    }
    return false;
}

/* Where "name" stands in the text of the message; the whole message if it is written there in another way. */
static struct span place_of(const struct compiler *c, struct span message, const char *name)
{
    const struct source *s = &c->diag->sources[message.source];
    size_t length = strlen(name);
    for (uint32_t at = message.start; at + length <= message.end; at++) {
        if (at && s->text[at - 1] == '{' && !memcmp(s->text + at, name, length) && s->text[at + length] == '}') {
            return (struct span){message.source, at, at + (uint32_t)length};
        }
    }
    return message;
}

static struct ast_expr *path_of(struct compiler *c, const char *name, struct span at)
{
    struct ast_expr *e = arena_alloc(c->scratch, sizeof *e);
    e->kind = AST_PATH;
    e->depth = 1;
    e->at = at;
    e->path.count = 1;
    for (const char *p = name; (p = strchr(p, '.')); p++) e->path.count++;
    e->path.words = arena_alloc(c->scratch, e->path.count * sizeof *e->path.words);
    for (unsigned k = 0; k < e->path.count; k++) {
        size_t length = strcspn(name, ".");
        e->path.words[k] = (struct ast_word){arena_copy(c->scratch, name, length), at};
        name += length + 1;
    }
    return e;
}

/* Adds the names of one message to the rule's mentions. A brace without its end or its name is reported. */
static void read_message(struct compiler *c, struct rule *r, const struct ast_expr *message)
{
    const char *open = message->string.text;
    while ((open = strchr(open, '{'))) {
        if (open[1] == '{') { /* a brace */
            open += 2;
            continue;
        }
        size_t length = strcspn(open + 1, "}");
        const char *name = arena_copy(c->scratch, open + 1, length);
        if (!open[1 + length] || !length) {
            diag_report(c->diag, DIAG_E0607, message->at, name);
            return;
        }
        open += 1 + length;
        if (is_figure(name)) continue;
        struct ast_expr *e = path_of(c, name, place_of(c, message->at, name));
        for (unsigned k = 0; k < e->path.count; k++) e->path.words[k].text = expand_word(c, r->column, &e->path.words[k]);
        e->next = r->mentions;
        r->mentions = e;
    }
}

void read_messages(struct compiler *c)
{
    for (size_t k = 0; k < c->rule_count; k++) {
        for (const struct ast_clause *clause = c->rules[k]->item->clauses; clause; clause = clause->next) {
            if (clause->kind == AST_MESSAGE) read_message(c, c->rules[k], clause->value);
        }
    }
}
