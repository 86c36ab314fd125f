/* nth_allocation.c - for every n, the n-th allocation fails: each must end as HENG_MEMORY, and nothing may leak or stay broken.
 *
 * One scenario compiles, evaluates, explains and runs columns through the host's allocator. Rounds with n = 1, 2, 3 … go on until one needs
 * no more than n - 1 allocations. The allocator counts what is alive; the address sanitizer sees what else could go wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heng.h>

enum { MOST_ROUNDS = 100000 };

static const char rules[] =
    "规则集 \"甲省/乙县/示例\" {\n    依据 \"示例办法\"\n    年度 2024\n}\n"
    "数据 自评表 {\n    预算数, 执行数 : 万元\n    单位 : 文本\n"
    "    指标 : 表 {\n        一级指标 : 文本\n        分值, 得分 : 分\n        目标, 完成 : 指标值\n    }\n}\n"
    "执行率 = 自评表.执行数 / 自评表.预算数\n"
    "评分 预算执行 满分 10分 {\n    得分 = 四舍五入(封顶(执行率, 100%) × 10分, 2)\n    自评 = 9分\n}\n"
    "校验 执行 [基本平衡]: 自评表.执行数 ≈ 自评表.预算数\n    消息 \"差{差}\"\n"
    "校验 一级合计 [逻辑性] 按 自评表.指标 的 一级指标 分组: 合计(分值) = 50分\n"
    "校验 行 [逻辑性] 逐行 自评表.指标: 得分 ≤ 分值\n"
    "等级 = 分档 执行率 {\n    ≥ 90%: \"优\"\n    其余: \"差\"\n}\n"
    "大数 = 99999999999999999999999999.99 × 自评表.执行数\n"
    "测试 \"改数\" { 给定 取自 \"甲.json\", 自评表.指标[1].得分 = 51, 自评表.指标 = {{分值 = 1}, {得分 = 空白}}; 截至 2024\n"
    "    期望 预算执行.得分 ≈ 9.05分, 等级 = 优, 行 : 通过, 行[1].差 = 0.5, 一级合计[\"甲\"] : 通过, 发现 1 }\n";

static const char wrong_rules[] = "a = (1 + \nb = 1 + 执行绿 }\n校验 c: 5 + 真\n";

static const char data[] =
    "{\"自评表\": {\"预算数\": \"9,475.65\", \"执行数\": \"8577.60\", \"单位\": \"某单位\", \"指标\": ["
    "{\"一级指标\": \"产出\", \"分值\": \"50\", \"得分\": \"48\", \"目标\": \"≥120家\", \"完成\": \"121个\"},"
    "{\"一级指标\": \"效益\", \"分值\": \"50\", \"得分\": \"51\", \"目标\": \"——\", \"完成\": \"约7%\"}]}}";

static const char csv[] = "自评表.预算数,自评表.执行数\n1,2\n\"1,000.5\",——\n12345678901234567890123,4\n";

struct memory {
    size_t calls, fail_at; /* the call that fails; 0: none does */
    size_t alive;
    int failed;
};

static void *allocate(void *context, void *pointer, size_t old_size, size_t new_size)
{
    struct memory *m = context;
    (void)old_size;
    if (new_size == 0) {
        m->alive -= pointer != NULL;
        free(pointer);
        return NULL;
    }
    m->calls++;
    if (m->calls == m->fail_at) {
        m->failed = 1;
        return NULL;
    }
    void *moved = realloc(pointer, new_size);
    m->alive += moved && !pointer;
    return moved;
}

static void tell(void *context, const heng_diagnostic *diagnostic)
{
    (void)context;
    fputs(diagnostic->rendered, stderr);
}

static int take(void *context, const heng_lanes *lanes)
{
    size_t *seen = context;
    *seen += lanes->count;
    return 0;
}

static heng_status compile(const heng_options *options, const char *text, heng_program **program)
{
    heng_engine *engine = NULL;
    const char *printed;
    size_t tests;
    heng_status status = heng_engine_new(options, &engine);
    if (status == HENG_OK)
        status = heng_engine_add_text(engine, "rules.heng", text, HENG_WHOLE);
    if (status == HENG_OK && (status = heng_engine_count_tests(engine, &tests)) == HENG_INVALID)
        status = HENG_OK;
    if (status == HENG_OK)
        status = heng_engine_compile(engine, program);
    if (status == HENG_OK)
        status = heng_engine_print(engine, HENG_STAGE_CODE, &printed);
    heng_engine_free(engine);
    return status;
}

static heng_status use(heng_session *session)
{
    const heng_report *report;
    const char *text;
    size_t length, seen = 0;
    const heng_test *test;
    heng_status status = heng_session_add_json(session, "data.json", data, HENG_WHOLE);
    if (status == HENG_OK)
        status = heng_session_evaluate(session, 0, &report);
    if (status == HENG_OK)
        status = heng_session_json(session, &text, &length);
    if (status == HENG_OK)
        status = heng_session_explain(session, "预算执行", NULL, &text);
    if (status == HENG_OK)
        status = heng_session_run(session, take, &seen);
    if (status == HENG_OK)
        status = heng_session_run_csv(session, "data.csv", csv, HENG_WHOLE, take, &seen);
    if (status == HENG_OK)
        status = heng_session_test(session, 0, data, HENG_WHOLE, &test);
    return status;
}

/* Everything a host does; the first status that is not HENG_OK ends it. */
static heng_status work(struct memory *memory)
{
    heng_allocator allocator = {.allocate = allocate, .context = memory};
    heng_options options = {.allocator = &allocator, .analyse = 1};
    heng_session_options session_options = {.allocator = &allocator, .diagnostic = memory->fail_at ? NULL : tell};
    heng_program *program = NULL, *none = NULL;
    heng_session *session = NULL;
    heng_status status = compile(&options, rules, &program);
    if (status == HENG_OK && (status = compile(&options, wrong_rules, &none)) == HENG_INVALID)
        status = HENG_OK;
    if (status == HENG_OK)
        status = heng_session_new(program, &session_options, &session);
    if (status == HENG_OK)
        status = use(session);
    if (status == HENG_MEMORY && session) {
        /* the session still serves */
        memory->fail_at = 0;
        heng_session_clear(session);
        status = use(session) == HENG_OK ? HENG_MEMORY : HENG_MISUSE;
    }
    heng_session_free(session);
    heng_program_free(program);
    heng_program_free(none);
    return status;
}

int main(void)
{
    struct memory counted = {0};
    heng_allocator allocator = {.allocate = allocate, .context = &counted};
    heng_options options = {.allocator = &allocator, .diagnostic = tell};
    heng_program *program = NULL;
    heng_status status = compile(&options, rules, &program);
    heng_program_free(program);
    if (status == HENG_OK)
        status = work(&counted);
    if (status != HENG_OK) {
        fprintf(stderr, "without any failure the scenario ends with status %d\n0 passed, 1 failed\n", (int)status);
        return 1;
    }
    size_t failed = 0, round = 1;
    for (; round <= MOST_ROUNDS; round++) {
        struct memory memory = {.fail_at = round};
        status = work(&memory);
        int good = status == (memory.failed ? HENG_MEMORY : HENG_OK) && memory.alive == 0;
        if (!good && failed++ < 10)
            fprintf(stderr, "allocation %zu fails: status %d, %zu blocks leaked\n", round, (int)status, memory.alive);
        if (!memory.failed)
            break;
    }
    if (round > MOST_ROUNDS)
        failed++;
    printf("%zu passed, %zu failed\n", round - failed, failed);
    return failed ? 1 : 0;
}
