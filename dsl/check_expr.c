/* check_expr.c - types, units and lanes of expressions. */
#include <string.h>

#include "check.h"

static const char *name_of(struct compiler *c, const struct type *t) { return type_name(c->scratch, t, c->diag->english); }

static bool anything(const struct type *t) { return t->kind == TYPE_UNKNOWN || t->kind == TYPE_NOTHING; }

bool check_number(struct compiler *c, struct ast_expr *e, const char *user)
{
    const struct type *t = &typed_of(e)->type;
    if (type_is_number(t)) return true;
    diag_report(c->diag, DIAG_E0401, e->at, user, name_of(c, &(struct type){.kind = TYPE_NUMBER, .unit = {"", "", 0}}), name_of(c, t));
    typed_of(e)->type = type_of(TYPE_UNKNOWN);
    return false;
}

bool check_truth(struct compiler *c, struct ast_expr *e, const char *user)
{
    const struct type *t = &typed_of(e)->type;
    if (t->kind == TYPE_TRUTH || anything(t)) return true;
    diag_report(c->diag, DIAG_E0401, e->at, user, name_of(c, &(struct type){.kind = TYPE_TRUTH}), name_of(c, t));
    typed_of(e)->type = type_of(TYPE_UNKNOWN);
    return false;
}

uint16_t check_join(struct compiler *c, uint16_t left, uint16_t right, struct span at)
{
    if (domain_within(c, left, right)) return left;
    if (domain_within(c, right, left)) return right;
    diag_report(c->diag, DIAG_E0404, at);
    return left;
}

void check_adopt(struct compiler *c, struct ast_expr *e, const struct type *t)
{
    struct typed *typed = typed_of(e);
    if (type_is_money(t)) {
        mpq_t value;
        mpq_init(value);
        bool zero = constant_value(c, e, value) && mpq_sgn(value) == 0;
        mpq_clear(value);
        if (!zero) diag_report(c->diag, DIAG_E0403, e->at, c->diag->english ? t->unit.en : t->unit.zh);
    }
    if (!type_is_dimensionless(t)) typed->adopt = t->unit.power;
    typed->type = *t;
}

/* 执行率 ≥ 90 means 9000%: nearly always a sign that was forgotten. */
static void warn_of_percent(struct compiler *c, const struct ast_expr *ratio, const struct ast_expr *e)
{
    mpq_t value;
    if (!type_is_percent(&typed_of(ratio)->type) || !typed_of(e)->type.bare || e->kind != AST_NUMBER) return;
    mpq_init(value);
    bool large = constant_value(c, e, value) && mpq_cmp_ui(value, 10, 1) >= 0;
    number_scale(value, value, 2);
    if (large) diag_report(c->diag, DIAG_W0402, e->at, e->number.digits, e->number.digits, number_print_short(c->scratch, value));
    mpq_clear(value);
}

/* Dates are written as numbers with hyphens, or in quotes, by whoever has not seen one in a rule. */
static const char *date_hint(struct compiler *c, const struct type *l, const struct type *r)
{
    const struct type *other = l->kind == TYPE_DATE ? r : l;
    bool likely = (l->kind == TYPE_DATE || r->kind == TYPE_DATE) && (other->kind == TYPE_NUMBER || other->kind == TYPE_TEXT);
    return !likely ? "" : c->diag->english ? "; a date is written 2024年12月31日" : "；规则里的日期写作 2024年12月31日";
}

struct type check_unify(struct compiler *c, struct ast_expr *left, struct ast_expr *right)
{
    struct typed *l = typed_of(left), *r = typed_of(right);
    if (anything(&l->type)) return r->type;
    if (anything(&r->type)) return l->type;
    if (l->type.kind != r->type.kind) {
        diag_report(c->diag, DIAG_E0406, right->at, name_of(c, &l->type), name_of(c, &r->type), date_hint(c, &l->type, &r->type));
        return type_of(TYPE_UNKNOWN);
    }
    if (l->type.kind != TYPE_NUMBER) return l->type;
    warn_of_percent(c, left, right);
    warn_of_percent(c, right, left);
    if (l->type.bare && !r->type.bare) check_adopt(c, left, &r->type);
    else if (r->type.bare && !l->type.bare) check_adopt(c, right, &l->type);
    if (!type_same_dimension(&l->type, &r->type)) {
        diag_report(c->diag, DIAG_E0402, right->at, name_of(c, &l->type), name_of(c, &r->type));
        return type_of(TYPE_UNKNOWN);
    }
    struct type t = l->type;
    if (!t.unit.zh[0] || (type_is_dimensionless(&t) && type_is_percent(&r->type))) t.unit = r->type.unit; /* 百分点 and % make % */
    if (type_is_dimensionless(&t) && (!l->type.unit.zh[0] != !r->type.unit.zh[0])) {
        /* a plain number beside a percentage: shown as the percentage only if the plain one is a literal */
        if (!l->type.bare && !r->type.bare) t.unit = type_plain(false).unit;
    }
    t.bare = l->type.bare && r->type.bare;
    return t;
}

bool check_cells(const struct ast_expr *left, const struct ast_expr *right)
{
    const struct type *l = &typed_of(left)->type, *r = &typed_of(right)->type;
    return (l->kind == TYPE_CELL && (r->kind == TYPE_CELL || r->kind == TYPE_NUMBER)) || (r->kind == TYPE_CELL && l->kind == TYPE_NUMBER);
}

static void check_literal(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    const struct ast_word *unit = &e->number.unit;
    t->type = type_plain(unit->text == NULL);
    mpq_t value;
    mpq_init(value);
    int digits;
    bool large = false;
    if (!number_read(e->number.digits, strlen(e->number.digits), value, &digits, &large)) diag_report(c->diag, DIAG_E0410, e->at);
    mpq_clear(value);
    if (e->number.digits[0] == '0' && e->number.digits[1] >= '0' && e->number.digits[1] <= '9') diag_report(c->diag, DIAG_E0413, e->at);
    if (!unit->text) return;
    int index = unit_find(unit->text, strlen(unit->text));
    if (index != UNIT_NONE) {
        t->type = type_in_unit(index);
        return;
    }
    struct suggest s;
    suggest_start(&s, unit->text);
    suggest_units(&s);
    diag_report(c->diag, DIAG_E0311, unit->at, unit->text, suggest_text(c, &s));
    t->type = type_of(TYPE_UNKNOWN);
}

static bool valid_date(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && leap);
}

static struct type target_type(const struct target *t)
{
    switch (t->kind) {
    case TARGET_FIELD:
    case TARGET_GROUP:
    case TARGET_CELL:
    case TARGET_UPPER:
        if (!t->part_named || (t->lenient && t->part == FIELD_NUMBER)) return t->node->type;
        if (t->part == FIELD_FIGURE) return type_plain(false);
        return type_of(t->part == FIELD_DATE ? TYPE_DATE : TYPE_TEXT);
    case TARGET_TABLE: return type_of(TYPE_TABLE);
    case TARGET_RULE: return *version_type(t->rule);
    case TARGET_FULL: return t->rule->full;
    case TARGET_SELF: return typed_of(t->rule->self)->type;
    case TARGET_LABEL: return type_of(TYPE_TEXT);
    case TARGET_NONE: break;
    }
    return type_of(TYPE_UNKNOWN);
}

static void check_binary(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    struct ast_expr *left = e->binary.left, *right = e->binary.right;
    const struct typed *l = check_expr(c, left), *r = check_expr(c, right);
    t->domain = check_join(c, l->domain, r->domain, e->at);
    switch (e->binary.op) {
    case AST_THROUGH: break; /* expand.c leaves none */
    case AST_AND:
    case AST_OR:
        check_truth(c, left, c->diag->english ? "and/or" : "且/或");
        check_truth(c, right, c->diag->english ? "and/or" : "且/或");
        t->type = type_of(TYPE_TRUTH);
        return;
    case AST_SUBTRACT:
        if (l->type.kind == TYPE_DATE && r->type.kind == TYPE_DATE) {
            t->type = type_in_unit(unit_find("天", strlen("天")));
            return;
        } /* fallthrough */
    case AST_ADD:
        if (!check_number(c, left, "+ −") || !check_number(c, right, "+ −")) break;
        t->type = check_unify(c, left, right);
        return;
    case AST_DIVIDE:
        if (check_cells(left, right) && l->type.kind == TYPE_CELL && r->type.kind == TYPE_CELL) {
            struct type money = type_in_unit(unit_find("元", strlen("元")));
            t->type = type_divide(c->lasting, &money, &money);
            return;
        } /* fallthrough */
    case AST_MULTIPLY:
        if (!check_number(c, left, "× ÷") || !check_number(c, right, "× ÷")) break;
        if (anything(&l->type) || anything(&r->type)) break;
        if (e->binary.op == AST_DIVIDE && right->kind == AST_NUMBER && right->number.unit.text && type_same_dimension(&l->type, &r->type)) {
            t->type = type_plain(false); /* 甲 / 1元: how many */
            return;
        }
        t->type = e->binary.op == AST_MULTIPLY ? type_multiply(c->lasting, &l->type, &r->type) : type_divide(c->lasting, &l->type, &r->type);
        return;
    }
    t->type = type_of(TYPE_UNKNOWN);
}

static void check_tolerance(struct compiler *c, struct ast_expr *left, struct ast_expr *tolerance)
{
    mpq_t value;
    mpq_init(value);
    check_unify(c, left, tolerance);
    if (constant_value(c, tolerance, value) && mpq_sgn(value) < 0) diag_report(c->diag, DIAG_E0414, tolerance->at);
    mpq_clear(value);
}

static void check_compare(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    struct ast_expr *left = e->compare.left, *right = e->compare.right, *tolerance = e->compare.tolerance;
    const struct typed *l = check_expr(c, left), *r = check_expr(c, right);
    enum ast_relation relation = e->compare.relation;
    t->domain = check_join(c, l->domain, r->domain, e->at);
    t->type = type_of(TYPE_TRUTH);
    if (tolerance) {
        const struct typed *w = check_expr(c, tolerance);
        t->domain = check_join(c, t->domain, w->domain, e->at);
    }
    if (check_cells(left, right)) {
        if (relation == AST_APPROX || tolerance) diag_report(c->diag, DIAG_E0407, e->at);
        return;
    }
    struct type common = check_unify(c, left, right);
    bool ordered = relation != AST_EQ && relation != AST_NE;
    if (common.kind == TYPE_TEXT && ordered) diag_report(c->diag, DIAG_E0407, e->at);
    if (common.kind == TYPE_DATE && relation == AST_APPROX) diag_report(c->diag, DIAG_E0407, e->at);
    if (common.kind == TYPE_TRUTH || common.kind == TYPE_TABLE || common.kind == TYPE_CELL) diag_report(c->diag, DIAG_E0407, e->at);
    if (tolerance) {
        if (common.kind != TYPE_NUMBER && !anything(&common)) diag_report(c->diag, DIAG_E0407, e->at);
        else if (relation == AST_APPROX || relation == AST_NE) diag_report(c->diag, DIAG_E0411, tolerance->at);
        else if (check_number(c, tolerance, c->diag->english ? "within" : "容差")) check_tolerance(c, left, tolerance);
    }
}

void check_interval(struct compiler *c, struct ast_expr *subject, struct ast_interval *i, uint16_t *domain)
{
    if (i->low.value) {
        check_expr(c, i->low.value);
        check_unify(c, subject, i->low.value);
        *domain = check_join(c, *domain, typed_of(i->low.value)->domain, i->at);
    }
    if (i->high.value && i->high.value != i->low.value) {
        check_expr(c, i->high.value);
        check_unify(c, subject, i->high.value);
        *domain = check_join(c, *domain, typed_of(i->high.value)->domain, i->at);
    }
}

void check_interval_order(struct compiler *c, const struct ast_interval *i)
{
    mpq_t low, high;
    if (!i->low.value || !i->high.value || i->low.value == i->high.value) return;
    mpq_inits(low, high, NULL);
    if (constant_value(c, i->low.value, low) && constant_value(c, i->high.value, high)) {
        int order = mpq_cmp(low, high);
        if (order > 0 || (order == 0 && !(i->low.closed && i->high.closed))) diag_report(c->diag, DIAG_E0417, i->at);
    }
    mpq_clears(low, high, NULL);
}

static void check_in(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    const struct typed *s = check_expr(c, e->in.subject);
    t->domain = s->domain;
    t->type = type_of(TYPE_TRUTH);
    if (e->in.interval && check_number(c, e->in.subject, c->diag->english ? "in" : "属于")) {
        check_interval(c, e->in.subject, e->in.interval, &t->domain);
        check_interval_order(c, e->in.interval);
    }
    for (struct ast_expr *m = e->in.members; m; m = m->next) {
        check_expr(c, m);
        check_unify(c, e->in.subject, m);
        t->domain = check_join(c, t->domain, typed_of(m)->domain, m->at);
    }
}

static void check_choice(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    const struct typed *when = check_expr(c, e->choice.condition);
    const struct typed *then = check_expr(c, e->choice.then), *otherwise = check_expr(c, e->choice.otherwise);
    check_truth(c, e->choice.condition, c->diag->english ? "if" : "如果");
    t->domain = check_join(c, when->domain, check_join(c, then->domain, otherwise->domain, e->at), e->at);
    t->type = check_unify(c, e->choice.then, e->choice.otherwise);
}

static void check_arms(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    const struct typed *s = check_expr(c, e->tiers.subject);
    bool number = check_number(c, e->tiers.subject, c->diag->english ? "tiers" : "分档");
    t->domain = s->domain;
    struct ast_expr *first = NULL;
    for (struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next) {
        if (arm->when && number) check_interval(c, e->tiers.subject, arm->when, &t->domain);
        else if (arm->when) {
            if (arm->when->low.value) check_expr(c, arm->when->low.value);
            if (arm->when->high.value) check_expr(c, arm->when->high.value);
        }
        const struct typed *value = check_expr(c, arm->value);
        t->domain = check_join(c, t->domain, value->domain, arm->at);
        if (!first || anything(&typed_of(first)->type)) first = arm->value;
    }
    t->type = type_of(TYPE_UNKNOWN);
    for (struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next) {
        t->type = arm->value == first ? typed_of(first)->type : check_unify(c, first, arm->value);
        if (t->type.kind == TYPE_UNKNOWN) break;
    }
    if (first) t->type = typed_of(first)->type;
    if (number) check_tiers(c, e);
}

struct typed *check_expr(struct compiler *c, struct ast_expr *e)
{
    struct typed *t = typed_of(e);
    switch (e->kind) {
    case AST_NUMBER: check_literal(c, e); break;
    case AST_STRING: t->type = type_of(TYPE_TEXT); break;
    case AST_TRUTH: t->type = type_of(TYPE_TRUTH); break;
    case AST_NA: t->type = type_of(TYPE_NOTHING); break;
    case AST_DATE:
        t->type = type_of(TYPE_DATE);
        if (!valid_date(e->date.year, e->date.month, e->date.day)) diag_report(c->diag, DIAG_E0408, e->at);
        break;
    case AST_PATH:
        if (e->path.key) check_subscript(c, e);
        t->type = target_type(&t->target);
        break;
    case AST_UNARY:
        check_expr(c, e->unary.operand);
        t->domain = typed_of(e->unary.operand)->domain;
        if (e->unary.op == AST_NOT) {
            check_truth(c, e->unary.operand, c->diag->english ? "not" : "非");
            t->type = type_of(TYPE_TRUTH);
        } else {
            check_number(c, e->unary.operand, "−");
            t->type = typed_of(e->unary.operand)->type;
        }
        break;
    case AST_BINARY: check_binary(c, e); break;
    case AST_COMPARE: check_compare(c, e); break;
    case AST_IN: check_in(c, e); break;
    case AST_IF: check_choice(c, e); break;
    case AST_CALL: check_call(c, e); break;
    case AST_TIERS: check_arms(c, e); break;
    case AST_FORM: check_form(c, e); break;
    case AST_SHEET: /* expand.c leaves none */
    case AST_LINES: break;
    }
    return t;
}
