/* SPDX-License-Identifier: MIT */
/*
 * Security of the named objects by which processes of different users find each other: everybody
 * may open them. Who misuses that can keep agents from binding, but never choose code.
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
