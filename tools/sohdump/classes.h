/* SPDX-License-Identifier: MIT */
/*
 * The classes of qutil.dll: the registered ones, or else those of the qutil.dll beside the program.
 * So the program works in any folder to which both were copied. COM must be initialised.
 */
#ifndef TOOLS_SOHDUMP_CLASSES_H
#define TOOLS_SOHDUMP_CLASSES_H

#include "napprotocol.h"

typedef struct Classes {
    HMODULE dll; /* the one beside the program; loaded when needed */
} Classes;

HRESULT ClassesNewConstructor(Classes *classes, INapSoHConstructor **constructor);
HRESULT ClassesNewProcessor(Classes *classes, INapSoHProcessor **processor);
/* Call it after all objects are released. */
void ClassesClose(Classes *classes);

#endif
