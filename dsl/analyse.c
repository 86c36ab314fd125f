/* analyse.c - the analyses, one after the other. */
#include "analyse.h"

void analyse(struct compiler *c)
{
    struct analysis a = {.c = c, .ir = c->ir};
    analyse_classes(&a);
    analyse_gates(&a);
    analyse_ranges(&a);
    analyse_scores(&a);
    analyse_checks(&a);
    analyse_periods(&a);
    analyse_unused(&a);
}
