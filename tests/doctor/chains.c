/* SPDX-License-Identifier: MIT */
/*
 * qutil-doctor on what a program doesn't import itself: DLLs that its DLLs import, DLLs that it
 * loads while it runs, and other files with the name qutil.dll.
 */
#include "qutiltest.h"

#include "doctortest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static const PeSpec usesHelper = {
    .machine = OWN_MACHINE, .library = "helper.dll", .function = "Help"};
static const PeSpec helper = {.machine = OWN_MACHINE,
                              .isDll = true,
                              .exported = "Help",
                              .library = "qutil.dll",
                              .function = "FreeSoH"};

static void helperImportsQutil(void **state)
{
    ScratchOpen(L"helper");
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchBuild(L"helper.dll", &helper);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll imports 1 function from qutil.dll: FreeSoH");
    Said("There is no qutil.dll for it: Windows doesn't start the program.");
    Said("What to do - Copy ");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent.exe", 0);
    Said("It provides the one function that the program imports.");
}

static void longChainIsFollowed(void **state)
{
    PeSpec link = {.machine = OWN_MACHINE, .isDll = true, .function = "Help"};

    ScratchOpen(L"long way");
    ScratchBuild(L"agent.exe", &usesHelper);
    link.library = "second";
    ScratchBuild(L"helper.dll", &link);
    link.library = "THIRD.DLL";
    ScratchBuild(L"second.dll", &link);
    ScratchBuild(L"third.dll", &helper);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll -> second.dll -> THIRD.DLL imports 1 function from qutil.dll");
}

static void cyclesEnd(void **state)
{
    PeSpec link = {
        .machine = OWN_MACHINE, .isDll = true, .library = "agent.exe", .function = "Help"};

    ScratchOpen(L"circle");
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchBuild(L"helper.dll", &link);
    Judge(L"agent.exe", 0);
    link.library = "helper.dll";
    ScratchBuild(L"helper.dll", &link);
    Judge(L"agent.exe", 0);
    NeverSaid("is not found");
}

static void delayLoadedHelper(void **state)
{
    PeSpec program = usesHelper;
    PeSpec dll = helper;

    ScratchOpen(L"delayed helper");
    program.isDelayed = true;
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"helper.dll", &helper);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll imports 1 function from qutil.dll: FreeSoH (not at the start)");
    Said("There is no qutil.dll for it: its calls into that DLL will fail.");
    NeverSaid("doesn't start");
    dll.isDelayed = true;
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchBuild(L"helper.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("There is no qutil.dll for it: its calls into that DLL will fail.");
    NeverSaid("doesn't start");
}

/* One imports it at the start, another delay-loads it: it counts as loaded at the start. */
static void loadAtStartCountsMore(void **state)
{
    PeSpec second = {
        .machine = OWN_MACHINE, .isDll = true, .library = "third.dll", .function = "Help"};

    ScratchOpen(L"twice");
    ScratchBuild(L"agent.exe", &usesHelper);
    second.isDelayed = true;
    second.second = "second.dll";
    ScratchBuild(L"helper.dll", &second);
    second.isDelayed = false;
    second.second = NULL;
    ScratchBuild(L"second.dll", &second);
    ScratchBuild(L"third.dll", &helper);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll -> second.dll -> third.dll imports 1 function");
    Said("Windows doesn't start the program.");
    NeverSaid("not at the start");
}

static void helperOfOtherArchitecture(void **state)
{
    PeSpec program = usesHelper;
    PeSpec dll = helper;

    ScratchOpen(L"mixed helper");
    dll.machine = OTHER_MACHINE;
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"helper.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("helper.dll, which agent.exe imports, is " OTHER_NAME ". A " OWN_NAME
         " program can't use it: Windows reports 0xC000007B (or error 193)");
    Said("Replace ");
    NeverSaid("There is no qutil.dll");
    program.isDelayed = true;
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 0);
    Said("helper.dll, which agent.exe loads while it runs, is " OTHER_NAME);
}

static void helperIsMissing(void **state)
{
    PeSpec program = usesHelper;

    ScratchOpen(L"no helper");
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 1);
    Said("helper.dll is not found, which agent.exe imports: Windows doesn't start the program.");
    Said("helper.dll is no part of qutil.");
    program.isDelayed = true;
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 0);
    Said("What that would load is not known.");
    program.isDelayed = false;
    program.isDll = true;
    ScratchBuild(L"plugin.dll", &program);
    Judge(L"plugin.dll", 0);
    Said("helper.dll is not found, which plugin.dll imports. What that would load");
}

static void helperIsDamaged(void **state)
{
    ScratchOpen(L"damaged helper");
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchWrite(L"helper.dll", "MZ and no more", 14);
    Judge(L"agent.exe", 1);
    Said("helper.dll is cut off: it has 14 bytes");
}

/* Two DLLs import from it, one of them by ordinals that ours has or hasn't. */
static void twoHelpers(void **state)
{
    PeSpec program = usesHelper;
    PeSpec other = helper;

    ScratchOpen(L"two helpers");
    program.second = "My other helper.dll";
    other.function = NULL; /* ordinal 5 */
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"helper.dll", &helper);
    ScratchBuild(L"my OTHER helper.dll", &other);
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent.exe", 0);
    Said("agent.exe -> helper.dll imports 1 function from qutil.dll: FreeSoH");
    Said("helper.dll imports 1 function from qutil.dll: ordinal 5");
    Said("It provides all 2 functions that the program imports.");
    other.function = "freesoh";
    ScratchBuild(L"my OTHER helper.dll", &other);
    Judge(L"agent.exe", 1);
    Said("It has no function freesoh. Windows doesn't start the program.");
}

static void helperOfArm(void **state)
{
    PeSpec program = usesHelper;
    PeSpec dll = helper;

    ScratchOpen(L"arm");
    program.machine = PE_MACHINE_ARM64;
    dll.machine = PE_MACHINE_ARM64;
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"helper.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll imports 1 function from qutil.dll");
    Said("There is no qutil.dll of this project for it");
}

static void helperIsLocked(void **state)
{
    HANDLE locked;

    ScratchOpen(L"locked helper");
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchBuild(L"helper.dll", &helper);
    locked =
        CreateFileW(ScratchPath(L"helper.dll"), GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    assert_true(locked != INVALID_HANDLE_VALUE);
    Judge(L"agent.exe", 1);
    CloseHandle(locked);
    Said("helper.dll is in use by a program that lets nobody else read it.");
}

/* A chain of more DLLs than the doctor looks at. */
static void endlessChainEnds(void **state)
{
    enum { COUNT = 1100 };
    WCHAR name[32];
    char next[32];
    PeSpec link = {.machine = OWN_MACHINE, .isDll = true, .library = next, .function = "Help"};

    ScratchOpen(L"endless");
    ScratchBuild(L"agent.exe", &usesHelper);
    for (unsigned i = 0; i < COUNT; i++) {
        swprintf(name, ARRAYSIZE(name), i == 0 ? L"helper.dll" : L"h%u.dll", i);
        snprintf(next, sizeof(next), "h%u.dll", i + 1);
        ScratchBuild(name, &link);
    }
    Judge(L"agent.exe", 0);
    Said("It loads more than 1023 DLLs; the others were not looked at.");
    ScratchOpen(L"endless");
}

static void apiSetsAreLeftOut(void **state)
{
    PeSpec program = {.machine = OWN_MACHINE, .function = "HeapAlloc"};

    ScratchOpen(L"api sets");
    program.library = "api-ms-win-core-heap-l9-9-9.dll";
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 0);
    NeverSaid("is not found");
    program.library = "EXT-MS-WIN-OTHER-L1-1-0.DLL";
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 0);
    NeverSaid("is not found");
}

static void helperInPath(void **state)
{
    static WCHAR before[0x8000];
    static WCHAR path[0x8000];

    assert_true(GetEnvironmentVariableW(L"PATH", before, ARRAYSIZE(before)) != 0);
    ScratchOpen(L"in path");
    ScratchBuild(L"helper.dll", &helper);
    swprintf(path, ARRAYSIZE(path), L"%ls;%ls", before, ScratchPath(L""));
    ScratchOpen(L"beside path");
    ScratchBuild(L"agent.exe", &usesHelper);
    assert_true(SetEnvironmentVariableW(L"PATH", path));
    Judge(L"agent.exe", 1);
    assert_true(SetEnvironmentVariableW(L"PATH", before));
    Said("agent.exe -> helper.dll imports 1 function from qutil.dll: FreeSoH");
    Judge(L"agent.exe", 1);
    Said("helper.dll is not found");
}

static void helperImportsNapDll(void **state)
{
    PeSpec dll = helper;

    ScratchOpen(L"nap helper");
    dll.library = "qagent.dll";
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchBuild(L"helper.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll also imports qagent.dll (the way to the NAP Agent service), and "
         "there is none: Windows doesn't start the program.");
}

/* The loader loads where a function is forwarded to, if it is imported. */
static void forwardersAreFollowed(void **state)
{
    PeSpec program = usesHelper;
    PeSpec first = {
        .machine = OWN_MACHINE, .isDll = true, .exported = "Help", .forwarder = "qutil.FreeSoH"};
    PeSpec second = first;

    ScratchOpen(L"forwarders");
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"helper.dll", &first);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll imports 1 function from qutil.dll: FreeSoH");
    Said("There is no qutil.dll for it: Windows doesn't start the program.");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent.exe", 0);
    Said("It provides the one function that the program imports.");
    first.forwarder = "qutil.#77";
    ScratchBuild(L"helper.dll", &first);
    Judge(L"agent.exe", 1);
    Said("It has no function with ordinal 77. Windows doesn't start the program.");
    program.function = "Zeta";
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 0);
    Said("It doesn't import qutil.dll.");
    program = usesHelper;
    program.isDelayed = true;
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 1);
    Said("ordinal 77 (not at the start)");
    NeverSaid("doesn't start the program");
    ScratchBuild(L"agent.exe", &usesHelper);
    first.forwarder = "second.Help";
    second.forwarder = "third.Help";
    ScratchBuild(L"helper.dll", &first);
    ScratchBuild(L"second.dll", &second);
    ScratchBuild(L"third.dll", &helper);
    Judge(L"agent.exe", 0);
    Said("agent.exe -> helper.dll -> second.dll -> third.dll imports 1 function from qutil.dll");
    second.forwarder = "helper.Help";
    ScratchBuild(L"second.dll", &second);
    Judge(L"agent.exe", 0);
    Said("It doesn't import qutil.dll.");
    second.forwarder = "qagent.Help";
    ScratchBuild(L"second.dll", &second);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll -> second.dll also imports qagent.dll");
    second.forwarder = "nowhere.Help";
    ScratchBuild(L"second.dll", &second);
    Judge(L"agent.exe", 1);
    Said("nowhere.dll is not found, which agent.exe -> helper.dll -> second.dll imports");
}

/* Another qutil.dll may itself lack a DLL. */
static void otherQutilLacksADll(void **state)
{
    const PeSpec dll = {.machine = OWN_MACHINE,
                        .isDll = true,
                        .exported = "FreeSoH",
                        .library = "other.dll",
                        .function = "Any"};

    ScratchOpen(L"lacking qutil");
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchBuild(L"helper.dll", &helper);
    ScratchBuild(L"qutil.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("other.dll is not found, which agent.exe -> helper.dll -> qutil.dll imports");
}

typedef struct Contents {
    const char *what;
    const void *bytes;
    size_t size;
    DWORD exitCode;
    const char *said;
} Contents;

#define BYTES(literal) literal, sizeof(literal)

static void loadedByName(void **state)
{
    static const char says[] = "It doesn't import qutil.dll, but contains its name";
    static const char unsaid[] = "It doesn't import qutil.dll. ";
    static const Contents all[] = {
        {"LoadLibraryW without an extension", BYTES(L"qutil"), 1, says},
        {"LoadLibraryA without an extension", BYTES("QUtil"), 1, says},
        {"a .NET import, among other names", BYTES("Main\0qutil\0FreeSoH"), 1, says},
        {"a path", BYTES(L"C:\\NAP\\qutil.dll"), 1, says},
        {"a message", BYTES("qutil.dll was not found"), 1, says},
        {"a message that goes on", BYTES("Loading qutil.dll..."), 1, says},
        {"a program in Go", BYTES("\xFF Go buildinf: ole32.dllqutil.dlluser.dll"), 1, says},
        {"a program in Rust", BYTES("/rustc/0123/library ole32.dllqutil.dlluser"), 1, says},
        {"message queueing", BYTES("MQUTIL.DLL"), 0, unsaid},
        {"message queueing, wide", BYTES(L"mqutil.dll"), 0, unsaid},
        {"a copy put aside", BYTES("qutil.dll.bak"), 0, unsaid},
        {"a pattern", BYTES("qutil.dll..bak"), 0, unsaid},
        {"a folder", BYTES(L"C:\\qutil\\other.dll"), 0, unsaid},
        {"a word in a sentence", BYTES("the qutil project"), 0, unsaid},
    };
    PeSpec program = {
        .machine = OWN_MACHINE, .library = "kernel32.dll", .function = "LoadLibraryW"};

    ScratchOpen(L"by name");
    for (size_t i = 0; i < ARRAYSIZE(all); i++) {
        print_message("%s\n", all[i].what);
        program.contents = all[i].bytes;
        program.contentsSize = all[i].size;
        ScratchBuild(L"program.exe", &program);
        Judge(L"program.exe", all[i].exitCode);
        Said(all[i].said);
    }
}

static void helperLoadsByName(void **state)
{
    PeSpec dll = {.machine = OWN_MACHINE,
                  .isDll = true,
                  .exported = "Help",
                  .contents = "qutil",
                  .contentsSize = 6};

    ScratchOpen(L"helper by name");
    ScratchBuild(L"agent.exe", &usesHelper);
    ScratchBuild(L"helper.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll doesn't import qutil.dll, but contains its name");
    Said("It names none of its functions, so it may mean another DLL of that name.");
    dll.contents = "qutil\0FreeSoH";
    dll.contentsSize = 14;
    ScratchBuild(L"helper.dll", &dll);
    Judge(L"agent.exe", 1);
    NeverSaid("another DLL of that name");
}

/*
 * DLLs beside the program that it names: a plug-in that it loads, a .NET assembly, the program that
 * a launcher starts.
 */
static void helperIsNamed(void **state)
{
    static const Contents all[] = {
        {"LoadLibraryA", BYTES("helper.dll"), 1, "agent.exe -> helper.dll imports 1 function"},
        {"LoadLibraryW", BYTES(L"Helper.DLL"), 1, "agent.exe -> helper.dll imports 1 function"},
        {"a path", BYTES("%s\\helper.dll"), 1, "agent.exe -> helper.dll imports 1 function"},
        {"another DLL", BYTES("myhelper.dll"), 0, "It doesn't import qutil.dll."},
        {"a word", BYTES("Main\0helper\0"), 0, "It doesn't import qutil.dll."},
    };
    PeSpec program = {
        .machine = OWN_MACHINE, .library = "kernel32.dll", .function = "LoadLibraryW"};

    ScratchOpen(L"named helper");
    ScratchBuild(L"helper.dll", &helper);
    for (size_t i = 0; i < ARRAYSIZE(all); i++) {
        program.contents = all[i].bytes;
        program.contentsSize = all[i].size;
        ScratchBuild(L"agent.exe", &program);
        Judge(L"agent.exe", all[i].exitCode);
        Said(all[i].said);
        NeverSaid("doesn't start");
    }
    program = (PeSpec){.machine = PE_MACHINE_X86,
                       .isAnyCpu = true,
                       .contents = "Main\0Helper\0",
                       .contentsSize = 13};
    ScratchBuild(L"agent.exe", &program);
    program.isDll = true;
    program.contents = "FreeSoH\0qutil\0";
    program.contentsSize = 15;
    ScratchBuild(L"helper.dll", &program);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll doesn't import qutil.dll, but contains its name");
}

/* The program means another DLL with the name qutil.dll, not NAP's. */
static void otherQutilIsMeant(void **state)
{
    PeSpec program = {
        .machine = OWN_MACHINE, .library = "qutil.dll", .function = "qInitNetworkProtocols"};
    WCHAR argument[1100];

    ScratchOpen(L"other qutil");
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 1);
    Said("There is no qutil.dll for it");
    Said("NAP's qutil.dll doesn't have, ours neither: qInitNetworkProtocols.");
    NeverSaid("Copy ");
    ScratchCopy(DOCTOR, L"qutil-doctor.exe");
    swprintf(argument, ARRAYSIZE(argument), L"\"%ls\"", ScratchPath(L"program.exe"));
    ConsultProgram(L"doctor-scratch\\other qutil\\qutil-doctor.exe", argument, 1);
    Said("ours neither: qInitNetworkProtocols.");
    NeverSaid("Copy ");
    program.function = NULL; /* ordinal 5, which ours has */
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 1);
    Said("What to do - Copy ");
    program.function = "_FreeSoH@4";
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 1);
    Said("ours neither: _FreeSoH@4.");
    program.machine = OTHER_MACHINE;
    ScratchBuild(L"qutil.dll", &program);
    program.machine = OWN_MACHINE;
    program.function = "qInitNetworkProtocols";
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 1);
    NeverSaid("by the right");
    NeverSaid("Replace the DLL of the wrong architecture by");
}

/* Its own program needs it, so nobody should replace it. */
static void otherQutilItself(void **state)
{
    PeSpec dll = {.machine = OWN_MACHINE, .isDll = true, .exported = "DllGetClassObject"};

    ScratchOpen(L"other qutil itself");
    ScratchBuild(L"qutil.dll", &dll);
    Judge(L"qutil.dll", 1);
    Said("It has none of the functions of NAP's qutil.dll: it is another library of that name.");
    Said("Leave it to the program that it belongs to.");
    NeverSaid("Replace it");
    NeverSaid("NapSoHConstructor");
    ScratchCopy(DOCTOR, L"qutil-doctor.exe");
    ConsultProgram(L"doctor-scratch\\other qutil itself\\qutil-doctor.exe", L"", 1);
    Said("it is another library of that name.");
    NeverSaid("Replace it");
    dll.exported = "AllocConnections";
    ScratchBuild(L"qutil.dll", &dll);
    Judge(L"qutil.dll", 1);
    Said("It doesn't export FreeSoH.");
    Said("Replace it by the qutil.dll of the qutil archive.");
}

/* The loader starts both programs, Wine's too. */
static void whatTheLoaderAccepts(void **state)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .library = "qutil.dll", .function = "AllocConnections"};
    static uint8_t file[PE_BUILD_MAX];
    size_t size = PeBuild(&program, file);
    uint8_t *section = file + 0x40 + 24 + OWN_DIRECTORIES + 8 * PE_DIRECTORY_COUNT;

    ScratchOpen(L"accepted");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    memcpy(section + 40, section, 40);
    file[0x46] = 2;
    memset(section + 60, 0, 4); /* a size, but no place in the file */
    section[40 + 13] = 0x20;
    ScratchWrite(L"bss.exe", file, size);
    Judge(L"bss.exe", 0);
    Said("It imports 1 function from qutil.dll: AllocConnections");
    size = PeBuild(&program, file);
    section[8] = (uint8_t)(size - PE_BUILD_HEADERS);
    section[9] = 0;
    section[16] = 0;
    section[17] = 2;
    ScratchWrite(L"padding.exe", file, size);
    Judge(L"padding.exe", 0);
    Said("It imports 1 function from qutil.dll: AllocConnections");
    ScratchWrite(L"cut.exe", file, size - 1);
    Judge(L"cut.exe", 1);
    Said("cut.exe is cut off: it has ");
    Said("It imports 1 function from qutil.dll: AllocConnections");
}

/* Zeros in the place of what was never copied. */
static void contentsAreZeros(void **state)
{
    static uint8_t file[PE_BUILD_MAX];
    const size_t size = PeBuild(&usesHelper, file);

    ScratchOpen(L"zeros");
    memset(file + PE_BUILD_HEADERS, 0, size - PE_BUILD_HEADERS);
    ScratchWrite(L"agent.exe", file, size);
    Judge(L"agent.exe", 1);
    Said("agent.exe is damaged: expected an imported DLL near address ");
    Said("Get a fresh copy of the file");
}

/* The loader doesn't read the table of delay-loaded DLLs, so a bad one doesn't stop the program. */
static void badDelayTableIsIgnored(void **state)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .library = "qutil.dll", .function = "AllocConnections"};
    static uint8_t file[PE_BUILD_MAX];
    const size_t size = PeBuild(&program, file);
    const size_t directories = 0x40 + 24 + OWN_DIRECTORIES;

    ScratchOpen(L"delay table");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    memset(file + directories + 13 * 8, 0x7F, 4);
    ScratchWrite(L"agent.exe", file, size);
    Judge(L"agent.exe", 0);
    Said("The table of delay-loaded DLLs of ");
    Said("It imports 1 function from qutil.dll: AllocConnections");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(helperImportsQutil),
        cmocka_unit_test(longChainIsFollowed),
        cmocka_unit_test(cyclesEnd),
        cmocka_unit_test(delayLoadedHelper),
        cmocka_unit_test(loadAtStartCountsMore),
        cmocka_unit_test(helperOfOtherArchitecture),
        cmocka_unit_test(helperIsMissing),
        cmocka_unit_test(helperIsDamaged),
        cmocka_unit_test(twoHelpers),
        cmocka_unit_test(helperOfArm),
        cmocka_unit_test(helperIsLocked),
        cmocka_unit_test(endlessChainEnds),
        cmocka_unit_test(apiSetsAreLeftOut),
        cmocka_unit_test(helperInPath),
        cmocka_unit_test(helperImportsNapDll),
        cmocka_unit_test(forwardersAreFollowed),
        cmocka_unit_test(otherQutilLacksADll),
        cmocka_unit_test(loadedByName),
        cmocka_unit_test(helperLoadsByName),
        cmocka_unit_test(helperIsNamed),
        cmocka_unit_test(otherQutilIsMeant),
        cmocka_unit_test(otherQutilItself),
        cmocka_unit_test(whatTheLoaderAccepts),
        cmocka_unit_test(contentsAreZeros),
        cmocka_unit_test(badDelayTableIsIgnored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
