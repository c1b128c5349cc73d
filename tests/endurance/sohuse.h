/* SPDX-License-Identifier: MIT */
/* Objects that hold a statement, for whichever operation needs one. */
#ifndef TESTS_ENDURANCE_SOHUSE_H
#define TESTS_ENDURANCE_SOHUSE_H

#include "library.h"
#include "user.h"

INapSoHConstructor *NewConstructor(void);
INapSoHProcessor *NewProcessor(void);

/* Makes the object say what the statement says, and demands that it does so. */
void FillConstructor(User *user, INapSoHConstructor *constructor, const Statement *statement);
void FillProcessor(INapSoHProcessor *processor, const Statement *statement);

/* Demands that an attribute read by itself is the statement's. */
void ReadAttribute(INapSoHProcessor *processor, const Statement *statement, UINT16 location);

#endif
