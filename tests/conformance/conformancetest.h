/* SPDX-License-Identifier: MIT */
/* Runs qutil-conformance as people do, and tries the faults of a group. */
#ifndef TESTS_CONFORMANCE_CONFORMANCETEST_H
#define TESTS_CONFORMANCE_CONFORMANCETEST_H

#include "qutiltest.h"

#include "faulttable.h"
#include "runprogram.h"

/*
 * folder: of the DLL, below this test's; fault: "" for none; options: as they are typed. Ends with
 * RunFree.
 */
void Conformance(Run *run, const char *folder, const char *fault, const char *options);

/* How many lines of the output begin with these words. */
unsigned CountLines(const char *output, const char *words);

/* Fails unless every rule that was asked for holds, and there were so many at least. */
void ExpectAllHold(const Run *run, unsigned least);

/* Each fault of the group is noticed by each rule that has to, in qutil-conformance and in
 * test_contract. */
void ExpectFaultsNoticed(FaultGroup group);

#endif
