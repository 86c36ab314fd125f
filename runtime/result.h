/* result.h - the results of one report: its outputs collected, and told in the words of the rules.
 *
 *   result_period.c   which rules are in force for the report
 *   result_lanes.c    what the machine delivered, and which lanes of one domain belong to a lane of another
 *   result_print.c    numbers, dates and cells as people read them
 *   result_formula.c  a rule's text with figures in place of names
 *   result_row.c      what rows are called, and those that are looked for by a key
 *   result_level.c    codes that are none, and codes that come twice
 *   result_operand.c  the cells a result rests on, and why a value is missing
 *   result_message.c  the sentence that goes with an outcome
 *   result_warning.c  what is worth a second look, whatever the outcome
 *   result.c          one heng_result per rule and lane
 *   explanation_use.c what explanations on file change
 *   explain.c         the derivation of one result
 *   result_json.c     the whole as JSON
 *
 * Everything lives in the collection's arena. Numbers are GMP rationals in base units. The only ones that hold memory of GMP are those of
 * struct scratch, which outlives every jump out of here, so that none can leak. */
#ifndef HENG_RESULT_H
#define HENG_RESULT_H

#include "buffer.h"
#include "machine.h"

#define RESULT_NO_LANE SIZE_MAX /* as a lane: the rule runs over rows, and there are none */

enum { RESULT_MOST_OPERANDS = 200 }; /* of one result */

/* Numbers to work with; each belongs to the functions named. */
struct scratch {
    mpq_t shown;                            /* result_print.c */
    mpq_t cell, power;                      /* result_print.c: cells */
    mpq_t lane;                             /* result_print.c: values of outputs */
    mpq_t value, left, right;               /* result.c; left and right: explanation.c */
    mpq_t difference, allowance, low, high; /* result.c */
    mpq_t expected, got;                    /* test.c */
    struct machine_interval interval;       /* result.c */
};

void scratch_init(struct scratch *n);
void scratch_clear(struct scratch *n);

/* Lanes of one output for the report. Pointers are the arena's; `wide` numbers are read only. */
struct captured {
    bool delivered;
    enum lane_kind kind;
    uint16_t domain;
    int16_t scale;
    size_t count;
    const int64_t *values, *denominators;
    const uint8_t *truths, *why; /* why NULL: every lane has a value */
    const mpq_t *wide;           /* not NULL: the numbers, in base units */
};

/* Where the report's lanes of one domain lie, and how they hang together. */
struct captured_domain {
    size_t first;              /* TABLE, REPORT: number of the report's first lane among those of all reports */
    size_t count;
    const uint32_t *group_of;  /* GROUP: group of each row of the grouped table, UINT32_MAX if none */
    const uint32_t *members;   /* GROUP: rows by group; those of group g are members[starts[g]] … members[starts[g + 1] - 1] */
    const uint32_t *starts;
};

/* Texts that all lanes of a rule share. */
struct rule_text {
    const char *formula, *at;
};

/* Which rule and lane a result is of. */
struct result_key {
    uint32_t rule;
    size_t lane;
};

struct collection {
    struct arena *arena;
    const struct heng_program *program;
    const struct data *data;
    size_t report;
    struct machine *machine;         /* has just run the detail section for the report */
    struct scratch *numbers;
    bool english;
    struct captured *outputs;        /* one per output of the program */
    struct captured_domain *domains; /* one per domain */
    bool has_as_of;                  /* of a program with dates: the day as of which the report is evaluated is known */
    int32_t as_of;
    uint32_t *in_force;              /* per family of rules, at its first: the version to tell of; NULL: no rule has dates */
    struct rule_text *texts;         /* one per rule; filled when first asked for */
    uint32_t *seen;                  /* one per rule: walks over operands */
    uint32_t walk;                   /* number of the current walk */
    struct result_key *keys;         /* one per result */
    size_t rows_looked_at;           /* to tell which rows have one key */
    const volatile int *cancel;      /* looked at between rules */
    heng_result *results;            /* those of `told` */
    heng_report told;
};

/* Evaluates one report with `m` (a machine for the detail section) and builds its results in `a`. HENG_OK or
 * HENG_CANCELLED; on success *out is the arena's. */
heng_status result_collect(struct arena *a, struct machine *m, const struct data *d, size_t report, struct scratch *numbers, bool english,
                           const volatile int *cancel, struct collection **out);

/* Label of a rule's lane, or its number from 1 where it has none; NULL for rules of the whole report. */
const char *result_row(const struct collection *c, const struct program_rule *p, size_t lane);

/* The collection as one line of JSON, in its arena. */
const char *result_json(const struct collection *c, size_t *length);

/* ---- result_period.c ---- */

/* Finds the versions that are in force. To be called before all others. */
void period_collect(struct collection *c);

/* The rule that a rule's name stands for in this report: of its versions the one in force, or, if none is, that which tells when one is. */
uint32_t period_rule(const struct collection *c, uint32_t rule);

/* REASON_OK if the rule is in force and the one its name stands for; else REASON_NOT_IN_FORCE or REASON_NO_YEAR. */
uint8_t period_why(const struct collection *c, uint32_t rule);

/* "2023年尚未生效（自2024年1月1日起）" */
const char *period_reason(const struct collection *c, uint32_t rule, uint8_t why);

/* The day of the collection, or any other but the ends of time: "2024-12-31"; else "". */
const char *period_as_of(const struct collection *c);
const char *period_day(const struct collection *c, int32_t day);

/* "自2024年1月1日起，至2025年12月31日止"; "" for a rule that is in force always. */
const char *period_text(const struct collection *c, uint32_t rule);

/* ---- result_lanes.c ---- */

/* Runs the machine for the report and keeps what it delivers. HENG_OK or HENG_CANCELLED. */
heng_status result_capture(struct collection *c);

/* The lane of domain `to` that lane `lane` of `from` belongs to; false if there is none (a row without group, or a domain that does not
 * contain `from`). */
bool result_lane_up(const struct collection *c, uint16_t from, size_t lane, uint16_t to, size_t *out);

/* Calls `visit` with each lane of `to` that belongs to lane `lane` of `from`, in order, until it returns false. Where `to` is not within
 * `from`, the nearest domain that contains both counts instead: a rule of one table's row that sums another table sees all its rows. */
typedef bool lane_visit(void *context, size_t lane);
void result_lanes_down(const struct collection *c, uint16_t from, size_t lane, uint16_t to, lane_visit *visit, void *context);

/* True if every lane of `inner` belongs to at most one lane of `outer`. */
bool result_domain_within(const struct collection *c, uint16_t inner, uint16_t outer);

/* The lane of output `output` that belongs to a lane of `domain`. NULL if it was not delivered or has no such lane. */
const struct captured *result_output_at(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, size_t *at);

/* Why that lane of the output has no value: REASON_OK if it has one, REASON_MISSING_ROW if there is no lane. */
uint8_t result_why(const struct collection *c, uint32_t output, uint16_t domain, size_t lane);

/* Its number, in base units; returns result_why() and leaves `out` alone where there is none. */
uint8_t result_number(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, mpq_t out);

/* Whether that lane of an output is the number of one of `count` rows; *row is it. */
bool result_number_is_row(const struct captured *o, size_t at, size_t count, size_t *row);

/* Its truth: 0, 1 or 2; *why as result_why(). */
uint8_t result_truth(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, uint8_t *why);

/* Lane number of row `lane` of a table among those of the same parent lane, from 0. */
size_t result_row_number(const struct collection *c, uint16_t domain, size_t lane);

/* Lane of its parent to which row `lane` of a table belongs. */
size_t result_row_parent(const struct collection *c, uint16_t table, size_t lane);

/* "通过" or "pass". Static storage. */
const char *result_outcome_name(heng_outcome outcome, bool english);

/* ---- result_print.c ---- */

/* Name of a unit as it follows a number: "万元", " wan_yuan", "%". */
const char *print_unit(const struct collection *c, const struct program_unit *u);

/* The same alone, as heng_result gives it: "万元" or "wan_yuan", "%" in both languages. */
const char *print_unit_name(const struct collection *c, const struct program_unit *u);

/* A number (base units) for people, with its unit: "9475.65万元", "90.5225…%". `difference`: percentages become 个百分点. */
const char *print_number(const struct collection *c, const mpq_t q, const struct program_unit *u);
const char *print_difference(const struct collection *c, const mpq_t q, const struct program_unit *u);

/* A number (base units) as heng_result gives it: decimal and exact text, in the unit. */
void print_exact(const struct collection *c, const mpq_t q, const struct program_unit *u, const char **decimal, const char **exact);

/* True if `exact` (p/q, or NULL) has no finite decimal form, so that its decimal had to be cut. */
bool print_is_cut(const struct collection *c, const char *exact);

/* 2024年12月31日, or 2024-12-31 in English, of days since 1970-01-01. 真/假, true/false. */
const char *print_date(struct arena *a, int64_t days, bool english);
const char *print_truth(uint8_t truth, bool english);

/* One lane of an output for people; where there is no value, the reason. Texts are quoted if `quote`. */
const char *print_lane(const struct collection *c, uint32_t output, uint16_t domain, size_t lane, const struct program_unit *u, bool quote);

/* The cell behind lane `lane` of a field (counted within the report). */
uint8_t cell_why(const struct collection *c, uint32_t field, size_t lane);
const char *cell_printed(const struct collection *c, uint32_t field, size_t lane); /* as in the data; its value where the data has no texts */
const char *cell_place(const struct collection *c, uint32_t field, size_t lane);
const char *cell_name(const struct collection *c, uint32_t field, size_t lane);    /* 自评表.指标[2].分值 */

/* The number of a cell that has one, in base units. */
void cell_number(const struct collection *c, uint32_t field, size_t lane, mpq_t out);

/* Cuts blanks, breaks and invisible characters off both ends. */
const char *print_trimmed(const char *text, size_t *length);

/* The cell for formulas, with its unit, or without if `bare`: figures as printed, trimmed, where the print says the value. */
const char *cell_figure(const struct collection *c, uint32_t field, size_t lane, const struct program_unit *u, bool bare);

/* ---- result_formula.c ---- */

/* The rule's text in a span, on one line. */
const char *formula_text(const struct collection *c, struct span at);

/* The same with figures in place of the names of fields and definitions. `steps`: intermediate values inside the span
 * are replaced as a whole. */
const char *formula_substituted(const struct collection *c, uint32_t rule, size_t lane, struct span at, bool steps);

/* What stands in place of one trace's text at a lane of its rule: a figure with its unit, or the figures of all rows without. A
 * definition or step that has no value leaves its own text. */
const char *formula_figure(const struct collection *c, const struct program_rule *r, const struct program_trace *t, size_t lane);

/* "rules.heng:12:3" */
const char *formula_at(const struct collection *c, struct span at);

/* True if `inner` lies in `outer`. */
bool span_within(struct span inner, struct span outer);

/* ---- result_operand.c ---- */

/* Rows that an aggregate's trace admits, or the one lane of any other trace, in the trace's own domain. */
void operand_lanes(const struct collection *c, const struct program_trace *t, uint16_t domain, size_t lane, lane_visit *visit, void *context);

/* Domain of the lanes of a trace. */
uint16_t operand_domain(const struct collection *c, const struct program_trace *t);

/* The table of the report itself that rows or groups of rows are in. */
const struct program_domain *operand_table(const struct collection *c, uint16_t domain);

/* The cells that a lane of a rule rests on, direct ones first. */
const heng_operand *operand_list(struct collection *c, uint32_t rule, size_t lane, size_t *count);

/* The form, or the other report, that is missing as a whole where something on `path` is missing for `why`; NULL if none is. */
const char *report_missing(const struct collection *c, const char **path, uint16_t length, uint8_t why);

/* Parts of a rule's text: its formula, or the rest (自评, 满分, 适用条件). */
enum operand_part { OPERAND_ALL, OPERAND_FORMULA, OPERAND_REST };

/* Why a lane of that part of a rule has no value, in the session's language: the missing cells by name, or the step that failed. */
const char *operand_reason(struct collection *c, uint32_t rule, size_t lane, uint8_t why, enum operand_part part);

/* ---- result_row.c ---- */

/* What a row of a table is called within it: its 行次, code or name where the table declares one of the first two, else its number. */
const char *row_name(const struct collection *c, uint16_t table, size_t lane);

/* Of a TRACE_CELL: the row that was found for a lane of the trace, counted within the report; else why there is none. */
uint8_t row_found(const struct collection *c, const struct program_trace *t, size_t lane, size_t *row);

/* What that lane looks for: 收入支出决算总表[27], 支出决算表[编码 = “21011”]. */
const char *row_wanted(const struct collection *c, const struct program_trace *t, size_t lane);

/* The rows that it finds where there is more than one: "第 3、7 行". Every row is looked at; NULL once a report has had too many looked at, so
 * that a long table of repeated keys does not take the square of its length. */
const char *row_several(struct collection *c, const struct program_trace *t, size_t lane);

/* What the row around that of a nested table is called, to stand before its number: "部门[2] "; "" in a table of the report. */
const char *row_owner(const struct collection *c, uint16_t table, size_t lane);

/* ---- result_level.c ---- */

/* Rows of a rule by levels whose code is none: "第 4 行（080501）…"; NULL if there are none. */
const char *level_not_codes(const struct collection *c, const struct program_rule *p);

/* Codes that stand in several rows: "21011（第 3、7 行）…"; NULL if there are none. */
const char *level_twice(const struct collection *c, const struct program_rule *p);

/* ---- result_message.c ---- */

/* What a message may speak of, for people, with units; NULL where there is none. Of a score, left is 自评 and right
 * the recomputed score. */
struct message_figures {
    const char *left, *right, *difference, *allowance;
    const char *excess; /* the difference without its sign */
    int order;          /* sign of the difference */
    int slip;           /* powers of ten by which the sides differ, if that looks like a wrong unit; else 0 */
};

/* The sentence for a result whose other members are filled. */
const char *message_make(const struct collection *c, uint32_t rule, size_t lane, const heng_result *r, const struct message_figures *f);

/* ---- result_warning.c ---- */

/* Counting words that differ between a figure and what it is held against (家, 个). */
const char *const *warning_list(const struct collection *c, size_t *count);

/* ---- explain.c ---- */

/* The derivation of all results of the rule named `name` (of the row labelled `row`, if not NULL). HENG_OK, or
 * HENG_INVALID with a sentence. */
heng_status explain_results(struct collection *c, const char *name, const char *row, const char **text);

#endif
