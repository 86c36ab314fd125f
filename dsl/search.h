/* search.h - the folders in which rule files may be read. */
#ifndef HENG_SEARCH_H
#define HENG_SEARCH_H

#include "compile.h"

/* The roots: the folder of rulesets that holds the host's files, then the search path. No file outside of them is read. */
struct search {
    struct arena *arena;
    const char **roots;   /* canonical */
    size_t count;
};

/* Roots for texts of which the first is `first` (a file if `is_file`), with the host's search path. The first root is the search path's folder that
 * holds the file, or else the nearest folder named rulesets above it, or else its own folder; of a text that is no file there is one only
 * without a search path: the folder of its name. */
struct search search_start(struct arena *a, const char *first, bool is_file, const char *const *path, size_t count);

/* The canonical path, or NULL if there is no such file. In the arena. */
const char *search_canonical(struct arena *a, const char *path);

/* True if a canonical path lies in one of the roots. */
bool search_allows(const struct search *s, const char *path);

/* The canonical path of `wanted` beside the file or text `from` (NULL: not there), then under the roots; NULL if there is none. It may lie
 * outside of the roots. */
const char *search_find(const struct search *s, const char *from, const char *wanted);

/* The same under the roots alone; that which holds the canonical path `from` (NULL: none) comes first. */
const char *search_under_roots(const struct search *s, const char *from, const char *wanted);

/* The name under which a file found is shown: relative to the present folder, or to its root, with the root's own name before it. */
const char *search_shown(const struct search *s, const char *path);

#endif
