/* SPDX-License-Identifier: MIT */
/*
 * The headers with the MSVC ABI, in C and in C++ (the build chooses): clang with Wine's Windows
 * headers. Compiled, never linked.
 */
#include "windows-sdk.h"

#define COBJMACROS
#include <naputil.h>
#include <napcommon.h>
#include <napsystemhealthagent.h>
#include <napsystemhealthvalidator.h>
#include <napcertrelyingparty.h>
#include <naperror.h>
#include <napmicrosoftvendorids.h>

#ifdef __cplusplus

static constexpr unsigned HexDigit(char c)
{
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'A' + 10);
}

/* The value of so many hexadecimal digits. */
static constexpr unsigned long Hex(const char *text, int digits)
{
    unsigned long value = 0;
    for (int i = 0; i < digits; ++i) {
        value = value * 16 + HexDigit(text[i]);
    }
    return value;
}

static constexpr bool IsId(const GUID &id, const char *text)
{
    bool same =
        id.Data1 == Hex(text, 8) && id.Data2 == Hex(text + 9, 4) && id.Data3 == Hex(text + 14, 4);
    for (int i = 0; i < 8; ++i) {
        same = same && id.Data4[i] == Hex(text + 19 + 2 * i + (i > 1), 2);
    }
    return same;
}

#define CLASS_ID(name, text)     static_assert(IsId(__uuidof(name), text), #name);
#define INTERFACE_ID(name, text) static_assert(IsId(__uuidof(name), text), #name);
#include "ids.inc"

static_assert(NAP_E_INVALID_PACKET == static_cast<HRESULT>(0x80270001), "an error code");
static_assert(NapSystemId == 0x00013700, "a vendor id");

#else

#include "sizes.c"

/* Every function and method has the type that a program written for it expects. */
HRESULT Build(INapSoHConstructor *constructor, SoH **soh);
HRESULT Build(INapSoHConstructor *constructor, SoH **soh)
{
    HRESULT hr = INapSoHConstructor_Initialize(constructor, NapSystemId, TRUE);

    if (SUCCEEDED(hr)) {
        hr = INapSoHConstructor_GetSoH(constructor, soh);
    }
    return hr;
}

#endif
