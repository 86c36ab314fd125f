/* context.c - brackets, and which words are keywords where they stand.
 *
 * Forms of reports have columns called 扣分, 每, 栏 or 编码. Words of scoring forms are keywords where a form can begin, those of their phrases
 * inside a form's block, attributes of fields where a field's type stands, words of tests inside tests, words of layers and periods before what
 * they speak of; everywhere else they are names. */
#include "context.h"

#include <string.h>

#include "grammar.h"
#include "word.h"

/* The first byte after blanks behind the token. */
static const char *look_ahead(const struct scan *scan, size_t *left) {
    size_t at = scan->end, length;
    for (; at < scan->length; at += length) {
        int32_t code = word_decode(scan->text + at, scan->length - at, &length);
        if (code != ' ' && code != '\t' && code != 0x3000 && code != 0xA0)
            break;
    }
    *left = scan->length - at;
    return scan->text + at;
}

static bool starts_with(const char *text, size_t left, const char *sign) {
    return left >= strlen(sign) && memcmp(text, sign, strlen(sign)) == 0;
}

/* True if a word that is a keyword only as an attribute of a field (栏 7, 行次, 编码 3 5 7, 别名 …) is one here. Everywhere else it is a
 * name, for forms have columns of these names. An attribute stands on the line of the type. */
static bool is_attribute(const struct scan *scan, int token) {
    size_t left, length;
    if (!scan->in_data || scan->fresh_line || scan->previous == '{' || scan->previous == '}' || scan->previous == ';' || scan->previous == ',')
        return false;
    const char *next = look_ahead(scan, &left);
    int32_t code = word_folded(word_decode(next, left, &length));
    if (token == KW_COLUMN || token == KW_CODE)
        return code >= '0' && code <= '9';
    if (token == KW_ALIAS)
        return scan->previous == KW_TABLE || scan->previous == NAME;
    return scan->previous != ':' && !starts_with(next, left, ":") && !starts_with(next, left, "：");
}

size_t context_spaced_line(const struct scan *scan) {
    size_t left, length;
    const char *next = look_ahead(scan, &left);
    bool line = starts_with(next, left, "行") || starts_with(next, left, "栏");
    if (scan->in_data || !line || (left > strlen("行") && word_may_hold(next + strlen("行"), left - strlen("行"), true, &length)))
        return scan->end;
    return (size_t)(next - scan->text);
}

static bool is_form(int token) {
    return token >= KW_MORE && token <= KW_VETO;
}

static bool is_phrase(int token) {
    return token >= KW_AGAINST && token <= KW_NA_SHARED;
}

static bool is_brace(const struct scan *scan, struct span at) {
    return scan->text[at.start] == '{' || memcmp(scan->text + at.start, "｛", 3) == 0;
}

/* True directly or deeper in parentheses of a form's block. */
static bool in_form(const struct scan *scan) {
    size_t i = scan->open_count;
    while (i > 0 && !is_brace(scan, scan->open[i - 1].at))
        i--;
    return i > 0 && scan->open[i - 1].form;
}

/* True if a word that may begin an expression stands at `text`: a name, or such a keyword. */
static bool begins_value(const struct scan *scan, const char *text, size_t left) {
    size_t end = 0, length;
    while (end < left && word_may_hold(text + end, left - end, end == 0, &length))
        end += length;
    if (end == 0)
        return false;
    int token = word_token(word_copy(scan->parse->arena, scan->text, (size_t)(text - scan->text), (size_t)(text - scan->text) + end));
    if (is_phrase(token))
        return token != KW_AGAINST && !in_form(scan);
    return token == NAME || is_form(token) || token == KW_IF || token == KW_NOT || token == KW_TRUE || token == KW_FALSE || token == KW_NA ||
           token == KW_TIERS;
}

/* True if what a form begins with follows on the line: a block, or a value that cannot follow a name. Elsewhere the word is a name, for fields
 * are called 扣分 and 加分 too. */
static bool begins_form(const struct scan *scan, int token) {
    size_t left, length;
    const char *next = look_ahead(scan, &left);
    int32_t code = word_decode(next, left, &length);
    code = code == 0xFF5B ? '{' : code == 0xFF08 ? '(' : word_folded(code);
    if (token == KW_POINTS || token == KW_HIGHEST || token == KW_ONE)
        return code == '{';
    bool quoted = code == '"' || code == 0x201C || code == 0x300C;
    return quoted || code == '(' || (code >= '0' && code <= '9') || begins_value(scan, next, left);
}

static bool is_layer(int token) {
    return token == KW_OPEN || token == KW_IMPLEMENT || token == KW_OVERRIDE || token == KW_DISABLE;
}

/* True if a name or another declaration follows on the line: no name can be followed by one. */
static bool begins_layer(const struct scan *scan) {
    size_t left, end = 0, length;
    const char *next = look_ahead(scan, &left);
    if (word_decode(next, left, &length) == 0x300C)
        return true;
    while (end < left && word_may_hold(next + end, left - end, end == 0, &length))
        end += length;
    if (end == 0)
        return false;
    int token = word_token(word_copy(scan->parse->arena, scan->text, (size_t)(next - scan->text), (size_t)(next - scan->text) + end));
    return token == NAME || token == KW_SCORE || token == KW_CHECK || token == KW_DATA || token == KW_RULESET || token == KW_INCLUDE || is_layer(token) ||
           is_form(token) || is_phrase(token);
}

/* True if a year or a day follows on the line. No name can be followed by one. */
static bool begins_period(const struct scan *scan) {
    size_t left, length;
    const char *next = look_ahead(scan, &left);
    int32_t code = word_folded(word_decode(next, left, &length));
    return code >= '0' && code <= '9';
}

/* True if a text or a block follows on the line: what 测试 names is a test, and no field. */
static bool begins_test(const struct scan *scan) {
    size_t left, length;
    const char *next = look_ahead(scan, &left);
    int32_t code = word_decode(next, left, &length);
    return code == '"' || code == 0xFF02 || code == 0x201C || code == '{' || code == 0xFF5B;
}

static bool is_in_tests(int token) {
    return token == KW_GIVEN || token == KW_TAKEN || token == KW_AS_OF || token == KW_EXPECT;
}

int context_token(const struct scan *scan, int token) {
    if (token == KW_TEST)
        return begins_test(scan) ? token : NAME;
    if (is_layer(token))
        return !scan->in_data && begins_layer(scan) ? token : NAME;
    if (token == KW_INHERIT)
        return begins_test(scan) || begins_layer(scan) ? token : NAME;
    if (token == KW_YEAR && scan->fresh_line)
        return token; /* 年度 = 2024, meant to set the year, must not be taken for a definition */
    if (token == KW_FROM || token == KW_UNTIL || token == KW_YEAR)
        return begins_period(scan) || begins_layer(scan) ? token : NAME;
    if (is_in_tests(token))
        return scan->test_depth ? token : NAME;
    if (token == KW_LINE || token == KW_CODE || token == KW_COLUMN || token == KW_ALIAS)
        return is_attribute(scan, token) ? token : NAME;
    if (is_form(token))
        return !scan->in_data && begins_form(scan, token) ? token : NAME;
    if (token == KW_AGAINST)
        return scan->head_count > 0 && scan->heads[scan->head_count - 1].form ? token : NAME;
    return is_phrase(token) && !in_form(scan) ? NAME : token;
}

static bool is_open(int token) {
    return token == '(' || token == CALL || token == SUBSCRIPT || token == '[' || token == '{';
}

static bool is_close(int token) {
    return token == ')' || token == ']' || token == '}';
}

/* Gives up brackets that stand open above the innermost brace. */
static void drop_to_brace(struct scan *scan) {
    while (scan->open_count > 0 && !is_brace(scan, scan->open[scan->open_count - 1].at))
        scan->open_count--;
}

/* Gives up forms whose block would have begun at that number of open brackets or more. */
static void drop_heads(struct scan *scan, size_t depth) {
    while (scan->head_count > 0 && scan->heads[scan->head_count - 1].depth >= depth)
        scan->head_count--;
}

/* Remembers a form or 分档: the next brace at this depth that is no set begins its block. */
static void note_head(struct scan *scan, int token) {
    bool form = is_form(token) && token != KW_VETO;
    if (scan->skipping || (!form && token != KW_TIERS))
        return;
    scan->heads = arena_grow(scan->parse->arena, scan->heads, scan->head_count, &scan->head_capacity, sizeof *scan->heads);
    scan->heads[scan->head_count++] = (struct scan_head){scan->open_count, form};
}

static bool opens_form(struct scan *scan, int token) {
    bool block = token == '{' && scan->previous != KW_IN && scan->previous != KW_NOT_IN && scan->head_count > 0;
    if (!block || scan->heads[scan->head_count - 1].depth != scan->open_count)
        return false;
    return scan->heads[--scan->head_count].form;
}

/* Keeps the list of open brackets; while skipping, braces only. */
static void note_bracket(struct scan *scan, int token) {
    if (scan->skipping && token != '{' && token != '}')
        return;
    if (token == '}')
        drop_to_brace(scan);
    if (is_open(token)) {
        scan->open = arena_grow(scan->parse->arena, scan->open, scan->open_count, &scan->open_capacity, sizeof *scan->open);
        bool form = opens_form(scan, token);
        scan->open[scan->open_count++] = (struct scan_bracket){(struct span){scan->parse->source, scan->start, scan->end}, form};
    } else if (is_close(token) && scan->open_count > 0) {
        scan->open_count -= token == '}' || !is_brace(scan, scan->open[scan->open_count - 1].at);
        drop_heads(scan, scan->open_count + 1);
    }
}

/* Keeps track of whether the scan is inside 数据. */
static void note_data(struct scan *scan, int token) {
    if (token == KW_DATA && !scan->in_data) {
        scan->in_data = true;
        scan->data_depth = scan->open_count;
    } else if (scan->in_data && token == '}' && scan->open_count <= scan->data_depth) {
        scan->in_data = false;
    }
}

/* Keeps where a test is open. */
static void note_test(struct scan *scan, int token) {
    if (token == '{' && scan->test_named)
        scan->test_depth = scan->open_count;
    else if (scan->test_depth && scan->open_count < scan->test_depth)
        scan->test_depth = 0;
    scan->test_named = token == KW_TEST || (token == STRING && scan->test_named);
}

void context_note(struct scan *scan, int token) {
    note_bracket(scan, token);
    note_data(scan, token);
    note_test(scan, token);
    note_head(scan, token);
}

size_t context_drop(struct scan *scan) {
    drop_to_brace(scan);
    size_t depth = scan->open_count - (scan->previous == '{'); /* a brace out of place: its block is skipped */
    drop_heads(scan, depth);
    return depth;
}
