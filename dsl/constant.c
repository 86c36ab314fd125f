/* constant.c - values known while compiling: literals, arithmetic on them, and definitions made of these. */
#include <string.h>

#include "compile.h"

enum { MOST_DEFINITIONS = 64 }; /* definitions followed one through the other */

static bool evaluate(struct compiler *c, const struct ast_expr *e, mpq_t out, unsigned definitions);

static bool evaluate_binary(struct compiler *c, const struct ast_expr *e, mpq_t out, unsigned definitions)
{
    if (e->binary.op == AST_AND || e->binary.op == AST_OR) return false;
    mpq_t right;
    mpq_init(right);
    bool known = evaluate(c, e->binary.left, out, definitions) && evaluate(c, e->binary.right, right, definitions);
    if (known && e->binary.op == AST_DIVIDE && mpq_sgn(right) == 0) known = false;
    if (known) {
        switch (e->binary.op) {
        case AST_THROUGH: break; /* expand.c leaves none */
        case AST_ADD: mpq_add(out, out, right); break;
        case AST_SUBTRACT: mpq_sub(out, out, right); break;
        case AST_MULTIPLY: mpq_mul(out, out, right); break;
        case AST_DIVIDE: mpq_div(out, out, right); break;
        case AST_AND:
        case AST_OR: break;
        }
        known = number_in_limits(out);
    }
    mpq_clear(right);
    return known;
}

static bool evaluate(struct compiler *c, const struct ast_expr *e, mpq_t out, unsigned definitions)
{
    const struct typed *t = typed_of(e);
    bool known = false;
    if (e->kind == AST_NUMBER) {
        int digits;
        bool large;
        known = number_read(e->number.digits, strlen(e->number.digits), out, &digits, &large);
        if (known && e->number.unit.text) number_scale(out, out, t->type.unit.power);
    } else if (e->kind == AST_UNARY && e->unary.op == AST_NEGATE) {
        known = evaluate(c, e->unary.operand, out, definitions);
        if (known) mpq_neg(out, out);
    } else if (e->kind == AST_BINARY) {
        known = evaluate_binary(c, e, out, definitions);
    } else if (e->kind == AST_PATH && t->target.kind == TARGET_RULE && t->target.rule->kind == RULE_VALUE && definitions < MOST_DEFINITIONS &&
               !version_dated(t->target.rule)) {
        known = t->target.rule->value && evaluate(c, t->target.rule->value, out, definitions + 1);
    }
    if (known && t->adopt) number_scale(out, out, t->adopt);
    return known;
}

/* A rule over time in an expression, or NULL. */
static const struct rule *constant_dated(const struct ast_expr *e)
{
    const struct typed *t = typed_of(e);
    if (e->kind == AST_UNARY) return constant_dated(e->unary.operand);
    if (e->kind == AST_BINARY) {
        const struct rule *left = constant_dated(e->binary.left);
        return left ? left : constant_dated(e->binary.right);
    }
    return e->kind == AST_PATH && t->target.kind == TARGET_RULE && version_dated(t->target.rule) ? t->target.rule : NULL;
}

void constant_wanted(struct compiler *c, const struct ast_expr *e, enum diag_code otherwise)
{
    const struct rule *dated = constant_dated(e);
    if (dated && c->checking) diag_report(c->diag, DIAG_E0507, e->at, dated->name, dated->name, c->checking->name);
    else diag_report(c->diag, otherwise, e->at);
}

bool constant_value(struct compiler *c, const struct ast_expr *e, mpq_t out)
{
    return evaluate(c, e, out, 0);
}
