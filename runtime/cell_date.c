/* cell_date.c - dates in cells, and the calendar. */
#include "cell_parts.h"

/* Days are counted from 0000-03-01 in years that begin in March: the leap day is then the last of its year, and the
 * months March to February begin (153 m + 2) / 5 days into it. Years are positive here, so every division is of
 * natural numbers. */
enum { DAYS_400_YEARS = 146097, DAYS_TO_1970 = 719468 };

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap);
}

bool cell_days_from_civil(int year, int month, int day, int32_t *days)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > month_length(year, month))
        return false;
    int march_year = month > 2 ? year : year - 1;
    int march_month = month > 2 ? month - 3 : month + 9;
    int before = march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400;
    *days = before + (153 * march_month + 2) / 5 + day - 1 - DAYS_TO_1970;
    return true;
}

void cell_civil_from_days(int32_t days, int *year, int *month, int *day)
{
    int since = days + DAYS_TO_1970;
    int era = since / DAYS_400_YEARS;
    int day_of_era = since % DAYS_400_YEARS;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = era * 400 + year_of_era + (*month <= 2);
}

int64_t cell_months_between(int64_t from, int64_t to, bool begun)
{
    enum { FIRST_DAY = -719162, LAST_DAY = 2932896 }; /* 1 January of 1, 31 December of 9999 */
    if (to < from)
        return -cell_months_between(to, from, begun);
    int year[2], month[2], day[2];
    const int64_t days[] = {from, to};
    for (int k = 0; k < 2; k++)
        cell_civil_from_days((int32_t)(days[k] < FIRST_DAY ? FIRST_DAY : days[k] > LAST_DAY ? LAST_DAY : days[k]), &year[k], &month[k], &day[k]);
    int last = month_length(year[1], month[1]), due = day[0] < last ? day[0] : last;
    int64_t months = (year[1] - year[0]) * 12 + month[1] - month[0];
    if (day[1] < due)
        months -= !begun;
    else if (day[1] > due)
        months += begun;
    return months;
}

/* Reads `least` to `most` digits, no more following. */
static bool take_digits(struct cell_span *s, int least, int most, int *value)
{
    int count = 0;
    *value = 0;
    for (; s->at < s->end && cell_is_digit(*s->at); s->at++) {
        if (++count > most)
            return false;
        *value = *value * 10 + (*s->at - '0');
    }
    return count >= least;
}

struct date {
    int year, month, day; /* -1: not printed */
    bool at_end;          /* 底 or 末 */
};

static bool spell_numeric(struct cell_span *s, struct date *d)
{
    char separator = *s->at++;
    if (!take_digits(s, 1, 2, &d->month) || s->at == s->end || *s->at != separator)
        return false;
    s->at++;
    return take_digits(s, 1, 2, &d->day);
}

static bool spell_chinese(struct cell_span *s, struct date *d)
{
    cell_skip_blanks(s);
    if (!cell_take(s, "年"))
        return false;
    cell_skip_blanks(s);
    if (s->at < s->end && cell_is_digit(*s->at)) {
        if (!take_digits(s, 1, 2, &d->month))
            return false;
        cell_skip_blanks(s);
        if (!cell_take(s, "月"))
            return false;
        cell_skip_blanks(s);
        if (s->at < s->end && cell_is_digit(*s->at)) {
            if (!take_digits(s, 1, 2, &d->day))
                return false;
            cell_skip_blanks(s);
            return cell_take(s, "日") || cell_take(s, "号");
        }
    }
    d->at_end = cell_take(s, "底") || cell_take(s, "末");
    return true;
}

/* The first and last day meant; false if there is none such. A month or day that was printed as 0 is not one either. */
static bool place(const struct date *d, bool has_month, bool has_day, struct cell *cell)
{
    int month = has_month ? d->month : 12;
    if (month < 1 || month > 12)
        return false;
    int last = has_day ? d->day : month_length(d->year, month);
    if (!cell_days_from_civil(d->year, month, last, &cell->last_day))
        return false;
    cell->date = has_day || d->at_end ? CELL_DAY : has_month ? CELL_MONTH : CELL_YEAR;
    cell->first_day = cell->last_day;
    if (cell->date == CELL_DAY)
        return true;
    return cell_days_from_civil(d->year, has_month ? month : 1, 1, &cell->first_day);
}

enum cell_found cell_read_date(struct cell *cell, struct cell_span s)
{
    struct date d = {.month = -1, .day = -1};
    bool signed_date;
    cell_skip_blanks(&s);
    enum cell_relation relation = cell_relation_sign(&s, &signed_date);
    cell_skip_blanks(&s);
    if (!take_digits(&s, 4, 4, &d.year) || s.at == s.end)
        return CELL_FOUND_NOTHING;
    bool numeric = *s.at == '-' || *s.at == '/' || *s.at == '.';
    if (!(numeric ? spell_numeric(&s, &d) : spell_chinese(&s, &d)))
        return CELL_FOUND_NOTHING;
    bool has_month = d.month >= 0, has_day = d.day >= 0;
    cell_skip_blanks(&s);
    if ((has_month || d.at_end) && (cell_take(&s, "之前") || cell_take(&s, "以前") || cell_take(&s, "前"))) {
        if (signed_date)
            return CELL_FOUND_NOTHING;
        relation = CELL_LE;
    }
    cell_skip_blanks(&s);
    if (s.at != s.end)
        return CELL_FOUND_NOTHING;
    cell->relation = relation;
    return place(&d, has_month, has_day, cell) ? CELL_FOUND_VALUE : CELL_FOUND_DAMAGED;
}
