/* SPDX-License-Identifier: MIT */
/*
 * Defines the GUIDs of COM that the server uses. libuuid has them too, but in an object file that
 * adds some 8 KB of others.
 */
#include <windows.h>
#include <unknwn.h>
#include <objidl.h>

#include <initguid.h>

/* COM's first interfaces differ only in the first number of their ids. */
#define DEFINE_OLE_ID(name, number)                                                                \
    DEFINE_GUID(name, number, 0x0000, 0x0000, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46)

DEFINE_OLE_ID(IID_IUnknown, 0);
DEFINE_OLE_ID(IID_IClassFactory, 1);
DEFINE_OLE_ID(IID_IMarshal, 3);
DEFINE_GUID(IID_IAgileObject, 0x94EA2B94, 0xE9CC, 0x49E0, 0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B,
            0x90);
