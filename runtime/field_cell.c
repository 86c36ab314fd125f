/* field_cell.c - one cell of the data into the lanes of the fields that read it.
 *
 * Most cells are plain numbers read by one number field: those go straight to the fixed lane. Everything else is parsed once by the
 * cell grammar, and each field takes its part. */
#include "field_cell.h"

#include <string.h>

#include "unit.h"

enum { DIGITS_MOST = 126 }; /* in column.digits, beside DIGITS_EXACT */

void field_cell_init(struct field_cell *r, struct columns *columns, struct arena *scratch)
{
    *r = (struct field_cell){.columns = columns, .scratch = scratch, .money_unit = NO_UNIT};
    cell_init(&r->cell);
    mpq_init(r->number);
}

void field_cell_clear(struct field_cell *r)
{
    cell_clear(&r->cell);
    mpq_clear(r->number);
}

static int power_of(int unit)
{
    return unit == NO_UNIT ? 0 : unit_at(unit)->power;
}

static bool is_money(int unit)
{
    return unit != NO_UNIT && unit_at(unit)->dimension == DIMENSION_MONEY;
}

/* The unit of a number printed without one. */
static int bare_unit(const struct program_field *f, int money_unit)
{
    return money_unit != NO_UNIT && is_money(f->unit) ? money_unit : f->unit;
}

int field_cell_bare_power(const struct program_field *f, int money_unit)
{
    return power_of(bare_unit(f, money_unit));
}

static int8_t clipped(long digits)
{
    return (int8_t)(digits > DIGITS_MOST ? DIGITS_MOST : digits < -DIGITS_MOST ? -DIGITS_MOST : digits);
}

static int8_t at_least(long least, long printed)
{
    return clipped(printed > least ? printed : least);
}

int8_t field_cell_digits(const struct program_field *f, int unit, int power, int decimals)
{
    long printed = (long)decimals - power;
    if (f->precision == PRECISION_EXACT)
        return DIGITS_EXACT;
    if (unit != NO_UNIT && (f->any_unit || unit != f->unit)) { /* 1.2亿元 in a field of 万元 is to 0.1亿元 */
        switch ((enum unit_precision)unit_at(unit)->precision) {
        case UNIT_EXACT:
            return DIGITS_EXACT;
        case UNIT_HUNDREDTH:
            return at_least(2 - power, printed);
        case UNIT_PRINTED:
            return clipped(printed);
        }
    }
    return f->precision == PRECISION_DECIMALS ? at_least((long)f->decimals - power_of(f->unit), printed) : clipped(printed);
}

bool field_cell_truth(const char *text, size_t length, bool *truth)
{
    static const struct {
        const char *word;
        bool truth;
    } words[] = {{"是", true},   {"否", false},     {"真", true}, {"假", false}, {"true", true},
                 {"false", false}, {"√", true}, {"✓", true}, {"✔", true}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].word) == length && memcmp(words[i].word, text, length) == 0) {
            *truth = words[i].truth;
            return true;
        }
    }
    return false;
}

/* ---- the parts ---- */

static bool is_blank(const struct field_cell *r, enum cell_source source)
{
    return source <= SOURCE_NULL || (r->parsed && r->cell.kind == CELL_BLANK);
}

/* Why the cell is no number, date or truth; `otherwise` if it is a text. */
static uint8_t lack(const struct field_cell *r, enum cell_source source, uint8_t otherwise)
{
    if (source == SOURCE_NO_DOCUMENT)
        return REASON_MISSING_DOCUMENT;
    if (source == SOURCE_NO_FORM)
        return REASON_MISSING_REPORT;
    if (source == SOURCE_ABSENT)
        return REASON_MISSING_FIELD;
    if (source == SOURCE_NULL)
        return REASON_BLANK;
    if (!r->parsed)
        return otherwise;
    switch (r->cell.kind) {
    case CELL_BLANK:
        return REASON_BLANK;
    case CELL_MISSING_WORD:
    case CELL_UNREADABLE:
        return r->cell.reason;
    case CELL_NUMBER:
    case CELL_DATE:
    case CELL_TEXT:
        return otherwise;
    }
    return otherwise;
}

static void put_text(struct field_cell *r, uint32_t field, size_t lane, const char *text, size_t length)
{
    columns_put_fixed(r->columns, field, lane, text_table_enter(r->columns->data.texts, text, length), DIGITS_EXACT);
}

/* r->cell is a number: puts it into the lane in base units, or without its unit. */
static void put_number(struct field_cell *r, const struct program_field *f, uint32_t field, size_t lane)
{
    const struct cell *cell = &r->cell;
    bool figure = f->part == FIELD_FIGURE;
    if (!figure && !f->lenient && (cell->relation != CELL_NONE || cell->approximate)) {
        columns_put_missing(r->columns, field, lane, cell->relation != CELL_NONE ? REASON_BOUND : REASON_APPROXIMATE);
        return;
    }
    int unit = cell->unit == UNIT_NONE ? bare_unit(f, r->money_unit) : cell->unit;
    if (!figure && !f->any_unit && !unit_comparable(unit, f->unit)) {
        columns_put_missing(r->columns, field, lane, REASON_WRONG_UNIT);
        return;
    }
    if (figure)
        number_scale(r->number, cell->number, -(long)power_of(cell->unit));
    else if (cell->unit == UNIT_NONE)
        number_scale(r->number, cell->number, power_of(unit));
    else
        mpq_set(r->number, cell->number);
    if (!number_in_limits(r->number))
        columns_put_missing(r->columns, field, lane, REASON_LIMIT);
    else
        columns_put_number(r->columns, field, lane, r->number, field_cell_digits(f, unit, figure ? 0 : power_of(unit), cell->digits));
}

static void read_number(struct field_cell *r, uint32_t field, size_t lane, enum cell_source source)
{
    const struct program_field *f = &r->columns->program->fields[field];
    if (r->parsed && r->cell.kind == CELL_NUMBER)
        put_number(r, f, field, lane);
    else if (f->blank_is_value && source > SOURCE_ABSENT && is_blank(r, source))
        columns_put_number(r->columns, field, lane, f->blank, DIGITS_EXACT);
    else
        columns_put_missing(r->columns, field, lane, lack(r, source, REASON_NOT_A_NUMBER));
}

/* A day has a value; a bound or a longer time only in a lenient field: its last day. */
static void read_date(struct field_cell *r, uint32_t field, size_t lane, enum cell_source source)
{
    const struct cell *cell = &r->cell;
    bool lenient = r->columns->program->fields[field].lenient;
    if (!r->parsed || cell->kind != CELL_DATE)
        columns_put_missing(r->columns, field, lane, lack(r, source, REASON_NOT_A_DATE));
    else if (!lenient && cell->relation != CELL_NONE)
        columns_put_missing(r->columns, field, lane, REASON_BOUND);
    else if (!lenient && cell->date != CELL_DAY)
        columns_put_missing(r->columns, field, lane, REASON_APPROXIMATE);
    else
        columns_put_fixed(r->columns, field, lane, cell->last_day, DIGITS_EXACT);
}

static void read_truth(struct field_cell *r, uint32_t field, size_t lane, enum cell_source source)
{
    bool truth;
    if (source >= SOURCE_TRUE)
        columns_put_truth(r->columns, field, lane, source == SOURCE_TRUE);
    else if (r->parsed && r->cell.kind != CELL_BLANK && field_cell_truth(r->cell.text, r->cell.length, &truth))
        columns_put_truth(r->columns, field, lane, truth);
    else
        columns_put_missing(r->columns, field, lane, lack(r, source, REASON_UNREADABLE));
}

/* A bound says more than 约: ≥ of 约 is ≥. */
static const char *relation_sign(const struct cell *cell)
{
    switch (cell->relation) {
    case CELL_NONE:
        return cell->approximate ? "约" : "=";
    case CELL_LE:
        return "≤";
    case CELL_LT:
        return "<";
    case CELL_GE:
        return "≥";
    case CELL_GT:
        return ">";
    }
    return "=";
}

static const char *kind_name(const struct field_cell *r, enum cell_source source)
{
    if (source <= SOURCE_NULL)
        return "空缺";
    if (!r->parsed)
        return "文本";
    switch (r->cell.kind) {
    case CELL_BLANK:
    case CELL_MISSING_WORD:
        return "空缺";
    case CELL_NUMBER:
        return "数值";
    case CELL_DATE:
        return "日期";
    case CELL_TEXT:
    case CELL_UNREADABLE:
        return "文本";
    }
    return "文本";
}

/* A dash or a slash says that nothing was written; words such as 无 and 不适用 are texts. */
static bool is_stroke(const struct cell *cell)
{
    return cell->kind == CELL_MISSING_WORD && (cell->reason == REASON_DASH || cell->reason == REASON_SLASH);
}

static void read_part(struct field_cell *r, uint32_t field, size_t lane, enum cell_source source)
{
    const struct cell *cell = &r->cell;
    bool number = r->parsed && cell->kind == CELL_NUMBER, date = r->parsed && cell->kind == CELL_DATE;
    const char *text = NULL;
    switch (r->columns->program->fields[field].part) {
    case FIELD_NUMBER:
    case FIELD_FIGURE:
        read_number(r, field, lane, source);
        return;
    case FIELD_DATE:
        read_date(r, field, lane, source);
        return;
    case FIELD_TRUTH:
        read_truth(r, field, lane, source);
        return;
    case FIELD_TEXT:
        if (source >= SOURCE_TRUE)
            text = source == SOURCE_TRUE ? "是" : "否";
        else if (r->parsed && cell->kind != CELL_BLANK && !is_stroke(cell))
            text = cell->text;
        break;
    case FIELD_RELATION:
        text = number || date ? relation_sign(cell) : NULL;
        break;
    case FIELD_UNIT:
        text = number ? unit_name(cell->unit, false) : NULL;
        break;
    case FIELD_KIND:
        text = kind_name(r, source);
        break;
    case FIELD_AS_OF: /* columns.c writes it */
    case FIELD_PRESENT: /* a table that is there is not read as a cell */
        columns_put_missing(r->columns, field, lane, source < SOURCE_ABSENT ? lack(r, source, REASON_OK) : REASON_MISSING_TABLE);
        return;
    }
    if (text)
        put_text(r, field, lane, text, text == cell->text && r->parsed ? cell->length : strlen(text));
    else
        columns_put_missing(r->columns, field, lane, lack(r, source, REASON_NOT_A_NUMBER));
}

/* ---- the cell ---- */

/* A number of JSON with an exponent, which printed cells do not have. */
static void read_digits(struct field_cell *r, const char *text, size_t length)
{
    cell_parse(r->scratch, &r->cell, text, length);
    if (!memchr(text, 'e', length) && !memchr(text, 'E', length))
        return;
    bool too_large = false;
    r->cell.reading = NULL;
    r->cell.unit = UNIT_NONE;
    r->cell.relation = CELL_NONE;
    r->cell.approximate = false;
    if (number_read(text, length, r->cell.number, &r->cell.digits, &too_large)) {
        r->cell.kind = CELL_NUMBER;
        r->cell.reason = REASON_OK;
    } else {
        r->cell.kind = CELL_UNREADABLE;
        r->cell.reason = too_large ? REASON_LIMIT : REASON_UNREADABLE;
    }
}

static bool read_plain(struct field_cell *r, uint32_t field, size_t lane, const char *text, size_t length)
{
    const struct program_field *f = &r->columns->program->fields[field];
    if (f->part != FIELD_NUMBER)
        return false;
    int unit = bare_unit(f, r->money_unit), power = power_of(unit), decimals;
    int64_t value;
    if (!cell_plain_fixed(text, length, f->scale + power, &value, &decimals) || value == INT64_MIN)
        return false;
    columns_put_fixed(r->columns, field, lane, value, field_cell_digits(f, unit, power, decimals));
    return true;
}

static void keep_origin(struct field_cell *r, const uint32_t *fields, size_t count, size_t lane, enum cell_source source,
                        const char *text, size_t length, const char *place)
{
    if (source >= SOURCE_TRUE) {
        text = source == SOURCE_TRUE ? "true" : "false";
        length = strlen(text);
    } else if (source <= SOURCE_NULL) {
        length = 0;
    }
    const char *printed = columns_keep_text(r->columns, text, length);
    for (size_t i = 0; i < count; i++)
        columns_put_origin(r->columns, fields[i], lane, printed, place);
}

void field_cell_read(struct field_cell *r, const uint32_t *fields, size_t count, size_t lane, enum cell_source source,
                     const char *text, size_t length, const char *place)
{
    r->parsed = false;
    if (count == 0)
        return;
    if (r->columns->origins)
        keep_origin(r, fields, count, lane, source, text, length, place);
    bool printed = source == SOURCE_TEXT || source == SOURCE_DIGITS;
    if (printed && count == 1 && read_plain(r, fields[0], lane, text, length))
        return;
    if (source == SOURCE_TEXT)
        cell_parse(r->scratch, &r->cell, text, length);
    else if (source == SOURCE_DIGITS)
        read_digits(r, text, length);
    r->parsed = printed;
    for (size_t i = 0; i < count; i++)
        read_part(r, fields[i], lane, source);
}
