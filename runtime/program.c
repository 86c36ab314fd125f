/* program.c - what a host asks of a compiled ruleset, and its end. */
#include "program.h"

void heng_program_free(heng_program *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->field_count; i++)
        mpq_clear(p->fields[i].blank);
    for (size_t i = 0; i < p->constant_count; i++)
        mpq_clear(p->constants[i].number);
    struct arena arena = p->arena;
    arena_free(&arena);
}

size_t heng_program_rule_count(const heng_program *p) { return p ? p->rule_count : 0; }

size_t heng_program_change_count(const heng_program *p) { return p ? p->change_count : 0; }

static heng_change_place place_of(const heng_program *p, const struct program_place *place)
{
    heng_change_place out = {.layer = place->layer, .basis = place->basis, .source = ""};
    if (place->at.source >= p->source_count)
        return out;
    out.source = p->sources[place->at.source].name;
    source_position(&p->sources[place->at.source], place->at.start, &out.line, &out.column);
    return out;
}

heng_status heng_program_change(const heng_program *p, size_t index, heng_change *out)
{
    static const heng_change_kind kinds[] = {
        [CHANGE_OPEN] = HENG_CHANGE_OPEN, [CHANGE_IMPLEMENT] = HENG_CHANGE_IMPLEMENT, [CHANGE_OVERRIDE] = HENG_CHANGE_OVERRIDE,
        [CHANGE_DISABLE] = HENG_CHANGE_DISABLE};
    if (!p || !out || index >= p->change_count)
        return HENG_MISUSE;
    const struct program_change *c = &p->changes[index];
    *out = (heng_change){kinds[c->kind], c->name, place_of(p, &c->here), place_of(p, &c->above)};
    return HENG_OK;
}
