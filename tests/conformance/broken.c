/* SPDX-License-Identifier: MIT */
/* See broken.h. Which fault was asked for, and all exports but those of COM. */
#include "broken.h"

#include <objbase.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static LONG inside;

BOOL Fault(const char *name)
{
    static char asked[64];
    static volatile LONG isRead;

    /*
     * Read only once, because rules call tens of thousands of times. Several threads may read it at
     * once; they read the same value.
     */
    if (!isRead) {
        DWORD length = GetEnvironmentVariableA("QUTIL_FAULT", asked, sizeof(asked));

        if (length >= sizeof(asked)) {
            asked[0] = '\0';
        }
        isRead = TRUE;
    }
    return asked[0] != '\0' && strcmp(asked, name) == 0;
}

void Touch(const void *address)
{
    (void)*(const volatile BYTE *)address;
}

BOOL Enter(void)
{
    BOOL isBusy = InterlockedIncrement(&inside) > 1;

    Sleep(1); /* so that threads do meet */
    return isBusy;
}

void Leave(void)
{
    InterlockedDecrement(&inside);
}

/*
 * Writes to standard output in both ways, in the form of the lines that a child sends its parent.
 */
static void print(const char *text)
{
    DWORD written;

    printf("%s", text);
    fflush(stdout);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)strlen(text), &written, NULL);
}

/* alloc.prints is no fault: a qutil.dll may print. alloc.prints-on is one: it prints for 10 s. */
static void beNoisy(void)
{
    const DWORD begun = GetTickCount();

    if (Fault("alloc.prints")) {
        print("@fails 0 \n@load 5 \n@done 0 \nand no end of the line");
    }
    while (Fault("alloc.prints-on") && GetTickCount() - begun < 10000) {
        print("still there\n");
        Sleep(20);
    }
}

/* The faults of all three Alloc functions, before the real one is called. */
static void beforeAlloc(void **out)
{
    beNoisy();
    if (Fault("alloc.exits")) {
        ExitProcess((UINT)-1);
    }
    if (Fault("alloc.null-out-crash")) {
        Touch(out);
    }
    if (Fault("alloc.reads-out") && out) {
        CoTaskMemFree(*out);
    }
}

/* Moves a structure to another block. The old block is freed or lost. */
static void moveStructure(void **structure, void *to, SIZE_T size, BOOL frees)
{
    memcpy(to, *structure, size);
    if (frees) {
        CoTaskMemFree(*structure);
    }
    *structure = to;
}

/* Merges a structure and its embedded block into one block. */
static void mergeBlocks(void **structure, SIZE_T size, SIZE_T offset, SIZE_T embeddedSize)
{
    BYTE *merged = CoTaskMemAlloc(size + embeddedSize);
    BYTE *inner = merged + size;
    void *embedded;

    memcpy(&embedded, (BYTE *)*structure + offset, sizeof(embedded));
    if (embedded) {
        memcpy(inner, embedded, embeddedSize);
        CoTaskMemFree(embedded);
        memcpy((BYTE *)*structure + offset, &inner, sizeof(inner));
    }
    moveStructure(structure, merged, size, TRUE);
}

/* The faults of all three Alloc functions, after the real one was called. */
static HRESULT afterAlloc(HRESULT hr, void **out, SIZE_T size, SIZE_T offset, SIZE_T embeddedSize)
{
    if (FAILED(hr)) {
        if (Fault("alloc.dirty-failure") && out) {
            *out = (void *)(ULONG_PTR)0x1234;
        }
        return hr == E_OUTOFMEMORY && Fault("alloc.wrong-error") ? E_FAIL : hr;
    }
    if (Fault("alloc.heap")) {
        moveStructure(out, HeapAlloc(GetProcessHeap(), 0, size), size, TRUE);
    } else if (Fault("alloc.small")) {
        moveStructure(out, CoTaskMemAlloc(4), 4, FALSE);
    } else if (Fault("alloc.roomy")) {
        moveStructure(out, CoTaskMemAlloc(size + 8), size, TRUE);
    } else if (Fault("alloc.one-block")) {
        mergeBlocks(out, size, offset, embeddedSize);
    } else if (Fault("alloc.leak")) {
        CoTaskMemAlloc(16);
    }
    return hr;
}

static BOOL isTooMany(UINT16 count)
{
    return count > 1024 && Fault("alloc.refuses-many");
}

HRESULT WINAPI BadAllocConnections(Connections **connections, UINT16 count);

HRESULT WINAPI BadAllocConnections(Connections **connections, UINT16 count)
{
    HRESULT hr;

    beforeAlloc((void **)connections);
    hr = isTooMany(count) ? E_INVALIDARG : AllocConnections(connections, count);
    if (SUCCEEDED(hr) && Fault("alloc.dirty") && count != 0) {
        memset((*connections)->connections, 0xCD, count * sizeof(void *));
    }
    if (SUCCEEDED(hr) && Fault("alloc.count-off")) {
        (*connections)->count++;
    }
    return afterAlloc(hr, (void **)connections, sizeof(Connections),
                      offsetof(Connections, connections), count * sizeof(void *));
}

HRESULT WINAPI BadAllocFixupInfo(FixupInfo **fixupInfo, UINT16 count);

HRESULT WINAPI BadAllocFixupInfo(FixupInfo **fixupInfo, UINT16 count)
{
    HRESULT hr;

    beforeAlloc((void **)fixupInfo);
    hr = isTooMany(count) ? E_INVALIDARG : AllocFixupInfo(fixupInfo, count);
    if (SUCCEEDED(hr) && Fault("alloc.dirty") && count != 0) {
        memset((*fixupInfo)->resultCodes.results, 0xCD, count * sizeof(HRESULT));
    }
    if (SUCCEEDED(hr) && Fault("alloc.count-off")) {
        (*fixupInfo)->resultCodes.count++;
    }
    return afterAlloc(hr, (void **)fixupInfo, sizeof(FixupInfo),
                      offsetof(FixupInfo, resultCodes.results), count * sizeof(HRESULT));
}

static size_t boundedLength(const WCHAR *string, size_t most)
{
    size_t length = 0;

    while (length < most && string[length] != 0) {
        length++;
    }
    return length;
}

/* Truncates a string that is too long. */
static HRESULT allocTruncated(CountedString **countedString, const WCHAR *string)
{
    static WCHAR room[65536];
    const size_t length = boundedLength(string, 65535);

    memcpy(room, string, length * sizeof(*string));
    room[length] = 0;
    return AllocCountedString(countedString, room);
}

static HRESULT allocString(CountedString **countedString, const WCHAR *string)
{
    if (!string && Fault("alloc.null-string")) {
        return AllocCountedString(countedString, L"");
    }
    if (!string || !countedString) {
        return AllocCountedString(countedString, string);
    }
    if (Fault("alloc.refuses-many") && boundedLength(string, 2000) > 1024) {
        *countedString = NULL;
        return E_INVALIDARG;
    }
    if (Fault("alloc.truncates")) {
        return allocTruncated(countedString, string);
    }
    if (Fault("alloc.reads-behind")) {
        Touch(string + boundedLength(string, 65536) + 1);
    }
    if (Fault("alloc.reads-on")) {
        Touch(string + boundedLength(string, 0x20000));
    }
    return AllocCountedString(countedString, string);
}

HRESULT WINAPI BadAllocCountedString(CountedString **countedString, const WCHAR *string);

HRESULT WINAPI BadAllocCountedString(CountedString **countedString, const WCHAR *string)
{
    HRESULT hr;
    SIZE_T size = 0;

    beforeAlloc((void **)countedString);
    hr = allocString(countedString, string);
    if (SUCCEEDED(hr)) {
        size = ((SIZE_T)(*countedString)->length + 1) * sizeof(WCHAR);
    }
    if (SUCCEEDED(hr) && Fault("alloc.no-nul")) {
        (*countedString)->string[(*countedString)->length] = L'!';
    }
    if (SUCCEEDED(hr) && Fault("alloc.count-off")) {
        (*countedString)->length++;
    }
    return afterAlloc(hr, (void **)countedString, sizeof(CountedString),
                      offsetof(CountedString, string), size);
}

/* The faults of all Free functions. TRUE: the real one must not be called. */
static BOOL instead(void *structure)
{
    if (!structure) {
        if (Fault("free.null-crash")) {
            Touch(structure);
        }
        if (Fault("free.null-hang")) {
            Sleep(INFINITE);
        }
        return FALSE;
    }
    if (Fault("free.nothing")) {
        return TRUE;
    }
    if (Fault("free.forgets")) {
        CoTaskMemFree(structure);
        return TRUE;
    }
    return FALSE;
}

static void afterwards(void *structure)
{
    if (structure && Fault("free.twice")) {
        CoTaskMemFree(structure);
    }
}

/* Overwrites as many bytes as the size claims, as if they were secrets. */
static void wipe(void *bytes, SIZE_T size)
{
    if (bytes && Fault("free.by-length")) {
        memset(bytes, 0, size);
    }
}

static void wipeString(const CountedString *string)
{
    wipe(string->string, string->length * sizeof(WCHAR));
}

static void wipeCodes(const ResultCodes *codes)
{
    wipe(codes->results, codes->count * sizeof(HRESULT));
}

#define BAD_FREE(Name, Type, before)                                                               \
    void WINAPI BadFree##Name(Type *structure);                                                    \
                                                                                                   \
    void WINAPI BadFree##Name(Type *structure)                                                     \
    {                                                                                              \
        if (instead(structure)) {                                                                  \
            return;                                                                                \
        }                                                                                          \
        if (structure) {                                                                           \
            before;                                                                                \
        }                                                                                          \
        Free##Name(structure);                                                                     \
        afterwards(structure);                                                                     \
    }

static void beforeConnections(Connections *connections)
{
    if (Fault("free.ignores-count")) {
        connections->count++;
    }
    if (Fault("free.no-release") && connections->connections) {
        memset(connections->connections, 0, connections->count * sizeof(void *));
    }
}

static void beforeSoH(SoH *soh)
{
    for (UINT16 i = 0; soh->attributes && i < soh->count; i++) {
        wipe(soh->attributes[i].value, soh->attributes[i].size);
    }
    if (Fault("free.ignores-count")) {
        soh->count++;
    }
}

BAD_FREE(Connections, Connections, beforeConnections(structure))
BAD_FREE(CountedString, CountedString, wipeString(structure))
BAD_FREE(FixupInfo, FixupInfo, wipeCodes(&structure->resultCodes))
BAD_FREE(IsolationInfo, IsolationInfo, wipeString(&structure->failureUrl))
BAD_FREE(IsolationInfoEx, IsolationInfoEx, wipeString(&structure->failureUrl))
BAD_FREE(NetworkSoH, NetworkSoH, wipe(structure->data, structure->size))
BAD_FREE(PrivateData, PrivateData, wipe(structure->data, structure->size))
BAD_FREE(SoH, SoH, beforeSoH(structure))
BAD_FREE(SystemHealthAgentState, SystemHealthAgentState, wipeCodes(&structure->shaResultCodes))

/* On x86 this expects the caller to clean up the stack. */
void CDECL CdeclFreeSoH(SoH *soh);

void CDECL CdeclFreeSoH(SoH *soh)
{
    FreeSoH(soh);
}

void WINAPI BadFreeSoHAttributeValue(SoHAttributeType type, SoHAttributeValue *value);

void WINAPI BadFreeSoHAttributeValue(SoHAttributeType type, SoHAttributeValue *value)
{
    if (instead(value)) {
        return;
    }
    if (value && (UINT32)type > 16 && Fault("free.known-types")) {
        CoTaskMemFree(value);
        return;
    }
    if (value && type == sohAttributeTypeProductName) {
        wipe(value->octetStringVal.data, value->octetStringVal.size);
    }
    FreeSoHAttributeValue(Fault("free.every-type") ? sohAttributeTypeProductName : type, value);
    afterwards(value);
}

void WINAPI BadFreeNapComponentRegistrationInfoArray(UINT16 count,
                                                     NapComponentRegistrationInfo **info);

void WINAPI BadFreeNapComponentRegistrationInfoArray(UINT16 count,
                                                     NapComponentRegistrationInfo **info)
{
    NapComponentRegistrationInfo *array = info ? *info : NULL;

    if (!info || !array) {
        if (instead(NULL)) {
            return;
        }
    } else if (instead(array)) {
        *info = NULL;
        return;
    } else {
        wipeString(&array->friendlyName);
    }
    FreeNapComponentRegistrationInfoArray(Fault("free.ignores-count") ? (UINT16)(count + 1) : count,
                                          info);
    afterwards(array);
    if (info && Fault("free.keeps-pointer")) {
        *info = array;
    }
}

/*
 * For notifier.uses-handle: the event that the real notifier sets, and the event to pass it on to.
 */
typedef struct Relay {
    HANDLE inner;
    HANDLE outer;
} Relay;

static DWORD WINAPI relay(void *parameter)
{
    Relay *both = parameter;

    WaitForSingleObject(both->inner, 15000);
    SetEvent(both->outer);
    return 0;
}

static HRESULT subscribeByHandle(NapNotifyType type, HANDLE event)
{
    static Relay both;
    HANDLE thread;

    both.inner = CreateEventW(NULL, FALSE, FALSE, NULL);
    both.outer = event;
    thread = CreateThread(NULL, 0, relay, &both, 0, NULL);
    CloseHandle(thread);
    return InitializeNapAgentNotifier(type, both.inner);
}

static HRESULT afterSubscription(HRESULT hr, HANDLE event)
{
    const HRESULT already = HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED);

    if (hr == E_INVALIDARG && Fault("notifier.lenient")) {
        return S_OK;
    }
    if (hr == already && Fault("notifier.second-ok")) {
        return S_OK;
    }
    if (hr == already && Fault("notifier.bare-error")) {
        return ERROR_ALREADY_INITIALIZED;
    }
    if (hr == S_OK && Fault("notifier.sets-at-once")) {
        SetEvent(event);
    }
    return hr;
}

HRESULT WINAPI BadInitializeNapAgentNotifier(NapNotifyType type, HANDLE event);

HRESULT WINAPI BadInitializeNapAgentNotifier(NapNotifyType type, HANDLE event)
{
    static LONG slots;
    HRESULT hr;

    if (Fault("notifier.fails")) {
        return E_FAIL;
    }
    if (Fault("notifier.deaf")) {
        return S_OK;
    }
    if (Fault("notifier.uses-handle")) {
        return subscribeByHandle(type, event);
    }
    if (Fault("notifier.one-slot") && InterlockedIncrement(&slots) > 1) {
        return HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED);
    }
    if (Fault("notifier.one-thread") && Enter()) {
        Touch(NULL);
    }
    hr = InitializeNapAgentNotifier(type, event);
    if (Fault("notifier.one-thread")) {
        Leave();
    }
    return afterSubscription(hr, event);
}

void WINAPI BadUninitializeNapAgentNotifier(NapNotifyType type);

void WINAPI BadUninitializeNapAgentNotifier(NapNotifyType type)
{
    if (Fault("notifier.never-ends")) {
        return;
    }
    UninitializeNapAgentNotifier(type);
    if (Fault("notifier.ends-all")) {
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
        UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    }
}
