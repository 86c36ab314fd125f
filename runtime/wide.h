/* wide.h - the wide path: a section's code over exact rationals of any size, one report at a time.
 *
 * Every number lane is a GMP rational in base units, so a scale matters only where fixed lanes are read, where a rounding has its digits, and in
 * lanes.scale; RESCALE and FRACTION are plain moves. After every arithmetic step a number beyond NUMBER_LIMIT_BITS becomes REASON_LIMIT, so
 * operands are never longer than that. A second bank of registers holds intervals: the same code, each number with the ends between which
 * it lies when every figure of the data stands for value ± half a unit of its last printed digit.
 *
 * Where op.def leaves room, both paths do this:
 *   a conditional reduction (b given) looks at b first: b without a value leaves none; where b is 0 the row is passed over, whatever its a;
 *   COUNT, ANY and ALL look at b alone; ANY and ALL decide as OR and AND do (a true row is enough for ANY whatever other rows lack);
 *   SAME passes over rows whose a has no value, errors too; no row at all is MISSING_ROW;
 *   LEAST and MOST are MISSING_ROW where no row remains after the condition;
 *   a row that belongs to no group has no lane in the group: SPREAD gives it MISSING_ROW, a reduction passes over it;
 *   a row lacks its group key if any of its keys has no value; groups are numbered per parent lane in order of first appearance;
 *   AND, OR: a side that decides does so even against an error of the other. */
#ifndef HENG_WIDE_H
#define HENG_WIDE_H

#include "machine.h"

struct wide;

/* A wide evaluator for section `s` of `p`, which must have passed program_verify. It serves one thread; its memory is
 * the arena's, but GMP's, which wide_free releases. wide_free must be called even after a jump out of one of the
 * functions below. */
struct wide *wide_new(struct arena *a, const struct heng_program *p, const struct program_section *s);
void wide_free(struct wide *w); /* NULL is allowed */

/* Runs the whole section for report `report` of `d`, and hands every output to `sink`: first_report is `report`,
 * reports is 1. FIXED and FRACTION outputs have `wide` set and no values; texts and dates have values, truths have
 * truths. The lanes are valid during the call of the sink. */
void wide_run(struct wide *w, const struct data *d, size_t report, machine_sink *sink, void *context);

/* Truth of code[at], an APPROX or FAPPROX, at lane `lane` (counted within the report) of its domain: 2 if both sides are equal, 1 if their
 * intervals meet, else 0. *why is REASON_OK, or why there is no truth (REASON_ZERO_IN_RANGE among them); the result is then 0.
 * Evaluates only what code[at] depends on, and keeps the last evaluation: further lanes of the same (d, report, at) cost nothing.
 * `at` counts instructions of the section. */
uint8_t wide_approx(struct wide *w, const struct data *d, size_t report, size_t at, size_t lane, uint8_t *why);

/* Both operands of the same instruction: values and ends. out->why is not REASON_OK where either has no value or no interval. */
void wide_intervals(struct wide *w, const struct data *d, size_t report, size_t at, size_t lane, struct machine_interval *out);

/* Forgets the evaluation that wide_approx and wide_intervals keep. Must be called when the contents of a `d` may have changed since
 * the last call: the evaluator knows data by address. */
void wide_forget(struct wide *w);

/* After wide_run: lanes of `domain` in that report, and for a group domain the group of each row of the grouped table
 * (UINT32_MAX: none), in lanes counted within the report. Valid until the next wide_run. */
size_t wide_lane_count(const struct wide *w, uint16_t domain);
const uint32_t *wide_group_of_rows(const struct wide *w, uint16_t domain);

#endif
