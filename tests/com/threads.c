/* SPDX-License-Identifier: MIT */
/*
 * Methods may be called from any thread, also at the same time. Threads record what they find; only
 * cmocka's thread asserts.
 */
#include "comtest.h"

#include "guarded.h"
#include "importtable.h"

#include <string.h>

#define READERS   16
#define APPENDERS 8
#define WATCHERS  4
#define WORKERS   128

typedef struct Work Work;

struct Work {
    LONG (*run)(Work *work, int number); /* returns the number of errors */
    HANDLE start;
    void *object;
    const SoH *soh;
    volatile LONG wrong;
    volatile LONG taken;   /* calls that answered S_OK ... */
    volatile LONG refused; /* ... and that answered the one error that is allowed */
    volatile LONG running;
    volatile LONG next;
};

static DWORD WINAPI runOne(void *argument)
{
    Work *work = argument;
    int number = (int)InterlockedIncrement(&work->next) - 1;

    WaitForSingleObject(work->start, INFINITE);
    InterlockedExchangeAdd(&work->wrong, work->run(work, number));
    InterlockedDecrement(&work->running);
    return 0;
}

/* Starts count threads at the same time, and waits for all of them. */
static void runAtOnce(Work *work, int count)
{
    HANDLE threads[WORKERS];

    work->start = CreateEventW(NULL, TRUE, FALSE, NULL);
    work->running = count;
    for (int i = 0; i < count; i++) {
        threads[i] = CreateThread(NULL, 0x10000, runOne, work, 0, NULL);
        assert_non_null(threads[i]);
    }
    SetEvent(work->start);
    for (int i = 0; i < count; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
    CloseHandle(work->start);
}

static SoHAttribute manyAttributes[] = {
    ID_ATTRIBUTE,       ATTRIBUTE(6, 1, 2, 3), ATTRIBUTE(0x3FFF, 9, 8, 7, 6, 5),
    EMPTY_ATTRIBUTE(6), ATTRIBUTE(6, 4),       ATTRIBUTE(17, 0xFF),
    ATTRIBUTE(14, 0),
};
static const SoH many = SOH_OF(manyAttributes);

/* Only octet strings are compared; other tests compare the bytes of all types. */
static BOOL attributeIsRight(INapSoHProcessor *processor, const SoH *soh, UINT16 location)
{
    const SoHAttribute *expected = &soh->attributes[location];
    SoHAttributeType type = 0;
    SoHAttributeValue *value;
    BOOL isRight;

    if (INapSoHProcessor_GetAttribute(processor, location, &type, &value) != S_OK) {
        return FALSE;
    }
    isRight = type == (SoHAttributeType)expected->type;
    if (isRight && type != 2 && type != 14) {
        isRight = value->octetStringVal.size == expected->size &&
                  (expected->size == 0 ||
                   memcmp(value->octetStringVal.data, expected->value, expected->size) == 0);
    }
    FreeSoHAttributeValue(type, value);
    return isRight;
}

static LONG readAll(INapSoHProcessor *processor, const SoH *soh)
{
    UINT16 count = 0;
    UINT16 location = 0;
    LONG wrong = 0;
    LONG found = 0;

    wrong += INapSoHProcessor_GetNumberOfAttributes(processor, &count) != S_OK;
    wrong += count != soh->count;
    for (UINT16 i = 0; i < soh->count; i++) {
        wrong += !attributeIsRight(processor, soh, i);
    }
    for (UINT16 from = 0;
         SUCCEEDED(INapSoHProcessor_FindNextAttribute(processor, from, 6, &location));
         from = (UINT16)(location + 1)) {
        found++;
    }
    return wrong + (found != 3);
}

static LONG readOften(Work *work, int number)
{
    LONG wrong = 0;

    for (int i = 0; i < 100; i++) {
        wrong += readAll(work->object, work->soh);
    }
    return wrong;
}

static void manyThreadsReadOneProcessor(void **state)
{
    Work work = {.run = readOften, .soh = &many};

    work.object = TestProcessorOver(&many, TRUE);
    runAtOnce(&work, READERS);
    assert_int_equal(work.wrong, 0);
    INapSoHProcessor_Release((INapSoHProcessor *)work.object);
}

/* Each value holds the number of its thread, and its place among that thread's values. */
static void appendUntilFull(Work *work, int number)
{
    BYTE bytes[40];
    const SoHAttributeValue value = {.octetStringVal = {sizeof(bytes), bytes}};
    HRESULT hr = S_OK;

    for (BYTE mine = 0; hr == S_OK; mine++) {
        memset(bytes, number, sizeof(bytes));
        bytes[0] = mine;
        hr = INapSoHConstructor_AppendAttribute((INapSoHConstructor *)work->object, 6, &value);
        if (hr == S_OK) {
            InterlockedIncrement(&work->taken);
        } else if (hr == E_INVALIDARG) {
            InterlockedIncrement(&work->refused);
        }
    }
}

/* No value is torn, and the values of each thread are in the order in which it appended them. */
static BOOL isOrderly(const SoH *soh)
{
    BYTE next[APPENDERS] = {0};
    BOOL isRight = soh->count >= 1 && soh->attributes[0].type == 2;

    for (UINT16 i = 1; isRight && i < soh->count; i++) {
        const SoHAttribute *attribute = &soh->attributes[i];
        BYTE number = attribute->size == 40 ? attribute->value[39] : APPENDERS;

        isRight =
            attribute->type == 6 && number < APPENDERS && attribute->value[0] == next[number]++;
        for (int j = 1; isRight && j < 39; j++) {
            isRight = attribute->value[j] == number;
        }
    }
    return isRight;
}

static LONG watchOnce(INapSoHConstructor *constructor, UINT16 *least)
{
    SoH *soh;
    LONG wrong;

    if (INapSoHConstructor_GetSoH(constructor, &soh) != S_OK) {
        return 1;
    }
    wrong = !isOrderly(soh) || soh->count < *least ||
            INapSoHConstructor_Validate(constructor, soh, TRUE) != S_OK;
    *least = soh->count;
    FreeSoH(soh);
    return wrong;
}

static LONG appendOrWatch(Work *work, int number)
{
    UINT16 least = 1;
    LONG wrong = 0;

    if (number < APPENDERS) {
        appendUntilFull(work, number);
        return 0;
    }
    do {
        wrong += watchOnce(work->object, &least);
    } while (work->refused < APPENDERS && wrong == 0);
    return wrong;
}

static void manyThreadsAppendWhileOthersGetTheSoH(void **state)
{
    for (int round = 0; round < 10; round++) {
        Work work = {.run = appendOrWatch};
        SoH *soh;

        work.object = TestConstructorBegin(1, TRUE);
        runAtOnce(&work, APPENDERS + WATCHERS);
        assert_int_equal(work.wrong, 0);
        assert_int_equal(work.taken, 99);
        assert_int_equal(work.refused, APPENDERS);
        soh = TestConstructorSoH(work.object);
        assert_int_equal(soh->count, 100);
        assert_true(isOrderly(soh));
        FreeSoH(soh);
        INapSoHConstructor_Release((INapSoHConstructor *)work.object);
    }
}

static LONG count(Work *work, HRESULT hr, HRESULT refusal)
{
    if (hr == S_OK) {
        InterlockedIncrement(&work->taken);
    } else if (hr == refusal) {
        InterlockedIncrement(&work->refused);
    }
    return hr != S_OK && hr != refusal;
}

/* Every second thread reads meanwhile, and must find either no attribute or all. */
static LONG initializeOrReadProcessor(Work *work, int number)
{
    SystemHealthEntityId id = 0;
    UINT16 found = 0;
    HRESULT hr;

    if (number % 2 == 0) {
        LONG wrong;

        hr = INapSoHProcessor_Initialize((INapSoHProcessor *)work->object, work->soh, TRUE, &id);
        wrong = hr == S_OK && id != 0x00013700;
        return wrong + count(work, hr, E_UNEXPECTED);
    }
    hr = INapSoHProcessor_GetNumberOfAttributes((INapSoHProcessor *)work->object, &found);
    if (hr == NAP_E_NOT_INITIALIZED) {
        return 0;
    }
    return (hr != S_OK) + (found != work->soh->count) + readAll(work->object, work->soh);
}

static void oneThreadOnlyInitializesAProcessor(void **state)
{
    for (int round = 0; round < 10; round++) {
        Work work = {.run = initializeOrReadProcessor, .soh = &many};

        work.object = TestProcessorNew();
        runAtOnce(&work, 16);
        assert_int_equal(work.wrong, 0);
        assert_int_equal(work.taken, 1);
        assert_int_equal(work.refused, 7);
        TestProcessorExpect((INapSoHProcessor *)work.object, &many);
        INapSoHProcessor_Release((INapSoHProcessor *)work.object);
    }
}

static LONG initializeConstructor(Work *work, int number)
{
    SystemHealthEntityId id = (SystemHealthEntityId)number + 1;
    HRESULT hr = INapSoHConstructor_Initialize((INapSoHConstructor *)work->object, id, TRUE);

    return count(work, hr, E_UNEXPECTED);
}

static void oneThreadOnlyInitializesAConstructor(void **state)
{
    for (int round = 0; round < 10; round++) {
        Work work = {.run = initializeConstructor};
        SoH *soh;

        work.object = TestConstructorNew();
        runAtOnce(&work, 8);
        assert_int_equal(work.wrong, 0);
        assert_int_equal(work.taken, 1);
        assert_int_equal(work.refused, 7);
        soh = TestConstructorSoH(work.object);
        assert_int_equal(soh->count, 1);
        assert_in_range(soh->attributes[0].value[3], 1, 8);
        FreeSoH(soh);
        INapSoHConstructor_Release((INapSoHConstructor *)work.object);
    }
}

/* Half of the threads query one object for its marshaler, the first time, all at once. */
static LONG countReferences(Work *work, int number)
{
    IUnknown *object = work->object;
    IUnknown *marshal = NULL;
    LONG wrong = 0;

    for (int i = 0; i < 100; i++) {
        IUnknown_AddRef(object);
        if (number % 2 == 0 || i % 10 == 0) {
            wrong += IUnknown_QueryInterface(object, &IID_IMarshal, (void **)&marshal) != S_OK;
            IUnknown_Release(marshal);
        }
        wrong += IUnknown_Release(object) == 0;
    }
    return wrong;
}

static void manyThreadsCountReferences(void **state)
{
    for (int round = 0; round < 10; round++) {
        Work work = {.run = countReferences};

        work.object = round % 2 == 0 ? (void *)TestProcessorNew() : (void *)TestConstructorNew();
        runAtOnce(&work, 16);
        assert_int_equal(work.wrong, 0);
        assert_int_equal(IUnknown_Release((IUnknown *)work.object), 0);
    }
    assert_hresult(server.DllCanUnloadNow(), S_OK);
}

/* For each thread; so many that the threads overlap. */
#define LOCKS     250000
#define UNLOCKERS 4

static LONG unlock(Work *work, int number)
{
    LONG wrong = 0;

    for (int i = 0; i < LOCKS; i++) {
        wrong += IClassFactory_LockServer((IClassFactory *)work->object, FALSE) != S_OK;
    }
    return wrong;
}

/* Threads unlock at the same time. In the end no lock is left. */
static void manyThreadsUnlockTheServer(void **state)
{
    Work work = {.run = unlock};

    assert_hresult(
        server.DllGetClassObject(&CLSID_NapSoHProcessor, &IID_IClassFactory, &work.object), S_OK);
    for (int i = 0; i < LOCKS * UNLOCKERS; i++) {
        assert_hresult(IClassFactory_LockServer((IClassFactory *)work.object, TRUE), S_OK);
    }
    runAtOnce(&work, UNLOCKERS);
    IUnknown_Release((IUnknown *)work.object);
    assert_int_equal(work.wrong, 0);
    assert_hresult(server.DllCanUnloadNow(), S_OK);
}

/*
 * Threads that are started one by one seldom collide in the few instructions that matter. Here two
 * threads wait for each other before each round, and each round has a new object.
 */
#define ROUNDS 300

typedef struct Lockstep Lockstep;

struct Lockstep {
    void (*act)(Lockstep *lockstep, int number, int round);
    volatile LONG arrived;
    volatile LONG numbers;
    void *objects[ROUNDS];
    HRESULT answers[2][ROUNDS];
    void *pointers[2][ROUNDS];
    LONG taken[2][ROUNDS];
};

static DWORD WINAPI keepStep(void *argument)
{
    Lockstep *lockstep = argument;
    int number = (int)InterlockedIncrement(&lockstep->numbers) - 1;

    for (int round = 0; round < ROUNDS; round++) {
        InterlockedIncrement(&lockstep->arrived);
        while (lockstep->arrived < 2 * (round + 1)) {
            SwitchToThread();
        }
        lockstep->act(lockstep, number, round);
    }
    return 0;
}

static void runInLockstep(Lockstep *lockstep, void (*act)(Lockstep *, int, int))
{
    HANDLE threads[2];

    lockstep->act = act;
    for (int i = 0; i < 2; i++) {
        threads[i] = CreateThread(NULL, 0, keepStep, lockstep, 0, NULL);
        assert_non_null(threads[i]);
    }
    for (int i = 0; i < 2; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
}

static void appendInLockstep(Lockstep *lockstep, int number, int round)
{
    Work work = {.object = lockstep->objects[round]};

    appendUntilFull(&work, number);
    lockstep->taken[number][round] = work.taken;
}

static void twoThreadsAppend(void **state)
{
    static Lockstep lockstep;

    for (int i = 0; i < ROUNDS; i++) {
        lockstep.objects[i] = TestConstructorBegin(1, TRUE);
    }
    runInLockstep(&lockstep, appendInLockstep);
    for (int i = 0; i < ROUNDS; i++) {
        INapSoHConstructor *constructor = lockstep.objects[i];
        SoH *soh = TestConstructorSoH(constructor);

        assert_int_equal(lockstep.taken[0][i] + lockstep.taken[1][i], 99);
        assert_int_equal(soh->count, 100);
        assert_true(isOrderly(soh));
        FreeSoH(soh);
        INapSoHConstructor_Release(constructor);
    }
}

static void initializeProcessorInLockstep(Lockstep *lockstep, int number, int round)
{
    INapSoHProcessor *processor = lockstep->objects[round];

    lockstep->answers[number][round] = INapSoHProcessor_Initialize(processor, &many, TRUE, NULL);
}

static void initializeConstructorInLockstep(Lockstep *lockstep, int number, int round)
{
    INapSoHConstructor *constructor = lockstep->objects[round];

    lockstep->answers[number][round] = INapSoHConstructor_Initialize(constructor, 1, TRUE);
}

static void expectOneWinner(const Lockstep *lockstep, int round)
{
    BOOL firstWon = lockstep->answers[0][round] == S_OK;

    assert_hresult(lockstep->answers[firstWon ? 0 : 1][round], S_OK);
    assert_hresult(lockstep->answers[firstWon ? 1 : 0][round], E_UNEXPECTED);
}

static void twoThreadsInitializeAProcessor(void **state)
{
    static Lockstep lockstep;

    for (int i = 0; i < ROUNDS; i++) {
        lockstep.objects[i] = TestProcessorNew();
    }
    runInLockstep(&lockstep, initializeProcessorInLockstep);
    for (int i = 0; i < ROUNDS; i++) {
        expectOneWinner(&lockstep, i);
        INapSoHProcessor_Release((INapSoHProcessor *)lockstep.objects[i]);
    }
}

static void twoThreadsInitializeAConstructor(void **state)
{
    static Lockstep lockstep;

    for (int i = 0; i < ROUNDS; i++) {
        lockstep.objects[i] = TestConstructorNew();
    }
    runInLockstep(&lockstep, initializeConstructorInLockstep);
    for (int i = 0; i < ROUNDS; i++) {
        INapSoHConstructor *constructor = lockstep.objects[i];
        SoH *soh = TestConstructorSoH(constructor);

        expectOneWinner(&lockstep, i);
        assert_int_equal(soh->count, 1);
        FreeSoH(soh);
        INapSoHConstructor_Release(constructor);
    }
}

static void marshalInLockstep(Lockstep *lockstep, int number, int round)
{
    IUnknown *object = lockstep->objects[round];

    lockstep->answers[number][round] =
        IUnknown_QueryInterface(object, &IID_IMarshal, &lockstep->pointers[number][round]);
}

/* An object has one marshaler. A second one, made at the same time, would leak. */
static void twoThreadsQueryTheMarshaler(void **state)
{
    static Lockstep lockstep;

    for (int i = 0; i < ROUNDS; i++) {
        lockstep.objects[i] = TestProcessorNew();
    }
    runInLockstep(&lockstep, marshalInLockstep);
    for (int i = 0; i < ROUNDS; i++) {
        assert_hresult(lockstep.answers[0][i], S_OK);
        assert_hresult(lockstep.answers[1][i], S_OK);
        assert_ptr_equal(lockstep.pointers[0][i], lockstep.pointers[1][i]);
        IUnknown_Release((IUnknown *)lockstep.pointers[0][i]);
        IUnknown_Release((IUnknown *)lockstep.pointers[1][i]);
        assert_int_equal(IUnknown_Release((IUnknown *)lockstep.objects[i]), 0);
    }
}

/*
 * Threads that collide by chance don't do so often enough to show that each method takes the lock.
 * So a call is stopped where it allocates, under the lock, while another thread calls. That call
 * must not return before the first one goes on.
 */
#define PATIENCE      100 /* milliseconds; a call that doesn't wait returns in this time, usually */
#define LONG_PATIENCE 10000 /* and on any machine, however busy */

static BYTE largeValue[1000]; /* too many bytes for an object to hold without a block */
static SoHAttribute largeAttributes[] = {ID_ATTRIBUTE, {6, sizeof(largeValue), largeValue}};
static const SoH largeSoH = SOH_OF(largeAttributes);

typedef HRESULT Method(void *object);

static struct {
    Method *method;
    void *object;
    HANDLE begun;
    HANDLE thread;
    volatile LONG isDue;
    DWORD patience;
    DWORD found; /* result of waiting for the thread; WAIT_TIMEOUT: it was still in its call */
    HRESULT answer;
} intruder;

static DWORD WINAPI intrude(void *argument)
{
    SetEvent(intruder.begun);
    intruder.answer = intruder.method(intruder.object);
    return 0;
}

static void *WINAPI allocateWithIntruder(SIZE_T size)
{
    if (InterlockedExchange(&intruder.isDue, FALSE)) {
        intruder.thread = CreateThread(NULL, 0, intrude, NULL, 0, NULL);
        if (intruder.thread) {
            WaitForSingleObject(intruder.begun, INFINITE);
            intruder.found = WaitForSingleObject(intruder.thread, intruder.patience);
        }
    }
    return CoTaskMemAlloc(size);
}

static HRESULT beginConstructor(void *object)
{
    return INapSoHConstructor_Initialize((INapSoHConstructor *)object, 2, TRUE);
}

static HRESULT appendToConstructor(void *object)
{
    const SoHAttributeValue value = {.octetStringVal = {sizeof(largeValue), largeValue}};

    return INapSoHConstructor_AppendAttribute((INapSoHConstructor *)object, 6, &value);
}

static HRESULT getSoHOfConstructor(void *object)
{
    SoH *soh = NULL;
    HRESULT hr = INapSoHConstructor_GetSoH((INapSoHConstructor *)object, &soh);

    FreeSoH(soh);
    return hr;
}

static HRESULT initializeWithManyBytes(void *object)
{
    return INapSoHProcessor_Initialize((INapSoHProcessor *)object, &largeSoH, TRUE, NULL);
}

/* found: WAIT_TIMEOUT if the second call has to wait for the first. */
static void expectMeeting(void *object, Method *first, HRESULT firstAnswer, Method *second,
                          HRESULT secondAnswer, DWORD found)
{
    FARPROC real;
    HRESULT hr;

    memset(&intruder, 0, sizeof(intruder));
    intruder.method = second;
    intruder.object = object;
    intruder.begun = CreateEventW(NULL, FALSE, FALSE, NULL);
    intruder.patience = found == WAIT_TIMEOUT ? PATIENCE : LONG_PATIENCE;
    intruder.found = WAIT_FAILED;
    intruder.isDue = TRUE;
    real = ImportReplace(server.module, "CoTaskMemAlloc", (FARPROC)(void *)allocateWithIntruder);
    hr = first(object);
    if (intruder.thread) {
        WaitForSingleObject(intruder.thread, INFINITE);
        CloseHandle(intruder.thread);
    }
    ImportReplace(server.module, "CoTaskMemAlloc", real);
    CloseHandle(intruder.begun);
    IUnknown_Release((IUnknown *)object);
    assert_int_equal(intruder.found, found);
    assert_hresult(hr, firstAnswer);
    assert_hresult(intruder.answer, secondAnswer);
}

static void expectWait(void *object, Method *holder, Method *other, HRESULT answer)
{
    expectMeeting(object, holder, S_OK, other, answer, WAIT_TIMEOUT);
}

static void initializeOfAConstructorWaits(void **state)
{
    expectWait(TestConstructorBegin(1, TRUE), getSoHOfConstructor, beginConstructor, E_UNEXPECTED);
}

static void appendAttributeWaits(void **state)
{
    expectWait(TestConstructorBegin(1, TRUE), getSoHOfConstructor, appendToConstructor, S_OK);
    expectWait(TestConstructorBegin(1, TRUE), appendToConstructor, appendToConstructor, S_OK);
}

static void getSoHWaits(void **state)
{
    expectWait(TestConstructorBegin(1, TRUE), appendToConstructor, getSoHOfConstructor, S_OK);
}

/* Readers share the lock; only an appending thread waits for them. */
static void getSoHDoesNotWaitForAnother(void **state)
{
    expectMeeting(TestConstructorBegin(1, TRUE), getSoHOfConstructor, S_OK, getSoHOfConstructor,
                  S_OK, WAIT_OBJECT_0);
}

/* The caller's structure is read without the lock: the call that finishes first wins. */
static void firstFinishedInitializeWins(void **state)
{
    expectMeeting(TestProcessorNew(), initializeWithManyBytes, E_UNEXPECTED,
                  initializeWithManyBytes, S_OK, WAIT_OBJECT_0);
}

/* The work of a validator's thread: both objects from creation to release. */
static LONG validateOnce(const SoH *request)
{
    const SoHAttributeValue result = {.codesVal = {1, (HRESULT[]){S_OK}}};
    INapSoHProcessor *processor = NULL;
    INapSoHConstructor *constructor = NULL;
    SystemHealthEntityId id = 0;
    SoH *response = NULL;
    LONG wrong = 0;

    wrong += ObjectCreate(&server, &CLSID_NapSoHProcessor, &IID_INapSoHProcessor,
                          (void **)&processor) != S_OK;
    wrong += ObjectCreate(&server, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor,
                          (void **)&constructor) != S_OK;
    if (wrong != 0) {
        return wrong;
    }
    wrong += INapSoHProcessor_Initialize(processor, request, TRUE, &id) != S_OK;
    wrong += readAll(processor, request);
    wrong += INapSoHConstructor_Initialize(constructor, id, FALSE) != S_OK;
    wrong += INapSoHConstructor_AppendAttribute(constructor, 4, &result) != S_OK;
    wrong += INapSoHConstructor_GetSoH(constructor, &response) != S_OK;
    wrong += INapSoHConstructor_Validate(constructor, response, FALSE) != S_OK;
    wrong += INapSoHProcessor_Release(processor) != 0;
    wrong += INapSoHConstructor_Release(constructor) != 0;
    FreeSoH(response);
    return wrong;
}

static LONG validateSome(Work *work, int number)
{
    LONG wrong = 0;

    for (int i = 0; i < 10; i++) {
        wrong += validateOnce(work->soh);
    }
    return wrong;
}

static void manyWorkersValidateAtOnce(void **state)
{
    Work work = {.run = validateSome, .soh = &many};

    runAtOnce(&work, WORKERS);
    assert_int_equal(work.wrong, 0);
    assert_hresult(server.DllCanUnloadNow(), S_OK);
}

typedef struct Changer {
    SoH *soh;
    volatile LONG stop;
} Changer;

/*
 * Makes the size, the count and the type wrong and right again. Each wrong state must be refused
 * before the data it promises is read.
 */
static DWORD WINAPI changeStructure(void *argument)
{
    Changer *changer = argument;
    volatile SoH *soh = changer->soh;
    volatile SoHAttribute *last = &changer->soh->attributes[2];

    while (!changer->stop) {
        last->size = 0xFFF0;
        last->size = 8;
        soh->count = 0xFFFF;
        soh->count = 3;
        last->type = 0x8006;
        last->type = 6;
    }
    return 0;
}

/*
 * Another thread changes the structure while it is read. Each field must be read once, so that the
 * value used is the value checked: if a size is read again, the copy runs past the end of the page.
 */
static void changingStructureIsReadOnce(void **state)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(14, 0),
                                 ATTRIBUTE(6, 1, 2, 3, 4, 5, 6, 7, 8)};
    const SoH original = SOH_OF(attributes);
    Changer changer = {GuardedSoH(attributes, ARRAYSIZE(attributes)), 0};
    HANDLE thread;
    int taken = 0;
    int refused = 0;

    assert_non_null(changer.soh);
    thread = CreateThread(NULL, 0, changeStructure, &changer, 0, NULL);
    assert_non_null(thread);
    /* On a busy machine it may take a while until both results have occurred. */
    for (int i = 0; i < 20000 || (i < 2000000 && (taken == 0 || refused == 0)); i++) {
        INapSoHProcessor *processor = TestProcessorNew();
        HRESULT hr = INapSoHProcessor_Initialize(processor, changer.soh, TRUE, NULL);

        if (hr == S_OK) {
            taken++;
            if (taken % 64 == 0) {
                TestProcessorExpect(processor, &original);
            }
        } else {
            refused++;
            assert_hresult(hr, NAP_E_INVALID_PACKET);
        }
        INapSoHProcessor_Release(processor);
    }
    changer.stop = 1;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    print_message("taken %d times, refused %d times\n", taken, refused);
    assert_true(taken > 0 && refused > 0);
    GuardedFreeSoH(changer.soh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(manyThreadsReadOneProcessor),
        spied_test(manyThreadsAppendWhileOthersGetTheSoH),
        spied_test(oneThreadOnlyInitializesAProcessor),
        spied_test(oneThreadOnlyInitializesAConstructor),
        spied_test(manyThreadsCountReferences),
        spied_test(manyThreadsUnlockTheServer),
        spied_test(twoThreadsAppend),
        spied_test(twoThreadsInitializeAProcessor),
        spied_test(twoThreadsInitializeAConstructor),
        spied_test(twoThreadsQueryTheMarshaler),
        spied_test(initializeOfAConstructorWaits),
        spied_test(appendAttributeWaits),
        spied_test(getSoHWaits),
        spied_test(getSoHDoesNotWaitForAnother),
        spied_test(firstFinishedInitializeWins),
        spied_test(manyWorkersValidateAtOnce),
        spied_test(changingStructureIsReadOnce),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
