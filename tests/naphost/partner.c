/* SPDX-License-Identifier: MIT */
/* See partner.h. Its agent has no validator of its own unless the role says so. */
#include "partner.h"

#include <objbase.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naphostdll.h"
#include "path.h"
#include "scriptedagent.h"

#define PATIENCE_MS 60000

static NaphostDll host;
static NaphostRegistry registry;
static PartnerMemory *memory;
static unsigned slot;
static SystemHealthEntityId id;
static ScriptedAgent agent;
static INapSystemHealthAgentBinding *binding;

static void await(volatile LONG *flag)
{
    for (unsigned i = 0; !*flag && i < PATIENCE_MS; i++) {
        Sleep(1);
    }
}

static void note(HRESULT hr)
{
    LONG place = memory->count[slot];

    if (place < PARTNER_RESULTS) {
        memory->results[slot][place] = hr;
        memory->count[slot] = place + 1;
    }
}

static void begin(void)
{
    InterlockedExchange(&memory->ready[slot], 1);
    await(&memory->go);
}

/* The same ids as the other partner. */
static int registerMany(void)
{
    begin();
    for (unsigned i = 0; i < 20; i++) {
        note(NaphostDllRegisterAgent(&host, id + i));
    }
    return PARTNER_EXIT;
}

/* Others than the other partner. */
static int registerOwn(void)
{
    id += 20 * slot;
    return registerMany();
}

/* Registers one id and removes it, again and again; notes what must not come. */
static int registerAndRemove(void)
{
    begin();
    for (; !memory->stop; InterlockedIncrement(&memory->rounds[slot])) {
        HRESULT hr = NaphostDllRegisterAgent(&host, id);
        if (hr != S_OK && hr != NAP_E_CONFLICTING_ID) {
            note(hr);
        }
        hr = NaphostDllUnregisterAgent(&host, id);
        if (hr != S_OK && hr != NAP_E_NOT_REGISTERED) {
            note(hr);
        }
    }
    return PARTNER_EXIT;
}

static BOOL bindAgent(void)
{
    ScriptedAgentInit(&agent);
    note(NaphostDllBind(&host, id, &agent.callback, &binding));
    return binding != NULL;
}

/* Stays bound until it is killed, or the test says so. */
static int stayBound(void)
{
    if (!bindAgent()) {
        return 1;
    }
    InterlockedExchange(&memory->ready[slot], 1);
    await(&memory->stop);
    note(INapSystemHealthAgentBinding_Uninitialize(binding));
    INapSystemHealthAgentBinding_Release(binding);
    return PARTNER_EXIT;
}

/* As a crash ends a process where nobody shows a window for it. */
static LONG WINAPI endQuietly(EXCEPTION_POINTERS *exception)
{
    return EXCEPTION_EXECUTE_HANDLER;
}

static void crash(const AgentEvent *event, void *context)
{
    InterlockedExchange(&memory->ready[slot], 1);
    await(&memory->go);
    SetUnhandledExceptionFilter(endQuietly);
    RaiseException(EXCEPTION_ACCESS_VIOLATION, EXCEPTION_NONCONTINUABLE, 0, NULL);
}

static void exitInside(const AgentEvent *event, void *context)
{
    InterlockedExchange(&memory->ready[slot], 1);
    ExitProcess(PARTNER_EXIT);
}

static int checkWith(AgentHook *hook)
{
    const AgentAnswer answer = {.result = S_OK, .hook = hook};

    if (!bindAgent()) {
        return 1;
    }
    ScriptedAgentAnswer(&agent, AGENT_GET_REQUEST, &answer);
    INapSystemHealthAgentBinding_NotifySoHChange(binding);
    Sleep(PATIENCE_MS);
    return 1;
}

static int crashInACheck(void)
{
    return checkWith(crash);
}

static int exitInACheck(void)
{
    return checkWith(exitInside);
}

/* The agent's call still runs when the process exits. */
static int exitWhileCalled(void)
{
    const AgentAnswer answer = {.result = S_OK, .delay = PATIENCE_MS};

    if (!bindAgent()) {
        return 1;
    }
    ScriptedAgentAnswer(&agent, AGENT_GET_REQUEST, &answer);
    INapSystemHealthAgentBinding_NotifySoHChange(binding);
    if (!ScriptedAgentAwaitBegun(&agent, AGENT_GET_REQUEST, 1, PATIENCE_MS)) {
        return 1;
    }
    InterlockedExchange(&memory->ready[slot], 1);
    return PARTNER_EXIT;
}

static int exitBound(void)
{
    if (!bindAgent()) {
        return 1;
    }
    InterlockedExchange(&memory->ready[slot], 1);
    return PARTNER_EXIT;
}

static BOOL isLoaded(void)
{
    return GetModuleHandleW(L"naphost.dll") != NULL;
}

/*
 * The client frees the DLL while it is bound, and goes on. For the last call it has the DLL again,
 * because nothing else keeps code in memory to which that returns.
 */
static int freeLibraryAndGoOn(void)
{
    HMODULE module = host.module;

    if (!bindAgent() || !FreeLibrary(module)) {
        return 1;
    }
    INapSystemHealthAgentBinding_NotifySoHChange(binding);
    note(ScriptedAgentAwait(&agent, AGENT_GET_REQUEST, 1, PATIENCE_MS) ? S_OK : E_FAIL);
    note(isLoaded() ? S_OK : E_FAIL);
    module = LoadLibraryW(L"naphost.dll");
    note(INapSystemHealthAgentBinding_Release(binding) == 0 ? S_OK : E_FAIL);
    note(NaphostDllAwaitUnused(&host, PATIENCE_MS) && agent.references == 1 ? S_OK : E_FAIL);
    FreeLibrary(module);
    for (unsigned i = 0; isLoaded() && i < PATIENCE_MS; i++) {
        Sleep(1);
    }
    note(!isLoaded() ? S_OK : E_FAIL);
    return PARTNER_EXIT;
}

static const struct Role {
    const char *name;
    int (*play)(void);
} roles[] = {
    {"register", registerMany},
    {"register-own", registerOwn},
    {"alternate", registerAndRemove},
    {"bind", stayBound},
    {"crash", crashInACheck},
    {"exit-inside", exitInACheck},
    {"exit-called", exitWhileCalled},
    {"exit-bound", exitBound},
    {"free-library", freeLibraryAndGoOn},
};

static BOOL prepare(char **arguments)
{
    DWORD testId = strtoul(arguments[1], NULL, 10);
    WCHAR *path = PathBeside(L"naphost.dll");
    HANDLE mapping;
    BOOL isReady;

    slot = (unsigned)strtoul(arguments[2], NULL, 10) % PARTNER_SLOTS;
    id = strtoul(arguments[4], NULL, 10);
    memory = PartnerMemoryOpen(testId, &mapping);
    isReady = memory && path && NaphostRegistryJoin(&registry, testId) &&
              NaphostDllLoad(&host, path) && CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_OK;
    free(path);
    return isReady;
}

int main(int argc, char **argv)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    if (argc != 5 || !prepare(argv)) {
        return 3;
    }
    for (unsigned i = 0; i < ARRAYSIZE(roles); i++) {
        if (strcmp(roles[i].name, argv[3]) == 0) {
            return roles[i].play();
        }
    }
    return 4;
}
