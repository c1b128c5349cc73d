/* SPDX-License-Identifier: MIT */
/*
 * The DLL under test, loaded from its path and used only through GetProcAddress. A rule that calls
 * a missing export ends with that as its observation.
 */
#ifndef TESTS_CONTRACT_QUTILDLL_H
#define TESTS_CONTRACT_QUTILDLL_H

#include <windows.h>

#include "naputil.h"

/* In the order of the ordinals: name, bytes that it pops on x86, result, parameters. */
#define QUTIL_EXPORTS(X)                                                                           \
    X(AllocConnections, 8, HRESULT, (Connections * *connections, UINT16 count))                    \
    X(AllocCountedString, 8, HRESULT, (CountedString * *countedString, const WCHAR *string))       \
    X(AllocFixupInfo, 8, HRESULT, (FixupInfo * *fixupInfo, UINT16 count))                          \
    X(DllCanUnloadNow, 0, HRESULT, (void))                                                         \
    X(DllGetClassObject, 12, HRESULT, (REFCLSID clsid, REFIID riid, void **result))                \
    X(DllRegisterServer, 0, HRESULT, (void))                                                       \
    X(DllUnregisterServer, 0, HRESULT, (void))                                                     \
    X(FreeConnections, 4, void, (Connections * connections))                                       \
    X(FreeCountedString, 4, void, (CountedString * countedString))                                 \
    X(FreeFixupInfo, 4, void, (FixupInfo * fixupInfo))                                             \
    X(FreeIsolationInfo, 4, void, (IsolationInfo * isolationInfo))                                 \
    X(FreeIsolationInfoEx, 4, void, (IsolationInfoEx * isolationInfo))                             \
    X(FreeNapComponentRegistrationInfoArray, 8, void,                                              \
      (UINT16 count, NapComponentRegistrationInfo * *info))                                        \
    X(FreeNetworkSoH, 4, void, (NetworkSoH * networkSoh))                                          \
    X(FreePrivateData, 4, void, (PrivateData * privateData))                                       \
    X(FreeSoH, 4, void, (SoH * soh))                                                               \
    X(FreeSoHAttributeValue, 8, void, (SoHAttributeType type, SoHAttributeValue * value))          \
    X(FreeSystemHealthAgentState, 4, void, (SystemHealthAgentState * state))                       \
    X(InitializeNapAgentNotifier, 8, HRESULT, (NapNotifyType type, HANDLE event))                  \
    X(UninitializeNapAgentNotifier, 4, void, (NapNotifyType type))

/* EXPORT_AllocConnections and so on: the ordinal minus one. */
#define QUTIL_INDEX(name, bytes, result, parameters) EXPORT_##name,
typedef enum QutilExport { QUTIL_EXPORTS(QUTIL_INDEX) EXPORT_COUNT } QutilExport;

typedef struct QutilDll {
    HMODULE module;
    WCHAR *path;                     /* absolute */
    WCHAR *naphost;                  /* the naphost.dll of the rules for one, or NULL */
    FARPROC addresses[EXPORT_COUNT]; /* NULL for what isn't exported */
#define QUTIL_MEMBER(name, bytes, result, parameters) result(WINAPI *name) parameters;
    QUTIL_EXPORTS(QUTIL_MEMBER) /* never NULL */
} QutilDll;

extern const char *const QutilExportNames[EXPORT_COUNT];
extern const unsigned char QutilExportBytes[EXPORT_COUNT];

/* FALSE with GetLastError if Windows can't load it. */
BOOL QutilDllLoad(QutilDll *library, WCHAR *path);

/*
 * Called on this thread when a missing export is used; it must not return. NULL: the process ends,
 * as it does on any other thread.
 */
typedef void QutilDllMissing(void *context, const char *name);
void QutilDllOnMissing(QutilDllMissing *report, void *context);

#endif
