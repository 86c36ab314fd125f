/* load.h - rulesets and data named on the command line become a program and a session. */
#ifndef HENG_CLI_LOAD_H
#define HENG_CLI_LOAD_H

#include "cli.h"

struct load {
    heng_engine *engine;
    heng_program *program;
    heng_session *session;
    size_t data_count;      /* data arguments */
};

/* Makes an engine that knows the search path of the command line. *out is to be freed, even after a failure. */
enum cli_exit load_engine(const struct cli *c, const heng_options *options, heng_engine **out);

/* Makes an engine with the rulesets among `arguments`. `data_allowed`: other arguments are data, else mistakes. Mistakes are told to `diagnostic`
 * (with `context`), or on stderr if that is NULL. */
enum cli_exit load_rules(const struct cli *c, struct load *l, const char *const *arguments, size_t count, bool data_allowed,
                         heng_diagnostic_fn *diagnostic, void *context);

/* Compiles the rulesets and makes a session with the explanations of the command line and all data among `arguments`. Without data, one empty
 * report is evaluated; if the rules need data that is a mistake of usage. */
enum cli_exit load_all(const struct cli *c, struct load *l, const char *const *arguments, size_t count);

/* Tells the session the day of the command line. */
enum cli_exit load_as_of(const struct cli *c, heng_session *session);

/* Gives the session the explanations of the command line, if there are any. */
enum cli_exit load_explanations(const struct cli *c, heng_session *session);

/* Adds the other reports of the command line (--join) to the session. */
enum cli_exit load_joined(const struct cli *c, heng_session *session);

/* Frees everything. */
void load_free(struct load *l);

#endif
