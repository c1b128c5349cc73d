/* SPDX-License-Identifier: MIT */
/* Memory between two pages that nobody may touch: whoever reads or writes on ends the process. */
#ifndef TESTS_CONTRACT_GUARDED_H
#define TESTS_CONTRACT_GUARDED_H

#include <windows.h>

/*
 * That many bytes, which end where the second of these pages begins. They begin where the first one
 * ends if size is a whole number of pages. NULL if memory runs out.
 */
void *GuardedAlloc(SIZE_T size);
void GuardedFree(void *block, SIZE_T size);

/* Of one of the pages. */
SIZE_T GuardedPageSize(void);

#endif
