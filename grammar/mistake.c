/* mistake.c - syntax errors in an author's words.
 *
 * Common mistakes have their own message. For others the tokens that could stand there are named by groups: "a value" for the dozen
 * ways in which one may begin. */
#include <string.h>

#include "mistake.h"
#include "word.h"

#include "grammar.h"

enum { SHOWN_BYTES = 60 };

struct words {
    const char *zh, *en;
};

/* A group is named if both its signs are expected; it then stands for all of its members. */
struct group {
    struct words words;
    int signs[2];
    int members[48]; /* ends with -1 */
};

#define FORMS                                                                                                                              \
    KW_MORE, KW_LESS, KW_EQUAL_TO, KW_CLOSE_TO, KW_LIES_IN, KW_DEDUCT, KW_ADD, KW_INTERPOLATE, KW_GRADED, KW_POINTS, KW_HIGHEST, KW_ONE, KW_TOTAL

static const struct group groups[] = {
    {{"新的声明或规则", "a new declaration or rule"}, {END_OF_TEXT, KW_INCLUDE},
     {END_OF_TEXT, ';', NAME, KW_RULESET, KW_INCLUDE, KW_JOIN, KW_OPEN, KW_IMPLEMENT, KW_OVERRIDE, KW_DISABLE, KW_DATA, KW_SCORE, KW_CHECK, KW_TEST, -1}},
    {{"一档", "a tier"}, {KW_OTHERWISE, DATE},
     {KW_OTHERWISE, DATE, NUMBER, ROWS, COLUMNS, STRING, NAME, KW_TRUE, KW_FALSE, KW_NA, KW_TIERS, FORMS, '(', '[', '-', '=', LT, LE, GT, GE, ';', ',', -1}},
    {{"一项（如 条件 : 1分）", "an entry such as condition : 1分"}, {KW_IN_ORDER, DATE},
     {KW_IN_ORDER, KW_ONLY_ONE, KW_WHEN_UNDER, KW_WHEN_OVER, KW_FULL, DATE, NUMBER, ROWS, COLUMNS, STRING, NAME, KW_TRUE, KW_FALSE, KW_NA, KW_TIERS, KW_IF, KW_VETO,
      KW_NOT, FORMS, '(', '-', ';', ',', -1}},
    {{"每、扣、扣完为止等短语", "a phrase such as every, take or down_to_zero"}, {KW_EVERY, KW_TAKE},
     {KW_ZERO_TARGET, KW_TARGET_OVER_ACTUAL, KW_LESS_EXCESS, KW_NONE_IF_OVER, KW_NONE_IF_UNEQUAL, KW_LESS_DEVIATION, KW_SHARE_IF_SHORT, KW_BAND,
      KW_RANGE, KW_WHEN_UNDER, KW_WHEN_OVER, KW_OVER, KW_UNDER, KW_EVERY, KW_TAKE, KW_GIVE, KW_IN_PROPORTION, KW_WHOLE_STEPS, KW_PART_AS_WHOLE,
      KW_DOWN_TO_ZERO, KW_BELOW_ZERO, KW_LOWEST, KW_UP_TO, KW_NO_LIMIT, KW_FULL, KW_OTHERWISE, KW_NA, ';', ',', -1}},
    {{"值", "a value"}, {DATE, NAME},
     {DATE, NUMBER, ROWS, COLUMNS, ELLIPSIS, STRING, NAME, KW_TRUE, KW_FALSE, KW_NA, KW_TIERS, KW_IF, KW_VETO, KW_NOT, FORMS, '(', '-', -1}},
    {{"类型或单位", "a type or unit"}, {UNIT, NAME}, {UNIT, NAME, KW_TABLE, -1}},
    {{"名称", "a name"}, {NAME, KW_TABLE},
     {NAME, ';', ',', KW_RULESET, KW_INCLUDE, KW_JOIN, KW_OPEN, KW_IMPLEMENT, KW_OVERRIDE, KW_DISABLE, KW_INHERIT, KW_FROM, KW_UNTIL,
      KW_DATA, KW_TABLE, KW_SCORE, KW_FULL, KW_CHECK, KW_BASIS, KW_YEAR, KW_MESSAGE,
      KW_WHEN, KW_ON_ZERO, KW_IGNORE, KW_REQUIRE, KW_EACH, KW_BY, KW_OF, KW_GROUP, KW_LEVELS, KW_EVERY_COLUMN, KW_OTHERWISE, KW_TO, -1}},
    {{"范围（如 ≥ 0）", "a range (such as >= 0)"}, {KW_PRECISION, KW_IN}, {'=', LT, LE, GT, GE, KW_IN, -1}},
    {{"运算符", "an operator"}, {'*', '+'},
     {'*', '+', '-', '/', '=', NE, LT, LE, GT, GE, APPROX, KW_AND, KW_OR, KW_IN, KW_NOT_IN, KW_WITHIN, CALL, SUBSCRIPT, LINES_OF, COLUMNS_OF, COLUMNS, '.', -1}},
    {{"(含)或(不含)", "(inclusive) or (exclusive)"}, {INCLUSIVE, EXCLUSIVE}, {INCLUSIVE, EXCLUSIVE, -1}},
    {{"依据、消息等子句", "a clause such as basis"}, {KW_BASIS, KW_MESSAGE}, {KW_INHERIT, KW_BASIS, KW_FROM, KW_UNTIL, KW_YEAR, KW_MESSAGE, KW_WHEN, KW_ON_ZERO, KW_IGNORE, KW_REQUIRE, ';', ',', -1}},
};

struct single {
    int token;
    struct words words;
};

static const struct single singles[] = {
    {NAME, {"名称", "a name"}},
    {STRING, {"字符串", "a string"}},
    {NUMBER, {"数", "a number"}},
    {'{', {"“{”", "'{'"}},
    {'}', {"“}”", "'}'"}},
    {'[', {"“[”", "'['"}},
    {']', {"“]”", "']'"}},
    {'(', {"“(”", "'('"}},
    {')', {"“)”", "')'"}},
    {',', {"“,”", "','"}},
    {':', {"“:”", "':'"}},
    {'=', {"“=”", "'='"}},
#define KEYWORD(zh, en, token, doc_zh, doc_en) {token, {"“" zh "”", "'" en "'"}},
#include "keywords.def"
#undef KEYWORD
    {'.', {"“.”", "'.'"}},
    {END_OF_TEXT, {"文本结尾", "the end of the text"}},
};

/* A list in words: "a, b or c". */
struct list {
    struct arena *arena;
    bool english;
    const char *text, *last;
};

static void list_add(struct list *list, struct words words) {
    if (list->last && list->text)
        list->text = arena_format(list->arena, "%s%s%s", list->text, list->english ? ", " : "、", list->last);
    else
        list->text = list->last;
    list->last = list->english ? words.en : words.zh;
}

static const char *list_finish(const struct list *list) {
    if (!list->text)
        return list->last ? list->last : list->english ? "something else" : "其他内容";
    return arena_format(list->arena, "%s%s%s", list->text, list->english ? " or " : "或", list->last);
}

static const char *describe_expected(const struct ast_parse *p, const bool expected[MISTAKE_TOKENS]) {
    bool left[MISTAKE_TOKENS];
    memcpy(left, expected, sizeof left);
    struct list list = {.arena = p->arena, .english = p->diag->english};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        const struct group *group = &groups[i];
        if (!left[group->signs[0]] || !left[group->signs[1]])
            continue;
        list_add(&list, group->words);
        for (const int *member = group->members; *member >= 0; member++)
            left[*member] = false;
    }
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        bool continues = singles[i].token == '.' && list.last; /* a longer path is always possible; it helps nobody */
        if (left[singles[i].token] && !continues)
            list_add(&list, singles[i].words);
        left[singles[i].token] = false;
    }
    return list_finish(&list);
}

/* The text of a span, cut after a while between two characters. */
static const char *text_of(const struct ast_parse *p, const struct scan *scan, struct span at) {
    size_t length = at.end - at.start;
    if (length <= SHOWN_BYTES)
        return arena_copy(p->arena, scan->text + at.start, length);
    for (length = SHOWN_BYTES; ((unsigned char)scan->text[at.start + length] & 0xC0) == 0x80;)
        length--;
    return arena_format(p->arena, "%.*s…", (int)length, scan->text + at.start);
}

static bool is_relation(int token) {
    return token == '=' || token == NE || token == LT || token == LE || token == GT || token == GE || token == APPROX;
}

/* True if the last token is followed by a sign of equality: it was meant as the name of a definition. */
static bool is_followed_by_equals(const struct scan *scan) {
    uint32_t at = scan->end;
    while (at < scan->length && (scan->text[at] == ' ' || scan->text[at] == '\t'))
        at++;
    return at < scan->length && (scan->text[at] == '=' || !strncmp(scan->text + at, "＝", strlen("＝")));
}

/* True if the last token is a keyword where a name was meant, not the beginning of what comes after something missing. */
static bool is_misused_keyword(const struct scan *scan, const bool expected[MISTAKE_TOKENS]) {
    int token = scan->previous;
    if (token >= KW_RULESET && token <= KW_NA_SHARED && expected[NAME] && is_followed_by_equals(scan))
        return true;
    if (token < KW_RULESET || token > KW_NA_SHARED || !expected[NAME] || expected[END_OF_TEXT] || expected[UNIT] || expected['*'])
        return false;
    return !expected[DATE] || (token <= KW_GROUP && !scan->begins_line);
}

/* 满分10分 is one word; a keyword that was wanted here begins it. */
static const char *describe_glued(const struct ast_parse *p, const struct scan *scan, struct span at, const bool expected[MISTAKE_TOKENS]) {
    size_t size, end = at.end - at.start;
    if (scan->previous != NAME)
        return "";
    for (size_t k = 0; k < end && word_may_hold(scan->text + at.start + k, end - k, k == 0, &size); k += size) {
        const char *word = word_copy(p->arena, scan->text, at.start, at.start + k);
        int token = k ? word_token(word) : NAME;
        if (token != NAME && expected[token])
            return arena_format(p->arena, p->diag->english ? "; a space after '%s'" : "；“%s”后面要有空格", word);
    }
    return "";
}

void mistake_report(struct ast_parse *p, const struct scan *scan, struct span at, const bool expected[MISTAKE_TOKENS]) {
    int token = scan->previous;
    const char *text = text_of(p, scan, at);
    if (scan->loose_unit.text) {
        diag_report(p->diag, DIAG_E0205, scan->loose_unit.at, scan->loose_number, scan->loose_unit.text);
    } else if (token == END_OF_TEXT && scan->open_count > 0) {
        struct span open = scan->open[scan->open_count - 1].at;
        diag_report_with(p->diag, DIAG_E0206, at, DIAG_N0206, open, text_of(p, scan, open));
    } else if (is_misused_keyword(scan, expected)) {
        diag_report(p->diag, DIAG_E0202, at, text, text);
    } else if (is_relation(token) && expected['*'] && !expected[KW_TO] && !expected[KW_OTHERWISE]) {
        diag_report(p->diag, DIAG_E0203, at);
    } else {
        bool english = p->diag->english;
        const char *found = token == END_OF_TEXT ? (english ? "the end of the text" : "文本结尾")
                                                 : arena_format(p->arena, english ? "'%s'" : "“%s”", text);
        diag_report(p->diag, DIAG_E0201, at, found, describe_expected(p, expected), describe_glued(p, scan, at, expected));
    }
}
