/* SPDX-License-Identifier: MIT */
/*
 * The documented exports. Each only checks its arguments and forwards the call. naputil.h has their
 * contract.
 */
#include "naputil.h"

#include "allocator.h"
#include "notifier/notifier.h"
#include "soh/attribute.h"

HRESULT WINAPI AllocConnections(Connections **connections, UINT16 connectionsCount)
{
    if (!connections) {
        return E_INVALIDARG;
    }
    return AllocatorNewConnections(connections, connectionsCount);
}

HRESULT WINAPI AllocCountedString(CountedString **countedString, const WCHAR *string)
{
    if (!countedString) {
        return E_INVALIDARG;
    }
    if (!string) {
        *countedString = NULL;
        return E_INVALIDARG;
    }
    return AllocatorNewCountedString(countedString, string);
}

HRESULT WINAPI AllocFixupInfo(FixupInfo **fixupInfo, UINT16 countResultCodes)
{
    if (!fixupInfo) {
        return E_INVALIDARG;
    }
    return AllocatorNewFixupInfo(fixupInfo, countResultCodes);
}

void WINAPI FreeConnections(Connections *connections)
{
    AllocatorFreeConnections(connections);
}

void WINAPI FreeCountedString(CountedString *countedString)
{
    AllocatorFreeCountedString(countedString);
}

void WINAPI FreeFixupInfo(FixupInfo *fixupInfo)
{
    AllocatorFreeFixupInfo(fixupInfo);
}

void WINAPI FreeIsolationInfo(IsolationInfo *isolationInfo)
{
    AllocatorFreeIsolationInfo(isolationInfo);
}

void WINAPI FreeIsolationInfoEx(IsolationInfoEx *isolationInfo)
{
    AllocatorFreeIsolationInfoEx(isolationInfo);
}

void WINAPI FreeNapComponentRegistrationInfoArray(UINT16 count, NapComponentRegistrationInfo **info)
{
    AllocatorFreeNapComponentRegistrationInfoArray(info, count);
}

void WINAPI FreeNetworkSoH(NetworkSoH *networkSoh)
{
    AllocatorFreeNetworkSoH(networkSoh);
}

void WINAPI FreePrivateData(PrivateData *privateData)
{
    AllocatorFreePrivateData(privateData);
}

void WINAPI FreeSoH(SoH *soh)
{
    AllocatorFreeSoH(soh);
}

void WINAPI FreeSoHAttributeValue(SoHAttributeType type, SoHAttributeValue *value)
{
    SohAttributeFree(type, value);
}

void WINAPI FreeSystemHealthAgentState(SystemHealthAgentState *state)
{
    AllocatorFreeSystemHealthAgentState(state);
}

HRESULT WINAPI InitializeNapAgentNotifier(NapNotifyType type, HANDLE hNotifyEvent)
{
    return NotifierSubscribe(type, hNotifyEvent);
}

void WINAPI UninitializeNapAgentNotifier(NapNotifyType type)
{
    NotifierUnsubscribe(type);
}
