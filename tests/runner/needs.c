/* SPDX-License-Identifier: MIT */
/* See needs.h. */
#include "needs.h"

#include <wchar.h>

#include <windows.h>

#include "napagent.h"
#include "order.h"

#define CLASSES L"Software\\Classes\\CLSID"

/* Those of qutil.dll and of naphost.dll. */
static const WCHAR *const classes[] = {
    L"{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}", L"{AA160628-8775-46E3-837C-F7A2AE66E2F5}",
    L"{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}", L"{8E594310-16CA-4A00-932F-F70969F990C0}",
    L"{BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39}", L"{3B881B82-5BF4-4657-A3A2-CCE17E4FD39A}",
};

static HKEY openClasses(HKEY root, REGSAM access, bool is32Bit)
{
    HKEY key = NULL;

    access |= is32Bit ? KEY_WOW64_32KEY : KEY_WOW64_64KEY;
    return RegOpenKeyExW(root, CLASSES, 0, access, &key) == ERROR_SUCCESS ? key : NULL;
}

/* The DLL of a class; empty if the key names none. False if there is no key. */
static bool readServer(HKEY key, const WCHAR *class, WCHAR *path, DWORD characters)
{
    DWORD size = characters * (DWORD)sizeof(*path);
    HKEY found;

    if (RegOpenKeyExW(key, class, 0, KEY_QUERY_VALUE, &found) != ERROR_SUCCESS) {
        return false;
    }
    if (RegGetValueW(found, L"InprocServer32", NULL, RRF_RT_REG_SZ, NULL, path, &size) !=
        ERROR_SUCCESS) {
        *path = L'\0';
    }
    RegCloseKey(found);
    return true;
}

static bool isBesideRunner(const WCHAR *path, const WCHAR *way)
{
    WCHAR runner[2 * MAX_PATH];
    const WCHAR *end = wcsrchr(path, L'\\');

    return end && end - path < MAX_PATH &&
           swprintf(runner, ARRAYSIZE(runner), L"%.*ls%ls", (int)(end - path), path, way) > 0 &&
           GetFileAttributesW(runner) != INVALID_FILE_ATTRIBUTES;
}

/*
 * TRUE if the DLL is in a folder of a build with tests, or doesn't exist any more: only tests
 * register such.
 */
static bool isFromTest(const WCHAR *path)
{
    return GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES ||
           isBesideRunner(path, L"\\testrunner.exe") ||
           isBesideRunner(path, L"\\tests\\testrunner.exe") ||
           isBesideRunner(path, L"\\..\\tests\\testrunner.exe");
}

/* What was found in the registry. */
typedef struct Registered {
    bool byOthers;
    bool byTests;
} Registered;

static void visitClasses(HKEY root, bool is32Bit, bool removeThem, Registered *found)
{
    HKEY key = openClasses(root, KEY_READ, is32Bit);
    HKEY writable = removeThem ? openClasses(root, KEY_READ | KEY_WRITE | DELETE, is32Bit) : NULL;
    WCHAR path[MAX_PATH];

    for (size_t i = 0; key && i < ARRAYSIZE(classes); i++) {
        if (!readServer(key, classes[i], path, ARRAYSIZE(path))) {
            continue;
        }
        if (!isFromTest(path)) {
            found->byOthers = true;
        } else {
            found->byTests = true;
            if (writable) {
                RegDeleteTreeW(writable, classes[i]);
            }
        }
    }
    if (writable) {
        RegCloseKey(writable);
    }
    if (key) {
        RegCloseKey(key);
    }
}

static Registered registered(bool is32Bit, bool removeThem)
{
    Registered found = {false, false};

    visitClasses(HKEY_LOCAL_MACHINE, is32Bit, removeThem, &found);
    visitClasses(HKEY_CURRENT_USER, is32Bit, removeThem, &found);
    return found;
}

/* Microsoft's service runs in svchost.exe; a test's never does. */
static bool isServiceOfOthers(void)
{
    union {
        QUERY_SERVICE_CONFIGW config;
        BYTE room[8192]; /* the maximum */
    } buffer;
    SC_HANDLE service = NapAgentOpen(SERVICE_QUERY_CONFIG);
    DWORD needed;
    bool isTheirs = true;

    if (service && QueryServiceConfigW(service, &buffer.config, sizeof(buffer), &needed)) {
        _wcslwr(buffer.config.lpBinaryPathName);
        isTheirs = wcsstr(buffer.config.lpBinaryPathName, L"svchost.exe") != NULL;
    }
    NapAgentClose(service);
    return isTheirs;
}

static const char *missingService(void)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE);

    if (!manager) {
        return "it needs an administrator, who may install a service";
    }
    CloseServiceHandle(manager);
    if (NapAgentState() != 0 && isServiceOfOthers()) {
        return "this system has a service napagent of its own";
    }
    return NULL;
}

static const char *missingRegistry(unsigned needs, bool is32Bit)
{
    if (registered(is32Bit, true).byOthers) {
        return "the classes are registered with another DLL";
    }
    if (needs & NEED_REGISTRY) {
        HKEY key = openClasses(HKEY_LOCAL_MACHINE, KEY_CREATE_SUB_KEY, is32Bit);

        if (!key) {
            return "it needs an administrator, who may register classes";
        }
        RegCloseKey(key);
    }
    return NULL;
}

const char *NeedsMissing(unsigned needs, bool is32Bit)
{
    const char *missing = needs & NEED_SERVICE ? missingService() : NULL;

    if (!missing && needs & NEED_UNREGISTERED) {
        missing = missingRegistry(needs, is32Bit);
    }
    return missing;
}

const char *NeedsCleanUp(bool is32Bit)
{
    if (NapAgentState() != 0 && !isServiceOfOthers()) {
        NapAgentStop();
        NapAgentDelete();
        return "a service napagent";
    }
    return registered(is32Bit, true).byTests ? "a registered class" : NULL;
}
