/* json.h - JSON texts as trees, one top-level object at a time.
 *
 * Numbers keep their digits, and every value and key knows its place. */
#ifndef HENG_JSON_H
#define HENG_JSON_H

#include "diag.h"

enum { JSON_DEPTH = 200 }; /* most containers within each other, the list of reports included */

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    bool known;               /* for the consumer: somebody asked for this member */
    uint32_t start, end;      /* bytes of the source; of a container, its opening bracket */
    const char *text;         /* STRING: decoded, NUMBER: its digits; not NUL-terminated; no U+0000 inside */
    size_t length;
    const char *key;          /* of a member of an object; not NUL-terminated */
    size_t key_length;
    uint32_t key_start, key_end;
    struct json *first, *next; /* members or elements, and the next one beside this */
    size_t count;
    struct json **sorted;     /* OBJECT with many members: by key; else NULL */
};

/* What the objects of a text are, for messages. Of explanations there may be none. */
enum json_subject { JSON_REPORTS, JSON_EXPLANATIONS };

/* Called with each top-level object, elements of a top-level array included. False stops the reading. */
typedef bool json_each(void *context, struct json *object);

/* Reads a JSON text: objects, or arrays of objects, one after the other; at least one report. `parser` and `tree` are emptied first; `tree`
 * is emptied again before each object, so that an object lives during its call only, and may point into `text`. Both are jumped
 * out of when memory ends. Mistakes go to `sink` with places in source number `source`, whose text must be `text`, at most 4 GiB long; reading
 * ends at the first. False if there was a mistake or `each` stopped. */
bool json_read(struct arena *parser, struct arena *tree, struct diag_sink *sink, uint32_t source, enum json_subject subject,
               const char *text, size_t length, json_each *each, void *context);

/* The member of that key, or NULL. NULL also if `object` is NULL or no object. */
struct json *json_member(const struct json *object, const char *key, size_t length);

/* A copy of a value and all in it, with its texts, that nobody has asked for yet. */
struct json *json_copy(struct arena *a, const struct json *from);

/* "a text", "a table" …: what a value is, for a message. Static storage. */
const char *json_kind_name(enum json_kind kind, bool english);

#endif
