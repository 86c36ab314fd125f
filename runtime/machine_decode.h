/* machine_decode.h - turns a section's code into steps over registers of the machine's own. */
#ifndef HENG_MACHINE_DECODE_H
#define HENG_MACHINE_DECODE_H

#include "machine_frame.h"

/* Fills f's registers, steps, fixtures, outputs, domains and maps from f->program and f->section; the lanes' memory
 * comes later. False if the section uses a constant that fits no fixed lane: it can only be run on the wide path, and
 * the frame is not to be used. */
bool machine_decode(struct frame *f);

#endif
