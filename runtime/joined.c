/* joined.c - other reports that a report is held against. */
#include "joined.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

struct adding {
    struct arena *keep;
    struct joined_text *text;
};

/* The name of a unit as names are compared: folded, without blanks at its ends. */
static const char *unit_key(struct arena *a, const char *unit, size_t *length)
{
    char *key = arena_alloc(a, *length + 1);
    size_t start = 0, end = text_fold(unit, *length, key);
    while (start < end && key[start] == ' ')
        start++;
    while (end > start && key[end - 1] == ' ')
        end--;
    *length = end - start;
    return key + start;
}

static bool add_report(void *context, struct json *object)
{
    struct adding *a = context;
    struct joined_text *t = a->text;
    struct joined_report r = {.unit = "", .root = json_copy(a->keep, object)};
    const struct json *unit = report_unit(r.root);
    if (unit) {
        r.length = unit->length;
        r.unit = unit_key(a->keep, unit->text, &r.length);
    }
    t->reports = arena_grow(a->keep, t->reports, t->count, &t->capacity, sizeof *t->reports);
    t->reports[t->count++] = r;
    return true;
}

static int compare_units(const struct joined_report *x, const char *unit, size_t length)
{
    size_t shorter = x->length < length ? x->length : length;
    int order = shorter ? memcmp(x->unit, unit, shorter) : 0;
    return order ? order : (x->length > length) - (x->length < length);
}

static int by_unit(const void *a, const void *b)
{
    const struct joined_report *x = a, *y = b;
    int order = compare_units(x, y->unit, y->length);
    return order ? order : (x->root->start > y->root->start) - (x->root->start < y->root->start);
}

/* Sorts the reports; false if two are of one unit, which is reported. */
static bool settle(struct joined_text *t, struct arena *a, struct diag_sink *sink)
{
    bool single = true;
    if (t->count)
        qsort(t->reports, t->count, sizeof *t->reports, by_unit);
    for (size_t i = 1; i < t->count; i++) {
        const struct joined_report *r = &t->reports[i], *before = r - 1;
        if (compare_units(before, r->unit, r->length))
            continue;
        single = false;
        diag_report_with(sink, DIAG_E0851, (struct span){0, r->root->start, r->root->start + 1}, DIAG_N0803,
                         (struct span){0, before->root->start, before->root->start + 1}, t->name, arena_copy(a, r->unit, r->length));
    }
    return single;
}

heng_status joined_add(struct joined *j, struct arena *keep, struct arena *parser, struct arena *tree, struct diag_sink *sink, const char *name,
                       const struct source *source)
{
    struct joined_text text = {.name = arena_copy(keep, name, strlen(name))};
    struct adding a = {.keep = keep, .text = &text};
    if (source->length > UINT32_MAX)
        return HENG_LIMIT;
    const struct source *outer = sink->sources;
    size_t outer_count = sink->source_count;
    sink->sources = source;
    sink->source_count = 1;
    bool whole = json_read(parser, tree, sink, 0, JSON_REPORTS, source->text, source->length, add_report, &a) && settle(&text, parser, sink);
    sink->sources = outer;
    sink->source_count = outer_count;
    if (!whole)
        return HENG_INVALID;
    j->texts = arena_grow(keep, j->texts, j->count, &j->capacity, sizeof *j->texts);
    struct source *sources = arena_alloc(keep, (j->count + 2) * sizeof *sources);
    for (size_t i = 1; i <= j->count; i++)
        sources[i] = j->sources[i];
    j->sources = sources;
    j->texts[j->count++] = text;
    j->sources[j->count] =
        (struct source){arena_copy(keep, source->name, strlen(source->name)), arena_copy(keep, source->text, source->length), source->length};
    return HENG_OK;
}

struct json *joined_find(const struct joined *j, struct arena *a, const char *name, const char *unit, uint32_t *source)
{
    size_t length = strlen(unit);
    unit = unit_key(a, unit, &length);
    for (size_t k = j->count; k-- > 0;) { /* the last one given counts */
        const struct joined_text *t = &j->texts[k];
        if (strcmp(t->name, name))
            continue;
        *source = (uint32_t)k + 1;
        size_t low = 0, high = t->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int order = compare_units(&t->reports[middle], unit, length);
            if (!order)
                return t->reports[middle].root;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (t->count == 1 && (!length || !t->reports[0].length))
            return t->reports[0].root;
    }
    return NULL;
}
