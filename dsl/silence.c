/* silence.c - 忽略: warnings that a rule asks not to hear, with the reason.
 *
 * A warning belongs to the rule that its place lies in, whichever pass gives it; so the clauses go to the sink before the passes run. */
#include <string.h>

#include "compile.h"

bool silence_is_blank(const char *text)
{
    while (*text == ' ' || *text == '\t' || !strncmp(text, "　", strlen("　"))) text += *text & 0x80 ? strlen("　") : 1;
    return !*text;
}

/* Warnings about rulesets, and the one note that stands by itself: W08 are about data, which no rule can know of. */
static bool can_be_ignored(enum diag_code code)
{
    return code == DIAG_N0653 || (diag_severity(code) == DIAG_WARNING && strncmp(diag_name(code), "W08", 3) != 0);
}

static const char *suggest_code(struct compiler *c, const char *name)
{
    struct suggest s;
    suggest_start(&s, name);
    for (int k = 0; k < DIAG_COUNT; k++) {
        if (can_be_ignored((enum diag_code)k)) suggest_offer(&s, diag_name((enum diag_code)k));
    }
    return suggest_text(c, &s);
}

static void collect(struct compiler *c, const struct ast_item *item, const struct ast_clause *clause, size_t *capacity)
{
    enum diag_code code = diag_find(clause->code.text);
    if (silence_is_blank(clause->value->string.text)) diag_report(c->diag, DIAG_E0652, clause->value->at);
    if (code == DIAG_COUNT) diag_report(c->diag, DIAG_E0651, clause->code.at, clause->code.text, suggest_code(c, clause->code.text));
    else if (!can_be_ignored(code)) diag_report(c->diag, DIAG_E0653, clause->code.at, clause->code.text);
    if (code == DIAG_COUNT || !can_be_ignored(code)) return;
    struct diag_sink *d = c->diag;
    d->silences = arena_grow(c->scratch, d->silences, d->silence_count, capacity, sizeof *d->silences);
    d->silences[d->silence_count++] = (struct diag_silence){code, item->at, clause->code.at, false};
}

void silence_collect(struct compiler *c)
{
    size_t capacity = 0;
    for (size_t k = 0; k < c->file_count; k++) {
        for (const struct ast_item *i = c->files[k]; i; i = i->next) {
            if (i->kind == AST_RULESET) continue; /* declare tells that it has no effect there */
            for (const struct ast_clause *a = i->clauses; a; a = a->next) {
                if (a->kind == AST_IGNORE) collect(c, i, a, &capacity);
            }
        }
    }
}

void silence_forget(struct compiler *c, struct span at)
{
    for (size_t k = 0; k < c->diag->silence_count; k++) {
        struct diag_silence *s = &c->diag->silences[k];
        if (s->at.source == at.source && s->at.start == at.start) s->used = true;
    }
}

void silence_report(struct compiler *c)
{
    for (size_t k = 0; k < c->diag->silence_count; k++) {
        const struct diag_silence *s = &c->diag->silences[k];
        bool own = s->at.source < c->given_count; /* of other files not everything is told */
        if (!s->used && own) diag_report(c->diag, DIAG_W0651, s->from, diag_name(s->code));
    }
}
