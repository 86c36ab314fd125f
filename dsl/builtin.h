/* builtin.h - the functions that builtin.def names. */
#ifndef HENG_BUILTIN_H
#define HENG_BUILTIN_H

#include "compile.h"

/* check_call.c: the type of a call whose arguments are typed; reports what does not fit. lower_call.c: its node. Rows may share a function. */
#define BUILTIN(name, zh, en, least, most, over, check, lower, signature, example, doc_zh, doc_en) \
    struct type check(struct compiler *c, struct ast_expr *e);                                     \
    uint32_t lower(struct lowering *l, const struct ast_expr *e);
#include "builtin.def"
#undef BUILTIN

#endif
