/* module.c - reads rule files and what they include.
 *
 * 引用 is looked up beside the file that refers, then under the search path. Files outside the rulesets' folder are refused: it is the search path, or
 * else the nearest folder named rulesets above the first file, or else that file's own folder. */
#define _DEFAULT_SOURCE /* realpath, for the standard library only */
#include "module.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../grammar/parse.h"

static const struct span nowhere = {UINT32_MAX, 0, 0};

struct loading {
    struct compiler *c;
    const char **real;      /* per source: canonical path, or NULL for a text */
    size_t source_capacity, file_capacity, real_capacity;
    const char *search;     /* canonical, or NULL */
    const char *root;       /* canonical folder that includes may not leave, or NULL: none may be read */
};

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

static const char *canonical(struct arena *a, const char *path)
{
    char real[PATH_MAX];
    return realpath(path, real) ? arena_copy(a, real, strlen(real)) : NULL;
}

static const char *folder_of(struct arena *a, const char *path)
{
    const char *last = strrchr(path, '/');
    if (!last) return ".";
    return last == path ? "/" : arena_copy(a, path, (size_t)(last - path));
}

/* The nearest folder named rulesets above a canonical path, or its own folder. */
static const char *root_above(struct arena *a, const char *path)
{
    for (const char *p = path + strlen(path); p > path; p--) {
        if (*p != '/') continue;
        const char *name = p;
        while (name > path && name[-1] != '/') name--;
        if ((size_t)(p - name) == strlen("rulesets") && !strncmp(name, "rulesets", (size_t)(p - name))) return arena_copy(a, path, (size_t)(p - path));
    }
    return folder_of(a, path);
}

static bool inside(const char *path, const char *root)
{
    size_t n = strlen(root);
    return !strncmp(path, root, n) && (path[n] == '/' || (n && root[n - 1] == '/'));
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

static void parse_source(struct loading *l, uint32_t index, const char *real)
{
    struct compiler *c = l->c;
    struct ast_parse parse = {.arena = c->scratch, .diag = c->diag, .source = index};
    parse_file(&parse);
    c->files = arena_grow(c->scratch, c->files, index, &l->file_capacity, sizeof *c->files);
    c->files[index] = parse.items;
    c->file_count = index + 1;
    l->real = arena_grow(c->scratch, l->real, index, &l->real_capacity, sizeof *l->real);
    l->real[index] = real;
}

/* Of a file that is included, mistakes are told where the text refers to it. */
static bool can_include(struct loading *l, const struct ast_item *item, const char *real)
{
    struct stat s;
    if (!stat(real, &s) && S_ISREG(s.st_mode)) return true;
    diag_report(l->c->diag, DIAG_E0704, item->name.at, item->name.text);
    return false;
}

static const char *find_include(struct loading *l, uint32_t from, const struct ast_item *item)
{
    struct arena *a = l->c->scratch;
    const char *wanted = item->name.text, *beside = folder_of(a, l->c->program->sources[from].name);
    const char *found = *wanted == '/' ? canonical(a, wanted) : canonical(a, arena_format(a, "%s/%s", beside, wanted));
    if (!found && l->search) found = canonical(a, arena_format(a, "%s/%s", l->search, wanted));
    if (!found && l->root) found = canonical(a, arena_format(a, "%s/%s", l->root, wanted));
    if (!found) {
        diag_report(l->c->diag, DIAG_E0702, item->name.at, wanted);
    } else if (!l->root || !(inside(found, l->root) || (l->search && inside(found, l->search)))) {
        diag_report(l->c->diag, DIAG_E0706, item->name.at, wanted);
        found = NULL;
    }
    return found;
}

/* The name under which an included file is shown: relative to the root, with the root's own name as the host wrote it. */
static const char *shown_name(struct loading *l, const char *real)
{
    size_t n = strlen(l->root);
    if (!inside(real, l->root)) return real;
    const char *base = strrchr(l->root, '/');
    return arena_format(l->c->scratch, "%s%s", base ? base + 1 : l->root, real + n);
}

static void include(struct loading *l, uint32_t from, const struct ast_item *item)
{
    const char *real = find_include(l, from, item), *text;
    size_t length;
    if (!real) return;
    for (size_t k = 0; k < l->c->file_count; k++) {
        if (l->real[k] && !strcmp(l->real[k], real)) return;
    }
    if (!can_include(l, item, real) || !module_read(l->c->scratch, l->c->diag, real, &text, &length)) return;
    char cwd[PATH_MAX];
    const char *name = shown_name(l, real);
    const char *here = realpath(".", cwd);
    if (here && inside(real, here)) name = real + strlen(here) + 1;
    parse_source(l, module_add_source(l->c, name, text, length, &l->source_capacity), real);
}

void module_load(struct compiler *c, const struct module_text *texts, size_t count, const char *search_path)
{
    struct loading l = {.c = c};
    if (search_path) l.search = l.root = canonical(c->scratch, search_path);
    for (size_t k = 0; k < count; k++) {
        const struct module_text *t = &texts[k];
        const char *real = t->is_file ? canonical(c->scratch, t->name) : NULL;
        bool known = false;
        for (size_t i = 0; i < c->file_count; i++) known |= real && l.real[i] && !strcmp(l.real[i], real);
        if (known) continue;
        if (!l.root) {
            const char *start = real ? real : canonical(c->scratch, folder_of(c->scratch, t->name));
            if (start) l.root = real ? root_above(c->scratch, start) : start;
        }
        parse_source(&l, module_add_source(c, t->name, t->text, t->length, &l.source_capacity), real);
    }
    for (uint32_t k = 0; k < c->file_count; k++) { /* grows as files are included */
        for (const struct ast_item *i = c->files[k]; i; i = i->next) {
            if (i->kind == AST_INCLUDE) include(&l, k, i);
        }
    }
}
