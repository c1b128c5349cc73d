/* SPDX-License-Identifier: MIT */
/*
 * contoso-agent: an ordinary System Health Agent, as programs for Network Access Protection (NAP)
 * are. It knows nothing of who answers it: the NAP Agent service of Windows XP SP3 to 8.1, or
 * naphost.dll.
 */
#define COBJMACROS
#include <windows.h>

#include <objbase.h>
#include <stdlib.h>
#include <string.h>

#include "../contoso.h"
#include "../registration.h"
#include "callback.h"
#include "firewall.h"
#include "naperror.h"
#include "napmanagement.h"
#include "napsystemhealthagent.h"
#include "say.h"
#include "security.h"

#define PAUSE_MS 1000

typedef HRESULT (*Task)(void);

static HRESULT createManagement(INapClientManagement **management)
{
    return CoCreateInstance(&CLSID_NapClientManagement, NULL, CLSCTX_INPROC_SERVER,
                            &IID_INapClientManagement, (void **)management);
}

static HRESULT registerAgent(void)
{
    INapClientManagement *management;
    NapComponentRegistrationInfo info;
    HRESULT hr = createManagement(&management);

    if (FAILED(hr)) {
        return hr;
    }
    hr = RegistrationFill(&info, L"Contoso Firewall Agent", L"Reports whether the firewall is on.");
    if (SUCCEEDED(hr)) {
        hr = INapClientManagement_RegisterSystemHealthAgent(management, &info);
    }
    RegistrationClear(&info);
    INapClientManagement_Release(management);
    return hr;
}

static HRESULT unregisterAgent(void)
{
    INapClientManagement *management;
    HRESULT hr = createManagement(&management);

    if (SUCCEEDED(hr)) {
        hr = INapClientManagement_UnregisterSystemHealthAgent(management, CONTOSO_ID);
        INapClientManagement_Release(management);
    }
    return hr;
}

/* NAP asks the agent only after a "notify": to change the state alone tells nobody. */
static HRESULT obey(INapSystemHealthAgentBinding *binding, const char *command)
{
    if (strcmp(command, "notify") == 0) {
        return INapSystemHealthAgentBinding_NotifySoHChange(binding);
    }
    if (strcmp(command, "flush") == 0) {
        return INapSystemHealthAgentBinding_FlushCache(binding);
    }
    if (strcmp(command, "unhealthy") == 0) {
        FirewallSwitch(FALSE);
        return S_OK;
    }
    if (strcmp(command, "healthy") == 0) {
        FirewallSwitch(TRUE);
        return S_OK;
    }
    SAY("The commands are notify, flush, unhealthy, healthy and quit.\n");
    return S_OK;
}

/* The end of the input means "quit". */
static void obeyAll(INapSystemHealthAgentBinding *binding)
{
    char line[80];

    while (fgets(line, sizeof(line), stdin)) {
        HRESULT hr;

        line[strcspn(line, "\r\n")] = '\0';
        SAY("> %s\n", line);
        if (strcmp(line, "quit") == 0) {
            return;
        }
        hr = obey(binding, line);
        if (FAILED(hr)) {
            SAY("  failed with 0x%08lx\n", (unsigned long)hr);
        }
        Sleep(PAUSE_MS); /* by then the whole check is over, and its lines are printed */
    }
}

static HRESULT runBound(INapSystemHealthAgentBinding *binding)
{
    INapSystemHealthAgentCallback *callback = CallbackCreate(binding);
    HRESULT hr;

    if (!callback) {
        return E_OUTOFMEMORY;
    }
    hr = INapSystemHealthAgentBinding_Initialize(binding, CONTOSO_ID, callback);
    if (SUCCEEDED(hr)) {
        SAY("The agent 0x%08x is bound. What happens?\n", CONTOSO_ID);
        obeyAll(binding);
        hr = INapSystemHealthAgentBinding_Uninitialize(binding);
    }
    INapSystemHealthAgentCallback_Release(callback);
    return hr;
}

static HRESULT run(void)
{
    INapSystemHealthAgentBinding *binding;
    HRESULT hr = CoCreateInstance(&CLSID_NapSystemHealthAgentBinding, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSystemHealthAgentBinding, (void **)&binding);

    if (SUCCEEDED(hr)) {
        hr = runBound(binding);
        INapSystemHealthAgentBinding_Release(binding);
    }
    return hr;
}

static const char *explain(HRESULT hr)
{
    switch (hr) {
    case S_OK:
        return "done";
    case REGDB_E_CLASSNOTREG:
        return "a class is not registered. Who plays NAP here? Register naphost.dll and qutil.dll";
    case NAP_E_CONFLICTING_ID:
        return "it is registered already";
    case NAP_E_STILL_BOUND:
        return "it is running";
    case NAP_E_NOT_REGISTERED:
        return "it is not registered";
    default:
        return HRESULT_CODE(hr) == ERROR_ALREADY_INITIALIZED ? "it is running already" : "failed";
    }
}

static Task taskFor(const char *word)
{
    static const struct {
        const char *word;
        Task task;
    } tasks[] = {{"/register", registerAgent}, {"/unregister", unregisterAgent}, {"/run", run}};

    for (size_t i = 0; i < ARRAYSIZE(tasks); i++) {
        if (strcmp(word, tasks[i].word) == 0) {
            return tasks[i].task;
        }
    }
    return NULL;
}

int main(int count, char **arguments)
{
    Task task = count == 2 ? taskFor(arguments[1]) : NULL;
    HRESULT hr;

    if (!task) {
        SAY("contoso-agent /register    once, as part of the installation\n"
            "contoso-agent /unregister  once, before it is removed\n"
            "contoso-agent /run         runs it; it reads commands: notify (something changed),\n"
            "                           flush, unhealthy, healthy, quit\n");
        return 2;
    }
    hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (SUCCEEDED(hr)) {
        hr = SecurityAdmitNap();
        if (SUCCEEDED(hr)) {
            hr = task();
        }
        CoUninitialize();
    }
    SAY("contoso-agent %s: %s (0x%08lx)\n", arguments[1], explain(hr), (unsigned long)hr);
    return SUCCEEDED(hr) ? EXIT_SUCCESS : EXIT_FAILURE;
}
