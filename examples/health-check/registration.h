/* SPDX-License-Identifier: MIT */
/* The description that a component is registered with. */
#ifndef EXAMPLES_HEALTH_CHECK_REGISTRATION_H
#define EXAMPLES_HEALTH_CHECK_REGISTRATION_H

#include "naputil.h"

/* Also after a failure: free what info points to with RegistrationClear. */
HRESULT RegistrationFill(NapComponentRegistrationInfo *info, const WCHAR *friendlyName,
                         const WCHAR *description);
void RegistrationClear(NapComponentRegistrationInfo *info);

#endif
