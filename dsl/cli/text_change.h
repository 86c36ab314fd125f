/* text_change.h - what the layers of a ruleset do to one another. */
#ifndef HENG_CLI_TEXT_CHANGE_H
#define HENG_CLI_TEXT_CHANGE_H

#include <yajl/yajl_gen.h>

#include "cli.h"

/* Writes the open terms, and what is implemented, overridden and disabled, each with both places and both bases; nothing if there is none. */
void text_changes(struct cli *c, const heng_program *p);

/* The same as objects of an open JSON array: change, name, source, line, column, layer, basis, and of what it is done to above_source, … */
void json_changes(yajl_gen g, const heng_program *p);

#endif
