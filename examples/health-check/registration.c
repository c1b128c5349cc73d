/* SPDX-License-Identifier: MIT */
/* See registration.h. */
#include "registration.h"

#include <objbase.h>
#include <string.h>

#include "contoso.h"

/*
 * One class that describes the component in the user's language (INapComponentInfo) would serve
 * both sides. It is optional, and this example has none.
 */
static const CLSID infoClass = {
    0x9B1A5E0C, 0x3C34, 0x4D0B, {0x8E, 0x5B, 0x7D, 0x1F, 0x40, 0x2A, 0x66, 0x01}};

/* The structure goes, and what it points to stays: each is a block of its own. */
static HRESULT copyString(CountedString *to, const WCHAR *text)
{
    CountedString *copy;
    HRESULT hr = AllocCountedString(&copy, text);

    if (SUCCEEDED(hr)) {
        *to = *copy;
        CoTaskMemFree(copy);
    }
    return hr;
}

HRESULT RegistrationFill(NapComponentRegistrationInfo *info, const WCHAR *friendlyName,
                         const WCHAR *description)
{
    HRESULT hr;

    memset(info, 0, sizeof(*info));
    info->id = CONTOSO_ID;
    info->infoClsid = infoClass;
    hr = copyString(&info->friendlyName, friendlyName);
    if (SUCCEEDED(hr)) {
        hr = copyString(&info->description, description);
    }
    if (SUCCEEDED(hr)) {
        hr = copyString(&info->version, L"1.0");
    }
    if (SUCCEEDED(hr)) {
        hr = copyString(&info->vendorName, L"Contoso");
    }
    return hr;
}

void RegistrationClear(NapComponentRegistrationInfo *info)
{
    CoTaskMemFree(info->friendlyName.string);
    CoTaskMemFree(info->description.string);
    CoTaskMemFree(info->version.string);
    CoTaskMemFree(info->vendorName.string);
}
