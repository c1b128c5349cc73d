/* SPDX-License-Identifier: MIT */
/* Reports whether the classes of a group can be created, and by which DLL. */
#ifndef TOOLS_DOCTOR_CLASSES_H
#define TOOLS_DOCTOR_CLASSES_H

#include "probe.h"
#include "report.h"

typedef struct ClassesQuestion {
    const System *system;
    const ClassGroup *group;
    uint16_t machine;               /* of the program */
    const Probe *probe;             /* made for the program */
    bool isProbed;                  /* by a doctor of that architecture */
    bool isNeeded[CLASS_COUNT_ALL]; /* if not, failing to create the class is no problem */
} ClassesQuestion;

void ClassesJudge(const ClassesQuestion *question, Report *report);

#endif
