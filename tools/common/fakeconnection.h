/* SPDX-License-Identifier: MIT */
/*
 * The client's side of FreeConnections: an INapEnforcementClientConnection of which only IUnknown
 * is ever called, with its reference count in sight.
 */
#ifndef TOOLS_FAKECONNECTION_H
#define TOOLS_FAKECONNECTION_H

#include "napenforcementclient.h"

typedef struct FakeConnection {
    INapEnforcementClientConnection connection;
    LONG references;
    LONG releases;
} FakeConnection;

/* Begins with one reference. Nothing is allocated, and nothing is freed at zero. */
INapEnforcementClientConnection *FakeConnectionInit(FakeConnection *fake);

#endif
