/* SPDX-License-Identifier: MIT */
/*
 * See napagent.h. Apart from napagent.c, so that a program that doesn't call this imports nothing
 * that changes a service.
 */
#include "napagent.h"

void NapAgentFulfilRequests(const WCHAR *program)
{
    SC_HANDLE service = NapAgentOpen(SERVICE_CHANGE_CONFIG);

    if (service != NULL) {
        ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE,
                             NapAgentCommand(program, L""), NULL, NULL, NULL, NULL, NULL, NULL);
    }
    NapAgentClose(service);
    NapAgentStart();
    NapAgentStop();
}
