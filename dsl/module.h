/* module.h - the texts of one compilation: those added by the host, those they include, and those they inherit. */
#ifndef HENG_MODULE_H
#define HENG_MODULE_H

#include "compile.h"

/* A text that the host added. */
struct module_text {
    const char *name;  /* path as the host gave it, or a name */
    const char *text;
    size_t length;
    bool is_file;
};

/* Reads a regular file of at most MODULE_MOST_MEGABYTES into the arena; reports and returns false if it cannot. */
enum { MODULE_MOST_MEGABYTES = 256 };
bool module_read(struct arena *a, struct diag_sink *diag, const char *path, const char **text, size_t *length);

/* Names of the .heng files directly in a folder, sorted; reports and returns false if there are none or it cannot be read. */
bool module_list(struct arena *a, struct diag_sink *diag, const char *folder, const char ***paths, size_t *count);

/* True if the path is a folder; a regular file. */
bool module_is_folder(const char *path);
bool module_is_file(const char *path);

/* Parses the texts and, once each, the files they include and inherit, found in the folders of the search path and that of the first text. Sources
 * go to the program, trees to c->files, whose levels to c->levels. */
void module_load(struct compiler *c, const struct module_text *texts, size_t count, const char *const *search_path, size_t search_count);

/* Copies a text to the program's sources and keeps the sink's view current; its index. */
uint32_t module_add_source(struct compiler *c, const char *name, const char *text, size_t length, size_t *capacity);

#endif
