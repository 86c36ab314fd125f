/* two_engines.c - two engines in two threads work at the same time, and one program serves two sessions; run under ThreadSanitizer.
 *
 * It ends with 0 if every result was right. What the sanitizer finds makes it end otherwise. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <heng.h>

enum { ROUNDS = 20, THREADS = 2 };

static const char rules[] =
    "数据 自评表 {\n"
    "    全年预算数, 全年执行数, 基本支出, 项目支出 : 万元\n"
    "    指标 : 表 {\n        名称 : 文本\n        分值, 得分 : 分\n    }\n"
    "}\n"
    "执行率 = 自评表.全年执行数 / 自评表.全年预算数\n"
    "评分 预算执行 满分 10分 {\n    得分 = 四舍五入(封顶(执行率, 100%) × 10分, 2)\n}\n"
    "校验 支出构成 [基本平衡]: 自评表.基本支出 + 自评表.项目支出 ≈ 自评表.全年执行数\n"
    "校验 分值合计 [逻辑性]: 合计(自评表.指标.分值) = 100分\n"
    "校验 得分不超分值 [逻辑性] 逐行 自评表.指标: 得分 ≤ 分值\n";

static const char data[] =
    "{\"自评表\": {\"全年预算数\": \"9475.65\", \"全年执行数\": \"8577.60\", \"基本支出\": \"5000.10\", \"项目支出\": \"3577.51\",\n"
    " \"指标\": [{\"名称\": \"甲\", \"分值\": \"60\", \"得分\": \"58.5\"}, {\"名称\": \"乙\", \"分值\": \"40\", \"得分\": \"41\"}]}}";

struct work {
    const heng_program *shared; /* NULL: every round compiles its own */
    int number;
    int wrong;
};

static void count_mistake(void *context, const heng_diagnostic *diagnostic)
{
    struct work *w = context;
    fprintf(stderr, "%s", diagnostic->rendered);
    w->wrong++;
}

static const heng_result *find(const heng_report *report, const char *name, const char *row)
{
    for (size_t i = 0; i < report->result_count; i++) {
        const heng_result *r = &report->results[i];
        if (strcmp(r->name, name) == 0 && (!row || (r->row && strstr(r->row, row))))
            return r;
    }
    return NULL;
}

static int is(const heng_report *report, const char *name, const char *row, heng_outcome outcome, const char *exact)
{
    const heng_result *r = find(report, name, row);
    return r && r->outcome == outcome && (!exact || (r->value_exact && strcmp(r->value_exact, exact) == 0));
}

static void evaluate(struct work *w, const heng_program *program, int round)
{
    heng_session_options options = {.diagnostic = count_mistake, .diagnostic_context = w, .english = round % 2,
                                    .path = round % 3 == 2 ? HENG_PATH_WIDE : HENG_PATH_AUTO};
    heng_session *session = NULL;
    const heng_report *report = NULL;
    const char *text = NULL;
    size_t length = 0;
    int good = heng_session_new(program, &options, &session) == HENG_OK && heng_session_add_json(session, "data.json", data, HENG_WHOLE) == HENG_OK &&
               heng_session_evaluate(session, 0, &report) == HENG_OK && is(report, "执行率", NULL, HENG_PASS, "5718400/63171") &&
               is(report, "预算执行", NULL, HENG_PASS, "181/20") && is(report, "支出构成", NULL, HENG_ROUNDING, NULL) &&
               is(report, "分值合计", NULL, HENG_PASS, NULL) && report->summary[HENG_FAIL] == 1 &&
               heng_session_json(session, &text, &length) == HENG_OK && length > 0 &&
               heng_session_explain(session, "预算执行", NULL, &text) == HENG_OK;
    if (!good) {
        fprintf(stderr, "thread %d, round %d: a wrong result\n", w->number, round);
        w->wrong++;
    }
    heng_session_free(session);
}

static heng_program *compile(struct work *w)
{
    heng_options options = {.diagnostic = count_mistake, .diagnostic_context = w};
    heng_engine *engine = NULL;
    heng_program *program = NULL;
    if (heng_engine_new(&options, &engine) != HENG_OK || heng_engine_add_text(engine, "rules.heng", rules, HENG_WHOLE) != HENG_OK ||
        heng_engine_compile(engine, &program) != HENG_OK)
        w->wrong++;
    heng_engine_free(engine);
    return program;
}

/* A text with mistakes, so that diagnostics and their suggestions are made at the same time too. */
static void compile_mistakes(struct work *w)
{
    heng_engine *engine = NULL;
    heng_program *program = NULL;
    if (heng_engine_new(NULL, &engine) != HENG_OK || heng_engine_add_text(engine, "wrong.heng", "a = (1 + \nb = 执行绿 * )\n", HENG_WHOLE) != HENG_OK ||
        heng_engine_compile(engine, &program) != HENG_INVALID)
        w->wrong++;
    heng_program_free(program);
    heng_engine_free(engine);
}

static void *run(void *context)
{
    struct work *w = context;
    for (int round = 0; round < ROUNDS && !w->wrong; round++) {
        if (w->shared) {
            evaluate(w, w->shared, round);
            continue;
        }
        heng_program *own = compile(w);
        if (own)
            evaluate(w, own, round);
        heng_program_free(own);
        compile_mistakes(w);
    }
    return NULL;
}

static int run_threads(const heng_program *shared)
{
    pthread_t threads[THREADS];
    struct work works[THREADS];
    int wrong = 0;
    for (int i = 0; i < THREADS; i++) {
        works[i] = (struct work){.shared = shared, .number = i};
        if (pthread_create(&threads[i], NULL, run, &works[i]))
            return 1;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        wrong += works[i].wrong;
    }
    return wrong;
}

int main(void)
{
    struct work first = {.number = -1};
    int own = run_threads(NULL);
    heng_program *program = compile(&first);
    int shared = program ? run_threads(program) : 1;
    heng_program_free(program);
    int failed = (own != 0) + (shared != 0 || first.wrong);
    printf("%d passed, %d failed\n", 2 - failed, failed);
    return failed ? 1 : 0;
}
