/* SPDX-License-Identifier: MIT */
/* See chain.h. */
#include "chain.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "classids.h"
#include "search.h"

/* BESIDE_MAX: how many of the DLLs beside the program are searched for by name. */
enum { MODULE_MAX = 1024, BESIDE_MAX = PE_SOUGHT_MAX / 2 };

const NapDll NapDlls[NAP_DLL_COUNT] = {
    {"qagent.dll", "the way to the NAP Agent service"},
    {"qagentrt.dll", "the NAP Agent service"},
    {"qcliprov.dll", "NAP's WMI provider"},
    {"qshvhost.dll", "the host of health validators"},
    {"qsvrmgmt.dll", "the management of the NAP server"},
    {"naphlpr.dll", "the configuration of the NAP client"},
    {"napcrypt.dll", "NAP's cryptography"},
};

/* The state while one module's imports are read. */
typedef struct Reader {
    Chain *chain;
    const ChainQuestion *question;
    Report *report;
    size_t module;
    bool isLate;
    size_t library;                               /* index of the current imported library */
    bool isQutil;                                 /* it is qutil.dll */
    char beside[BESIDE_MAX][CHAIN_NAME_CAPACITY]; /* names of DLLs, in UTF-8 */
    size_t besideCount;
} Reader;

/* Room for one more element; NULL when memory runs out. */
static void *grow(Chain *chain, void *array, size_t count, size_t *capacity, size_t size)
{
    const size_t wanted = *capacity != 0 ? *capacity * 2 : 64;
    void *grown;

    if (count < *capacity) {
        return array;
    }
    grown = realloc(array, wanted * size);
    if (!grown) {
        chain->ranOutOfMemory = true;
        return NULL;
    }
    *capacity = wanted;
    return grown;
}

/* Takes ownership of path, which is NULL when memory ran out. */
static Module *addModule(Chain *chain, WCHAR *path, ModuleState state)
{
    Module *modules =
        path ? grow(chain, chain->modules, chain->count, &chain->capacity, sizeof(*modules)) : NULL;
    Module *module;

    if (!modules) {
        chain->ranOutOfMemory = true;
        free(path);
        return NULL;
    }
    chain->modules = modules;
    module = &modules[chain->count++];
    memset(module, 0, sizeof(*module));
    module->path = path;
    module->state = state;
    return module;
}

static void addFunction(Chain *chain, const PeImport *import, size_t module)
{
    NapUse *functions = grow(chain, chain->functions, chain->functionCount,
                             &chain->functionCapacity, sizeof(*functions));

    if (functions) {
        chain->functions = functions;
        functions[chain->functionCount].import = *import;
        functions[chain->functionCount++].module = module;
    }
}

bool ChainNameOf(PeSlice library, WCHAR name[CHAIN_NAME_CAPACITY])
{
    const int length = library.size < CHAIN_NAME_CAPACITY - 5
                           ? MultiByteToWideChar(CP_ACP, 0, (LPCCH)library.bytes, (int)library.size,
                                                 name, CHAIN_NAME_CAPACITY - 5)
                           : 0;

    name[length] = L'\0';
    if (length != 0 && wcschr(name, L'.') == NULL) {
        wcscat(name, L".dll");
    }
    return length != 0;
}

bool ChainIsApiSet(const WCHAR *dll)
{
    return _wcsnicmp(dll, L"api-ms-", 7) == 0 || _wcsnicmp(dll, L"ext-ms-", 7) == 0;
}

bool ChainFind(const ChainQuestion *question, const WCHAR *dll, WCHAR **path)
{
    WCHAR *redirected = ProbeRedirection(question->manifest, dll);
    Search search;
    bool ok = SearchDll(&search, question->system, dll, question->machine == PE_MACHINE_X86,
                        question->folder, redirected);

    *path = NULL;
    if (ok && search.first) {
        *path = PathCopy(search.first->path);
        ok = *path != NULL;
    }
    SearchFree(&search);
    free(redirected);
    return ok;
}

/* An index into NapDlls, or NAP_DLL_COUNT. */
static size_t napIndex(const WCHAR *name)
{
    WCHAR nap[CHAIN_NAME_CAPACITY];
    size_t i = 0;

    for (; i < NAP_DLL_COUNT; i++) {
        MultiByteToWideChar(CP_UTF8, 0, NapDlls[i].name, -1, nap, ARRAYSIZE(nap));
        if (PathSame(nap, name)) {
            break;
        }
    }
    return i;
}

/* Index of the module of that name, or the number of modules. */
static size_t indexOf(const Chain *chain, const WCHAR *name)
{
    size_t i = 0;

    while (i < chain->count && !PathSame(PathName(chain->modules[i].path), name)) {
        i++;
    }
    return i;
}

/*
 * TRUE if a missing DLL keeps the program from starting, as far as the doctor can know. Windows'
 * own programs find their DLLs in other ways, and so do Wine's.
 */
static bool isFatal(const Reader *reader)
{
    const Module *program = &reader->chain->modules[0];
    const uint16_t subsystem = program->program.image.subsystem;

    return SystemIsServed(reader->question->machine) && !reader->isLate &&
           !program->program.image.isDll &&
           !SystemIsOfWindows(reader->question->system, program->path) &&
           (subsystem == PE_SUBSYSTEM_WINDOWS || subsystem == PE_SUBSYSTEM_CONSOLE);
}

/* A DLL's own manifest may redirect its imports to places where this doctor doesn't look. */
static bool mayComeByManifest(const Reader *reader)
{
    PeSlice manifest;

    return reader->module != 0
               ? PeFindResource(&reader->chain->modules[reader->module].program.image,
                                PE_RESOURCE_MANIFEST, &manifest) != PE_OK ||
                     manifest.size != 0
               : reader->question->manifest->end != PROBE_COMPLETE ||
                     reader->question->manifest->manifestError != 0;
}

static void reportMissing(const Reader *reader, const WCHAR *name)
{
    Text way;

    TextInit(&way);
    ChainTell(reader->chain, reader->module, &way);
    if (isFatal(reader) && !mayComeByManifest(reader)) {
        ReportProblem(reader->report,
                      "%w is not found, which %s imports: Windows doesn't start "
                      "the program.",
                      name, TextChars(&way));
        ReportAdvice(reader->report,
                     "Install the program anew, or ask its maker: %w is no part "
                     "of qutil.",
                     name);
    } else {
        ReportFact(reader->report,
                   "%w is not found, which %s %s. What that would load is not "
                   "known.",
                   name, TextChars(&way), reader->isLate ? "loads while it runs" : "imports");
    }
    TextFree(&way);
}

static void reportMachine(const Reader *reader, const WCHAR *path, uint16_t machine)
{
    const char *own = SystemMachineName(reader->question->machine);
    void (*say)(Report *, const char *, ...) = isFatal(reader) ? ReportProblem : ReportFact;
    Text way;

    TextInit(&way);
    ChainTell(reader->chain, reader->module, &way);
    say(reader->report,
        "%w, which %s %s, is %s. A %s program can't use it: Windows reports "
        "0xC000007B (or error 193), and does not look further.",
        path, TextChars(&way), reader->isLate ? "loads while it runs" : "imports",
        SystemMachineName(machine), own);
    if (isFatal(reader)) {
        ReportAdvice(reader->report, "Replace %w by a %s one: ask the program's maker.", path, own);
    }
    TextFree(&way);
}

/* TRUE for a .NET DLL that fits programs of any architecture. */
static bool isForAnyMachine(PeImage *image)
{
    bool isManaged;
    uint32_t flags;

    return PeReadManaged(image, &isManaged, &flags) == PE_OK && isManaged &&
           (flags & PE_MANAGED_IL_ONLY) != 0;
}

/*
 * Opens the file. What is wrong with a NAP DLL is reported later; for others it is reported here.
 */
static void openModule(const Reader *reader, Module *module)
{
    Report quiet;
    Report *report = reader->report;

    ReportInit(&quiet);
    if (module->isNap) {
        report = &quiet;
    }
    module->state = MODULE_UNFIT;
    if (!ProgramFileOpen(&module->program, reader->question->system, module->path, report)) {
        ReportAdvice(report, "Get a fresh copy of %w", module->path);
    } else if (module->program.image.machine != reader->question->machine &&
               !isForAnyMachine(&module->program.image)) {
        if (!module->isNap) {
            reportMachine(reader, module->path, module->program.image.machine);
        }
        ProgramFileClose(&module->program);
    } else {
        module->state = MODULE_FOLLOWED;
    }
    ReportFree(&quiet);
}

static Module *findModule(const Reader *reader, const WCHAR *name)
{
    WCHAR *path;

    if (!ChainFind(reader->question, name, &path)) {
        reader->chain->ranOutOfMemory = true;
        return NULL;
    }
    if (!path) {
        return addModule(reader->chain, PathCopy(name), MODULE_MISSING);
    }
    return addModule(reader->chain, path,
                     SystemIsOfWindows(reader->question->system, path) ? MODULE_OF_WINDOWS
                                                                       : MODULE_FOLLOWED);
}

/* As in the loader, a DLL with that name that is already loaded is used. */
static void addDll(const Reader *reader, const WCHAR *name, bool isNap)
{
    Module *module;

    if (ChainIsApiSet(name) || indexOf(reader->chain, name) < reader->chain->count ||
        reader->chain->count == MODULE_MAX) {
        return;
    }
    module = findModule(reader, name);
    if (!module) {
        return;
    }
    module->importer = reader->module;
    module->isLate = reader->isLate;
    module->isNap = isNap;
    if (module->state == MODULE_FOLLOWED) {
        openModule(reader, module);
    } else if (module->state == MODULE_MISSING && !isNap) {
        reportMissing(reader, name);
    }
}

static void noteQutil(const Reader *reader)
{
    Chain *chain = reader->chain;

    if (!chain->isImported && !chain->isDelayed) {
        chain->user = reader->module;
    }
    chain->isImported |= !reader->isLate;
    chain->isDelayed |= reader->isLate;
}

static void takeLibrary(Reader *reader, const PeImport *import)
{
    Chain *chain = reader->chain;
    WCHAR name[CHAIN_NAME_CAPACITY];
    size_t nap;

    reader->isQutil = false;
    reader->library = SIZE_MAX;
    if (!ChainNameOf(import->library, name)) {
        return;
    }
    nap = napIndex(name);
    reader->isQutil = PathSame(name, L"qutil.dll");
    if (reader->isQutil) {
        noteQutil(reader);
    } else if (nap < NAP_DLL_COUNT && chain->naps[nap].import.library.size == 0) {
        chain->naps[nap].import = *import;
        chain->naps[nap].import.isDelayed = reader->isLate;
        chain->naps[nap].module = reader->module;
    }
    addDll(reader, name, reader->isQutil || nap < NAP_DLL_COUNT);
    reader->library = indexOf(chain, name);
}

/* Has the library at hand that function only by a forwarder? Then *next is where it leads. */
static bool forwards(const Reader *reader, const PeImport *import, PeImport *next)
{
    const Chain *chain = reader->chain;
    PeExports exports;
    PeExport found;
    PeImage image;

    if (reader->library >= chain->count ||
        chain->modules[reader->library].state != MODULE_FOLLOWED) {
        return false;
    }
    image = chain->modules[reader->library].program.image;
    return PeOpenExports(&image, &exports) == PE_OK &&
           PeFindExport(&image, &exports, import, &found) == PE_OK &&
           PeSplitForwarder(found.forwarder, next);
}

/* Where a function is forwarded to, the loader loads as well. */
static void takeFunction(Reader *reader, const PeImport *import)
{
    const size_t importer = reader->module;
    const size_t library = reader->library;
    const bool isQutil = reader->isQutil;
    PeImport function = *import;
    PeImport next;

    for (int i = 0; i < CHAIN_FORWARDER_MAX && !reader->isQutil; i++) {
        if (!forwards(reader, &function, &next)) {
            break;
        }
        reader->module = reader->library;
        takeLibrary(reader, &next);
        function = next;
    }
    if (reader->isQutil) {
        function.isDelayed = reader->isLate;
        addFunction(reader->chain, &function, reader->module);
    }
    reader->module = importer;
    reader->library = library;
    reader->isQutil = isQutil;
}

static bool take(void *context, const PeImport *import)
{
    Reader *reader = context;

    if (import->isLibrary) {
        takeLibrary(reader, import);
    } else {
        takeFunction(reader, import);
    }
    return !reader->chain->ranOutOfMemory;
}

/* The array of modules may move when one is added; what an image points to doesn't move. */
static bool readAtStart(Reader *reader)
{
    PeImage image = reader->chain->modules[reader->module].program.image;

    if (PeReadImports(&image, take, reader) == PE_OK) {
        return true;
    }
    ReportProblem(reader->report, "%w is damaged: expected %s near address %x.",
                  reader->chain->modules[reader->module].path, image.fault,
                  (unsigned)image.faultOffset);
    ReportAdvice(reader->report, "Get a fresh copy of the file: this one is damaged, or packed in "
                                 "a way that hides what it imports.");
    return false;
}

/* The loader doesn't read this table, so a damaged one doesn't keep the program from starting. */
static void readDelayed(Reader *reader)
{
    PeImage image = reader->chain->modules[reader->module].program.image;

    if (PeReadDelayImports(&image, take, reader) != PE_OK) {
        ReportFact(reader->report,
                   "The table of delay-loaded DLLs of %w makes no sense: expected %s near address "
                   "%x. What it may load is not known.",
                   reader->chain->modules[reader->module].path, image.fault,
                   (unsigned)image.faultOffset);
    }
}

static void listBeside(Reader *reader)
{
    WCHAR *pattern = PathJoin(reader->question->folder, L"*.dll");
    WCHAR *access = pattern ? SystemAccessPath(reader->question->system, pattern) : NULL;
    WIN32_FIND_DATAW found;
    HANDLE search = access ? FindFirstFileW(access, &found) : INVALID_HANDLE_VALUE;
    size_t count = 0;

    while (search != INVALID_HANDLE_VALUE) {
        if (count++ < BESIDE_MAX && WideCharToMultiByte(CP_UTF8, 0, found.cFileName, -1,
                                                        reader->beside[reader->besideCount],
                                                        CHAIN_NAME_CAPACITY, NULL, NULL) > 5) {
            reader->besideCount++;
        }
        if (!FindNextFileW(search, &found)) {
            FindClose(search);
            search = INVALID_HANDLE_VALUE;
        }
    }
    if (count > BESIDE_MAX) {
        ReportFact(reader->report,
                   "There are %u DLLs beside it. Whether it loads one of them while it runs was "
                   "looked at for %u.",
                   (unsigned)count, (unsigned)BESIDE_MAX);
    }
    free(access);
    free(pattern);
}

/* .NET names an assembly without the extension of its file. */
static void seek(const Reader *reader, PeImage *image, PeSought *sought)
{
    bool isManaged = false;
    uint32_t flags;

    PeReadManaged(image, &isManaged, &flags);
    for (size_t i = 0; i < reader->besideCount; i++) {
        const char *name = reader->beside[i];

        sought[i] = (PeSought){.kind = PE_SOUGHT_FILE_NAME, .pattern = name, .size = strlen(name)};
        sought[reader->besideCount + i] =
            (PeSought){.kind = PE_SOUGHT_WORD, .pattern = name, .size = strlen(name) - 4};
    }
    PeSearch(image, sought, isManaged ? 2 * reader->besideCount : reader->besideCount);
}

/* DLLs beside the program whose names it contains: it may load them while it runs. */
static void addNamed(const Reader *reader)
{
    PeImage image = reader->chain->modules[reader->module].program.image;
    PeSought sought[PE_SOUGHT_MAX] = {{0}};
    WCHAR name[CHAIN_NAME_CAPACITY];

    seek(reader, &image, sought);
    for (size_t i = 0; i < reader->besideCount; i++) {
        if ((sought[i].isFound || sought[reader->besideCount + i].isFound) &&
            MultiByteToWideChar(CP_UTF8, 0, reader->beside[i], -1, name, CHAIN_NAME_CAPACITY) !=
                0 &&
            !PathSame(name, L"qutil.dll")) {
            addDll(reader, name, napIndex(name) < NAP_DLL_COUNT || PathSame(name, HostClasses.dll));
        }
    }
}

/*
 * DLLs loaded at the start come first: a DLL that is also delay-loaded counts as loaded at the
 * start.
 */
static bool follow(Reader *reader)
{
    const Chain *chain = reader->chain;
    bool ok = true;

    for (reader->module = 0; reader->module < chain->count; reader->module++) {
        if (chain->modules[reader->module].state == MODULE_FOLLOWED) {
            ok = readAtStart(reader) && ok;
        }
        if (!ok && reader->module == 0) {
            return false;
        }
    }
    reader->isLate = true;
    if (!SystemIsOfWindows(reader->question->system, reader->question->path)) {
        listBeside(reader);
    }
    for (reader->module = 0; reader->module < chain->count; reader->module++) {
        if (chain->modules[reader->module].state == MODULE_FOLLOWED) {
            if (chain->modules[reader->module].isLate) {
                readAtStart(reader);
            }
            readDelayed(reader);
            if (!chain->modules[reader->module].isNap) {
                addNamed(reader);
            }
        }
    }
    return true;
}

bool ChainFollow(Chain *chain, const ChainQuestion *question, ProgramFile *program, Report *report)
{
    Reader reader = {.chain = chain, .question = question, .report = report};
    Module *first;
    bool ok = true;

    memset(chain, 0, sizeof(*chain));
    first = addModule(chain, PathCopy(question->path), MODULE_FOLLOWED);
    if (!first) {
        ProgramFileClose(program);
    } else {
        first->program = *program;
        ok = follow(&reader);
    }
    if (chain->ranOutOfMemory) {
        ReportProblem(report, "Memory ran out.");
        return false;
    }
    if (chain->count == MODULE_MAX) {
        ReportFact(report, "It loads more than %u DLLs; the others were not looked at.",
                   (unsigned)MODULE_MAX - 1);
    }
    return ok;
}

void ChainFree(Chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        if (chain->modules[i].state == MODULE_FOLLOWED) {
            ProgramFileClose(&chain->modules[i].program);
        }
        free(chain->modules[i].path);
    }
    free(chain->modules);
    free(chain->functions);
    memset(chain, 0, sizeof(*chain));
}

/* The importer of a module has a smaller index, so this ends at the program. */
void ChainTell(const Chain *chain, size_t module, Text *text)
{
    size_t depth = 0;

    for (size_t i = module; i != 0; i = chain->modules[i].importer) {
        depth++;
    }
    for (; depth != 0; depth--) {
        size_t i = module;

        for (size_t steps = 0; steps < depth; steps++) {
            i = chain->modules[i].importer;
        }
        ReportFormat(text, "%w -> ", PathName(chain->modules[i].path));
    }
    ReportFormat(text, "%w", PathName(chain->modules[module].path));
}
