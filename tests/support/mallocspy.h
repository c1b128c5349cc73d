/* SPDX-License-Identifier: MIT */
/*
 * The spy on COM's allocator, tools/common/allocspy.h, with cmocka's assertions. tests/native has
 * another one for the host, which takes only the counts from there.
 *
 * One spy per process, as COM has it. Blocks that other parts of the process make in between
 * (BSTRs, COM's own) are counted like ours: keep the watched phase to calls of the DLL.
 */
#ifndef TESTS_SUPPORT_MALLOCSPY_H
#define TESTS_SUPPORT_MALLOCSPY_H

#include "allocspy.h"

typedef AllocSpyCounts SpyCounts;

/* Begins to watch, with all counts at zero. Fails the test if COM refuses. */
void SpyStart(void);

/*
 * Ends, and fails the test unless all blocks since SpyStart are freed, none twice, and all guard
 * bytes are whole.
 */
void SpyStop(void);

/* For a teardown: ends whatever was found, freeing what is left. */
void SpyAbandon(void);

SpyCounts SpyRead(void);

/* Lets the n-th allocation from now (1 = the next) and no other fail; 0 lets none fail. */
void SpyFailAllocation(LONG n);

/* TRUE if the allocation that was to fail has been asked for. */
BOOL SpyHasFailed(void);

#endif
