/* SPDX-License-Identifier: MIT */
/* Defines the GUIDs of the IDL that naphost.dll's clients use. */
#include <windows.h>
#include <unknwn.h>

#include <initguid.h>

#include "napmanagement.h"
#include "napservermanagement.h"
#include "napsystemhealthagent.h"
#include "napsystemhealthvalidator.h"
