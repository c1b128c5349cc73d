/* SPDX-License-Identifier: MIT */
/* The validator's class in the registry. Needs an administrator. */
#ifndef EXAMPLES_HEALTH_CHECK_VALIDATOR_CLASSKEYS_H
#define EXAMPLES_HEALTH_CHECK_VALIDATOR_CLASSKEYS_H

#include <windows.h>

HRESULT ClassKeysWrite(void);
HRESULT ClassKeysDelete(void);

#endif
