/* SPDX-License-Identifier: MIT */
/*
 * Default methods of an IMallocSpy. A spy copies the table and replaces the methods that it needs.
 */
#ifndef TOOLS_COMMON_PASSINGSPY_H
#define TOOLS_COMMON_PASSINGSPY_H

#include <windows.h>

#include <objidl.h>

/*
 * All methods only pass their argument on, and references aren't counted: the spy lives as long as
 * the program. PreAlloc, PostAlloc and PreFree are missing; each spy has its own.
 */
extern const IMallocSpyVtbl PassingSpy;

#endif
