/* SPDX-License-Identifier: MIT */
/* Which rules must detect which fault of the broken DLL. */
#ifndef TESTS_CONFORMANCE_FAULTTABLE_H
#define TESTS_CONFORMANCE_FAULTTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Which test tries the fault: the groups differ in the locks that their rules need. */
typedef enum FaultGroup {
    FAULTS_PLAIN,
    FAULTS_OF_REGISTRATION,
    FAULTS_OF_SERVICE,
    FAULTS_OF_NAPHOST /* of the naphost.dll in tests/conformance-naphost */
} FaultGroup;

typedef struct FaultRow {
    FaultGroup group;
    const char *dll;      /* folder of the DLL */
    const char *fault;    /* value of QUTIL_FAULT */
    const char *rules;    /* ids with a blank between; each may end with a star */
    const char *observed; /* part of each rule's observation; NULL: any */
    bool isTogether;      /* --together */
    unsigned allowed;     /* RULE_REGISTRATION, RULE_SERVICE */
    unsigned timeout;     /* in milliseconds; 0: the default */
} FaultRow;

extern const FaultRow FaultTable[];
extern const size_t FaultCount;

/* Rules that no fault breaks, with a blank between. */
extern const char RulesWithoutFault[];

#endif
