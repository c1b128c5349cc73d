/* SPDX-License-Identifier: MIT */
/*
 * The operations. Each is a complete use of a part of the DLL: it checks every result against the
 * documentation, and frees everything.
 */
#ifndef TESTS_ENDURANCE_OPERATIONS_H
#define TESTS_ENDURANCE_OPERATIONS_H

#include "user.h"

typedef struct Operation {
    const char *name;
    void (*run)(User *user);
    UINT32 weight; /* how often it is chosen, relative to the others */
} Operation;

/* memoryuse.c: Alloc* and Free*. */
void UseConnections(User *user);
void UseCountedString(User *user);
void UseFixupInfo(User *user);
void UseFilledStructures(User *user);
void UseClientsSoH(User *user);
void UseRegistrationInfo(User *user);
void UseAttributeValues(User *user);
void UseNullPointers(User *user);

/* sohuse.c: objects that only this thread uses. */
void UseConstructor(User *user);
void UseProcessor(User *user);
void UseValidate(User *user);
void UseBrokenStatement(User *user);
void UseRefusals(User *user);

/* shareduse.c: objects that all threads use at once. */
void UseSharedProcessor(User *user);
void UseSharedConstructor(User *user);

/* Create and release the shared objects. One thread calls these while no other works. */
void SharedBegin(User *user);
void SharedEnd(void);

/* comuse.c: the COM server. */
void UseFactory(User *user);
void UseMarshaler(User *user);

/* shortage.c: memory runs out at each allocation. Without the spy the same calls succeed. */
void UseShortage(User *user);

/* notifieruse.c: subscriptions from all threads at once. */
void UseNotifier(User *user);
void UseNotifierWrongly(User *user);

/* Ends subscriptions that UseNotifier has left. */
void NotifierEnd(void);

extern const Operation Operations[];
extern const UINT32 OperationCount;

/* Call this before the others. */
void OperationsBegin(void);

/* A random operation's number, by weight. */
UINT32 OperationsPick(Chance *chance);

#endif
