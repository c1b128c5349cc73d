/* SPDX-License-Identifier: MIT */
/* Checks that end the run, on any thread, when a result is wrong. */
#ifndef TESTS_ENDURANCE_CHECK_H
#define TESTS_ENDURANCE_CHECK_H

#include <windows.h>

#define CHECK(holds) ((holds) ? (void)0 : CheckFailed(__FILE__, __LINE__, #holds))

#define CHECK_HRESULT(call, expected) CheckAnswer(__FILE__, __LINE__, #call, (call), (expected))

/* Prints the closing line of a failed run and ends the process at once. */
void CheckFailed(const char *file, int line, const char *what);

void CheckAnswer(const char *file, int line, const char *call, HRESULT answer, HRESULT expected);

#endif
