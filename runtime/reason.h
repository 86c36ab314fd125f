/* reason.h - why a lane has no value, and which outcome follows. */
#ifndef HENG_REASON_H
#define HENG_REASON_H

#include <stdint.h>

enum reason_class { REASON_CLASS_NONE, REASON_CLASS_NA, REASON_CLASS_MISSING, REASON_CLASS_ERROR };

/* 0 is "has a value"; of two codes the larger dominates. */
enum reason {
    REASON_OK = 0,
#define REASON(name, class, code, zh, en) REASON_##name,
#include "reason.def"
#undef REASON
    REASON_COUNT
};

/* Class of a code; REASON_CLASS_NONE for REASON_OK and for codes out of range. */
enum reason_class reason_class_of(uint8_t reason);

/* Stable identifier, Chinese and English text of a code; "" for REASON_OK. Static storage. */
const char *reason_code(uint8_t reason);
const char *reason_text(uint8_t reason, int english);

#endif
