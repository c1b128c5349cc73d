/* SPDX-License-Identifier: MIT */
/*
 * The free-threaded marshaler that each object aggregates. It is created at the first query and
 * released with its object. If creating it fails, the object is unchanged. Apart from the marshaler
 * an object takes one block.
 */
#include "comtest.h"

#include "importtable.h"

#include <string.h>

static SoHAttribute small[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 0x5A)};
static const SoH smallSoH = SOH_OF(small);

typedef struct Subject {
    IClassFactory *factory;
    INapSoHConstructor *constructor; /* of smallSoH */
    INapSoHProcessor *processor;     /* over smallSoH */
    void *out;
} Subject;

typedef struct Operation {
    const char *name;
    HRESULT (*call)(Subject *subject);
} Operation;

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

static const Operation operations[] = {
    {"QueryInterface of a factory", queryMarshalOfFactory},
    {"QueryInterface of a constructor", queryMarshalOfConstructor},
    {"QueryInterface of a processor", queryMarshalOfProcessor},
};

static void releaseOut(Subject *subject)
{
    IUnknown_Release((IUnknown *)subject->out);
}

static void prepare(Subject *subject)
{
    const SoHAttributeValue value = {.octetStringVal = {BYTES(0x5A)}};

    assert_hresult(server.DllGetClassObject(&CLSID_NapSoHConstructor, &IID_IClassFactory,
                                            (void **)&subject->factory),
                   S_OK);
    subject->constructor = TestConstructorBegin(0x00013700, TRUE);
    assert_hresult(INapSoHConstructor_AppendAttribute(subject->constructor, 10, &value), S_OK);
    subject->processor = TestProcessorOver(&smallSoH, TRUE);
    subject->out = SENTINEL;
}

static void dispose(Subject *subject)
{
    IClassFactory_Release(subject->factory);
    INapSoHConstructor_Release(subject->constructor);
    INapSoHProcessor_Release(subject->processor);
}

static void expectUnchanged(Subject *subject)
{
    TestConstructorExpect(subject->constructor, &smallSoH);
    TestProcessorExpect(subject->processor, &smallSoH);
}

/* For a statement of this size only the object and what is returned are allocated. */
static void objectsCostOneBlock(void **state)
{
    const SoHAttributeValue value = {.octetStringVal = {BYTES(1, 2, 3, 4, 5, 6, 7, 8)}};
    IClassFactory *factory;
    INapSoHConstructor *constructor;
    INapSoHProcessor *processor;

    assert_hresult(
        server.DllGetClassObject(&CLSID_NapSoHProcessor, &IID_IClassFactory, (void **)&factory),
        S_OK);
    assert_int_equal(SpyRead().allocations, 1);
    assert_hresult(
        IClassFactory_CreateInstance(factory, NULL, &IID_INapSoHProcessor, (void **)&processor),
        S_OK);
    assert_int_equal(SpyRead().allocations, 2);
    assert_hresult(INapSoHProcessor_Initialize(processor, &smallSoH, TRUE, NULL), S_OK);
    assert_int_equal(SpyRead().allocations, 2);
    constructor = TestConstructorBegin(1, TRUE);
    for (int i = 1; i < 10; i++) {
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
        assert_hresult(INapSoHConstructor_Validate(constructor, &smallSoH, TRUE), S_OK);
    }
    /* The fourth was the factory's, which is released. */
    assert_int_equal(SpyRead().allocations, 4);
    INapSoHConstructor_Release(constructor);
    INapSoHProcessor_Release(processor);
    IClassFactory_Release(factory);
}

/* Fails allocation n of the call. FALSE: there was none, and the call has succeeded. */
static BOOL failsAt(const Operation *operation, LONG n)
{
    Subject subject;
    HRESULT hr;
    LONG live;
    BOOL hasFailed;

    prepare(&subject);
    live = SpyRead().live;
    SpyFailAllocation(n);
    hr = operation->call(&subject);
    hasFailed = SpyHasFailed();
    SpyFailAllocation(0);
    if (hasFailed) {
        assert_hresult(hr, E_OUTOFMEMORY);
        assert_null(subject.out);
        assert_int_equal(SpyRead().live, live);
        expectUnchanged(&subject);
        /* With memory available again the same call on the same object succeeds. */
        hr = operation->call(&subject);
    }
    assert_hresult(hr, S_OK);
    releaseOut(&subject);
    dispose(&subject);
    return hasFailed;
}

/* How many blocks the marshaler itself takes is up to COM. */
static void failsAtEachAllocation(void **state)
{
    for (size_t i = 0; i < ARRAYSIZE(operations); i++) {
        LONG n = 1;

        while (failsAt(&operations[i], n)) {
            n++;
        }
        print_message("%s: %ld blocks\n", operations[i].name, (long)n - 1);
    }
}

static HRESULT WINAPI makeNoMarshaler(IUnknown *outer, IUnknown **marshaler)
{
    *marshaler = NULL;
    return E_OUTOFMEMORY;
}

static FARPROC replaceMarshalerMaker(FARPROC maker)
{
    return ImportReplace(server.module, "CoCreateFreeThreadedMarshaler", maker);
}

/*
 * COM need not take the marshaler's memory from CoTaskMemAlloc. So here
 * CoCreateFreeThreadedMarshaler itself is made to fail.
 */
static void marshalerCreationFails(void **state)
{
    Subject subject;

    prepare(&subject);
    for (size_t i = 0; i < ARRAYSIZE(operations); i++) {
        FARPROC real = replaceMarshalerMaker((FARPROC)(void *)makeNoMarshaler);
        HRESULT hr;

        subject.out = SENTINEL;
        hr = operations[i].call(&subject);
        replaceMarshalerMaker(real);
        assert_hresult(hr, E_OUTOFMEMORY);
        assert_null(subject.out);
        expectUnchanged(&subject);
        assert_hresult(operations[i].call(&subject), S_OK);
        releaseOut(&subject);
    }
    dispose(&subject);
}

/*
 * A marshaler whose release can be seen. (The spy doesn't see the memory of COM's own, so it would
 * not find a leak.) It is aggregated like the real one: the object holds inner, and references to
 * its IMarshal are counted by the object.
 */
typedef struct FakeMarshaler {
    IUnknown inner;
    IUnknown marshal; /* only the methods of IUnknown: nothing here marshals */
    IUnknown *outer;
    LONG references;
} FakeMarshaler;

static struct {
    FakeMarshaler all[4];
    LONG made;
    LONG destroyed;
    LONG wrong;        /* releases after it was destroyed, and unexpected queries */
    BOOL isLate;       /* while the next one is being made, another call makes one and returns */
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

/* Makes the call while COM returns fakes; counts them from zero. */
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

/* Each object makes one at the first query, and releases it with itself, not before. */
static void marshalerIsReleasedWithItsObject(void **state)
{
    for (size_t i = 0; i < ARRAYSIZE(operations); i++) {
        const Operation *operation = &operations[i];
        Subject subject;

        print_message("%s\n", operation->name);
        prepare(&subject);
        assert_hresult(callWithFakes(operation, &subject, FALSE), S_OK);
        assert_ptr_equal(subject.out, &fakes.all[0].marshal);
        releaseOut(&subject);
        assert_hresult(operation->call(&subject), S_OK);
        assert_ptr_equal(subject.out, &fakes.all[0].marshal);
        releaseOut(&subject);
        assert_int_equal(fakes.made, 1);
        assert_int_equal(fakes.destroyed, 0);
        dispose(&subject);
        assert_int_equal(fakes.destroyed, 1);
        assert_int_equal(fakes.wrong, 0);
    }
}

/* If two are made at the same time, the later one is released at once. */
static void lateMarshalerIsReleased(void **state)
{
    for (size_t i = 0; i < ARRAYSIZE(operations); i++) {
        const Operation *operation = &operations[i];
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
        releaseOut(&subject);
        IUnknown_Release((IUnknown *)fakes.winner);
        dispose(&subject);
        assert_int_equal(fakes.destroyed, 2);
        assert_int_equal(fakes.wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(objectsCostOneBlock),     spied_test(failsAtEachAllocation),
        spied_test(marshalerCreationFails),  spied_test(marshalerIsReleasedWithItsObject),
        spied_test(lateMarshalerIsReleased),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
