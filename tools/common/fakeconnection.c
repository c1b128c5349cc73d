/* SPDX-License-Identifier: MIT */
/* See fakeconnection.h. */
#include "fakeconnection.h"

static FakeConnection *fakeOf(INapEnforcementClientConnection *connection)
{
    return CONTAINING_RECORD(connection, FakeConnection, connection);
}

static HRESULT STDMETHODCALLTYPE queryInterface(INapEnforcementClientConnection *This, REFIID riid,
                                                void **object)
{
    (void)This;
    (void)riid;
    *object = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE addRef(INapEnforcementClientConnection *This)
{
    return (ULONG)++fakeOf(This)->references;
}

static ULONG STDMETHODCALLTYPE release(INapEnforcementClientConnection *This)
{
    fakeOf(This)->releases++;
    return (ULONG)--fakeOf(This)->references;
}

/* The other methods are NULL: calling one crashes. */
static INapEnforcementClientConnectionVtbl vtbl = {
    .QueryInterface = queryInterface,
    .AddRef = addRef,
    .Release = release,
};

INapEnforcementClientConnection *FakeConnectionInit(FakeConnection *fake)
{
    fake->connection.lpVtbl = &vtbl;
    fake->references = 1;
    fake->releases = 0;
    return &fake->connection;
}
