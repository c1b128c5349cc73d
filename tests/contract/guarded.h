/* SPDX-License-Identifier: MIT */
/* Memory between two inaccessible pages: reading or writing outside of it crashes. */
#ifndef TESTS_CONTRACT_GUARDED_H
#define TESTS_CONTRACT_GUARDED_H

#include <windows.h>

#include "napprotocol.h"

/*
 * Allocates size bytes right before an inaccessible page. If size is a whole number of pages, there
 * is one right before them, too. NULL if memory runs out.
 */
void *GuardedAlloc(SIZE_T size);
void GuardedFree(void *block, SIZE_T size);

/*
 * A copy of the structure, each part of it with an inaccessible page behind its end. NULL if memory
 * runs out; the parts made by then are lost.
 */
SoH *GuardedSoH(const SoHAttribute *attributes, UINT16 count);
void GuardedFreeSoH(SoH *soh);

/* The size of a page. */
SIZE_T GuardedPageSize(void);

#endif
