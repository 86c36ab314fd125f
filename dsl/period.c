/* period.c - when an item is in force: 生效, 失效, 年度. */
#include <stdlib.h>
#include <string.h>

#include "../runtime/cell.h"
#include "compile.h"

static const struct period always = {INT32_MIN, INT32_MAX};

bool period_is_always(struct period p) { return p.from == INT32_MIN && p.until == INT32_MAX; }

bool period_overlaps(struct period a, struct period b) { return a.from < b.until && b.from < a.until; }

const char *period_date(struct compiler *c, int32_t day)
{
    int year, month, date;
    cell_civil_from_days(day, &year, &month, &date);
    return arena_format(c->scratch, c->diag->english ? "%04d-%02d-%02d" : "%d年%d月%d日", year, month, date);
}

/* The first day of the year or the day that an expression names; false if reported. `next`: the first of the year after. */
static bool read_day(struct compiler *c, const struct ast_expr *e, bool next, int32_t *day)
{
    int year = 0, month = 1, date = 1;
    if (e->kind == AST_DATE) {
        year = e->date.year, month = e->date.month, date = e->date.day;
    } else if (strlen(e->number.digits) == 4 && !strchr(e->number.digits, '.') && (!e->number.unit.text || !strcmp(e->number.unit.text, "年"))) {
        year = (int)strtol(e->number.digits, NULL, 10) + next;
    }
    if (year >= 1 && cell_days_from_civil(year, month, date, day)) return true;
    diag_report(c->diag, e->kind == AST_DATE ? DIAG_E0408 : DIAG_E0690, e->at);
    return false;
}

/* The period that the clauses of one item give; false if they give none. */
static bool read(struct compiler *c, const struct ast_item *item, struct period *p)
{
    const struct ast_clause *year = NULL, *moment = NULL;
    *p = always;
    for (const struct ast_clause *k = item->clauses; k; k = k->next) {
        if (k->kind == AST_YEAR) {
            year = k;
            if (read_day(c, k->value, false, &p->from)) read_day(c, k->last ? k->last : k->value, true, &p->until);
        } else if (k->kind == AST_FROM || k->kind == AST_UNTIL) {
            moment = k;
            read_day(c, k->value, false, k->kind == AST_FROM ? &p->from : &p->until);
        }
    }
    if (year && moment) diag_report_with(c->diag, DIAG_E0691, moment->at, DIAG_N0674, year->at);
    else if ((year || moment) && p->from >= p->until) diag_report(c->diag, DIAG_E0692, (year ? year : moment)->at);
    return year || moment;
}

struct period period_of(struct compiler *c, const struct ast_item *item, const struct ast_item *ruleset)
{
    struct period p;
    if (!read(c, item, &p) && ruleset) {
        struct diag_sink *told = c->diag, silent = {.arena = told->arena}; /* the ruleset's own mistakes are told once, with it */
        c->diag = &silent;
        read(c, ruleset, &p);
        c->diag = told;
    }
    return p.from < p.until ? p : always;
}

bool period_default(struct compiler *c, int32_t *day)
{
    for (size_t k = 0; k < c->file_count; k++) {
        for (const struct ast_item *i = c->levels[k] ? NULL : c->files[k]; i; i = i->next) {
            struct period p;
            if (i->kind != AST_RULESET) continue;
            for (const struct ast_clause *clause = i->clauses; clause; clause = clause->next) {
                if (clause->kind != AST_YEAR) continue;
                p = period_of(c, i, NULL);
                *day = p.until - 1;
                return p.until != INT32_MAX;
            }
            return false;
        }
    }
    return false;
}
