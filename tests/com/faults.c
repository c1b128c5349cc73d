/* SPDX-License-Identifier: MIT */
/*
 * Bad pointers that cause an access violation inside a method. If the client survives it, with a
 * handler of its own, the object must still work: no lock is held and no block is lost. In this
 * test the thread that faults ends.
 */
#include "comtest.h"
#include "guarded.h"

#define PATIENCE_MS 10000

typedef struct Call {
    void (*make)(void *object);
    void *object;
} Call;

static DWORD doomed; /* the id of the thread that may fault */

static void die(void)
{
    ExitThread(1);
}

/* Continues as if the faulting instruction had called die. */
static LONG CALLBACK endFaultingThread(EXCEPTION_POINTERS *exception)
{
    if (exception->ExceptionRecord->ExceptionCode != (DWORD)EXCEPTION_ACCESS_VIOLATION ||
        GetCurrentThreadId() != doomed) {
        return EXCEPTION_CONTINUE_SEARCH;
    }
#ifdef _WIN64
    exception->ContextRecord->Rsp = (exception->ContextRecord->Rsp & ~(DWORD64)15) - 8;
    exception->ContextRecord->Rip = (DWORD64)die;
#else
    exception->ContextRecord->Esp = (exception->ContextRecord->Esp & ~15ul) - 4;
    exception->ContextRecord->Eip = (DWORD)die;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD WINAPI makeCall(void *parameter)
{
    const Call *call = parameter;

    call->make(call->object);
    return 0;
}

/* Runs on its own thread, and stops waiting when that takes too long. */
static DWORD run(void (*make)(void *object), void *object, BOOL mayFault)
{
    Call call = {make, object};
    DWORD code = STILL_ACTIVE;
    DWORD id;
    HANDLE thread = CreateThread(NULL, 0, makeCall, &call, CREATE_SUSPENDED, &id);

    assert_non_null(thread);
    doomed = mayFault ? id : 0;
    ResumeThread(thread);
    assert_int_equal(WaitForSingleObject(thread, PATIENCE_MS), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &code));
    CloseHandle(thread);
    return code;
}

static void expectFault(void (*make)(void *object), void *object)
{
    assert_int_equal(run(make, object, TRUE), 1);
}

/* An address that is never mapped. */
#define NOWHERE ((void *)(UINT_PTR)0x10)

static void appendNowhere(void *object)
{
    INapSoHConstructor_AppendAttribute((INapSoHConstructor *)object, sohAttributeTypeProductName,
                                       NOWHERE);
}

static void appendOctetsNowhere(void *object)
{
    SoHAttributeValue value;

    value.octetStringVal.size = 100;
    value.octetStringVal.data = NOWHERE;
    INapSoHConstructor_AppendAttribute((INapSoHConstructor *)object, sohAttributeTypeProductName,
                                       &value);
}

/* Only the first codes are readable. */
static void appendTooFewCodes(void *object)
{
    SoHAttributeValue value;

    value.codesVal.count = 500;
    value.codesVal.results = GuardedAlloc(400 * sizeof(HRESULT));
    INapSoHConstructor_AppendAttribute((INapSoHConstructor *)object, sohAttributeTypeErrorCodes,
                                       &value);
}

static void getToNowhere(void *object)
{
    INapSoHConstructor_GetSoH((INapSoHConstructor *)object, NOWHERE);
}

static HRESULT results[2];

static void useConstructor(void *object)
{
    INapSoHConstructor *constructor = object;
    SoHAttributeValue value = {.uint8Val = 1};
    SoH *soh = NULL;

    results[0] =
        INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeHealthClass, &value);
    results[1] = INapSoHConstructor_GetSoH(constructor, &soh);
    FreeSoH(soh);
}

static void constructorWorksAfterFaults(void **state)
{
    static void (*const calls[])(void *) = {appendNowhere, appendOctetsNowhere, appendTooFewCodes,
                                            getToNowhere};
    INapSoHConstructor *constructor = TestConstructorBegin(1, TRUE);
    SoH *soh;

    for (size_t i = 0; i < ARRAYSIZE(calls); i++) {
        expectFault(calls[i], constructor);
        assert_int_equal(run(useConstructor, constructor, FALSE), 0);
        assert_hresult(results[0], S_OK);
        assert_hresult(results[1], S_OK);
    }
    soh = TestConstructorSoH(constructor);
    assert_int_equal(soh->count, 1 + ARRAYSIZE(calls)); /* nothing of what faulted */
    FreeSoH(soh);
    INapSoHConstructor_Release(constructor);
}

static void readNowhere(void *object)
{
    SystemHealthEntityId id;

    INapSoHProcessor_Initialize((INapSoHProcessor *)object, NOWHERE, TRUE, &id);
}

static void readAttributesNowhere(void *object)
{
    SystemHealthEntityId id;
    SoH soh = {2, NOWHERE};

    INapSoHProcessor_Initialize((INapSoHProcessor *)object, &soh, TRUE, &id);
}

static void readValueNowhere(void *object)
{
    SystemHealthEntityId id;
    SoHAttribute attribute = {sohAttributeTypeSystemHealthId, 4, NOWHERE};
    SoH soh = {1, &attribute};

    INapSoHProcessor_Initialize((INapSoHProcessor *)object, &soh, TRUE, &id);
}

static BYTE idBytes[] = {0, 0, 0, 1};

static void readInto(void *object, SystemHealthEntityId *id)
{
    SoHAttribute attribute = {sohAttributeTypeSystemHealthId, sizeof(idBytes), idBytes};
    SoH soh = {1, &attribute};

    results[0] = INapSoHProcessor_Initialize((INapSoHProcessor *)object, &soh, TRUE, id);
}

static void read(void *object)
{
    SystemHealthEntityId id;

    readInto(object, &id);
}

static void readIntoNowhere(void *object)
{
    readInto(object, NOWHERE);
}

static void processorWorksAfterFaults(void **state)
{
    static void (*const calls[])(void *) = {readNowhere, readAttributesNowhere, readValueNowhere};
    INapSoHProcessor *processor = TestProcessorNew();

    for (size_t i = 0; i < ARRAYSIZE(calls); i++) {
        expectFault(calls[i], processor);
        TestProcessorExpectEmpty(processor);
    }
    assert_int_equal(run(read, processor, FALSE), 0);
    assert_hresult(results[0], S_OK);
    INapSoHProcessor_Release(processor);
}

/* All was read by then; only writing the id faulted. */
static void processorIsInitializedWhenWritingIdFaults(void **state)
{
    INapSoHProcessor *processor = TestProcessorNew();
    UINT16 count = 0;

    expectFault(readIntoNowhere, processor);
    assert_int_equal(run(read, processor, FALSE), 0);
    assert_hresult(results[0], E_UNEXPECTED);
    assert_hresult(INapSoHProcessor_GetNumberOfAttributes(processor, &count), S_OK);
    assert_int_equal(count, 1);
    INapSoHProcessor_Release(processor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(constructorWorksAfterFaults),
        spied_test(processorWorksAfterFaults),
        spied_test(processorIsInitializedWhenWritingIdFaults),
    };

    AddVectoredExceptionHandler(1, endFaultingThread);
    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
