/* SPDX-License-Identifier: MIT */
/* See doctor.h: registers the classes for the current user, and unregisters them. */
#include "doctor.h"

#include <stdlib.h>
#include <wchar.h>

#include "classes.h"
#include "library.h"
#include "registration.h"

static bool mayRegister(Doctor *doctor, const ClassGroup *group, const WCHAR *dll)
{
    Library library;
    bool may = false;

    if (!LibraryOpen(&library, &doctor->system, dll, &doctor->report)) {
        ReportAdvice(&doctor->report, "Name the %w with --dll PATH, or put it beside this doctor.",
                     group->dll);
        return false;
    }
    if (library.program.image.machine != SystemOwnMachine) {
        ReportProblem(&doctor->report,
                      "This is the %s doctor, and it registers only %s DLLs. Nothing was changed.",
                      SystemMachineName(SystemOwnMachine), SystemMachineName(SystemOwnMachine));
        ReportAdvice(&doctor->report, "Use the doctor of the DLL's architecture.");
    } else if (!LibraryJudgeServer(&library, group, &doctor->report)) {
        ReportAdvice(&doctor->report, "Register the %w of the qutil archive. Nothing was changed.",
                     group->dll);
    } else {
        may = true;
    }
    LibraryClose(&library);
    return may;
}

static void reportForeign(Doctor *doctor, const ClassId *id, const Registration *registration)
{
    ReportProblem(&doctor->report,
                  "%w is registered for this user by somebody else: %w. It was left as it is.",
                  id->name, registration->path ? registration->path : L"(no DLL)");
    ReportAdvice(&doctor->report,
                 "If nobody needs that registration any more, remove it with the program that made "
                 "it, or delete the key HKEY_CURRENT_USER\\Software\\Classes\\CLSID\\%w with "
                 "regedit. Then run this again.",
                 id->text);
}

/*
 * Whether the class is there for all users, from a file of another name. Such a class is the real
 * one, as on Windows up to 8.1, and would be hidden by ours.
 */
static bool isFromOther(Doctor *doctor, const ClassGroup *group, const ClassId *id)
{
    Registration machine;
    WCHAR *truePath;
    bool isThere;

    RegistrationRead(&machine, &doctor->system, HKEY_LOCAL_MACHINE, SystemOwnMachine, id);
    truePath = machine.path ? SystemTruePath(&doctor->system, machine.path,
                                             SystemOwnMachine == PE_MACHINE_X86)
                            : NULL;
    isThere = truePath && !PathSame(PathName(truePath), group->dll) &&
              (!wcschr(truePath, L'\\') || SystemIsFile(&doctor->system, truePath));
    if (isThere) {
        ReportProblem(&doctor->report,
                      "%w is there already, for all users: %w. Nothing was changed.", id->name,
                      machine.path);
        ReportAdvice(&doctor->report, "Use those classes. %w is for systems that lack them.",
                     group->dll);
    }
    free(truePath);
    RegistrationFree(&machine);
    return isThere;
}

static bool isYielding(Doctor *doctor, const ClassGroup *group)
{
    bool yields = false;

    for (size_t i = group->begin; i < group->end && group->yieldsToOthers && !yields; i++) {
        yields = isFromOther(doctor, group, &ClassIds[i]);
    }
    return yields;
}

/* The number of classes that others have registered for this user. */
static unsigned countForeign(Doctor *doctor, const ClassGroup *group)
{
    unsigned count = 0;

    for (size_t i = group->begin; i < group->end; i++) {
        Registration registration;

        RegistrationRead(&registration, &doctor->system, HKEY_CURRENT_USER, SystemOwnMachine,
                         &ClassIds[i]);
        if (registration.state == REGISTRATION_FOREIGN) {
            reportForeign(doctor, &ClassIds[i], &registration);
            count++;
        }
        RegistrationFree(&registration);
    }
    return count;
}

static void judgeRegistered(Doctor *doctor, const ClassGroup *group)
{
    Probe probe;
    ClassesQuestion question = {.system = &doctor->system,
                                .group = group,
                                .machine = SystemOwnMachine,
                                .probe = &probe,
                                .isProbed = true};
    const ProbeQuestion ask = {.system = &doctor->system,
                               .task = PROBE_CLASSES,
                               .machine = SystemOwnMachine,
                               .timeout = doctor->timeout};

    for (size_t i = group->begin; i < group->end; i++) {
        question.isNeeded[i] = true;
    }
    if (ProbeRun(&probe, &ask)) {
        ClassesJudge(&question, &doctor->report);
        ProbeFree(&probe);
    }
}

static void registerDll(Doctor *doctor, const ClassGroup *group, const WCHAR *dll)
{
    LSTATUS status;

    ReportHeading(&doctor->report, "Registering for this user: %w", dll);
    if (!mayRegister(doctor, group, dll) || isYielding(doctor, group) ||
        countForeign(doctor, group) != 0) {
        return;
    }
    status = RegistrationWrite(&doctor->system, group, dll);
    if (status != ERROR_SUCCESS) {
        ReportProblem(&doctor->report, "The registry refused it (error %u). All is as it was.",
                      (unsigned)status);
        ReportAdvice(&doctor->report, "See whether this user may write to "
                                      "HKEY_CURRENT_USER\\Software\\Classes\\CLSID.");
        return;
    }
    ReportFact(&doctor->report, "%s are now registered for this user, for %s programs.", group->all,
               SystemMachineName(SystemOwnMachine));
    judgeRegistered(doctor, group);
}

void DoctorRegisterUser(Doctor *doctor, const ClassGroup *group, const WCHAR *dll)
{
    WCHAR *full = dll ? PathFull(dll) : PathJoin(doctor->system.ownFolder, group->dll);

    if (!full) {
        ReportProblem(&doctor->report, "That is no path, or too long.");
        ReportAdvice(&doctor->report, "Name the %w with --dll PATH.", group->dll);
    } else {
        registerDll(doctor, group, full);
    }
    free(full);
    ReportEnd(&doctor->report, group->whenCreated);
}

static void unregisterClass(Doctor *doctor, const ClassId *id, const Registration *registration)
{
    bool leftovers;
    LSTATUS status = RegistrationRemove(id, &leftovers);

    if (status != ERROR_SUCCESS) {
        ReportProblem(&doctor->report, "%w can't be removed (error %u).", id->name,
                      (unsigned)status);
        ReportAdvice(&doctor->report, "See whether this user may write to "
                                      "HKEY_CURRENT_USER\\Software\\Classes\\CLSID.");
        return;
    }
    ReportFact(&doctor->report, "%w was removed. It was registered with %w", id->name,
               registration->path ? registration->path : L"no DLL");
    if (leftovers) {
        ReportFact(&doctor->report, "Its key %w stays: somebody else put something into it.",
                   id->text);
    }
}

void DoctorUnregisterUser(Doctor *doctor, const ClassGroup *group)
{
    ReportHeading(&doctor->report, "Removing what --register-user%s registered for this user",
                  group->option);
    for (size_t i = group->begin; i < group->end; i++) {
        const ClassId *id = &ClassIds[i];
        Registration registration;

        RegistrationRead(&registration, &doctor->system, HKEY_CURRENT_USER, SystemOwnMachine, id);
        if (registration.state == REGISTRATION_FOREIGN) {
            reportForeign(doctor, id, &registration);
        } else if (registration.state == REGISTRATION_OURS) {
            unregisterClass(doctor, id, &registration);
        } else {
            ReportFact(&doctor->report, "%w is not registered for this user.", id->name);
        }
        RegistrationFree(&registration);
    }
    ReportEnd(&doctor->report, "Nothing of it is left.");
}
