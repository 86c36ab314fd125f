/* scorecard_run.c - Heng on the scorecard workload: time per report on prepared columns and from CSV text, and the figures that prove it.
 *
 *   build/bench/scorecard_run FILE.csv       (rules: bench/scorecard.heng, from the folder it is started in)
 *
 * Only heng.h is used. Each way is run once uncounted, then PASSES times; the median is printed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../runtime/heng.h"

enum { PASSES = 5, CHECKS = 10, VALUES = 9, ABSENT = 4, GRADES = 4, FIELDS = 18 };

static const char *const check_names[CHECKS] = {"C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10"};
static const char *const value_names[VALUES] = {"rate", "sexec", "s1", "s2", "ssat", "dev", "total", "share", "vat"};
static const char *const absent_names[ABSENT] = {"rate", "dev", "share", "vat"};
static const char *const grade_names[GRADES] = {"优", "良", "中", "差"};
static const char *const field_names[FIELDS] = {"bud", "exe", "b1", "b2", "b3", "b4", "e1",  "e2",   "e3",
                                                "e4",  "t1",  "a1", "t2", "a2", "sat", "self", "w1", "w2"};

struct figures {
    int64_t failed[CHECKS], not_decided[CHECKS], sum[VALUES], absent[VALUES], grade[GRADES];
    int64_t grade_id[GRADES];        /* numbers of the texts, once met */
    int grades_met, grade_of[GRADES];
    const char *name[CHECKS + VALUES + 1]; /* of the columns met so far, and what they are; they come in one order */
    int what[CHECKS + VALUES + 1], count, next;
    int inexact;
};

static void die(const char *what)
{
    fprintf(stderr, "scorecard_run: %s\n", what);
    exit(2);
}

static void on_diagnostic(void *context, const heng_diagnostic *d)
{
    (void)context;
    fputs(d->rendered, stderr);
}

static int find(const char *const *names, int count, const char *name)
{
    for (int k = 0; k < count; k++) {
        if (!strcmp(names[k], name)) return k;
    }
    return -1;
}

/* Check k: k; value k: CHECKS + k; the grade: CHECKS + VALUES. */
static int column_of(struct figures *f, const char *name)
{
    for (int k = 0; k < f->count; k++) {
        int guess = (f->next + k) % f->count;
        if (f->name[guess] != name) continue;
        f->next = guess + 1;
        return f->what[guess];
    }
    int check = find(check_names, CHECKS, name), value = find(value_names, VALUES, name);
    int what = check >= 0 ? check : value >= 0 ? CHECKS + value : CHECKS + VALUES;
    f->name[f->count] = name;
    f->what[f->count++] = what;
    return what;
}

enum { CHUNK = 128 }; /* lanes counted in bytes, which hold up to 255 */

static int64_t count_outcome(const heng_lanes *l, uint8_t outcome)
{
    int64_t total = 0;
    for (size_t first = 0; first < l->count; first += CHUNK) {
        size_t n = l->count - first < CHUNK ? l->count - first : CHUNK;
        uint8_t some = 0;
        for (size_t i = 0; i < n; i++) some = (uint8_t)(some + (l->outcomes[first + i] == outcome));
        total += some;
    }
    return total;
}

static int64_t count_equal(const int64_t *values, size_t n, int64_t value)
{
    int64_t total = 0;
    for (size_t i = 0; i < n; i++) total += values[i] == value;
    return total;
}

/* Every report has a grade. Grades are known by their numbers once their texts were met. */
static void add_grades(struct figures *f, const heng_lanes *l)
{
    size_t found = 0;
    for (int k = 0; k < f->grades_met; k++) {
        int64_t n = count_equal(l->values, l->count, f->grade_id[k]);
        f->grade[f->grade_of[k]] += n;
        found += (size_t)n;
    }
    for (size_t i = 0; i < l->count && found < l->count; i++) {
        int known = 0;
        while (known < f->grades_met && f->grade_id[known] != l->values[i]) known++;
        if (known < f->grades_met) continue;
        int grade = find(grade_names, GRADES, l->texts[i]);
        if (grade < 0 || f->grades_met == GRADES) die("a grade without name");
        f->grade_id[f->grades_met] = l->values[i];
        f->grade_of[f->grades_met++] = grade;
        int64_t n = count_equal(l->values, l->count, l->values[i]);
        f->grade[grade] += n;
        found += (size_t)n;
    }
}

static int add_column(void *context, const heng_lanes *l)
{
    struct figures *f = context;
    int what = column_of(f, l->rule);
    int64_t a = 0;
    if (what < CHECKS) {
        f->failed[what] += count_outcome(l, HENG_FAIL);
        f->not_decided[what] += (int64_t)l->count - count_outcome(l, HENG_FAIL) - count_outcome(l, HENG_PASS) - count_outcome(l, HENG_ROUNDING);
    } else if (what < CHECKS + VALUES) {
        if (!l->values || l->denominators) f->inexact = 1;
        else for (size_t i = 0; i < l->count; i++) a += l->outcomes[i] ? 0 : l->values[i];
        f->sum[what - CHECKS] += a;
        f->absent[what - CHECKS] += (int64_t)l->count - count_outcome(l, HENG_PASS);
    } else {
        add_grades(f, l);
    }
    return 0;
}

static char *read_file(const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    if (!in || fseek(in, 0, SEEK_END)) die("cannot read the file");
    long size = ftell(in);
    rewind(in);
    char *text = malloc((size_t)size + 1);
    if (!text || fread(text, 1, (size_t)size, in) != (size_t)size) die("cannot read the file");
    fclose(in);
    text[size] = 0;
    *length = (size_t)size;
    return text;
}

/* The columns in cents. Only plain numbers of two decimals occur in the workload. */
static size_t read_columns(const char *text, heng_column columns[FIELDS])
{
    size_t lines = 0, row = 0;
    for (const char *p = text; (p = strchr(p, '\n')); p++) lines++;
    int64_t *values[FIELDS];
    uint8_t *present[FIELDS];
    for (int k = 0; k < FIELDS; k++) {
        values[k] = calloc(lines + 1, sizeof **values);
        present[k] = calloc(lines + 1, 1);
        if (!values[k] || !present[k]) die("no memory");
        columns[k] = (heng_column){field_names[k], values[k], present[k], 2};
    }
    for (const char *p = strchr(text, '\n') + 1; *p; p++, row++) {
        for (int k = 0; k < FIELDS; k++, p += k < FIELDS) {
            int negative = *p == '-';
            p += negative;
            int64_t v = 0;
            present[k][row] = *p != ',' && *p != '\n';
            for (; *p != ',' && *p != '\n'; p++) v = *p == '.' ? v : v * 10 + (*p - '0');
            values[k][row] = negative ? -v : v;
        }
    }
    return row;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct input {
    heng_program *program;
    const char *text;
    size_t length;
    const heng_column *columns; /* NULL: the text is read */
    size_t reports;
};

/* Median ns per report over the passes; the figures of the last one. */
static double measure(const struct input *in, struct figures *f)
{
    double passes[PASSES];
    for (int k = -1; k < PASSES; k++) {
        heng_session *s;
        heng_session_options options = {.diagnostic = on_diagnostic};
        memset(f, 0, sizeof *f);
        if (heng_session_new(in->program, &options, &s)) die("no session");
        double start = now();
        heng_status status = in->columns ? heng_session_run_columns(s, in->columns, FIELDS, in->reports, add_column, f)
                                         : heng_session_run_csv(s, "data.csv", in->text, in->length, add_column, f);
        double took = now() - start;
        if (status) die("the run failed");
        if (k >= 0) passes[k] = took / (double)in->reports;
        heng_session_free(s);
    }
    qsort(passes, PASSES, sizeof *passes, by_size);
    return passes[PASSES / 2];
}

static void print_line(char name, const int64_t *values, int count)
{
    for (int k = 0; k < count; k++) printf("%c%s%" PRId64, k ? ',' : name, k ? "" : " ", values[k]);
    putchar('\n');
}

static int same(const struct figures *a, const struct figures *b)
{
    return !a->inexact && !b->inexact && !memcmp(a->failed, b->failed, sizeof a->failed) && !memcmp(a->not_decided, b->not_decided, sizeof a->failed) &&
           !memcmp(a->sum, b->sum, sizeof a->sum) && !memcmp(a->absent, b->absent, sizeof a->absent) && !memcmp(a->grade, b->grade, sizeof a->grade);
}

int main(int argc, char **argv)
{
    if (argc != 2) die("usage: scorecard_run FILE.csv");
    size_t length;
    char *text = read_file(argv[1], &length);
    heng_column columns[FIELDS];
    size_t reports = read_columns(text, columns);
    heng_engine *engine;
    heng_program *program;
    heng_options options = {.diagnostic = on_diagnostic};
    if (heng_engine_new(&options, &engine) || heng_engine_add_path(engine, "bench/scorecard.heng") || heng_engine_compile(engine, &program)) {
        die("the rules do not compile");
    }
    struct figures rules, csv;
    double ns = measure(&(struct input){program, text, length, columns, reports}, &rules);
    double csv_ns = measure(&(struct input){program, text, length, NULL, reports}, &csv);
    int ok = same(&rules, &csv);
    printf("peer=heng what=rules n=%zu ns_per_report=%.2f ok=%d\n", reports, ns, ok);
    printf("peer=heng what=csv n=%zu ns_per_report=%.2f ok=%d\n", reports, csv_ns, ok);
    print_line('F', rules.failed, CHECKS);
    print_line('N', rules.not_decided, CHECKS);
    print_line('S', rules.sum, VALUES);
    int64_t absent[ABSENT];
    for (int k = 0; k < ABSENT; k++) absent[k] = rules.absent[find(value_names, VALUES, absent_names[k])];
    print_line('U', absent, ABSENT);
    print_line('G', rules.grade, GRADES);
    for (int k = 0; k < FIELDS; k++) {
        free((void *)columns[k].values);
        free((void *)columns[k].present);
    }
    free(text);
    heng_program_free(program);
    heng_engine_free(engine);
    return !ok;
}
