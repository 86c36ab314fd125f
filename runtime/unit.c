/* unit.c - units of measure: names, dimensions and powers of ten. */
#include "unit.h"

#include <assert.h>
#include <string.h>

#define UNIT_ROW(zh, en, dimension, power, precision, kind) \
    {zh, en, sizeof(zh) - 1, sizeof(en) - 1, DIMENSION_##dimension, power, UNIT_##precision, UNIT_##kind},

static const struct unit units[] = {
#define UNIT(zh, en, dimension, power, precision, kind) UNIT_ROW(zh, en, dimension, power, precision, kind)
#define CLASSIFIER(name, zh, en)                        \
    UNIT_ROW(zh, en, name, 0, EXACT, PLAIN)             \
    UNIT_ROW("万" zh, "wan_" en, name, 4, PRINTED, PLAIN)
#include "unit.def"
};

static const struct {
    const char *zh, *en;
    bool classifier;
} dimensions[DIMENSION_COUNT] = {
#define DIMENSION(name, zh, en) [DIMENSION_##name] = {zh, en, false},
#define CLASSIFIER(name, zh, en) [DIMENSION_##name] = {zh, en, true},
#include "unit.def"
};

int unit_count(void)
{
    return (int)(sizeof units / sizeof *units);
}

const struct unit *unit_at(int index)
{
    assert(index >= 0 && index < unit_count());
    return &units[index];
}

int unit_find(const char *name, size_t length)
{
    for (int i = 0; i < unit_count(); i++) {
        const struct unit *u = &units[i];
        if (u->zh_length == length && memcmp(u->zh, name, length) == 0)
            return i;
        if (u->en_length == length && memcmp(u->en, name, length) == 0)
            return i;
    }
    return UNIT_NONE;
}

const char *unit_name(int index, bool english)
{
    if (index == UNIT_NONE)
        return "";
    return english ? unit_at(index)->en : unit_at(index)->zh;
}

const char *unit_dimension_name(enum dimension dimension, bool english)
{
    assert(dimension < DIMENSION_COUNT);
    return english ? dimensions[dimension].en : dimensions[dimension].zh;
}

bool unit_is_classifier(enum dimension dimension)
{
    assert(dimension < DIMENSION_COUNT);
    return dimensions[dimension].classifier;
}

bool unit_comparable(int left, int right)
{
    enum dimension a = left == UNIT_NONE ? DIMENSION_RATIO : (enum dimension)unit_at(left)->dimension;
    enum dimension b = right == UNIT_NONE ? DIMENSION_RATIO : (enum dimension)unit_at(right)->dimension;
    return a == b;
}

static bool is_count(int unit) { return unit != UNIT_NONE && unit_is_classifier((enum dimension)unit_at(unit)->dimension); }

bool unit_match(const char *left, size_t left_length, const char *right, size_t right_length)
{
    if (left_length == right_length && !memcmp(left, right, left_length))
        return true;
    int a = unit_find(left, left_length), b = unit_find(right, right_length);
    if ((left_length && a == UNIT_NONE) || (right_length && b == UNIT_NONE))
        return false;
    bool counts = (is_count(a) || !left_length) && (is_count(b) || !right_length);
    return counts || unit_comparable(a, b);
}
