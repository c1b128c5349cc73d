/* SPDX-License-Identifier: MIT */
/* Which rule has to notice which fault of the broken DLL. */
#ifndef TESTS_CONFORMANCE_FAULTTABLE_H
#define TESTS_CONFORMANCE_FAULTTABLE_H

#include <stddef.h>

/* Who tries the fault, because of the locks that its rules need. */
typedef enum FaultGroup { FAULTS_PLAIN, FAULTS_OF_REGISTRATION, FAULTS_OF_SERVICE } FaultGroup;

/* Faults that aren't the variable's: a DLL of another folder. */
typedef struct FaultRow {
    FaultGroup group;
    const char *dll;      /* folder of the DLL */
    const char *fault;    /* value of QUTIL_FAULT */
    const char *rules;    /* ids with a blank between; each may end with a star */
    const char *observed; /* what the report must say; NULL: anything */
    const char *options;  /* of qutil-conformance, beside --rule */
} FaultRow;

extern const FaultRow FaultTable[];
extern const size_t FaultCount;

#endif
