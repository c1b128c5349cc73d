/* SPDX-License-Identifier: MIT */
/* See agentservice.h. */
#include "agentservice.h"

#include "idleservice.h"
#include "napagent.h"

#include <wchar.h>
#include <winsvc.h>

int AgentServiceMain(void)
{
    static WCHAR name[] = NAP_AGENT;

    return IdleServiceMain(name);
}

static BOOL isThere(DWORD state)
{
    return state != 0 && state != NAP_AGENT_UNKNOWN;
}

BOOL AgentServiceLook(AgentService *before)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
    SC_HANDLE service = NapAgentOpen(SERVICE_START | SERVICE_STOP);
    const DWORD state = NapAgentState();
    const BOOL ok = manager && (state == 0 || (isThere(state) && service));

    before->wasThere = isThere(state);
    before->wasRunning = isThere(state) && state != SERVICE_STOPPED;
    NapAgentClose(service);
    NapAgentClose(manager);
    return ok;
}

static BOOL isOurs(void)
{
    SC_HANDLE service = NapAgentOpen(SERVICE_QUERY_CONFIG);
    BYTE room[8192];
    QUERY_SERVICE_CONFIGW *config = (QUERY_SERVICE_CONFIGW *)(void *)room;
    DWORD size;
    BOOL found = service && QueryServiceConfigW(service, config, sizeof(room), &size) &&
                 wcsstr(config->lpBinaryPathName, AGENT_SERVICE_OPTION);

    NapAgentClose(service);
    return found;
}

BOOL AgentServiceIsForeign(void)
{
    return isThere(NapAgentState()) && !isOurs();
}

BOOL AgentServiceInstall(void)
{
    const DWORD state = NapAgentState();

    return isThere(state) || (state == 0 && NapAgentInstall(NULL, AGENT_SERVICE_OPTION));
}

BOOL AgentServiceSetRunning(BOOL running)
{
    if (NapAgentState() == (running ? SERVICE_RUNNING : SERVICE_STOPPED)) {
        return TRUE;
    }
    return running ? NapAgentStart() : NapAgentStop();
}

BOOL AgentServiceRemove(void)
{
    return NapAgentState() == 0 ||
           (isOurs() && AgentServiceSetRunning(FALSE) && NapAgentDelete() && NapAgentAwait(0));
}

BOOL AgentServiceRestore(const AgentService *before)
{
    return before->wasThere ? AgentServiceSetRunning(before->wasRunning) : AgentServiceRemove();
}
