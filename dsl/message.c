/* message.c - the names in a message: {全年预算数} stands for a figure of the report, {27行1栏} for one of the form.
 *
 * Each becomes a path that is resolved, typed and lowered like one of the rule's formula, so that a misspelt one is told and any field or
 * definition can be named. Words such as {左} stand for figures of the result and are left to the runtime. */
#include <stdlib.h>
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

/* The number with which `text` begins, and behind it one of the words; NULL if it does not. */
static const char *read_number(const char *text, const char *zh, const char *en, struct ast_numbers *to)
{
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > 5) return NULL;
    to->first = to->last = (unsigned)strtoul(text, NULL, 10);
    text += digits;
    if (!strncmp(text, zh, strlen(zh))) return text + strlen(zh);
    return strncmp(text, en, strlen(en)) ? NULL : text + strlen(en);
}

/* A path whose last word is 27行1栏, 27行 or 1栏 as the cell of the form; any other as it is. */
static struct ast_expr *cell_of(struct compiler *c, const struct rule *r, struct ast_expr *path)
{
    const struct ast_numbers none = {0, 0};
    struct ast_numbers rows, columns;
    const char *word = path->path.words[path->path.count - 1].text, *rest = read_number(word, "行", "row", &rows);
    if (!rest) rows = none;
    const char *end = rest && !*rest ? rest : read_number(rest ? rest : word, "栏", "col", &columns);
    if (!end || *end) return path;
    if (end == rest) columns = none;
    if (end == rest && !r->column) diag_report(c->diag, DIAG_E0336, path->at);
    struct expansion x = {.c = c, .table = r->form, .column = r->column};
    struct ast_expr sheet = {.kind = AST_SHEET, .depth = 1, .at = path->at,
                             .sheet = {.words = path->path.words, .count = path->path.count - 1, .rows = rows, .columns = columns}};
    return sheet_copy(&x, &sheet);
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
        e = cell_of(c, r, e);
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
