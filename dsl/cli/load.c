/* load.c - rulesets and data named on the command line become a program and a session. */
#define _GNU_SOURCE /* strndup */
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input.h"

enum kind { KIND_RULES, KIND_JSON, KIND_CSV, KIND_MISSING, KIND_UNKNOWN };

static bool ends_with(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && !strcmp(path + n - m, ending);
}

/* What an argument is: by its name, and only then by what is there. */
static enum kind kind_of(const char *path)
{
    struct stat status;
    if (ends_with(path, ".heng"))
        return KIND_RULES;
    if (!strcmp(path, "-") || ends_with(path, ".json") || ends_with(path, ".ndjson") || ends_with(path, ".jsonl"))
        return KIND_JSON;
    if (ends_with(path, ".csv"))
        return KIND_CSV;
    if (stat(path, &status))
        return errno == ENOENT || errno == ENOTDIR ? KIND_MISSING : KIND_UNKNOWN;
    return S_ISDIR(status.st_mode) ? KIND_RULES : KIND_UNKNOWN;
}

/* Looks at all arguments before any is read. */
static enum cli_exit classify(const struct cli *c, struct load *l, const char *const *arguments, size_t count, bool data_allowed)
{
    size_t rules = 0, standard = 0;
    for (size_t i = 0; i < count; i++) {
        enum kind kind = kind_of(arguments[i]);
        if (kind == KIND_UNKNOWN) {
            cli_complain(c, MSG_UNKNOWN_KIND, arguments[i]);
            return CLI_USAGE;
        }
        if (kind == KIND_MISSING) {
            cli_complain(c, MSG_CANNOT_READ, arguments[i], cli_text(c, MSG_MISSING_FILE));
            return CLI_INPUT;
        }
        if (kind != KIND_RULES && !data_allowed) {
            cli_complain(c, MSG_NOT_A_RULESET, input_name(c, arguments[i]));
            return CLI_USAGE;
        }
        rules += kind == KIND_RULES;
        l->data_count += kind != KIND_RULES;
        standard += !strcmp(arguments[i], "-");
    }
    standard += c->explanations && !strcmp(c->explanations, "-");
    for (size_t i = 0; i < c->join_count; i++)
        standard += !strcmp(cli_join_file(c->joins[i]), "-");
    if (!rules)
        cli_complain(c, MSG_NO_RULESET);
    else if (standard > 1)
        cli_complain(c, MSG_STDIN_TWICE);
    return !rules || standard > 1 ? CLI_USAGE : CLI_HOLDS;
}

enum cli_exit load_engine(const struct cli *c, const heng_options *options, heng_engine **out)
{
    enum cli_exit code = cli_status(c, heng_engine_new(options, out));
    for (size_t i = 0; i < c->ruleset_count && code == CLI_HOLDS; i++) {
        struct stat status;
        if (stat(c->rulesets[i], &status) || !S_ISDIR(status.st_mode)) {
            cli_complain(c, MSG_CANNOT_READ, c->rulesets[i], cli_text(c, MSG_NO_FOLDER));
            code = CLI_INPUT;
        } else {
            code = cli_status(c, heng_engine_add_search_path(*out, c->rulesets[i]));
        }
    }
    return code;
}

enum cli_exit load_rules(const struct cli *c, struct load *l, const char *const *arguments, size_t count, bool data_allowed,
                         heng_diagnostic_fn *diagnostic, void *context)
{
    *l = (struct load){.engine = NULL};
    enum cli_exit code = classify(c, l, arguments, count, data_allowed);
    if (code != CLI_HOLDS)
        return code;
    heng_options options = {.diagnostic = diagnostic ? diagnostic : cli_diagnostic, .diagnostic_context = context, .english = c->english,
                            .open_terms = !data_allowed, .analyse = c->analyse};
    code = load_engine(c, &options, &l->engine);
    for (size_t i = 0; i < count && code == CLI_HOLDS; i++)
        if (kind_of(arguments[i]) == KIND_RULES)
            code = cli_status(c, heng_engine_add_path(l->engine, arguments[i]));
    return code;
}

static enum cli_exit add_data(const struct cli *c, struct load *l, const char *path)
{
    char *text;
    size_t length;
    enum cli_exit code = input_read(c, path, &text, &length);
    if (code != CLI_HOLDS)
        return code;
    const char *name = input_name(c, path);
    size_t before = heng_session_report_count(l->session);
    code = cli_status(c, kind_of(path) == KIND_CSV ? heng_session_add_csv(l->session, name, text, length)
                                                   : heng_session_add_json(l->session, name, text, length));
    free(text);
    if (code == CLI_HOLDS && heng_session_report_count(l->session) == before) {
        cli_complain(c, MSG_NO_REPORTS, name);
        code = CLI_INPUT;
    }
    return code;
}

static enum cli_exit add_joined(const struct cli *c, heng_session *session, const char *join)
{
    char *text, *name = strndup(join, (size_t)(cli_join_file(join) - 1 - join));
    size_t length;
    enum cli_exit code = name ? input_read(c, cli_join_file(join), &text, &length) : cli_status(c, HENG_MEMORY);
    if (code == CLI_HOLDS) {
        code = cli_status(c, heng_session_add_joined(session, name, input_name(c, cli_join_file(join)), text, length));
        free(text);
    }
    free(name);
    return code;
}

enum cli_exit load_joined(const struct cli *c, heng_session *session)
{
    enum cli_exit code = CLI_HOLDS;
    for (size_t i = 0; i < c->join_count && code == CLI_HOLDS; i++)
        code = add_joined(c, session, c->joins[i]);
    return code;
}

/* Rules that rest on no figure of the data can do without. */
static enum cli_exit do_without_data(const struct cli *c, struct load *l)
{
    const heng_report *report;
    enum cli_exit code = cli_status(c, heng_session_add_json(l->session, cli_text(c, MSG_STDIN_NAME), "{}", HENG_WHOLE));
    if (code == CLI_HOLDS)
        code = cli_status(c, heng_session_evaluate(l->session, 0, &report));
    for (size_t i = 0; code == CLI_HOLDS && i < report->result_count; i++) {
        if (report->results[i].operand_count) {
            cli_complain(c, MSG_NO_DATA);
            code = CLI_USAGE;
        }
    }
    return code;
}

enum cli_exit load_explanations(const struct cli *c, heng_session *session)
{
    char *text;
    size_t length;
    enum cli_exit code = c->explanations ? input_read(c, c->explanations, &text, &length) : CLI_HOLDS;
    if (code != CLI_HOLDS || !c->explanations)
        return code;
    code = cli_status(c, heng_session_add_explanations(session, input_name(c, c->explanations), text, length));
    free(text);
    return code;
}

enum cli_exit load_as_of(const struct cli *c, heng_session *session)
{
    if (heng_session_set_as_of(session, c->as_of[0], c->as_of[1], c->as_of[2]) == HENG_OK)
        return CLI_HOLDS;
    cli_complain(c, MSG_NO_SUCH_DAY);
    return CLI_USAGE;
}

enum cli_exit load_all(const struct cli *c, struct load *l, const char *const *arguments, size_t count)
{
    enum cli_exit code = load_rules(c, l, arguments, count, true, NULL, NULL);
    if (code == CLI_HOLDS)
        code = cli_status(c, heng_engine_compile(l->engine, &l->program));
    if (code != CLI_HOLDS)
        return code;
    heng_session_options options = {.diagnostic = cli_diagnostic, .english = c->english, .path = c->path};
    code = cli_status(c, heng_session_new(l->program, &options, &l->session));
    if (code == CLI_HOLDS)
        code = load_as_of(c, l->session);
    if (code == CLI_HOLDS)
        code = load_explanations(c, l->session);
    if (code == CLI_HOLDS)
        code = load_joined(c, l->session);
    for (size_t i = 0; i < count && code == CLI_HOLDS; i++)
        if (kind_of(arguments[i]) != KIND_RULES)
            code = add_data(c, l, arguments[i]);
    if (code == CLI_HOLDS && !l->data_count)
        code = do_without_data(c, l);
    return code;
}

void load_free(struct load *l)
{
    heng_session_free(l->session);
    heng_program_free(l->program);
    heng_engine_free(l->engine);
}
