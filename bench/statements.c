/* SPDX-License-Identifier: MIT */
/*
 * The Statement-of-Health classes. A floor makes and frees only the result: the blocks of the
 * structure, with their bytes copied. The task also has the objects, the checks and the encoding.
 */
#define COBJMACROS
#include "dll.h"
#include "tasks.h"

#include "napprotocol.h"

#include <objbase.h>

#include <string.h>

#define MOST_ATTRIBUTES 100
#define VALUE_SIZE      24u

static IClassFactory *constructorFactory;
static IClassFactory *processorFactory;
static BYTE valueBytes[VALUE_SIZE];
static const SoHAttributeValue octets = {.octetStringVal = {VALUE_SIZE, valueBytes}};
static SoHAttribute attributes[MOST_ATTRIBUTES];
static INapSoHProcessor *reader; /* of 100 attributes */
static SIZE_T objectSize;

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

static void build(void *context, unsigned times)
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
        Dll.freeSoH(soh);
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

static void readAll(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        INapSoHProcessor *processor = newProcessor(count);

        for (UINT16 j = 0; j < count; j++) {
            SoHAttributeType type;
            SoHAttributeValue *value;
            HRESULT hr = INapSoHProcessor_GetAttribute(processor, j, &type, &value);

            BenchRequire(hr == S_OK, "GetAttribute");
            Dll.freeSoHAttributeValue(type, value);
        }
        INapSoHProcessor_Release(processor);
    }
}

static void readAllFloor(void *context, unsigned times)
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

static void validate(void *context, unsigned times)
{
    const SoH soh = {*(const UINT16 *)context, attributes};
    INapSoHConstructor *constructor = newConstructor();

    for (unsigned i = 0; i < times; i++) {
        BenchRequire(INapSoHConstructor_Validate(constructor, &soh, TRUE) == S_OK, "Validate");
    }
    INapSoHConstructor_Release(constructor);
}

static void findNext(void *context, unsigned times)
{
    (void)context;
    for (unsigned i = 0; i < times; i++) {
        UINT16 location;

        BenchRequire(INapSoHProcessor_FindNextAttribute(reader, 0, sohAttributeTypeClientId,
                                                        &location) != S_OK,
                     "not finding an attribute");
    }
}

static void create(void *context, unsigned times)
{
    (void)context;
    for (unsigned i = 0; i < times; i++) {
        INapSoHConstructor *made = newConstructor();

        INapSoHConstructor_Release(made); /* a macro that reads its argument twice */
    }
}

static void coCreate(void *context, unsigned times)
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

/* One block, of the object's size. */
static void createFloor(void *context, unsigned times)
{
    (void)context;
    for (unsigned i = 0; i < times; i++) {
        void *volatile block = CoTaskMemAlloc(objectSize);

        CoTaskMemFree(block);
    }
}

/*
 * Runs on one thread, or on two at once, each with its own objects, and so often that the time to
 * start them doesn't matter.
 */

#define BUILDS_PER_THREAD 2500u

typedef struct Share {
    BenchBody body;
    unsigned threads;
    unsigned times;
} Share;

static DWORD WINAPI runShare(void *parameter)
{
    const Share *share = parameter;
    UINT16 count = 10;

    share->body(&count, share->times);
    return 0;
}

static void onThreads(void *context, unsigned times)
{
    Share share = *(const Share *)context;
    HANDLE threads[2];

    share.times = times * BUILDS_PER_THREAD;
    for (unsigned i = 0; i < share.threads; i++) {
        threads[i] = CreateThread(NULL, 0, runShare, &share, 0, NULL);
        BenchRequire(threads[i] != NULL, "CreateThread");
    }
    WaitForMultipleObjects(share.threads, threads, TRUE, INFINITE);
    for (unsigned i = 0; i < share.threads; i++) {
        CloseHandle(threads[i]);
    }
}

void BenchPrepareStatements(void)
{
    INapSoHConstructor *constructor;
    IMalloc *allocator;

    BenchRequire(CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_OK, "CoInitializeEx");
    BenchRequire(Dll.getClassObject(&CLSID_NapSoHConstructor, &IID_IClassFactory,
                                    (void **)&constructorFactory) == S_OK,
                 "DllGetClassObject");
    BenchRequire(Dll.getClassObject(&CLSID_NapSoHProcessor, &IID_IClassFactory,
                                    (void **)&processorFactory) == S_OK,
                 "DllGetClassObject");
    for (UINT16 i = 0; i < MOST_ATTRIBUTES; i++) {
        attributes[i].type = i == 0 ? sohAttributeTypeSystemHealthId : sohAttributeTypeProductName;
        attributes[i].size = i == 0 ? 4 : VALUE_SIZE;
        attributes[i].value = valueBytes;
    }
    reader = newProcessor(MOST_ATTRIBUTES);
    constructor = newConstructor();
    BenchRequire(CoGetMalloc(1, &allocator) == S_OK, "CoGetMalloc");
    objectSize =
        IMalloc_GetSize(allocator, constructor); /* the object is at the start of its block */
    BenchRequire(objectSize != (SIZE_T)-1, "finding the size of an object");
    IMalloc_Release(allocator);
    INapSoHConstructor_Release(constructor);
}

static UINT16 one = 1, ten = 10, hundred = 100;
static Share buildOnOne = {build, 1, 0};
static Share buildOnTwo = {build, 2, 0};
static Share floorOnOne = {buildFloor, 1, 0};
static Share floorOnTwo = {buildFloor, 2, 0};

#define NS(name, task, floor, context, target)                                                     \
    {                                                                                              \
        name, "ns", BenchTimes, {{task, context}, {floor, context}}, target                        \
    }

#define GROWTH(name, task, floor)                                                                  \
    {                                                                                              \
        name, "x", BenchGrowth,                                                                    \
            {{task, &ten}, {floor, &ten}, {task, &hundred}, {floor, &hundred}}, 1.00               \
    }

static const BenchLine lines[] = {
    NS("build + GetSoH 1", build, buildFloor, &one, 1.3),
    NS("build + GetSoH 10", build, buildFloor, &ten, 1.3),
    NS("build + GetSoH 100", build, buildFloor, &hundred, 1.3),
    NS("read all 10", readAll, readAllFloor, &ten, 1.3),
    NS("read all 100", readAll, readAllFloor, &hundred, 1.3),
    GROWTH("build growth 10 to 100", build, buildFloor),
    GROWTH("read growth 10 to 100", readAll, readAllFloor),
    NS("Validate 10", validate, NULL, &ten, 0),
    NS("Validate 100", validate, NULL, &hundred, 0),
    NS("FindNextAttribute 100", findNext, NULL, NULL, 0),
    NS("CreateInstance + Release", create, createFloor, NULL, 0),
    NS("CoCreateInstance + Release", coCreate, NULL, NULL, 0),
    {"build 10 on two threads",
     "x",
     BenchScaling,
     {{onThreads, &buildOnOne},
      {onThreads, &floorOnOne},
      {onThreads, &buildOnTwo},
      {onThreads, &floorOnTwo}},
     1.00},
};

const BenchGroup BenchStatements = {lines, ARRAYSIZE(lines)};
