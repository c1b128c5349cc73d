/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: what the management classes say of client, server and isolation. */
#include "naphostworld.h"

#include <string.h>
#include <wchar.h>

static INapClientManagement2 *client(World *world)
{
    if (!world->client) {
        world->client = WorldCreate(world, &CLSID_NapClientManagement, &IID_INapClientManagement2);
    }
    return world->client;
}

static INapServerInfo *serverInfo(World *world)
{
    if (!world->info) {
        world->info = WorldCreate(world, &CLSID_NapServerInfo, &IID_INapServerInfo);
    }
    return world->info;
}

/* What both classes say of themselves. */
typedef struct Texts {
    CountedString *name;
    CountedString *description;
    CountedString *version;
} Texts;

static void expectTexts(Trial *trial, Texts *texts)
{
    BOOL areRight = texts->name && texts->description && texts->version &&
                    wcscmp(texts->name->string, L"qutil NAP host") == 0 &&
                    texts->name->length == wcslen(texts->name->string) &&
                    wcscmp(texts->version->string, L"1.0") == 0 &&
                    wcsstr(texts->description->string, L"access") != NULL;

    trial->library->FreeCountedString(texts->name);
    trial->library->FreeCountedString(texts->description);
    trial->library->FreeCountedString(texts->version);
    TrialExpect(trial, areRight, "The texts are others");
}

static void clientInfo(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    Texts texts = {SEED, SEED, SEED};
    BOOL isEnabled = FALSE;

    TrialExpectHr(trial, "GetNapClientInfo",
                  client(world)->lpVtbl->GetNapClientInfo(client(world), &isEnabled, &texts.name,
                                                          &texts.description, &texts.version),
                  S_OK);
    expectTexts(trial, &texts);
    TrialExpect(trial, isEnabled, "NAP is not enabled");
}

static void serverTexts(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    Texts texts = {SEED, SEED, SEED};

    TrialExpectHr(trial, "GetNapServerInfo",
                  serverInfo(world)->lpVtbl->GetNapServerInfo(serverInfo(world), &texts.name,
                                                              &texts.description, &texts.version),
                  S_OK);
    expectTexts(trial, &texts);
}

static void clientInfoNull(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    for (unsigned missing = 0; missing < 4; missing++) {
        CountedString *out[3] = {SEED, SEED, SEED};
        BOOL isEnabled = TRUE;
        HRESULT hr = client(world)->lpVtbl->GetNapClientInfo(
            client(world), missing == 3 ? NULL : &isEnabled, missing == 0 ? NULL : &out[0],
            missing == 1 ? NULL : &out[1], missing == 2 ? NULL : &out[2]);

        TrialExpectHr(trial, "GetNapClientInfo with a NULL output", hr, E_INVALIDARG);
        for (unsigned i = 0; i < 3; i++) {
            TrialExpect(trial, i == missing || !out[i], "Another output is not NULL");
        }
        TrialExpect(trial, missing == 3 || !isEnabled, "isNapEnabled is not FALSE");
    }
}

static void serverInfoNull(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    for (unsigned missing = 0; missing < 3; missing++) {
        CountedString *out[3] = {SEED, SEED, SEED};
        HRESULT hr = serverInfo(world)->lpVtbl->GetNapServerInfo(
            serverInfo(world), missing == 0 ? NULL : &out[0], missing == 1 ? NULL : &out[1],
            missing == 2 ? NULL : &out[2]);

        TrialExpectHr(trial, "GetNapServerInfo with a NULL output", hr, E_INVALIDARG);
        for (unsigned i = 0; i < 3; i++) {
            TrialExpect(trial, i == missing || !out[i], "Another output is not NULL");
        }
    }
}

static void firstState(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    WorldState state = WorldIsolation(world);

    TrialExpectNumber(trial, "The isolation state", state.state, isolationStateNotRestricted);
    TrialExpectNumber(trial, "The extended state", state.extended, extendedIsolationStateNoData);
    TrialExpect(trial, state.isUnknown, "unknownConnections is not TRUE");
}

static void stateBlocks(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapClientManagement2 *management = client(world);
    IsolationInfo *info = SEED;
    IsolationInfoEx *infoEx = SEED;
    BOOL isUnknown;

    TrialSpy(trial);
    TrialExpectHr(trial, "GetSystemIsolationInfo",
                  management->lpVtbl->GetSystemIsolationInfo(management, &info, &isUnknown), S_OK);
    TrialExpectHr(trial, "GetSystemIsolationInfoEx",
                  management->lpVtbl->GetSystemIsolationInfoEx(management, &infoEx, &isUnknown),
                  S_OK);
    TrialExpectBlock(trial, "IsolationInfo", info, sizeof(*info));
    TrialExpectBlock(trial, "IsolationInfoEx", infoEx, sizeof(*infoEx));
    TrialExpectBlock(trial, "failureUrl", info->failureUrl.string, sizeof(WCHAR));
    TrialExpectBlock(trial, "failureUrl", infoEx->failureUrl.string, sizeof(WCHAR));
    TrialExpect(trial, info->failureUrl.length == 0 && *info->failureUrl.string == L'\0',
                "failureUrl is not empty");
    TrialExpect(trial,
                infoEx->probEndTime.dwHighDateTime == 0 && infoEx->probEndTime.dwLowDateTime == 0,
                "probEndTime is not 0");
    TrialExpectNumber(trial, "The state of one and the other", info->isolationState,
                      infoEx->isolationState);
    trial->library->FreeIsolationInfo(info);
    trial->library->FreeIsolationInfoEx(infoEx);
    TrialExpectClean(trial, "FreeIsolationInfo and FreeIsolationInfoEx");
}

static void stateNull(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapClientManagement2 *management = client(world);
    IsolationInfo *info = SEED;
    IsolationInfoEx *infoEx = SEED;
    BOOL isUnknown = TRUE;

    TrialExpectHr(trial, "GetSystemIsolationInfo(&info, NULL)",
                  management->lpVtbl->GetSystemIsolationInfo(management, &info, NULL),
                  E_INVALIDARG);
    TrialExpectNull(trial, "GetSystemIsolationInfo(&info, NULL)", info);
    TrialExpectHr(trial, "GetSystemIsolationInfoEx(&info, NULL)",
                  management->lpVtbl->GetSystemIsolationInfoEx(management, &infoEx, NULL),
                  E_INVALIDARG);
    TrialExpectNull(trial, "GetSystemIsolationInfoEx(&info, NULL)", infoEx);
    TrialExpectHr(trial, "GetSystemIsolationInfo(NULL, &unknown)",
                  management->lpVtbl->GetSystemIsolationInfo(management, NULL, &isUnknown),
                  E_INVALIDARG);
    TrialExpect(trial, !isUnknown, "unknownConnections is not FALSE after a failure");
}

static void stateStays(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    ScriptedValidatorSay(&world->validators[0], WorldCodes(world, 0, UNHEALTHY));
    WorldExchange(world, 0);
    WorldUnbind(world, 0);
    WorldExpectState(world, isolationStateRestrictedAccess, FALSE);
}

/* regsvr32 calls the management classes in a single-threaded apartment. */
static DWORD WINAPI registerInSta(void *parameter)
{
    World *world = parameter;
    HRESULT hr = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);

    if (SUCCEEDED(hr)) {
        hr = NaphostDllRegisterAgent(world->host, WorldId(0));
        CoUninitialize();
    }
    return (DWORD)hr;
}

static void worksInSta(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    HANDLE thread = CreateThread(NULL, 0, registerInSta, world, 0, NULL);
    DWORD hr = (DWORD)E_FAIL;

    if (thread) {
        WaitForSingleObject(thread, INFINITE);
        GetExitCodeThread(thread, &hr);
        CloseHandle(thread);
    }
    TrialExpectHr(trial, "RegisterSystemHealthAgent in an STA", (HRESULT)hr, S_OK);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.management.client-info", RULE_CHOSEN,
     "GetNapClientInfo: NAP is enabled, the host's name, version 1.0, and that no access is "
     "granted",
     "four values", clientInfo, 0, HOST},
    {"naphost.management.server-info", RULE_CHOSEN,
     "GetNapServerInfo: the host's name, version 1.0, and that no access is granted", "three texts",
     serverTexts, 0, HOST},
    {"naphost.management.client-info-null", RULE_CHOSEN,
     "GetNapClientInfo refuses each NULL output, and clears the others", "E_INVALIDARG",
     clientInfoNull, 0, HOST},
    {"naphost.management.server-info-null", RULE_CHOSEN,
     "GetNapServerInfo refuses each NULL output, and clears the others", "E_INVALIDARG",
     serverInfoNull, 0, HOST},
    {"naphost.management.first-state", RULE_DOCUMENTED,
     "Before the first health check the isolation state is not restricted, no data, unknown",
     "1, 0, TRUE", firstState, 0, HOST | RULE_ALONE},
    {"naphost.management.state-blocks", RULE_CHOSEN,
     "Both structures of the isolation state are blocks of their own with end time 0, and the "
     "empty "
     "URL is another, never NULL",
     "blocks of CoTaskMemAlloc", stateBlocks, 0, HOST},
    {"naphost.management.state-null", RULE_CHOSEN,
     "GetSystemIsolationInfo and its successor refuse a NULL output, and clear the other",
     "E_INVALIDARG", stateNull, 0, HOST},
    {"naphost.management.state-stays", RULE_CHOSEN,
     "The isolation state belongs to the process: it stays when no agent is bound any more", "3",
     stateStays, 0, HOST},
    {"naphost.management.sta", RULE_EVIDENT,
     "The management classes work in a single-threaded apartment, as regsvr32 uses them", "S_OK",
     worksInSta, 0, HOST},
};

RULE_SECTION(RulesNaphostManagement, "naphost.dll: management", rules);
