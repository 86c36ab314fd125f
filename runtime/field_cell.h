/* field_cell.h - one cell of the data into the lanes of the fields that read it. */
#ifndef HENG_FIELD_CELL_H
#define HENG_FIELD_CELL_H

#include "cell.h"
#include "columns.h"

/* What stands in the data where a cell is due. */
enum cell_source {
    SOURCE_NO_DOCUMENT, /* nothing: the whole report that it belongs to is not there */
    SOURCE_NO_FORM, /* nothing: the whole form that it belongs to is not there */
    SOURCE_ABSENT,  /* nothing: the key or column is not there */
    SOURCE_NULL,
    SOURCE_TEXT,   /* a text as printed */
    SOURCE_DIGITS, /* a number of JSON */
    SOURCE_TRUE,
    SOURCE_FALSE
};

struct field_cell {
    struct columns *columns;
    struct arena *scratch; /* texts that need not outlive the call */
    int money_unit;        /* 金额单位 of the report, or NO_UNIT: bare numbers of money fields are in it */
    struct cell cell;      /* the last cell that was parsed: its `reading` may be worth a warning */
    bool parsed;           /* `cell` belongs to the last call of field_cell_read */
    mpq_t number;
};

void field_cell_init(struct field_cell *r, struct columns *columns, struct arena *scratch);
void field_cell_clear(struct field_cell *r);

/* Writes lane `lane` of `count` used fields, which all read the same cell. `text` is that of TEXT and DIGITS. Where
 * the columns keep origins, `place` (NUL-terminated, of the columns' arena) is kept with the text. */
void field_cell_read(struct field_cell *r, const uint32_t *fields, size_t count, size_t lane, enum cell_source source,
                     const char *text, size_t length, const char *place);

/* Power of ten of the unit that a bare number of the field is in: 4 for 万元, 0 without unit. */
int field_cell_bare_power(const struct program_field *f, int money_unit);

/* Base-unit decimals to which a number counts as printed, when it was printed with `decimals` decimals in a unit of power `power`.
 * `unit` is the printed unit, which matters to fields with any unit only: what is counted exactly is exact, and 万元 are to 0.01. */
int8_t field_cell_digits(const struct program_field *f, int unit, int power, int decimals);

/* 是 否 真 假 true false ✓ √: true if the text is one of them. */
bool field_cell_truth(const char *text, size_t length, bool *truth);

#endif
