/* symbol.c - names: the data's tree, the rules, and the program's fields and domains made from them. */
#include <string.h>

#include "compile.h"

struct node *node_new(struct compiler *c, struct node *parent, const char *name, enum node_kind kind, struct span at)
{
    struct node *n = arena_alloc(c->scratch, sizeof *n);
    n->name = name;
    n->kind = kind;
    n->parent = parent;
    n->at = at;
    n->domain = parent ? parent->domain : 0;
    n->unit = UNIT_NONE;
    if (kind == NODE_TABLE) {
        n->domain = domain_new(c, DOMAIN_TABLE, parent->domain, 0, n);
        c->program->domains[n->domain].present = node_field(c, n, FIELD_PRESENT, false);
        c->program->fields[c->program->domains[n->domain].present].used = true;
    }
    if (parent) HASH_ADD_KEYPTR(hh, parent->children, n->name, strlen(n->name), n);
    return n;
}

struct node *node_find(const struct node *parent, const char *name)
{
    struct node *n;
    HASH_FIND(hh, parent->children, name, strlen(name), n);
    return n;
}

struct node *node_named(const struct node *parent, const char *name)
{
    struct node *n = node_find(parent, name);
    for (struct node *o = n || !parent->has_aliases ? NULL : parent->children; o; o = o->hh.next) {
        for (unsigned k = 0; k < o->aliases.count; k++) {
            if (!strcmp(o->aliases.words[k].text, name)) return o;
        }
    }
    return n;
}

struct node *table_above(struct node *n)
{
    while (n && n->kind != NODE_TABLE) n = n->parent;
    return n;
}

struct node *table_line(const struct node *table)
{
    struct node *n = table->children;
    while (n && !n->is_line) n = n->hh.next;
    return n;
}

struct node *table_label(const struct node *table)
{
    struct node *n = table->children;
    while (n && !n->is_label) n = n->hh.next;
    return n;
}

struct node *table_code(const struct node *table)
{
    struct node *n = table->children;
    while (n && !n->widths) n = n->hh.next;
    return n;
}

struct node *table_name(const struct node *table)
{
    struct node *n = table_label(table);
    for (const struct node *first = n ? NULL : table->children; first && !n; first = first->hh.next) {
        if (first->kind == NODE_VALUE && first->type.kind == TYPE_TEXT && !first->widths && !first->is_line) n = node_find(table, first->name);
    }
    return n;
}

struct symbol *symbol_find(const struct compiler *c, const char *name)
{
    struct symbol *s;
    HASH_FIND(hh, c->symbols, name, strlen(name), s);
    return s;
}

struct symbol *symbol_named(const struct compiler *c, const char *name)
{
    struct symbol *s = symbol_find(c, name);
    const struct node *n = s || !c->root->has_aliases ? NULL : node_named(c->root, name);
    return n ? symbol_find(c, n->name) : s;
}

struct symbol *symbol_add(struct compiler *c, struct ast_word name, enum symbol_kind kind)
{
    struct symbol *s = symbol_find(c, name.text);
    if (s) {
        diag_report_with(c->diag, DIAG_E0302, name.at, DIAG_N0301, s->at, name.text);
        return NULL;
    }
    s = arena_alloc(c->scratch, sizeof *s);
    s->name = name.text;
    s->kind = kind;
    s->at = name.at;
    HASH_ADD_KEYPTR(hh, c->symbols, s->name, strlen(s->name), s);
    return s;
}

/* Names from the report down to `n`, in the program's arena. */
static const char **path_of(struct compiler *c, const struct node *n, uint16_t *length)
{
    uint16_t depth = 0;
    for (const struct node *p = n; p->parent; p = p->parent) depth++;
    const char **path = arena_alloc(c->lasting, depth * sizeof *path);
    *length = depth;
    for (const struct node *p = n; p->parent; p = p->parent) path[--depth] = arena_copy(c->lasting, p->name, strlen(p->name));
    return path;
}

static enum lane_kind lane_of_part(enum field_part part)
{
    switch (part) {
    case FIELD_NUMBER:
    case FIELD_FIGURE: return LANE_FIXED;
    case FIELD_DATE:
    case FIELD_AS_OF: return LANE_DATE;
    case FIELD_TRUTH:
    case FIELD_PRESENT: return LANE_TRUTH;
    case FIELD_TEXT:
    case FIELD_RELATION:
    case FIELD_UNIT:
    case FIELD_KIND: break;
    }
    return LANE_TEXT;
}

enum field_part node_part(const struct node *n)
{
    switch (n->type.kind) {
    case TYPE_TEXT: return FIELD_TEXT;
    case TYPE_DATE: return FIELD_DATE;
    case TYPE_TRUTH: return FIELD_TRUTH;
    case TYPE_UNKNOWN:
    case TYPE_NOTHING:
    case TYPE_NUMBER:
    case TYPE_CELL:
    case TYPE_TABLE: break;
    }
    return FIELD_NUMBER;
}

uint32_t node_field(struct compiler *c, struct node *n, enum field_part part, bool lenient)
{
    uint32_t *known = &n->fields[!lenient ? (int)part : part == FIELD_DATE ? NODE_LENIENT_DATE : NODE_LENIENT_NUMBER];
    if (*known) return *known - 1;
    struct heng_program *p = c->program;
    p->fields = arena_grow(c->lasting, p->fields, p->field_count, &c->field_capacity, sizeof *p->fields);
    struct program_field *f = &p->fields[p->field_count];
    memset(f, 0, sizeof *f);
    mpq_init(f->blank);
    *known = (uint32_t)++p->field_count;
    f->path = path_of(c, n, &f->path_length);
    f->domain = part == FIELD_PRESENT ? c->program->domains[n->domain].parent : n->domain;
    f->kind = lane_of_part(part);
    f->part = part;
    f->scale = f->kind == LANE_FIXED ? (int16_t)n->scale : 0;
    f->unit = (int16_t)n->unit;
    f->any_unit = n->type.kind == TYPE_CELL;
    f->lenient = lenient;
    f->precision = n->precision;
    f->decimals = (int16_t)n->decimals;
    f->declared = n->at;
    if (n->blank_is_value && part == FIELD_NUMBER) {
        int digits;
        bool large;
        f->blank_is_value = number_read(n->blank_digits, strlen(n->blank_digits), f->blank, &digits, &large);
        number_scale(f->blank, f->blank, n->type.unit.power);
    }
    return *known - 1;
}

uint32_t node_as_of(struct compiler *c)
{
    struct heng_program *p = c->program;
    if (p->dated) return p->as_of_field;
    p->fields = arena_grow(c->lasting, p->fields, p->field_count, &c->field_capacity, sizeof *p->fields);
    struct program_field *f = &p->fields[p->field_count];
    memset(f, 0, sizeof *f);
    mpq_init(f->blank);
    f->kind = LANE_DATE;
    f->part = FIELD_AS_OF;
    f->unit = NO_UNIT;
    p->dated = true;
    p->as_of_field = (uint32_t)p->field_count++;
    return p->as_of_field;
}

void node_fields(struct compiler *c, struct node *n)
{
    bool known = false;
    for (int k = 0; k < NODE_PARTS; k++) known |= n->fields[k] != 0;
    if (n->kind == NODE_VALUE && !known) node_field(c, n, node_part(n), false);
    for (struct node *child = n->children; child; child = child->hh.next) node_fields(c, child);
}

/* A column whose print names the rows of its table: read in any case. */
static uint32_t name_field(struct compiler *c, struct node *n)
{
    if (!n) return NO_FIELD;
    uint32_t field = node_field(c, n, node_part(n), false);
    c->program->fields[field].used = true;
    return field;
}

void node_aliases(struct compiler *c, const struct node *n)
{
    struct heng_program *p = c->program;
    for (unsigned k = 0; k < n->aliases.count; k++) {
        const char *name = n->aliases.words[k].text;
        p->aliases = arena_grow(c->lasting, p->aliases, p->alias_count, &c->alias_capacity, sizeof *p->aliases);
        struct program_alias *a = &p->aliases[p->alias_count++];
        a->path = path_of(c, n, &a->path_length);
        a->name = arena_copy(c->lasting, name, strlen(name));
    }
    for (const struct node *child = n->children; child; child = child->hh.next) node_aliases(c, child);
}

void node_row_names(struct compiler *c, const struct node *n)
{
    if (n->kind == NODE_TABLE && (table_line(n) || table_code(n))) {
        struct row_names *names = arena_alloc(c->lasting, sizeof *names);
        *names = (struct row_names){name_field(c, table_line(n)), name_field(c, table_code(n)), name_field(c, table_name(n))};
        c->program->domains[n->domain].names = names;
    }
    for (const struct node *child = n->children; child; child = child->hh.next) node_row_names(c, child);
}

const char *node_path(struct arena *a, const struct node *n)
{
    if (!n->parent) return "";
    const char *above = node_path(a, n->parent);
    return above[0] ? arena_format(a, "%s.%s", above, n->name) : n->name;
}

uint16_t domain_new(struct compiler *c, enum domain_kind kind, uint16_t parent, uint16_t rows, struct node *table)
{
    struct heng_program *p = c->program;
    if (p->domain_count >= UINT16_MAX) arena_fail(c->scratch, HENG_LIMIT);
    p->domains = arena_grow(c->lasting, p->domains, p->domain_count, &c->domain_capacity, sizeof *p->domains);
    c->tables = arena_grow(c->scratch, c->tables, p->domain_count, &c->table_capacity, sizeof *c->tables);
    struct program_domain *d = &p->domains[p->domain_count];
    memset(d, 0, sizeof *d);
    d->kind = kind;
    d->parent = parent;
    d->rows = rows;
    c->tables[p->domain_count] = table;
    uint16_t index = (uint16_t)p->domain_count++;
    if (kind == DOMAIN_TABLE) d->path = path_of(c, table, &d->path_length);
    return index;
}

bool domain_within(const struct compiler *c, uint16_t inner, uint16_t outer)
{
    const struct program_domain *domains = c->program->domains;
    for (uint16_t d = inner;; d = domains[d].parent) {
        if (d == outer) return true;
        if (domains[outer].kind == DOMAIN_GROUP && domains[outer].rows == d) return true;
        if (d == 0) return false;
    }
}
