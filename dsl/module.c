/* module.c - reads rule files and folders of them. */
#include "module.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct span nowhere = {UINT32_MAX, 0, 0};

/* Reports why the last system call on `path` failed. */
static bool fail(struct diag_sink *diag, const char *path)
{
    int error = errno;
    const char *zh = error == ENOENT ? "没有这个文件" : error == EACCES ? "没有读取权限" : error == ENOTDIR ? "路径中有一段不是文件夹" : strerror(error);
    diag_report(diag, DIAG_E0701, nowhere, path, diag->english ? strerror(error) : zh);
    return false;
}

static bool read_open(struct arena *a, struct diag_sink *diag, const char *path, FILE *f, const char **text, size_t *length)
{
    size_t room = 1 << 16, used = 0;
    char *bytes = arena_alloc(a, room);
    for (;;) {
        size_t got = fread(bytes + used, 1, room - used - 1, f);
        used += got;
        if (!got) break;
        if (used > (size_t)MODULE_MOST_MEGABYTES << 20) {
            diag_report(diag, DIAG_E0707, nowhere, path, MODULE_MOST_MEGABYTES);
            return false;
        }
        if (room - used > 1) continue;
        char *larger = arena_alloc(a, room * 2);
        memcpy(larger, bytes, used);
        bytes = larger;
        room *= 2;
    }
    if (ferror(f)) return fail(diag, path);
    *text = bytes;
    *length = used;
    return true;
}

bool module_read(struct arena *a, struct diag_sink *diag, const char *path, const char **text, size_t *length)
{
    struct stat s;
    if (stat(path, &s)) return fail(diag, path);
    if (!S_ISREG(s.st_mode)) {
        diag_report(diag, DIAG_E0704, nowhere, path);
        return false;
    }
    FILE *f = fopen(path, "rb");
    if (!f) return fail(diag, path);
    jmp_buf here, *before = a->boundary; /* the file is closed on every way out */
    a->boundary = &here;
    bool done = false;
    if (!setjmp(here)) done = read_open(a, diag, path, f, text, length);
    bool jumped = a->failure != HENG_OK;
    fclose(f);
    a->boundary = before;
    if (jumped) arena_fail(a, a->failure);
    return done;
}

bool module_is_folder(const char *path)
{
    struct stat s;
    return !stat(path, &s) && S_ISDIR(s.st_mode);
}

bool module_is_file(const char *path)
{
    struct stat s;
    return !stat(path, &s) && S_ISREG(s.st_mode);
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static int is_rule_file(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 5 && e->d_name[0] != '.' && !strcmp(e->d_name + n - 5, ".heng");
}

bool module_list(struct arena *a, struct diag_sink *diag, const char *folder, const char ***paths, size_t *count)
{
    enum { MOST = 4096, LONGEST = 256 };
    DIR *d = opendir(folder);
    if (!d) return fail(diag, folder);
    char(*names)[LONGEST] = malloc(MOST * sizeof *names); /* until the folder is closed: nothing in between may jump */
    size_t found = 0;
    for (const struct dirent *e; names && found < MOST && (e = readdir(d));) {
        if (is_rule_file(e) && strlen(e->d_name) < LONGEST) strcpy(names[found++], e->d_name);
    }
    closedir(d);
    if (!names) arena_fail(a, HENG_MEMORY);
    jmp_buf here, *before = a->boundary;
    a->boundary = &here;
    if (!setjmp(here)) {
        *paths = arena_alloc(a, (found + 1) * sizeof **paths);
        size_t end = strlen(folder);
        const char *slash = end && folder[end - 1] == '/' ? "" : "/";
        for (size_t k = 0; k < found; k++) (*paths)[k] = arena_format(a, "%s%s%s", folder, slash, names[k]);
    }
    bool jumped = a->failure != HENG_OK;
    free(names);
    a->boundary = before;
    if (jumped) arena_fail(a, a->failure);
    *count = found;
    if (!found) diag_report(diag, DIAG_E0703, nowhere, folder);
    else qsort(*paths, found, sizeof **paths, by_name);
    return found > 0;
}

uint32_t module_add_source(struct compiler *c, const char *name, const char *text, size_t length, size_t *capacity)
{
    struct heng_program *p = c->program;
    p->sources = arena_grow(c->lasting, p->sources, p->source_count, capacity, sizeof *p->sources);
    p->sources[p->source_count] = (struct source){arena_copy(c->lasting, name, strlen(name)), arena_copy(c->lasting, text, length), length};
    c->diag->sources = p->sources;
    c->diag->source_count = p->source_count + 1;
    return (uint32_t)p->source_count++;
}
