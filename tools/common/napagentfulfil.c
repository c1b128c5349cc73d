/* SPDX-License-Identifier: MIT */
/*
 * See napagent.h. Separate from napagent.c, so that programs that don't call this import nothing
 * that changes a service.
 */
#include "napagent.h"

void NapAgentFulfilRequests(const WCHAR *program)
{
    SC_HANDLE service = NapAgentOpen(SERVICE_CHANGE_CONFIG);

    if (service) {
        ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE,
                             NapAgentCommand(program, L""), NULL, NULL, NULL, NULL, NULL, NULL);
    }
    NapAgentClose(service);
    NapAgentStart();
    NapAgentStop();
}
