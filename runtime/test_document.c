/* test_document.c - the document of a test: a report, or none, with the changes that the test gives. */
#include "test.h"

#include <string.h>

#include "json.h"
#include "text.h"

enum { LABELS_SHOWN = 8 };

/* A walk from the report to a place. */
struct walk {
    struct arena *tree, *words;
    const struct test_given *given;
    bool english;
    struct json *parent; /* of `at`; NULL: `at` is the report */
    struct json *at;     /* NULL: it is not there */
};

static const char *trouble(const struct walk *w, const char *zh, const char *en, const char *detail)
{
    const char *sentence = arena_format(w->words, w->english ? en : zh, detail);
    return arena_format(w->words, w->english ? "%s: %s: %s" : "%s: %s：%s", w->given->at, w->given->shown, sentence);
}

static struct json *add_element(struct walk *w, struct json *parent, const char *key)
{
    struct json *v = arena_alloc(w->tree, sizeof *v), *last = parent->first;
    v->kind = parent->kind == JSON_ARRAY ? JSON_OBJECT : JSON_NULL;
    v->key = key;
    v->key_length = key ? strlen(key) : 0;
    while (last && last->next)
        last = last->next;
    *(last ? &last->next : &parent->first) = v;
    parent->count++;
    parent->sorted = NULL;
    return v;
}

static void make(struct json *v, enum json_kind kind)
{
    v->kind = kind;
    v->first = NULL;
    v->count = 0;
    v->sorted = NULL;
}

/* A value written as {"值": …, "出处": …}. */
static struct json *wrapped(const struct json *v)
{
    struct json *inner = json_member(v, "值", strlen("值"));
    return inner ? inner : json_member(v, "value", strlen("value"));
}

static bool reads(const struct json *row, const char *column, const char *label)
{
    const struct json *v = json_member(row, column, strlen(column)), *inner = wrapped(v);
    if (inner)
        v = inner;
    if (!v || (v->kind != JSON_STRING && v->kind != JSON_NUMBER))
        return false;
    size_t start = 0, end = v->length, size;
    int32_t code;
    while (start < end && (size = text_next(v->text + start, end - start, &code), text_is_blank(code)))
        start += size;
    size_t length = start; /* without blanks at the end */
    for (size_t i = start; i < end; i += size) {
        size = text_next(v->text + i, end - i, &code);
        if (!text_is_blank(code))
            length = i + size;
    }
    return length - start == strlen(label) && !memcmp(v->text + start, label, length - start);
}

/* Labels of the rows, some of them, for a message. */
static const char *labels(const struct walk *w, const struct json *table, const char *column)
{
    struct buffer b = buffer_start(w->words);
    size_t shown = 0;
    for (const struct json *row = table->first; row && shown <= LABELS_SHOWN; row = row->next) {
        const struct json *v = json_member(row, column, strlen(column)), *inner = wrapped(v);
        if (inner)
            v = inner;
        if (!v || (v->kind != JSON_STRING && v->kind != JSON_NUMBER))
            continue;
        buffer_add(&b, shown ? w->english ? ", " : "、" : "");
        if (shown++ == LABELS_SHOWN)
            buffer_add(&b, "…");
        else
            buffer_add_bytes(&b, v->text, v->length);
    }
    return shown ? buffer_text(&b) : w->english ? "none" : "没有";
}

static const char *find_row(struct walk *w, const struct test_step *step, struct json *table)
{
    struct json *found = NULL;
    size_t number = 0, count = 0;
    for (struct json *row = table->first; row; row = row->next) {
        number++;
        bool last = step->kind == TEST_LAST_ROW && !row->next;
        if (last || (step->kind == TEST_ROW && number == step->number) || (step->kind == TEST_LABEL && reads(row, step->column, step->name))) {
            found = found ? found : row;
            count++;
        }
    }
    w->parent = table;
    w->at = found;
    if (count > 1)
        return trouble(w, "不止一行名为“%s”，请用行号", "more than one row is named '%s'; name it by number", step->name);
    if (found)
        return NULL;
    if (step->kind == TEST_ROW)
        return trouble(w, "没有这一行，表只有 %s 行", "there is no such row; the table has %s", arena_format(w->words, "%zu", number));
    return trouble(w, "没有这一行；行名有：%s", "there is no such row; the rows are %s", labels(w, table, step->column));
}

/* Goes one step on; what is not there is made unless it is to be taken away. */
static const char *step_on(struct walk *w, const struct test_step *step)
{
    struct json *inner = wrapped(w->at);
    if (step->kind == TEST_NAME) {
        if (w->at->kind != JSON_OBJECT)
            make(w->at, JSON_OBJECT);
        w->parent = w->at;
        w->at = json_member(w->parent, step->name, strlen(step->name));
        for (size_t i = 0; i < step->alias_count && !w->at; i++)
            w->at = json_member(w->parent, step->aliases[i], strlen(step->aliases[i]));
        if (!w->at && w->given->kind != TEST_ABSENT)
            w->at = add_element(w, w->parent, step->name);
        return NULL;
    }
    struct json *table = inner ? inner : w->at;
    if (step->kind == TEST_NEW_ROW) {
        w->parent = table;
        w->at = add_element(w, table, NULL);
        return NULL;
    }
    if (table->kind != JSON_ARRAY)
        return trouble(w, "这张表没有数据，没有行可改%s", "this table has no data, and no row to change%s", "");
    return find_row(w, step, table);
}

static void take_away(struct walk *w)
{
    struct json **link = &w->parent->first;
    while (*link != w->at)
        link = &(*link)->next;
    *link = w->at->next;
    w->parent->count--;
    w->parent->sorted = NULL;
}

static void set_text(struct walk *w)
{
    struct json *v = w->at;
    if (v->kind == JSON_OBJECT) {
        struct json *inner = wrapped(v);
        v = inner ? inner : add_element(w, v, "值");
    }
    make(v, JSON_STRING);
    v->text = w->given->text;
    v->length = strlen(v->text);
}

static const char *change(struct walk *w, struct json *root)
{
    const struct test_given *g = w->given;
    w->parent = NULL;
    w->at = root;
    for (size_t i = 0; i < g->step_count; i++) {
        const char *why = step_on(w, &g->steps[i]);
        if (why)
            return why;
        if (!w->at)
            return NULL; /* to be taken away, and not there */
    }
    switch (g->kind) {
    case TEST_VALUE:
        set_text(w);
        break;
    case TEST_ABSENT:
        take_away(w);
        break;
    case TEST_NO_REPORT:
        make(w->at, JSON_NULL);
        break;
    case TEST_NO_ROWS: {
        struct json *inner = wrapped(w->at);
        make(inner ? inner : w->at, JSON_ARRAY);
        break;
    }
    }
    return NULL;
}

const char *test_change(struct arena *tree, struct arena *words, struct json *root, const struct program_test *test, bool english)
{
    struct walk w = {.tree = tree, .words = words, .english = english};
    const char *why = NULL;
    for (size_t i = 0; i < test->given_count && !why; i++) {
        w.given = &test->givens[i];
        why = change(&w, root);
    }
    return why;
}

/* ---- writing ---- */

static void write_string(struct buffer *out, const char *text, size_t length)
{
    buffer_add(out, "\"");
    for (size_t i = 0, plain = 0; i <= length; i++) {
        bool special = i < length && ((unsigned char)text[i] < 0x20 || text[i] == '"' || text[i] == '\\');
        if (i < length && !special)
            continue;
        buffer_add_bytes(out, text + plain, i - plain);
        if (special)
            buffer_add_format(out, "\\u%04x", (unsigned)(unsigned char)text[i]);
        plain = i + 1;
    }
    buffer_add(out, "\"");
}

void test_write(struct buffer *out, const struct json *value)
{
    static const char *const words[] = {[JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
    switch (value->kind) {
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        buffer_add(out, words[value->kind]);
        return;
    case JSON_NUMBER:
        buffer_add_bytes(out, value->text, value->length);
        return;
    case JSON_STRING:
        write_string(out, value->text, value->length);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    bool object = value->kind == JSON_OBJECT;
    buffer_add(out, object ? "{" : "[");
    for (const struct json *v = value->first; v; v = v->next) {
        if (object) {
            write_string(out, v->key, v->key_length);
            buffer_add(out, ":");
        }
        test_write(out, v);
        buffer_add(out, v->next ? ",\n" : "");
    }
    buffer_add(out, object ? "}" : "]");
}
