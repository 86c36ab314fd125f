/* form_check.c - types of the scoring forms. */
#include <string.h>

#include "check.h"
#include "form.h"

static struct type points(void) { return type_in_unit(unit_find("分", strlen("分"))); }

static bool anything(const struct type *t) { return t->kind == TYPE_UNKNOWN || t->kind == TYPE_NOTHING; }

/* Types a part of the form and joins its lanes to the form's. */
static const struct type *check_part(struct compiler *c, struct ast_expr *form, struct ast_expr *part)
{
    const struct typed *t = check_expr(c, part);
    typed_of(form)->domain = check_join(c, typed_of(form)->domain, t->domain, part->at);
    return &t->type;
}

static void check_part_points(struct compiler *c, struct ast_expr *form, struct ast_phrase *f)
{
    if (!f || !f->value) return;
    check_part(c, form, f->value);
    check_points(c, f->value);
}

/* A part that must be a number like `t`; a bare one takes its unit. */
static void check_alike(struct compiler *c, struct ast_expr *form, struct ast_expr *part, const struct type *t)
{
    const struct type *own = check_part(c, form, part);
    if (!check_number(c, part, form->form.word.text) || anything(own) || anything(t)) return;
    if (own->bare && !t->bare) check_adopt(c, part, t);
    if (type_same_dimension(&typed_of(part)->type, t)) return;
    diag_report(c->diag, DIAG_E0402, part->at, type_name(c->scratch, t, c->diag->english),
                type_name(c->scratch, &typed_of(part)->type, c->diag->english));
}

/* Reports a constant that is not above 0 (or below 0, if 0 is allowed). */
static void check_sign(struct compiler *c, const struct ast_phrase *f, bool zero_allowed)
{
    mpq_t value;
    if (!f || !f->value || typed_of(f->value)->type.kind != TYPE_NUMBER) return;
    mpq_init(value);
    if (constant_value(c, f->value, value) && mpq_sgn(value) < !zero_allowed) diag_report(c->diag, DIAG_E0525, f->value->at, f->word.text);
    mpq_clear(value);
}

/* What happens in a case: points, 无法计算, or in proportion where that has a meaning. */
static void check_treatment(struct compiler *c, struct ast_expr *form, struct ast_phrase *f, bool proportion)
{
    if (!f) return;
    if (f->treat == AST_TREAT_PROPORTION && !proportion) diag_report(c->diag, DIAG_E0530, f->at);
    check_part_points(c, form, f);
}

/* ---- actual and target ---- */

static bool is_constant_above_or_below_zero(struct compiler *c, const struct ast_expr *e)
{
    mpq_t value;
    if (typed_of(e)->type.kind != TYPE_NUMBER) return false;
    mpq_init(value);
    bool known = constant_value(c, e, value) && mpq_sgn(value) != 0;
    mpq_clear(value);
    return known;
}

static void check_band(struct compiler *c, struct ast_expr *e, bool cells)
{
    struct ast_phrase *band = form_phrase(e, PHRASE_BAND);
    if (!band) return;
    const struct type *target = &typed_of(e->form.target)->type;
    if (!cells) {
        check_alike(c, e, band->value, &typed_of(e->form.subject)->type);
    } else if (target->kind == TYPE_NUMBER && !target->bare) { /* a cell against what the rule says */
        check_alike(c, e, band->value, target);
    } else {
        const struct type *t = check_part(c, e, band->value);
        if (check_number(c, band->value, band->word.text) && t->kind == TYPE_NUMBER && !t->unit.zh[0]) diag_report(c->diag, DIAG_E0529, band->value->at);
    }
    check_sign(c, band, true);
}

/* 正向 反向 等于 接近: figures alike, or cells whose units are compared when the data is there. */
static struct type check_compared(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *actual = e->form.subject, *target = e->form.target;
    check_part(c, e, actual);
    check_part(c, e, target);
    if (typed_of(target)->type.kind == TYPE_CELL) typed_of(target)->target.lenient = true;
    bool cells = check_cells(actual, target);
    const char *name = e->form.word.text;
    if (!cells && check_number(c, actual, name) && check_number(c, target, name)) check_unify(c, actual, target);
    check_treatment(c, e, form_phrase(e, PHRASE_ZERO_TARGET), false);
    check_treatment(c, e, form_phrase(e, PHRASE_REST), true);
    check_treatment(c, e, form_phrase(e, PHRASE_WHEN_UNDER), true);
    check_treatment(c, e, form_phrase(e, PHRASE_WHEN_OVER), true);
    check_band(c, e, cells);
    return points();
}

static struct type check_inside(struct compiler *c, struct ast_expr *e)
{
    struct ast_phrase *range = form_phrase(e, PHRASE_RANGE);
    check_part(c, e, e->form.subject);
    if (check_number(c, e->form.subject, e->form.word.text) && range) {
        check_interval(c, e->form.subject, range->interval, &typed_of(e)->domain);
        check_interval_order(c, range->interval);
    }
    check_treatment(c, e, form_phrase(e, PHRASE_REST), true);
    check_treatment(c, e, form_phrase(e, PHRASE_WHEN_UNDER), true);
    check_treatment(c, e, form_phrase(e, PHRASE_WHEN_OVER), true);
    return points();
}

/* ---- steps ---- */

static void check_threshold(struct compiler *c, struct ast_expr *e, enum ast_phrase_kind kind)
{
    struct ast_phrase *f = form_phrase(e, kind);
    if (!f) return;
    check_part(c, e, f->value);
    bool date = typed_of(e->form.subject)->type.kind == TYPE_DATE;
    if (date || check_number(c, f->value, f->word.text)) check_unify(c, e->form.subject, f->value);
}

/* Between the two thresholds nothing is taken or given: the one of 超过 is not below the one of 低于. */
static void check_thresholds(struct compiler *c, struct ast_expr *e)
{
    const struct ast_phrase *over = form_phrase(e, PHRASE_OVER), *under = form_phrase(e, PHRASE_UNDER);
    mpq_t high, low;
    if (!over || !under) return;
    mpq_inits(high, low, NULL);
    if (constant_value(c, over->value, high) && constant_value(c, under->value, low) && mpq_cmp(high, low) < 0) diag_report(c->diag, DIAG_E0536, over->value->at);
    mpq_clears(high, low, NULL);
}

/* Months are of many lengths: they are counted whole or begun, so many at a time. */
static void check_months(struct compiler *c, const struct ast_expr *e, const struct ast_phrase *every)
{
    const struct ast_phrase *part = form_phrase(e, PHRASE_IN_PROPORTION);
    mpq_t value;
    mpq_init(value);
    if (!constant_value(c, every->value, value) || mpz_cmp_ui(mpq_denref(value), 1) != 0) diag_report(c->diag, DIAG_E0535, every->value->at);
    if (part) diag_report(c->diag, DIAG_E0530, part->at);
    mpq_clear(value);
}

/* 扣分, 加分: the subject and its thresholds are numbers alike, or dates; then a step is in days. */
static struct type check_steps(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *subject = e->form.subject;
    const struct type *t = check_part(c, e, subject);
    bool date = t->kind == TYPE_DATE;
    if (!date) check_number(c, subject, e->form.word.text);
    check_threshold(c, e, PHRASE_OVER);
    check_threshold(c, e, PHRASE_UNDER);
    check_thresholds(c, e);
    struct type step = date ? type_in_unit(unit_find("天", strlen("天"))) : typed_of(subject)->type;
    struct type month = type_in_unit(unit_find("个月", strlen("个月")));
    struct ast_phrase *every = form_phrase(e, PHRASE_EVERY), *take = form_phrase(e, PHRASE_TAKE), *give = form_phrase(e, PHRASE_GIVE);
    if (every && date && type_same_dimension(check_part(c, e, every->value), &month)) check_months(c, e, every);
    else if (every) check_alike(c, e, every->value, &step);
    check_sign(c, every, false);
    if (take && !type_is_percent(check_part(c, e, take->value))) check_points(c, take->value);
    check_sign(c, take, false);
    check_part_points(c, e, give);
    check_sign(c, give, false);
    check_part_points(c, e, form_phrase(e, PHRASE_LOWEST));
    check_part_points(c, e, form_phrase(e, PHRASE_UP_TO));
    return points();
}

/* ---- lists ---- */

/* Entries have a value, or an interval where that is what they are about. */
static bool check_kind(struct compiler *c, const struct ast_phrase *f, bool interval)
{
    static const char *const examples[][2] = {{"写一个值，如 60% : 6分", "a value, as in 60% : 6分"},
                                              {"写一段，如 \"达成\" : [80%, 100%]", "a range, as in \"met\" : [80%, 100%]"}};
    if (!f->interval != interval) return true;
    diag_report(c->diag, DIAG_E0533, f->at, examples[interval][c->diag->english]);
    return false;
}

enum { MOST_NAMED = 100 }; /* entries whose names are compared with each other */

/* True if a list of names is not too long. */
static bool check_count(struct compiler *c, const struct ast_expr *form)
{
    size_t count = 0;
    for (struct ast_phrase *f = form_entry(form->form.phrases); f; f = form_entry(f->next)) count++;
    if (count > MOST_NAMED) diag_report(c->diag, DIAG_E0534, form->form.word.at, form->form.word.text, (int)MOST_NAMED);
    return count <= MOST_NAMED;
}

static void check_name(struct compiler *c, struct ast_expr *form, const struct ast_phrase *f)
{
    check_part(c, form, f->key);
    if (f->key->kind != AST_STRING) {
        diag_report(c->diag, DIAG_E0531, f->key->at);
        return;
    }
    for (struct ast_phrase *o = form_entry(form->form.phrases); o != f; o = form_entry(o->next)) {
        if (o->key->kind == AST_STRING && !strcmp(o->key->string.text, f->key->string.text)) {
            diag_report(c->diag, DIAG_E0532, f->key->at, form->form.word.text, f->key->string.text);
            return;
        }
    }
}

/* The common type of the entries' values and of what `more` phrases give. */
static struct type check_values(struct compiler *c, struct ast_expr *e)
{
    struct ast_expr *first = NULL;
    struct type t = type_of(TYPE_UNKNOWN);
    for (struct ast_phrase *f = e->form.phrases; f; f = f->next) {
        if (!f->value) continue;
        check_part(c, e, f->value);
        if (!check_number(c, f->value, e->form.word.text)) continue;
        if (!first || anything(&typed_of(first)->type) || (typed_of(first)->type.bare && !typed_of(f->value)->type.bare)) first = f->value;
    }
    for (struct ast_phrase *f = e->form.phrases; f && first; f = f->next) {
        if (f->value && f->value != first) check_unify(c, first, f->value);
    }
    if (first) t = typed_of(first)->type;
    return t;
}

static struct type check_interpolate(struct compiler *c, struct ast_expr *e)
{
    check_part(c, e, e->form.subject);
    bool number = check_number(c, e->form.subject, e->form.word.text), first = true;
    size_t count = 0;
    mpq_t before, here;
    mpq_inits(before, here, NULL);
    for (struct ast_phrase *f = form_entry(e->form.phrases); f; f = form_entry(f->next), count++) {
        check_part(c, e, f->key);
        if (!check_kind(c, f, false) || !check_number(c, f->key, e->form.word.text) || !number) continue;
        check_unify(c, e->form.subject, f->key);
        bool known = constant_value(c, f->key, here);
        if (!known) constant_wanted(c, f->key, DIAG_E0526);
        else if (!first && mpq_cmp(before, here) >= 0) diag_report(c->diag, DIAG_E0526, f->key->at);
        if (known) mpq_set(before, here);
        first = first && !known;
    }
    mpq_clears(before, here, NULL);
    if (count == 1) diag_report(c->diag, DIAG_E0527, e->form.word.at, e->form.word.text);
    struct ast_phrase *under = form_phrase(e, PHRASE_WHEN_UNDER), *over = form_phrase(e, PHRASE_WHEN_OVER);
    if (under && under->treat == AST_TREAT_PROPORTION) diag_report(c->diag, DIAG_E0530, under->at);
    if (over && over->treat == AST_TREAT_PROPORTION) diag_report(c->diag, DIAG_E0530, over->at);
    return check_values(c, e);
}

static struct type check_alternatives(struct compiler *c, struct ast_expr *e)
{
    size_t count = 0;
    if (!check_count(c, e)) return type_of(TYPE_UNKNOWN);
    for (struct ast_phrase *f = form_entry(e->form.phrases); f; f = form_entry(f->next), count++) {
        check_name(c, e, f);
        check_kind(c, f, false);
    }
    if (count == 1) diag_report(c->diag, DIAG_E0527, e->form.word.at, e->form.word.text);
    return check_values(c, e);
}

static struct type check_list(struct compiler *c, struct ast_expr *e)
{
    for (struct ast_phrase *f = form_entry(e->form.phrases); f; f = form_entry(f->next)) {
        check_part(c, e, f->key);
        check_truth(c, f->key, e->form.word.text);
        if (check_kind(c, f, false)) check_part_points(c, e, f);
    }
    return points();
}

/* ---- 定性 ---- */

static void check_end(struct compiler *c, struct ast_expr *form, const struct ast_end *end)
{
    mpq_t value;
    if (!end->value) return;
    check_part(c, form, end->value);
    mpq_init(value);
    bool share = check_number(c, end->value, form->form.word.text) && type_is_dimensionless(&typed_of(end->value)->type);
    if (!share || !constant_value(c, end->value, value) || mpq_sgn(value) < 0 || mpq_cmp_ui(value, 1, 1) > 0) {
        diag_report(c->diag, DIAG_E0528, end->value->at);
    }
    mpq_clear(value);
}

static struct type check_graded(struct compiler *c, struct ast_expr *e)
{
    check_part(c, e, e->form.subject);
    check_points(c, e->form.subject);
    const struct type *grade = check_part(c, e, e->form.target);
    struct type text = type_of(TYPE_TEXT);
    if (grade->kind != TYPE_TEXT && !anything(grade)) {
        diag_report(c->diag, DIAG_E0401, e->form.target->at, e->form.word.text, type_name(c->scratch, &text, c->diag->english),
                    type_name(c->scratch, grade, c->diag->english));
    }
    unsigned before = c->diag->errors;
    if (!check_count(c, e)) return type_of(TYPE_TRUTH);
    for (struct ast_phrase *f = form_entry(e->form.phrases); f; f = form_entry(f->next)) {
        check_name(c, e, f);
        if (!check_kind(c, f, true)) continue;
        check_end(c, e, &f->interval->low);
        if (f->interval->high.value != f->interval->low.value) check_end(c, e, &f->interval->high);
        check_interval_order(c, f->interval);
    }
    if (c->diag->errors == before) check_grades(c, e);
    return type_of(TYPE_TRUTH);
}

/* ---- 一票否决, 汇总 ---- */

static struct type check_veto(struct compiler *c, struct ast_expr *e)
{
    check_part(c, e, e->form.subject);
    check_part(c, e, e->form.target);
    check_part(c, e, e->form.otherwise);
    check_truth(c, e->form.subject, e->form.word.text);
    return check_unify(c, e->form.target, e->form.otherwise);
}

/* The rows' lanes do not reach the result. */
static struct type check_total(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    struct ast_phrase *full = form_phrase(e, PHRASE_FULL), *rescaled = form_phrase(e, PHRASE_NA_RESCALED);
    check_expr(c, e->form.subject);
    check_points(c, e->form.subject);
    if (full) {
        check_expr(c, full->value);
        check_points(c, full->value);
    }
    t->domain = t->table ? t->outer : 0;
    check_part_points(c, e, rescaled);
    return points();
}

static struct type check_kinds(struct compiler *c, struct ast_expr *e)
{
    switch (e->form.kind) {
    case FORM_MORE:
    case FORM_LESS:
    case FORM_EQUAL:
    case FORM_CLOSE: return check_compared(c, e);
    case FORM_INSIDE: return check_inside(c, e);
    case FORM_DEDUCT:
    case FORM_ADD: return check_steps(c, e);
    case FORM_INTERPOLATE: return check_interpolate(c, e);
    case FORM_GRADED: return check_graded(c, e);
    case FORM_POINTS: return check_list(c, e);
    case FORM_HIGHEST:
    case FORM_ONE: return check_alternatives(c, e);
    case FORM_TOTAL: return check_total(c, e);
    case FORM_VETO: return check_veto(c, e);
    case FORM_COUNT: break;
    }
    return type_of(TYPE_UNKNOWN);
}

/* True if what lies outside is in proportion to the target, which a target of 0 does not allow. */
static bool in_proportion(const struct ast_expr *e)
{
    static const enum ast_phrase_kind outside[] = {PHRASE_REST, PHRASE_WHEN_UNDER, PHRASE_WHEN_OVER};
    for (size_t k = 0; k < sizeof outside / sizeof *outside; k++) {
        const struct ast_phrase *f = form_phrase(e, outside[k]);
        if (f && f->treat == AST_TREAT_PROPORTION) return true;
    }
    return false;
}

void check_form(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    struct ast_phrase *full = form_phrase(e, PHRASE_FULL);
    const struct rule *r = c->checking;
    bool lent = r && r->kind == RULE_SCORE;
    t->domain = 0;
    t->type = check_kinds(c, e);
    if (e->form.kind != FORM_TOTAL && full) check_part_points(c, e, full);
    bool wants_zero = e->form.target && e->form.kind != FORM_VETO && !is_constant_above_or_below_zero(c, e->form.target);
    if (e->form.kind == FORM_EQUAL && form_phrase(e, PHRASE_NONE_IF_UNEQUAL)) wants_zero = false;
    if (e->form.kind == FORM_CLOSE && !in_proportion(e)) wants_zero = false;
    form_check_phrases(c, e, !lent, wants_zero);
    bool takes_full = e->form.kind <= FORM_DEDUCT || e->form.kind == FORM_GRADED;
    if (takes_full && !full && lent) t->domain = check_join(c, t->domain, typed_of(r->item->value)->domain, e->at);
}
