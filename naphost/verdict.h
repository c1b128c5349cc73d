/* SPDX-License-Identifier: MIT */
/* What the responses of a check mean for the isolation state. Uses no memory and no foreign code.
 */
#ifndef NAPHOST_VERDICT_H
#define NAPHOST_VERDICT_H

#include "isolation.h"
#include "statement.h"

typedef struct Verdict {
    UINT16 asked; /* validators */
    BOOL isNoncompliant;
    ExtendedIsolationState extended; /* the worst of all */
} Verdict;

/* What one response says. */
typedef struct VerdictPart {
    BOOL isNoncompliant;
    BOOL hasCodes;
    BOOL hasCategory;
    FailureCategory category; /* the last one that isn't None */
    ExtendedIsolationState extended;
} VerdictPart;

/* `compliant` has bit i set if failure category i + 1 counts as healthy. */
VerdictPart VerdictJudge(const SohStatement *response, DWORD compliant);

/* Begins with an empty Verdict. All validators have to pass. */
void VerdictAdd(Verdict *verdict, const VerdictPart *part);

Isolation VerdictIsolation(const Verdict *verdict);

#endif
