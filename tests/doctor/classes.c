/* SPDX-License-Identifier: MIT */
/*
 * qutil-doctor on the classes: registered for one user, for all users, by a manifest, wrongly, and
 * not at all. The classes must not be registered at the start; the registry is restored.
 */
#include "qutiltest.h"

#include "classkeys.h"
#include "doctortest.h"
#include "iswine.h"
#include "runprogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define CONSTRUCTOR CLASSES L"{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}"
#define PROCESSOR   CLASSES L"{AA160628-8775-46E3-837C-F7A2AE66E2F5}"
/* A class that didn't come back. */
#define BINDING CLASSES L"{9443B89B-6564-496A-B19C-6C6D22709045}"

static int clean(void **state)
{
    static const HKEY roots[] = {HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};

    for (size_t i = 0; i < ARRAYSIZE(roots); i++) {
        RegDeleteTreeW(roots[i], CONSTRUCTOR);
        RegDeleteTreeW(roots[i], PROCESSOR);
        RegDeleteTreeW(roots[i], BINDING);
    }
    return 0;
}

static void registersAndUnregistersForUser(void **state)
{
    WCHAR *dll = RunPath(L"..\\qutil.dll");
    WCHAR full[1024];

    assert_true(GetFullPathNameW(dll, ARRAYSIZE(full), full, NULL) != 0);
    free(dll);
    Consult(L"--register-user", CodeForUser());
    Said("Both classes are now registered for this user, for " OWN_NAME " programs.");
    KeyAssertDefault(HKEY_CURRENT_USER, CONSTRUCTOR SERVER, full);
    KeyAssertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, full);
    KeyAssertDefault(HKEY_CURRENT_USER, PROCESSOR, L"NapSoHProcessor");
    Consult(L"", CodeForUser());
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
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR));
    assert_false(KeyExists(HKEY_CURRENT_USER, PROCESSOR));
    Consult(L"", 1);
    Said("NapSoHConstructor is not registered.");
    Consult(L"--unregister-user", 0);
    Said("NapSoHConstructor is not registered for this user.");
}

static void registeredTwiceAndMoved(void **state)
{
    ScratchOpen(L"moved \u00FC");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Consult(L"--register-user", CodeForUser());
    Consult(L"--register-user", CodeForUser());
    RegisterDll(L"--register-user", ScratchPath(L"qutil.dll"), CodeForUser());
    KeyAssertDefault(HKEY_CURRENT_USER, CONSTRUCTOR SERVER, ScratchPath(L"qutil.dll"));
    KeyAssertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, ScratchPath(L"qutil.dll"));
    Consult(L"--unregister-user", 0);
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR));
}

static void foreignRegistrationStays(void **state)
{
    KeySetDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, L"C:\\other\\qutil.dll");
    Consult(L"--register-user", 1);
    Said("NapSoHProcessor is registered for this user by somebody else: C:\\other\\qutil.dll.");
    KeyAssertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, L"C:\\other\\qutil.dll");
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR));
    Consult(L"--unregister-user", 1);
    Said("It was left as it is.");
    KeyAssertDefault(HKEY_CURRENT_USER, PROCESSOR SERVER, L"C:\\other\\qutil.dll");
}

/* What others added to our key is kept when our registration is removed. */
static void foreignAdditionStays(void **state)
{
    Consult(L"--register-user", CodeForUser());
    KeySetDefault(HKEY_CURRENT_USER, CONSTRUCTOR L"\\TreatAs", L"{0}");
    Consult(L"--unregister-user", 0);
    Said("stays: somebody else put something into it.");
    assert_true(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR L"\\TreatAs"));
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR SERVER));
    assert_false(KeyExists(HKEY_CURRENT_USER, PROCESSOR));
}

static void failureLeavesNothing(void **state)
{
    KeyRefuse(PROCESSOR);
    Consult(L"--register-user", 1);
    Said("The registry refused it (error 1021). All is as it was.");
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR));
    assert_false(KeyExists(HKEY_CURRENT_USER, PROCESSOR SERVER));
}

static void failureRestoresRegistration(void **state)
{
    ScratchOpen(L"restored");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    RegisterDll(L"--register-user", ScratchPath(L"qutil.dll"), CodeForUser());
    KeyRefuse(PROCESSOR);
    Consult(L"--register-user", 1);
    KeyAssertDefault(HKEY_CURRENT_USER, CONSTRUCTOR SERVER, ScratchPath(L"qutil.dll"));
}

static void unfitDllRefused(void **state)
{
    const PeSpec other = {.machine = OTHER_MACHINE, .isDll = true, .exported = "DllGetClassObject"};
    const PeSpec classless = {.machine = OWN_MACHINE, .isDll = true, .exported = "FreeSoH"};

    ScratchOpen(L"unfit");
    ScratchBuild(L"other.dll", &other);
    RegisterDll(L"--register-user", ScratchPath(L"other.dll"), 1);
    Said("This is the " OWN_NAME " doctor, and it registers only " OWN_NAME " DLLs.");
    ScratchBuild(L"classless.dll", &classless);
    RegisterDll(L"--register-user", ScratchPath(L"classless.dll"), 1);
    Said("It has no COM classes");
    ScratchWrite(L"text.dll", "text", 4);
    RegisterDll(L"--register-user", ScratchPath(L"text.dll"), 1);
    RegisterDll(L"--register-user", ScratchPath(L"missing.dll"), 1);
    Said("missing.dll does not exist.");
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR));
}

static void registerForAll(const WCHAR *dll)
{
    KeySetDefault(HKEY_LOCAL_MACHINE, CONSTRUCTOR SERVER, dll);
    KeySetDefault(HKEY_LOCAL_MACHINE, PROCESSOR SERVER, dll);
    /* Without this COM calls the DLL on another thread, and turns a crash into an error code. */
    KeySetValue(HKEY_LOCAL_MACHINE, CONSTRUCTOR SERVER, L"ThreadingModel", L"Both");
    KeySetValue(HKEY_LOCAL_MACHINE, PROCESSOR SERVER, L"ThreadingModel", L"Both");
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

    judgeExample(L"doctor\\doctor-agent.exe", 1);
    Said("! NapSoHConstructor can't be created: 0x80040154, the class is not registered.");
    Said("--register-user");
    registerForAll(dll);
    judgeExample(L"doctor\\doctor-agent.exe", 0);
    Said("NapSoHProcessor is registered for all users: ");
    Said("NapSoHProcessor can be created, from ");
    free(dll);
}

static const ClassMention goneClasses[] = {
    {{0x9443B89B, 0x6564, 0x496A, {0xB1, 0x9C, 0x6C, 0x6D, 0x22, 0x70, 0x90, 0x45}},
     "{9443B89B-6564-496A-B19C-6C6D22709045}",
     "NapEnforcementClientBinding"},
    {{0xE5FAE3B3, 0x1AC8, 0x4BD3, {0x87, 0xE6, 0x48, 0xEF, 0xF5, 0x09, 0xDD, 0xAA}},
     "e5fae3b3-1ac8-4bd3-87E6-48EFF509DDAA",
     "NapCertRelyingParty"},
};

static void saidGone(const char *name)
{
    char expected[128];

    snprintf(expected, sizeof(expected), "! It contains the id of %s (", name);
    Said(expected);
    Said("That class is gone for good: creating it fails with 0x80040154");
    Said("The program starts, but this part of it doesn't work");
    Said("Registering qutil.dll or naphost.dll changes nothing about that.");
    NeverSaid("All is well");
    NeverSaid("--register-user");
}

static void goneClassesAreReported(void **state)
{
    ScratchOpen(L"gone");
    for (size_t i = 0; i < ARRAYSIZE(goneClasses); i++) {
        JudgeMentions(&goneClasses[i], saidGone);
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
    Said("! agent.exe -> helper.dll contains the id of NapEnforcementClientBinding");
}

/* As on Windows up to 8.1, where the class exists. */
static void goneClassThatIsAvailable(void **state)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .contents = &goneClasses[0].clsid, .contentsSize = sizeof(CLSID)};

    ScratchOpen(L"gone");
    ScratchBuild(L"agent.exe", &program);
    KeySetDefault(HKEY_LOCAL_MACHINE, BINDING SERVER, L"C:\\windows\\system32\\qagentrt.dll");
    Judge(L"agent.exe", 0);
    Said("and somebody has made that class available.");
}

static void wrongRegistrationIsReported(void **state)
{
    const PeSpec other = {.machine = OTHER_MACHINE, .isDll = true, .exported = "DllGetClassObject"};

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
