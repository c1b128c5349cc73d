/* SPDX-License-Identifier: MIT */
/* Can the two classes be created, and from where? */
#ifndef DOCTOR_CLASSES_H
#define DOCTOR_CLASSES_H

#include "probe.h"
#include "report.h"

typedef struct ClassesQuestion {
    const System *system;
    uint16_t machine;           /* of the program */
    const Probe *probe;         /* done for it */
    bool isProbed;              /* by a doctor of that machine */
    bool isNeeded[CLASS_COUNT]; /* else it is no problem if a class can't be created */
} ClassesQuestion;

void ClassesJudge(const ClassesQuestion *question, Report *report);

#endif
