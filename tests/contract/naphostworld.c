/* SPDX-License-Identifier: MIT */
/* See naphostworld.h. */
#include "naphostworld.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define HOST_KEY L"Software\\qutil\\NapHost"
#ifdef _WIN64
#define BITNESS L"x64"
#else
#define BITNESS L"x86"
#endif

/* A hung agent counts for 5 s, and the end must wait for it. */
#define END_MS 15000

#define STATEMENTS      48
#define MOST_ATTRIBUTES 8

/* For a rule, because its objects must outlive its end by longjmp. */
static World theWorld;
static struct {
    SoH soh;
    SoHAttribute attributes[MOST_ATTRIBUTES];
    BYTE id[4];
    BYTE bytes[8];
} statements[STATEMENTS];
static unsigned statementCount;

DWORD WorldPatience(void)
{
    return TrialPatience(20000);
}

const NaphostDll *WorldHost(Trial *trial)
{
    static NaphostDll host;
    const WCHAR *path = trial->library->naphost;

    if (!host.module && (!path || GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES)) {
        TrialUnable(trial, "There is no naphost.dll");
    }
    TrialExpect(trial, host.module || NaphostDllLoad(&host, path),
                "naphost.dll can't be loaded, or lacks one of its exports: error %lu",
                GetLastError());
    return &host;
}

static void endWorld(void *context)
{
    WorldEnd(context);
}

World *WorldBegin(Trial *trial)
{
    World *world = &theWorld;

    memset(world, 0, sizeof(*world));
    statementCount = 0;
    world->trial = trial;
    world->host = WorldHost(trial);
    if (!NaphostRegistryRedirect(&world->registry)) {
        TrialUnable(trial, "The registry can't be redirected for this process");
    }
    for (unsigned n = 0; n < WORLD_SIZE; n++) {
        ScriptedAgentInit(&world->agents[n]);
    }
    TrialAtEnd(trial, endWorld, world);
    return world;
}

static void releaseManagement(World *world)
{
    if (world->client) {
        world->client->lpVtbl->Release(world->client);
    }
    if (world->server) {
        world->server->lpVtbl->Release(world->server);
    }
    if (world->info) {
        world->info->lpVtbl->Release(world->info);
    }
    world->client = NULL;
    world->server = NULL;
    world->info = NULL;
}

void WorldEnd(World *world)
{
    for (unsigned n = 0; n < WORLD_SIZE; n++) {
        WorldUnbind(world, n);
    }
    releaseManagement(world);
    for (unsigned n = 0; n < WORLD_SIZE; n++) {
        if (world->isOffered[n]) {
            ScriptedValidatorDrop(&world->validators[n]);
        }
    }
    NaphostDllAwaitUnused(world->host, END_MS);
    for (unsigned n = 0; n < WORLD_SIZE; n++) {
        if (world->isOffered[n]) {
            ScriptedValidatorFree(&world->validators[n]);
            world->isOffered[n] = FALSE;
        }
        if (world->marks[n]) {
            CloseHandle(world->marks[n]);
            world->marks[n] = NULL;
        }
        ScriptedAgentFree(&world->agents[n]);
    }
    NaphostRegistryRestore(&world->registry);
    TrialAtEnd(world->trial, NULL, NULL);
}

SystemHealthEntityId WorldId(unsigned n)
{
    return NaphostTestId(n + 1);
}

void *WorldCreate(World *world, REFCLSID clsid, REFIID riid)
{
    void *object = NULL;

    TrialExpectHr(world->trial, "Creating an object of naphost.dll",
                  NaphostDllCreate(world->host, clsid, riid, &object), S_OK);
    TrialExpect(world->trial, object != NULL, "CreateInstance gave no object");
    return object;
}

void WorldAgent(World *world, unsigned n)
{
    if (!world->isRegistered[n]) {
        TrialExpectHr(world->trial, "RegisterSystemHealthAgent",
                      NaphostDllRegisterAgent(world->host, WorldId(n)), S_OK);
        world->isRegistered[n] = TRUE;
    }
}

void WorldValidator(World *world, unsigned n)
{
    CLSID clsid = {0x7B1F0AC0, 0x35D5, 0x4E5B, {0x90, 0x1C, 0x6A, 0x8F, 0x21, 0xD3, 0x44, 0x10}};

    clsid.Data1 += n;
    if (!world->isOffered[n]) {
        if (FAILED(ScriptedValidatorInit(&world->validators[n], &clsid))) {
            TrialUnable(world->trial, "COM refuses the validator's class object");
        }
        world->isOffered[n] = TRUE;
    }
    TrialExpectHr(world->trial, "RegisterSystemHealthValidator",
                  NaphostDllRegisterValidator(world->host, WorldId(n), &clsid), S_OK);
}

INapSystemHealthAgentBinding *WorldBind(World *world, unsigned n)
{
    WorldAgent(world, n);
    TrialExpectHr(
        world->trial, "Initialize",
        NaphostDllBind(world->host, WorldId(n), &world->agents[n].callback, &world->bindings[n]),
        S_OK);
    return world->bindings[n];
}

void WorldUnbind(World *world, unsigned n)
{
    if (world->bindings[n]) {
        world->bindings[n]->lpVtbl->Uninitialize(world->bindings[n]);
        world->bindings[n]->lpVtbl->Release(world->bindings[n]);
        world->bindings[n] = NULL;
    }
}

void WorldMark(World *world, unsigned n)
{
    WCHAR name[WORLD_NAME];

    _snwprintf(name, WORLD_NAME, L"Global\\qutil-naphost-" BITNESS L"-agent-%08lX",
               (unsigned long)WorldId(n));
    world->marks[n] = CreateEventW(NULL, TRUE, FALSE, name);
    if (!world->marks[n]) {
        TrialUnable(world->trial, "A global event can't be created: error %lu", GetLastError());
    }
}

void WorldPair(World *world, unsigned n)
{
    WorldValidator(world, n);
    ScriptedAgentSay(&world->agents[n], WorldRequest(world, n, 0xAA), TRUE);
    ScriptedAgentCompares(&world->agents[n], S_OK, FALSE);
    ScriptedValidatorSay(&world->validators[n], WorldCodes(world, n, S_OK));
    WorldBind(world, n);
}

World *WorldBeginPair(Trial *trial)
{
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    return world;
}

const SoH *WorldSoH(World *world, unsigned n, const SoHAttribute *more, UINT16 count)
{
    const SystemHealthEntityId id = WorldId(n);
    SoHAttribute *attributes = statements[statementCount].attributes;
    BYTE *bytes = statements[statementCount].id;
    SoH *soh = &statements[statementCount].soh;

    TrialExpect(world->trial, statementCount + 1 < STATEMENTS && count < MOST_ATTRIBUTES,
                "The rule has too many statements");
    statementCount++;
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (BYTE)(id >> (24 - 8 * i));
    }
    attributes[0] = (SoHAttribute){sohAttributeTypeSystemHealthId, 4, bytes};
    for (UINT16 i = 0; i < count; i++) {
        attributes[i + 1] = more[i];
    }
    *soh = (SoH){(UINT16)(count + 1), attributes};
    return soh;
}

/* Room for the bytes of the statement that comes next. */
static BYTE *nextBytes(void)
{
    return statements[statementCount].bytes;
}

const SoH *WorldRequest(World *world, unsigned n, BYTE byte)
{
    SoHAttribute vendor = {sohAttributeTypeVendorSpecific, 6, nextBytes()};
    const BYTE bytes[] = {0x00, 0x01, 0x37, 0xF0, byte, byte};

    memcpy(vendor.value, bytes, sizeof(bytes));
    return WorldSoH(world, n, &vendor, 1);
}

static void storeCode(BYTE *bytes, HRESULT code)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (BYTE)((UINT32)code >> (24 - 8 * i));
    }
}

const SoH *WorldCodes(World *world, unsigned n, HRESULT code)
{
    SoHAttribute codes = {sohAttributeTypeComplianceResultCodes, 4, nextBytes()};

    storeCode(codes.value, code);
    return WorldSoH(world, n, &codes, 1);
}

const SoH *WorldMade(World *world, unsigned n, FailureCategory category, HRESULT code)
{
    BYTE *bytes = nextBytes();
    SoHAttribute both[] = {{sohAttributeTypeFailureCategory, 1, bytes},
                           {sohAttributeTypeErrorCodes, 4, bytes + 1}};

    bytes[0] = (BYTE)category;
    storeCode(bytes + 1, code);
    return WorldSoH(world, n, both, 2);
}

/* Types and first bytes, for what is observed. */
static void describe(const SoH *soh, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (UINT16 i = 0; i < soh->count && used + 24 < size; i++) {
        const SoHAttribute *attribute = &soh->attributes[i];

        used += (size_t)snprintf(text + used, size - used, " %u:", attribute->type);
        for (UINT16 j = 0; j < attribute->size && j < 8; j++) {
            used += (size_t)snprintf(text + used, size - used, "%02X", attribute->value[j]);
        }
    }
}

void WorldExpectSoH(World *world, const char *what, const SoH *found, const SoH *expected)
{
    char is[120];
    char should[120];

    TrialExpect(world->trial, found != NULL, "%s: there is none", what);
    describe(found, is, sizeof(is));
    describe(expected, should, sizeof(should));
    TrialExpect(world->trial, SohEqual(found, expected), "%s is%s, not%s", what, is, should);
}

void WorldNotify(World *world, unsigned n)
{
    TrialExpectHr(world->trial, "NotifySoHChange",
                  world->bindings[n]->lpVtbl->NotifySoHChange(world->bindings[n]), S_OK);
}

void WorldExchange(World *world, unsigned n)
{
    ScriptedAgent *agent = &world->agents[n];
    unsigned before = ScriptedAgentEnded(agent, AGENT_GET_FIXUP);

    WorldNotify(world, n);
    TrialExpect(world->trial,
                ScriptedAgentAwait(agent, AGENT_GET_FIXUP, before + 1, WorldPatience()),
                "The agent was not asked for its repair within %lu ms after NotifySoHChange",
                WorldPatience());
}

void WorldBarrier(World *world, unsigned n)
{
    ScriptedAgent *agent = &world->agents[n];
    unsigned before = ScriptedAgentBegun(agent, AGENT_GET_REQUEST);

    WorldNotify(world, n);
    TrialExpect(world->trial,
                ScriptedAgentAwaitBegun(agent, AGENT_GET_REQUEST, before + 1, WorldPatience()),
                "GetSoHRequest was not called within %lu ms after NotifySoHChange",
                WorldPatience());
}

void WorldCalls(World *world, unsigned n, char *letters, size_t size)
{
    char *last;

    ScriptedAgentSequence(&world->agents[n], letters, size);
    last = strrchr(letters, 'R');
    if (last) {
        *last = '\0';
    }
}

void WorldCallsButState(World *world, unsigned n, char *letters, size_t size)
{
    char *to = letters;

    WorldCalls(world, n, letters, size);
    for (const char *from = letters; *from != '\0'; from++) {
        *to = *from;
        to += *from != 'S';
    }
    *to = '\0';
}

void WorldExpectCalls(World *world, unsigned n, const char *expected)
{
    char letters[AGENT_CALLS + 1];

    WorldCalls(world, n, letters, sizeof(letters));
    TrialExpect(world->trial, strcmp(letters, expected) == 0, "The calls were %.100s, not %s",
                letters, expected);
}

void WorldExpectCallsButState(World *world, unsigned n, const char *expected)
{
    char letters[AGENT_CALLS + 1];

    WorldCallsButState(world, n, letters, sizeof(letters));
    TrialExpect(world->trial, strcmp(letters, expected) == 0, "The calls were %.100s, not %s",
                letters, expected);
}

ValidatorCall WorldValidation(World *world, unsigned n, unsigned number)
{
    ValidatorCall call = {0};

    TrialExpect(world->trial,
                ScriptedValidatorAwait(&world->validators[n], number + 1, WorldPatience()),
                "Validate was not called %u times, or did not return", number + 1);
    ScriptedValidatorCall(&world->validators[n], number, &call);
    return call;
}

AgentCall WorldCall(World *world, unsigned n, AgentMethod method, unsigned number)
{
    AgentCall call = {0};

    TrialExpect(world->trial, ScriptedAgentCall(&world->agents[n], method, number, &call),
                "A callback was not called %u times", number + 1);
    return call;
}

WorldState WorldIsolation(World *world)
{
    INapClientManagement2 *client =
        WorldCreate(world, &CLSID_NapClientManagement, &IID_INapClientManagement2);
    IsolationInfoEx *info = NULL;
    WorldState state = {0};
    HRESULT hr = client->lpVtbl->GetSystemIsolationInfoEx(client, &info, &state.isUnknown);

    client->lpVtbl->Release(client);
    TrialExpectHr(world->trial, "GetSystemIsolationInfoEx", hr, S_OK);
    state.state = info->isolationState;
    state.extended = info->extendedIsolationState;
    CoTaskMemFree(info->failureUrl.string);
    CoTaskMemFree(info);
    return state;
}

void WorldExpectState(World *world, IsolationState state, BOOL isUnknown)
{
    WorldState found = WorldIsolation(world);

    TrialExpectNumber(world->trial, "The isolation state", found.state, state);
    TrialExpectNumber(world->trial, "unknownConnections", (unsigned long)found.isUnknown,
                      (unsigned long)isUnknown);
}

static HKEY openRoot(World *world, HKEY hive)
{
    HKEY key = NULL;

    TrialExpect(world->trial,
                RegCreateKeyExW(hive, HOST_KEY, 0, NULL, REG_OPTION_NON_VOLATILE,
                                KEY_ALL_ACCESS | KEY_WOW64_64KEY, NULL, &key,
                                NULL) == ERROR_SUCCESS,
                "The key of the registrations can't be opened");
    return key;
}

/* Every process that may write HKEY_LOCAL_MACHINE does; here it always may. */
HKEY WorldRoot(World *world)
{
    return openRoot(world, world->registry.machine);
}

HKEY WorldOtherRoot(World *world)
{
    return openRoot(world, world->registry.user);
}

void WorldKeyName(WCHAR *name, const WCHAR *kind, SystemHealthEntityId id)
{
    _snwprintf(name, WORLD_NAME, BITNESS L"\\%ls\\%08lX", kind, (unsigned long)id);
    name[WORLD_NAME - 1] = L'\0';
}

void WorldSetDword(World *world, const WCHAR *kind, SystemHealthEntityId id, const WCHAR *value,
                   DWORD number)
{
    HKEY root = WorldRoot(world);
    WCHAR name[WORLD_NAME];
    HKEY key;
    BOOL ok;

    WorldKeyName(name, kind, id);
    ok = RegOpenKeyExW(root, name, 0, KEY_WRITE | KEY_WOW64_64KEY, &key) == ERROR_SUCCESS;
    if (ok) {
        ok = RegSetValueExW(key, value, 0, REG_DWORD, (const BYTE *)&number, sizeof(number)) ==
             ERROR_SUCCESS;
        RegCloseKey(key);
    }
    RegCloseKey(root);
    TrialExpect(world->trial, ok, "The registration is not in the registry's key %ls", name);
}

BOOL WorldIsElevated(void)
{
    struct {
        SID_AND_ATTRIBUTES label;
        BYTE sid[SECURITY_MAX_SID_SIZE];
    } level;
    const TOKEN_INFORMATION_CLASS integrity = (TOKEN_INFORMATION_CLASS)25;
    BOOL isElevated = TRUE;
    HANDLE token;
    DWORD size;

    if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) {
        if (GetTokenInformation(token, integrity, &level, sizeof(level), &size)) {
            PSID sid = level.label.Sid;

            isElevated = *GetSidSubAuthority(sid, *GetSidSubAuthorityCount(sid) - 1u) >= 0x3000;
        }
        CloseHandle(token);
    }
    return isElevated;
}
