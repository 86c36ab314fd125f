/* resolve.c - finds what every name means, over which rows every aggregate runs, and which rules each rule uses. */
#include <string.h>

#include "resolve.h"

static void resolve_list(struct scope *s, struct ast_expr *list)
{
    for (struct ast_expr *e = list; e; e = e->next) resolve_expr(s, e);
}

static void add_use(struct compiler *c, struct rule *r, struct rule *used)
{
    for (size_t k = r->use_count; k-- && r->use_count - k < 16;) {
        if (r->uses[k] == used) return;
    }
    r->uses = arena_grow(c->scratch, r->uses, r->use_count, &r->use_capacity, sizeof *r->uses);
    r->uses[r->use_count++] = used;
}

const char *resolve_suggest_member(struct compiler *c, const struct node *parent, const char *name)
{
    struct suggest g;
    suggest_start(&g, name);
    for (const struct node *n = parent->children; n; n = n->hh.next) suggest_offer(&g, n->name);
    return suggest_text(c, &g);
}

const char *resolve_suggest_name(const struct scope *s, const char *name)
{
    struct suggest g;
    suggest_start(&g, name);
    for (const struct symbol *k = s->c->symbols; k; k = k->hh.next) suggest_offer(&g, k->name);
    if (s->row) {
        for (const struct node *n = s->row->children; n; n = n->hh.next) suggest_offer(&g, n->name);
    }
    if (!s->row && !g.best) { /* a field named without its block */
        for (const struct node *b = s->c->root->children; b; b = b->hh.next) {
            const struct node *n = node_named(b, name);
            if (n) {
                g.best = node_path(s->c->scratch, n);
                break;
            }
        }
    }
    return suggest_text(s->c, &g);
}

static unsigned text_length(const char *name)
{
    unsigned n = 0;
    for (; *name; name++) n += (*name & 0xc0) != 0x80;
    return n;
}

struct part_word {
    const char *zh, *en;
    enum field_part part;
    bool lenient;
};

/* What can follow the name of a value: 年度指标值.单位. */
static const struct part_word part_words[] = {
    {"数", "figure", FIELD_FIGURE, false},  {"关系", "relation", FIELD_RELATION, false}, {"单位", "unit", FIELD_UNIT, false},
    {"日期", "date", FIELD_DATE, false},    {"文本", "text", FIELD_TEXT, false},         {"类别", "kind", FIELD_KIND, false},
    {"目标", "target", FIELD_NUMBER, true}, {"期限", "deadline", FIELD_DATE, true},
};

enum { PART_WORDS = sizeof part_words / sizeof *part_words };

/* Parts of 指标值; any value has its 文本. */
static bool set_part(struct scope *s, struct target *t, const struct ast_word *word)
{
    for (int k = 0; k < PART_WORDS; k++) {
        const struct part_word *p = &part_words[k];
        if (strcmp(p->zh, word->text) && strcmp(p->en, word->text)) continue;
        if (t->node->type.kind != TYPE_CELL && p->part != FIELD_TEXT) break;
        t->part = p->part;
        t->part_named = true;
        t->lenient = p->lenient;
        return true;
    }
    const char *parts = "";
    if (t->node->type.kind == TYPE_CELL) {
        parts = s->c->diag->english ? "; it has .target .figure .unit .relation .kind .text .date .deadline" : "；有 .目标 .数 .单位 .关系 .类别 .文本 .日期 .期限";
    }
    diag_report(s->c->diag, DIAG_E0304, word->at, t->node->name, word->text, parts);
    return false;
}

bool resolve_follow(struct scope *s, const struct ast_expr *e, unsigned first, struct node *n, struct target *t)
{
    unsigned k = first;
    for (; k < e->path.count && n->kind != NODE_VALUE; k++) {
        const struct ast_word *word = &e->path.words[k];
        struct node *next = node_named(n, word->text);
        if (!next && s->c->program->open && n->kind == NODE_RECORD) {
            next = node_new(s->c, n, word->text, k + 1 < e->path.count ? NODE_RECORD : NODE_VALUE, word->at);
            next->type = type_plain(false);
            next->precision = PRECISION_PRINTED;
            next->scale = 4;
        }
        if (!next) {
            diag_report(s->c->diag, DIAG_E0304, word->at, n->name, word->text, resolve_suggest_member(s->c, n, word->text));
            return false;
        }
        n = next;
    }
    t->node = n;
    if (n->kind == NODE_RECORD && !s->rule) return true; /* after 逐行 or 按: not a table */
    if (n->kind == NODE_RECORD) {
        diag_report(s->c->diag, DIAG_E0315, e->at, node_path(s->c->scratch, n));
        return false;
    }
    t->kind = n->kind == NODE_TABLE ? TARGET_TABLE : TARGET_FIELD;
    t->part = node_part(n);
    for (; k < e->path.count; k++) {
        if (!set_part(s, t, &e->path.words[k])) return false;
    }
    return true;
}

/* 执行率, 预算执行.满分 */
static bool follow_rule(struct scope *s, const struct ast_expr *e, struct rule *r, struct target *t)
{
    if (r->one_of_many) {
        diag_report(s->c->diag, DIAG_E0332, e->at, r->name);
        return false;
    }
    t->rule = r;
    t->kind = TARGET_RULE;
    for (struct rule *v = r; s->rule && v; v = v->next_version) add_use(s->c, s->rule, v);
    if (e->path.count == 1) return true;
    const struct ast_word *word = &e->path.words[1];
    bool known = r->kind == RULE_SCORE && e->path.count == 2;
    if (known && (!strcmp(word->text, "得分") || !strcmp(word->text, "points"))) return true;
    if (known && (!strcmp(word->text, "满分") || !strcmp(word->text, "full"))) t->kind = TARGET_FULL;
    else if (known && r->self && (!strcmp(word->text, "自评") || !strcmp(word->text, "self"))) t->kind = TARGET_SELF;
    else {
        static const char *const having[2][2] = {{"；有 .得分 .满分", "；有 .得分 .满分 .自评"}, {"; it has .points .full", "; it has .points .full .self"}};
        const char *parts = known ? having[s->c->diag->english][r->self != NULL] : "";
        diag_report(s->c->diag, DIAG_E0304, word->at, r->name, word->text, parts);
    }
    return t->kind != TARGET_RULE;
}

static bool is_group_word(const char *name) { return !strcmp(name, "组") || !strcmp(name, "same"); }

/* Finds the target without reporting that a first name is unknown. 1 found, 0 reported, -1 unknown. */
static int find_target(struct scope *s, const struct ast_expr *e, struct target *t)
{
    const struct ast_word *first = &e->path.words[0];
    if (s->grouped && is_group_word(first->text) && e->path.count > 1) {
        if (!resolve_follow(s, e, 1, s->grouped, t)) return 0;
        t->kind = TARGET_GROUP;
        return 1;
    }
    int pronoun = subscript_pronoun(s, e, t);
    if (pronoun >= 0) return pronoun;
    struct node *column = NULL; /* of the row, or of a row around it */
    for (struct node *row = s->row; row && !column; row = table_above(row->parent)) column = node_named(row, first->text);
    if (column) return resolve_follow(s, e, 1, column, t);
    struct symbol *symbol = symbol_named(s->c, first->text);
    if (!symbol) return -1;
    if (symbol->kind == SYMBOL_DATA) return resolve_follow(s, e, 1, symbol->node, t);
    if (symbol->disabled) diag_report_with(s->c->diag, DIAG_E0682, first->at, DIAG_N0672, symbol->disabled->at, first->text);
    return symbol->rule ? follow_rule(s, e, symbol->rule, t) : 0;
}

enum {
    LEAST_LIKE = 4,     /* characters of a name that may be a slip; 执行数 and 执行率 are two names */
    MOST_COMPARED = 500 /* rules; in larger rulesets every input would be compared with too many names */
};

/* Makes an input of an open ruleset. A name that is nearly a definition's is told once. */
static void make_input(struct scope *s, const struct ast_expr *e, struct target *t)
{
    const struct ast_word *first = &e->path.words[0];
    struct suggest g;
    suggest_start(&g, first->text);
    bool asked = text_length(first->text) >= LEAST_LIKE && s->c->rule_count <= MOST_COMPARED && !node_named(s->c->root, first->text);
    for (size_t k = 0; asked && k < s->c->rule_count; k++) suggest_offer(&g, s->c->rules[k]->name);
    if (g.best && g.distance == 1) diag_report(s->c->diag, DIAG_W0301, first->at, first->text, suggest_text(s->c, &g));
    resolve_follow(s, e, 0, s->c->root, t);
}

/* Lanes of what the target denotes. */
static uint16_t target_domain(const struct scope *s, const struct target *t)
{
    switch (t->kind) {
    case TARGET_FIELD: return t->node->domain;
    case TARGET_RULE:
    case TARGET_FULL:
    case TARGET_SELF: return t->rule->domain;
    case TARGET_GROUP:
    case TARGET_UPPER: return s->rule->domain;
    case TARGET_CELL: return 0; /* check_subscript() knows */
    case TARGET_NONE:
    case TARGET_TABLE:
    case TARGET_LABEL: break;
    }
    return 0;
}

static void resolve_path(struct scope *s, struct ast_expr *e)
{
    struct typed *typed = typed_of(e);
    struct target *t = &typed->target;
    const struct ast_word *first = &e->path.words[0];
    if (e->path.key) {
        if (!subscript_resolve(s, e)) t->kind = TARGET_NONE;
        return;
    }
    int found = find_target(s, e, t);
    if (!first->text[0]) return; /* 「」, already told */
    if (found < 0) {
        if (s->label_allowed && e->path.count == 1) {
            t->kind = TARGET_LABEL;
            return;
        }
        if (s->grouped && node_named(s->grouped, first->text)) {
            diag_report(s->c->diag, DIAG_E0318, e->at, first->text, first->text);
        } else if (is_group_word(first->text)) {
            diag_report(s->c->diag, DIAG_E0306, first->at);
        } else if (s->c->program->open && s->rule && !s->mentioned) {
            make_input(s, e, t);
        } else {
            diag_report(s->c->diag, DIAG_E0301, first->at, first->text, resolve_suggest_name(s, first->text));
        }
    }
    if (found == 0) t->kind = TARGET_NONE;
    typed->domain = target_domain(s, t);
    if (t->kind == TARGET_NONE || domain_within(s->c, s->domain, typed->domain)) return;
    const char *name = t->node ? node_path(s->c->scratch, t->node) : t->rule->name;
    diag_report(s->c->diag, s->grouped && !s->aggregated ? DIAG_E0318 : DIAG_E0305, e->at, name, t->node ? t->node->name : name);
    t->kind = TARGET_NONE;
    typed->domain = 0;
}

/* The table whose rows an aggregate runs over: the first that a path in its arguments goes through. */
static struct node *find_table(struct scope *s, const struct ast_expr *e);

static struct node *find_table_in_list(struct scope *s, const struct ast_expr *list)
{
    struct node *found = NULL;
    for (const struct ast_expr *e = list; e && !found; e = e->next) found = find_table(s, e);
    return found;
}

static struct node *find_table_of_path(struct scope *s, const struct ast_expr *e)
{
    struct node *visible = s->row ? s->row : s->grouped;
    const char *first = e->path.words[0].text;
    struct node *n = NULL;
    for (struct node *row = visible; row && !n; row = table_above(row->parent)) n = node_named(row, first);
    const struct symbol *symbol = n ? NULL : symbol_named(s->c, first);
    if (symbol && symbol->kind == SYMBOL_RULE) {
        struct rule *r = symbol->rule;
        bool grouped = r && r->table && r->domain != r->table->domain;
        if (grouped && !s->of_groups) s->of_groups = r;
        return r && !grouped ? r->table : NULL;
    }
    if (symbol) n = symbol->node;
    for (unsigned k = 1; n && k < e->path.count && n->kind != NODE_VALUE; k++) n = node_named(n, e->path.words[k].text);
    return table_above(n);
}

/* What the subscript of a path looks for: a row of another table is no row of the aggregate. */
static const struct ast_expr *wanted_of(const struct ast_expr *e)
{
    return e->path.key->kind == AST_COMPARE ? e->path.key->compare.right : e->path.key;
}

static struct node *find_table(struct scope *s, const struct ast_expr *e)
{
    struct node *found = NULL;
    switch (e->kind) {
    case AST_PATH: return e->path.key ? find_table(s, wanted_of(e)) : find_table_of_path(s, e);
    case AST_UNARY: return find_table(s, e->unary.operand);
    case AST_BINARY:
        found = find_table(s, e->binary.left);
        return found ? found : find_table(s, e->binary.right);
    case AST_COMPARE:
        found = find_table(s, e->compare.left);
        return found ? found : find_table(s, e->compare.right);
    case AST_IN: return find_table(s, e->in.subject);
    case AST_IF:
        found = find_table(s, e->choice.condition);
        if (!found) found = find_table(s, e->choice.then);
        return found ? found : find_table(s, e->choice.otherwise);
    case AST_CALL: return find_table_in_list(s, e->call.arguments);
    case AST_TIERS: return find_table(s, e->tiers.subject);
    case AST_FORM:
        if (e->form.subject) found = find_table(s, e->form.subject);
        if (!found && e->form.target) found = find_table(s, e->form.target);
        if (!found && e->form.otherwise) found = find_table(s, e->form.otherwise);
        for (const struct ast_phrase *f = e->form.phrases; f && !found; f = f->next) {
            if (f->key) found = find_table(s, f->key);
            if (f->value && !found) found = find_table(s, f->value);
        }
        return found;
    case AST_NUMBER:
    case AST_STRING:
    case AST_DATE:
    case AST_TRUTH:
    case AST_NA:
    case AST_SHEET: /* expand.c leaves none */
    case AST_LINES: break;
    }
    return NULL;
}

/* Lanes of an aggregate's result: the nearest above its rows that the context has too. */
static uint16_t outer_domain(const struct scope *s, uint16_t source)
{
    const struct program_domain *domains = s->c->program->domains;
    uint16_t outer = domains[source].parent;
    while (!domain_within(s->c, s->domain, outer)) outer = domains[outer].parent;
    return outer;
}

/* The scope of what an aggregate `typed` takes together: the rows of a table, or the values of groups. */
static struct scope enter_rows(struct scope *s, struct typed *typed, struct node *table, struct rule *groups)
{
    typed->table = groups ? groups->table : table;
    typed->source = groups ? groups->domain : table->domain;
    typed->outer = table && s->grouped == table && !s->aggregated ? s->rule->domain : outer_domain(s, typed->source);
    struct scope inner = *s;
    inner.row = table;
    inner.grouped = NULL;
    inner.domain = typed->source;
    inner.aggregated = true;
    inner.label_allowed = false;
    if (table && s->grouped) inner.grouped = s->grouped; /* 组 is known in what the groups sum */
    return inner;
}

/* Whoever comes from a spreadsheet writes SUM, ROUND, IF: the English name in any case, answered in the language of the message. */
static const char *suggest_function(struct compiler *c, const char *written)
{
    char *small = arena_format(c->scratch, "%s", written);
    for (char *p = small; *p; p++) *p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
    if (!strcmp(small, "if")) return c->diag->english ? "; write if … then … else …" : "；请写作 如果 … 则 … 否则 …";
    struct suggest g;
    suggest_start(&g, small);
    for (size_t k = 0; builtin_at(k); k++) {
        unsigned before = g.distance;
        suggest_offer(&g, builtin_at(k)->en);
        if (g.distance == 0 && before && !c->diag->english) g.best = builtin_at(k)->zh;
        suggest_offer(&g, builtin_at(k)->zh);
    }
    return suggest_text(c, &g);
}

static void resolve_call(struct scope *s, struct ast_expr *e)
{
    struct typed *typed = typed_of(e);
    const struct builtin *b = builtin_find(e->call.name.text);
    typed->builtin = b;
    if (!b) {
        diag_report(s->c->diag, DIAG_E0307, e->call.name.at, e->call.name.text, suggest_function(s->c, e->call.name.text));
        e->call.arguments = NULL; /* whether they stand for rows depends on the function */
        return;
    }
    if (e->call.count < b->least || e->call.count > b->most) {
        const char *expected = arena_format(s->c->scratch, b->least == b->most ? "%u" : "%u–%u", b->least, b->most);
        diag_report(s->c->diag, DIAG_E0308, e->at, e->call.name.text, expected, e->call.count);
        typed->builtin = NULL;
    }
    bool rows = b->over == OVER_ROWS || (b->over == OVER_EITHER && e->call.count <= 2);
    s->of_groups = NULL;
    struct node *table = rows ? find_table_in_list(s, e->call.arguments) : NULL;
    struct rule *groups = table ? NULL : s->of_groups; /* values of groups alone are taken group by group */
    if (!table && !groups) {
        unsigned before = s->c->diag->errors;
        resolve_list(s, e->call.arguments);
        if (b->over != OVER_ROWS || !typed->builtin) return;
        if (s->c->diag->errors == before) diag_report(s->c->diag, DIAG_E0309, e->at, e->call.name.text);
        typed->builtin = NULL;
        return;
    }
    struct scope inner = enter_rows(s, typed, table, groups);
    resolve_list(&inner, e->call.arguments);
}

static void resolve_interval(struct scope *s, struct ast_interval *i)
{
    if (i->low.value) resolve_expr(s, i->low.value);
    if (i->high.value && i->high.value != i->low.value) resolve_expr(s, i->high.value);
}

static void resolve_bounds(struct scope *s, const struct ast_domain *bounds)
{
    if (bounds->interval) resolve_interval(s, bounds->interval);
    resolve_list(s, bounds->members);
}

static void resolve_tiers(struct scope *s, struct ast_expr *e)
{
    resolve_expr(s, e->tiers.subject);
    for (struct ast_arm *arm = e->tiers.arms; arm; arm = arm->next) {
        if (arm->when) resolve_interval(s, arm->when);
        struct scope inner = *s;
        inner.label_allowed = true;
        resolve_expr(&inner, arm->value);
    }
}

/* 汇总: the subject and 满分 are taken row by row. */
static void resolve_total(struct scope *s, struct ast_expr *e)
{
    s->of_groups = NULL;
    struct node *table = find_table(s, e->form.subject);
    struct rule *groups = table ? NULL : s->of_groups;
    bool rows = table || groups;
    struct scope inner = *s;
    if (rows) inner = enter_rows(s, typed_of(e), table, groups);
    unsigned before = s->c->diag->errors;
    resolve_expr(&inner, e->form.subject);
    if (!rows && s->c->diag->errors == before) diag_report(s->c->diag, DIAG_E0309, e->at, e->form.word.text);
    for (struct ast_phrase *f = e->form.phrases; f; f = f->next) {
        if (f->value) resolve_expr(f->kind == PHRASE_FULL ? &inner : s, f->value);
    }
}

static void resolve_form(struct scope *s, struct ast_expr *e)
{
    if (e->form.kind == FORM_TOTAL) {
        resolve_total(s, e);
        return;
    }
    struct scope labels = *s;
    labels.label_allowed = e->form.kind == FORM_VETO;
    if (e->form.subject) resolve_expr(s, e->form.subject);
    if (e->form.target) resolve_expr(&labels, e->form.target);
    if (e->form.otherwise) resolve_expr(&labels, e->form.otherwise);
    for (struct ast_phrase *f = e->form.phrases; f; f = f->next) {
        if (f->key) resolve_expr(s, f->key);
        if (f->value) resolve_expr(s, f->value);
        if (f->interval) resolve_interval(s, f->interval);
    }
}

void resolve_expr(struct scope *s, struct ast_expr *e)
{
    struct scope here = *s;
    here.label_allowed = s->label_allowed && e->kind == AST_PATH;
    s = &here;
    e->resolved = arena_alloc(s->c->scratch, sizeof(struct typed));
    switch (e->kind) {
    case AST_PATH: resolve_path(s, e); break;
    case AST_UNARY: resolve_expr(s, e->unary.operand); break;
    case AST_BINARY:
        resolve_expr(s, e->binary.left);
        resolve_expr(s, e->binary.right);
        break;
    case AST_COMPARE:
        resolve_expr(s, e->compare.left);
        resolve_expr(s, e->compare.right);
        if (e->compare.tolerance) resolve_expr(s, e->compare.tolerance);
        break;
    case AST_IN:
        resolve_expr(s, e->in.subject);
        if (e->in.interval) resolve_interval(s, e->in.interval);
        resolve_list(s, e->in.members);
        break;
    case AST_IF:
        resolve_expr(s, e->choice.condition);
        resolve_expr(s, e->choice.then);
        resolve_expr(s, e->choice.otherwise);
        break;
    case AST_CALL: resolve_call(s, e); break;
    case AST_TIERS: resolve_tiers(s, e); break;
    case AST_FORM: resolve_form(s, e); break;
    case AST_NUMBER:
    case AST_STRING:
    case AST_DATE:
    case AST_TRUTH:
    case AST_NA:
    case AST_SHEET: /* expand.c leaves none */
    case AST_LINES: break;
    }
}

static bool same_path(const struct ast_expr *a, const struct ast_expr *b)
{
    if (a->path.count != b->path.count) return false;
    for (unsigned k = 0; k < a->path.count; k++) {
        if (strcmp(a->path.words[k].text, b->path.words[k].text)) return false;
    }
    return true;
}

static bool same_keys(const struct ast_expr *a, const struct ast_expr *b)
{
    for (; a && b; a = a->next, b = b->next) {
        if (!same_path(a, b)) return false;
    }
    return !a && !b;
}

/* The domain of a table's groups; one for all rules that group it by the same columns. */
static uint16_t group_domain(struct compiler *c, const struct node *table, const struct ast_expr *keys)
{
    for (const struct grouping *g = c->groupings; g; g = g->next) {
        if (g->table == table && same_keys(g->keys, keys)) return g->domain; /* by levels there are no keys, and never else */
    }
    struct grouping *g = arena_alloc(c->scratch, sizeof *g);
    g->next = c->groupings;
    g->table = table;
    g->keys = keys;
    g->domain = domain_new(c, DOMAIN_GROUP, c->program->domains[table->domain].parent, table->domain, NULL);
    c->groupings = g;
    return g->domain;
}

/* The table named after 逐行 or 按. */
static void resolve_scope(struct compiler *c, struct rule *r)
{
    const struct ast_scope *scope = r->item->scope;
    if (!scope || scope->kind == AST_SCOPE_REPORT) return;
    struct scope at = {.c = c};
    struct target t = {0};
    scope->table->resolved = arena_alloc(c->scratch, sizeof(struct typed));
    int found = find_target(&at, scope->table, &t);
    if (found < 0) {
        const struct ast_word *first = &scope->table->path.words[0];
        diag_report(c->diag, DIAG_E0301, first->at, first->text, resolve_suggest_name(&at, first->text));
    }
    if (found > 0 && t.kind != TARGET_TABLE) diag_report(c->diag, DIAG_E0312, scope->table->at);
    if (found <= 0 || t.kind != TARGET_TABLE) {
        r->value = r->self = r->applies = r->on_zero = r->mentions = NULL; /* its names would only be reported as unknown */
        return;
    }
    r->table = t.node;
    r->domain = t.node->domain;
    if (scope->kind == AST_SCOPE_LEVELS && !table_code(t.node)) {
        diag_report(c->diag, DIAG_E0329, scope->table->at, t.node->name);
        r->value = r->self = r->applies = r->on_zero = r->mentions = NULL;
        return;
    }
    if (scope->kind != AST_SCOPE_ROWS) r->domain = group_domain(c, t.node, scope->keys);
}

static void resolve_keys(struct compiler *c, struct rule *r)
{
    const struct ast_scope *scope = r->item->scope;
    if (!r->table || scope->kind != AST_SCOPE_GROUPS) return;
    struct scope s = {.c = c, .rule = r, .row = r->table, .domain = r->table->domain, .aggregated = true};
    unsigned count = 0;
    for (struct ast_expr *key = scope->keys; key; key = key->next, count++) {
        resolve_expr(&s, key);
        if (count == 3) diag_report(c->diag, DIAG_E0319, key->at);
    }
}

void resolve_constant(struct compiler *c, struct ast_expr *e)
{
    struct scope s = {.c = c};
    resolve_expr(&s, e);
}

void resolve_constant_or_word(struct compiler *c, struct ast_expr *e)
{
    struct scope s = {.c = c, .label_allowed = true};
    resolve_expr(&s, e);
}

void resolve(struct compiler *c)
{
    read_messages(c);
    for (size_t k = 0; k < c->rule_count; k++) resolve_scope(c, c->rules[k]);
    for (size_t k = 0; k < c->rule_count; k++) {
        struct rule *r = c->rules[k];
        bool groups = r->item->scope && (r->item->scope->kind == AST_SCOPE_GROUPS || r->item->scope->kind == AST_SCOPE_LEVELS);
        struct scope s = {.c = c, .rule = r, .row = groups ? NULL : r->table, .domain = r->domain, .grouped = groups ? r->table : NULL};
        resolve_keys(c, r);
        if (r->value) resolve_expr(&s, r->value);
        if (r->value && r->open) resolve_bounds(&s, &r->open->item->bounds);
        if (r->self) resolve_expr(&s, r->self);
        if (r->applies) resolve_expr(&s, r->applies);
        if (r->on_zero) resolve_expr(&s, r->on_zero);
        if (r->kind == RULE_SCORE && r->value) resolve_expr(&s, r->item->value);
        s.mentioned = true;
        if (r->value) resolve_list(&s, r->mentions);
    }
}
