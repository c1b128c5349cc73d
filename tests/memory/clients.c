/* SPDX-License-Identifier: MIT */
/* What legacy programs are known to do with the memory helpers, to the letter. */
#include "qutiltest.h"

#include "fakeconnection.h"

#include <string.h>

static void structCopiedOutAndFreedAlone(void **state)
{
    CountedString *counted = SENTINEL;
    CountedString kept;

    (void)state;
    assert_hresult(AllocCountedString(&counted, L"Contoso System Health Agent"), S_OK);
    kept = *counted;
    CoTaskMemFree(counted);
    assert_int_equal(SpyRead().live, 1);
    assert_int_equal(kept.length, 27);
    assert_int_equal(lstrcmpW(kept.string, L"Contoso System Health Agent"), 0);
    CoTaskMemFree(kept.string);
}

static void resultFilledAndCountSetAgain(void **state)
{
    FixupInfo *info = SENTINEL;

    (void)state;
    assert_hresult(AllocFixupInfo(&info, 1), S_OK);
    info->state = fixupStateInProgress;
    info->percentage = percentageNotSupported;
    info->resultCodes.count = 1;
    info->resultCodes.results[0] = S_OK;
    FreeFixupInfo(info);
}

static void pointerOfNoConnectionsOverwritten(void **state)
{
    Connections *connections = SENTINEL;

    (void)state;
    assert_hresult(AllocConnections(&connections, 0), S_OK);
    connections->count = 0;
    connections->connections = NULL;
    FreeConnections(connections);
}

static void addRefedConnectionStored(void **state)
{
    FakeConnection fake;
    Connections *connections = SENTINEL;

    (void)state;
    FakeConnectionInit(&fake);
    assert_hresult(AllocConnections(&connections, 1), S_OK);
    connections->connections[0] = &fake.connection;
    INapEnforcementClientConnection_AddRef(&fake.connection);
    FreeConnections(connections);
    assert_int_equal(fake.references, 1);
}

static void lengthInBytesInsteadOfCharacters(void **state)
{
    static const WCHAR url[] = L"http://www.example.com/remediate";
    IsolationInfo *info = CoTaskMemAlloc(sizeof(*info));

    (void)state;
    assert_non_null(info);
    memset(info, 0, sizeof(*info));
    info->failureUrl.string = CoTaskMemAlloc(sizeof(url));
    assert_non_null(info->failureUrl.string);
    memcpy(info->failureUrl.string, url, sizeof(url));
    info->failureUrl.length = sizeof(url);
    FreeIsolationInfo(info);
}

static void cleanUpReachedWithTypeZero(void **state)
{
    SoHAttributeType type = (SoHAttributeType)0;
    SoHAttributeValue *value = NULL;

    (void)state;
    FreeSoHAttributeValue(type, value);
    FreeSoH(NULL);
}

static void halfFilledStructFreed(void **state)
{
    Connections *connections = SENTINEL;
    FakeConnection fake;

    (void)state;
    FakeConnectionInit(&fake);
    assert_hresult(AllocConnections(&connections, 20), S_OK);
    connections->connections[7] = &fake.connection;
    FreeConnections(connections);
    assert_int_equal(fake.releases, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(structCopiedOutAndFreedAlone),
        spied_test(resultFilledAndCountSetAgain),
        spied_test(pointerOfNoConnectionsOverwritten),
        spied_test(addRefedConnectionStored),
        spied_test(lengthInBytesInsteadOfCharacters),
        spied_test(cleanUpReachedWithTypeZero),
        spied_test(halfFilledStructFreed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
