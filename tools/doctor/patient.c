/* SPDX-License-Identifier: MIT */
/* See patient.h. */
#include "patient.h"

#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "mentions.h"

/* The most functions that are listed for each module. */
enum { LISTED_MAX = 64 };

static void outOfMemory(Doctor *doctor)
{
    ReportProblem(&doctor->report, "Memory ran out.");
}

/*
 * The path of the doctor that can create classes for programs of that machine; NULL if there is
 * none.
 */
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
    sibling = joined ? PathFull(joined) : NULL;
    free(joined);
    if (sibling && !SystemIsFile(system, sibling)) {
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

    if (sibling && ProbeRun(result, &question)) {
        isProbed = result->machine == machine;
        if (!isProbed && result->end != PROBE_NOT_STARTED) {
            ReportProblem(&doctor->report, "%w is not the %s doctor that it should be.", sibling,
                          SystemMachineName(machine));
            ReportAdvice(&doctor->report, "Unpack the archive anew, with both folders.");
        }
    }
    if (!isProbed) {
        if (sibling) {
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
        (flags & PE_MANAGED_32BIT_REQUIRED) == 0 && patient->doctor->system.wow64) {
        patient->machine = PE_MACHINE_X64;
        ReportFact(report, "This is a .NET %s for any architecture; here it runs as 64-bit (x64).",
                   kind);
    } else {
        ReportFact(report, "This is a .NET %s, %s.", kind, SystemMachineName(image->machine));
    }
    ReportFact(report, ".NET programs name the DLLs that they call in another place than their "
                       "import tables, which this doctor only searches for names.");
}

/* A .config file counts, too: Windows reads it together with the manifest. */
static bool hasManifest(Patient *patient)
{
    static const WCHAR *const extensions[] = {L".manifest", L".config"};
    PeSlice inside;
    bool isThere =
        PeFindResource(&patient->program.image, PE_RESOURCE_MANIFEST, &inside) != PE_OK ||
        inside.size != 0;

    for (size_t i = 0; i < ARRAYSIZE(extensions) && !isThere; i++) {
        WCHAR *beside = PathAppend(patient->path, extensions[i]);

        isThere = !beside || SystemIsFile(&patient->doctor->system, beside);
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

/* Reports each line with the function `say`. */
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

/* What Windows accepts is fine. Wine accepts more, so under Wine problems are still reported. */
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

void PatientTell(const Patient *patient, size_t module, Text *way)
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
        PatientTell(patient, i, &way);
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

static void noteClass(Patient *patient, size_t i, size_t module)
{
    Text way;

    patient->usesClasses[i] = true;
    patient->classUsers[i] = module;
    if (i >= HostClasses.begin && i < HostClasses.end) {
        PatientTell(patient, module, &way);
        ReportFact(&patient->doctor->report, "%s contains the id of %w (%s).", TextChars(&way),
                   ClassIds[i].name, ClassIds[i].what);
        TextFree(&way);
    }
}

static void noteMentions(Patient *patient, size_t module)
{
    Mentions mentions;

    MentionsRead(&mentions, &patient->chain.modules[module].program.image);
    patient->namesFunctions |= mentions.functions;
    for (size_t i = 0; i < CLASS_COUNT_ALL; i++) {
        if (mentions.classes[i] && !patient->usesClasses[i]) {
            noteClass(patient, i, module);
        }
    }
    if (mentions.qutil && !patient->chain.isImported && !patient->chain.isDelayed) {
        Text way;

        patient->namesQutil = true;
        PatientTell(patient, module, &way);
        ReportFact(&patient->doctor->report,
                   "%s doesn't import qutil.dll, but contains its name: it may load it while it "
                   "runs.",
                   TextChars(&way));
        TextFree(&way);
    }
}

/* Reports what the modules need from qutil.dll. TRUE if they need anything. */
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

static bool usesAnyOf(const Patient *patient, const ClassGroup *group)
{
    bool uses = false;

    for (size_t i = group->begin; i < group->end; i++) {
        uses |= patient->usesClasses[i];
    }
    return uses;
}

static void judgeClasses(const Patient *patient, const ClassGroup *group)
{
    ClassesQuestion question = {.system = &patient->doctor->system,
                                .group = group,
                                .machine = patient->machine,
                                .probe = &patient->probe,
                                .isProbed = patient->isProbed};

    for (size_t i = group->begin; i < group->end; i++) {
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
    const bool concernsQutil = needsQutil || usesAnyOf(patient, &QutilClasses);
    const bool needsHost = usesAnyOf(patient, &HostClasses);

    if (!SystemIsServed(patient->machine)) {
        judgeUnsupported(patient, needsQutil);
        return;
    }
    PatientJudgeGoneDlls(patient);
    if (concernsQutil || needsHost) {
        patient->isProbed =
            PatientProbeClasses(patient->doctor, patient->machine, patient->path, &patient->probe);
    }
    if (needsQutil) {
        PatientJudgeLoading(patient);
    }
    if (concernsQutil) {
        judgeClasses(patient, &QutilClasses);
    }
    if (needsHost) {
        judgeClasses(patient, &HostClasses);
    }
    PatientJudgeGoneClasses(patient);
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
    if (!patient.folder) {
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
