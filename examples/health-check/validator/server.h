/* SPDX-License-Identifier: MIT */
/* What the files of the validator's DLL share. */
#ifndef EXAMPLES_HEALTH_CHECK_VALIDATOR_SERVER_H
#define EXAMPLES_HEALTH_CHECK_VALIDATOR_SERVER_H

#include <windows.h>

#include "napsystemhealthvalidator.h"

extern const CLSID ValidatorClass;

/* Of INapComponentConfig3, in a program of its own. It is optional, and this example has none. */
extern const CLSID ConfigurationClass;

/* The validator's INapSystemHealthValidator, with one reference. NULL: there is no memory. */
INapSystemHealthValidator *ValidatorCreate(void);

/* Whether objects or threads of the validator exist. */
BOOL ValidatorIsInUse(void);

/* Judges the request and sets the response. Needs no CoInitializeEx on this thread. */
HRESULT CheckRequest(INapSystemHealthValidationRequest *request);

#endif
