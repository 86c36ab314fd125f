/* suggest.c - the nearest of the known names to one that is unknown. */
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "../runtime/text.h"
#include "compile.h"

void suggest_start(struct suggest *s, const char *wanted)
{
    s->wanted = wanted;
    s->best = NULL;
    s->distance = UINT_MAX;
}

void suggest_offer(struct suggest *s, const char *name)
{
    unsigned d = text_near(s->wanted, strlen(s->wanted), name, strlen(name));
    if (d >= s->distance) return;
    s->distance = d;
    s->best = name;
}

void suggest_units(struct suggest *s)
{
    for (int k = 0; k < unit_count(); k++) {
        suggest_offer(s, unit_at(k)->zh);
        suggest_offer(s, unit_at(k)->en);
    }
}

/* True if a name needs no 「」: letters, digits and _, not beginning with a digit. */
static bool is_plain(const char *name)
{
    bool first = true;
    for (size_t left = strlen(name); left; first = false) {
        int32_t codepoint;
        size_t size = text_next(name, left, &codepoint);
        utf8proc_category_t category = utf8proc_category(codepoint);
        bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
        bool digit = category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NL;
        if (!letter && codepoint != '_' && (first || !digit)) return false;
        name += size;
        left -= size;
    }
    return !first;
}

const char *suggest_text(struct compiler *c, const struct suggest *s)
{
    if (!s->best) return "";
    const char *name = is_plain(s->best) || strchr(s->best, '.') ? s->best : arena_format(c->scratch, "「%s」", s->best);
    return arena_format(c->scratch, c->diag->english ? "; did you mean %s?" : "；是否为 %s？", name);
}
