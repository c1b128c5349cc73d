/* SPDX-License-Identifier: MIT */
/*
 * What the tests of naphost.dll share: the DLL, in a registry of the test's own, and pairs of an
 * agent and the validator that judges it (scriptedpair.h). For cmocka's thread, unless a comment
 * says otherwise.
 */
#ifndef TESTS_NAPHOST_NAPHOSTTEST_H
#define TESTS_NAPHOST_NAPHOSTTEST_H

#include "qutiltest.h"

#include "naphostdll.h"
#include "scriptedpair.h"

/* How long a test waits for what should be there at once: busy machines and emulation are slow. */
#define PATIENCE_MS 60000

extern NaphostDll Host;
extern NaphostRegistry HostRegistry;

/* A group's set-up and teardown; the first enters the multithreaded apartment. */
int HostSetUp(void **state);
int HostTearDown(void **state);
/* The same with a clock that runs faster in the DLL (fastclock.h). */
int HostSetUpFast(void **state);
/* The same without an apartment. */
int HostSetUpOutside(void **state);
int HostTearDownOutside(void **state);

/* Makes a pair with an id of this test's. Must be called in the multithreaded apartment. */
void PairInit(Pair *pair, unsigned number);
void PairRegister(Pair *pair);
void PairBind(Pair *pair);
/* Does nothing if it isn't bound. Nobody holds the callback afterwards. */
void PairUnbind(Pair *pair);
void PairUnregister(Pair *pair);
/* Waits until the host holds nothing of the pair. */
void PairFree(Pair *pair);

/* All of that for several pairs, numbered from `first`. */
void PairsBegin(Pair *pairs, unsigned count, unsigned first);
void PairsEnd(Pair *pairs, unsigned count);

/* Triggers a check by the first pair, and waits until all agents have their response. */
void PairsCheck(Pair *pairs, unsigned count);

/* Waits until `count` calls of that method have ended. */
void PairAwait(Pair *pair, AgentMethod method, unsigned count);

/* What the binding's GetSystemIsolationInfo answers. Any thread may call it; 0: it failed. */
IsolationState BindingState(INapSystemHealthAgentBinding *binding);

/* The state becomes this one soon. */
void ExpectState(const Pair *pair, IsolationState state);

/* The first code of the attribute of that type, or 0xFFFFFFFF: there is none. */
DWORD SoHCode(const SoH *soh, SoHAttributeType type);
/* The value of the attribute FailureCategory, or failureCategoryNone. */
FailureCategory SoHCategory(const SoH *soh);

/* All objects, threads and locks of the host are gone soon. */
void ExpectUnused(void);

#endif
