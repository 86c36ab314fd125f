/* batch.c - runs a ruleset over a CSV file as columns and prints every lane, for columns.py to compare.
 *
 *   batch RULES.heng DATA.csv      one line per lane: rule, number of the report, outcome, value (p/q * 10^-scale in base units, or -) */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heng.h>

static void tell(void *context, const heng_diagnostic *diagnostic)
{
    (void)context;
    fputs(diagnostic->rendered, stderr);
}

static char *read_file(const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    size_t capacity = 1 << 20;
    char *text = malloc(capacity);
    *length = 0;
    while (text) {
        size_t got = fread(text + *length, 1, capacity - *length, f);
        if (got == 0)
            break;
        *length += got;
        if (*length == capacity) {
            char *more = realloc(text, capacity *= 2);
            if (!more)
                free(text);
            text = more;
        }
    }
    fclose(f);
    return text;
}

static int print_lanes(void *context, const heng_lanes *lanes)
{
    (void)context;
    if (lanes->is_self)
        return 0;
    for (size_t i = 0; i < lanes->count; i++) {
        printf("%s\t%zu\t%d\t", lanes->rule, lanes->first_report + i, lanes->outcomes[i]);
        if (lanes->exact)
            printf("%s\n", lanes->exact[i] ? lanes->exact[i] : "-");
        else if (lanes->values)
            printf("%" PRId64 "/%" PRId64 "e%d\n", lanes->values[i], lanes->denominators ? lanes->denominators[i] : 1, -lanes->scale);
        else
            printf("-\n");
    }
    return 0;
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 3;
    size_t length;
    char *csv = read_file(arguments[2], &length);
    heng_options options = {.diagnostic = tell};
    heng_session_options session_options = {.diagnostic = tell};
    heng_engine *engine = NULL;
    heng_program *program = NULL;
    heng_session *session = NULL;
    heng_status status = csv ? heng_engine_new(&options, &engine) : HENG_IO;
    if (status == HENG_OK)
        status = heng_engine_add_path(engine, arguments[1]);
    if (status == HENG_OK)
        status = heng_engine_compile(engine, &program);
    if (status == HENG_OK)
        status = heng_session_new(program, &session_options, &session);
    if (status == HENG_OK)
        status = heng_session_run_csv(session, arguments[2], csv, length, print_lanes, NULL);
    heng_session_free(session);
    heng_program_free(program);
    heng_engine_free(engine);
    free(csv);
    if (status != HENG_OK)
        fprintf(stderr, "batch: status %d\n", (int)status);
    return status == HENG_OK ? 0 : 2;
}
