/* test.c - checks the tests of the texts (测试) and puts what they give into the program.
 *
 * A value is kept as the text that a report would print; so a test is evaluated the way a report is. */
#include "test.h"

#include <string.h>

#include "../runtime/cell.h"
#include "check.h"

/* What a report tells of itself may be given whether or not it is declared. */
static bool is_info(const struct ast_step *place)
{
    static const char *const members[] = {"单位", "unit", "名称", "name", "年度", "year", "金额单位", "money_unit"};
    const struct ast_step *second = place->next;
    bool report = !strcmp(place->name.text, "报告") || !strcmp(place->name.text, "report");
    if (!report || !second || !second->name.text || second->next) return false;
    for (size_t k = 0; k < sizeof members / sizeof *members; k++) {
        if (!strcmp(second->name.text, members[k])) return true;
    }
    return false;
}

static const char *suggest_field(struct compiler *c, const struct node *parent, const char *name)
{
    struct suggest s;
    suggest_start(&s, name);
    for (const struct node *n = parent->children; n; n = n->hh.next) suggest_offer(&s, n->name);
    for (const struct node *b = parent->children; b && !s.best && parent == c->root; b = b->hh.next) {
        const struct node *n = node_find(b, name); /* a field named without its block */
        if (n) s.best = node_path(c->scratch, n);
    }
    return suggest_text(c, &s);
}

/* The child of that name; reported if there is none. */
static struct node *find_field(struct compiler *c, struct node *parent, const struct ast_word *name)
{
    struct node *n = node_named(parent, name->text);
    if (n || !name->text[0]) return n;
    const struct symbol *s = parent == c->root ? symbol_find(c, name->text) : NULL;
    if (s && s->kind == SYMBOL_RULE) diag_report_with(c->diag, DIAG_E1001, name->at, DIAG_N0301, s->at, name->text);
    else if (parent == c->root) diag_report(c->diag, DIAG_E0301, name->at, name->text, suggest_field(c, parent, name->text));
    else diag_report(c->diag, DIAG_E0304, name->at, parent->name, name->text, suggest_field(c, parent, name->text));
    return NULL;
}

static const char *lasting_text(struct compiler *c, const char *text) { return arena_copy(c->lasting, text, strlen(text)); }

/* The step to a row of a table, by its 行名, its 行次, or its place where the table has none; false if reported. */
static bool set_row(struct compiler *c, const struct node *table, const struct ast_step *from, struct test_step *to)
{
    if (table->kind != NODE_TABLE) {
        diag_report(c->diag, DIAG_E1002, from->at, table->name);
        return false;
    }
    const struct node *label = table_label(table), *line = table_line(table);
    if (from->row->kind == AST_NUMBER) {
        to->kind = line ? TEST_LABEL : TEST_ROW;
        to->number = test_row_number(c, from->row);
        to->name = lasting_text(c, from->row->number.digits);
        to->column = line ? lasting_text(c, line->name) : NULL;
        return to->number > 0;
    }
    if (!label) {
        diag_report(c->diag, DIAG_E1004, from->at, table->name);
        return false;
    }
    to->kind = TEST_LABEL;
    to->name = lasting_text(c, from->row->string.text);
    to->column = lasting_text(c, label->name);
    return true;
}

static void set_name(struct compiler *c, const struct node *n, struct test_step *to)
{
    const char **aliases = arena_alloc(c->lasting, (n->aliases.count + 1) * sizeof *aliases);
    for (unsigned k = 0; k < n->aliases.count; k++) aliases[k] = lasting_text(c, n->aliases.words[k].text);
    *to = (struct test_step){.kind = TEST_NAME, .name = lasting_text(c, n->name), .aliases = aliases, .alias_count = n->aliases.count};
}

/* Walks from `parent` to the place; its steps go behind `count` others. NULL if something was reported. */
static struct node *follow(struct compiler *c, struct node *parent, const struct ast_step *place, struct test_given *given, size_t count,
                           bool *row)
{
    size_t length = count;
    for (const struct ast_step *s = place; s; s = s->next) length++;
    struct test_step *steps = arena_alloc(c->lasting, length * sizeof *steps);
    if (count) memcpy(steps, given->steps, count * sizeof *steps);
    given->steps = steps;
    given->step_count = length;
    struct node *n = parent;
    *row = false;
    for (const struct ast_step *s = place; s; s = s->next) {
        struct test_step *to = &steps[count++];
        if (!s->name.text) {
            if (*row) diag_report(c->diag, DIAG_E1002, s->at, n->name);
            if (*row || !set_row(c, n, s, to)) return NULL;
            *row = true;
            continue;
        }
        if (n->kind == NODE_TABLE && !*row && s != place) {
            diag_report(c->diag, DIAG_E1003, s->at, n->name, n->name, n->name);
            return NULL;
        }
        n = find_field(c, n, &s->name);
        if (!n) return NULL;
        set_name(c, n, to);
        *row = false;
    }
    return n;
}

static bool is_word(const struct ast_expr *e, const char *zh, const char *en)
{
    return e->kind == AST_PATH && (!strcmp(e->path.words[0].text, zh) || !strcmp(e->path.words[0].text, en));
}

/* A number as a report prints it: without its unit where that is the field's. */
static const char *number_text(struct compiler *c, const struct node *n, struct ast_expr *e)
{
    struct ast_expr *number = e->kind == AST_UNARY ? e->unary.operand : e;
    resolve_constant(c, e);
    struct type type = check_expr(c, e)->type;
    const struct ast_word *word = &number->number.unit;
    int unit = word->text ? unit_find(word->text, strlen(word->text)) : UNIT_NONE;
    bool fits = type.kind == TYPE_UNKNOWN || !word->text || n->type.kind != TYPE_NUMBER || type_same_dimension(&type, &n->type);
    if (!fits) diag_report(c->diag, DIAG_E0402, e->at, type_name(c->scratch, &n->type, c->diag->english), type_name(c->scratch, &type, c->diag->english));
    const char *shown = unit == UNIT_NONE || unit == n->unit ? "" : unit_name(unit, false);
    return arena_format(c->lasting, "%s%s%s", e == number ? "" : "-", number->number.digits, shown);
}

static const char *date_text(struct compiler *c, struct ast_expr *e)
{
    resolve_constant(c, e);
    check_expr(c, e);
    return arena_format(c->lasting, "%d年%d月%d日", e->date.year, e->date.month, e->date.day);
}

/* What a report would print; NULL if the field cannot hold it. */
static const char *value_text(struct compiler *c, const struct node *n, struct ast_expr *e)
{
    enum type_kind kind = n->type.kind;
    bool cell = kind == TYPE_CELL || kind == TYPE_UNKNOWN;
    if (e->kind == AST_STRING) return lasting_text(c, e->string.text);
    if ((e->kind == AST_NUMBER || e->kind == AST_UNARY) && (cell || kind == TYPE_NUMBER)) return number_text(c, n, e);
    if (e->kind == AST_DATE && (cell || kind == TYPE_DATE)) return date_text(c, e);
    if (e->kind == AST_TRUTH && (cell || kind == TYPE_TRUTH)) return e->truth ? "是" : "否";
    return NULL;
}

static const char *literal_name(const struct compiler *c, const struct ast_expr *e)
{
    bool english = c->diag->english;
    if (e->kind == AST_NUMBER || e->kind == AST_UNARY) return english ? "a number" : "数";
    if (e->kind == AST_DATE) return english ? "a date" : "日期";
    if (e->kind == AST_TRUTH) return english ? "true or false" : "真假值";
    if (e->kind == AST_STRING) return english ? "a text" : "文字";
    return english ? "a blank" : "空白";
}

static const char *kind_name(struct compiler *c, const struct node *n)
{
    bool english = c->diag->english;
    if (n->kind == NODE_TABLE) return english ? "a table" : "表";
    return n->kind == NODE_RECORD ? english ? "a record" : "一组值" : type_name(c->scratch, &n->type, english);
}

static void add_given(struct test_parts *t, const struct test_given *given)
{
    struct compiler *c = t->c;
    t->givens = arena_grow(c->lasting, t->givens, t->given_count, &t->given_capacity, sizeof *t->givens);
    t->givens[t->given_count++] = *given;
}

static void set_value(struct test_parts *t, const struct node *n, bool row, const struct ast_given *from, struct test_given *to)
{
    struct compiler *c = t->c;
    struct ast_expr *e = from->value;
    bool blank = is_word(e, "空白", "blank"), absent = is_word(e, "没有", "absent"), value = n->kind == NODE_VALUE && !row;
    to->kind = absent ? n->is_join && !row ? TEST_NO_REPORT : TEST_ABSENT : TEST_VALUE;
    to->text = blank ? "" : NULL;
    if (e->kind == AST_PATH && !blank && !absent) {
        diag_report(c->diag, DIAG_E1005, e->at, e->path.words[0].text);
        return;
    }
    if (value && !blank && !absent) to->text = value_text(c, n, e);
    if (!absent && (!value || !to->text)) {
        diag_report(c->diag, DIAG_E1006, e->at, n->name, row ? c->diag->english ? "a row" : "一行" : kind_name(c, n), literal_name(c, e));
        return;
    }
    add_given(t, to);
}

/* The cells of one more row. */
static void add_row(struct test_parts *t, struct node *table, const struct ast_row *row, const struct test_given *rows)
{
    struct compiler *c = t->c;
    size_t count = rows->step_count;
    struct test_step *steps = arena_alloc(c->lasting, (count + 1) * sizeof *steps);
    if (count) memcpy(steps, rows->steps, count * sizeof *steps);
    bool first = true;
    for (const struct ast_given *cell = row->cells; cell; cell = cell->next) {
        bool in_row;
        steps = memcpy(arena_alloc(c->lasting, (count + 1) * sizeof *steps), steps, (count + 1) * sizeof *steps);
        steps[count].kind = first ? TEST_NEW_ROW : TEST_LAST_ROW;
        struct test_given given = {.steps = steps, .at = test_at(c, cell->at), .shown = test_source(c, cell->at)};
        const struct node *n = follow(c, table, cell->place, &given, count + 1, &in_row);
        if (n) set_value(t, n, in_row, cell, &given);
        first = false;
    }
}

static void set_rows(struct test_parts *t, struct node *n, bool row, const struct ast_given *from, struct test_given *to)
{
    struct compiler *c = t->c;
    if (n->kind != NODE_TABLE || row) {
        diag_report(c->diag, DIAG_E1006, from->at, n->name, row ? c->diag->english ? "a row" : "一行" : kind_name(c, n), c->diag->english ? "rows" : "各行");
        return;
    }
    to->kind = TEST_NO_ROWS;
    add_given(t, to);
    for (const struct ast_row *r = from->rows; r; r = r->next) add_row(t, n, r, to);
}

/* 报告.年度 or 上年.报告.年度 and the like, in a ruleset that does not declare them. */
static void give_info(struct test_parts *t, const struct ast_given *from, struct test_given *to)
{
    struct compiler *c = t->c;
    static const struct node info = {.name = "", .kind = NODE_VALUE, .unit = UNIT_NONE};
    struct test_step *steps = arena_alloc(c->lasting, 3 * sizeof *steps);
    for (const struct ast_step *s = from->place; s; s = s->next) steps[to->step_count++] = (struct test_step){.name = lasting_text(c, s->name.text)};
    to->steps = steps;
    const char *name = steps[to->step_count - 1].name;
    if (from->kind == AST_GIVEN_ROWS) diag_report(c->diag, DIAG_E1006, from->at, name, c->diag->english ? "a text" : "文字", c->diag->english ? "rows" : "各行");
    else set_value(t, &info, false, from, to);
}

/* Checks one thing given and adds it. */
static void give(struct test_parts *t, const struct ast_given *from)
{
    struct compiler *c = t->c;
    struct test_given given = {.at = test_at(c, from->at), .shown = test_source(c, from->at)};
    if (from->kind == AST_GIVEN_TAKEN) {
        if (t->taken) diag_report(c->diag, DIAG_E1016, from->at);
        t->taken = lasting_text(c, from->taken.text);
        return;
    }
    if (test_explain(t, from)) return;
    bool row;
    const struct node *joined = node_find(c->root, from->place->name.text);
    bool inside = joined && joined->is_join && from->place->next && from->place->next->name.text; /* 上年.报告.年度 */
    const struct ast_step *info = inside ? from->place->next : from->place;
    const struct node *block = node_find(inside ? joined : c->root, info->name.text);
    if (is_info(info) && !(block && node_find(block, info->next->name.text))) {
        give_info(t, from, &given);
        return;
    }
    struct node *n = follow(c, c->root, from->place, &given, 0, &row);
    if (!n) return;
    if (from->kind == AST_GIVEN_ROWS) set_rows(t, n, row, from, &given);
    else set_value(t, n, row, from, &given);
}

/* 截至 2023 is the last day of the year. */
static void set_as_of(struct compiler *c, struct ast_expr *e, struct program_test *test)
{
    if (e->kind == AST_DATE) {
        resolve_constant(c, e);
        check_expr(c, e);
        test->year = e->date.year;
        test->month = e->date.month;
        test->day = e->date.day;
        return;
    }
    const char *digits = e->kind == AST_NUMBER ? e->number.digits : "";
    const struct ast_word *unit = &e->number.unit;
    bool year = strlen(digits) == 4 && strspn(digits, "0123456789") == 4 && (!unit->text || !strcmp(unit->text, "年"));
    if (!year) diag_report(c->diag, DIAG_E1022, e->at);
    test->year = (int)strtol(digits, NULL, 10);
    test->month = 12;
    test->day = 31;
}

static void check_test(struct compiler *c, const struct ast_item *item)
{
    struct test_parts t = {.c = c};
    for (const struct ast_given *g = item->givens; g; g = g->next) give(&t, g);
    for (const struct ast_expectation *e = item->expectations; e; e = e->next) test_expect(&t, e);
    if (!item->expectations) diag_report(c->diag, DIAG_E1014, item->name.at);
    struct program_test *test = &c->program->tests[c->program->test_count++];
    *test = (struct program_test){.name = lasting_text(c, item->name.text), .at = test_at(c, item->at), .taken = t.taken,
                                  .givens = t.givens, .given_count = t.given_count,
                                  .explanations = t.explanations, .explanation_count = t.explanation_count,
                                  .expectations = t.expectations, .expectation_count = t.expectation_count};
    if (item->as_of) set_as_of(c, item->as_of, test);
}

/* Reports a test whose name an earlier one has. */
static void check_name(struct compiler *c, struct symbol **names, const struct ast_item *item)
{
    struct symbol *s;
    HASH_FIND(hh, *names, item->name.text, strlen(item->name.text), s);
    if (s) {
        diag_report_with(c->diag, DIAG_E0302, item->name.at, DIAG_N0301, s->at, item->name.text);
        return;
    }
    s = arena_alloc(c->scratch, sizeof *s);
    s->name = item->name.text;
    s->at = item->name.at;
    HASH_ADD_KEYPTR(hh, *names, s->name, strlen(s->name), s);
}

void check_tests(struct compiler *c)
{
    size_t count = 0;
    for (size_t k = 0; k < c->given_count; k++) {
        for (const struct ast_item *i = c->files[k]; i; i = i->next) count += i->kind == AST_TEST;
    }
    if (!count) return;
    struct symbol *names = NULL;
    c->program->tests = arena_alloc(c->lasting, count * sizeof *c->program->tests);
    for (size_t k = 0; k < c->given_count; k++) {
        for (const struct ast_item *i = c->files[k]; i; i = i->next) {
            if (i->kind != AST_TEST) continue;
            check_name(c, &names, i);
            check_test(c, i);
        }
    }
}
