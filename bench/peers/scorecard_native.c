/* scorecard_native.c - the scorecard rules written by hand in plain scalar C, the reference for every ratio.
 *
 *   scorecard_native FILE.csv
 *
 * Every figure is a whole number of cents. Each quotient is one exact division rounded half away from zero; products
 * that leave 64 bits take the 128-bit path, so the results are exact for every input the parser accepts. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum column { BUD, EXE, B1, B2, B3, B4, E1, E2, E3, E4, T1, A1, T2, A2, SAT, SELF, W1, W2, COLUMNS };
enum sum { RATE, SEXEC, S1, S2, SSAT, DEV, TOTAL, SHARE, VAT, SUMS };
enum { CHECKS = 10, GRADES = 4, PASSES = 5 };

#define ABSENT INT64_MIN
#define MOST_DIGITS 15 /* before the point; so the sum of five figures in cents never overflows */

struct figures {
    int64_t failed[CHECKS], skipped[CHECKS], absent[SUMS], grades[GRADES];
    __int128 sums[SUMS];
};

struct text {
    const char *start, *end;
};

static void die(const char *what)
{
    fprintf(stderr, "scorecard_native: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* a * b / c rounded half away from zero; c is not 0 */
static int64_t scale(int64_t a, int64_t b, int64_t c)
{
    int64_t product, doubled;
    bool negative = (a < 0) != (b < 0);
    if (c < 0) {
        c = -c;
        negative = !negative;
    }
    if (!__builtin_mul_overflow(a, b, &product) && !__builtin_mul_overflow(product, 2, &doubled) && doubled > ABSENT) {
        int64_t size = doubled < 0 ? -doubled : doubled, rounded;
        if (!__builtin_add_overflow(size, c, &rounded)) {
            int64_t q = rounded / (2 * c);
            return negative ? -q : q;
        }
    }
    __int128 wide = (__int128)a * b;
    if (wide < 0) wide = -wide;
    wide = (2 * wide + c) / (2 * (__int128)c);
    if (wide > INT64_MAX) die("a quotient leaves 64 bits");
    return negative ? -(int64_t)wide : (int64_t)wide;
}

static int64_t min(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t max(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t zero_if_absent(int64_t a) { return a == ABSENT ? 0 : a; }
static int64_t distance(int64_t a, int64_t b) { return a > b ? a - b : b - a; }

static bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

static void check(struct figures *f, int index, bool applies, bool holds)
{
    f->skipped[index] += !applies;
    f->failed[index] += applies & !holds;
}

static void add(struct figures *f, enum sum index, int64_t value)
{
    f->absent[index] += value == ABSENT;
    f->sums[index] += zero_if_absent(value);
}

static void judge(const int64_t x[COLUMNS], struct figures *f)
{
    bool has_exe = x[EXE] != ABSENT, has_a1 = x[A1] != ABSENT;
    check(f, 0, true, distance(x[B1] + x[B2] + x[B3] + x[B4], x[BUD]) <= 1);
    int64_t spent = 0;
    for (int k = 0; k < 4; k++) spent += zero_if_absent(x[E1 + k]);
    check(f, 1, has_exe, distance(spent, zero_if_absent(x[EXE])) <= 1);
    check(f, 2, has_exe, x[EXE] <= x[BUD]);
    for (int k = 0; k < 4; k++) check(f, 3 + k, x[E1 + k] != ABSENT, x[E1 + k] <= x[B1 + k]);
    check(f, 7, true, x[W1] + x[W2] == 8000);

    int64_t rate = x[BUD] == 0 || !has_exe ? ABSENT : scale(x[EXE], 10000, x[BUD]);
    int64_t sexec = scale(min(10000, zero_if_absent(rate)), 1, 10);
    int64_t s1 = !has_a1 ? 0 : x[T1] == 0 ? x[W1] : max(0, min(x[W1], scale(x[W1], x[A1], x[T1])));
    int64_t s2 = x[A2] == ABSENT ? 0 : x[A2] <= x[T2] ? x[W2] : scale(x[W2], x[T2], x[A2]);
    int64_t ssat = x[SAT] == ABSENT ? 0 : x[SAT] >= 9500 ? 1000 : scale(x[SAT], 10, 95);
    int64_t dev = x[T1] == 0 || !has_a1 ? ABSENT : scale(x[A1] - x[T1], 10000, x[T1]);
    check(f, 8, dev != ABSENT, dev <= 3000 && dev >= -3000);
    int64_t total = sexec + s1 + s2 + ssat;
    check(f, 9, x[SELF] != ABSENT, distance(zero_if_absent(x[SELF]), total) <= 1);
    int64_t share = x[BUD] == 0 ? ABSENT : scale(max(max(x[B1], x[B2]), max(x[B3], x[B4])), 10000, x[BUD]);
    int64_t vat = has_exe ? scale(x[EXE], 13, 113) : ABSENT;

    add(f, RATE, rate);
    add(f, SEXEC, sexec);
    add(f, S1, s1);
    add(f, S2, s2);
    add(f, SSAT, ssat);
    add(f, DEV, dev);
    add(f, TOTAL, total);
    add(f, SHARE, share);
    add(f, VAT, vat);
    f->grades[3 - (total >= 9000) - (total >= 8000) - (total >= 6000)]++;
}

/* reads one field of at most two decimals up to and including `stop`; the text ends with a line feed, so no read passes it */
static int64_t field(struct text *t, char stop)
{
    const char *p = t->start;
    bool negative = *p == '-';
    p += negative;
    const char *digits = p;
    int64_t value = 0;
    for (; is_digit(*p); p++) {
        if (p - digits == MOST_DIGITS) die("a field is too large");
        value = value * 10 + (*p - '0');
    }
    if (p == digits) {
        if (negative || *p != stop) die("a field is not a number");
        t->start = p + 1;
        return ABSENT;
    }
    value *= 100;
    if (*p == '.') {
        if (!is_digit(*++p)) die("a field has no digit after its point");
        value += 10 * (*p++ - '0');
        if (is_digit(*p)) value += *p++ - '0';
    }
    if (*p != stop) die("a field is not a number of at most two decimals");
    t->start = p + 1;
    return negative ? -value : value;
}

static void parse(struct text *t, int64_t x[COLUMNS])
{
    static const bool optional[COLUMNS] = {
        [EXE] = true, [E1] = true, [E2] = true, [E3] = true, [E4] = true, [A1] = true, [A2] = true, [SAT] = true, [SELF] = true};
    for (int k = 0; k < COLUMNS; k++) {
        x[k] = field(t, k + 1 < COLUMNS ? ',' : '\n');
        if (x[k] == ABSENT && !optional[k]) die("a required figure is absent");
    }
}

/* maps the file and steps over its header */
static struct text open_csv(const char *path, size_t *size)
{
    struct stat info;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &info) || info.st_size == 0) die("the CSV file cannot be read");
    *size = (size_t)info.st_size;
    const char *p = mmap(NULL, *size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (p == MAP_FAILED) die("the CSV file cannot be mapped");
    close(fd);
    const char *line = memchr(p, '\n', *size);
    if (!line) die("the CSV file has no header");
    if (p[*size - 1] != '\n') die("the last line is cut short");
    return (struct text){line + 1, p + *size};
}

static int64_t from_csv(const char *path, struct figures *f)
{
    size_t size;
    int64_t n = 0;
    struct text t = open_csv(path, &size);
    const char *end = t.end;
    for (; t.start < end; n++) {
        int64_t x[COLUMNS];
        parse(&t, x);
        judge(x, f);
    }
    munmap((void *)(uintptr_t)(end - size), size);
    return n;
}

/* the n reports of the file, one array per column, cents */
static int64_t *load(const char *path, int64_t n)
{
    size_t size;
    struct text t = open_csv(path, &size);
    const char *end = t.end;
    int64_t *columns = malloc((size_t)n * COLUMNS * sizeof *columns);
    if (!columns) die("out of memory");
    for (int64_t i = 0; i < n; i++) {
        int64_t x[COLUMNS];
        parse(&t, x);
        for (int k = 0; k < COLUMNS; k++) columns[k * n + i] = x[k];
    }
    munmap((void *)(uintptr_t)(end - size), size);
    return columns;
}

static void from_columns(const int64_t *columns, int64_t n, struct figures *f)
{
    for (int64_t i = 0; i < n; i++) {
        int64_t x[COLUMNS];
        for (int k = 0; k < COLUMNS; k++) x[k] = columns[k * n + i];
        judge(x, f);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_line(char name, int count, const int64_t *values)
{
    for (int k = 0; k < count; k++) printf("%c%s%" PRId64, k ? ',' : name, k ? "" : " ", values[k]);
    putchar('\n');
}

static void print_figures(const struct figures *f)
{
    int64_t sums[SUMS], absent[] = {f->absent[RATE], f->absent[DEV], f->absent[SHARE], f->absent[VAT]};
    for (int k = 0; k < SUMS; k++) {
        sums[k] = (int64_t)f->sums[k];
        if (sums[k] != f->sums[k]) die("a sum leaves 64 bits");
    }
    print_line('F', CHECKS, f->failed);
    print_line('N', CHECKS, f->skipped);
    print_line('S', SUMS, sums);
    print_line('U', 4, absent);
    print_line('G', GRADES, f->grades);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE.csv\n", argv[0]);
        return 2;
    }
    double csv[PASSES], rules[PASSES];
    struct figures first = {0};
    bool csv_ok = true, rules_ok = true;
    int64_t n = from_csv(argv[1], &first);
    if (n == 0) die("the CSV file has no reports");
    for (int k = 0; k < PASSES; k++) {
        struct figures f = {0};
        double start = now();
        from_csv(argv[1], &f);
        csv[k] = (now() - start) / (double)n;
        csv_ok = csv_ok && !memcmp(&f, &first, sizeof f);
    }
    int64_t *columns = load(argv[1], n);
    for (int k = -1; k < PASSES; k++) { /* the pass before the first only warms up */
        struct figures f = {0};
        double start = now();
        from_columns(columns, n, &f);
        if (k >= 0) rules[k] = (now() - start) / (double)n;
        rules_ok = rules_ok && !memcmp(&f, &first, sizeof f);
    }
    free(columns);
    qsort(csv, PASSES, sizeof *csv, by_value);
    qsort(rules, PASSES, sizeof *rules, by_value);
    printf("peer=native what=rules n=%" PRId64 " ns_per_report=%.2f ok=%d\n", n, rules[PASSES / 2], rules_ok);
    printf("peer=native what=csv n=%" PRId64 " ns_per_report=%.2f ok=%d\n", n, csv[PASSES / 2], csv_ok);
    print_figures(&first);
    return 0;
}
