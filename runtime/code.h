/* code.h - hierarchical codes: 21011 stands under 210 where codes have 3, 5 and 7 digits. */
#ifndef HENG_CODE_H
#define HENG_CODE_H

#include <stddef.h>
#include <stdint.h>

enum { CODE_TOP = -1, CODE_NONE = -2 };

/* Length of the part of a code that is the code above it: the next smaller of `widths` (numbers of characters, ascending, as "3 5 7"); 0 for
 * one of the shortest, which stands under the total; CODE_TOP for the empty text, which is the total's own; CODE_NONE if the text is no
 * code of one of these widths, made of ASCII letters and digits. */
int64_t code_upper(const char *text, size_t length, const char *widths);

#endif
