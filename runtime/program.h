/* program.h - a compiled ruleset: immutable, shared by threads, understood by the runtime alone.
 *
 * A program holds the code twice over one set of constants, fields and domains: the `batch` section computes only what results report and
 * is what millions of reports run through; the `detail` section computes the same and also both sides of every check and every value worth
 * explaining. Both are run by the same machine. Code is straight-line: no jumps, every register is written before it is read. */
#ifndef HENG_PROGRAM_H
#define HENG_PROGRAM_H

#include <gmp.h>

#include "arena.h"
#include "diag.h"
#include "number.h"
#include "reason.h"

enum { NO_REGISTER = 0xffff, NO_OUTPUT = 0xffffffffu, NO_FIELD = 0xffffffffu, NO_UNIT = -1 };

enum op {
#define OP(name, format, doc) OP_##name,
#include "op.def"
#undef OP
};

enum lane_kind { LANE_FIXED, LANE_FRACTION, LANE_TRUTH, LANE_TEXT, LANE_DATE };

struct insn {
    uint8_t op;      /* enum op */
    uint8_t mode;    /* enum number_rounding, or enum reason for NOTHING */
    uint16_t domain; /* whose lanes dst has; for OUT and GROUP see op.def */
    uint16_t dst, a, b, c;
    int16_t scale;   /* of dst */
    int16_t shift;   /* power of ten, see op.def */
    uint32_t index;  /* field, constant or output */
};

/* A register's lanes are those of its domain. Only fraction registers have denominators; the other kinds share registers in turn. */
struct program_register {
    uint16_t domain;
    bool fraction;
};

struct program_section {
    struct insn *code;
    struct span *spans; /* code[i] computes the text at spans[i] */
    size_t length;
    struct program_register *registers;
    size_t register_count;
};

/* Lane spaces. Domain 0 is the report. A table's lanes are its rows, contiguous per parent lane; a group domain's are made by GROUP. */
enum domain_kind { DOMAIN_REPORT, DOMAIN_TABLE, DOMAIN_GROUP };

/* Fields of a table whose prints name its rows: its 行次, its codes, its names; NO_FIELD where there is none. */
struct row_names {
    uint32_t line, code, label;
};

struct program_domain {
    enum domain_kind kind;
    uint16_t parent;   /* TABLE: the domain it is nested in; GROUP: the parent of the grouped table */
    uint16_t rows;     /* GROUP: the table whose rows are grouped */
    uint32_t present;  /* TABLE: its field of part FIELD_PRESENT */
    const char **path; /* TABLE: names from the report down, e.g. 自评表, 指标 */
    uint16_t path_length;
    const struct row_names *names; /* TABLE: what its rows are called; NULL: by their numbers */
};

/* What of a cell a field's lanes hold. Several fields may read one cell. */
enum field_part {
    FIELD_NUMBER,    /* fixed lanes in base units */
    FIELD_TEXT,      /* the cleaned text; blank has no value */
    FIELD_DATE,      /* days since 1970-01-01 */
    FIELD_TRUTH,     /* 是/否, true/false */
    FIELD_FIGURE,    /* the number as printed, without its unit */
    FIELD_RELATION,  /* text: "≥" "≤" ">" "<", "约", or "=" */
    FIELD_UNIT,      /* text: the printed unit's Chinese name; "" for a number without unit; no value where there is no number */
    FIELD_KIND,      /* text: 数值 日期 文本 空缺 */
    FIELD_AS_OF,     /* date lanes of the report: the day as of which it is evaluated; read from no cell, without path */
    FIELD_PRESENT    /* truth of a table, in the lanes it is nested in: 2 if the data has it, with or without rows; else MISSING_TABLE */
};

/* Printed precision of a number field (docs/manual/03-校验.md). */
enum field_precision {
    PRECISION_EXACT,    /* counts, 分 */
    PRECISION_DECIMALS, /* at least `decimals` of the declared unit; a figure printed finer counts as printed */
    PRECISION_PRINTED   /* as printed */
};

struct program_field {
    const char **path;       /* names from the report down, the last being the field's own */
    uint16_t path_length;
    uint16_t domain;
    enum lane_kind kind;
    enum field_part part;
    int16_t scale;           /* of fixed lanes */
    int16_t unit;            /* declared unit (unit.h) or NO_UNIT; a bare number is in this unit */
    bool any_unit;           /* 指标值: the printed unit counts, whatever its dimension */
    bool lenient;            /* FIELD_NUMBER of a 指标值: a bound or an approximate number gives its number all the same */
    bool blank_is_value;     /* 空白为: a blank reads as `blank` */
    mpq_t blank;             /* in base units */
    enum field_precision precision;
    int16_t decimals;
    uint32_t within;         /* output of the detail section + 1: the lanes, without those outside of the range that the field declares; 0: it declares none */
    bool used;               /* some instruction loads it; other declared fields only make their keys known */
    struct span declared;
};

struct program_constant {
    enum lane_kind kind;
    mpq_t number;     /* numbers, in base units */
    int64_t integer;  /* FIXED: number * 10^scale; DATE: days; TRUTH: 0 or 2 */
    int64_t numerator, denominator; /* FRACTION: number * 10^scale */
    bool fits;        /* FIXED, FRACTION: integer, or numerator and denominator, hold it; else blocks that use it go the wide path */
    int16_t scale;
    const char *text; /* TEXT */
};

/* One thing the code delivers. */
struct program_output {
    enum lane_kind kind;
    uint16_t domain;
    int16_t scale;
};

enum rule_kind { RULE_VALUE, RULE_SCORE, RULE_CHECK };

enum rule_class { CLASS_BALANCE, CLASS_LOGIC, CLASS_VERIFY, CLASS_NOTICE }; /* 基本平衡 逻辑性 核实性 提示 */

/* How a result is shown: unit name after the number, and the power of ten that turns base units into it (万元: 4, %: -2). */
struct program_unit {
    const char *zh, *en; /* "" for a plain number */
    int16_t power;
};

/* A name or sub-expression in a rule's text whose value an explanation shows. */
enum trace_kind {
    TRACE_FIELD,     /* a cell of the data, same lane (or the ancestor's) */
    TRACE_FIELD_ROWS,/* cells of all rows under the lane that `where` admits: inside an aggregate */
    TRACE_VALUE,     /* another definition or score */
    TRACE_STEP,      /* an intermediate value: a rounding, a choice, a tier, an aggregate */
    TRACE_CELL,      /* a cell of a row that is looked for by a key; in the lanes of `row` */
    TRACE_CELL_ROWS, /* the same inside an aggregate */
    TRACE_TABLE,     /* a table as such, counted: `field` tells whether it is there */
    TRACE_ROWS,      /* the arguments of an aggregate, first to last: what it takes together, row by row, of the rows that `where` admits */
    TRACE_NOTE       /* a value inside a scoring form: steps counted, points taken, which alternative */
};

enum trace_note {
#define NOTE(name, zh, en) NOTE_##name,
#include "note.def"
#undef NOTE
    NOTE_COUNT
};

struct program_trace {
    enum trace_kind kind;
    enum trace_note note; /* TRACE_NOTE */
    struct span at;
    uint32_t field;   /* TRACE_FIELD*: index of the field */
    uint32_t rule;    /* TRACE_VALUE: index of the rule */
    uint32_t output;  /* detail output with the value; TRACE_FIELD_ROWS: NO_OUTPUT, or the one value that the rows share (组.x);
                         TRACE_ROWS: the first argument's value, in the domain of the rows */
    uint32_t where;   /* TRACE_FIELD_ROWS, TRACE_ROWS: truth output over the rows, or NO_OUTPUT for all */
    uint16_t over;    /* TRACE_FIELD_ROWS, TRACE_ROWS: the aggregate's result has lanes of this domain; the rows are those under the
                         one that holds the rule's lane */
    uint32_t row;     /* TRACE_CELL*: output of FIND, the row in which the cell stands */
    uint32_t key;     /* TRACE_CELL*: output in the same lanes, what the key of the row must be */
    uint32_t key_field; /* TRACE_CELL*: column of the key */
    struct program_unit unit;
};

enum rule_relation { RELATION_NONE, RELATION_EQ, RELATION_NE, RELATION_LT, RELATION_LE, RELATION_GT, RELATION_GE, RELATION_APPROX };

/* Of a rule by levels: text outputs over the rows of its table, each row's code and the code above it. */
struct rule_levels {
    uint32_t code, upper;
    const char *widths; /* "3 5 7" */
};

struct program_rule {
    enum rule_kind kind;
    enum rule_class class;
    const char *name;
    struct span at;        /* the whole rule */
    struct span formula;   /* its expression */
    uint16_t domain;
    const char *layer;     /* 国家, 湖南省, … from the ruleset's path; "" if none */
    const char *basis;     /* 依据; "" if none */
    const char *message;   /* template; NULL if none */
    struct program_unit unit; /* of value, score, left and right */
    enum lane_kind value_kind;
    /* outputs, NO_OUTPUT where there is none; `value` and `self` are in both sections, the others in the detail section only */
    uint32_t value;        /* VALUE: the value; SCORE: the recomputed score; CHECK: truth */
    uint32_t applies;      /* truth of 适用条件; where it is false, `value` has no value for REASON_RULE_NA */
    uint32_t weight, self; /* SCORE: 满分 and 自评 */
    uint32_t left, right, tolerance; /* CHECK with one comparison at its top */
    enum rule_relation relation;
    uint32_t compare;      /* CHECK with ≈, SCORE with 自评: index in detail.code of the APPROX or FAPPROX */
    const char *label;     /* of a rule made for one column of the form, "1栏 年初预算数"; NULL if none. Several rules may then have one name */
    uint32_t row_labels[3]; /* text outputs that together name the lane of a per-row or per-group rule, or NO_OUTPUT */
    bool spaced;           /* a blank stands between them, not “·” */
    const struct rule_levels *levels; /* 层级; else NULL */
    int32_t from, until;    /* days on which it is in force, the last one excluded; INT32_MIN and INT32_MAX: without end */
    uint32_t family, rank;  /* versions of one name, each in its time: index of the first; of those in force the one of least rank counts */
    uint32_t first_trace, trace_count; /* in traces, ordered by place in the text */
};

/* What a layer does to a name of a layer above it, for people to review. OPEN: a term that is left open; `above` is the one passed on, or nowhere. */
enum change_kind { CHANGE_OPEN, CHANGE_IMPLEMENT, CHANGE_OVERRIDE, CHANGE_DISABLE };

struct program_place {
    struct span at;
    const char *layer, *basis; /* "" if none */
};

struct program_change {
    enum change_kind kind;
    const char *name;
    struct program_place here, above;
};

/* Another name under which the data may give what stands at a path. */
struct program_alias {
    const char **path;
    uint16_t path_length;
    const char *name;
};

/* Two units that a rule holds against each other (SAMEUNIT). Counting words that differ make a warning. */
struct program_unit_pair {
    uint32_t left, right; /* text outputs of the detail section: names of the units */
    uint32_t rule;
};

struct program_test; /* test.h */

struct heng_program {
    struct arena arena;
    struct source *sources;
    size_t source_count;
    const char *name;            /* 规则集's name, or the first source's */
    char digest[65];             /* SHA-256 of the sources, hexadecimal */
    struct program_domain *domains;
    size_t domain_count;
    struct program_field *fields;
    size_t field_count;
    struct program_constant *constants;
    size_t constant_count;
    struct program_output *outputs; /* numbered across both sections; a section delivers those its OUT names */
    size_t output_count;
    struct program_rule *rules;
    size_t rule_count;
    struct program_trace *traces;
    size_t trace_count;
    struct program_change *changes;
    size_t change_count;
    struct program_alias *aliases;
    size_t alias_count;
    const char **joins;          /* other reports (联结): names of the root under which each repeats the shape of the data */
    size_t join_count;
    struct program_unit_pair *unit_pairs;
    size_t unit_pair_count;
    struct program_test *tests;  /* 测试 of the texts themselves, not of what they include */
    size_t test_count;
    bool dated;                  /* some rule is not in force always */
    uint32_t as_of_field;        /* dated: its field of part FIELD_AS_OF */
    bool has_as_of;              /* 年度 of the ruleset: reports without year are evaluated as of day `as_of` */
    int32_t as_of;
    bool open;                   /* no 数据 declared: undeclared names are inputs, and other keys of the data are nobody's concern */
    struct program_section batch, detail;
};

/* Name and format-driven description of an instruction set row. */
const char *op_name(enum op op);
const char *op_doc(enum op op);

/* Proves that a section can be run without any check: registers written before they are read, kinds, scales and domains fit, indexes in
 * range. NULL if it is safe, else a sentence in the arena. */
const char *program_verify(const struct heng_program *p, const struct program_section *s, struct arena *a);

/* The section as text, one instruction per line with the rule text it computes. In the arena. */
char *program_disassemble(const struct heng_program *p, const struct program_section *s, struct arena *a);

#endif
