/* SPDX-License-Identifier: MIT */
/* See patient.h: which qutil.dll a program gets, and what to do about it. */
#include "patient.h"

#include <stdlib.h>

#include "library.h"
#include "search.h"

/* An import from qutil.dll that ours doesn't have; NULL if there is none. */
static const PeImport *findForeign(const Chain *chain)
{
    for (size_t i = 0; i < chain->functionCount; i++) {
        if (!QutilHas(&chain->functions[i].import)) {
            return &chain->functions[i].import;
        }
    }
    return NULL;
}

static void adviseOnForeign(const Patient *patient, const PeImport *import)
{
    Text name;

    TextInit(&name);
    if (import->byOrdinal) {
        ReportFormat(&name, "ordinal %u", (unsigned)import->ordinal);
    } else {
        ReportFormat(&name, "%n", &import->function);
    }
    ReportAdvice(&patient->doctor->report,
                 "The program asks for something that NAP's qutil.dll doesn't have, ours neither: "
                 "%s. Perhaps the program is damaged, was linked against a library made by hand, "
                 "or needs another DLL of that name: ask its maker.",
                 TextChars(&name));
    TextFree(&name);
}

/* redirected is the place of the DLL that the manifest demands, or NULL. */
static void adviseToCopy(const Patient *patient, const WCHAR *redirected, const char *verb)
{
    const char *where =
        redirected ? "where the manifest sends the program" : "the program's folder";
    WCHAR *place = PathFolder(redirected ? redirected : patient->path);
    Doctor *doctor = patient->doctor;
    const PeImport *foreign = findForeign(&patient->chain);
    const char *doubt = patient->namesQutil && !patient->namesFunctions
                            ? ". (It names none of its functions, so it may mean another DLL of "
                              "that name.)"
                            : "";
    WCHAR *own = PathJoin(doctor->system.ownFolder, L"qutil.dll");

    if (!place) {
        ReportProblem(&doctor->report, "Memory ran out.");
    } else if (foreign) {
        adviseOnForeign(patient, foreign);
    } else if (own && LibraryWouldDo(&doctor->system, own, patient->machine, &patient->chain)) {
        ReportAdvice(&doctor->report,
                     "%s %w: it is of the right architecture and has all that "
                     "the program imports. The place for it is %s: %w%s",
                     verb, own, where, place, doubt);
    } else {
        ReportAdvice(&doctor->report,
                     "%s the %s qutil.dll (%s\\qutil.dll of the qutil archive). "
                     "The place for it is %s: %w%s",
                     verb, SystemMachineName(patient->machine),
                     SystemFolderOfMachine(patient->machine), where, place, doubt);
    }
    free(place);
    free(own);
}

static void judgeFound(const Patient *patient, const WCHAR *path, const WCHAR *redirected)
{
    Doctor *doctor = patient->doctor;
    Library library;
    uint16_t machine;

    if (!LibraryOpen(&library, &doctor->system, path, &doctor->report)) {
        adviseToCopy(patient, redirected, "Replace the damaged DLL by");
        return;
    }
    machine = library.program.image.machine;
    if (machine != patient->machine) {
        ReportProblem(&doctor->report,
                      "A %s program can't use a %s DLL: Windows reports 0xC000007B (or error "
                      "193), and does not look further.",
                      SystemMachineName(patient->machine), SystemMachineName(machine));
        adviseToCopy(patient, redirected, "Replace the DLL of the wrong architecture by");
    } else if (LibraryJudgeImports(&library, &patient->chain, &patient->question,
                                   &doctor->report) != 0) {
        adviseToCopy(patient, redirected,
                     library.isOurs ? "Replace it by"
                                    : "Use another qutil.dll than the one it finds:");
    }
    LibraryClose(&library);
}

void PatientJudgeLoading(const Patient *patient)
{
    Doctor *doctor = patient->doctor;
    WCHAR *redirected = ProbeRedirection(&patient->manifest, L"qutil.dll");
    Search search;

    ReportHeading(&doctor->report, "The qutil.dll that it gets, in the order of Windows' search");
    if (patient->chain.modules[0].program.image.isDll) {
        ReportFact(&doctor->report, "This is a DLL, and the search begins beside the program that "
                                    "loads it: that is taken to be in the same folder.");
    }
    if (!SearchDll(&search, &doctor->system, L"qutil.dll", patient->machine == PE_MACHINE_X86,
                   patient->folder, redirected)) {
        ReportProblem(&doctor->report, "Memory ran out.");
    } else {
        SearchReport(&search, &doctor->report);
        if (search.first) {
            judgeFound(patient, search.first->path, search.isRedirected ? redirected : NULL);
        } else {
            ReportProblem(&doctor->report, "There is no qutil.dll for it: %s",
                          patient->chain.isImported ? "Windows doesn't start the program."
                                                    : "its calls into that DLL will fail.");
            adviseToCopy(patient, search.isRedirected ? redirected : NULL, "Copy");
        }
    }
    SearchFree(&search);
    free(redirected);
}
