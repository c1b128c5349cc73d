/* SPDX-License-Identifier: MIT */
/* See doctor.h: judging files and the system. */
#include "doctor.h"

#include <stdlib.h>

#include "classes.h"
#include "library.h"
#include "patient.h"
#include "search.h"

static void outOfMemory(Doctor *doctor)
{
    ReportProblem(&doctor->report, "Memory ran out.");
}

static void judgeClassesOfSystem(Doctor *doctor, uint16_t machine)
{
    Probe result = {0};
    ClassesQuestion question = {
        .system = &doctor->system, .machine = machine, .probe = &result, .isNeeded = {true, true}};

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

void DoctorJudgeFile(Doctor *doctor, const WCHAR *path)
{
    WCHAR *full = PathFull(path);
    WCHAR *truePath = full ? SystemTruePath(&doctor->system, full, false) : NULL;

    if (!truePath) {
        ReportProblem(&doctor->report, "%w is no path, or too long.", path);
        ReportAdvice(&doctor->report, "Give the doctor the path of an .exe or .dll.");
    } else {
        ReportHeading(&doctor->report, "%w", truePath);
        if (!PathSame(PathName(truePath), L"qutil.dll")) {
            PatientJudge(doctor, truePath);
        } else {
            const uint16_t machine = judgeLibrary(doctor, truePath);

            if (SystemIsServed(machine)) {
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

void DoctorJudgeSystem(Doctor *doctor)
{
    judgeBeside(doctor);
    judgeShared(doctor);
    judgeClassesOfSystem(doctor, SystemOwnMachine);
    ReportEnd(&doctor->report, "Give the doctor a program's path to know about that program.");
}
