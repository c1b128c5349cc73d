/* SPDX-License-Identifier: MIT */
/* See hresultname.h. */
#include "hresultname.h"

#include <stdio.h>

#include "naperror.h"

#define NAME(hr)                                                                                   \
    {                                                                                              \
        (UINT32)(hr), #hr                                                                          \
    }

/* Numbers stand for names that the native build lacks. */
static const struct {
    UINT32 hr;
    const char *name;
} names[] = {
    NAME(S_OK),
    {0x00000001, "S_FALSE"},
    {0x80004001, "E_NOTIMPL"},
    {0x80004002, "E_NOINTERFACE"},
    {0x80004003, "E_POINTER"},
    {0x80004005, "E_FAIL"},
    NAME(E_UNEXPECTED),
    {0x80040110, "CLASS_E_NOAGGREGATION"},
    {0x80040111, "CLASS_E_CLASSNOTAVAILABLE"},
    {0x80040154, "REGDB_E_CLASSNOTREG"},
    {0x80070002, "HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)"},
    {0x80070005, "E_ACCESSDENIED"},
    NAME(E_OUTOFMEMORY),
    NAME(E_INVALIDARG),
    {0x800704DF, "HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)"},
    NAME(NAP_E_INVALID_PACKET),
    NAME(NAP_E_MISSING_SOH),
    NAME(NAP_E_CONFLICTING_ID),
    NAME(NAP_E_NO_CACHED_SOH),
    NAME(NAP_E_STILL_BOUND),
    NAME(NAP_E_NOT_REGISTERED),
    NAME(NAP_E_NOT_INITIALIZED),
    NAME(NAP_E_MISMATCHED_ID),
    NAME(NAP_E_NOT_PENDING),
    NAME(NAP_E_ID_NOT_FOUND),
    NAME(NAP_E_MAXSIZE_TOO_SMALL),
    NAME(NAP_E_SERVICE_NOT_RUNNING),
    NAME(NAP_S_CERT_ALREADY_PRESENT),
    NAME(NAP_E_ENTITY_DISABLED),
    NAME(NAP_E_NETSH_GROUPPOLICY_ERROR),
    NAME(NAP_E_TOO_MANY_CALLS),
    NAME(NAP_E_SHV_CONFIG_EXISTED),
    NAME(NAP_E_SHV_CONFIG_NOT_FOUND),
    NAME(NAP_E_SHV_TIMEOUT),
};

const char *HResultName(HRESULT hr)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (names[i].hr == (UINT32)hr) {
            return names[i].name;
        }
    }
    return NULL;
}

const char *HResultText(HRESULT hr, char *room, size_t size)
{
    const char *name = HResultName(hr);

    snprintf(room, size, "0x%08X%s%s", (unsigned)hr, name ? " " : "", name ? name : "");
    return room;
}
