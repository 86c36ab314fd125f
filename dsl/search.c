/* search.c - the folders in which rule files may be read. Paths are compared after symbolic links are resolved. */
#define _DEFAULT_SOURCE /* realpath, for the standard library only */
#include "search.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

const char *search_canonical(struct arena *a, const char *path)
{
    char real[PATH_MAX];
    return realpath(path, real) ? arena_copy(a, real, strlen(real)) : NULL;
}

/* The folder part of a path: "." for a bare name. */
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
    return !strncmp(path, root, n) && (path[n] == '/' || !path[n] || (n && root[n - 1] == '/'));
}

bool search_allows(const struct search *s, const char *path)
{
    for (size_t k = 0; k < s->count; k++) {
        if (inside(path, s->roots[k])) return true;
    }
    return false;
}

struct search search_start(struct arena *a, const char *first, bool is_file, const char *const *path, size_t count)
{
    struct search s = {.arena = a, .roots = arena_alloc(a, (count + 1) * sizeof *s.roots)};
    const char **roots = s.roots++; /* room for the first one */
    for (size_t k = 0; k < count; k++) {
        const char *root = search_canonical(a, path[k]);
        if (root) s.roots[s.count++] = root;
    }
    const char *real = search_canonical(a, is_file ? first : folder_of(a, first));
    if (!real || (is_file ? search_allows(&s, real) : s.count > 0)) return s;
    roots[0] = is_file ? root_above(a, real) : real;
    s.roots = roots;
    s.count++;
    return s;
}

const char *search_under_roots(const struct search *s, const char *from, const char *wanted)
{
    if (*wanted == '/') return search_canonical(s->arena, wanted);
    const char *found = NULL;
    for (size_t k = 0; from && k < s->count && !found; k++) {
        if (inside(from, s->roots[k])) found = search_canonical(s->arena, arena_format(s->arena, "%s/%s", s->roots[k], wanted));
    }
    for (size_t k = 0; k < s->count && !found; k++) found = search_canonical(s->arena, arena_format(s->arena, "%s/%s", s->roots[k], wanted));
    return found;
}

const char *search_find(const struct search *s, const char *from, const char *wanted)
{
    struct arena *a = s->arena;
    if (*wanted == '/') return search_canonical(a, wanted);
    const char *found = search_canonical(a, arena_format(a, "%s/%s", folder_of(a, from), wanted));
    return found ? found : search_under_roots(s, NULL, wanted);
}

const char *search_shown(const struct search *s, const char *path)
{
    char cwd[PATH_MAX];
    const char *here = realpath(".", cwd);
    if (here && inside(path, here) && path[strlen(here)] == '/') return path + strlen(here) + 1;
    for (size_t k = 0; k < s->count; k++) {
        const char *root = s->roots[k], *base = strrchr(root, '/');
        if (inside(path, root)) return arena_format(s->arena, "%s%s", base ? base + 1 : root, path + strlen(root));
    }
    return path;
}
