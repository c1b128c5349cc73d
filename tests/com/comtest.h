/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the two COM classes share. The classes are created through DllGetClassObject,
 * found with GetProcAddress. The registry isn't used, so the object always comes from our DLL.
 *
 * Functions marked "Doesn't assert" may be called on any thread, all others only on cmocka's.
 */
#ifndef TESTS_COM_COMTEST_H
#define TESTS_COM_COMTEST_H

#include "qutiltest.h"
#include "sohliteral.h"

typedef struct Server {
    HMODULE module;
    HRESULT(WINAPI *getClassObject)(REFCLSID clsid, REFIID riid, void **result);
    HRESULT(WINAPI *canUnloadNow)(void);
    HRESULT(WINAPI *registerServer)(void);
    HRESULT(WINAPI *unregisterServer)(void);
} Server;

extern Server server;

/* FALSE if the file can't be loaded or lacks one of the four. Doesn't assert. */
BOOL ServerLoad(Server *loaded, const WCHAR *path);

/* A group's set-up: loads qutil.dll into server. */
int ServerSetUp(void **state);

/* The class factory's CreateInstance. Doesn't assert. */
HRESULT ServerCreate(REFCLSID clsid, REFIID riid, void **result);

INapSoHConstructor *ConstructorNew(void);
INapSoHConstructor *ConstructorBegin(SystemHealthEntityId id, BOOL isRequest);
SoH *ConstructorSoH(INapSoHConstructor *constructor);
void ConstructorExpect(INapSoHConstructor *constructor, const SoH *expected);
INapSoHProcessor *ProcessorNew(void);
INapSoHProcessor *ProcessorOver(const SoH *soh, BOOL isRequest);

/* Every method that reads answers as before Initialize, and sets its outputs as promised. */
void ProcessorExpectEmpty(INapSoHProcessor *processor);

/* The processor returns exactly these attributes, byte for byte. */
void ProcessorExpect(INapSoHProcessor *processor, const SoH *expected);

#endif
