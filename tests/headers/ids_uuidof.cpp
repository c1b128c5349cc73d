/* SPDX-License-Identifier: MIT */
/* The C++ half of the id test: __uuidof, which needs no INITGUID and no library. */
#include <naputil.h>
#include <napcommon.h>
#include <napsystemhealthagent.h>
#include <napsystemhealthvalidator.h>
#include <napcertrelyingparty.h>

#include <string.h>

#include "ids.h"

const GUID *UuidOf(const char *name)
{
#define CLASS_ID(type, text)                                                                       \
    if (strcmp(name, #type) == 0) {                                                                \
        return &__uuidof(type);                                                                    \
    }
#define INTERFACE_ID(type, text) CLASS_ID(type, text)
#include "ids.inc"
    return NULL;
}
