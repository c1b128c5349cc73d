/* SPDX-License-Identifier: MIT */
/* See patient.h. */
#include "patient.h"

#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "library.h"
#include "mentions.h"
#include "registration.h"
#include "search.h"

/* So many functions of qutil.dll are listed for each module. */
enum { LISTED_MAX = 64 };

typedef struct Patient {
    Doctor *doctor;
    const WCHAR *path;
    WCHAR *folder;
    ProgramFile program; /* until the chain has it */
    uint16_t machine;    /* that it runs on here */
    Probe manifest;
    ChainQuestion question;
    Chain chain;
    bool namesQutil; /* though nobody imports it */
    bool namesFunctions;
    bool usesClasses[CLASS_COUNT_ALL];
    size_t classUsers[CLASS_COUNT_ALL]; /* the module that has the id */
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

bool PatientProbeClasses(Doctor *doctor, uint16_t machine, const WCHAR *program, Probe *result)
{
    WCHAR *sibling = doctorFor(&doctor->system, machine);
    ProbeQuestion question = {.system = &doctor->system,
                              .task = PROBE_CLASSES,
                              .doctor = sibling,
                              .machine = machine,
                              .program = program,
                              .timeout = doctor->timeout};
    bool isProbed = false;

    if (sibling != NULL && ProbeRun(result, &question)) {
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
        question.doctor = NULL;
        ProbeRun(result, &question);
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
                       "import tables, which this doctor only searches for names.");
}

/* Settings count, too: Windows reads them together with the manifest. */
static bool hasManifest(Patient *patient)
{
    static const WCHAR *const extensions[] = {L".manifest", L".config"};
    PeSlice inside;
    bool isThere =
        PeFindResource(&patient->program.image, PE_RESOURCE_MANIFEST, &inside) != PE_OK ||
        inside.size != 0;

    for (size_t i = 0; i < ARRAYSIZE(extensions) && !isThere; i++) {
        WCHAR *beside = PathAppend(patient->path, extensions[i]);

        isThere = beside == NULL || SystemIsFile(&patient->doctor->system, beside);
        free(beside);
    }
    return isThere;
}

static void probeManifest(Patient *patient)
{
    const ProbeQuestion question = {.system = &patient->doctor->system,
                                    .task = PROBE_MANIFEST,
                                    .machine = patient->machine,
                                    .program = patient->path,
                                    .timeout = patient->doctor->timeout};

    if (SystemIsServed(patient->machine) && hasManifest(patient)) {
        ProbeRun(&patient->manifest, &question);
    } else {
        patient->manifest.end = PROBE_COMPLETE;
    }
}

/* Each line of text, said in that way. */
static void sayLines(const Text *lines, Report *report, void (*say)(Report *, const char *, ...),
                     const char *format)
{
    const char *line = TextChars(lines);

    while (*line != '\0') {
        const PeSlice slice = {(const uint8_t *)line, strcspn(line, "\n")};

        say(report, format, &slice);
        line += slice.size + (line[slice.size] != '\0');
    }
}

/* Wine accepts more than Windows; what Windows accepts is well. */
static void judgeManifest(const Patient *patient)
{
    const Probe *manifest = &patient->manifest;
    Report *report = &patient->doctor->report;

    if (manifest->end == PROBE_COMPLETE && manifest->manifestError == 0) {
        if (patient->doctor->system.isWine) {
            sayLines(&manifest->problems, report, ReportFact,
                     "This Wine accepts the program's manifest; Windows may not. %n");
        }
        return;
    }
    if (manifest->manifestError != 0) {
        ReportProblem(report,
                      "The program's manifest can't be used (error %u), so Windows doesn't start "
                      "the program.",
                      (unsigned)manifest->manifestError);
    } else if (manifest->end == PROBE_NOT_STARTED) {
        ReportFact(report,
                   "The program's manifest was not tried: starting the doctor once more "
                   "failed with error %u.",
                   (unsigned)manifest->code);
        return;
    } else {
        ReportProblem(report, "Trying the program's manifest %s.",
                      manifest->end == PROBE_TIMED_OUT ? "hangs" : "crashes");
    }
    sayLines(&manifest->problems, report, ReportProblem, "%n");
    sayLines(&manifest->advice, report, ReportAdvice, "%n");
    ReportAdvice(report, "Windows' own account of what it tried: run \"sxstrace trace "
                         "-logfile:sxs.etl\" as administrator, start the program, and run "
                         "\"sxstrace parse -logfile:sxs.etl -outfile:sxs.txt\".");
}

/* The functions of qutil.dll that the module imports. */
static size_t listFunctions(const Chain *chain, size_t module, Text *names)
{
    size_t count = 0;

    for (size_t i = 0; i < chain->functionCount; i++) {
        const PeImport *import = &chain->functions[i].import;

        if (chain->functions[i].module != module || count++ >= LISTED_MAX) {
            continue;
        }
        TextAppend(names, count == 1 ? "" : ", ");
        if (import->byOrdinal) {
            ReportFormat(names, "ordinal %u", (unsigned)import->ordinal);
        } else {
            ReportFormat(names, "%n", &import->function);
        }
        TextAppend(names, import->isDelayed ? " (not at the start)" : "");
    }
    return count;
}

static void tellModule(const Patient *patient, size_t module, Text *way)
{
    TextInit(way);
    if (module == 0) {
        TextAppend(way, "It");
    } else {
        ChainTell(&patient->chain, module, way);
    }
}

static void listImports(const Patient *patient)
{
    for (size_t i = 0; i < patient->chain.count; i++) {
        Text names;
        Text way;
        size_t count;

        TextInit(&names);
        tellModule(patient, i, &way);
        count = listFunctions(&patient->chain, i, &names);
        if (count != 0 || i == patient->chain.user) {
            ReportFact(&patient->doctor->report, "%s imports %u function%s from qutil.dll%s %s%s",
                       TextChars(&way), (unsigned)count, count == 1 ? "" : "s",
                       count != 0 ? ":" : ".", TextChars(&names),
                       count > LISTED_MAX ? ", ..." : "");
        }
        TextFree(&way);
        TextFree(&names);
    }
}

static void noteMentions(Patient *patient, size_t module)
{
    Mentions mentions;

    MentionsRead(&mentions, &patient->chain.modules[module].program.image);
    patient->namesFunctions |= mentions.functions;
    for (size_t i = 0; i < CLASS_COUNT_ALL; i++) {
        if (mentions.classes[i] && !patient->usesClasses[i]) {
            patient->usesClasses[i] = true;
            patient->classUsers[i] = module;
        }
    }
    if (mentions.qutil && !patient->chain.isImported && !patient->chain.isDelayed) {
        Text way;

        patient->namesQutil = true;
        tellModule(patient, module, &way);
        ReportFact(&patient->doctor->report,
                   "%s doesn't import qutil.dll, but contains its name: it may load it while it "
                   "runs.",
                   TextChars(&way));
        TextFree(&way);
    }
}

/* What they need of qutil.dll; TRUE if anything. */
static bool describeNeed(Patient *patient)
{
    const Chain *chain = &patient->chain;
    Report *report = &patient->doctor->report;

    for (size_t i = 0; i < chain->count; i++) {
        if (chain->modules[i].state == MODULE_FOLLOWED && !chain->modules[i].isNap) {
            noteMentions(patient, i);
        }
    }
    if (chain->isImported || chain->isDelayed) {
        listImports(patient);
        if (!chain->isImported) {
            ReportFact(report, "All of that is loaded while the program runs (delay-loaded): it "
                               "starts without the DLL, and fails when it first calls it.");
        }
        return true;
    }
    if (!patient->namesQutil) {
        ReportFact(report, "It doesn't import qutil.dll.");
    }
    return patient->namesQutil;
}

/* What is imported from qutil.dll and ours has not; NULL if there is nothing like that. */
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

static void adviseToCopy(const Patient *patient, const char *verb)
{
    Doctor *doctor = patient->doctor;
    const PeImport *foreign = findForeign(&patient->chain);
    const char *doubt = patient->namesQutil && !patient->namesFunctions
                            ? ". (It names none of its functions, so it may mean another DLL of "
                              "that name.)"
                            : "";
    WCHAR *own = PathJoin(doctor->system.ownFolder, L"qutil.dll");

    if (foreign != NULL) {
        adviseOnForeign(patient, foreign);
    } else if (own != NULL &&
               LibraryWouldDo(&doctor->system, own, patient->machine, &patient->chain)) {
        ReportAdvice(&doctor->report,
                     "%s %w: it is of the right architecture and has all that "
                     "the program imports. The place for it is the program's "
                     "folder: %w%s",
                     verb, own, patient->folder, doubt);
    } else {
        ReportAdvice(&doctor->report,
                     "%s the %s qutil.dll (%s\\qutil.dll of the qutil archive). "
                     "The place for it is the program's folder: %w%s",
                     verb, SystemMachineName(patient->machine),
                     SystemFolderOfMachine(patient->machine), patient->folder, doubt);
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
    } else if (LibraryJudgeImports(&library, &patient->chain, &patient->question,
                                   &doctor->report) != 0) {
        adviseToCopy(patient, library.isOurs ? "Replace it by"
                                             : "Use another qutil.dll than the one it finds:");
    }
    LibraryClose(&library);
}

static void judgeLoading(const Patient *patient)
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
        outOfMemory(doctor);
    } else {
        SearchReport(&search, &doctor->report);
        if (search.first != NULL) {
            judgeFound(patient, search.first->path);
        } else {
            ReportProblem(&doctor->report, "There is no qutil.dll for it: %s",
                          patient->chain.isImported ? "Windows doesn't start the program."
                                                    : "what it wants of it will fail.");
            adviseToCopy(patient, "Copy");
        }
    }
    SearchFree(&search);
    free(redirected);
}

static bool isFound(const Patient *patient, const char *dll)
{
    WCHAR name[32];
    WCHAR *path = NULL;
    bool found;

    MultiByteToWideChar(CP_UTF8, 0, dll, -1, name, ARRAYSIZE(name));
    found = ChainFind(&patient->question, name, &path) && path != NULL;
    free(path);
    return found;
}

static void judgeNapDll(const Patient *patient, const NapDll *dll, const NapUse *use)
{
    Report *report = &patient->doctor->report;
    Text way;

    tellModule(patient, use->module, &way);
    if (isFound(patient, dll->name)) {
        ReportFact(report, "%s also imports %s (%s), and finds one.", TextChars(&way), dll->name,
                   dll->what);
    } else {
        ReportProblem(report, "%s also imports %s (%s), and there is none: %s", TextChars(&way),
                      dll->name, dll->what,
                      use->import.isDelayed ? "it fails when it first calls it."
                                            : "Windows doesn't start the program.");
        ReportAdvice(report,
                     "%s went from Windows together with Network Access Protection. qutil.dll "
                     "can't give it back, and no file alone can: its service is gone. Ask the "
                     "program's maker for a version without it.",
                     dll->name);
    }
    TextFree(&way);
}

static void judgeOtherNap(const Patient *patient)
{
    for (size_t i = 0; i < NAP_DLL_COUNT; i++) {
        if (patient->chain.naps[i].import.library.size != 0) {
            judgeNapDll(patient, &NapDlls[i], &patient->chain.naps[i]);
        }
    }
}

/* Somebody may still serve it: Windows up to 8.1, or another project. */
static bool isServed(const Patient *patient, size_t i)
{
    static const HKEY roots[] = {HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};
    bool isServed = patient->manifest.classes[i].isInManifest;

    for (size_t root = 0; root < ARRAYSIZE(roots) && !isServed; root++) {
        Registration registration;

        RegistrationRead(&registration, &patient->doctor->system, roots[root], patient->machine,
                         &ClassIds[i]);
        isServed = registration.path != NULL;
        RegistrationFree(&registration);
    }
    return isServed;
}

/* TRUE if it is used, and gone. */
static bool judgeGoneClass(const Patient *patient, size_t i)
{
    const ClassId *id = &ClassIds[i];
    const bool isGone = !isServed(patient, i);
    Text way;

    tellModule(patient, patient->classUsers[i], &way);
    if (isGone) {
        ReportProblem(&patient->doctor->report,
                      "%s contains the id of %w (%s). That class is gone for good: creating it "
                      "fails with 0x80040154, the class is not registered.",
                      TextChars(&way), id->name, id->what);
    } else {
        ReportFact(&patient->doctor->report,
                   "%s contains the id of %w (%s), and somebody has made that class available.",
                   TextChars(&way), id->name, id->what);
    }
    TextFree(&way);
    return isGone;
}

static void judgeGoneClasses(const Patient *patient)
{
    bool isAnyUsed = false;
    bool isAnyGone = false;

    for (size_t i = CLASS_COUNT; i < CLASS_COUNT_ALL; i++) {
        if (patient->usesClasses[i]) {
            if (!isAnyUsed) {
                ReportHeading(&patient->doctor->report,
                              "Classes of the NAP service and server (COM)");
            }
            isAnyUsed = true;
            isAnyGone |= judgeGoneClass(patient, i);
        }
    }
    if (isAnyGone) {
        ReportAdvice(&patient->doctor->report,
                     "The program starts, but its NAP part doesn't work: the NAP Agent service, "
                     "the NAP server and their classes went from Windows with version 10. "
                     "Registering qutil.dll changes nothing about that. Ask the program's maker "
                     "for a version that does without them.");
    }
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

static void judgeUnsupported(const Patient *patient, bool needsQutil)
{
    if (needsQutil) {
        ReportProblem(&patient->doctor->report,
                      "There is no qutil.dll of this project for it: only 32-bit (x86) and 64-bit "
                      "(x64) ones.");
        ReportAdvice(&patient->doctor->report,
                     "Use the 32-bit (x86) or 64-bit (x64) edition of the program; Windows on ARM "
                     "runs both.");
    }
}

static void judgeNeeds(Patient *patient)
{
    const bool needsQutil = describeNeed(patient);

    if (!SystemIsServed(patient->machine)) {
        judgeUnsupported(patient, needsQutil);
        return;
    }
    judgeOtherNap(patient);
    if (needsQutil || patient->usesClasses[0] || patient->usesClasses[1]) {
        patient->isProbed =
            PatientProbeClasses(patient->doctor, patient->machine, patient->path, &patient->probe);
        if (needsQutil) {
            judgeLoading(patient);
        }
        judgeClasses(patient);
    }
    judgeGoneClasses(patient);
}

static void judgeProgram(Patient *patient)
{
    ChainQuestion *question = &patient->question;

    describeArchitecture(patient);
    *question = (ChainQuestion){.system = &patient->doctor->system,
                                .path = patient->path,
                                .folder = patient->folder,
                                .machine = patient->machine,
                                .manifest = &patient->manifest};
    probeManifest(patient);
    judgeManifest(patient);
    if (ChainFollow(&patient->chain, question, &patient->program, &patient->doctor->report)) {
        judgeNeeds(patient);
    }
}

void PatientJudge(Doctor *doctor, const WCHAR *path)
{
    Patient patient = {.doctor = doctor, .path = path};

    patient.folder = PathFolder(path);
    if (patient.folder == NULL) {
        outOfMemory(doctor);
    } else if (ProgramFileOpen(&patient.program, &doctor->system, path, &doctor->report)) {
        judgeProgram(&patient);
    } else {
        ReportAdvice(&doctor->report, "Give the doctor the .exe or .dll that doesn't work. If it "
                                      "is this one, get a fresh copy of it.");
    }
    ChainFree(&patient.chain);
    ProbeFree(&patient.manifest);
    ProbeFree(&patient.probe);
    free(patient.folder);
}
