/* form.c - which phrases belong to which scoring form, and which must be there.
 *
 * Circulars leave choices open: whether half a step counts, what a target of 0 means. A form asks for each of them: nothing is assumed. */
#include "form.h"

struct phrase_words {
    const char *zh, *en, *zh_doc, *en_doc;
};

static const struct phrase_words words[] = {
#define FORM(name)
#define PHRASE(name, zh, en, zh_doc, en_doc) {zh, en, zh_doc, en_doc},
#include "form.def"
#undef FORM
#undef PHRASE
};

#define BIT(name) (UINT64_C(1) << PHRASE_##name)

enum need {
    NEED_ONE,    /* exactly one of them */
    NEED_SOME,   /* one or several */
    MAY,         /* at most one */
    NEED_FULL,   /* one, unless a score lends its full marks */
    NEED_ZERO,   /* one, unless the target is known not to be 0 */
    NEED_OUTSIDE /* 其余, or both 低于时 and 超过时 */
};

struct choice {
    enum ast_form form;
    enum need need;
    uint64_t phrases;
};

static const struct choice choices[] = {
    {FORM_MORE, NEED_FULL, BIT(FULL)},
    {FORM_MORE, NEED_ZERO, BIT(ZERO_TARGET)},
    {FORM_LESS, NEED_ONE, BIT(TARGET_OVER_ACTUAL) | BIT(LESS_EXCESS) | BIT(NONE_IF_OVER)},
    {FORM_LESS, NEED_FULL, BIT(FULL)},
    {FORM_LESS, MAY, BIT(ZERO_TARGET)},
    {FORM_EQUAL, NEED_ONE, BIT(NONE_IF_UNEQUAL) | BIT(LESS_DEVIATION) | BIT(SHARE_IF_SHORT)},
    {FORM_EQUAL, NEED_FULL, BIT(FULL)},
    {FORM_EQUAL, NEED_ZERO, BIT(ZERO_TARGET)},
    {FORM_CLOSE, NEED_ONE, BIT(BAND)},
    {FORM_CLOSE, NEED_OUTSIDE, BIT(REST) | BIT(WHEN_UNDER) | BIT(WHEN_OVER)},
    {FORM_CLOSE, NEED_FULL, BIT(FULL)},
    {FORM_CLOSE, NEED_ZERO, BIT(ZERO_TARGET)},
    {FORM_INSIDE, NEED_ONE, BIT(RANGE)},
    {FORM_INSIDE, NEED_OUTSIDE, BIT(REST) | BIT(WHEN_UNDER) | BIT(WHEN_OVER)},
    {FORM_INSIDE, NEED_FULL, BIT(FULL)},
    {FORM_DEDUCT, NEED_SOME, BIT(OVER) | BIT(UNDER)},
    {FORM_DEDUCT, NEED_ONE, BIT(EVERY)},
    {FORM_DEDUCT, NEED_ONE, BIT(TAKE)},
    {FORM_DEDUCT, NEED_ONE, BIT(IN_PROPORTION) | BIT(WHOLE_STEPS) | BIT(PART_AS_WHOLE)},
    {FORM_DEDUCT, NEED_ONE, BIT(DOWN_TO_ZERO) | BIT(BELOW_ZERO) | BIT(LOWEST)},
    {FORM_DEDUCT, NEED_FULL, BIT(FULL)},
    {FORM_ADD, NEED_SOME, BIT(OVER) | BIT(UNDER)},
    {FORM_ADD, NEED_ONE, BIT(EVERY)},
    {FORM_ADD, NEED_ONE, BIT(GIVE)},
    {FORM_ADD, NEED_ONE, BIT(IN_PROPORTION) | BIT(WHOLE_STEPS) | BIT(PART_AS_WHOLE)},
    {FORM_ADD, NEED_ONE, BIT(UP_TO) | BIT(NO_LIMIT)},
    {FORM_INTERPOLATE, NEED_SOME, BIT(ENTRY)},
    {FORM_INTERPOLATE, NEED_ONE, BIT(WHEN_UNDER)},
    {FORM_INTERPOLATE, NEED_ONE, BIT(WHEN_OVER)},
    {FORM_GRADED, NEED_SOME, BIT(ENTRY)},
    {FORM_GRADED, NEED_FULL, BIT(FULL)},
    {FORM_POINTS, NEED_SOME, BIT(ENTRY)},
    {FORM_HIGHEST, NEED_SOME, BIT(ENTRY)},
    {FORM_ONE, NEED_SOME, BIT(ENTRY)},
    {FORM_ONE, NEED_ONE, BIT(IN_ORDER) | BIT(ONLY_ONE)},
    {FORM_TOTAL, NEED_ONE, BIT(FULL)},
    {FORM_TOTAL, NEED_ONE, BIT(NA_RESCALED) | BIT(NA_FULL) | BIT(NA_ZERO) | BIT(NA_SHARED)},
};

enum { CHOICES = sizeof choices / sizeof *choices };

struct ast_phrase *form_phrase(const struct ast_expr *e, enum ast_phrase_kind kind)
{
    struct ast_phrase *f = e->form.phrases;
    while (f && f->kind != kind) f = f->next;
    return f;
}

struct ast_phrase *form_entry(struct ast_phrase *f)
{
    while (f && f->kind != PHRASE_ENTRY) f = f->next;
    return f;
}

static const char *phrase_name(const struct compiler *c, enum ast_phrase_kind kind) { return c->diag->english ? words[kind].en : words[kind].zh; }

/* "按比例计（不满一步的按比例计）、满一个才计（…）或不足一个按一个（…）" */
static const char *list_phrases(struct compiler *c, uint64_t phrases, bool with_docs)
{
    bool english = c->diag->english;
    const char *text = "", *last = NULL;
    for (int k = 0; k < PHRASE_COUNT; k++) {
        if (!(phrases & UINT64_C(1) << k)) continue;
        if (last) text = arena_format(c->scratch, "%s%s%s", text, *text ? english ? ", " : "、" : "", last);
        last = phrase_name(c, (enum ast_phrase_kind)k);
        if (with_docs) last = arena_format(c->scratch, english ? "%s (%s)" : "%s（%s）", last, english ? words[k].en_doc : words[k].zh_doc);
    }
    if (!*text) return last ? last : "";
    return arena_format(c->scratch, "%s%s%s", text, english ? " or " : "或 ", last);
}

static uint64_t allowed_phrases(enum ast_form form)
{
    uint64_t allowed = 0;
    for (int k = 0; k < CHOICES; k++) {
        if (choices[k].form == form) allowed |= choices[k].phrases;
    }
    return allowed;
}

/* Reports phrases that do not belong to the form; the set of those that do. */
static uint64_t collect(struct compiler *c, const struct ast_expr *e)
{
    uint64_t allowed = allowed_phrases(e->form.kind), found = 0;
    for (const struct ast_phrase *f = e->form.phrases; f; f = f->next) {
        uint64_t bit = UINT64_C(1) << f->kind;
        if (!(allowed & bit)) diag_report(c->diag, DIAG_E0521, f->at, e->form.word.text, phrase_name(c, f->kind), list_phrases(c, allowed, false));
        if (found & bit && f->kind != PHRASE_ENTRY) diag_report(c->diag, DIAG_E0522, f->at, phrase_name(c, f->kind));
        found |= bit;
    }
    return found;
}

static void report_excluded(struct compiler *c, const struct ast_expr *e, uint64_t phrases)
{
    const struct ast_phrase *first = NULL;
    for (const struct ast_phrase *f = e->form.phrases; f; f = f->next) {
        if (!(phrases & UINT64_C(1) << f->kind)) continue;
        if (first && first->kind != f->kind) {
            diag_report(c->diag, DIAG_E0523, f->at, phrase_name(c, first->kind), phrase_name(c, f->kind));
            return;
        }
        if (!first) first = f;
    }
}

void form_check_phrases(struct compiler *c, const struct ast_expr *e, bool needs_full, bool needs_zero_target)
{
    if (form_phrase(e, PHRASE_MISTAKE)) return;
    uint64_t found = collect(c, e);
    for (int k = 0; k < CHOICES; k++) {
        const struct choice *choice = &choices[k];
        if (choice->form != e->form.kind) continue;
        uint64_t here = found & choice->phrases, missing = 0;
        bool outside = choice->need == NEED_OUTSIDE;
        if (outside ? (here & BIT(REST) && here != BIT(REST)) : choice->need != NEED_SOME && (here & (here - 1))) {
            report_excluded(c, e, choice->phrases);
            continue;
        }
        switch (choice->need) {
        case NEED_ONE:
        case NEED_SOME: missing = here ? 0 : choice->phrases; break;
        case NEED_FULL: missing = here || !needs_full ? 0 : choice->phrases; break;
        case NEED_ZERO: missing = here || !needs_zero_target ? 0 : choice->phrases; break;
        case NEED_OUTSIDE:
            if (!here) missing = choice->phrases;
            else if (!(here & BIT(REST))) missing = choice->phrases & ~BIT(REST) & ~here;
            break;
        case MAY: break;
        }
        if (missing) diag_report(c->diag, DIAG_E0524, e->form.word.at, e->form.word.text, list_phrases(c, missing, true));
    }
}
