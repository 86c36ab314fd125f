/* cell.c - the text of a cell, read by one grammar.
 *
 * The cell is walked once: the cleaned copy goes to the arena, and a folded copy, in which every sign has one
 * spelling, is what the grammar reads. All arena memory but that of a `reading` is taken before anything is read. */
#include "cell.h"

#include "cell_parts.h"
#include "number.h"
#include "text.h"
#include "unit.h"

enum { FOLD_ON_STACK = 512 };

void cell_init(struct cell *cell)
{
    *cell = (struct cell){.unit = UNIT_NONE, .text = ""};
    mpq_init(cell->number);
}

void cell_clear(struct cell *cell)
{
    mpq_clear(cell->number);
}

static void reset(struct cell *cell)
{
    mpq_set_ui(cell->number, 0, 1);
    cell->kind = CELL_TEXT;
    cell->relation = CELL_NONE;
    cell->approximate = false;
    cell->reason = REASON_OK;
    cell->unit = UNIT_NONE;
    cell->digits = 0;
    cell->date = CELL_DAY;
    cell->first_day = cell->last_day = 0;
    cell->label = NULL;
    cell->label_length = 0;
    cell->reading = NULL;
}

/* Narrows to what is left without outer blanks, breaks and invisible characters. Backwards it steps over the ends of
 * characters. */
static void trim(const char **text, size_t *length)
{
    const char *at = *text, *end = at + *length;
    int32_t codepoint;
    while (at < end) {
        size_t size = text_next(at, (size_t)(end - at), &codepoint);
        if (!text_is_blank(codepoint) && !text_is_break(codepoint) && !text_is_invisible(codepoint))
            break;
        at += size;
    }
    while (end > at) {
        const char *last = end - 1;
        while (last > at && end - last < 4 && ((unsigned char)*last & 0xC0) == 0x80)
            last--;
        size_t size = text_next(last, (size_t)(end - last), &codepoint);
        if (size != (size_t)(end - last))
            break;
        if (!text_is_blank(codepoint) && !text_is_break(codepoint) && !text_is_invisible(codepoint))
            break;
        end = last;
    }
    *text = at;
    *length = (size_t)(end - at);
}

/* Whether a value may begin or go on with this folded character. */
static bool may_begin(char c)
{
    return cell_is_digit(c) || (c != '\0' && strchr(".,<>=+-$\\", c));
}

/* Writes the cleaned text (NUL-terminated) and the folded text, each at most `length` bytes: a '\n' of the folded
 * text takes the place of a break that was dropped. Returns the length of the folded text. */
static size_t clean(const char *text, size_t length, char *cleaned, size_t *cleaned_length, char *folded)
{
    size_t filled = 0, kept = 0;
    bool broken = false, half_digit = false;
    for (size_t at = 0; at < length;) {
        int32_t codepoint;
        size_t size = text_next(text + at, length - at, &codepoint);
        if (text_is_break(codepoint)) {
            broken = true;
        } else if (!text_is_invisible(codepoint)) {
            char one[4];
            size_t wide = text_fold_one(text + at, size, codepoint, one);
            if (one[0] == ',' && size > 1 && half_digit)
                one[0] = CELL_COMMA_WIDE;
            if (broken && may_begin(one[0]))
                folded[filled++] = '\n';
            broken = false;
            half_digit = size == 1 && cell_is_digit(text[at]);
            memcpy(folded + filled, one, wide);
            filled += wide;
            memcpy(cleaned + kept, text + at, size);
            kept += size;
        }
        at += size;
    }
    cleaned[kept] = '\0';
    *cleaned_length = kept;
    return filled;
}

/* Blanks TeX's marks out: `$\geq 10\%$` becomes ` \geq 10 % `. Dollars must come in pairs; otherwise the text stays
 * as it is. */
static void blank_tex(char *folded, size_t length)
{
    size_t dollars = 0;
    for (size_t i = 0; i < length; i++)
        dollars += folded[i] == '$';
    if (dollars % 2)
        return;
    for (size_t i = 0; i < length; i++) {
        if (folded[i] == '$' || (folded[i] == '\\' && i + 1 < length && folded[i + 1] == '%'))
            folded[i] = ' ';
    }
}

static bool is_dashes(struct cell_span s)
{
    static const char *const dashes[] = {"-", "—", "―", "‐", "‑", "‒", "─"};
    while (s.at < s.end) {
        size_t i = 0, count = sizeof dashes / sizeof *dashes;
        while (i < count && !cell_take(&s, dashes[i]))
            i++;
        if (i == count)
            return false;
    }
    return true;
}

static enum reason missing_word(struct cell_span s)
{
    static const struct {
        const char *word;
        enum reason reason;
    } words[] = {
        {"/", REASON_SLASH}, {"无", REASON_NONE}, {"不适用", REASON_NOT_APPLICABLE}, {"未公布", REASON_UNPUBLISHED},
        {"空白", REASON_BLANK},
    };
    if (s.at < s.end && is_dashes(s))
        return REASON_DASH;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct cell_span rest = s;
        if (cell_take(&rest, words[i].word) && rest.at == rest.end)
            return words[i].reason;
    }
    return REASON_OK;
}

/* Records what was found; false if nothing was. */
static bool settle(struct arena *a, struct cell *cell, enum cell_found found, enum cell_kind kind, const char *reading)
{
    switch (found) {
    case CELL_FOUND_NOTHING:
        return false;
    case CELL_FOUND_VALUE:
        cell->kind = kind;
        return true;
    case CELL_FOUND_DAMAGED:
        cell->kind = CELL_UNREADABLE;
        cell->reason = REASON_UNREADABLE;
        if (*reading)
            cell->reading = arena_copy(a, reading, strlen(reading));
        return true;
    case CELL_FOUND_TOO_LARGE:
        cell->kind = CELL_UNREADABLE;
        cell->reason = REASON_LIMIT;
        mpq_set_ui(cell->number, 0, 1);
        return true;
    }
    return false;
}

/* The end of the label, or NULL; *value is where the value begins, *loose whether only a blank or a break stands
 * between. The first colon and the first relation sign decide: there is no second try. */
static const char *find_label(struct cell_span s, const char **value, bool *loose)
{
    if ((unsigned char)*s.at < 'A' || cell_value_begins(s))
        return NULL;
    for (const char *at = s.at; at < s.end; at++) {
        bool sign = strchr("<>=\\", *at) != NULL && *at != '\0';
        if (!sign && *at != ':' && *at != ' ' && *at != '\n')
            continue;
        struct cell_span rest = {at, s.end};
        cell_skip_blanks(&rest);
        bool colon = rest.at < rest.end && *rest.at == ':';
        rest.at += colon;
        cell_skip_blanks(&rest);
        *value = rest.at;
        *loose = !sign && !colon;
        bool begins = cell_value_begins(rest);
        if (begins)
            return at;
        if (sign || colon)
            return NULL;
        at = rest.at - 1;
    }
    return NULL;
}

/* The bytes of the cleaned text that folded to what lies between `from` and `to`; there a '\n' stands for nothing. */
static size_t unfolded_length(const char *text, size_t length, const char *from, const char *to)
{
    size_t wanted = 0;
    for (; from < to; from++)
        wanted += *from != '\n';
    size_t at = 0, folded = 0;
    while (at < length && folded < wanted) {
        int32_t codepoint;
        char one[4];
        size_t size = text_next(text + at, length - at, &codepoint);
        folded += text_fold_one(text + at, size, codepoint, one);
        at += size;
    }
    return at;
}

static bool parse_labelled(struct arena *a, struct cell *cell, struct cell_span s, char *reading)
{
    const char *value;
    bool loose;
    const char *end = find_label(s, &value, &loose);
    if (!end)
        return false;
    cell->approximate = false;
    cell->unit = UNIT_NONE;
    struct cell_span rest = {value, s.end};
    enum cell_kind kind = CELL_DATE;
    enum cell_found found = cell_read_date(cell, rest);
    if (found == CELL_FOUND_NOTHING) {
        kind = CELL_NUMBER;
        found = cell_read_value(cell, rest, reading);
        if (found != CELL_FOUND_NOTHING && loose && cell->unit == UNIT_NONE && cell->relation == CELL_NONE)
            return false;
    }
    if (!settle(a, cell, found, kind, reading))
        return false;
    cell->label = cell->text;
    cell->label_length = unfolded_length(cell->text, cell->length, s.at, end);
    return true;
}

static void parse_folded(struct arena *a, struct cell *cell, struct cell_span s)
{
    char reading[CELL_READING_SIZE];
    reading[0] = '\0';
    cell->reason = (uint8_t)missing_word(s);
    if (cell->reason) {
        cell->kind = cell->reason == REASON_BLANK ? CELL_BLANK : CELL_MISSING_WORD;
        return;
    }
    if (settle(a, cell, cell_read_date(cell, s), CELL_DATE, reading)
        || settle(a, cell, cell_read_value(cell, s, reading), CELL_NUMBER, reading)
        || parse_labelled(a, cell, s, reading))
        return;
    const char *text = cell->text;
    size_t length = cell->length;
    reset(cell);
    cell->text = text;
    cell->length = length;
}

void cell_parse(struct arena *a, struct cell *cell, const char *text, size_t length)
{
    reset(cell);
    cell->text = "";
    cell->length = 0;
    trim(&text, &length);
    if (length == 0) {
        cell->kind = CELL_BLANK;
        cell->reason = REASON_BLANK;
        return;
    }
    char small[FOLD_ON_STACK];
    char *cleaned = arena_alloc(a, length + 1);
    char *folded = length <= sizeof small ? small : arena_alloc(a, length);
    size_t cleaned_length;
    size_t folded_length = clean(text, length, cleaned, &cleaned_length, folded);
    cell->text = cleaned;
    cell->length = cleaned_length;
    blank_tex(folded, folded_length);
    parse_folded(a, cell, (struct cell_span){folded, folded + folded_length});
}
