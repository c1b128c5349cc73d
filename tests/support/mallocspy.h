/* SPDX-License-Identifier: MIT */
/*
 * The spy on COM's allocator (tools/common/allocspy.h), with cmocka's assertions. tests/native has
 * another implementation for the host.
 *
 * COM allows one spy per process. Blocks of other parts of the process (BSTRs, COM's own) are
 * counted, too: between Start and Stop call only the DLL.
 */
#ifndef TESTS_SUPPORT_MALLOCSPY_H
#define TESTS_SUPPORT_MALLOCSPY_H

#include "allocspy.h"

typedef AllocSpyCounts SpyCounts;

/* Begins to watch, with all counts zero. Fails the test if COM refuses. */
void SpyStart(void);

/*
 * Ends. Fails the test unless all blocks since SpyStart were freed, none twice, and no guard byte
 * was overwritten.
 */
void SpyStop(void);

/* For a teardown: ends in any case, and frees what is left. */
void SpyAbandon(void);

SpyCounts SpyRead(void);

/* Lets only the n-th allocation from now fail (1 = the next); 0: none. */
void SpyFailAllocation(LONG n);

/* TRUE if that allocation was attempted, and failed. */
BOOL SpyHasFailed(void);

#endif
