/* SPDX-License-Identifier: MIT */
/*
 * Several processes: they register at once, one crashes or exits while it is bound, and the others
 * go on.
 */
#include "naphosttest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner.h"
#include "path.h"
#include "processcreate.h"

static PartnerMemory *memory;
static HANDLE mapping;
static Pair pair;

static int setUp(void **state)
{
    memory = PartnerMemoryOpen(GetCurrentProcessId(), &mapping);
    return memory ? HostSetUp(state) : -1;
}

static HANDLE startPartner(unsigned slot, const WCHAR *role, SystemHealthEntityId id)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    WCHAR *path = PathBeside(L"naphost_partner.exe");
    WCHAR line[128];

    assert_non_null(path);
    _snwprintf(line, ARRAYSIZE(line), L"naphost_partner.exe %lu %u %ls %lu", GetCurrentProcessId(),
               slot, role, (unsigned long)id);
    memory->ready[slot] = 0;
    memory->count[slot] = 0;
    memory->rounds[slot] = 0;
    assert_true(ProcessCreate(path, line, FALSE, 0, &startup, &process));
    CloseHandle(process.hThread);
    free(path);
    return process.hProcess;
}

static void awaitReady(unsigned slot)
{
    for (unsigned i = 0; !memory->ready[slot] && i < PATIENCE_MS / 2; i++) {
        Sleep(2);
    }
    assert_int_equal(memory->ready[slot], 1);
}

static DWORD exitCode(HANDLE process)
{
    DWORD code = STILL_ACTIVE;

    if (WaitForSingleObject(process, PATIENCE_MS) != WAIT_OBJECT_0) {
        TerminateProcess(process, 1);
        fail_msg("the partner doesn't end");
    }
    assert_true(GetExitCodeProcess(process, &code));
    CloseHandle(process);
    return code;
}

static void startBoth(HANDLE partners[2], const WCHAR *role, SystemHealthEntityId id)
{
    memory->go = 0;
    memory->stop = 0;
    for (unsigned i = 0; i < 2; i++) {
        partners[i] = startPartner(i, role, id);
    }
    awaitReady(0);
    awaitReady(1);
    InterlockedExchange(&memory->go, 1);
}

/* Each entry is whole. Returns how many there are. */
static UINT16 expectWholeEntries(void)
{
    INapClientManagement *management = NULL;
    NapComponentRegistrationInfo *infos = NULL;
    UINT16 count = 0;

    assert_hresult(NaphostDllCreate(&Host, &CLSID_NapClientManagement, &IID_INapClientManagement,
                                    (void **)&management),
                   S_OK);
    assert_hresult(INapClientManagement_GetRegisteredSystemHealthAgents(management, &count, &infos),
                   S_OK);
    for (UINT16 i = 0; i < count; i++) {
        assert_int_equal(infos[i].friendlyName.length, 4);
        assert_int_equal(wcsncmp(infos[i].friendlyName.string, L"Test", 4), 0);
        assert_true(infos[i].registrationDate.dwHighDateTime != 0);
        assert_true(i == 0 || infos[i - 1].id < infos[i].id);
    }
    FreeNapComponentRegistrationInfoArray(count, &infos);
    INapClientManagement_Release(management);
    return count;
}

static unsigned results(unsigned slot, HRESULT hr)
{
    unsigned found = 0;

    for (LONG i = 0; i < memory->count[slot]; i++) {
        found += memory->results[slot][i] == hr;
    }
    return found;
}

static void unregister(SystemHealthEntityId first, unsigned count, unsigned expected)
{
    unsigned removed = 0;

    for (unsigned i = 0; i < count; i++) {
        removed += NaphostDllUnregisterAgent(&Host, first + i) == S_OK;
    }
    assert_int_equal(removed, expected);
}

/* Exactly one of two wins. */
static void twoRegisterTheSame(void **state)
{
    SystemHealthEntityId id = NaphostTestId(0);
    const double end = CallClock() + PATIENCE_MS;
    HANDLE partners[2];

    startBoth(partners, L"register", id);
    while (WaitForMultipleObjects(2, partners, TRUE, 0) == WAIT_TIMEOUT) {
        expectWholeEntries();
        assert_true(CallClock() < end);
    }
    assert_int_equal(exitCode(partners[0]), PARTNER_EXIT);
    assert_int_equal(exitCode(partners[1]), PARTNER_EXIT);
    assert_int_equal(memory->count[0], 20);
    assert_int_equal(memory->count[1], 20);
    for (unsigned i = 0; i < 20; i++) {
        HRESULT one = memory->results[0][i];
        HRESULT other = memory->results[1][i];

        assert_true((one == S_OK && other == NAP_E_CONFLICTING_ID) ||
                    (other == S_OK && one == NAP_E_CONFLICTING_ID));
    }
    assert_int_equal(expectWholeEntries(), 20);
    unregister(id, 20, 20);
}

/* Twice twenty ids, and room for twenty. */
static void twoReachTheLimit(void **state)
{
    SystemHealthEntityId id = NaphostTestId(0);
    HANDLE partners[2];

    startBoth(partners, L"register-own", id);
    assert_int_equal(exitCode(partners[0]), PARTNER_EXIT);
    assert_int_equal(exitCode(partners[1]), PARTNER_EXIT);
    assert_int_equal(results(0, S_OK) + results(1, S_OK), 20);
    assert_int_equal(results(0, E_OUTOFMEMORY) + results(1, E_OUTOFMEMORY), 20);
    assert_int_equal(expectWholeEntries(), 20);
    unregister(id, 40, 20);
}

#define ROUNDS_ENOUGH 20

/* One id comes and goes; who lists meanwhile sees a whole entry or none. */
static void entriesComeAndGo(void **state)
{
    SystemHealthEntityId id = NaphostTestId(0);
    const double end = CallClock() + PATIENCE_MS;
    HANDLE partners[2];
    unsigned seen = 0;
    unsigned lists = 0;

    startBoth(partners, L"alternate", id);
    while (memory->rounds[0] < ROUNDS_ENOUGH || memory->rounds[1] < ROUNDS_ENOUGH || seen == 0) {
        UINT16 count = expectWholeEntries();

        assert_true(count <= 1);
        seen += count;
        lists++;
        assert_true(CallClock() < end);
    }
    InterlockedExchange(&memory->stop, 1);
    assert_int_equal(exitCode(partners[0]), PARTNER_EXIT);
    assert_int_equal(exitCode(partners[1]), PARTNER_EXIT);
    print_message("%u lists, %u with the entry\n", lists, seen);
    assert_int_equal(memory->count[0], 0);
    assert_int_equal(memory->count[1], 0);
    NaphostDllUnregisterAgent(&Host, id);
    assert_int_equal(expectWholeEntries(), 0);
}

typedef struct Attempt {
    SystemHealthEntityId id;
    ScriptedAgent agent;
    INapSystemHealthAgentBinding *binding;
} Attempt;

static DWORD WINAPI tryToUnregister(void *attempt)
{
    return (DWORD)NaphostDllUnregisterAgent(&Host, ((Attempt *)attempt)->id);
}

static DWORD WINAPI tryToBind(void *parameter)
{
    Attempt *attempt = parameter;

    return (DWORD)NaphostDllBind(&Host, attempt->id, &attempt->agent.callback, &attempt->binding);
}

static HRESULT resultOf(HANDLE thread)
{
    DWORD code;

    assert_int_equal(WaitForSingleObject(thread, PATIENCE_MS), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &code));
    return (HRESULT)code;
}

/* Both wait for a third, as which this thread holds the mutex; they can't both succeed. */
static void unregisteredAndBoundAtOnce(void **state)
{
    static Attempt attempt;
    HANDLE mutex = CreateMutexW(NULL, FALSE, L"Global\\qutil-naphost-store");
    HANDLE unregisters;
    HANDLE binds;

    attempt.id = NaphostTestId(0);
    ScriptedAgentInit(&attempt.agent);
    assert_hresult(NaphostDllRegisterAgent(&Host, attempt.id), S_OK);
    assert_int_equal(WaitForSingleObject(mutex, PATIENCE_MS), WAIT_OBJECT_0);
    unregisters = CreateThread(NULL, 0, tryToUnregister, &attempt, 0, NULL);
    Sleep(200);
    binds = CreateThread(NULL, 0, tryToBind, &attempt, 0, NULL);
    Sleep(200);
    ReleaseMutex(mutex);
    assert_hresult(resultOf(unregisters), NAP_E_STILL_BOUND);
    assert_hresult(resultOf(binds), S_OK);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(attempt.binding), S_OK);
    INapSystemHealthAgentBinding_Release(attempt.binding);
    assert_hresult(NaphostDllUnregisterAgent(&Host, attempt.id), S_OK);
    ScriptedAgentFree(&attempt.agent);
    CloseHandle(unregisters);
    CloseHandle(binds);
    CloseHandle(mutex);
}

/* The agent of another process is bound there: nobody else may bind or unregister it. */
static void expectBoundElsewhere(SystemHealthEntityId id)
{
    static ScriptedAgent agent;
    INapSystemHealthAgentBinding *binding = SENTINEL;

    ScriptedAgentInit(&agent);
    assert_hresult(NaphostDllUnregisterAgent(&Host, id), NAP_E_STILL_BOUND);
    assert_hresult(NaphostDllBind(&Host, id, &agent.callback, &binding),
                   HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED));
    assert_null(binding);
    assert_int_equal(agent.references, 1);
    ScriptedAgentFree(&agent);
}

/* Its binding died with the process. */
static void expectFree(SystemHealthEntityId id)
{
    static ScriptedAgent agent;
    INapSystemHealthAgentBinding *binding = NULL;

    ScriptedAgentInit(&agent);
    assert_hresult(NaphostDllBind(&Host, id, &agent.callback, &binding), S_OK);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), S_OK);
    INapSystemHealthAgentBinding_Release(binding);
    assert_hresult(NaphostDllUnregisterAgent(&Host, id), S_OK);
    ScriptedAgentFree(&agent);
}

/* Neither its checks nor its state depend on what the other process does. */
static void expectOwnCheck(unsigned number)
{
    PairSayHealthy(&pair, number % 2 == 0);
    PairsCheck(&pair, 1);
    ExpectState(&pair,
                number % 2 == 0 ? isolationStateNotRestricted : isolationStateRestrictedAccess);
}

static SystemHealthEntityId registerOther(void)
{
    SystemHealthEntityId id = NaphostTestId(1);

    PairsBegin(&pair, 1, 0);
    assert_hresult(NaphostDllRegisterAgent(&Host, id), S_OK);
    memory->go = 0;
    memory->stop = 0;
    return id;
}

static void boundElsewhere(void **state)
{
    SystemHealthEntityId id = registerOther();
    HANDLE partner = startPartner(0, L"bind", id);

    awaitReady(0);
    expectBoundElsewhere(id);
    expectOwnCheck(0);
    InterlockedExchange(&memory->stop, 1);
    assert_int_equal(exitCode(partner), PARTNER_EXIT);
    assert_int_equal(results(0, S_OK), 2);
    expectOwnCheck(1);
    expectFree(id);
    PairsEnd(&pair, 1);
}

static void killedWhileBound(void **state)
{
    SystemHealthEntityId id = registerOther();
    HANDLE partner = startPartner(0, L"bind", id);

    awaitReady(0);
    expectOwnCheck(0);
    assert_true(TerminateProcess(partner, 7));
    assert_int_equal(exitCode(partner), 7);
    expectOwnCheck(1);
    expectFree(id);
    PairsEnd(&pair, 1);
}

static void crashesInACheck(void **state)
{
    SystemHealthEntityId id = registerOther();
    HANDLE partner = startPartner(0, L"crash", id);

    awaitReady(0);
    expectBoundElsewhere(id);
    expectOwnCheck(0);
    InterlockedExchange(&memory->go, 1);
    assert_int_not_equal(exitCode(partner), PARTNER_EXIT);
    expectOwnCheck(1);
    expectFree(id);
    PairsEnd(&pair, 1);
}

/* A process that ends without Uninitialize ends with its exit code. */
static void exitsWhileBound(void **state)
{
    static const WCHAR *const roles[] = {L"exit-bound", L"exit-called", L"exit-inside"};
    SystemHealthEntityId id = NaphostTestId(1);

    for (unsigned i = 0; i < ARRAYSIZE(roles); i++) {
        HANDLE partner;

        assert_hresult(NaphostDllRegisterAgent(&Host, id), S_OK);
        partner = startPartner(0, roles[i], id);
        assert_int_equal(exitCode(partner), PARTNER_EXIT);
        assert_int_equal(memory->ready[0], 1);
        expectFree(id);
    }
}

/* A client that frees the DLL too early. */
static void freeLibraryWhileBound(void **state)
{
    SystemHealthEntityId id = NaphostTestId(1);
    HANDLE partner;

    assert_hresult(NaphostDllRegisterAgent(&Host, id), S_OK);
    partner = startPartner(0, L"free-library", id);
    assert_int_equal(exitCode(partner), PARTNER_EXIT);
    assert_int_equal(memory->count[0], 6);
    assert_int_equal(results(0, S_OK), 6);
    expectFree(id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twoRegisterTheSame),
        cmocka_unit_test(twoReachTheLimit),
        cmocka_unit_test(unregisteredAndBoundAtOnce),
        cmocka_unit_test(entriesComeAndGo),
        cmocka_unit_test(boundElsewhere),
        cmocka_unit_test(killedWhileBound),
        cmocka_unit_test(crashesInACheck),
        cmocka_unit_test(exitsWhileBound),
        cmocka_unit_test(freeLibraryWhileBound),
    };

    return cmocka_run_group_tests(tests, setUp, HostTearDown);
}
