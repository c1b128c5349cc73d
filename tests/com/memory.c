/* SPDX-License-Identifier: MIT */
/*
 * What each call costs in blocks, and what happens when one of them can't be had: E_OUTOFMEMORY,
 * NULL in the output, nothing leaked, and the object as it was before.
 */
#include "comtest.h"

#include "importtable.h"

#include <string.h>

static BYTE room[4000];

static SoHAttribute mixed[] = {
    ID_ATTRIBUTE,
    ATTRIBUTE(7, 0, 1, 0x37, 0, 0xCA, 0xFE),
    EMPTY_ATTRIBUTE(4),
    ATTRIBUTE(8, 1),
    ATTRIBUTE(3, 192, 0, 2, 1),
    ATTRIBUTE(15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    ATTRIBUTE(5, 1, 2, 3, 4, 5, 6, 7, 8),
    ATTRIBUTE(13, 0x80, 0, 0x40, 5),
    ATTRIBUTE(14, 0),
    ATTRIBUTE(0x3FFF, 1, 2, 3),
    EMPTY_ATTRIBUTE(6),
};
static const SoH mixedSoH = SOH_OF(mixed);

/* How many of its attributes have any bytes. */
#define MIXED_VALUES 9

/* Blocks of GetAttribute for each of them: the value, and what it points to. */
static const LONG mixedCosts[] = {1, 2, 1, 1, 2, 2, 1, 2, 1, 2, 1};

static SoHAttribute large[] = {ID_ATTRIBUTE, {6, sizeof(room), room}, {9, sizeof(room), room}};
static const SoH largeSoH = SOH_OF(large);

/* As many bytes of values as an object has room for in itself, the id's among them. */
#define INLINE_SIZE 512

static SoHAttribute justFitting[] = {ID_ATTRIBUTE, {6, INLINE_SIZE - 4, room}};
static const SoH justFittingSoH = SOH_OF(justFitting);

static SoHAttribute oneByteTooMany[] = {ID_ATTRIBUTE, {6, INLINE_SIZE - 4 + 1, room}};
static const SoH oneByteTooManySoH = SOH_OF(oneByteTooMany);

typedef struct Subject {
    IClassFactory *factory; /* of constructors */
    IClassFactory *processorFactory;
    INapSoHConstructor *constructor; /* of a request with one attribute */
    INapSoHConstructor *unbegun;
    INapSoHProcessor *processor; /* over mixedSoH */
    INapSoHProcessor *empty;
    UINT16 argument;
    void *out;
} Subject;

typedef struct Operation {
    const char *name;
    HRESULT (*call)(Subject *subject);
    void (*release)(Subject *subject); /* what the call returned */
    LONG allocations;
} Operation;

static HRESULT getClassObject(Subject *subject)
{
    return server.getClassObject(&CLSID_NapSoHConstructor, &IID_IClassFactory, &subject->out);
}

static HRESULT createConstructor(Subject *subject)
{
    return IClassFactory_CreateInstance(subject->factory, NULL, &IID_INapSoHConstructor,
                                        &subject->out);
}

static HRESULT createProcessor(Subject *subject)
{
    return IClassFactory_CreateInstance(subject->processorFactory, NULL, &IID_INapSoHProcessor,
                                        &subject->out);
}

static HRESULT queryMarshalOfFactory(Subject *subject)
{
    return IClassFactory_QueryInterface(subject->factory, &IID_IMarshal, &subject->out);
}

static HRESULT queryMarshalOfConstructor(Subject *subject)
{
    return INapSoHConstructor_QueryInterface(subject->constructor, &IID_IMarshal, &subject->out);
}

static HRESULT queryMarshalOfProcessor(Subject *subject)
{
    return INapSoHProcessor_QueryInterface(subject->processor, &IID_IMarshal, &subject->out);
}

static void releaseUnknown(Subject *subject)
{
    IUnknown_Release((IUnknown *)subject->out);
}

static HRESULT getSoH(Subject *subject)
{
    return INapSoHConstructor_GetSoH(subject->constructor, (SoH **)&subject->out);
}

static void releaseSoH(Subject *subject)
{
    FreeSoH(subject->out);
}

static HRESULT initializeConstructor(Subject *subject)
{
    subject->out = NULL;
    return INapSoHConstructor_Initialize(subject->unbegun, 1, TRUE);
}

static HRESULT append(Subject *subject, UINT16 size)
{
    const SoHAttributeValue value = {.octetStringVal = {size, room}};

    subject->out = NULL;
    return INapSoHConstructor_AppendAttribute(subject->constructor, 6, &value);
}

static HRESULT appendSmall(Subject *subject)
{
    return append(subject, 3);
}

/* prepare has put 5 bytes there: the id, and one more. */
static HRESULT appendJustFitting(Subject *subject)
{
    return append(subject, INLINE_SIZE - 5);
}

static HRESULT appendOneByteTooMany(Subject *subject)
{
    return append(subject, INLINE_SIZE - 5 + 1);
}

static HRESULT appendLarge(Subject *subject)
{
    return append(subject, sizeof(room));
}

static HRESULT validate(Subject *subject)
{
    subject->out = NULL;
    return INapSoHConstructor_Validate(subject->constructor, &largeSoH, TRUE);
}

static HRESULT initializeProcessor(Subject *subject, const SoH *soh)
{
    subject->out = NULL;
    return INapSoHProcessor_Initialize(subject->empty, soh, TRUE, NULL);
}

static HRESULT initializeSmall(Subject *subject)
{
    return initializeProcessor(subject, &mixedSoH);
}

static HRESULT initializeJustFitting(Subject *subject)
{
    return initializeProcessor(subject, &justFittingSoH);
}

static HRESULT initializeOneByteTooMany(Subject *subject)
{
    return initializeProcessor(subject, &oneByteTooManySoH);
}

static HRESULT initializeLarge(Subject *subject)
{
    return initializeProcessor(subject, &largeSoH);
}

static HRESULT getNumberOfAttributes(Subject *subject)
{
    subject->out = NULL;
    return INapSoHProcessor_GetNumberOfAttributes(subject->processor, &subject->argument);
}

static HRESULT findNextAttribute(Subject *subject)
{
    UINT16 location;

    subject->out = NULL;
    return INapSoHProcessor_FindNextAttribute(subject->processor, 0, 0x3FFF, &location);
}

static HRESULT getAttribute(Subject *subject)
{
    SoHAttributeType type;

    return INapSoHProcessor_GetAttribute(subject->processor, subject->argument, &type,
                                         (SoHAttributeValue **)&subject->out);
}

static void releaseValue(Subject *subject)
{
    FreeSoHAttributeValue((SoHAttributeType)mixed[subject->argument].type, subject->out);
}

static void releaseNothing(Subject *subject)
{
    (void)subject;
}

static const Operation operations[] = {
    {"DllGetClassObject", getClassObject, releaseUnknown, 1},
    {"CreateInstance of a constructor", createConstructor, releaseUnknown, 1},
    {"CreateInstance of a processor", createProcessor, releaseUnknown, 1},
    {"Constructor.Initialize", initializeConstructor, releaseNothing, 0},
    {"AppendAttribute of a few bytes", appendSmall, releaseNothing, 0},
    {"AppendAttribute up to 512 bytes in all", appendJustFitting, releaseNothing, 0},
    {"AppendAttribute up to 513 bytes in all", appendOneByteTooMany, releaseNothing, 1},
    {"AppendAttribute of 4000 bytes", appendLarge, releaseNothing, 1},
    {"GetSoH", getSoH, releaseSoH, 4},
    {"Validate", validate, releaseNothing, 0},
    {"Processor.Initialize with few bytes", initializeSmall, releaseNothing, 0},
    {"Processor.Initialize with 512 bytes", initializeJustFitting, releaseNothing, 0},
    {"Processor.Initialize with 513 bytes", initializeOneByteTooMany, releaseNothing, 1},
    {"Processor.Initialize with many bytes", initializeLarge, releaseNothing, 1},
    {"GetNumberOfAttributes", getNumberOfAttributes, releaseNothing, 0},
    {"FindNextAttribute", findNextAttribute, releaseNothing, 0},
};

/* How many blocks the marshaler itself costs is COM's business. */
static const Operation marshalerOperations[] = {
    {"QueryInterface of a factory", queryMarshalOfFactory, releaseUnknown, -1},
    {"QueryInterface of a constructor", queryMarshalOfConstructor, releaseUnknown, -1},
    {"QueryInterface of a processor", queryMarshalOfProcessor, releaseUnknown, -1},
};

static void prepare(Subject *subject)
{
    const SoHAttributeValue value = {.octetStringVal = {BYTES(0x5A)}};

    assert_hresult(server.getClassObject(&CLSID_NapSoHConstructor, &IID_IClassFactory,
                                         (void **)&subject->factory),
                   S_OK);
    assert_hresult(server.getClassObject(&CLSID_NapSoHProcessor, &IID_IClassFactory,
                                         (void **)&subject->processorFactory),
                   S_OK);
    subject->constructor = ConstructorBegin(0x00013700, TRUE);
    assert_hresult(INapSoHConstructor_AppendAttribute(subject->constructor, 10, &value), S_OK);
    subject->unbegun = ConstructorNew();
    subject->processor = ProcessorOver(&mixedSoH, TRUE);
    subject->empty = ProcessorNew();
    subject->argument = 0;
    subject->out = SENTINEL;
}

static void dispose(Subject *subject)
{
    IClassFactory_Release(subject->factory);
    IClassFactory_Release(subject->processorFactory);
    INapSoHConstructor_Release(subject->constructor);
    INapSoHConstructor_Release(subject->unbegun);
    INapSoHProcessor_Release(subject->processor);
    INapSoHProcessor_Release(subject->empty);
}

/* Both kinds of object, begun and not, as prepare has left them. */
static void expectUnchanged(Subject *subject)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 0x5A)};
    const SoH expected = SOH_OF(attributes);
    SoH *soh = SENTINEL;

    ConstructorExpect(subject->constructor, &expected);
    assert_hresult(INapSoHConstructor_GetSoH(subject->unbegun, &soh), NAP_E_NOT_INITIALIZED);
    assert_null(soh);
    ProcessorExpect(subject->processor, &mixedSoH);
    ProcessorExpectEmpty(subject->empty);
}

static void expectCost(const Operation *operation, UINT16 argument)
{
    Subject subject;
    LONG before;

    print_message("%s\n", operation->name);
    prepare(&subject);
    subject.argument = argument;
    before = SpyRead().allocations;
    assert_hresult(operation->call(&subject), S_OK);
    assert_int_equal(SpyRead().allocations - before, operation->allocations);
    operation->release(&subject);
    dispose(&subject);
}

static void callsCostWhatTheyReturn(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(operations); i++) {
        expectCost(&operations[i], 0);
    }
}

static void valuesCostOneOrTwoBlocks(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(mixedCosts); i++) {
        const Operation operation = {"GetAttribute", getAttribute, releaseValue, mixedCosts[i]};

        expectCost(&operation, (UINT16)i);
    }
}

/* The struct, the array, and a block for each value that has any bytes. */
static void sohCostsABlockForEachValue(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(0x00013700, TRUE);
    INapSoHProcessor *processor = ProcessorOver(&mixedSoH, TRUE);
    LONG before;
    SoH *soh;

    (void)state;
    for (UINT16 i = 1; i < mixedSoH.count; i++) {
        SoHAttributeType type;
        SoHAttributeValue *value;

        assert_hresult(INapSoHProcessor_GetAttribute(processor, i, &type, &value), S_OK);
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, type, value), S_OK);
        FreeSoHAttributeValue(type, value);
    }
    before = SpyRead().allocations;
    soh = ConstructorSoH(constructor);
    assert_int_equal(SpyRead().allocations - before, 2 + MIXED_VALUES);
    assert_true(SohEqual(soh, &mixedSoH));
    FreeSoH(soh);
    INapSoHConstructor_Release(constructor);
    INapSoHProcessor_Release(processor);
}

/* The usual case: nothing but what is returned, and the object itself, is ever allocated. */
static void smallRequestCostsOneBlockToBuild(void **state)
{
    const SoHAttributeValue value = {.octetStringVal = {BYTES(1, 2, 3, 4, 5, 6, 7, 8)}};
    INapSoHConstructor *constructor;
    LONG before = SpyRead().allocations;

    (void)state;
    constructor = ConstructorBegin(1, TRUE);
    for (int i = 1; i < 10; i++) {
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
    }
    /* The factory, which is gone, and the object. */
    assert_int_equal(SpyRead().allocations - before, 2);
    INapSoHConstructor_Release(constructor);
}

/* Doubling: the number of blocks is that of the logarithm of the size, not of the attributes. */
static void growthCostsFewBlocks(void **state)
{
    const SoHAttributeValue value = {.octetStringVal = {sizeof(room), room}};
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    LONG before = SpyRead().allocations;
    LONG live = SpyRead().live;

    (void)state;
    for (int i = 1; i < 100; i++) {
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
        assert_int_equal(SpyRead().live, live + 1);
    }
    assert_true(SpyRead().allocations - before <= 8);
    INapSoHConstructor_Release(constructor);
}

/* Fails allocation n of the call. FALSE: there was none, and the call has succeeded. */
static BOOL failsAt(const Operation *operation, LONG n, UINT16 argument)
{
    Subject subject;
    HRESULT hr;
    LONG live;

    prepare(&subject);
    subject.argument = argument;
    live = SpyRead().live;
    SpyFailAllocation(n);
    hr = operation->call(&subject);
    if (!SpyHasFailed()) {
        SpyFailAllocation(0);
        assert_hresult(hr, S_OK);
        operation->release(&subject);
        dispose(&subject);
        return FALSE;
    }
    assert_hresult(hr, E_OUTOFMEMORY);
    assert_null(subject.out);
    assert_int_equal(SpyRead().live, live);
    expectUnchanged(&subject);
    /* With memory there again the same objects do what they were asked for. */
    assert_hresult(operation->call(&subject), S_OK);
    operation->release(&subject);
    dispose(&subject);
    return TRUE;
}

static void sweep(const Operation *operation, UINT16 argument)
{
    LONG n = 1;

    print_message("%s\n", operation->name);
    while (failsAt(operation, n, argument)) {
        n++;
    }
    if (operation->allocations >= 0) {
        assert_int_equal(n - 1, operation->allocations);
    } else {
        print_message("    %ld blocks\n", (long)n - 1);
    }
}

static void sweepCalls(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(operations); i++) {
        sweep(&operations[i], 0);
    }
}

static void sweepMarshalers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(marshalerOperations); i++) {
        sweep(&marshalerOperations[i], 0);
    }
}

static void sweepGetAttribute(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(mixedCosts); i++) {
        const Operation operation = {"GetAttribute", getAttribute, releaseValue, mixedCosts[i]};

        sweep(&operation, (UINT16)i);
    }
}

/* A statement that has its block already keeps it when a greater one can't be had. */
static void sweepGrowth(void **state)
{
    const SoHAttributeValue value = {.octetStringVal = {sizeof(room), room}};
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    int failures = 0;

    (void)state;
    for (int i = 1; i < 100; i++) {
        SoH *before = ConstructorSoH(constructor);
        HRESULT hr;

        SpyFailAllocation(1);
        hr = INapSoHConstructor_AppendAttribute(constructor, 6, &value);
        SpyFailAllocation(0);
        if (FAILED(hr)) {
            failures++;
            assert_hresult(hr, E_OUTOFMEMORY);
            ConstructorExpect(constructor, before);
            assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
        }
        FreeSoH(before);
    }
    assert_in_range(failures, 2, 8);
    INapSoHConstructor_Release(constructor);
}

static HRESULT WINAPI makeNoMarshaler(IUnknown *outer, IUnknown **marshaler)
{
    (void)outer;
    *marshaler = NULL;
    return E_OUTOFMEMORY;
}

static FARPROC replaceMarshalerMaker(FARPROC maker)
{
    return ImportReplace(server.module, "CoCreateFreeThreadedMarshaler", maker);
}

/* COM need not take the marshaler's memory from CoTaskMemAlloc, so here it fails by itself. */
static void marshalerThatCannotBeMade(void **state)
{
    Subject subject;

    (void)state;
    prepare(&subject);
    for (size_t i = 0; i < ARRAYSIZE(marshalerOperations); i++) {
        FARPROC real = replaceMarshalerMaker((FARPROC)(void *)makeNoMarshaler);
        HRESULT hr;

        subject.out = SENTINEL;
        hr = marshalerOperations[i].call(&subject);
        replaceMarshalerMaker(real);
        assert_hresult(hr, E_OUTOFMEMORY);
        assert_null(subject.out);
        expectUnchanged(&subject);
        assert_hresult(marshalerOperations[i].call(&subject), S_OK);
        marshalerOperations[i].release(&subject);
    }
    dispose(&subject);
}

/*
 * A marshaler whose end can be seen: the memory of COM's own isn't CoTaskMemAlloc's, so that the
 * spy doesn't miss it when it is lost. Aggregated like the real one: inner is the object's, and
 * what it answers to a query for IMarshal counts its references with the object.
 */
typedef struct FakeMarshaler {
    IUnknown inner;
    IUnknown marshal; /* of IMarshal only what every interface has: nothing here marshals */
    IUnknown *outer;
    LONG references;
} FakeMarshaler;

static struct {
    FakeMarshaler all[4];
    LONG made;
    LONG destroyed;
    LONG wrong;  /* releases of one that is destroyed already, and queries for something else */
    BOOL isLate; /* while the next one is being made, another call makes one and is done */
    HRESULT meanwhile; /* what that other call answered, */
    void *winner;      /* and gave out */
} fakes;

static HRESULT WINAPI innerQueryInterface(IUnknown *This, REFIID riid, void **result)
{
    FakeMarshaler *fake = CONTAINING_RECORD(This, FakeMarshaler, inner);

    *result = NULL;
    if (!IsEqualIID(riid, &IID_IMarshal) || fake->references <= 0) {
        fakes.wrong++;
        return E_NOINTERFACE;
    }
    IUnknown_AddRef(fake->outer);
    *result = &fake->marshal;
    return S_OK;
}

static ULONG WINAPI innerAddRef(IUnknown *This)
{
    return (ULONG)++CONTAINING_RECORD(This, FakeMarshaler, inner)->references;
}

static ULONG WINAPI innerRelease(IUnknown *This)
{
    LONG left = --CONTAINING_RECORD(This, FakeMarshaler, inner)->references;

    fakes.destroyed += left == 0;
    fakes.wrong += left < 0;
    return (ULONG)left;
}

static HRESULT WINAPI marshalQueryInterface(IUnknown *This, REFIID riid, void **result)
{
    return IUnknown_QueryInterface(CONTAINING_RECORD(This, FakeMarshaler, marshal)->outer, riid,
                                   result);
}

static ULONG WINAPI marshalAddRef(IUnknown *This)
{
    return IUnknown_AddRef(CONTAINING_RECORD(This, FakeMarshaler, marshal)->outer);
}

static ULONG WINAPI marshalRelease(IUnknown *This)
{
    return IUnknown_Release(CONTAINING_RECORD(This, FakeMarshaler, marshal)->outer);
}

static IUnknownVtbl innerVtbl = {innerQueryInterface, innerAddRef, innerRelease};
static IUnknownVtbl marshalVtbl = {marshalQueryInterface, marshalAddRef, marshalRelease};

static HRESULT WINAPI makeFakeMarshaler(IUnknown *outer, IUnknown **marshaler)
{
    FakeMarshaler *fake;

    *marshaler = NULL;
    if (fakes.isLate) {
        fakes.isLate = FALSE;
        fakes.meanwhile = IUnknown_QueryInterface(outer, &IID_IMarshal, &fakes.winner);
    }
    if (fakes.made == ARRAYSIZE(fakes.all)) {
        fakes.wrong++;
        return E_OUTOFMEMORY;
    }
    fake = &fakes.all[fakes.made++];
    fake->inner.lpVtbl = &innerVtbl;
    fake->marshal.lpVtbl = &marshalVtbl;
    fake->outer = outer;
    fake->references = 1;
    *marshaler = &fake->inner;
    return S_OK;
}

/* The call, with fakes to be had from COM, which are counted from zero. */
static HRESULT callWithFakes(const Operation *operation, Subject *subject, BOOL isLate)
{
    FARPROC real;
    HRESULT hr;

    memset(&fakes, 0, sizeof(fakes));
    fakes.isLate = isLate;
    real = replaceMarshalerMaker((FARPROC)(void *)makeFakeMarshaler);
    hr = operation->call(subject);
    replaceMarshalerMaker(real);
    return hr;
}

/* One for each object, made at the first query, which ends with the object and not before. */
static void marshalerEndsWithItsObject(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(marshalerOperations); i++) {
        const Operation *operation = &marshalerOperations[i];
        Subject subject;

        print_message("%s\n", operation->name);
        prepare(&subject);
        assert_hresult(callWithFakes(operation, &subject, FALSE), S_OK);
        assert_ptr_equal(subject.out, &fakes.all[0].marshal);
        operation->release(&subject);
        assert_hresult(operation->call(&subject), S_OK);
        assert_ptr_equal(subject.out, &fakes.all[0].marshal);
        operation->release(&subject);
        assert_int_equal(fakes.made, 1);
        assert_int_equal(fakes.destroyed, 0);
        dispose(&subject);
        assert_int_equal(fakes.destroyed, 1);
        assert_int_equal(fakes.wrong, 0);
    }
}

/* Of two that are made at the same moment the later one ends at once. */
static void marshalerThatComesTooLateEnds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(marshalerOperations); i++) {
        const Operation *operation = &marshalerOperations[i];
        Subject subject;

        print_message("%s\n", operation->name);
        prepare(&subject);
        assert_hresult(callWithFakes(operation, &subject, TRUE), S_OK);
        assert_hresult(fakes.meanwhile, S_OK);
        assert_int_equal(fakes.made, 2);
        assert_ptr_equal(fakes.winner, &fakes.all[0].marshal);
        assert_ptr_equal(subject.out, fakes.winner);
        assert_int_equal(fakes.all[0].references, 1);
        assert_int_equal(fakes.all[1].references, 0);
        assert_int_equal(fakes.destroyed, 1);
        operation->release(&subject);
        IUnknown_Release((IUnknown *)fakes.winner);
        dispose(&subject);
        assert_int_equal(fakes.destroyed, 2);
        assert_int_equal(fakes.wrong, 0);
    }
}

static void *block(void)
{
    void *made = CoTaskMemAlloc(8);

    assert_non_null(made);
    return made;
}

/* Both blocks and no other are freed, whatever the count says, for each type by its member. */
static void freeValueFreesByType(void **state)
{
    static const BOOL hasBlock[] = {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1};
    static const UINT16 counts[] = {0, 1, 0xFFFF};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(hasBlock) * ARRAYSIZE(counts); i++) {
        SoHAttributeType type = (SoHAttributeType)(i / ARRAYSIZE(counts));
        UINT16 count = counts[i % ARRAYSIZE(counts)];
        SoHAttributeValue *value = CoTaskMemAlloc(sizeof(*value));
        LONG frees = SpyRead().frees;

        assert_non_null(value);
        memset(value, 0xA5, sizeof(*value)); /* what isn't a pointer must not be taken for one */
        if (type == 7) {
            value->vendorSpecificVal.size = count;
            value->vendorSpecificVal.vendorSpecificData = block();
        } else if (hasBlock[type]) {
            value->octetStringVal.size = count; /* at the same place in all other members */
            value->octetStringVal.data = block();
        }
        FreeSoHAttributeValue(type, value);
        assert_int_equal(SpyRead().frees - frees, hasBlock[type] ? 2 : 1);
        assert_int_equal(SpyRead().badFrees, 0);
    }
}

static void freeValueTakesUnknownTypes(void **state)
{
    static const UINT32 types[] = {0,      1,       17,         0x137,      0x3FFF,    0x4000,
                                   0xFFFF, 0x10002, 0x7FFFFFFF, 0x80000002, 0xFFFFFFFF};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        SoHAttributeValue *value = CoTaskMemAlloc(sizeof(*value));
        LONG frees = SpyRead().frees;

        assert_non_null(value);
        value->octetStringVal.size = 7;
        value->octetStringVal.data = block();
        FreeSoHAttributeValue((SoHAttributeType)types[i], value);
        assert_int_equal(SpyRead().frees - frees, 2);
    }
}

static void freeValueTakesNull(void **state)
{
    (void)state;
    for (int type = 0; type <= 20; type++) {
        SoHAttributeValue *value = CoTaskMemAlloc(sizeof(*value));

        assert_non_null(value);
        memset(value, 0, sizeof(*value));
        FreeSoHAttributeValue((SoHAttributeType)type, value);
        FreeSoHAttributeValue((SoHAttributeType)type, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(callsCostWhatTheyReturn),
        spied_test(valuesCostOneOrTwoBlocks),
        spied_test(sohCostsABlockForEachValue),
        spied_test(smallRequestCostsOneBlockToBuild),
        spied_test(growthCostsFewBlocks),
        spied_test(sweepCalls),
        spied_test(sweepMarshalers),
        spied_test(marshalerThatCannotBeMade),
        spied_test(marshalerEndsWithItsObject),
        spied_test(marshalerThatComesTooLateEnds),
        spied_test(sweepGetAttribute),
        spied_test(sweepGrowth),
        spied_test(freeValueFreesByType),
        spied_test(freeValueTakesUnknownTypes),
        spied_test(freeValueTakesNull),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
