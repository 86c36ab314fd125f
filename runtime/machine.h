/* machine.h - runs a section of a program over report data, many lanes at a time.
 *
 * Reports are taken in blocks. A block first runs on the fixed path: int64 lanes, kernels in machine_kernels.c,
 * compiled once per instruction set and chosen at run time. Where a block's magnitudes could pass 63 bits, or its
 * data or constants do not fit fixed lanes, its reports are run one by one, and those that still cannot be run so go
 * the wide path: the same code over GMP rationals (wide.c). The results are the same. */
#ifndef HENG_MACHINE_H
#define HENG_MACHINE_H

#include "data.h"

enum { MACHINE_BLOCK = 128 }; /* reports per block */

/* Lanes of one output for one block, as delivered to a sink. Valid during the call. */
struct lanes {
    enum lane_kind kind;
    int16_t scale;               /* value = values[i] / denominators[i] * 10^-scale (denominators NULL: 1) */
    size_t count;                /* lanes in this block */
    size_t first_report;         /* the block covers reports [first_report, first_report + reports) */
    size_t reports;
    const int64_t *values;       /* FIXED, FRACTION, TEXT, DATE */
    const int64_t *denominators; /* FRACTION only, > 0 */
    const uint8_t *truths;       /* TRUTH */
    const uint8_t *why;          /* NULL: every lane has a value */
    const mpq_t *wide;           /* not NULL: the numbers of FIXED and FRACTION lanes, in base units, instead of values and denominators */
};

typedef void machine_sink(void *context, uint32_t output, const struct lanes *lanes);

enum machine_path { MACHINE_AUTO, MACHINE_WIDE };

enum machine_isa { MACHINE_BEST, MACHINE_PORTABLE, MACHINE_AVX2, MACHINE_AVX512 }; /* one that the processor lacks falls to the next below */

struct machine_options {
    enum machine_path path;
    enum machine_isa isa;
    size_t block;                /* reports per block; 0: MACHINE_BLOCK */
    const volatile int *cancel;  /* checked between blocks; NULL: never */
};

struct machine;

/* A machine for one section; it serves one thread. All memory is the arena's, but for GMP's, which machine_free releases. */
struct machine *machine_new(struct arena *a, const struct heng_program *p, const struct program_section *s, const struct machine_options *o);
void machine_free(struct machine *m);

/* Evaluates reports [first, first + count) of `d` and hands every output of the section to `sink`, block by block.
 * `d` may differ from call to call but must have been made for the machine's program. HENG_OK or HENG_CANCELLED. */
heng_status machine_run(struct machine *m, const struct data *d, size_t first, size_t count, machine_sink *sink, void *context);

/* After machine_run of a single report: lanes of `domain` in it (group domains included), and for a group domain the
 * group of each row (UINT32_MAX: none). */
size_t machine_lane_count(const struct machine *m, uint16_t domain);
const uint32_t *machine_group_of_rows(const struct machine *m, uint16_t domain);

/* Both operands of an APPROX or FAPPROX in interval arithmetic, every figure of the data standing for value ± half a
 * unit of its last digit. */
struct machine_interval {
    mpq_t left, left_low, left_high;
    mpq_t right, right_low, right_high;
    uint8_t why; /* not REASON_OK: the intervals mean nothing */
};

/* Evaluates what the instruction code[at] depends on for one report, and gives the intervals of lane `lane` (counted
 * within that report) of its domain. `out` is initialised by the caller (mpq_init of all six). */
void machine_intervals(struct machine *m, const struct data *d, size_t report, size_t at, size_t lane, struct machine_interval *out);

#endif
