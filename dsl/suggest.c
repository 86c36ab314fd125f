/* suggest.c - the nearest of the known names to one that is unknown. */
#include <stdint.h>
#include <string.h>

#include "../runtime/text.h"
#include "compile.h"

enum { LONGEST = 64 }; /* characters; longer names get no suggestion */

static unsigned decode(const char *text, int32_t out[LONGEST])
{
    unsigned n = 0;
    for (size_t left = strlen(text); left;) {
        if (n == LONGEST) return 0;
        size_t size = text_next(text, left, &out[n++]);
        text += size;
        left -= size;
    }
    return n;
}

/* Edits (insert, delete, replace, swap neighbours) that turn one name into the other. */
static unsigned distance(const int32_t *a, unsigned n, const int32_t *b, unsigned m)
{
    unsigned before[LONGEST + 1], last[LONGEST + 1], now[LONGEST + 1];
    for (unsigned j = 0; j <= m; j++) last[j] = j;
    memset(before, 0, sizeof before);
    for (unsigned i = 1; i <= n; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= m; j++) {
            unsigned best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            now[j] = best;
        }
        memcpy(before, last, sizeof last);
        memcpy(last, now, sizeof now);
    }
    return last[m];
}

void suggest_start(struct suggest *s, const char *wanted)
{
    s->wanted = wanted;
    s->best = NULL;
    s->distance = UINT32_MAX;
}

/* A name is near if a third of its characters, or one, would have to change; one that begins with the wanted name also is. */
void suggest_offer(struct suggest *s, const char *name)
{
    int32_t a[LONGEST], b[LONGEST];
    unsigned n = decode(s->wanted, a), m = decode(name, b);
    if (!n || !m) return;
    unsigned d = distance(a, n, b, m), allowed = n / 3 > 1 ? n / 3 : 1;
    if (n >= 2 && m > n && !memcmp(a, b, n * sizeof *a) && d > allowed) d = allowed;
    if (n == 1 && m == 1) return;
    if (d > allowed || d >= s->distance) return;
    s->distance = d;
    s->best = name;
}

const char *suggest_text(struct compiler *c, const struct suggest *s)
{
    if (!s->best) return "";
    return arena_format(c->scratch, c->diag->english ? "; did you mean %s?" : "；是否为 %s？", s->best);
}
