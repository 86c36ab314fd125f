/* explanation.c - explanations on file (说明): reads them and keeps them.
 *
 * A text is read twice: once for its mistakes, and, if it has none, once more to keep what it says. */
#include "explanation.h"

#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "json.h"
#include "text.h"

enum word { WORD_RULE, WORD_ROW, WORD_UNIT, WORD_YEAR, WORD_LEFT, WORD_RIGHT, WORD_VALUES, WORD_TEXT, WORDS };

static const char *const words[WORDS][2] = {
    [WORD_RULE] = {"规则", "rule"},   [WORD_ROW] = {"行", "row"},   [WORD_UNIT] = {"单位", "unit"},
    [WORD_YEAR] = {"年度", "year"},   [WORD_LEFT] = {"左", "left"}, [WORD_RIGHT] = {"右", "right"},
    [WORD_VALUES] = {"值", "values"}, [WORD_TEXT] = {"说明", "explanation"},
};

/* One reading of a text. */
struct reading {
    struct arena *into; /* where explanations are made */
    struct arena *block;
    struct diag_sink *sink;
    struct scratch *numbers;
    struct explanation **taken; /* NULL while mistakes are looked for; room for all that were counted then */
    size_t count, capacity;
};

/* ---- texts and numbers ---- */

/* Without the blanks around it. */
static const char *trimmed(const char *text, size_t *length)
{
    int32_t character;
    size_t end = 0, start = 0;
    for (size_t i = 0, size; i < *length; i += size) {
        size = text_next(text + i, *length - i, &character);
        if (text_is_blank(character))
            continue;
        if (!end)
            start = i;
        end = i + size;
    }
    *length = end - start;
    return text + start;
}

const char *explanation_exact(struct arena *a, struct scratch *numbers, const char *text, size_t length)
{
    mpq_ptr value = numbers->left, below = numbers->right;
    int digits;
    bool too_large;
    text = trimmed(text, &length);
    const char *slash = length ? memchr(text, '/', length) : NULL;
    size_t above = slash ? (size_t)(slash - text) : length;
    if (!number_read(text, above, value, &digits, &too_large))
        return NULL;
    if (slash) {
        if (!number_read(slash + 1, length - above - 1, below, &digits, &too_large) || mpq_sgn(below) <= 0)
            return NULL;
        mpq_div(value, value, below);
    }
    return number_print_exact(a, value);
}

/* ---- members ---- */

static struct span span_of(const struct json *value)
{
    return (struct span){0, value->start, value->end};
}

static const char *word_of(const struct reading *r, enum word word)
{
    return words[word][r->sink->english];
}

static bool is_word(const struct json *member, enum word word)
{
    for (int i = 0; i < 2; i++)
        if (strlen(words[word][i]) == member->key_length && memcmp(words[word][i], member->key, member->key_length) == 0)
            return true;
    return false;
}

static void report_kind(struct reading *r, enum word word, const char *wanted, const struct json *value)
{
    diag_report(r->sink, DIAG_E0842, span_of(value), word_of(r, word), wanted, json_kind_name(value->kind, r->sink->english));
}

/* Sorts the members by what they are; null counts as not there. */
static void sort_members(struct reading *r, const struct json *object, const struct json *members[WORDS])
{
    for (const struct json *m = object->first; m; m = m->next) {
        struct span at = {0, m->key_start, m->key_end};
        enum word word = WORD_RULE;
        while (word < WORDS && !is_word(m, word))
            word++;
        if (word == WORDS)
            diag_report(r->sink, DIAG_E0840, at, arena_copy(r->block, m->key, m->key_length));
        else if (members[word])
            diag_report_with(r->sink, DIAG_E0803, at, DIAG_N0803,
                             (struct span){0, members[word]->key_start, members[word]->key_end}, word_of(r, word));
        else if (m->kind != JSON_NULL || word != WORD_ROW)
            members[word] = m;
    }
}

/* A member's text, not blank; NULL if it has none, which is reported unless the member may be missing. */
static const char *read_text(struct reading *r, const struct json *object, const struct json *m, enum word word, bool required)
{
    if (!m) {
        if (required)
            diag_report(r->sink, DIAG_E0841, span_of(object), word_of(r, word));
        return NULL;
    }
    if (m->kind != JSON_STRING) {
        report_kind(r, word, json_kind_name(JSON_STRING, r->sink->english), m);
        return NULL;
    }
    size_t length = m->length;
    trimmed(m->text, &length);
    if (!length)
        diag_report(r->sink, DIAG_E0843, span_of(m), word_of(r, word));
    return length ? arena_copy(r->into, m->text, m->length) : NULL;
}

static int read_year(struct reading *r, const struct json *object, const struct json *m)
{
    int year = 0;
    if (!m)
        diag_report(r->sink, DIAG_E0841, span_of(object), word_of(r, WORD_YEAR));
    else if (m->kind != JSON_NUMBER && m->kind != JSON_STRING)
        report_kind(r, WORD_YEAR, json_kind_name(JSON_NUMBER, r->sink->english), m);
    else if (!builder_read_year(m->text, m->length, &year) || year == 0)
        diag_report(r->sink, DIAG_E0812, span_of(m));
    return year;
}

static struct explanation_figure read_figure(struct reading *r, enum word word, const struct json *m)
{
    struct explanation_figure f = {0};
    if (m->kind != JSON_STRING && m->kind != JSON_NUMBER) {
        report_kind(r, word, r->sink->english ? "a number or a text" : "数或文字", m);
        return f;
    }
    f.exact = explanation_exact(r->into, r->numbers, m->text, m->length);
    f.text = arena_copy(r->into, m->text, m->length);
    return f;
}

static void read_operands(struct reading *r, const struct json *m, struct explanation *e)
{
    if (m->kind != JSON_OBJECT) {
        report_kind(r, WORD_VALUES, json_kind_name(JSON_OBJECT, r->sink->english), m);
        return;
    }
    struct explanation_operand *operands = arena_alloc(r->into, m->count * sizeof *operands);
    for (const struct json *o = m->first; o; o = o->next)
        operands[e->operand_count++] =
            (struct explanation_operand){arena_copy(r->into, o->key, o->key_length), read_figure(r, WORD_VALUES, o)};
    e->operands = operands;
}

static void read_values(struct reading *r, const struct json *object, const struct json *const members[WORDS], struct explanation *e)
{
    const struct json *left = members[WORD_LEFT], *right = members[WORD_RIGHT], *values = members[WORD_VALUES];
    if (values ? left || right : !left && !right) {
        diag_report(r->sink, DIAG_E0844, span_of(values ? values : object));
        return;
    }
    if (values) {
        read_operands(r, values, e);
        return;
    }
    if (!left || !right) {
        diag_report(r->sink, DIAG_E0841, span_of(object), word_of(r, left ? WORD_RIGHT : WORD_LEFT));
        return;
    }
    e->left = read_figure(r, WORD_LEFT, left);
    e->right = read_figure(r, WORD_RIGHT, right);
}

static bool read_one(void *context, struct json *object)
{
    struct reading *r = context;
    const struct json *members[WORDS] = {NULL};
    sort_members(r, object, members);
    struct explanation *e = arena_alloc(r->into, sizeof *e);
    e->rule = read_text(r, object, members[WORD_RULE], WORD_RULE, true);
    e->row = read_text(r, object, members[WORD_ROW], WORD_ROW, false);
    e->unit = read_text(r, object, members[WORD_UNIT], WORD_UNIT, true);
    e->year = read_year(r, object, members[WORD_YEAR]);
    e->text = read_text(r, object, members[WORD_TEXT], WORD_TEXT, true);
    read_values(r, object, members, e);
    if (r->taken)
        r->taken[r->count] = e;
    r->count++;
    return true;
}

/* ---- the whole ---- */

heng_status explanation_add(struct explanations *e, struct arena *keep, struct arena *block, struct arena *tree, struct diag_sink *sink,
                            struct scratch *numbers, const struct source *source)
{
    struct reading r = {.into = tree, .block = block, .sink = sink, .numbers = numbers};
    sink->arena = block;
    sink->sources = source;
    sink->source_count = 1;
    if (source->length > UINT32_MAX) {
        diag_report(sink, DIAG_E0901, (struct span){UINT32_MAX, 0, 0}, source->length, (size_t)UINT32_MAX);
        return HENG_LIMIT;
    }
    if (!json_read(block, tree, sink, 0, JSON_EXPLANATIONS, source->text, source->length, read_one, &r) || sink->errors)
        return HENG_INVALID;
    size_t wanted = e->count + r.count;
    struct explanation **list = e->list;
    if (wanted > e->capacity) {
        list = arena_alloc(keep, wanted * 2 * sizeof *list);
        if (e->count)
            memcpy(list, e->list, e->count * sizeof *list);
    }
    r = (struct reading){.into = keep, .block = block, .sink = sink, .numbers = numbers, .taken = list + e->count};
    json_read(block, tree, sink, 0, JSON_EXPLANATIONS, source->text, source->length, read_one, &r);
    for (size_t i = e->count; i < wanted; i++)
        list[i]->number = i;
    *e = (struct explanations){.list = list, .count = wanted, .capacity = list == e->list ? e->capacity : wanted * 2};
    return HENG_OK;
}

/* ---- finding ---- */

static int compare_key(const struct explanation *x, const char *rule, const char *row)
{
    int order = strcmp(x->rule, rule);
    return order ? order : strcmp(x->row ? x->row : "", row ? row : "");
}

static int compare_report(const struct explanation *x, const char *unit, int year)
{
    int order = strcmp(x->unit, unit);
    return order ? order : (x->year > year) - (x->year < year);
}

static int compare(const void *a, const void *b)
{
    const struct explanation *x = *(struct explanation *const *)a, *y = *(struct explanation *const *)b;
    int order = compare_report(x, y->unit, y->year);
    if (!order)
        order = compare_key(x, y->rule, y->row);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

struct explanation *const *explanation_of(struct explanations *e, const char *unit, int year, size_t *count)
{
    if (!e->sorted && e->count)
        qsort(e->list, e->count, sizeof *e->list, compare);
    e->sorted = true;
    size_t low = 0, high = e->count, end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_report(e->list[middle], unit, year) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < e->count && !compare_report(e->list[end], unit, year);)
        end++;
    *count = end - low;
    return *count ? e->list + low : NULL;
}

size_t explanation_find(struct explanation *const *list, size_t count, const char *rule, const char *row, size_t *found)
{
    size_t low = 0, high = count, end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_key(list[middle], rule, row) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < count && !compare_key(list[end], rule, row);)
        end++;
    *found = end - low;
    return low;
}
