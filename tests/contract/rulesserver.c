/* SPDX-License-Identifier: MIT */
/* The COM server: class objects, factories, identity, apartments, unloading. */
#include "objects.h"

#include <objidl.h>

enum { CONSTRUCTOR, PROCESSOR };

static const CLSID *const classes[] = {&CLSID_NapSoHConstructor, &CLSID_NapSoHProcessor};
static const IID *const interfaces[] = {&IID_INapSoHConstructor, &IID_INapSoHProcessor};

static IUnknown *objectOf(Trial *trial, int class)
{
    return class == CONSTRUCTOR ? (IUnknown *)ConstructorNew(trial)
                                : (IUnknown *)ProcessorNew(trial);
}

static ULONG release(void *object)
{
    return ((IUnknown *)object)->lpVtbl->Release(object);
}

static void givesFactory(Trial *trial, int class)
{
    release(FactoryOf(trial, classes[class]));
}

static void expectNoClass(Trial *trial, const CLSID *other)
{
    void *result = SEED;

    TrialExpectHr(trial, "DllGetClassObject of another class",
                  trial->library->DllGetClassObject(other, &IID_IClassFactory, &result),
                  CLASS_E_CLASSNOTAVAILABLE);
    TrialExpectNull(trial, "DllGetClassObject of another class", result);
}

static void knowsNoOtherClass(Trial *trial, int parameter)
{
    /* The other NAP classes, which were in other DLLs, and ids that are no classes. */
    static const WCHAR *const others[] = {
        L"{E5FAE3B3-1AC8-4BD3-87E6-48EFF509DDAA}", L"{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}",
        L"{9443B89B-6564-496A-B19C-6C6D22709045}", L"{3B881B82-5BF4-4657-A3A2-CCE17E4FD39A}",
        L"{BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39}", L"{8E594310-16CA-4A00-932F-F70969F990C0}",
        L"{00000000-0000-0000-0000-000000000000}", L"{35298344-96A6-45E7-9B6B-62ECC6E09920}",
        L"{FB2FA8B0-2CD5-457D-ABA8-4376F63EA1C0}",
    };
    CLSID other;

    for (size_t i = 0; i < ARRAYSIZE(others); i++) {
        CLSIDFromString(others[i], &other);
        expectNoClass(trial, &other);
    }
    /* An id with one bit changed is another class. */
    for (size_t bit = 0; bit < 8 * sizeof(CLSID) * ARRAYSIZE(classes); bit++) {
        other = *classes[bit % 2];
        ((BYTE *)&other)[bit / 16] ^= (BYTE)(1u << bit / 2 % 8);
        expectNoClass(trial, &other);
    }
}

static void classObjectInterface(Trial *trial, int parameter)
{
    static const IID *const others[] = {&IID_INapSoHConstructor, &IID_INapSoHProcessor,
                                        &IID_IStream, &IID_IPersist, &GUID_NULL};

    for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
        IUnknown *unknown = SEED;

        for (size_t i = 0; i < ARRAYSIZE(others); i++) {
            void *result = SEED;

            TrialExpectHr(trial, "DllGetClassObject for another interface",
                          trial->library->DllGetClassObject(classes[class], others[i], &result),
                          E_NOINTERFACE);
            TrialExpectNull(trial, "DllGetClassObject for another interface", result);
        }
        TrialExpectHr(
            trial, "DllGetClassObject for IUnknown",
            trial->library->DllGetClassObject(classes[class], &IID_IUnknown, (void **)&unknown),
            S_OK);
        release(unknown);
    }
}

static void classObjectNullOut(Trial *trial, int parameter)
{
    TrialExpectHr(trial, "DllGetClassObject(clsid, iid, NULL)",
                  trial->library->DllGetClassObject(classes[0], &IID_IClassFactory, NULL),
                  E_INVALIDARG);
    TrialExpectHr(trial, "DllGetClassObject(NULL, NULL, NULL)",
                  trial->library->DllGetClassObject(NULL, NULL, NULL), E_INVALIDARG);
}

static void classObjectNullIds(Trial *trial, int parameter)
{
    void *result = SEED;

    TrialExpectHr(trial, "DllGetClassObject(NULL, iid, &p)",
                  trial->library->DllGetClassObject(NULL, &IID_IClassFactory, &result),
                  E_INVALIDARG);
    TrialExpectNull(trial, "DllGetClassObject(NULL, iid, &p)", result);
    result = SEED;
    TrialExpectHr(trial, "DllGetClassObject(clsid, NULL, &p)",
                  trial->library->DllGetClassObject(classes[0], NULL, &result), E_INVALIDARG);
    TrialExpectNull(trial, "DllGetClassObject(clsid, NULL, &p)", result);
}

static void createsObject(Trial *trial, int class)
{
    release(objectOf(trial, class));
}

static void expectNotCreated(Trial *trial, IClassFactory *factory, IUnknown *outer, const IID *iid,
                             HRESULT expected)
{
    const char *const call =
        outer ? "CreateInstance with an outer object" : "CreateInstance for another interface";
    void *result = SEED;

    TrialExpectHr(trial, call, factory->lpVtbl->CreateInstance(factory, outer, iid, &result),
                  expected);
    TrialExpectNull(trial, call, result);
}

static void createsNoAggregate(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);
    IUnknown *outer = (IUnknown *)factory;

    expectNotCreated(trial, factory, outer, &IID_IUnknown, CLASS_E_NOAGGREGATION);
    expectNotCreated(trial, factory, outer, interfaces[class], CLASS_E_NOAGGREGATION);
    release(factory);
}

static void createsNoOtherInterface(Trial *trial, int class)
{
    const IID *const others[] = {interfaces[1 - class], &IID_IClassFactory, &IID_IPersist,
                                 classes[class], &GUID_NULL};
    const IID *const own[] = {interfaces[class], &IID_IUnknown};
    IClassFactory *factory = FactoryOf(trial, classes[class]);

    for (size_t i = 0; i < ARRAYSIZE(others); i++) {
        expectNotCreated(trial, factory, NULL, others[i], E_NOINTERFACE);
    }
    for (size_t i = 0; i < ARRAYSIZE(own); i++) {
        IUnknown *result = SEED;

        TrialExpectHr(trial, "CreateInstance for an interface of the class",
                      factory->lpVtbl->CreateInstance(factory, NULL, own[i], (void **)&result),
                      S_OK);
        TrialExpectNumber(trial, "What Release returns then", release(result), 0);
    }
    release(factory);
}

static void createNullOut(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);

    TrialExpectHr(trial, "CreateInstance(NULL, iid, NULL)",
                  factory->lpVtbl->CreateInstance(factory, NULL, interfaces[class], NULL),
                  E_INVALIDARG);
    TrialExpectHr(
        trial, "CreateInstance(outer, iid, NULL)",
        factory->lpVtbl->CreateInstance(factory, (IUnknown *)factory, interfaces[class], NULL),
        E_INVALIDARG);
    release(factory);
}

static void createNullId(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);
    void *result = SEED;

    TrialExpectHr(trial, "CreateInstance(NULL, NULL, &p)",
                  factory->lpVtbl->CreateInstance(factory, NULL, NULL, &result), E_INVALIDARG);
    TrialExpectNull(trial, "CreateInstance(NULL, NULL, &p)", result);
    release(factory);
}

static void createNoMemory(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);
    void *result = SEED;

    TrialSpy(trial);
    AllocSpyFail(1);
    TrialExpectHr(trial, "CreateInstance without memory",
                  factory->lpVtbl->CreateInstance(factory, NULL, interfaces[class], &result),
                  E_OUTOFMEMORY);
    AllocSpyFail(0);
    TrialExpectNull(trial, "CreateInstance without memory", result);
    TrialExpectClean(trial, "CreateInstance without memory");
    release(factory);
}

static void factoryNoMemory(Trial *trial, int class)
{
    void *result = SEED;

    TrialSpy(trial);
    AllocSpyFail(1);
    TrialExpectHr(trial, "DllGetClassObject without memory",
                  trial->library->DllGetClassObject(classes[class], &IID_IClassFactory, &result),
                  E_OUTOFMEMORY);
    AllocSpyFail(0);
    TrialExpectNull(trial, "DllGetClassObject without memory", result);
    TrialExpectClean(trial, "DllGetClassObject without memory");
}

static IUnknown *query(Trial *trial, IUnknown *object, const IID *iid)
{
    IUnknown *result = NULL;

    TrialExpectHr(trial, "QueryInterface",
                  object->lpVtbl->QueryInterface(object, iid, (void **)&result), S_OK);
    return result;
}

static BOOL answers(IUnknown *object, const IID *iid)
{
    IUnknown *result = NULL;
    HRESULT hr = object->lpVtbl->QueryInterface(object, iid, (void **)&result);

    if (SUCCEEDED(hr)) {
        release(result);
    }
    return SUCCEEDED(hr);
}

/*
 * Any interface gives the same IUnknown, and each interface can be queried from each other one,
 * IMarshal included if there is one, any number of times. Takes the reference to unknown.
 */
static void expectIdentity(Trial *trial, IUnknown *unknown, const IID *iid)
{
    const IID *const iids[] = {&IID_IUnknown, iid, &IID_IMarshal};
    const size_t count = answers(unknown, &IID_IMarshal) ? 3 : 2;
    IUnknown *identity = query(trial, unknown, &IID_IUnknown);

    for (size_t i = 0; i < count * count; i++) {
        IUnknown *from = query(trial, unknown, iids[i / count]);
        IUnknown *to = query(trial, from, iids[i % count]);
        IUnknown *again = query(trial, to, iids[i / count]);
        IUnknown *back = query(trial, to, &IID_IUnknown);

        release(back);
        release(again);
        release(to);
        release(from);
        TrialExpect(trial, back == identity, "IUnknown is another pointer by another way");
    }
    release(identity);
    TrialExpectNumber(trial, "What the last Release returns", release(unknown), 0);
}

static void hasOneIdentity(Trial *trial, int class)
{
    expectIdentity(trial, objectOf(trial, class), interfaces[class]);
    expectIdentity(trial, (IUnknown *)FactoryOf(trial, classes[class]), &IID_IClassFactory);
}

/* A refused query doesn't change the reference count. Takes the reference. */
static void expectQueryRefuses(Trial *trial, IUnknown *object, const IID *other)
{
    const IID *const others[] = {other, &IID_IPersist, &GUID_NULL};

    for (size_t i = 0; i < ARRAYSIZE(others); i++) {
        void *result = SEED;

        TrialExpectHr(trial, "QueryInterface for another interface",
                      object->lpVtbl->QueryInterface(object, others[i], &result), E_NOINTERFACE);
        TrialExpectNull(trial, "QueryInterface for another interface", result);
    }
    TrialExpectNumber(trial, "What the last Release returns", release(object), 0);
}

static void queriesNoOther(Trial *trial, int class)
{
    expectQueryRefuses(trial, objectOf(trial, class), interfaces[1 - class]);
    expectQueryRefuses(trial, (IUnknown *)FactoryOf(trial, classes[class]), interfaces[class]);
}

static void queriesNull(Trial *trial, int class)
{
    IUnknown *const both[] = {objectOf(trial, class), (IUnknown *)FactoryOf(trial, classes[class])};

    for (size_t i = 0; i < ARRAYSIZE(both); i++) {
        void *result = SEED;

        TrialExpectHr(trial, "QueryInterface(iid, NULL)",
                      both[i]->lpVtbl->QueryInterface(both[i], &IID_IUnknown, NULL), E_POINTER);
        TrialExpectHr(trial, "QueryInterface(NULL, &p)",
                      both[i]->lpVtbl->QueryInterface(both[i], NULL, &result), E_INVALIDARG);
        TrialExpectNull(trial, "QueryInterface(NULL, &p)", result);
        TrialExpectNumber(trial, "What the last Release returns", release(both[i]), 0);
    }
}

/* IAgileObject has no methods: an object that has the interface is agile. */
static void isAgile(Trial *trial, int class)
{
    IUnknown *object = objectOf(trial, class);
    void *agile = SEED;

    TrialExpectHr(trial, "QueryInterface(IID_IAgileObject)",
                  object->lpVtbl->QueryInterface(object, &IID_IAgileObject, &agile), S_OK);
    release(agile);
    release(object);
}

static void countsReferences(Trial *trial, int class)
{
    IUnknown *const both[] = {objectOf(trial, class), (IUnknown *)FactoryOf(trial, classes[class])};

    for (size_t i = 0; i < ARRAYSIZE(both); i++) {
        TrialExpectNumber(trial, "What AddRef returns for the second reference",
                          both[i]->lpVtbl->AddRef(both[i]), 2);
        TrialExpectNumber(trial, "What AddRef returns for the third reference",
                          both[i]->lpVtbl->AddRef(both[i]), 3);
        for (ULONG left = 3; left-- > 0;) {
            TrialExpectNumber(trial, "What Release returns", release(both[i]), left);
        }
    }
}

static void canUnload(Trial *trial, const char *when, HRESULT expected)
{
    TrialExpectHr(trial, when, trial->library->DllCanUnloadNow(), expected);
}

static void unloadsUnused(Trial *trial, int parameter)
{
    canUnload(trial, "DllCanUnloadNow before anything was created", S_OK);
}

static void objectHolds(Trial *trial, int class)
{
    IUnknown *object = objectOf(trial, class);

    canUnload(trial, "DllCanUnloadNow while an object lives", S_FALSE);
    release(object);
}

static void factoryHolds(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);

    canUnload(trial, "DllCanUnloadNow while a factory lives", S_FALSE);
    release(factory);
}

/* A reference to the marshaler alone keeps the object alive. */
static void marshalerHolds(Trial *trial, int class)
{
    IUnknown *object = objectOf(trial, class);
    IUnknown *marshal = query(trial, object, &IID_IMarshal);

    release(object);
    canUnload(trial, "DllCanUnloadNow while a marshaler lives", S_FALSE);
    object = query(trial, marshal, interfaces[class]);
    TrialExpect(trial, release(marshal) != 0, "The object went with its marshaler");
    TrialExpectNumber(trial, "What the last Release returns", release(object), 0);
}

static void lock(Trial *trial, int class, BOOL isLocked)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);

    TrialExpectHr(trial, isLocked ? "LockServer(TRUE)" : "LockServer(FALSE)",
                  factory->lpVtbl->LockServer(factory, isLocked), S_OK);
    release(factory);
}

/* A lock outlives the factory that it was taken with. Any factory can undo it. */
static void lockHolds(Trial *trial, int parameter)
{
    enum { LOCKS = 1000 };

    for (int i = 0; i < LOCKS; i++) {
        lock(trial, i % 2, i % 3 == 0 ? 2 : TRUE);
    }
    for (int i = 0; i < LOCKS; i++) {
        canUnload(trial, "DllCanUnloadNow while one of several locks is held", S_FALSE);
        lock(trial, i % 4 / 2, FALSE);
    }
}

/* What keeps the server loaded: an object, a lock and a factory of each class. */
enum { KEEPERS = 6 };

static IUnknown *acquire(Trial *trial, int keeper)
{
    switch (keeper / 2) {
    case 0:
        return objectOf(trial, keeper % 2);
    case 1:
        lock(trial, keeper % 2, TRUE);
        return NULL;
    default:
        return (IUnknown *)FactoryOf(trial, classes[keeper % 2]);
    }
}

static void letGo(Trial *trial, int keeper, IUnknown *kept)
{
    if (keeper / 2 == 1) {
        lock(trial, keeper % 2, FALSE);
    } else {
        release(kept);
    }
}

static void expectUnloadable(Trial *trial, unsigned held)
{
    canUnload(trial, "DllCanUnloadNow with some objects, locks and factories",
              held == 0 ? S_OK : S_FALSE);
}

/* Acquires these, and releases them in an order that begins with `first` and depends on the set. */
static void tryKeepers(Trial *trial, unsigned set, int first)
{
    IUnknown *kept[KEEPERS];
    unsigned held = 0;

    for (int i = 0; i < KEEPERS; i++) {
        if ((set & 1u << i) != 0) {
            kept[i] = acquire(trial, i);
            held |= 1u << i;
        }
        expectUnloadable(trial, held);
    }
    for (int step = 0; step < KEEPERS; step++) {
        const int i = (first + step * (set % 2 != 0 ? 1 : 5)) % KEEPERS;

        if ((held & 1u << i) != 0) {
            letGo(trial, i, kept[i]);
            held &= ~(1u << i);
        }
        expectUnloadable(trial, held);
    }
}

static void anyOrder(Trial *trial, int parameter)
{
    for (unsigned set = 0; set < 1u << KEEPERS; set++) {
        for (int first = 0; first < KEEPERS; first++) {
            tryKeepers(trial, set, first);
        }
    }
}

/* A failed call must not keep the DLL loaded. */
static void failuresHoldNothing(Trial *trial, int parameter)
{
    for (int class = 0; class < 2; class ++) {
        factoryNoMemory(trial, class);
        createNoMemory(trial, class);
        createsNoOtherInterface(trial, class);
        createsNoAggregate(trial, class);
        classObjectInterface(trial, 0);
        canUnload(trial, "DllCanUnloadNow after calls that failed", S_OK);
    }
}

static void unlockTooMany(Trial *trial, int parameter)
{
    IUnknown *object;

    for (int class = 0; class < 2; class ++) {
        lock(trial, class, FALSE);
        lock(trial, class, TRUE);
        canUnload(trial, "DllCanUnloadNow with a lock after an unlock too many", S_FALSE);
        lock(trial, class, FALSE);
    }
    object = objectOf(trial, CONSTRUCTOR);
    lock(trial, PROCESSOR, FALSE);
    canUnload(trial, "DllCanUnloadNow with an object after an unlock too many", S_FALSE);
    release(object);
}

/* Nothing of the DLL may be in use before, so these rules have their own process. */
static void unloadsAfterUse(Trial *trial, int parameter)
{
    IClassFactory *factory = FactoryOf(trial, classes[0]);

    factory->lpVtbl->LockServer(factory, TRUE);
    factory->lpVtbl->LockServer(factory, FALSE);
    release(factory);
    release(objectOf(trial, CONSTRUCTOR));
    release(objectOf(trial, PROCESSOR));
    canUnload(trial, "DllCanUnloadNow after all was released", S_OK);
}

static void leavesTheProcess(Trial *trial, int parameter)
{
    WCHAR name[MAX_PATH];

    unloadsAfterUse(trial, 0);
    if (GetModuleFileNameW(trial->library->module, name, MAX_PATH) == 0) {
        TrialUnable(trial, "The path of the DLL is too long");
    }
    FreeLibrary(trial->library->module);
    Sleep(50); /* time for a thread that was left behind to crash */
    TrialExpect(trial, !GetModuleHandleW(name), "It is still loaded after FreeLibrary");
}

/* An object that is passed from a single-threaded apartment to the multithreaded one. */
typedef struct Visit {
    const IID *iid;
    IStream *stream;
    void *arrived;
    HRESULT hr;
} Visit;

static DWORD WINAPI visit(void *parameter)
{
    Visit *arriving = parameter;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    arriving->hr =
        CoGetInterfaceAndReleaseStream(arriving->stream, arriving->iid, &arriving->arrived);
    if (SUCCEEDED(arriving->hr)) {
        release(arriving->arrived);
    }
    CoUninitialize();
    return 0;
}

/*
 * This thread doesn't pump messages: if the interface were marshalled, its Release would wait for
 * ever.
 */
static void crossesApartments(Trial *trial, int class)
{
    Visit arriving = {.iid = interfaces[class]};
    IUnknown *object;
    HANDLE thread;

    CoUninitialize(); /* leaves the multithreaded apartment */
    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    object = objectOf(trial, class);
    TrialExpectHr(
        trial, "CoMarshalInterThreadInterfaceInStream",
        CoMarshalInterThreadInterfaceInStream(interfaces[class], object, &arriving.stream), S_OK);
    thread = CreateThread(NULL, 0, visit, &arriving, 0, NULL);
    if (!thread || WaitForSingleObject(thread, 5000) != WAIT_OBJECT_0) {
        TrialFail(trial, "The other apartment waits for this one: the interface is marshalled");
    }
    CloseHandle(thread);
    TrialExpectHr(trial, "CoGetInterfaceAndReleaseStream", arriving.hr, S_OK);
    TrialExpect(trial, arriving.arrived == object, "Another pointer arrived: a proxy");
    release(object);
    CoUninitialize();
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
}

#define BOTH(id, tag, text, expected, check)                                                       \
    {"com.constructor." id, tag, "NapSoHConstructor: " text, expected, check, CONSTRUCTOR, 0},     \
    {                                                                                              \
        "com.processor." id, tag, "NapSoHProcessor: " text, expected, check, PROCESSOR, 0          \
    }

static const Rule rules[] = {
    {"com.unload.unused", RULE_DOCUMENTED, "DllCanUnloadNow agrees while nothing was created",
     "S_OK", unloadsUnused, 0, RULE_ALONE},
    BOTH("factory", RULE_EVIDENT, "DllGetClassObject gives a class factory", "S_OK", givesFactory),
    BOTH("create", RULE_EVIDENT, "CreateInstance gives the class's interface", "S_OK",
         createsObject),
    {"com.class-object.other-class", RULE_DOCUMENTED,
     "DllGetClassObject knows no other class, none of the other NAP classes either",
     "CLASS_E_CLASSNOTAVAILABLE", knowsNoOtherClass, 0, 0},
    {"com.class-object.interface", RULE_DOCUMENTED,
     "DllGetClassObject refuses an interface that factories lack", "E_NOINTERFACE",
     classObjectInterface, 0, 0},
    {"com.class-object.null-out", RULE_CHOSEN, "DllGetClassObject refuses a NULL out parameter",
     "E_INVALIDARG", classObjectNullOut, 0, 0},
    {"com.class-object.null-ids", RULE_CHOSEN, "DllGetClassObject refuses NULL ids", "E_INVALIDARG",
     classObjectNullIds, 0, 0},
    BOTH("aggregation", RULE_DOCUMENTED, "CreateInstance refuses an outer object, and leaves NULL",
         "CLASS_E_NOAGGREGATION", createsNoAggregate),
    BOTH("interface", RULE_DOCUMENTED, "CreateInstance refuses another interface, and leaves NULL",
         "E_NOINTERFACE", createsNoOtherInterface),
    BOTH("null-out", RULE_CHOSEN, "CreateInstance refuses a NULL out parameter", "E_INVALIDARG",
         createNullOut),
    BOTH("null-iid", RULE_CHOSEN, "CreateInstance refuses a NULL interface id", "E_INVALIDARG",
         createNullId),
    BOTH("no-memory", RULE_CHOSEN, "CreateInstance says when memory runs out", "E_OUTOFMEMORY",
         createNoMemory),
    BOTH("identity", RULE_DOCUMENTED, "every interface gives the same IUnknown", "one pointer",
         hasOneIdentity),
    BOTH("query", RULE_DOCUMENTED, "QueryInterface refuses another interface, and leaves NULL",
         "E_NOINTERFACE", queriesNoOther),
    BOTH("query-null", RULE_CHOSEN, "QueryInterface refuses a NULL out parameter", "E_POINTER",
         queriesNull),
    BOTH("references", RULE_DOCUMENTED, "AddRef and Release count references", "2, 1, 0",
         countsReferences),
    BOTH("apartments", RULE_EVIDENT, "the pointer arrives unchanged in another apartment",
         "the same pointer", crossesApartments),
    BOTH("factory-no-memory", RULE_CHOSEN, "DllGetClassObject says when memory runs out",
         "E_OUTOFMEMORY", factoryNoMemory),
    BOTH("agile", RULE_CHOSEN, "an object says that any apartment may use it (IAgileObject)",
         "S_OK", isAgile),
    BOTH("object-holds", RULE_DOCUMENTED, "DllCanUnloadNow refuses while an object lives",
         "S_FALSE", objectHolds),
    BOTH("factory-holds", RULE_DOCUMENTED, "DllCanUnloadNow refuses while a factory lives",
         "S_FALSE", factoryHolds),
    BOTH("marshaler-holds", RULE_EVIDENT, "DllCanUnloadNow refuses while a marshaler lives",
         "S_FALSE", marshalerHolds),
    {"com.unload.any-order", RULE_DOCUMENTED,
     "DllCanUnloadNow agrees when all objects, factories and locks are gone, in any order", "S_OK",
     anyOrder, 0, RULE_ALONE},
    {"com.unload.failures", RULE_DOCUMENTED, "Calls that failed don't hold the DLL", "S_OK",
     failuresHoldNothing, 0, RULE_ALONE},
    {"com.unload.locks", RULE_DOCUMENTED,
     "DllCanUnloadNow refuses while one of several locks is held", "S_FALSE", lockHolds, 0, 0},
    {"com.unload.unlock-too-many", RULE_CHOSEN, "One unlock too many does not remove a later lock",
     "S_FALSE", unlockTooMany, 0, RULE_ALONE},
    {"com.unload.after-use", RULE_DOCUMENTED, "DllCanUnloadNow agrees after all was released",
     "S_OK", unloadsAfterUse, 0, RULE_ALONE},
    {"com.unload.free-library", RULE_DOCUMENTED,
     "FreeLibrary really unloads it then, and nothing crashes", "unloaded", leavesTheProcess, 0,
     RULE_ALONE},
};

RULE_SECTION(RulesServer, "The COM server", rules);
