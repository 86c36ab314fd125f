/* shape.h - what a program expects where in a report: its declared paths as a tree. */
#ifndef HENG_SHAPE_H
#define HENG_SHAPE_H

#include "program.h"

/* Another name of a shape. */
struct shape_alias {
    const char *name;
    size_t length;
    struct shape_alias *next;
};

/* A name on a declared path. A report has a value, a record or a table there. */
struct shape {
    const char *name;
    size_t length;
    struct shape_alias *aliases;
    struct shape *first, *next; /* names under this one, and the next beside it, in the order of declaration */
    uint16_t domain;            /* whose lanes its value is in */
    uint16_t table;             /* the domain of its rows, or 0 */
    bool value;                 /* a field ends here */
    bool form;                  /* a record of the report itself */
    bool document;              /* another report */
    uint32_t *fields;           /* the used ones among the fields that end here */
    size_t field_count;
    bool taken;                 /* for the consumer */
};

/* The root of the tree, of the report itself. Memory from `a`, which may be jumped out of. */
struct shape *shape_new(struct arena *a, const struct heng_program *p);

/* The shape at a dotted path (自评表.年初预算数) from `root`, or NULL. Names that hold dots themselves are found too. */
struct shape *shape_find(struct shape *root, const char *path, size_t length);

/* The name directly under `s` that is nearest to `name` (text_near) and for which `wanted` (NULL: any) holds; NULL if none is near. */
typedef bool shape_wanted(const void *context, const struct shape *child);
const struct shape *shape_nearest(const struct shape *s, const char *name, size_t length, shape_wanted *wanted, const void *context);

#endif
