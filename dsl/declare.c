/* declare.c - enters what the texts declare: 数据 as a tree of nodes, definitions, scores and checks as rules. */
#include <string.h>

#include "expand.h"

struct type_word {
    const char *zh, *en;
    enum type_kind kind;
};

static const struct type_word type_words[] = {
    {"文本", "text", TYPE_TEXT},   {"日期", "date", TYPE_DATE},     {"是否", "truth", TYPE_TRUTH},
    {"指标值", "cell", TYPE_CELL}, {"数", "number", TYPE_NUMBER},
};

enum { TYPE_WORDS = sizeof type_words / sizeof *type_words };

enum { CELL_SCALE = 4 }; /* decimals in base units of the fixed lanes of 指标值 and plain numbers */

bool declare_type(const struct ast_word *word, struct type *type, int *unit)
{
    *unit = UNIT_NONE;
    for (int k = 0; k < TYPE_WORDS; k++) {
        if (strcmp(type_words[k].zh, word->text) && strcmp(type_words[k].en, word->text)) continue;
        *type = type_words[k].kind == TYPE_NUMBER ? type_plain(false) : type_of(type_words[k].kind);
        return true;
    }
    const char *name = !strcmp(word->text, "百分比") ? "%" : word->text;
    *unit = unit_find(name, strlen(name));
    *type = *unit == UNIT_NONE ? type_of(TYPE_UNKNOWN) : type_in_unit(*unit);
    return *unit != UNIT_NONE;
}

void declare_unknown_type(struct compiler *c, const struct ast_word *word)
{
    struct suggest s;
    suggest_start(&s, word->text);
    for (int k = 0; k < TYPE_WORDS; k++) {
        suggest_offer(&s, type_words[k].zh);
        suggest_offer(&s, type_words[k].en);
    }
    suggest_offer(&s, "百分比");
    suggest_units(&s);
    diag_report(c->diag, DIAG_E0310, word->at, word->text, suggest_text(c, &s));
}

/* Type, unit, printed precision and scale of a value from its declaration. A type of several names is wrong once. */
static void set_type(struct compiler *c, struct node *n, const struct ast_word *word, bool first)
{
    n->precision = PRECISION_PRINTED;
    n->scale = CELL_SCALE;
    bool known = declare_type(word, &n->type, &n->unit);
    if (!known && first) declare_unknown_type(c, word);
    if (n->unit == UNIT_NONE) return;
    const struct unit *u = unit_at(n->unit);
    switch ((enum unit_precision)u->precision) {
    case UNIT_EXACT: n->precision = PRECISION_EXACT; n->decimals = 2; break;
    case UNIT_HUNDREDTH: n->precision = PRECISION_DECIMALS; n->decimals = 2; break;
    case UNIT_PRINTED: n->decimals = 4; break;
    }
    n->scale = n->decimals - u->power;
}

/* A whole number from `least` to `most` without unit; -1 if it is none. */
static long small_number(const struct ast_expr *e, long least, long most)
{
    const char *digits = e->number.digits;
    bool small = strlen(digits) <= 5 && !strchr(digits, '.') && !e->number.unit.text;
    long value = small ? strtol(digits, NULL, 10) : -1;
    return value >= least && value <= most ? value : -1;
}

enum { MOST_COLUMN = 999, MOST_WIDTH = 60 };

static void set_code(struct compiler *c, struct node *n, const struct ast_attribute *a)
{
    long last = 0;
    const char *widths = "";
    for (const struct ast_expr *e = a->value; e; e = e->next) {
        long width = small_number(e, last + 1, MOST_WIDTH);
        if (width < 0) {
            diag_report(c->diag, DIAG_E0321, e->at);
            return;
        }
        widths = arena_format(c->lasting, "%s%s%ld", widths, last ? " " : "", width);
        last = width;
    }
    n->widths = widths;
}

static void set_precision(struct compiler *c, struct node *n, const struct ast_attribute *a)
{
    long digits = small_number(a->value, 0, 12);
    if (digits < 0) {
        diag_report(c->diag, DIAG_E0317, a->at);
        return;
    }
    n->precision = PRECISION_DECIMALS;
    n->decimals = (int)digits;
    n->scale = n->decimals - n->type.unit.power;
}

/* One column of a table may number its rows, one hold their codes; no two columns have one number. */
static void check_single(struct compiler *c, const struct node *n, const struct ast_attribute *a)
{
    for (const struct node *o = n->parent->children; o && o != n; o = o->hh.next) {
        bool again = (a->kind == AST_LINE && o->is_line) || (a->kind == AST_CODE && o->widths) || (a->kind == AST_COLUMN && n->column > 0 && o->column == n->column);
        if (again) diag_report_with(c->diag, DIAG_E0322, a->at, DIAG_N0301, o->at);
    }
}

static bool takes_attribute(struct node *n, enum ast_attribute_kind kind)
{
    bool number = n->type.kind == TYPE_NUMBER, text = n->type.kind == TYPE_TEXT, column = n->parent->kind == NODE_TABLE;
    switch (kind) {
    case AST_PRECISION:
    case AST_BLANK_AS:
    case AST_RANGE: return number;
    case AST_LABEL: return text && table_above(n);
    case AST_LINE: return column && (text || (number && !n->type.unit.zh[0]));
    case AST_COLUMN: return column && number;
    case AST_CODE: return column && text;
    }
    return false;
}

/* Of the name number `k` of a declaration. Several columns declared together are numbered one after the other. */
static void set_attributes(struct compiler *c, struct node *n, const struct ast_field *field, unsigned k)
{
    for (const struct ast_attribute *a = field->attributes; a; a = a->next) {
        if (!takes_attribute(n, a->kind)) {
            if (n->type.kind != TYPE_UNKNOWN) diag_report(c->diag, DIAG_E0316, a->at, type_name(c->scratch, &n->type, c->diag->english));
            continue;
        }
        switch (a->kind) {
        case AST_PRECISION: set_precision(c, n, a); break;
        case AST_BLANK_AS:
            n->blank_is_value = true;
            n->blank_digits = a->value->number.digits;
            break;
        case AST_LABEL: n->is_label = true; break;
        case AST_LINE: n->is_line = true; break;
        case AST_COLUMN:
            n->column = (int)small_number(a->value, 1, MOST_COLUMN);
            if (n->column > 0) n->column += (int)k;
            else if (k == 0) diag_report(c->diag, DIAG_E0323, a->value->at, (int)MOST_COLUMN);
            break;
        case AST_CODE: set_code(c, n, a); break;
        case AST_RANGE:
            if (n->ranges[1]) diag_report(c->diag, DIAG_E0605, a->at, c->diag->english ? "a range" : "范围");
            else n->ranges[n->ranges[0] != NULL] = a->range;
            break;
        }
        check_single(c, n, a);
    }
}

/* What is below `parent` under that name or alias; *at is where it got it. NULL if nothing is. */
static const struct node *namesake(const struct node *parent, const char *name, struct span *at)
{
    const struct node *named = node_find(parent, name);
    if (named) *at = named->at;
    for (const struct node *o = named || !parent->has_aliases ? NULL : parent->children; o; o = o->hh.next) {
        for (unsigned k = 0; k < o->aliases.count; k++) {
            *at = o->aliases.words[k].at;
            if (!strcmp(o->aliases.words[k].text, name)) return o;
        }
    }
    return named;
}

static void declare_aliases(struct compiler *c, struct node *n, const struct ast_names *aliases)
{
    for (unsigned k = 0; k < aliases->count; k++) {
        const struct ast_word *word = &aliases->words[k];
        struct span at;
        const struct node *known = namesake(n->parent, word->text, &at);
        if (known == n && strcmp(n->name, word->text)) continue; /* said again in another text */
        if (known) {
            diag_report_with(c->diag, DIAG_E0302, word->at, DIAG_N0301, at, word->text);
            continue;
        }
        struct ast_word *words = arena_alloc(c->scratch, (n->aliases.count + 1) * sizeof *words);
        for (unsigned i = 0; i < n->aliases.count; i++) words[i] = n->aliases.words[i];
        words[n->aliases.count++] = *word;
        n->aliases.words = words;
        n->parent->has_aliases = true;
    }
}

static void declare_fields(struct compiler *c, struct node *parent, struct ast_field *fields)
{
    for (struct ast_field *f = fields; f; f = f->next) {
        for (unsigned k = 0; k < f->count; k++) {
            const struct ast_word *word = &f->names[k];
            static const enum node_kind kinds[] = {
                [AST_FIELD_VALUE] = NODE_VALUE, [AST_FIELD_RECORD] = NODE_RECORD, [AST_FIELD_TABLE] = NODE_TABLE};
            struct node *first = node_find(parent, word->text);
            if (first && first->kind == kinds[f->kind] && first->kind != NODE_VALUE) { /* records and tables add up as blocks do */
                declare_fields(c, first, f->fields);
                declare_aliases(c, first, &f->aliases);
                continue;
            }
            struct span at;
            if (first || namesake(parent, word->text, &at)) {
                diag_report_with(c->diag, DIAG_E0302, word->at, DIAG_N0301, first ? first->at : at, word->text);
                continue;
            }
            struct node *n = node_new(c, parent, word->text, kinds[f->kind], word->at);
            n->declared = f;
            if (f->kind == AST_FIELD_VALUE) {
                set_type(c, n, &f->type, k == 0);
                set_attributes(c, n, f, k);
            } else {
                declare_fields(c, n, f->fields);
                declare_aliases(c, n, &f->aliases);
            }
        }
    }
}

/* Fields of 数据 without a name are reached by their own names. */
static void declare_top(struct compiler *c, struct ast_item *item)
{
    struct node *last = c->root->children ? ELMT_FROM_HH(c->root->children->hh.tbl, c->root->children->hh.tbl->tail) : NULL;
    declare_fields(c, c->root, item->fields);
    for (struct node *n = last ? last->hh.next : c->root->children; n; n = n->hh.next) {
        struct symbol *s = symbol_add(c, (struct ast_word){n->name, n->at}, SYMBOL_DATA);
        if (s) s->node = n;
    }
}

/* 数据 of one name may stand in several texts: the fields add up. */
static void declare_data(struct compiler *c, struct ast_item *item)
{
    c->program->open = false;
    if (!item->name.text[0]) {
        declare_top(c, item);
        return;
    }
    struct symbol *s = symbol_find(c, item->name.text);
    if (!s || s->kind != SYMBOL_DATA) {
        struct span at;
        s = symbol_add(c, item->name, SYMBOL_DATA);
        if (!s) return;
        if (namesake(c->root, item->name.text, &at)) diag_report_with(c->diag, DIAG_E0302, item->name.at, DIAG_N0301, at, item->name.text);
        s->node = node_new(c, c->root, item->name.text, NODE_RECORD, item->name.at);
    }
    declare_fields(c, s->node, item->fields);
    declare_aliases(c, s->node, &item->aliases);
}

const char *declare_clause(struct compiler *c, const struct ast_item *item, enum ast_clause_kind kind)
{
    for (const struct ast_clause *k = item->clauses; k; k = k->next) {
        if (k->kind == kind) return arena_copy(c->lasting, k->value->string.text, strlen(k->value->string.text));
    }
    return NULL;
}

/* Of the ruleset's name 湖南省/辰溪县/部门整体支出绩效: 辰溪县. */
const char *declare_layer(struct compiler *c, const struct ast_item *ruleset)
{
    const char *name = ruleset ? ruleset->name.text : "", *last = strrchr(name, '/');
    if (!last) return "";
    const char *start = last;
    while (start > name && start[-1] != '/') start--;
    return arena_copy(c->lasting, start, (size_t)(last - start));
}

/* A clause that would change nothing is no clause: the author would think that it does. */
static void check_effect(struct compiler *c, const struct ast_item *item, const struct ast_clause *clause)
{
    bool message = clause->kind == AST_MESSAGE;
    bool dated = clause->kind == AST_YEAR || clause->kind == AST_FROM || clause->kind == AST_UNTIL;
    bool condition = clause->kind == AST_WHEN || clause->kind == AST_ON_ZERO || clause->kind == AST_IGNORE, idle = false;
    switch (item->kind) {
    case AST_RULESET: idle = message || condition; break;
    case AST_DEFINITION:
    case AST_IMPLEMENT: idle = message; break;
    case AST_DISABLE: idle = message || condition; break;
    case AST_OPEN: idle = message || dated || condition; break;
    case AST_SCORE:
    case AST_CHECK:
    case AST_JOIN:
    case AST_INCLUDE:
    case AST_DATA:
    case AST_TEST: break;
    }
    if (clause->kind == AST_BASIS && silence_is_blank(clause->value->string.text)) diag_report(c->diag, DIAG_E0610, clause->value->at);
    if (clause->kind == AST_REQUIRE && item->kind != AST_RULESET) idle = true;
    if (idle) diag_report(c->diag, DIAG_E0609, clause->at);
}

void declare_clauses(struct compiler *c, const struct ast_item *item)
{
    for (const struct ast_clause *a = item->clauses; a; a = a->next) check_effect(c, item, a);
    for (const struct ast_clause *a = item->clauses; a; a = a->next) {
        for (const struct ast_clause *b = item->clauses; b != a; b = b->next) {
            if (a->kind == b->kind && (!a->code.text || !strcmp(a->code.text, b->code.text))) diag_report(c->diag, DIAG_E0604, a->at);
        }
    }
}

static void set_properties(struct compiler *c, struct rule *r)
{
    for (struct ast_property *p = r->item->properties; p; p = p->next) {
        bool points = !strcmp(p->name.text, "得分") || !strcmp(p->name.text, "points");
        bool self = !strcmp(p->name.text, "自评") || !strcmp(p->name.text, "self");
        struct ast_expr **into = points ? &r->value : &r->self;
        if (!points && !self) diag_report(c->diag, DIAG_E0313, p->name.at, p->name.text);
        else if (*into) diag_report(c->diag, DIAG_E0605, p->name.at, p->name.text);
        else *into = p->value;
    }
    if (!r->value) diag_report(c->diag, DIAG_E0314, r->item->name.at, r->name);
}

struct rule *declare_rule(struct compiler *c, struct ast_item *item, enum rule_kind kind, const struct ast_item *ruleset)
{
    struct rule *r = arena_alloc(c->scratch, sizeof *r);
    r->item = item;
    r->kind = kind;
    r->name = arena_copy(c->lasting, item->name.text, strlen(item->name.text));
    r->layer = declare_layer(c, ruleset);
    r->basis = declare_clause(c, item, AST_BASIS);
    if (!r->basis && ruleset) r->basis = declare_clause(c, ruleset, AST_BASIS);
    if (!r->basis) r->basis = "";
    r->period = period_of(c, item, ruleset);
    r->value = kind == RULE_SCORE ? NULL : item->value;
    if (kind == RULE_SCORE) set_properties(c, r);
    for (const struct ast_clause *k = item->clauses; k; k = k->next) {
        if (k->kind == AST_WHEN) r->applies = k->value;
        if (k->kind == AST_ON_ZERO) r->on_zero = k->value;
    }
    declare_clauses(c, item);
    c->rules = arena_grow(c->scratch, c->rules, c->rule_count, &c->rule_capacity, sizeof *c->rules);
    c->rules[c->rule_count++] = r;
    return r;
}

/* The rules of one text. Those of a ruleset belong to its layer. */
static void declare_file(struct compiler *c, size_t file)
{
    const struct ast_item *ruleset = NULL; /* wherever it stands in the file */
    for (struct ast_item *i = c->files[file]; i; i = i->next) {
        if (i->kind == AST_RULESET && ruleset) diag_report_with(c->diag, DIAG_E0606, i->at, DIAG_N0301, ruleset->at);
        if (i->kind == AST_RULESET && !ruleset) ruleset = i;
    }
    for (struct ast_item *i = c->files[file]; i; i = i->next) {
        switch (i->kind) {
        case AST_RULESET:
            declare_clauses(c, i);
            period_of(c, i, NULL);
            break;
        case AST_DEFINITION:
        case AST_SCORE:
        case AST_CHECK:
        case AST_OPEN:
        case AST_IMPLEMENT:
        case AST_DISABLE: layer_declare(c, i, ruleset, c->levels[file]); break;
        case AST_JOIN:
        case AST_INCLUDE:
        case AST_DATA:
        case AST_TEST: break;
        }
    }
}

void declare(struct compiler *c)
{
    c->program->open = true;
    c->program->has_as_of = period_default(c, &c->program->as_of);
    domain_new(c, DOMAIN_REPORT, 0, 0, NULL);
    c->root = node_new(c, NULL, "", NODE_RECORD, (struct span){0, 0, 0});
    for (uint32_t level = c->level_count; level--;) {
        for (size_t k = 0; k < c->file_count; k++) {
            for (struct ast_item *i = c->levels[k] == level ? c->files[k] : NULL; i; i = i->next) {
                if (i->kind == AST_DATA) declare_data(c, i);
            }
        }
    }
    for (size_t k = 0; k < c->file_count; k++) {
        for (struct ast_item *i = c->files[k]; i; i = i->next) {
            if (i->kind == AST_JOIN) join_declare(c, i);
        }
    }
    for (uint32_t level = c->level_count; level--;) {
        for (size_t k = 0; k < c->file_count; k++) {
            if (c->levels[k] == level) declare_file(c, k);
        }
    }
    layer_finish(c);
    expand(c);
    if (!c->rule_count && c->file_count && !c->diag->errors) diag_report(c->diag, DIAG_E0608, (struct span){0, 0, 0});
}
