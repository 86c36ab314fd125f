/* heng.h - 衡: evaluates scoring (评分) and consistency (校验) rules exactly against report data.
 *
 *   engine    compiles rule texts           (libheng)
 *   program   compiled rules, immutable; any number of threads may share one
 *   session   one thread's work with a program: data in, results out
 *
 *     heng_engine *engine;
 *     heng_program *program;
 *     heng_session *session;
 *     const heng_report *report;
 *     heng_engine_new(NULL, &engine);
 *     heng_engine_add_text(engine, "rules.heng", "执行率 = 执行数/全年预算 * 分值", HENG_WHOLE);
 *     heng_engine_compile(engine, &program);
 *     heng_session_new(program, NULL, &session);
 *     heng_session_add_json(session, "data", "{\"执行数\": \"8577.60\", \"全年预算\": \"9475.65\", \"分值\": \"10\"}", HENG_WHOLE);
 *     heng_session_evaluate(session, 0, &report);
 *     printf("%s = %s\n", report->results[0].name, report->results[0].value_exact);      prints 执行率 = 571840/63171
 *     heng_session_free(session); heng_program_free(program); heng_engine_free(engine);
 *
 * Strings are UTF-8. Every _new pairs with a _free (NULL is allowed there); every other pointer is borrowed and its comment names the owner.
 * Inputs are copied. The library never prints, never exits, keeps no process-wide state, needs no locale and no environment. */
#ifndef HENG_H
#define HENG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HENG_API __attribute__((visibility("default")))
#define HENG_VERSION "0.1.0"

/* As a length: the text ends at its NUL. */
#define HENG_WHOLE ((size_t)-1)

typedef enum heng_status {
    HENG_OK,
    HENG_INVALID,   /* a rule text or data document has a mistake; the diagnostics said which */
    HENG_MISUSE,    /* an argument is outside what the function's comment allows */
    HENG_MEMORY,    /* the allocator gave none */
    HENG_LIMIT,     /* a limit of heng_limits or of the engine was reached */
    HENG_CANCELLED, /* heng_session_cancel was called */
    HENG_IO         /* a file cannot be read; the diagnostics said which */
} heng_status;

/* One mistake, ready to show. Valid during the callback only. */
typedef struct heng_diagnostic {
    const char *code;       /* "E0203" */
    const char *severity;   /* "error", "warning", "note" */
    const char *source;     /* name of the text; "" if none */
    unsigned line, column;  /* from 1; 0 if there is no place */
    const char *message;    /* one line in the chosen language */
    const char *rendered;   /* the whole: place, message, line of text, caret, notes; ends in a newline */
} heng_diagnostic;

typedef void heng_diagnostic_fn(void *context, const heng_diagnostic *diagnostic);

/* realloc-like: new_size 0 frees and returns NULL; otherwise memory aligned for any type, or NULL if there is none. */
typedef struct heng_allocator {
    void *(*allocate)(void *context, void *pointer, size_t old_size, size_t new_size);
    void *context;
} heng_allocator;

typedef struct heng_options {
    const heng_allocator *allocator;  /* NULL: the C library's */
    heng_diagnostic_fn *diagnostic;   /* NULL: mistakes are counted but not told */
    void *diagnostic_context;
    int english;                      /* messages in English instead of Chinese */
    int open_terms;                   /* a ruleset may leave 待定 of its own open: to be checked, not to be run */
    int analyse;                      /* also tell what is right by itself but hardly meant: scores that may leave [0, 满分], checks that
                                         contradict or imply one another, fields that no rule uses, 忽略 that silences nothing */
} heng_options;

typedef struct heng_engine heng_engine;
typedef struct heng_program heng_program;
typedef struct heng_session heng_session;

/* ---- compiling ---- */

/* An engine without sources. HENG_OK or HENG_MEMORY; on failure *out is NULL. */
HENG_API heng_status heng_engine_new(const heng_options *options, heng_engine **out);
HENG_API void heng_engine_free(heng_engine *e);

/* Adds one rule text. `name` is used in diagnostics; 引用 inside it is looked up relative to the name's folder. HENG_OK, HENG_MISUSE, HENG_MEMORY. */
HENG_API heng_status heng_engine_add_text(heng_engine *e, const char *name, const char *text, size_t length);

/* Adds a .heng file, or every .heng file directly in a folder, in the order of their names. HENG_OK, HENG_IO, HENG_MISUSE, HENG_MEMORY. */
HENG_API heng_status heng_engine_add_path(heng_engine *e, const char *path);

/* Adds a folder of rulesets in which 引用 and 继承 look, after the folder that holds the host's files: of the first file, the nearest folder named
 * rulesets above it or else its own. A file that lies in a folder of the search path is held by that one; a text that is no file looks in the
 * search path alone, or else in the folder of its name. Nothing outside is read. HENG_OK, HENG_MISUSE, HENG_MEMORY. */
HENG_API heng_status heng_engine_add_search_path(heng_engine *e, const char *folder);

/* Compiles everything added so far; without any source the program is empty. On success *out is a program to be released with
 * heng_program_free(); it outlives the engine. HENG_INVALID if any source has a mistake: each was handed to the diagnostic callback, and *out
 * is NULL. Also HENG_IO, HENG_LIMIT, HENG_MEMORY. */
HENG_API heng_status heng_engine_compile(heng_engine *e, heng_program **out);

/* Compiles one bare expression (no names): its value is the program's only result, named "". Sources added before are not seen. */
HENG_API heng_status heng_engine_compile_expression(heng_engine *e, const char *name, const char *text, size_t length, heng_program **out);

HENG_API void heng_program_free(heng_program *p);

/* Definitions, scores and checks of the program. */
HENG_API size_t heng_program_rule_count(const heng_program *p);

/* What evaluating costs. A program is straight-line code without loops: so many instructions run once per report, so many per row of a table, and so
 * many per group of rows. Strings belong to the program. */
typedef struct heng_cost {
    const char *const *path;  /* names down to the table whose rows are meant: 自评表, 指标; of length 0: the report itself */
    size_t path_length;
    int is_group;             /* per group of these rows, not per row */
    const char *keys[3];      /* by which columns; NULL beyond the last */
    size_t batch, detail;     /* instructions: for many reports as columns, and for one report in full */
} heng_cost;

/* The cost of lane space `index`: 0 is the report. HENG_OK; HENG_MISUSE beyond the last. */
HENG_API heng_status heng_program_cost(const heng_program *p, size_t index, heng_cost *out);

/* What a layer does to a name of a layer above it: 待定 left open, 实施, 覆盖, 停用. */
typedef enum heng_change_kind { HENG_CHANGE_OPEN, HENG_CHANGE_IMPLEMENT, HENG_CHANGE_OVERRIDE, HENG_CHANGE_DISABLE } heng_change_kind;

/* Where one of the two items stands. Everything belongs to the program. */
typedef struct heng_change_place {
    const char *layer, *basis;  /* "" if none */
    const char *source;         /* name of the text; "" if there is no such item */
    unsigned line, column;      /* from 1 */
} heng_change_place;

typedef struct heng_change {
    heng_change_kind kind;
    const char *name;
    heng_change_place here;     /* what does it; OPEN: the open term itself */
    heng_change_place above;    /* what it is done to; OPEN: the term that a child passes on, or none */
} heng_change;

/* What the layers of the program do to one another, from the highest down. HENG_MISUSE if there is no such change. */
HENG_API size_t heng_program_change_count(const heng_program *p);
HENG_API heng_status heng_program_change(const heng_program *p, size_t index, heng_change *out);

/* Stages of compilation as text, for people and tests. The text belongs to the engine; valid until its next call. */
typedef enum heng_stage { HENG_STAGE_AST, HENG_STAGE_CHECKED, HENG_STAGE_IR, HENG_STAGE_CODE, HENG_STAGE_DETAIL } heng_stage;
HENG_API heng_status heng_engine_print(heng_engine *e, heng_stage stage, const char **text);

/* ---- data ---- */

/* 0 in a field: no limit. Memory counts from the first report added on. */
typedef struct heng_limits {
    size_t memory;  /* bytes the session may take */
    size_t rows;    /* rows of all tables of one report */
} heng_limits;

typedef enum heng_path { HENG_PATH_AUTO, HENG_PATH_WIDE } heng_path; /* WIDE: every number in GMP; the results are the same */

typedef struct heng_session_options {
    const heng_allocator *allocator;
    heng_diagnostic_fn *diagnostic;  /* mistakes in data */
    void *diagnostic_context;
    int english;
    heng_limits limits;
    heng_path path;
} heng_session_options;

/* `p` must outlive the session. */
HENG_API heng_status heng_session_new(const heng_program *p, const heng_session_options *options, heng_session **out);
HENG_API void heng_session_free(heng_session *s);

/* Adds the reports of a JSON text: one object, an array of objects, or objects one after the other (NDJSON). All or none of it is taken. HENG_OK,
 * HENG_INVALID, HENG_LIMIT, HENG_MEMORY. */
HENG_API heng_status heng_session_add_json(heng_session *s, const char *name, const char *text, size_t length);

/* Adds the reports of a CSV text, one per line; the first line names the fields (a dotted path for a nested one). Quotes as in RFC 4180. */
HENG_API heng_status heng_session_add_csv(heng_session *s, const char *name, const char *text, size_t length);

/* Adds explanations on file (说明) of a JSON text: an array of objects, or objects one after the other. Keys of each:
 *   规则, 行, 单位, 年度   rule; label of the row or group (only of rules over rows); unit and year of the report
 *   左, 右               the values seen: left and right as heng_result gives them, or *_exact where these were cut
 *   值                   instead of 左 and 右, of a check that has none: {name of each operand: its printed figure}
 *   说明                 the text
 * or rule, row, unit, year, left, right, values, explanation. From the next heng_session_evaluate on, a check of class
 * 核实性 that fails with exactly these values is HENG_EXPLAINED; of two explanations of the same values the later one
 * counts. Explanations that do not serve (other values, another class, nothing fails) are told by the warnings of the
 * report of their unit and year. heng_session_run and its kin know no explanations. All or none of the text is taken; it
 * stays until heng_session_free. HENG_OK, HENG_INVALID, HENG_LIMIT, HENG_MEMORY, HENG_MISUSE. */
HENG_API heng_status heng_session_add_explanations(heng_session *s, const char *name, const char *text, size_t length);

/* Adds other reports that the reports are held against, under the name that 联结 declares: 上年's. Each report added later takes the one of its
 * unit, or the only one if either names no unit, unless it holds one itself under that name. All or none of the JSON text is taken; it
 * stays until heng_session_free. HENG_OK, HENG_INVALID (a mistake, a name that no 联结 declares, two reports of one unit), HENG_LIMIT,
 * HENG_MEMORY, HENG_MISUSE. */
HENG_API heng_status heng_session_add_joined(heng_session *s, const char *join, const char *name, const char *text, size_t length);

/* Sets the day as of which all reports are evaluated: which of the rules with 生效, 失效 or 年度 are in force. month 0: the last day of that year.
 * All 0: back to each report's own year, of which the last day counts (where it is not given, that of 年度 of the ruleset). Rules with dates have
 * no value where no day is known. From the next evaluation on; the results of the last one are gone. HENG_OK; HENG_MISUSE if there is no such day;
 * HENG_LIMIT, HENG_MEMORY. */
HENG_API heng_status heng_session_set_as_of(heng_session *s, int year, int month, int day);

/* Reports added so far. */
HENG_API size_t heng_session_report_count(const heng_session *s);

/* Forgets all reports, but not the explanations. */
HENG_API void heng_session_clear(heng_session *s);

/* Makes a running or the next evaluation of `s` return HENG_CANCELLED. May be called from another thread or a signal handler. */
HENG_API void heng_session_cancel(heng_session *s);

/* ---- results, one report in full ---- */

typedef enum heng_outcome {
    HENG_PASS,           /* 通过 holds exactly */
    HENG_ROUNDING,       /* 尾差 holds only within the rounding of the printed figures */
    HENG_FAIL,           /* 不通过 does not hold */
    HENG_EXPLAINED,      /* 已说明 does not hold, and an explanation on file admits it */
    HENG_NOT_APPLICABLE, /* 不适用 its condition is false */
    HENG_NO_DATA,        /* 数据不足 an operand is missing */
    HENG_ERROR           /* 无法计算 division by zero, number out of limits, … */
} heng_outcome;

enum { HENG_OUTCOMES = 7 };

/* The stable word of an outcome, as JSON has it: "pass", "rounding", "fail", "explained", "not_applicable", "no_data", "error". Static storage; ""
 * for a number that is none. */
HENG_API const char *heng_outcome_code(heng_outcome outcome);

typedef enum heng_result_kind { HENG_VALUE, HENG_SCORE, HENG_CHECK } heng_result_kind;

/* A figure that a result rests on. */
typedef struct heng_operand {
    const char *name;    /* 自评表.基本支出; in tables with the row: 自评表.指标[2].分值 */
    const char *printed; /* as in the data, "" if blank */
    const char *place;   /* 出处, "" if not given */
    const char *reason;  /* why it has no value, in the session's language; "" if it has one */
} heng_operand;

/* Numbers are decimal texts in `unit`; one without a finite decimal form is cut after 12 significant digits and *_exact carries p/q. NULL where a
 * result has no such figure. Everything belongs to the heng_report. */
typedef struct heng_result {
    heng_result_kind kind;
    heng_outcome outcome;     /* VALUE: PASS if there is one */
    const char *name;
    const char *row;          /* label of the row or group; NULL for rules of the whole report */
    long row_index;           /* from 0; -1 for rules of the whole report */
    const char *reason;       /* NOT_APPLICABLE, NO_DATA, ERROR: why, in the session's language; else "" */
    const char *reason_code;  /* the same as a stable word ("division"); else "" */
    const char *unit;         /* "%", "万元", "" … */
    const char *value, *value_exact;           /* VALUE; SCORE: recomputed (复算分); texts, dates and truths: value only */
    const char *weight, *weight_exact;         /* SCORE: 满分 */
    const char *self, *self_exact;             /* SCORE: 自评分 */
    const char *left, *left_exact, *right, *right_exact; /* CHECK with one comparison */
    const char *difference, *difference_exact; /* left - right; SCORE: self - recomputed */
    const char *allowance, *allowance_exact;   /* CHECK with ≈ or 容差; SCORE: what rounding of the figures explains */
    const char *class_name;   /* 基本平衡 逻辑性 核实性 提示 */
    const char *severity;     /* "error", "warning", "info" */
    const char *message;      /* the rule's message with figures put in, or one made from the comparison */
    const char *explanation;  /* EXPLAINED: the text on file; else NULL. Belongs to the session */
    const char *layer, *basis; /* of the item that decided it */
    const char *effective, *expires; /* its first day in force, and its first day no longer: "2024-01-01"; "" where it has none */
    const char *at;           /* "rules.heng:12:3" */
    const char *formula;      /* the rule's text */
    const char *substituted;  /* the same with figures in place of names */
    const heng_operand *operands;
    size_t operand_count;
} heng_result;

typedef struct heng_report {
    const char *ruleset;   /* name */
    const char *digest;    /* "sha256:…" of the rule texts */
    const char *name;      /* of the unit; "" if not given */
    int year;              /* 0 if not given */
    const heng_result *results;
    size_t result_count;
    size_t summary[HENG_OUTCOMES];       /* checks by outcome */
    size_t score_summary[HENG_OUTCOMES]; /* scores by outcome */
    const char *as_of;                   /* day as of which it was evaluated, "2024-12-31"; "" if no rule has dates, or none is known */
    const char *const *warnings;         /* 家 against 个, explanations that do not serve, and the like */
    size_t warning_count;
} heng_report;

/* Evaluates report `index`. *out belongs to the session and is valid until the next heng_session_evaluate, _clear or _free. HENG_OK, HENG_MISUSE
 * (no such report), HENG_CANCELLED, HENG_LIMIT, HENG_MEMORY. */
HENG_API heng_status heng_session_evaluate(heng_session *s, size_t index, const heng_report **out);

/* The evaluated report as one line of JSON (its members: docs/manual/14-结果.md). Owned like *out above. */
HENG_API heng_status heng_session_json(heng_session *s, const char **text, size_t *length);

/* Derives one result of the evaluated report by its rule's name (and row label, or NULL for all rows): formula, figures with their
 * places, each intermediate value and rounding, basis. HENG_INVALID if there is no such rule: *text is then a sentence that may suggest a
 * name. Owned like *out above. */
HENG_API heng_status heng_session_explain(heng_session *s, const char *name, const char *row, const char **text);

/* ---- tests of rules (测试) ---- */

/* Tests in the texts added to an engine, which are only read for this. HENG_INVALID if a text has a mistake, which is not told (*count is what could
 * be read), HENG_IO, HENG_LIMIT, HENG_MEMORY. */
HENG_API heng_status heng_engine_count_tests(heng_engine *e, size_t *count);

/* Tests in the texts that the program was compiled from; those in texts these include are not the program's. */
HENG_API size_t heng_program_test_count(const heng_program *p);

/* Name of a test, and the report that it starts from (取自) as written, NULL if none. NULL where there is no such test. Owned by the program. */
HENG_API const char *heng_program_test_name(const heng_program *p, size_t test);
HENG_API const char *heng_program_test_base(const heng_program *p, size_t test);

/* Texts of one expectation, in the session's language; "" where there is none. */
typedef struct heng_expectation {
    const char *text;        /* as written: 预算执行.得分 = 9.05分 */
    const char *at;          /* "rules.heng:12:3" */
    int met;
    const char *expected;    /* right of the sign */
    const char *got;         /* what the rules found instead, with their reason; also of one that is met */
    const char *formula, *substituted; /* of the result that was looked at */
} heng_expectation;

typedef struct heng_test {
    const char *name, *at;
    const char *trouble;     /* why the test could not be evaluated; then it has no expectations */
    const heng_expectation *expectations;
    size_t expectation_count;
    size_t failed;           /* expectations that are not met; 1 if there is a trouble */
} heng_test;

/* Runs test number `test` of the session's program on the JSON document that it starts from (NULL: none). The session's reports are forgotten.
 * *out belongs to the session and is valid until heng_session_free. HENG_OK whether the test passes or not; HENG_MISUSE (no such test),
 * HENG_CANCELLED, HENG_LIMIT, HENG_MEMORY. */
HENG_API heng_status heng_session_test(heng_session *s, size_t test, const char *base, size_t length, const heng_test **out);

/* ---- results, many reports as columns ---- */

/* One result column for a block of reports. A name with several items in different periods has a column for each, whose lanes are
 * HENG_NOT_APPLICABLE where another one counts. Exact number of lane i: values[i] / denominators[i] * 10^-scale in base units (元, ratio 1). */
typedef struct heng_lanes {
    const char *rule;            /* name */
    heng_result_kind kind;
    int is_self;                 /* the 自评 column of a score */
    size_t first_report, count;  /* count lanes, one per report (per-row rules: per row) */
    int scale;
    const int64_t *values;       /* NULL for checks, and for numbers too wide for 64 bits (then `exact`); of texts: equal where the texts are equal */
    const int64_t *denominators; /* NULL: 1 */
    const char *const *exact;    /* NULL, or "p/q" per lane in base units; NULL for a lane without value */
    const char *const *texts;    /* texts, dates, truths; else NULL. Equal texts of a session are one pointer */
    const uint8_t *outcomes;     /* heng_outcome per lane */
} heng_lanes;

/* Called for each result column of each block; valid during the call. Non-zero stops the run (HENG_CANCELLED). */
typedef int heng_lanes_fn(void *context, const heng_lanes *lanes);

/* Runs all reports added so far. */
HENG_API heng_status heng_session_run(heng_session *s, heng_lanes_fn *each, void *context);

/* Reads CSV text and evaluates it block by block without keeping it. Same rules as heng_session_add_csv. */
HENG_API heng_status heng_session_run_csv(heng_session *s, const char *name, const char *text, size_t length, heng_lanes_fn *each, void *context);

/* A host's column for the field `name`, one lane per report: values[i] * 10^-scale in the field's declared unit; present NULL: all present. */
typedef struct heng_column {
    const char *name;
    const int64_t *values;
    const uint8_t *present;
    int scale;
} heng_column;

/* Evaluates `reports` reports given as columns, in place when the scale is the field's. HENG_INVALID for a name the program does not know. */
HENG_API heng_status heng_session_run_columns(heng_session *s, const heng_column *columns, size_t column_count, size_t reports,
                                              heng_lanes_fn *each, void *context);

#ifdef __cplusplus
}
#endif

#endif
