/* cell.h - the text of a cell, read by one grammar (docs/manual/13-数据格式.md).
 *
 *   cell     := blank | missing | [label] value | [label] date
 *   missing  := 空白 | — —— - and other runs of dashes | / | 无 | 不适用 | 未公布
 *   label    := a name that does not begin like a value, followed by a blank or a line break (then the number must have
 *               a unit or a relation), by a colon, or at once by a relation sign:
 *               职工满意度 100%; 满意度：98; 知晓率≥90%
 *   value    := [relation] [约 | 大约 | 近] number [余 | 多] [unit] [end]
 *   end      := [含] 以上 | 及以上 | 以下 | 及以下 | 以内 | 左右 | 上下
 *   relation := ≥ ≧ > >= => ≤ ≦ < <= = \geq \ge \leq \le (all or the sign between $ … $, % perhaps as \%)
 *             | 不少于 不低于 不小于 大于等于 至少 达到 | 不超过 不高于 不多于 不大于 小于等于 至多
 *             | 大于 高于 多于 超过 | 小于 低于 少于 不足
 *   number   := [+ | -] digits with thousands commas in groups of three [. digits]
 *   date     := [relation sign] YYYY年 | YYYY年M月 [底 | 末] | YYYY年底 | YYYY年末 | YYYY年M月D日
 *             | YYYY-M-D | YYYY/M/D | YYYY.M.D, each but a bare year also with 前, 之前 or 以前, which include the day
 *
 * Full-width and half-width signs are the same; blanks are allowed between the parts but not inside a number. Whatever
 * does not parse wholly is text: nothing is ever guessed. What begins as a number and is damaged (`7.496,5`, `.5`,
 * `1,23`, a number broken over two lines) or has no such day (2023年2月30日) is unreadable, and where there is one
 * reading it might be, `reading` gives that. */
#ifndef HENG_CELL_H
#define HENG_CELL_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "reason.h"

enum cell_kind {
    CELL_BLANK,        /* nothing but blanks, or the word 空白; `reason` is REASON_BLANK */
    CELL_MISSING_WORD, /* —— / 无 …: `reason` says which */
    CELL_NUMBER,
    CELL_DATE,
    CELL_TEXT,
    CELL_UNREADABLE    /* `reason` is REASON_UNREADABLE, or REASON_LIMIT for a number out of limits */
};

enum cell_relation { CELL_NONE, CELL_LE, CELL_LT, CELL_GE, CELL_GT };

/* What a date was printed to. */
enum cell_date { CELL_DAY, CELL_MONTH, CELL_YEAR };

struct cell {
    enum cell_kind kind;
    enum cell_relation relation; /* NUMBER, DATE: as printed; 余 and 多 are GT; 前 is LE on last_day */
    bool approximate;            /* NUMBER: 约, 近, 左右, 上下 */
    uint8_t reason;              /* enum reason; REASON_OK for NUMBER, DATE and TEXT */

    mpq_t number;                /* NUMBER: in base units of its unit (84% is 0.84, 1万元 is 10000) */
    int unit;                    /* NUMBER: index of the unit printed (unit.h), or UNIT_NONE */
    int digits;                  /* NUMBER: decimals as printed, in the printed unit: 84.0% has 1 */

    enum cell_date date;         /* DATE: 2024年12月31日 and 2024年12月底 are CELL_DAY, 2024年12月 is CELL_MONTH */
    int32_t first_day, last_day; /* DATE: first and last day meant, since 1970-01-01; the same for CELL_DAY */

    const char *text;            /* without outer blanks, invisible characters, line breaks; has a NUL; the arena's */
    size_t length;
    const char *label;           /* the label inside `text`, not NUL-terminated; NULL if there is none */
    size_t label_length;
    const char *reading;         /* UNREADABLE: the number it might be ("7.4965"), has a NUL, the arena's; or NULL */
};

/* A cell must be initialised once before it is parsed into, may then be parsed into any number of times, and is to be
 * cleared. Between these calls its number is always a valid mpq, also when an allocation failed. */
void cell_init(struct cell *cell);
void cell_clear(struct cell *cell);

/* Reads a cell. `text` is copied; time and memory are linear in its length. Bytes that are not UTF-8 make it text. */
void cell_parse(struct arena *a, struct cell *cell, const char *text, size_t length);

/* The plain case, without GMP: true if the text is only [-]digits[.digits] (ASCII) and its value * 10^scale is an
 * integer that fits an int64. *digits is then the number of decimals printed. May be false for numbers of more than
 * 18 significant digits all the same: cell_parse reads them. Negative scales are allowed (±1000). */
bool cell_plain_fixed(const char *text, size_t length, int scale, int64_t *value, int *digits);

/* Days since 1970-01-01 of a day of the proleptic Gregorian calendar; false if there is no such day or the year is
 * not 1 to 9999. */
bool cell_days_from_civil(int year, int month, int day, int32_t *days);

/* The inverse, for any day number that cell_days_from_civil gives. */
void cell_civil_from_days(int32_t days, int *year, int *month, int *day);

/* Whole months from day `from` to day `to`, or with `begun` those begun; negative if `to` is earlier. The month after 31 January ends on the
 * last day of February. Day numbers outside the calendar count as its first or last day. */
int64_t cell_months_between(int64_t from, int64_t to, bool begun);

#endif
