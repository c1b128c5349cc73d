/* SPDX-License-Identifier: MIT */
/* See patient.h: DLLs and classes that Windows lost with NAP and that didn't come back. */
#include "patient.h"

#include <stdlib.h>

#include "registration.h"

static bool isFound(const Patient *patient, const char *dll)
{
    WCHAR name[32];
    WCHAR *path = NULL;
    bool found;

    MultiByteToWideChar(CP_UTF8, 0, dll, -1, name, ARRAYSIZE(name));
    found = ChainFind(&patient->question, name, &path) && path;
    free(path);
    return found;
}

static void judgeNapDll(const Patient *patient, const NapDll *dll, const NapUse *use)
{
    Report *report = &patient->doctor->report;
    Text way;

    PatientTell(patient, use->module, &way);
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

void PatientJudgeGoneDlls(const Patient *patient)
{
    for (size_t i = 0; i < NAP_DLL_COUNT; i++) {
        if (patient->chain.naps[i].import.library.size != 0) {
            judgeNapDll(patient, &NapDlls[i], &patient->chain.naps[i]);
        }
    }
}

/* The class may still be available: on Windows up to 8.1, or from another project. */
static bool isServed(const Patient *patient, size_t i)
{
    return patient->manifest.classes[i].isInManifest ||
           RegistrationExists(&patient->doctor->system, patient->machine, &ClassIds[i]);
}

/* TRUE if the class is used and not available. */
static bool judgeGoneClass(const Patient *patient, size_t i)
{
    const ClassId *id = &ClassIds[i];
    const bool isGone = !isServed(patient, i);
    Text way;

    PatientTell(patient, patient->classUsers[i], &way);
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

void PatientJudgeGoneClasses(const Patient *patient)
{
    bool isAnyUsed = false;
    bool isAnyGone = false;

    for (size_t i = CLASS_GONE; i < CLASS_COUNT_ALL; i++) {
        if (patient->usesClasses[i]) {
            if (!isAnyUsed) {
                ReportHeading(&patient->doctor->report,
                              "Classes of the NAP service that didn't come back (COM)");
            }
            isAnyUsed = true;
            isAnyGone |= judgeGoneClass(patient, i);
        }
    }
    if (isAnyGone) {
        ReportAdvice(&patient->doctor->report,
                     "The program starts, but this part of it doesn't work: the NAP Agent service "
                     "went from Windows with version 10, and no DLL has these classes. Registering "
                     "qutil.dll or naphost.dll changes nothing about that. Ask the program's maker "
                     "for a version that does without them.");
    }
}
