/* SPDX-License-Identifier: MIT */
/* See allocator.h. */
#include "allocator.h"

#include "textlength.h"

#include <stdint.h>
#include <string.h>

/* CountedString's length is a UINT16 and doesn't count the NUL. */
#define MAX_COUNTED_CHARACTERS 65535u

void *AllocatorBytes(size_t size)
{
    return CoTaskMemAlloc(size);
}

void *AllocatorArray(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return CoTaskMemAlloc(count * size);
}

void *AllocatorZeroed(size_t count, size_t size)
{
    void *block = AllocatorArray(count, size);

    if (block) {
        memset(block, 0, count * size);
    }
    return block;
}

void AllocatorFree(void *block)
{
    CoTaskMemFree(block);
}

HRESULT AllocatorNewConnections(Connections **connections, UINT16 count)
{
    static const Connections nothing;
    Connections *made = AllocatorBytes(sizeof(*made));

    *connections = NULL;
    if (!made) {
        return E_OUTOFMEMORY;
    }
    *made = nothing;
    /* A count of 0 gets no array: it would leak when the client overwrites the pointer. */
    if (count != 0) {
        made->connections = AllocatorZeroed(count, sizeof(*made->connections));
        if (!made->connections) {
            AllocatorFree(made);
            return E_OUTOFMEMORY;
        }
    }
    made->count = count;
    *connections = made;
    return S_OK;
}

HRESULT AllocatorNewFixupInfo(FixupInfo **fixupInfo, UINT16 countResultCodes)
{
    static const FixupInfo nothing;
    FixupInfo *made = AllocatorBytes(sizeof(*made));

    *fixupInfo = NULL;
    if (!made) {
        return E_OUTOFMEMORY;
    }
    *made = nothing;
    if (countResultCodes != 0) {
        made->resultCodes.results =
            AllocatorZeroed(countResultCodes, sizeof(*made->resultCodes.results));
        if (!made->resultCodes.results) {
            AllocatorFree(made);
            return E_OUTOFMEMORY;
        }
    }
    made->resultCodes.count = countResultCodes;
    *fixupInfo = made;
    return S_OK;
}

HRESULT AllocatorNewCountedString(CountedString **countedString, const WCHAR *string)
{
    size_t length = TextLength(string, MAX_COUNTED_CHARACTERS + 1);
    CountedString *made;

    *countedString = NULL;
    if (length > MAX_COUNTED_CHARACTERS) {
        return E_INVALIDARG;
    }
    made = AllocatorBytes(sizeof(*made));
    if (!made) {
        return E_OUTOFMEMORY;
    }
    made->string = AllocatorArray(length + 1, sizeof(*made->string));
    if (!made->string) {
        AllocatorFree(made);
        return E_OUTOFMEMORY;
    }
    memcpy(made->string, string, length * sizeof(*made->string));
    made->string[length] = 0;
    made->length = (UINT16)length;
    *countedString = made;
    return S_OK;
}

void AllocatorFreeConnections(Connections *connections)
{
    if (!connections) {
        return;
    }
    if (connections->connections) {
        for (UINT16 i = 0; i < connections->count; i++) {
            INapEnforcementClientConnection *connection = connections->connections[i];

            if (connection) {
                connection->lpVtbl->Release(connection);
            }
        }
    }
    AllocatorFree(connections->connections);
    AllocatorFree(connections);
}

void AllocatorFreeCountedString(CountedString *countedString)
{
    if (countedString) {
        AllocatorFree(countedString->string);
        AllocatorFree(countedString);
    }
}

void AllocatorFreeFixupInfo(FixupInfo *fixupInfo)
{
    if (fixupInfo) {
        AllocatorFree(fixupInfo->resultCodes.results);
        AllocatorFree(fixupInfo);
    }
}

void AllocatorFreeIsolationInfo(IsolationInfo *isolationInfo)
{
    if (isolationInfo) {
        AllocatorFree(isolationInfo->failureUrl.string);
        AllocatorFree(isolationInfo);
    }
}

void AllocatorFreeIsolationInfoEx(IsolationInfoEx *isolationInfo)
{
    if (isolationInfo) {
        AllocatorFree(isolationInfo->failureUrl.string);
        AllocatorFree(isolationInfo);
    }
}

void AllocatorFreeNetworkSoH(NetworkSoH *networkSoh)
{
    if (networkSoh) {
        AllocatorFree(networkSoh->data);
        AllocatorFree(networkSoh);
    }
}

void AllocatorFreePrivateData(PrivateData *privateData)
{
    if (privateData) {
        AllocatorFree(privateData->data);
        AllocatorFree(privateData);
    }
}

void AllocatorFreeSoH(SoH *soh)
{
    if (!soh) {
        return;
    }
    if (soh->attributes) {
        for (UINT16 i = 0; i < soh->count; i++) {
            AllocatorFree(soh->attributes[i].value);
        }
    }
    AllocatorFree(soh->attributes);
    AllocatorFree(soh);
}

void AllocatorFreeSystemHealthAgentState(SystemHealthAgentState *state)
{
    if (state) {
        AllocatorFree(state->shaResultCodes.results);
        AllocatorFree(state->fixupInfo.resultCodes.results);
        AllocatorFree(state);
    }
}

static void freeStrings(NapComponentRegistrationInfo *info)
{
    AllocatorFree(info->friendlyName.string);
    AllocatorFree(info->description.string);
    AllocatorFree(info->version.string);
    AllocatorFree(info->vendorName.string);
}

void AllocatorFreeNapComponentRegistrationInfoArray(NapComponentRegistrationInfo **info,
                                                    UINT16 count)
{
    if (!info || !*info) {
        return;
    }
    for (UINT16 i = 0; i < count; i++) {
        freeStrings(&(*info)[i]);
    }
    AllocatorFree(*info);
    *info = NULL;
}
