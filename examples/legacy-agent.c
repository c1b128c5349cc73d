/* SPDX-License-Identifier: MIT */
/*
 * A legacy agent that imports qutil.dll. Like old programs it is built with the toolchain's own NAP
 * headers and -lqutil, and with nothing of this project.
 */
#include "naputil-table.h"

int main(void)
{
    /* Uses the __imp_ pointers, to show the DLL's address and not that of a thunk. */
    const NapUtil naputil = {
        .AllocConnections = AllocConnections,
        .AllocCountedString = AllocCountedString,
        .AllocFixupInfo = AllocFixupInfo,
        .FreeConnections = FreeConnections,
        .FreeCountedString = FreeCountedString,
        .FreeFixupInfo = FreeFixupInfo,
        .FreeIsolationInfo = FreeIsolationInfo,
        .FreePrivateData = FreePrivateData,
        .FreeSoH = FreeSoH,
        .FreeSystemHealthAgentState = FreeSystemHealthAgentState,
    };

    return RunLegacyAgent(&naputil);
}
