/* SPDX-License-Identifier: MIT */
/* qutil-doctor on programs and DLLs: good, damaged, of another architecture, and on other files. */
#include "qutiltest.h"

#include "doctortest.h"
#include "mappedfile.h"
#include "qutilversion.h"
#include "runprogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void linkedExampleIsFine(void **state)
{
    ScratchOpen(L"linked");
    ScratchCopy(L"..\\examples\\legacy-agent.exe", L"agent.exe");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent.exe", 0);
    Said("This is a " OWN_NAME " program.");
    Said("It imports 10 functions from qutil.dll: AllocConnections, AllocCountedString,");
    Said("Found beside the program: ");
    Said("qutil " QUTIL_VERSION_STRING ", by The qutil authors.");
    Said("It provides all 10 functions that the program imports.");
    Said("All is well");
}

static void pathOfAnyScript(void **state)
{
    ScratchOpen(L"Gr\u00F6\u00DFe mit Leerzeichen \u65E5\u672C");
    ScratchCopy(L"..\\examples\\legacy-agent.exe", L"agent \u03B1.exe");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent \u03B1.exe", 0);
    Said("Gr\u00F6\u00DFe mit Leerzeichen \u65E5\u672C\\qutil.dll");
}

static void missingFunction(void **state)
{
    ScratchOpen(L"missing");
    ScratchCopy(L"doctor\\doctor-missing.exe", L"missing.exe");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"missing.exe", 1);
    Said("It has no function NoSuchFunction. Windows doesn't start the program.");
    Said("The program asks for something that NAP's qutil.dll doesn't have, ours neither: "
         "NoSuchFunction.");
    NeverSaid("It has no function AllocConnections");
}

static void importByOrdinal(void **state)
{
    ScratchOpen(L"ordinal");
    ScratchCopy(L"doctor\\doctor-ordinal.exe", L"ordinal.exe");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"ordinal.exe", 1);
    Said("It imports 2 functions from qutil.dll:");
    Said("ordinal 16");
    Said("It has no function with ordinal 77.");
    NeverSaid("no function with ordinal 16");
}

static void delayLoaded(void **state)
{
    ScratchOpen(L"delayed");
    ScratchCopy(L"doctor\\doctor-delayed.exe", L"delayed.exe");
    Judge(L"delayed.exe", 1);
    Said("FreeSoH (not at the start)");
    Said("it starts without the DLL");
    Said("There is no qutil.dll for it: its calls into that DLL will fail.");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"delayed.exe", 0);
    Said("It provides the one function that the program imports.");
}

static void missingDll(void **state)
{
    ScratchOpen(L"without dll");
    ScratchCopy(L"..\\examples\\legacy-agent.exe", L"agent.exe");
    Judge(L"agent.exe", 1);
    Said("Not beside the program: ");
    Said("Not in the system folder: ");
    Said("There is no qutil.dll for it: Windows doesn't start the program.");
    Said("What to do - Copy ");
    Said("it is of the right architecture and has all that the program imports");
}

static void otherArchitecturesDll(void **state)
{
    const PeSpec other = {.machine = OTHER_MACHINE,
                          .isDll = true,
                          .exported = "AllocConnections",
                          .product = "Something"};

    ScratchOpen(L"mixed dll");
    ScratchCopy(L"..\\examples\\legacy-agent.exe", L"agent.exe");
    ScratchBuild(L"qutil.dll", &other);
    Judge(L"agent.exe", 1);
    Said("It is " OTHER_NAME ": Something 6.1.7600, by Contoso (not this project).");
    Said("A " OWN_NAME " program can't use a " OTHER_NAME " DLL: Windows reports 0xC000007B");
    Said("Replace the DLL of the wrong architecture by ");
}

static void otherArchitecturesProgram(void **state)
{
    const PeSpec other = {
        .machine = OTHER_MACHINE, .library = "QUTIL.DLL", .function = "AllocConnections"};

    ScratchOpen(L"mixed program");
    ScratchBuild(L"agent.exe", &other);
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent.exe", 1);
    Said("This is a " OTHER_NAME " program.");
    Said("A " OTHER_NAME " program can't use a " OWN_NAME " DLL");
}

/* The result is valid until the next call. */
static const char *systemFolder(const char *behind)
{
    static char path[MAX_PATH];
    UINT length = GetSystemWindowsDirectoryA(path, MAX_PATH);

    assert_in_range(length, 1, MAX_PATH - 1);
    snprintf(path + length, sizeof(path) - length, "%s", behind);
    return path;
}

static const char *othersSystemFolder(const char *behind)
{
    static char path[MAX_PATH];
#ifdef _WIN64
    UINT length = GetSystemWow64DirectoryA(path, MAX_PATH);
#else
    UINT length = GetSystemDirectoryA(path, MAX_PATH);
#endif

    assert_in_range(length, 1, MAX_PATH - 1);
    snprintf(path + length, sizeof(path) - length, "%s", behind);
    return path;
}

/* TRUE if this system has no programs of the other architecture to try. */
static bool isOneArchitectureOnly(void)
{
#ifdef _WIN64
    char path[MAX_PATH];

    return GetSystemWow64DirectoryA(path, MAX_PATH) == 0;
#else
    BOOL isWow64 = FALSE;

    return !IsWow64Process(GetCurrentProcess(), &isWow64) || !isWow64;
#endif
}

/* Their DLLs are in another system folder than ours, though both see it under the same name. */
static void otherArchitecturesSystemFolder(void **state)
{
    const PeSpec other = {.machine = OTHER_MACHINE, .library = "qutil.dll", .function = "FreeSoH"};
    const PeSpec x86 = {.machine = PE_MACHINE_X86};
    WCHAR program[MAX_PATH];
    BOOL isOurs;

    if (isOneArchitectureOnly()) {
        skip();
    }
    ScratchOpen(L"system folder");
    ScratchBuild(L"agent.exe", &other);
    Judge(L"agent.exe", 1);
    Said(othersSystemFolder("\\qutil.dll"));
    swprintf(program, ARRAYSIZE(program), L"%hs", systemFolder("\\system32\\notepad.exe"));
    Consult(program, 0);
    Said("This is a 64-bit (x64) program.");
    /* A Wine prefix for 64-bit programs only has no file there. */
    swprintf(program, ARRAYSIZE(program), L"%hs", systemFolder("\\syswow64\\notepad.exe"));
    ScratchBuild(L"x86.exe", &x86);
    isOurs = CopyFileW(ScratchPath(L"x86.exe"), program, TRUE);
    Consult(program, 0);
    assert_true(!isOurs || DeleteFileW(program));
    Said("This is a 32-bit (x86) program.");
}

static void foreignDllLacksAFunction(void **state)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .library = "qutil.dll", .function = "FreeNetworkSoH"};
    const PeSpec dll = {
        .machine = OWN_MACHINE, .isDll = true, .exported = "FreeSoH", .product = "Old qutil"};

    ScratchOpen(L"foreign dll");
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"qutil.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("Old qutil 6.1.7600, by Contoso (not this project)");
    Said("It has no function FreeNetworkSoH.");
    Said("Use another qutil.dll than the one it finds:");
}

static void forwarderIsFollowed(void **state)
{
    const PeSpec program = {.machine = OWN_MACHINE, .library = "qutil", .function = "FreeSoH"};
    const PeSpec dll = {.machine = OWN_MACHINE,
                        .isDll = true,
                        .exported = "FreeSoH",
                        .forwarder = "QAGENT.FreeSoH"};
    const PeSpec back = {
        .machine = OWN_MACHINE, .isDll = true, .exported = "FreeSoH", .forwarder = "QUTIL.FreeSoH"};
    const PeSpec target = {.machine = OWN_MACHINE, .isDll = true, .exported = "FreeSoH"};

    ScratchOpen(L"forwarder");
    ScratchBuild(L"agent.exe", &program);
    ScratchBuild(L"qutil.dll", &dll);
    Judge(L"agent.exe", 1);
    Said(
        "FreeSoH is not in this DLL itself: it is forwarded to QAGENT.FreeSoH, which isn't there.");
    Said("It has no version resource");
    ScratchBuild(L"qagent.dll", &back);
    Judge(L"agent.exe", 1);
    Said("which isn't there");
    ScratchBuild(L"qagent.dll", &target);
    Judge(L"agent.exe", 0);
    Said("FreeSoH is not in this DLL itself: it is forwarded to QAGENT.FreeSoH.");
}

static void damagedDll(void **state)
{
    ScratchOpen(L"damaged dll");
    ScratchCopy(L"..\\examples\\legacy-agent.exe", L"agent.exe");
    ScratchWrite(L"qutil.dll", "MZ and no more", 14);
    Judge(L"agent.exe", 1);
    Said("qutil.dll is cut off: it has 14 bytes");
    Said("Replace the damaged DLL by ");
}

static void otherNapDll(void **state)
{
    const PeSpec program = {.machine = OWN_MACHINE, .library = "QAGENTRT.DLL", .function = "Any"};

    ScratchOpen(L"nap dll");
    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 1);
    Said("It also imports qagentrt.dll (the NAP Agent service), and there is none");
    Said("qutil.dll can't give it back");
}

static void noUseOfQutil(void **state)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .library = "kernel32.dll", .function = "ExitProcess"};

    ScratchOpen(L"no qutil");
    ScratchBuild(L"program.exe", &program);
    Judge(L"program.exe", 0);
    Said("It doesn't import qutil.dll.");
    Said("All is well");
}

static void loadedWhileRunning(void **state)
{
    ScratchOpen(L"dynamic");
    ScratchCopy(L"..\\examples\\legacy-agent-dynamic.exe", L"agent.exe");
    Judge(L"agent.exe", 1);
    Said("It doesn't import qutil.dll, but contains its name: it may load it while it runs.");
    Said("There is no qutil.dll for it");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent.exe", 0);
}

static void otherMachines(void **state)
{
    const PeSpec arm = {.machine = PE_MACHINE_ARM64, .library = "qutil.dll", .function = "FreeSoH"};
    const PeSpec anyCpu = {.machine = PE_MACHINE_X86, .isAnyCpu = true};
    const PeSpec unknown = {.machine = 0x1234, .library = "qutil.dll", .function = "FreeSoH"};

    ScratchOpen(L"machines");
    ScratchBuild(L"arm.exe", &arm);
    Judge(L"arm.exe", 1);
    Said("This is a 64-bit ARM (ARM64) program.");
    Said("There is no qutil.dll of this project for it");
    ScratchBuild(L"any.exe", &anyCpu);
    Judge(L"any.exe", 0);
    Said("This is a .NET program for any architecture; here it runs as 64-bit (x64).");
    ScratchBuild(L"unknown.exe", &unknown);
    Judge(L"unknown.exe", 1);
    Said("of a machine that this doctor doesn't know");
}

static void qutilItself(void **state)
{
    const PeSpec dll = {.machine = OWN_MACHINE, .isDll = true, .exported = "FreeSoH"};

    ScratchOpen(L"itself");
    ScratchBuild(L"QUtil.dll", &dll);
    Judge(L"QUtil.dll", 1);
    Said("It doesn't export AllocConnections.");
    NeverSaid("It doesn't export FreeSoH.");
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"qutil.dll", 1);
    Said("It exports all 20 functions of qutil.dll.");
}

static void otherFilesAreReported(void **state)
{
    HANDLE locked;

    ScratchOpen(L"no program");
    ScratchWrite(L"text.exe", "This is a text.\r\n", 17);
    Judge(L"text.exe", 1);
    Said("text.exe is not a Windows program or DLL, whatever its name says");
    ScratchWrite(L"empty.dll", "", 0);
    Judge(L"empty.dll", 1);
    Said("empty.dll is empty: 0 bytes.");
    Judge(L"does not exist.exe", 1);
    Said("does not exist.exe does not exist.");
    Judge(L".", 1);
    Said("is a folder, not a file.");
    ScratchWrite(L"locked.exe", "MZ", 2);
    locked =
        CreateFileW(ScratchPath(L"locked.exe"), GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    assert_true(locked != INVALID_HANDLE_VALUE);
    Judge(L"locked.exe", 1);
    CloseHandle(locked);
    Said("is in use by a program that lets nobody else read it.");
}

static void terminalIsSafe(void **state)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .library = "qutil.dll", .function = "\x1B[2Jgone\x07"};

    ScratchOpen(L"terminal");
    ScratchBuild(L"agent.exe", &program);
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    Judge(L"agent.exe", 1);
    Said("It has no function \\x1B[2Jgone\\x07.");
    NeverSaid("\x1B");
}

static void openExample(MappedFile *file)
{
    WCHAR *path = RunPath(L"..\\examples\\legacy-agent.exe");

    assert_true(MappedFileOpen(file, path));
    free(path);
}

/* A real program, truncated at every byte of its headers, given to the reader … */
static void truncatedAtEachHeaderByte(void **state)
{
    MappedFile whole;
    PeImage image;

    openExample(&whole);
    assert_int_equal(PeOpen(&image, whole.bytes, whole.size), PE_OK);
    for (size_t size = 0; size < 0x1000; size++) {
        assert_int_equal(PeOpen(&image, whole.bytes, size), size == 0 ? PE_EMPTY : PE_TRUNCATED);
    }
    MappedFileClose(&whole);
}

/* … and truncated at some bytes, given to qutil-doctor. */
static void truncationIsReported(void **state)
{
    static const size_t sizes[] = {1,   2,   63,  64,  127, 128, 131, 132,   133,   151,
                                   152, 153, 200, 264, 376, 392, 393, 0x3FF, 0x400, 0x1000};
    MappedFile whole;

    openExample(&whole);
    ScratchOpen(L"truncated");
    for (size_t i = 0; i < ARRAYSIZE(sizes); i++) {
        ScratchWrite(L"cut.exe", whole.bytes, sizes[i]);
        Judge(L"cut.exe", 1);
        Said("cut.exe is cut off: it has ");
    }
    MappedFileClose(&whole);
}

static void usage(void **state)
{
    Consult(L"--help", 0);
    Said("Usage: qutil-doctor [OPTION]... [FILE]");
    Consult(L"--version", 0);
    Said("qutil-doctor " QUTIL_VERSION_STRING);
    Consult(L"--frobnicate", 2);
    Said("unknown option \"--frobnicate\"; see qutil-doctor --help");
    Consult(L"a.exe b.exe", 2);
    Consult(L"--dll", 2);
    Consult(L"--dll x.dll", 2);
    Consult(L"--timeout 0", 2);
    Consult(L"--timeout 5x", 2);
    Consult(L"--register-user --unregister-user", 2);
    Consult(L"--unregister-user a.exe", 2);
    Consult(L"--naphost", 2);
    Consult(L"\"\"", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linkedExampleIsFine),
        cmocka_unit_test(pathOfAnyScript),
        cmocka_unit_test(missingFunction),
        cmocka_unit_test(importByOrdinal),
        cmocka_unit_test(delayLoaded),
        cmocka_unit_test(missingDll),
        cmocka_unit_test(otherArchitecturesDll),
        cmocka_unit_test(otherArchitecturesProgram),
        cmocka_unit_test(otherArchitecturesSystemFolder),
        cmocka_unit_test(foreignDllLacksAFunction),
        cmocka_unit_test(forwarderIsFollowed),
        cmocka_unit_test(damagedDll),
        cmocka_unit_test(otherNapDll),
        cmocka_unit_test(noUseOfQutil),
        cmocka_unit_test(loadedWhileRunning),
        cmocka_unit_test(otherMachines),
        cmocka_unit_test(qutilItself),
        cmocka_unit_test(otherFilesAreReported),
        cmocka_unit_test(terminalIsSafe),
        cmocka_unit_test(truncatedAtEachHeaderByte),
        cmocka_unit_test(truncationIsReported),
        cmocka_unit_test(usage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
