/* SPDX-License-Identifier: MIT */
/*
 * Validators in a DLL that COM loads: by threading model, how often they are created, and whether
 * the DLL stays when a thread of its own may still run in it.
 */
#include "naphosttest.h"

#include "validatordll.h"

static const WCHAR dll[] = L"naphost_validator.dll";
static const CLSID both = VALIDATOR_CLSID(1);
static const CLSID apartment = VALIDATOR_CLSID(2);

static Pair pair;

static ValidatorCounts *validatorCounts(void)
{
    ValidatorCounts *(*get)(void) = NULL;

    *(void **)&get = (void *)GetProcAddress(GetModuleHandleW(dll), "GetCounts");
    assert_non_null(get);
    return get();
}

static void begin(const CLSID *clsid)
{
    PairInit(&pair, 0);
    assert_hresult(NaphostDllRegisterAgent(&Host, pair.id), S_OK);
    assert_hresult(NaphostDllRegisterValidator(&Host, pair.id, clsid), S_OK);
    PairBind(&pair);
}

static void end(void)
{
    PairUnbind(&pair);
    PairUnregister(&pair);
    PairFree(&pair);
    ExpectUnused();
}

/* COM unloads what agrees to it. */
static BOOL isUnloaded(void)
{
    CoFreeUnusedLibrariesEx(0, 0);
    CoFreeUnusedLibrariesEx(0, 0);
    return !GetModuleHandleW(dll);
}

static void expectHealthyChecks(unsigned checks)
{
    for (unsigned i = 0; i < checks; i++) {
        PairsCheck(&pair, 1);
    }
    ExpectState(&pair, isolationStateNotRestricted);
    assert_int_equal(SoHCode(pair.agent.response, sohAttributeTypeComplianceResultCodes), 0);
    assert_int_equal(validatorCounts()->created, 1);
    assert_int_equal(validatorCounts()->asked, ScriptedAgentEnded(&pair.agent, AGENT_PROCESS));
}

/* It is kept until no agent is bound. */
static void anyThreadMayCallIt(void **state)
{
    begin(&both);
    expectHealthyChecks(3);
    assert_int_equal(validatorCounts()->live, 1);
    end();
    assert_int_equal(validatorCounts()->live, 0);
    assert_true(isUnloaded());
}

/* From then on the DLL can't be unloaded any more. */
static void dllStaysAfterPending(void **state)
{
    begin(&both);
    PairsCheck(&pair, 1); /* loads it */
    validatorCounts()->pends = 1;
    expectHealthyChecks(2);
    end();
    assert_int_equal(validatorCounts()->live, 0);
    assert_false(isUnloaded());
}

/* Last, because Wine keeps the DLL in an apartment that it makes for such classes. */
static void onlyItsApartmentMayCallIt(void **state)
{
    LONG asked = validatorCounts()->asked;

    begin(&apartment);
    for (unsigned i = 0; i < 2; i++) {
        PairsCheck(&pair, 1);
        assert_int_equal(SoHCategory(pair.agent.response), failureCategoryServerComponent);
        assert_hresult(SoHCode(pair.agent.response, sohAttributeTypeErrorCodes), E_NOINTERFACE);
    }
    ExpectState(&pair, isolationStateRestrictedAccess);
    end();
    assert_int_equal(validatorCounts()->asked, asked);
    assert_int_equal(validatorCounts()->live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anyThreadMayCallIt),
        cmocka_unit_test(dllStaysAfterPending),
        cmocka_unit_test(onlyItsApartmentMayCallIt),
    };

    return cmocka_run_group_tests(tests, HostSetUp, HostTearDown);
}
