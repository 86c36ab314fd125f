/* result_period.c - which rules are in force for the report. */
#include "result.h"

#include "cell.h"

static bool holds(const struct collection *c, const struct program_rule *r)
{
    return c->has_as_of && r->from <= c->as_of && c->as_of < r->until;
}

/* True if `a` says more than `b` of when the name is in force, neither being so: the first to come, or else the last that was. */
static bool tells_more(const struct collection *c, const struct program_rule *a, const struct program_rule *b)
{
    bool coming = a->from > c->as_of, other = b->from > c->as_of;
    if (!c->has_as_of)
        return a->rank < b->rank;
    if (coming != other)
        return coming < other;
    return coming ? a->from < b->from : a->until > b->until;
}

void period_collect(struct collection *c)
{
    const struct heng_program *p = c->program;
    if (!p->dated)
        return;
    const struct column *day = &c->data->columns[p->as_of_field];
    c->has_as_of = !day->why || !day->why[c->report];
    c->as_of = c->has_as_of ? (int32_t)day->values[c->report] : 0;
    c->in_force = arena_alloc(c->arena, p->rule_count * sizeof *c->in_force);
    for (uint32_t i = 0; i < p->rule_count; i++)
        c->in_force[i] = UINT32_MAX;
    for (uint32_t i = 0; i < p->rule_count; i++) {
        const struct program_rule *r = &p->rules[i], *known;
        uint32_t *told = &c->in_force[r->family];
        known = *told == UINT32_MAX ? NULL : &p->rules[*told];
        bool first = holds(c, r), second = known && holds(c, known);
        if (!known || (first && (!second || r->rank < known->rank)) || (!first && !second && tells_more(c, r, known)))
            *told = i;
    }
}

uint32_t period_rule(const struct collection *c, uint32_t rule)
{
    if (!c->in_force)
        return rule;
    uint32_t told = c->in_force[c->program->rules[rule].family];
    return told == UINT32_MAX ? rule : told;
}

uint8_t period_why(const struct collection *c, uint32_t rule)
{
    const struct program_rule *r = &c->program->rules[rule];
    if (!c->in_force || (r->from == INT32_MIN && r->until == INT32_MAX && period_rule(c, rule) == rule))
        return REASON_OK;
    if (!c->has_as_of)
        return REASON_NO_YEAR;
    return holds(c, r) && period_rule(c, rule) == rule ? REASON_OK : REASON_NOT_IN_FORCE;
}

/* "2023年", or the day if it is not the last of its year. */
static const char *as_of_text(const struct collection *c)
{
    int year, month, day;
    cell_civil_from_days(c->as_of, &year, &month, &day);
    if (month == 12 && day == 31)
        return arena_format(c->arena, c->english ? "%d" : "%d年", year);
    return print_date(c->arena, c->as_of, c->english);
}

const char *period_reason(const struct collection *c, uint32_t rule, uint8_t why)
{
    const struct program_rule *r = &c->program->rules[rule];
    if (why == REASON_NO_YEAR)
        return reason_text(why, c->english);
    const char *day = as_of_text(c);
    if (r->from > c->as_of)
        return arena_format(c->arena, c->english ? "not yet in force in %s (from %s on)" : "%s尚未生效（自%s起）", day,
                            print_date(c->arena, r->from, c->english));
    return arena_format(c->arena, c->english ? "no longer in force in %s (from %s on)" : "%s已失效（自%s起）", day,
                        print_date(c->arena, r->until, c->english));
}

const char *period_day(const struct collection *c, int32_t day)
{
    int year, month, date;
    if (!c->in_force || day == INT32_MIN || day == INT32_MAX)
        return "";
    cell_civil_from_days(day, &year, &month, &date);
    return arena_format(c->arena, "%04d-%02d-%02d", year, month, date);
}

const char *period_as_of(const struct collection *c)
{
    return c->has_as_of ? period_day(c, c->as_of) : "";
}

const char *period_text(const struct collection *c, uint32_t rule)
{
    const struct program_rule *r = &c->program->rules[rule];
    bool from = c->in_force && r->from != INT32_MIN, until = c->in_force && r->until != INT32_MAX;
    const char *first = from ? print_date(c->arena, r->from, c->english) : "", *last = until ? print_date(c->arena, r->until - 1, c->english) : "";
    if (from && until)
        return arena_format(c->arena, c->english ? "from %s to %s" : "自%s起，至%s止", first, last);
    if (from)
        return arena_format(c->arena, c->english ? "from %s" : "自%s起", first);
    return until ? arena_format(c->arena, c->english ? "to %s" : "至%s止", last) : "";
}
