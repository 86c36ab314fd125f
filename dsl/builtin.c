/* builtin.c - the table of functions. */
#include "builtin.h"

#include <string.h>

static const struct builtin table[] = {
#define BUILTIN(name, zh, en, least, most, over, check, lower, signature, example, doc_zh, doc_en) {zh, en, least, most, OVER_##over, check, lower},
#include "builtin.def"
#undef BUILTIN
};

const struct builtin *builtin_find(const char *name)
{
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        if (!strcmp(table[k].zh, name) || !strcmp(table[k].en, name)) return &table[k];
    }
    return NULL;
}

const struct builtin *builtin_at(size_t index) { return index < sizeof table / sizeof *table ? &table[index] : NULL; }
