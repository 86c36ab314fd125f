/* message.h - what the command line says, in both languages. */
#ifndef HENG_CLI_MESSAGE_H
#define HENG_CLI_MESSAGE_H

#include <stdbool.h>

enum message_id {
#define MESSAGE(id, zh, en) MSG_##id,
#include "message.def"
#undef MESSAGE
};

/* The text of a message, often a format. Static storage. */
const char *message_text(enum message_id id, bool english);

#endif
