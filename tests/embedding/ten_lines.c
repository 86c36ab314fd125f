/* ten_lines.c - the example at the head of heng.h, as a host would write it: one line of rules, one document, one exact result. */
#include <stdio.h>
#include <string.h>

#include <heng.h>

int main(void)
{
    heng_engine *engine = NULL;
    heng_program *program = NULL;
    heng_session *session = NULL;
    const heng_report *report = NULL;
    const char *data = "{\"执行数\": \"8577.60\", \"全年预算\": \"9475.65\", \"分值\": \"10\"}";
    int good = heng_engine_new(NULL, &engine) == HENG_OK &&
               heng_engine_add_text(engine, "rules.heng", "执行率 = 执行数/全年预算 * 分值", HENG_WHOLE) == HENG_OK &&
               heng_engine_compile(engine, &program) == HENG_OK && heng_session_new(program, NULL, &session) == HENG_OK &&
               heng_session_add_json(session, "data", data, HENG_WHOLE) == HENG_OK && heng_session_evaluate(session, 0, &report) == HENG_OK;
    if (good)
        printf("%s = %s\n", report->results[0].name, report->results[0].value_exact);
    good = good && report->result_count == 1 && strcmp(report->results[0].value_exact, "571840/63171") == 0;
    heng_session_free(session);
    heng_program_free(program);
    heng_engine_free(engine);
    return good ? 0 : 1;
}
