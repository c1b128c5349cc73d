/* SPDX-License-Identifier: MIT */
/* Runs qutil-conformance as a user does, and tries the faults of a group. */
#ifndef TESTS_CONFORMANCE_CONFORMANCETEST_H
#define TESTS_CONFORMANCE_CONFORMANCETEST_H

#include "qutiltest.h"

#include "faulttable.h"
#include "runprogram.h"

/*
 * folder: where the DLL is, relative to this test's folder; fault: "" for none; options: as typed
 * on the command line. Call RunFree afterwards.
 */
void Conformance(Run *run, const char *folder, const char *fault, const char *options);

/* How many lines of the output begin with these words. */
unsigned CountLines(const char *output, const char *words);

/* Fails unless every rule that was asked for holds, and at least so many were tried. */
void ExpectAllHold(const Run *run, unsigned least);

/* Whether QUTIL_ALL_FAULTS asks for everything, even if it takes minutes. */
bool TriesAllFaults(void);

/*
 * Each fault of the group must be detected by each of its rules, in qutil-conformance and in
 * test_contract.
 */
void ExpectFaultsDetected(FaultGroup group);

#endif
