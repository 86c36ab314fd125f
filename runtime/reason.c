/* reason.c - why a lane has no value, and which outcome follows. */
#include "reason.h"

struct reason_row {
    enum reason_class class;
    const char *code, *zh, *en;
};

static const struct reason_row rows[REASON_COUNT] = {
    [REASON_OK] = {REASON_CLASS_NONE, "", "", ""},
#define REASON(name, class, code, zh, en) [REASON_##name] = {REASON_CLASS_##class, code, zh, en},
#include "reason.def"
#undef REASON
};

static const struct reason_row *row_of(uint8_t reason)
{
    return &rows[reason < REASON_COUNT ? reason : REASON_OK];
}

enum reason_class reason_class_of(uint8_t reason)
{
    return row_of(reason)->class;
}

const char *reason_code(uint8_t reason)
{
    return row_of(reason)->code;
}

const char *reason_text(uint8_t reason, int english)
{
    return english ? row_of(reason)->en : row_of(reason)->zh;
}
