/* columns.c - a host with its own columns: a million reports would go the same way as these five. */
#include <stdio.h>
#include <string.h>

#include <heng.h>

static const char rules[] = "数据 账 {\n    预算, 执行 : 万元\n}\n"
                            "执行率 = 账.执行 / 账.预算\n"
                            "校验 不超预算 [逻辑性]: 账.执行 ≤ 账.预算\n";

static const int64_t budget[] = {947565, 100, 0, 100, 300}, spent[] = {857760, 100, 5, 0, 400};
static const uint8_t present[] = {1, 1, 1, 0, 1};
static const heng_outcome rate[] = {HENG_PASS, HENG_PASS, HENG_ERROR, HENG_NO_DATA, HENG_PASS};
static const heng_outcome check[] = {HENG_PASS, HENG_PASS, HENG_FAIL, HENG_NO_DATA, HENG_FAIL};

struct seen {
    size_t lanes, wrong;
};

static int take(void *context, const heng_lanes *lanes)
{
    struct seen *seen = context;
    for (size_t i = 0; i < lanes->count; i++) {
        size_t report = lanes->first_report + i;
        const heng_outcome *wanted = lanes->kind == HENG_CHECK ? check : rate;
        seen->lanes++;
        seen->wrong += lanes->outcomes[i] != wanted[report];
        if (lanes->kind == HENG_VALUE && report == 0) /* 857760/947565 = 57184/63171, whatever form it is in */
            seen->wrong += !lanes->values || !lanes->denominators || lanes->scale != 0 ||
                           (__int128)lanes->values[i] * 63171 != (__int128)lanes->denominators[i] * 57184;
    }
    return 0;
}

static void tell(void *context, const heng_diagnostic *diagnostic)
{
    (void)context;
    fputs(diagnostic->rendered, stderr);
}

int main(void)
{
    heng_options options = {.diagnostic = tell};
    heng_session_options session_options = {.diagnostic = tell};
    heng_engine *engine = NULL;
    heng_program *program = NULL;
    heng_session *session = NULL;
    struct seen seen = {0};
    heng_column columns[] = {{.name = "账.预算", .values = budget, .scale = 2}, {.name = "账.执行", .values = spent, .present = present, .scale = 2}};
    heng_column unknown = {.name = "账.决算", .values = budget, .scale = 2};
    int good = heng_engine_new(&options, &engine) == HENG_OK && heng_engine_add_text(engine, "rules.heng", rules, HENG_WHOLE) == HENG_OK &&
               heng_engine_compile(engine, &program) == HENG_OK && heng_session_new(program, &session_options, &session) == HENG_OK &&
               heng_session_run_columns(session, columns, 2, 5, take, &seen) == HENG_OK;
    good = good && seen.lanes == 10 && seen.wrong == 0;
    session_options.diagnostic = NULL;
    heng_session_free(session);
    session = NULL;
    good = good && heng_session_new(program, &session_options, &session) == HENG_OK &&
           heng_session_run_columns(session, &unknown, 1, 5, take, &seen) == HENG_INVALID;
    heng_session_free(session);
    heng_program_free(program);
    heng_engine_free(engine);
    if (!good)
        fprintf(stderr, "columns: %zu lanes, %zu of them wrong\n", seen.lanes, seen.wrong);
    return good ? 0 : 1;
}
