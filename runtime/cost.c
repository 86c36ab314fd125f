/* cost.c - what evaluating costs: instructions of both sections, counted by the lanes they run over. */
#include <string.h>

#include "op.h"

/* The lanes an instruction's loop runs over: those of its result, but where it takes rows together these rows'. */
static uint16_t lanes_of(const struct insn *in)
{
    bool over_rows = in->op == OP_GROUP || op_parts((enum op)in->op) & PART_SOURCE;
    return over_rows ? (uint16_t)in->index : in->domain;
}

static size_t count(const struct program_section *s, size_t domain)
{
    size_t found = 0;
    for (size_t i = 0; i < s->length; i++)
        found += lanes_of(&s->code[i]) == domain;
    return found;
}

/* Names of the columns that form the groups of a domain: its GROUP reads registers that were loaded before. */
static void name_keys(const heng_program *p, size_t domain, heng_cost *out)
{
    const struct program_section *s = &p->detail;
    size_t at = 0;
    while (at < s->length && !(s->code[at].op == OP_GROUP && s->code[at].domain == domain))
        at++;
    if (at == s->length)
        return;
    const uint16_t keys[] = {s->code[at].a, s->code[at].b, s->code[at].c};
    for (int k = 0; k < 3 && keys[k] != NO_REGISTER; k++) {
        size_t from = at;
        while (from > 0 && (s->code[from - 1].dst != keys[k] || s->code[from - 1].op == OP_OUT || s->code[from - 1].op == OP_GROUP))
            from--;
        if (!from || s->code[from - 1].op != OP_LOAD)
            continue;
        const struct program_field *f = &p->fields[s->code[from - 1].index];
        out->keys[k] = f->path[f->path_length - 1];
    }
}

heng_status heng_program_cost(const heng_program *p, size_t index, heng_cost *out)
{
    if (!p || !out || index >= p->domain_count)
        return HENG_MISUSE;
    const struct program_domain *d = &p->domains[index];
    memset(out, 0, sizeof *out);
    if (d->kind == DOMAIN_GROUP) {
        name_keys(p, index, out);
        out->is_group = 1;
        d = &p->domains[d->rows];
    }
    out->path = (const char *const *)d->path;
    out->path_length = d->path_length;
    out->batch = count(&p->batch, index);
    out->detail = count(&p->detail, index);
    return HENG_OK;
}
