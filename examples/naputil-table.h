/* SPDX-License-Identifier: MIT */
/*
 * The functions of qutil.dll that an agent calls, as a table. One program fills it by linking,
 * another by LoadLibrary and GetProcAddress; then both do the same.
 */
#ifndef EXAMPLES_NAPUTIL_TABLE_H
#define EXAMPLES_NAPUTIL_TABLE_H

#include <windows.h>
#include <naputil.h>

typedef struct NapUtil {
    HRESULT(WINAPI *AllocConnections)(Connections **connections, UINT16 connectionsCount);
    HRESULT(WINAPI *AllocCountedString)(CountedString **countedString, const WCHAR *string);
    HRESULT(WINAPI *AllocFixupInfo)(FixupInfo **fixupInfo, UINT16 countResultCodes);
    void(WINAPI *FreeConnections)(Connections *connections);
    void(WINAPI *FreeCountedString)(CountedString *countedString);
    void(WINAPI *FreeFixupInfo)(FixupInfo *fixupInfo);
    void(WINAPI *FreeIsolationInfo)(IsolationInfo *isolationInfo);
    void(WINAPI *FreePrivateData)(PrivateData *privateData);
    void(WINAPI *FreeSoH)(SoH *soh);
    void(WINAPI *FreeSystemHealthAgentState)(SystemHealthAgentState *state);
} NapUtil;

/* Does what an agent does with memory, and prints each step. Returns the number of failures. */
int RunLegacyAgent(const NapUtil *naputil);

#endif
