/* SPDX-License-Identifier: MIT */
/*
 * What each Free function frees: the structure and every embedded pointer, whatever lengths say,
 * and nothing else. Structures are built here, block by block, as a client builds them.
 */
#include "qutiltest.h"

#include "fakeconnection.h"

#include <string.h>

static void *block(SIZE_T size)
{
    void *made = CoTaskMemAlloc(size);

    assert_non_null(made);
    return made;
}

static void *zeroed(SIZE_T size)
{
    return memset(block(size), 0, size);
}

static void freeTakesNull(void **state)
{
    NapComponentRegistrationInfo *none = NULL;

    (void)state;
    FreeConnections(NULL);
    FreeCountedString(NULL);
    FreeFixupInfo(NULL);
    FreeIsolationInfo(NULL);
    FreeIsolationInfoEx(NULL);
    FreeNapComponentRegistrationInfoArray(0, NULL);
    FreeNapComponentRegistrationInfoArray(3, NULL);
    FreeNapComponentRegistrationInfoArray(3, &none);
    FreeNetworkSoH(NULL);
    FreePrivateData(NULL);
    FreeSoH(NULL);
    FreeSystemHealthAgentState(NULL);
    for (UINT32 type = 0; type <= 0x10000; type++) {
        FreeSoHAttributeValue((SoHAttributeType)type, NULL);
    }
    FreeSoHAttributeValue((SoHAttributeType)-1, NULL);
    assert_int_equal(SpyRead().badFrees, 0);
}

static void freeTakesNullInside(void **state)
{
    NapComponentRegistrationInfo *info = zeroed(2 * sizeof(*info));
    Connections *connections = zeroed(sizeof(*connections));
    SoH *soh = zeroed(sizeof(*soh));

    (void)state;
    /* Counts without an array: nothing may be walked. */
    connections->count = 5;
    soh->count = 5;
    FreeConnections(connections);
    FreeSoH(soh);
    FreeCountedString(zeroed(sizeof(CountedString)));
    FreeFixupInfo(zeroed(sizeof(FixupInfo)));
    FreeIsolationInfo(zeroed(sizeof(IsolationInfo)));
    FreeIsolationInfoEx(zeroed(sizeof(IsolationInfoEx)));
    FreeNapComponentRegistrationInfoArray(2, &info);
    assert_null(info);
    FreeNetworkSoH(zeroed(sizeof(NetworkSoH)));
    FreePrivateData(zeroed(sizeof(PrivateData)));
    FreeSystemHealthAgentState(zeroed(sizeof(SystemHealthAgentState)));
    assert_int_equal(SpyRead().frees, 10);
}

/* Lengths of nothing, of too much, and in bytes where characters belong. */
static const UINT16 wrongLengths[] = {0, 1, 22, 0xFFFF};

static void freeNeverReliesOnLengths(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(wrongLengths); i++) {
        CountedString *counted = zeroed(sizeof(*counted));
        IsolationInfo *isolation = zeroed(sizeof(*isolation));
        IsolationInfoEx *isolationEx = zeroed(sizeof(*isolationEx));
        NetworkSoH *network = zeroed(sizeof(*network));
        PrivateData *private = zeroed(sizeof(*private));

        counted->length = isolation->failureUrl.length = wrongLengths[i];
        isolationEx->failureUrl.length = network->size = private->size = wrongLengths[i];
        counted->string = block(22);
        isolation->failureUrl.string = block(22);
        isolationEx->failureUrl.string = block(22);
        network->data = block(22);
        private->data = block(22);
        FreeCountedString(counted);
        FreeIsolationInfo(isolation);
        FreeIsolationInfoEx(isolationEx);
        FreeNetworkSoH(network);
        FreePrivateData(private);
        assert_int_equal(SpyRead().live, 0);
    }
    assert_int_equal(SpyRead().frees, 40);
}

static void freeFixupInfoFreesResultsWhateverTheirCount(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(wrongLengths); i++) {
        FixupInfo *info = zeroed(sizeof(*info));

        info->resultCodes.count = wrongLengths[i];
        info->resultCodes.results = block(4);
        FreeFixupInfo(info);
        assert_int_equal(SpyRead().live, 0);
    }
}

static void freeSystemHealthAgentStateFreesBothArrays(void **state)
{
    SystemHealthAgentState *agent = zeroed(sizeof(*agent));

    (void)state;
    agent->shaResultCodes.results = block(8);
    agent->fixupInfo.resultCodes.results = block(12);
    FreeSystemHealthAgentState(agent);
    assert_int_equal(SpyRead().frees, 3);
}

static void freeSoHFreesEveryValue(void **state)
{
    static const UINT16 counts[] = {1, 2, 100, 101, 300};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        SoH *soh = zeroed(sizeof(*soh));

        soh->count = counts[i];
        soh->attributes = zeroed(counts[i] * sizeof(*soh->attributes));
        for (UINT16 j = 0; j < counts[i]; j++) {
            /* Every third has no value, and sizes are nonsense. */
            soh->attributes[j].value = j % 3 == 0 ? NULL : block(j);
            soh->attributes[j].size = (UINT16)(0xFFFF - j);
            soh->attributes[j].type = j;
        }
        FreeSoH(soh);
        assert_int_equal(SpyRead().live, 0);
    }
}

static void freeConnectionsReleasesEachOnce(void **state)
{
    FakeConnection fakes[3];
    Connections *connections = SENTINEL;

    (void)state;
    assert_hresult(AllocConnections(&connections, 5), S_OK);
    for (UINT16 i = 0; i < 3; i++) {
        connections->connections[i + 1] = FakeConnectionInit(&fakes[i]);
        INapEnforcementClientConnection_AddRef(connections->connections[i + 1]);
    }
    FreeConnections(connections);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(fakes[i].references, 1);
        assert_int_equal(fakes[i].releases, 1);
    }
}

static void freeConnectionsReleasesNoMoreThanCount(void **state)
{
    FakeConnection fakes[2];
    Connections *connections = SENTINEL;

    (void)state;
    assert_hresult(AllocConnections(&connections, 2), S_OK);
    for (UINT16 i = 0; i < 2; i++) {
        connections->connections[i] = FakeConnectionInit(&fakes[i]);
    }
    connections->count = 1;
    FreeConnections(connections);
    assert_int_equal(fakes[0].releases, 1);
    assert_int_equal(fakes[1].releases, 0);
}

static void freeRegistrationInfoArrayFreesFourStringsOfEach(void **state)
{
    static const UINT16 counts[] = {0, 1, 2, 20};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        NapComponentRegistrationInfo *info = zeroed((counts[i] + 1u) * sizeof(*info));

        for (UINT16 j = 0; j < counts[i]; j++) {
            info[j].friendlyName.string = block(2);
            info[j].description.string = block(4);
            info[j].version.string = block(6);
            info[j].vendorName.string = block(8);
            info[j].friendlyName.length = 0xFFFF;
        }
        FreeNapComponentRegistrationInfoArray(counts[i], &info);
        assert_null(info);
        assert_int_equal(SpyRead().live, 0);
    }
    assert_int_equal(SpyRead().frees, 4 + 4 * (0 + 1 + 2 + 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(freeTakesNull),
        spied_test(freeTakesNullInside),
        spied_test(freeNeverReliesOnLengths),
        spied_test(freeFixupInfoFreesResultsWhateverTheirCount),
        spied_test(freeSystemHealthAgentStateFreesBothArrays),
        spied_test(freeSoHFreesEveryValue),
        spied_test(freeConnectionsReleasesEachOnce),
        spied_test(freeConnectionsReleasesNoMoreThanCount),
        spied_test(freeRegistrationInfoArrayFreesFourStringsOfEach),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
