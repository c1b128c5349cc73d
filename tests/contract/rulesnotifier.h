/* SPDX-License-Identifier: MIT */
/* What the rules of both rulesnotifier.c and rulesservice.c need. The caller closes the handles. */
#ifndef TESTS_CONTRACT_RULESNOTIFIER_H
#define TESTS_CONTRACT_RULESNOTIFIER_H

#include "trial.h"

/* An auto-reset event. */
HANDLE RulesNotifierEvent(Trial *trial);

/* Another handle of the object. access 0: with the same rights. */
HANDLE RulesNotifierDuplicate(Trial *trial, HANDLE handle, DWORD access);

#endif
