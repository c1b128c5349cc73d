/* SPDX-License-Identifier: MIT */
/*
 * See tasks.h. The floors: for a result of n blocks, n times CoTaskMemAlloc and CoTaskMemFree of
 * just these sizes, with the bytes that must be in them copied or zeroed.
 */
#define COBJMACROS
#include "tasks.h"

#include <initguid.h>

#include "naputil.h"

#include <objbase.h>

#include <string.h>

/* The memory helpers. */

static WCHAR text[1025];

static void connectionsBody(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        Connections *made;

        BenchRequire(AllocConnections(&made, count) == S_OK, "AllocConnections");
        FreeConnections(made);
    }
}

/* A struct of that size, and a block if there is any content, as every helper makes them. */
static void twoBlocksFloor(size_t structSize, size_t blockSize, const void *content, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        void *structure = CoTaskMemAlloc(structSize);
        void *block = blockSize == 0 ? NULL : CoTaskMemAlloc(blockSize);

        memset(structure, 0, structSize);
        if (content != NULL) {
            memcpy(block, content, blockSize);
        } else if (block != NULL) {
            memset(block, 0, blockSize);
        }
        CoTaskMemFree(block);
        CoTaskMemFree(structure);
    }
}

static void connectionsFloor(void *context, unsigned times)
{
    twoBlocksFloor(sizeof(Connections), *(const UINT16 *)context * sizeof(void *), NULL, times);
}

static void fixupBody(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        FixupInfo *made;

        BenchRequire(AllocFixupInfo(&made, count) == S_OK, "AllocFixupInfo");
        FreeFixupInfo(made);
    }
}

static void fixupFloor(void *context, unsigned times)
{
    twoBlocksFloor(sizeof(FixupInfo), *(const UINT16 *)context * sizeof(HRESULT), NULL, times);
}

static void stringBody(void *context, unsigned times)
{
    const WCHAR *string = text + 1024 - *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        CountedString *made;

        BenchRequire(AllocCountedString(&made, string) == S_OK, "AllocCountedString");
        FreeCountedString(made);
    }
}

static void stringFloor(void *context, unsigned times)
{
    UINT16 length = *(const UINT16 *)context;

    twoBlocksFloor(sizeof(CountedString), (length + 1u) * sizeof(WCHAR), text + 1024 - length,
                   times);
}

/* The Statement-of-Health classes. */

#define MOST_ATTRIBUTES 100
#define VALUE_SIZE      24u

static IClassFactory *constructorFactory;
static IClassFactory *processorFactory;
static BYTE valueBytes[VALUE_SIZE];
static const SoHAttributeValue octets = {.octetStringVal = {VALUE_SIZE, valueBytes}};
static SoHAttribute attributes[MOST_ATTRIBUTES];
static INapSoHProcessor *reader; /* of 100 attributes */

static INapSoHConstructor *newConstructor(void)
{
    INapSoHConstructor *made;
    HRESULT hr = IClassFactory_CreateInstance(constructorFactory, NULL, &IID_INapSoHConstructor,
                                              (void **)&made);

    BenchRequire(hr == S_OK, "creating a constructor");
    return made;
}

static INapSoHProcessor *newProcessor(UINT16 count)
{
    const SoH soh = {count, attributes};
    INapSoHProcessor *made;
    HRESULT hr =
        IClassFactory_CreateInstance(processorFactory, NULL, &IID_INapSoHProcessor, (void **)&made);

    BenchRequire(hr == S_OK, "creating a processor");
    BenchRequire(INapSoHProcessor_Initialize(made, &soh, TRUE, NULL) == S_OK, "Initialize");
    return made;
}

static void buildBody(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        INapSoHConstructor *constructor = newConstructor();
        SoH *soh;

        INapSoHConstructor_Initialize(constructor, 0x00013700, TRUE);
        for (UINT16 j = 1; j < count; j++) {
            INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeProductName, &octets);
        }
        BenchRequire(INapSoHConstructor_GetSoH(constructor, &soh) == S_OK, "GetSoH");
        INapSoHConstructor_Release(constructor);
        FreeSoH(soh);
    }
}

static void buildFloor(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        SoH *soh = CoTaskMemAlloc(sizeof(*soh));

        soh->attributes = CoTaskMemAlloc(count * sizeof(*soh->attributes));
        for (UINT16 j = 0; j < count; j++) {
            soh->attributes[j] = attributes[j];
            soh->attributes[j].value = CoTaskMemAlloc(attributes[j].size);
            memcpy(soh->attributes[j].value, attributes[j].value, attributes[j].size);
        }
        for (UINT16 j = 0; j < count; j++) {
            CoTaskMemFree(soh->attributes[j].value);
        }
        CoTaskMemFree(soh->attributes);
        CoTaskMemFree(soh);
    }
}

static void readBody(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        INapSoHProcessor *processor = newProcessor(count);

        for (UINT16 j = 0; j < count; j++) {
            SoHAttributeType type;
            SoHAttributeValue *value;
            HRESULT hr = INapSoHProcessor_GetAttribute(processor, j, &type, &value);

            BenchRequire(hr == S_OK, "GetAttribute");
            FreeSoHAttributeValue(type, value);
        }
        INapSoHProcessor_Release(processor);
    }
}

static void readFloor(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        for (UINT16 j = 0; j < count; j++) {
            SoHAttributeValue *value = CoTaskMemAlloc(sizeof(*value));
            void *bytes = NULL;

            if (j > 0) { /* attribute 0 is the id, which has no block */
                bytes = CoTaskMemAlloc(attributes[j].size);
                memcpy(bytes, attributes[j].value, attributes[j].size);
                value->octetStringVal.size = attributes[j].size;
            }
            value->octetStringVal.data = bytes;
            CoTaskMemFree(value->octetStringVal.data);
            CoTaskMemFree(value);
        }
    }
}

static void validateBody(void *context, unsigned times)
{
    const SoH soh = {*(const UINT16 *)context, attributes};
    INapSoHConstructor *constructor = newConstructor();

    for (unsigned i = 0; i < times; i++) {
        BenchRequire(INapSoHConstructor_Validate(constructor, &soh, TRUE) == S_OK, "Validate");
    }
    INapSoHConstructor_Release(constructor);
}

static void findBody(void *context, unsigned times)
{
    (void)context;
    for (unsigned i = 0; i < times; i++) {
        UINT16 location;

        BenchRequire(INapSoHProcessor_FindNextAttribute(reader, 0, sohAttributeTypeClientId,
                                                        &location) != S_OK,
                     "not finding an attribute");
    }
}

static void createBody(void *context, unsigned times)
{
    (void)context;
    for (unsigned i = 0; i < times; i++) {
        INapSoHConstructor_Release(newConstructor());
    }
}

static void coCreateBody(void *context, unsigned times)
{
    (void)context;
    for (unsigned i = 0; i < times; i++) {
        INapSoHConstructor *made;
        HRESULT hr = CoCreateInstance(&CLSID_NapSoHConstructor, NULL, CLSCTX_INPROC_SERVER,
                                      &IID_INapSoHConstructor, (void **)&made);

        BenchRequire(hr == S_OK, "CoCreateInstance");
        INapSoHConstructor_Release(made);
    }
}

/*
 * Two threads at once, each with objects of its own, and so often that starting them costs nothing
 * beside it; the floor is the bare allocator on two threads.
 */

#define TIMES_PER_THREAD 5000u

typedef struct Share {
    BenchBody body;
    void *context;
    unsigned times;
} Share;

static DWORD WINAPI runShare(void *parameter)
{
    const Share *share = parameter;

    share->body(share->context, share->times);
    return 0;
}

static void onTwoThreads(BenchBody body, void *context, unsigned times)
{
    Share share = {body, context, times * TIMES_PER_THREAD};
    HANDLE threads[2];

    for (int i = 0; i < 2; i++) {
        threads[i] = CreateThread(NULL, 0, runShare, &share, 0, NULL);
        BenchRequire(threads[i] != NULL, "CreateThread");
    }
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
}

static void twoThreadsBody(void *context, unsigned times)
{
    onTwoThreads(buildBody, context, times);
}

static void twoThreadsFloor(void *context, unsigned times)
{
    onTwoThreads(buildFloor, context, times);
}

/* Loading: a copy of the DLL under another name, for this program has qutil.dll loaded already. */

static void loadOf(const WCHAR *name, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        HMODULE module = LoadLibraryW(name);

        BenchRequire(module != NULL, "LoadLibrary");
        FreeLibrary(module);
    }
}

static void loadBody(void *context, unsigned times)
{
    (void)context;
    loadOf(L"qutil-copy.dll", times);
}

static void loadFloor(void *context, unsigned times)
{
    (void)context;
    loadOf(L"bench-empty.dll", times);
}

void BenchPrepare(void)
{
    HRESULT(WINAPI * getClassObject)(REFCLSID, REFIID, void **);
    FARPROC found = GetProcAddress(GetModuleHandleW(L"qutil.dll"), "DllGetClassObject");

    BenchRequire(found != NULL, "finding DllGetClassObject");
    memcpy(&getClassObject, &found, sizeof(found));
    BenchRequire(CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_OK, "CoInitializeEx");
    BenchRequire(getClassObject(&CLSID_NapSoHConstructor, &IID_IClassFactory,
                                (void **)&constructorFactory) == S_OK,
                 "DllGetClassObject");
    BenchRequire(getClassObject(&CLSID_NapSoHProcessor, &IID_IClassFactory,
                                (void **)&processorFactory) == S_OK,
                 "DllGetClassObject");
    for (size_t i = 0; i < 1024; i++) {
        text[i] = (WCHAR)(L'a' + i % 26);
    }
    for (UINT16 i = 0; i < MOST_ATTRIBUTES; i++) {
        attributes[i].type = i == 0 ? sohAttributeTypeSystemHealthId : sohAttributeTypeProductName;
        attributes[i].size = i == 0 ? 4 : VALUE_SIZE;
        attributes[i].value = valueBytes;
    }
    reader = newProcessor(MOST_ATTRIBUTES);
}

static UINT16 none = 0, one = 1, eight = 8, ten = 10, sixteen = 16, twenty = 20, hundred = 100,
              thousandAndMore = 1024;

const BenchTask BenchTasks[] = {
    {"AllocConnections 0", connectionsBody, connectionsFloor, &none},
    {"AllocConnections 8", connectionsBody, connectionsFloor, &eight},
    {"AllocConnections 20", connectionsBody, connectionsFloor, &twenty},
    {"AllocCountedString 16", stringBody, stringFloor, &sixteen},
    {"AllocCountedString 1024", stringBody, stringFloor, &thousandAndMore},
    {"AllocFixupInfo 1", fixupBody, fixupFloor, &one},
    {"build + GetSoH 1", buildBody, buildFloor, &one},
    {"build + GetSoH 10", buildBody, buildFloor, &ten},
    {"build + GetSoH 100", buildBody, buildFloor, &hundred},
    {"read all 10", readBody, readFloor, &ten},
    {"read all 100", readBody, readFloor, &hundred},
    {"Validate 10", validateBody, NULL, &ten},
    {"Validate 100", validateBody, NULL, &hundred},
    {"FindNextAttribute 100", findBody, NULL, NULL},
    {"CreateInstance + Release", createBody, NULL, NULL},
    {"CoCreateInstance + Release", coCreateBody, NULL, NULL},
    {"LoadLibrary + FreeLibrary", loadBody, loadFloor, NULL},
    {"5000 x build 10 on 2 threads", twoThreadsBody, twoThreadsFloor, &ten},
};

const unsigned BenchTaskCount = ARRAYSIZE(BenchTasks);
