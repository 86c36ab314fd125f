/* compile_run.c - how compiling and analysing grow: with the number of rules, with nesting, and evaluating with the rows of a table.
 *
 * usage: compile_run [RULES...]      1000 10000 40000 unless given
 *
 * Each ruleset is generated here, compiled a few times, and the least processor time counts. The last column is the time per rule over that of
 * the first line of its kind: 1 is linear. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "heng.h"

enum { ROUNDS = 3, MOST_SIZES = 8 };

struct text {
    char *bytes;
    size_t length, room;
};

static void die(const char *why)
{
    fprintf(stderr, "compile_run: %s\n", why);
    exit(1);
}

static void put(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct text *t, const char *format, ...)
{
    va_list arguments;
    if (t->room - t->length < 4096) {
        t->room = 2 * t->room + 65536;
        t->bytes = realloc(t->bytes, t->room);
        if (!t->bytes) die("no memory");
    }
    va_start(arguments, format);
    int n = vsnprintf(t->bytes + t->length, t->room - t->length, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n >= t->room - t->length) die("a line is too long");
    t->length += (size_t)n;
}

static void put_fields(struct text *t, size_t count)
{
    put(t, "数据 甲表 {\n");
    for (size_t i = 0; i < count; i++) put(t, "%sf%zu", i ? ", " : "", i);
    put(t, " : 万元\n}\n");
}

/* What rulesets are made of: definitions, balances, bounds, scores, tiers. */
static void mixed(struct text *t, size_t rules)
{
    put_fields(t, rules + 3);
    for (size_t i = 0; i < rules; i++) {
        switch (i % 6) {
        case 0: put(t, "d%zu = 甲表.f%zu / 甲表.f%zu\n", i, i, i + 1); break;
        case 1: put(t, "校验 c%zu [基本平衡] : 甲表.f%zu + 甲表.f%zu ≈ 甲表.f%zu 依据 \"第%zu条\"\n", i, i, i + 1, i + 2, i); break;
        case 2: put(t, "校验 c%zu [逻辑性] : 甲表.f%zu ≥ 0\n", i, i); break;
        case 3: put(t, "评分 s%zu 满分 10分 { 得分 = 四舍五入(保底(封顶(d%zu, 100%%), 0%%) * 10分, 2) }\n", i, i - 3); break;
        case 4: put(t, "g%zu = 分档 d%zu { ≥ 90%% : 优  [60%%, 90%%) : 良  其余 : 差 }\n", i, i - 4); break;
        case 5: put(t, "校验 c%zu : 甲表.f%zu + 甲表.f%zu = 甲表.f%zu\n", i, i, i + 1, i + 2); break;
        }
    }
}

/* Each definition rests on the one before. */
static void chain(struct text *t, size_t rules)
{
    put_fields(t, rules + 1);
    put(t, "d0 = 甲表.f0\n");
    for (size_t i = 1; i < rules; i++) put(t, "d%zu = 如果 甲表.f%zu > d%zu 则 甲表.f%zu 否则 d%zu\n", i, i, i - 1, i, i - 1);
}

/* Equations that all hang together, and bounds of their sums: the hardest for elimination. */
static void equations(struct text *t, size_t rules)
{
    put_fields(t, rules + 3);
    for (size_t i = 0; i < rules; i++) {
        if (i % 4) put(t, "校验 c%zu : 甲表.f%zu + 甲表.f%zu = 甲表.f%zu\n", i, i, i + 1, i + 2);
        else put(t, "校验 c%zu : 甲表.f0 + 甲表.f%zu ≤ 甲表.f%zu\n", i, i / 2 + 1, i + 2);
    }
}

static void nested(struct text *t, size_t levels)
{
    put(t, "数据 甲表 { a, b : 万元 }\n结果 = ");
    for (size_t i = 0; i < levels; i++) put(t, i % 2 ? "最大(甲表.a, " : "如果 甲表.a > 甲表.b 则 甲表.b 否则 (");
    put(t, "甲表.a");
    for (size_t i = 0; i < levels; i++) put(t, ")");
    put(t, "\n");
}

static void rows(struct text *t, size_t rules)
{
    put(t, "数据 甲表 { 明细 : 表 { 类 : 文本   名 : 文本 行名   a, b, c : 万元   w : 分 ≥ 0 } }\n");
    for (size_t i = 0; i < rules; i++) {
        if (i % 4 == 0) put(t, "校验 c%zu 逐行 甲表.明细 : a + b ≈ c * %zu\n", i, i + 1);
        else if (i % 4 == 1) put(t, "评分 s%zu 逐行 甲表.明细 满分 w { 得分 = 四舍五入(按比例(a + %zu元, b, w), 2) }\n", i, i);
        else if (i % 4 == 2) put(t, "校验 c%zu 按 甲表.明细 的 类 分组 : 合计(a) ≤ 合计(c) + %zu元\n", i, i);
        else put(t, "校验 c%zu : 合计(甲表.明细.a, 甲表.明细.b > %zu元) ≥ 0\n", i, i);
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static heng_program *compile(const struct text *t, int analyse, double *seconds)
{
    heng_options options = {.analyse = analyse};
    heng_engine *engine;
    heng_program *program = NULL;
    double start = now();
    if (heng_engine_new(&options, &engine) || heng_engine_add_text(engine, "generated.heng", t->bytes, t->length) ||
        heng_engine_compile(engine, &program)) {
        die("a generated ruleset does not compile");
    }
    heng_engine_free(engine);
    *seconds = now() - start;
    return program;
}

static double least_time(const struct text *t, int analyse)
{
    double least = 1e9;
    for (int k = 0; k < ROUNDS; k++) {
        double seconds;
        heng_program_free(compile(t, analyse, &seconds));
        if (seconds < least) least = seconds;
    }
    return least;
}

static void measure(const char *name, void (*generate)(struct text *, size_t), const size_t *sizes, size_t count, const char *unit)
{
    double first[2] = {0, 0};
    for (size_t k = 0; k < count; k++) {
        struct text t = {0};
        generate(&t, sizes[k]);
        double seconds[] = {least_time(&t, 0), least_time(&t, 1)}, each[2];
        for (int i = 0; i < 2; i++) {
            each[i] = seconds[i] / (double)sizes[k];
            if (!k) first[i] = each[i];
        }
        printf("| %-28s | %6zu %-6s | %9.2f | %9.2f | %5.2f | %9.2f | %5.2f |\n", name, sizes[k], unit, 1e3 * seconds[0], 1e6 * each[0], each[0] / first[0],
               1e3 * seconds[1], each[1] / first[1]);
        free(t.bytes);
    }
}

static void put_report(struct text *t, size_t count)
{
    put(t, "{\"甲表\": {\"明细\": [");
    for (size_t i = 0; i < count; i++) {
        put(t, "%s{\"类\": \"%zu\", \"名\": \"第%zu行\", \"a\": \"%zu.25\", \"b\": \"%zu\", \"c\": \"%zu.5\", \"w\": \"%zu\"}", i ? ", " : "", i % 10, i, i, i + 1, 2 * i,
            i % 20);
    }
    put(t, "]}}");
}

/* One report in full, and as one of many. */
static void measure_rows(const size_t *sizes, size_t count)
{
    struct text t = {0};
    double seconds, first = 0;
    rows(&t, 20);
    heng_program *program = compile(&t, 0, &seconds);
    for (size_t k = 0; k < count; k++) {
        struct text data = {0};
        heng_session *session;
        const heng_report *report;
        put_report(&data, sizes[k]);
        double least = 1e9;
        for (int round = 0; round < ROUNDS; round++) {
            if (heng_session_new(program, NULL, &session) || heng_session_add_json(session, "data", data.bytes, data.length)) die("the report cannot be read");
            double start = now();
            if (heng_session_evaluate(session, 0, &report)) die("the report cannot be evaluated");
            if (now() - start < least) least = now() - start;
            heng_session_free(session);
        }
        double each = least / (double)sizes[k];
        if (!k) first = each;
        printf("| %-28s | %6zu %-6s | %9.2f | %9.2f | %5.2f |\n", "one report, 20 rules", sizes[k], "rows", 1e3 * least, 1e6 * each, each / first);
        free(data.bytes);
    }
    heng_program_free(program);
    free(t.bytes);
}

int main(int argc, char **argv)
{
    size_t sizes[MOST_SIZES] = {1000, 10000, 40000}, count = 3;
    static const size_t levels[] = {50, 100, 200}, table[] = {10, 100, 1000, 10000};
    if (argc > MOST_SIZES + 1) die("too many sizes");
    for (int k = 1; k < argc; k++) {
        sizes[k - 1] = strtoul(argv[k], NULL, 10);
        if (sizes[k - 1] < 10) die("usage: compile_run [RULES...], 10 at least");
        count = (size_t)k;
    }
    printf("| %-28s | %-13s | %9s | %9s | %5s | %9s | %5s |\n", "compiling", "size", "ms", "us each", "ratio", "+analysis", "ratio");
    printf("|------------------------------|---------------|----------:|----------:|------:|----------:|------:|\n");
    measure("rules of every kind", mixed, sizes, count, "rules");
    measure("a chain of definitions", chain, sizes, count, "rules");
    measure("equations that hang together", equations, sizes, count, "rules");
    measure("one nested expression", nested, levels, 3, "levels");
    printf("\n| %-26s | %-13s | %9s | %9s | %5s |\n", "evaluating", "size", "ms", "us each", "ratio");
    printf("|------------------------------|---------------|----------:|----------:|------:|\n");
    measure_rows(table, 4);
    return 0;
}
