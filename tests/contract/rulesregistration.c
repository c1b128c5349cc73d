/* SPDX-License-Identifier: MIT */
/* Rules for DllRegisterServer and DllUnregisterServer, and for how COM then finds the classes. */
#include "objects.h"

#include <stdlib.h>
#include <wchar.h>

#include "registrykeys.h"

#define CLASSES         L"Software\\Classes\\"
#define PATH_CHARACTERS 32768u

static HKEY redirect(Trial *trial)
{
    HKEY root = NULL;

    if (!RegistryRedirect(&root)) {
        RegistryRestoreRoots();
        TrialUnable(trial, "The registry can't be redirected for this process");
    }
    return root;
}

/* Rules judge what they saw after this call, because a failed expectation doesn't return. */
static void endRedirection(HKEY root)
{
    RegistryRestoreRoots();
    RegCloseKey(root);
    RegistryForget(GetCurrentProcessId());
}

static BOOL keyExists(HKEY root, const WCHAR *name)
{
    HKEY key;
    BOOL exists = RegOpenKeyExW(root, name, 0, KEY_READ, &key) == ERROR_SUCCESS;

    if (exists) {
        RegCloseKey(key);
    }
    return exists;
}

static DWORD subkeys(HKEY root, const WCHAR *name)
{
    HKEY key;
    DWORD count = 0;

    if (RegOpenKeyExW(root, name, 0, KEY_READ, &key) == ERROR_SUCCESS) {
        RegQueryInfoKeyW(key, NULL, NULL, NULL, &count, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        RegCloseKey(key);
    }
    return count;
}

static void className(WCHAR *name, size_t size, int class, const WCHAR *below)
{
    _snwprintf(name, size, CLASSES L"%ls%ls", RegistryClassKeys[class], below);
    name[size - 1] = L'\0';
}

static BOOL classExists(HKEY root, int class)
{
    WCHAR name[120];

    className(name, ARRAYSIZE(name), class, L"");
    return keyExists(root, name);
}

/* A value of a class's InprocServer32, expanded. The caller frees it. */
static WCHAR *serverValue(HKEY root, int class, const WCHAR *value)
{
    WCHAR *found = calloc(PATH_CHARACTERS, sizeof(*found));
    WCHAR *expanded = calloc(PATH_CHARACTERS, sizeof(*expanded));
    DWORD size = (PATH_CHARACTERS - 1) * sizeof(*found);
    WCHAR name[120];
    HKEY key;

    className(name, ARRAYSIZE(name), class, L"\\InprocServer32");
    if (found && expanded && RegOpenKeyExW(root, name, 0, KEY_READ, &key) == ERROR_SUCCESS) {
        RegQueryValueExW(key, value, NULL, NULL, (BYTE *)found, &size);
        ExpandEnvironmentStringsW(found, expanded, PATH_CHARACTERS);
        RegCloseKey(key);
    }
    free(found);
    return expanded;
}

static BOOL serverValueIs(HKEY root, int class, const WCHAR *value, const WCHAR *expected)
{
    WCHAR *found = serverValue(root, class, value);
    BOOL same = found && CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, found, -1, expected,
                                        -1) == CSTR_EQUAL;

    free(found);
    return same;
}

static void registersPath(Trial *trial, int parameter)
{
    WCHAR *path = calloc(PATH_CHARACTERS, sizeof(*path));
    HKEY root = redirect(trial);
    HRESULT hr = trial->library->DllRegisterServer();
    BOOL isRight = path != NULL;

    if (path) {
        GetModuleFileNameW(trial->library->module, path, PATH_CHARACTERS);
    }
    for (int i = 0; i < 2; i++) {
        isRight = isRight && serverValueIs(root, i, NULL, path);
    }
    free(path);
    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    TrialExpect(trial, isRight, "InprocServer32 of a class is not the path of the DLL");
}

static void registersModel(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT hr = trial->library->DllRegisterServer();
    BOOL isRight = serverValueIs(root, 0, L"ThreadingModel", L"Both") &&
                   serverValueIs(root, 1, L"ThreadingModel", L"Both");

    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    TrialExpect(trial, isRight, "ThreadingModel of a class is not Both");
}

static void registersAgain(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT first = trial->library->DllRegisterServer();
    HRESULT second = trial->library->DllRegisterServer();
    BOOL areThere = classExists(root, 0) && classExists(root, 1);

    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", first, S_OK);
    TrialExpectHr(trial, "The second DllRegisterServer", second, S_OK);
    TrialExpect(trial, areThere, "A class is not registered after the second time");
}

static void registersNothingElse(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT hr = trial->library->DllRegisterServer();
    DWORD classes = subkeys(root, CLASSES L"CLSID");
    DWORD kinds = subkeys(root, L"Software\\Classes");

    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    TrialExpectNumber(trial, "The number of keys below CLSID", classes, 2);
    TrialExpectNumber(trial, "The number of keys below Classes", kinds, 1);
}

static void unregisters(Trial *trial, int parameter)
{
    static const WCHAR neighbour[] = CLASSES L"CLSID\\{E8140D53-6535-46A5-B8A1-DA6C571DA9BA}";
    HKEY root = redirect(trial);
    HRESULT registered = trial->library->DllRegisterServer();
    HKEY key;
    HRESULT hr;
    BOOL anyLeft;
    BOOL neighbourLeft;

    if (RegCreateKeyExW(root, neighbour, 0, NULL, REG_OPTION_NON_VOLATILE, KEY_READ, NULL, &key,
                        NULL) == ERROR_SUCCESS) {
        RegCloseKey(key);
    }
    hr = trial->library->DllUnregisterServer();
    anyLeft = classExists(root, 0) || classExists(root, 1);
    neighbourLeft = keyExists(root, neighbour);
    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", registered, S_OK);
    TrialExpectHr(trial, "DllUnregisterServer", hr, S_OK);
    TrialExpect(trial, !anyLeft, "A class is still registered");
    TrialExpect(trial, neighbourLeft, "The key of another class is gone, too");
}

/* Two programs have a copy of the DLL each. Here the other copy is registered, for one class. */
static void unregistersItsOwn(Trial *trial, int parameter)
{
    static const WCHAR other[] = L"C:\\another program\\qutil.dll";
    HKEY root = redirect(trial);
    HRESULT registered = trial->library->DllRegisterServer();
    WCHAR name[120];
    HKEY key;
    HRESULT hr;
    BOOL isOwnLeft;
    BOOL isOtherLeft;

    className(name, ARRAYSIZE(name), 1, L"\\InprocServer32");
    if (RegOpenKeyExW(root, name, 0, KEY_WRITE, &key) == ERROR_SUCCESS) {
        RegSetValueExW(key, NULL, 0, REG_SZ, (const BYTE *)other, sizeof(other));
        RegCloseKey(key);
    }
    hr = trial->library->DllUnregisterServer();
    isOwnLeft = classExists(root, 0);
    isOtherLeft = serverValueIs(root, 1, NULL, other);
    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", registered, S_OK);
    TrialExpectHr(trial, "DllUnregisterServer", hr, S_OK);
    TrialExpect(trial, !isOwnLeft, "The class that points to the DLL is still registered");
    TrialExpect(trial, isOtherLeft, "The class that points to another file is gone, too");
}

static void unregistersNothing(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT first = trial->library->DllUnregisterServer();
    HRESULT second = trial->library->DllUnregisterServer();

    endRedirection(root);
    TrialExpectHr(trial, "DllUnregisterServer of what is not registered", first, S_OK);
    TrialExpectHr(trial, "The second DllUnregisterServer", second, S_OK);
}

/* Windows refuses a non-volatile key below a volatile one. */
static void registersAllOrNone(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    WCHAR name[120];
    HKEY key = NULL;
    HRESULT hr;
    BOOL isHalf;

    className(name, ARRAYSIZE(name), 1, L"");
    /* The parent key must be non-volatile: below a volatile one both classes would fail. */
    if (RegCreateKeyExW(root, CLASSES L"CLSID", 0, NULL, REG_OPTION_NON_VOLATILE, KEY_READ, NULL,
                        &key, NULL) == ERROR_SUCCESS) {
        RegCloseKey(key);
    }
    if (RegCreateKeyExW(root, name, 0, NULL, REG_OPTION_VOLATILE, KEY_READ, NULL, &key, NULL) ==
        ERROR_SUCCESS) {
        RegCloseKey(key);
    }
    hr = trial->library->DllRegisterServer();
    isHalf = classExists(root, 0);
    endRedirection(root);
    TrialExpect(trial, FAILED(hr), "DllRegisterServer succeeded though a key was refused");
    TrialExpect(trial, !isHalf, "One class is registered, the other was refused");
}

static void createBoth(Trial *trial)
{
    ObjectByCom(trial, trial->library->module, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor,
                "CoCreateInstance(NapSoHConstructor)");
    ObjectByCom(trial, trial->library->module, &CLSID_NapSoHProcessor, &IID_INapSoHProcessor,
                "CoCreateInstance(NapSoHProcessor)");
}

/* Really registers. The parent process restores the keys. */
static void createsRegistered(Trial *trial, int parameter)
{
    HRESULT hr = trial->library->DllRegisterServer();

    if (hr == E_ACCESSDENIED) {
        TrialUnable(trial, "The registry refuses it: this needs an administrator");
    }
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    createBoth(trial);
    TrialExpectHr(trial, "DllUnregisterServer", trial->library->DllUnregisterServer(), S_OK);
}

static void createsByManifest(Trial *trial, int parameter)
{
    Manifest manifest;

    ManifestBegin(trial, &manifest, trial->library->path, L"qutil.sxs.manifest");
    createBoth(trial);
    ManifestEnd(&manifest);
}

#define REGISTRATION RULE_REGISTRATION

static const Rule rules[] = {
    {"registration.manifest", RULE_CHOSEN,
     "COM creates both classes by the manifest beside the DLL, unregistered", "S_OK",
     createsByManifest, 0, RULE_ALONE},
    {"registration.path", RULE_DOCUMENTED,
     "DllRegisterServer writes both classes, with the path of the DLL", "its path", registersPath,
     0, REGISTRATION},
    {"registration.threading-model", RULE_EVIDENT, "DllRegisterServer writes ThreadingModel",
     "Both", registersModel, 0, REGISTRATION},
    {"registration.again", RULE_DOCUMENTED, "DllRegisterServer may be repeated", "S_OK",
     registersAgain, 0, REGISTRATION},
    {"registration.nothing-else", RULE_CHOSEN,
     "DllRegisterServer writes nothing but these two keys", "2 keys", registersNothingElse, 0,
     REGISTRATION},
    {"registration.all-or-none", RULE_CHOSEN,
     "DllRegisterServer leaves no class where a key was refused", "an error, none",
     registersAllOrNone, 0, REGISTRATION},
    {"registration.unregister", RULE_DOCUMENTED,
     "DllUnregisterServer removes both classes and nothing else", "S_OK", unregisters, 0,
     REGISTRATION},
    {"registration.unregister-own", RULE_CHOSEN,
     "DllUnregisterServer leaves a class that points to another file", "S_OK", unregistersItsOwn, 0,
     REGISTRATION},
    {"registration.unregister-nothing", RULE_DOCUMENTED,
     "DllUnregisterServer succeeds where nothing is registered", "S_OK", unregistersNothing, 0,
     REGISTRATION},
    {"registration.create-instance", RULE_EVIDENT,
     "COM creates both classes from the registry, out of this DLL", "S_OK", createsRegistered, 0,
     REGISTRATION | RULE_ALONE},
};

RULE_SECTION(RulesRegistration, "Registration", rules);
