/* SPDX-License-Identifier: MIT */
/*
 * qutil-doctor on the classes: registered for one user, for all users, by a manifest, wrongly, and
 * not at all. The classes must not be registered at the start; the registry is restored.
 */
#include "qutiltest.h"

#include "doctortest.h"
#include "runprogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define CLASSES     L"Software\\Classes\\CLSID\\"
#define CONSTRUCTOR CLASSES L"{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}"
#define PROCESSOR   CLASSES L"{AA160628-8775-46E3-837C-F7A2AE66E2F5}"
#define SERVER      L"\\InprocServer32"
/* A class that didn't come back. */
#define BINDING CLASSES L"{8E594310-16CA-4A00-932F-F70969F990C0}"

static bool exists(HKEY root, const WCHAR *key)
{
    HKEY opened;
    const bool isThere = RegOpenKeyExW(root, key, 0, KEY_READ, &opened) == ERROR_SUCCESS;

    if (isThere) {
        RegCloseKey(opened);
    }
    return isThere;
}

static void setValue(HKEY root, const WCHAR *key, const WCHAR *name, const WCHAR *value)
{
    HKEY opened;

    assert_int_equal(RegCreateKeyExW(root, key, 0, NULL, 0, KEY_WRITE, NULL, &opened, NULL), 0);
    assert_int_equal(RegSetValueExW(opened, name, 0, REG_SZ, (const BYTE *)value,
                                    (DWORD)((wcslen(value) + 1) * sizeof(*value))),
                     0);
    RegCloseKey(opened);
}

static void setDefault(HKEY root, const WCHAR *key, const WCHAR *value)
{
    setValue(root, key, NULL, value);
}

static void assertDefault(HKEY root, const WCHAR *key, const WCHAR *expected)
{
    WCHAR value[1024] = L"";
    DWORD size = sizeof(value);

    assert_int_equal(RegGetValueW(root, key, NULL, RRF_RT_REG_SZ, NULL, value, &size), 0);
    assert_int_equal(wcscmp(value, expected), 0);
}

static int clean(void **state)
{
    static const HKEY roots[] = {HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(roots); i++) {
        RegDeleteTreeW(roots[i], CONSTRUCTOR);
        RegDeleteTreeW(roots[i], PROCESSOR);
        RegDeleteTreeW(roots[i], BINDING);
    }
    return 0;
}

/* The exit code after registering for a user, which Wine ignores. */
static DWORD codeForUser(void)
{
    return IsWine() ? 1 : 0;
}

static void registerDll(const WCHAR *dll, DWORD exitCode)
{
    WCHAR arguments[1100];

    swprintf(arguments, ARRAYSIZE(arguments), L"--register-user --dll \"%ls\"", dll);
    Consult(arguments, exitCode);
}

static void registersAndUnregistersForUser(void **state)
{
    WCHAR *dll = RunPath(L"..\\qutil.dll");
    WCHAR full[1024];

    (void)state;
    assert_true(GetFullPathNameW(dll, ARRAYSIZE(full), full, NULL) != 0);
    free(dll);
    Consult(L"--register-user", codeForUser());
    Said("Both classes are now registered for this user, for " OWN_NAME " programs.");
    assertDefault(HKEY_CURRENT_USER, CONSTRUCTOR SERVER, full);
    assertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, full);
    assertDefault(HKEY_CURRENT_USER, PROCESSOR, L"NapSoHProcessor");
    Consult(L"", codeForUser());
    Said("NapSoHConstructor is registered for this user: ");
    Said("NapSoHProcessor is registered for this user: ");
    NeverSaid("but that");
    if (IsWine()) {
        Said("This Wine doesn't look at classes that are registered for one user alone.");
    } else {
        Said("NapSoHConstructor can be created, from ");
    }
    Consult(L"--unregister-user", 0);
    Said("NapSoHConstructor was removed. It was registered with ");
    Said("Nothing of it is left.");
    assert_false(exists(HKEY_CURRENT_USER, CONSTRUCTOR));
    assert_false(exists(HKEY_CURRENT_USER, PROCESSOR));
    Consult(L"", 1);
    Said("NapSoHConstructor is not registered.");
    Consult(L"--unregister-user", 0);
    Said("NapSoHConstructor is not registered for this user.");
}

static void registeredTwiceAndMoved(void **state)
{
    (void)state;
    ScratchOpen(L"moved \u00FC");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Consult(L"--register-user", codeForUser());
    Consult(L"--register-user", codeForUser());
    registerDll(ScratchPath(L"qutil.dll"), codeForUser());
    assertDefault(HKEY_CURRENT_USER, CONSTRUCTOR SERVER, ScratchPath(L"qutil.dll"));
    assertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, ScratchPath(L"qutil.dll"));
    Consult(L"--unregister-user", 0);
    assert_false(exists(HKEY_CURRENT_USER, CONSTRUCTOR));
}

static void foreignRegistrationStays(void **state)
{
    (void)state;
    setDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, L"C:\\other\\qutil.dll");
    Consult(L"--register-user", 1);
    Said("NapSoHProcessor is registered for this user by somebody else: C:\\other\\qutil.dll.");
    assertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, L"C:\\other\\qutil.dll");
    assert_false(exists(HKEY_CURRENT_USER, CONSTRUCTOR));
    Consult(L"--unregister-user", 1);
    Said("It was left as it is.");
    assertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, L"C:\\other\\qutil.dll");
}

/* What others added to our key is kept when our registration is removed. */
static void foreignAdditionStays(void **state)
{
    (void)state;
    Consult(L"--register-user", codeForUser());
    setDefault(HKEY_CURRENT_USER, CONSTRUCTOR L"\\TreatAs", L"{0}");
    Consult(L"--unregister-user", 0);
    Said("stays: somebody else put something into it.");
    assert_true(exists(HKEY_CURRENT_USER, CONSTRUCTOR L"\\TreatAs"));
    assert_false(exists(HKEY_CURRENT_USER, CONSTRUCTOR SERVER));
    assert_false(exists(HKEY_CURRENT_USER, PROCESSOR));
}

/* Below a volatile key no non-volatile key can be made, so the second class can't be written. */
static void makeSecondClassFail(void)
{
    HKEY key;

    RegDeleteTreeW(HKEY_CURRENT_USER, PROCESSOR);
    assert_int_equal(RegCreateKeyExW(HKEY_CURRENT_USER, PROCESSOR, 0, NULL, REG_OPTION_VOLATILE,
                                     KEY_WRITE, NULL, &key, NULL),
                     0);
    RegCloseKey(key);
}

static void failureLeavesNothing(void **state)
{
    (void)state;
    makeSecondClassFail();
    Consult(L"--register-user", 1);
    Said("The registry refused it (error 1021). All is as it was.");
    assert_false(exists(HKEY_CURRENT_USER, CONSTRUCTOR));
    assert_false(exists(HKEY_CURRENT_USER, PROCESSOR SERVER));
}

static void failureRestoresRegistration(void **state)
{
    (void)state;
    ScratchOpen(L"restored");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    registerDll(ScratchPath(L"qutil.dll"), codeForUser());
    makeSecondClassFail();
    Consult(L"--register-user", 1);
    assertDefault(HKEY_CURRENT_USER, CONSTRUCTOR SERVER, ScratchPath(L"qutil.dll"));
}

static void unfitDllRefused(void **state)
{
    const PeSpec other = {.machine = OTHER_MACHINE, .isDll = true, .exported = "DllGetClassObject"};
    const PeSpec classless = {.machine = OWN_MACHINE, .isDll = true, .exported = "FreeSoH"};

    (void)state;
    ScratchOpen(L"unfit");
    ScratchBuild(L"other.dll", &other);
    registerDll(ScratchPath(L"other.dll"), 1);
    Said("This is the " OWN_NAME " doctor, and it registers only " OWN_NAME " DLLs.");
    ScratchBuild(L"classless.dll", &classless);
    registerDll(ScratchPath(L"classless.dll"), 1);
    Said("It has no COM classes");
    ScratchWrite(L"text.dll", "text", 4);
    registerDll(ScratchPath(L"text.dll"), 1);
    registerDll(ScratchPath(L"missing.dll"), 1);
    Said("missing.dll does not exist.");
    assert_false(exists(HKEY_CURRENT_USER, CONSTRUCTOR));
}

static void registerForAll(const WCHAR *dll)
{
    setDefault(HKEY_LOCAL_MACHINE, CONSTRUCTOR SERVER, dll);
    setDefault(HKEY_LOCAL_MACHINE, PROCESSOR SERVER, dll);
    /* Without this COM calls the DLL on another thread, and turns a crash into an error code. */
    setValue(HKEY_LOCAL_MACHINE, CONSTRUCTOR SERVER, L"ThreadingModel", L"Both");
    setValue(HKEY_LOCAL_MACHINE, PROCESSOR SERVER, L"ThreadingModel", L"Both");
}

static void judgeExample(const WCHAR *name, DWORD exitCode)
{
    ScratchOpen(L"example");
    ScratchCopy(name, L"example.exe");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"example.exe", exitCode);
}

static void classesNeeded(void **state)
{
    WCHAR *dll = RunPath(L"qutil.dll");

    (void)state;
    judgeExample(L"doctor\\doctor-agent.exe", 1);
    Said("! NapSoHConstructor can't be created: 0x80040154, the class is not registered.");
    Said("--register-user");
    registerForAll(dll);
    judgeExample(L"doctor\\doctor-agent.exe", 0);
    Said("NapSoHProcessor is registered for all users: ");
    Said("NapSoHProcessor can be created, from ");
    free(dll);
}

typedef struct GoneClass {
    CLSID clsid;
    const char *text; /* the id as programs write it, in upper or lower case */
    const char *name;
} GoneClass;

static const GoneClass goneClasses[] = {
    {{0x8E594310, 0x16CA, 0x4A00, {0x93, 0x2F, 0xF7, 0x09, 0x69, 0xF9, 0x90, 0xC0}},
     "8e594310-16ca-4a00-932f-f70969f990c0",
     "NapSystemHealthAgentBinding"},
    {{0x9443B89B, 0x6564, 0x496A, {0xB1, 0x9C, 0x6C, 0x6D, 0x22, 0x70, 0x90, 0x45}},
     "{9443B89B-6564-496A-B19C-6C6D22709045}",
     "NapEnforcementClientBinding"},
    {{0xEB082BA1, 0xDF8A, 0x46BE, {0x82, 0xF3, 0x35, 0xBF, 0x9E, 0x9B, 0xE5, 0x2F}},
     "CLSID\\{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}\\InprocServer32",
     "NapClientManagement"},
    {{0xE5FAE3B3, 0x1AC8, 0x4BD3, {0x87, 0xE6, 0x48, 0xEF, 0xF5, 0x09, 0xDD, 0xAA}},
     "E5FAE3B3-1AC8-4BD3-87E6-48EFF509DDAA",
     "NapCertRelyingParty"},
    {{0xBFCB2C6D, 0x04AA, 0x4FB9, {0xBC, 0x72, 0x58, 0xE1, 0xAF, 0x64, 0xBE, 0x39}},
     "clsid:BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39",
     "NapServerManagement"},
    {{0x3B881B82, 0x5BF4, 0x4657, {0xA3, 0xA2, 0xCC, 0xE1, 0x7E, 0x4F, 0xD3, 0x9A}},
     "3b881b82-5BF4-4657-a3a2-cce17e4fd39a",
     "NapServerInfo"},
};

static void saidGone(const char *name)
{
    char expected[128];

    snprintf(expected, sizeof(expected), "! It contains the id of %s (", name);
    Said(expected);
    Said("That class is gone for good: creating it fails with 0x80040154");
    Said("The program starts, but its NAP part doesn't work");
    Said("Registering qutil.dll changes nothing about that.");
    NeverSaid("All is well");
    NeverSaid("--register-user");
}

static void goneClassesAreReported(void **state)
{
    PeSpec program = {
        .machine = OWN_MACHINE, .library = "ole32.dll", .function = "CoCreateInstance"};

    (void)state;
    ScratchOpen(L"gone");
    for (size_t i = 0; i < ARRAYSIZE(goneClasses); i++) {
        const char *text = goneClasses[i].text;
        WCHAR wide[128];

        program.contents = &goneClasses[i].clsid;
        program.contentsSize = sizeof(goneClasses[i].clsid);
        ScratchBuild(L"agent.exe", &program);
        Judge(L"agent.exe", 1);
        saidGone(goneClasses[i].name);
        program.contents = text;
        program.contentsSize = strlen(text) + 1;
        ScratchBuild(L"agent.exe", &program);
        Judge(L"agent.exe", 1);
        saidGone(goneClasses[i].name);
        program.contentsSize =
            (size_t)MultiByteToWideChar(CP_ACP, 0, text, -1, wide, ARRAYSIZE(wide)) * sizeof(*wide);
        program.contents = wide;
        ScratchBuild(L"agent.exe", &program);
        Judge(L"agent.exe", 1);
        saidGone(goneClasses[i].name);
    }
}

/* It is reported, too, when our DLL provides all imports. */
static void goneClassBesideQutil(void **state)
{
    PeSpec program = {.machine = OWN_MACHINE,
                      .library = "qutil.dll",
                      .function = "FreeSoH",
                      .contents = &goneClasses[0].clsid,
                      .contentsSize = sizeof(CLSID)};
    PeSpec helper = program;

    (void)state;
    ScratchOpen(L"gone");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 1);
    Said("It provides the one function that the program imports.");
    saidGone(goneClasses[0].name);
    program.contents = NULL;
    program.library = "helper.dll";
    helper.isDll = true;
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"helper.dll", &helper);
    Judge(L"agent.exe", 1);
    Said("! agent.exe -> helper.dll contains the id of NapSystemHealthAgentBinding");
}

/* As on Windows up to 8.1, where the class exists. */
static void goneClassThatIsAvailable(void **state)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .contents = &goneClasses[0].clsid, .contentsSize = sizeof(CLSID)};

    (void)state;
    ScratchOpen(L"gone");
    ScratchBuild(L"agent.exe", &program);
    setDefault(HKEY_LOCAL_MACHINE, BINDING SERVER, L"C:\\windows\\system32\\qagentrt.dll");
    Judge(L"agent.exe", 0);
    Said("and somebody has made that class available.");
}

static void wrongRegistrationIsReported(void **state)
{
    const PeSpec other = {.machine = OTHER_MACHINE, .isDll = true, .exported = "DllGetClassObject"};

    (void)state;
    registerForAll(L"C:\\nowhere\\qutil.dll");
    judgeExample(L"doctor\\doctor-agent.exe", 1);
    Said("C:\\nowhere\\qutil.dll - but that file doesn't exist");
    ScratchOpen(L"wrong server");
    ScratchBuild(L"qutil.dll", &other);
    registerForAll(ScratchPath(L"qutil.dll"));
    /* Windows refuses to load it. Wine may hang, so the timeout is short. */
    Consult(L"--timeout 3", 1);
    Said("- but that DLL is of another architecture than the program");
    NeverSaid("NapSoHConstructor can be created");
}

static void manifestIsHonoured(void **state)
{
    (void)state;
    ScratchOpen(L"example");
    ScratchCopy(L"..\\examples\\qutil.sxs.manifest", L"qutil.sxs.manifest");
    ScratchCopy(L"doctor\\doctor-agent-regfree.exe", L"regfree.exe");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"regfree.exe", 0);
    Said("Found where the program's manifest sends it: ");
    Said("NapSoHConstructor is made available by the program's manifest.");
    Said("NapSoHConstructor can be created, from ");
    Said("doctor-scratch\\example\\qutil.dll");
    NeverSaid("is not registered");
}

static void manifestThatNamesNothing(void **state)
{
    (void)state;
    judgeExample(L"doctor\\doctor-agent-regfree.exe", 1);
    Said("The program's manifest can't be used");
    Said("needs the assembly qutil.sxs, version ");
    Said("Put qutil.sxs.manifest and qutil.dll of the folder ");
    Said("sxstrace");
}

static void hangIsAFinding(void **state)
{
    WCHAR *dll = RunPath(L"doctor\\hangs.dll");
    DWORD begin = GetTickCount();

    (void)state;
    registerForAll(dll);
    free(dll);
    Consult(L"--timeout 6", 1);
    assert_true(GetTickCount() - begin >= 6000);
    Said("Creating NapSoHConstructor hangs: it was ended when the time was over.");
    Said("NapSoHProcessor was not tried, because of what happened before.");
}

static void crashIsAFinding(void **state)
{
    WCHAR *dll = RunPath(L"doctor\\crashes.dll");

    (void)state;
    registerForAll(dll);
    free(dll);
    Consult(L"", 1);
    Said("Creating NapSoHConstructor crashes or ends the program (code 0xC0000005).");
}

/* The other doctor is recognised as the wrong program by what its child process reports. */
static void otherDoctorMustBeOfOtherArchitecture(void **state)
{
    const CLSID clsid = {
        0xE8140D53, 0x6535, 0x46A5, {0xB8, 0xA1, 0xDA, 0x6C, 0x57, 0x1D, 0xA9, 0xB9}};
    const PeSpec other = {
        .machine = OTHER_MACHINE, .contents = &clsid, .contentsSize = sizeof(clsid)};
    WCHAR argument[1100];
    static const WCHAR *const folders[] = {L"pair", L"pair\\x64", L"pair\\x86"};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(folders); i++) {
        ScratchOpen(folders[i]);
    }
    ScratchOpen(L"pair");
    ScratchBuild(L"agent.exe", &other);
    swprintf(argument, ARRAYSIZE(argument), L"\"%ls\"", ScratchPath(L"agent.exe"));
    ScratchCopy(DOCTOR, L"x64\\qutil-doctor.exe");
    DeleteFileW(ScratchPath(L"x86\\qutil-doctor.exe"));
#ifndef _WIN64
    ScratchCopy(DOCTOR, L"x86\\qutil-doctor.exe");
    DeleteFileW(ScratchPath(L"x64\\qutil-doctor.exe"));
#define OWN_DOCTOR L"doctor-scratch\\pair\\x86\\qutil-doctor.exe"
#else
#define OWN_DOCTOR L"doctor-scratch\\pair\\x64\\qutil-doctor.exe"
#endif
    ConsultProgram(OWN_DOCTOR, argument, 1);
    Said("only the doctor of that architecture can try");
    ScratchCopy(DOCTOR, OTHER_FOLDER L"\\qutil-doctor.exe");
    ConsultProgram(OWN_DOCTOR, argument, 1);
    Said("is not the " OTHER_NAME " doctor that it should be.");
}

#define registry_test(function) cmocka_unit_test_setup_teardown(function, clean, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(registersAndUnregistersForUser),
        registry_test(registeredTwiceAndMoved),
        registry_test(foreignRegistrationStays),
        registry_test(foreignAdditionStays),
        registry_test(failureLeavesNothing),
        registry_test(failureRestoresRegistration),
        registry_test(unfitDllRefused),
        registry_test(classesNeeded),
        registry_test(goneClassesAreReported),
        registry_test(goneClassBesideQutil),
        registry_test(goneClassThatIsAvailable),
        registry_test(wrongRegistrationIsReported),
        registry_test(manifestIsHonoured),
        registry_test(manifestThatNamesNothing),
        registry_test(hangIsAFinding),
        registry_test(crashIsAFinding),
        registry_test(otherDoctorMustBeOfOtherArchitecture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
