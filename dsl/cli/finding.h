/* finding.h - results in an order for readers, and the words for them that text and HTML share. */
#ifndef HENG_CLI_FINDING_H
#define HENG_CLI_FINDING_H

#include "cli.h"

/* True if the result is worth attention: it does not hold or could not be told, and is not rounding. */
bool finding_is_material(const heng_result *r);

/* The word of an outcome. */
const char *finding_outcome(const struct cli *c, heng_outcome outcome);

/* 0 for what must hold, 1 for what needs an explanation, 2 for what only informs; scores need one. */
int finding_severity(const heng_result *r);

/* For qsort() over const heng_result *: what matters most first. What does not hold comes before what could not be told, each by severity; it stands
 * by the size of its difference: amounts of money, then points, then rates, then all else; then the order of the results (they are one array). */
int finding_compare(const void *a, const void *b);

/* "错误" and "基本平衡"; *class is "" if it would only repeat the word, *word NULL for values. */
void finding_class(const struct cli *c, const heng_result *r, const char **word, const char **class);

/* A side of a comparison as it is shown: an empty text has its quotes, so that a blank is seen. NULL stays NULL. */
const char *finding_side(const struct cli *c, const char *value);

/* The unit of a difference: of percentages, 个百分点. */
const char *finding_difference_unit(const struct cli *c, const heng_result *r);

/* True if the message is the one made from the comparison, which says both sides, difference and allowance. */
bool finding_says_sides(const struct cli *c, const heng_result *r);

/* Whether a figure that the result rests on says something: a field that is not in the data does only where that is why there is no result. */
bool finding_tells(const struct cli *c, const heng_result *r, const heng_operand *operand);

/* True for values of the report and figures of rows: definitions of rows that are only conditions of other rules would bury these. */
bool finding_is_figure(const heng_result *r);

#endif
