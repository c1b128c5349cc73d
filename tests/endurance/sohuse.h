/* SPDX-License-Identifier: MIT */
/* Objects that hold a statement, for all operations that need one. */
#ifndef TESTS_ENDURANCE_SOHUSE_H
#define TESTS_ENDURANCE_SOHUSE_H

#include "library.h"
#include "user.h"

INapSoHConstructor *NewConstructor(void);
INapSoHProcessor *NewProcessor(void);

/* Fill an object with the statement, and check that it then holds it. */
void FillConstructor(User *user, INapSoHConstructor *constructor, const Statement *statement);
void FillProcessor(INapSoHProcessor *processor, const Statement *statement);

/* Reads one attribute and checks that it is the statement's. */
void ReadAttribute(INapSoHProcessor *processor, const Statement *statement, UINT16 location);

#endif
