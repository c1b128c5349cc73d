/* SPDX-License-Identifier: MIT */
/* The COM classes of qutil.dll. */
#include "com/module.h"
#include "notifier/notifier.h"
#include "sohconstructor.h"
#include "sohprocessor.h"

#include "napprotocol.h"

static const ComClass classes[] = {
    {&CLSID_NapSoHConstructor, L"NapSoHConstructor", SoHConstructorCreate},
    {&CLSID_NapSoHProcessor, L"NapSoHProcessor", SoHProcessorCreate},
};

const ComModule ComThisModule = {
    .classes = classes,
    .classCount = ARRAYSIZE(classes),
    .isActive = NotifierActive,
};
