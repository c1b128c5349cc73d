/* SPDX-License-Identifier: MIT */
/* See apartment.h. */
#undef _WIN32_WINNT
#define _WIN32_WINNT 0x0601 /* CoGetApartmentType */
#include "apartment.h"

#include <objbase.h>
#include <objidl.h>

static const CLSID inProcessFreeMarshaler = {
    0x0000033A, 0x0000, 0x0000, {0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46}};

/* An object that marshals itself as a pointer says so by the class of its unmarshaler. */
static BOOL isFreeThreaded(IUnknown *object)
{
    IMarshal *marshal = NULL;
    CLSID class = {0};
    BOOL isFree;

    if (FAILED(IUnknown_QueryInterface(object, &IID_IMarshal, (void **)&marshal)) || !marshal) {
        return FALSE;
    }
    isFree = SUCCEEDED(IMarshal_GetUnmarshalClass(marshal, &IID_IUnknown, object, MSHCTX_INPROC,
                                                  NULL, MSHLFLAGS_NORMAL, &class)) &&
             IsEqualCLSID(&class, &inProcessFreeMarshaler);
    IMarshal_Release(marshal);
    return isFree;
}

static BOOL isAgile(IUnknown *object)
{
    IUnknown *agile = NULL;

    if (SUCCEEDED(IUnknown_QueryInterface(object, &IID_IAgileObject, (void **)&agile)) && agile) {
        IUnknown_Release(agile);
        return TRUE;
    }
    return isFreeThreaded(object);
}

HRESULT ApartmentCanCall(IUnknown *callback, const char **apartment)
{
    APTTYPE type;
    APTTYPEQUALIFIER qualifier;
    HRESULT hr = CoGetApartmentType(&type, &qualifier);

    *apartment = "none";
    if (FAILED(hr)) {
        return hr;
    }
    switch (type) {
    case APTTYPE_STA:
    case APTTYPE_MAINSTA:
        *apartment = "sta";
        return isAgile(callback) ? S_OK : RPC_E_WRONG_THREAD;
    case APTTYPE_NA:
        *apartment = "neutral";
        return S_OK;
    default:
        *apartment = "mta";
        return S_OK;
    }
}
