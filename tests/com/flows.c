/* SPDX-License-Identifier: MIT */
/*
 * The calls that programs written for Network Access Protection make to the two classes. This
 * program uses nothing of this project: the toolchain's headers and -lqutil, the ids as published.
 *
 * It is built twice. With FLOWS_REGISTERED 1 it registers the classes and has no manifest. With 0
 * it has a manifest, and the classes must not be registered. Each first checks that it finds the
 * classes in its own way.
 */
#define COBJMACROS
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <wchar.h>

#include <windows.h>
#include <objbase.h>

#include <napprotocol.h>
#include <naputil.h>

#include "regsvr32.h"

static const CLSID constructorClass = {
    0xE8140D53, 0x6535, 0x46A5, {0xB8, 0xA1, 0xDA, 0x6C, 0x57, 0x1D, 0xA9, 0xB9}};
static const CLSID processorClass = {
    0xAA160628, 0x8775, 0x46E3, {0x83, 0x7C, 0xF7, 0xA2, 0xAE, 0x66, 0xE2, 0xF5}};
static const IID constructorInterface = {
    0x35298344, 0x96A6, 0x45E7, {0x9B, 0x6B, 0x62, 0xEC, 0xC6, 0xE0, 0x99, 0x20}};
static const IID processorInterface = {
    0xFB2FA8B0, 0x2CD5, 0x457D, {0xAB, 0xA8, 0x43, 0x76, 0xF6, 0x3E, 0xA1, 0xC0}};

/* The sample agent's vendor id and data. */
#define AGENT_ID  0x00013700u
#define VENDOR_ID 0x00000137u
static const BYTE health[2] = {0xCA, 0xFE};

#define assert_hresult(actual, expected)                                                           \
    assert_int_equal((unsigned long)(actual), (unsigned long)(expected))

#if FLOWS_REGISTERED
/* Registration, as an administrator does it ------------------------------------------------ */

/* The DLL is the one that this program has loaded. */
static int regsvr32(const WCHAR *options)
{
    WCHAR dll[MAX_PATH];

    GetModuleFileNameW(GetModuleHandleW(L"qutil.dll"), dll, MAX_PATH);
    return Regsvr32(options, dll) == 0 ? 0 : -1;
}

static int registerClasses(void **state)
{
    return regsvr32(L"");
}

static int unregisterClasses(void **state)
{
    return regsvr32(L"/u");
}
#else
#define registerClasses   NULL
#define unregisterClasses NULL
#endif

/* How the classes are found ---------------------------------------------------------------- */

/* view: of the registry; 0 for this program's own. */
static LSTATUS readServerPath(REGSAM view, const WCHAR *clsid, WCHAR *path, DWORD size)
{
    WCHAR name[128] = L"Software\\Classes\\CLSID\\";
    HKEY key;
    LSTATUS status;

    lstrcatW(lstrcatW(name, clsid), L"\\InprocServer32");
    status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, name, 0, KEY_READ | view, &key);
    if (status == ERROR_SUCCESS) {
        status = RegGetValueW(key, NULL, NULL, RRF_RT_REG_SZ, NULL, path, &size);
        RegCloseKey(key);
    }
    return status;
}

#if FLOWS_REGISTERED
/* Programs of the other architecture look there, and they can't load this DLL. */
static void expectNotInOtherView(const WCHAR *clsid, const WCHAR *dll)
{
    REGSAM view = sizeof(void *) == 8 ? KEY_WOW64_32KEY : KEY_WOW64_64KEY;
    WCHAR other[MAX_PATH];
    BOOL isWow64 = FALSE;

    IsWow64Process(GetCurrentProcess(), &isWow64);
    if ((sizeof(void *) == 8 || isWow64) &&
        readServerPath(view, clsid, other, sizeof(other)) == ERROR_SUCCESS) {
        assert_int_not_equal(lstrcmpiW(other, dll), 0);
    }
}
#endif

static BOOL isInManifest(const CLSID *clsid)
{
    ACTCTX_SECTION_KEYED_DATA data;

    memset(&data, 0, sizeof(data));
    data.cbSize = sizeof(data);
    return FindActCtxSectionGuid(0, NULL, ACTIVATION_CONTEXT_SECTION_COM_SERVER_REDIRECTION, clsid,
                                 &data);
}

static void expectRoute(const CLSID *clsid, const WCHAR *text)
{
    WCHAR registered[MAX_PATH];
    LSTATUS status = readServerPath(0, text, registered, sizeof(registered));
#if FLOWS_REGISTERED
    WCHAR loaded[MAX_PATH];

    assert_false(isInManifest(clsid));
    assert_int_equal(status, ERROR_SUCCESS);
    assert_in_range(GetModuleFileNameW(GetModuleHandleW(L"qutil.dll"), loaded, MAX_PATH), 1,
                    MAX_PATH - 1);
    assert_int_equal(lstrcmpiW(registered, loaded), 0);
    expectNotInOtherView(text, loaded);
#else
    assert_true(isInManifest(clsid));
    assert_int_equal(status, ERROR_FILE_NOT_FOUND);
#endif
}

static void classesAreFoundInTheIntendedWay(void **state)
{
    expectRoute(&constructorClass, L"{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}");
    expectRoute(&processorClass, L"{AA160628-8775-46E3-837C-F7A2AE66E2F5}");
}

/* Flow 1 ----------------------------------------------------------------------------------- */

static HRESULT createConstructor(INapSoHConstructor **constructor)
{
    return CoCreateInstance(&constructorClass, NULL, CLSCTX_INPROC_SERVER, &constructorInterface,
                            (void **)constructor);
}

static HRESULT createProcessor(INapSoHProcessor **processor)
{
    return CoCreateInstance(&processorClass, NULL, CLSCTX_INPROC_SERVER, &processorInterface,
                            (void **)processor);
}

static void createIn(DWORD apartment)
{
    INapSoHConstructor *constructor = NULL;
    INapSoHProcessor *processor = NULL;

    assert_hresult(CoInitializeEx(NULL, apartment), S_OK);
    assert_hresult(createConstructor(&constructor), S_OK);
    assert_hresult(createProcessor(&processor), S_OK);
    assert_int_equal(INapSoHConstructor_Release(constructor), 0);
    assert_int_equal(INapSoHProcessor_Release(processor), 0);
    CoUninitialize();
}

static void createsBothInAnyApartment(void **state)
{
    createIn(COINIT_APARTMENTTHREADED);
    createIn(COINIT_MULTITHREADED);
}

static void createsNothingElse(void **state)
{
    static const CLSID agentBinding = {
        0x8E594310, 0x16CA, 0x4A00, {0x93, 0x2F, 0xF7, 0x09, 0x69, 0xF9, 0x90, 0xC0}};
    IUnknown *outer;
    void *result = &result;

    assert_hresult(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    assert_hresult(
        CoCreateInstance(&agentBinding, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, &result),
        REGDB_E_CLASSNOTREG);
    assert_null(result);
    assert_hresult(createConstructor((INapSoHConstructor **)&outer), S_OK);
    result = &result;
    assert_hresult(
        CoCreateInstance(&processorClass, outer, CLSCTX_INPROC_SERVER, &IID_IUnknown, &result),
        CLASS_E_NOAGGREGATION);
    assert_null(result);
    result = &result;
    assert_hresult(CoCreateInstance(&processorClass, NULL, CLSCTX_INPROC_SERVER,
                                    &constructorInterface, &result),
                   E_NOINTERFACE);
    assert_null(result);
    IUnknown_Release(outer);
    CoUninitialize();
}

/* Flow 2: the agent ------------------------------------------------------------------------ */

static SoH *buildRequest(void)
{
    INapSoHConstructor *constructor = NULL;
    SoHAttributeValue value;
    BYTE onStack[sizeof(health)];
    SoH *request = NULL;

    memcpy(onStack, health, sizeof(health));
    value.vendorSpecificVal.vendorId = VENDOR_ID;
    value.vendorSpecificVal.size = sizeof(onStack);
    value.vendorSpecificVal.vendorSpecificData = onStack;
    assert_hresult(createConstructor(&constructor), S_OK);
    assert_hresult(INapSoHConstructor_Initialize(constructor, AGENT_ID, TRUE), S_OK);
    assert_hresult(
        INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeVendorSpecific, &value),
        S_OK);
    assert_hresult(INapSoHConstructor_GetSoH(constructor, &request), S_OK);
    assert_int_equal(INapSoHConstructor_Release(constructor), 0);
    memset(onStack, 0, sizeof(onStack));
    return request;
}

static void agentBuildsItsRequest(void **state)
{
    SoH *request;

    assert_hresult(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    request = buildRequest();
    assert_non_null(request);
    assert_int_equal(request->count, 2);
    assert_int_equal(request->attributes[0].type, sohAttributeTypeSystemHealthId);
    assert_int_equal(request->attributes[0].size, 4);
    assert_memory_equal(request->attributes[0].value, "\x00\x01\x37\x00", 4);
    assert_int_equal(request->attributes[1].type, sohAttributeTypeVendorSpecific);
    assert_int_equal(request->attributes[1].size, 6);
    assert_memory_equal(request->attributes[1].value, "\x00\x00\x01\x37\xCA\xFE", 6);
    FreeSoH(request);
    CoUninitialize();
}

/* Flow 3: the validator, on a worker thread, where cmocka can't assert ------------------------ */

typedef struct Validation {
    const SoH *request;
    HRESULT verdict;
    SoH *response;
    int failedLine; /* 0: none */
} Validation;

#define STEP(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            validation->failedLine = __LINE__;                                                     \
            return;                                                                                \
        }                                                                                          \
    } while (0)

static void readRequest(Validation *validation, SystemHealthEntityId *id)
{
    INapSoHProcessor *processor = NULL;
    SoHAttributeType type;
    SoHAttributeValue *value = NULL;
    UINT16 location;

    STEP(createProcessor(&processor) == S_OK);
    STEP(INapSoHProcessor_Initialize(processor, validation->request, TRUE, id) == S_OK);
    STEP(*id == AGENT_ID);
    STEP(INapSoHProcessor_FindNextAttribute(processor, 0, sohAttributeTypeVendorSpecific,
                                            &location) == S_OK);
    STEP(location == 1);
    STEP(INapSoHProcessor_GetAttribute(processor, location, &type, &value) == S_OK);
    STEP(type == sohAttributeTypeVendorSpecific);
    STEP(value->vendorSpecificVal.size == sizeof(health));
    STEP(value->vendorSpecificVal.vendorId == VENDOR_ID);
    STEP(memcmp(value->vendorSpecificVal.vendorSpecificData, health, sizeof(health)) == 0);
    FreeSoHAttributeValue(type, value);
    STEP(FAILED(INapSoHProcessor_FindNextAttribute(processor, (UINT16)(location + 1),
                                                   sohAttributeTypeVendorSpecific, &location)));
    STEP(INapSoHProcessor_Release(processor) == 0);
}

static void buildResponse(Validation *validation, SystemHealthEntityId id)
{
    INapSoHConstructor *constructor = NULL;
    HRESULT onStack = validation->verdict;
    SoHAttributeValue value;

    value.codesVal.count = 1;
    value.codesVal.results = &onStack;
    STEP(createConstructor(&constructor) == S_OK);
    STEP(INapSoHConstructor_Initialize(constructor, id, FALSE) == S_OK);
    STEP(INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeComplianceResultCodes,
                                            &value) == S_OK);
    onStack = (HRESULT)0xDEADBEEF;
    STEP(INapSoHConstructor_GetSoH(constructor, &validation->response) == S_OK);
    STEP(INapSoHConstructor_Validate(constructor, validation->response, FALSE) == S_OK);
    STEP(INapSoHConstructor_Release(constructor) == 0);
}

static DWORD WINAPI validate(void *argument)
{
    Validation *validation = argument;
    SystemHealthEntityId id = 0;

    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) {
        validation->failedLine = __LINE__;
        return 0;
    }
    readRequest(validation, &id);
    if (validation->failedLine == 0) {
        buildResponse(validation, id);
    }
    CoUninitialize();
    return 0;
}

static SoH *askValidator(const SoH *request, HRESULT verdict)
{
    Validation validation = {request, verdict, NULL, 0};
    HANDLE worker = CreateThread(NULL, 0, validate, &validation, 0, NULL);

    assert_non_null(worker);
    WaitForSingleObject(worker, INFINITE);
    CloseHandle(worker);
    assert_int_equal(validation.failedLine, 0);
    assert_non_null(validation.response);
    return validation.response;
}

static void validatorAnswers(void **state)
{
    SoH *request;
    SoH *response;

    assert_hresult(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    request = buildRequest();
    response = askValidator(request, (HRESULT)0x80270012);
    FreeSoH(request);
    assert_int_equal(response->count, 2);
    assert_int_equal(response->attributes[0].type, sohAttributeTypeSystemHealthId);
    assert_memory_equal(response->attributes[0].value, "\x00\x01\x37\x00", 4);
    assert_int_equal(response->attributes[1].type, sohAttributeTypeComplianceResultCodes);
    assert_int_equal(response->attributes[1].size, 4);
    assert_memory_equal(response->attributes[1].value, "\x80\x27\x00\x12", 4);
    FreeSoH(response);
    CoUninitialize();
}

/* Flow 4: the agent again ------------------------------------------------------------------ */

static HRESULT readVerdict(const SoH *response)
{
    INapSoHProcessor *processor = NULL;
    SystemHealthEntityId id = 0;
    SoHAttributeType type;
    SoHAttributeValue *value = NULL;
    UINT16 location = 0;
    HRESULT verdict;

    assert_hresult(createProcessor(&processor), S_OK);
    assert_hresult(INapSoHProcessor_Initialize(processor, response, FALSE, &id), S_OK);
    assert_int_equal(id, AGENT_ID);
    assert_hresult(INapSoHProcessor_FindNextAttribute(
                       processor, 0, sohAttributeTypeComplianceResultCodes, &location),
                   S_OK);
    assert_hresult(INapSoHProcessor_GetAttribute(processor, location, &type, &value), S_OK);
    assert_int_equal(INapSoHProcessor_Release(processor), 0);
    assert_int_equal(value->codesVal.count, 1);
    verdict = value->codesVal.results[0];
    FreeSoHAttributeValue(type, value);
    return verdict;
}

static void agentReadsTheVerdict(void **state)
{
    static const HRESULT verdicts[] = {S_OK, S_FALSE, E_FAIL, (HRESULT)0x80270012};

    assert_hresult(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
        SoH *request = buildRequest();
        SoH *response = askValidator(request, verdicts[i]);

        FreeSoH(request);
        assert_hresult(readVerdict(response), verdicts[i]);
        FreeSoH(response);
    }
    CoUninitialize();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classesAreFoundInTheIntendedWay),
        cmocka_unit_test(createsBothInAnyApartment),
        cmocka_unit_test(createsNothingElse),
        cmocka_unit_test(agentBuildsItsRequest),
        cmocka_unit_test(validatorAnswers),
        cmocka_unit_test(agentReadsTheVerdict),
    };

    return cmocka_run_group_tests(tests, registerClasses, unregisterClasses);
}
