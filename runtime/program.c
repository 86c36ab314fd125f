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
