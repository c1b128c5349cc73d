/* SPDX-License-Identifier: MIT */
/*
 * Sequences of clients that no example shows: the small agent of Microsoft's article "Setting up a
 * simple SHA", agents beside the example's validator, and an enforcement client. They run in this
 * process, and find everything by registrations.
 */
#include <initguid.h>

#include "contoso.h"

#include "naperror.h"
#include "napenforcementclient.h"
#include "napsystemhealthagent.h"

#include "scriptedagent.h"
#include "sohliteral.h"

#include <string.h>

/* Another agent than the example's. */
#define OTHER_ID 0x007ED902u

#define CALL_MS  10000
#define QUIET_MS 500

static void registerAgent(SystemHealthEntityId id)
{
    INapClientManagement *management = ClientManagement();
    WCHAR name[] = L"Simple agent";
    NapComponentRegistrationInfo info = {.id = id, .friendlyName = {sizeof(name), name}};

    assert_hresult(INapClientManagement_RegisterSystemHealthAgent(management, &info), S_OK);
    INapClientManagement_Release(management);
}

static HRESULT unregisterAgent(SystemHealthEntityId id)
{
    INapClientManagement *management = ClientManagement();
    HRESULT hr = INapClientManagement_UnregisterSystemHealthAgent(management, id);

    INapClientManagement_Release(management);
    return hr;
}

static INapSystemHealthAgentBinding *bind(SystemHealthEntityId id, ScriptedAgent *agent)
{
    INapSystemHealthAgentBinding *binding = NULL;

    assert_hresult(CoCreateInstance(&CLSID_NapSystemHealthAgentBinding, NULL, CLSCTX_INPROC_SERVER,
                                    &IID_INapSystemHealthAgentBinding, (void **)&binding),
                   S_OK);
    assert_hresult(INapSystemHealthAgentBinding_Initialize(binding, id, &agent->callback), S_OK);
    return binding;
}
