/* SPDX-License-Identifier: MIT */
/* See classes.h. */
#include "classes.h"

#include "sohconstructor.h"
#include "sohprocessor.h"

#include "napprotocol.h"

const ComClass ComClasses[COM_CLASS_COUNT] = {
    {&CLSID_NapSoHConstructor, L"NapSoHConstructor", SoHConstructorCreate},
    {&CLSID_NapSoHProcessor, L"NapSoHProcessor", SoHProcessorCreate},
};
