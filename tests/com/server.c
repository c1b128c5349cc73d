/* SPDX-License-Identifier: MIT */
/*
 * The COM server: which classes DllGetClassObject knows, what a class factory refuses, the rules
 * of QueryInterface, and when DllCanUnloadNow says yes.
 */
#include "comtest.h"

#include <string.h>

static const CLSID *const classes[] = {&CLSID_NapSoHConstructor, &CLSID_NapSoHProcessor};
static const IID *const interfaces[] = {&IID_INapSoHConstructor, &IID_INapSoHProcessor};

static IClassFactory *factoryOf(size_t class)
{
    IClassFactory *factory = SENTINEL;

    assert_hresult(server.getClassObject(classes[class], &IID_IClassFactory, (void **)&factory),
                   S_OK);
    return factory;
}

static GUID guid(const WCHAR *text)
{
    GUID parsed;

    assert_hresult(IIDFromString(text, &parsed), S_OK);
    return parsed;
}

static void expectGuid(const GUID *found, const WCHAR *text)
{
    const GUID expected = guid(text);

    assert_memory_equal(found, &expected, sizeof(expected));
}

static void idsAreTheDocumentedOnes(void **state)
{
    (void)state;
    expectGuid(&CLSID_NapSoHConstructor, L"{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}");
    expectGuid(&CLSID_NapSoHProcessor, L"{AA160628-8775-46E3-837C-F7A2AE66E2F5}");
    expectGuid(&IID_INapSoHConstructor, L"{35298344-96A6-45E7-9B6B-62ECC6E09920}");
    expectGuid(&IID_INapSoHProcessor, L"{FB2FA8B0-2CD5-457D-ABA8-4376F63EA1C0}");
}

static void expectNoClass(const CLSID *clsid)
{
    void *result = SENTINEL;

    assert_hresult(server.getClassObject(clsid, &IID_IClassFactory, &result),
                   CLASS_E_CLASSNOTAVAILABLE);
    assert_null(result);
}

static void otherClassesAreNotAvailable(void **state)
{
    /* The rest of the NAP family, which lived in other DLLs, and ids that are no classes. */
    static const WCHAR *const others[] = {
        L"{E5FAE3B3-1AC8-4BD3-87E6-48EFF509DDAA}", L"{EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F}",
        L"{9443B89B-6564-496A-B19C-6C6D22709045}", L"{3B881B82-5BF4-4657-A3A2-CCE17E4FD39A}",
        L"{BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39}", L"{8E594310-16CA-4A00-932F-F70969F990C0}",
        L"{00000000-0000-0000-0000-000000000000}", L"{35298344-96A6-45E7-9B6B-62ECC6E09920}",
        L"{FB2FA8B0-2CD5-457D-ABA8-4376F63EA1C0}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(others); i++) {
        const GUID other = guid(others[i]);

        expectNoClass(&other);
    }
    for (size_t bit = 0; bit < 8 * sizeof(CLSID) * ARRAYSIZE(classes); bit++) {
        CLSID other = *classes[bit % 2];

        ((BYTE *)&other)[bit / 16] ^= (BYTE)(1u << bit / 2 % 8);
        expectNoClass(&other);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void getClassObjectRefusesNull(void **state)
{
    void *result = SENTINEL;

    (void)state;
    assert_hresult(server.getClassObject(classes[0], &IID_IClassFactory, NULL), E_INVALIDARG);
    assert_hresult(server.getClassObject(NULL, &IID_IClassFactory, &result), E_INVALIDARG);
    assert_null(result);
    result = SENTINEL;
    assert_hresult(server.getClassObject(classes[0], NULL, &result), E_INVALIDARG);
    assert_null(result);
    assert_hresult(server.getClassObject(NULL, NULL, NULL), E_INVALIDARG);
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void getClassObjectGivesFactoriesOnly(void **state)
{
    static const IID *const others[] = {&IID_INapSoHConstructor, &IID_INapSoHProcessor,
                                        &IID_IStream, &IID_IPersist, &GUID_NULL};

    (void)state;
    for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
        IUnknown *unknown = SENTINEL;

        for (size_t i = 0; i < ARRAYSIZE(others); i++) {
            void *result = SENTINEL;

            assert_hresult(server.getClassObject(classes[class], others[i], &result),
                           E_NOINTERFACE);
            assert_null(result);
        }
        assert_hresult(server.getClassObject(classes[class], &IID_IUnknown, (void **)&unknown),
                       S_OK);
        IUnknown_Release(unknown);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void createInstanceRefusesNull(void **state)
{
    (void)state;
    for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
        IClassFactory *factory = factoryOf(class);
        void *result = SENTINEL;

        assert_hresult(IClassFactory_CreateInstance(factory, NULL, interfaces[class], NULL),
                       E_INVALIDARG);
        assert_hresult(IClassFactory_CreateInstance(factory, NULL, NULL, &result), E_INVALIDARG);
        assert_null(result);
        assert_hresult(
            IClassFactory_CreateInstance(factory, (IUnknown *)factory, interfaces[class], NULL),
            E_INVALIDARG);
        IClassFactory_Release(factory);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void createInstanceRefusesAggregation(void **state)
{
    (void)state;
    for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
        IClassFactory *factory = factoryOf(class);
        IUnknown *outer = (IUnknown *)factory;
        void *result = SENTINEL;

        assert_hresult(IClassFactory_CreateInstance(factory, outer, &IID_IUnknown, &result),
                       CLASS_E_NOAGGREGATION);
        assert_null(result);
        result = SENTINEL;
        assert_hresult(IClassFactory_CreateInstance(factory, outer, interfaces[class], &result),
                       CLASS_E_NOAGGREGATION);
        assert_null(result);
        IClassFactory_Release(factory);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void createInstanceGivesItsInterfaceOnly(void **state)
{
    (void)state;
    for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
        const IID *const others[] = {interfaces[1 - class], &IID_IClassFactory, &IID_IPersist,
                                     classes[class], &GUID_NULL};
        const IID *const own[] = {interfaces[class], &IID_IUnknown, &IID_IMarshal,
                                  &IID_IAgileObject};
        IClassFactory *factory = factoryOf(class);

        for (size_t i = 0; i < ARRAYSIZE(others); i++) {
            void *result = SENTINEL;

            assert_hresult(IClassFactory_CreateInstance(factory, NULL, others[i], &result),
                           E_NOINTERFACE);
            assert_null(result);
        }
        for (size_t i = 0; i < ARRAYSIZE(own); i++) {
            IUnknown *result = SENTINEL;

            assert_hresult(IClassFactory_CreateInstance(factory, NULL, own[i], (void **)&result),
                           S_OK);
            assert_int_equal(IUnknown_Release(result), 0);
        }
        IClassFactory_Release(factory);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

static IUnknown *query(IUnknown *from, const IID *iid)
{
    IUnknown *result = SENTINEL;

    assert_hresult(IUnknown_QueryInterface(from, iid, (void **)&result), S_OK);
    assert_non_null(result);
    return result;
}

/*
 * COM's rules: one IUnknown whatever interface is asked, and each interface from each other one,
 * the marshaler's among them, however often. Takes the reference to unknown.
 */
static void expectIdentity(IUnknown *unknown, const IID *iid)
{
    const IID *const iids[] = {&IID_IUnknown, iid, &IID_IMarshal, &IID_IAgileObject};
    IUnknown *from[ARRAYSIZE(iids)];
    IUnknown *identity = query(unknown, &IID_IUnknown);

    for (size_t i = 0; i < ARRAYSIZE(iids); i++) {
        from[i] = query(unknown, iids[i]);
    }
    for (size_t i = 0; i < ARRAYSIZE(iids); i++) {
        for (size_t j = 0; j < ARRAYSIZE(iids); j++) {
            IUnknown *to = query(from[i], iids[j]);
            IUnknown *back = query(to, &IID_IUnknown);
            IUnknown *again = query(to, iids[i]);

            assert_ptr_equal(back, identity);
            IUnknown_Release(again);
            IUnknown_Release(back);
            IUnknown_Release(to);
        }
    }
    for (size_t i = 0; i < ARRAYSIZE(iids); i++) {
        IUnknown_Release(from[i]);
    }
    IUnknown_Release(identity);
    assert_int_equal(IUnknown_Release(unknown), 0);
}

static void everyObjectHasOneIdentity(void **state)
{
    (void)state;
    for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
        IUnknown *unknown;

        expectIdentity((IUnknown *)factoryOf(class), &IID_IClassFactory);
        assert_hresult(ServerCreate(classes[class], interfaces[class], (void **)&unknown), S_OK);
        expectIdentity(unknown, interfaces[class]);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void expectQueryRefuses(IUnknown *unknown, const IID *other)
{
    void *result = SENTINEL;

    assert_hresult(IUnknown_QueryInterface(unknown, other, &result), E_NOINTERFACE);
    assert_null(result);
    result = SENTINEL;
    assert_hresult(IUnknown_QueryInterface(unknown, &GUID_NULL, &result), E_NOINTERFACE);
    assert_null(result);
    assert_hresult(IUnknown_QueryInterface(unknown, &IID_IUnknown, NULL), E_POINTER);
    result = SENTINEL;
    assert_hresult(IUnknown_QueryInterface(unknown, NULL, &result), E_INVALIDARG);
    assert_null(result);
    /* No failure has cost or left a reference. */
    assert_int_equal(IUnknown_AddRef(unknown), 2);
    assert_int_equal(IUnknown_AddRef(unknown), 3);
    assert_int_equal(IUnknown_Release(unknown), 2);
    assert_int_equal(IUnknown_Release(unknown), 1);
    assert_int_equal(IUnknown_Release(unknown), 0);
}

static void queryInterfaceRefuses(void **state)
{
    (void)state;
    for (size_t class = 0; class < ARRAYSIZE(classes); class ++) {
        IUnknown *unknown;

        expectQueryRefuses((IUnknown *)factoryOf(class), interfaces[class]);
        assert_hresult(ServerCreate(classes[class], interfaces[class], (void **)&unknown), S_OK);
        expectQueryRefuses(unknown, interfaces[1 - class]);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

/* What can keep the server: an object and a factory of each class, and a lock by each factory. */
#define KEEPERS 6u

static IUnknown *acquire(size_t keeper)
{
    size_t class = keeper % 2;
    IClassFactory *factory = factoryOf(class);
    IUnknown *kept = (IUnknown *)factory;

    if (keeper < 2) {
        assert_hresult(
            IClassFactory_CreateInstance(factory, NULL, interfaces[class], (void **)&kept), S_OK);
        IClassFactory_Release(factory);
    } else if (keeper < 4) {
        /* A lock outlives the factory that it was taken with. */
        kept = NULL;
        assert_hresult(IClassFactory_LockServer(factory, TRUE), S_OK);
        IClassFactory_Release(factory);
    }
    return kept;
}

static void letGo(size_t keeper, IUnknown *kept)
{
    if (kept != NULL) {
        IUnknown_Release(kept);
    } else {
        IClassFactory *factory = factoryOf(keeper % 2);

        assert_hresult(IClassFactory_LockServer(factory, FALSE), S_OK);
        IClassFactory_Release(factory);
    }
}

static void expectUnloadable(UINT32 held)
{
    assert_hresult(server.canUnloadNow(), held == 0 ? S_OK : S_FALSE);
}

/* Every set of keepers, let go in an order that depends on it. */
static void canUnloadOnlyWhenNothingIsHeld(void **state)
{
    (void)state;
    for (UINT32 set = 0; set < 1u << KEEPERS; set++) {
        for (UINT32 first = 0; first < KEEPERS; first++) {
            IUnknown *kept[KEEPERS];
            UINT32 held = 0;

            expectUnloadable(0);
            for (UINT32 i = 0; i < KEEPERS; i++) {
                if (set & 1u << i) {
                    kept[i] = acquire(i);
                    held |= 1u << i;
                }
                expectUnloadable(held);
            }
            for (UINT32 step = 0; step < KEEPERS; step++) {
                UINT32 i = (first + step * (set % 2 != 0 ? 1 : 5)) % KEEPERS;

                if (held & 1u << i) {
                    letGo(i, kept[i]);
                    held &= ~(1u << i);
                }
                expectUnloadable(held);
            }
        }
    }
}

static void locksAreCounted(void **state)
{
    IClassFactory *factory = factoryOf(0);

    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_hresult(IClassFactory_LockServer(factory, i % 2 == 0 ? TRUE : 2), S_OK);
    }
    IClassFactory_Release(factory);
    for (int i = 0; i < 1000; i++) {
        assert_hresult(server.canUnloadNow(), S_FALSE);
        factory = factoryOf((size_t)i % 2);
        assert_hresult(IClassFactory_LockServer(factory, FALSE), S_OK);
        IClassFactory_Release(factory);
    }
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void unlockTooManyTakesNothingAway(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    IClassFactory *factory = factoryOf(0);

    (void)state;
    assert_hresult(IClassFactory_LockServer(factory, FALSE), S_OK);
    assert_hresult(IClassFactory_LockServer(factory, FALSE), S_OK);
    IClassFactory_Release(factory);
    assert_hresult(server.canUnloadNow(), S_FALSE);
    INapSoHConstructor_Release(constructor);
    assert_hresult(server.canUnloadNow(), S_OK);
}

/* The marshaler alone, which others may hold longest, keeps the object and with it the server. */
static void marshalerKeepsTheServer(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    IUnknown *marshal = query((IUnknown *)constructor, &IID_IMarshal);

    (void)state;
    INapSoHConstructor_Release(constructor);
    assert_hresult(server.canUnloadNow(), S_FALSE);
    constructor = (INapSoHConstructor *)query(marshal, &IID_INapSoHConstructor);
    assert_int_not_equal(IUnknown_Release(marshal), 0);
    INapSoHConstructor_Release(constructor);
    assert_hresult(server.canUnloadNow(), S_OK);
}

static void failuresHoldNothing(void **state)
{
    IClassFactory *factory;
    void *result;

    (void)state;
    SpyFailAllocation(1);
    assert_hresult(server.getClassObject(classes[0], &IID_IClassFactory, &result), E_OUTOFMEMORY);
    assert_hresult(server.canUnloadNow(), S_OK);
    factory = factoryOf(1);
    SpyFailAllocation(1);
    assert_hresult(IClassFactory_CreateInstance(factory, NULL, interfaces[1], &result),
                   E_OUTOFMEMORY);
    assert_hresult(IClassFactory_CreateInstance(factory, NULL, interfaces[0], &result),
                   E_NOINTERFACE);
    IClassFactory_Release(factory);
    assert_hresult(server.canUnloadNow(), S_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(idsAreTheDocumentedOnes),
        spied_test(otherClassesAreNotAvailable),
        spied_test(getClassObjectRefusesNull),
        spied_test(getClassObjectGivesFactoriesOnly),
        spied_test(createInstanceRefusesNull),
        spied_test(createInstanceRefusesAggregation),
        spied_test(createInstanceGivesItsInterfaceOnly),
        spied_test(everyObjectHasOneIdentity),
        spied_test(queryInterfaceRefuses),
        spied_test(canUnloadOnlyWhenNothingIsHeld),
        spied_test(locksAreCounted),
        spied_test(unlockTooManyTakesNothingAway),
        spied_test(marshalerKeepsTheServer),
        spied_test(failuresHoldNothing),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
