/* SPDX-License-Identifier: MIT */
/*
 * Makes and frees every structure that crosses the DLL's boundary, and all memory that the DLL
 * uses itself. The only user of CoTaskMemAlloc and CoTaskMemFree, and the only place where sizes
 * are multiplied.
 *
 * Each embedded pointer has a block of its own, because clients keep one block and free the other
 * with CoTaskMemFree. Freeing never reads a string's or a blob's length: clients set it wrongly.
 * Every Free function ignores NULL. All functions may be called from any thread, but not by two
 * threads at once for the same structure.
 */
#ifndef SRC_ALLOCATOR_H
#define SRC_ALLOCATOR_H

#include "napenforcementclient.h"
#include "naptypes.h"

#include <stddef.h>

/* Blocks. NULL if memory runs out or count * size doesn't fit a size_t. */
void *AllocatorBytes(size_t size);
void *AllocatorArray(size_t count, size_t size);
void *AllocatorZeroed(size_t count, size_t size);
void AllocatorFree(void *block);

/*
 * New structures, zeroed except for what the arguments set. On E_OUTOFMEMORY the out parameter is
 * NULL and nothing stays allocated.
 */
HRESULT AllocatorNewConnections(Connections **connections, UINT16 count);
HRESULT AllocatorNewFixupInfo(FixupInfo **fixupInfo, UINT16 countResultCodes);

/*
 * A copy of the string. E_INVALIDARG if it has more than 65535 characters, the most that the UINT16
 * length can hold. Nothing past the 65536th character is read.
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

/* Frees the array *info and all its strings, and sets *info to NULL. */
void AllocatorFreeNapComponentRegistrationInfoArray(NapComponentRegistrationInfo **info,
                                                    UINT16 count);

#endif
