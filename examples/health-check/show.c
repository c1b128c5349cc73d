/* SPDX-License-Identifier: MIT */
/* See show.h. */
#include "show.h"

#include <objbase.h>

#include "sohprint.h"
#include "textoutput.h"

static HRESULT printAttribute(Text *text, INapSoHProcessor *processor, UINT16 location,
                              SohContext *context)
{
    SoHAttributeType type;
    SoHAttributeValue *value;
    HRESULT hr = INapSoHProcessor_GetAttribute(processor, location, &type, &value);

    if (SUCCEEDED(hr)) {
        SohPrintAttribute(text, 2, location, context, type, value);
        FreeSoHAttributeValue(type, value);
    }
    return hr;
}

static HRESULT print(Text *text, INapSoHProcessor *processor, const SoH *soh, BOOL isRequest)
{
    SohContext context = {0};
    UINT16 count = 0;
    HRESULT hr = INapSoHProcessor_Initialize(processor, soh, isRequest, NULL);

    if (SUCCEEDED(hr)) {
        hr = INapSoHProcessor_GetNumberOfAttributes(processor, &count);
    }
    for (UINT16 i = 0; SUCCEEDED(hr) && i < count; i++) {
        hr = printAttribute(text, processor, i, &context);
    }
    return hr;
}

HRESULT ShowSoH(const char *title, const SoH *soh, BOOL isRequest)
{
    INapSoHProcessor *processor;
    Text text;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHProcessor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHProcessor, (void **)&processor);

    if (FAILED(hr)) {
        return hr;
    }
    TextInit(&text);
    TextFormat(&text, "\n%s\n", title);
    hr = print(&text, processor, soh, isRequest);
    if (SUCCEEDED(hr) && !TextOutput(&text, STD_OUTPUT_HANDLE)) {
        hr = E_OUTOFMEMORY;
    }
    TextFree(&text);
    INapSoHProcessor_Release(processor);
    return hr;
}
