/* SPDX-License-Identifier: MIT */
/* The legacy agent, but it loads qutil.dll at run time and finds its functions by name. */
#include "naputil-table.h"

#include <stdio.h>

/* Finds one function. Increments *missing if the DLL doesn't export it. */
static FARPROC find(HMODULE module, const char *name, int *missing)
{
    FARPROC found = GetProcAddress(module, name);

    if (!found) {
        printf("qutil.dll has no %s\n", name);
        (*missing)++;
    }
    return found;
}

/* Converts a FARPROC by way of void (*)(void), which no compiler warns about. */
#define FIND(table, name)                                                                          \
    do {                                                                                           \
        void (*found)(void) = (void (*)(void))find(module, #name, &missing);                       \
        (table).name = (__typeof__((table).name))found;                                            \
    } while (0)

int main(void)
{
    NapUtil naputil;
    int missing = 0;
    int failures;
    HMODULE module = LoadLibraryW(L"qutil.dll");

    if (!module) {
        printf("qutil.dll can't be loaded (error %lu): put the one of this program's architecture "
               "beside it.\n",
               GetLastError());
        return 1;
    }
    FIND(naputil, AllocConnections);
    FIND(naputil, AllocCountedString);
    FIND(naputil, AllocFixupInfo);
    FIND(naputil, FreeConnections);
    FIND(naputil, FreeCountedString);
    FIND(naputil, FreeFixupInfo);
    FIND(naputil, FreeIsolationInfo);
    FIND(naputil, FreePrivateData);
    FIND(naputil, FreeSoH);
    FIND(naputil, FreeSystemHealthAgentState);
    failures = missing != 0 ? missing : RunLegacyAgent(&naputil);
    FreeLibrary(module);
    return failures;
}
