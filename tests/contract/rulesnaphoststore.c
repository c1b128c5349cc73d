/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: what is registered, where, and how it is listed. */
#include "naphostworld.h"

#include <shlwapi.h>
#include <string.h>
#include <wchar.h>

#include "guarded.h"

enum { AGENTS, VALIDATORS, ENFORCERS };

static const WCHAR *const kinds[] = {L"Agents", L"Validators", L"EnforcementClients"};

/* A class that nobody has, as the samples pass it. */
static const CLSID noClass = {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};

static WCHAR friendly[] = L"Friendly";
static WCHAR description[] = L"What it does";
static WCHAR version[] = L"1.2";
static WCHAR vendor[] = L"Contoso";
static WCHAR empty[] = L"";

#define TEXT_OF(array)                                                                             \
    {                                                                                              \
        ARRAYSIZE(array) - 1, (array)                                                              \
    }

static NapComponentRegistrationInfo infoOf(unsigned n)
{
    NapComponentRegistrationInfo info = {
        .id = WorldId(n),
        .friendlyName = TEXT_OF(friendly),
        .description = TEXT_OF(description),
        .version = TEXT_OF(version),
        .vendorName = TEXT_OF(vendor),
        .infoClsid = noClass,
    };

    return info;
}

/* The three management objects of the world, made when they are first needed. */
static INapClientManagement2 *client(World *world)
{
    if (!world->client) {
        world->client = WorldCreate(world, &CLSID_NapClientManagement, &IID_INapClientManagement2);
    }
    return world->client;
}

static INapServerManagement *server(World *world)
{
    if (!world->server) {
        world->server = WorldCreate(world, &CLSID_NapServerManagement, &IID_INapServerManagement);
    }
    return world->server;
}

static INapServerInfo *serverInfo(World *world)
{
    if (!world->info) {
        world->info = WorldCreate(world, &CLSID_NapServerInfo, &IID_INapServerInfo);
    }
    return world->info;
}

static HRESULT registerIt(World *world, int kind, const NapComponentRegistrationInfo *info)
{
    switch (kind) {
    case AGENTS:
        return client(world)->lpVtbl->RegisterSystemHealthAgent(client(world), info);
    case VALIDATORS:
        return server(world)->lpVtbl->RegisterSystemHealthValidator(server(world), info, &noClass);
    default:
        return client(world)->lpVtbl->RegisterEnforcementClient(client(world), info);
    }
}

static HRESULT unregisterIt(World *world, int kind, NapComponentId id)
{
    switch (kind) {
    case AGENTS:
        return client(world)->lpVtbl->UnregisterSystemHealthAgent(client(world), id);
    case VALIDATORS:
        return server(world)->lpVtbl->UnregisterSystemHealthValidator(server(world), id);
    default:
        return client(world)->lpVtbl->UnregisterEnforcementClient(client(world), id);
    }
}

static HRESULT list(World *world, int kind, UINT16 *count, NapComponentRegistrationInfo **infos,
                    CLSID **clsids)
{
    *clsids = NULL;
    switch (kind) {
    case AGENTS:
        return client(world)->lpVtbl->GetRegisteredSystemHealthAgents(client(world), count, infos);
    case VALIDATORS:
        return serverInfo(world)->lpVtbl->GetRegisteredSystemHealthValidators(serverInfo(world),
                                                                              count, infos, clsids);
    default:
        return client(world)->lpVtbl->GetRegisteredEnforcementClients(client(world), count, infos);
    }
}

static void expectRegister(World *world, int kind, const NapComponentRegistrationInfo *info,
                           HRESULT expected)
{
    static const char *const names[] = {
        "RegisterSystemHealthAgent", "RegisterSystemHealthValidator", "RegisterEnforcementClient"};

    TrialExpectHr(world->trial, names[kind], registerIt(world, kind, info), expected);
}

/* What is listed: freed by endList. */
typedef struct Listed {
    UINT16 count;
    NapComponentRegistrationInfo *infos;
    CLSID *clsids;
} Listed;

static Listed listed(World *world, int kind)
{
    Listed found = {SEED_U16, SEED, NULL};

    TrialExpectHr(world->trial, "Listing",
                  list(world, kind, &found.count, &found.infos, &found.clsids), S_OK);
    return found;
}

static void endList(World *world, Listed *found)
{
    world->trial->library->FreeNapComponentRegistrationInfoArray(found->count, &found->infos);
    CoTaskMemFree(found->clsids);
}

static void expectCount(World *world, int kind, const char *when, UINT16 expected)
{
    Listed found = listed(world, kind);

    endList(world, &found);
    TrialExpect(world->trial, found.count == expected, "%u are listed %s, not %u", found.count,
                when, expected);
}

static void isListed(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    NapComponentRegistrationInfo *one;
    Listed found;
    BOOL isRight;

    expectRegister(world, kind, &info, S_OK);
    found = listed(world, kind);
    TrialExpectNumber(trial, "The number that is listed", found.count, 1);
    one = &found.infos[0];
    isRight =
        one->id == info.id && wcscmp(one->friendlyName.string, friendly) == 0 &&
        wcscmp(one->description.string, description) == 0 &&
        wcscmp(one->version.string, version) == 0 && wcscmp(one->vendorName.string, vendor) == 0 &&
        one->friendlyName.length == wcslen(friendly) && IsEqualGUID(&one->infoClsid, &noClass) &&
        IsEqualGUID(&one->configClsid, &GUID_NULL) &&
        (kind != VALIDATORS || IsEqualGUID(&found.clsids[0], &noClass));
    endList(world, &found);
    TrialExpect(trial, isRight, "What is listed is not what was registered");
}

static void conflicts(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    expectRegister(world, kind, &info, S_OK);
    expectRegister(world, kind, &info, NAP_E_CONFLICTING_ID);
    expectCount(world, kind, "afterwards", 1);
}

static void kindsDontConflict(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    for (int kind = AGENTS; kind <= ENFORCERS; kind++) {
        expectRegister(world, kind, &info, S_OK);
    }
    TrialExpectHr(trial, "UnregisterSystemHealthAgent", unregisterIt(world, AGENTS, info.id), S_OK);
    expectCount(world, VALIDATORS, "after the agent of that id is gone", 1);
    expectCount(world, ENFORCERS, "after the agent of that id is gone", 1);
}

static void refusesNull(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    for (int kind = AGENTS; kind <= ENFORCERS; kind++) {
        expectRegister(world, kind, NULL, E_INVALIDARG);
    }
    TrialExpectHr(trial, "RegisterSystemHealthValidator(info, NULL)",
                  server(world)->lpVtbl->RegisterSystemHealthValidator(server(world), &info, NULL),
                  E_INVALIDARG);
    TrialExpectHr(
        trial, "RegisterSystemHealthValidator with a class id of zeroes",
        server(world)->lpVtbl->RegisterSystemHealthValidator(server(world), &info, &GUID_NULL),
        E_INVALIDARG);
    expectCount(world, VALIDATORS, "afterwards", 0);
}

static void refusesIdZero(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    info.id = 0;
    expectRegister(world, kind, &info, E_INVALIDARG);
    expectCount(world, kind, "afterwards", 0);
}

static void registerTwenty(World *world, int kind)
{
    for (unsigned n = 0; n < 20; n++) {
        NapComponentRegistrationInfo info = infoOf(n);

        expectRegister(world, kind, &info, S_OK);
    }
    expectCount(world, kind, "after 20 were registered", 20);
}

static void allowsTwenty(Trial *trial, int kind)
{
    registerTwenty(WorldBegin(trial), kind);
}

static void allowsNoMore(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(20);

    registerTwenty(world, kind);
    expectRegister(world, kind, &info, E_OUTOFMEMORY);
    expectCount(world, kind, "after the 21st", 20);
    TrialExpectHr(trial, "Unregister", unregisterIt(world, kind, WorldId(3)), S_OK);
    expectRegister(world, kind, &info, S_OK);
}

/* Clients store the literal's size in bytes, NUL included. */
static void endsAtNul(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    Listed found;
    BOOL isRight;

    info.friendlyName.length = sizeof(friendly);
    expectRegister(world, AGENTS, &info, S_OK);
    found = listed(world, AGENTS);
    isRight = found.count == 1 && wcscmp(found.infos[0].friendlyName.string, friendly) == 0 &&
              found.infos[0].friendlyName.length == wcslen(friendly);
    endList(world, &found);
    TrialExpect(trial, isRight, "The text does not end at its NUL");
}

static void readsNoMore(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    const size_t length = wcslen(friendly);
    WCHAR *guarded = GuardedAlloc(length * sizeof(*friendly));
    Listed found;
    BOOL isRight;

    TrialExpect(trial, guarded != NULL, "No memory for the text");
    wmemcpy(guarded, friendly, length);
    info.friendlyName.string = guarded; /* no NUL: the next page can't be read */
    info.friendlyName.length = (UINT16)length;
    expectRegister(world, AGENTS, &info, S_OK);
    GuardedFree(guarded, length * sizeof(*friendly));
    found = listed(world, AGENTS);
    isRight = found.count == 1 && wcscmp(found.infos[0].friendlyName.string, friendly) == 0;
    endList(world, &found);
    TrialExpect(trial, isRight, "The text is not the one that was registered");
}

static void refusesNullText(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    info.version = (CountedString){1, NULL};
    expectRegister(world, AGENTS, &info, E_INVALIDARG);
    expectCount(world, AGENTS, "afterwards", 0);
    info.version = (CountedString){0, NULL};
    expectRegister(world, AGENTS, &info, S_OK);
}

static void limitsText(Trial *trial, int parameter)
{
    static WCHAR text[1026];
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    Listed found;
    size_t length;

    wmemset(text, L'x', 1025);
    info.description = (CountedString){1025, text};
    expectRegister(world, AGENTS, &info, E_INVALIDARG);
    expectCount(world, AGENTS, "after a text of 1025 characters", 0);
    text[1024] = L'\0';
    expectRegister(world, AGENTS, &info, S_OK);
    found = listed(world, AGENTS);
    length = found.count == 1 ? found.infos[0].description.length : 0;
    endList(world, &found);
    TrialExpectNumber(trial, "The length of a text of 1024 characters", (unsigned long)length,
                      1024);
}

static void allowsEmptyTexts(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = {.id = WorldId(0)};
    Listed found;
    BOOL arePresent;

    info.friendlyName = (CountedString){0, empty};
    expectRegister(world, AGENTS, &info, S_OK);
    found = listed(world, AGENTS);
    TrialExpectNumber(trial, "The number that is listed", found.count, 1);
    arePresent = found.infos[0].friendlyName.string && found.infos[0].description.string &&
                 found.infos[0].version.string && found.infos[0].vendorName.string &&
                 *found.infos[0].friendlyName.string == L'\0' &&
                 found.infos[0].vendorName.length == 0;
    endList(world, &found);
    TrialExpect(trial, arePresent, "An empty text is not listed as an empty string");
}

static ULONGLONG timeOf(const FILETIME *time)
{
    return (ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

static void setsDate(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    FILETIME before;
    FILETIME after;
    FILETIME date;
    Listed found;

    info.registrationDate = (FILETIME){1, 1};
    GetSystemTimeAsFileTime(&before);
    expectRegister(world, AGENTS, &info, S_OK);
    GetSystemTimeAsFileTime(&after);
    found = listed(world, AGENTS);
    TrialExpectNumber(trial, "The number that is listed", found.count, 1);
    date = found.infos[0].registrationDate;
    endList(world, &found);
    TrialExpect(trial, timeOf(&date) >= timeOf(&before) && timeOf(&date) <= timeOf(&after),
                "registrationDate is not the time of registering");
}

static void keepsType(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    UINT32 type;
    Listed found;

    info.componentType = kind == ENFORCERS ? 0 : 0xFFFFFFFFu;
    expectRegister(world, kind, &info, S_OK);
    found = listed(world, kind);
    TrialExpectNumber(trial, "The number that is listed", found.count, 1);
    type = found.infos[0].componentType;
    endList(world, &found);
    TrialExpectNumber(trial, "componentType", type, info.componentType);
}

static void allowsVendorsIds(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    info.id = 0x000137F0;
    expectRegister(world, AGENTS, &info, S_OK);
    info.id = 0x000137F1;
    expectRegister(world, ENFORCERS, &info, S_OK);
}

static void unregisters(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    expectRegister(world, kind, &info, S_OK);
    TrialExpectHr(trial, "Unregister", unregisterIt(world, kind, info.id), S_OK);
    expectCount(world, kind, "afterwards", 0);
    expectRegister(world, kind, &info, S_OK);
}

static void unregistersNothing(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);

    TrialExpectHr(trial, "Unregister of what is not registered",
                  unregisterIt(world, kind, WorldId(0)), NAP_E_NOT_REGISTERED);
}

static void staysWhileBound(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldBind(world, 0);
    TrialExpectHr(trial, "UnregisterSystemHealthAgent of a bound agent",
                  unregisterIt(world, AGENTS, WorldId(0)), NAP_E_STILL_BOUND);
    expectCount(world, AGENTS, "afterwards", 1);
    WorldUnbind(world, 0);
    TrialExpectHr(trial, "UnregisterSystemHealthAgent after Uninitialize",
                  unregisterIt(world, AGENTS, WorldId(0)), S_OK);
}

static void staysWhileBoundElsewhere(Trial *trial, int isRegistered)
{
    World *world = WorldBegin(trial);

    if (isRegistered) {
        WorldAgent(world, 0);
    }
    WorldMark(world, 0);
    TrialExpectHr(trial, "UnregisterSystemHealthAgent of an agent bound in another process",
                  unregisterIt(world, AGENTS, WorldId(0)), NAP_E_STILL_BOUND);
}

static void listsNothing(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    Listed found = {SEED_U16, SEED, SEED};

    TrialExpectHr(trial, "Listing where nothing is registered",
                  list(world, kind, &found.count, &found.infos, &found.clsids), S_OK);
    TrialExpectNumber(trial, "The count", found.count, 0);
    TrialExpect(trial, !found.infos && !found.clsids, "An empty list is not NULL");
}

static void listsInOrder(Trial *trial, int kind)
{
    static const unsigned order[] = {2, 0, 3, 1};
    World *world = WorldBegin(trial);
    BOOL isOrdered = TRUE;
    Listed found;

    for (unsigned i = 0; i < ARRAYSIZE(order); i++) {
        NapComponentRegistrationInfo info = infoOf(order[i]);

        expectRegister(world, kind, &info, S_OK);
    }
    found = listed(world, kind);
    TrialExpectNumber(trial, "The number that is listed", found.count, ARRAYSIZE(order));
    for (unsigned i = 0; i < ARRAYSIZE(order); i++) {
        isOrdered = isOrdered && found.infos[i].id == WorldId(i);
    }
    endList(world, &found);
    TrialExpect(trial, isOrdered, "They are not in the order of their ids");
}

static void listIsBlocks(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    Listed found;

    for (unsigned n = 0; n < 2; n++) {
        NapComponentRegistrationInfo info = infoOf(n);

        expectRegister(world, VALIDATORS, &info, S_OK);
    }
    serverInfo(world);
    TrialSpy(trial);
    found = listed(world, VALIDATORS);
    TrialExpectNumber(trial, "The number that is listed", found.count, 2);
    TrialExpectBlock(trial, "The array", found.infos, 2 * sizeof(*found.infos));
    TrialExpectBlock(trial, "The array of class ids", found.clsids, 2 * sizeof(*found.clsids));
    for (unsigned i = 0; i < 2; i++) {
        TrialExpectBlock(trial, "friendlyName", found.infos[i].friendlyName.string,
                         sizeof(friendly));
        TrialExpectBlock(trial, "description", found.infos[i].description.string,
                         sizeof(description));
        TrialExpectBlock(trial, "version", found.infos[i].version.string, sizeof(version));
        TrialExpectBlock(trial, "vendorName", found.infos[i].vendorName.string, sizeof(vendor));
    }
    endList(world, &found);
    TrialExpectNull(trial, "FreeNapComponentRegistrationInfoArray", found.infos);
    TrialExpectClean(trial, "FreeNapComponentRegistrationInfoArray and CoTaskMemFree");
}

static void listParallel(Trial *trial, int parameter)
{
    static const unsigned order[] = {1, 0, 2};
    World *world = WorldBegin(trial);
    BOOL isRight = TRUE;
    Listed found;

    for (unsigned i = 0; i < ARRAYSIZE(order); i++) {
        NapComponentRegistrationInfo info = infoOf(order[i]);
        CLSID clsid = noClass;

        clsid.Data1 = order[i];
        TrialExpectHr(
            trial, "RegisterSystemHealthValidator",
            server(world)->lpVtbl->RegisterSystemHealthValidator(server(world), &info, &clsid),
            S_OK);
    }
    found = listed(world, VALIDATORS);
    TrialExpectNumber(trial, "The number that is listed", found.count, ARRAYSIZE(order));
    for (unsigned i = 0; i < ARRAYSIZE(order); i++) {
        isRight = isRight && found.infos[i].id == WorldId(i) && found.clsids[i].Data1 == i;
    }
    endList(world, &found);
    TrialExpect(trial, isRight, "A class id is not at the place of its validator");
}

static void listRefusesNull(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapClientManagement2 *management = client(world);
    NapComponentRegistrationInfo *infos = SEED;
    CLSID *clsids = SEED;
    UINT16 count = SEED_U16;

    TrialExpectHr(trial, "GetRegisteredSystemHealthAgents(NULL, &array)",
                  management->lpVtbl->GetRegisteredSystemHealthAgents(management, NULL, &infos),
                  E_INVALIDARG);
    TrialExpectNull(trial, "GetRegisteredSystemHealthAgents(NULL, &array)", infos);
    TrialExpectHr(trial, "GetRegisteredEnforcementClients(&count, NULL)",
                  management->lpVtbl->GetRegisteredEnforcementClients(management, &count, NULL),
                  E_INVALIDARG);
    TrialExpectNumber(trial, "The count of a failed listing", count, 0);
    infos = SEED;
    TrialExpectHr(trial, "GetRegisteredSystemHealthValidators(NULL, &array, &clsids)",
                  serverInfo(world)->lpVtbl->GetRegisteredSystemHealthValidators(
                      serverInfo(world), NULL, &infos, &clsids),
                  E_INVALIDARG);
    TrialExpectNull(trial, "GetRegisteredSystemHealthValidators", infos);
    TrialExpectNull(trial, "GetRegisteredSystemHealthValidators", clsids);
}

/* The value as it is in the registry; 0 and an empty buffer if it isn't there. */
static DWORD readValue(World *world, int kind, unsigned n, const WCHAR *value, void *data,
                       DWORD size)
{
    HKEY root = WorldRoot(world);
    WCHAR name[WORLD_NAME];
    DWORD type = 0;
    HKEY key;

    memset(data, 0, size);
    WorldKeyName(name, kinds[kind], WorldId(n));
    if (RegOpenKeyExW(root, name, 0, KEY_READ | KEY_WOW64_64KEY, &key) == ERROR_SUCCESS) {
        if (RegQueryValueExW(key, value, NULL, &type, data, &size) != ERROR_SUCCESS) {
            type = 0;
        }
        RegCloseKey(key);
    }
    RegCloseKey(root);
    return type;
}

static void deleteValue(World *world, int kind, unsigned n, const WCHAR *value)
{
    HKEY root = WorldRoot(world);
    WCHAR name[WORLD_NAME];
    LSTATUS status;
    HKEY key;

    WorldKeyName(name, kinds[kind], WorldId(n));
    status = RegOpenKeyExW(root, name, 0, KEY_WRITE | KEY_WOW64_64KEY, &key);
    if (status == ERROR_SUCCESS) {
        status = RegDeleteValueW(key, value);
        RegCloseKey(key);
    }
    RegCloseKey(root);
    TrialExpect(world->trial, status == ERROR_SUCCESS, "There is no value %ls", value);
}

static void setText(World *world, int kind, unsigned n, const WCHAR *value, const WCHAR *text)
{
    HKEY root = WorldRoot(world);
    WCHAR name[WORLD_NAME];
    LSTATUS status;
    HKEY key;

    WorldKeyName(name, kinds[kind], WorldId(n));
    status = RegOpenKeyExW(root, name, 0, KEY_WRITE | KEY_WOW64_64KEY, &key);
    if (status == ERROR_SUCCESS) {
        status = RegSetValueExW(key, value, 0, REG_SZ, (const BYTE *)text,
                                (DWORD)((wcslen(text) + 1) * sizeof(*text)));
        RegCloseKey(key);
    }
    RegCloseKey(root);
    TrialExpect(world->trial, status == ERROR_SUCCESS, "The value %ls can't be set", value);
}

static void writesValues(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    WCHAR text[100];
    DWORD number;
    FILETIME date;

    info.componentType = 7;
    expectRegister(world, VALIDATORS, &info, S_OK);
    TrialExpectNumber(trial, "The type of FriendlyName",
                      readValue(world, VALIDATORS, 0, L"FriendlyName", text, sizeof(text)), REG_SZ);
    TrialExpect(trial, wcscmp(text, friendly) == 0, "FriendlyName is %ls", text);
    TrialExpectNumber(trial, "The type of Clsid",
                      readValue(world, VALIDATORS, 0, L"Clsid", text, sizeof(text)), REG_SZ);
    TrialExpect(trial, wcscmp(text, L"{00000000-0000-0000-0000-000000000001}") == 0, "Clsid is %ls",
                text);
    TrialExpectNumber(trial, "The type of ComponentType",
                      readValue(world, VALIDATORS, 0, L"ComponentType", &number, sizeof(number)),
                      REG_DWORD);
    TrialExpectNumber(trial, "ComponentType", number, 7);
    TrialExpectNumber(trial, "The type of RegistrationDate",
                      readValue(world, VALIDATORS, 0, L"RegistrationDate", &date, sizeof(date)),
                      REG_QWORD);
}

static void halfIsAbsent(Trial *trial, int kind)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    expectRegister(world, kind, &info, S_OK);
    deleteValue(world, kind, 0, L"RegistrationDate");
    expectCount(world, kind, "without RegistrationDate", 0);
    expectRegister(world, kind, &info, S_OK);
    expectCount(world, kind, "when it is registered again", 1);
}

static void brokenIsAbsent(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentId left;
    Listed found;

    for (unsigned n = 0; n < 3; n++) {
        NapComponentRegistrationInfo info = infoOf(n);

        expectRegister(world, VALIDATORS, &info, S_OK);
    }
    setText(world, VALIDATORS, 0, L"Clsid", L"no class id");
    WorldSetDword(world, kinds[VALIDATORS], WorldId(2), L"FriendlyName", 5);
    found = listed(world, VALIDATORS);
    left = found.count == 1 ? found.infos[0].id : 0;
    endList(world, &found);
    TrialExpectNumber(trial, "The number that is listed", found.count, 1);
    TrialExpectNumber(trial, "The id that is listed", left, WorldId(1));
}

static void absentIsZero(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    BOOL isZero;
    Listed found;

    expectRegister(world, AGENTS, &info, S_OK);
    deleteValue(world, AGENTS, 0, L"InfoClsid");
    found = listed(world, AGENTS);
    isZero = found.count == 1 && IsEqualGUID(&found.infos[0].infoClsid, &GUID_NULL);
    endList(world, &found);
    TrialExpect(trial, isZero,
                "Without InfoClsid the agent isn't listed with a class id of zeroes");
}

/* Copies the registrations of this bitness to another place, and deletes them here. */
static void moveAll(World *world, HKEY to, const WCHAR *bitness)
{
    HKEY root = WorldRoot(world);
    WCHAR name[WORLD_NAME];
    HKEY target;

    WorldKeyName(name, L"", 0);
    *wcschr(name, L'\\') = L'\0'; /* "x64" */
    if (RegCreateKeyExW(to, bitness ? bitness : name, 0, NULL, REG_OPTION_NON_VOLATILE,
                        KEY_ALL_ACCESS | KEY_WOW64_64KEY, NULL, &target, NULL) == ERROR_SUCCESS) {
        SHCopyKeyW(root, name, target, 0);
        RegCloseKey(target);
    }
    SHDeleteKeyW(root, name);
    RegCloseKey(root);
}

static void otherBitnessIsSeparate(Trial *trial, int parameter)
{
#ifdef _WIN64
    static const WCHAR other[] = L"x86";
#else
    static const WCHAR other[] = L"x64";
#endif
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    HKEY root = WorldRoot(world);

    expectRegister(world, AGENTS, &info, S_OK);
    moveAll(world, root, other);
    RegCloseKey(root);
    expectCount(world, AGENTS, "when only the other bitness has it", 0);
    expectRegister(world, AGENTS, &info, S_OK);
}

static void rootOfElevated(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    HKEY other = WorldOtherRoot(world);
    UINT16 expected = WorldIsElevated() ? 0 : 1;

    expectRegister(world, AGENTS, &info, S_OK);
    moveAll(world, other, NULL);
    RegCloseKey(other);
    expectCount(world, AGENTS, "when only HKEY_CURRENT_USER has it", expected);
    TrialSay(trial, WorldIsElevated() ? "elevated: not read" : "not elevated: read");
}

static HRESULT setMapping(World *world, const FailureCategoryMapping *mapping)
{
    return server(world)->lpVtbl->SetFailureCategoryMappings(server(world), WorldId(0), *mapping);
}

static HRESULT getMapping(World *world, FailureCategoryMapping *mapping)
{
    return serverInfo(world)->lpVtbl->GetFailureCategoryMappings(serverInfo(world), WorldId(0),
                                                                 mapping);
}

static void expectMapping(World *world, const FailureCategoryMapping *expected)
{
    FailureCategoryMapping found;

    memset(&found, 0xCD, sizeof(found));
    TrialExpectHr(world->trial, "GetFailureCategoryMappings", getMapping(world, &found), S_OK);
    for (unsigned i = 0; i < failureCategoryCount; i++) {
        TrialExpect(world->trial, found.mappingCompliance[i] == expected->mappingCompliance[i],
                    "mappingCompliance[%u] is %d, not %d", i, found.mappingCompliance[i],
                    expected->mappingCompliance[i]);
    }
}

static void mapsNone(Trial *trial, int parameter)
{
    static const FailureCategoryMapping none = {{FALSE, FALSE, FALSE, FALSE, FALSE}};
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);

    expectRegister(world, VALIDATORS, &info, S_OK);
    expectMapping(world, &none);
}

static void mapsAsSet(Trial *trial, int parameter)
{
    static const FailureCategoryMapping set = {{TRUE, FALSE, 5, FALSE, -1}};
    static const FailureCategoryMapping got = {{TRUE, FALSE, TRUE, FALSE, TRUE}};
    static const FailureCategoryMapping none = {{FALSE, FALSE, FALSE, FALSE, FALSE}};
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    DWORD bits;

    expectRegister(world, VALIDATORS, &info, S_OK);
    TrialExpectHr(trial, "SetFailureCategoryMappings", setMapping(world, &set), S_OK);
    expectMapping(world, &got);
    readValue(world, VALIDATORS, 0, L"MappedCompliant", &bits, sizeof(bits));
    TrialExpectNumber(trial, "MappedCompliant", bits, 0x15);
    TrialExpectHr(trial, "SetFailureCategoryMappings", setMapping(world, &none), S_OK);
    expectMapping(world, &none);
}

static void mapsNothingUnregistered(Trial *trial, int parameter)
{
    static const FailureCategoryMapping none = {{FALSE, FALSE, FALSE, FALSE, FALSE}};
    World *world = WorldBegin(trial);
    NapComponentRegistrationInfo info = infoOf(0);
    FailureCategoryMapping found;

    expectRegister(world, AGENTS, &info, S_OK); /* only the agent of that id */
    TrialExpectHr(trial, "SetFailureCategoryMappings", setMapping(world, &none),
                  NAP_E_NOT_REGISTERED);
    memset(&found, 0xCD, sizeof(found));
    TrialExpectHr(trial, "GetFailureCategoryMappings", getMapping(world, &found),
                  NAP_E_NOT_REGISTERED);
    TrialExpect(trial, memcmp(&found, &none, sizeof(found)) == 0,
                "GetFailureCategoryMappings failed, and its output is not zero");
    TrialExpectHr(trial, "GetFailureCategoryMappings(id, NULL)", getMapping(world, NULL),
                  E_INVALIDARG);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.store.agent", RULE_DOCUMENTED,
     "A registered agent is listed as it was registered; its info class need not exist", "listed",
     isListed, AGENTS, HOST},
    {"naphost.store.validator", RULE_DOCUMENTED,
     "A registered validator is listed, with its class id; none of its classes need exist",
     "listed", isListed, VALIDATORS, HOST},
    {"naphost.store.enforcer", RULE_DOCUMENTED,
     "A registered enforcement client is listed as it was registered", "listed", isListed,
     ENFORCERS, HOST},
    {"naphost.store.agent-twice", RULE_DOCUMENTED, "An agent's id can't be registered twice",
     "NAP_E_CONFLICTING_ID", conflicts, AGENTS, HOST},
    {"naphost.store.validator-twice", RULE_DOCUMENTED, "A validator's id can't be registered twice",
     "NAP_E_CONFLICTING_ID", conflicts, VALIDATORS, HOST},
    {"naphost.store.enforcer-twice", RULE_DOCUMENTED,
     "An enforcement client's id can't be registered twice", "NAP_E_CONFLICTING_ID", conflicts,
     ENFORCERS, HOST},
    {"naphost.store.kinds", RULE_DOCUMENTED,
     "An agent, a validator and an enforcement client may have the same id", "S_OK",
     kindsDontConflict, 0, HOST},
    {"naphost.store.null", RULE_CHOSEN,
     "Registering refuses NULL, and a validator's class id of zeroes", "E_INVALIDARG", refusesNull,
     0, HOST},
    {"naphost.store.agent-zero", RULE_CHOSEN, "An agent can't be registered with the id 0",
     "E_INVALIDARG", refusesIdZero, AGENTS, HOST},
    {"naphost.store.validator-zero", RULE_CHOSEN, "A validator can't be registered with the id 0",
     "E_INVALIDARG", refusesIdZero, VALIDATORS, HOST},
    {"naphost.store.enforcer-zero", RULE_CHOSEN,
     "An enforcement client can't be registered with the id 0", "E_INVALIDARG", refusesIdZero,
     ENFORCERS, HOST},
    {"naphost.store.agents-20", RULE_DOCUMENTED, "20 agents can be registered", "20", allowsTwenty,
     AGENTS, HOST},
    {"naphost.store.validators-20", RULE_DOCUMENTED, "20 validators can be registered", "20",
     allowsTwenty, VALIDATORS, HOST},
    {"naphost.store.enforcers-20", RULE_DOCUMENTED, "20 enforcement clients can be registered",
     "20", allowsTwenty, ENFORCERS, HOST},
    {"naphost.store.agents-21", RULE_CHOSEN, "The 21st agent is refused, until one is unregistered",
     "E_OUTOFMEMORY", allowsNoMore, AGENTS, HOST},
    {"naphost.store.validators-21", RULE_CHOSEN,
     "The 21st validator is refused, until one is unregistered", "E_OUTOFMEMORY", allowsNoMore,
     VALIDATORS, HOST},
    {"naphost.store.enforcers-21", RULE_CHOSEN,
     "The 21st enforcement client is refused, until one is unregistered", "E_OUTOFMEMORY",
     allowsNoMore, ENFORCERS, HOST},
    {"naphost.store.text-nul", RULE_EVIDENT,
     "A text ends at its first NUL, also where its length says more: clients store bytes", "S_OK",
     endsAtNul, 0, HOST},
    {"naphost.store.text-length", RULE_EVIDENT,
     "No more characters of a text are read than its length says; it needs no NUL", "S_OK",
     readsNoMore, 0, HOST},
    {"naphost.store.text-null", RULE_CHOSEN,
     "A NULL text with a length is refused, without one it is empty", "E_INVALIDARG, S_OK",
     refusesNullText, 0, HOST},
    {"naphost.store.text-1024", RULE_DOCUMENTED, "A text may have 1024 characters, and no more",
     "S_OK, E_INVALIDARG", limitsText, 0, HOST},
    {"naphost.store.text-empty", RULE_CHOSEN,
     "All texts may be empty, and are listed as empty strings, never as NULL", "S_OK",
     allowsEmptyTexts, 0, HOST},
    {"naphost.store.date", RULE_DOCUMENTED,
     "registrationDate is ignored when registering; the time of the call is kept", "now", setsDate,
     0, HOST},
    {"naphost.store.type", RULE_DOCUMENTED,
     "An agent's componentType may have any value, and is kept", "as given", keepsType, AGENTS,
     HOST},
    {"naphost.store.type-enforcer", RULE_EVIDENT, "An enforcement client's componentType may be 0",
     "0", keepsType, ENFORCERS, HOST},
    {"naphost.store.vendor-ids", RULE_EVIDENT, "Ids below Microsoft's vendor id can be registered",
     "S_OK", allowsVendorsIds, 0, HOST},
    {"naphost.store.unregister-agent", RULE_DOCUMENTED,
     "An unregistered agent isn't listed any more, and can be registered again", "S_OK",
     unregisters, AGENTS, HOST},
    {"naphost.store.unregister-validator", RULE_DOCUMENTED,
     "An unregistered validator isn't listed any more, and can be registered again", "S_OK",
     unregisters, VALIDATORS, HOST},
    {"naphost.store.unregister-enforcer", RULE_DOCUMENTED,
     "An unregistered enforcement client isn't listed any more, and can be registered again",
     "S_OK", unregisters, ENFORCERS, HOST},
    {"naphost.store.no-agent", RULE_CHOSEN, "Unregistering an agent that isn't registered fails",
     "NAP_E_NOT_REGISTERED", unregistersNothing, AGENTS, HOST},
    {"naphost.store.no-validator", RULE_CHOSEN,
     "Unregistering a validator that isn't registered fails", "NAP_E_NOT_REGISTERED",
     unregistersNothing, VALIDATORS, HOST},
    {"naphost.store.no-enforcer", RULE_CHOSEN,
     "Unregistering an enforcement client that isn't registered fails", "NAP_E_NOT_REGISTERED",
     unregistersNothing, ENFORCERS, HOST},
    {"naphost.store.bound", RULE_DOCUMENTED,
     "A bound agent can't be unregistered; after Uninitialize it can", "NAP_E_STILL_BOUND, S_OK",
     staysWhileBound, 0, HOST},
    {"naphost.store.bound-elsewhere", RULE_EVIDENT,
     "An agent that is bound in another process can't be unregistered", "NAP_E_STILL_BOUND",
     staysWhileBoundElsewhere, TRUE, HOST},
    {"naphost.store.bound-first", RULE_CHOSEN,
     "Whether an agent is bound is tested before whether it is registered", "NAP_E_STILL_BOUND",
     staysWhileBoundElsewhere, FALSE, HOST},
    {"naphost.store.no-agents", RULE_CHOSEN, "No registered agent is a list of none, and no error",
     "S_OK, 0, NULL", listsNothing, AGENTS, HOST},
    {"naphost.store.no-validators", RULE_CHOSEN,
     "No registered validator is a list of none, and no error", "S_OK, 0, NULL", listsNothing,
     VALIDATORS, HOST},
    {"naphost.store.no-enforcers", RULE_CHOSEN,
     "No registered enforcement client is a list of none, and no error", "S_OK, 0, NULL",
     listsNothing, ENFORCERS, HOST},
    {"naphost.store.order-agents", RULE_CHOSEN, "Agents are listed in the order of their ids",
     "ascending", listsInOrder, AGENTS, HOST},
    {"naphost.store.order-validators", RULE_CHOSEN,
     "Validators are listed in the order of their ids", "ascending", listsInOrder, VALIDATORS,
     HOST},
    {"naphost.store.order-enforcers", RULE_CHOSEN,
     "Enforcement clients are listed in the order of their ids", "ascending", listsInOrder,
     ENFORCERS, HOST},
    {"naphost.store.list-blocks", RULE_DOCUMENTED,
     "A list is one block, each of its texts another, for FreeNapComponentRegistrationInfoArray; "
     "the class ids are one for CoTaskMemFree",
     "blocks of CoTaskMemAlloc", listIsBlocks, 0, HOST},
    {"naphost.store.list-parallel", RULE_DOCUMENTED,
     "The validators and their class ids are listed in the same order", "the same", listParallel, 0,
     HOST},
    {"naphost.store.list-null", RULE_CHOSEN, "Listing refuses a NULL output, and clears the others",
     "E_INVALIDARG", listRefusesNull, 0, HOST},
    {"naphost.store.values", RULE_CHOSEN,
     "A registration is a key below Software\\qutil\\NapHost with the documented values",
     "their types", writesValues, 0, HOST},
    {"naphost.store.half-agent", RULE_CHOSEN,
     "An agent without RegistrationDate, which is written last, counts as absent", "0, then 1",
     halfIsAbsent, AGENTS, HOST},
    {"naphost.store.half-validator", RULE_CHOSEN,
     "A validator without RegistrationDate, which is written last, counts as absent", "0, then 1",
     halfIsAbsent, VALIDATORS, HOST},
    {"naphost.store.broken", RULE_CHOSEN,
     "A broken value makes one registration absent, and no listing fail", "the others",
     brokenIsAbsent, 0, HOST},
    {"naphost.store.absent-class", RULE_DOCUMENTED,
     "A class id that is not there is listed as zero", "zero", absentIsZero, 0, HOST},
    {"naphost.store.bitness", RULE_CHOSEN,
     "Components of the other bitness are registered separately", "none", otherBitnessIsSeparate, 0,
     HOST},
    {"naphost.store.elevated", RULE_CHOSEN,
     "An elevated process doesn't read HKEY_CURRENT_USER, others do", "none, or one",
     rootOfElevated, 0, HOST},
    {"naphost.store.mapping-default", RULE_DOCUMENTED,
     "At first no failure category counts as healthy", "five times FALSE", mapsNone, 0, HOST},
    {"naphost.store.mapping", RULE_DOCUMENTED,
     "SetFailureCategoryMappings takes its structure by value; what isn't 0 is read back as TRUE",
     "as set", mapsAsSet, 0, HOST},
    {"naphost.store.mapping-unregistered", RULE_CHOSEN,
     "Mappings exist for registered validators only", "NAP_E_NOT_REGISTERED",
     mapsNothingUnregistered, 0, HOST},
};

RULE_SECTION(RulesNaphostStore, "naphost.dll: registrations", rules);
