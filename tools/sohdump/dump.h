/* SPDX-License-Identifier: MIT */
/* Reports a whole statement, each value as the DLL reads it. */
#ifndef SOHDUMP_DUMP_H
#define SOHDUMP_DUMP_H

#include "classes.h"
#include "report.h"
#include "statement.h"

typedef enum DumpDirection {
    DUMP_DIRECTION_AUTO,
    DUMP_DIRECTION_REQUEST,
    DUMP_DIRECTION_RESPONSE
} DumpDirection;

/* Reports an opened statement. Failures are those of the classes. */
HRESULT DumpStatement(Statement *statement, DumpDirection direction, Classes *classes,
                      Report *report);

#endif
