/* scan.h - what the scanner and the grammar share. */
#ifndef HENG_SCAN_H
#define HENG_SCAN_H

#include "../dsl/ast.h"

/* An open bracket; `form`: the block of a scoring form, where the words of its phrases are keywords. */
struct scan_bracket {
    struct span at;
    bool form;
};

/* A form or 分档 whose block follows at that number of open brackets. */
struct scan_head {
    size_t depth;
    bool form;
};

/* The state of one scan. Offsets are bytes of the source. */
struct scan {
    struct ast_parse *parse;
    void *flex;
    const char *text;
    uint32_t length;
    uint32_t start, end;       /* the token being read */
    int first;                 /* token that says what to parse; handed out first, then 0 */

    int previous;              /* the last token handed out, 0 at the beginning */
    uint32_t previous_end;     /* and where it ended */
    bool in_data;              /* inside 数据: words such as 行次 may be attributes of fields */
    size_t data_depth;         /* brackets open before it */
    const char *number;        /* its digits, if it was a number without unit */
    bool begins_line;          /* it was the first of its line */
    bool fresh_line;           /* a line break was read since then */

    struct ast_word loose_unit; /* a name that stood after a number and a blank, if it is one of the last two tokens; or text NULL */
    const char *loose_number;   /* that number */
    bool loose_last;            /* it is the last token */

    struct scan_bracket *open; /* brackets that are open */
    size_t open_count, open_capacity;
    struct scan_head *heads;   /* forms and tiers whose block has not begun yet */
    size_t head_count, head_capacity;

    bool test_named;           /* 测试 and its name were the last tokens */
    size_t test_depth;         /* brackets that are open in the body of a test; 0: outside of tests */

    bool can_restart;          /* the last token may begin a statement: after a mistake reading resumes there */
    bool skipping;             /* after a mistake: drop tokens up to such a one */
    size_t skip_depth;         /* brackets that are open where reading resumes */
};

/* Prepares `scan` for the source of `p`; `first` is the token that says what to parse. */
void scan_begin(struct scan *scan, struct ast_parse *p, int first);

/* After a mistake at the last token: resumes at the next token that may begin a statement. */
void scan_skip(struct scan *scan);

#endif
