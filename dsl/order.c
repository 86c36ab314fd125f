/* order.c - puts every rule after the rules it uses, or prints the cycle that forbids it.
 *
 * Depth-first with a stack of its own: a chain of ten thousand definitions must not be a recursion of that depth. */
#include <string.h>

#include "compile.h"

enum mark { NEW, OPEN, DONE };

struct frame {
    struct rule *rule;
    size_t next;
};

static void report_cycle(struct compiler *c, const struct frame *stack, size_t depth, const struct rule *again)
{
    size_t first = depth;
    while (stack[first - 1].rule != again) first--;
    const char *path = again->name;
    for (size_t k = first; k < depth; k++) path = arena_format(c->scratch, "%s → %s", path, stack[k].rule->name);
    path = arena_format(c->scratch, "%s → %s", path, again->name);
    diag_report(c->diag, DIAG_E0303, again->item->name.at, path);
}

static size_t visit(struct compiler *c, struct frame *stack, struct rule *start, size_t done)
{
    size_t depth = 0;
    stack[depth++] = (struct frame){start, 0};
    start->mark = OPEN;
    while (depth) {
        struct frame *top = &stack[depth - 1];
        if (top->next == top->rule->use_count) {
            top->rule->mark = DONE;
            c->order[done++] = top->rule;
            depth--;
            continue;
        }
        struct rule *used = top->rule->uses[top->next++];
        if (used->mark == OPEN) report_cycle(c, stack, depth, used);
        if (used->mark != NEW) continue;
        used->mark = OPEN;
        stack[depth++] = (struct frame){used, 0};
    }
    return done;
}

void order(struct compiler *c)
{
    struct frame *stack = arena_alloc(c->scratch, (c->rule_count + 1) * sizeof *stack);
    c->order = arena_alloc(c->scratch, (c->rule_count + 1) * sizeof *c->order);
    size_t done = 0;
    for (size_t k = 0; k < c->rule_count; k++) {
        if (c->rules[k]->mark == NEW) done = visit(c, stack, c->rules[k], done);
    }
}
