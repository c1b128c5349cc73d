/* SPDX-License-Identifier: MIT */
/*
 * The COM side of the broken DLL. The real objects are used; only the pointer to their methods is
 * replaced, by tables whose methods call the real ones and then do what the fault asks for.
 */
#define COBJMACROS
#include "broken.h"

#include <objidl.h>
#include <string.h>

#include "naperror.h"

HRESULT WINAPI DllRegisterServer(void);
HRESULT WINAPI DllUnregisterServer(void);

static const IClassFactoryVtbl *realFactory;
static const INapSoHConstructorVtbl *realConstructor;
static const INapSoHProcessorVtbl *realProcessor;

static LONG wrongLocks;
static IClassFactory *lastFactory; /* not counted: for two-identities, while it lives */

/* What the objects of one rule were given. A rule uses only a few objects at a time. */
static SoHAttributeType pendingType;
static const SoHAttributeValue *pendingValue;
static const SoH *pendingSoH;
static BOOL pendingIsRequest;
static BOOL lastIsRequest;
static BOOL hasFailed;
static SoH *lastSoH;
static SoHAttributeValue *lastValue;
static SoHAttributeType lastType;
static BYTE seen[64];

static void breakObject(IUnknown *object);

LONG WrongLocks(void)
{
    return wrongLocks;
}

/* Turns E_OUTOFMEMORY into E_FAIL. */
static HRESULT memoryError(HRESULT hr)
{
    return hr == E_OUTOFMEMORY && Fault("codec.no-memory") ? E_FAIL : hr;
}

static HRESULT stateError(HRESULT hr)
{
    return hr == NAP_E_NOT_INITIALIZED && Fault("codec.not-initialized") ? E_UNEXPECTED : hr;
}

static HRESULT validityError(HRESULT hr)
{
    if (hr == NAP_E_INVALID_PACKET && Fault("validity.all-valid")) {
        return S_OK;
    }
    return hr == S_OK && Fault("validity.all-invalid") ? NAP_E_INVALID_PACKET : hr;
}

/* Reads as far as counts and sizes claim, and one byte beyond each value. */
static void readAhead(const SoH *soh)
{
    for (UINT16 i = 0; Fault("validity.reads-ahead") && i < soh->count; i++) {
        Touch(&soh->attributes[i]);
        Touch(soh->attributes[i].value + soh->attributes[i].size);
    }
}

static BOOL kindOf(BOOL isRequest)
{
    return Fault("validity.true-is-one") ? isRequest == TRUE : isRequest;
}

static void touchIfNull(const void *argument)
{
    if (!argument && Fault("codec.null-crash")) {
        Touch(argument);
    }
}

/* QueryInterface of the objects. */
static HRESULT badQuery(IUnknown *object, HRESULT(STDMETHODCALLTYPE *query)(void), REFIID riid,
                        void **result)
{
    HRESULT(STDMETHODCALLTYPE * real)(IUnknown *, REFIID, void **);

    *(void **)&real = *(void **)&query;
    if (!result && Fault("com.query-null-crash")) {
        Touch(result);
    }
    if (!riid) {
        return real(object, riid, result);
    }
    if (result && IsEqualIID(riid, &IID_IMarshal) && Fault("com.marshals")) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    if (result && IsEqualIID(riid, &IID_IAgileObject) && Fault("com.not-agile")) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    if (result && IsEqualIID(riid, &IID_IUnknown) && Fault("com.two-identities")) {
        *result = NULL;
        return IClassFactory_CreateInstance(lastFactory, NULL, &IID_IUnknown, result);
    }
    if (result && Fault("com.any-interface")) {
        HRESULT hr = real(object, riid, result);

        return SUCCEEDED(hr) ? hr : real(object, &IID_IUnknown, result);
    }
    return real(object, riid, result);
}

typedef HRESULT(STDMETHODCALLTYPE *PlainMethod)(void);

/* Converts by way of void *. The three tables begin in the same way. */
static PlainMethod plain(const void *method)
{
    PlainMethod function;

    memcpy(&function, method, sizeof(function));
    return function;
}

static HRESULT STDMETHODCALLTYPE constructorQuery(INapSoHConstructor *This, REFIID riid,
                                                  void **result)
{
    return badQuery((IUnknown *)This, plain(&realConstructor->QueryInterface), riid, result);
}

static ULONG STDMETHODCALLTYPE constructorAddRef(INapSoHConstructor *This)
{
    ULONG count = realConstructor->AddRef(This);

    return Fault("com.references") ? 0 : count;
}

/* With constructor.dies its results are freed with it. */
static ULONG STDMETHODCALLTYPE constructorRelease(INapSoHConstructor *This)
{
    ULONG count = realConstructor->Release(This);

    if (count == 0 && lastSoH && Fault("constructor.dies")) {
        memset(lastSoH->attributes[lastSoH->count - 1].value, 0xDD,
               lastSoH->attributes[lastSoH->count - 1].size);
    }
    return count;
}

static HRESULT STDMETHODCALLTYPE constructorInitialize(INapSoHConstructor *This,
                                                       SystemHealthEntityId id, BOOL isRequest)
{
    HRESULT hr;

    if (Fault("codec.no-memory")) {
        void *block = CoTaskMemAlloc(8);

        if (!block) {
            return E_FAIL;
        }
        CoTaskMemFree(block);
    }
    hr = memoryError(realConstructor->Initialize(This, id, isRequest));
    lastIsRequest = isRequest;
    return hr == E_UNEXPECTED && Fault("constructor.twice") ? S_OK : hr;
}

/* Is the count above the limit that the fault sets? */
static BOOL isMuch(SoHAttributeType type, const SoHAttributeValue *value)
{
    UINT16 count = type == sohAttributeTypeVendorSpecific ? value->vendorSpecificVal.size
                                                          : value->octetStringVal.size;

    return Fault("constructor.small") && type != 8 && count > 100;
}

/* The byte behind the array. */
static void readArrayEnd(SoHAttributeType type, const SoHAttributeValue *value)
{
    const BOOL isVendor = type == sohAttributeTypeVendorSpecific;
    const BYTE *array =
        isVendor ? value->vendorSpecificVal.vendorSpecificData : value->octetStringVal.data;
    UINT32 size = isVendor ? value->vendorSpecificVal.size : value->octetStringVal.size;

    if (type == sohAttributeTypeIpv6FixupServers) {
        size *= 16;
    } else if (type == sohAttributeTypeIpv4FixupServers ||
               type == sohAttributeTypeComplianceResultCodes ||
               type == sohAttributeTypeErrorCodes) {
        size *= 4;
    }
    Touch(array + size);
}

static HRESULT appendWrongly(INapSoHConstructor *This, SoHAttributeType type,
                             const SoHAttributeValue *value)
{
    HRESULT hr;

    if (type == sohAttributeTypeComplianceResultCodes && value &&
        (ULONG_PTR)value->codesVal.results % 4 != 0 && Fault("constructor.aligns")) {
        return E_INVALIDARG;
    }
    if (value && Fault("constructor.shallow")) {
        pendingType = type;
        pendingValue = value;
        return S_OK;
    }
    if (value && type != 2 && Fault("constructor.reads-on")) {
        readArrayEnd(type, value);
    }
    if (value && isMuch(type, value)) {
        return E_INVALIDARG;
    }
    if (type == sohAttributeTypeIpv4FixupServers && Fault("constructor.second") && seen[3]++ != 0) {
        return E_INVALIDARG;
    }
    hr = memoryError(stateError(realConstructor->AppendAttribute(This, type, value)));
    return hr == E_INVALIDARG && Fault("constructor.takes-all") ? S_OK : hr;
}

static HRESULT STDMETHODCALLTYPE constructorAppend(INapSoHConstructor *This, SoHAttributeType type,
                                                   const SoHAttributeValue *value)
{
    BOOL counts = Fault("com.one-thread");
    BOOL isBusy = counts && Enter();
    HRESULT hr;

    touchIfNull(value);
    hr = isBusy ? E_UNEXPECTED : appendWrongly(This, type, value);
    if (counts) {
        Leave();
    }
    return hr;
}

/* Changes the bytes of the last attribute. There may be none. */
static void changeBytes(SoHAttribute *attribute)
{
    if (attribute->size == 0) {
        attribute->value = CoTaskMemAlloc(1);
        attribute->value[0] = 0;
        attribute->size = 1;
    }
    attribute->value[attribute->size - 1] ^= 1;
}

static void changeSoH(SoH **soh)
{
    if (Fault("values.bytes")) {
        changeBytes(&(*soh)->attributes[(*soh)->count - 1]);
    }
    if (Fault("constructor.id-type")) {
        (*soh)->attributes[0].type = 3;
    }
    if (Fault("constructor.odd-blocks")) {
        for (UINT16 i = 0; i < (*soh)->count; i++) {
            if ((*soh)->attributes[i].size == 0) {
                (*soh)->attributes[i].value = CoTaskMemAlloc(1);
            }
        }
    }
    if (Fault("codec.leak")) {
        CoTaskMemAlloc(16);
    }
    if (Fault("codec.small")) {
        void *small = CoTaskMemAlloc(4);

        memcpy(small, *soh, 4);
        *soh = small;
    }
}

static HRESULT STDMETHODCALLTYPE constructorGetSoH(INapSoHConstructor *This, SoH **soh)
{
    HRESULT hr;

    touchIfNull(soh);
    if (pendingValue) {
        realConstructor->AppendAttribute(This, pendingType, pendingValue);
        pendingValue = NULL;
    }
    if (Fault("constructor.shared") && lastSoH && soh) {
        *soh = lastSoH;
        return S_OK;
    }
    hr = memoryError(stateError(realConstructor->GetSoH(This, soh)));
    if (FAILED(hr)) {
        return hr;
    }
    if (Fault("constructor.complete") && !lastIsRequest && (*soh)->count == 1) {
        FreeSoH(*soh);
        *soh = NULL;
        return NAP_E_INVALID_PACKET;
    }
    lastSoH = *soh;
    changeSoH(soh);
    return hr;
}

static HRESULT STDMETHODCALLTYPE constructorValidate(INapSoHConstructor *This, const SoH *soh,
                                                     BOOL isRequest)
{
    static const SoHAttributeValue value = {.uint8Val = 1};

    touchIfNull(soh);
    if (Fault("constructor.changes")) {
        realConstructor->AppendAttribute(This, sohAttributeTypeHealthClass, &value);
    }
    readAhead(soh);
    return validityError(realConstructor->Validate(This, soh, kindOf(isRequest)));
}

static INapSoHConstructorVtbl badConstructor = {
    constructorQuery,  constructorAddRef, constructorRelease,  constructorInitialize,
    constructorAppend, constructorGetSoH, constructorValidate,
};

static HRESULT STDMETHODCALLTYPE processorQuery(INapSoHProcessor *This, REFIID riid, void **result)
{
    return badQuery((IUnknown *)This, plain(&realProcessor->QueryInterface), riid, result);
}

static ULONG STDMETHODCALLTYPE processorAddRef(INapSoHProcessor *This)
{
    ULONG count = realProcessor->AddRef(This);

    return Fault("com.references") ? 0 : count;
}

static ULONG STDMETHODCALLTYPE processorRelease(INapSoHProcessor *This)
{
    ULONG count = realProcessor->Release(This);

    if (count == 0 && lastValue && Fault("processor.dies")) {
        memset(lastValue->octetStringVal.data, 0xDD, lastValue->octetStringVal.size);
    }
    return count;
}

static HRESULT initializeWrongly(INapSoHProcessor *This, const SoH *soh, BOOL isRequest,
                                 SystemHealthEntityId *id)
{
    HRESULT hr;

    if (soh && Fault("processor.shallow")) {
        pendingSoH = soh;
        pendingIsRequest = isRequest;
        return S_OK;
    }
    if (hasFailed && Fault("processor.once")) {
        return E_UNEXPECTED;
    }
    hr = realProcessor->Initialize(This, soh, isRequest, id);
    hasFailed = FAILED(hr);
    return hr;
}

static HRESULT STDMETHODCALLTYPE processorInitialize(INapSoHProcessor *This, const SoH *soh,
                                                     BOOL isRequest, SystemHealthEntityId *id)
{
    HRESULT hr;

    touchIfNull(soh);
    touchIfNull(id);
    readAhead(soh);
    hr = memoryError(initializeWrongly(This, soh, isRequest, id));
    if (SUCCEEDED(hr) && id && Fault("processor.id")) {
        *id ^= 1;
    }
    if (hr == NAP_E_INVALID_PACKET && Fault("validity.processor-takes-all")) {
        return S_OK;
    }
    return hr == E_UNEXPECTED && Fault("processor.twice") ? S_OK : validityError(hr);
}

static HRESULT STDMETHODCALLTYPE processorFind(INapSoHProcessor *This, UINT16 from,
                                               SoHAttributeType type, UINT16 *location)
{
    HRESULT hr;

    touchIfNull(location);
    if (Fault("processor.find-end") && from > 90) {
        return S_OK;
    }
    if (Fault("processor.find-behind")) {
        from++;
    }
    hr = stateError(realProcessor->FindNextAttribute(This, from, type, location));
    if (hr == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)) {
        if (Fault("processor.find-touches")) {
            *location = 0;
        }
        return Fault("processor.find-bare") ? ERROR_FILE_NOT_FOUND : hr;
    }
    return hr;
}

static void changeValue(SoHAttributeType type, SoHAttributeValue *value)
{
    switch (type) {
    case sohAttributeTypeVendorSpecific:
        value->vendorSpecificVal.vendorId ^= 1;
        break;
    case sohAttributeTypeSystemHealthId:
    case sohAttributeTypeTimeOfLastUpdate:
    case sohAttributeTypeSoHGenerationTime:
    case sohAttributeTypeHealthClass:
    case sohAttributeTypeFailureCategory:
    case sohAttributeTypeExtendedIsolationState:
        value->uint8Val ^= 1; /* all members of the union begin there */
        break;
    default:
        if (value->octetStringVal.size == 0) {
            value->octetStringVal.size = 1;
        } else {
            value->octetStringVal.data[0] ^= 1;
        }
    }
}

static HRESULT afterGet(HRESULT hr, SoHAttributeType *type, SoHAttributeValue **value)
{
    if (FAILED(hr)) {
        if (Fault("processor.dirty") && value) {
            *value = (SoHAttributeValue *)(ULONG_PTR)0x1234;
        }
        return hr;
    }
    lastType = *type;
    lastValue = *value;
    if (Fault("processor.odd-blocks")) {
        CoTaskMemAlloc(4);
    }
    if (Fault("values.round-trip")) {
        changeValue(*type, *value);
    }
    if (Fault("codec.small")) {
        *value = CoTaskMemAlloc(4);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE processorGet(INapSoHProcessor *This, UINT16 location,
                                              SoHAttributeType *type, SoHAttributeValue **value)
{
    touchIfNull(type);
    touchIfNull(value);
    if (pendingSoH) {
        realProcessor->Initialize(This, pendingSoH, pendingIsRequest, NULL);
        pendingSoH = NULL;
    }
    if (Fault("processor.shared") && lastValue) {
        *type = lastType;
        *value = lastValue;
        return S_OK;
    }
    return afterGet(
        memoryError(stateError(realProcessor->GetAttribute(This, location, type, value))), type,
        value);
}

static HRESULT STDMETHODCALLTYPE processorCount(INapSoHProcessor *This, UINT16 *count)
{
    HRESULT hr;

    touchIfNull(count);
    hr = stateError(realProcessor->GetNumberOfAttributes(This, count));
    if (SUCCEEDED(hr) && Fault("processor.count")) {
        --*count;
    }
    return hr;
}

static INapSoHProcessorVtbl badProcessor = {
    processorQuery, processorAddRef, processorRelease, processorInitialize,
    processorFind,  processorGet,    processorCount,
};

static HRESULT STDMETHODCALLTYPE factoryQuery(IClassFactory *This, REFIID riid, void **result)
{
    return realFactory->QueryInterface(This, riid, result);
}

static ULONG STDMETHODCALLTYPE factoryAddRef(IClassFactory *This)
{
    return realFactory->AddRef(This);
}

static ULONG STDMETHODCALLTYPE factoryRelease(IClassFactory *This)
{
    /* This fault creates a second object later, and needs the factory for that. */
    return Fault("com.two-identities") ? 1 : realFactory->Release(This);
}

static HRESULT createWrongly(IClassFactory *This, IUnknown *outer, REFIID riid, void **result)
{
    HRESULT hr;

    if (Fault("com.create-fails")) {
        return E_FAIL;
    }
    if (Fault("com.create-null-crash")) {
        Touch(riid);
        Touch(result);
    }
    if (Fault("com.aggregates")) {
        outer = NULL;
    }
    hr = realFactory->CreateInstance(This, outer, riid, result);
    if (FAILED(hr) && Fault("com.failure-holds")) {
        realFactory->LockServer(This, TRUE);
    }
    if (hr == E_NOINTERFACE && Fault("com.any-interface")) {
        hr = realFactory->CreateInstance(This, outer, &IID_IUnknown, result);
    }
    if (FAILED(hr) && result && Fault("com.create-dirty")) {
        *result = (void *)(ULONG_PTR)0x1234;
    }
    return memoryError(hr);
}

static HRESULT STDMETHODCALLTYPE factoryCreate(IClassFactory *This, IUnknown *outer, REFIID riid,
                                               void **result)
{
    BOOL counts = Fault("com.one-thread");
    BOOL isBusy = counts && Enter();
    HRESULT hr = isBusy ? E_UNEXPECTED : createWrongly(This, outer, riid, result);

    if (counts) {
        Leave();
    }
    if (SUCCEEDED(hr)) {
        breakObject(*result);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE factoryLock(IClassFactory *This, BOOL lock)
{
    if (Fault("com.negative-locks")) {
        wrongLocks += lock ? 1 : -1;
        return S_OK;
    }
    return realFactory->LockServer(This, lock);
}

static IClassFactoryVtbl badFactory = {
    factoryQuery, factoryAddRef, factoryRelease, factoryCreate, factoryLock,
};

void BreakFactory(IClassFactory *factory)
{
    if (factory->lpVtbl != &badFactory) {
        realFactory = factory->lpVtbl;
        factory->lpVtbl = &badFactory;
    }
    lastFactory = factory;
}

/* QueryInterface tells which of the two classes it is. */
static void breakObject(IUnknown *object)
{
    INapSoHConstructor *constructor;
    INapSoHProcessor *processor;
    const void *vtbl = object->lpVtbl;

    if (vtbl == &badConstructor || vtbl == &badProcessor) {
        return;
    }
    if (SUCCEEDED(
            IUnknown_QueryInterface(object, &IID_INapSoHConstructor, (void **)&constructor))) {
        realConstructor = constructor->lpVtbl;
        constructor->lpVtbl = &badConstructor;
        realConstructor->Release(constructor);
    } else if (SUCCEEDED(
                   IUnknown_QueryInterface(object, &IID_INapSoHProcessor, (void **)&processor))) {
        realProcessor = processor->lpVtbl;
        processor->lpVtbl = &badProcessor;
        realProcessor->Release(processor);
    }
}

HRESULT WINAPI BadDllGetClassObject(REFCLSID clsid, REFIID riid, void **result);

HRESULT WINAPI BadDllGetClassObject(REFCLSID clsid, REFIID riid, void **result)
{
    HRESULT hr;

    if (Fault("com.no-factory")) {
        return E_FAIL;
    }
    if (Fault("com.factory-no-memory")) {
        void *probe = CoTaskMemAlloc(8);

        if (!probe) {
            return E_FAIL;
        }
        CoTaskMemFree(probe);
    }
    if (Fault("com.class-null-crash")) {
        Touch(clsid);
        Touch(riid);
        Touch(result);
    }
    hr = DllGetClassObject(clsid, riid, result);
    if (hr == CLASS_E_CLASSNOTAVAILABLE && Fault("com.any-class")) {
        hr = DllGetClassObject(&CLSID_NapSoHProcessor, riid, result);
    }
    if (hr == E_NOINTERFACE && Fault("com.any-interface")) {
        hr = DllGetClassObject(clsid, &IID_IUnknown, result);
    }
    if (FAILED(hr) && result && Fault("com.class-dirty")) {
        *result = (void *)(ULONG_PTR)0x1234;
    }
    if (SUCCEEDED(hr)) {
        BreakFactory(*result);
    }
    return hr;
}

HRESULT WINAPI BadDllCanUnloadNow(void);

HRESULT WINAPI BadDllCanUnloadNow(void)
{
    HMODULE self;

    if (Fault("com.unload-always")) {
        return S_OK;
    }
    if (Fault("com.unload-never") || WrongLocks() != 0) {
        return S_FALSE;
    }
    if (Fault("com.stays")) {
        GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const WCHAR *)&badFactory,
                           &self);
    }
    return DllCanUnloadNow();
}

#define CLASSES     L"Software\\Classes\\"
#define CONSTRUCTOR CLASSES L"CLSID\\{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}"
#define PROCESSOR   CLASSES L"CLSID\\{AA160628-8775-46E3-837C-F7A2AE66E2F5}"
#define NEIGHBOUR   CLASSES L"CLSID\\{E8140D53-6535-46A5-B8A1-DA6C571DA9BA}"

static void writeValue(const WCHAR *key, const WCHAR *name, const WCHAR *value)
{
    HKEY opened;

    if (RegCreateKeyExW(HKEY_LOCAL_MACHINE, key, 0, NULL, REG_OPTION_NON_VOLATILE, KEY_WRITE, NULL,
                        &opened, NULL) == ERROR_SUCCESS) {
        RegSetValueExW(opened, name, 0, REG_SZ, (const BYTE *)value,
                       ((DWORD)lstrlenW(value) + 1) * (DWORD)sizeof(*value));
        RegCloseKey(opened);
    }
}

HRESULT WINAPI BadDllRegisterServer(void);

HRESULT WINAPI BadDllRegisterServer(void)
{
    static BOOL wasCalled;
    HRESULT hr;

    if (Fault("registration.nothing")) {
        return S_OK;
    }
    if (Fault("registration.once") && wasCalled) {
        return E_FAIL;
    }
    wasCalled = TRUE;
    hr = DllRegisterServer();
    if (FAILED(hr) && Fault("registration.half")) {
        writeValue(CONSTRUCTOR, NULL, L"half");
    }
    if (Fault("registration.path")) {
        writeValue(CONSTRUCTOR L"\\InprocServer32", NULL, L"C:\\elsewhere\\qutil.dll");
    }
    if (Fault("registration.apartment")) {
        writeValue(CONSTRUCTOR L"\\InprocServer32", L"ThreadingModel", L"Apartment");
    }
    if (Fault("registration.more")) {
        writeValue(CLASSES L"Nap.Constructor", NULL, L"a program id");
    }
    return hr;
}

HRESULT WINAPI BadDllUnregisterServer(void);

HRESULT WINAPI BadDllUnregisterServer(void)
{
    HKEY key;
    BOOL isThere =
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, CONSTRUCTOR, 0, KEY_READ, &key) == ERROR_SUCCESS;

    if (isThere) {
        RegCloseKey(key);
    }
    if (!isThere && Fault("registration.unregister-fails")) {
        return E_FAIL;
    }
    if (Fault("registration.unregister-more")) {
        RegDeleteKeyW(HKEY_LOCAL_MACHINE, NEIGHBOUR);
    }
    if (Fault("registration.unregister-other")) {
        RegDeleteTreeW(HKEY_LOCAL_MACHINE, PROCESSOR);
    }
    return DllUnregisterServer();
}
