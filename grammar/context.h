/* context.h - brackets, and which words are keywords where they stand. */
#ifndef HENG_CONTEXT_H
#define HENG_CONTEXT_H

#include "scan.h"

/* A word's token: keywords that are such only in some places are NAME elsewhere. */
int context_token(const struct scan *scan, int token);

/* Takes note of the token that was read: brackets, 数据, forms. */
void context_note(struct scan *scan, int token);

/* After a mistake: gives up brackets above the innermost brace, and returns how many brackets are open where reading resumes. */
size_t context_drop(struct scan *scan);

/* Where 行 or 栏 begins that stands behind a number and blanks, as forms print it; the end of the number if there is none. In 数据 it would
 * be the next field. */
size_t context_spaced_line(const struct scan *scan);

#endif
