/* SPDX-License-Identifier: MIT */
/*
 * Security of the named objects by which processes of different users find each other: everybody
 * may open them. A process that misuses them can keep agents from binding, but it can't choose
 * which code is loaded.
 */
#ifndef NAPHOST_EVERYONE_H
#define NAPHOST_EVERYONE_H

#include <windows.h>

typedef struct Everyone {
    SECURITY_ATTRIBUTES attributes; /* for the functions that create objects */
    SECURITY_DESCRIPTOR descriptor;
} Everyone;

void EveryoneInit(Everyone *everyone);

#endif
