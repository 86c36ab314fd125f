/* compile.h - what the passes of one compilation share.
 *
 *   module    texts and what they include                 -> syntax trees
 *   declare   数据 and rules                              -> symbols, nodes, rules
 *   resolve   every name in every expression              -> targets, dependencies
 *   order     rules after what they use                   -> order, or a cycle
 *   check     types, units, domains, tiers                -> typed expressions
 *   tests     测试 of the texts added, not of included ones  -> the program's tests
 *   lower     typed expressions                           -> IR
 *   analyse   what is right by itself but hardly meant    -> warnings
 *   emit      IR                                          -> the program's sections
 *
 * Every pass reports all the mistakes it finds; the next one runs only if there were none. */
#ifndef HENG_COMPILE_H
#define HENG_COMPILE_H

#include "../runtime/program.h"
#include "ast.h"
#include "type.h"

/* Hash tables live in the scratch arena of the compiler `c` that is in scope; it never returns NULL, so uthash's exit is never reached. */
#define uthash_malloc(size) arena_alloc(c->scratch, size)
#define uthash_free(pointer, size) ((void)(pointer))
#define uthash_fatal(message) arena_fail(c->scratch, HENG_MEMORY)
#include <uthash.h>

/* A place in the data: a record, a table, or a value. The root's children are the 数据 blocks, or the inputs of an open ruleset. */
enum node_kind { NODE_RECORD, NODE_TABLE, NODE_VALUE };

enum { NODE_LENIENT_NUMBER = FIELD_PRESENT + 1, NODE_LENIENT_DATE, NODE_PARTS }; /* after enum field_part: of a 指标值, bounds included */

struct node {
    const char *name;
    enum node_kind kind;
    struct node *parent;
    struct node *children;        /* hash by name, in the order of declaration */
    struct span at;
    uint16_t domain;              /* whose lanes the node's values are; TABLE: its own rows */
    struct type type;             /* VALUE */
    struct ast_field *declared;   /* VALUE; NULL for inputs of an open ruleset */
    int unit;                     /* VALUE: unit.h */
    enum field_precision precision;
    int decimals;
    int scale;
    bool blank_is_value;
    bool is_label;                /* names the rows of its table */
    bool is_line;                 /* numbers the rows of its table */
    int column;                   /* number that the form gives to this column; 0: none */
    struct ast_names aliases;     /* other names in the data */
    bool has_aliases;             /* something below has some */
    struct node *repeat;          /* the same place in another report (join.c), and so on; NULL: none */
    bool is_join;                 /* another report: repeats the shape of the data */
    const char *widths;           /* hierarchical code: widths of its levels, "3 5 7"; NULL: none */
    const struct ast_interval *ranges[2]; /* VALUE: what it may be; a value outside counts as missing. NULL: none */
    const char *blank_digits;
    uint32_t fields[NODE_PARTS];  /* index in the program's fields + 1; 0: not made yet */
    UT_hash_handle hh;
};

struct compiler;
struct lowering;

/* What a function takes: values, the rows of a table, or either. */
enum builtin_over { OVER_VALUES, OVER_ROWS, OVER_EITHER };

struct builtin {
    const char *zh, *en;
    unsigned least, most;
    enum builtin_over over;
    struct type (*check)(struct compiler *c, struct ast_expr *e);
    uint32_t (*lower)(struct lowering *l, const struct ast_expr *e);
};

/* The function of that name in either language, or NULL. Static storage. */
const struct builtin *builtin_find(const char *name);

/* The functions by number, from 0; NULL beyond the last. */
const struct builtin *builtin_at(size_t index);

/* Days on which an item is in force: from the first on, before `until`. */
struct period {
    int32_t from, until; /* since 1970-01-01; INT32_MIN and INT32_MAX: without end */
};

/* A 待定 and the type it asks for. */
struct open_term {
    const struct ast_item *item;  /* the first, with type and bounds */
    const struct ast_item *last;  /* the last that passed it on; its level */
    uint32_t level;
    struct type type;
    const char *layer, *basis;
    const char *last_layer;       /* of `last`; NULL: nobody passed it on */
};

/* A definition, score or check on its way through the passes. */
struct rule {
    struct ast_item *item;
    enum rule_kind kind;
    uint32_t index;               /* in the program's rules */
    const char *name, *layer, *basis;
    struct node *table;           /* per-row and per-group rules: the table */
    uint16_t domain;              /* its lanes */
    const struct node *column;    /* of a rule made for one column: 本栏; NULL: none */
    const struct node *form;      /* the table that its scope names, whose rows and columns 27行 and 1栏 are; NULL: none */
    const char *label;            /* of a rule made for one column: "1栏 年初预算数"; NULL: none */
    bool one_of_many;             /* its item made several rules: it cannot be referred to */
    struct ast_expr *value, *self, *applies; /* SCORE: 得分, 自评 */
    struct ast_expr *on_zero;     /* 除数为零时 */
    struct ast_expr *mentions;    /* paths in its message, linked by next */
    const struct open_term *open; /* VALUE: the open term that it fills; NULL: none */
    bool open_guard;              /* VALUE: not all that it may be was seen to lie within the open term's bounds */
    bool dropped;                 /* a child replaced or disabled it */
    uint32_t level;               /* of its text */
    struct period period;
    struct rule *next_version;    /* of the same name, in another period; the one that counts before others comes first */
    struct rule *family;          /* the first of them */
    uint32_t rank;                /* among them, from 0 */
    struct rule **copies;         /* one for each column, if the rule stands for several; the first is itself */
    unsigned copy_count;
    struct rule *older;           /* the next of its symbol, before versions are put in order */
    uint32_t joint[3];            /* of the first: IR + 1 of value, 满分 and 自评 of whichever is in force; 0: not made yet */
    struct rule **uses;           /* rules it refers to */
    size_t use_count, use_capacity;
    int mark;                     /* of the ordering */
    enum rule_class class;        /* CHECK */
    struct type type;             /* of the value; a check's is truth */
    struct type full;             /* SCORE: of 满分 */
    uint32_t node, self_node, weight_node; /* IR */
};

enum symbol_kind { SYMBOL_DATA, SYMBOL_RULE };

struct symbol {
    const char *name;
    enum symbol_kind kind;
    struct node *node;
    struct rule *rule;               /* RULE: the one that counts, first of its versions; NULL: none yet, or disabled */
    struct open_term *open;          /* RULE: it is, or was, an open term */
    const struct ast_item *disabled; /* RULE: the 停用 that counts */
    const struct ast_item *changed;  /* RULE: what filled, replaced or disabled it at `level` */
    uint32_t level;                  /* RULE: of the last item that counts */
    struct span at;
    UT_hash_handle hh;
};

/* A table grouped by some of its columns, or (keys NULL) by the codes above its own. */
struct grouping {
    struct grouping *next;
    const struct node *table;
    const struct ast_expr *keys;
    uint16_t domain;
};

/* What a path means. */
enum target_kind {
    TARGET_NONE,
    TARGET_FIELD,      /* a value of the data */
    TARGET_TABLE,
    TARGET_RULE,       /* value of a definition, recomputed score, outcome of a check */
    TARGET_FULL,       /* 满分 of a score */
    TARGET_SELF,       /* 自评 of a score */
    TARGET_GROUP,      /* 组.column: what the rows of the group share */
    TARGET_CELL,       /* 表[27].column: of the row that a key finds */
    TARGET_UPPER,      /* 上级.column: of the row whose code stands above those of the group */
    TARGET_LABEL       /* a bare grade in an arm of 分档 */
};

struct target {
    enum target_kind kind;
    struct node *node;
    enum field_part part;
    bool part_named;   /* a .数 .单位 … follows the cell's name */
    bool lenient;      /* .目标 */
    struct rule *rule;
    struct node *key;        /* CELL: the column in which the row is looked for */
    struct ast_expr *wanted; /* CELL: what it must hold */
};

/* Attached to every expression by resolve (targets, tables) and check (types). */
struct typed {
    struct type type;
    uint16_t domain;              /* whose lanes it has */
    struct target target;         /* AST_PATH */
    const struct builtin *builtin;/* AST_CALL */
    struct node *table;           /* AST_CALL or 汇总 that aggregates: over its rows, or groups of them */
    uint16_t source;              /* and the lanes that are taken together */
    uint16_t outer;               /* AST_CALL that aggregates: lanes of the result */
    uint32_t row, wanted;         /* IR, of a path with a key: node + 1 once lowered */
    int adopt;                    /* a bare number takes its neighbour's unit: times 10^adopt */
};

struct compiler {
    struct arena *scratch;        /* trees, symbols, IR: until the compilation ends */
    struct arena *lasting;        /* the program's */
    struct diag_sink *diag;
    struct heng_program *program;
    struct ast_item **files;      /* items of each source */
    uint32_t *levels;             /* per source: 0 for the host's, 1 for the ruleset that these inherit, and so on */
    size_t file_count;
    uint32_t level_count;
    bool open_terms;              /* a 待定 of level 0 may stay open */
    size_t given_count;           /* of these, the texts that were added; the others were included */
    struct node *root;
    struct symbol *symbols;
    struct rule **rules;          /* in the order of the text */
    size_t rule_count, rule_capacity;
    struct rule **order;          /* in an order of evaluation */
    const struct rule *checking;  /* the rule being checked */
    struct node **tables;         /* by domain; NULL for the report and for groups */
    size_t change_capacity, domain_capacity, field_capacity, alias_capacity, join_capacity, table_capacity, pair_capacity;
    struct grouping *groupings;   /* ways in which tables are grouped; rules that group alike share the groups */
    struct ir *ir;
};

static inline struct typed *typed_of(const struct ast_expr *e) { return e->resolved; }

/* The passes, in order. Each reports into c->diag. */
void declare(struct compiler *c);
void resolve(struct compiler *c);
void order(struct compiler *c);
void check(struct compiler *c);
void check_tests(struct compiler *c);
void lower(struct compiler *c);
void emit(struct compiler *c);

/* declare.c: a rule of an item, not yet known by its name; `ruleset` is that of its text, or NULL. */
struct rule *declare_rule(struct compiler *c, struct ast_item *item, enum rule_kind kind, const struct ast_item *ruleset);
/* The type that a word of a declaration names, and its unit or UNIT_NONE; false if there is none. */
bool declare_type(const struct ast_word *word, struct type *type, int *unit);
void declare_unknown_type(struct compiler *c, const struct ast_word *word);
/* Reports clauses that come twice or have no effect. */
void declare_clauses(struct compiler *c, const struct ast_item *item);
/* 依据 of a clause list in the program's memory, or NULL; the layer's name of a ruleset. */
const char *declare_clause(struct compiler *c, const struct ast_item *item, enum ast_clause_kind kind);
const char *declare_layer(struct compiler *c, const struct ast_item *ruleset);

/* layer.c: enters a rule, or what one layer does to another's; levels must come from the highest down. Then, once, what is still open. */
void layer_declare(struct compiler *c, struct ast_item *item, const struct ast_item *ruleset, uint32_t level);
void layer_finish(struct compiler *c);

/* period.c: when an item is in force: its own clauses, or else those of its ruleset. */
struct period period_of(struct compiler *c, const struct ast_item *item, const struct ast_item *ruleset);
bool period_is_always(struct period p);
bool period_overlaps(struct period a, struct period b);
/* "2024年7月1日", in the scratch arena. */
const char *period_date(struct compiler *c, int32_t day);
/* The last day of 年度 of the first ruleset of level 0, for reports without year; false if there is none. */
bool period_default(struct compiler *c, int32_t *day);

/* version.c: rules of one name over time. The version of `s` at `level` whose period overlaps `p`, or NULL. */
const struct rule *version_overlapping(const struct symbol *s, uint32_t level, struct period p);
/* Puts the versions of a name in order, and drops those that nearer layers replace at all times. */
void version_settle(struct compiler *c, struct symbol *s);
/* True if two scopes run over the same rows or groups, as written; NULL: the report. */
bool version_same_scope(const struct ast_scope *a, const struct ast_scope *b);
/* True if a rule is not the same one on every day. */
bool version_dated(const struct rule *r);
/* The type of a name; reports names whose versions differ in it. */
const struct type *version_type(const struct rule *first);
void version_check(struct compiler *c);

/* open.c: holds a rule that fills an open term, typed already, against the term's type and bounds. */
void check_open(struct compiler *c, struct rule *r);

/* Tells what is right by itself but hardly meant; after lower, where it is asked for. */
void analyse(struct compiler *c);

/* symbol.c */
struct node *node_new(struct compiler *c, struct node *parent, const char *name, enum node_kind kind, struct span at);
struct node *node_find(const struct node *parent, const char *name);
/* The child of that name or alias; NULL if there is none. */
struct node *node_named(const struct node *parent, const char *name);
/* The column of a table that numbers its rows, names them, or holds their hierarchical code; NULL if none is declared. */
struct node *table_line(const struct node *table);
struct node *table_label(const struct node *table);
struct node *table_code(const struct node *table);
/* What its rows are called: the label, or else the first text that is neither number nor code. */
struct node *table_name(const struct node *table);
/* The table that a node is, or is a column of; NULL if none. */
struct node *table_above(struct node *n);
struct symbol *symbol_find(const struct compiler *c, const char *name);
/* The same, or the data of which it is an alias. */
struct symbol *symbol_named(const struct compiler *c, const char *name);
/* Enters a name; if it exists, reports both places and returns NULL. */
struct symbol *symbol_add(struct compiler *c, struct ast_word name, enum symbol_kind kind);
/* Index of the program's field for a part of a node; made on first use. `lenient`: see program_field. */
uint32_t node_field(struct compiler *c, struct node *n, enum field_part part, bool lenient);
/* The part of a value that its name alone means. */
enum field_part node_part(const struct node *n);
/* Index of the program's field for the day as of which a report is evaluated; made on first use. */
uint32_t node_as_of(struct compiler *c);
/* Gives every declared value below a node a field, so that the program knows its key. */
void node_fields(struct compiler *c, struct node *n);
/* Tells the program of the aliases below a node. */
void node_aliases(struct compiler *c, const struct node *n);
/* Tells the program by what the rows of the tables below a node are named: where 行次 or 编码 is declared. */
void node_row_names(struct compiler *c, const struct node *n);
/* "自评表.指标.分值", in the arena. */
const char *node_path(struct arena *a, const struct node *n);
uint16_t domain_new(struct compiler *c, enum domain_kind kind, uint16_t parent, uint16_t rows, struct node *table);
/* True if a lane of `inner` belongs to exactly one lane of `outer` (or they are the same). */
bool domain_within(const struct compiler *c, uint16_t inner, uint16_t outer);

/* join.c: 联结, after all of 数据. */
void join_declare(struct compiler *c, struct ast_item *item);

/* suggest.c: the nearest of some names, or NULL if none is near. */
struct suggest {
    const char *wanted, *best;
    unsigned distance;
};
void suggest_start(struct suggest *s, const char *wanted);
void suggest_offer(struct suggest *s, const char *name);
void suggest_units(struct suggest *s);
/* "；是否为 全年预算数？" in the language of the diagnostics, or "". */
const char *suggest_text(struct compiler *c, const struct suggest *s);

/* constant.c: value of an expression made of literals and definitions that are; false if it is not. In base units. */
bool constant_value(struct compiler *c, const struct ast_expr *e, mpq_t out);
/* Reports an expression that should have been constant: that it changes over time, or as `otherwise`. */
void constant_wanted(struct compiler *c, const struct ast_expr *e, enum diag_code otherwise);

/* message.c: the names in the messages of all rules, as expressions to be resolved. */
void read_messages(struct compiler *c);

/* silence.c: the warnings that rules ask not to hear, and, when everything has been checked, those that never came. */
void silence_collect(struct compiler *c);
void silence_report(struct compiler *c);
/* A rule that is not checked, for a child replaces it, gives no warnings. */
void silence_forget(struct compiler *c, struct span at);
/* True if a text has nothing but spaces. */
bool silence_is_blank(const char *text);

/* resolve.c: names in an expression that belongs to no rule: constants only have a meaning there; the second takes a word that names
 * nothing for a text. */
void resolve_constant(struct compiler *c, struct ast_expr *e);
void resolve_constant_or_word(struct compiler *c, struct ast_expr *e);

/* range.c: the ranges that fields declare. Checks them all, before the rules, whose 分档 rely on them. */
void check_ranges(struct compiler *c);

/* require.c: what rulesets require of the rules (要求), typed already. */
void check_requirements(struct compiler *c);

/* tier.c */
void check_tiers(struct compiler *c, struct ast_expr *e);
/* Reports scores between the grades of 定性 that are of none or of two. Their ends have been checked without a mistake. */
void check_grades(struct compiler *c, const struct ast_expr *e);

#endif
