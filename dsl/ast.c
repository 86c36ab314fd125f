/* ast.c - builds the syntax tree: one constructor per node, called by the grammar. */
#include <string.h>

#include "ast.h"

struct ast_list ast_list_add(struct ast_list list, void *node) {
    if (list.last)
        memcpy(list.last, &node, sizeof node); /* `next` is the first member of every node */
    else
        list.first = node;
    list.last = node;
    list.count++;
    return list;
}

struct ast_names ast_names_add(struct ast_parse *p, struct ast_names names, struct ast_word word) {
    if (names.count == names.capacity) { /* most names stand alone: grow from one */
        names.capacity = names.capacity ? 2 * names.capacity : 1;
        struct ast_word *larger = arena_alloc(p->arena, names.capacity * sizeof *larger);
        if (names.count)
            memcpy(larger, names.words, names.count * sizeof *larger);
        names.words = larger;
    }
    names.words[names.count++] = word;
    return names;
}

struct ast_body ast_body_property(struct ast_body body, struct ast_property *property) {
    body.properties = ast_list_add(body.properties, property);
    return body;
}

struct ast_body ast_body_clause(struct ast_body body, struct ast_clause *clause) {
    body.clauses = ast_list_add(body.clauses, clause);
    return body;
}

static struct ast_expr *new_expr(struct ast_parse *p, struct span at, enum ast_expr_kind kind) {
    struct ast_expr *e = arena_alloc(p->arena, sizeof *e);
    e->kind = kind;
    e->depth = 1;
    e->at = at;
    return e;
}

/* Makes `e` deeper than `child` (NULL: nothing). */
static void deepen(struct ast_expr *e, const struct ast_expr *child) {
    if (child && e->depth <= child->depth)
        e->depth = child->depth + 1;
}

static void deepen_list(struct ast_expr *e, const struct ast_expr *child) {
    for (; child; child = child->next)
        deepen(e, child);
}

static void deepen_interval(struct ast_expr *e, const struct ast_interval *interval) {
    if (!interval)
        return;
    deepen(e, interval->low.value);
    deepen(e, interval->high.value);
}

static struct ast_expr *limited(struct ast_parse *p, struct ast_expr *e) {
    if (e->depth <= AST_MOST_DEPTH)
        return e;
    if (!p->too_deep)
        diag_report(p->diag, DIAG_E0902, e->at, (int)AST_MOST_DEPTH);
    p->too_deep = true;
    return new_expr(p, e->at, AST_NA);
}

struct ast_expr *ast_number(struct ast_parse *p, struct span at, const char *digits, struct ast_word unit) {
    struct ast_expr *e = new_expr(p, at, AST_NUMBER);
    e->number.digits = digits;
    e->number.unit = unit;
    return e;
}

struct ast_expr *ast_string(struct ast_parse *p, struct ast_word text) {
    struct ast_expr *e = new_expr(p, text.at, AST_STRING);
    e->string = text;
    return e;
}

struct ast_expr *ast_date(struct ast_parse *p, struct span at, int year, int month, int day) {
    struct ast_expr *e = new_expr(p, at, AST_DATE);
    e->date.year = year;
    e->date.month = month;
    e->date.day = day;
    return e;
}

struct ast_expr *ast_truth(struct ast_parse *p, struct span at, bool truth) {
    struct ast_expr *e = new_expr(p, at, AST_TRUTH);
    e->truth = truth;
    return e;
}

struct ast_expr *ast_na(struct ast_parse *p, struct span at) {
    return new_expr(p, at, AST_NA);
}

struct ast_expr *ast_path(struct ast_parse *p, struct span at, struct ast_names names) {
    struct ast_expr *e = new_expr(p, at, AST_PATH);
    e->path.words = names.words;
    e->path.count = names.count;
    return e;
}

struct ast_expr *ast_cell(struct ast_parse *p, struct span at, struct ast_names table, struct ast_expr *key, struct ast_names column) {
    struct ast_expr *e = new_expr(p, at, AST_PATH);
    e->path.key = key;
    e->path.key_at = table.count;
    for (unsigned i = 0; i < column.count; i++)
        table = ast_names_add(p, table, column.words[i]);
    e->path.words = table.words;
    e->path.count = table.count;
    deepen(e, key);
    return limited(p, e);
}

struct ast_expr *ast_unary(struct ast_parse *p, struct span at, enum ast_unary op, struct ast_expr *operand) {
    struct ast_expr *e = new_expr(p, at, AST_UNARY);
    e->unary.op = op;
    e->unary.operand = operand;
    deepen(e, operand);
    return limited(p, e);
}

struct ast_expr *ast_binary(struct ast_parse *p, struct span at, enum ast_binary op, struct ast_expr *left,
                            struct ast_expr *right) {
    struct ast_expr *e = new_expr(p, at, AST_BINARY);
    e->binary.op = op;
    e->binary.left = left;
    e->binary.right = right;
    deepen(e, left);
    deepen(e, right);
    return limited(p, e);
}

struct ast_expr *ast_compare(struct ast_parse *p, struct span at, enum ast_relation relation, struct ast_expr *left,
                             struct ast_expr *right, struct ast_expr *tolerance) {
    struct ast_expr *e = new_expr(p, at, AST_COMPARE);
    e->compare.relation = relation;
    e->compare.left = left;
    e->compare.right = right;
    e->compare.tolerance = tolerance;
    deepen(e, left);
    deepen(e, right);
    deepen(e, tolerance);
    return limited(p, e);
}

struct ast_expr *ast_in(struct ast_parse *p, struct span at, struct ast_expr *subject, struct ast_domain domain, bool negated) {
    struct ast_expr *e = new_expr(p, at, AST_IN);
    e->in.subject = subject;
    e->in.interval = domain.interval;
    e->in.members = domain.members;
    e->in.negated = negated;
    deepen(e, subject);
    deepen_interval(e, domain.interval);
    deepen_list(e, domain.members);
    return limited(p, e);
}

struct ast_expr *ast_if(struct ast_parse *p, struct span at, struct ast_expr *condition, struct ast_expr *then,
                        struct ast_expr *otherwise) {
    struct ast_expr *e = new_expr(p, at, AST_IF);
    e->choice.condition = condition;
    e->choice.then = then;
    e->choice.otherwise = otherwise;
    deepen(e, condition);
    deepen(e, then);
    deepen(e, otherwise);
    return limited(p, e);
}

struct ast_expr *ast_call(struct ast_parse *p, struct span at, struct ast_word name, struct ast_list arguments) {
    struct ast_expr *e = new_expr(p, at, AST_CALL);
    e->call.name = name;
    e->call.arguments = arguments.first;
    e->call.count = arguments.count;
    deepen_list(e, arguments.first);
    return limited(p, e);
}

struct ast_expr *ast_tiers(struct ast_parse *p, struct span at, struct ast_expr *subject, struct ast_list arms) {
    struct ast_expr *e = new_expr(p, at, AST_TIERS);
    e->tiers.subject = subject;
    e->tiers.arms = arms.first;
    deepen(e, subject);
    for (const struct ast_arm *arm = arms.first; arm; arm = arm->next) {
        deepen_interval(e, arm->when);
        deepen(e, arm->value);
    }
    return limited(p, e);
}

struct ast_expr *ast_form(struct ast_parse *p, struct span at, struct ast_form_word word, struct ast_expr *subject, struct ast_expr *target,
                          struct ast_list phrases) {
    struct ast_expr *e = new_expr(p, at, AST_FORM);
    e->form.kind = word.form;
    e->form.word = word.word;
    e->form.subject = subject;
    e->form.target = target;
    e->form.phrases = phrases.first;
    deepen(e, subject);
    deepen(e, target);
    for (const struct ast_phrase *f = phrases.first; f; f = f->next) {
        deepen(e, f->key);
        deepen(e, f->value);
        deepen_interval(e, f->interval);
    }
    return limited(p, e);
}

struct ast_expr *ast_veto(struct ast_parse *p, struct span at, struct ast_word word, struct ast_expr *condition, struct ast_expr *then,
                          struct ast_expr *otherwise) {
    struct ast_expr *e = ast_form(p, at, ast_form_word(FORM_VETO, word), condition, then, (struct ast_list){0});
    if (e->kind != AST_FORM)
        return e;
    e->form.otherwise = otherwise;
    deepen(e, otherwise);
    return limited(p, e);
}

struct ast_form_word ast_form_word(enum ast_form form, struct ast_word word) {
    return (struct ast_form_word){form, word};
}

struct ast_phrase *ast_phrase(struct ast_parse *p, struct span at, enum ast_phrase_kind kind, struct ast_word word, struct ast_expr *value) {
    struct ast_phrase *f = arena_alloc(p->arena, sizeof *f);
    f->kind = kind;
    f->word = word;
    f->value = value;
    f->at = at;
    return f;
}

struct ast_phrase *ast_phrase_treatment(struct ast_parse *p, struct span at, enum ast_phrase_kind kind, struct ast_word word,
                                        struct ast_treatment treatment) {
    struct ast_phrase *f = ast_phrase(p, at, kind, word, treatment.value);
    f->treat = treatment.treat;
    return f;
}

struct ast_phrase *ast_phrase_range(struct ast_parse *p, struct span at, enum ast_phrase_kind kind, struct ast_word word, struct ast_expr *key,
                                    struct ast_interval *interval) {
    struct ast_phrase *f = ast_phrase(p, at, kind, word, NULL);
    f->key = key;
    f->interval = interval;
    return f;
}

struct ast_phrase *ast_phrase_entry(struct ast_parse *p, struct span at, struct ast_expr *key, struct ast_expr *value) {
    struct ast_phrase *f = ast_phrase(p, at, PHRASE_ENTRY, (struct ast_word){0}, value);
    f->key = key;
    return f;
}

struct ast_expr *ast_sheet(struct ast_parse *p, struct span at, struct ast_numbers rows, struct ast_numbers columns) {
    struct ast_expr *e = new_expr(p, at, AST_SHEET);
    e->sheet.rows = rows;
    e->sheet.columns = columns;
    return e;
}

struct ast_expr *ast_sheet_join(struct ast_expr *rows, const struct ast_expr *columns, struct span at) {
    rows->at = at;
    rows->sheet.columns = columns->sheet.columns;
    return rows;
}

struct ast_expr *ast_sheet_of(struct ast_parse *p, struct span at, struct ast_names table, struct ast_expr *key, struct ast_expr *sheet) {
    sheet->at = at;
    sheet->sheet.words = table.words;
    sheet->sheet.count = table.count;
    sheet->sheet.key = key;
    deepen(sheet, key);
    return limited(p, sheet);
}

struct ast_expr *ast_lines(struct ast_parse *p, struct span at, struct ast_names table, struct ast_expr *operand, bool columns,
                           const struct ast_expr *column) {
    struct ast_expr *e = new_expr(p, at, AST_LINES);
    e->lines.words = table.words;
    e->lines.count = table.count;
    e->lines.operand = operand;
    e->lines.columns = columns;
    if (column)
        e->lines.column = column->sheet.columns;
    deepen(e, operand);
    return limited(p, e);
}

struct ast_interval *ast_interval_one(struct ast_parse *p, struct span at, enum ast_relation relation, struct ast_expr *value) {
    struct ast_interval *i = arena_alloc(p->arena, sizeof *i);
    i->at = at;
    i->relation = relation;
    struct ast_end end = {value, relation == AST_GE || relation == AST_LE || relation == AST_EQ};
    if (relation == AST_GE || relation == AST_GT || relation == AST_EQ)
        i->low = end;
    if (relation == AST_LE || relation == AST_LT || relation == AST_EQ)
        i->high = end;
    return i;
}

struct ast_interval *ast_interval_two(struct ast_parse *p, struct span at, struct ast_expr *low, bool low_closed,
                                      struct ast_expr *high, bool high_closed) {
    struct ast_interval *i = arena_alloc(p->arena, sizeof *i);
    i->at = at;
    i->relation = AST_NE;
    i->low = (struct ast_end){low, low_closed};
    i->high = (struct ast_end){high, high_closed};
    return i;
}

static bool end_closed(struct ast_parse *p, const struct ast_expr *value, enum ast_mark mark, bool assumed) {
    if (mark == AST_UNMARKED) {
        diag_report(p->diag, DIAG_E0204, value->at);
        return assumed;
    }
    return mark == AST_INCLUSIVE;
}

struct ast_interval *ast_interval_to(struct ast_parse *p, struct span at, struct ast_expr *low, enum ast_mark low_mark,
                                     struct ast_expr *high, enum ast_mark high_mark) {
    bool low_closed = end_closed(p, low, low_mark, true);
    bool high_closed = end_closed(p, high, high_mark, false);
    return ast_interval_two(p, at, low, low_closed, high, high_closed);
}

struct ast_domain ast_domain_interval(struct ast_interval *interval) {
    return (struct ast_domain){interval, NULL};
}

struct ast_domain ast_domain_set(struct ast_list members) {
    return (struct ast_domain){NULL, members.first};
}

struct ast_arm *ast_arm(struct ast_parse *p, struct span at, struct ast_interval *when, struct ast_expr *value) {
    struct ast_arm *arm = arena_alloc(p->arena, sizeof *arm);
    arm->at = at;
    arm->when = when;
    arm->value = value;
    return arm;
}

struct ast_scope *ast_scope_rows(struct ast_parse *p, struct span at, struct ast_expr *table) {
    struct ast_scope *scope = arena_alloc(p->arena, sizeof *scope);
    scope->kind = AST_SCOPE_ROWS;
    scope->at = at;
    scope->table = table;
    return scope;
}

struct ast_scope *ast_scope_groups(struct ast_parse *p, struct span at, struct ast_expr *table, struct ast_list keys) {
    struct ast_scope *scope = ast_scope_rows(p, at, table);
    scope->kind = AST_SCOPE_GROUPS;
    scope->keys = keys.first;
    return scope;
}

struct ast_scope *ast_scope_levels(struct ast_parse *p, struct span at, struct ast_expr *table) {
    struct ast_scope *scope = ast_scope_rows(p, at, table);
    scope->kind = AST_SCOPE_LEVELS;
    return scope;
}

struct ast_scope *ast_scope_sheet(struct ast_parse *p, struct span at, struct ast_expr *table) {
    struct ast_scope *scope = ast_scope_rows(p, at, table);
    scope->kind = AST_SCOPE_SHEET;
    return scope;
}

struct ast_scope *ast_scope_columns(struct ast_scope *scope) {
    scope->columns = true;
    return scope;
}

struct ast_clause *ast_clause(struct ast_parse *p, struct span at, enum ast_clause_kind kind, struct ast_expr *value) {
    struct ast_clause *clause = arena_alloc(p->arena, sizeof *clause);
    clause->at = at;
    clause->kind = kind;
    clause->value = value;
    return clause;
}

struct ast_clause *ast_clause_coded(struct ast_parse *p, struct span at, enum ast_clause_kind kind, struct ast_word code,
                                    struct ast_expr *value) {
    struct ast_clause *clause = ast_clause(p, at, kind, value);
    clause->code = code;
    return clause;
}

struct ast_clause *ast_clause_range(struct ast_parse *p, struct span at, enum ast_clause_kind kind, struct ast_expr *value, struct ast_expr *last) {
    struct ast_clause *clause = ast_clause(p, at, kind, value);
    clause->last = last;
    return clause;
}

struct ast_attribute *ast_attribute(struct ast_parse *p, struct span at, enum ast_attribute_kind kind, struct ast_expr *value) {
    struct ast_attribute *attribute = arena_alloc(p->arena, sizeof *attribute);
    attribute->at = at;
    attribute->kind = kind;
    attribute->value = value;
    return attribute;
}

struct ast_field *ast_field_nested(struct ast_parse *p, struct span at, enum ast_field_kind kind, struct ast_names names,
                                   struct ast_names aliases, struct ast_list fields) {
    struct ast_field *field = arena_alloc(p->arena, sizeof *field);
    field->at = at;
    field->kind = kind;
    field->names = names.words;
    field->count = names.count;
    field->aliases = aliases;
    field->fields = fields.first;
    return field;
}

struct ast_attribute *ast_attribute_range(struct ast_parse *p, struct span at, struct ast_interval *range) {
    struct ast_attribute *attribute = ast_attribute(p, at, AST_RANGE, NULL);
    attribute->range = range;
    return attribute;
}

struct ast_field *ast_field_value(struct ast_parse *p, struct span at, struct ast_names names, struct ast_word type,
                                  struct ast_list attributes) {
    struct ast_field *field = ast_field_nested(p, at, AST_FIELD_VALUE, names, (struct ast_names){0}, (struct ast_list){0});
    field->type = type;
    field->attributes = attributes.first;
    return field;
}

struct ast_property *ast_property(struct ast_parse *p, struct ast_word name, struct ast_expr *value) {
    struct ast_property *property = arena_alloc(p->arena, sizeof *property);
    property->name = name;
    property->value = value;
    return property;
}

static struct ast_item *new_item(struct ast_parse *p, struct span at, enum ast_item_kind kind, struct ast_word name) {
    struct ast_item *item = arena_alloc(p->arena, sizeof *item);
    item->kind = kind;
    item->at = at;
    item->name = name;
    return item;
}

struct ast_item *ast_ruleset(struct ast_parse *p, struct span at, struct ast_word name, struct ast_list clauses) {
    struct ast_item *item = new_item(p, at, AST_RULESET, name);
    item->clauses = clauses.first;
    return item;
}

struct ast_item *ast_join(struct ast_parse *p, struct span at, struct ast_word name) {
    return new_item(p, at, AST_JOIN, name);
}

struct ast_item *ast_include(struct ast_parse *p, struct span at, struct ast_word path) {
    return new_item(p, at, AST_INCLUDE, path);
}

struct ast_item *ast_data(struct ast_parse *p, struct span at, struct ast_word name, struct ast_names aliases, struct ast_list fields) {
    struct ast_item *item = new_item(p, at, AST_DATA, name);
    item->aliases = aliases;
    item->fields = fields.first;
    return item;
}

struct ast_item *ast_definition(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope,
                                struct ast_expr *value, struct ast_list clauses) {
    struct ast_item *item = new_item(p, at, AST_DEFINITION, name);
    item->scope = scope;
    item->value = value;
    item->clauses = clauses.first;
    return item;
}

struct ast_item *ast_score(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope,
                           struct ast_expr *full, struct ast_body body) {
    struct ast_item *item = new_item(p, at, AST_SCORE, name);
    item->scope = scope;
    item->value = full;
    item->properties = body.properties.first;
    item->clauses = body.clauses.first;
    return item;
}

struct ast_item *ast_check(struct ast_parse *p, struct span at, struct ast_word name, struct ast_word class_name,
                           struct ast_scope *scope, struct ast_expr *value, struct ast_list clauses) {
    struct ast_item *item = ast_definition(p, at, name, scope, value, clauses);
    item->kind = AST_CHECK;
    item->class_name = class_name;
    return item;
}

struct ast_item *ast_override(struct span at, struct ast_item *rule) {
    rule->at = at;
    rule->overrides = true;
    return rule;
}

struct ast_item *ast_disable(struct ast_parse *p, struct span at, struct ast_word name, struct ast_list clauses) {
    struct ast_item *item = new_item(p, at, AST_DISABLE, name);
    item->clauses = clauses.first;
    return item;
}

struct ast_item *ast_open(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope, struct ast_word type,
                          struct ast_domain bounds, struct ast_list clauses) {
    struct ast_item *item = ast_disable(p, at, name, clauses);
    item->kind = AST_OPEN;
    item->scope = scope;
    item->type = type;
    item->bounds = bounds;
    return item;
}

struct ast_item *ast_implement(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope,
                               struct ast_expr *value, struct ast_list clauses) {
    struct ast_item *item = ast_definition(p, at, name, scope, value, clauses);
    item->kind = AST_IMPLEMENT;
    return item;
}

void ast_finish_items(struct ast_parse *p, struct ast_list items) {
    p->items = items.first;
}

void ast_finish_expr(struct ast_parse *p, struct ast_expr *expr) {
    p->expr = expr;
}
