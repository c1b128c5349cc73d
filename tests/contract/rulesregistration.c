/* SPDX-License-Identifier: MIT */
/* Rules for DllRegisterServer and DllUnregisterServer, and for how COM then finds the classes. */
#include "objects.h"

#include <shlwapi.h>

#include "registrykeys.h"

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

static BOOL classExists(HKEY root, int class)
{
    WCHAR name[REGISTRY_NAME];

    RegistryClassKey(name, RegistryClasses[class], L"");
    return RegistryHas(root, name);
}

static BOOL anyExists(HKEY root)
{
    return classExists(root, 0) || classExists(root, 1);
}

static BOOL bothPointTo(HKEY root, HMODULE module)
{
    return RegistryPointsTo(root, RegistryClasses[0], module) &&
           RegistryPointsTo(root, RegistryClasses[1], module);
}

static BOOL bothAreModel(HKEY root)
{
    return RegistryServerIs(root, RegistryClasses[0], L"ThreadingModel", L"Both") &&
           RegistryServerIs(root, RegistryClasses[1], L"ThreadingModel", L"Both");
}

static BOOL areRegistered(Trial *trial, HKEY root)
{
    return bothPointTo(root, trial->library->module) && bothAreModel(root);
}

/* What the redirection makes, and so many keys in Classes. */
static BOOL isAllThereIs(HKEY root, DWORD kinds)
{
    return RegistryHolds(root, L"", 1, 0) && RegistryHolds(root, L"Software", 1, 0) &&
           RegistryHolds(root, REGISTRY_CLASSES, kinds, 0);
}

static void registersPath(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT hr = trial->library->DllRegisterServer();
    BOOL isRight = bothPointTo(root, trial->library->module);

    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    TrialExpect(trial, isRight, "InprocServer32 of a class is not the path of the DLL");
}

static void registersModel(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT hr = trial->library->DllRegisterServer();
    BOOL isRight = bothAreModel(root);

    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    TrialExpect(trial, isRight, "ThreadingModel of a class is not Both");
}

/* The second time it finds what another DLL has written: one that exists, and a longer path. */
static void registersAgain(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT first = trial->library->DllRegisterServer();
    HRESULT second;
    HRESULT third;
    BOOL areReplaced;
    BOOL areThere;
    WCHAR name[REGISTRY_NAME];

    RegistryClassKey(name, RegistryClasses[0], REGISTRY_SERVER);
    RegistryWrite(root, name, NULL, RegistryAnotherServer());
    RegistryClassKey(name, RegistryClasses[1], REGISTRY_SERVER);
    RegistryWrite(root, name, L"ThreadingModel", L"Apartment");
    RegistryWrite(root, name, NULL, L"C:\\another program, with a name that is longer\\qutil.dll");
    second = trial->library->DllRegisterServer();
    areReplaced = areRegistered(trial, root);
    third = trial->library->DllRegisterServer();
    areThere = areRegistered(trial, root);
    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", first, S_OK);
    TrialExpectHr(trial, "The second DllRegisterServer", second, S_OK);
    TrialExpect(trial, areReplaced, "Another DLL's registration isn't replaced");
    TrialExpectHr(trial, "The third DllRegisterServer", third, S_OK);
    TrialExpect(trial, areThere, "A class is not registered after the third time");
}

/* A name, and the server with a path and a model: plain texts. */
static BOOL isJustAClass(HKEY root, int class)
{
    static const WCHAR *const names[] = {L"NapSoHConstructor", L"NapSoHProcessor"};
    WCHAR key[REGISTRY_NAME];
    WCHAR server[REGISTRY_NAME];

    RegistryClassKey(key, RegistryClasses[class], L"");
    RegistryClassKey(server, RegistryClasses[class], REGISTRY_SERVER);
    return RegistryHolds(root, key, 1, 1) && RegistryTextIs(root, key, NULL, names[class]) &&
           RegistryHolds(root, server, 0, 2) && RegistryIsPlain(root, key, NULL) &&
           RegistryIsPlain(root, server, NULL) && RegistryIsPlain(root, server, L"ThreadingModel");
}

/* One name is written over a longer one. */
static void registersNothingElse(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    WCHAR name[REGISTRY_NAME];
    HRESULT hr;
    DWORD classes;
    DWORD kinds;
    BOOL isAll;
    BOOL areJustClasses;

    RegistryClassKey(name, RegistryClasses[0], L"");
    RegistryWrite(root, name, NULL, L"a name that is longer than that of the class");
    hr = trial->library->DllRegisterServer();
    classes = RegistrySubkeys(root, REGISTRY_CLSID);
    kinds = RegistrySubkeys(root, REGISTRY_CLASSES);
    isAll = isAllThereIs(root, 1) && RegistryHolds(root, REGISTRY_CLSID, 2, 0);
    areJustClasses = isJustAClass(root, 0) && isJustAClass(root, 1);
    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    TrialExpectNumber(trial, "The number of keys below CLSID", classes, 2);
    TrialExpectNumber(trial, "The number of keys below Classes", kinds, 1);
    TrialExpect(trial, isAll, "There is another key, or a value outside the classes' keys");
    TrialExpect(trial, areJustClasses,
                "A class's key holds something else than its name, path and ThreadingModel");
}

/* The neighbours are keys that others have next to ours. */
static void unregisters(Trial *trial, int parameter)
{
    static const WCHAR class[] = REGISTRY_CLSID L"\\{E8140D53-6535-46A5-B8A1-DA6C571DA9BA}";
    static const WCHAR program[] = REGISTRY_CLASSES L"\\qutil.neighbour";
    HKEY root = redirect(trial);
    HRESULT registered;
    HRESULT hr;
    BOOL anyLeft;
    BOOL areOthersLeft;

    RegistryWrite(root, class, NULL, L"a neighbour");
    RegistryWrite(root, program, NULL, L"a neighbour");
    registered = trial->library->DllRegisterServer();
    hr = trial->library->DllUnregisterServer();
    anyLeft = anyExists(root);
    areOthersLeft = RegistryTextIs(root, class, NULL, L"a neighbour") &&
                    RegistryTextIs(root, program, NULL, L"a neighbour") &&
                    RegistryHolds(root, REGISTRY_CLSID, 1, 0) && isAllThereIs(root, 2);
    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", registered, S_OK);
    TrialExpectHr(trial, "DllUnregisterServer", hr, S_OK);
    TrialExpect(trial, !anyLeft, "A class is still registered");
    TrialExpect(trial, areOthersLeft, "Other keys than those of the classes have changed");
}

/* Two programs have a copy of the DLL each. Here the other copy is registered, for one class. */
static void expectJustOwnUnregistered(Trial *trial, int theirs, const WCHAR *other)
{
    HKEY root = redirect(trial);
    HRESULT registered = trial->library->DllRegisterServer();
    HRESULT hr;
    BOOL isOwnLeft;
    BOOL isOtherLeft;

    RegistryWriteServer(root, RegistryClasses[theirs], other);
    hr = trial->library->DllUnregisterServer();
    isOwnLeft = classExists(root, 1 - theirs);
    isOtherLeft = RegistryServerIs(root, RegistryClasses[theirs], NULL, other);
    endRedirection(root);
    TrialExpectHr(trial, "DllRegisterServer", registered, S_OK);
    TrialExpectHr(trial, "DllUnregisterServer", hr, S_OK);
    TrialExpect(trial, !isOwnLeft, "The class that points to the DLL is still registered");
    TrialExpect(trial, isOtherLeft, "The class that points to another file is gone, too");
}

static void unregistersItsOwn(Trial *trial, int parameter)
{
    for (int theirs = 0; theirs < 2; theirs++) {
        expectJustOwnUnregistered(trial, theirs, RegistryAnotherServer());
        expectJustOwnUnregistered(trial, theirs, L"C:\\another program\\qutil.dll");
    }
}

static void unregistersNothing(Trial *trial, int parameter)
{
    HKEY root = redirect(trial);
    HRESULT first = trial->library->DllUnregisterServer();
    BOOL isNothing = isAllThereIs(root, 0);
    HRESULT registered = trial->library->DllRegisterServer();
    HRESULT second = trial->library->DllUnregisterServer();
    HRESULT third = trial->library->DllUnregisterServer();
    BOOL anyLeft = anyExists(root);
    HRESULT again = trial->library->DllRegisterServer();
    BOOL areThere = areRegistered(trial, root);

    endRedirection(root);
    TrialExpectHr(trial, "DllUnregisterServer of what is not registered", first, S_OK);
    TrialExpect(trial, isNothing, "DllUnregisterServer wrote something where nothing was");
    TrialExpectHr(trial, "DllRegisterServer", registered, S_OK);
    TrialExpectHr(trial, "DllUnregisterServer", second, S_OK);
    TrialExpectHr(trial, "The second DllUnregisterServer", third, S_OK);
    TrialExpect(trial, !anyLeft, "A class is still registered");
    TrialExpectHr(trial, "DllRegisterServer afterwards", again, S_OK);
    TrialExpect(trial, areThere, "A class is not registered afterwards");
}

/*
 * Windows refuses a non-volatile key below a volatile one. CLSID must be non-volatile: else both
 * classes would fail.
 */
static void expectNoHalf(Trial *trial, int refused)
{
    HKEY root = redirect(trial);
    WCHAR name[REGISTRY_NAME];
    HRESULT hr;
    HRESULT afterwards;
    BOOL isUnchanged;
    BOOL areThere;

    RegistryClassKey(name, RegistryClasses[refused], L"");
    RegistryMake(root, REGISTRY_CLSID, REG_OPTION_NON_VOLATILE);
    RegistryMake(root, name, REG_OPTION_VOLATILE);
    hr = trial->library->DllRegisterServer();
    isUnchanged = RegistryHolds(root, REGISTRY_CLSID, 1, 0) && RegistryHolds(root, name, 0, 0);
    SHDeleteKeyW(root, name);
    afterwards = trial->library->DllRegisterServer();
    areThere = areRegistered(trial, root);
    endRedirection(root);
    TrialExpect(trial, FAILED(hr), "DllRegisterServer succeeded though a key was refused");
    TrialExpect(trial, isUnchanged, "One class is registered, or half of one");
    TrialExpectHr(trial, "DllRegisterServer when nothing is refused", afterwards, S_OK);
    TrialExpect(trial, areThere, "A class is not registered when nothing is refused");
}

static void registersAllOrNone(Trial *trial, int parameter)
{
    expectNoHalf(trial, 0);
    expectNoHalf(trial, 1);
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
    {"registration.again", RULE_DOCUMENTED,
     "DllRegisterServer may be repeated, and replaces another DLL's registration", "S_OK",
     registersAgain, 0, REGISTRATION},
    {"registration.nothing-else", RULE_CHOSEN,
     "DllRegisterServer writes nothing but these two keys, with the classes' names", "2 keys",
     registersNothingElse, 0, REGISTRATION},
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
     "DllUnregisterServer succeeds where nothing is registered, and writes nothing", "S_OK",
     unregistersNothing, 0, REGISTRATION},
    {"registration.create-instance", RULE_EVIDENT,
     "COM creates both classes from the registry, out of this DLL", "S_OK", createsRegistered, 0,
     REGISTRATION | RULE_ALONE},
};

RULE_SECTION(RulesRegistration, "Registration", rules);
