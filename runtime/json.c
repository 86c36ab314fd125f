/* json.c - JSON texts as trees, one top-level object at a time.
 *
 * yajl scans, and tells how many bytes it has taken when it reports a token. Every token but comma and colon is reported, so a token
 * begins where the last one ended, blanks, commas and colons passed over. yajl's memory comes from an arena: a jump out of a
 * callback leaves nothing behind. */
#include "json.h"

#include <string.h>
#include <yajl/yajl_parse.h>

#include "text.h"

enum { SORT_FROM = 9 }; /* members from which an object is searched by bisection */

struct reader {
    struct arena *tree;
    struct diag_sink *sink;
    uint32_t source;
    enum json_subject subject;
    const char *text;
    size_t length;
    json_each *each;
    void *context;
    yajl_handle yajl;
    size_t first;      /* where yajl begins: after the byte order mark */
    bool at_end;       /* yajl reads the blank that ends the text */
    bool told;         /* a mistake was reported */
    size_t last;       /* end of the last token */
    struct json *open[JSON_DEPTH];  /* containers; a top-level array is NULL */
    struct json *newest[JSON_DEPTH]; /* last member or element of each */
    unsigned depth;
    size_t objects;
    const char *key;
    size_t key_length;
    uint32_t key_start, key_end;
};

/* ---- yajl's memory: blocks that know their size ---- */

struct block {
    size_t size;
    size_t unused; /* keeps what follows aligned to 16 bytes */
};

static void *block_new(void *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block))
        arena_fail(arena, HENG_MEMORY);
    struct block *b = arena_alloc(arena, sizeof *b + size);
    b->size = size;
    return b + 1;
}

static void *block_resize(void *arena, void *pointer, size_t size)
{
    if (!pointer)
        return block_new(arena, size);
    size_t old = ((struct block *)pointer)[-1].size;
    return size <= old ? pointer : memcpy(block_new(arena, size), pointer, old);
}

static void block_free(void *arena, void *pointer)
{
    (void)arena;
    (void)pointer;
}

/* ---- places ---- */

static struct span span_of(const struct reader *r, size_t start, size_t end)
{
    return (struct span){r->source, (uint32_t)start, (uint32_t)end};
}

static size_t consumed(const struct reader *r)
{
    return r->at_end ? r->length : r->first + yajl_get_bytes_consumed(r->yajl);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* First byte of the token that ends at `end`, the one after the last. */
static size_t token_start(const struct reader *r, size_t end)
{
    size_t at = r->last;
    while (at + 1 < end && (is_blank(r->text[at]) || r->text[at] == ',' || r->text[at] == ':'))
        at++;
    return at;
}

/* Passes the token just reported; gives its bytes. */
static void take_token(struct reader *r, size_t *start, size_t *end)
{
    *end = consumed(r);
    *start = token_start(r, *end);
    r->last = *end;
}

static bool tell(struct reader *r)
{
    r->told = true;
    return false;
}

/* ---- the tree ---- */

static int compare_keys(const struct json *a, const char *key, size_t length)
{
    if (a->key_length != length)
        return a->key_length < length ? -1 : 1;
    return length ? memcmp(a->key, key, length) : 0;
}

/* Merge sort, stable: of two equal keys the earlier comes first. */
static void sort_members(struct json **list, struct json **spare, size_t count)
{
    if (count < 2)
        return;
    size_t half = count / 2, left = 0, right = half, filled = 0;
    sort_members(list, spare, half);
    sort_members(list + half, spare, count - half);
    memcpy(spare, list, half * sizeof *list);
    while (left < half && right < count) {
        bool later = compare_keys(spare[left], list[right]->key, list[right]->key_length) > 0;
        list[filled++] = later ? list[right++] : spare[left++];
    }
    while (left < half)
        list[filled++] = spare[left++];
}

static bool report_twice(struct reader *r, const struct json *first, const struct json *second)
{
    const char *key = arena_copy(r->tree, second->key, second->key_length);
    diag_report_with(r->sink, DIAG_E0803, span_of(r, second->key_start, second->key_end), DIAG_N0803,
                     span_of(r, first->key_start, first->key_end), key);
    return tell(r);
}

/* Prepares a finished object for json_member. False if a key comes twice. */
static bool finish_object(struct reader *r, struct json *object)
{
    if (object->count < SORT_FROM) {
        for (const struct json *b = object->first; b; b = b->next)
            for (const struct json *a = object->first; a != b; a = a->next)
                if (compare_keys(a, b->key, b->key_length) == 0)
                    return report_twice(r, a, b);
        return true;
    }
    object->sorted = arena_alloc(r->tree, object->count * sizeof *object->sorted);
    size_t count = 0;
    for (struct json *member = object->first; member; member = member->next)
        object->sorted[count++] = member;
    sort_members(object->sorted, arena_alloc(r->tree, count * sizeof *object->sorted), count);
    for (size_t i = 1; i < count; i++)
        if (compare_keys(object->sorted[i - 1], object->sorted[i]->key, object->sorted[i]->key_length) == 0)
            return report_twice(r, object->sorted[i - 1], object->sorted[i]);
    return true;
}

struct json *json_copy(struct arena *a, const struct json *from)
{
    struct json *to = arena_alloc(a, sizeof *to), **end = &to->first;
    *to = *from;
    to->next = NULL;
    to->known = false;
    if (from->text)
        to->text = arena_copy(a, from->text, from->length);
    if (from->key)
        to->key = arena_copy(a, from->key, from->key_length);
    for (const struct json *m = from->first; m; m = m->next) {
        *end = json_copy(a, m);
        end = &(*end)->next;
    }
    *end = NULL;
    if (!from->sorted)
        return to;
    to->sorted = arena_alloc(a, to->count * sizeof *to->sorted);
    size_t count = 0;
    for (struct json *m = to->first; m; m = m->next)
        to->sorted[count++] = m;
    sort_members(to->sorted, arena_alloc(a, count * sizeof *to->sorted), count);
    return to;
}

struct json *json_member(const struct json *object, const char *key, size_t length)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    if (!object->sorted) {
        for (struct json *member = object->first; member; member = member->next)
            if (compare_keys(member, key, length) == 0)
                return member;
        return NULL;
    }
    size_t low = 0, high = object->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_keys(object->sorted[middle], key, length);
        if (order == 0)
            return object->sorted[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *json_kind_name(enum json_kind kind, bool english)
{
    switch (kind) {
    case JSON_NULL:
        return english ? "null" : "空值";
    case JSON_FALSE:
    case JSON_TRUE:
        return english ? "true or false" : "真假值";
    case JSON_NUMBER:
        return english ? "a number" : "数";
    case JSON_STRING:
        return english ? "a text" : "文字";
    case JSON_ARRAY:
        return english ? "a table […]" : "表 […]";
    case JSON_OBJECT:
        return english ? "a record {…}" : "一组值 {…}";
    }
    return "";
}

/* Adds a value to the open container; NULL if none may stand here. */
static struct json *add_value(struct reader *r, enum json_kind kind)
{
    size_t start, end;
    take_token(r, &start, &end);
    bool top = r->depth == 0 || (r->depth == 1 && !r->open[0]);
    if (top && kind != JSON_OBJECT) {
        diag_report(r->sink, r->subject == JSON_REPORTS ? DIAG_E0805 : DIAG_E0845, span_of(r, start, end), json_kind_name(kind, r->sink->english));
        tell(r);
        return NULL;
    }
    if (top)
        arena_free(r->tree);
    struct json *value = arena_alloc(r->tree, sizeof *value);
    value->kind = kind;
    value->start = (uint32_t)start;
    value->end = (uint32_t)end;
    struct json *parent = r->depth ? r->open[r->depth - 1] : NULL;
    if (!parent)
        return value;
    if (parent->kind == JSON_OBJECT) {
        value->key = r->key;
        value->key_length = r->key_length;
        value->key_start = r->key_start;
        value->key_end = r->key_end;
    }
    struct json **newest = &r->newest[r->depth - 1];
    *(*newest ? &(*newest)->next : &parent->first) = value;
    *newest = value;
    parent->count++;
    return value;
}

static bool open_container(struct reader *r, struct json *container, size_t start)
{
    if (r->depth == JSON_DEPTH) {
        diag_report(r->sink, DIAG_E0902, span_of(r, start, start + 1), JSON_DEPTH);
        return tell(r);
    }
    r->open[r->depth] = container;
    r->newest[r->depth++] = NULL;
    return true;
}

/* ---- texts ---- */

static unsigned hex_of(const char *digits)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* Whether every \u escape between `at` and `end`, where yajl has seen the hexadecimal digits, is a character other than U+0000. If not, *bad is
 * where the escape begins. */
static bool escapes_are_characters(const char *at, const char *end, const char **bad)
{
    while ((at = memchr(at, '\\', (size_t)(end - at)))) {
        if (at[1] != 'u') {
            at += 2;
            continue;
        }
        unsigned code = hex_of(at + 2);
        bool high = code >= 0xD800 && code < 0xDC00;
        bool pair = high && end - at >= 12 && at[6] == '\\' && at[7] == 'u' && hex_of(at + 8) >= 0xDC00 && hex_of(at + 8) < 0xE000;
        if (code == 0 || (code >= 0xD800 && code < 0xE000 && !pair)) {
            *bad = at;
            return false;
        }
        at += pair ? 12 : 6;
    }
    return true;
}

/* Keeps a text or number that yajl shows: in place if it lies in the source, else copied. NULL if an escape in it is no character. */
static const char *keep_text(struct reader *r, const char *shown, size_t length, size_t start, size_t end)
{
    if (length == 0)
        return "";
    if ((uintptr_t)shown >= (uintptr_t)r->text && (uintptr_t)shown < (uintptr_t)(r->text + r->length))
        return shown;
    const char *bad;
    if (r->text[start] == '"' && !escapes_are_characters(r->text + start + 1, r->text + end - 1, &bad)) {
        size_t at = (size_t)(bad - r->text);
        diag_report(r->sink, DIAG_E0804, span_of(r, at, at + 6));
        tell(r);
        return NULL;
    }
    return arena_copy(r->tree, shown, length);
}

/* ---- yajl's events ---- */

static int on_null(void *context)
{
    return add_value(context, JSON_NULL) != NULL;
}

static int on_boolean(void *context, int truth)
{
    return add_value(context, truth ? JSON_TRUE : JSON_FALSE) != NULL;
}

static int on_number(void *context, const char *digits, size_t length)
{
    struct reader *r = context;
    struct json *value = add_value(r, JSON_NUMBER);
    if (!value)
        return false;
    value->text = keep_text(r, digits, length, value->start, value->end);
    value->length = length;
    return true;
}

static int on_string(void *context, const unsigned char *text, size_t length)
{
    struct reader *r = context;
    struct json *value = add_value(r, JSON_STRING);
    if (!value)
        return false;
    value->text = keep_text(r, (const char *)text, length, value->start, value->end);
    value->length = length;
    return value->text != NULL;
}

static int on_key(void *context, const unsigned char *text, size_t length)
{
    struct reader *r = context;
    size_t start, end;
    take_token(r, &start, &end);
    r->key_start = (uint32_t)start;
    r->key_end = (uint32_t)end;
    r->key = keep_text(r, (const char *)text, length, start, end);
    r->key_length = length;
    return r->key != NULL;
}

static int on_container(struct reader *r, enum json_kind kind)
{
    if (r->depth == 0 && kind == JSON_ARRAY) {
        size_t start, end;
        take_token(r, &start, &end);
        return open_container(r, NULL, start);
    }
    struct json *container = add_value(r, kind);
    return container && open_container(r, container, container->start);
}

static int on_start_map(void *context)
{
    return on_container(context, JSON_OBJECT);
}

static int on_start_array(void *context)
{
    return on_container(context, JSON_ARRAY);
}

static int on_end(void *context)
{
    struct reader *r = context;
    r->last = consumed(r);
    struct json *container = r->open[--r->depth];
    if (!container)
        return true;
    if (container->kind == JSON_OBJECT && !finish_object(r, container))
        return false;
    if (r->depth > 1 || (r->depth == 1 && r->open[0]))
        return true;
    r->objects++;
    return r->each(r->context, container);
}

/* ---- the whole ---- */

/* What people who write JSON by hand most often get wrong, if it is that. */
static const char *likely_slip(const struct reader *r, size_t start)
{
    static const char *const wide[] = {"“", "”", "‘", "’", "：", "，", "｛", "｝", "［", "］", "＂"};
    const char *at = r->text + start;
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++) {
        size_t size = strlen(wide[k]);
        if (r->length - start >= size && !memcmp(at, wide[k], size))
            return r->sink->english ? ": its signs are half-width" : "引号、冒号、逗号、括号须是半角的";
    }
    size_t before = start;
    while (before && is_blank(r->text[before - 1]))
        before--;
    char last = before ? r->text[before - 1] : '\0';
    if ((*at == '}' || *at == ']') && last == ',')
        return r->sink->english ? ": no comma after the last item" : "最后一项后面不写逗号";
    if ((*at == '"' || *at == '{' || *at == '[') && (last == '"' || last == '}' || last == ']'))
        return r->sink->english ? ": a comma is missing before it" : "前面少了逗号";
    if (*at == '\'')
        return r->sink->english ? ": texts stand in double quotes" : "文字用双引号括起来";
    return r->sink->english ? "" : "此处有误";
}

/* Reports what yajl found wrong at its present place. */
static void report_mistake(struct reader *r)
{
    size_t end = consumed(r), start = token_start(r, end);
    while (start < r->length && is_blank(r->text[start]))
        start++;
    if (start >= r->length) {
        diag_report(r->sink, DIAG_E0802, span_of(r, r->length, r->length));
        return;
    }
    if (r->text[start] == '"' && end >= r->length) {
        diag_report(r->sink, DIAG_E0802, span_of(r, start, start + 1));
        return;
    }
    if (end <= start || end > r->length)
        end = start + 1;
    while (end < r->length && ((unsigned char)r->text[end] & 0xC0) == 0x80)
        end++;
    diag_report(r->sink, DIAG_E0801, span_of(r, start, end), likely_slip(r, start));
}

bool json_read(struct arena *parser, struct arena *tree, struct diag_sink *sink, uint32_t source, enum json_subject subject,
               const char *text, size_t length, json_each *each, void *context)
{
    static const yajl_callbacks events = {
        .yajl_null = on_null,
        .yajl_boolean = on_boolean,
        .yajl_number = on_number,
        .yajl_string = on_string,
        .yajl_start_map = on_start_map,
        .yajl_map_key = on_key,
        .yajl_end_map = on_end,
        .yajl_start_array = on_start_array,
        .yajl_end_array = on_end,
    };
    struct reader *r = arena_alloc(parser, sizeof *r);
    *r = (struct reader){.tree = tree, .sink = sink, .source = source, .subject = subject, .text = text, .length = length,
                         .each = each, .context = context};
    size_t invalid = text_invalid_utf8(text, length);
    if (invalid != SIZE_MAX) {
        diag_report(sink, DIAG_E0101, span_of(r, invalid, invalid + 1), invalid + 1, (unsigned)(unsigned char)text[invalid]);
        return false;
    }
    r->first = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    r->last = r->first;
    yajl_alloc_funcs memory = {block_new, block_resize, block_free, parser};
    r->yajl = yajl_alloc(&events, &memory, r);
    yajl_config(r->yajl, yajl_allow_multiple_values, 1);
    yajl_config(r->yajl, yajl_dont_validate_strings, 1);
    yajl_status status = yajl_parse(r->yajl, (const unsigned char *)text + r->first, length - r->first);
    if (status == yajl_status_ok) {
        r->at_end = true;
        status = yajl_complete_parse(r->yajl);
    }
    if (status == yajl_status_error && !r->told)
        report_mistake(r);
    else if (status == yajl_status_ok && r->depth > 0)
        diag_report(sink, DIAG_E0802, span_of(r, r->length, r->length));
    bool empty = status == yajl_status_ok && r->depth == 0 && r->objects == 0 && subject == JSON_REPORTS;
    if (empty)
        diag_report(sink, DIAG_E0815, span_of(r, r->length, r->length));
    return status == yajl_status_ok && r->depth == 0 && !empty;
}
