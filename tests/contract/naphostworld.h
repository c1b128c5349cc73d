/* SPDX-License-Identifier: MIT */
/*
 * What a rule for naphost.dll works with: the DLL, a registry of this process alone, and a few
 * agents and validators with their registrations and bindings. When the rule ends, all of it ends.
 * Functions end the trial where they fail, so they are for the rule's own thread.
 */
#ifndef TESTS_CONTRACT_NAPHOSTWORLD_H
#define TESTS_CONTRACT_NAPHOSTWORLD_H

#include "trial.h"

#include <objbase.h>

#include "naperror.h"
#include "naphostdll.h"
#include "scriptedagent.h"
#include "scriptedvalidator.h"
#include "sohliteral.h"

#define WORLD_SIZE 3 /* agents, and validators */

/* How long to wait for a call that should come soon, in milliseconds: the machine may be busy. */
DWORD WorldPatience(void);

/* HRESULTs that win32.h has as numbers only. */
#define ALREADY_INITIALIZED HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)
#define AGENT_UNAVAILABLE   HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE)
#define AGENT_TIMEOUT       HRESULT_FROM_WIN32(ERROR_TIMEOUT)

/* A validator's code for "unhealthy" in Microsoft's sample. */
#define UNHEALTHY ((HRESULT)0x80270050)

typedef struct World {
    Trial *trial;
    const NaphostDll *host;
    NaphostRegistry registry;
    ScriptedAgent agents[WORLD_SIZE];
    INapSystemHealthAgentBinding *bindings[WORLD_SIZE];
    BOOL isRegistered[WORLD_SIZE];
    ScriptedValidator validators[WORLD_SIZE];
    BOOL isOffered[WORLD_SIZE];
    HANDLE marks[WORLD_SIZE]; /* agents that seem to be bound in another process */
    INapClientManagement2 *client;
    INapServerManagement *server;
    INapServerInfo *info;
} World;

/* A state, as both GetSystemIsolationInfoEx return it. */
typedef struct WorldState {
    IsolationState state;
    ExtendedIsolationState extended;
    BOOL isUnknown;
} WorldState;

/* The DLL, which is loaded once in a process. */
const NaphostDll *WorldHost(Trial *trial);
World *WorldBegin(Trial *trial);
/* Ends all but the DLL, also before the rule's end. */
void WorldEnd(World *world);

/* The id of agent and validator n. They are in the order of n. */
SystemHealthEntityId WorldId(unsigned n);

/* An object of naphost.dll. The caller releases it. */
void *WorldCreate(World *world, REFCLSID clsid, REFIID riid);

/* Registers. */
void WorldAgent(World *world, unsigned n);
void WorldValidator(World *world, unsigned n);
/* Registers the agent if it isn't, and binds it. */
INapSystemHealthAgentBinding *WorldBind(World *world, unsigned n);
/* Uninitialize and Release. */
void WorldUnbind(World *world, unsigned n);
/* From now on the agent seems to be bound in another process. */
void WorldMark(World *world, unsigned n);
/*
 * Both, bound, and content with each other: the agent always sends the same statement, with the
 * byte 0xAA, and says that it differs from the last one; the validator answers that it is healthy.
 */
void WorldPair(World *world, unsigned n);
/* A world with the pair 0. */
World *WorldBeginPair(Trial *trial);

/* Statements, valid until the rule ends. */
const SoH *WorldSoH(World *world, unsigned n, const SoHAttribute *more, UINT16 count);
const SoH *WorldRequest(World *world, unsigned n, BYTE byte);  /* with a vendor's byte */
const SoH *WorldCodes(World *world, unsigned n, HRESULT code); /* with one compliance code */
/* What the host makes itself: category and code. */
const SoH *WorldMade(World *world, unsigned n, FailureCategory category, HRESULT code);
void WorldExpectSoH(World *world, const char *what, const SoH *found, const SoH *expected);

void WorldNotify(World *world, unsigned n);
/* Triggers a check, and waits until agent n has processed a response and was asked for repair. */
void WorldExchange(World *world, unsigned n);
/*
 * Triggers another check, and waits until it asks agent n: then all that belongs to the check
 * before is over. The rule looks at the calls before it only: WorldCalls.
 */
void WorldBarrier(World *world, unsigned n);
/* The agent's calls before the last GetSoHRequest, in letters (scriptedagent.h). */
void WorldCalls(World *world, unsigned n, char *letters, size_t size);
/* The same without S: whether the state changes depends on what the process did before. */
void WorldCallsButState(World *world, unsigned n, char *letters, size_t size);
void WorldExpectCalls(World *world, unsigned n, const char *expected);
void WorldExpectCallsButState(World *world, unsigned n, const char *expected);

/* Call n of the validator. It must have come. */
ValidatorCall WorldValidation(World *world, unsigned n, unsigned number);
AgentCall WorldCall(World *world, unsigned n, AgentMethod method, unsigned number);

WorldState WorldIsolation(World *world);
void WorldExpectState(World *world, IsolationState state, BOOL isUnknown);

/* Below Software\qutil\NapHost of the root that this process writes: the 64-bit view. */
HKEY WorldRoot(World *world);
/* The root that it doesn't write. */
HKEY WorldOtherRoot(World *world);
/* "x64\\Agents\\000137F0" and so on, with a prefix; the caller's buffer. */
#define WORLD_NAME 120
void WorldKeyName(WCHAR *name, const WCHAR *kind, SystemHealthEntityId id);
/* Sets a value in such a key, which must exist. */
void WorldSetDword(World *world, const WCHAR *kind, SystemHealthEntityId id, const WCHAR *value,
                   DWORD number);

/* Is this process elevated, so that it reads and writes HKEY_LOCAL_MACHINE only? */
BOOL WorldIsElevated(void);

#endif
