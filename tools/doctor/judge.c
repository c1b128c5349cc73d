/* SPDX-License-Identifier: MIT */
/* See doctor.h: judging files and the system. */
#include "doctor.h"

#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "file.h"
#include "library.h"
#include "search.h"

/* A program while it is judged. */
typedef struct Patient {
    Doctor *doctor;
    const WCHAR *path;
    WCHAR *folder;
    ProgramFile program;
    uint16_t machine; /* that it runs on here */
    Imports imports;
    bool mentionsQutil; /* though it does not import it */
    bool usesClasses[CLASS_COUNT];
    Probe probe;
    bool isProbed;
} Patient;

static void outOfMemory(Doctor *doctor)
{
    ReportProblem(&doctor->report, "Memory ran out.");
}

/* The doctor that can create classes for programs of that machine; NULL if there is none. */
static WCHAR *doctorFor(const System *system, uint16_t machine)
{
    const WCHAR *name =
        machine == PE_MACHINE_X86 ? L"..\\x86\\qutil-doctor.exe" : L"..\\x64\\qutil-doctor.exe";
    WCHAR *joined;
    WCHAR *sibling;

    if (machine == SystemOwnMachine) {
        return PathCopy(system->ownPath);
    }
    joined = PathJoin(system->ownFolder, name);
    sibling = joined != NULL ? PathFull(joined) : NULL;
    free(joined);
    if (sibling != NULL && !SystemIsFile(system, sibling)) {
        free(sibling);
        sibling = NULL;
    }
    return sibling;
}

/*
 * Runs the child for the program. Without a doctor of its architecture, this one asks at least for
 * what the manifest says.
 */
static bool probe(Doctor *doctor, uint16_t machine, const WCHAR *program, Probe *result)
{
    WCHAR *sibling = doctorFor(&doctor->system, machine);
    bool isProbed = false;

    if (sibling != NULL &&
        ProbeRun(result, &doctor->system, sibling, machine, program, doctor->timeout)) {
        isProbed = result->machine == machine;
        if (!isProbed && result->end != PROBE_NOT_STARTED) {
            ReportProblem(&doctor->report, "%w is not the %s doctor that it should be.", sibling,
                          SystemMachineName(machine));
            ReportAdvice(&doctor->report, "Unpack the archive anew, with both folders.");
        }
    }
    if (!isProbed) {
        if (sibling != NULL) {
            ProbeFree(result);
        }
        ProbeRun(result, &doctor->system, doctor->system.ownPath, machine, program,
                 doctor->timeout);
    }
    free(sibling);
    return isProbed;
}

static void describeArchitecture(Patient *patient)
{
    const PeImage *image = &patient->program.image;
    Report *report = &patient->doctor->report;
    const char *kind = image->isDll ? "DLL" : "program";
    bool isManaged = false;
    uint32_t flags = 0;

    patient->machine = image->machine;
    if (PeReadManaged(&patient->program.image, &isManaged, &flags) != PE_OK || !isManaged) {
        ReportFact(report, "This is a %s %s.", SystemMachineName(image->machine), kind);
        return;
    }
    if (image->machine == PE_MACHINE_X86 && (flags & PE_MANAGED_IL_ONLY) != 0 &&
        (flags & PE_MANAGED_32BIT_REQUIRED) == 0 && patient->doctor->system.wow64 != NULL) {
        patient->machine = PE_MACHINE_X64;
        ReportFact(report, "This is a .NET %s for any architecture; here it runs as 64-bit (x64).",
                   kind);
    } else {
        ReportFact(report, "This is a .NET %s, %s.", kind, SystemMachineName(image->machine));
    }
    ReportFact(report, ".NET programs name the DLLs that they call in another place than their "
                       "import tables, which this doctor only searches for the name qutil.dll.");
}

static void listImports(const Patient *patient)
{
    const Imports *imports = &patient->imports;
    Text names;

    TextInit(&names);
    for (size_t i = 0; i < imports->count && i < 64; i++) {
        const PeImport *import = &imports->functions[i];

        TextAppend(&names, i == 0 ? "" : ", ");
        if (import->byOrdinal) {
            ReportFormat(&names, "ordinal %u", (unsigned)import->ordinal);
        } else {
            ReportFormat(&names, "%n", &import->function);
        }
        TextAppend(&names, import->isDelayed ? " (delay-loaded)" : "");
    }
    ReportFact(&patient->doctor->report, "It imports %u function%s from qutil.dll%s %s%s",
               (unsigned)imports->count, imports->count == 1 ? "" : "s",
               imports->count != 0 ? ":" : ".", TextChars(&names),
               imports->count > 64 ? ", ..." : "");
    TextFree(&names);
}

/* What it needs of qutil.dll; TRUE if anything. */
static bool describeNeed(Patient *patient)
{
    Report *report = &patient->doctor->report;

    if (patient->imports.isImported || patient->imports.isDelayed) {
        listImports(patient);
        if (!patient->imports.isImported) {
            ReportFact(report, "All of that is delay-loaded: the program starts without the DLL, "
                               "and fails when it first calls it.");
        }
        return true;
    }
    patient->mentionsQutil = PeMentionsText(&patient->program.image, "QUTIL.DLL");
    ReportFact(report, patient->mentionsQutil
                           ? "It doesn't import qutil.dll, but contains its name: it may load it "
                             "while it runs."
                           : "It doesn't import qutil.dll.");
    return patient->mentionsQutil;
}

static void listPlaces(const Search *search, Report *report)
{
    const size_t end =
        search->first != NULL ? (size_t)(search->first - search->places) : search->count;
    size_t inPath = 0;

    for (size_t i = 0; i < end; i++) {
        if (strcmp(search->places[i].what, "in a folder of PATH") == 0) {
            inPath++;
        } else {
            ReportFact(report, "Not %s: %w", search->places[i].what, search->places[i].path);
        }
    }
    if (inPath != 0) {
        ReportFact(report, "Not in %u folder%s of PATH%s.", (unsigned)inPath,
                   inPath == 1 ? "" : "s", search->first != NULL ? " that come first" : "");
    }
    if (search->first != NULL) {
        ReportFact(report, "Found %s: %w", search->first->what, search->first->path);
    }
    for (size_t i = end + 1; i < search->count; i++) {
        if (search->places[i].isThere && !PathSame(search->places[i].path, search->first->path)) {
            ReportFact(report, "Also %s, but not used: %w", search->places[i].what,
                       search->places[i].path);
        }
    }
}

static void adviseToCopy(const Patient *patient, const char *verb)
{
    Doctor *doctor = patient->doctor;
    WCHAR *own = PathJoin(doctor->system.ownFolder, L"qutil.dll");

    if (own != NULL && LibraryWouldDo(&doctor->system, own, patient->machine, &patient->imports)) {
        ReportAdvice(&doctor->report,
                     "%s %w: it is of the right architecture and has all that "
                     "the program imports. The place for it is the program's "
                     "folder: %w",
                     verb, own, patient->folder);
    } else {
        ReportAdvice(&doctor->report,
                     "%s the %s qutil.dll (%s\\qutil.dll of the qutil archive). "
                     "The place for it is the program's folder: %w",
                     verb, SystemMachineName(patient->machine),
                     SystemFolderOfMachine(patient->machine), patient->folder);
    }
    free(own);
}

static void adviseOnMissing(const Patient *patient, const Library *library)
{
    Doctor *doctor = patient->doctor;
    WCHAR *own = PathJoin(doctor->system.ownFolder, L"qutil.dll");

    if (!library->isOurs && own != NULL &&
        LibraryWouldDo(&doctor->system, own, patient->machine, &patient->imports)) {
        adviseToCopy(patient, "Use another qutil.dll than the one it finds:");
    } else {
        ReportAdvice(&doctor->report,
                     "The program asks for something that %s. Perhaps the program is damaged, was "
                     "linked against a library made by hand, or needs another DLL of that name: "
                     "ask its maker, and look for an update of qutil.",
                     library->isOurs ? "this qutil.dll doesn't have" : "that DLL doesn't have");
    }
    free(own);
}

static void judgeFound(const Patient *patient, const WCHAR *path)
{
    Doctor *doctor = patient->doctor;
    Library library;
    uint16_t machine;

    if (!LibraryOpen(&library, &doctor->system, path, &doctor->report)) {
        adviseToCopy(patient, "Replace the damaged DLL by");
        return;
    }
    machine = library.program.image.machine;
    if (machine != patient->machine) {
        ReportProblem(&doctor->report,
                      "A %s program can't use a %s DLL: Windows reports 0xC000007B (or error "
                      "193), and does not look further.",
                      SystemMachineName(patient->machine), SystemMachineName(machine));
        adviseToCopy(patient, "Replace the DLL of the wrong architecture by");
    } else if (LibraryJudgeImports(&library, &patient->imports, &doctor->report) != 0) {
        adviseOnMissing(patient, &library);
    }
    LibraryClose(&library);
}

static void judgeLoading(const Patient *patient)
{
    Doctor *doctor = patient->doctor;
    Search search;

    ReportHeading(&doctor->report, "The qutil.dll that it gets, in the order of Windows' search");
    if (patient->program.image.isDll) {
        ReportFact(&doctor->report, "This is a DLL, and the search begins beside the program that "
                                    "loads it: that is taken to be in the same folder.");
    }
    if (!SearchDll(&search, &doctor->system, L"qutil.dll", patient->machine == PE_MACHINE_X86,
                   patient->folder, patient->probe.redirected)) {
        outOfMemory(doctor);
    } else {
        listPlaces(&search, &doctor->report);
        if (search.first != NULL) {
            judgeFound(patient, search.first->path);
        } else {
            ReportProblem(&doctor->report, "There is no qutil.dll for it: %s",
                          patient->imports.isImported ? "Windows doesn't start the program."
                                                      : "what it wants of it will fail.");
            adviseToCopy(patient, "Copy");
        }
    }
    SearchFree(&search);
}

static bool isFound(const Patient *patient, const char *dll)
{
    WCHAR name[32];
    Search search;
    bool found;

    MultiByteToWideChar(CP_UTF8, 0, dll, -1, name, ARRAYSIZE(name));
    found = SearchDll(&search, &patient->doctor->system, name, patient->machine == PE_MACHINE_X86,
                      patient->folder, NULL) &&
            search.first != NULL;
    SearchFree(&search);
    return found;
}

static void judgeOtherNap(const Patient *patient)
{
    Report *report = &patient->doctor->report;

    for (size_t i = 0; i < NAP_DLL_COUNT; i++) {
        const NapDllUse *use = &patient->imports.naps[i];

        if (!use->isImported && !use->isDelayed) {
            continue;
        }
        if (isFound(patient, NapDlls[i].name)) {
            ReportFact(report, "It also imports %s (%s), and finds one.", NapDlls[i].name,
                       NapDlls[i].what);
            continue;
        }
        ReportProblem(report, "It also imports %s (%s), and there is none: %s", NapDlls[i].name,
                      NapDlls[i].what,
                      use->isImported ? "Windows doesn't start the program."
                                      : "it fails when it first calls it.");
        ReportAdvice(report,
                     "%s went from Windows together with Network Access Protection. qutil.dll "
                     "can't give it back, and no file alone can: its service is gone. Ask the "
                     "program's maker for a version without it.",
                     NapDlls[i].name);
    }
}

/* An id is in a program as a structure, or as text for those who look it up. */
static bool usesClass(const Patient *patient, const ClassId *id)
{
    return PeMentionsBytes(&patient->program.image, id->clsid, sizeof(*id->clsid)) ||
           PeMentionsText(&patient->program.image, id->mention);
}

static void judgeClasses(const Patient *patient)
{
    ClassesQuestion question = {.system = &patient->doctor->system,
                                .machine = patient->machine,
                                .probe = &patient->probe,
                                .isProbed = patient->isProbed};

    for (size_t i = 0; i < CLASS_COUNT; i++) {
        question.isNeeded[i] = patient->usesClasses[i];
    }
    ClassesJudge(&question, &patient->doctor->report);
}

static void judgePatient(Patient *patient)
{
    Doctor *doctor = patient->doctor;
    bool needsQutil;

    describeArchitecture(patient);
    if (ImportsRead(&patient->imports, &patient->program.image) != PE_OK) {
        ProgramFileFault(&patient->program, &doctor->report);
        ReportAdvice(&doctor->report,
                     "Get a fresh copy of the file: this one is damaged, or packed "
                     "in a way that hides what it imports.");
        return;
    }
    if (patient->imports.ranOutOfMemory) {
        outOfMemory(doctor);
        return;
    }
    needsQutil = describeNeed(patient);
    if (patient->machine != PE_MACHINE_X86 && patient->machine != PE_MACHINE_X64) {
        if (needsQutil) {
            ReportProblem(&doctor->report, "There is no qutil.dll of this project for it: only "
                                           "32-bit (x86) and 64-bit (x64) ones.");
            ReportAdvice(&doctor->report, "Use the 32-bit (x86) or 64-bit (x64) edition of the "
                                          "program; Windows on ARM runs both.");
        }
        return;
    }
    judgeOtherNap(patient);
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        patient->usesClasses[i] = usesClass(patient, &ClassIds[i]);
    }
    if (needsQutil || patient->usesClasses[0] || patient->usesClasses[1]) {
        patient->isProbed = probe(doctor, patient->machine, patient->path, &patient->probe);
        if (needsQutil) {
            judgeLoading(patient);
        }
        judgeClasses(patient);
    }
}

static void judgeProgram(Doctor *doctor, const WCHAR *path)
{
    Patient patient = {.doctor = doctor, .path = path};

    patient.folder = PathFolder(path);
    if (patient.folder == NULL) {
        outOfMemory(doctor);
    } else if (ProgramFileOpen(&patient.program, &doctor->system, path, &doctor->report)) {
        judgePatient(&patient);
        ProgramFileClose(&patient.program);
    } else {
        ReportAdvice(&doctor->report, "Give the doctor the .exe or .dll that doesn't work. If it "
                                      "is this one, get a fresh copy of it.");
    }
    ImportsFree(&patient.imports);
    ProbeFree(&patient.probe);
    free(patient.folder);
}

static void judgeClassesOfSystem(Doctor *doctor, uint16_t machine)
{
    Probe result = {0};
    ClassesQuestion question = {
        .system = &doctor->system, .machine = machine, .probe = &result, .isNeeded = {true, true}};

    question.isProbed = probe(doctor, machine, NULL, &result);
    ClassesJudge(&question, &doctor->report);
    ProbeFree(&result);
}

/* Returns its machine, 0 if it is no DLL of qutil. */
static uint16_t judgeLibrary(Doctor *doctor, const WCHAR *path)
{
    Library library;
    uint16_t machine = 0;

    if (!LibraryOpen(&library, &doctor->system, path, &doctor->report)) {
        ReportAdvice(&doctor->report, "Get qutil.dll anew, from the qutil archive.");
        return 0;
    }
    machine = library.program.image.machine;
    if (LibraryJudgeExports(&library, &doctor->report) != 0) {
        ReportAdvice(&doctor->report, "Replace it by the qutil.dll of the qutil archive.");
    }
    LibraryClose(&library);
    return machine;
}

void DoctorJudgeFile(Doctor *doctor, const WCHAR *path)
{
    WCHAR *full = PathFull(path);
    WCHAR *truePath = full != NULL ? SystemTruePath(&doctor->system, full, false) : NULL;

    if (truePath == NULL) {
        ReportProblem(&doctor->report, "%w is no path, or too long.", path);
        ReportAdvice(&doctor->report, "Give the doctor the path of an .exe or .dll.");
    } else {
        ReportHeading(&doctor->report, "%w", truePath);
        if (!PathSame(PathName(truePath), L"qutil.dll")) {
            judgeProgram(doctor, truePath);
        } else {
            const uint16_t machine = judgeLibrary(doctor, truePath);

            if (machine == PE_MACHINE_X86 || machine == PE_MACHINE_X64) {
                judgeClassesOfSystem(doctor, machine);
            }
        }
    }
    free(truePath);
    free(full);
    ReportEnd(&doctor->report, "Nothing has to be done about what this doctor knows of: qutil.dll "
                               "and its classes.");
}

static void judgeBeside(Doctor *doctor)
{
    WCHAR *own = PathJoin(doctor->system.ownFolder, L"qutil.dll");
    uint16_t machine;

    if (own == NULL) {
        outOfMemory(doctor);
        return;
    }
    ReportHeading(&doctor->report, "The qutil.dll beside this doctor: %w", own);
    machine = judgeLibrary(doctor, own);
    if (machine != 0 && machine != SystemOwnMachine) {
        ReportProblem(&doctor->report, "It lies beside a %s doctor.",
                      SystemMachineName(SystemOwnMachine));
        ReportAdvice(&doctor->report, "Keep the folders x64 and x86 of the archive apart.");
    }
    free(own);
}

static void judgeShared(Doctor *doctor)
{
    const bool is32 = SystemOwnMachine == PE_MACHINE_X86;
    Search search;

    ReportHeading(&doctor->report,
                  "The qutil.dll that every %s program finds without one beside it",
                  SystemMachineName(SystemOwnMachine));
    if (!SearchDll(&search, &doctor->system, L"qutil.dll", is32, NULL, NULL)) {
        outOfMemory(doctor);
    } else {
        listPlaces(&search, &doctor->report);
        if (search.first != NULL) {
            judgeLibrary(doctor, search.first->path);
        } else {
            ReportFact(&doctor->report, "There is none, so each program needs one beside it.");
        }
    }
    SearchFree(&search);
}

void DoctorJudgeSystem(Doctor *doctor)
{
    judgeBeside(doctor);
    judgeShared(doctor);
    judgeClassesOfSystem(doctor, SystemOwnMachine);
    ReportEnd(&doctor->report, "Give the doctor a program's path to know about that program.");
}
