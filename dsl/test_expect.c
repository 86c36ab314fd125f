/* test_expect.c - checks what tests expect: the rule, the row, the part of the result, and the type of the value. */
#include <limits.h>
#include <string.h>

#include "../runtime/cell.h"
#include "check.h"
#include "test.h"

const char *test_at(struct compiler *c, struct span at)
{
    unsigned line, column;
    const struct source *s = &c->program->sources[at.source];
    source_position(s, at.start, &line, &column);
    return arena_format(c->lasting, "%s:%u:%u", s->name, line, column);
}

const char *test_source(struct compiler *c, struct span at)
{
    struct buffer b = buffer_start(c->lasting);
    buffer_add_source(&b, c->program->sources[at.source].text + at.start, at.end - at.start);
    return buffer_text(&b);
}

/* The whole number that a literal is; -1 if it is none. */
static long whole_number(const struct ast_expr *e)
{
    const char *digits = e->number.digits;
    size_t length = strlen(digits);
    bool whole = !e->number.unit.text && length <= 9 && strspn(digits, "0123456789") == length;
    return whole ? strtol(digits, NULL, 10) : -1;
}

size_t test_row_number(struct compiler *c, const struct ast_expr *e)
{
    long number = whole_number(e);
    if (number < 1) diag_report(c->diag, DIAG_E1007, e->at);
    return number < 1 ? 0 : (size_t)number;
}

/* ---- outcomes ---- */

struct outcome_word {
    const char *zh, *en;
    heng_outcome outcome;
};

static const struct outcome_word outcome_words[] = {
    {"通过", "pass", HENG_PASS},           {"尾差", "rounding", HENG_ROUNDING},
    {"不通过", "fail", HENG_FAIL},         {"已说明", "explained", HENG_EXPLAINED},
    {"数据不足", "no_data", HENG_NO_DATA}, {"无法计算", "error", HENG_ERROR},
    {"不适用", "not_applicable", HENG_NOT_APPLICABLE},
};

enum { OUTCOME_WORDS = sizeof outcome_words / sizeof *outcome_words };

static bool set_outcome(struct compiler *c, const struct rule *r, const struct ast_word *word, struct test_expectation *x)
{
    struct suggest s;
    suggest_start(&s, word->text);
    for (int k = 0; k < OUTCOME_WORDS; k++) {
        const struct outcome_word *w = &outcome_words[k];
        suggest_offer(&s, w->zh);
        suggest_offer(&s, w->en);
        if (strcmp(w->zh, word->text) && strcmp(w->en, word->text)) continue;
        bool told = w->outcome == HENG_NO_DATA || w->outcome == HENG_ERROR || w->outcome == HENG_NOT_APPLICABLE;
        if (r->kind == RULE_VALUE && !told) diag_report(c->diag, DIAG_E1011, word->at, r->name, word->text);
        x->outcome = w->outcome;
        return true;
    }
    diag_report(c->diag, DIAG_E1008, word->at, word->text, suggest_text(c, &s));
    return false;
}

/* ---- parts of results ---- */

enum { OF_VALUE = 1, OF_SCORE = 2, OF_CHECK = 4, OF_SIDES = 8 /* a check whose top is a comparison */ };

struct part_word {
    const char *zh, *en;
    enum test_part part;
    unsigned of;
};

static const struct part_word part_words[] = {
    {"得分", "points", TEST_PART_VALUE, OF_SCORE},
    {"自评", "self", TEST_PART_SELF, OF_SCORE},
    {"满分", "full", TEST_PART_FULL, OF_SCORE},
    {"左", "left", TEST_PART_LEFT, OF_SIDES},
    {"右", "right", TEST_PART_RIGHT, OF_SIDES},
    {"差", "difference", TEST_PART_DIFFERENCE, OF_SCORE | OF_SIDES},
    {"允差", "allowance", TEST_PART_ALLOWANCE, OF_SCORE | OF_SIDES},
    {"消息", "message", TEST_PART_MESSAGE, OF_SCORE | OF_CHECK},
    {"原因", "reason", TEST_PART_REASON, OF_VALUE | OF_SCORE | OF_CHECK},
    {"依据", "basis", TEST_PART_BASIS, OF_VALUE | OF_SCORE | OF_CHECK},
    {"层级", "layer", TEST_PART_LAYER, OF_VALUE | OF_SCORE | OF_CHECK},
};

enum { PART_WORDS = sizeof part_words / sizeof *part_words };

static unsigned kind_of(const struct rule *r)
{
    switch (r->kind) {
    case RULE_VALUE: return OF_VALUE;
    case RULE_SCORE: return OF_SCORE;
    case RULE_CHECK: return r->value && r->value->kind == AST_COMPARE ? OF_CHECK | OF_SIDES : OF_CHECK;
    }
    return 0;
}

static bool set_part(struct compiler *c, const struct rule *r, const struct ast_step *step, struct test_expectation *x)
{
    const char *word = step->next ? "" : step->name.text;
    struct buffer known = buffer_start(c->scratch);
    for (int k = 0; k < PART_WORDS; k++) {
        const struct part_word *w = &part_words[k];
        if (!(w->of & kind_of(r))) continue;
        buffer_add(&known, known.length ? " " : "");
        buffer_add(&known, c->diag->english ? w->en : w->zh);
        if (!word || (strcmp(w->zh, word) && strcmp(w->en, word))) continue;
        x->part = w->part;
        return true;
    }
    struct span at = step->at;
    for (; step; step = step->next) at.end = step->at.end;
    diag_report(c->diag, DIAG_E1009, at, r->name, test_source(c, at), buffer_text(&known));
    return false;
}

/* What the part of the result is. */
static struct type part_type(const struct rule *r, enum test_part part)
{
    switch (part) {
    case TEST_PART_VALUE:
        if (r->kind == RULE_VALUE) return r->type; /* fallthrough */
    case TEST_PART_SELF:
    case TEST_PART_FULL:
        return type_in_unit(unit_find("分", strlen("分")));
    case TEST_PART_LEFT:
    case TEST_PART_RIGHT:
    case TEST_PART_DIFFERENCE:
    case TEST_PART_ALLOWANCE: {
        if (r->kind == RULE_SCORE) return type_in_unit(unit_find("分", strlen("分")));
        struct type left = typed_of(r->value->compare.left)->type, right = typed_of(r->value->compare.right)->type;
        struct type type = left.bare || left.kind == TYPE_NOTHING ? right : left;
        type.bare = false;
        return type.kind == TYPE_CELL ? type_of(TYPE_UNKNOWN) : type;
    }
    case TEST_PART_MESSAGE:
    case TEST_PART_REASON:
    case TEST_PART_BASIS:
    case TEST_PART_LAYER: return type_of(TYPE_TEXT);
    case TEST_PART_OUTCOME:
    case TEST_PART_FINDINGS: break;
    }
    return type_of(TYPE_UNKNOWN);
}

/* ---- the rule and its row ---- */

static struct rule *find_rule(struct compiler *c, const struct ast_word *name)
{
    const struct symbol *s = symbol_find(c, name->text);
    if (s && s->kind == SYMBOL_RULE) {
        if (s->disabled) diag_report_with(c->diag, DIAG_E0682, name->at, DIAG_N0672, s->disabled->at, name->text);
        return s->rule;
    }
    struct suggest g;
    suggest_start(&g, name->text);
    for (size_t k = 0; k < c->rule_count; k++) suggest_offer(&g, c->rules[k]->name);
    if (name->text[0]) diag_report(c->diag, s || node_find(c->root, name->text) ? DIAG_E1010 : DIAG_E0301, name->at, name->text, suggest_text(c, &g));
    return NULL;
}

/* name, name["row"], name[2], each with or without .part. NULL if something was reported. */
static struct rule *set_place(struct compiler *c, const struct ast_step *place, struct test_expectation *x)
{
    struct rule *r = find_rule(c, &place->name);
    if (!r || !r->value) return NULL;
    x->rule = r->index;
    x->part = TEST_PART_VALUE;
    const struct ast_step *s = place->next;
    bool rows = r->domain != 0 || r->one_of_many, named = s && !s->name.text;
    if (named && !rows) {
        diag_report(c->diag, DIAG_E1012, s->at, r->name);
        return NULL;
    }
    if (named && s->row->kind == AST_STRING) x->row = arena_copy(c->lasting, s->row->string.text, strlen(s->row->string.text));
    if (named && !x->row) x->number = test_row_number(c, s->row);
    if (named && !x->row && !x->number) return NULL;
    if (named) s = s->next;
    if (s && !set_part(c, r, s, x)) return NULL;
    return r;
}

/* ---- values ---- */

/* Decimals and unit as written, for ≈. */
static bool set_rounding(struct compiler *c, const struct ast_expr *e, struct test_expectation *x)
{
    const struct ast_expr *number = e->kind == AST_UNARY ? e->unary.operand : e;
    if (number->kind != AST_NUMBER) {
        diag_report(c->diag, DIAG_E1017, e->at);
        return false;
    }
    const char *point = strchr(number->number.digits, '.');
    x->rounded = true;
    x->decimals = point ? (int)strlen(point + 1) : 0;
    if (number->number.unit.text) x->unit = typed_of(number)->type.unit;
    else x->unit.power = (int16_t)(typed_of(number)->adopt + typed_of(e)->adopt);
    return true;
}

static bool set_number(struct compiler *c, struct ast_expr *e, const struct type *type, enum ast_relation relation, struct test_expectation *x)
{
    enum { MOST = 2 * NUMBER_LIMIT_DIGITS + 8 };
    char exact[MOST]; /* a number of GMP must not live while the arena may be jumped out of */
    mpq_t value;
    mpq_init(value);
    bool known = constant_value(c, e, value), fits = number_in_limits(value);
    if (known && fits) mpq_get_str(exact, 10, value);
    mpq_clear(value);
    if (!known || !fits) {
        diag_report(c->diag, known ? DIAG_E0410 : DIAG_E1013, e->at);
        return false;
    }
    x->words = arena_copy(c->lasting, exact, strlen(exact));
    x->kind = TEST_NUMBER;
    x->unit = type->unit;
    return relation == AST_EQ || set_rounding(c, e, x);
}

static bool set_value(struct compiler *c, const struct rule *r, const struct ast_expectation *from, struct test_expectation *x)
{
    struct ast_expr *e = from->value;
    struct type type = part_type(r, x->part);
    if (type.kind == TYPE_TEXT) resolve_constant_or_word(c, e);
    else resolve_constant(c, e);
    unsigned before = c->diag->errors;
    struct type given = check_expr(c, e)->type;
    struct typed left_type = {.type = type};
    struct ast_expr left = {.kind = AST_PATH, .depth = 1, .at = from->place->at, .resolved = &left_type};
    if (type.kind != TYPE_UNKNOWN && given.kind != TYPE_UNKNOWN) check_unify(c, &left, e);
    if (c->diag->errors != before || given.kind == TYPE_UNKNOWN) return false;
    if (given.kind == TYPE_NUMBER) return set_number(c, e, type.kind == TYPE_NUMBER ? &type : &given, from->relation, x);
    if (from->relation == AST_APPROX) {
        diag_report(c->diag, DIAG_E1017, e->at);
        return false;
    }
    const struct target *word = &typed_of(e)->target;
    bool text = e->kind == AST_STRING || (e->kind == AST_PATH && word->kind == TARGET_LABEL);
    if (text) {
        const char *words = e->kind == AST_STRING ? e->string.text : e->path.words[0].text;
        x->kind = TEST_TEXT;
        x->words = arena_copy(c->lasting, words, strlen(words));
    } else if (e->kind == AST_DATE) {
        int32_t days = 0;
        cell_days_from_civil(e->date.year, e->date.month, e->date.day, &days);
        x->kind = TEST_DATE;
        x->integer = days;
    } else if (e->kind == AST_TRUTH) {
        x->kind = TEST_TRUTH;
        x->integer = e->truth ? 2 : 0;
    } else {
        diag_report(c->diag, DIAG_E1013, e->at);
        return false;
    }
    return true;
}

/* `= 不适用` and `= 通过` mean the outcome. */
static bool expect_value(struct compiler *c, const struct ast_expectation *from, struct test_expectation *x)
{
    struct rule *r = set_place(c, from->place, x);
    if (!r) return false;
    x->shown = test_source(c, from->value->at);
    if (x->part == TEST_PART_VALUE && (r->kind == RULE_CHECK || from->value->kind == AST_NA)) {
        diag_report(c->diag, DIAG_E1018, from->at, r->name, from->value->kind == AST_NA ? x->shown : c->diag->english ? "pass" : "通过");
        return false;
    }
    if ((r->domain || r->one_of_many) && !x->row && !x->number) {
        diag_report(c->diag, DIAG_E1019, from->place->at, r->name, r->name, r->name);
        return false;
    }
    return set_value(c, r, from, x);
}

static bool expect_outcome(struct compiler *c, const struct ast_expectation *from, struct test_expectation *x)
{
    struct rule *r = set_place(c, from->place, x);
    x->shown = arena_copy(c->lasting, from->word.text, strlen(from->word.text));
    if (!r) return false;
    if (x->part != TEST_PART_VALUE || (r->kind == RULE_SCORE && from->place->next && from->place->next->name.text)) {
        diag_report(c->diag, DIAG_E1020, from->at, r->name, x->shown);
        return false;
    }
    x->part = TEST_PART_OUTCOME;
    return set_outcome(c, r, &from->word, x);
}

static bool expect_count(struct compiler *c, const struct ast_expectation *from, struct test_expectation *x)
{
    long count = whole_number(from->value);
    bool findings = !strcmp(from->word.text, "发现") || !strcmp(from->word.text, "findings");
    if (!findings || count < 0) diag_report(c->diag, DIAG_E1021, from->at);
    x->part = TEST_PART_FINDINGS;
    x->integer = count;
    x->shown = test_source(c, from->value->at);
    return findings && count >= 0;
}

static bool is_explanation(const struct ast_step *s)
{
    return s && s->name.text && !s->next && (!strcmp(s->name.text, "说明") || !strcmp(s->name.text, "explanation"));
}

bool test_explain(struct test_parts *t, const struct ast_given *from)
{
    struct compiler *c = t->c;
    const struct symbol *symbol = symbol_find(c, from->place->name.text);
    const struct ast_step *second = from->place->next, *last = second && !second->name.text ? second->next : second;
    if (!symbol || symbol->kind != SYMBOL_RULE || !symbol->rule || !is_explanation(last)) return false;
    struct rule *r = symbol->rule;
    struct test_expectation x = {.rule = r->index, .at = test_at(c, from->at), .text = test_source(c, from->at), .shown = ""};
    bool text = from->kind == AST_GIVEN_VALUE && from->value->kind == AST_STRING, good = r->kind == RULE_CHECK && r->class == CLASS_VERIFY && text;
    if (!good) diag_report(c->diag, DIAG_E1023, from->at, r->name);
    if (good && second != last && second->row->kind == AST_STRING) {
        x.row = arena_copy(c->lasting, second->row->string.text, strlen(second->row->string.text));
    } else if (good && second != last) {
        x.number = test_row_number(c, second->row);
    }
    if (!good) return true;
    x.words = arena_copy(c->lasting, from->value->string.text, strlen(from->value->string.text));
    t->explanations = arena_grow(c->lasting, t->explanations, t->explanation_count, &t->explanation_capacity, sizeof *t->explanations);
    t->explanations[t->explanation_count++] = x;
    return true;
}

void test_expect(struct test_parts *t, const struct ast_expectation *from)
{
    struct compiler *c = t->c;
    struct test_expectation x = {.at = test_at(c, from->at), .text = test_source(c, from->at), .shown = ""};
    bool good = false;
    switch (from->kind) {
    case AST_EXPECT_VALUE: good = expect_value(c, from, &x); break;
    case AST_EXPECT_OUTCOME: good = expect_outcome(c, from, &x); break;
    case AST_EXPECT_COUNT: good = expect_count(c, from, &x); break;
    }
    if (!good) return;
    t->expectations = arena_grow(c->lasting, t->expectations, t->expectation_count, &t->expectation_capacity, sizeof *t->expectations);
    memcpy(&t->expectations[t->expectation_count++], &x, sizeof x);
}
