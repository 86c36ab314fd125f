/* outcomes.c - the outcomes of a ruleset on many documents, briefly, for mutation.py to compare.
 *
 *   outcomes RULESET <DOCUMENTS      one JSON document per line; one line per document: a word per check and per score,
 *                                    or `invalid` for a document that is not read
 *
 * A word is a digit per row (heng_outcome); in that of a score each is followed by `=` if the recomputed score is the unit's own, else by `!`. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heng.h>

struct telling {
    const char *rule;        /* of the recomputed column below */
    size_t count;
    int scale;
    int64_t *values, *denominators;
    char **exact;
};

static void tell(void *context, const heng_diagnostic *diagnostic)
{
    (void)context;
    if (!strcmp(diagnostic->severity, "error"))
        fputs(diagnostic->rendered, stderr);
}

static void forget(struct telling *t)
{
    for (size_t i = 0; t->exact && i < t->count; i++)
        free(t->exact[i]);
    free(t->exact);
    free(t->values);
    free(t->denominators);
    *t = (struct telling){0};
}

static void *copied(const void *from, size_t size)
{
    void *to = from ? malloc(size ? size : 1) : NULL;
    if (from && !to)
        abort();
    return from ? memcpy(to, from, size) : NULL;
}

static void keep(struct telling *t, const heng_lanes *lanes)
{
    forget(t);
    t->rule = lanes->rule;
    t->count = lanes->count;
    t->scale = lanes->scale;
    t->values = copied(lanes->values, lanes->count * sizeof *lanes->values);
    t->denominators = copied(lanes->denominators, lanes->count * sizeof *lanes->denominators);
    if (!lanes->exact)
        return;
    t->exact = calloc(lanes->count + 1, sizeof *t->exact);
    for (size_t i = 0; t->exact && i < lanes->count; i++)
        t->exact[i] = lanes->exact[i] ? strdup(lanes->exact[i]) : NULL;
}

/* Whether lane i of the recomputed column is the unit's own score; columns kept in different forms are not compared. */
static int same(const struct telling *t, const heng_lanes *own, size_t i)
{
    if (!t->rule || strcmp(t->rule, own->rule) || i >= t->count)
        return 0;
    if (t->exact && own->exact)
        return t->exact[i] && own->exact[i] && !strcmp(t->exact[i], own->exact[i]);
    if (!t->values || !own->values)
        return 0;
    __int128 a = (__int128)t->values[i] * (own->denominators ? own->denominators[i] : 1);
    __int128 b = (__int128)own->values[i] * (t->denominators ? t->denominators[i] : 1);
    for (int s = t->scale; s < own->scale; s++)
        a *= 10;
    for (int s = own->scale; s < t->scale; s++)
        b *= 10;
    return a == b;
}

static int print(void *context, const heng_lanes *lanes)
{
    struct telling *t = context;
    if (lanes->kind == HENG_VALUE)
        return 0;
    if (lanes->kind == HENG_SCORE && !lanes->is_self) {
        keep(t, lanes);
        return 0;
    }
    for (size_t i = 0; i < lanes->count; i++) {
        putchar('0' + lanes->outcomes[i]);
        if (lanes->is_self)
            putchar(same(t, lanes, i) ? '=' : '!');
    }
    putchar(lanes->count ? ' ' : '-');
    return 0;
}

static int run(heng_session *session)
{
    struct telling t = {0};
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        heng_session_clear(session);
        if (heng_session_add_json(session, "document", line, (size_t)length) != HENG_OK ||
            heng_session_run(session, print, &t) != HENG_OK)
            fputs("invalid", stdout);
        putchar('\n');
    }
    forget(&t);
    free(line);
    return 0;
}

int main(int count, char **arguments)
{
    heng_options options = {.diagnostic = tell};
    heng_engine *engine = NULL;
    heng_program *program = NULL;
    heng_session *session = NULL;
    if (count != 2) {
        fputs("usage: outcomes RULESET <DOCUMENTS\n", stderr);
        return 3;
    }
    heng_status status = heng_engine_new(&options, &engine);
    if (status == HENG_OK)
        status = heng_engine_add_path(engine, arguments[1]);
    if (status == HENG_OK)
        status = heng_engine_compile(engine, &program);
    if (status == HENG_OK)
        status = heng_session_new(program, NULL, &session);
    int code = status == HENG_OK ? run(session) : 2;
    heng_session_free(session);
    heng_program_free(program);
    heng_engine_free(engine);
    return code;
}
