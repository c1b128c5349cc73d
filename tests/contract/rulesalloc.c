/* SPDX-License-Identifier: MIT */
/* AllocConnections, AllocCountedString, AllocFixupInfo. */
#include "trial.h"

#include <string.h>
#include <wchar.h>

#include "guarded.h"

#define MOST 65535u

/* Which function a rule is about. */
enum { CONNECTIONS, COUNTED_STRING, FIXUP_INFO };

static const struct {
    const char *name;
    SIZE_T size;
    SIZE_T elementSize;
} functions[] = {
    [CONNECTIONS] = {"AllocConnections", sizeof(Connections), sizeof(void *)},
    [COUNTED_STRING] = {"AllocCountedString", sizeof(CountedString), sizeof(WCHAR)},
    [FIXUP_INFO] = {"AllocFixupInfo", sizeof(FixupInfo), sizeof(HRESULT)},
};

/* None, some, and the most that the count can hold. */
static const UINT16 counts[] = {0, 1, 2, 20, 0x8000, MOST};

static void fill(WCHAR *string, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        string[i] = (WCHAR)(L'a' + i % 26);
    }
    string[length] = 0;
}

/* Calls the function of that number, for count elements or characters. */
static HRESULT alloc(const Trial *trial, int function, UINT16 count, void **made)
{
    static WCHAR string[MOST + 1];

    switch (function) {
    case CONNECTIONS:
        return trial->library->AllocConnections((Connections **)made, count);
    case COUNTED_STRING:
        fill(string, count);
        return trial->library->AllocCountedString((CountedString **)made, string);
    default:
        return trial->library->AllocFixupInfo((FixupInfo **)made, count);
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

static UINT16 countOf(int function, const void *made)
{
    switch (function) {
    case CONNECTIONS:
        return ((const Connections *)made)->count;
    case COUNTED_STRING:
        return ((const CountedString *)made)->length;
    default:
        return ((const FixupInfo *)made)->resultCodes.count;
    }
}

static void *allocOf(Trial *trial, int function, UINT16 count)
{
    void *made = SEED;

    TrialExpectHr(trial, functions[function].name, alloc(trial, function, count, &made), S_OK);
    TrialExpect(trial, made && made != SEED, "%s gave nothing", functions[function].name);
    return made;
}

static void usesCoTaskMem(Trial *trial, int function)
{
    void *made;

    TrialSpy(trial);
    made = allocOf(trial, function, 2);
    TrialExpectBlock(trial, "The structure", made, 1);
    release(trial, function, made);
}

static void embedsBlocks(Trial *trial, int function)
{
    void *made;

    TrialSpy(trial);
    made = allocOf(trial, function, 2);
    TrialExpectBlock(trial, "The embedded pointer", embedded(function, made), 1);
    TrialExpectLive(trial, functions[function].name, 2);
    release(trial, function, made);
}

static void expectSize(Trial *trial, const char *what, const void *block, SIZE_T expected)
{
    SIZE_T found = 0;

    TrialExpect(trial, AllocSpyFind(block, &found), "%s is not a block of CoTaskMemAlloc", what);
    TrialExpectNumber(trial, what, (unsigned long)found, (unsigned long)expected);
}

static void takesNoMore(Trial *trial, int function)
{
    TrialSpy(trial);
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        void *made = allocOf(trial, function, counts[i]);
        const SIZE_T elements = counts[i] + (function == COUNTED_STRING ? 1u : 0u);

        expectSize(trial, "The size of the structure's block", made, functions[function].size);
        if (elements != 0) {
            expectSize(trial, "The size of the embedded block", embedded(function, made),
                       elements * functions[function].elementSize);
        }
        release(trial, function, made);
    }
}

static void freesAgain(Trial *trial, int function)
{
    TrialSpy(trial);
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        release(trial, function, allocOf(trial, function, counts[i]));
        TrialExpectClean(trial, "After the Free function");
    }
}

static void refusesNullOut(Trial *trial, int function)
{
    TrialSpy(trial);
    TrialExpectHr(trial, "With a NULL out parameter it", alloc(trial, function, 2, NULL),
                  E_INVALIDARG);
    TrialExpectHr(trial, "Of none, with a NULL out parameter, it", alloc(trial, function, 0, NULL),
                  E_INVALIDARG);
    TrialExpectClean(trial, functions[function].name);
}

/*
 * The output holds an invalid pointer first, then a pointer to a live block, which must not be
 * freed.
 */
static void ignoresWhatWasInOut(Trial *trial, int function)
{
    void *made;
    void *bystander;

    TrialSpy(trial);
    release(trial, function, allocOf(trial, function, 2));
    bystander = CoTaskMemAlloc(64);
    made = bystander;
    TrialExpectHr(trial, functions[function].name, alloc(trial, function, 2, &made), S_OK);
    release(trial, function, made);
    TrialExpectLive(trial, "With a live block in the output", 1);
    TrialExpectBlock(trial, "What was in the output", bystander, 64);
    CoTaskMemFree(bystander);
}

/* Lets each allocation of the call fail in turn, until it succeeds. */
static void whenMemoryRunsOut(Trial *trial, int function, UINT16 count, BOOL judgesResult)
{
    HRESULT hr = E_FAIL;
    int n = 0;

    TrialSpy(trial);
    do {
        void *made = SEED;
        BOOL hasFailed;

        AllocSpyFail(++n);
        hr = alloc(trial, function, count, &made);
        hasFailed = AllocSpyHasFailed();
        AllocSpyFail(0);
        if (SUCCEEDED(hr)) {
            release(trial, function, made);
            TrialExpect(trial, !hasFailed, "It succeeded though allocation %d had failed", n);
        } else if (judgesResult) {
            TrialExpectHr(trial, functions[function].name, hr, E_OUTOFMEMORY);
        } else {
            TrialExpectNull(trial, functions[function].name, made);
            TrialExpectClean(trial, "After the failure");
        }
    } while (FAILED(hr) && n < 10);
    TrialExpect(trial, n > 1, "No allocation failed though the first one should have");
}

static void saysOutOfMemory(Trial *trial, int function)
{
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        whenMemoryRunsOut(trial, function, counts[i], TRUE);
    }
}

static void failsCleanly(Trial *trial, int function)
{
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        whenMemoryRunsOut(trial, function, counts[i], FALSE);
    }
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

static void expectCount(Trial *trial, int function, UINT16 count)
{
    void *made = allocOf(trial, function, count);

    TrialExpectNumber(trial, "The count", countOf(function, made), count);
    TrialExpect(trial, embedded(function, made) != NULL, "The array is NULL");
    release(trial, function, made);
}

static void setsCount(Trial *trial, int function)
{
    for (size_t i = 1; i + 1 < ARRAYSIZE(counts); i++) {
        expectCount(trial, function, counts[i]);
    }
}

static void takesTheMost(Trial *trial, int function)
{
    expectCount(trial, function, MOST);
}

/* The spy fills new blocks with another value. */
static void zeroes(Trial *trial, int function)
{
    TrialSpy(trial);
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        void *made = allocOf(trial, function, counts[i]);

        TrialExpect(trial,
                    isZero(embedded(function, made), counts[i] * functions[function].elementSize),
                    "An element of the array is not 0");
        if (function == FIXUP_INFO) {
            const FixupInfo *info = made;

            TrialExpect(trial, info->state == 0 && info->percentage == 0 && info->fixupMsgId == 0,
                        "state, percentage or fixupMsgId is not 0");
        }
        release(trial, function, made);
    }
}

static void makesNone(Trial *trial, int function)
{
    void *made;

    TrialSpy(trial);
    made = allocOf(trial, function, 0);
    TrialExpectNumber(trial, "The count", countOf(function, made), 0);
    TrialExpect(trial, !embedded(function, made), "The array of none is not NULL");
    TrialExpectLive(trial, functions[function].name, 1);
    release(trial, function, made);
}

/* The call must copy the string, with its NUL. */
static void expectCopy(Trial *trial, const void *string, size_t length)
{
    CountedString *made = SEED;

    TrialExpectHr(trial, "AllocCountedString",
                  trial->library->AllocCountedString(&made, (const WCHAR *)string), S_OK);
    TrialExpectNumber(trial, "length", made->length, (unsigned long)length);
    TrialExpect(trial,
                made->string != string &&
                    memcmp(made->string, string, (length + 1) * sizeof(WCHAR)) == 0,
                "The copy, its NUL included, is not the string that was given");
    trial->library->FreeCountedString(made);
}

static void stringLength(Trial *trial, int parameter)
{
    for (UINT16 length = 1; length <= 40; length++) {
        expectCount(trial, COUNTED_STRING, length);
    }
}

/* The structure must not point into the caller's string. */
static void expectOwnCopy(Trial *trial)
{
    WCHAR source[] = L"short-lived";
    CountedString *made = SEED;

    TrialExpectHr(trial, "AllocCountedString", trial->library->AllocCountedString(&made, source),
                  S_OK);
    memset(source, 0, sizeof(source));
    TrialExpect(trial, wcscmp(made->string, L"short-lived") == 0,
                "The copy changed with the string that was given");
    trial->library->FreeCountedString(made);
}

/* A surrogate pair, an unpaired surrogate, and characters with a zero byte. */
static void stringCopy(Trial *trial, int parameter)
{
    static const WCHAR units[] = {L'a',   0xD83D, 0xDE00, 0xFFFF, 0x0100,
                                  0x00FF, 0xD800, 0x0001, L'z',   0};
    WCHAR string[41];

    expectCopy(trial, units, ARRAYSIZE(units) - 1);
    for (size_t length = 0; length < ARRAYSIZE(string); length++) {
        fill(string, length);
        expectCopy(trial, string, length);
    }
    expectOwnCopy(trial);
}

static void stringEmpty(Trial *trial, int parameter)
{
    CountedString *made = SEED;

    TrialSpy(trial);
    TrialExpectHr(trial, "AllocCountedString(&p, L\"\")",
                  trial->library->AllocCountedString(&made, L""), S_OK);
    TrialExpectNumber(trial, "length", made->length, 0);
    TrialExpectBlock(trial, "The string", made->string, sizeof(WCHAR));
    TrialExpect(trial, made->string[0] == 0, "The string does not end with NUL");
    trial->library->FreeCountedString(made);
}

static void stringNull(Trial *trial, int parameter)
{
    CountedString *made = NULL;

    TrialExpectHr(trial, "AllocCountedString(&p, NULL)",
                  trial->library->AllocCountedString(&made, NULL), E_INVALIDARG);
    TrialExpectHr(trial, "AllocCountedString(NULL, NULL)",
                  trial->library->AllocCountedString(NULL, NULL), E_INVALIDARG);
}

static void stringNullOut(Trial *trial, int parameter)
{
    CountedString *made = SEED;

    TrialSpy(trial);
    TrialExpect(trial, FAILED(trial->library->AllocCountedString(&made, NULL)),
                "AllocCountedString(&p, NULL) succeeded");
    TrialExpectNull(trial, "AllocCountedString(&p, NULL)", made);
    TrialExpectClean(trial, "AllocCountedString(&p, NULL)");
}

static BYTE *guarded(Trial *trial, SIZE_T size)
{
    BYTE *block = GuardedAlloc(size);

    if (!block) {
        TrialUnable(trial, "There is no memory for a string of %lu bytes", (unsigned long)size);
    }
    return block;
}

/* A string of that length, at any alignment. The bytes from its end to `end` are no NUL. */
static void expectCopyAt(Trial *trial, BYTE *where, size_t length, const BYTE *end)
{
    WCHAR string[65];

    fill(string, length);
    memset(where, 0x55, (size_t)(end - where));
    memcpy(where, string, (length + 1) * sizeof(WCHAR));
    expectCopy(trial, where, length);
}

static void stringBounds(Trial *trial, int parameter)
{
    const SIZE_T size = GuardedPageSize();
    BYTE *page = guarded(trial, size);

    for (size_t gap = 0; gap < 64; gap++) {
        for (size_t length = 0; length <= 64; length++) {
            expectCopyAt(trial, page + size - gap - (length + 1) * sizeof(WCHAR), length,
                         page + size);
            expectCopyAt(trial, page + gap, length, page + 256);
        }
    }
    GuardedFree(page, size);
}

/*
 * Tries a string of so many characters, with or without NUL, at each alignment before an
 * inaccessible page.
 */
typedef void Judge(Trial *trial, const void *string, size_t length);

static void atEachAlignment(Trial *trial, size_t length, BOOL ends, Judge *judge)
{
    const SIZE_T size = (length + (ends ? 1 : 0)) * sizeof(WCHAR);
    BYTE *room = guarded(trial, size + 32);

    for (size_t gap = 0; gap < 32; gap++) {
        BYTE *string = room + 32 - gap;

        memset(room, 0x55, size + 32);
        if (ends) {
            memset(string + size - sizeof(WCHAR), 0, sizeof(WCHAR));
        }
        judge(trial, string, length);
    }
    GuardedFree(room, size + 32);
}

static void expectRefused(Trial *trial, const void *string, size_t length)
{
    CountedString *made = SEED;

    TrialExpectHr(trial, "AllocCountedString of 65536 characters",
                  trial->library->AllocCountedString(&made, (const WCHAR *)string), E_INVALIDARG);
    TrialExpectNull(trial, "AllocCountedString of 65536 characters", made);
}

static void stringOf(Trial *trial, int characters)
{
    atEachAlignment(trial, (size_t)characters, TRUE, expectCopy);
}

static void stringTooLong(Trial *trial, int parameter)
{
    atEachAlignment(trial, MOST + 1, TRUE, expectRefused);
}

/* There is no NUL: reading on crashes. */
static void stringWithoutEnd(Trial *trial, int parameter)
{
    atEachAlignment(trial, MOST + 1, FALSE, expectRefused);
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
    EACH("exact", RULE_CHOSEN, "takes no byte more than its structure and its array have",
         "the sizes of both", takesNoMore),
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
     "AllocConnections sets count and makes the array", "the count", setsCount, CONNECTIONS, 0},
    {"memory.alloc-connections.zeroed", RULE_CHOSEN,
     "AllocConnections makes every interface pointer NULL", "NULL", zeroes, CONNECTIONS, 0},
    {"memory.alloc-connections.zero", RULE_EVIDENT,
     "AllocConnections of none: count 0, a NULL array, and no block for it", "S_OK, one block",
     makesNone, CONNECTIONS, 0},
    {"memory.alloc-connections.most", RULE_CHOSEN,
     "AllocConnections takes any count that the structure holds", "65535", takesTheMost,
     CONNECTIONS, 0},
    {"memory.alloc-fixup-info.count", RULE_DOCUMENTED,
     "AllocFixupInfo sets resultCodes.count and makes the array", "the count", setsCount,
     FIXUP_INFO, 0},
    {"memory.alloc-fixup-info.zeroed", RULE_CHOSEN, "AllocFixupInfo makes everything else zero",
     "0", zeroes, FIXUP_INFO, 0},
    {"memory.alloc-fixup-info.zero", RULE_CHOSEN,
     "AllocFixupInfo of no result codes: count 0, a NULL array", "NULL", makesNone, FIXUP_INFO, 0},
    {"memory.alloc-fixup-info.most", RULE_CHOSEN,
     "AllocFixupInfo takes any count that the structure holds", "65535", takesTheMost, FIXUP_INFO,
     0},
    {"memory.alloc-counted-string.length", RULE_DOCUMENTED,
     "AllocCountedString counts characters, without the NUL", "1 to 40", stringLength, 0, 0},
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
     "AllocCountedString reads nothing beyond the 65536th character", "E_INVALIDARG",
     stringWithoutEnd, 0, 0},
    {"memory.alloc-counted-string.bounds", RULE_DOCUMENTED,
     "AllocCountedString reads nothing before the string nor behind its NUL, wherever it begins",
     "an equal copy", stringBounds, 0, 0},
};

RULE_SECTION(RulesAlloc, "Memory: Alloc functions", rules);
