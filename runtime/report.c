/* report.c - report data as JSON documents.
 *
 * The program's shape leads: every declared name is looked up in the document and gets its lane, there or not; members nobody asked
 * for are then unknown names. So the depth of the walk is that of the declarations, whatever the document holds. */
#include "report.h"

#include <string.h>

#include "json.h"
#include "unit.h"

/* A record's 出处 within those of the records around it. */
struct place {
    struct place *outer;
    const char *own;    /* not NUL-terminated; NULL if none */
    size_t length;
    const char *joined; /* made when first asked for */
};

/* A key in both languages. */
struct word {
    const char *zh, *en;
};

static const struct word word_value = {"值", "value"}, word_place = {"出处", "place"}, word_report = {"报告", "report"};
static const struct word word_unit = {"单位", "unit"}, word_year = {"年度", "year"}, word_money = {"金额单位", "money_unit"};
static const struct word word_name = {"名称", "name"};

static struct json *member(const struct json *object, const struct word *word)
{
    struct json *found = json_member(object, word->zh, strlen(word->zh));
    return found ? found : json_member(object, word->en, strlen(word->en));
}

static bool is_word(const struct json *m, const struct word *word)
{
    return (m->key_length == strlen(word->zh) && memcmp(m->key, word->zh, m->key_length) == 0)
        || (m->key_length == strlen(word->en) && memcmp(m->key, word->en, m->key_length) == 0);
}

static struct span span_of(const struct data_builder *b, const struct json *value)
{
    return builder_span(b, value->start, value->end);
}

/* Reports a value of the wrong kind: `code` takes a name and what stands there. */
static void report_kind(struct data_builder *b, enum diag_code code, const char *name, const struct json *value)
{
    diag_report(b->sink, code, span_of(b, value), name, json_kind_name(value->kind, b->sink->english));
}

/* ---- places ---- */

static const char *joined(struct data_builder *b, struct place *p)
{
    if (!p || !b->columns.origins)
        return "";
    if (p->joined)
        return p->joined;
    const char *outer = joined(b, p->outer);
    if (!p->own || p->length == 0)
        p->joined = outer;
    else
        p->joined = arena_format(b->columns.arena, "%s%s%.*s", outer, *outer ? "，" : "", (int)p->length, p->own);
    return p->joined;
}

/* The place of a record inside `outer`. One that is no text is reported with the unknown names. */
static struct place place_in(const struct json *record, struct place *outer)
{
    struct place p = {.outer = outer};
    struct json *own = member(record, &word_place);
    if (own && own->kind == JSON_STRING && own->length <= INT32_MAX) {
        p.own = own->text;
        p.length = own->length;
    }
    return p;
}

/* ---- the report's own data ---- */

/* The text of a member of 报告; NULL if it is not there. Numbers count as texts. */
static const struct json *info_text(struct data_builder *b, const struct json *record, const struct word *word)
{
    struct json *m = member(record, word);
    if (m && m->kind == JSON_OBJECT)
        m = member(m, &word_value);
    if (!m || m->kind == JSON_NULL || (m->kind == JSON_STRING && m->length == 0))
        return NULL;
    if (m->kind == JSON_STRING || m->kind == JSON_NUMBER)
        return m;
    report_kind(b, DIAG_E0811, b->sink->english ? word->en : word->zh, m);
    return NULL;
}

static int money_unit(struct data_builder *b, const struct json *text)
{
    int unit = unit_find(text->text, text->length);
    if (unit != UNIT_NONE && unit_at(unit)->dimension == DIMENSION_MONEY)
        return unit;
    diag_report(b->sink, DIAG_E0813, span_of(b, text), arena_copy(&b->tree, text->text, text->length));
    return NO_UNIT;
}

static struct report_info read_info(struct data_builder *b, struct json *root)
{
    struct report_info info = {.name = ""};
    b->cell.money_unit = NO_UNIT;
    struct json *record = member(root, &word_report);
    if (!record || record->kind != JSON_OBJECT)
        return info;
    record->known = true;
    const struct json *name = info_text(b, record, &word_unit), *title = info_text(b, record, &word_name);
    const struct json *year = info_text(b, record, &word_year), *money = info_text(b, record, &word_money);
    if (!name)
        name = title;
    if (name)
        info.name = arena_copy(b->columns.arena, name->text, name->length);
    if (year) {
        info.has_year = builder_read_year(year->text, year->length, &info.year);
        if (!info.has_year)
            diag_report(b->sink, DIAG_E0812, span_of(b, year));
    }
    if (money) {
        b->cell.money_unit = money_unit(b, money);
        if (b->cell.money_unit != NO_UNIT)
            info.money_unit = unit_name(b->cell.money_unit, false);
    }
    return info;
}

const struct json *report_unit(const struct json *root)
{
    struct json *record = member(root, &word_report);
    const struct word *const words[] = {&word_unit, &word_name};
    for (size_t i = 0; i < 2; i++) {
        struct json *m = record ? member(record, words[i]) : NULL;
        if (m && m->kind == JSON_OBJECT)
            m = member(m, &word_value);
        if (m && (m->kind == JSON_STRING || m->kind == JSON_NUMBER) && m->length)
            return m;
    }
    return NULL;
}

/* ---- unknown names ---- */

static bool is_missing(const void *object, const struct shape *child)
{
    return !json_member(object, child->name, child->length);
}

/* What a report tells of itself is known in 报告 even where a ruleset declares a block of that name. */
static bool is_info(const struct shape *s, const struct json *m)
{
    const struct word *const words[] = {&word_unit, &word_name, &word_year, &word_money};
    if (!s->form || (strcmp(s->name, word_report.zh) && strcmp(s->name, word_report.en)))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(m, words[i]))
            return true;
    return false;
}

/* Members that nobody asked for. A ruleset may use a part of a report only, so those at the root are warnings. */
static void check_unknown(struct data_builder *b, const struct shape *s, struct json *object)
{
    bool root = s == b->shape || s->document; /* a report, this or another */
    if (b->program->open && !root)
        return;
    for (const struct json *m = object->first; m; m = m->next) {
        if (m->known || (root && is_word(m, &word_report)) || is_info(s, m))
            continue;
        if (is_word(m, &word_place)) {
            if (m->kind != JSON_STRING && m->kind != JSON_NULL)
                report_kind(b, DIAG_E0811, b->sink->english ? word_place.en : word_place.zh, m);
            continue;
        }
        if (!builder_is_new(b, s, m->key, m->key_length, !root))
            continue;
        bool shown = b->sink->reported < DIAG_MOST;
        const struct shape *near = shown ? shape_nearest(s, m->key, m->key_length, is_missing, object) : NULL;
        if (b->program->open && !near)
            continue;
        diag_report(b->sink, root ? DIAG_W0801 : DIAG_E0806, builder_span(b, m->key_start, m->key_end),
                    arena_copy(&b->tree, m->key, m->key_length), builder_suggestion(b, near));
    }
}

/* ---- values, records, tables ---- */

static void fill_members(struct data_builder *b, const struct shape *s, struct json *object, size_t lane, struct place *place);

/* The value of a cell that is written as an object; NULL if there is none. */
static struct json *unwrap(struct data_builder *b, const struct shape *s, struct json *object)
{
    struct json *value = member(object, &word_value);
    if (value)
        value->known = true;
    else if (!s->first && !member(object, &word_place))
        report_kind(b, DIAG_E0807, s->name, object);
    if (!s->first)
        check_unknown(b, s, object);
    return value;
}

static void fill_cell(struct data_builder *b, const struct shape *s, struct json *value, size_t lane, struct place *place)
{
    struct place inner = {.outer = place};
    if (value && value->kind == JSON_OBJECT) {
        inner = place_in(value, place);
        value = unwrap(b, s, value);
    }
    enum cell_source source = b->absent;
    switch (value ? value->kind : JSON_NULL) {
    case JSON_NULL:
        source = value ? SOURCE_NULL : source;
        break;
    case JSON_FALSE:
        source = SOURCE_FALSE;
        break;
    case JSON_TRUE:
        source = SOURCE_TRUE;
        break;
    case JSON_NUMBER:
        source = SOURCE_DIGITS;
        break;
    case JSON_STRING:
        source = SOURCE_TEXT;
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        report_kind(b, DIAG_E0807, s->name, value);
        break;
    }
    const char *text = value ? value->text : NULL;
    size_t length = value ? value->length : 0;
    const char *at = s->field_count ? joined(b, inner.own ? &inner : place) : "";
    field_cell_read(&b->cell, s->fields, s->field_count, lane, source, text, length, at);
    if (s->field_count && b->cell.parsed && value)
        builder_warn_reading(b, text, length, value->start, value->end);
}

static void fill_record(struct data_builder *b, const struct shape *s, struct json *value, size_t lane, struct place *place)
{
    struct place inner = {.outer = place};
    bool record = value && value->kind == JSON_OBJECT;
    if (value && !record && value->kind != JSON_NULL && !s->value)
        report_kind(b, DIAG_E0808, s->name, value);
    if (record)
        inner = place_in(value, place);
    enum cell_source outer = b->absent;
    bool absent = !value || value->kind == JSON_NULL;
    if (s->document && absent)
        b->absent = SOURCE_NO_DOCUMENT;
    else if (s->form && absent && outer == SOURCE_ABSENT)
        b->absent = SOURCE_NO_FORM;
    fill_members(b, s, record ? value : NULL, lane, record ? &inner : place);
    b->absent = outer;
}

/* Another report: in the document itself, or joined to it. Its bare figures are in its own 金额单位; inside the document, without one, in that of
 * the document. */
static void fill_document(struct data_builder *b, const struct shape *s, struct json *value, size_t lane, struct place *place)
{
    const char *unit = b->columns.data.infos[lane].name;
    uint32_t source = 0;
    struct json *given = value || !b->options.joined ? NULL : joined_find(b->options.joined, b->columns.arena, s->name, unit, &source);
    int money = b->cell.money_unit;
    struct place none = {.outer = NULL};
    b->source_index = source;
    if (given || (value && member(value, &word_report)))
        read_info(b, given ? given : value);
    if (given)
        none = place_in(given, NULL);
    fill_record(b, s, given ? given : value, lane, given ? &none : place);
    b->source_index = 0;
    b->cell.money_unit = money;
}

static bool take_row(struct data_builder *b, const struct json *row)
{
    if (b->options.rows == 0 || b->rows < b->options.rows) {
        b->rows++;
        return true;
    }
    if (!b->limited)
        diag_report(b->sink, DIAG_E0814, span_of(b, row), b->options.rows);
    b->limited = true;
    return false;
}

/* Whether the table itself is there. */
static void fill_presence(struct data_builder *b, const struct shape *s, bool there, size_t parent, struct place *place)
{
    for (size_t i = 0; i < s->field_count; i++) {
        field_cell_read(&b->cell, &s->fields[i], 1, parent, b->absent, NULL, 0, joined(b, place));
        if (there)
            columns_put_truth(&b->columns, s->fields[i], parent, true);
    }
}

static void fill_table(struct data_builder *b, const struct shape *s, struct json *value, size_t parent, struct place *place)
{
    struct place outer = {.outer = place};
    if (value && value->kind == JSON_OBJECT && member(value, &word_value)) {
        outer = place_in(value, place);
        value = unwrap(b, s, value);
    }
    if (value && value->kind != JSON_ARRAY && value->kind != JSON_NULL)
        report_kind(b, DIAG_E0809, s->name, value);
    struct json *row = value && value->kind == JSON_ARRAY ? value->first : NULL;
    fill_presence(b, s, value && value->kind == JSON_ARRAY, parent, &outer);
    for (; row; row = row->next) {
        if (row->kind != JSON_OBJECT) {
            report_kind(b, DIAG_E0810, s->name, row);
            continue;
        }
        if (!take_row(b, row))
            break;
        size_t lane = columns_add_lane(&b->columns, s->table);
        struct place inner = place_in(row, &outer);
        fill_members(b, s, row, lane, &inner);
    }
    columns_end_rows(&b->columns, s->table, parent);
}

/* The member that gives `child`, under its name or an alias. Two that do are reported. */
static struct json *named_member(struct data_builder *b, const struct shape *child, const struct json *object)
{
    struct json *found = json_member(object, child->name, child->length);
    for (const struct shape_alias *alias = child->aliases; alias; alias = alias->next) {
        struct json *other = json_member(object, alias->name, alias->length);
        if (other && found) {
            other->known = true;
            diag_report_with(b->sink, DIAG_E0816, builder_span(b, other->key_start, other->key_end), DIAG_N0803,
                             builder_span(b, found->key_start, found->key_end), arena_copy(&b->tree, other->key, other->key_length),
                             arena_copy(&b->tree, found->key, found->key_length));
        }
        found = found ? found : other;
    }
    return found;
}

/* Gives every name under `s` its lane. `object` NULL: there is none of them. */
static void fill_members(struct data_builder *b, const struct shape *s, struct json *object, size_t lane, struct place *place)
{
    struct json *guess = object ? object->first : NULL; /* documents mostly keep the order of the declarations */
    for (const struct shape *child = s->first; child; child = child->next) {
        struct json *m = guess;
        if (!m || child->aliases || m->key_length != child->length || memcmp(m->key, child->name, child->length) != 0)
            m = object ? named_member(b, child, object) : NULL;
        if (m) {
            m->known = true;
            guess = m->next;
        }
        if (child->table) {
            fill_table(b, child, m, lane, place);
            continue;
        }
        if (child->value)
            fill_cell(b, child, m, lane, place);
        if (child->document)
            fill_document(b, child, m, lane, place);
        else if (child->first)
            fill_record(b, child, m, lane, place);
    }
    if (object)
        check_unknown(b, s, object);
}

static bool add_report(void *context, struct json *root)
{
    struct data_builder *b = context;
    b->rows = 0;
    struct place place = place_in(root, NULL);
    struct report_info info = read_info(b, root);
    size_t lane = columns_add_report(&b->columns, &info);
    fill_members(b, b->shape, root, lane, &place);
    return !b->limited;
}

static heng_status read_text(struct data_builder *b, void *context)
{
    (void)context;
    const struct source *s = &b->source;
    if (s->length > UINT32_MAX) {
        diag_report(b->sink, DIAG_E0901, (struct span){UINT32_MAX, 0, 0}, s->length, (size_t)UINT32_MAX);
        return HENG_LIMIT;
    }
    bool whole = json_read(&b->parser, &b->tree, b->sink, 0, JSON_REPORTS, s->text, s->length, add_report, b);
    return b->limited ? HENG_LIMIT : whole ? HENG_OK : HENG_INVALID;
}

heng_status data_add_json(struct data_builder *b, const char *name, const char *text, size_t length)
{
    return builder_run(b, name, text, length, read_text, NULL);
}
