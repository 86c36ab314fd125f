/* ast.h - the syntax tree: what the grammar builds and every later pass reads.
 *
 * The grammar calls the constructors below and nothing else. All memory belongs to one arena and lives as long as the compilation.
 * Lists are linked through `next`, in the order of the text. Later passes fill the fields marked "resolved". */
#ifndef HENG_AST_H
#define HENG_AST_H

#include "../runtime/diag.h"

enum { AST_MOST_DEPTH = 1000 }; /* deepest expression; the grammar reports a deeper one */

/* A piece of text and where it stands: a name (「」 removed), a string (quotes removed, escapes resolved), a unit. */
struct ast_word {
    const char *text; /* NUL-terminated, canonical: full-width letters and digits folded */
    struct span at;
};

struct ast_names {
    struct ast_word *words;
    unsigned count;
    size_t capacity;
};

enum ast_unary { AST_NEGATE, AST_NOT };

/* THROUGH is the … of 1+2+…+8: between the sum so far and the last number; its place is that of the sign. */
enum ast_binary { AST_ADD, AST_SUBTRACT, AST_MULTIPLY, AST_DIVIDE, AST_AND, AST_OR, AST_THROUGH };

/* APPROX is ≈. */
enum ast_relation { AST_EQ, AST_NE, AST_LT, AST_LE, AST_GT, AST_GE, AST_APPROX };

enum ast_expr_kind {
    AST_NUMBER,   /* 10, 10分, 90%, 0.01万元 */
    AST_STRING,   /* "…" or “…” */
    AST_DATE,     /* 2024年12月31日 */
    AST_TRUTH,    /* 真, 假 */
    AST_NA,       /* 不适用 */
    AST_PATH,     /* 执行数, 自评表.指标.分值, 组.标注分值 */
    AST_UNARY,
    AST_BINARY,
    AST_COMPARE,  /* left relation right [容差 tolerance] */
    AST_IN,       /* x [不]属于 interval or {a, b, c} */
    AST_IF,       /* 如果 a 则 b 否则 c */
    AST_CALL,     /* name(arguments) */
    AST_TIERS,    /* 分档 subject { arms } */
    AST_SHEET,    /* 27行, 7栏, 86行7栏, 1至8行, 总表.27行1栏: cells by the numbers of the form. expand.c makes paths of them */
    AST_LINES,    /* (1+2+…+8)行, (2+3)栏 */
    AST_FORM      /* 扣分 subject { phrases }, … */
};

/* Scoring forms and their phrases: form.def. */
enum ast_form {
#define FORM(name) FORM_##name,
#define PHRASE(name, zh, en, zh_doc, en_doc)
#include "form.def"
#undef FORM
#undef PHRASE
    FORM_COUNT
};

enum ast_phrase_kind {
#define FORM(name)
#define PHRASE(name, zh, en, zh_doc, en_doc) PHRASE_##name,
#include "form.def"
#undef FORM
#undef PHRASE
    PHRASE_COUNT
};

/* The word a form begins with, as typed. */
struct ast_form_word {
    enum ast_form form;
    struct ast_word word;
};

/* What happens in a case: a value, in proportion, or 无法计算. */
enum ast_treat { AST_TREAT_VALUE, AST_TREAT_PROPORTION, AST_TREAT_CANNOT };

struct ast_treatment {
    struct ast_expr *value; /* VALUE */
    enum ast_treat treat;
};

/* 每 1个百分点, 扣完为止, 零目标 0分, 区间 [1, 2]; an entry "达成" : [80%, 100%], 制度健全 : 1分. */
struct ast_phrase {
    struct ast_phrase *next;
    enum ast_phrase_kind kind;
    enum ast_treat treat;
    struct ast_word word;          /* as typed; ENTRY: text NULL */
    struct ast_expr *key;          /* ENTRY */
    struct ast_expr *value;        /* NULL: none */
    struct ast_interval *interval; /* RANGE, or ENTRY of 定性; else NULL */
    struct span at;
};

/* Numbers of rows or of columns: from first to last; first 0: none written. */
struct ast_numbers {
    unsigned first, last;
};

/* One end of an interval; value NULL: without end. */
struct ast_end {
    struct ast_expr *value;
    bool closed;
};

/* [80%, 90%), (0, 10%], 80%(含) 至 90%, ≥ 90分 (one end), = 0 (both ends the same, closed). */
struct ast_interval {
    struct ast_end low, high;
    enum ast_relation relation; /* as written for one-ended arms (AST_GE, AST_GT, AST_LE, AST_LT, AST_EQ); AST_NE: written as an interval */
    struct span at;
};

/* What follows 属于: an interval, or the members of a set. */
struct ast_domain {
    struct ast_interval *interval; /* NULL: a set */
    struct ast_expr *members;
};

struct ast_arm {
    struct ast_arm *next;
    struct ast_interval *when; /* NULL: 其余 */
    struct ast_expr *value;
    struct span at;            /* the whole arm */
};

struct ast_expr {
    struct ast_expr *next;     /* in an argument list or a set */
    enum ast_expr_kind kind;
    unsigned depth;            /* 1 for a leaf */
    struct span at;
    union {
        struct { const char *digits; struct ast_word unit; } number; /* ASCII digits, point; unit.text NULL: none */
        struct ast_word string;
        struct { int year, month, day; } date;                       /* validated by a later pass */
        bool truth;
        struct { struct ast_word *words; unsigned count; struct ast_expr *key; unsigned key_at; } path; /* key: of a row of the table
                                                                 that the first key_at words name, 表[27].列; NULL: none */
        struct { enum ast_unary op; struct ast_expr *operand; } unary;
        struct { enum ast_binary op; struct ast_expr *left, *right; } binary;
        struct { enum ast_relation relation; struct ast_expr *left, *right, *tolerance; } compare; /* tolerance NULL: none */
        struct { struct ast_expr *subject; struct ast_interval *interval; struct ast_expr *members; bool negated; } in;
        struct { struct ast_expr *condition, *then, *otherwise; } choice;
        struct { struct ast_word name; struct ast_expr *arguments; unsigned count; } call;
        struct { struct ast_expr *subject; struct ast_arm *arms; } tiers;
        struct {
            enum ast_form kind;
            struct ast_word word;
            struct ast_expr *subject;    /* VETO: the condition; NULL: lists */
            struct ast_expr *target;     /* after 对照; VETO: the value if it holds; else NULL */
            struct ast_expr *otherwise;  /* VETO */
            struct ast_phrase *phrases;
        } form;
        struct { struct ast_word *words; unsigned count; struct ast_expr *key; struct ast_numbers rows, columns; } sheet; /* words: of the
                                                                 table, count 0: none written; key: 总表["合计"].1栏 */
        struct { struct ast_word *words; unsigned count; struct ast_expr *operand; bool columns; struct ast_numbers column; } lines;
    };
    void *resolved;            /* resolved: set by dsl/ */
};

/* Over what a rule runs: once per report, once per row of a table, once per group of rows, or once per code with codes under it. */
enum ast_scope_kind { AST_SCOPE_REPORT, AST_SCOPE_ROWS, AST_SCOPE_GROUPS, AST_SCOPE_LEVELS,
                      AST_SCOPE_SHEET /* 表 …: as its cells are named: once, per row, per column; expand.c makes one of the others of it */ };

struct ast_scope {
    enum ast_scope_kind kind;
    struct ast_expr *table;    /* AST_PATH */
    struct ast_expr *keys;     /* list of AST_PATH; groups only */
    bool columns;              /* 各栏: and once per numbered column */
    struct span at;
};

/* 适用条件 expr / 依据 "…" / 消息 "…" / 年度 2024 … : after a rule's expression or in a ruleset's block, and there also 继承 "…". */
enum ast_clause_kind { AST_WHEN, AST_BASIS, AST_MESSAGE, AST_YEAR, AST_IGNORE, AST_INHERIT, AST_REQUIRE, AST_ON_ZERO, AST_FROM, AST_UNTIL };

struct ast_clause {
    struct ast_clause *next;
    enum ast_clause_kind kind;
    struct ast_expr *value;    /* WHEN: condition; YEAR: number; FROM, UNTIL: number or date; else AST_STRING */
    struct ast_expr *last;     /* YEAR: the last of several; NULL: one */
    struct ast_word code;      /* IGNORE: of the warning; REQUIRE: what, 依据 or, with a value, 满分合计 */
    struct span at;
};

/* 精度 4, 空白为 0, 行名, 行次, 栏 7, 编码 3 5 7, 属于 [0, 100%], ≥ 0 */
enum ast_attribute_kind { AST_PRECISION, AST_BLANK_AS, AST_LABEL, AST_LINE, AST_COLUMN, AST_CODE, AST_RANGE };

struct ast_attribute {
    struct ast_attribute *next;
    enum ast_attribute_kind kind;
    struct ast_expr *value;    /* AST_NUMBER; CODE: list of them; LABEL, LINE, RANGE: NULL */
    struct ast_interval *range;
    struct span at;
};

/* One field declaration of 数据: names with one type, a record, or a table. */
enum ast_field_kind { AST_FIELD_VALUE, AST_FIELD_RECORD, AST_FIELD_TABLE };

struct ast_field {
    struct ast_field *next;
    enum ast_field_kind kind;
    struct ast_word *names;
    unsigned count;
    struct ast_word type;            /* VALUE: a unit, 文本, 日期, 百分比, 指标值, 数, 是否 */
    struct ast_attribute *attributes;
    struct ast_names aliases;        /* TABLE */
    struct ast_field *fields;        /* RECORD, TABLE */
    struct span at;
};

/* name = value inside a 评分 block (得分, 自评). */
struct ast_property {
    struct ast_property *next;
    struct ast_word name;
    struct ast_expr *value;
};

/* A place in a test: names, and rows of tables. */
struct ast_step {
    struct ast_step *next;
    struct ast_word name;            /* text NULL: a row */
    struct ast_expr *row;            /* AST_NUMBER, from 1, or AST_STRING: its label */
    struct span at;
};

/* Data of a test: a report to start from, a value, or all rows of a table. */
enum ast_given_kind { AST_GIVEN_TAKEN, AST_GIVEN_VALUE, AST_GIVEN_ROWS };

struct ast_given {
    struct ast_given *next;
    enum ast_given_kind kind;
    struct span at;
    struct ast_word taken;           /* TAKEN: the string */
    struct ast_step *place;          /* VALUE, ROWS */
    struct ast_expr *value;          /* VALUE: a literal, its negative, or a path of one word (空白, 没有) */
    struct ast_row *rows;            /* ROWS */
};

struct ast_row {
    struct ast_row *next;
    struct ast_given *cells;         /* all of kind VALUE */
    struct span at;
};

/* What a test expects: a value, an outcome, or how many findings. */
enum ast_expectation_kind { AST_EXPECT_VALUE, AST_EXPECT_OUTCOME, AST_EXPECT_COUNT };

struct ast_expectation {
    struct ast_expectation *next;
    enum ast_expectation_kind kind;
    struct span at;
    struct ast_step *place;          /* VALUE, OUTCOME */
    enum ast_relation relation;      /* VALUE: AST_EQ or AST_APPROX */
    struct ast_expr *value;          /* VALUE; COUNT: AST_NUMBER */
    struct ast_word word;            /* OUTCOME: its name; COUNT: what is counted */
};

enum ast_item_kind {
    AST_RULESET,    /* 规则集 "…" { clauses } */
    AST_JOIN,       /* 联结 name */
    AST_INCLUDE,    /* 引用 "…" */
    AST_DATA,       /* 数据 name { fields } */
    AST_DEFINITION, /* name [scope] = value clauses */
    AST_SCORE,      /* 评分 name [scope] 满分 full { properties clauses } */
    AST_CHECK,      /* 校验 name [class] [scope] : value clauses */
    AST_OPEN,       /* 待定 name [scope] : type [属于 bounds] clauses; 待定 name clauses passes a parent's on */
    AST_IMPLEMENT,  /* 实施 name [scope] = value clauses */
    AST_DISABLE,    /* 停用 name clauses */
    AST_TEST        /* 测试 "…" { givens and expectations } */
};

struct ast_item {
    struct ast_item *next;
    enum ast_item_kind kind;
    struct span at;
    struct ast_word name;            /* RULESET, INCLUDE, TEST: the string */
    struct ast_word class_name;      /* CHECK; text NULL: none written */
    struct ast_scope *scope;         /* DEFINITION, SCORE, CHECK, OPEN, IMPLEMENT; NULL: the report */
    struct ast_expr *value;          /* DEFINITION, CHECK, IMPLEMENT; SCORE: 满分 */
    bool overrides;                  /* DEFINITION, SCORE, CHECK: after 覆盖 */
    struct ast_clause *clauses;
    struct ast_names aliases;        /* DATA */
    struct ast_field *fields;        /* DATA */
    struct ast_property *properties; /* SCORE */
    struct ast_word type;            /* OPEN; text NULL: that of the parent's */
    struct ast_domain bounds;        /* OPEN; both NULL: none */
    struct ast_given *givens;        /* TEST */
    struct ast_expectation *expectations;
    struct ast_expr *as_of;          /* TEST: a year or a day; NULL: the report's */
};

/* What one parse works on. */
struct ast_parse {
    struct arena *arena;
    struct diag_sink *diag;
    uint32_t source;          /* index of the text being read */
    struct ast_item *items;   /* result of a file */
    struct ast_expr *expr;    /* result of a bare expression */
    bool too_deep;            /* an expression over AST_MOST_DEPTH was reported; once per text is enough */
};

/* Values of the grammar while it builds: a list (its nodes begin with `next`), names, one side of an interval written with 至,
 * and a 评分 block. */
struct ast_list {
    void *first, *last;
    unsigned count;
};

enum ast_mark { AST_UNMARKED, AST_INCLUSIVE, AST_EXCLUSIVE };

struct ast_body {
    struct ast_list properties, clauses;
};

/* The lines of a test. */
struct ast_test {
    struct ast_list givens, expectations;
    struct ast_expr *as_of;          /* NULL: not written */
    struct ast_expr *as_of_again;    /* a second one, which is a mistake; else NULL */
};

/* Appends `node`, whose first member is its `next`; returns the longer list. */
struct ast_list ast_list_add(struct ast_list list, void *node);

/* Appends a copy of `word`. */
struct ast_names ast_names_add(struct ast_parse *p, struct ast_names names, struct ast_word word);

/* A block with one more property or clause. */
struct ast_body ast_body_property(struct ast_body body, struct ast_property *property);
struct ast_body ast_body_clause(struct ast_body body, struct ast_clause *clause);

/* Expressions. `at` is the whole text of the node. Never NULL. A node deeper than AST_MOST_DEPTH is reported (once per text) and
 * becomes the leaf AST_NA, so that no later pass recurses further. Lists are given over to the node. */
struct ast_expr *ast_number(struct ast_parse *p, struct span at, const char *digits, struct ast_word unit);
struct ast_expr *ast_string(struct ast_parse *p, struct ast_word text);
struct ast_expr *ast_date(struct ast_parse *p, struct span at, int year, int month, int day);
struct ast_expr *ast_truth(struct ast_parse *p, struct span at, bool truth);
struct ast_expr *ast_na(struct ast_parse *p, struct span at);
struct ast_expr *ast_path(struct ast_parse *p, struct span at, struct ast_names names);
/* A column of the row of table `table` that `key` finds. */
struct ast_expr *ast_cell(struct ast_parse *p, struct span at, struct ast_names table, struct ast_expr *key, struct ast_names column);
struct ast_expr *ast_unary(struct ast_parse *p, struct span at, enum ast_unary op, struct ast_expr *operand);
struct ast_expr *ast_binary(struct ast_parse *p, struct span at, enum ast_binary op, struct ast_expr *left,
                            struct ast_expr *right);
struct ast_expr *ast_compare(struct ast_parse *p, struct span at, enum ast_relation relation, struct ast_expr *left,
                             struct ast_expr *right, struct ast_expr *tolerance);
struct ast_expr *ast_in(struct ast_parse *p, struct span at, struct ast_expr *subject, struct ast_domain domain, bool negated);
struct ast_expr *ast_if(struct ast_parse *p, struct span at, struct ast_expr *condition, struct ast_expr *then,
                        struct ast_expr *otherwise);
struct ast_expr *ast_call(struct ast_parse *p, struct span at, struct ast_word name, struct ast_list arguments);
struct ast_expr *ast_tiers(struct ast_parse *p, struct span at, struct ast_expr *subject, struct ast_list arms);

/* The scoring forms; 一票否决 has an own shape. */
struct ast_expr *ast_form(struct ast_parse *p, struct span at, struct ast_form_word word, struct ast_expr *subject, struct ast_expr *target,
                          struct ast_list phrases);
struct ast_expr *ast_veto(struct ast_parse *p, struct span at, struct ast_word word, struct ast_expr *condition, struct ast_expr *then,
                          struct ast_expr *otherwise);

/* Parts of forms. */
struct ast_form_word ast_form_word(enum ast_form form, struct ast_word word);
struct ast_phrase *ast_phrase(struct ast_parse *p, struct span at, enum ast_phrase_kind kind, struct ast_word word, struct ast_expr *value);
struct ast_phrase *ast_phrase_treatment(struct ast_parse *p, struct span at, enum ast_phrase_kind kind, struct ast_word word,
                                        struct ast_treatment treatment);
struct ast_phrase *ast_phrase_range(struct ast_parse *p, struct span at, enum ast_phrase_kind kind, struct ast_word word, struct ast_expr *key,
                                    struct ast_interval *interval);
struct ast_phrase *ast_phrase_entry(struct ast_parse *p, struct span at, struct ast_expr *key, struct ast_expr *value);
/* Numbers of rows (or of columns), the two put together, and with the table they are in. `key` NULL: none. */
struct ast_expr *ast_sheet(struct ast_parse *p, struct span at, struct ast_numbers rows, struct ast_numbers columns);
struct ast_expr *ast_sheet_join(struct ast_expr *rows, const struct ast_expr *columns, struct span at);
struct ast_expr *ast_sheet_of(struct ast_parse *p, struct span at, struct ast_names table, struct ast_expr *key, struct ast_expr *sheet);
/* (operand)行 and (operand)栏; `column` NULL: none. */
struct ast_expr *ast_lines(struct ast_parse *p, struct span at, struct ast_names table, struct ast_expr *operand, bool columns,
                           const struct ast_expr *column);

/* Parts of tiers and 属于. `ast_interval_to` reports an end without (含) or (不含) and then takes it as 含 below, 不含 above. */
struct ast_interval *ast_interval_one(struct ast_parse *p, struct span at, enum ast_relation relation, struct ast_expr *value);
struct ast_interval *ast_interval_two(struct ast_parse *p, struct span at, struct ast_expr *low, bool low_closed,
                                      struct ast_expr *high, bool high_closed);
struct ast_interval *ast_interval_to(struct ast_parse *p, struct span at, struct ast_expr *low, enum ast_mark low_mark,
                                     struct ast_expr *high, enum ast_mark high_mark);
struct ast_domain ast_domain_interval(struct ast_interval *interval);
struct ast_domain ast_domain_set(struct ast_list members);
struct ast_arm *ast_arm(struct ast_parse *p, struct span at, struct ast_interval *when, struct ast_expr *value);

/* Parts of items. */
struct ast_scope *ast_scope_rows(struct ast_parse *p, struct span at, struct ast_expr *table);
struct ast_scope *ast_scope_groups(struct ast_parse *p, struct span at, struct ast_expr *table, struct ast_list keys);
struct ast_scope *ast_scope_levels(struct ast_parse *p, struct span at, struct ast_expr *table);
struct ast_scope *ast_scope_sheet(struct ast_parse *p, struct span at, struct ast_expr *table);
struct ast_scope *ast_scope_columns(struct ast_scope *scope); /* the same, 各栏 */
struct ast_clause *ast_clause(struct ast_parse *p, struct span at, enum ast_clause_kind kind, struct ast_expr *value);
struct ast_clause *ast_clause_coded(struct ast_parse *p, struct span at, enum ast_clause_kind kind, struct ast_word code, struct ast_expr *value);
struct ast_clause *ast_clause_range(struct ast_parse *p, struct span at, enum ast_clause_kind kind, struct ast_expr *value, struct ast_expr *last);
struct ast_attribute *ast_attribute(struct ast_parse *p, struct span at, enum ast_attribute_kind kind, struct ast_expr *value);
struct ast_attribute *ast_attribute_range(struct ast_parse *p, struct span at, struct ast_interval *range);
struct ast_field *ast_field_value(struct ast_parse *p, struct span at, struct ast_names names, struct ast_word type,
                                  struct ast_list attributes);
struct ast_field *ast_field_nested(struct ast_parse *p, struct span at, enum ast_field_kind kind, struct ast_names names,
                                   struct ast_names aliases, struct ast_list fields);
struct ast_property *ast_property(struct ast_parse *p, struct ast_word name, struct ast_expr *value);

/* Items. */
struct ast_item *ast_ruleset(struct ast_parse *p, struct span at, struct ast_word name, struct ast_list clauses);
struct ast_item *ast_join(struct ast_parse *p, struct span at, struct ast_word name);
struct ast_item *ast_include(struct ast_parse *p, struct span at, struct ast_word path);
struct ast_item *ast_data(struct ast_parse *p, struct span at, struct ast_word name, struct ast_names aliases, struct ast_list fields);
struct ast_item *ast_definition(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope,
                                struct ast_expr *value, struct ast_list clauses);
struct ast_item *ast_score(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope,
                           struct ast_expr *full, struct ast_body body);
struct ast_item *ast_check(struct ast_parse *p, struct span at, struct ast_word name, struct ast_word class_name,
                           struct ast_scope *scope, struct ast_expr *value, struct ast_list clauses);
struct ast_item *ast_test(struct ast_parse *p, struct span at, struct ast_word name, struct ast_test test);

/* What a layer does to names of those above it; ast_override marks the rule that replaces one. */
struct ast_item *ast_override(struct span at, struct ast_item *rule);
struct ast_item *ast_disable(struct ast_parse *p, struct span at, struct ast_word name, struct ast_list clauses);
struct ast_item *ast_open(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope, struct ast_word type,
                          struct ast_domain bounds, struct ast_list clauses);
struct ast_item *ast_implement(struct ast_parse *p, struct span at, struct ast_word name, struct ast_scope *scope,
                               struct ast_expr *value, struct ast_list clauses);

/* Parts of tests (ast_test.c). */
struct ast_step *ast_step_name(struct ast_parse *p, struct span at, struct ast_word name);
struct ast_step *ast_step_row(struct ast_parse *p, struct span at, struct ast_expr *row);
struct ast_given *ast_given_taken(struct ast_parse *p, struct span at, struct ast_word source);
struct ast_given *ast_given_value(struct ast_parse *p, struct span at, struct ast_list place, struct ast_expr *value);
struct ast_given *ast_given_rows(struct ast_parse *p, struct span at, struct ast_list place, struct ast_list rows);
struct ast_row *ast_row(struct ast_parse *p, struct span at, struct ast_list cells);
struct ast_expectation *ast_expectation_value(struct ast_parse *p, struct span at, struct ast_list place, enum ast_relation relation,
                                              struct ast_expr *value);
struct ast_expectation *ast_expectation_outcome(struct ast_parse *p, struct span at, struct ast_list place, struct ast_word word);
struct ast_expectation *ast_expectation_count(struct ast_parse *p, struct span at, struct ast_word word, struct ast_expr *value);
struct ast_test ast_test_givens(struct ast_list givens);
struct ast_test ast_test_as_of(struct ast_expr *as_of);
struct ast_test ast_test_expectations(struct ast_list expectations);

/* The lines of both. */
struct ast_test ast_test_join(struct ast_test first, struct ast_test second);

/* Hands the result of the parse to `p`. */
void ast_finish_items(struct ast_parse *p, struct ast_list items);
void ast_finish_expr(struct ast_parse *p, struct ast_expr *expr);

/* The tree as indented s-expressions, one item after the other; with byte spans if `spans`. Memory from the arena. */
const char *ast_print_items(struct arena *a, const struct ast_item *items, bool spans);
const char *ast_print_expr(struct arena *a, const struct ast_expr *expr, bool spans);

#endif
