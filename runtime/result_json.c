/* result_json.c - an evaluated report as one line of JSON, in the form that docs/manual/14-结果.md gives.
 *
 * yajl takes its memory from the collection's arena, so nothing is lost when an allocation jumps out of it. */
#include "result.h"

#include <string.h>
#include <yajl/yajl_gen.h>

/* ---- memory ---- */

enum { HEADER = 16 }; /* before each block: its size */

static void *yajl_take(void *context, size_t size)
{
    struct arena *a = context;
    if (size > SIZE_MAX / 2)
        arena_fail(a, HENG_MEMORY);
    char *block = arena_alloc(a, size + HEADER);
    memcpy(block, &size, sizeof size);
    return block + HEADER;
}

static void yajl_drop(void *context, void *block)
{
    (void)context;
    (void)block;
}

static void *yajl_resize(void *context, void *block, size_t size)
{
    char *moved = yajl_take(context, size);
    if (block) {
        size_t old;
        memcpy(&old, (char *)block - HEADER, sizeof old);
        memcpy(moved, block, old < size ? old : size);
    }
    return moved;
}

/* ---- writing ---- */

static void put_text(yajl_gen g, const char *text)
{
    yajl_gen_string(g, (const unsigned char *)text, strlen(text));
}

static void put_member(yajl_gen g, const char *key, const char *text)
{
    put_text(g, key);
    if (text)
        put_text(g, text);
    else
        yajl_gen_null(g);
}

static void put_size(yajl_gen g, const char *key, long long value)
{
    put_text(g, key);
    yajl_gen_integer(g, value);
}

/* "left": "9.05", "left_exact": "181/20" */
static void put_number(yajl_gen g, const char *key, const char *decimal, const char *exact, const char *exact_key)
{
    put_member(g, key, decimal);
    if (exact)
        put_member(g, exact_key, exact);
}

static void put_approximate(const struct collection *c, yajl_gen g, const char *const *exacts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (print_is_cut(c, exacts[i])) {
            put_text(g, "approximate");
            yajl_gen_bool(g, 1);
            return;
        }
    }
}

static const char *const outcome_codes[HENG_OUTCOMES] = {
    [HENG_PASS] = "pass",
    [HENG_ROUNDING] = "rounding",
    [HENG_FAIL] = "fail",
    [HENG_EXPLAINED] = "explained",
    [HENG_NOT_APPLICABLE] = "not_applicable",
    [HENG_NO_DATA] = "no_data",
    [HENG_ERROR] = "error",
};

const char *heng_outcome_code(heng_outcome outcome)
{
    return (unsigned)outcome < HENG_OUTCOMES ? outcome_codes[outcome] : "";
}

static void put_row(yajl_gen g, const heng_result *r)
{
    put_member(g, "row", r->row);
    if (r->row_index >= 0)
        put_size(g, "row_index", r->row_index);
}

static void put_reason(yajl_gen g, const heng_result *r)
{
    if (!*r->reason)
        return;
    put_member(g, "reason", r->reason);
    put_member(g, "reason_code", r->reason_code);
}

static void put_operands(yajl_gen g, const heng_result *r)
{
    put_text(g, "operands");
    yajl_gen_array_open(g);
    for (size_t i = 0; i < r->operand_count; i++) {
        const heng_operand *o = &r->operands[i];
        yajl_gen_map_open(g);
        put_member(g, "name", o->name);
        put_member(g, "printed", o->printed);
        put_member(g, "place", o->place);
        if (*o->reason)
            put_member(g, "reason", o->reason);
        yajl_gen_map_close(g);
    }
    yajl_gen_array_close(g);
}

/* Keys that all kinds of results end with. */
static void put_origin(yajl_gen g, const heng_result *r)
{
    put_reason(g, r);
    put_row(g, r);
    put_operands(g, r);
    put_member(g, "message", r->message);
    put_member(g, "layer", r->layer);
    put_member(g, "basis", r->basis);
    if (*r->effective)
        put_member(g, "effective", r->effective);
    if (*r->expires)
        put_member(g, "expires", r->expires);
    put_member(g, "at", r->at);
    put_member(g, "formula", r->formula);
    put_member(g, "substituted", r->substituted);
}

static void put_value(const struct collection *c, yajl_gen g, const heng_result *r)
{
    put_member(g, "name", r->name);
    put_member(g, "value", r->value);
    if (r->value_exact)
        put_member(g, "exact", r->value_exact);
    put_approximate(c, g, &r->value_exact, 1);
    put_member(g, "unit", r->unit);
    put_member(g, "outcome", r->value ? "ok" : outcome_codes[r->outcome]);
    put_origin(g, r);
}

static void put_score(const struct collection *c, yajl_gen g, const heng_result *r)
{
    const char *exacts[] = {r->value_exact, r->weight_exact, r->self_exact, r->difference_exact};
    put_member(g, "name", r->name);
    put_number(g, "weight", r->weight, r->weight_exact, "weight_exact");
    put_number(g, "score", r->value, r->value_exact, "exact");
    put_number(g, "self_reported", r->self, r->self_exact, "self_reported_exact");
    put_number(g, "difference", r->difference, r->difference_exact, "difference_exact");
    if (r->allowance)
        put_number(g, "allowance", r->allowance, r->allowance_exact, "allowance_exact");
    put_approximate(c, g, exacts, sizeof exacts / sizeof *exacts);
    put_member(g, "unit", r->unit);
    put_member(g, "outcome", outcome_codes[r->outcome]);
    put_origin(g, r);
}

static void put_check(const struct collection *c, yajl_gen g, const heng_result *r)
{
    const char *exacts[] = {r->left_exact, r->right_exact, r->difference_exact, r->allowance_exact};
    put_member(g, "name", r->name);
    put_member(g, "class", r->class_name);
    put_member(g, "severity", r->severity);
    put_member(g, "outcome", outcome_codes[r->outcome]);
    put_number(g, "left", r->left, r->left_exact, "left_exact");
    put_number(g, "right", r->right, r->right_exact, "right_exact");
    put_number(g, "difference", r->difference, r->difference_exact, "difference_exact");
    put_number(g, "allowance", r->allowance, r->allowance_exact, "allowance_exact");
    put_approximate(c, g, exacts, sizeof exacts / sizeof *exacts);
    put_member(g, "unit", r->unit);
    if (r->explanation)
        put_member(g, "explanation", r->explanation);
    put_origin(g, r);
}

typedef void put_result(const struct collection *c, yajl_gen g, const heng_result *r);

static void put_results(const struct collection *c, yajl_gen g, const char *key, heng_result_kind kind, put_result *put)
{
    put_text(g, key);
    yajl_gen_array_open(g);
    for (size_t i = 0; i < c->told.result_count; i++) {
        if (c->told.results[i].kind != kind)
            continue;
        yajl_gen_map_open(g);
        put(c, g, &c->told.results[i]);
        yajl_gen_map_close(g);
    }
    yajl_gen_array_close(g);
}

static void put_summary(yajl_gen g, const char *key, const size_t counts[HENG_OUTCOMES])
{
    put_text(g, key);
    yajl_gen_map_open(g);
    for (int i = 0; i < HENG_OUTCOMES; i++)
        put_size(g, outcome_codes[i], (long long)counts[i]);
    yajl_gen_map_close(g);
}

const char *result_json(const struct collection *c, size_t *length)
{
    yajl_alloc_funcs memory = {.malloc = yajl_take, .realloc = yajl_resize, .free = yajl_drop, .ctx = c->arena};
    yajl_gen g = yajl_gen_alloc(&memory);
    const heng_report *r = &c->told;
    yajl_gen_map_open(g);
    put_member(g, "ruleset", r->ruleset);
    put_member(g, "ruleset_digest", r->digest);
    put_member(g, "engine", HENG_VERSION);
    put_member(g, "report", r->name);
    if (r->year)
        put_size(g, "year", r->year);
    else
        put_member(g, "year", NULL);
    if (*r->as_of)
        put_member(g, "as_of", r->as_of);
    put_results(c, g, "values", HENG_VALUE, put_value);
    put_results(c, g, "scores", HENG_SCORE, put_score);
    put_results(c, g, "checks", HENG_CHECK, put_check);
    put_summary(g, "summary", r->summary);
    put_summary(g, "score_summary", r->score_summary);
    put_text(g, "warnings");
    yajl_gen_array_open(g);
    for (size_t i = 0; i < r->warning_count; i++)
        put_text(g, r->warnings[i]);
    yajl_gen_array_close(g);
    yajl_gen_map_close(g);
    const unsigned char *text;
    size_t size;
    yajl_gen_get_buf(g, &text, &size);
    *length = size;
    return arena_copy(c->arena, (const char *)text, size);
}
