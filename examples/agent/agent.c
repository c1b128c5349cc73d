/* SPDX-License-Identifier: MIT */
/* The same as agent.cpp, in C. */

#define COBJMACROS
#include <naputil.h>

#include <stdio.h>

/* Number 1 of the enterprise 32473, which is reserved for examples (RFC 5612). */
#define ENTERPRISE 32473u
#define AGENT_ID   (ENTERPRISE << 8 | 1)

static HRESULT build(INapSoHConstructor *constructor, SoH **soh)
{
    BYTE data[] = {1, 0};
    SoHAttributeValue value;
    HRESULT hr = INapSoHConstructor_Initialize(constructor, AGENT_ID, TRUE);

    value.vendorSpecificVal.vendorId = ENTERPRISE;
    value.vendorSpecificVal.size = sizeof data;
    value.vendorSpecificVal.vendorSpecificData = data;
    if (SUCCEEDED(hr)) {
        hr =
            INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeVendorSpecific, &value);
    }
    return SUCCEEDED(hr) ? INapSoHConstructor_GetSoH(constructor, soh) : hr;
}

static int run(void)
{
    INapSoHConstructor *constructor;
    SoH *soh;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHConstructor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHConstructor, (void **)&constructor);

    if (FAILED(hr)) {
        printf("NapSoHConstructor can't be created: 0x%08lx\n", (unsigned long)hr);
        return 1;
    }
    hr = build(constructor, &soh);
    INapSoHConstructor_Release(constructor);
    if (FAILED(hr)) {
        printf("No Statement of Health: 0x%08lx\n", (unsigned long)hr);
        return 1;
    }
    printf("C: a Statement of Health with %u attributes\n", (unsigned)soh->count);
    FreeSoH(soh);
    return 0;
}

int main(void)
{
    HRESULT hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    int result;

    if (FAILED(hr)) {
        printf("COM can't be initialised: 0x%08lx\n", (unsigned long)hr);
        return 1;
    }
    result = run();
    CoUninitialize();
    return result;
}
