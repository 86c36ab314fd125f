/* verify_tables.c - proves that a program's tables only refer to what is there. */
#include "verify_tables.h"

#include <string.h>

#include "op.h"
#include "unit.h"

bool verify_span(const struct heng_program *p, struct span at)
{
    if (at.source < p->source_count)
        return at.start <= at.end && at.end <= p->sources[at.source].length;
    return at.source == 0 && at.start == 0 && at.end == 0;
}

/* Parents come before their children, so there are no cycles, and every walk upwards ends at the report. */
static const char *check_domain(const struct heng_program *p, size_t i)
{
    const struct program_domain *d = &p->domains[i];
    switch (d->kind) {
    case DOMAIN_REPORT:
        return i == 0 ? NULL : "only domain 0 is the report";
    case DOMAIN_TABLE:
        if (i == 0)
            break;
        if (d->parent >= i)
            return "its parent does not come before it";
        return p->domains[d->parent].kind == DOMAIN_GROUP ? "its parent is a group" : NULL;
    case DOMAIN_GROUP:
        if (i == 0)
            break;
        if (d->rows >= i)
            return "the rows it groups do not come before it";
        if (p->domains[d->rows].kind != DOMAIN_TABLE)
            return "what it groups is not a table";
        return d->parent == p->domains[d->rows].parent ? NULL : "its parent is not that of its rows";
    }
    return i == 0 ? "domain 0 must be the report" : "it is of no known kind";
}

/* The truth that tells whether a table is there lies in the lanes that the table is nested in, and bears its name. */
static const char *check_presence(const struct heng_program *p, const struct program_domain *d)
{
    if (d->kind != DOMAIN_TABLE)
        return NULL;
    if (d->path_length == 0 || !d->path)
        return "it has no name";
    const struct program_field *f = d->present < p->field_count ? &p->fields[d->present] : NULL;
    if (!f || f->part != FIELD_PRESENT || f->domain != d->parent)
        return "its presence is no such field of its parent";
    const uint32_t names[] = {d->names ? d->names->line : NO_FIELD, d->names ? d->names->code : NO_FIELD, d->names ? d->names->label : NO_FIELD};
    for (int i = 0; i < 3; i++)
        if (names[i] != NO_FIELD && (names[i] >= p->field_count || &p->domains[p->fields[names[i]].domain] != d))
            return "what names its rows is no field of it";
    if (f->path_length != d->path_length)
        return "its presence bears another name";
    for (uint16_t i = 0; i < d->path_length; i++)
        if (strcmp(f->path[i], d->path[i]))
            return "its presence bears another name";
    return NULL;
}

static const char *check_field(const struct heng_program *p, const struct program_field *f)
{
    if (f->domain >= p->domain_count)
        return "there is no such domain";
    if (p->domains[f->domain].kind == DOMAIN_GROUP)
        return "groups have no fields";
    if (f->unit != NO_UNIT && (f->unit < 0 || f->unit >= unit_count()))
        return "there is no such unit";
    if (f->precision > PRECISION_PRINTED)
        return "there is no such precision";
    if (!verify_span(p, f->declared))
        return "its span is outside the sources";
    switch (f->part) {
    case FIELD_NUMBER:
    case FIELD_FIGURE:
        return f->kind == LANE_FIXED ? NULL : "a number needs fixed lanes";
    case FIELD_TEXT:
    case FIELD_RELATION:
    case FIELD_UNIT:
    case FIELD_KIND:
        return f->kind == LANE_TEXT ? NULL : "a text needs text lanes";
    case FIELD_AS_OF:
        if (f->domain || f->path_length)
            return "the day of evaluation is the report's and has no name";
        return f->kind == LANE_DATE ? NULL : "a date needs date lanes";
    case FIELD_DATE:
        return f->kind == LANE_DATE ? NULL : "a date needs date lanes";
    case FIELD_TRUTH:
    case FIELD_PRESENT:
        return f->kind == LANE_TRUTH ? NULL : "a truth needs truth lanes";
    }
    return "there is no such part of a cell";
}

/* The machine takes integer or numerator and denominator, the wide path takes number: they must be the same. */
static const char *check_constant(const struct program_constant *c, mpq_t scratch)
{
    int64_t integer;
    switch (c->kind) {
    case LANE_FIXED:
    case LANE_FRACTION:
        if (mpz_sgn(mpq_denref(c->number)) <= 0 || !number_in_limits(c->number))
            return "its number is beyond the limits";
        if (!c->fits)
            return NULL;
        if (c->kind == LANE_FIXED)
            return number_to_fixed(c->number, c->scale, &integer) && integer == c->integer ? NULL : "its integer is not its number";
        if (c->denominator <= 0)
            return "its denominator is not positive";
        mpq_set_si(scratch, c->numerator, (unsigned long)c->denominator);
        mpq_canonicalize(scratch);
        number_scale(scratch, scratch, -(long)c->scale);
        return mpq_equal(scratch, c->number) ? NULL : "its fraction is not its number";
    case LANE_TRUTH:
        return c->integer >= 0 && c->integer <= 2 ? NULL : "its truth is not 0, 1 or 2";
    case LANE_TEXT:
        return c->text ? NULL : "it has no text";
    case LANE_DATE:
        return NULL;
    }
    return "it is of no known kind";
}

static bool is_output(const struct heng_program *p, uint32_t output)
{
    return output == NO_OUTPUT || output < p->output_count;
}

static bool is_output_of(const struct heng_program *p, uint32_t output, enum lane_kind kind)
{
    return output == NO_OUTPUT || (output < p->output_count && p->outputs[output].kind == kind);
}

static const char *check_rule(const struct heng_program *p, const struct program_rule *r)
{
    const uint32_t outputs[] = {r->value, r->applies, r->weight, r->self, r->left, r->right, r->tolerance};
    if (r->kind > RULE_CHECK || r->class > CLASS_NOTICE || r->value_kind > LANE_DATE || r->relation > RELATION_APPROX)
        return "it is of no known kind";
    if (r->domain >= p->domain_count)
        return "there is no such domain";
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        if (!is_output(p, outputs[i]))
            return "there is no such output";
    if (!is_output_of(p, r->applies, LANE_TRUTH) || (r->kind == RULE_CHECK && !is_output_of(p, r->value, LANE_TRUTH)))
        return "its condition or truth is not a truth";
    const struct rule_levels *levels = r->levels;
    if (levels && (p->domains[r->domain].kind != DOMAIN_GROUP || !is_output_of(p, levels->code, LANE_TEXT) || !is_output_of(p, levels->upper, LANE_TEXT)))
        return "its codes are not texts";
    bool labels = true;
    for (int i = 0; i < 3; i++)
        labels &= (r->row_labels[i] == NO_OUTPUT || r->row_labels[i] < p->output_count) && is_output_of(p, r->row_labels[i], LANE_TEXT);
    if (!labels)
        return "its row label is not a text";
    if (r->value != NO_OUTPUT && p->outputs[r->value].domain != r->domain)
        return "its value is of another domain";
    if (r->compare != NO_OUTPUT || r->relation == RELATION_APPROX) {
        uint8_t op = r->compare < p->detail.length ? p->detail.code[r->compare].op : OP_OUT;
        if (op != OP_APPROX && op != OP_FAPPROX)
            return "its comparison is not an APPROX or FAPPROX of the detail section";
    }
    if (p->dated && (r->family >= p->rule_count || p->rules[r->family].domain != r->domain || p->rules[r->family].kind != r->kind))
        return "it is a version of no such rule";
    if (r->first_trace > p->trace_count || r->trace_count > p->trace_count - r->first_trace)
        return "there are no such traces";
    return verify_span(p, r->at) && verify_span(p, r->formula) ? NULL : "its span is outside the sources";
}

static const char *check_trace(const struct heng_program *p, const struct program_trace *t)
{
    if (!verify_span(p, t->at))
        return "its span is outside the sources";
    switch (t->kind) {
    case TRACE_FIELD:
    case TRACE_FIELD_ROWS:
        if (t->field >= p->field_count)
            return "there is no such field";
        break;
    case TRACE_TABLE:
        if (t->field >= p->field_count || p->fields[t->field].part != FIELD_PRESENT)
            return "there is no such table";
        break;
    case TRACE_CELL:
    case TRACE_CELL_ROWS:
        if (t->field >= p->field_count || t->key_field >= p->field_count || p->domains[p->fields[t->field].domain].kind != DOMAIN_TABLE)
            return "there is no such cell of a row";
        if (t->row >= p->output_count || p->outputs[t->row].kind != LANE_FIXED || t->key >= p->output_count ||
            p->outputs[t->key].domain != p->outputs[t->row].domain)
            return "its row is no row";
        break;
    case TRACE_VALUE:
        if (t->rule >= p->rule_count)
            return "there is no such rule";
        break;
    case TRACE_ROWS:
        if (t->output == NO_OUTPUT)
            return "its rows have no values";
        break;
    case TRACE_NOTE:
        if (t->note >= NOTE_COUNT || t->output == NO_OUTPUT)
            return "it is no note of a form";
        break;
    case TRACE_STEP:
        break;
    }
    if (t->kind > TRACE_NOTE)
        return "it is of no known kind";
    if ((t->kind == TRACE_FIELD_ROWS || t->kind == TRACE_CELL_ROWS || t->kind == TRACE_ROWS) && !is_output_of(p, t->where, LANE_TRUTH))
        return "its condition is not a truth";
    if (t->over >= p->domain_count)
        return "its result has no such lanes";
    return is_output(p, t->output) ? NULL : "there is no such output";
}

static const char *check_constants(const struct heng_program *p, struct arena *a)
{
    const char *problem = NULL;
    size_t i;
    mpq_t scratch;
    mpq_init(scratch);
    for (i = 0; i < p->constant_count && !problem; i++)
        problem = check_constant(&p->constants[i], scratch);
    mpq_clear(scratch);
    return problem ? arena_format(a, "constant %zu: %s", i - 1, problem) : NULL;
}

const char *verify_tables(const struct heng_program *p, struct arena *a)
{
    const char *problem;
    if (p->domain_count == 0 || p->domain_count > UINT16_MAX)
        return arena_format(a, "there must be between 1 and %u domains", UINT16_MAX);
    for (size_t i = 0; i < p->domain_count; i++)
        if ((problem = check_domain(p, i)))
            return arena_format(a, "domain %zu: %s", i, problem);
    for (size_t i = 0; i < p->field_count; i++)
        if ((problem = check_field(p, &p->fields[i])))
            return arena_format(a, "field %zu: %s", i, problem);
    if (p->dated && (p->as_of_field >= p->field_count || p->fields[p->as_of_field].part != FIELD_AS_OF))
        return "the day of evaluation is no such field";
    for (size_t i = 0; i < p->domain_count; i++)
        if ((problem = check_presence(p, &p->domains[i])))
            return arena_format(a, "domain %zu: %s", i, problem);
    if ((problem = check_constants(p, a)))
        return problem;
    for (size_t i = 0; i < p->output_count; i++)
        if (p->outputs[i].kind > LANE_DATE || p->outputs[i].domain >= p->domain_count)
            return arena_format(a, "output %zu: there is no such kind or domain", i);
    for (size_t i = 0; i < p->rule_count; i++)
        if ((problem = check_rule(p, &p->rules[i])))
            return arena_format(a, "rule %zu: %s", i, problem);
    for (size_t i = 0; i < p->trace_count; i++)
        if ((problem = check_trace(p, &p->traces[i])))
            return arena_format(a, "trace %zu: %s", i, problem);
    return NULL;
}
