/* wide_bank.h - registers and lane spaces of one report on the wide path.
 *
 * All GMP numbers that live across calls are reachable from a bank, so that wide_bank_clear can release them even when an allocation
 * jumped out of the middle of an instruction. Memory only grows; numbers are initialised once and used again by every report. */
#ifndef HENG_WIDE_BANK_H
#define HENG_WIDE_BANK_H

#include "data.h"

enum { WIDE_NO_LANE = 0xffffffffu };

/* Closed interval. `why` not REASON_OK: there is none, although the number itself has a value; the ends are then 0. */
struct wide_range {
    mpq_t low, high;
    uint8_t why;
};

/* One register: the array that its kind needs is valid, and `why` always. */
struct wide_register {
    enum lane_kind kind;
    bool nothing;              /* written by NOTHING: of any kind */
    size_t count;
    uint8_t *why, *truths;
    int64_t *values;           /* TEXT: ids; DATE: days */
    mpq_t *numbers;            /* FIXED, FRACTION: base units */
    struct wide_range *ranges; /* of the numbers; only where the bank has ranges */
    size_t capacity, number_capacity, range_capacity;
};

/* Lanes of one domain in the report. */
struct wide_space {
    size_t first, count;       /* `first`: number of lane 0 in the data's columns; of no meaning for groups */
    uint32_t *parents;         /* lane of the parent domain per lane; NULL for the report */
    uint32_t *groups;          /* GROUP: lane per row of the grouped table, WIDE_NO_LANE: none */
    size_t parent_capacity, group_capacity;
};

struct wide_bank {
    struct arena *arena;
    const struct heng_program *program;
    const struct program_section *section;
    const struct data *data;
    size_t report;
    bool ranged;               /* numbers have intervals */
    struct wide_register *registers;
    struct wide_space *spaces;
    uint32_t *owners, *slots;  /* scratch of wide_bank_owners, wide_bank_group and wide_bank_find */
    uint32_t *twice;           /* scratch of wide_bank_find */
    size_t owner_capacity, slot_capacity, twice_capacity;
    mpq_t scratch[6];
};

/* Prepares an empty bank. It holds GMP memory from here on. */
void wide_bank_init(struct wide_bank *b, struct arena *a, const struct heng_program *p, const struct program_section *s, bool ranged);
void wide_bank_clear(struct wide_bank *b);

/* Lays out the lanes of report `report` of `d`. Groups are empty until wide_bank_group. */
void wide_bank_layout(struct wide_bank *b, const struct data *d, size_t report);

/* Register `index` as destination with the lanes of `domain`, room made for `kind`. What its lanes held stays, so that an instruction may
 * write to a register that it reads. */
struct wide_register *wide_bank_write(struct wide_bank *b, uint16_t index, uint16_t domain, enum lane_kind kind);

/* For each lane of `from` the lane of `to` that it belongs to (WIDE_NO_LANE: none). `to` contains `from`, see
 * verify.c. Valid until the next call. */
const uint32_t *wide_bank_owners(struct wide_bank *b, uint16_t from, uint16_t to);

/* Forms the lanes of group domain `domain` from rows with equal keys. */
void wide_bank_group(struct wide_bank *b, uint16_t domain, const struct wide_register *const *keys, size_t key_count);

/* For each lane of `wanted`, a register of `domain`: the row of table domain `rows`, under the same lane of the table's parent, whose key
 * equals it. rows[i] is WIDE_NO_LANE, and why[i] tells why, where there is no such row, where there are several, or nothing is wanted. */
void wide_bank_find(struct wide_bank *b, uint16_t domain, const struct wide_register *wanted, uint16_t table, const struct wide_register *key,
                    int64_t *rows, uint8_t *why);

#endif
