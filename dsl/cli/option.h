/* option.h - reads the arguments of the program. */
#ifndef HENG_CLI_OPTION_H
#define HENG_CLI_OPTION_H

#include "command.h"

enum { OPTION_FAR = 3 }; /* names that differ in so many letters are not alike */

/* Reads the arguments into `c`; c->arguments must have room for `count`. Long options may be written --name=value or --name value; options
 * and arguments may be mixed; the first argument is the command. False after telling a mistake on stderr. */
bool option_read(struct cli *c, char *const arguments[], size_t count);

/* Writes the lines about the options of a command; NULL: of the program. */
void option_usage(struct cli *c, const struct command *command);

/* True if `candidate` is nearer to `name` than *distance letters, which becomes their distance. */
bool option_nearer(const char *name, const char *candidate, size_t *distance);

#endif
