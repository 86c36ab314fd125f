/* message.c - looks up the texts of message.def. */
#include "message.h"

const char *message_text(enum message_id id, bool english)
{
    static const struct {
        const char *zh, *en;
    } texts[] = {
#define MESSAGE(id, zh, en) [MSG_##id] = {zh, en},
#include "message.def"
#undef MESSAGE
    };
    return english ? texts[id].en : texts[id].zh;
}
