/* SPDX-License-Identifier: MIT */
/*
 * The classes of qutil.dll: as registered, else those of the qutil.dll beside the program. So the
 * program works from any folder that both were copied to. COM must be initialised.
 */
#ifndef SOHDUMP_CLASSES_H
#define SOHDUMP_CLASSES_H

#include "napprotocol.h"

typedef struct Classes {
    HMODULE dll; /* the one beside the program, once it was needed */
} Classes;

HRESULT ClassesNewConstructor(Classes *classes, INapSoHConstructor **constructor);
HRESULT ClassesNewProcessor(Classes *classes, INapSoHProcessor **processor);
/* After all objects are released. */
void ClassesClose(Classes *classes);

#endif
