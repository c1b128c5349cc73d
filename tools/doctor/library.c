/* SPDX-License-Identifier: MIT */
/* See library.h. */
#include "library.h"

#include <string.h>

/* Made from qutil.def. */
#include "qutilexports.inc"

enum { SHOWN_MAX = 20 };

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
    PeImage *image = &library->program.image;

    return import->byOrdinal
               ? PeFindExportByOrdinal(image, &library->exports, import->ordinal, found)
               : PeFindExportByName(image, &library->exports, import->function, found);
}

bool LibraryHas(Library *library, const char *name)
{
    const PeSlice slice = {(const uint8_t *)name, strlen(name)};
    const PeImport import = {.function = slice};
    PeExport found;

    return find(library, &import, &found) == PE_OK && found.isFound;
}

static void reportForwarder(const PeImport *import, const PeExport *found, Report *report)
{
    if (found->forwarder.size != 0) {
        ReportFact(report, "%n is not in this DLL itself: it is forwarded to %n.",
                   &import->function, &found->forwarder);
    }
}

static void reportMissing(const PeImport *import, Report *report)
{
    const char *effect = import->isDelayed ? "The program fails when it first calls it."
                                           : "Windows doesn't start the program.";

    if (import->byOrdinal) {
        ReportProblem(report, "It has no function with ordinal %u. %s", (unsigned)import->ordinal,
                      effect);
    } else {
        ReportProblem(report, "It has no function %n. %s", &import->function, effect);
    }
}

size_t LibraryJudgeImports(Library *library, const Imports *imports, Report *report)
{
    size_t missing = 0;

    for (size_t i = 0; i < imports->count; i++) {
        const PeImport *import = &imports->functions[i];
        PeExport found;

        if (find(library, import, &found) != PE_OK) {
            ProgramFileFault(&library->program, report);
            return missing + 1;
        }
        if (found.isFound) {
            reportForwarder(import, &found, report);
        } else if (missing++ < SHOWN_MAX) {
            reportMissing(import, report);
        }
    }
    if (missing > SHOWN_MAX) {
        ReportProblem(report, "It lacks %u more.", (unsigned)(missing - SHOWN_MAX));
    }
    if (missing == 0 && imports->count == 1) {
        ReportFact(report, "It provides the one function that the program imports.");
    } else if (missing == 0 && imports->count != 0) {
        ReportFact(report, "It provides all %u functions that the program imports.",
                   (unsigned)imports->count);
    }
    return missing;
}

size_t LibraryJudgeExports(Library *library, Report *report)
{
    size_t missing = 0;

    for (size_t i = 0; i < ARRAYSIZE(qutilExports); i++) {
        if (!LibraryHas(library, qutilExports[i])) {
            missing++;
            ReportProblem(report, "It doesn't export %s.", qutilExports[i]);
        }
    }
    if (missing == 0) {
        ReportFact(report, "It exports all %u functions of qutil.dll.",
                   (unsigned)ARRAYSIZE(qutilExports));
    }
    return missing;
}

bool LibraryWouldDo(const System *system, const WCHAR *path, uint16_t machine,
                    const Imports *imports)
{
    Report quiet;
    Library library;
    bool wouldDo = false;

    ReportInit(&quiet);
    if (SystemIsFile(system, path) && LibraryOpen(&library, system, path, &quiet)) {
        wouldDo = library.program.image.machine == machine &&
                  LibraryJudgeImports(&library, imports, &quiet) == 0;
        LibraryClose(&library);
    }
    ReportFree(&quiet);
    return wouldDo;
}
