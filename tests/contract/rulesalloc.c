/* SPDX-License-Identifier: MIT */
/* AllocConnections, AllocCountedString, AllocFixupInfo. */
#include "trial.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define MOST_CHARACTERS 65535u

/* Which function a rule is about. */
enum { CONNECTIONS, COUNTED_STRING, FIXUP_INFO };

static const char *const callNames[] = {"AllocConnections(&p, 2)",
                                        "AllocCountedString(&p, L\"ab\")", "AllocFixupInfo(&p, 2)"};

/* The function of that number, with an ordinary argument. */
static HRESULT alloc(const Trial *trial, int function, void **made)
{
    switch (function) {
    case CONNECTIONS:
        return trial->library->AllocConnections((Connections **)made, 2);
    case COUNTED_STRING:
        return trial->library->AllocCountedString((CountedString **)made, L"ab");
    default:
        return trial->library->AllocFixupInfo((FixupInfo **)made, 2);
    }
}

static void release(const Trial *trial, int function, void *made)
{
    switch (function) {
    case CONNECTIONS:
        trial->library->FreeConnections(made);
        break;
    case COUNTED_STRING:
        trial->library->FreeCountedString(made);
        break;
    default:
        trial->library->FreeFixupInfo(made);
        break;
    }
}

static void *embedded(int function, const void *made)
{
    switch (function) {
    case CONNECTIONS:
        return ((const Connections *)made)->connections;
    case COUNTED_STRING:
        return ((const CountedString *)made)->string;
    default:
        return ((const FixupInfo *)made)->resultCodes.results;
    }
}

static void *allocOne(Trial *trial, int function)
{
    void *made = NULL;

    TrialExpectHr(trial, callNames[function], alloc(trial, function, &made), S_OK);
    TrialExpect(trial, made != NULL, "%s gave nothing", callNames[function]);
    return made;
}

static void usesCoTaskMem(Trial *trial, int function)
{
    void *made;

    TrialSpy(trial);
    made = allocOne(trial, function);
    TrialExpectBlock(trial, "The structure", made, 1);
}

static void embedsBlocks(Trial *trial, int function)
{
    void *made;

    TrialSpy(trial);
    made = allocOne(trial, function);
    TrialExpectBlock(trial, "The embedded pointer", embedded(function, made), 1);
    TrialExpectLive(trial, callNames[function], 2);
}

static void freesAgain(Trial *trial, int function)
{
    TrialSpy(trial);
    release(trial, function, allocOne(trial, function));
    TrialExpectClean(trial, "After the Free function");
}

static void refusesNullOut(Trial *trial, int function)
{
    HRESULT hr;

    switch (function) {
    case CONNECTIONS:
        hr = trial->library->AllocConnections(NULL, 2);
        break;
    case COUNTED_STRING:
        hr = trial->library->AllocCountedString(NULL, L"ab");
        break;
    default:
        hr = trial->library->AllocFixupInfo(NULL, 2);
        break;
    }
    TrialExpectHr(trial, "With a NULL out parameter it", hr, E_INVALIDARG);
}

/* A pointer that leads nowhere, then one to a live block that must live on. */
static void ignoresWhatWasInOut(Trial *trial, int function)
{
    void *made = SEED;
    void *bystander;

    TrialSpy(trial);
    TrialExpectHr(trial, callNames[function], alloc(trial, function, &made), S_OK);
    TrialExpect(trial, made != SEED, "The output is as it was");
    release(trial, function, made);
    bystander = CoTaskMemAlloc(64);
    made = bystander;
    TrialExpectHr(trial, callNames[function], alloc(trial, function, &made), S_OK);
    release(trial, function, made);
    TrialExpectLive(trial, "With a live block in the output", 1);
    TrialExpectBlock(trial, "What was in the output", bystander, 64);
}

/* Lets each allocation of the call fail in turn, until it succeeds. */
static void whenMemoryRunsOut(Trial *trial, int function, BOOL judgesResult)
{
    HRESULT hr = E_FAIL;
    int n = 0;

    TrialSpy(trial);
    do {
        void *made = SEED;

        AllocSpyFail(++n);
        hr = alloc(trial, function, &made);
        AllocSpyFail(0);
        if (SUCCEEDED(hr)) {
            release(trial, function, made);
        } else if (judgesResult) {
            TrialExpectHr(trial, callNames[function], hr, E_OUTOFMEMORY);
        } else {
            TrialExpectNull(trial, callNames[function], made);
            TrialExpectClean(trial, "After the failure");
        }
    } while (FAILED(hr) && n < 10);
    TrialExpect(trial, n > 1, "No allocation failed though the first one should have");
}

static void saysOutOfMemory(Trial *trial, int function)
{
    whenMemoryRunsOut(trial, function, TRUE);
}

static void failsCleanly(Trial *trial, int function)
{
    whenMemoryRunsOut(trial, function, FALSE);
}

static BOOL isZero(const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (((const BYTE *)bytes)[i] != 0) {
            return FALSE;
        }
    }
    return TRUE;
}

static void connectionsCount(Trial *trial, int count)
{
    Connections *made = NULL;

    TrialExpectHr(trial, "AllocConnections", trial->library->AllocConnections(&made, (UINT16)count),
                  S_OK);
    TrialExpectNumber(trial, "count", made->count, (unsigned long)count);
    TrialExpect(trial, made->connections != NULL, "connections is NULL");
    trial->library->FreeConnections(made);
}

static void connectionsZeroed(Trial *trial, int parameter)
{
    Connections *made = NULL;

    (void)parameter;
    TrialSpy(trial);
    TrialExpectHr(trial, "AllocConnections(&p, 5)", trial->library->AllocConnections(&made, 5),
                  S_OK);
    TrialExpect(trial, isZero(made->connections, 5 * sizeof(*made->connections)),
                "A pointer of the array is not NULL");
}

static void connectionsOfNone(Trial *trial, int parameter)
{
    Connections *made = NULL;

    (void)parameter;
    TrialSpy(trial);
    TrialExpectHr(trial, "AllocConnections(&p, 0)", trial->library->AllocConnections(&made, 0),
                  S_OK);
    TrialExpectNumber(trial, "count", made->count, 0);
    TrialExpect(trial, made->connections == NULL, "connections is not NULL");
    TrialExpectLive(trial, "AllocConnections(&p, 0)", 1);
}

static void fixupCount(Trial *trial, int count)
{
    FixupInfo *made = NULL;

    TrialExpectHr(trial, "AllocFixupInfo", trial->library->AllocFixupInfo(&made, (UINT16)count),
                  S_OK);
    TrialExpectNumber(trial, "resultCodes.count", made->resultCodes.count, (unsigned long)count);
    TrialExpect(trial, made->resultCodes.results != NULL, "resultCodes.results is NULL");
    trial->library->FreeFixupInfo(made);
}

static void fixupZeroed(Trial *trial, int parameter)
{
    FixupInfo *made = NULL;

    (void)parameter;
    TrialSpy(trial);
    TrialExpectHr(trial, "AllocFixupInfo(&p, 5)", trial->library->AllocFixupInfo(&made, 5), S_OK);
    TrialExpect(trial, made->state == 0 && made->percentage == 0 && made->fixupMsgId == 0,
                "state, percentage or fixupMsgId is not 0");
    TrialExpect(trial, isZero(made->resultCodes.results, 5 * sizeof(HRESULT)),
                "A result code is not 0");
}

static void fixupOfNone(Trial *trial, int parameter)
{
    FixupInfo *made = NULL;

    (void)parameter;
    TrialSpy(trial);
    TrialExpectHr(trial, "AllocFixupInfo(&p, 0)", trial->library->AllocFixupInfo(&made, 0), S_OK);
    TrialExpectNumber(trial, "resultCodes.count", made->resultCodes.count, 0);
    TrialExpect(trial, made->resultCodes.results == NULL, "resultCodes.results is not NULL");
}

static void stringLength(Trial *trial, int parameter)
{
    CountedString *made = NULL;

    (void)parameter;
    TrialExpectHr(trial, "AllocCountedString(&p, L\"seven..\")",
                  trial->library->AllocCountedString(&made, L"seven.."), S_OK);
    TrialExpectNumber(trial, "length", made->length, 7);
    trial->library->FreeCountedString(made);
}

/* The copy is independent, whole, and has its NUL. */
static void stringCopy(Trial *trial, int parameter)
{
    WCHAR source[] = {L'a', 0xD83D, 0xDE00, 0xFFFF, L'z', 0};
    static const WCHAR expected[] = {L'a', 0xD83D, 0xDE00, 0xFFFF, L'z', 0};
    CountedString *made = NULL;

    (void)parameter;
    TrialSpy(trial);
    TrialExpectHr(trial, "AllocCountedString", trial->library->AllocCountedString(&made, source),
                  S_OK);
    memset(source, 0, sizeof(source));
    TrialExpectBlock(trial, "The string of five characters", made->string, sizeof(expected));
    TrialExpect(trial, memcmp(made->string, expected, sizeof(expected)) == 0,
                "The copy, its NUL included, is not the string that was given");
}

static void stringEmpty(Trial *trial, int parameter)
{
    CountedString *made = NULL;

    (void)parameter;
    TrialSpy(trial);
    TrialExpectHr(trial, "AllocCountedString(&p, L\"\")",
                  trial->library->AllocCountedString(&made, L""), S_OK);
    TrialExpectNumber(trial, "length", made->length, 0);
    TrialExpectBlock(trial, "The string", made->string, sizeof(WCHAR));
    TrialExpect(trial, made->string[0] == 0, "The string does not end with NUL");
}

static void stringNull(Trial *trial, int parameter)
{
    CountedString *made = NULL;

    (void)parameter;
    TrialExpectHr(trial, "AllocCountedString(&p, NULL)",
                  trial->library->AllocCountedString(&made, NULL), E_INVALIDARG);
}

static void stringNullOut(Trial *trial, int parameter)
{
    CountedString *made = SEED;

    (void)parameter;
    TrialSpy(trial);
    TrialExpect(trial, FAILED(trial->library->AllocCountedString(&made, NULL)),
                "AllocCountedString(&p, NULL) succeeded");
    TrialExpectNull(trial, "AllocCountedString(&p, NULL)", made);
    TrialExpectClean(trial, "AllocCountedString(&p, NULL)");
}

/* A string of that length whose last character, the NUL or not, ends the readable memory. */
static WCHAR *stringAtTheEdge(Trial *trial, size_t characters, WCHAR last)
{
    const SIZE_T size = characters * sizeof(WCHAR);
    SYSTEM_INFO system;
    SIZE_T room;
    BYTE *start;
    WCHAR *string;

    GetSystemInfo(&system);
    room = (size + system.dwPageSize - 1) / system.dwPageSize * system.dwPageSize;
    start = VirtualAlloc(NULL, room + system.dwPageSize, MEM_RESERVE, PAGE_NOACCESS);
    /* cppcheck-suppress leakReturnValNotUsed; it is start again */
    if (start == NULL || VirtualAlloc(start, room, MEM_COMMIT, PAGE_READWRITE) == NULL) {
        TrialUnable(trial, "There is no memory for a string of %lu characters",
                    (unsigned long)characters);
    }
    string = (WCHAR *)(start + room - size);
    for (size_t i = 0; i + 1 < characters; i++) {
        string[i] = (WCHAR)(L'a' + i % 26);
    }
    string[characters - 1] = last;
    return string;
}

static void stringOf(Trial *trial, int characters)
{
    WCHAR *source = stringAtTheEdge(trial, (size_t)characters + 1, 0);
    CountedString *made = NULL;

    TrialExpectHr(trial, "AllocCountedString", trial->library->AllocCountedString(&made, source),
                  S_OK);
    TrialExpectNumber(trial, "length", made->length, (unsigned long)characters);
    TrialExpect(trial, memcmp(made->string, source, ((size_t)characters + 1) * sizeof(WCHAR)) == 0,
                "The copy is not the string that was given");
    trial->library->FreeCountedString(made);
}

static void stringTooLong(Trial *trial, int parameter)
{
    WCHAR *source = stringAtTheEdge(trial, MOST_CHARACTERS + 2, 0);
    CountedString *made = NULL;

    (void)parameter;
    TrialExpectHr(trial, "AllocCountedString of 65536 characters",
                  trial->library->AllocCountedString(&made, source), E_INVALIDARG);
}

/* There is no NUL at all: reading on is a crash. */
static void stringWithoutEnd(Trial *trial, int parameter)
{
    WCHAR *source = stringAtTheEdge(trial, MOST_CHARACTERS + 1, L'!');
    CountedString *made = NULL;

    (void)parameter;
    TrialExpect(trial, FAILED(trial->library->AllocCountedString(&made, source)),
                "AllocCountedString took 65536 characters without a NUL");
}

#define EACH(id, tag, text, expected, check)                                                       \
    {"memory.alloc-connections." id,                                                               \
     tag,                                                                                          \
     "AllocConnections " text,                                                                     \
     expected,                                                                                     \
     check,                                                                                        \
     CONNECTIONS,                                                                                  \
     0},                                                                                           \
        {"memory.alloc-counted-string." id,                                                        \
         tag,                                                                                      \
         "AllocCountedString " text,                                                               \
         expected,                                                                                 \
         check,                                                                                    \
         COUNTED_STRING,                                                                           \
         0},                                                                                       \
    {                                                                                              \
        "memory.alloc-fixup-info." id, tag, "AllocFixupInfo " text, expected, check, FIXUP_INFO, 0 \
    }

static const Rule rules[] = {
    EACH("cotaskmem", RULE_DOCUMENTED, "takes its structure from CoTaskMemAlloc", "a live block",
         usesCoTaskMem),
    EACH("own-blocks", RULE_EVIDENT, "makes each embedded pointer a block of its own", "two blocks",
         embedsBlocks),
    EACH("free", RULE_DOCUMENTED, "makes what its Free function frees whole", "no block left",
         freesAgain),
    EACH("null-out", RULE_DOCUMENTED, "refuses a NULL out parameter", "E_INVALIDARG",
         refusesNullOut),
    EACH("out-not-read", RULE_EVIDENT, "never reads or frees what was in the output", "left alone",
         ignoresWhatWasInOut),
    EACH("no-memory", RULE_DOCUMENTED, "says when memory runs out, at any of its allocations",
         "E_OUTOFMEMORY", saysOutOfMemory),
    EACH("clean-failure", RULE_CHOSEN, "leaves NULL and nothing allocated after a failure",
         "NULL, no block", failsCleanly),
    {"memory.alloc-connections.count", RULE_DOCUMENTED,
     "AllocConnections sets count and makes the array", "count 2", connectionsCount, 2, 0},
    {"memory.alloc-connections.zeroed", RULE_CHOSEN,
     "AllocConnections makes every interface pointer NULL", "NULL", connectionsZeroed, 0, 0},
    {"memory.alloc-connections.zero", RULE_EVIDENT,
     "AllocConnections of none: count 0, a NULL array, and no block for it", "S_OK, one block",
     connectionsOfNone, 0, 0},
    {"memory.alloc-connections.most", RULE_CHOSEN,
     "AllocConnections takes any count that the structure holds", "65535", connectionsCount, 65535,
     0},
    {"memory.alloc-fixup-info.count", RULE_DOCUMENTED,
     "AllocFixupInfo sets resultCodes.count and makes the array", "count 2", fixupCount, 2, 0},
    {"memory.alloc-fixup-info.zeroed", RULE_CHOSEN, "AllocFixupInfo makes everything else zero",
     "0", fixupZeroed, 0, 0},
    {"memory.alloc-fixup-info.zero", RULE_CHOSEN,
     "AllocFixupInfo of no result codes: count 0, a NULL array", "NULL", fixupOfNone, 0, 0},
    {"memory.alloc-fixup-info.most", RULE_CHOSEN,
     "AllocFixupInfo takes any count that the structure holds", "65535", fixupCount, 65535, 0},
    {"memory.alloc-counted-string.length", RULE_DOCUMENTED,
     "AllocCountedString counts characters, without the NUL", "7", stringLength, 0, 0},
    {"memory.alloc-counted-string.copy", RULE_DOCUMENTED,
     "AllocCountedString copies the string and its NUL", "an equal copy", stringCopy, 0, 0},
    {"memory.alloc-counted-string.empty", RULE_DOCUMENTED,
     "AllocCountedString of an empty string: length 0, and a NUL", "length 0", stringEmpty, 0, 0},
    {"memory.alloc-counted-string.null-string", RULE_DOCUMENTED,
     "AllocCountedString refuses a NULL string", "E_INVALIDARG", stringNull, 0, 0},
    {"memory.alloc-counted-string.null-string-out", RULE_CHOSEN,
     "AllocCountedString leaves NULL after a NULL string", "NULL", stringNullOut, 0, 0},
    {"memory.alloc-counted-string.beyond-1024", RULE_CHOSEN,
     "AllocCountedString takes more than the documented 1024 characters", "1025", stringOf, 1025,
     0},
    {"memory.alloc-counted-string.most", RULE_CHOSEN,
     "AllocCountedString takes the 65535 characters that length can count", "65535", stringOf,
     65535, 0},
    {"memory.alloc-counted-string.too-long", RULE_CHOSEN,
     "AllocCountedString refuses 65536 characters", "E_INVALIDARG", stringTooLong, 0, 0},
    {"memory.alloc-counted-string.unbounded", RULE_CHOSEN,
     "AllocCountedString reads nothing beyond the 65536th character", "an error", stringWithoutEnd,
     0, 0},
};

RULE_SECTION(RulesAlloc, "Memory: Alloc functions", rules);
