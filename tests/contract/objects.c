/* SPDX-License-Identifier: MIT */
/* See objects.h. */
#include "objects.h"

#include <stdlib.h>
#include <wchar.h>

HRESULT ObjectCreate(const QutilDll *library, REFCLSID clsid, REFIID riid, void **object)
{
    IClassFactory *factory = NULL;
    HRESULT hr = library->DllGetClassObject(clsid, &IID_IClassFactory, (void **)&factory);

    *object = NULL;
    if (SUCCEEDED(hr)) {
        hr = factory->lpVtbl->CreateInstance(factory, NULL, riid, object);
        factory->lpVtbl->Release(factory);
    }
    return hr;
}

void ObjectByCom(Trial *trial, HMODULE module, REFCLSID clsid, REFIID riid, const char *call)
{
    IUnknown *object = NULL;
    MEMORY_BASIC_INFORMATION memory;
    HRESULT hr = CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, riid, (void **)&object);

    TrialExpectHr(trial, call, hr, S_OK);
    VirtualQuery(object->lpVtbl->Release, &memory, sizeof(memory));
    object->lpVtbl->Release(object);
    TrialExpect(trial, memory.AllocationBase == (void *)module,
                "%s: the object comes from another DLL", call);
}

/* The path of a file beside the DLL; the caller frees it. NULL if there is none. */
static WCHAR *fileBeside(const WCHAR *dll, const WCHAR *name)
{
    const WCHAR *slash = wcsrchr(dll, L'\\');
    size_t folder = slash ? (size_t)(slash - dll) + 1 : 0;
    WCHAR *path = calloc(folder + wcslen(name) + 1, sizeof(*path));

    if (path) {
        wmemcpy(path, dll, folder);
        wcscpy(path + folder, name);
    }
    if (path && (folder == 0 || GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES)) {
        free(path);
        path = NULL;
    }
    return path;
}

void ManifestBegin(Trial *trial, Manifest *manifest, const WCHAR *dll, const WCHAR *name)
{
    WCHAR *path = fileBeside(dll, name);
    ACTCTXW request = {.cbSize = sizeof(request), .lpSource = path};

    if (!path) {
        TrialUnable(trial, "There is no %ls beside the DLL", name);
    }
    manifest->context = CreateActCtxW(&request);
    free(path);
    TrialExpect(trial, manifest->context != INVALID_HANDLE_VALUE,
                "CreateActCtx refuses the manifest (error %lu)", GetLastError());
    if (!ActivateActCtx(manifest->context, &manifest->cookie)) {
        TrialUnable(trial, "The activation context can't be activated");
    }
}

void ManifestEnd(Manifest *manifest)
{
    DeactivateActCtx(0, manifest->cookie);
    ReleaseActCtx(manifest->context);
}

IClassFactory *FactoryOf(Trial *trial, REFCLSID clsid)
{
    IClassFactory *factory = NULL;

    TrialExpectHr(trial, "DllGetClassObject",
                  trial->library->DllGetClassObject(clsid, &IID_IClassFactory, (void **)&factory),
                  S_OK);
    TrialExpect(trial, factory != NULL, "DllGetClassObject gave no factory");
    return factory;
}

INapSoHConstructor *ConstructorNew(Trial *trial)
{
    INapSoHConstructor *constructor = NULL;

    TrialExpectHr(trial, "Creating a NapSoHConstructor",
                  ObjectCreate(trial->library, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor,
                               (void **)&constructor),
                  S_OK);
    TrialExpect(trial, constructor != NULL, "CreateInstance gave no NapSoHConstructor");
    return constructor;
}

INapSoHConstructor *ConstructorBegin(Trial *trial, SystemHealthEntityId id, BOOL isRequest)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    TrialExpectHr(trial, "Constructor.Initialize",
                  constructor->lpVtbl->Initialize(constructor, id, isRequest), S_OK);
    return constructor;
}

void ConstructorAppend(Trial *trial, INapSoHConstructor *constructor, SoHAttributeType type,
                       const SoHAttributeValue *value)
{
    TrialExpectHr(trial, "AppendAttribute",
                  constructor->lpVtbl->AppendAttribute(constructor, type, value), S_OK);
}

SoH *ConstructorSoH(Trial *trial, INapSoHConstructor *constructor)
{
    SoH *soh = NULL;

    TrialExpectHr(trial, "GetSoH", constructor->lpVtbl->GetSoH(constructor, &soh), S_OK);
    TrialExpect(trial, soh != NULL, "GetSoH gave no SoH");
    return soh;
}

void ConstructorExpect(Trial *trial, INapSoHConstructor *constructor, const SoH *expected)
{
    SoH *soh = ConstructorSoH(trial, constructor);

    TrialExpectNumber(trial, "The number of attributes in the SoH", soh->count, expected->count);
    TrialExpect(trial, SohEqual(soh, expected), "The SoH holds other bytes than expected");
    trial->library->FreeSoH(soh);
}

INapSoHProcessor *ProcessorNew(Trial *trial)
{
    INapSoHProcessor *processor = NULL;

    TrialExpectHr(trial, "Creating a NapSoHProcessor",
                  ObjectCreate(trial->library, &CLSID_NapSoHProcessor, &IID_INapSoHProcessor,
                               (void **)&processor),
                  S_OK);
    TrialExpect(trial, processor != NULL, "CreateInstance gave no NapSoHProcessor");
    return processor;
}

INapSoHProcessor *ProcessorOver(Trial *trial, const SoH *soh, BOOL isRequest)
{
    INapSoHProcessor *processor = ProcessorNew(trial);
    SystemHealthEntityId id = SEED_U32;

    TrialExpectHr(trial, "Processor.Initialize",
                  processor->lpVtbl->Initialize(processor, soh, isRequest, &id), S_OK);
    return processor;
}

/*
 * A processor has no method that returns bytes, so the value goes through a constructor, after an
 * id that doesn't matter.
 */
static void expectValue(Trial *trial, const SoHAttribute *expected, SoHAttributeType type,
                        const SoHAttributeValue *value)
{
    const BOOL isId = type == sohAttributeTypeSystemHealthId;
    INapSoHConstructor *constructor = ConstructorBegin(trial, isId ? value->idVal : 0, TRUE);
    SoHAttribute attributes[] = {ATTRIBUTE(2, 0, 0, 0, 0), *expected};
    const SoH both = SOH_OF(attributes);
    const SoH only = {1, &attributes[1]};

    if (!isId) {
        ConstructorAppend(trial, constructor, type, value);
    }
    ConstructorExpect(trial, constructor, isId ? &only : &both);
    constructor->lpVtbl->Release(constructor);
}

void ProcessorExpect(Trial *trial, INapSoHProcessor *processor, const SoH *expected)
{
    UINT16 count = SEED_U16;

    TrialExpectHr(trial, "GetNumberOfAttributes",
                  processor->lpVtbl->GetNumberOfAttributes(processor, &count), S_OK);
    TrialExpectNumber(trial, "The number of attributes", count, expected->count);
    for (UINT16 i = 0; i < count; i++) {
        SoHAttributeType type = 0;
        SoHAttributeValue *value = SEED;

        TrialExpectHr(trial, "GetAttribute",
                      processor->lpVtbl->GetAttribute(processor, i, &type, &value), S_OK);
        TrialExpectNumber(trial, "The type of an attribute", (unsigned long)type,
                          expected->attributes[i].type);
        expectValue(trial, &expected->attributes[i], type, value);
        trial->library->FreeSoHAttributeValue(type, value);
    }
}

void ProcessorExpectEmpty(Trial *trial, INapSoHProcessor *processor)
{
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SEED;
    UINT16 number = SEED_U16;

    TrialExpectHr(trial, "GetNumberOfAttributes of an empty processor",
                  processor->lpVtbl->GetNumberOfAttributes(processor, &number),
                  NAP_E_NOT_INITIALIZED);
    TrialExpectHr(trial, "FindNextAttribute of an empty processor",
                  processor->lpVtbl->FindNextAttribute(processor, 0, 2, &number),
                  NAP_E_NOT_INITIALIZED);
    TrialExpectHr(trial, "GetAttribute of an empty processor",
                  processor->lpVtbl->GetAttribute(processor, 0, &type, &value),
                  NAP_E_NOT_INITIALIZED);
    TrialExpectNull(trial, "GetAttribute of an empty processor", value);
}
