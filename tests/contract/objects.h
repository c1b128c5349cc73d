/* SPDX-License-Identifier: MIT */
/*
 * The COM objects of the DLL, made through its own DllGetClassObject and never through whatever is
 * registered. A function that takes a trial ends it if it can't do its work.
 */
#ifndef TESTS_CONTRACT_OBJECTS_H
#define TESTS_CONTRACT_OBJECTS_H

#include "trial.h"

#include <objbase.h>

#include "naperror.h"
#include "sohliteral.h"

#define NOT_FOUND HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)

/* Takes no trial: for any thread. */
HRESULT ObjectCreate(const QutilDll *library, REFCLSID clsid, REFIID riid, void **object);

IClassFactory *FactoryOf(Trial *trial, REFCLSID clsid);

INapSoHConstructor *ConstructorNew(Trial *trial);
INapSoHConstructor *ConstructorBegin(Trial *trial, SystemHealthEntityId id, BOOL isRequest);
void ConstructorAppend(Trial *trial, INapSoHConstructor *constructor, SoHAttributeType type,
                       const SoHAttributeValue *value);
/* Of a new copy of the SoH. */
SoH *ConstructorSoH(Trial *trial, INapSoHConstructor *constructor);
/* What the constructor holds is just this. */
void ConstructorExpect(Trial *trial, INapSoHConstructor *constructor, const SoH *expected);

INapSoHProcessor *ProcessorNew(Trial *trial);
INapSoHProcessor *ProcessorOver(Trial *trial, const SoH *soh, BOOL isRequest);
/* What it gives are just these attributes, byte for byte. */
void ProcessorExpect(Trial *trial, INapSoHProcessor *processor, const SoH *expected);
/* Every method that reads answers as before Initialize. */
void ProcessorExpectEmpty(Trial *trial, INapSoHProcessor *processor);

/* As ID_ATTRIBUTE has it. */
#define SOME_ID 0x00013700u

#endif
