/* SPDX-License-Identifier: MIT */
/* Defines the GUIDs of the IDL that qutil.dll uses. */
#include <windows.h>
#include <unknwn.h>

#include <initguid.h>

#include "napprotocol.h"
