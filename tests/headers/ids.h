/* SPDX-License-Identifier: MIT */
/* What the C++ part of the id test provides for the C part. */
#ifndef TESTS_HEADERS_IDS_H
#define TESTS_HEADERS_IDS_H

#include <windows.h>

#ifdef __cplusplus
extern "C" {
#endif

/* __uuidof of the interface or class of this name; NULL if there is none. */
const GUID *UuidOf(const char *name);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_HEADERS_IDS_H */
