/* result_operand.c - the cells a result rests on, and why a value is missing.
 *
 * A rule's traces name the cells and definitions of its text; definitions are followed into their own traces, each rule once, nearest
 * first. A definition first met at one lane and later summed over all rows is walked again for the rows. */
#include "result.h"

#include <string.h>

enum { MOST_VISITS = 1000, MOST_NAMED = 5 }; /* of one walk; cells named in a reason */

uint16_t operand_domain(const struct collection *c, const struct program_trace *t)
{
    const struct heng_program *p = c->program;
    switch (t->kind) {
    case TRACE_FIELD:
    case TRACE_FIELD_ROWS:
        return p->fields[t->field].domain;
    case TRACE_VALUE:
        return p->rules[t->rule].domain;
    case TRACE_CELL:
    case TRACE_CELL_ROWS:
        return p->outputs[t->row].domain;
    case TRACE_TABLE:
        return p->fields[t->field].domain;
    case TRACE_STEP:
    case TRACE_ROWS:
    case TRACE_NOTE:
        return t->output == NO_OUTPUT ? 0 : p->outputs[t->output].domain;
    }
    return 0;
}

const struct program_domain *operand_table(const struct collection *c, uint16_t domain)
{
    const struct program_domain *d = &c->program->domains[domain];
    if (d->kind == DOMAIN_GROUP)
        d = &c->program->domains[d->rows];
    while (d->parent != 0)
        d = &c->program->domains[d->parent];
    return d;
}

struct admitting {
    const struct collection *c;
    uint32_t where;
    uint16_t domain;
    lane_visit *visit;
    void *context;
};

static bool visit_admitted(void *context, size_t lane)
{
    struct admitting *a = context;
    uint8_t why = REASON_OK;
    if (a->where != NO_OUTPUT && !result_truth(a->c, a->where, a->domain, lane, &why) && !why)
        return true;
    return a->visit(a->context, lane);
}

void operand_lanes(const struct collection *c, const struct program_trace *t, uint16_t domain, size_t lane, lane_visit *visit,
                   void *context)
{
    uint16_t own = operand_domain(c, t);
    bool rows = t->kind == TRACE_FIELD_ROWS || t->kind == TRACE_CELL_ROWS || t->kind == TRACE_ROWS;
    size_t at;
    if (!rows && result_domain_within(c, domain, own)) {
        if (result_lane_up(c, domain, lane, own, &at))
            visit(context, at);
        return;
    }
    if (rows && result_lane_up(c, domain, lane, t->over, &at)) { /* an aggregate inside a row's rule sees all rows */
        domain = t->over;
        lane = at;
    }
    struct admitting a = {.c = c, .where = rows ? t->where : NO_OUTPUT, .domain = own, .visit = visit, .context = context};
    result_lanes_down(c, domain, lane, own, visit_admitted, &a);
}

/* ---- walking ---- */

struct visited {
    uint32_t rule;
    size_t lane;
};

/* Called with each cell; false ends the walk. `row` names a row that is not there, and `why` tells why: there is then no lane. */
typedef bool cell_visit(void *context, uint32_t field, size_t lane, const char *row, uint8_t why);

struct walk {
    struct collection *c;
    struct visited *queue;
    size_t count, capacity;
    bool missing_only;            /* only what may be the cause of a missing value */
    enum operand_part part;       /* of the first rule's text */
    const struct program_trace *trace;
    cell_visit *visit;
    void *context;
    bool stopped;
};

static void enqueue(struct walk *w, uint32_t rule, size_t lane)
{
    if (w->count == MOST_VISITS)
        return;
    w->queue = arena_grow(w->c->arena, w->queue, w->count, &w->capacity, sizeof *w->queue);
    w->queue[w->count++] = (struct visited){rule, lane};
}

static bool visit_rule_lane(void *context, size_t lane)
{
    struct walk *w = context;
    uint32_t rule = period_rule(w->c, w->trace->rule);
    const struct program_rule *r = &w->c->program->rules[rule];
    uint8_t why = result_why(w->c, r->value, r->domain, lane);
    if (!w->missing_only || (why && reason_class_of(why) == REASON_CLASS_MISSING)) /* a row left out has nothing that is missing */
        enqueue(w, rule, lane);
    return w->count < MOST_VISITS;
}

static bool visit_cell_lane(void *context, size_t lane)
{
    struct walk *w = context;
    w->stopped = !w->visit(w->context, w->trace->field, lane, NULL, REASON_OK);
    return !w->stopped;
}

/* The cell of a row that is looked for. Where the key has no value its own figures, which the rule's text names as well, tell why, unless
 * it is the table that is not there. */
static bool visit_found_lane(void *context, size_t lane)
{
    struct walk *w = context;
    const struct collection *c = w->c;
    const struct program_trace *t = w->trace;
    const struct program_domain *table = &c->program->domains[c->program->fields[t->field].domain];
    uint16_t domain = operand_domain(c, t);
    size_t row, at;
    uint8_t why = row_found(c, t, lane, &row);
    if (!why)
        w->stopped = !w->visit(w->context, t->field, row, NULL, REASON_OK);
    else if (!result_why(c, t->key, domain, lane))
        w->stopped = !w->visit(w->context, t->field, 0, row_wanted(c, t, lane), why);
    else if (result_lane_up(c, domain, lane, table->parent, &at) && cell_why(c, table->present, at))
        w->stopped = !w->visit(w->context, table->present, at, NULL, REASON_OK);
    return !w->stopped;
}

/* A table that is not in the data has no cells that could be missing: it is named itself. */
static void visit_presence(struct walk *w, const struct program_trace *t, uint16_t domain, size_t lane)
{
    const struct collection *c = w->c;
    const struct program_domain *d = &c->program->domains[operand_domain(c, t)];
    size_t at;
    if (d->kind == DOMAIN_TABLE && result_lane_up(c, domain, lane, d->parent, &at))
        w->stopped = !w->visit(w->context, d->present, at, NULL, REASON_OK);
}

/* True if the trace stands inside a step that has a value: what it lacks did no harm. */
static bool made_good(const struct collection *c, const struct program_rule *r, const struct program_trace *inner, size_t lane)
{
    for (uint32_t i = 0; i < r->trace_count; i++) {
        const struct program_trace *t = &c->program->traces[r->first_trace + i];
        if (t->at.start > inner->at.start)
            return false;
        if (t->kind == TRACE_STEP && span_within(inner->at, t->at) && result_domain_within(c, r->domain, operand_domain(c, t)) &&
            !result_why(c, t->output, r->domain, lane))
            return true;
    }
    return false;
}

/* `seen` holds twice the number of the walk that last met the rule, plus 1 if it did so for all rows. */
static void follow_rule(struct walk *w, const struct program_trace *t, uint16_t domain, size_t lane)
{
    struct collection *c = w->c;
    bool rows = !result_domain_within(c, domain, operand_domain(c, t));
    uint32_t mark = c->walk * 2 + (rows ? 1 : 0);
    if (c->seen[t->rule] >= mark)
        return;
    c->seen[t->rule] = mark;
    operand_lanes(c, t, domain, lane, visit_rule_lane, w);
}

/* True if the trace stands in that part of the rule's text. */
static bool in_part(const struct program_rule *r, const struct program_trace *t, enum operand_part part)
{
    switch (part) {
    case OPERAND_ALL:
        return true;
    case OPERAND_FORMULA:
        return span_within(t->at, r->formula);
    case OPERAND_REST:
        return !span_within(t->at, r->formula);
    }
    return true;
}

/* True if the trace is a name in a message, "{…}": it is shown, but the rule's value does not depend on it. */
static bool in_message(const struct collection *c, const struct program_rule *r, const struct program_trace *t)
{
    const struct source *s = &c->program->sources[t->at.source];
    return !span_within(t->at, r->formula) && t->at.start > 0 && t->at.end < s->length && s->text[t->at.start - 1] == '{' &&
           s->text[t->at.end] == '}';
}

static void walk_cells(struct walk *w, uint32_t rule, size_t lane)
{
    struct collection *c = w->c;
    c->walk++;
    c->seen[rule] = c->walk * 2;
    enqueue(w, rule, lane);
    for (size_t i = 0; i < w->count && !w->stopped; i++) {
        struct visited v = w->queue[i];
        const struct program_rule *r = &c->program->rules[v.rule];
        for (uint32_t k = 0; k < r->trace_count && !w->stopped; k++) {
            const struct program_trace *t = &c->program->traces[r->first_trace + k];
            bool cell = t->kind != TRACE_STEP && t->kind != TRACE_ROWS && t->kind != TRACE_NOTE;
            if (!cell || (i == 0 && !in_part(r, t, w->part)) || (w->missing_only && (in_message(c, r, t) || made_good(c, r, t, v.lane))))
                continue;
            w->trace = t;
            if (t->kind == TRACE_TABLE && !w->missing_only)
                continue;
            if (t->kind == TRACE_VALUE)
                follow_rule(w, t, r->domain, v.lane);
            else if (t->kind == TRACE_CELL || t->kind == TRACE_CELL_ROWS)
                operand_lanes(c, t, r->domain, v.lane, visit_found_lane, w);
            else
                operand_lanes(c, t, r->domain, v.lane, visit_cell_lane, w);
            if (w->missing_only && t->kind == TRACE_FIELD_ROWS && !w->stopped)
                visit_presence(w, t, r->domain, v.lane);
        }
    }
}

/* ---- operands ---- */

struct operands {
    struct collection *c;
    heng_operand *items;
    struct visited *cells; /* field and lane of each */
    size_t count, capacity, cell_capacity;
};

/* Fields with the same path read one cell. */
static bool same_cell(const struct collection *c, uint32_t a, uint32_t b)
{
    const struct program_field *f = &c->program->fields[a], *g = &c->program->fields[b];
    if (a == b)
        return true;
    if (f->domain != g->domain || f->path_length != g->path_length)
        return false;
    for (uint16_t i = f->path_length; i-- > 0;)
        if (strcmp(f->path[i], g->path[i]))
            return false;
    return true;
}

static bool add_operand(void *context, uint32_t field, size_t lane, const char *row, uint8_t why)
{
    struct operands *o = context;
    struct collection *c = o->c;
    for (size_t i = 0; i < o->count; i++)
        if (row ? !strcmp(o->items[i].name, row) : o->cells[i].lane == lane && same_cell(c, o->cells[i].rule, field))
            return true;
    if (o->count == RESULT_MOST_OPERANDS)
        return false;
    o->cells = arena_grow(c->arena, o->cells, o->count, &o->cell_capacity, sizeof *o->cells);
    o->items = arena_grow(c->arena, o->items, o->count, &o->capacity, sizeof *o->items);
    o->cells[o->count] = (struct visited){field, row ? RESULT_NO_LANE : lane};
    if (row) {
        o->items[o->count++] = (heng_operand){.name = row, .printed = "", .place = "", .reason = reason_text(why, c->english)};
        return true;
    }
    o->items[o->count++] = (heng_operand){
        .name = cell_name(c, field, lane),
        .printed = cell_printed(c, field, lane),
        .place = cell_place(c, field, lane),
        .reason = reason_text(cell_why(c, field, lane), c->english),
    };
    return true;
}

const heng_operand *operand_list(struct collection *c, uint32_t rule, size_t lane, size_t *count)
{
    struct operands o = {.c = c};
    struct walk w = {.c = c, .visit = add_operand, .context = &o};
    walk_cells(&w, rule, lane);
    *count = o.count;
    return o.items;
}

/* ---- reasons ---- */

struct naming {
    struct collection *c;
    struct buffer text;
    uint8_t why;
    size_t count;
    const char *reports[MOST_NAMED]; /* forms that are missing as a whole: named once, not field by field */
    size_t report_count;
    struct visited cells[RESULT_MOST_OPERANDS]; /* those counted, by field and lane: several fields may read parts of one cell */
};

/* Reasons that already say what was printed. */
static bool says_print(uint8_t why)
{
    return why == REASON_BLANK || why == REASON_DASH || why == REASON_SLASH || why == REASON_NONE || why == REASON_NOT_APPLICABLE ||
           why == REASON_UNPUBLISHED || why == REASON_MISSING_FIELD;
}

/* True if the form was named before. */
static bool report_named(struct naming *n, const char *report)
{
    for (size_t i = 0; i < n->report_count; i++)
        if (!strcmp(n->reports[i], report))
            return true;
    if (n->report_count < MOST_NAMED)
        n->reports[n->report_count++] = report;
    return false;
}

const char *report_missing(const struct collection *c, const char **path, uint16_t length, uint8_t why)
{
    bool other = false;
    for (size_t i = 0; i < c->program->join_count; i++)
        other |= !strcmp(c->program->joins[i], path[0]);
    if (why == REASON_MISSING_REPORT && other && length > 1)
        return arena_format(c->arena, "%s.%s", path[0], path[1]);
    return why == REASON_MISSING_REPORT || why == REASON_MISSING_DOCUMENT ? path[0] : NULL;
}

/* True if a part of the cell was counted before. */
static bool cell_counted(const struct naming *n, uint32_t field, size_t lane)
{
    for (size_t i = 0; i < n->count && i < RESULT_MOST_OPERANDS; i++)
        if (n->cells[i].lane == lane && same_cell(n->c, n->cells[i].rule, field))
            return true;
    return false;
}

static bool name_missing(void *context, uint32_t field, size_t lane, const char *row, uint8_t lost)
{
    struct naming *n = context;
    struct collection *c = n->c;
    uint8_t why = row ? lost : cell_why(c, field, lane);
    const char *report = row ? NULL : report_missing(c, c->program->fields[field].path, c->program->fields[field].path_length, why);
    if (!why || why > n->why || reason_class_of(why) != REASON_CLASS_MISSING || (row && report_named(n, row)) ||
        (report && report_named(n, report)) || (!row && !report && cell_counted(n, field, lane)))
        return true;
    if (n->count < RESULT_MOST_OPERANDS)
        n->cells[n->count] = (struct visited){field, row ? RESULT_NO_LANE : lane};
    if (n->count++ >= MOST_NAMED)
        return n->count < RESULT_MOST_OPERANDS;
    const char *printed = row ? "" : cell_printed(c, field, lane), *reason = reason_text(why, c->english);
    if (n->count > 1)
        buffer_add(&n->text, c->english ? ", " : "、");
    buffer_add(&n->text, report ? report : row ? row : cell_name(c, field, lane));
    if (says_print(why) || !*printed)
        buffer_add_format(&n->text, c->english ? " (%s)" : "（%s）", reason);
    else
        buffer_add_format(&n->text, c->english ? " (printed as “%s”: %s)" : "（印为“%s”，%s）", printed, reason);
    return true;
}

static const char *missing_reason(struct collection *c, uint32_t rule, size_t lane, uint8_t why, enum operand_part part)
{
    struct naming n = {.c = c, .text = buffer_start(c->arena), .why = why};
    struct walk w = {.c = c, .missing_only = true, .part = part, .visit = name_missing, .context = &n};
    walk_cells(&w, rule, lane);
    if (!n.count)
        return reason_text(why, c->english);
    if (n.count > MOST_NAMED)
        buffer_add_format(&n.text, c->english ? " and %zu more" : "，另有 %zu 项", n.count - MOST_NAMED);
    return buffer_text(&n.text);
}

/* The innermost step of a rule that fails for `why` itself: of the steps that do, one that ends first contains no other. */
static const struct program_trace *failed_step(const struct collection *c, const struct program_rule *r, size_t lane, uint8_t why,
                                               enum operand_part part)
{
    const struct program_trace *found = NULL;
    for (uint32_t i = 0; i < r->trace_count; i++) {
        const struct program_trace *t = &c->program->traces[r->first_trace + i];
        if (t->kind != TRACE_STEP || !in_part(r, t, part) || !result_domain_within(c, r->domain, operand_domain(c, t)) ||
            result_why(c, t->output, r->domain, lane) != why)
            continue;
        if (!found || t->at.end < found->at.end || (t->at.end == found->at.end && t->at.start > found->at.start))
            found = t;
    }
    return found;
}

/* The first definition of a rule's text that fails for `why` itself, at the lane where it does. */
static const struct program_trace *failed_value(const struct collection *c, const struct program_rule *r, size_t *lane, uint8_t why,
                                                enum operand_part part)
{
    for (uint32_t i = 0; i < r->trace_count; i++) {
        const struct program_trace *t = &c->program->traces[r->first_trace + i];
        size_t at;
        if (t->kind != TRACE_VALUE || !in_part(r, t, part) || !result_lane_up(c, r->domain, *lane, operand_domain(c, t), &at))
            continue;
        if (result_why(c, c->program->rules[period_rule(c, t->rule)].value, operand_domain(c, t), at) == why) {
            *lane = at;
            return t;
        }
    }
    return NULL;
}

/* Of a rule that finds several rows where one is due: which. NULL if it does not. */
struct several {
    struct collection *c;
    const struct program_trace *trace;
    const char *text;
};

static bool tell_several(void *context, size_t lane)
{
    struct several *s = context;
    struct collection *c = s->c;
    size_t row;
    if (row_found(c, s->trace, lane, &row) != REASON_SEVERAL_ROWS)
        return true;
    const char *rows = row_several(c, s->trace, lane);
    s->text = arena_format(c->arena, "%s%s%s", row_wanted(c, s->trace, lane), !rows ? "" : c->english ? ": " : "：", rows ? rows : "");
    return false;
}

static const char *several_rows(struct collection *c, const struct program_rule *r, size_t lane)
{
    struct several s = {.c = c};
    for (uint32_t i = 0; i < r->trace_count && !s.text; i++) {
        s.trace = &c->program->traces[r->first_trace + i];
        if (s.trace->kind == TRACE_CELL || s.trace->kind == TRACE_CELL_ROWS)
            operand_lanes(c, s.trace, r->domain, lane, tell_several, &s);
    }
    return s.text;
}

static const char *error_reason(struct collection *c, uint32_t rule, size_t lane, uint8_t why, enum operand_part part)
{
    const struct program_rule *r = &c->program->rules[rule];
    const struct program_trace *t;
    size_t depth = 0;
    while (depth < c->program->rule_count && (t = failed_value(c, r, &lane, why, part))) {
        r = &c->program->rules[period_rule(c, t->rule)];
        part = OPERAND_FORMULA;
        depth++;
    }
    const char *rows = why == REASON_SEVERAL_ROWS ? several_rows(c, r, lane) : NULL;
    if (rows)
        return arena_format(c->arena, c->english ? "%s in %s" : "%s：%s", reason_text(why, c->english), rows);
    t = failed_step(c, r, lane, why, part);
    const char *where = formula_text(c, t ? t->at : part == OPERAND_REST ? r->at : r->formula), *what = reason_text(why, c->english);
    if (!depth)
        return arena_format(c->arena, c->english ? "%s in %s" : "%s：%s", what, where);
    return arena_format(c->arena, c->english ? "%s in %s (%s)" : "%s：%s（%s）", what, where, r->name);
}

/* The rule itself, or the one among those it rests on, that is not in force. */
static const char *untimely_reason(struct collection *c, uint32_t rule, size_t lane, uint8_t why, enum operand_part part)
{
    const struct program_trace *t;
    if (period_why(c, rule) == why)
        return period_reason(c, rule, why);
    for (size_t depth = 0; depth < c->program->rule_count && (t = failed_value(c, &c->program->rules[rule], &lane, why, part)); depth++) {
        rule = period_rule(c, t->rule);
        part = OPERAND_FORMULA;
        if (period_why(c, rule) == why)
            return arena_format(c->arena, c->english ? "%s: %s" : "%s：%s", c->program->rules[rule].name, period_reason(c, rule, why));
    }
    return reason_text(why, c->english);
}

const char *operand_reason(struct collection *c, uint32_t rule, size_t lane, uint8_t why, enum operand_part part)
{
    if (why == REASON_NOT_IN_FORCE || why == REASON_NO_YEAR)
        return untimely_reason(c, rule, lane, why, part);
    switch (reason_class_of(why)) {
    case REASON_CLASS_NONE:
        return "";
    case REASON_CLASS_NA:
        return reason_text(why, c->english);
    case REASON_CLASS_MISSING:
        return missing_reason(c, rule, lane, why, part);
    case REASON_CLASS_ERROR:
        return error_reason(c, rule, lane, why, part);
    }
    return "";
}
