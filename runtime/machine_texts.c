/* machine_texts.c - steps that look into texts: lanes hold ids, the data's table holds what they stand for. */
#define _GNU_SOURCE /* memmem */
#include "machine_frame.h"

#include "code.h"
#include "unit.h"

static uint8_t worse_at(const struct step *s, size_t i)
{
    uint8_t x = s->a->why ? s->a->why[i] : REASON_OK, y = s->b->why ? s->b->why[i] : REASON_OK;
    return x > y ? x : y;
}

/* Neighbouring lanes often hold the same texts: the last answer is kept. */
struct last_pair {
    bool known, answer;
    int64_t a, b;
};

static bool contains(const struct frame *f, int64_t a, int64_t b)
{
    size_t length_a, length_b;
    const char *text_a = text_table_text(f->data->texts, a, &length_a), *text_b = text_table_text(f->data->texts, b, &length_b);
    return memmem(text_a, length_a, text_b, length_b) != NULL;
}

static bool units_match(const struct frame *f, int64_t a, int64_t b)
{
    if (a == b)
        return true;
    size_t length_a, length_b;
    const char *text_a = text_table_text(f->data->texts, a, &length_a), *text_b = text_table_text(f->data->texts, b, &length_b);
    return unit_match(text_a, length_a, text_b, length_b);
}

/* Lanes of `test` over pairs of texts; where it fails and `failure` is a reason, there is no truth for that reason. */
static void each_pair(struct frame *f, const struct step *s, bool (*test)(const struct frame *, int64_t, int64_t), uint8_t failure)
{
    struct reg *dst = s->dst;
    struct last_pair last = {0};
    const int64_t *va = s->a->values, *vb = s->b->values;
    uint8_t any = 0;
    for (size_t i = 0; i < f->domains[s->domain].lanes; i++) {
        uint8_t why = worse_at(s, i), truth = 0;
        if (!why) {
            if (!last.known || last.a != va[i] || last.b != vb[i])
                last = (struct last_pair){true, test(f, va[i], vb[i]), va[i], vb[i]};
            truth = last.answer ? 2 : 0;
            why = truth ? REASON_OK : failure;
        }
        dst->own_truths[i] = truth;
        dst->own_why[i] = why;
        any |= why;
    }
    dst->truths = dst->own_truths;
    dst->why = any ? dst->own_why : NULL;
}

void texts_contain(struct frame *f, const struct step *s)
{
    each_pair(f, s, contains, REASON_OK);
}

void texts_match_units(struct frame *f, const struct step *s)
{
    each_pair(f, s, units_match, REASON_UNIT_MISMATCH);
}

void texts_cut_codes(struct frame *f, const struct step *s)
{
    struct reg *dst = s->dst;
    const char *widths = f->program->constants[s->index].text;
    uint8_t any = 0;
    for (size_t i = 0; i < f->domains[s->domain].lanes; i++) {
        uint8_t why = s->a->why ? s->a->why[i] : REASON_OK;
        int64_t found = 0;
        if (!why) {
            size_t length;
            const char *text = text_table_text(f->data->texts, s->a->values[i], &length);
            int64_t upper = code_upper(text, length, widths);
            if (upper < 0)
                why = upper == CODE_TOP ? REASON_RULE_NA : REASON_NOT_A_CODE;
            else
                found = text_table_enter(f->data->texts, text, (size_t)upper);
        }
        dst->own_values[i] = found;
        any |= dst->own_why[i] = why;
    }
    dst->values = dst->own_values;
    dst->why = any ? dst->own_why : NULL;
    dst->most = MACHINE_MOST;
    dst->minus = false;
}
