/* tables.c - prints one table of the manual from the lists it documents.
 *
 * usage: tables keywords|functions|units|reasons|diagnostics|instructions zh|en
 *
 * Each row is a row of a .def file, in the order of that file. Texts are Markdown cells: a bar is escaped, a line break never occurs. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* One cell, as code or as text. */
static void cell(const char *text, bool code) {
    fputs(code ? " `" : " ", stdout);
    for (; *text; text++) {
        if (*text == '|')
            putchar('\\');
        putchar(*text);
    }
    fputs(code ? "` |" : " |", stdout);
}

static void code(const char *text) {
    cell(text, *text != 0);
}

static void text(const char *chinese, const char *english, bool zh) {
    cell(zh ? chinese : english, false);
}

static void head(const char *chinese, const char *english, bool zh) {
    const char *line = zh ? chinese : english;
    printf("| %s |\n|", line);
    size_t columns = 1;
    for (const char *p = line; *p; p++)
        columns += *p == '|';
    while (columns--)
        fputs("---|", stdout);
    putchar('\n');
}

static void keywords(bool zh) {
    head("中文 | 英文 | 含义", "Chinese | English | meaning", zh);
#define KEYWORD(chinese, english, token, doc_zh, doc_en) \
    putchar('|'), code(chinese), code(english), text(doc_zh, doc_en, zh), putchar('\n');
#include "grammar/keywords.def"
#undef KEYWORD
}

static void functions(bool zh) {
    head("函数 | 英文 | 参数与结果 | 含义 | 例", "Chinese | English | arguments and result | meaning | example", zh);
#define BUILTIN(name, chinese, english, least, most, over, check, lower, signature, example, doc_zh, doc_en) \
    putchar('|'), code(chinese), code(english), cell(signature, false), text(doc_zh, doc_en, zh), code(example), putchar('\n');
#include "dsl/builtin.def"
#undef BUILTIN
}

enum precision { EXACT, HUNDREDTH, PRINTED };

static const char *last_digit(enum precision precision, bool zh) {
    switch (precision) {
    case EXACT: return zh ? "精确" : "exact";
    case HUNDREDTH: return zh ? "0.01" : "0.01";
    case PRINTED: return zh ? "所印末位" : "as printed";
    }
    return "";
}

static void units(bool zh) {
    head("单位 | 英文 | 类别 | 等于基本单位的 | 所印数字的末位", "unit | English | dimension | power of ten of the base unit | last digit of a printed figure", zh);
    enum dimension {
#define DIMENSION(name, chinese, english) DIMENSION_##name,
#define CLASSIFIER(name, chinese, english) DIMENSION_##name,
#include "runtime/unit.def"
#undef DIMENSION
#undef CLASSIFIER
        DIMENSIONS
    };
    static const char *const names[DIMENSIONS][2] = {
#define DIMENSION(name, chinese, english) [DIMENSION_##name] = {chinese, english},
#define CLASSIFIER(name, chinese, english) [DIMENSION_##name] = {chinese, english},
#include "runtime/unit.def"
#undef DIMENSION
#undef CLASSIFIER
    };
#define UNIT(chinese, english, dimension, power, precision, kind) \
    putchar('|'), code(chinese), code(english), cell(names[DIMENSION_##dimension][!zh], false), \
        printf(" 10^%d | %s |\n", power, last_digit(precision, zh));
#define CLASSIFIER(name, chinese, english) \
    putchar('|'), code(chinese), code(english), cell(names[DIMENSION_##name][!zh], false), \
        printf(" 10^0 | %s |\n", last_digit(EXACT, zh));
#include "runtime/unit.def"
#undef UNIT
#undef CLASSIFIER
}

static void reasons(bool zh) {
    head("代码 | 类别 | 结果里的话", "code | class | in results", zh);
#define NA "不适用", "not applicable"
#define MISSING "数据不足", "no data"
#define ERROR "无法计算", "error"
#define CLASS(chinese, english) text(chinese, english, zh)
#define REASON(name, class, key, chinese, english) putchar('|'), code(key), CLASS(class), text(chinese, english, zh), putchar('\n');
#include "runtime/reason.def"
#undef REASON
}

static void diagnostics(bool zh) {
    head("编号 | 级别 | 消息", "number | severity | message", zh);
#define error "错误", "error"
#define warning "警告", "warning"
#define note "说明", "note"
#define DIAG(number, severity, chinese, english) putchar('|'), code(#number), CLASS(severity), text(chinese, english, zh), putchar('\n');
#include "runtime/diag.def"
#undef DIAG
}

static void instructions(bool zh) {
    head("指令 | 格式 | 含义", "instruction | format | meaning", zh);
#define OP(name, format, doc) putchar('|'), code(#name), code(#format), cell(doc, false), putchar('\n');
#include "runtime/op.def"
#undef OP
}

static const struct {
    const char *name;
    void (*print)(bool zh);
} tables[] = {{"keywords", keywords}, {"functions", functions},     {"units", units},
              {"reasons", reasons},   {"diagnostics", diagnostics}, {"instructions", instructions}};

int main(int count, char **arguments) {
    for (size_t i = 0; count == 3 && i < sizeof tables / sizeof tables[0]; i++)
        if (strcmp(arguments[1], tables[i].name) == 0) {
            tables[i].print(strcmp(arguments[2], "zh") == 0);
            return fflush(stdout) == 0 ? 0 : 1;
        }
    fputs("usage: tables keywords|functions|units|reasons|diagnostics|instructions zh|en\n", stderr);
    return 3;
}
