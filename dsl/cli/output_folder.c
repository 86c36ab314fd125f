/* output_folder.c - one file per report: -o names a folder. */
#define _GNU_SOURCE
#include "output_folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "layout.h"

enum { NAME_BYTES = 160 };

bool output_is_folder(const char *path)
{
    struct stat status;
    size_t n = path ? strlen(path) : 0;
    return n && (path[n - 1] == '/' || (!stat(path, &status) && S_ISDIR(status.st_mode)));
}

bool output_make_folder(const struct cli *c, const char *path)
{
    struct stat status;
    if ((!stat(path, &status) && S_ISDIR(status.st_mode)) || !mkdir(path, 0777))
        return true;
    cli_complain(c, MSG_CANNOT_WRITE, path, errno == ENOENT ? cli_text(c, MSG_NO_FOLDER) : strerror(errno));
    return false;
}

/* A unit's name as part of a file's: what a file system or a shell would take amiss becomes '_'. */
static void file_name(char *out, const char *name)
{
    size_t length = strlen(name), size, used = 0;
    for (size_t i = 0; i < length && used + 4 < NAME_BYTES; i += size) {
        bool shown = layout_character(name + i, length - i, &size) >= 0;
        bool plain = shown && !strchr("/\\:*?\"<>|\n\t ", name[i]) && !(i == 0 && (name[i] == '.' || name[i] == '-'));
        if (plain && size <= 4)
            memcpy(out + used, name + i, size);
        else
            out[used] = '_';
        used += plain && size <= 4 ? size : 1;
    }
    out[used] = '\0';
}

static bool is_taken(const char *path, char *const *taken, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(taken[i], path))
            return true;
    return false;
}

char *output_folder_path(const struct cli *c, const heng_report *report, size_t number, char *const *taken, size_t taken_count)
{
    static const char *const endings[] = {[CLI_TEXT] = "txt", [CLI_JSON] = "json", [CLI_HTML] = "html", [CLI_TAP] = "tap", [CLI_JUNIT] = "xml"};
    char name[NAME_BYTES + 8], year[16] = "", again[32] = "";
    size_t n = strlen(c->output);
    const char *slash = n && c->output[n - 1] == '/' ? "" : "/";
    file_name(name, report->name);
    if (!*name)
        snprintf(name, sizeof name, c->english ? "report-%zu" : "报告-%zu", number);
    if (report->year)
        snprintf(year, sizeof year, "-%d", report->year);
    for (size_t copy = 2;; copy++) {
        char *path;
        if (asprintf(&path, "%s%s%s%s%s.%s", c->output, slash, name, year, again, endings[c->format]) < 0)
            return NULL;
        if (!is_taken(path, taken, taken_count))
            return path;
        free(path);
        snprintf(again, sizeof again, "-%zu", copy);
    }
}
