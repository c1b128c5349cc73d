/* SPDX-License-Identifier: MIT */
/* See describe.h. */
#include "describe.h"

#include "allocator.h"

HRESULT DescribeHost(BOOL *isEnabled, CountedString **name, CountedString **description,
                     CountedString **protocolVersion)
{
    static const WCHAR *const texts[] = {
        L"qutil NAP host",
        L"Health is checked inside this process; no access is granted or refused.",
        L"1.0",
    };
    CountedString **const results[] = {name, description, protocolVersion};
    CountedString *made[ARRAYSIZE(texts)] = {NULL};
    HRESULT hr = isEnabled ? S_OK : E_INVALIDARG;

    for (size_t i = 0; i < ARRAYSIZE(results); i++) {
        if (results[i]) {
            *results[i] = NULL;
        } else {
            hr = E_INVALIDARG;
        }
    }
    for (size_t i = 0; i < ARRAYSIZE(texts) && SUCCEEDED(hr); i++) {
        hr = AllocatorNewCountedString(&made[i], texts[i]);
    }
    for (size_t i = 0; i < ARRAYSIZE(made); i++) {
        if (SUCCEEDED(hr)) {
            *results[i] = made[i];
        } else {
            AllocatorFreeCountedString(made[i]);
        }
    }
    if (isEnabled) {
        *isEnabled = SUCCEEDED(hr);
    }
    return hr;
}
