/* builtin.c - the table of functions. */
#include <string.h>

#include "compile.h"

static const struct builtin table[] = {
#define BUILTIN(name, zh, en, least, most, signature, example, doc_zh, doc_en) \
    {BUILTIN_##name, zh, en, least, most, signature, example, doc_zh, doc_en},
#include "builtin.def"
#undef BUILTIN
};

const struct builtin *builtin_find(const char *name)
{
    for (int k = 0; k < BUILTINS; k++) {
        if (!strcmp(table[k].zh, name) || !strcmp(table[k].en, name)) return &table[k];
    }
    return NULL;
}

const struct builtin *builtin_at(int id) { return &table[id]; }
