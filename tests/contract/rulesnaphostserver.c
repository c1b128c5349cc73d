/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: class objects, factories, identity, unloading, registration. */
#include "naphostworld.h"
#include "objects.h"

#include <objidl.h>
#include <stdio.h>
#include <wchar.h>

#include "registrykeys.h"

static const IID iidAgileObject = {
    0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};

/* In the order of the rules' parameters. */
static const struct {
    const CLSID *clsid;
    const IID *iid;
    const IID *extension; /* or NULL */
} classes[] = {
    {&CLSID_NapClientManagement, &IID_INapClientManagement, &IID_INapClientManagement2},
    {&CLSID_NapServerManagement, &IID_INapServerManagement, NULL},
    {&CLSID_NapServerInfo, &IID_INapServerInfo, NULL},
    {&CLSID_NapSystemHealthAgentBinding, &IID_INapSystemHealthAgentBinding,
     &IID_INapSystemHealthAgentBinding2},
};

static ULONG release(void *object)
{
    return ((IUnknown *)object)->lpVtbl->Release(object);
}

static IClassFactory *factoryOf(World *world, unsigned class)
{
    IClassFactory *factory = NULL;

    TrialExpectHr(
        world->trial, "DllGetClassObject",
        world->host->getClassObject(classes[class].clsid, &IID_IClassFactory, (void **)&factory),
        S_OK);
    return factory;
}

static IUnknown *objectOf(World *world, unsigned class)
{
    return WorldCreate(world, classes[class].clsid, classes[class].iid);
}

static IUnknown *query(World *world, IUnknown *object, const IID *iid)
{
    IUnknown *result = NULL;

    TrialExpectHr(world->trial, "QueryInterface",
                  object->lpVtbl->QueryInterface(object, iid, (void **)&result), S_OK);
    return result;
}

static void createsObject(Trial *trial, int class)
{
    World *world = WorldBegin(trial);
    const IID *extension = classes[class].extension;

    release(objectOf(world, (unsigned)class));
    release(WorldCreate(world, classes[class].clsid, &IID_IUnknown));
    if (extension) {
        release(WorldCreate(world, classes[class].clsid, extension));
    }
}

static void hasOneIdentity(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    for (unsigned i = 0; i < ARRAYSIZE(classes); i++) {
        IUnknown *object = objectOf(world, i);
        IUnknown *identity = query(world, object, &IID_IUnknown);
        IUnknown *other =
            query(world, object, classes[i].extension ? classes[i].extension : classes[i].iid);
        IUnknown *back = query(world, other, &IID_IUnknown);
        ULONG left;

        release(back);
        release(other);
        release(identity);
        left = release(object);
        TrialExpect(trial, back == identity, "IUnknown is another pointer by another way");
        TrialExpectNumber(trial, "What the last Release returns", left, 0);
    }
}

static void expectNoClass(World *world, const WCHAR *id)
{
    void *result = SEED;
    CLSID other;

    CLSIDFromString(id, &other);
    TrialExpectHr(world->trial, "DllGetClassObject",
                  world->host->getClassObject(&other, &IID_IClassFactory, &result),
                  CLASS_E_CLASSNOTAVAILABLE);
    TrialExpectNull(world->trial, "DllGetClassObject", result);
}

static void servesNoHalfClass(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    expectNoClass(world, L"{9443B89B-6564-496A-B19C-6C6D22709045}");
    expectNoClass(world, L"{E5FAE3B3-1AC8-4BD3-87E6-48EFF509DDAA}");
}

static void servesNoOtherClass(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    expectNoClass(world, L"{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}");
    expectNoClass(world, L"{AA160628-8775-46E3-837C-F7A2AE66E2F5}");
    expectNoClass(world, L"{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52E}");
    expectNoClass(world, L"{00000000-0000-0000-0000-000000000000}");
}

static void expectNotCreated(World *world, unsigned class, IUnknown *outer, const IID *iid,
                             HRESULT expected)
{
    IClassFactory *factory = factoryOf(world, class);
    void *result = SEED;
    HRESULT hr = factory->lpVtbl->CreateInstance(factory, outer, iid, &result);

    release(factory);
    TrialExpectHr(world->trial, "CreateInstance", hr, expected);
    TrialExpectNull(world->trial, "CreateInstance", result);
}

static void createsNoAggregate(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    ScriptedAgent *outer = &world->agents[0]; /* any object will do */

    for (unsigned i = 0; i < ARRAYSIZE(classes); i++) {
        expectNotCreated(world, i, (IUnknown *)&outer->callback, &IID_IUnknown,
                         CLASS_E_NOAGGREGATION);
    }
}

static void createsNoOtherInterface(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    for (unsigned i = 0; i < ARRAYSIZE(classes); i++) {
        expectNotCreated(world, i, NULL, classes[(i + 1) % ARRAYSIZE(classes)].iid, E_NOINTERFACE);
        expectNotCreated(world, i, NULL, &IID_IClassFactory, E_NOINTERFACE);
    }
}

static void refusesNull(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    IClassFactory *factory = factoryOf(world, 0);
    HRESULT create = factory->lpVtbl->CreateInstance(factory, NULL, &IID_IUnknown, NULL);

    release(factory);
    TrialExpectHr(trial, "CreateInstance(NULL, iid, NULL)", create, E_INVALIDARG);
    TrialExpectHr(trial, "DllGetClassObject(clsid, iid, NULL)",
                  world->host->getClassObject(classes[0].clsid, &IID_IClassFactory, NULL),
                  E_INVALIDARG);
}

static HRESULT ask(IUnknown *object, const IID *iid)
{
    IUnknown *result = NULL;
    HRESULT hr = object->lpVtbl->QueryInterface(object, iid, (void **)&result);

    if (SUCCEEDED(hr)) {
        release(result);
    }
    return hr;
}

static void isAgile(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    for (unsigned i = 0; i < ARRAYSIZE(classes); i++) {
        IUnknown *object = objectOf(world, i);
        HRESULT agile = ask(object, &iidAgileObject);
        HRESULT marshal = ask(object, &IID_IMarshal);
        ULONG left = release(object);

        TrialExpectHr(trial, "QueryInterface(IID_IAgileObject)", agile, S_OK);
        TrialExpectHr(trial, "QueryInterface(IID_IMarshal)", marshal, S_OK);
        TrialExpectNumber(trial, "What the last Release returns", left, 0);
    }
}

static void expectUse(World *world, const char *when, HRESULT expected)
{
    char call[80];

    snprintf(call, sizeof(call), "DllCanUnloadNow %s", when);
    TrialExpectHr(world->trial, call, world->host->canUnloadNow(), expected);
}

static void objectHolds(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    expectUse(world, "at first", S_OK);
    for (unsigned i = 0; i < ARRAYSIZE(classes); i++) {
        IUnknown *object = objectOf(world, i);

        expectUse(world, "with an object", S_FALSE);
        release(object);
        expectUse(world, "after its last Release", S_OK);
    }
}

static void lockHolds(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    IClassFactory *factory = factoryOf(world, 0);

    expectUse(world, "with a factory", S_FALSE);
    factory->lpVtbl->LockServer(factory, TRUE);
    release(factory);
    expectUse(world, "with a lock", S_FALSE);
    factory = factoryOf(world, 1);
    factory->lpVtbl->LockServer(factory, FALSE);
    release(factory);
    expectUse(world, "without a lock", S_OK);
}

static void threadHolds(Trial *trial, int parameter)
{
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    ScriptedValidatorAnswer(&world->validators[0], &never);
    WorldNotify(world, 0);
    WorldValidation(world, 0, 0);
    WorldUnbind(world, 0);
    expectUse(world, "while a validator holds a request", S_FALSE);
    ScriptedValidatorDrop(&world->validators[0]);
    TrialExpect(trial, NaphostDllAwaitUnused(world->host, WorldPatience()),
                "DllCanUnloadNow does not return S_OK after the last request is released");
}

/* A client sets a descriptor for its process, and only the first call counts. */
static void leavesSecurity(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    HRESULT(WINAPI * initialize)
    (PSECURITY_DESCRIPTOR, LONG, void *, void *, DWORD, DWORD, void *, DWORD, void *);
    FARPROC address = GetProcAddress(GetModuleHandleW(L"ole32.dll"), "CoInitializeSecurity");

    WorldPair(world, 0);
    WorldExchange(world, 0);
    *(void **)&initialize = (void *)address;
    TrialExpectHr(trial, "CoInitializeSecurity after a health check",
                  initialize(NULL, -1, NULL, NULL, RPC_C_AUTHN_LEVEL_DEFAULT,
                             RPC_C_IMP_LEVEL_IDENTIFY, NULL, 0, NULL),
                  S_OK);
}

static DWORD classCount(World *world)
{
    return RegistrySubkeys(world->registry.machine, REGISTRY_CLSID);
}

static void setServer(World *world, unsigned class, const WCHAR *path)
{
    RegistryWriteServer(world->registry.machine, classes[class].clsid, path);
}

static BOOL serverIs(World *world, unsigned class, const WCHAR *path)
{
    return RegistryServerIs(world->registry.machine, classes[class].clsid, NULL, path);
}

static void expectRegistered(World *world)
{
    HKEY root = world->registry.machine;

    for (unsigned i = 0; i < ARRAYSIZE(classes); i++) {
        TrialExpect(world->trial, RegistryPointsTo(root, classes[i].clsid, world->host->module),
                    "InprocServer32 of class %u is not the path of the DLL", i);
        TrialExpect(world->trial,
                    RegistryServerIs(root, classes[i].clsid, L"ThreadingModel", L"Both"),
                    "ThreadingModel of class %u is not Both", i);
    }
}

static void registers(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    TrialExpectHr(trial, "DllRegisterServer", world->host->registerServer(), S_OK);
    expectRegistered(world);
    TrialExpectNumber(trial, "The number of classes registered", classCount(world),
                      ARRAYSIZE(classes));
    TrialExpectHr(trial, "DllRegisterServer again", world->host->registerServer(), S_OK);
    TrialExpectHr(trial, "DllUnregisterServer", world->host->unregisterServer(), S_OK);
    TrialExpectNumber(trial, "The number of classes after DllUnregisterServer", classCount(world),
                      0);
    TrialExpectHr(trial, "DllUnregisterServer again", world->host->unregisterServer(), S_OK);
}

/* The first class, then also the last. */
static void refusesToReplace(Trial *trial, int parameter)
{
    static const unsigned taken[] = {0, 3};
    World *world = WorldBegin(trial);

    for (unsigned i = 0; i < ARRAYSIZE(taken); i++) {
        setServer(world, taken[i], RegistryAnotherServer());
        TrialExpectHr(trial, "DllRegisterServer where another DLL has a class",
                      world->host->registerServer(), HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS));
        TrialExpectNumber(trial, "The number of classes afterwards", classCount(world), i + 1);
        TrialExpect(trial, serverIs(world, taken[i], RegistryAnotherServer()),
                    "The other DLL's registration changed");
    }
}

static void replacesWhatIsGone(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    setServer(world, 1, L"C:\\no\\such\\folder\\gone.dll");
    TrialExpectHr(trial, "DllRegisterServer", world->host->registerServer(), S_OK);
    expectRegistered(world);
}

/* The copy has to exist: what is gone is replaced whatever its name. */
static void replacesACopy(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    WCHAR folder[MAX_PATH + 40];
    WCHAR copy[MAX_PATH + 60];
    DWORD length = GetTempPathW(MAX_PATH, folder);
    BOOL isMade;
    HRESULT hr;

    _snwprintf(folder + length, 40, L"qutil-conformance-%lu", GetCurrentProcessId());
    _snwprintf(copy, ARRAYSIZE(copy), L"%ls\\naphost.dll", folder);
    CreateDirectoryW(folder, NULL);
    isMade = CopyFileW(trial->library->naphost, copy, FALSE);
    setServer(world, 1, copy);
    hr = world->host->registerServer();
    DeleteFileW(copy);
    RemoveDirectoryW(folder);
    TrialExpect(trial, isMade, "The DLL can't be copied to %ls", copy);
    TrialExpectHr(trial, "DllRegisterServer", hr, S_OK);
    expectRegistered(world);
}

static void unregistersItsOwn(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    TrialExpectHr(trial, "DllRegisterServer", world->host->registerServer(), S_OK);
    setServer(world, 2, RegistryAnotherServer());
    TrialExpectHr(trial, "DllUnregisterServer", world->host->unregisterServer(), S_OK);
    TrialExpectNumber(trial, "The number of classes left", classCount(world), 1);
    TrialExpect(trial, serverIs(world, 2, RegistryAnotherServer()),
                "The class that points to another file is gone, too");
}

/* Without the world, so that COM looks nothing up in a redirected registry. */
static void createsByManifest(Trial *trial, int parameter)
{
    const NaphostDll *host = WorldHost(trial);
    Manifest manifest;

    ManifestBegin(trial, &manifest, trial->library->naphost, L"naphost.sxs.manifest");
    for (unsigned i = 0; i < ARRAYSIZE(classes); i++) {
        ObjectByCom(trial, host->module, classes[i].clsid, classes[i].iid, "CoCreateInstance");
    }
    ManifestEnd(&manifest);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.server.client-management", RULE_DOCUMENTED,
     "NapClientManagement can be created, with INapClientManagement and its successor", "S_OK",
     createsObject, 0, HOST},
    {"naphost.server.server-management", RULE_DOCUMENTED,
     "NapServerManagement can be created, with INapServerManagement", "S_OK", createsObject, 1,
     HOST},
    {"naphost.server.server-info", RULE_DOCUMENTED,
     "NapServerInfo can be created, with INapServerInfo", "S_OK", createsObject, 2, HOST},
    {"naphost.server.binding", RULE_DOCUMENTED,
     "NapSystemHealthAgentBinding can be created, with its interface and the successor", "S_OK",
     createsObject, 3, HOST},
    {"naphost.server.identity", RULE_DOCUMENTED,
     "Each interface of an object gives the same IUnknown, and the last Release returns 0",
     "one pointer", hasOneIdentity, 0, HOST},
    {"naphost.server.half-classes", RULE_CHOSEN,
     "The classes that don't work yet, of enforcement clients and relying parties, are not served",
     "CLASS_E_CLASSNOTAVAILABLE", servesNoHalfClass, 0, HOST},
    {"naphost.server.other-classes", RULE_DOCUMENTED, "No other class is served",
     "CLASS_E_CLASSNOTAVAILABLE", servesNoOtherClass, 0, HOST},
    {"naphost.server.aggregation", RULE_DOCUMENTED, "No object can be aggregated",
     "CLASS_E_NOAGGREGATION", createsNoAggregate, 0, HOST},
    {"naphost.server.other-interfaces", RULE_DOCUMENTED,
     "CreateInstance for an interface of another class fails, and sets its output to NULL",
     "E_NOINTERFACE", createsNoOtherInterface, 0, HOST},
    {"naphost.server.null", RULE_CHOSEN,
     "DllGetClassObject and CreateInstance refuse a NULL output", "E_INVALIDARG", refusesNull, 0,
     HOST},
    {"naphost.server.agile", RULE_CHOSEN,
     "Every object has IAgileObject and IMarshal, so any thread may use it", "S_OK", isAgile, 0,
     HOST},
    {"naphost.server.objects-hold", RULE_DOCUMENTED,
     "DllCanUnloadNow says no while an object exists, else yes", "S_FALSE, S_OK", objectHolds, 0,
     HOST},
    {"naphost.server.locks-hold", RULE_DOCUMENTED,
     "DllCanUnloadNow says no while a factory or a lock of LockServer exists", "S_FALSE, S_OK",
     lockHolds, 0, HOST},
    {"naphost.server.threads-hold", RULE_CHOSEN,
     "DllCanUnloadNow says no while a validator holds a request, even when no agent is bound",
     "S_FALSE, S_OK", threadHolds, 0, HOST},
    {"naphost.server.security", RULE_EVIDENT,
     "CoInitializeSecurity is left to the program: it still succeeds after a health check", "S_OK",
     leavesSecurity, 0, HOST | RULE_ALONE},
    {"naphost.server.manifest", RULE_CHOSEN,
     "COM creates all four classes by the manifest beside the DLL, unregistered", "S_OK",
     createsByManifest, 0, HOST | RULE_ALONE},
    {"naphost.server.register", RULE_DOCUMENTED,
     "DllRegisterServer writes exactly the four classes, DllUnregisterServer removes them; both "
     "may be repeated",
     "4 classes, model Both", registers, 0, HOST},
    {"naphost.server.register-refuses", RULE_CHOSEN,
     "DllRegisterServer writes nothing where another file, which exists, has one of the classes",
     "ERROR_ALREADY_EXISTS", refusesToReplace, 0, HOST},
    {"naphost.server.register-copy", RULE_CHOSEN,
     "DllRegisterServer replaces the registration of another copy of naphost.dll", "S_OK",
     replacesACopy, 0, HOST},
    {"naphost.server.register-gone", RULE_CHOSEN,
     "DllRegisterServer replaces the registration of a file that is gone", "S_OK",
     replacesWhatIsGone, 0, HOST},
    {"naphost.server.unregister-own", RULE_CHOSEN,
     "DllUnregisterServer leaves a class that points to another file", "S_OK", unregistersItsOwn, 0,
     HOST},
};

RULE_SECTION(RulesNaphostServer, "naphost.dll: the COM server", rules);
