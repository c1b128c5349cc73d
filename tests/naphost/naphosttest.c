/* SPDX-License-Identifier: MIT */
/* See naphosttest.h. */
#include "naphosttest.h"

#include <stdlib.h>

#include "fastclock.h"
#include "path.h"

#define POLL_MS 2

NaphostDll Host;
NaphostRegistry HostRegistry;

int HostSetUpOutside(void **state)
{
    WCHAR *path = PathBeside(L"naphost.dll");
    BOOL isReady = path && NaphostRegistryRedirect(&HostRegistry) && NaphostDllLoad(&Host, path);

    free(path);
    return isReady ? 0 : -1;
}

int HostTearDownOutside(void **state)
{
    NaphostRegistryRestore(&HostRegistry);
    return FreeLibrary(Host.module) ? 0 : -1;
}

int HostSetUp(void **state)
{
    return CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_OK ? HostSetUpOutside(state) : -1;
}

int HostSetUpFast(void **state)
{
    int result = HostSetUp(state);

    if (result == 0) {
        FastClockStart(Host.module);
    }
    return result;
}

int HostTearDown(void **state)
{
    int result = HostTearDownOutside(state);

    CoUninitialize();
    return result;
}

void PairInit(Pair *pair, unsigned number)
{
    assert_hresult(ScriptedPairInit(pair, NaphostTestId(number)), S_OK);
}

void PairRegister(Pair *pair)
{
    assert_hresult(NaphostDllRegisterAgent(&Host, pair->id), S_OK);
    assert_hresult(NaphostDllRegisterValidator(&Host, pair->id, &pair->clsid), S_OK);
}

void PairBind(Pair *pair)
{
    assert_null(pair->binding);
    assert_hresult(NaphostDllBind(&Host, pair->id, &pair->agent.callback, &pair->binding), S_OK);
}

void PairUnbind(Pair *pair)
{
    if (pair->binding) {
        assert_hresult(INapSystemHealthAgentBinding_Uninitialize(pair->binding), S_OK);
        assert_int_equal(pair->agent.references, 1);
        assert_int_equal(INapSystemHealthAgentBinding_Release(pair->binding), 0);
        pair->binding = NULL;
    }
}

void PairUnregister(Pair *pair)
{
    assert_hresult(NaphostDllUnregisterAgent(&Host, pair->id), S_OK);
    assert_hresult(NaphostDllUnregisterValidator(&Host, pair->id), S_OK);
}

static BOOL awaitValue(const volatile LONG *value, LONG wanted)
{
    const double end = CallClock() + PATIENCE_MS;

    while (*value != wanted && CallClock() < end) {
        Sleep(POLL_MS);
    }
    return *value == wanted;
}

void PairFree(Pair *pair)
{
    ScriptedValidatorDrop(&pair->validator);
    assert_true(awaitValue(&pair->agent.references, 1));
    assert_true(awaitValue(&pair->validator.references, 1));
    ScriptedValidatorFree(&pair->validator);
    ScriptedAgentFree(&pair->agent);
}

void PairsBegin(Pair *pairs, unsigned count, unsigned first)
{
    for (unsigned i = 0; i < count; i++) {
        PairInit(&pairs[i], first + i);
        PairRegister(&pairs[i]);
        PairBind(&pairs[i]);
    }
}

void PairsEnd(Pair *pairs, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        PairUnbind(&pairs[i]);
    }
    for (unsigned i = 0; i < count; i++) {
        PairUnregister(&pairs[i]);
        PairFree(&pairs[i]);
    }
    ExpectUnused();
}

void PairAwait(Pair *pair, AgentMethod method, unsigned count)
{
    assert_true(ScriptedAgentAwait(&pair->agent, method, count, PATIENCE_MS));
}

void PairsCheck(Pair *pairs, unsigned count)
{
    unsigned before[maxSystemHealthEntityCount];

    assert_in_range(count, 1, maxSystemHealthEntityCount);
    for (unsigned i = 0; i < count; i++) {
        before[i] = ScriptedAgentEnded(&pairs[i].agent, AGENT_GET_FIXUP);
    }
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding), S_OK);
    for (unsigned i = 0; i < count; i++) {
        PairAwait(&pairs[i], AGENT_GET_FIXUP, before[i] + 1);
    }
}

IsolationState BindingState(INapSystemHealthAgentBinding *binding)
{
    IsolationInfo *info = NULL;
    BOOL isUnknown = FALSE;
    IsolationState state = 0;

    if (SUCCEEDED(
            INapSystemHealthAgentBinding_GetSystemIsolationInfo(binding, &info, &isUnknown))) {
        state = info->isolationState;
        FreeIsolationInfo(info);
    }
    return state;
}

void ExpectState(const Pair *pair, IsolationState state)
{
    const double end = CallClock() + PATIENCE_MS;

    while (BindingState(pair->binding) != state && CallClock() < end) {
        Sleep(POLL_MS);
    }
    assert_int_equal(BindingState(pair->binding), state);
}

static const SoHAttribute *find(const SoH *soh, SoHAttributeType type)
{
    for (UINT16 i = 0; soh && i < soh->count; i++) {
        if (soh->attributes[i].type == type) {
            return &soh->attributes[i];
        }
    }
    return NULL;
}

DWORD SoHCode(const SoH *soh, SoHAttributeType type)
{
    const SoHAttribute *found = find(soh, type);
    const BYTE *bytes = found ? found->value : NULL;

    if (!found || found->size < 4) {
        return 0xFFFFFFFFu;
    }
    return (DWORD)bytes[0] << 24 | (DWORD)bytes[1] << 16 | (DWORD)bytes[2] << 8 | bytes[3];
}

FailureCategory SoHCategory(const SoH *soh)
{
    const SoHAttribute *found = find(soh, sohAttributeTypeFailureCategory);

    return found && found->size == 1 ? (FailureCategory)found->value[0] : failureCategoryNone;
}

void ExpectUnused(void)
{
    assert_true(NaphostDllAwaitUnused(&Host, PATIENCE_MS));
}
