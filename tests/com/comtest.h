/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the two COM classes share. They use only those functions of objects.h that
 * take no trial; the registry isn't used, so the object always comes from our DLL. All functions
 * here are for cmocka's thread only.
 */
#ifndef TESTS_COM_COMTEST_H
#define TESTS_COM_COMTEST_H

#include "qutiltest.h"

#include "objects.h"

extern QutilDll server;

/* A group's set-up: loads qutil.dll into server. */
int ServerSetUp(void **state);

INapSoHConstructor *TestConstructorNew(void);
INapSoHConstructor *TestConstructorBegin(SystemHealthEntityId id, BOOL isRequest);
SoH *TestConstructorSoH(INapSoHConstructor *constructor);
void TestConstructorExpect(INapSoHConstructor *constructor, const SoH *expected);
INapSoHProcessor *TestProcessorNew(void);
INapSoHProcessor *TestProcessorOver(const SoH *soh, BOOL isRequest);

/* Every method that reads answers as before Initialize, and sets its outputs as promised. */
void TestProcessorExpectEmpty(INapSoHProcessor *processor);

/* The processor returns exactly these attributes, byte for byte. */
void TestProcessorExpect(INapSoHProcessor *processor, const SoH *expected);

#endif
