/* ast_print.c - the syntax tree as indented s-expressions.
 *
 * A node whose parts are all leaves stands on one line; otherwise each part has its own line, two columns further in. */
#include <string.h>
#include <utf8proc.h>

#include "../runtime/buffer.h"
#include "../runtime/text.h"
#include "ast.h"

struct printer {
    struct buffer text;
    unsigned indent;
    bool spans;
};

static void put(struct printer *out, const char *text) {
    buffer_add(&out->text, text);
}

static void put_span(struct printer *out, struct span at) {
    if (out->spans)
        put(out, arena_format(out->text.arena, "@%u-%u", at.start, at.end));
}

static void open_node(struct printer *out, const char *name) {
    put(out, "(");
    put(out, name);
    out->indent += 2;
}

static void close_node(struct printer *out) {
    put(out, ")");
    out->indent -= 2;
}

static void break_line(struct printer *out) {
    put(out, "\n");
    for (unsigned i = 0; i < out->indent; i++)
        put(out, " ");
}

static void put_quoted(struct printer *out, const char *text) {
    put(out, "\"");
    for (; *text; text++) {
        char one[3] = {'\\', *text, '\0'};
        if (*text == '\n')
            one[1] = 'n';
        put(out, *text == '\n' || *text == '"' || *text == '\\' ? one : one + 1);
    }
    put(out, "\"");
}

/* A name; in 「」 unless it is made of letters, digits and _. */
static void put_name(struct printer *out, const char *text) {
    bool plain = *text != '\0';
    for (const char *c = text; *c && plain;) {
        int32_t code;
        c += text_next(c, strlen(c), &code);
        utf8proc_category_t category = utf8proc_category(code);
        plain = code == '_' || (code >= '0' && code <= '9') || category == UTF8PROC_CATEGORY_NL ||
                (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO);
    }
    put(out, plain ? text : "「");
    if (!plain) {
        put(out, text);
        put(out, "」");
    }
}

static void put_word(struct printer *out, struct ast_word word) {
    put(out, " ");
    put_name(out, word.text);
    put_span(out, word.at);
}

static bool is_leaf(const struct ast_expr *e) {
    switch (e->kind) {
    case AST_NUMBER:
    case AST_STRING:
    case AST_DATE:
    case AST_TRUTH:
    case AST_NA:
        return true;
    case AST_PATH:
        return !e->path.key;
    case AST_UNARY:
    case AST_BINARY:
    case AST_COMPARE:
    case AST_IN:
    case AST_IF:
    case AST_CALL:
    case AST_TIERS:
    case AST_FORM:
    case AST_SHEET:
    case AST_LINES:
        return false;
    }
    return false;
}

static bool all_leaves(const struct ast_expr *e) {
    for (; e; e = e->next)
        if (!is_leaf(e))
            return false;
    return true;
}

static const char *relation_name(enum ast_relation relation) {
    static const char *const names[] = {"=", "≠", "<", "≤", ">", "≥", "≈"};
    return names[relation];
}

static const char *binary_name(enum ast_binary op) {
    static const char *const names[] = {"+", "-", "*", "/", "and", "or", "through"};
    return names[op];
}

static void put_expr(struct printer *out, const struct ast_expr *e);

/* Numbers of rows or columns; nothing if there are none. */
static void put_numbers(struct printer *out, const char *what, struct ast_numbers numbers) {
    if (numbers.first)
        put(out, arena_format(out->text.arena, numbers.first == numbers.last ? " %s %u" : " %s %u-%u", what, numbers.first, numbers.last));
}

static void put_table(struct printer *out, const struct ast_word *words, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        put(out, i ? "." : " ");
        put_name(out, words[i].text);
    }
}

/* The words [from, to) of a path. */
static void put_words(struct printer *out, const struct ast_expr *e, unsigned from, unsigned to) {
    for (unsigned i = from; i < to; i++) {
        put(out, i > from ? "." : " ");
        put_name(out, e->path.words[i].text);
    }
}

/* One part of a node: on the same line if `inline_part`. */
static void put_part(struct printer *out, const struct ast_expr *e, bool inline_part) {
    if (!e)
        return;
    if (inline_part)
        put(out, " ");
    else
        break_line(out);
    put_expr(out, e);
}

static void put_parts(struct printer *out, const struct ast_expr *first) {
    bool flat = all_leaves(first);
    for (const struct ast_expr *e = first; e; e = e->next)
        put_part(out, e, flat);
}

/* The fixed parts of a node; NULLs at the end are left out. */
static void put_three(struct printer *out, const struct ast_expr *a, const struct ast_expr *b, const struct ast_expr *c) {
    bool flat = is_leaf(a) && (!b || is_leaf(b)) && (!c || is_leaf(c));
    put_part(out, a, flat);
    put_part(out, b, flat);
    put_part(out, c, flat);
}

static void put_leaf(struct printer *out, const struct ast_expr *e) {
    switch (e->kind) {
    case AST_NUMBER:
        put(out, e->number.digits);
        if (e->number.unit.text)
            put(out, e->number.unit.text);
        break;
    case AST_STRING:
        put_quoted(out, e->string.text);
        break;
    case AST_DATE:
        put(out, arena_format(out->text.arena, "%04d-%02d-%02d", e->date.year, e->date.month, e->date.day));
        break;
    case AST_TRUTH:
        put(out, e->truth ? "true" : "false");
        break;
    case AST_NA:
        put(out, "not_applicable");
        break;
    case AST_PATH:
        for (unsigned i = 0; i < e->path.count; i++) {
            put(out, i ? "." : "");
            put_name(out, e->path.words[i].text);
        }
        break;
    case AST_UNARY:
    case AST_BINARY:
    case AST_COMPARE:
    case AST_IN:
    case AST_IF:
    case AST_CALL:
    case AST_TIERS:
    case AST_FORM:
    case AST_SHEET:
    case AST_LINES:
        break;
    }
    put_span(out, e->at);
}

static void put_interval(struct printer *out, const struct ast_interval *i) {
    if (i->relation != AST_NE) {
        open_node(out, relation_name(i->relation));
        put_span(out, i->at);
        put_three(out, i->low.value ? i->low.value : i->high.value, NULL, NULL);
    } else {
        open_node(out, i->low.closed ? (i->high.closed ? "≥≤" : "≥<") : (i->high.closed ? ">≤" : "><"));
        put_span(out, i->at);
        put_three(out, i->low.value, i->high.value, NULL);
    }
    close_node(out);
}

static void put_domain(struct printer *out, const struct ast_domain *domain) {
    if (domain->interval) {
        put_interval(out, domain->interval);
        return;
    }
    open_node(out, "set");
    put_parts(out, domain->members);
    close_node(out);
}

static void put_arm(struct printer *out, const struct ast_arm *arm) {
    break_line(out);
    open_node(out, "arm");
    put_span(out, arm->at);
    put(out, " ");
    if (arm->when)
        put_interval(out, arm->when);
    else
        put(out, "otherwise");
    put_three(out, arm->value, NULL, NULL);
    close_node(out);
}

/* "when_under" of a phrase's English "when_under …". */
static void put_phrase_name(struct printer *out, enum ast_phrase_kind kind) {
    static const char *const names[] = {
#define FORM(name)
#define PHRASE(name, zh, en, zh_doc, en_doc) en,
#include "form.def"
#undef FORM
#undef PHRASE
    };
    const char *name = kind == PHRASE_ENTRY ? "entry" : names[kind], *end = strstr(name, " …");
    open_node(out, arena_copy(out->text.arena, name, end ? (size_t)(end - name) : strlen(name)));
}

static void put_phrase(struct printer *out, const struct ast_phrase *f) {
    break_line(out);
    put_phrase_name(out, f->kind);
    put_span(out, f->at);
    if (f->key)
        put_three(out, f->key, f->value, NULL);
    else if (f->value)
        put_three(out, f->value, NULL, NULL);
    if (f->interval) {
        put(out, " ");
        put_interval(out, f->interval);
    }
    if (f->treat != AST_TREAT_VALUE)
        put(out, f->treat == AST_TREAT_CANNOT ? " not_computable" : " in_proportion");
    close_node(out);
}

static void put_form(struct printer *out, const struct ast_expr *e) {
    static const char *const names[] = {"more_is_better", "less_is_better", "equal_to", "close_to", "lies_in", "deduct", "add_points",
                                        "interpolate", "graded", "checklist", "highest_of", "one_of", "total", "veto"};
    open_node(out, names[e->form.kind]);
    put_span(out, e->at);
    if (e->form.subject)
        put_three(out, e->form.subject, e->form.target, e->form.otherwise);
    for (const struct ast_phrase *f = e->form.phrases; f; f = f->next)
        put_phrase(out, f);
}

static void put_expr(struct printer *out, const struct ast_expr *e) {
    switch (e->kind) {
    case AST_NUMBER:
    case AST_STRING:
    case AST_DATE:
    case AST_TRUTH:
    case AST_NA:
        put_leaf(out, e);
        return;
    case AST_UNARY:
        open_node(out, e->unary.op == AST_NOT ? "not" : "negate");
        put_span(out, e->at);
        put_three(out, e->unary.operand, NULL, NULL);
        break;
    case AST_BINARY:
        open_node(out, binary_name(e->binary.op));
        put_span(out, e->at);
        put_three(out, e->binary.left, e->binary.right, NULL);
        break;
    case AST_PATH:
        if (is_leaf(e)) {
            put_leaf(out, e);
            return;
        }
        open_node(out, "cell");
        put_span(out, e->at);
        put_words(out, e, 0, e->path.key_at);
        put_part(out, e->path.key, is_leaf(e->path.key));
        put_words(out, e, e->path.key_at, e->path.count);
        break;
    case AST_COMPARE:
        open_node(out, relation_name(e->compare.relation));
        put_span(out, e->at);
        put_three(out, e->compare.left, e->compare.right, e->compare.tolerance);
        break;
    case AST_IN:
        open_node(out, e->in.negated ? "not_in" : "in");
        put_span(out, e->at);
        put_three(out, e->in.subject, NULL, NULL);
        break_line(out);
        put_domain(out, &(struct ast_domain){e->in.interval, e->in.members});
        break;
    case AST_IF:
        open_node(out, "if");
        put_span(out, e->at);
        put_three(out, e->choice.condition, e->choice.then, e->choice.otherwise);
        break;
    case AST_CALL:
        open_node(out, "call");
        put_span(out, e->at);
        put_word(out, e->call.name);
        put_parts(out, e->call.arguments);
        break;
    case AST_TIERS:
        open_node(out, "tiers");
        put_span(out, e->at);
        put_three(out, e->tiers.subject, NULL, NULL);
        for (const struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next)
            put_arm(out, arm);
        break;
    case AST_FORM:
        put_form(out, e);
        break;
    case AST_SHEET:
        open_node(out, "sheet");
        put_span(out, e->at);
        put_table(out, e->sheet.words, e->sheet.count);
        put_part(out, e->sheet.key, e->sheet.key && is_leaf(e->sheet.key));
        put_numbers(out, "row", e->sheet.rows);
        put_numbers(out, "column", e->sheet.columns);
        break;
    case AST_LINES:
        open_node(out, e->lines.columns ? "columns" : "rows");
        put_span(out, e->at);
        put_table(out, e->lines.words, e->lines.count);
        put_numbers(out, "column", e->lines.column);
        put_three(out, e->lines.operand, NULL, NULL);
        break;
    }
    close_node(out);
}

static void put_clauses(struct printer *out, const struct ast_clause *clause) {
    static const char *const names[] = {"when", "basis", "message", "year", "ignore", "inherits", "require", "if_divided_by_zero", "effective", "expires"};
    for (; clause; clause = clause->next) {
        break_line(out);
        open_node(out, names[clause->kind]);
        put_span(out, clause->at);
        if (clause->code.text)
            put_word(out, clause->code);
        put_three(out, clause->value, clause->last, NULL);
        close_node(out);
    }
}

static void put_scope(struct printer *out, const struct ast_scope *scope) {
    if (!scope)
        return;
    break_line(out);
    static const char *const names[] = {"report", "rows", "groups", "levels", "sheet"};
    open_node(out, names[scope->kind]);
    put_span(out, scope->at);
    put_part(out, scope->table, true);
    for (const struct ast_expr *key = scope->keys; key; key = key->next)
        put_part(out, key, true);
    if (scope->columns)
        put(out, " every_column");
    close_node(out);
}

static void put_aliases(struct printer *out, const struct ast_names *aliases) {
    if (!aliases->count)
        return;
    put(out, " ");
    open_node(out, "alias");
    for (unsigned i = 0; i < aliases->count; i++)
        put_word(out, aliases->words[i]);
    close_node(out);
}

static void put_fields(struct printer *out, const struct ast_field *field) {
    static const char *const names[] = {"field", "record", "table"};
    static const char *const attributes[] = {"precision", "blank_as", "label", "line", "column", "code", "range"};
    for (; field; field = field->next) {
        break_line(out);
        open_node(out, names[field->kind]);
        put_span(out, field->at);
        for (unsigned i = 0; i < field->count; i++)
            put_word(out, field->names[i]);
        if (field->kind == AST_FIELD_VALUE) {
            put(out, " : ");
            put(out, field->type.text);
            put_span(out, field->type.at);
        }
        for (const struct ast_attribute *a = field->attributes; a; a = a->next) {
            put(out, " ");
            open_node(out, attributes[a->kind]);
            put_span(out, a->at);
            for (const struct ast_expr *value = a->value; value; value = value->next)
                put_part(out, value, true);
            if (a->range)
                put_interval(out, a->range);
            close_node(out);
        }
        put_aliases(out, &field->aliases);
        put_fields(out, field->fields);
        close_node(out);
    }
}

static void put_place(struct printer *out, const struct ast_step *step) {
    for (; step; step = step->next) {
        if (step->name.text)
            put_word(out, step->name);
        else
            put_part(out, step->row, true);
    }
}

static void put_givens(struct printer *out, const struct ast_given *given) {
    static const char *const names[] = {"taken_from", "given", "rows"};
    for (; given; given = given->next) {
        break_line(out);
        open_node(out, names[given->kind]);
        put_span(out, given->at);
        if (given->kind == AST_GIVEN_TAKEN) {
            put(out, " ");
            put_quoted(out, given->taken.text);
        }
        put_place(out, given->place);
        if (given->value)
            put_three(out, given->value, NULL, NULL);
        for (const struct ast_row *row = given->rows; row; row = row->next) {
            break_line(out);
            open_node(out, "row");
            put_span(out, row->at);
            put_givens(out, row->cells);
            close_node(out);
        }
        close_node(out);
    }
}

static void put_expectations(struct printer *out, const struct ast_expectation *e) {
    static const char *const names[] = {"expect", "outcome", "count"};
    for (; e; e = e->next) {
        break_line(out);
        open_node(out, e->kind == AST_EXPECT_VALUE && e->relation == AST_APPROX ? "expect_rounded" : names[e->kind]);
        put_span(out, e->at);
        put_place(out, e->place);
        if (e->word.text)
            put_word(out, e->word);
        if (e->value)
            put_three(out, e->value, NULL, NULL);
        close_node(out);
    }
}

static void put_test(struct printer *out, const struct ast_item *item) {
    put_givens(out, item->givens);
    if (item->as_of) {
        break_line(out);
        open_node(out, "as_of");
        put_three(out, item->as_of, NULL, NULL);
        close_node(out);
    }
    put_expectations(out, item->expectations);
}

static void put_item(struct printer *out, const struct ast_item *item) {
    static const char *const names[] = {"ruleset", "join", "include", "data", "definition", "score", "check", "open", "implement", "disable", "test"};
    open_node(out, names[item->kind]);
    put(out, item->overrides ? " override" : "");
    put_span(out, item->at);
    if (item->kind == AST_RULESET || item->kind == AST_INCLUDE || item->kind == AST_TEST) {
        put(out, " ");
        put_quoted(out, item->name.text);
        put_span(out, item->name.at);
    } else {
        put_word(out, item->name);
    }
    if (item->class_name.text) {
        put(out, " [");
        put(out, item->class_name.text);
        put(out, "]");
        put_span(out, item->class_name.at);
    }
    put_scope(out, item->scope);
    if (item->type.text) {
        put(out, " : ");
        put(out, item->type.text);
        put_span(out, item->type.at);
    }
    if (item->bounds.interval || item->bounds.members) {
        break_line(out);
        put_domain(out, &item->bounds);
    }
    if (item->kind == AST_SCORE) {
        break_line(out);
        open_node(out, "full");
        put_three(out, item->value, NULL, NULL);
        close_node(out);
    } else if (item->value) {
        put_part(out, item->value, !item->scope && is_leaf(item->value));
    }
    put_aliases(out, &item->aliases);
    put_fields(out, item->fields);
    for (const struct ast_property *p = item->properties; p; p = p->next) {
        break_line(out);
        open_node(out, "property");
        put_word(out, p->name);
        put_three(out, p->value, NULL, NULL);
        close_node(out);
    }
    put_clauses(out, item->clauses);
    put_test(out, item);
    close_node(out);
    put(out, "\n");
}

const char *ast_print_items(struct arena *a, const struct ast_item *items, bool spans) {
    struct printer out = {.text = buffer_start(a), .spans = spans};
    for (; items; items = items->next)
        put_item(&out, items);
    return buffer_text(&out.text);
}

const char *ast_print_expr(struct arena *a, const struct ast_expr *expr, bool spans) {
    struct printer out = {.text = buffer_start(a), .spans = spans};
    if (expr) {
        put_expr(&out, expr);
        put(&out, "\n");
    }
    return buffer_text(&out.text);
}
