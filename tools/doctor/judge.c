/* SPDX-License-Identifier: MIT */
/* See doctor.h: judging files and the system. */
#include "doctor.h"

#include <stdlib.h>

#include "classes.h"
#include "library.h"
#include "patient.h"
#include "registration.h"
#include "search.h"

static void outOfMemory(Doctor *doctor)
{
    ReportProblem(&doctor->report, "Memory ran out.");
}

/* All classes of the group count as needed. */
static void judgeClassesOfSystem(Doctor *doctor, uint16_t machine, const ClassGroup *group)
{
    Probe result = {0};
    ClassesQuestion question = {
        .system = &doctor->system, .group = group, .machine = machine, .probe = &result};

    for (size_t i = group->begin; i < group->end; i++) {
        question.isNeeded[i] = true;
    }
    question.isProbed = PatientProbeClasses(doctor, machine, NULL, &result);
    ClassesJudge(&question, &doctor->report);
    ProbeFree(&result);
}

/* Returns its machine; 0 if it is no qutil.dll. */
static uint16_t judgeLibrary(Doctor *doctor, const WCHAR *path)
{
    Library library;
    uint16_t machine = 0;

    if (!LibraryOpen(&library, &doctor->system, path, &doctor->report)) {
        ReportAdvice(&doctor->report, "Get qutil.dll anew, from the qutil archive.");
        return 0;
    }
    if (LibraryIsOther(&library)) {
        ReportProblem(&doctor->report, "It has none of the functions of NAP's qutil.dll: it is "
                                       "another library of that name.");
        ReportAdvice(&doctor->report, "Leave it to the program that it belongs to. One that needs "
                                      "NAP's needs the qutil.dll of the qutil archive in its own "
                                      "folder.");
    } else {
        machine = library.program.image.machine;
        if (LibraryJudgeExports(&library, &doctor->report) != 0) {
            ReportAdvice(&doctor->report, "Replace it by the qutil.dll of the qutil archive.");
        }
    }
    LibraryClose(&library);
    return machine;
}

/* Returns its machine; 0 if it is no naphost.dll. */
static uint16_t judgeHost(Doctor *doctor, const WCHAR *path)
{
    Library library;
    uint16_t machine = 0;

    if (!LibraryOpen(&library, &doctor->system, path, &doctor->report)) {
        ReportAdvice(&doctor->report, "Get naphost.dll anew, from the qutil archive.");
        return 0;
    }
    if (LibraryJudgeServer(&library, &HostClasses, &doctor->report)) {
        machine = library.program.image.machine;
    } else {
        ReportAdvice(&doctor->report, "Replace it by the naphost.dll of the qutil archive.");
    }
    LibraryClose(&library);
    return machine;
}

/* One of the DLLs that this doctor is about. */
static void judgeServer(Doctor *doctor, const WCHAR *path, const ClassGroup *group)
{
    const uint16_t machine =
        group == &HostClasses ? judgeHost(doctor, path) : judgeLibrary(doctor, path);

    if (SystemIsServed(machine)) {
        judgeClassesOfSystem(doctor, machine, group);
    }
}

void DoctorJudgeFile(Doctor *doctor, const WCHAR *path)
{
    WCHAR *full = PathFull(path);
    WCHAR *truePath = full ? SystemTruePath(&doctor->system, full, false) : NULL;

    if (!truePath) {
        ReportProblem(&doctor->report, "%w is no path, or too long.", path);
        ReportAdvice(&doctor->report, "Give the doctor the path of an .exe or .dll.");
    } else {
        ReportHeading(&doctor->report, "%w", truePath);
        if (PathSame(PathName(truePath), QutilClasses.dll)) {
            judgeServer(doctor, truePath, &QutilClasses);
        } else if (PathSame(PathName(truePath), HostClasses.dll)) {
            judgeServer(doctor, truePath, &HostClasses);
        } else {
            PatientJudge(doctor, truePath);
        }
    }
    free(truePath);
    free(full);
    ReportEnd(&doctor->report, "Nothing has to be done about what this doctor knows of: qutil.dll, "
                               "its classes and those of naphost.dll.");
}

static void judgeBeside(Doctor *doctor)
{
    WCHAR *own = PathJoin(doctor->system.ownFolder, L"qutil.dll");
    uint16_t machine;

    if (!own) {
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
        SearchReport(&search, &doctor->report);
        if (search.first) {
            judgeLibrary(doctor, search.first->path);
        } else {
            ReportFact(&doctor->report, "There is none, so each program needs one beside it.");
        }
    }
    SearchFree(&search);
}

/* They are optional, but if somebody registered one of them, all should work. */
static void judgeHostOfSystem(Doctor *doctor)
{
    bool isRegistered = false;

    for (size_t i = HostClasses.begin; i < HostClasses.end; i++) {
        isRegistered |= RegistrationExists(&doctor->system, SystemOwnMachine, &ClassIds[i]);
    }
    if (isRegistered) {
        judgeClassesOfSystem(doctor, SystemOwnMachine, &HostClasses);
    } else {
        ReportHeading(&doctor->report, "%s", HostClasses.heading);
        ReportFact(&doctor->report, "None of them is registered. Only health agents and health "
                                    "validators need them.");
    }
}

void DoctorJudgeSystem(Doctor *doctor)
{
    judgeBeside(doctor);
    judgeShared(doctor);
    judgeClassesOfSystem(doctor, SystemOwnMachine, &QutilClasses);
    judgeHostOfSystem(doctor);
    ReportEnd(&doctor->report, "Give the doctor a program's path to know about that program.");
}
