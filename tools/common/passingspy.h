/* SPDX-License-Identifier: MIT */
/*
 * What an IMallocSpy has to have but seldom needs: a spy copies the table, and puts in the methods
 * that it is there for.
 */
#ifndef TOOLS_PASSINGSPY_H
#define TOOLS_PASSINGSPY_H

#include <windows.h>

#include <objidl.h>

/*
 * All methods only pass on, as for a spy that lives as long as the program. It lacks PreAlloc,
 * PostAlloc and PreFree, which every spy has of its own.
 */
extern const IMallocSpyVtbl PassingSpy;

#endif
