/* SPDX-License-Identifier: MIT */
/* See classes.h. */
#include "classes.h"

#include <stdlib.h>
#include <wchar.h>

#include "file.h"
#include "registration.h"

typedef struct Places {
    Registration user;
    Registration machine;
} Places;

static const char *explain(HRESULT hr)
{
    switch (hr) {
    case REGDB_E_CLASSNOTREG:
        return "the class is not registered";
    case HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND):
        return "the registered DLL was not found";
    case HRESULT_FROM_WIN32(ERROR_BAD_EXE_FORMAT):
        return "the registered DLL is of the wrong architecture, or damaged";
    case CLASS_E_CLASSNOTAVAILABLE:
        return "the registered DLL doesn't have this class";
    case E_NOINTERFACE:
        return "the object isn't what the class promises";
    default:
        return "see the number";
    }
}

/* What is wrong with a registered path, or NULL. */
static const char *faultOfPath(const ClassesQuestion *question, const WCHAR *path)
{
    WCHAR *truePath = SystemTruePath(question->system, path, question->machine == PE_MACHINE_X86);
    const char *fault = NULL;
    Report quiet;
    ProgramFile dll;

    ReportInit(&quiet);
    if (path[0] == L'\0' || !truePath) {
        fault = "that is no path";
    } else if (wcschr(path, L'\\') == NULL) {
        fault = NULL; /* looked for as programs look for DLLs */
    } else if (!SystemIsFile(question->system, truePath)) {
        fault = "that file doesn't exist";
    } else if (!ProgramFileOpen(&dll, question->system, truePath, &quiet)) {
        fault = "that is no DLL";
    } else {
        if (dll.image.machine != question->machine) {
            fault = "that DLL is of another architecture than the program";
        }
        ProgramFileClose(&dll);
    }
    ReportFree(&quiet);
    free(truePath);
    return fault;
}

static void reportPlace(const ClassesQuestion *question, const ClassId *id, const char *whom,
                        const Registration *place, Report *report)
{
    const char *fault;

    if (!place->path) {
        return;
    }
    fault = faultOfPath(question, place->path);
    ReportFact(report, "%w is registered for %s: %w%s%s", id->name, whom, place->path,
               fault ? " - but " : "", fault ? fault : "");
}

static void reportPlaces(const ClassesQuestion *question, size_t i, const Places *places,
                         Report *report)
{
    const ClassId *id = &ClassIds[i];

    if (question->probe->classes[i].isInManifest) {
        ReportFact(report, "%w is made available by the program's manifest.", id->name);
    }
    reportPlace(question, id, "this user", &places->user, report);
    reportPlace(question, id, "all users", &places->machine, report);
    if (!question->probe->classes[i].isInManifest && !places->user.path && !places->machine.path) {
        ReportFact(report, "%w is not registered%s.", id->name,
                   question->probe->hasManifest && question->probe->manifestError == 0
                       ? ", nor does the program's manifest have it"
                       : "");
    }
}

/* A problem if the program needs the class, else a fact. */
static void reportFailure(const ClassesQuestion *question, size_t i, Report *report)
{
    const Probe *probe = question->probe;
    const ProbeClass *class = &probe->classes[i];
    void (*say)(Report *, const char *, ...) = question->isNeeded[i] ? ReportProblem : ReportFact;
    const WCHAR *name = ClassIds[i].name;

    if (class->hasResult) {
        say(report, "%w can't be created: %x, %s.", name, (unsigned)class->result,
            explain(class->result));
    } else if (!class->wasTried) {
        say(report, "%w was not tried, because of what happened before.", name);
    } else if (probe->end == PROBE_TIMED_OUT) {
        say(report, "Creating %w hangs: it was ended when the time was over.", name);
    } else {
        say(report, "Creating %w crashes or ends the program (code %x).", name,
            (unsigned)probe->code);
    }
}

/* TRUE if the class can be created. */
static bool reportResult(const ClassesQuestion *question, size_t i, Report *report)
{
    const ProbeClass *class = &question->probe->classes[i];

    if (!class->hasResult || FAILED(class->result)) {
        reportFailure(question, i, report);
        return false;
    }
    if (class->module) {
        ReportFact(report, "%w can be created, from %w", ClassIds[i].name, class->module);
    } else {
        ReportFact(report, "%w can be created.", ClassIds[i].name);
    }
    return true;
}

/* Advice for a class that is registered for the user but not found. There are two causes. */
static void adviseOnUser(const ClassesQuestion *question, Report *report)
{
    if (question->system->isWine) {
        ReportAdvice(report, "This Wine doesn't look at classes that are registered for one user "
                             "alone. Use regsvr32 there, or a manifest.");
    } else {
        ReportAdvice(report, "A program that runs as administrator doesn't see classes that are "
                             "registered for one user alone. Run this doctor as the program is "
                             "run; if that is as administrator, use regsvr32 or a manifest.");
    }
}

/* What naphost.dll is, and what it isn't. */
static void adviseOnHost(Report *report)
{
    ReportAdvice(report,
                 "The program starts, but its NAP part doesn't work: the NAP Agent service, the "
                 "NAP server and their classes went from Windows with version 10. naphost.dll has "
                 "these classes again: health agents and validators then work, inside the "
                 "program's own process. It grants and refuses no network access; what it says "
                 "about health is advice.");
}

static void advise(const ClassesQuestion *question, bool isForUser, Report *report)
{
    const char *folder = SystemFolderOfMachine(question->machine);
    const ClassGroup *group = question->group;

    if (group == &HostClasses) {
        adviseOnHost(report);
    }
    if (isForUser) {
        adviseOnUser(question, report);
    }
    ReportAdvice(report,
                 "Make the classes available to %s programs in one of three ways: with "
                 "%w.manifest and %w beside the program and a manifest of its own that names "
                 "them (no registration); with %s\\qutil-doctor.exe --register-user%s (this user "
                 "alone, no administrator needed%s); or with regsvr32 and the full path of "
                 "%s\\%w (all users, as administrator).",
                 SystemMachineName(question->machine), group->assembly, group->dll, folder,
                 group->option, question->system->isWine ? "; without effect in this Wine" : "",
                 folder, group->dll);
    if (group == &HostClasses) {
        ReportAdvice(report, "A manifest is the program's. A validator that regsvr32 registers "
                             "needs one of the other two ways.");
    }
}

static void judgeClass(const ClassesQuestion *question, size_t i, bool *isMissing, bool *isForUser,
                       Report *report)
{
    Places places;

    RegistrationRead(&places.user, question->system, HKEY_CURRENT_USER, question->machine,
                     &ClassIds[i]);
    RegistrationRead(&places.machine, question->system, HKEY_LOCAL_MACHINE, question->machine,
                     &ClassIds[i]);
    reportPlaces(question, i, &places, report);
    if (question->isProbed && !reportResult(question, i, report)) {
        *isMissing |= question->isNeeded[i];
        *isForUser |= places.user.path && question->probe->classes[i].hasResult &&
                      question->probe->classes[i].result == REGDB_E_CLASSNOTREG;
    }
    RegistrationFree(&places.user);
    RegistrationFree(&places.machine);
}

static bool isAnyNeeded(const ClassesQuestion *question)
{
    bool isNeeded = false;

    for (size_t i = question->group->begin; i < question->group->end; i++) {
        isNeeded |= question->isNeeded[i];
    }
    return isNeeded;
}

static void reportUnprobed(const ClassesQuestion *question, Report *report)
{
    const char *folder = SystemFolderOfMachine(question->machine);
    const bool isNeeded = isAnyNeeded(question);
    void (*say)(Report *, const char *, ...) = isNeeded ? ReportProblem : ReportFact;

    say(report,
        "Whether a %s program can create them, only the doctor of that architecture can try, and "
        "it is not in the folder ..\\%s beside this one's.",
        SystemMachineName(question->machine), folder);
    if (isNeeded) {
        ReportAdvice(report, "Run %s\\qutil-doctor.exe with the same file.", folder);
    }
}

void ClassesJudge(const ClassesQuestion *question, Report *report)
{
    const Probe *probe = question->probe;
    const ClassGroup *group = question->group;
    bool isMissing = false;
    bool isForUser = false;

    ReportHeading(report, "%s", group->heading);
    if (probe->end == PROBE_NOT_STARTED) {
        ReportProblem(report,
                      "Creating them can't be tried: starting the doctor once more failed "
                      "with error %u.",
                      (unsigned)probe->code);
    }
    for (size_t i = group->begin; i < group->end; i++) {
        if (question->isNeeded[i] || !group->isOptional) {
            judgeClass(question, i, &isMissing, &isForUser, report);
        }
    }
    if (!question->isProbed) {
        reportUnprobed(question, report);
    }
    if (isMissing) {
        advise(question, isForUser, report);
    } else if (!isAnyNeeded(question)) {
        ReportFact(report, "The file doesn't contain the ids of these classes, so it doesn't seem "
                           "to create them.");
    }
}
