/* SPDX-License-Identifier: MIT */
/* See everyone.h. */
#include "everyone.h"

void EveryoneInit(Everyone *everyone)
{
    InitializeSecurityDescriptor(&everyone->descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&everyone->descriptor, TRUE, NULL, FALSE);
    everyone->attributes.nLength = sizeof(everyone->attributes);
    everyone->attributes.lpSecurityDescriptor = &everyone->descriptor;
    everyone->attributes.bInheritHandle = FALSE;
}
