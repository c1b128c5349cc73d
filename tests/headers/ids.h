/* SPDX-License-Identifier: MIT */
/* What the C++ half of the id test gives to the C half. */
#ifndef IDS_H
#define IDS_H

#include <windows.h>

#ifdef __cplusplus
extern "C" {
#endif

/* __uuidof of the interface or class of this name; NULL for a name that is none. */
const GUID *UuidOf(const char *name);

#ifdef __cplusplus
}
#endif

#endif /* IDS_H */
