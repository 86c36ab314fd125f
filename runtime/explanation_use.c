/* explanation_use.c - what explanations on file change in the results of a report. */
#include "explanation.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAMED = 5 }; /* figures that a warning names */

/* What became of an explanation of the report's unit and year. */
enum fate {
    FATE_UNMET,     /* no failing check of its rule and row */
    FATE_SERVED,    /* it explains one */
    FATE_STALE,     /* the values of `result` are no longer those it explains */
    FATE_SUPERSEDED /* a later one of the same rule and row counts */
};

struct use {
    const struct explanation *explanation;
    enum fate fate;
    const heng_result *result;
};

static const char *either(const struct collection *c, const char *zh, const char *en)
{
    return c->english ? en : zh;
}

/* ---- the values seen ---- */

/* Dates and truths are printed by language; an explanation holds in both. */
static bool side_is(const struct collection *c, size_t index, uint32_t output, const char *told, const char *exact,
                    const struct explanation_figure *f)
{
    if (exact)
        return f->exact && !strcmp(exact, f->exact);
    if (!strcmp(told, f->text))
        return true;
    const struct program_rule *p = &c->program->rules[c->keys[index].rule];
    struct collection other = *c;
    other.english = !c->english;
    return !strcmp(print_lane(&other, output, p->domain, c->keys[index].lane, &p->unit, false), f->text);
}

static bool has_sides(const heng_result *r)
{
    return r->left && r->right;
}

static const struct explanation_operand *operand_named(const struct explanation *e, const char *name)
{
    for (size_t i = 0; i < e->operand_count; i++)
        if (!strcmp(e->operands[i].name, name))
            return &e->operands[i];
    return NULL;
}

/* Prints are equal as texts, or as numbers. */
static bool operand_is(const struct collection *c, const heng_operand *o, const struct explanation_operand *seen)
{
    if (!seen)
        return false;
    if (!strcmp(o->printed, seen->printed.text))
        return true;
    const char *exact = explanation_exact(c->arena, c->numbers, o->printed, strlen(o->printed));
    return exact && seen->printed.exact && !strcmp(exact, seen->printed.exact);
}

static bool values_are(const struct collection *c, size_t index, const struct explanation *e)
{
    const heng_result *r = &c->results[index];
    const struct program_rule *p = &c->program->rules[c->keys[index].rule];
    if (has_sides(r) != (e->left.text != NULL))
        return false;
    if (has_sides(r))
        return side_is(c, index, p->left, r->left, r->left_exact, &e->left) &&
               side_is(c, index, p->right, r->right, r->right_exact, &e->right);
    if (r->operand_count != e->operand_count || r->operand_count >= RESULT_MOST_OPERANDS)
        return false;
    for (size_t i = 0; i < r->operand_count; i++)
        if (!operand_is(c, &r->operands[i], operand_named(e, r->operands[i].name)))
            return false;
    return true;
}

/* ---- settling ---- */

/* Looks for the explanation of a failing check among the `count` uses of its rule and row, the latest first. */
static void settle(struct collection *c, size_t index, struct use *uses, size_t count)
{
    heng_result *r = &c->results[index];
    size_t match = count;
    while (match > 0 && !values_are(c, index, uses[match - 1].explanation))
        match--;
    if (match) {
        r->outcome = HENG_EXPLAINED;
        r->explanation = uses[match - 1].explanation->text;
        c->told.summary[HENG_FAIL]--;
        c->told.summary[HENG_EXPLAINED]++;
        uses[match - 1].fate = FATE_SERVED;
    }
    for (size_t i = 0; i < count; i++) {
        if (uses[i].fate == FATE_SERVED || uses[i].fate == FATE_STALE)
            continue;
        uses[i].fate = match || i + 1 < count ? FATE_SUPERSEDED : FATE_STALE;
        uses[i].result = r;
    }
}

/* ---- warnings ---- */

static const char *named(const struct collection *c, const struct explanation *e)
{
    return e->row ? arena_format(c->arena, either(c, "%s（%s）", "%s (%s)"), e->rule, e->row) : e->rule;
}

/* A side of the result; p/q where its decimal had to be cut. */
static const char *shown(const struct collection *c, const char *told, const char *exact)
{
    return print_is_cut(c, exact) ? exact : told;
}

static void name_change(const struct collection *c, struct buffer *b, size_t *count, const char *name, const char *then, const char *now)
{
    if ((*count)++ >= MOST_NAMED)
        return;
    buffer_add_format(b, either(c, "%s%s 说明时%s，现在%s", "%s%s was %s, is %s"), *count > 1 ? either(c, "；", "; ") : "", name, then, now);
}

/* "自评表.基本支出 说明时506.07，现在536.07" */
static const char *operand_changes(const struct collection *c, const struct explanation *e, const heng_result *r)
{
    struct buffer b = buffer_start(c->arena);
    const char *none = either(c, "没有", "not there"), *blank = either(c, "空白", "blank");
    size_t count = 0;
    for (size_t i = 0; i < r->operand_count; i++) {
        const struct explanation_operand *seen = operand_named(e, r->operands[i].name);
        const char *then = !seen ? none : *seen->printed.text ? seen->printed.text : blank;
        if (!operand_is(c, &r->operands[i], seen))
            name_change(c, &b, &count, r->operands[i].name, then, *r->operands[i].printed ? r->operands[i].printed : blank);
    }
    for (size_t i = 0; i < e->operand_count; i++) {
        bool there = false;
        for (size_t k = 0; k < r->operand_count && !there; k++)
            there = !strcmp(r->operands[k].name, e->operands[i].name);
        if (!there)
            name_change(c, &b, &count, e->operands[i].name, *e->operands[i].printed.text ? e->operands[i].printed.text : blank, none);
    }
    if (count > MOST_NAMED)
        buffer_add_format(&b, either(c, "；另有 %zu 项", "; and %zu more"), count - MOST_NAMED);
    return buffer_text(&b);
}

static const char *stale(const struct collection *c, const struct explanation *e, const heng_result *r)
{
    const char *name = named(c, e);
    if (has_sides(r) && !e->left.text)
        return arena_format(c->arena, either(c, "说明没有用上：%s 有左右两侧，须写“左”和“右”",
                                             "explanation not used: %s has two sides, give 'left' and 'right'"), name);
    if (has_sides(r))
        return arena_format(c->arena, either(c, "说明已失效：%s 说明时左 %s、右 %s，现在左 %s、右 %s",
                                             "explanation lapsed: %s was left %s, right %s, is left %s, right %s"),
                            name, e->left.text, e->right.text, shown(c, r->left, r->left_exact), shown(c, r->right, r->right_exact));
    if (e->left.text)
        return arena_format(c->arena, either(c, "说明没有用上：%s 没有左右两侧，须写“值”",
                                             "explanation not used: %s has no sides, give 'values'"), name);
    if (r->operand_count >= RESULT_MOST_OPERANDS)
        return arena_format(c->arena, either(c, "说明没有用上：%s 所依据的数字过多，无法逐一核对",
                                             "explanation not used: %s rests on too many figures to compare"), name);
    return arena_format(c->arena, either(c, "说明已失效：%s：%s", "explanation lapsed: %s: %s"), name, operand_changes(c, e, r));
}

static const char *class_word(const struct collection *c, enum rule_class class)
{
    switch (class) {
    case CLASS_BALANCE:
        return either(c, "基本平衡", "balance");
    case CLASS_LOGIC:
        return either(c, "逻辑性", "logic");
    case CLASS_VERIFY:
        return either(c, "核实性", "verify");
    case CLASS_NOTICE:
        return either(c, "提示", "notice");
    }
    return "";
}

static const char *unmet(const struct collection *c, const struct explanation *e, const struct program_rule *p)
{
    const char *name = named(c, e);
    if (!p)
        return arena_format(c->arena, either(c, "说明没有用上：没有名为“%s”的校验", "explanation not used: there is no check named '%s'"), e->rule);
    if (p->class != CLASS_VERIFY)
        return arena_format(c->arena, either(c, "%s 类规则不接受说明：%s", "rules of class %s take no explanation: %s"),
                            class_word(c, p->class), name);
    bool rows = c->program->domains[p->domain].kind != DOMAIN_REPORT;
    if (rows && !e->row)
        return arena_format(c->arena, either(c, "说明没有用上：%s 逐行或分组，须写“行”",
                                             "explanation not used: %s is of rows or groups, give 'row'"), name);
    if (!rows && e->row)
        return arena_format(c->arena, either(c, "说明没有用上：%s 不分行，不写“行”",
                                             "explanation not used: %s is not of rows, leave out 'row'"), e->rule);
    return arena_format(c->arena, either(c, "说明没有用上：%s 没有不通过", "explanation not used: %s does not fail"), name);
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct program_rule *const *)a)->name, (*(const struct program_rule *const *)b)->name);
}

/* The checks of the program by name. */
static const struct program_rule **checks_by_name(const struct collection *c, size_t *count)
{
    const struct program_rule **checks = arena_alloc(c->arena, c->program->rule_count * sizeof *checks);
    *count = 0;
    for (size_t i = 0; i < c->program->rule_count; i++)
        if (c->program->rules[i].kind == RULE_CHECK)
            checks[(*count)++] = &c->program->rules[i];
    if (*count)
        qsort(checks, *count, sizeof *checks, by_name);
    return checks;
}

static int by_number(const void *a, const void *b)
{
    size_t x = ((const struct use *)a)->explanation->number, y = ((const struct use *)b)->explanation->number;
    return (x > y) - (x < y);
}

/* Adds the warnings to those of the report, in the order of the file. */
static void warn(struct collection *c, struct use *uses, size_t count)
{
    size_t check_count, told = c->told.warning_count;
    const struct program_rule **checks = checks_by_name(c, &check_count);
    const char **list = arena_alloc(c->arena, (told + count) * sizeof *list);
    if (told)
        memcpy(list, c->told.warnings, told * sizeof *list);
    qsort(uses, count, sizeof *uses, by_number);
    for (size_t i = 0; i < count; i++) {
        const struct explanation *e = uses[i].explanation;
        const struct program_rule wanted = {.name = e->rule}, *key = &wanted;
        const struct program_rule **found = check_count ? bsearch(&key, checks, check_count, sizeof *checks, by_name) : NULL;
        if (uses[i].fate == FATE_UNMET)
            list[told++] = unmet(c, e, found ? *found : NULL);
        else if (uses[i].fate == FATE_STALE)
            list[told++] = stale(c, e, uses[i].result);
    }
    c->told.warnings = list;
    c->told.warning_count = told;
}

void explanation_use(struct collection *c, struct explanations *e)
{
    size_t count, found;
    struct explanation *const *list = explanation_of(e, c->told.name, c->told.year, &count);
    if (!count)
        return;
    struct use *uses = arena_alloc(c->arena, count * sizeof *uses);
    for (size_t i = 0; i < count; i++)
        uses[i].explanation = list[i];
    for (size_t i = 0; i < c->told.result_count; i++) {
        const heng_result *r = &c->results[i];
        if (r->kind != HENG_CHECK || r->outcome != HENG_FAIL || c->program->rules[c->keys[i].rule].class != CLASS_VERIFY)
            continue;
        size_t first = explanation_find(list, count, r->name, r->row, &found);
        if (found)
            settle(c, i, uses + first, found);
    }
    warn(c, uses, count);
}
