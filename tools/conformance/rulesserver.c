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

static void knowsNoOtherClass(Trial *trial, int parameter)
{
    /* The rest of the family, which lived in other DLLs, and an id that is no class. */
    static const WCHAR *const others[] = {
        L"{E5FAE3B3-1AC8-4BD3-87E6-48EFF509DDAA}", L"{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}",
        L"{9443B89B-6564-496A-B19C-6C6D22709045}", L"{3B881B82-5BF4-4657-A3A2-CCE17E4FD39A}",
        L"{BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39}", L"{8E594310-16CA-4A00-932F-F70969F990C0}",
        L"{35298344-96A6-45E7-9B6B-62ECC6E09920}",
    };

    (void)parameter;
    for (size_t i = 0; i < ARRAYSIZE(others); i++) {
        void *result = SEED;
        CLSID other;

        CLSIDFromString(others[i], &other);
        TrialExpectHr(trial, "DllGetClassObject of another class",
                      trial->library->DllGetClassObject(&other, &IID_IClassFactory, &result),
                      CLASS_E_CLASSNOTAVAILABLE);
        TrialExpectNull(trial, "DllGetClassObject of another class", result);
    }
}

static void classObjectInterface(Trial *trial, int parameter)
{
    void *result = SEED;

    (void)parameter;
    TrialExpectHr(trial, "DllGetClassObject for IStream",
                  trial->library->DllGetClassObject(classes[0], &IID_IStream, &result),
                  E_NOINTERFACE);
    TrialExpectNull(trial, "DllGetClassObject for IStream", result);
}

static void classObjectNullOut(Trial *trial, int parameter)
{
    (void)parameter;
    TrialExpectHr(trial, "DllGetClassObject(clsid, iid, NULL)",
                  trial->library->DllGetClassObject(classes[0], &IID_IClassFactory, NULL),
                  E_INVALIDARG);
}

static void classObjectNullIds(Trial *trial, int parameter)
{
    void *result = SEED;

    (void)parameter;
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

static void createsNoAggregate(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);
    void *result = SEED;

    TrialExpectHr(
        trial, "CreateInstance with an outer object",
        factory->lpVtbl->CreateInstance(factory, (IUnknown *)factory, &IID_IUnknown, &result),
        CLASS_E_NOAGGREGATION);
    TrialExpectNull(trial, "CreateInstance with an outer object", result);
    release(factory);
}

static void createsNoOtherInterface(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);
    void *result = SEED;

    TrialExpectHr(trial, "CreateInstance for the other class's interface",
                  factory->lpVtbl->CreateInstance(factory, NULL, interfaces[1 - class], &result),
                  E_NOINTERFACE);
    TrialExpectNull(trial, "CreateInstance for the other class's interface", result);
    release(factory);
}

static void createNullOut(Trial *trial, int class)
{
    IClassFactory *factory = FactoryOf(trial, classes[class]);

    TrialExpectHr(trial, "CreateInstance(NULL, iid, NULL)",
                  factory->lpVtbl->CreateInstance(factory, NULL, interfaces[class], NULL),
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
    TrialExpectNull(trial, "CreateInstance without memory", result);
    TrialExpectClean(trial, "CreateInstance without memory");
}

static IUnknown *query(Trial *trial, IUnknown *object, const IID *iid)
{
    IUnknown *result = NULL;

    TrialExpectHr(trial, "QueryInterface",
                  object->lpVtbl->QueryInterface(object, iid, (void **)&result), S_OK);
    return result;
}

static void hasOneIdentity(Trial *trial, int class)
{
    IUnknown *object = objectOf(trial, class);
    IUnknown *unknown = query(trial, object, &IID_IUnknown);
    IUnknown *again = query(trial, query(trial, unknown, interfaces[class]), &IID_IUnknown);
    IUnknown *marshal = NULL;

    TrialExpect(trial, again == unknown, "IUnknown is another pointer the second time");
    if (SUCCEEDED(object->lpVtbl->QueryInterface(object, &IID_IMarshal, (void **)&marshal))) {
        TrialExpect(trial, query(trial, marshal, &IID_IUnknown) == unknown,
                    "IUnknown is another pointer by way of IMarshal");
    }
}

static void queriesNoOther(Trial *trial, int class)
{
    IUnknown *object = objectOf(trial, class);
    void *result = SEED;

    TrialExpectHr(trial, "QueryInterface for the other class's interface",
                  object->lpVtbl->QueryInterface(object, interfaces[1 - class], &result),
                  E_NOINTERFACE);
    TrialExpectNull(trial, "QueryInterface for the other class's interface", result);
    release(object);
}

static void queriesNull(Trial *trial, int class)
{
    IUnknown *object = objectOf(trial, class);

    TrialExpectHr(trial, "QueryInterface(iid, NULL)",
                  object->lpVtbl->QueryInterface(object, interfaces[class], NULL), E_POINTER);
    release(object);
}

/* The interface has no methods: to have it is to say so. */
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
    IUnknown *object = objectOf(trial, class);

    TrialExpectNumber(trial, "What AddRef returns for the second reference",
                      object->lpVtbl->AddRef(object), 2);
    TrialExpectNumber(trial, "What Release returns for the second reference", release(object), 1);
    TrialExpectNumber(trial, "What Release returns for the last reference", release(object), 0);
}

static void canUnload(Trial *trial, const char *when, HRESULT expected)
{
    TrialExpectHr(trial, when, trial->library->DllCanUnloadNow(), expected);
}

static void unloadsUnused(Trial *trial, int parameter)
{
    (void)parameter;
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

static void lockHolds(Trial *trial, int parameter)
{
    IClassFactory *factory = FactoryOf(trial, classes[0]);

    (void)parameter;
    TrialExpectHr(trial, "LockServer(TRUE)", factory->lpVtbl->LockServer(factory, TRUE), S_OK);
    TrialExpectHr(trial, "LockServer(TRUE)", factory->lpVtbl->LockServer(factory, TRUE), S_OK);
    release(factory);
    canUnload(trial, "DllCanUnloadNow while two locks are held", S_FALSE);
    factory = FactoryOf(trial, classes[1]);
    TrialExpectHr(trial, "LockServer(FALSE)", factory->lpVtbl->LockServer(factory, FALSE), S_OK);
    release(factory);
    canUnload(trial, "DllCanUnloadNow while one of two locks is held", S_FALSE);
    factory = FactoryOf(trial, classes[1]);
    TrialExpectHr(trial, "LockServer(FALSE)", factory->lpVtbl->LockServer(factory, FALSE), S_OK);
    release(factory);
}

static void unlockTooMany(Trial *trial, int parameter)
{
    IClassFactory *factory = FactoryOf(trial, classes[0]);

    (void)parameter;
    factory->lpVtbl->LockServer(factory, FALSE);
    factory->lpVtbl->LockServer(factory, TRUE);
    release(factory);
    canUnload(trial, "DllCanUnloadNow with a lock after an unlock too many", S_FALSE);
}

/* Nothing may have been used before: so these have a process of their own. */
static void unloadsAfterUse(Trial *trial, int parameter)
{
    IClassFactory *factory = FactoryOf(trial, classes[0]);

    (void)parameter;
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

    (void)parameter;
    unloadsAfterUse(trial, 0);
    if (GetModuleFileNameW(trial->library->module, name, MAX_PATH) == 0) {
        TrialUnable(trial, "The path of the DLL is too long");
    }
    FreeLibrary(trial->library->module);
    Sleep(50); /* for a thread that was left behind to crash */
    TrialExpect(trial, GetModuleHandleW(name) == NULL, "It is still loaded after FreeLibrary");
}

/* An object on its way from a single-threaded apartment to the multithreaded one. */
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

/* This thread doesn't pump messages: were the interface marshalled, its Release would wait. */
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
    if (thread == NULL || WaitForSingleObject(thread, 5000) != WAIT_OBJECT_0) {
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
     "DllGetClassObject knows no other class, those of the rest of NAP neither",
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
    BOTH("identity", RULE_DOCUMENTED, "an object has one IUnknown, by whatever way", "one pointer",
         hasOneIdentity),
    BOTH("query", RULE_DOCUMENTED, "QueryInterface refuses another interface, and leaves NULL",
         "E_NOINTERFACE", queriesNoOther),
    BOTH("query-null", RULE_CHOSEN, "QueryInterface refuses a NULL out parameter", "E_POINTER",
         queriesNull),
    BOTH("references", RULE_DOCUMENTED, "AddRef and Release count references", "2, 1, 0",
         countsReferences),
    BOTH("apartments", RULE_EVIDENT, "the pointer arrives unchanged in another apartment",
         "the same pointer", crossesApartments),
    BOTH("agile", RULE_CHOSEN, "an object says that any apartment may use it (IAgileObject)",
         "S_OK", isAgile),
    BOTH("object-holds", RULE_DOCUMENTED, "DllCanUnloadNow refuses while an object lives",
         "S_FALSE", objectHolds),
    BOTH("factory-holds", RULE_DOCUMENTED, "DllCanUnloadNow refuses while a factory lives",
         "S_FALSE", factoryHolds),
    {"com.unload.locks", RULE_DOCUMENTED,
     "DllCanUnloadNow refuses while one of several locks is held", "S_FALSE", lockHolds, 0, 0},
    {"com.unload.unlock-too-many", RULE_CHOSEN,
     "An unlock more than there were locks takes no later lock away", "S_FALSE", unlockTooMany, 0,
     RULE_ALONE},
    {"com.unload.after-use", RULE_DOCUMENTED, "DllCanUnloadNow agrees after all was released",
     "S_OK", unloadsAfterUse, 0, RULE_ALONE},
    {"com.unload.free-library", RULE_DOCUMENTED,
     "FreeLibrary really unloads it then, and nothing crashes", "unloaded", leavesTheProcess, 0,
     RULE_ALONE},
};

RULE_SECTION(RulesServer, "The COM server", rules);
