/* SPDX-License-Identifier: MIT */
/*
 * A legacy agent that imports qutil.dll: built with the toolchain's own NAP headers and -lqutil,
 * as such programs were, with nothing of this project.
 */
#include "naputil-table.h"

int main(void)
{
    /* Through __imp_ pointers, so that what is shown is the DLL's address and not a thunk's. */
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
