/* SPDX-License-Identifier: MIT */
/*
 * Objects cross apartments unmarshalled: the other apartment gets the same pointer, and calls work
 * though the thread that made the object doesn't pump messages.
 */
#include "comtest.h"

static SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(6, 1, 2, 3)};
static const SoH small = SOH_OF(attributes);

typedef enum Carrier { BY_STREAM, BY_TABLE, CARRIERS } Carrier;

/* One object on its way from one thread to another. */
typedef struct Parcel {
    IStream *stream;
    DWORD cookie;
} Parcel;

/* These don't assert, so any thread may call them. */
static HRESULT openTable(IGlobalInterfaceTable **table)
{
    return CoCreateInstance(&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER,
                            &IID_IGlobalInterfaceTable, (void **)table);
}

static HRESULT pack(Parcel *parcel, Carrier carrier, const IID *iid, void *object)
{
    IGlobalInterfaceTable *table;
    HRESULT hr;

    if (carrier == BY_STREAM) {
        return CoMarshalInterThreadInterfaceInStream(iid, object, &parcel->stream);
    }
    hr = openTable(&table);
    if (SUCCEEDED(hr)) {
        hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal(table, object, iid, &parcel->cookie);
        IGlobalInterfaceTable_Release(table);
    }
    return hr;
}

static HRESULT unpack(Parcel *parcel, Carrier carrier, const IID *iid, void **object)
{
    IGlobalInterfaceTable *table;
    HRESULT hr;

    if (carrier == BY_STREAM) {
        return CoGetInterfaceAndReleaseStream(parcel->stream, iid, object);
    }
    hr = openTable(&table);
    if (SUCCEEDED(hr)) {
        hr = IGlobalInterfaceTable_GetInterfaceFromGlobal(table, parcel->cookie, iid, object);
        IGlobalInterfaceTable_RevokeInterfaceFromGlobal(table, parcel->cookie);
        IGlobalInterfaceTable_Release(table);
    }
    return hr;
}

/*
 * What the thread of the other apartment gets and sends back: it uses the objects that it gets, and
 * sends back objects that it made.
 */
typedef struct Visit {
    DWORD apartment;
    Carrier carrier;
    Parcel constructorOut;
    Parcel processorOut;
    Parcel constructorBack;
    INapSoHConstructor *sentConstructor;
    INapSoHProcessor *sentProcessor;
    INapSoHConstructor *made;
    int failedStep; /* 0: none */
} Visit;

#define STEP(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            visit->failedStep = __LINE__;                                                          \
            return;                                                                                \
        }                                                                                          \
    } while (0)

static void useConstructor(Visit *visit)
{
    const SoHAttributeValue value = {.octetStringVal = {BYTES(1, 2, 3)}};
    INapSoHConstructor *constructor;

    STEP(unpack(&visit->constructorOut, visit->carrier, &IID_INapSoHConstructor,
                (void **)&constructor) == S_OK);
    STEP(constructor == visit->sentConstructor);
    STEP(INapSoHConstructor_Initialize(constructor, 0x00013700, TRUE) == S_OK);
    STEP(INapSoHConstructor_AppendAttribute(constructor, 6, &value) == S_OK);
    INapSoHConstructor_Release(constructor);
}

static void useProcessor(Visit *visit)
{
    INapSoHProcessor *processor;
    SystemHealthEntityId id = 0;
    UINT16 location = 0;

    STEP(unpack(&visit->processorOut, visit->carrier, &IID_INapSoHProcessor, (void **)&processor) ==
         S_OK);
    STEP(processor == visit->sentProcessor);
    STEP(INapSoHProcessor_Initialize(processor, &small, TRUE, &id) == S_OK);
    STEP(id == 0x00013700);
    STEP(INapSoHProcessor_FindNextAttribute(processor, 0, 6, &location) == S_OK);
    STEP(location == 1);
    INapSoHProcessor_Release(processor);
}

static void sendBack(Visit *visit)
{
    STEP(ObjectCreate(&server, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor,
                      (void **)&visit->made) == S_OK);
    STEP(INapSoHConstructor_Initialize(visit->made, 0x00013700, TRUE) == S_OK);
    STEP(pack(&visit->constructorBack, visit->carrier, &IID_INapSoHConstructor, visit->made) ==
         S_OK);
}

static DWORD WINAPI runVisit(void *argument)
{
    Visit *visit = argument;

    if (CoInitializeEx(NULL, visit->apartment) != S_OK) {
        visit->failedStep = __LINE__;
        return 0;
    }
    useConstructor(visit);
    if (visit->failedStep == 0) {
        useProcessor(visit);
    }
    if (visit->failedStep == 0) {
        sendBack(visit);
    }
    CoUninitialize();
    return 0;
}

/* Pumps no messages: a call that was marshalled to this thread would wait for ever. */
static void waitFor(Visit *visit)
{
    HANDLE thread = CreateThread(NULL, 0, runVisit, visit, 0, NULL);

    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CloseHandle(thread);
    assert_int_equal(visit->failedStep, 0);
}

static void visitFrom(DWORD home, DWORD abroad, Carrier carrier)
{
    SoHAttribute begun[] = {ID_ATTRIBUTE};
    const SoH expected = SOH_OF(begun);
    Visit visit = {.apartment = abroad, .carrier = carrier};
    INapSoHConstructor *back = SENTINEL;

    assert_hresult(CoInitializeEx(NULL, home), S_OK);
    visit.sentConstructor = TestConstructorNew();
    visit.sentProcessor = TestProcessorNew();
    assert_hresult(
        pack(&visit.constructorOut, carrier, &IID_INapSoHConstructor, visit.sentConstructor), S_OK);
    assert_hresult(pack(&visit.processorOut, carrier, &IID_INapSoHProcessor, visit.sentProcessor),
                   S_OK);
    waitFor(&visit);

    /* What the other apartment did is visible here. Its object outlives its apartment. */
    TestConstructorExpect(visit.sentConstructor, &small);
    TestProcessorExpect(visit.sentProcessor, &small);
    assert_hresult(unpack(&visit.constructorBack, carrier, &IID_INapSoHConstructor, (void **)&back),
                   S_OK);
    assert_ptr_equal(back, visit.made);
    TestConstructorExpect(back, &expected);
    INapSoHConstructor_Release(back);
    assert_int_equal(INapSoHConstructor_Release(visit.made), 0);
    assert_int_equal(INapSoHConstructor_Release(visit.sentConstructor), 0);
    assert_int_equal(INapSoHProcessor_Release(visit.sentProcessor), 0);
    assert_hresult(server.DllCanUnloadNow(), S_OK);
    CoUninitialize();
}

static void fromSingleThreadedToMultithreaded(void **state)
{
    visitFrom(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED, BY_STREAM);
    visitFrom(COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED, BY_TABLE);
}

static void fromSingleThreadedToSingleThreaded(void **state)
{
    visitFrom(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED, BY_STREAM);
    visitFrom(COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED, BY_TABLE);
}

static void fromMultithreadedToSingleThreaded(void **state)
{
    visitFrom(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED, BY_STREAM);
    visitFrom(COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED, BY_TABLE);
}

/* COM itself passes a factory from apartment to apartment. */
static void factoryCrossesApartments(void **state)
{
    IClassFactory *factory;
    IClassFactory *arrived = SENTINEL;
    Parcel parcel;

    assert_hresult(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    assert_hresult(
        server.DllGetClassObject(&CLSID_NapSoHProcessor, &IID_IClassFactory, (void **)&factory),
        S_OK);
    assert_hresult(pack(&parcel, BY_STREAM, &IID_IClassFactory, factory), S_OK);
    assert_hresult(unpack(&parcel, BY_STREAM, &IID_IClassFactory, (void **)&arrived), S_OK);
    assert_ptr_equal(arrived, factory);
    IClassFactory_Release(arrived);
    assert_int_equal(IClassFactory_Release(factory), 0);
    CoUninitialize();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fromSingleThreadedToMultithreaded),
        cmocka_unit_test(fromSingleThreadedToSingleThreaded),
        cmocka_unit_test(fromMultithreadedToSingleThreaded),
        cmocka_unit_test(factoryCrossesApartments),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
