/* diag.c - reports mistakes: counts them, finds their place and draws the line with its caret. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "buffer.h"
#include "diag.h"

enum {
    SHOWN_BEFORE = 48,  /* most columns shown before the caret of a long line */
    SHOWN_COLUMNS = 110 /* most columns shown of any line */
};

enum severity_word { SEVERITY_error = DIAG_ERROR, SEVERITY_warning = DIAG_WARNING, SEVERITY_note = DIAG_NOTE };

struct row {
    const char *name;
    enum diag_severity severity;
    const char *zh, *en;
};

static const struct row rows[] = {
#define DIAG(code, severity, zh, en) {#code, (enum diag_severity)SEVERITY_##severity, zh, en},
#include "diag.def"
#undef DIAG
};

/* One character as a terminal shows it: its bytes and its columns. */
struct shown {
    const char *bytes;
    size_t length;
    unsigned columns;
};

/* Decodes the character at `text`, of `left` > 0 bytes; returns its length. Tabs become a space; other controls, invisible marks and
 * broken bytes become U+FFFD, so that a source can neither steer a terminal nor hide a character. */
static size_t decode(const char *text, size_t left, struct shown *out) {
    utf8proc_int32_t code;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &code);
    *out = (struct shown){text, n < 1 ? 1 : (size_t)n, 1};
    size_t length = out->length;
    if (n >= 1 && code == '\t') {
        *out = (struct shown){" ", 1, 1};
    } else if (n < 1 || utf8proc_category(code) == UTF8PROC_CATEGORY_CC || utf8proc_category(code) == UTF8PROC_CATEGORY_CF) {
        *out = (struct shown){"\xEF\xBF\xBD", 3, 1};
    } else {
        int width = utf8proc_charwidth(code);
        out->columns = width < 0 ? 0 : (unsigned)width;
    }
    return length;
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* First byte of the line that holds `offset`. */
static size_t line_start(const struct source *s, size_t offset) {
    while (offset > 0 && s->text[offset - 1] != '\n')
        offset--;
    return offset;
}

static size_t line_end(const struct source *s, size_t offset) {
    const char *newline = memchr(s->text + offset, '\n', s->length - offset);
    size_t end = newline ? (size_t)(newline - s->text) : s->length;
    return newline && end > offset && s->text[end - 1] == '\r' ? end - 1 : end;
}

void source_position(const struct source *s, size_t offset, unsigned *line, unsigned *column) {
    if (offset > s->length)
        offset = s->length;
    size_t start = line_start(s, offset);
    *line = 1;
    for (const char *at = s->text; (at = memchr(at, '\n', (size_t)(s->text + start - at))); at++)
        ++*line;
    *column = 1;
    for (size_t i = start; i < offset; i++)
        *column += !is_continuation(s->text[i]);
}

/* Draws the line of `at` and the caret under its span; a long line is cut around the caret. */
static void add_line(struct buffer *t, const struct source *s, struct span at, unsigned line) {
    size_t begin = line_start(s, at.start), end = line_end(s, at.start);
    size_t from = at.start;
    struct shown c;
    for (unsigned columns = 0; from > begin && columns < SHOWN_BEFORE;) {
        do
            from--;
        while (from > begin && is_continuation(s->text[from]));
        decode(s->text + from, at.start - from, &c);
        columns += c.columns;
    }
    char number[16];
    int digits = snprintf(number, sizeof number, "%u", line);
    struct buffer caret = buffer_start(t->arena);
    buffer_add(t, "  ");
    buffer_add_bytes(t, number, (size_t)digits);
    buffer_add(t, " | ");
    buffer_add(&caret, "  ");
    for (int i = 0; i < digits; i++)
        buffer_add(&caret, " ");
    buffer_add(&caret, " | ");
    if (from > begin) {
        buffer_add(t, "…");
        buffer_add(&caret, " ");
    }
    size_t i = from;
    bool drawn = false;
    for (unsigned columns = 0; i < end && columns < SHOWN_COLUMNS;) {
        size_t length = decode(s->text + i, end - i, &c);
        bool under = i >= at.start && (i < at.end || i == at.start);
        buffer_add_bytes(t, c.bytes, c.length);
        for (unsigned k = 0; k < c.columns && (under || i < at.start); k++) {
            buffer_add(&caret, !under ? " " : drawn ? "~" : "^");
            drawn = under;
        }
        columns += c.columns;
        i += length;
    }
    if (i < end)
        buffer_add(t, "…");
    if (!drawn)
        buffer_add(&caret, "^");
    buffer_add(t, "\n");
    buffer_add_bytes(t, buffer_text(&caret), caret.length);
    buffer_add(t, "\n");
}

static const char *severity_word(enum diag_severity severity, bool english) {
    switch (severity) {
    case DIAG_ERROR:
        return english ? "error" : "错误";
    case DIAG_WARNING:
        return english ? "warning" : "警告";
    case DIAG_NOTE:
        return english ? "note" : "提示";
    }
    return "";
}

static const struct source *source_of(const struct diag_sink *sink, struct span at) {
    return at.source < sink->source_count ? &sink->sources[at.source] : NULL;
}

static struct span clipped(const struct source *s, struct span at) {
    if (at.start > s->length)
        at.start = (uint32_t)s->length;
    if (at.end > s->length)
        at.end = (uint32_t)s->length;
    return at;
}

static const char *format_message(const struct diag_sink *sink, enum diag_code code, va_list arguments) {
    const char *format = sink->english ? rows[code].en : rows[code].zh;
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *message = arena_alloc(sink->arena, (size_t)(length < 0 ? 0 : length) + 1);
    if (length > 0)
        vsnprintf(message, (size_t)length + 1, format, arguments);
    return message;
}

/* Adds "name:line:column: severity code: message" and the drawn line; gives the place to `out` unless NULL. */
static void add_diagnostic(struct buffer *t, const struct diag_sink *sink, enum diag_code code, struct span at, const char *message,
                           heng_diagnostic *out) {
    const struct source *s = source_of(sink, at);
    const char *word = severity_word(rows[code].severity, sink->english);
    unsigned line = 0, column = 0;
    if (s) {
        at = clipped(s, at);
        source_position(s, at.start, &line, &column);
        buffer_add(t, arena_format(sink->arena, "%s:%u:%u: ", s->name, line, column));
    }
    buffer_add(t, arena_format(sink->arena, "%s %s: ", word, rows[code].name));
    buffer_add(t, message);
    buffer_add(t, "\n");
    if (s)
        add_line(t, s, at, line);
    if (out) {
        out->source = s ? s->name : "";
        out->line = line;
        out->column = column;
    }
}

enum diag_code diag_find(const char *name) {
    int code = 0;
    while (code < DIAG_COUNT && strcmp(rows[code].name, name))
        code++;
    return (enum diag_code)code;
}

const char *diag_name(enum diag_code code) {
    return rows[code].name;
}

enum diag_severity diag_severity(enum diag_code code) {
    return rows[code].severity;
}

/* True if the rule at `at` does not want to hear `code`. */
static bool is_silenced(struct diag_sink *sink, enum diag_code code, struct span at) {
    size_t low = 0, high = sink->silence_count;
    while (low < high) { /* the first that begins after `at` */
        size_t middle = low + (high - low) / 2;
        struct span s = sink->silences[middle].at;
        if (s.source < at.source || (s.source == at.source && s.start <= at.start))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low > 0; low--) {
        struct diag_silence *s = &sink->silences[low - 1];
        if (s->at.source != at.source || at.end > s->at.end)
            return false;
        if (s->code == code) {
            s->used = true;
            return true;
        }
    }
    return false;
}

/* Counts `code`; true if it is to be shown. */
static bool count(struct diag_sink *sink, enum diag_code code, struct span at) {
    if (sink->silence_count && rows[code].severity != DIAG_ERROR && is_silenced(sink, code, at))
        return false;
    sink->errors += rows[code].severity == DIAG_ERROR;
    sink->warnings += rows[code].severity == DIAG_WARNING;
    return sink->report && sink->reported < DIAG_MOST;
}

static uint64_t hash_of(enum diag_code code, struct span at, const char *message) {
    uint64_t h = 0xcbf29ce484222325u;
    const uint32_t place[] = {(uint32_t)code, at.source, at.start, at.end};
    for (size_t i = 0; i < sizeof place / sizeof *place; i++)
        h = (h ^ place[i]) * 0x100000001b3u;
    for (; *message; message++)
        h = (h ^ (unsigned char)*message) * 0x100000001b3u;
    return h;
}

/* True if it was shown already. An error still counts: who asks whether there was one means this rule too. */
static bool is_repeated(struct diag_sink *sink, enum diag_code code, struct span at, const char *message) {
    if (!sink->once)
        return false;
    uint64_t h = hash_of(code, at, message);
    for (unsigned i = 0; i < DIAG_TOLD && i < sink->told_count; i++) {
        if (sink->told[i] != h)
            continue;
        sink->warnings -= rows[code].severity == DIAG_WARNING;
        return true;
    }
    sink->told[sink->told_count++ % DIAG_TOLD] = h;
    return false;
}

static void show(struct diag_sink *sink, enum diag_code code, struct span at, const char *message, const enum diag_code *note,
                 struct span other, const char *note_message) {
    static const char *const severities[] = {[DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note"};
    struct buffer t = buffer_start(sink->arena);
    heng_diagnostic d = {.code = rows[code].name, .severity = severities[rows[code].severity], .message = message};
    add_diagnostic(&t, sink, code, at, message, &d);
    if (note)
        add_diagnostic(&t, sink, *note, other, note_message, NULL);
    d.rendered = buffer_text(&t);
    sink->reported += rows[code].severity == DIAG_ERROR;
    sink->report(sink->context, &d);
}

void diag_report(struct diag_sink *sink, enum diag_code code, struct span at, ...) {
    if (!count(sink, code, at))
        return;
    va_list arguments;
    va_start(arguments, at);
    const char *message = format_message(sink, code, arguments);
    va_end(arguments);
    if (!is_repeated(sink, code, at, message))
        show(sink, code, at, message, NULL, at, NULL);
}

void diag_report_with(struct diag_sink *sink, enum diag_code code, struct span at, enum diag_code note, struct span other, ...) {
    if (!count(sink, code, at))
        return;
    va_list arguments, again;
    va_start(arguments, other);
    va_copy(again, arguments);
    const char *message = format_message(sink, code, arguments);
    const char *note_message = format_message(sink, note, again);
    va_end(again);
    va_end(arguments);
    if (!is_repeated(sink, code, at, message))
        show(sink, code, at, message, &note, other, note_message);
}
