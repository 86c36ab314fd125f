/* chain.c - the texts of one compilation: those of the host, what they include, and level by level the rulesets they inherit.
 *
 * Level 0 is the host's texts with all that they include (引用); level 1 the parent that a ruleset of level 0 names (继承) with all that it
 * includes, and so on. A file that several levels include is read once and belongs to the highest of them: what the parent has already,
 * its children need not have again. */
#include <string.h>

#include "../grammar/parse.h"
#include "module.h"
#include "search.h"

/* A 继承 that was followed. */
struct step {
    uint32_t file;                 /* that holds it */
    const struct ast_item *ruleset;
    const struct ast_clause *clause;
};

struct chain {
    struct compiler *c;
    struct search search;
    const char **real;             /* per source: canonical path, or NULL for a text */
    size_t source_capacity, file_capacity, real_capacity, level_capacity;
    uint32_t *queue;               /* files of the present level, in the order in which they were met */
    size_t queued, queue_capacity;
    struct step *steps;            /* from level 0 up */
    size_t step_count, step_capacity;
};

static uint32_t parse_source(struct chain *h, uint32_t index, const char *real)
{
    struct compiler *c = h->c;
    struct ast_parse parse = {.arena = c->scratch, .diag = c->diag, .source = index};
    parse_file(&parse);
    c->files = arena_grow(c->scratch, c->files, index, &h->file_capacity, sizeof *c->files);
    c->files[index] = parse.items;
    c->levels = arena_grow(c->scratch, c->levels, index, &h->level_capacity, sizeof *c->levels);
    c->levels[index] = UINT32_MAX;
    c->file_count = index + 1;
    h->real = arena_grow(c->scratch, h->real, index, &h->real_capacity, sizeof *h->real);
    h->real[index] = real;
    return index;
}

/* Index of the file, which is read if it is new; -1 if it cannot be. */
static int64_t load(struct chain *h, const char *real)
{
    struct compiler *c = h->c;
    const char *text;
    size_t length;
    for (size_t k = 0; k < c->file_count; k++) {
        if (h->real[k] && !strcmp(h->real[k], real)) return (int64_t)k;
    }
    if (!module_read(c->scratch, c->diag, real, &text, &length)) return -1;
    return parse_source(h, module_add_source(c, search_shown(&h->search, real), text, length, &h->source_capacity), real);
}

/* Adds a file to the present level, which is c->level_count - 1. */
static void enter(struct chain *h, uint32_t file)
{
    uint32_t level = h->c->level_count - 1;
    if (h->c->levels[file] == level) return;
    h->c->levels[file] = level;
    h->queue = arena_grow(h->c->scratch, h->queue, h->queued, &h->queue_capacity, sizeof *h->queue);
    h->queue[h->queued++] = file;
}

/* 引用 is looked up beside the file that refers, then under the roots. */
static void include(struct chain *h, uint32_t from, const struct ast_item *item)
{
    struct compiler *c = h->c;
    const char *beside = h->real[from] ? h->real[from] : c->program->sources[from].name; /* a file's name is only for showing */
    const char *wanted = item->name.text, *found = search_find(&h->search, beside, wanted);
    if (!found) {
        diag_report(c->diag, DIAG_E0702, item->name.at, wanted);
    } else if (!search_allows(&h->search, found)) {
        diag_report(c->diag, DIAG_E0706, item->name.at, wanted);
    } else if (!module_is_file(found)) {
        diag_report(c->diag, DIAG_E0704, item->name.at, wanted);
    } else {
        int64_t file = load(h, found);
        if (file >= 0) enter(h, (uint32_t)file);
    }
}

static void include_all(struct chain *h)
{
    for (size_t k = 0; k < h->queued; k++) { /* grows as files are included */
        for (const struct ast_item *i = h->c->files[h->queue[k]]; i; i = i->next) {
            if (i->kind == AST_INCLUDE) include(h, h->queue[k], i);
        }
    }
}

/* The one 继承 of the present level; false if there is none. */
static bool find_parent(struct chain *h, struct step *out)
{
    bool found = false;
    for (size_t k = 0; k < h->queued; k++) {
        for (const struct ast_item *i = h->c->files[h->queue[k]]; i; i = i->next) {
            for (const struct ast_clause *clause = i->kind == AST_RULESET ? i->clauses : NULL; clause; clause = clause->next) {
                if (clause->kind != AST_INHERIT) continue;
                if (!found) {
                    *out = (struct step){h->queue[k], i, clause};
                } else if (strcmp(out->clause->value->string.text, clause->value->string.text)) {
                    diag_report_with(h->c->diag, DIAG_E0714, clause->at, DIAG_N0674, out->clause->at, clause->value->string.text);
                }
                found = true;
            }
        }
    }
    return found;
}

static void report_cycle(struct chain *h, size_t first)
{
    const char *path = h->steps[first].ruleset->name.text;
    for (size_t k = first + 1; k < h->step_count; k++) path = arena_format(h->c->scratch, "%s → %s", path, h->steps[k].ruleset->name.text);
    path = arena_format(h->c->scratch, "%s → %s", path, h->steps[first].ruleset->name.text);
    diag_report(h->c->diag, DIAG_E0713, h->steps[h->step_count - 1].clause->value->at, path);
}

/* Enters one file of a parent; false if it is one that led here, or cannot be read. */
static bool enter_parent(struct chain *h, const char *real, const struct ast_clause *clause)
{
    if (!search_allows(&h->search, real)) {
        diag_report(h->c->diag, DIAG_E0712, clause->value->at, clause->value->string.text);
        return false;
    }
    for (size_t k = 0; k < h->step_count; k++) {
        const char *led = h->real[h->steps[k].file];
        if (!led || strcmp(led, real)) continue;
        report_cycle(h, k);
        return false;
    }
    int64_t file = load(h, real);
    if (file >= 0) enter(h, (uint32_t)file);
    return file >= 0;
}

/* 继承 names PATH.heng, or the folder PATH with the .heng files directly in it, under the roots. */
static bool enter_parents(struct chain *h, const struct step *step)
{
    struct compiler *c = h->c;
    const char *wanted = step->clause->value->string.text, *from = h->real[step->file];
    const char *found = search_under_roots(&h->search, from, arena_format(c->scratch, "%s.heng", wanted));
    if (found && module_is_file(found)) return enter_parent(h, found, step->clause);
    found = search_under_roots(&h->search, from, wanted);
    if (!found || !module_is_folder(found)) {
        diag_report(c->diag, DIAG_E0711, step->clause->value->at, wanted, wanted);
        return false;
    }
    const char **paths;
    size_t count;
    if (!search_allows(&h->search, found)) return enter_parent(h, found, step->clause);
    if (!module_list(c->scratch, c->diag, found, &paths, &count)) return false;
    for (size_t k = 0; k < count; k++) {
        const char *real = search_canonical(c->scratch, paths[k]);
        if (!real || !module_is_file(real)) {
            diag_report(c->diag, DIAG_E0704, step->clause->value->at, paths[k]);
            return false;
        }
        if (!enter_parent(h, real, step->clause)) return false;
    }
    return true;
}

static void enter_texts(struct chain *h, const struct module_text *texts, size_t count)
{
    struct compiler *c = h->c;
    for (size_t k = 0; k < count; k++) {
        const struct module_text *t = &texts[k];
        const char *real = t->is_file ? search_canonical(c->scratch, t->name) : NULL;
        bool known = false;
        for (size_t i = 0; i < c->file_count; i++) known |= real && h->real[i] && !strcmp(h->real[i], real);
        if (!known) enter(h, parse_source(h, module_add_source(c, t->name, t->text, t->length, &h->source_capacity), real));
    }
}

void module_load(struct compiler *c, const struct module_text *texts, size_t count, const char *const *search_path, size_t search_count)
{
    struct chain h = {.c = c};
    if (count) h.search = search_start(c->scratch, texts[0].name, texts[0].is_file, search_path, search_count);
    c->level_count = 1;
    enter_texts(&h, texts, count);
    c->given_count = c->file_count;
    include_all(&h);
    for (struct step step; find_parent(&h, &step);) {
        h.steps = arena_grow(c->scratch, h.steps, h.step_count, &h.step_capacity, sizeof *h.steps);
        h.steps[h.step_count++] = step;
        h.queued = 0;
        c->level_count++;
        if (!enter_parents(&h, &step)) break;
        include_all(&h);
    }
}
