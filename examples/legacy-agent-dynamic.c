/* SPDX-License-Identifier: MIT */
/* The same agent, but loading qutil.dll at run time and looking its functions up by name. */
#include "naputil-table.h"

#include <stdio.h>

/* One function; *missing is counted up if the DLL has none of that name. */
static FARPROC find(HMODULE module, const char *name, int *missing)
{
    FARPROC found = GetProcAddress(module, name);

    if (found == NULL) {
        printf("qutil.dll has no %s\n", name);
        (*missing)++;
    }
    return found;
}

/* A FARPROC is cast to its real type through void (*)(void), which every compiler lets pass. */
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

    if (module == NULL) {
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
