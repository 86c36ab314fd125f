/* ast_test.c - builds the syntax tree of tests. */
#include "ast.h"

static struct ast_step *new_step(struct ast_parse *p, struct span at, struct ast_word name, struct ast_expr *row)
{
    struct ast_step *step = arena_alloc(p->arena, sizeof *step);
    step->at = at;
    step->name = name;
    step->row = row;
    return step;
}

struct ast_step *ast_step_name(struct ast_parse *p, struct span at, struct ast_word name)
{
    return new_step(p, at, name, NULL);
}

struct ast_step *ast_step_row(struct ast_parse *p, struct span at, struct ast_expr *row)
{
    return new_step(p, at, (struct ast_word){0}, row);
}

static struct ast_given *new_given(struct ast_parse *p, struct span at, enum ast_given_kind kind, struct ast_list place)
{
    struct ast_given *given = arena_alloc(p->arena, sizeof *given);
    given->kind = kind;
    given->at = at;
    given->place = place.first;
    return given;
}

struct ast_given *ast_given_taken(struct ast_parse *p, struct span at, struct ast_word source)
{
    struct ast_given *given = new_given(p, at, AST_GIVEN_TAKEN, (struct ast_list){0});
    given->taken = source;
    return given;
}

struct ast_given *ast_given_value(struct ast_parse *p, struct span at, struct ast_list place, struct ast_expr *value)
{
    struct ast_given *given = new_given(p, at, AST_GIVEN_VALUE, place);
    given->value = value;
    return given;
}

struct ast_given *ast_given_rows(struct ast_parse *p, struct span at, struct ast_list place, struct ast_list rows)
{
    struct ast_given *given = new_given(p, at, AST_GIVEN_ROWS, place);
    given->rows = rows.first;
    return given;
}

struct ast_row *ast_row(struct ast_parse *p, struct span at, struct ast_list cells)
{
    struct ast_row *row = arena_alloc(p->arena, sizeof *row);
    row->at = at;
    row->cells = cells.first;
    return row;
}

static struct ast_expectation *new_expectation(struct ast_parse *p, struct span at, enum ast_expectation_kind kind, struct ast_list place)
{
    struct ast_expectation *e = arena_alloc(p->arena, sizeof *e);
    e->kind = kind;
    e->at = at;
    e->place = place.first;
    return e;
}

struct ast_expectation *ast_expectation_value(struct ast_parse *p, struct span at, struct ast_list place, enum ast_relation relation,
                                              struct ast_expr *value)
{
    struct ast_expectation *e = new_expectation(p, at, AST_EXPECT_VALUE, place);
    e->relation = relation;
    e->value = value;
    return e;
}

struct ast_expectation *ast_expectation_outcome(struct ast_parse *p, struct span at, struct ast_list place, struct ast_word word)
{
    struct ast_expectation *e = new_expectation(p, at, AST_EXPECT_OUTCOME, place);
    e->word = word;
    return e;
}

struct ast_expectation *ast_expectation_count(struct ast_parse *p, struct span at, struct ast_word word, struct ast_expr *value)
{
    struct ast_expectation *e = new_expectation(p, at, AST_EXPECT_COUNT, (struct ast_list){0});
    e->word = word;
    e->value = value;
    return e;
}

struct ast_test ast_test_givens(struct ast_list givens)
{
    return (struct ast_test){.givens = givens};
}

struct ast_test ast_test_as_of(struct ast_expr *as_of)
{
    return (struct ast_test){.as_of = as_of};
}

struct ast_test ast_test_expectations(struct ast_list expectations)
{
    return (struct ast_test){.expectations = expectations};
}

/* One list after the other; both linked through `next`. */
static struct ast_list join(struct ast_list first, struct ast_list second)
{
    if (!second.first)
        return first;
    unsigned count = first.count + second.count;
    first = ast_list_add(first, second.first);
    return (struct ast_list){first.first, second.last, count};
}

struct ast_test ast_test_join(struct ast_test first, struct ast_test second)
{
    first.givens = join(first.givens, second.givens);
    first.expectations = join(first.expectations, second.expectations);
    if (first.as_of && second.as_of)
        first.as_of_again = second.as_of;
    if (!first.as_of)
        first.as_of = second.as_of;
    return first;
}

struct ast_item *ast_test(struct ast_parse *p, struct span at, struct ast_word name, struct ast_test test)
{
    struct ast_item *item = arena_alloc(p->arena, sizeof *item);
    item->kind = AST_TEST;
    item->name = name;
    item->at = at;
    item->givens = test.givens.first;
    item->expectations = test.expectations.first;
    item->as_of = test.as_of;
    if (test.as_of_again)
        diag_report(p->diag, DIAG_E1015, test.as_of_again->at);
    return item;
}
