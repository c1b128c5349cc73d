/* SPDX-License-Identifier: MIT */
/* See doctor.h: registers the classes for the current user, and unregisters them. */
#include "doctor.h"

#include <stdlib.h>

#include "classes.h"
#include "library.h"
#include "registration.h"

static bool mayRegister(Doctor *doctor, const WCHAR *dll)
{
    Library library;
    bool may = false;

    if (!LibraryOpen(&library, &doctor->system, dll, &doctor->report)) {
        ReportAdvice(&doctor->report, "Name the qutil.dll with --dll PATH, or put it beside this "
                                      "doctor.");
        return false;
    }
    if (library.program.image.machine != SystemOwnMachine) {
        ReportProblem(&doctor->report,
                      "This is the %s doctor, and it registers only %s DLLs. Nothing was changed.",
                      SystemMachineName(SystemOwnMachine), SystemMachineName(SystemOwnMachine));
        ReportAdvice(&doctor->report, "Use the doctor of the DLL's architecture.");
    } else if (!LibraryHas(&library, "DllGetClassObject")) {
        ReportProblem(&doctor->report, "It has no COM classes (no DllGetClassObject). Nothing was "
                                       "changed.");
        ReportAdvice(&doctor->report, "Register the qutil.dll of the qutil archive.");
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

/* The number of classes that others have registered for this user. */
static unsigned countForeign(Doctor *doctor)
{
    unsigned count = 0;

    for (size_t i = 0; i < CLASS_COUNT; i++) {
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

static void judgeRegistered(Doctor *doctor)
{
    Probe probe;
    ClassesQuestion question = {.system = &doctor->system,
                                .machine = SystemOwnMachine,
                                .probe = &probe,
                                .isProbed = true,
                                .isNeeded = {true, true}};
    const ProbeQuestion ask = {.system = &doctor->system,
                               .task = PROBE_CLASSES,
                               .machine = SystemOwnMachine,
                               .timeout = doctor->timeout};

    if (ProbeRun(&probe, &ask)) {
        ClassesJudge(&question, &doctor->report);
        ProbeFree(&probe);
    }
}

static void registerDll(Doctor *doctor, const WCHAR *dll)
{
    LSTATUS status;

    ReportHeading(&doctor->report, "Registering for this user: %w", dll);
    if (!mayRegister(doctor, dll) || countForeign(doctor) != 0) {
        return;
    }
    status = RegistrationWrite(&doctor->system, dll);
    if (status != ERROR_SUCCESS) {
        ReportProblem(&doctor->report, "The registry refused it (error %u). All is as it was.",
                      (unsigned)status);
        ReportAdvice(&doctor->report, "See whether this user may write to "
                                      "HKEY_CURRENT_USER\\Software\\Classes\\CLSID.");
        return;
    }
    ReportFact(&doctor->report, "Both classes are now registered for this user, for %s programs.",
               SystemMachineName(SystemOwnMachine));
    judgeRegistered(doctor);
}

void DoctorRegisterUser(Doctor *doctor, const WCHAR *dll)
{
    WCHAR *full = dll ? PathFull(dll) : PathJoin(doctor->system.ownFolder, L"qutil.dll");

    if (!full) {
        ReportProblem(&doctor->report, "That is no path, or too long.");
        ReportAdvice(&doctor->report, "Name the qutil.dll with --dll PATH.");
    } else {
        registerDll(doctor, full);
    }
    free(full);
    ReportEnd(&doctor->report, "Programs of this user can create both classes. Take it back with "
                               "--unregister-user.");
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

void DoctorUnregisterUser(Doctor *doctor)
{
    ReportHeading(&doctor->report, "Removing what --register-user registered for this user");
    for (size_t i = 0; i < CLASS_COUNT; i++) {
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
