/* test_parse.c - text to syntax tree, and mistakes to rendered diagnostics. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "grammar/parse.h"
#include "grammar/scan.h"
#include "grammar.h"

/* One text being parsed; `rendered` collects what was reported. */
struct fixture {
    struct arena arena;
    jmp_buf boundary;
    struct source source;
    struct diag_sink sink;
    struct ast_parse parse;
    char rendered[20000];
};

static void collect(void *context, const heng_diagnostic *d) {
    struct fixture *f = context;
    size_t used = strlen(f->rendered), more = strlen(d->rendered);
    if (used + more < sizeof f->rendered)
        memcpy(f->rendered + used, d->rendered, more + 1);
}

static void begin(struct fixture *f, const char *text, size_t length) {
    arena_init(&f->arena, NULL, 0);
    f->arena.boundary = &f->boundary;
    f->source = (struct source){"规则.heng", text, length};
    f->sink = (struct diag_sink){.arena = &f->arena, .sources = &f->source, .source_count = 1, .report = collect, .context = f};
    f->parse = (struct ast_parse){.arena = &f->arena, .diag = &f->sink};
    f->rendered[0] = '\0';
}

static struct fixture *of_text(const char *text) {
    static struct fixture f;
    begin(&f, text, strlen(text));
    return &f;
}

/* The tree of a file without mistakes. */
static const char *tree(struct fixture *f, bool spans) {
    parse_file(&f->parse);
    assert_string_equal(f->rendered, "");
    assert_int_equal(f->sink.errors, 0);
    return ast_print_items(&f->arena, f->parse.items, spans);
}

struct example {
    const char *title, *text, *expected;
};

static void check_tree(void **state) {
    const struct example *e = *state;
    struct fixture *f = of_text(e->text);
    assert_string_equal(tree(f, false), e->expected);
    arena_free(&f->arena);
}

static struct example trees[] = {
    {"one bare line is a file", "执行率 = 执行数/全年预算 * 分值",
     "(definition 执行率\n  (*\n    (/ 执行数 全年预算)\n    分值))\n"},
    {"an empty file has no items", "\xEF\xBB\xBF  # 注释\n // x\n", ""},
    {"statements need no separators and may have them", "a = 1 b = 2; c = 3。d = 4",
     "(definition a 1)\n(definition b 2)\n(definition c 3)\n(definition d 4)\n"},
    {"products bind tighter than sums, and both go left to right", "a = 1 - 2 - 3 * 4 / 5",
     "(definition a\n  (-\n    (- 1 2)\n    (/\n      (* 3 4)\n      5)))\n"},
    {"not binds looser than comparisons and tighter than and", "a = 非 b = 1 且 c 或 d",
     "(definition a\n  (or\n    (and\n      (not\n        (= b 1))\n      c)\n    d))\n"},
    {"minus signs nest", "a = - -b - -1", "(definition a\n  (-\n    (negate\n      (negate b))\n    (negate 1)))\n"},
    {"the first equals sign defines, the second compares", "a = b = c", "(definition a\n  (= b c))\n"},
    {"a tolerance belongs to its comparison", "a = b ≈ c 容差 0.01万元 且 d",
     "(definition a\n  (and\n    (≈ b c 0.01万元)\n    d))\n"},
    {"a choice holds choices", "a = 如果 b 则 1 否则 如果 c 则 2 否则 3",
     "(definition a\n  (if\n    b\n    1\n    (if c 2 3)))\n"},
    {"units are glued to numbers", "a = f(10分, 0.01万元, 90%, 3个百分点, 5㎡, 6‰, 7)",
     "(definition a\n  (call f 10分 0.01万元 90% 3个百分点 5㎡ 6‰ 7))\n"},
    {"a date is one token, a year is a number", "a = 2024年12月31日 b = 2024年",
     "(definition a 2024-12-31)\n(definition b 2024年)\n"},
    {"a keyword after a point is a name", "a = b.年度.表.data", "(definition a b.年度.表.data)\n"},
    {"anything in corner brackets is a name", "「因公出国（境）费」 = 「“三公”经费」 + 「a b」",
     "(definition 「因公出国（境）费」\n  (+ 「“三公”经费」 「a b」))\n"},
    {"strings have escapes and two kinds of quotes", "a = f(\"x\\\"y\\\\z\\n\", “中\"文”, \"“三公”\")",
     "(definition a\n  (call f \"x\\\"y\\\\z\\n\" \"中\\\"文\" \"“三公”\"))\n"},
    {"truth, not applicable", "a = f(真, 假, 不适用, 不适用x)", "(definition a\n  (call f true false not_applicable 不适用x))\n"},
    {"membership in a set and in intervals", "a = f(b 属于 {1, 2}, b 不属于 (0, c], b 属于 1(含) 至 2(不含))",
     "(definition a\n  (call f\n    (in b\n      (set 1 2))\n    (not_in b\n      (>≤ 0 c))\n    (in b\n      (≥< 1 2))))\n"},
    {"tiers need no separators, whatever begins an arm",
     "a = 分档 x + 1 {\n ≥ 90分 : 优\n (0, 10%] : b\n (c) (不含) 至 d.e(含) : f(1)\n [1, 2): -3 < 60% : 0分; = 0 : 3, -2(含) 至 -1(含) : 4 "
     "其余 : 分档 y { > 0 : 1 }\n}",
     "(definition a\n  (tiers\n    (+ x 1)\n    (arm (≥ 90分) 优)\n    (arm (>≤ 0 10%) b)\n    (arm (>≤ c d.e)\n      (call f 1))\n"
     "    (arm (≥< 1 2)\n      (negate 3))\n    (arm (< 60%) 0分)\n    (arm (= 0) 3)\n"
     "    (arm (≥≤\n        (negate 2)\n        (negate 1)) 4)\n    (arm otherwise\n      (tiers y\n        (arm (> 0) 1)))))\n"},
    {"a parenthesis on a new line is no argument list", "a = 分档 x { ≥ 1 : b\n (0, 1) : c }",
     "(definition a\n  (tiers x\n    (arm (≥ 1) b)\n    (arm (>< 0 1) c)))\n"},
    {"a ruleset has clauses, a file is included", "规则集 \"某县/绩效\" { 依据 \"〔2020〕7号\" 年度 2024 }\n引用 \"共同.heng\"",
     "(ruleset \"某县/绩效\"\n  (basis \"〔2020〕7号\")\n  (year 2024))\n(include \"共同.heng\")\n"},
    {"data has fields, records and tables",
     "数据 自评表 {\n a, b : 万元 精度 2 空白为 0\n 率 : %; 面积 : ㎡\n 三公, 出国 { 上年, 本年 : 万元 }\n"
     " 指标、补充 : 表 { 年度, 表 : 文本, c : 分 }\n 消息 : 文本 }",
     "(data 自评表\n  (field a b : 万元 (precision 2) (blank_as 0))\n  (field 率 : %)\n  (field 面积 : ㎡)\n"
     "  (record 三公 出国\n    (field 上年 本年 : 万元))\n  (table 指标 补充\n    (field 年度 表 : 文本)\n    (field c : 分))\n"
     "  (field 消息 : 文本))\n"},
    {"a score has full marks, properties and clauses in any order",
     "评分 预算执行 逐行 t.表 满分 10分 { 得分 = x 年度 2024 自评 = y 依据 \"z\" 年度 = 1 适用条件 x > 0 }",
     "(score 预算执行\n  (rows t.表)\n  (full 10分)\n  (property 得分 x)\n  (property 自评 y)\n  (property 年度 1)\n"
     "  (year 2024)\n  (basis \"z\")\n  (when\n    (> x 0)))\n"},
    {"a check has a class and a scope", "校验 c [逻辑性] 按 t.指标 的 一级指标, 二级指标 分组: 合计(分值) = 组.分值 消息 \"m\"",
     "(check c [逻辑性]\n  (groups t.指标 一级指标 二级指标)\n  (=\n    (call 合计 分值)\n    组.分值)\n  (message \"m\"))\n"},
    {"a definition runs over rows", "得分率 逐行 t.指标 = 得分 / 分值",
     "(definition 得分率\n  (rows t.指标)\n  (/ 得分 分值))\n"},
    {"a keyword glued to a number is no unit", "a = 如果 b 则 1否则 2", "(definition a\n  (if b 1 2))\n"},
};

static void check_mistake(void **state) {
    const struct example *e = *state;
    struct fixture *f = of_text(e->text);
    f->sink.english = strncmp(e->title, "English", 7) == 0;
    parse_file(&f->parse);
    assert_string_equal(f->rendered, e->expected);
    arena_free(&f->arena);
}

static struct example mistakes[] = {
    {"several mistakes are reported in one run", "a = 3 + * 4\nb = (1 + 2\nc = 4 d = )\n校验 x [y] : a = b = c\n数据 = 3\ne = 1\n",
     "规则.heng:1:9: 错误 E0201: 此处不能是“*”；应为值\n  1 | a = 3 + * 4\n    |         ^\n"
     "规则.heng:3:1: 错误 E0201: 此处不能是“c”；应为运算符或“)”\n  3 | c = 4 d = )\n    | ^\n"
     "规则.heng:3:11: 错误 E0201: 此处不能是“)”；应为值\n  3 | c = 4 d = )\n    |           ^\n"
     "规则.heng:4:18: 错误 E0203: 比较不能连用；请用“且”连接，如 a < b 且 b < c\n  4 | 校验 x [y] : a = b = c\n    |                    ^\n"
     "规则.heng:5:4: 错误 E0201: 此处不能是“=”；应为名称或“{”\n  5 | 数据 = 3\n    |      ^\n"},
    {"English messages name keywords in English", "a = 如果 b = 3\n c = 2\n执行率 ＝ 执行数＋全年预算）",
     "规则.heng:2:2: error E0201: 'c' cannot stand here; expected an operator or 'then'\n  2 |  c = 2\n    |  ^\n"
     "规则.heng:3:15: error E0201: '）' cannot stand here; expected a new declaration or rule, an operator or a clause such as basis\n"
     "  3 | 执行率 ＝ 执行数＋全年预算）\n    |                           ^~\n"},
    {"a caret spans wide characters after a tab", "a = \t消息 + 1",
     "规则.heng:1:6: 错误 E0202: “消息”是关键字，不能直接用作名称；可写作「消息」\n  1 | a =  消息 + 1\n    |      ^~~~\n"},
    {"a block that is not closed points at its brace", "x = 1\n数据 t {\n a : 元\n",
     "规则.heng:4:1: 错误 E0206: “{”没有闭合\n  4 | \n    | ^\n规则.heng:2:6: 提示 N0206: 在此处打开\n  2 | 数据 t {\n    |        ^\n"},
    {"the ends of 至 must be marked", "a = 分档 x { 80% 至 90%(含) : 1 }",
     "规则.heng:1:12: 错误 E0204: “至”的两端须写明(含)或(不含)\n  1 | a = 分档 x { 80% 至 90%(含) : 1 }\n    |              ^~~\n"},
    {"a blank between number and unit", "a = 10 分\r\nb = 1",
     "规则.heng:1:8: 错误 E0205: 数与单位之间不能有空格：请写作 10分\n  1 | a = 10 分\n    |        ^~\n"},
    {"unknown characters", "a = 2 @ b\xE2\x80\xAE",
     "规则.heng:1:7: 错误 E0102: 无法识别的字符 @（U+0040）\n  1 | a = 2 @ b\xEF\xBF\xBD\n    |       ^\n"
     "规则.heng:1:10: 错误 E0102: 无法识别的字符 （U+202E）\n  1 | a = 2 @ b\xEF\xBF\xBD\n    |          ^\n"
     "规则.heng:1:11: 错误 E0201: 此处不能是文本结尾；应为“=”、“表”、“逐行”、“按”或“层级”\n  1 | a = 2 @ b\xEF\xBF\xBD\n    |           ^\n"},
    {"strings, names and escapes", "a = \"abc\nb = 「x\nc = 「」 d = \"\\q\" e = a == b",
     "规则.heng:1:5: 错误 E0103: 字符串在本行没有结束的引号\n  1 | a = \"abc\n    |     ^~~~\n"
     "规则.heng:2:5: 错误 E0104: 名称在本行没有结束的“」”\n  2 | b = 「x\n    |     ^~~\n"
     "规则.heng:3:5: 错误 E0105: 「」中没有名称\n  3 | c = 「」 d = \"\\q\" e = a == b\n    |     ^~~~\n"
     "规则.heng:3:13: 错误 E0106: 不支持的转义“\\q”；可用 \\\" \\\\ \\n\n  3 | c = 「」 d = \"\\q\" e = a == b\n    |               ^~\n"
     "规则.heng:3:23: 错误 E0108: 相等写作 =，不写 ==\n  3 | c = 「」 d = \"\\q\" e = a == b\n    |                         ^~\n"},
    {"a date is not glued to words", "a = 2024年12月31日前",
     "规则.heng:1:16: 错误 E0109: 日期之后不能直接写“前”；前后关系用 ≤ 或 ≥ 表示\n  1 | a = 2024年12月31日前\n"
     "    |                   ^~\n"},
    {"text that is not UTF-8 is not parsed", "a = \n b \xC0\x80",
     "规则.heng:2:4: 错误 E0101: 文本不是有效的 UTF-8：第 9 个字节（0xC0）\n  2 |  b \xEF\xBF\xBD\xEF\xBF\xBD\n    |    ^\n"},
    {"tiers with holes in them", "x = 分档 y {\n ≥ : 3\n < 3 : \n 其余 : 优\n}\nz = 1",
     "规则.heng:2:4: 错误 E0201: 此处不能是“:”；应为值\n  2 |  ≥ : 3\n    |    ^\n"
     "规则.heng:4:2: 错误 E0201: 此处不能是“其余”；应为值\n  4 |  其余 : 优\n    |  ^~~~\n"},
};

/* Full-width, half-width, English and spaced-out spellings give one tree. */
static void spellings_are_equal(void **state) {
    (void)state;
    static const char *const spellings[] = {
        "校验 Ab1 [c] 按 t.d 的 e, f 分组: 如果 (a + 12.5% × 3 ÷ 2 - 1) ≥ 2 且 b ≠ 3 或 非 真 则 分档 x { 1(含) 至 2(不含): 1; 其余: 2 } 否则 g(\"s\", 假, 不适用) "
        "依据 \"y\" y = x 属于 [1, 2)",
        "校验　Ａｂ１　【ｃ】　按　ｔ．ｄ　的　ｅ，ｆ　分组：如果（ａ＋１２．５％＊３／２－１）≧２　且　ｂ＜＞３　或　非　真　则　分档　ｘ｛１（含）至　２（　不含　）：１；"
        "其余：２｝否则　ｇ（“s”、假、不适用）依据　＂y＂　ｙ　＝　ｘ　属于　［１，２）",
        "check Ab1 [c] by t.d of e,f group: if (a+12.5%*3/2-1)>=2 and b!=3 or not true then tiers x { 1(inclusive) to 2(exclusive):1; "
        "otherwise:2 } else g(\"s\", false, not_applicable) basis \"y\" y = x in [1, 2)",
        "check Ab1[c]by t.d of e、f group:if(a+12.5%*3÷2−1)≥2 and b<>3 or not true then tiers x｛1（inclusive）to 2( exclusive )：1。"
        "otherwise:2}else g(“s”,false,not_applicable)basis“y”y=x in【1、2）"};
    char *first = NULL;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct fixture *f = of_text(spellings[i]);
        const char *text = tree(f, false);
        if (i == 0)
            first = strdup(text);
        else
            assert_string_equal(text, first);
        arena_free(&f->arena);
    }
    free(first);
}

static void spans_are_exact(void **state) {
    (void)state;
    struct fixture *f = of_text("甲 = (乙 + 1万元) * f(2) # x\n校验 c [d]: 「e」 = 2 依据 \"y\"  ");
    assert_string_equal(tree(f, true), "(definition@0-28 甲@0-3\n  (*@6-28\n    (+@7-20 乙@7-10 1万元@13-20)\n    (call@24-28 f@24-25 2@26-27)))\n"
                                       "(check@33-69 c@40-41 [d]@43-44\n  (=@47-58 e@47-54 2@57-58)\n  (basis@59-69 \"y\"@66-69))\n");
    arena_free(&f->arena);
}

static void every_keyword_is_scanned(void **state) {
    (void)state;
    static const struct {
        const char *spelling;
        int token;
    } rows[] = {
#define KEYWORD(zh, en, token, doc_zh, doc_en) {zh, token}, {en, token},
#include "grammar/keywords.def"
#undef KEYWORD
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool test = rows[i].token == KW_TEST || rows[i].token == KW_GIVEN || rows[i].token == KW_TAKEN || rows[i].token == KW_AS_OF ||
                    rows[i].token == KW_EXPECT;
        bool layer = rows[i].token == KW_OPEN || rows[i].token == KW_IMPLEMENT || rows[i].token == KW_OVERRIDE || rows[i].token == KW_DISABLE ||
                     rows[i].token == KW_INHERIT || rows[i].token == KW_FROM || rows[i].token == KW_UNTIL || rows[i].token == KW_YEAR;
        if ((rows[i].token >= KW_MORE && rows[i].token <= KW_NA_SHARED) || test || layer)
            continue; /* known by what stands around them: the next test */
        bool attribute = rows[i].token == KW_LINE || rows[i].token == KW_CODE || rows[i].token == KW_COLUMN;
        const char *before = attribute ? "数据 { a : 数 " : rows[i].token == KW_ALIAS ? "数据 a " : "", *after = attribute ? " 1" : "";
        char text[100];
        snprintf(text, sizeof text, "%s%s%s", before, rows[i].spelling, after);
        struct fixture *f = of_text(text);
        struct scan scan;
        union grammar_value value;
        struct span at = {0, 0, 0};
        int token = 0;
        scan_begin(&scan, &f->parse, 0);
        while (at.end < strlen(before) + strlen(rows[i].spelling))
            token = grammar_lex(&value, &at, &scan);
        assert_int_equal(token, rows[i].token);
        assert_int_equal(at.end, strlen(before) + strlen(rows[i].spelling));
        assert_int_equal(grammar_lex(&value, &at, &scan), attribute ? NUMBER : END_OF_TEXT);
        arena_free(&f->arena);
    }
}

/* The token of a word after `before`, whose tokens are skipped, with `after` behind it. */
static int token_between(const char *before, unsigned count, const char *word, const char *after) {
    struct fixture *f = of_text("");
    struct scan scan;
    union grammar_value value;
    struct span at;
    f->source.text = arena_format(&f->arena, "%s%s%s", before, word, after);
    f->source.length = strlen(f->source.text);
    scan_begin(&scan, &f->parse, 0);
    while (count--)
        grammar_lex(&value, &at, &scan);
    int token = grammar_lex(&value, &at, &scan);
    arena_free(&f->arena);
    return token;
}

static void words_of_forms_are_keywords_only_in_forms(void **state) {
    (void)state;
    static const struct {
        const char *spelling;
        int token;
    } rows[] = {
#define KEYWORD(zh, en, token, doc_zh, doc_en) {zh, token}, {en, token},
#include "grammar/keywords.def"
#undef KEYWORD
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int token = rows[i].token;
        if (token < KW_MORE || token > KW_NA_SHARED)
            continue;
        bool block = token == KW_POINTS || token == KW_HIGHEST || token == KW_ONE;
        if (token <= KW_VETO)
            assert_int_equal(token_between("", 0, rows[i].spelling, block ? " {" : " 甲"), token);
        else if (token == KW_AGAINST)
            assert_int_equal(token_between("正向 甲 ", 2, rows[i].spelling, " 乙"), token);
        else
            assert_int_equal(token_between("扣分 甲 { ", 3, rows[i].spelling, " 1"), token);
        static const char *const elsewhere[] = {"", " + 1", " = 1", " : 分", ", 甲", ")", " 且 甲", " 满分 5分"};
        for (size_t k = 0; k < sizeof elsewhere / sizeof *elsewhere; k++)
            assert_int_equal(token_between("甲 + ", 2, rows[i].spelling, elsewhere[k]), NAME);
    }
}

static void words_of_layers_are_keywords_only_before_what_they_speak_of(void **state) {
    (void)state;
    static const struct {
        const char *word, *after;
        int token;
    } rows[] = {
        {"待定", " 甲 : 分", KW_OPEN},        {"open", " 甲", KW_OPEN},           {"实施", " 「甲」 = 1", KW_IMPLEMENT}, {"implement", " 甲 = 1", KW_IMPLEMENT},
        {"覆盖", " 评分 甲", KW_OVERRIDE},    {"override", " 甲 = 1", KW_OVERRIDE}, {"停用", " 甲", KW_DISABLE},         {"disable", " 甲", KW_DISABLE},
        {"继承", " \"省\"", KW_INHERIT},      {"inherits", " “省”", KW_INHERIT},  {"生效", " 2024", KW_FROM},            {"effective", " ２０２４", KW_FROM},
        {"失效", " 2024年7月1日", KW_UNTIL},  {"expires", " 2024", KW_UNTIL},
        {"年度", " 2024", KW_YEAR},           {"year", " 2022 to 2024", KW_YEAR},
    };
    static const char *const elsewhere[] = {"", " + 1", " = 1", " : 分", ", 甲", ")", " 且 甲", " 满分 5分", "\n甲 = 1"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(token_between("", 0, rows[i].word, rows[i].after), rows[i].token);
        for (size_t k = 0; k < sizeof elsewhere / sizeof *elsewhere; k++)
            assert_int_equal(token_between("甲 + ", 2, rows[i].word, elsewhere[k]), NAME);
    }
}

static void a_bare_expression_is_parsed(void **state) {
    (void)state;
    struct fixture *f = of_text("四舍五入(1/3, 2)");
    parse_expression(&f->parse);
    assert_string_equal(ast_print_expr(&f->arena, f->parse.expr, false), "(call 四舍五入\n  (/ 1 3)\n  2)\n");
    arena_free(&f->arena);
    f = of_text("1 + 2 3");
    parse_expression(&f->parse);
    assert_null(f->parse.expr);
    assert_int_equal(f->sink.errors, 1);
    arena_free(&f->arena);
}

/* `count` times `before`, then `middle`, then `count` times `after`, between "a = " and a second statement. */
static char *nested(size_t count, const char *before, const char *middle, const char *after) {
    size_t size = count * (strlen(before) + strlen(after)) + strlen(middle) + 32;
    char *text = malloc(size);
    assert_non_null(text);
    char *end = stpcpy(text, "a = ");
    for (size_t i = 0; i < count; i++)
        end = stpcpy(end, before);
    end = stpcpy(end, middle);
    for (size_t i = 0; i < count; i++)
        end = stpcpy(end, after);
    stpcpy(end, "\nb = 2");
    return text;
}

static void depth_is_bounded(void **state) {
    (void)state;
    static const struct {
        size_t count;
        const char *before, *middle, *after;
        unsigned errors;
    } rows[] = {{10000, "(", "1", ")", 1},     {900, "(", "1", ")", 0},  {3000, "-", "1", "", 1},
                {900, "-", "1", "", 0},        {5000, "1+", "1", "", 1}, {1500, "f(", "1", ")", 1},
                {1100, "如果 x 则 1 否则 (", "1", ")", 1}, {5000, "分档 x { ≥ 0 : ", "1", "}", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = nested(rows[i].count, rows[i].before, rows[i].middle, rows[i].after);
        struct fixture *f = of_text(text);
        parse_file(&f->parse);
        assert_int_equal(f->sink.errors, rows[i].errors);
        assert_int_equal(strstr(f->rendered, "E0902") != NULL, rows[i].errors);
        for (const struct ast_item *item = f->parse.items; item; item = item->next)
            assert_true(item->value->depth <= AST_MOST_DEPTH);
        arena_free(&f->arena);
        free(text);
    }
}

static void a_long_line_is_cut_around_the_caret(void **state) {
    (void)state;
    char *text = nested(200000, "甲 乙 ", "@", " 丙 丁");
    struct fixture *f = of_text(text);
    parse_file(&f->parse);
    const char *line = strstr(f->rendered, "U+0040）\n  1 | …");
    assert_non_null(line);
    const char *end = strstr(line, "…\n    | ");
    assert_non_null(end);
    assert_true(end - line < 300);
    arena_free(&f->arena);
    free(text);
}

static void a_long_number_is_reported(void **state) {
    (void)state;
    char *text = nested(2001, "9", "", "");
    struct fixture *f = of_text(text);
    parse_file(&f->parse);
    assert_int_equal(f->sink.errors, 1);
    assert_non_null(strstr(f->rendered, "E0107: 数字过长：2001 个字符，最多 2000 个"));
    assert_string_equal(ast_print_items(&f->arena, f->parse.items, false), "(definition a 0)\n(definition b 2)\n");
    arena_free(&f->arena);
    free(text);
}

static void a_text_over_the_limit_is_not_read(void **state) {
    (void)state;
    static struct fixture f;
    begin(&f, "", 0);
    f.sink.source_count = 0; /* no place: the text is not touched to draw one */
    struct source huge = {"大.heng", "", (size_t)PARSE_MOST_BYTES + 1};
    f.sink.sources = &huge;
    parse_file(&f.parse);
    assert_string_equal(f.rendered, "错误 E0901: 文本过大：1073741825 字节，最多 1073741824 字节\n");
    arena_free(&f.arena);
}

static void only_the_first_hundred_errors_are_shown(void **state) {
    (void)state;
    char *text = nested(300, "@", "1", "");
    struct fixture *f = of_text(text);
    parse_file(&f->parse);
    assert_int_equal(f->sink.errors, 300);
    assert_int_equal(f->sink.reported, DIAG_MOST);
    arena_free(&f->arena);
    free(text);
}

/* Whatever the arena's limit, a parse ends at the boundary or with its tree. */
static void memory_may_run_out_anywhere(void **state) {
    (void)state;
    static const char text[] = "数据 t { a, b : 元 c : 表 { d : 分 } }\na = 分档 (1 + f(x, 2)) { ≥ 1 : \"x\" 其余 : 2 }\nb = (";
    static struct fixture f;
    for (volatile size_t limit = 1; limit < 200000; limit += 509) {
        begin(&f, text, sizeof text - 1);
        f.arena.limit = limit;
        if (setjmp(f.boundary) == 0) {
            parse_file(&f.parse);
            assert_int_equal(f.sink.errors, 1);
        }
        arena_free(&f.arena);
    }
}

int main(void) {
    enum { TREES = sizeof trees / sizeof *trees, MISTAKES = sizeof mistakes / sizeof *mistakes };
    static struct CMUnitTest rows[TREES + MISTAKES];
    for (size_t i = 0; i < TREES; i++)
        rows[i] = (struct CMUnitTest){trees[i].title, check_tree, NULL, NULL, &trees[i]};
    for (size_t i = 0; i < MISTAKES; i++)
        rows[TREES + i] = (struct CMUnitTest){mistakes[i].title, check_mistake, NULL, NULL, &mistakes[i]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(spellings_are_equal),
        cmocka_unit_test(spans_are_exact),
        cmocka_unit_test(every_keyword_is_scanned),
        cmocka_unit_test(words_of_forms_are_keywords_only_in_forms),
        cmocka_unit_test(words_of_layers_are_keywords_only_before_what_they_speak_of),
        cmocka_unit_test(a_bare_expression_is_parsed),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(a_long_line_is_cut_around_the_caret),
        cmocka_unit_test(a_long_number_is_reported),
        cmocka_unit_test(a_text_over_the_limit_is_not_read),
        cmocka_unit_test(only_the_first_hundred_errors_are_shown),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    int failed = cmocka_run_group_tests_name("trees and mistakes", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("parsing", others, NULL, NULL);
}
