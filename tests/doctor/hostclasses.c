/* SPDX-License-Identifier: MIT */
/*
 * qutil-doctor on the classes of naphost.dll: programs that need them, and their registration. They
 * must not be registered at the start; the registry is restored.
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

#define REGISTER   L"--register-user --naphost"
#define UNREGISTER L"--unregister-user --naphost"

typedef struct HostClass {
    const WCHAR *key;
    ClassMention mention;
} HostClass;

static const HostClass classes[] = {
    {CLASSES L"{8E594310-16CA-4A00-932F-F70969F990C0}",
     {{0x8E594310, 0x16CA, 0x4A00, {0x93, 0x2F, 0xF7, 0x09, 0x69, 0xF9, 0x90, 0xC0}},
      "8e594310-16ca-4a00-932f-f70969f990c0",
      "NapSystemHealthAgentBinding"}},
    {CLASSES L"{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}",
     {{0xEB082BA1, 0xDF8A, 0x46BE, {0x82, 0xF3, 0x35, 0xBF, 0x9E, 0x9B, 0xE5, 0x2F}},
      "CLSID\\{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}\\InprocServer32",
      "NapClientManagement"}},
    {CLASSES L"{BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39}",
     {{0xBFCB2C6D, 0x04AA, 0x4FB9, {0xBC, 0x72, 0x58, 0xE1, 0xAF, 0x64, 0xBE, 0x39}},
      "clsid:BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39",
      "NapServerManagement"}},
    {CLASSES L"{3B881B82-5BF4-4657-A3A2-CCE17E4FD39A}",
     {{0x3B881B82, 0x5BF4, 0x4657, {0xA3, 0xA2, 0xCC, 0xE1, 0x7E, 0x4F, 0xD3, 0x9A}},
      "3b881b82-5BF4-4657-a3a2-cce17e4fd39a",
      "NapServerInfo"}},
};

#define BINDING    CLASSES L"{8E594310-16CA-4A00-932F-F70969F990C0}"
#define MANAGEMENT CLASSES L"{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}"

/* Those of qutil.dll. */
#define CONSTRUCTOR CLASSES L"{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}"
#define PROCESSOR   CLASSES L"{AA160628-8775-46E3-837C-F7A2AE66E2F5}"

static int clean(void **state)
{
    static const HKEY roots[] = {HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};

    for (size_t i = 0; i < ARRAYSIZE(roots); i++) {
        for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
            RegDeleteTreeW(roots[i], classes[class].key);
        }
        RegDeleteTreeW(roots[i], CONSTRUCTOR);
        RegDeleteTreeW(roots[i], PROCESSOR);
    }
    return 0;
}

static void serverKey(size_t i, WCHAR key[128])
{
    assert_true(swprintf(key, 128, L"%ls" SERVER, classes[i].key) > 0);
}

static void registerForAll(const WCHAR *dll)
{
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        WCHAR key[128];

        serverKey(i, key);
        KeySetDefault(HKEY_LOCAL_MACHINE, key, dll);
        KeySetValue(HKEY_LOCAL_MACHINE, key, L"ThreadingModel", L"Both");
    }
}

static void assertRegisteredForUser(const WCHAR *dll)
{
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        WCHAR key[128];

        serverKey(i, key);
        KeyAssertDefault(HKEY_CURRENT_USER, key, dll);
    }
}

static void assertNotRegisteredForUser(void)
{
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        assert_false(KeyExists(HKEY_CURRENT_USER, classes[i].key));
    }
}

/* In the scratch folder: a program that uses these classes. */
static void buildAgent(size_t first, size_t count)
{
    CLSID contents[ARRAYSIZE(classes)];
    const PeSpec program = {.machine = OWN_MACHINE,
                            .library = "ole32.dll",
                            .function = "CoCreateInstance",
                            .contents = contents,
                            .contentsSize = count * sizeof(*contents)};

    for (size_t i = 0; i < count; i++) {
        contents[i] = classes[first + i].mention.clsid;
    }
    ScratchBuild(L"agent.exe", &program);
}

static void saidMissing(const char *name)
{
    char expected[128];

    snprintf(expected, sizeof(expected), "It contains the id of %s (", name);
    Said(expected);
    snprintf(expected, sizeof(expected),
             "! %s can't be created: 0x80040154, the class is not registered.", name);
    Said(expected);
    Said("naphost.dll has these classes again");
    Said("It grants and refuses no network access; what it says about health is advice.");
    Said("with naphost.sxs.manifest and naphost.dll beside the program");
    Said("qutil-doctor.exe --register-user --naphost");
    NeverSaid("access granted");
    NeverSaid("gone for good");
    NeverSaid("NapSoHConstructor");
    NeverSaid("All is well");
}

static void adviceNamesTheDll(void **state)
{
    ScratchOpen(L"host");
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        JudgeMentions(&classes[i].mention, saidMissing);
    }
}

/* It is the same when qutil.dll provides all imports, and when a DLL of the program's needs it. */
static void besideQutil(void **state)
{
    PeSpec program = {.machine = OWN_MACHINE,
                      .library = "qutil.dll",
                      .function = "FreeSoH",
                      .contents = &classes[0].mention.clsid,
                      .contentsSize = sizeof(CLSID)};
    PeSpec helper = program;

    ScratchOpen(L"host");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 1);
    Said("It provides the one function that the program imports.");
    Said("! NapSystemHealthAgentBinding can't be created: 0x80040154");
    program.contents = NULL;
    program.library = "helper.dll";
    helper.isDll = true;
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"helper.dll", &helper);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll contains the id of NapSystemHealthAgentBinding");
}

static void registeredForAll(void **state)
{
    WCHAR *dll = RunPath(L"..\\naphost.dll");

    ScratchOpen(L"host");
    buildAgent(0, ARRAYSIZE(classes));
    registerForAll(dll);
    free(dll);
    Judge(L"agent.exe", 0);
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        char expected[128];

        snprintf(expected, sizeof(expected), "%s can be created, from ", classes[i].mention.name);
        Said(expected);
    }
    Said("All is well");
    NeverSaid("access");
    /* What the program doesn't use isn't mentioned. */
    buildAgent(2, 1);
    Judge(L"agent.exe", 0);
    Said("NapServerManagement can be created, from ");
    NeverSaid("NapServerInfo");
}

/* As on Windows up to 8.1. */
static void otherDllIsAsGood(void **state)
{
    ScratchOpen(L"host");
    buildAgent(0, 1);
    ScratchCopy(L"..\\naphost.dll", L"qagentrt.dll");
    registerForAll(ScratchPath(L"qagentrt.dll"));
    Judge(L"agent.exe", 0);
    Said("NapSystemHealthAgentBinding can be created, from ");
    Said("\\qagentrt.dll");
}

static void registeredFileIsMissing(void **state)
{
    ScratchOpen(L"host");
    buildAgent(0, 1);
    registerForAll(L"C:\\nowhere\\naphost.dll");
    Judge(L"agent.exe", 1);
    Said("C:\\nowhere\\naphost.dll - but that file doesn't exist");
    Consult(L"", 1);
    Said("! NapServerInfo can't be created");
}

static void madeAvailableByManifest(void **state)
{
    static const WCHAR *const files[] = {L"qutil.dll", L"qutil.sxs.manifest", L"naphost.dll",
                                         L"naphost.sxs.manifest"};

    ScratchOpen(L"host by manifest");
    for (size_t i = 0; i < ARRAYSIZE(files); i++) {
        WCHAR source[64];

        swprintf(source, ARRAYSIZE(source), L"..\\%ls", files[i]);
        ScratchCopy(source, files[i]);
    }
    ScratchCopy(L"doctor\\naphost.application.manifest", L"agent.exe.manifest");
    buildAgent(0, ARRAYSIZE(classes));
    Judge(L"agent.exe", 0);
    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        char expected[128];

        snprintf(expected, sizeof(expected), "%s is made available by the program's manifest.",
                 classes[i].mention.name);
        Said(expected);
        snprintf(expected, sizeof(expected), "%s can be created, from ", classes[i].mention.name);
        Said(expected);
    }
    Said("host by manifest\\naphost.dll");
    NeverSaid("is not registered");
    assert_true(DeleteFileW(ScratchPath(L"naphost.sxs.manifest")));
    Judge(L"agent.exe", 1);
    Said("needs the assembly naphost.sxs, version ");
    Said("Put naphost.sxs.manifest and naphost.dll of the folder ");
}

static void registersAndUnregistersForUser(void **state)
{
    WCHAR *dll = RunPath(L"..\\naphost.dll");
    WCHAR full[1024];

    assert_true(GetFullPathNameW(dll, ARRAYSIZE(full), full, NULL) != 0);
    free(dll);
    Consult(L"", 1);
    Said("None of them is registered. Only health agents and health validators need them.");
    Consult(REGISTER, CodeForUser());
    Said("All four classes are now registered for this user, for " OWN_NAME " programs.");
    NeverSaid("NapSoHConstructor");
    assertRegisteredForUser(full);
    KeyAssertDefault(HKEY_CURRENT_USER, MANAGEMENT, L"NapClientManagement");
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR));
    ScratchOpen(L"host");
    buildAgent(0, 1);
    Judge(L"agent.exe", CodeForUser());
    Said("NapSystemHealthAgentBinding is registered for this user: ");
    if (IsWine()) {
        Said("This Wine doesn't look at classes that are registered for one user alone.");
    } else {
        Said("NapSystemHealthAgentBinding can be created, from ");
    }
    Consult(L"--unregister-user", 0);
    assertRegisteredForUser(full); /* those are the classes of qutil.dll */
    Consult(UNREGISTER, 0);
    Said("NapServerInfo was removed. It was registered with ");
    Said("Nothing of it is left.");
    assertNotRegisteredForUser();
    Consult(UNREGISTER, 0);
    Said("NapSystemHealthAgentBinding is not registered for this user.");
}

static void foreignRegistrationStays(void **state)
{
    KeySetDefault(HKEY_CURRENT_USER, MANAGEMENT SERVER, L"C:\\other\\naphost.dll");
    Consult(REGISTER, 1);
    Said("NapClientManagement is registered for this user by somebody else");
    assert_false(KeyExists(HKEY_CURRENT_USER, BINDING));
    Consult(UNREGISTER, 1);
    KeyAssertDefault(HKEY_CURRENT_USER, MANAGEMENT SERVER, L"C:\\other\\naphost.dll");
}

/* Where Windows has the real classes, those stay in use. */
static void realClassesStay(void **state)
{
    ScratchOpen(L"host");
    ScratchCopy(L"..\\naphost.dll", L"qagentrt.dll");
    registerForAll(ScratchPath(L"qagentrt.dll"));
    Consult(REGISTER, 1);
    Said("! NapSystemHealthAgentBinding is there already, for all users: ");
    Said("Nothing was changed.");
    assertNotRegisteredForUser();
    /* A leftover of them is no reason, nor is another copy of ours. */
    assert_true(DeleteFileW(ScratchPath(L"qagentrt.dll")));
    Consult(REGISTER, CodeForUser());
    Said("All four classes are now registered for this user");
    ScratchCopy(L"..\\naphost.dll", L"naphost.dll");
    registerForAll(ScratchPath(L"naphost.dll"));
    Consult(REGISTER, 0);
    Said("All four classes are now registered for this user");
}

static void failureLeavesNothing(void **state)
{
    KeyRefuse(MANAGEMENT);
    Consult(REGISTER, 1);
    Said("The registry refused it (error 1021). All is as it was.");
    assert_false(KeyExists(HKEY_CURRENT_USER, BINDING));
    assert_false(KeyExists(HKEY_CURRENT_USER, MANAGEMENT SERVER));
}

static void unfitDllRefused(void **state)
{
    WCHAR *qutil = RunPath(L"..\\qutil.dll");
    WCHAR *naphost = RunPath(L"..\\naphost.dll");

    RegisterDll(REGISTER, qutil, 1);
    Said("It can't have the class NapSystemHealthAgentBinding: it doesn't contain its id.");
    Said("Register the naphost.dll of the qutil archive. Nothing was changed.");
    RegisterDll(L"--register-user", naphost, 1);
    Said("It is no qutil.dll: it has none of the functions of NAP's.");
    free(qutil);
    free(naphost);
    assertNotRegisteredForUser();
    assert_false(KeyExists(HKEY_CURRENT_USER, CONSTRUCTOR));
}

static void hostItself(void **state)
{
    const PeSpec classless = {.machine = OWN_MACHINE, .isDll = true, .exported = "FreeSoH"};

    ScratchOpen(L"host itself");
    ScratchCopy(L"..\\naphost.dll", L"naphost.dll");
    Judge(L"naphost.dll", 1);
    Said("by The qutil authors.");
    Said("! NapServerInfo can't be created: 0x80040154");
    NeverSaid("contains the id of");
    registerForAll(ScratchPath(L"naphost.dll"));
    Judge(L"naphost.dll", 0);
    ScratchBuild(L"naphost.dll", &classless);
    Judge(L"naphost.dll", 1);
    Said("! It has no COM classes");
    Said("Replace it by the naphost.dll of the qutil archive.");
}

/* A program that names naphost.dll doesn't need its classes because the DLL contains their ids. */
static void hostNamedByProgram(void **state)
{
    const PeSpec program = {.machine = OWN_MACHINE,
                            .library = "kernel32.dll",
                            .function = "LoadLibraryA",
                            .contents = "naphost.dll",
                            .contentsSize = sizeof("naphost.dll")};

    ScratchOpen(L"host named");
    ScratchCopy(L"..\\naphost.dll", L"naphost.dll");
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 0);
    NeverSaid("contains the id of");
}

#define registry_test(function) cmocka_unit_test_setup_teardown(function, clean, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(adviceNamesTheDll),
        registry_test(besideQutil),
        registry_test(registeredForAll),
        registry_test(otherDllIsAsGood),
        registry_test(registeredFileIsMissing),
        registry_test(madeAvailableByManifest),
        registry_test(registersAndUnregistersForUser),
        registry_test(foreignRegistrationStays),
        registry_test(realClassesStay),
        registry_test(failureLeavesNothing),
        registry_test(unfitDllRefused),
        registry_test(hostItself),
        registry_test(hostNamedByProgram),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
