/* SPDX-License-Identifier: MIT */
/* Reports a whole statement. The DLL decodes each value. */
#ifndef TOOLS_SOHDUMP_DUMP_H
#define TOOLS_SOHDUMP_DUMP_H

#include "classes.h"
#include "report.h"
#include "statement.h"

typedef enum DumpDirection {
    DUMP_DIRECTION_AUTO,
    DUMP_DIRECTION_REQUEST,
    DUMP_DIRECTION_RESPONSE
} DumpDirection;

/* Reports an opened statement. Returns errors of the classes. */
HRESULT DumpStatement(Statement *statement, DumpDirection direction, Classes *classes,
                      Report *report);

#endif
