/* SPDX-License-Identifier: MIT */
/*
 * qutil-conformance --registration: on our own DLL, with the faults, and that the registry is
 * restored.
 */
#include "conformancetest.h"

#include <string.h>

#include "registrykeys.h"

#define KEY    L"Software\\Classes\\CLSID\\{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}"
#define SERVER KEY REGISTRY_SERVER
#define OLD    L"C:\\an earlier one\\qutil.dll"

static void ourDllKeepsAllRules(void **state)
{
    Run run;

    Conformance(&run, "..", "", "--registration --rule registration.*");
    ExpectAllHold(&run, 10);
    RunFree(&run);
}

static void faultsAreDetected(void **state)
{
    ExpectFaultsDetected(FAULTS_OF_REGISTRATION);
}

/* An earlier registration is restored, with everything else in its keys. */
static void earlierRegistrationIsRestored(void **state)
{
    Run run;

    RegistryWrite(HKEY_LOCAL_MACHINE, SERVER, NULL, OLD);
    RegistryMake(HKEY_LOCAL_MACHINE, KEY L"\\ProgID\\deeper", REG_OPTION_NON_VOLATILE);

    Conformance(&run, "..", "", "--registration --rule registration.create-instance");
    ExpectAllHold(&run, 1);
    RunFree(&run);

    assert_true(RegistryTextIs(HKEY_LOCAL_MACHINE, SERVER, NULL, OLD));
    assert_true(RegistryHas(HKEY_LOCAL_MACHINE, KEY L"\\ProgID\\deeper"));
    assert_int_equal(RegDeleteTreeW(HKEY_LOCAL_MACHINE, KEY), 0);
}

/* Where there was no registration there is none afterwards, and no key of the tool. */
static void nothingIsLeft(void **state)
{
    WCHAR name[256];
    HKEY software;
    Run run;

    Conformance(&run, "..", "", "--registration --rule registration.*");
    ExpectAllHold(&run, 10);
    RunFree(&run);
    assert_false(RegistryHas(HKEY_LOCAL_MACHINE, KEY));
    assert_false(RegistryHas(HKEY_LOCAL_MACHINE,
                             L"Software\\Classes\\CLSID\\{AA160628-8775-46E3-837C-F7A2AE66E2F5}"));
    assert_int_equal(RegOpenKeyExW(HKEY_CURRENT_USER, L"Software", 0, KEY_READ, &software), 0);
    for (DWORD i = 0; RegEnumKeyW(software, i, name, ARRAYSIZE(name)) == ERROR_SUCCESS; i++) {
        assert_null(wcsstr(name, L"qutil-conformance"));
    }
    RegCloseKey(software);
}

/* A saved copy of a run that was killed is neither overwritten nor restored by another run. */
static void earlierCopyIsKept(void **state)
{
    BOOL kept;

    RegistryMake(HKEY_LOCAL_MACHINE, SERVER, REG_OPTION_NON_VOLATILE);
    assert_true(RegistrySave());
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, KEY);
    kept = !RegistrySave();
    assert_true(RegistryPutBack());
    assert_true(kept);
    assert_true(RegistryHas(HKEY_LOCAL_MACHINE, SERVER));
    assert_int_equal(RegDeleteTreeW(HKEY_LOCAL_MACHINE, KEY), 0);
    assert_true(RegistrySave());
    assert_true(RegistryPutBack());
    assert_false(RegistryHas(HKEY_LOCAL_MACHINE, KEY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ourDllKeepsAllRules),
        cmocka_unit_test(faultsAreDetected),
        cmocka_unit_test(earlierRegistrationIsRestored),
        cmocka_unit_test(nothingIsLeft),
        cmocka_unit_test(earlierCopyIsKept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
