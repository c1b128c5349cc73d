/* SPDX-License-Identifier: MIT */
/*
 * Makes and frees every structure that crosses the DLL's boundary, and all memory that the DLL
 * uses itself. The only user of CoTaskMemAlloc and CoTaskMemFree, and the only place where sizes
 * are multiplied.
 *
 * Each embedded pointer is a block of its own, because clients keep one and free the other with
 * CoTaskMemFree. Freeing never reads a string's or a blob's length: clients fill it wrongly.
 * Every Free function takes NULL and does nothing then. All functions may be called from any
 * thread; a structure belongs to one caller at a time.
 */
#ifndef ALLOCATOR_H
#define ALLOCATOR_H

#include "napenforcementclient.h"
#include "naptypes.h"

#include <stddef.h>

/* Blocks. NULL means that memory ran out or that count * size doesn't fit a size_t. */
void *AllocatorBytes(size_t size);
void *AllocatorArray(size_t count, size_t size);
void *AllocatorZeroed(size_t count, size_t size);
void AllocatorFree(void *block);

/*
 * Structures, zeroed but for what the arguments say. E_OUTOFMEMORY leaves the out parameter NULL
 * and nothing allocated.
 */
HRESULT AllocatorNewConnections(Connections **connections, UINT16 count);
HRESULT AllocatorNewFixupInfo(FixupInfo **fixupInfo, UINT16 countResultCodes);

/*
 * A copy of the string, which may have 65535 characters at most, the most that the UINT16 length
 * can hold: E_INVALIDARG beyond, without reading past the 65536th.
 */
HRESULT AllocatorNewCountedString(CountedString **countedString, const WCHAR *string);

void AllocatorFreeConnections(Connections *connections);
void AllocatorFreeCountedString(CountedString *countedString);
void AllocatorFreeFixupInfo(FixupInfo *fixupInfo);
void AllocatorFreeIsolationInfo(IsolationInfo *isolationInfo);
void AllocatorFreeIsolationInfoEx(IsolationInfoEx *isolationInfo);
void AllocatorFreeNetworkSoH(NetworkSoH *networkSoh);
void AllocatorFreePrivateData(PrivateData *privateData);
void AllocatorFreeSoH(SoH *soh);
void AllocatorFreeSystemHealthAgentState(SystemHealthAgentState *state);

/* Frees the array that *info points to, its strings too, and sets *info to NULL. */
void AllocatorFreeNapComponentRegistrationInfoArray(NapComponentRegistrationInfo **info,
                                                    UINT16 count);

#endif
