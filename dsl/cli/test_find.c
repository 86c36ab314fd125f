/* test_find.c - where tests are: rule files in folders, and the reports that tests start from. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input.h"
#include "load.h"
#include "test_suite.h"

enum { MOST_DEPTH = 32 };

static bool is_rule_file(const char *name)
{
    size_t n = strlen(name);
    return n > 5 && !strcmp(name + n - 5, ".heng");
}

static enum cli_exit complain(const struct cli *c, const char *path, int error)
{
    if (error == ENOMEM)
        return cli_status(c, HENG_MEMORY);
    cli_complain(c, MSG_CANNOT_READ, path, error == ENOENT ? cli_text(c, MSG_MISSING_FILE) : strerror(error));
    return CLI_INPUT;
}

/* True if the file holds tests, or mistakes that may hide some. */
static enum cli_exit has_tests(const struct cli *c, const char *path, bool *found)
{
    heng_options options = {.diagnostic = cli_diagnostic, .english = c->english};
    heng_engine *e;
    size_t count = 0;
    *found = false;
    enum cli_exit code = load_engine(c, &options, &e);
    if (code == CLI_HOLDS)
        code = cli_status(c, heng_engine_add_path(e, path));
    if (code == CLI_HOLDS) {
        heng_status status = heng_engine_count_tests(e, &count);
        *found = count || status == HENG_INVALID;
        code = status == HENG_INVALID ? CLI_HOLDS : cli_status(c, status);
    }
    heng_engine_free(e);
    return code;
}

static enum cli_exit add_file(const struct cli *c, struct test_suite *suite, const char *path)
{
    bool found;
    for (size_t i = 0; i < suite->count; i++)
        if (!strcmp(suite->files[i].path, path))
            return CLI_HOLDS;
    enum cli_exit code = has_tests(c, path, &found);
    if (code != CLI_HOLDS || !found)
        return code;
    if (suite->count == suite->capacity) {
        size_t larger = suite->capacity ? 2 * suite->capacity : 16;
        struct test_file *moved = realloc(suite->files, larger * sizeof *moved);
        if (!moved)
            return cli_status(c, HENG_MEMORY);
        suite->files = moved;
        suite->capacity = larger;
    }
    char *copy = strdup(path);
    if (!copy)
        return cli_status(c, HENG_MEMORY);
    suite->files[suite->count++] = (struct test_file){.path = copy};
    return CLI_HOLDS;
}

static int shown(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum cli_exit add_folder(const struct cli *c, struct test_suite *suite, const char *folder, int depth);

/* A file or folder in a folder; links to folders are not followed, so that no search goes in circles. */
static enum cli_exit add_entry(const struct cli *c, struct test_suite *suite, const char *folder, const char *name, int depth)
{
    char *path;
    struct stat status;
    size_t n = strlen(folder);
    if (asprintf(&path, "%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name) < 0)
        return cli_status(c, HENG_MEMORY);
    enum cli_exit code = CLI_HOLDS;
    if (!lstat(path, &status) && S_ISDIR(status.st_mode))
        code = depth < MOST_DEPTH ? add_folder(c, suite, path, depth + 1) : CLI_HOLDS;
    else if (is_rule_file(name) && !stat(path, &status) && S_ISREG(status.st_mode))
        code = add_file(c, suite, path);
    free(path);
    return code;
}

static enum cli_exit add_folder(const struct cli *c, struct test_suite *suite, const char *folder, int depth)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, shown, by_name);
    if (count < 0)
        return complain(c, folder, errno);
    enum cli_exit code = CLI_HOLDS;
    for (int i = 0; i < count; i++) {
        if (code == CLI_HOLDS)
            code = add_entry(c, suite, folder, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
    return code;
}

enum cli_exit test_find(const struct cli *c, struct test_suite *suite, const char *const *paths, size_t count)
{
    enum cli_exit code = CLI_HOLDS;
    for (size_t i = 0; i < count && code == CLI_HOLDS; i++) {
        struct stat status;
        if (stat(paths[i], &status)) {
            code = complain(c, paths[i], errno);
        } else if (S_ISDIR(status.st_mode)) {
            code = add_folder(c, suite, paths[i], 0);
        } else if (is_rule_file(paths[i])) {
            code = add_file(c, suite, paths[i]);
        } else {
            cli_complain(c, MSG_NOT_A_RULE_FILE, paths[i]);
            code = CLI_USAGE;
        }
    }
    return code;
}

/* ---- reports ---- */

/* folder/middle/name if there is such a file, to be freed; else NULL. */
static char *existing(const char *folder, size_t length, const char *middle, const char *name)
{
    char *path;
    struct stat status;
    if (asprintf(&path, "%.*s%s%s", (int)length, folder, middle, name) < 0)
        return NULL;
    if (!stat(path, &status) && S_ISREG(status.st_mode))
        return path;
    free(path);
    return NULL;
}

static char *locate(const char *path, const char *name)
{
    static const char reports[] = "/examples/reports/";
    const char *slash = strrchr(path, '/');
    if (*name == '/')
        return existing("", 0, "", name);
    char *found = slash ? existing(path, (size_t)(slash - path), "/", name) : existing("", 0, "", name);
    char *real = found ? NULL : realpath(path, NULL);
    for (size_t n = real ? strlen(real) : 0; n && !found; n--)
        if (real[n - 1] == '/')
            found = existing(real, n - 1, reports, name);
    free(real);
    return found;
}

char *test_find_base(const struct cli *c, const char *path, const char *name, size_t *length, char **trouble)
{
    char *where = locate(path, name), *text = NULL;
    *trouble = NULL;
    if (where && input_read(c, where, &text, length) == CLI_HOLDS) {
        free(where);
        return text;
    }
    if (asprintf(trouble, cli_text(c, where ? MSG_BASE_UNREADABLE : MSG_NO_BASE), name) < 0)
        *trouble = NULL;
    free(where);
    return NULL;
}
