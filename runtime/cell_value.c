/* cell_value.c - values in cells: relation, number, unit, and the words around them. */
#include "cell_parts.h"
#include "number.h"
#include "unit.h"

struct word {
    const char *text;
    enum cell_relation relation;
};

/* Where one begins another, the longer comes first. */
static const struct word signs[] = {
    {">=", CELL_GE}, {"=>", CELL_GE}, {"<=", CELL_LE}, {"=<", CELL_LE}, {"==", CELL_NONE}, {">", CELL_GT},
    {"<", CELL_LT}, {"=", CELL_NONE}, {"\\geqslant", CELL_GE}, {"\\leqslant", CELL_LE}, {"\\geq", CELL_GE},
    {"\\leq", CELL_LE}, {"\\ge", CELL_GE}, {"\\le", CELL_LE}, {NULL, CELL_NONE},
};

static const struct word relation_words[] = {
    {"不少于", CELL_GE}, {"不低于", CELL_GE}, {"不小于", CELL_GE}, {"大于等于", CELL_GE}, {"至少", CELL_GE},
    {"达到", CELL_GE}, {"不超过", CELL_LE}, {"不高于", CELL_LE}, {"不多于", CELL_LE}, {"不大于", CELL_LE},
    {"小于等于", CELL_LE}, {"至多", CELL_LE}, {"大于", CELL_GT}, {"高于", CELL_GT}, {"多于", CELL_GT},
    {"超过", CELL_GT}, {"小于", CELL_LT}, {"低于", CELL_LT}, {"少于", CELL_LT}, {"不足", CELL_LT}, {NULL, CELL_NONE},
};

/* Words at the end of a value; these include the number. */
static const struct word bound_words[] = {
    {"及以上", CELL_GE}, {"以上", CELL_GE}, {"及以下", CELL_LE}, {"以下", CELL_LE}, {"以内", CELL_LE},
    {NULL, CELL_NONE},
};

static const char *const about_before[] = {"大约", "约", "近", NULL};
static const char *const about_after[] = {"左右", "上下", NULL};
static const char *const more[] = {"余", "多", NULL};
static const char *const included[] = {"(含)", "含", NULL};

/* After these, 余 and 多 may stand inside the unit: 万余元, 个多月. */
static const char *const unit_heads[] = {"百万", "千万", "万", "亿", "千", "个", NULL};

static bool take_word(struct cell_span *s, const struct word *words, enum cell_relation *relation)
{
    for (; words->text; words++) {
        if (cell_take(s, words->text)) {
            *relation = words->relation;
            return true;
        }
    }
    return false;
}

static bool take_any(struct cell_span *s, const char *const *words)
{
    for (; *words; words++) {
        if (cell_take(s, *words))
            return true;
    }
    return false;
}

static void drop_blanks(struct cell_span *s)
{
    while (s->end > s->at && (s->end[-1] == ' ' || s->end[-1] == '\n'))
        s->end--;
}

/* Whether the text ends with `word`; if so, drops it and the blanks before it. */
static bool drop_word(struct cell_span *s, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(s->end - s->at) < length || memcmp(s->end - length, word, length) != 0)
        return false;
    s->end -= length;
    drop_blanks(s);
    return true;
}

static bool drop_any(struct cell_span *s, const char *const *words)
{
    for (; *words; words++) {
        if (drop_word(s, *words))
            return true;
    }
    return false;
}

enum cell_relation cell_relation_sign(struct cell_span *s, bool *found)
{
    enum cell_relation relation = CELL_NONE;
    *found = take_word(s, signs, &relation);
    return relation;
}

/* Adds what another word says. Only agreeing words may stand together: `≥90%以上` says the same twice, `超过100以上`
 * is the stricter. */
static bool add_relation(enum cell_relation *relation, enum cell_relation other)
{
    bool lower = other == CELL_GE || other == CELL_GT;
    bool was_lower = *relation == CELL_GE || *relation == CELL_GT;
    if (*relation != CELL_NONE && lower != was_lower)
        return false;
    if (*relation == CELL_NONE || other == CELL_GT || other == CELL_LT)
        *relation = other;
    return true;
}

/* Passes blanks, the relation and 约. */
static enum cell_relation take_opening(struct cell_span *s, bool *approximate)
{
    enum cell_relation relation = CELL_NONE;
    cell_skip_blanks(s);
    if (!take_word(s, signs, &relation))
        take_word(s, relation_words, &relation);
    cell_skip_blanks(s);
    *approximate = take_any(s, about_before);
    cell_skip_blanks(s);
    return relation;
}

bool cell_value_begins(struct cell_span s)
{
    bool approximate;
    take_opening(&s, &approximate);
    return s.at < s.end && (cell_is_digit(*s.at) || *s.at == '-' || *s.at == '+' || *s.at == '.');
}

/* A number as it stands: digits without commas, and what is wrong with it. */
struct digits {
    char text[CELL_READING_SIZE]; /* [-]digits[.digits] */
    size_t length;
    bool damaged, ambiguous; /* ambiguous: damaged, and no single reading suggests itself */
    bool too_large;
};

static void put(struct digits *d, char c)
{
    if (d->length < sizeof d->text - 1)
        d->text[d->length++] = c;
    else
        d->too_large = true;
}

/* Passes a run of digits, points, commas and line breaks between digits. False if there is no digit at its beginning
 * (but for a point). Leading zeros are not kept, so that they do not count toward the limit. */
static bool take_number(struct cell_span *s, struct digits *d)
{
    d->length = 0;
    d->damaged = d->ambiguous = d->too_large = false;
    if (s->at < s->end && (*s->at == '-' || *s->at == '+')) {
        if (*s->at++ == '-')
            put(d, '-');
    }
    const char *start = s->at;
    struct cell_span digits = *s;
    cell_take(&digits, ".");
    if (digits.at == digits.end || !cell_is_digit(*digits.at))
        return false;
    size_t points = 0, commas = 0, group = 0; /* group: digits since the last comma, or the beginning */
    bool significant = false;
    for (; s->at < s->end; s->at++) {
        char c = *s->at;
        if (cell_is_digit(c)) {
            group++;
            significant = significant || c != '0' || points;
            if (significant)
                put(d, c);
        } else if (c == ',' || c == CELL_COMMA_WIDE) {
            bool zeros = commas == 0 && !points && !significant && group; /* 0,123 may be 0.123 */
            if (zeros) {
                put(d, '0');
                put(d, '.');
                significant = true;
            }
            if (c == CELL_COMMA_WIDE || points || group > 3 || group == 0 || (commas && group != 3) || zeros)
                d->damaged = true;
            commas++;
            group = 0;
        } else if (c == '.') {
            if (commas && group != 3)
                d->damaged = true;
            if (points++)
                d->damaged = d->ambiguous = true;
            if (!significant)
                put(d, '0');
            put(d, '.');
            significant = true;
        } else if (c == '\n' && s->at + 1 < s->end && (cell_is_digit(s->at[1]) || s->at[1] == '.' || s->at[1] == ',')) {
            d->damaged = true;
        } else {
            break;
        }
    }
    char last = s->at[-1];
    if (!significant)
        put(d, '0');
    if (last == '.' && d->length)
        d->length--;
    if (*start == '.' || !cell_is_digit(last) || (commas && !points && group != 3))
        d->damaged = true;
    d->text[d->length] = '\0';
    return true;
}

/* What stands after the number: [余] unit [bound | about]. False if it is anything else. */
static bool read_tail(struct cell_span s, struct cell *cell)
{
    drop_blanks(&s);
    if (drop_any(&s, about_after)) {
        cell->approximate = true;
    } else {
        for (const struct word *w = bound_words; w->text; w++) {
            if (drop_word(&s, w->text)) {
                drop_any(&s, included);
                if (!add_relation(&cell->relation, w->relation))
                    return false;
                break;
            }
        }
    }
    cell_skip_blanks(&s);
    bool beyond = take_any(&s, more);
    cell_skip_blanks(&s);

    char name[64];
    size_t length = 0;
    if ((size_t)(s.end - s.at) >= sizeof name)
        return false;
    struct cell_span rest = s;
    if (!beyond && take_any(&rest, unit_heads)) {
        length = (size_t)(rest.at - s.at);
        if (take_any(&rest, more)) {
            memcpy(name, s.at, length);
            beyond = true;
            s.at = rest.at;
        } else {
            length = 0;
        }
    }
    if (beyond && !add_relation(&cell->relation, CELL_GT))
        return false;
    size_t tail = (size_t)(s.end - s.at);
    memcpy(name + length, s.at, tail);
    length += tail;
    if (length == 0)
        return true;
    cell->unit = unit_find(name, length);
    if (cell->unit == UNIT_NONE)
        return false;
    const struct unit *u = unit_at(cell->unit);
    return u->kind != UNIT_CALENDAR && u->zh_length == length && memcmp(u->zh, name, length) == 0;
}

enum cell_found cell_read_value(struct cell *cell, struct cell_span s, char reading[CELL_READING_SIZE])
{
    cell->unit = UNIT_NONE;
    reading[0] = '\0';
    cell->relation = take_opening(&s, &cell->approximate);
    struct digits d;
    if (!take_number(&s, &d) || !read_tail(s, cell))
        return CELL_FOUND_NOTHING;
    if (d.damaged) {
        if (!d.ambiguous && !d.too_large)
            memcpy(reading, d.text, d.length + 1);
        return CELL_FOUND_DAMAGED;
    }
    bool too_large = d.too_large;
    if (too_large || !number_read(d.text, d.length, cell->number, &cell->digits, &too_large))
        return CELL_FOUND_TOO_LARGE;
    if (cell->unit != UNIT_NONE)
        number_scale(cell->number, cell->number, unit_at(cell->unit)->power);
    return number_in_limits(cell->number) ? CELL_FOUND_VALUE : CELL_FOUND_TOO_LARGE;
}
