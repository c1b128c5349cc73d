/* SPDX-License-Identifier: MIT */
/*
 * qutil.dll, loaded at run time. The program doesn't import it, because an imported DLL is never
 * unloaded.
 */
#ifndef TESTS_ENDURANCE_LIBRARY_H
#define TESTS_ENDURANCE_LIBRARY_H

#include <windows.h>
#include <objbase.h>
#include <olectl.h>

#define NAPAPI
#include "naperror.h"
#include "naputil.h"

/* All twenty. */
#define LIBRARY_FUNCTIONS(X)                                                                       \
    X(AllocConnections)                                                                            \
    X(AllocCountedString)                                                                          \
    X(AllocFixupInfo)                                                                              \
    X(DllCanUnloadNow)                                                                             \
    X(DllGetClassObject)                                                                           \
    X(DllRegisterServer)                                                                           \
    X(DllUnregisterServer)                                                                         \
    X(FreeConnections)                                                                             \
    X(FreeCountedString)                                                                           \
    X(FreeFixupInfo)                                                                               \
    X(FreeIsolationInfo)                                                                           \
    X(FreeIsolationInfoEx)                                                                         \
    X(FreeNapComponentRegistrationInfoArray)                                                       \
    X(FreeNetworkSoH)                                                                              \
    X(FreePrivateData)                                                                             \
    X(FreeSoH)                                                                                     \
    X(FreeSoHAttributeValue)                                                                       \
    X(FreeSystemHealthAgentState)                                                                  \
    X(InitializeNapAgentNotifier)                                                                  \
    X(UninitializeNapAgentNotifier)

/* Valid from LibraryLoad to LibraryUnload. */
typedef struct Library {
    HMODULE module;
#define POINTER(name) __typeof__(name) *name;
    LIBRARY_FUNCTIONS(POINTER)
#undef POINTER
} Library;

extern Library qutil;

/* Loads the qutil.dll beside the program, which must not be loaded yet. */
void LibraryLoad(void);

/*
 * Checks that DllCanUnloadNow returns S_OK, unloads, and checks that the module is gone within
 * `patience` milliseconds: 0, unless a thread of the notifier may just be ending.
 */
void LibraryUnload(DWORD patience);

BOOL LibraryIsLoaded(void);

/* The class factory's CreateInstance. */
HRESULT LibraryCreate(REFCLSID clsid, REFIID riid, void **result);

#endif
