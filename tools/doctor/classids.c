/* SPDX-License-Identifier: MIT */
/* See classids.h. */
#include "classids.h"

#include <initguid.h>

#include "napprotocol.h"

/* The literals after a wide one become wide, too. */
#define TEXTS(text) L"{" text L"}", text

const ClassId ClassIds[CLASS_COUNT] = {
    {&CLSID_NapSoHConstructor, &IID_INapSoHConstructor, L"NapSoHConstructor",
     TEXTS("E8140D53-6535-46A5-B8A1-DA6C571DA9B9")},
    {&CLSID_NapSoHProcessor, &IID_INapSoHProcessor, L"NapSoHProcessor",
     TEXTS("AA160628-8775-46E3-837C-F7A2AE66E2F5")},
};
