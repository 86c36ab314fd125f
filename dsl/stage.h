/* stage.h - the stages of a compilation as text. */
#ifndef HENG_STAGE_H
#define HENG_STAGE_H

#include "compile.h"

/* The text of one stage of a compilation without mistakes, in the arena. */
const char *stage_print(struct compiler *c, heng_stage stage, struct arena *a);

#endif
