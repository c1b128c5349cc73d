// SPDX-License-Identifier: MIT
//
// A System Health Agent's side of a Statement of Health (SoH), in C++: makes one, counts its
// attributes, frees it. It links two libraries: qutil's, for the functions and the class and
// interface ids, and ole32, for COM.

#include <naputil.h>

#include <stdio.h>

// Number 1 of the enterprise 32473, which is reserved for examples (RFC 5612).
static const UINT32 enterprise = 32473;
static const SystemHealthEntityId agentId = enterprise << 8 | 1;

static HRESULT Build(INapSoHConstructor *constructor, SoH **soh)
{
    BYTE data[] = {1, 0};
    SoHAttributeValue value = {};

    value.vendorSpecificVal.vendorId = enterprise;
    value.vendorSpecificVal.size = sizeof data;
    value.vendorSpecificVal.vendorSpecificData = data;

    HRESULT hr = constructor->Initialize(agentId, TRUE);
    if (SUCCEEDED(hr)) {
        hr = constructor->AppendAttribute(sohAttributeTypeVendorSpecific, &value);
    }
    return SUCCEEDED(hr) ? constructor->GetSoH(soh) : hr;
}

static int Run()
{
    INapSoHConstructor *constructor = nullptr;
    SoH *soh = nullptr;

    HRESULT hr = CoCreateInstance(CLSID_NapSoHConstructor, nullptr, CLSCTX_INPROC_SERVER,
                                  IID_INapSoHConstructor, reinterpret_cast<void **>(&constructor));
    if (FAILED(hr)) {
        printf("NapSoHConstructor can't be created: 0x%08lx\n", static_cast<unsigned long>(hr));
        return 1;
    }

    hr = Build(constructor, &soh);
    constructor->Release();
    if (FAILED(hr)) {
        printf("No Statement of Health: 0x%08lx\n", static_cast<unsigned long>(hr));
        return 1;
    }
    printf("C++: a Statement of Health with %u attributes\n", static_cast<unsigned>(soh->count));
    FreeSoH(soh);
    return 0;
}

int main()
{
    HRESULT hr = CoInitializeEx(nullptr, COINIT_MULTITHREADED);

    if (FAILED(hr)) {
        printf("COM can't be initialised: 0x%08lx\n", static_cast<unsigned long>(hr));
        return 1;
    }
    int result = Run();
    CoUninitialize();
    return result;
}
