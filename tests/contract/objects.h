/* SPDX-License-Identifier: MIT */
/*
 * The COM objects of the DLL, made through its own DllGetClassObject, never through the registry. A
 * function that takes a trial ends it on failure.
 */
#ifndef TESTS_CONTRACT_OBJECTS_H
#define TESTS_CONTRACT_OBJECTS_H

#include "trial.h"

#include <objbase.h>

#include "naperror.h"
#include "sohliteral.h"

#define NOT_FOUND HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)

/* Takes no trial, so any thread may call it. */
HRESULT ObjectCreate(const QutilDll *library, REFCLSID clsid, REFIID riid, void **object);

/* COM creates an object, from that DLL, and releases it. */
void ObjectByCom(Trial *trial, HMODULE module, REFCLSID clsid, REFIID riid, const char *call);

/* The classes of the manifest with that name beside the DLL, as this thread's until the end. */
typedef struct Manifest {
    HANDLE context;
    ULONG_PTR cookie;
} Manifest;

void ManifestBegin(Trial *trial, Manifest *manifest, const WCHAR *dll, const WCHAR *name);
void ManifestEnd(Manifest *manifest);

IClassFactory *FactoryOf(Trial *trial, REFCLSID clsid);

INapSoHConstructor *ConstructorNew(Trial *trial);
INapSoHConstructor *ConstructorBegin(Trial *trial, SystemHealthEntityId id, BOOL isRequest);
void ConstructorAppend(Trial *trial, INapSoHConstructor *constructor, SoHAttributeType type,
                       const SoHAttributeValue *value);
/* A new copy of the constructor's SoH. */
SoH *ConstructorSoH(Trial *trial, INapSoHConstructor *constructor);
/* The constructor holds exactly this. */
void ConstructorExpect(Trial *trial, INapSoHConstructor *constructor, const SoH *expected);

INapSoHProcessor *ProcessorNew(Trial *trial);
INapSoHProcessor *ProcessorOver(Trial *trial, const SoH *soh, BOOL isRequest);
/* The processor returns exactly these attributes, byte for byte. */
void ProcessorExpect(Trial *trial, INapSoHProcessor *processor, const SoH *expected);
/* Every method that reads answers as before Initialize. */
void ProcessorExpectEmpty(Trial *trial, INapSoHProcessor *processor);

/* The same id as in ID_ATTRIBUTE. */
#define SOME_ID 0x00013700u

#endif
