/* SPDX-License-Identifier: MIT */
/*
 * A fake INapEnforcementClientConnection for tests of FreeConnections. It implements only IUnknown,
 * and its reference count can be read.
 */
#ifndef TOOLS_COMMON_FAKECONNECTION_H
#define TOOLS_COMMON_FAKECONNECTION_H

#include "napenforcementclient.h"

typedef struct FakeConnection {
    INapEnforcementClientConnection connection;
    LONG references;
    LONG releases;
} FakeConnection;

/* Starts with one reference. The object is the caller's: nothing is allocated, or freed at zero. */
INapEnforcementClientConnection *FakeConnectionInit(FakeConnection *fake);

#endif
