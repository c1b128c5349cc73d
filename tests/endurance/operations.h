/* SPDX-License-Identifier: MIT */
/*
 * The operations: each uses the DLL from a begin to an end, demands of every call just what the
 * documentation promises of it, and leaves nothing behind.
 */
#ifndef TESTS_ENDURANCE_OPERATIONS_H
#define TESTS_ENDURANCE_OPERATIONS_H

#include "user.h"

typedef struct Operation {
    const char *name;
    void (*run)(User *user);
    UINT32 weight; /* how often it comes, compared with the others */
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

/* sohuse.c: objects of the thread's own. */
void UseConstructor(User *user);
void UseProcessor(User *user);
void UseValidate(User *user);
void UseBrokenStatement(User *user);
void UseRefusals(User *user);

/* shareduse.c: objects that all threads use at once. */
void UseSharedProcessor(User *user);
void UseSharedConstructor(User *user);

/* Makes the shared objects, and lets go of them. One thread calls these, while no other works. */
void SharedBegin(User *user);
void SharedEnd(void);

/* comuse.c: the COM server. */
void UseFactory(User *user);
void UseMarshaler(User *user);

/* shortage.c: no memory, at each allocation; without the spy, the same calls succeed. */
void UseShortage(User *user);

/* notifieruse.c: subscriptions from all threads at once. */
void UseNotifier(User *user);
void UseNotifierWrongly(User *user);

/* Ends what UseNotifier left. */
void NotifierEnd(void);

extern const Operation Operations[];
extern const UINT32 OperationCount;

/* To be called before the others. */
void OperationsBegin(void);

/* An operation's number, by chance and weight. */
UINT32 OperationsPick(Chance *chance);

#endif
