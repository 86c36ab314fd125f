/* shape.c - what a program expects where in a report: its declared paths as a tree. */
#include "shape.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "text.h"

/* Finds children by parent and name while the tree is built. */
struct slot {
    struct shape *parent, *child;
};

struct build {
    struct arena *arena;
    struct slot *slots;
    size_t slot_count; /* a power of two, more than half free */
};

static size_t slot_of(const struct build *b, const struct shape *parent, const char *name, size_t length)
{
    uint64_t hash = (uint64_t)(uintptr_t)parent * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * UINT64_C(0x100000001B3);
    size_t slot = (size_t)(hash ^ hash >> 32) & (b->slot_count - 1);
    for (;; slot = (slot + 1) & (b->slot_count - 1)) {
        const struct slot *s = &b->slots[slot];
        if (!s->child || (s->parent == parent && s->child->length == length && memcmp(s->child->name, name, length) == 0))
            return slot;
    }
}

/* The child of that name; made if need be, and then put behind `*last`, which moves on. */
static struct shape *child_of(struct build *b, struct shape *parent, const char *name)
{
    size_t length = strlen(name), slot = slot_of(b, parent, name, length);
    if (b->slots[slot].child)
        return b->slots[slot].child;
    struct shape *child = arena_alloc(b->arena, sizeof *child);
    child->name = name;
    child->length = length;
    child->next = parent->first; /* turned round at the end */
    parent->first = child;
    b->slots[slot] = (struct slot){parent, child};
    return child;
}

static struct shape *walk(struct build *b, struct shape *root, const char **path, size_t length)
{
    struct shape *s = root;
    for (size_t i = 0; i < length; i++)
        s = child_of(b, s, path[i]);
    return s;
}

/* Puts children into the order of declaration, and tells each its domain. */
static void settle(struct shape *s)
{
    struct shape *turned = NULL;
    for (struct shape *child = s->first, *next; child; child = next) {
        next = child->next;
        child->next = turned;
        turned = child;
    }
    s->first = turned;
    for (struct shape *child = s->first; child; child = child->next) {
        child->domain = s->table ? s->table : s->domain;
        settle(child);
    }
}

/* Records of the report itself are forms, and so are those of other reports. */
static void settle_forms(struct shape *root, const struct heng_program *p)
{
    for (struct shape *child = root->first; child; child = child->next) {
        child->form = child->first && !child->value && !child->table;
        for (size_t i = 0; i < p->join_count; i++)
            child->document |= strcmp(p->joins[i], child->name) == 0;
        for (struct shape *inner = child->document ? child->first : NULL; inner; inner = inner->next)
            inner->form = inner->first && !inner->value && !inner->table;
    }
}

struct shape *shape_new(struct arena *a, const struct heng_program *p)
{
    size_t names = 1;
    for (size_t i = 0; i < p->field_count; i++)
        names += p->fields[i].path_length;
    for (size_t d = 1; d < p->domain_count; d++)
        names += p->domains[d].path_length;
    for (size_t i = 0; i < p->alias_count; i++)
        names += p->aliases[i].path_length;
    struct build b = {.arena = a, .slot_count = 4};
    while (b.slot_count < names * 2)
        b.slot_count *= 2;
    b.slots = arena_alloc(a, b.slot_count * sizeof *b.slots);
    struct shape *root = arena_alloc(a, sizeof *root);
    root->name = "";
    struct shape **ends = arena_alloc(a, p->field_count * sizeof *ends);
    for (size_t i = 0; i < p->field_count; i++) {
        ends[i] = walk(&b, root, p->fields[i].path, p->fields[i].path_length);
        ends[i]->value |= p->fields[i].part != FIELD_PRESENT && p->fields[i].part != FIELD_AS_OF;
        ends[i]->field_count += p->fields[i].used;
    }
    for (size_t d = 1; d < p->domain_count; d++)
        if (p->domains[d].kind == DOMAIN_TABLE)
            walk(&b, root, p->domains[d].path, p->domains[d].path_length)->table = (uint16_t)d;
    for (size_t i = 0; i < p->alias_count; i++) {
        const struct program_alias *known = &p->aliases[i];
        struct shape *s = walk(&b, root, known->path, known->path_length);
        struct shape_alias *alias = arena_alloc(a, sizeof *alias);
        *alias = (struct shape_alias){known->name, strlen(known->name), s->aliases};
        s->aliases = alias;
    }
    settle(root);
    settle_forms(root, p);
    for (size_t i = 0; i < p->field_count; i++) {
        struct shape *s = ends[i];
        assert(p->fields[i].domain == s->domain);
        if (!s->fields) {
            s->fields = arena_alloc(a, (s->field_count + 1) * sizeof *s->fields);
            s->field_count = 0;
        }
        if (p->fields[i].used)
            s->fields[s->field_count++] = (uint32_t)i;
    }
    return root;
}

struct shape *shape_find(struct shape *root, const char *path, size_t length)
{
    for (struct shape *child = root->first; child; child = child->next) {
        if (child->length > length || memcmp(child->name, path, child->length) != 0)
            continue;
        if (child->length == length)
            return child;
        if (path[child->length] != '.')
            continue;
        struct shape *found = shape_find(child, path + child->length + 1, length - child->length - 1);
        if (found)
            return found;
    }
    return NULL;
}

const struct shape *shape_nearest(const struct shape *s, const char *name, size_t length, shape_wanted *wanted, const void *context)
{
    const struct shape *nearest = NULL;
    unsigned least = UINT_MAX;
    for (const struct shape *child = s->first; child; child = child->next) {
        unsigned d = text_near(name, length, child->name, child->length);
        if (d < least && (!wanted || wanted(context, child))) {
            nearest = child;
            least = d;
        }
    }
    return nearest;
}
