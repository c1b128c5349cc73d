/* SPDX-License-Identifier: MIT */
/*
 * What DllRegisterServer and DllUnregisterServer do to the registry where calls are refused, and
 * by which texts a DLL knows itself; else there are rules (tests/contract/rulesregistration.c).
 * HKEY_LOCAL_MACHINE is redirected to a key of this test, so that the real registry is never
 * changed, even if the test crashes.
 */
#include "comtest.h"

#include "handlecount.h"
#include "importtable.h"
#include "registrykeys.h"

#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define CLASSES     L"Software\\Classes\\CLSID"
#define CONSTRUCTOR CLASSES L"\\{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}"
#define PROCESSOR   CLASSES L"\\{AA160628-8775-46E3-837C-F7A2AE66E2F5}"

static WCHAR rootName[64];
static HKEY root; /* stands in for HKEY_LOCAL_MACHINE while a test runs */

static int redirect(void **state)
{
    swprintf(rootName, ARRAYSIZE(rootName), L"Software\\qutil-test-%lu",
             (unsigned long)GetCurrentProcessId());
    if (RegCreateKeyExW(HKEY_CURRENT_USER, rootName, 0, NULL, REG_OPTION_NON_VOLATILE,
                        KEY_ALL_ACCESS, NULL, &root, NULL) != ERROR_SUCCESS) {
        return -1;
    }
    return RegOverridePredefKey(HKEY_LOCAL_MACHINE, root) == ERROR_SUCCESS ? 0 : -1;
}

static int restore(void **state)
{
    RegOverridePredefKey(HKEY_LOCAL_MACHINE, NULL);
    RegCloseKey(root);
    return RegDeleteTreeW(HKEY_CURRENT_USER, rootName) == ERROR_SUCCESS ? 0 : -1;
}

#define redirected_test(function) cmocka_unit_test_setup_teardown(function, redirect, restore)

static void expectContents(const WCHAR *path, DWORD keys, DWORD values)
{
    assert_true(RegistryHolds(root, path, keys, values));
}

static void expectValue(const WCHAR *key, const WCHAR *value, const WCHAR *text)
{
    assert_true(RegistryIsPlain(root, key, value));
    assert_true(RegistryTextIs(root, key, value, text));
}

static void expectClass(const WCHAR *path, const WCHAR *name, const WCHAR *dll)
{
    WCHAR serverPath[160];

    expectContents(path, 1, 1);
    expectValue(path, NULL, name);
    swprintf(serverPath, ARRAYSIZE(serverPath), L"%ls\\InprocServer32", path);
    expectContents(serverPath, 0, 2);
    expectValue(serverPath, NULL, dll);
    expectValue(serverPath, L"ThreadingModel", L"Both");
}

static void expectRegistered(const WCHAR *dll)
{
    expectContents(CLASSES, 2, 0);
    expectClass(CONSTRUCTOR, L"NapSoHConstructor", dll);
    expectClass(PROCESSOR, L"NapSoHProcessor", dll);
}

static void expectNoClass(void)
{
    assert_false(RegistryHas(root, CONSTRUCTOR));
    assert_false(RegistryHas(root, PROCESSOR));
}

static const WCHAR *ownPath(void)
{
    static WCHAR path[MAX_PATH];

    assert_in_range(GetModuleFileNameW(server.module, path, MAX_PATH), 1, MAX_PATH - 1);
    return path;
}

/* Also keys that another version of the DLL wrote there. */
static void unregistersWholeKeyOfAClass(void **state)
{
    RegistryWrite(root, PROCESSOR L"\\InprocServer32", NULL, ownPath());
    RegistryWrite(root, PROCESSOR L"\\ProgID\\deeper", NULL, L"what another version wrote");
    assert_hresult(server.DllUnregisterServer(), S_OK);
    expectNoClass();
}

static void writeServer(DWORD type, const void *data, DWORD size)
{
    const WCHAR name[] = PROCESSOR L"\\InprocServer32";
    HKEY key = NULL;

    RegistryMake(root, name, REG_OPTION_NON_VOLATILE);
    assert_int_equal(RegOpenKeyExW(root, name, 0, KEY_SET_VALUE, &key), 0);
    assert_int_equal(RegSetValueExW(key, NULL, 0, type, data, size), 0);
    RegCloseKey(key);
}

static void writeServerText(const WCHAR *text)
{
    RegistryWrite(root, PROCESSOR L"\\InprocServer32", NULL, text);
}

/* The path under test is the processor's; the constructor isn't registered. */
static void expectOurs(const char *what)
{
    print_message("%s\n", what);
    assert_hresult(server.DllUnregisterServer(), S_OK);
    expectNoClass();
}

static void expectAnothers(const char *what)
{
    print_message("%s\n", what);
    assert_hresult(server.DllUnregisterServer(), S_OK);
    assert_true(RegistryHas(root, PROCESSOR L"\\InprocServer32"));
}

static void knowsItsPathInEveryForm(void **state)
{
    WCHAR path[MAX_PATH + 16];
    const WCHAR *name = wcsrchr(ownPath(), L'\\');

    writeServerText(_wcsupr(wcscpy(path, ownPath())));
    expectOurs("upper case");
    writeServerText(_wcslwr(wcscpy(path, ownPath())));
    expectOurs("lower case");
    assert_in_range(GetShortPathNameW(ownPath(), path, MAX_PATH), 1, MAX_PATH - 1);
    writeServerText(path);
    expectOurs("short names");
    swprintf(path, ARRAYSIZE(path), L"\"%ls\"", ownPath());
    writeServerText(path);
    expectOurs("in quotes");
    swprintf(path, ARRAYSIZE(path), L"\"%ls", ownPath());
    writeServerText(path);
    expectOurs("a quote that isn't closed");
    swprintf(path, ARRAYSIZE(path), L"\\\\?\\%ls", ownPath());
    writeServerText(path);
    expectOurs("the form for long paths");
    swprintf(path, ARRAYSIZE(path), L"%.*ls\\.%ls", (int)(name - ownPath()), ownPath(), name);
    writeServerText(path);
    expectOurs("a dot among the folders");
    wcscpy(path, ownPath());
    for (WCHAR *slash = wcschr(path, L'\\'); slash; slash = wcschr(slash, L'\\')) {
        *slash = L'/';
    }
    writeServerText(path);
    expectOurs("slashes");
}

static void knowsItsPathInEveryEncoding(void **state)
{
    WCHAR path[MAX_PATH + 16];
    WCHAR folder[MAX_PATH];
    const WCHAR *name = wcsrchr(ownPath(), L'\\');
    DWORD length = (DWORD)wcslen(ownPath());

    writeServer(REG_SZ, ownPath(), length * sizeof(WCHAR));
    expectOurs("without a NUL");
    wcscpy(path, ownPath());
    wcscpy(path + length + 1, L"more");
    writeServer(REG_SZ, path, (length + 6) * sizeof(WCHAR));
    expectOurs("with more behind the NUL");
    writeServer(REG_SZ, path, (length + 1) * (DWORD)sizeof(WCHAR) + 1);
    expectOurs("with a byte too many");
    swprintf(folder, ARRAYSIZE(folder), L"%.*ls", (int)(name - ownPath()), ownPath());
    SetEnvironmentVariableW(L"QUTIL_FOLDER", folder);
    swprintf(path, ARRAYSIZE(path), L"%%QUTIL_FOLDER%%%ls", name);
    writeServer(REG_EXPAND_SZ, path, (DWORD)((wcslen(path) + 1) * sizeof(WCHAR)));
    expectOurs("with a variable");
    writeServerText(path);
    expectAnothers("with a variable in a text without any");
    SetEnvironmentVariableW(L"QUTIL_FOLDER", NULL);
}

/* Each is another file, or can't be recognised as this module. */
static void leavesOtherPaths(void **state)
{
    static const WCHAR *const texts[] = {
        L"",
        L"\"",
        L"\\",
        L"C:",
        L"qutil.dll",
        L"tests\\..\\qutil.dll",
        L"..\\qutil.dll",
        L"C:\\no\\such\\qutil.dll",
        L"C:\\windows\\system32\\kernel32.dll",
        L"C:\\windows",
    };
    const DWORD number = 1;

    for (size_t i = 0; i < ARRAYSIZE(texts); i++) {
        writeServerText(texts[i]);
        expectAnothers("another text");
    }
    writeServer(REG_DWORD, &number, sizeof(number));
    expectAnothers("a number");
    writeServer(REG_BINARY, ownPath(), (DWORD)((wcslen(ownPath()) + 1) * sizeof(WCHAR)));
    expectAnothers("bytes");
}

static void leavesAPathThatDependsOnTheCurrentFolder(void **state)
{
    const WCHAR *name = wcsrchr(ownPath(), L'\\') + 1;
    WCHAR before[MAX_PATH];
    WCHAR text[MAX_PATH];

    assert_in_range(GetCurrentDirectoryW(ARRAYSIZE(before), before), 1, ARRAYSIZE(before) - 1);
    swprintf(text, ARRAYSIZE(text), L"%.*ls", (int)(name - ownPath()), ownPath());
    assert_true(SetCurrentDirectoryW(text));
    swprintf(text, ARRAYSIZE(text), L"%.2ls%ls", ownPath(), name);
    writeServerText(text);
    expectAnothers("relative to the drive's current folder");
    assert_true(SetCurrentDirectoryW(before));
}

static void leavesAClassWithoutAPath(void **state)
{
    RegistryWrite(root, CONSTRUCTOR, NULL, L"a name alone");
    RegistryWrite(root, PROCESSOR L"\\InprocServer32", L"ThreadingModel", L"Both");
    assert_hresult(server.DllUnregisterServer(), S_OK);
    expectContents(CONSTRUCTOR, 0, 1);
    expectContents(PROCESSOR L"\\InprocServer32", 0, 1);
}

#define TOO_LONG 40000

static void leavesAPathThatIsTooLong(void **state)
{
    WCHAR *path = calloc(TOO_LONG, sizeof(*path));

    assert_non_null(path);
    wmemset(path, L'x', TOO_LONG - 1);
    wmemcpy(path, ownPath(), wcslen(ownPath()));
    writeServer(REG_SZ, path, TOO_LONG * sizeof(*path));
    free(path);
    expectAnothers("too long");
}

/*
 * Windows refuses a non-volatile key below a volatile one. So a volatile key makes the registration
 * fail at a chosen place, after the keys above it were opened.
 */
static void expectRefusedBelow(const WCHAR *path)
{
    RegistryMake(root, path, REG_OPTION_VOLATILE);
    assert_hresult(server.DllRegisterServer(), HRESULT_FROM_WIN32(ERROR_CHILD_MUST_BE_VOLATILE));
}

/* Of both classes only this key exists, empty as before. */
static void expectJustEmptyKey(const WCHAR *path)
{
    expectContents(CLASSES, 1, 0);
    expectContents(path, 0, 0);
}

static void refusedAtTheTopWritesNothing(void **state)
{
    expectRefusedBelow(L"Software");
    expectContents(L"Software", 0, 0);
}

static void refusedAtTheClassWritesNothing(void **state)
{
    RegistryMake(root, L"Software\\Classes", REG_OPTION_NON_VOLATILE);
    expectRefusedBelow(CLASSES);
    expectContents(CLASSES, 0, 0);
}

static void allow(const WCHAR *path, const WCHAR *accessList)
{
    PSECURITY_DESCRIPTOR descriptor;
    HKEY key = NULL;

    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorW(accessList, SDDL_REVISION_1,
                                                                     &descriptor, NULL));
    assert_int_equal(RegOpenKeyExW(root, path, 0, WRITE_DAC, &key), 0);
    assert_int_equal(RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, descriptor), 0);
    RegCloseKey(key);
    LocalFree(descriptor);
}

/* The access rights that a normal user has: reading is allowed, writing is not. */
static void deniedAccessIsReported(void **state)
{
    HRESULT registered;
    HRESULT unregistered;

    assert_hresult(server.DllRegisterServer(), S_OK);
    assert_hresult(server.DllUnregisterServer(), S_OK);
    allow(CLASSES, L"D:(A;;KR;;;WD)");
    registered = server.DllRegisterServer();
    unregistered = server.DllUnregisterServer();
    allow(CLASSES, L"D:(A;;KA;;;WD)");
    assert_hresult(registered, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED));
    assert_hresult(unregistered, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED));
    expectContents(CLASSES, 0, 0);
}

/* The first class can be written, the second can't: then the first is removed again. */
static void deniedSecondClassLeavesNone(void **state)
{
    HRESULT hr;

    RegistryMake(root, PROCESSOR, REG_OPTION_NON_VOLATILE);
    allow(PROCESSOR, L"D:(A;;KR;;;WD)");
    hr = server.DllRegisterServer();
    allow(PROCESSOR, L"D:(A;;KA;;;WD)");
    assert_hresult(hr, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED));
    expectJustEmptyKey(PROCESSOR);
}

/* An earlier registration, perhaps another DLL's, survives one that was refused. */
static void deniedKeyKeepsAnEarlierRegistration(void **state)
{
    static const WCHAR theirs[] = L"C:\\theirs\\qutil.dll";
    HRESULT hr;

    assert_hresult(server.DllRegisterServer(), S_OK);
    RegistryWrite(root, CONSTRUCTOR L"\\InprocServer32", NULL, theirs);
    RegistryWrite(root, PROCESSOR L"\\InprocServer32", NULL, theirs);
    allow(PROCESSOR L"\\InprocServer32", L"D:(A;;KR;;;WD)");
    hr = server.DllRegisterServer();
    allow(PROCESSOR L"\\InprocServer32", L"D:(A;;KA;;;WD)");
    assert_hresult(hr, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED));
    expectRegistered(theirs);
}

static FARPROC replaceImport(const char *name, FARPROC replacement)
{
    return ImportReplace(server.module, name, replacement);
}

static unsigned deletions;

/* Wine deletes a tree even if its access list forbids that, so the refusal is simulated here. */
static LSTATUS WINAPI deleteAllButTheConstructor(HKEY key, const WCHAR *name)
{
    deletions++;
    if (wcsstr(CONSTRUCTOR, name)) {
        return ERROR_ACCESS_DENIED;
    }
    return RegDeleteTreeW(key, name);
}

/* If one class can't be removed, the other still is, and the failure is reported. */
static void removesOtherClassWhenOneFails(void **state)
{
    FARPROC real;
    HRESULT hr;

    assert_hresult(server.DllRegisterServer(), S_OK);
    deletions = 0;
    real = replaceImport("RegDeleteTreeW", (FARPROC)(void *)deleteAllButTheConstructor);
    hr = server.DllUnregisterServer();
    replaceImport("RegDeleteTreeW", real);
    assert_hresult(hr, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED));
    assert_true(RegistryHas(root, CONSTRUCTOR));
    assert_false(RegistryHas(root, PROCESSOR));
    assert_int_equal(deletions, 2);
}

static LSTATUS WINAPI refuseToRead(HKEY key, const WCHAR *path, const WCHAR *name, DWORD flags,
                                   DWORD *type, void *data, DWORD *size)
{
    return ERROR_ACCESS_DENIED;
}

/* It can't be said then whose registration it is. */
static void unreadableRegistrationStays(void **state)
{
    FARPROC real;
    HRESULT hr;

    assert_hresult(server.DllRegisterServer(), S_OK);
    real = replaceImport("RegGetValueW", (FARPROC)(void *)refuseToRead);
    hr = server.DllUnregisterServer();
    replaceImport("RegGetValueW", real);
    assert_hresult(hr, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED));
    expectRegistered(ownPath());
}

static unsigned namesBefore; /* calls that the system answers first */
static DWORD refusedLength;

static DWORD WINAPI nameUntilRefused(HANDLE file, WCHAR *path, DWORD size, DWORD flags)
{
    DWORD length = GetFinalPathNameByHandleW(file, path, size, flags);

    if (namesBefore == 0) {
        return refusedLength;
    }
    namesBefore--;
    return length;
}

/* The same file by another path, but the system doesn't say so, or its name is too long. */
static void leavesAPathThatCannotBeCompared(void **state)
{
    static const DWORD lengths[] = {0, 100000};
    WCHAR path[MAX_PATH + 16];
    FARPROC real;

    swprintf(path, ARRAYSIZE(path), L"\\\\?\\%ls", ownPath());
    writeServerText(path);
    real = replaceImport("GetFinalPathNameByHandleW", (FARPROC)(void *)nameUntilRefused);
    for (unsigned i = 0; i < 2 * ARRAYSIZE(lengths); i++) {
        namesBefore = i % 2;
        refusedLength = lengths[i / 2];
        expectAnothers("no name, or one that is too long");
    }
    replaceImport("GetFinalPathNameByHandleW", real);
    expectOurs("the same path, with its name");
}

static LSTATUS WINAPI openKeyIfSound(HKEY parent, const WCHAR *name, DWORD options, REGSAM access,
                                     HKEY *key)
{
    return options != 0 ? ERROR_INVALID_PARAMETER
                        : RegOpenKeyExW(parent, name, options, access, key);
}

/* Windows rejects invalid arguments; Wine doesn't check them. */
static void unregistersWithValidArguments(void **state)
{
    FARPROC real;
    HRESULT hr;

    assert_hresult(server.DllRegisterServer(), S_OK);
    real = replaceImport("RegOpenKeyExW", (FARPROC)(void *)openKeyIfSound);
    hr = server.DllUnregisterServer();
    replaceImport("RegOpenKeyExW", real);
    assert_hresult(hr, S_OK);
    expectNoClass();
}

static void exhaustedMemoryWritesNothing(void **state)
{
    HRESULT hr;
    BOOL hasFailed;

    SpyStart();
    SpyFailAllocation(1);
    hr = server.DllRegisterServer();
    hasFailed = SpyHasFailed();
    SpyFailAllocation(0);
    SpyStop();
    assert_true(hasFailed);
    assert_hresult(hr, E_OUTOFMEMORY);
    expectContents(L"", 0, 0);
}

/* Which of the calls that make keys or write values is refused: 1 is the next. */
static unsigned refusedCall;

static BOOL isRefused(void)
{
    return refusedCall > 0 && --refusedCall == 0;
}

#define NO_KEY ((HKEY)(INT_PTR)0x5A5A5A5A)

static unsigned strayCloses;

static LSTATUS WINAPI createKeyUnlessRefused(HKEY parent, const WCHAR *name, DWORD reserved,
                                             WCHAR *class, DWORD options, REGSAM access,
                                             SECURITY_ATTRIBUTES *security, HKEY *key,
                                             DWORD *disposition)
{
    if (reserved != 0) {
        return ERROR_INVALID_PARAMETER; /* as Windows does */
    }
    if (!isRefused()) {
        return RegCreateKeyExW(parent, name, reserved, class, options, access, security, key,
                               disposition);
    }
    /* After a failure the outputs are undefined. */
    *key = NO_KEY;
    *disposition = REG_CREATED_NEW_KEY;
    return ERROR_REGISTRY_IO_FAILED;
}

static LSTATUS WINAPI closeRealKey(HKEY key)
{
    LSTATUS status = RegCloseKey(key);

    strayCloses += status != ERROR_SUCCESS;
    return status;
}

static LSTATUS WINAPI setValueUnlessRefused(HKEY key, const WCHAR *name, DWORD reserved, DWORD type,
                                            const BYTE *data, DWORD size)
{
    if (reserved != 0) {
        return ERROR_INVALID_PARAMETER;
    }
    return isRefused() ? ERROR_NO_SYSTEM_RESOURCES
                       : RegSetValueExW(key, name, reserved, type, data, size);
}

static HRESULT registerWithRefusal(const char *name, FARPROC replacement, unsigned nth)
{
    FARPROC real = replaceImport(name, replacement);
    HRESULT hr;

    refusedCall = nth;
    hr = server.DllRegisterServer();
    replaceImport(name, real);
    return hr;
}

/* CLSID itself, and two keys for each class. */
#define KEYS_TO_MAKE 5

static void eachRefusedKeyIsUndone(void **state)
{
    FARPROC close = replaceImport("RegCloseKey", (FARPROC)(void *)closeRealKey);
    unsigned handles = HandleCount();

    strayCloses = 0;
    for (unsigned nth = 1; nth <= KEYS_TO_MAKE; nth++) {
        assert_hresult(
            registerWithRefusal("RegCreateKeyExW", (FARPROC)(void *)createKeyUnlessRefused, nth),
            HRESULT_FROM_WIN32(ERROR_REGISTRY_IO_FAILED));
        assert_int_equal(refusedCall, 0);
        expectNoClass();
    }
    assert_int_equal(HandleCount(), handles);
    assert_hresult(server.DllRegisterServer(), S_OK);
    for (unsigned nth = 1; nth <= KEYS_TO_MAKE; nth++) {
        assert_hresult(
            registerWithRefusal("RegCreateKeyExW", (FARPROC)(void *)createKeyUnlessRefused, nth),
            HRESULT_FROM_WIN32(ERROR_REGISTRY_IO_FAILED));
        expectRegistered(ownPath());
    }
    assert_int_equal(strayCloses, 0);
    replaceImport("RegCloseKey", close);
}

#define VALUES_TO_WRITE 6

/* The registry gets full during the registration: no half-written class may remain. */
static void eachRefusedValueIsUndone(void **state)
{
    unsigned handles = HandleCount();

    for (unsigned nth = 1; nth <= VALUES_TO_WRITE; nth++) {
        assert_hresult(
            registerWithRefusal("RegSetValueExW", (FARPROC)(void *)setValueUnlessRefused, nth),
            HRESULT_FROM_WIN32(ERROR_NO_SYSTEM_RESOURCES));
        assert_int_equal(refusedCall, 0);
        expectNoClass();
        if (nth % 2 == 0) { /* every other one finds an earlier registration */
            assert_hresult(server.DllRegisterServer(), S_OK);
        }
    }
    assert_int_equal(HandleCount(), handles);
    assert_hresult(server.DllRegisterServer(), S_OK);
    expectRegistered(ownPath());
}

/* The longest path that Windows has, in characters with the NUL. */
#define PATH_ROOM 32768u

static DWORD pathLength;
static DWORD pathRoom;

/*
 * As GetModuleFileNameW is documented: a path that doesn't fit is truncated, and the result is the
 * size of the buffer.
 */
static DWORD WINAPI answerPath(HMODULE module, WCHAR *path, DWORD room)
{
    DWORD length = pathLength < room ? pathLength : room - 1;

    pathRoom = room;
    for (DWORD i = 0; i < length; i++) {
        path[i] = L'x';
    }
    path[length] = L'\0';
    SetLastError(pathLength == 0      ? ERROR_MOD_NOT_FOUND
                 : pathLength >= room ? ERROR_INSUFFICIENT_BUFFER
                                      : ERROR_SUCCESS);
    return pathLength < room ? pathLength : room;
}

static HRESULT fromPath(HRESULT(WINAPI *call)(void), DWORD length)
{
    FARPROC real = replaceImport("GetModuleFileNameW", (FARPROC)(void *)answerPath);
    HRESULT hr;

    pathLength = length;
    SpyStart();
    hr = call();
    SpyStop();
    replaceImport("GetModuleFileNameW", real);
    return hr;
}

static HRESULT registerFromPath(DWORD length)
{
    return fromPath(server.DllRegisterServer, length);
}

static void unknownOrTooLongPathFails(void **state)
{
    assert_hresult(registerFromPath(0), HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND));
    assert_hresult(registerFromPath(PATH_ROOM), HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE));
    assert_hresult(registerFromPath(PATH_ROOM + 1), HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE));
    assert_int_equal(pathRoom, PATH_ROOM);
    expectContents(L"", 0, 0);
}

/* Without its own path the DLL can't recognise its registration. */
static void unknownPathRemovesNothing(void **state)
{
    assert_hresult(server.DllRegisterServer(), S_OK);
    assert_hresult(fromPath(server.DllUnregisterServer, 0),
                   HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND));
    expectRegistered(ownPath());
}

static void longestPathIsRegistered(void **state)
{
    WCHAR *found = calloc(PATH_ROOM, sizeof *found);
    DWORD size = PATH_ROOM * sizeof *found;
    HKEY key;

    assert_non_null(found);
    assert_hresult(registerFromPath(PATH_ROOM - 1), S_OK);
    assert_int_equal(RegOpenKeyExW(root, PROCESSOR L"\\InprocServer32", 0, KEY_READ, &key), 0);
    assert_int_equal(RegQueryValueExW(key, NULL, NULL, NULL, (BYTE *)found, &size), 0);
    RegCloseKey(key);
    assert_int_equal(size, PATH_ROOM * sizeof *found);
    assert_int_equal(wcslen(found), PATH_ROOM - 1);
    free(found);
}

/* Memory runs out before anything is changed: the earlier registration stays complete. */
static void exhaustedMemoryKeepsRegistration(void **state)
{
    HRESULT hr;

    assert_hresult(server.DllRegisterServer(), S_OK);
    SpyStart();
    SpyFailAllocation(1);
    hr = server.DllRegisterServer();
    SpyFailAllocation(1);
    assert_hresult(server.DllUnregisterServer(), E_OUTOFMEMORY);
    SpyFailAllocation(0);
    SpyStop();
    assert_hresult(hr, E_OUTOFMEMORY);
    expectRegistered(ownPath());
}

static void allocatesOneBlockEach(void **state)
{
    SpyCounts counts;

    SpyStart();
    assert_hresult(server.DllRegisterServer(), S_OK);
    assert_hresult(server.DllUnregisterServer(), S_OK);
    counts = SpyRead();
    SpyStop();
    assert_int_equal(counts.allocations, 2);
}

static void closesEveryKey(void **state)
{
    unsigned before;

    assert_hresult(server.DllRegisterServer(), S_OK);
    before = HandleCount();
    assert_in_range(before, 1, 1000);
    for (int i = 0; i < 10; i++) {
        assert_hresult(server.DllRegisterServer(), S_OK);
        assert_hresult(server.DllUnregisterServer(), S_OK);
    }
    RegistryMake(root, PROCESSOR, REG_OPTION_VOLATILE);
    for (int i = 0; i < 10; i++) {
        assert_true(FAILED(server.DllRegisterServer()));
    }
    assert_int_equal(HandleCount(), before);
}

/* Copies the DLL to another folder, with spaces and non-ASCII characters in its path. */
static void makeCopy(WCHAR *folder, WCHAR *copy)
{
    WCHAR temporary[MAX_PATH - 80];

    assert_in_range(GetTempPathW(ARRAYSIZE(temporary), temporary), 1, ARRAYSIZE(temporary) - 1);
    swprintf(folder, MAX_PATH, L"%lsqutil t\x00E9st \x4E2D\x6587 %lu-%lu", temporary,
             (unsigned long)GetCurrentProcessId(), (unsigned long)GetTickCount());
    swprintf(copy, MAX_PATH, L"%ls\\qutil.dll", folder);
    assert_true(CreateDirectoryW(folder, NULL));
    assert_true(CopyFileW(ownPath(), copy, FALSE));
}

typedef struct Copy {
    WCHAR folder[MAX_PATH];
    WCHAR path[MAX_PATH];
    QutilDll library;
} Copy;

static void loadCopy(Copy *copy)
{
    makeCopy(copy->folder, copy->path);
    assert_true(QutilDllLoad(&copy->library, copy->path));
    assert_ptr_not_equal(copy->library.module, server.module);
}

static void removeCopy(Copy *copy)
{
    assert_true(FreeLibrary(copy->library.module));
    assert_true(DeleteFileW(copy->path));
    assert_true(RemoveDirectoryW(copy->folder));
}

static void registersTheCopyThatWasCalled(void **state)
{
    Copy other;

    loadCopy(&other);
    assert_hresult(server.DllRegisterServer(), S_OK);
    assert_hresult(other.library.DllRegisterServer(), S_OK);
    expectRegistered(other.path);
    assert_hresult(server.DllRegisterServer(), S_OK);
    expectRegistered(ownPath());
    removeCopy(&other);
}

/* Two programs have a copy each, and one of them is uninstalled. */
static void unregistersJustTheCopyThatWasCalled(void **state)
{
    Copy other;

    loadCopy(&other);
    assert_hresult(server.DllRegisterServer(), S_OK);
    assert_hresult(other.library.DllRegisterServer(), S_OK);
    assert_hresult(server.DllUnregisterServer(), S_OK);
    expectRegistered(other.path);
    assert_hresult(other.library.DllUnregisterServer(), S_OK);
    expectNoClass();
    removeCopy(&other);
}

/* Updates rename a DLL while it is loaded. It still recognises what it registered. */
static void knowsThePathOfARenamedFile(void **state)
{
    WCHAR renamed[MAX_PATH + 8];
    Copy other;

    loadCopy(&other);
    assert_hresult(other.library.DllRegisterServer(), S_OK);
    swprintf(renamed, ARRAYSIZE(renamed), L"%ls.old", other.path);
    assert_true(MoveFileW(other.path, renamed));
    assert_hresult(server.DllUnregisterServer(), S_OK);
    expectRegistered(other.path);
    assert_hresult(other.library.DllUnregisterServer(), S_OK);
    expectNoClass();
    assert_true(MoveFileW(renamed, other.path));
    removeCopy(&other);
}

/* The loader treats them as two modules, and each program has its own. */
static void hardLinksAreTwoCopies(void **state)
{
    WCHAR link[MAX_PATH + 8];
    Copy other;

    loadCopy(&other);
    swprintf(link, ARRAYSIZE(link), L"%ls.link", other.folder);
    assert_true(CreateHardLinkW(link, other.path, NULL));
    writeServerText(link);
    assert_hresult(other.library.DllUnregisterServer(), S_OK);
    assert_true(RegistryHas(root, PROCESSOR));
    removeCopy(&other); /* no name of a loaded file can be deleted */
    assert_true(DeleteFileW(link));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        redirected_test(unregistersWholeKeyOfAClass),
        redirected_test(knowsItsPathInEveryForm),
        redirected_test(knowsItsPathInEveryEncoding),
        redirected_test(leavesOtherPaths),
        redirected_test(leavesAPathThatDependsOnTheCurrentFolder),
        redirected_test(leavesAClassWithoutAPath),
        redirected_test(leavesAPathThatIsTooLong),
        redirected_test(refusedAtTheTopWritesNothing),
        redirected_test(refusedAtTheClassWritesNothing),
        redirected_test(deniedAccessIsReported),
        redirected_test(deniedSecondClassLeavesNone),
        redirected_test(deniedKeyKeepsAnEarlierRegistration),
        redirected_test(removesOtherClassWhenOneFails),
        redirected_test(unreadableRegistrationStays),
        redirected_test(leavesAPathThatCannotBeCompared),
        redirected_test(unregistersWithValidArguments),
        redirected_test(eachRefusedKeyIsUndone),
        redirected_test(eachRefusedValueIsUndone),
        redirected_test(unknownOrTooLongPathFails),
        redirected_test(unknownPathRemovesNothing),
        redirected_test(longestPathIsRegistered),
        redirected_test(exhaustedMemoryWritesNothing),
        redirected_test(exhaustedMemoryKeepsRegistration),
        redirected_test(allocatesOneBlockEach),
        redirected_test(closesEveryKey),
        redirected_test(registersTheCopyThatWasCalled),
        redirected_test(unregistersJustTheCopyThatWasCalled),
        redirected_test(knowsThePathOfARenamedFile),
        redirected_test(hardLinksAreTwoCopies),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
