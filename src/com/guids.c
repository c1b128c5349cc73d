/* SPDX-License-Identifier: MIT */
/*
 * Defines the ids that the DLL uses: the NAP ones as the IDL states them, and COM's own, because
 * the object of libuuid that has them brings some 8 KB of others along.
 */
#include <windows.h>
#include <unknwn.h>
#include <objidl.h>

#include <initguid.h>

#include "napprotocol.h"

/* IUnknown 0, IClassFactory 1, IMarshal 3, of the family that COM's first interfaces share. */
#define DEFINE_OLE_ID(name, number)                                                                \
    DEFINE_GUID(name, number, 0x0000, 0x0000, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46)

DEFINE_OLE_ID(IID_IUnknown, 0);
DEFINE_OLE_ID(IID_IClassFactory, 1);
DEFINE_OLE_ID(IID_IMarshal, 3);
DEFINE_GUID(IID_IAgileObject, 0x94EA2B94, 0xE9CC, 0x49E0, 0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B,
            0x90);
