/* SPDX-License-Identifier: MIT */
/* Reads a whole statement and reports it. */
#ifndef SOHDUMP_DUMP_H
#define SOHDUMP_DUMP_H

#include "classes.h"
#include "message.h"
#include "report.h"

typedef enum DumpDirection {
    DUMP_DIRECTION_AUTO,
    DUMP_DIRECTION_REQUEST,
    DUMP_DIRECTION_RESPONSE
} DumpDirection;

/*
 * Nothing is reported unless the whole of it can be read: S_FALSE, and message->fault is set.
 * Other failures are those of the classes. bytes is not NULL.
 */
HRESULT DumpStatement(Message *message, const BYTE *bytes, UINT32 size, MessageForm form,
                      DumpDirection direction, Classes *classes, Report *report);

#endif
