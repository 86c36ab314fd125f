/* grammar.y - the grammar: every action is one call to a constructor of the syntax tree.
 *
 * Statements need no separators: an expression ends where the next token cannot continue it. Two rules of the scanner make that work:
 * a parenthesis on the line of a name is its argument list (CALL), one on a new line is not; and a word after a point is a name. The words of
 * tests are words only where tests are. */

%require "3.8"
%define api.pure full
%define api.prefix {grammar_}
%define api.value.union.name grammar_value
%define api.location.type {struct span}
%define parse.error custom
%define lr.type canonical-lr                /* with no default reductions: what is expected after a mistake is exact */
%define lr.default-reduction accepting
%locations
%expect 0
%parse-param {struct ast_parse *p} {struct scan *scan}
%lex-param {struct scan *scan}

%code requires {
#include "dsl/ast.h"
struct scan;
}

%code provides {
/* The next token: its value, and its place. */
int grammar_lex(union grammar_value *value, struct span *at, struct scan *scan);
}

%code {
#include "grammar/mistake.h"
#include "grammar/parser.h"
#include "grammar/scan.h"
}

%union {
    struct ast_word word;
    struct ast_names names;
    struct ast_list list;
    struct ast_body body;
    struct ast_expr *expr;
    struct ast_item *item;
    struct ast_scope *scope;
    struct ast_clause *clause;
    struct ast_attribute *attribute;
    struct ast_field *field;
    struct ast_property *property;
    struct ast_arm *arm;
    struct ast_interval *interval;
    struct ast_domain domain;
    struct ast_form_word form;
    struct ast_treatment treatment;
    struct ast_phrase *phrase;
    enum ast_relation relation;
    enum ast_mark mark;
    struct ast_step *step;
    struct ast_given *given;
    struct ast_row *row;
    struct ast_expectation *expectation;
    struct ast_test test;
    bool closed;
}

%token END_OF_TEXT 0
%token START_FILE START_EXPRESSION
%token <word> NAME STRING UNIT
%token <expr> NUMBER DATE
%token <expr> ROWS COLUMNS
%token CALL SUBSCRIPT ELLIPSIS LINES_OF COLUMNS_OF INCLUSIVE EXCLUSIVE NE LT LE GT GE APPROX
%token <word> KW_RULESET KW_INCLUDE KW_OPEN KW_IMPLEMENT KW_OVERRIDE KW_DISABLE
%token <word> KW_DATA KW_TABLE KW_PRECISION KW_BLANK_AS KW_LABEL KW_SCORE KW_FULL KW_CHECK
%token <word> KW_JOIN
%token <word> KW_LINE KW_CODE KW_COLUMN KW_ALIAS
%token <word> KW_INHERIT KW_BASIS KW_FROM KW_UNTIL KW_YEAR KW_MESSAGE KW_WHEN KW_ON_ZERO KW_IGNORE KW_REQUIRE KW_EACH KW_BY KW_OF KW_GROUP
%token <word> KW_LEVELS KW_EVERY_COLUMN
%token <word> KW_TEST KW_GIVEN KW_TAKEN KW_AS_OF KW_EXPECT
%token <word> KW_IF KW_THEN KW_ELSE KW_OR KW_AND KW_NOT KW_IN KW_NOT_IN KW_WITHIN KW_TRUE KW_FALSE KW_NA KW_TIERS KW_OTHERWISE KW_TO
%token <word> KW_MORE KW_LESS KW_EQUAL_TO KW_CLOSE_TO KW_LIES_IN KW_DEDUCT KW_ADD KW_INTERPOLATE KW_GRADED KW_POINTS KW_HIGHEST KW_ONE
%token <word> KW_TOTAL KW_VETO
%token <word> KW_AGAINST KW_ZERO_TARGET KW_TARGET_OVER_ACTUAL KW_LESS_EXCESS KW_NONE_IF_OVER KW_NONE_IF_UNEQUAL KW_LESS_DEVIATION
%token <word> KW_SHARE_IF_SHORT KW_BAND KW_RANGE KW_WHEN_UNDER KW_WHEN_OVER KW_OVER KW_UNDER KW_EVERY KW_TAKE KW_GIVE KW_IN_PROPORTION
%token <word> KW_WHOLE_STEPS KW_PART_AS_WHOLE KW_DOWN_TO_ZERO KW_BELOW_ZERO KW_LOWEST KW_UP_TO KW_NO_LIMIT KW_IN_ORDER KW_ONLY_ONE
%token <word> KW_CANNOT KW_NA_RESCALED KW_NA_FULL KW_NA_ZERO KW_NA_SHARED

/* A minus or a column after the value of an arm continues it; an arm that begins with one stands behind a separator. */
%precedence ARM
%precedence '-' COLUMNS

%type <list> widths items ruleset_body ruleset_clauses fields declarations clauses attributes keys arguments expressions arms ladder
%type <body> body entries
%type <item> item rule
%type <scope> scope
%type <clause> clause ruleset_clause
%type <attribute> attribute
%type <field> field
%type <property> property
%type <names> labels path_names aliases alias_names
%type <word> label label_word type class_name
%type <expr> sheet text moment expr disjunction conjunction negation comparison sum product factor primary path
%type <arm> arm
%type <interval> interval bounds
%type <domain> domain
%type <relation> relation order
%type <mark> mark
%type <closed> upper
%type <form> compared measured listed
%type <list> phrases phrase_list entries_of_form entry_list
%type <phrase> phrase entry
%type <treatment> treatment plain_treatment sum_treatment
%type <test> test_body test_lines test_line
%type <list> cell givens row_list rows cells expectations
%type <given> given assignment
%type <row> row
%type <expectation> expectation
%type <expr> given_value literal
%type <word> outcome

%%

start: START_FILE                                        { ast_finish_items(p, (struct ast_list){0}); }
     | START_FILE items                                  { ast_finish_items(p, $2); }
     | START_EXPRESSION expr                             { ast_finish_expr(p, $2); }
     ;

/* Files. */

/* Lists of declarations begin with an element, so that a mistake in the first one is read over like any other. */
items: item                                              { $$ = ast_list_add((struct ast_list){0}, $1); }
     | ';'                                               { $$ = (struct ast_list){0}; }
     | mistake                                           { $$ = (struct ast_list){0}; }
     | items item                                        { $$ = ast_list_add($1, $2); }
     | items ';'                                         { $$ = $1; }
     | items mistake                                     { $$ = $1; }
     ;

item: KW_RULESET STRING '{' ruleset_body '}'             { $$ = ast_ruleset(p, @$, $2, $4); }
    | KW_JOIN NAME                                       { $$ = ast_join(p, @$, $2); }
    | KW_INCLUDE STRING                                  { $$ = ast_include(p, @$, $2); }
    | KW_DATA NAME aliases '{' fields '}'                { $$ = ast_data(p, @$, $2, $3, $5); }
    | KW_DATA '{' fields '}'                             { $$ = ast_data(p, @$, (struct ast_word){"", @1}, (struct ast_names){0}, $3); }
    | rule
    | KW_OVERRIDE rule                                   { $$ = ast_override(@$, $2); }
    | KW_DISABLE NAME clauses                            { $$ = ast_disable(p, @$, $2, $3); }
    | KW_OPEN NAME scope ':' type clauses                { $$ = ast_open(p, @$, $2, $3, $5, (struct ast_domain){0}, $6); }
    | KW_OPEN NAME scope ':' type KW_IN domain clauses   { $$ = ast_open(p, @$, $2, $3, $5, $7, $8); }
    | KW_OPEN NAME clauses                               { $$ = ast_open(p, @$, $2, NULL, (struct ast_word){0}, (struct ast_domain){0}, $3); }
    | KW_IMPLEMENT NAME scope '=' expr clauses           { $$ = ast_implement(p, @$, $2, $3, $5, $6); }
    | KW_TEST STRING '{' test_body '}'                   { $$ = ast_test(p, @$, $2, $4); }
    ;

rule: NAME scope '=' expr clauses                        { $$ = ast_definition(p, @$, $1, $2, $4, $5); }
    | KW_SCORE NAME scope KW_FULL expr '{' body '}'      { $$ = ast_score(p, @$, $2, $3, $5, $7); }
    | KW_CHECK NAME class_name scope ':' expr clauses    { $$ = ast_check(p, @$, $2, $3, $4, $6, $7); }
    ;

separator: ';' | ',';

/* After a mistake the scanner resumes at a token that may begin a statement; the token that could not stand there is dropped, unless it is
 * one itself. */
mistake: error                                           { yyerrok; if (scan->skipping) yyclearin; };

/* Rulesets and clauses. */

ruleset_body: %empty                                     { $$ = (struct ast_list){0}; } | ruleset_clauses;
ruleset_clauses: ruleset_clause                          { $$ = ast_list_add((struct ast_list){0}, $1); }
               | separator                               { $$ = (struct ast_list){0}; }
               | mistake                                 { $$ = (struct ast_list){0}; }
               | ruleset_clauses ruleset_clause          { $$ = ast_list_add($1, $2); }
               | ruleset_clauses separator               { $$ = $1; }
               | ruleset_clauses mistake                 { $$ = $1; }
               ;

ruleset_clause: clause
              | KW_INHERIT text                          { $$ = ast_clause(p, @$, AST_INHERIT, $2); }
              ;

clauses: %empty                                          { $$ = (struct ast_list){0}; }
       | clauses clause                                  { $$ = ast_list_add($1, $2); }
       ;

clause: KW_WHEN expr                                     { $$ = ast_clause(p, @$, AST_WHEN, $2); }
      | KW_ON_ZERO expr                                  { $$ = ast_clause(p, @$, AST_ON_ZERO, $2); }
      | KW_BASIS text                                    { $$ = ast_clause(p, @$, AST_BASIS, $2); }
      | KW_MESSAGE text                                  { $$ = ast_clause(p, @$, AST_MESSAGE, $2); }
      | KW_YEAR NUMBER                                   { $$ = ast_clause(p, @$, AST_YEAR, $2); }
      | KW_YEAR NUMBER KW_TO NUMBER                      { $$ = ast_clause_range(p, @$, AST_YEAR, $2, $4); }
      | KW_FROM moment                                   { $$ = ast_clause(p, @$, AST_FROM, $2); }
      | KW_UNTIL moment                                  { $$ = ast_clause(p, @$, AST_UNTIL, $2); }
      | KW_IGNORE NAME text                              { $$ = ast_clause_coded(p, @$, AST_IGNORE, $2, $3); }
      | KW_REQUIRE KW_BASIS                              { $$ = ast_clause_coded(p, @$, AST_REQUIRE, $2, NULL); }
      | KW_REQUIRE NAME NUMBER                           { $$ = ast_clause_coded(p, @$, AST_REQUIRE, $2, $3); }
      ;

moment: NUMBER | DATE;

text: STRING                                             { $$ = ast_string(p, $1); };

/* Data. */

fields: %empty                                           { $$ = (struct ast_list){0}; } | declarations;
declarations: field                                      { $$ = ast_list_add((struct ast_list){0}, $1); }
            | separator                                  { $$ = (struct ast_list){0}; }
            | mistake                                    { $$ = (struct ast_list){0}; }
            | declarations field                         { $$ = ast_list_add($1, $2); }
            | declarations separator                     { $$ = $1; }
            | declarations mistake                       { $$ = $1; }
            ;

field: labels ':' type attributes                        { $$ = ast_field_value(p, @$, $1, $3, $4); }
     | labels ':' KW_TABLE aliases '{' fields '}'        { $$ = ast_field_nested(p, @$, AST_FIELD_TABLE, $1, $4, $6); }
     | labels '{' fields '}'                             { $$ = ast_field_nested(p, @$, AST_FIELD_RECORD, $1, (struct ast_names){0}, $3); }
     ;

aliases: %empty                                          { $$ = (struct ast_names){0}; }
       | KW_ALIAS alias_names                            { $$ = $2; }
       ;

alias_names: NAME                                        { $$ = ast_names_add(p, (struct ast_names){0}, $1); }
           | alias_names ',' NAME                        { $$ = ast_names_add(p, $1, $3); }
           ;

labels: label                                            { $$ = ast_names_add(p, (struct ast_names){0}, $1); }
      | labels ',' label                                 { $$ = ast_names_add(p, $1, $3); }
      ;

/* Names of fields and properties may be words that begin a declaration or a clause; of properties, but for 至, which may follow 年度 2022. */
label: label_word | KW_TO;

label_word: NAME | KW_RULESET | KW_INCLUDE | KW_JOIN | KW_OPEN | KW_IMPLEMENT | KW_OVERRIDE | KW_DISABLE | KW_INHERIT | KW_FROM | KW_UNTIL
          | KW_DATA | KW_TABLE | KW_SCORE | KW_FULL | KW_CHECK | KW_BASIS | KW_YEAR | KW_MESSAGE
          | KW_WHEN | KW_ON_ZERO | KW_IGNORE | KW_REQUIRE | KW_EACH | KW_BY | KW_OF | KW_GROUP | KW_LEVELS | KW_EVERY_COLUMN | KW_OTHERWISE;

type: NAME | UNIT;

attributes: %empty                                       { $$ = (struct ast_list){0}; }
          | attributes attribute                         { $$ = ast_list_add($1, $2); }
          ;

attribute: KW_PRECISION NUMBER                           { $$ = ast_attribute(p, @$, AST_PRECISION, $2); }
         | KW_BLANK_AS NUMBER                            { $$ = ast_attribute(p, @$, AST_BLANK_AS, $2); }
         | KW_LABEL                                      { $$ = ast_attribute(p, @$, AST_LABEL, NULL); }
         | KW_LINE                                       { $$ = ast_attribute(p, @$, AST_LINE, NULL); }
         | KW_COLUMN NUMBER                              { $$ = ast_attribute(p, @$, AST_COLUMN, $2); }
         | KW_CODE widths                                { $$ = ast_attribute(p, @$, AST_CODE, $2.first); }
         | KW_IN bounds                                  { $$ = ast_attribute_range(p, @$, $2); }
         | order sum                                     { $$ = ast_attribute_range(p, @$, ast_interval_one(p, @$, $1, $2)); }
         ;

widths: NUMBER                                           { $$ = ast_list_add((struct ast_list){0}, $1); }
      | widths NUMBER                                    { $$ = ast_list_add($1, $2); }
      ;

/* Rules. */

scope: %empty                                            { $$ = NULL; }
     | KW_EACH path                                      { $$ = ast_scope_rows(p, @$, $2); }
     | KW_EACH path KW_EVERY_COLUMN                      { $$ = ast_scope_columns(ast_scope_rows(p, @$, $2)); }
     | KW_TABLE path                                     { $$ = ast_scope_sheet(p, @$, $2); }
     | KW_BY path KW_OF keys KW_GROUP                    { $$ = ast_scope_groups(p, @$, $2, $4); }
     | KW_LEVELS path                                    { $$ = ast_scope_levels(p, @$, $2); }
     | KW_LEVELS path KW_EVERY_COLUMN                    { $$ = ast_scope_columns(ast_scope_levels(p, @$, $2)); }
     ;

keys: path                                               { $$ = ast_list_add((struct ast_list){0}, $1); }
    | keys ',' path                                      { $$ = ast_list_add($1, $3); }
    ;

class_name: %empty                                       { $$ = (struct ast_word){0}; }
          | '[' NAME ']'                                 { $$ = $2; }
          | SUBSCRIPT NAME ']'                           { $$ = $2; }
          ;

body: %empty                                             { $$ = (struct ast_body){0}; } | entries;
entries: property                                        { $$ = ast_body_property((struct ast_body){0}, $1); }
       | clause                                          { $$ = ast_body_clause((struct ast_body){0}, $1); }
       | separator                                       { $$ = (struct ast_body){0}; }
       | mistake                                         { $$ = (struct ast_body){0}; }
       | entries property                                { $$ = ast_body_property($1, $2); }
       | entries clause                                  { $$ = ast_body_clause($1, $2); }
       | entries separator                               { $$ = $1; }
       | entries mistake                                 { $$ = $1; }
       ;

property: label_word '=' expr                                 { $$ = ast_property(p, $1, $3); };

/* Tests. A comma goes on with a list; the next word begins a new one. */

test_body: %empty                                        { $$ = (struct ast_test){0}; } | test_lines;
test_lines: test_line
          | ';'                                          { $$ = (struct ast_test){0}; }
          | mistake                                      { $$ = (struct ast_test){0}; }
          | test_lines test_line                         { $$ = ast_test_join($1, $2); }
          | test_lines ';'                               { $$ = $1; }
          | test_lines mistake                           { $$ = $1; }
          ;

test_line: KW_GIVEN givens                               { $$ = ast_test_givens($2); }
         | KW_AS_OF literal                              { $$ = ast_test_as_of($2); }
         | KW_EXPECT expectations                        { $$ = ast_test_expectations($2); }
         ;

givens: given                                            { $$ = ast_list_add((struct ast_list){0}, $1); }
      | givens ',' given                                 { $$ = ast_list_add($1, $3); }
      ;

given: KW_TAKEN STRING                                   { $$ = ast_given_taken(p, @$, $2); }
     | assignment
     | cell '=' '{' row_list '}'                         { $$ = ast_given_rows(p, @$, $1, $4); }
     ;

assignment: cell '=' given_value                         { $$ = ast_given_value(p, @$, $1, $3); };

given_value: literal
           | NAME                                        { $$ = ast_path(p, @$, ast_names_add(p, (struct ast_names){0}, $1)); }
           ;

literal: NUMBER
       | DATE
       | text
       | '-' NUMBER                                      { $$ = ast_unary(p, @$, AST_NEGATE, $2); }
       | KW_TRUE                                         { $$ = ast_truth(p, @$, true); }
       | KW_FALSE                                        { $$ = ast_truth(p, @$, false); }
       ;

row_list: %empty                                         { $$ = (struct ast_list){0}; } | rows;
rows: row                                                { $$ = ast_list_add((struct ast_list){0}, $1); }
    | rows row                                           { $$ = ast_list_add($1, $2); }
    | rows separator                                     { $$ = $1; }
    ;

row: '{' cells '}'                                       { $$ = ast_row(p, @$, $2); };

cells: assignment                                        { $$ = ast_list_add((struct ast_list){0}, $1); }
     | cells assignment                                  { $$ = ast_list_add($1, $2); }
     | cells separator                                   { $$ = $1; }
     ;

/* A place in the data or a result: names, and rows of tables by number or by label. */
cell: NAME                                               { $$ = ast_list_add((struct ast_list){0}, ast_step_name(p, @$, $1)); }
    | cell '.' NAME                                      { $$ = ast_list_add($1, ast_step_name(p, @3, $3)); }
    | cell SUBSCRIPT NUMBER ']'                               { $$ = ast_list_add($1, ast_step_row(p, @3, $3)); }
    | cell SUBSCRIPT text ']'                                 { $$ = ast_list_add($1, ast_step_row(p, @3, $3)); }
    ;

expectations: expectation                                { $$ = ast_list_add((struct ast_list){0}, $1); }
            | expectations ',' expectation               { $$ = ast_list_add($1, $3); }
            ;

expectation: cell '=' sum                                { $$ = ast_expectation_value(p, @$, $1, AST_EQ, $3); }
           | cell APPROX sum                             { $$ = ast_expectation_value(p, @$, $1, AST_APPROX, $3); }
           | cell ':' outcome                            { $$ = ast_expectation_outcome(p, @$, $1, $3); }
           | NAME NUMBER                                 { $$ = ast_expectation_count(p, @$, $1, $2); }
           ;

outcome: NAME | KW_NA;

/* Expressions, loosest first. */

expr: disjunction
    | KW_IF expr KW_THEN expr KW_ELSE expr               { $$ = ast_if(p, @$, $2, $4, $6); }
    | KW_VETO expr KW_THEN expr KW_ELSE expr             { $$ = ast_veto(p, @$, $1, $2, $4, $6); }
    ;

disjunction: conjunction
           | disjunction KW_OR conjunction               { $$ = ast_binary(p, @$, AST_OR, $1, $3); }
           ;

conjunction: negation
           | conjunction KW_AND negation                 { $$ = ast_binary(p, @$, AST_AND, $1, $3); }
           ;

negation: comparison
        | KW_NOT negation                                { $$ = ast_unary(p, @$, AST_NOT, $2); }
        ;

comparison: sum
          | sum relation sum                             { $$ = ast_compare(p, @$, $2, $1, $3, NULL); }
          | sum relation sum KW_WITHIN sum               { $$ = ast_compare(p, @$, $2, $1, $3, $5); }
          | sum KW_IN domain                             { $$ = ast_in(p, @$, $1, $3, false); }
          | sum KW_NOT_IN domain                         { $$ = ast_in(p, @$, $1, $3, true); }
          ;

relation: order
        | NE                                             { $$ = AST_NE; }
        | APPROX                                         { $$ = AST_APPROX; }
        ;

order: '='                                               { $$ = AST_EQ; }
     | LT                                                { $$ = AST_LT; }
     | LE                                                { $$ = AST_LE; }
     | GT                                                { $$ = AST_GT; }
     | GE                                                { $$ = AST_GE; }
     ;

domain: bounds                                           { $$ = ast_domain_interval($1); }
      | '{' expressions '}'                              { $$ = ast_domain_set($2); }
      ;

sum: product
   | sum '+' product                                     { $$ = ast_binary(p, @$, AST_ADD, $1, $3); }
   | sum '+' ELLIPSIS '+' product                        { $$ = ast_binary(p, @3, AST_THROUGH, $1, $5); }
   | sum '-' product                                     { $$ = ast_binary(p, @$, AST_SUBTRACT, $1, $3); }
   ;

product: factor
       | product '*' factor                              { $$ = ast_binary(p, @$, AST_MULTIPLY, $1, $3); }
       | product '/' factor                              { $$ = ast_binary(p, @$, AST_DIVIDE, $1, $3); }
       ;

factor: primary
      | '-' factor                                       { $$ = ast_unary(p, @$, AST_NEGATE, $2); }
      ;

primary: NUMBER
       | DATE
       | text
       | path
       | path_names SUBSCRIPT expr ']' '.' path_names    { $$ = ast_cell(p, @$, $1, $3, $6); }
       | sheet
       | path_names '.' sheet                            { $$ = ast_sheet_of(p, @$, $1, NULL, $3); }
       | path_names SUBSCRIPT expr ']' '.' COLUMNS       { $$ = ast_sheet_of(p, @$, $1, $3, $6); }
       | '(' expr ')' LINES_OF %prec ARM                 { $$ = ast_lines(p, @$, (struct ast_names){0}, $2, false, NULL); }
       | '(' expr ')' LINES_OF COLUMNS                   { $$ = ast_lines(p, @$, (struct ast_names){0}, $2, false, $5); }
       | '(' expr ')' COLUMNS_OF                         { $$ = ast_lines(p, @$, (struct ast_names){0}, $2, true, NULL); }
       | path_names '.' '(' expr ')' LINES_OF %prec ARM  { $$ = ast_lines(p, @$, $1, $4, false, NULL); }
       | path_names '.' '(' expr ')' LINES_OF COLUMNS    { $$ = ast_lines(p, @$, $1, $4, false, $7); }
       | path_names '.' '(' expr ')' COLUMNS_OF          { $$ = ast_lines(p, @$, $1, $4, true, NULL); }
       | KW_TRUE                                         { $$ = ast_truth(p, @$, true); }
       | KW_FALSE                                        { $$ = ast_truth(p, @$, false); }
       | KW_NA                                           { $$ = ast_na(p, @$); }
       | NAME CALL arguments ')'                         { $$ = ast_call(p, @$, $1, $3); }
       | '(' expr ')'                                    { $$ = $2; }
       | KW_TIERS expr '{' arms '}'                      { $$ = ast_tiers(p, @$, $2, $4); }
       | compared expr KW_AGAINST expr '{' phrases '}'   { $$ = ast_form(p, @$, $1, $2, $4, $6); }
       | measured expr '{' phrases '}'                   { $$ = ast_form(p, @$, $1, $2, NULL, $4); }
       | KW_INTERPOLATE expr '{' entries_of_form '}'     { $$ = ast_form(p, @$, ast_form_word(FORM_INTERPOLATE, $1), $2, NULL, $4); }
       | KW_GRADED expr KW_AGAINST expr '{' entries_of_form '}'
                                                         { $$ = ast_form(p, @$, ast_form_word(FORM_GRADED, $1), $2, $4, $6); }
       | listed '{' entries_of_form '}'                  { $$ = ast_form(p, @$, $1, NULL, NULL, $3); }
       ;

/* Cells by the numbers of the form. */
sheet: ROWS %prec ARM
     | COLUMNS
     | ROWS COLUMNS                                      { $$ = ast_sheet_join($1, $2, @$); }
     ;

path: path_names                                         { $$ = ast_path(p, @$, $1); };

path_names: NAME                                         { $$ = ast_names_add(p, (struct ast_names){0}, $1); }
          | path_names '.' NAME                          { $$ = ast_names_add(p, $1, $3); }
          ;

arguments: %empty                                        { $$ = (struct ast_list){0}; } | expressions;
expressions: expr                                        { $$ = ast_list_add((struct ast_list){0}, $1); }
           | expressions ',' expr                        { $$ = ast_list_add($1, $3); }
           ;

/* Tiers. The value of an arm is no bare comparison: a relation begins the next arm. */

arms: %empty                                             { $$ = (struct ast_list){0}; } | ladder;
ladder: arm                                              { $$ = ast_list_add((struct ast_list){0}, $1); }
      | separator                                        { $$ = (struct ast_list){0}; }
      | mistake                                          { $$ = (struct ast_list){0}; }
      | ladder arm                                       { $$ = ast_list_add($1, $2); }
      | ladder separator                                 { $$ = $1; }
      | ladder mistake                                   { $$ = $1; }
      ;

arm: interval ':' sum %prec ARM                          { $$ = ast_arm(p, @$, $1, $3); }
   | KW_OTHERWISE ':' sum %prec ARM                      { $$ = ast_arm(p, @$, NULL, $3); }
   ;

interval: order sum                                      { $$ = ast_interval_one(p, @$, $1, $2); }
        | bounds
        ;

bounds: '[' sum ',' sum upper                            { $$ = ast_interval_two(p, @$, $2, true, $4, $5); }
      | '(' sum ',' sum upper                            { $$ = ast_interval_two(p, @$, $2, false, $4, $5); }
      | sum mark KW_TO sum mark                          { $$ = ast_interval_to(p, @$, $1, $2, $4, $5); }
      ;

upper: ']'                                               { $$ = true; }
     | ')'                                               { $$ = false; }
     ;

mark: %empty %prec ARM                                   { $$ = AST_UNMARKED; }
    | INCLUSIVE                                          { $$ = AST_INCLUSIVE; }
    | EXCLUSIVE                                          { $$ = AST_EXCLUSIVE; }
    ;

/* Scoring forms. What of a form's phrases must be there is for a later pass to say. */

compared: KW_MORE                                        { $$ = ast_form_word(FORM_MORE, $1); }
        | KW_LESS                                        { $$ = ast_form_word(FORM_LESS, $1); }
        | KW_EQUAL_TO                                    { $$ = ast_form_word(FORM_EQUAL, $1); }
        | KW_CLOSE_TO                                    { $$ = ast_form_word(FORM_CLOSE, $1); }
        ;

measured: KW_LIES_IN                                     { $$ = ast_form_word(FORM_INSIDE, $1); }
        | KW_DEDUCT                                      { $$ = ast_form_word(FORM_DEDUCT, $1); }
        | KW_ADD                                         { $$ = ast_form_word(FORM_ADD, $1); }
        | KW_TOTAL                                       { $$ = ast_form_word(FORM_TOTAL, $1); }
        ;

listed: KW_POINTS                                        { $$ = ast_form_word(FORM_POINTS, $1); }
      | KW_HIGHEST                                       { $$ = ast_form_word(FORM_HIGHEST, $1); }
      | KW_ONE                                           { $$ = ast_form_word(FORM_ONE, $1); }
      ;

phrases: %empty                                          { $$ = (struct ast_list){0}; } | phrase_list;
phrase_list: phrase                                      { $$ = ast_list_add((struct ast_list){0}, $1); }
           | separator                                   { $$ = (struct ast_list){0}; }
           | mistake { $$ = ast_list_add((struct ast_list){0}, ast_phrase(p, @$, PHRASE_MISTAKE, (struct ast_word){0}, NULL)); }
           | phrase_list phrase                          { $$ = ast_list_add($1, $2); }
           | phrase_list separator                       { $$ = $1; }
           | phrase_list mistake { $$ = ast_list_add($1, ast_phrase(p, @$, PHRASE_MISTAKE, (struct ast_word){0}, NULL)); }
           ;

phrase: KW_FULL expr                                     { $$ = ast_phrase(p, @$, PHRASE_FULL, $1, $2); }
      | KW_BAND expr                                     { $$ = ast_phrase(p, @$, PHRASE_BAND, $1, $2); }
      | KW_OVER expr                                     { $$ = ast_phrase(p, @$, PHRASE_OVER, $1, $2); }
      | KW_UNDER expr                                    { $$ = ast_phrase(p, @$, PHRASE_UNDER, $1, $2); }
      | KW_EVERY expr                                    { $$ = ast_phrase(p, @$, PHRASE_EVERY, $1, $2); }
      | KW_TAKE expr                                     { $$ = ast_phrase(p, @$, PHRASE_TAKE, $1, $2); }
      | KW_GIVE expr                                     { $$ = ast_phrase(p, @$, PHRASE_GIVE, $1, $2); }
      | KW_LOWEST expr                                   { $$ = ast_phrase(p, @$, PHRASE_LOWEST, $1, $2); }
      | KW_UP_TO expr                                    { $$ = ast_phrase(p, @$, PHRASE_UP_TO, $1, $2); }
      | KW_ZERO_TARGET treatment                         { $$ = ast_phrase_treatment(p, @$, PHRASE_ZERO_TARGET, $1, $2); }
      | KW_OTHERWISE treatment                           { $$ = ast_phrase_treatment(p, @$, PHRASE_REST, $1, $2); }
      | KW_WHEN_UNDER treatment                          { $$ = ast_phrase_treatment(p, @$, PHRASE_WHEN_UNDER, $1, $2); }
      | KW_WHEN_OVER treatment                           { $$ = ast_phrase_treatment(p, @$, PHRASE_WHEN_OVER, $1, $2); }
      | KW_RANGE bounds                                  { $$ = ast_phrase_range(p, @$, PHRASE_RANGE, $1, NULL, $2); }
      | KW_NA KW_NA_RESCALED expr                        { $$ = ast_phrase(p, @$, PHRASE_NA_RESCALED, $2, $3); }
      | KW_NA KW_NA_FULL                                 { $$ = ast_phrase(p, @$, PHRASE_NA_FULL, $2, NULL); }
      | KW_NA KW_NA_ZERO                                 { $$ = ast_phrase(p, @$, PHRASE_NA_ZERO, $2, NULL); }
      | KW_NA KW_NA_SHARED                               { $$ = ast_phrase(p, @$, PHRASE_NA_SHARED, $2, NULL); }
      | KW_TARGET_OVER_ACTUAL                            { $$ = ast_phrase(p, @$, PHRASE_TARGET_OVER_ACTUAL, $1, NULL); }
      | KW_LESS_EXCESS                                   { $$ = ast_phrase(p, @$, PHRASE_LESS_EXCESS, $1, NULL); }
      | KW_NONE_IF_OVER                                  { $$ = ast_phrase(p, @$, PHRASE_NONE_IF_OVER, $1, NULL); }
      | KW_NONE_IF_UNEQUAL                               { $$ = ast_phrase(p, @$, PHRASE_NONE_IF_UNEQUAL, $1, NULL); }
      | KW_LESS_DEVIATION                                { $$ = ast_phrase(p, @$, PHRASE_LESS_DEVIATION, $1, NULL); }
      | KW_SHARE_IF_SHORT                                { $$ = ast_phrase(p, @$, PHRASE_SHARE_IF_SHORT, $1, NULL); }
      | KW_IN_PROPORTION                                 { $$ = ast_phrase(p, @$, PHRASE_IN_PROPORTION, $1, NULL); }
      | KW_WHOLE_STEPS                                   { $$ = ast_phrase(p, @$, PHRASE_WHOLE_STEPS, $1, NULL); }
      | KW_PART_AS_WHOLE                                 { $$ = ast_phrase(p, @$, PHRASE_PART_AS_WHOLE, $1, NULL); }
      | KW_DOWN_TO_ZERO                                  { $$ = ast_phrase(p, @$, PHRASE_DOWN_TO_ZERO, $1, NULL); }
      | KW_BELOW_ZERO                                    { $$ = ast_phrase(p, @$, PHRASE_BELOW_ZERO, $1, NULL); }
      | KW_NO_LIMIT                                      { $$ = ast_phrase(p, @$, PHRASE_NO_LIMIT, $1, NULL); }
      ;

treatment: expr                                          { $$ = (struct ast_treatment){$1, AST_TREAT_VALUE}; } | plain_treatment;

plain_treatment: KW_IN_PROPORTION                        { $$ = (struct ast_treatment){NULL, AST_TREAT_PROPORTION}; }
               | KW_CANNOT                               { $$ = (struct ast_treatment){NULL, AST_TREAT_CANNOT}; }
               ;

/* Forms that list what counts: as in tiers, a value is a sum, so that the next entry can begin behind it. */

entries_of_form: %empty                                  { $$ = (struct ast_list){0}; } | entry_list;
entry_list: entry                                        { $$ = ast_list_add((struct ast_list){0}, $1); }
          | separator                                    { $$ = (struct ast_list){0}; }
          | mistake { $$ = ast_list_add((struct ast_list){0}, ast_phrase(p, @$, PHRASE_MISTAKE, (struct ast_word){0}, NULL)); }
          | entry_list entry                             { $$ = ast_list_add($1, $2); }
          | entry_list separator                         { $$ = $1; }
          | entry_list mistake { $$ = ast_list_add($1, ast_phrase(p, @$, PHRASE_MISTAKE, (struct ast_word){0}, NULL)); }
          ;

entry: expr ':' sum %prec ARM                            { $$ = ast_phrase_entry(p, @$, $1, $3); }
     | expr ':' bounds                                   { $$ = ast_phrase_range(p, @$, PHRASE_ENTRY, (struct ast_word){0}, $1, $3); }
     | KW_FULL sum %prec ARM                             { $$ = ast_phrase(p, @$, PHRASE_FULL, $1, $2); }
     | KW_WHEN_UNDER sum_treatment                       { $$ = ast_phrase_treatment(p, @$, PHRASE_WHEN_UNDER, $1, $2); }
     | KW_WHEN_OVER sum_treatment                        { $$ = ast_phrase_treatment(p, @$, PHRASE_WHEN_OVER, $1, $2); }
     | KW_IN_ORDER                                       { $$ = ast_phrase(p, @$, PHRASE_IN_ORDER, $1, NULL); }
     | KW_ONLY_ONE                                       { $$ = ast_phrase(p, @$, PHRASE_ONLY_ONE, $1, NULL); }
     ;

sum_treatment: sum %prec ARM                             { $$ = (struct ast_treatment){$1, AST_TREAT_VALUE}; }
             | plain_treatment
             ;

%%

static int yyreport_syntax_error(const yypcontext_t *context, struct ast_parse *p, struct scan *scan) {
    yysymbol_kind_t kinds[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
    bool by_kind[YYNTOKENS] = {false}, expected[MISTAKE_TOKENS];
    for (int i = 0; i < count; i++)
        by_kind[kinds[i]] = true;
    for (int token = 0; token < MISTAKE_TOKENS; token++)
        expected[token] = by_kind[YYTRANSLATE(token)];
    mistake_report(p, scan, *yypcontext_location(context), expected);
    scan_skip(scan);
    return 0;
}
