/* SPDX-License-Identifier: MIT */
/* See library.h. */
#include "library.h"

#include <stdlib.h>
#include <string.h>

#include "mentions.h"

/* Made from qutil.def. */
#include "qutilexports.inc"

enum { SHOWN_MAX = 20 };

bool QutilHas(const PeImport *import)
{
    bool isThere =
        import->byOrdinal && import->ordinal >= 1 && import->ordinal <= QUTIL_EXPORT_COUNT;

    for (size_t i = 0; !import->byOrdinal && !isThere && i < QUTIL_EXPORT_COUNT; i++) {
        isThere = import->function.size == strlen(QutilExports[i]) &&
                  memcmp(import->function.bytes, QutilExports[i], import->function.size) == 0;
    }
    return isThere;
}

static void describe(Library *library, Report *report)
{
    PeImage *image = &library->program.image;
    PeSlice version;
    PeSlice company;
    PeSlice product;
    PeSlice number;
    Text text;

    if (PeFindResource(image, PE_RESOURCE_VERSION, &version) != PE_OK || version.size == 0) {
        ReportFact(report, "It is %s. It has no version resource, so it doesn't say whose it is.",
                   SystemMachineName(image->machine));
        return;
    }
    company = PeVersionString(version, "CompanyName");
    product = PeVersionString(version, "ProductName");
    number = PeVersionString(version, "ProductVersion");
    TextInit(&text);
    TextFromUtf16Le(&text, company.bytes, company.size);
    library->isOurs = strcmp(TextChars(&text), "The qutil authors") == 0;
    TextFree(&text);
    ReportFact(report, "It is %s: %v %v, by %v%s.", SystemMachineName(image->machine), &product,
               &number, &company, library->isOurs ? "" : " (not this project)");
}

bool LibraryOpen(Library *library, const System *system, const WCHAR *path, Report *report)
{
    memset(library, 0, sizeof(*library));
    if (!ProgramFileOpen(&library->program, system, path, report)) {
        return false;
    }
    describe(library, report);
    if (PeOpenExports(&library->program.image, &library->exports) != PE_OK) {
        ProgramFileFault(&library->program, report);
        LibraryClose(library);
        return false;
    }
    return true;
}

void LibraryClose(Library *library)
{
    ProgramFileClose(&library->program);
}

static PeStatus find(Library *library, const PeImport *import, PeExport *found)
{
    return PeFindExport(&library->program.image, &library->exports, import, found);
}

static bool hasExport(Library *library, const char *name)
{
    const PeSlice slice = {(const uint8_t *)name, strlen(name)};
    const PeImport import = {.function = slice};
    PeExport found;

    return find(library, &import, &found) == PE_OK && found.isFound;
}

/* Follows the forwarder into the next DLL. *next is empty if it is the last. */
static bool followForwarder(const ChainQuestion *where, const char *text, char *next)
{
    const PeSlice forwarder = {(const uint8_t *)text, strlen(text)};
    Report quiet;
    WCHAR dll[CHAIN_NAME_CAPACITY];
    PeImport import;
    PeExport found = {.isFound = false};
    Library library;
    WCHAR *path = NULL;

    *next = '\0';
    if (PeSplitForwarder(forwarder, &import) && ChainNameOf(import.library, dll)) {
        if (ChainIsApiSet(dll)) {
            return true;
        }
        ChainFind(where, dll, &path);
    }
    ReportInit(&quiet);
    if (path && LibraryOpen(&library, where->system, path, &quiet)) {
        if (find(&library, &import, &found) == PE_OK && found.isFound) {
            memcpy(next, found.forwarder.bytes, found.forwarder.size);
            next[found.forwarder.size] = '\0';
        }
        LibraryClose(&library);
    }
    ReportFree(&quiet);
    free(path);
    return found.isFound;
}

static bool leadsSomewhere(const ChainQuestion *where, PeSlice forwarder)
{
    char texts[2][PE_NAME_MAX + 1];
    bool leads = true;

    memcpy(texts[0], forwarder.bytes, forwarder.size);
    texts[0][forwarder.size] = '\0';
    for (size_t i = 0; leads && texts[i % 2][0] != '\0'; i++) {
        leads = i < CHAIN_FORWARDER_MAX && followForwarder(where, texts[i % 2], texts[(i + 1) % 2]);
    }
    return leads;
}

static const char *effectOf(const PeImport *import)
{
    return import->isDelayed ? "The program fails when it first calls it."
                             : "Windows doesn't start the program.";
}

/* TRUE if the forwarder leads to a function. */
static bool judgeForwarder(const PeImport *import, PeSlice forwarder, const ChainQuestion *where,
                           Report *report)
{
    static const char format[] = "%n is not in this DLL itself: it is forwarded to %n%s%s";
    const PeSlice ordinal = {(const uint8_t *)"The function", 12};
    const PeSlice *name = import->byOrdinal ? &ordinal : &import->function;

    if (forwarder.size == 0 || !where || leadsSomewhere(where, forwarder)) {
        if (forwarder.size != 0) {
            ReportFact(report, format, name, &forwarder, ".", "");
        }
        return true;
    }
    ReportProblem(report, format, name, &forwarder, ", which isn't there. ", effectOf(import));
    return false;
}

static void reportMissing(const PeImport *import, Report *report)
{
    const char *effect = effectOf(import);

    if (import->byOrdinal) {
        ReportProblem(report, "It has no function with ordinal %u. %s", (unsigned)import->ordinal,
                      effect);
    } else {
        ReportProblem(report, "It has no function %n. %s", &import->function, effect);
    }
}

size_t LibraryJudgeImports(Library *library, const Chain *chain, const ChainQuestion *where,
                           Report *report)
{
    size_t missing = 0;

    for (size_t i = 0; i < chain->functionCount; i++) {
        const PeImport *import = &chain->functions[i].import;
        PeExport found;

        if (find(library, import, &found) != PE_OK) {
            ProgramFileFault(&library->program, report);
            return missing + 1;
        }
        if (found.isFound) {
            missing += !judgeForwarder(import, found.forwarder, where, report);
        } else if (missing++ < SHOWN_MAX) {
            reportMissing(import, report);
        }
    }
    if (missing > SHOWN_MAX) {
        ReportProblem(report, "It lacks %u more.", (unsigned)(missing - SHOWN_MAX));
    }
    if (missing == 0 && chain->functionCount == 1) {
        ReportFact(report, "It provides the one function that the program imports.");
    } else if (missing == 0 && chain->functionCount != 0) {
        ReportFact(report, "It provides all %u functions that the program imports.",
                   (unsigned)chain->functionCount);
    }
    return missing;
}

bool LibraryIsOther(Library *library)
{
    bool isOther = true;

    for (size_t i = 0; i < QUTIL_EXPORT_COUNT && isOther; i++) {
        /* Every DLL with COM classes has those of the name Dll... */
        isOther = strncmp(QutilExports[i], "Dll", 3) == 0 || !hasExport(library, QutilExports[i]);
    }
    return isOther;
}

size_t LibraryJudgeExports(Library *library, Report *report)
{
    size_t missing = 0;

    for (size_t i = 0; i < QUTIL_EXPORT_COUNT; i++) {
        if (!hasExport(library, QutilExports[i])) {
            missing++;
            ReportProblem(report, "It doesn't export %s.", QutilExports[i]);
        }
    }
    if (missing == 0) {
        ReportFact(report, "It exports all %u functions of qutil.dll.",
                   (unsigned)QUTIL_EXPORT_COUNT);
    }
    return missing;
}

bool LibraryJudgeServer(Library *library, const ClassGroup *group, Report *report)
{
    Mentions mentions;

    if (!hasExport(library, "DllGetClassObject")) {
        ReportProblem(report, "It has no COM classes (no DllGetClassObject).");
        return false;
    }
    /* naphost.dll contains the ids of qutil.dll's classes, too. */
    if (group == &QutilClasses && LibraryIsOther(library)) {
        ReportProblem(report, "It is no qutil.dll: it has none of the functions of NAP's.");
        return false;
    }
    MentionsRead(&mentions, &library->program.image);
    for (size_t i = group->begin; i < group->end; i++) {
        if (!mentions.classes[i]) {
            ReportProblem(report, "It can't have the class %w: it doesn't contain its id.",
                          ClassIds[i].name);
            return false;
        }
    }
    return true;
}

bool LibraryWouldDo(const System *system, const WCHAR *path, uint16_t machine, const Chain *chain)
{
    Report quiet;
    Library library;
    bool wouldDo = false;

    ReportInit(&quiet);
    if (SystemIsFile(system, path) && LibraryOpen(&library, system, path, &quiet)) {
        wouldDo = library.program.image.machine == machine &&
                  LibraryJudgeImports(&library, chain, NULL, &quiet) == 0;
        LibraryClose(&library);
    }
    ReportFree(&quiet);
    return wouldDo;
}
