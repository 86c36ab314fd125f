/* stage.c - the stages of a compilation as text. */
#include "stage.h"

#include "../runtime/buffer.h"
#include "ir.h"

static const char *print_trees(const struct compiler *c, struct arena *a)
{
    struct buffer b = buffer_start(a);
    for (size_t k = 0; k < c->file_count; k++) buffer_add(&b, ast_print_items(a, c->files[k], false));
    return buffer_text(&b);
}

/* Rules in order of evaluation with type, lanes and what they use. */
static const char *print_checked(const struct compiler *c, struct arena *a)
{
    static const char *const kinds[] = {[RULE_VALUE] = "value", [RULE_SCORE] = "score", [RULE_CHECK] = "check"};
    struct buffer b = buffer_start(a);
    for (size_t k = 0; k < c->rule_count; k++) {
        const struct rule *r = c->order[k];
        buffer_add(&b, arena_format(a, "%s %s : %s, domain %u", kinds[r->kind], r->name, type_name(a, &r->type, c->diag->english), r->domain));
        for (size_t i = 0; i < r->use_count; i++) buffer_add(&b, arena_format(a, "%s %s", i ? "" : ", uses", r->uses[i]->name));
        buffer_add(&b, "\n");
    }
    return buffer_text(&b);
}

const char *stage_print(struct compiler *c, heng_stage stage, struct arena *a)
{
    switch (stage) {
    case HENG_STAGE_AST: return print_trees(c, a);
    case HENG_STAGE_CHECKED: return print_checked(c, a);
    case HENG_STAGE_IR: return ir_print(c->ir, a);
    case HENG_STAGE_CODE: return program_disassemble(c->program, &c->program->batch, a);
    case HENG_STAGE_DETAIL: return program_disassemble(c->program, &c->program->detail, a);
    }
    return "";
}
