/* SPDX-License-Identifier: MIT */
/*
 * A validator whose answers are set by the test, and which records what it is asked; the
 * counterpart of scriptedagent.h. COM creates it by a class id of its own, without the registry:
 * its class object is registered in this process. Any thread may call these functions at any time.
 *
 * Unless told otherwise it answers S_OK at once, without a response.
 */
#ifndef TOOLS_COMMON_SCRIPTEDVALIDATOR_H
#define TOOLS_COMMON_SCRIPTEDVALIDATOR_H

#include <unknwn.h>

#include "napsystemhealthvalidator.h"

#include "callclock.h"

typedef enum ValidatorManner {
    VALIDATOR_AT_ONCE, /* Validate sets the response and returns the result */
    VALIDATOR_INSIDE,  /* it calls OnComplete itself, then returns E_PENDING */
    VALIDATOR_BEFORE,  /* a thread calls OnComplete before Validate returns E_PENDING */
    VALIDATOR_AFTER,   /* a thread calls OnComplete when Validate is at its end */
    VALIDATOR_NEVER    /* E_PENDING; request and callback are kept for ScriptedValidatorComplete */
} ValidatorManner;

typedef struct ScriptedValidator ScriptedValidator;

/* What a hook sees. */
typedef struct ValidatorEvent {
    ScriptedValidator *validator;
    INapSystemHealthValidationRequest *request;
    UINT32 hint;
    INapServerCallback *callback;
} ValidatorEvent;

typedef void ValidatorHook(const ValidatorEvent *event, void *context);

/*
 * How Validate answers. Hook, gate and delay come first, on the thread that answers; then the
 * response is set, and the result given.
 */
typedef struct ValidatorAnswer {
    ValidatorManner manner;
    HRESULT result;              /* for OnComplete, or of Validate if it answers at once */
    const SoHResponse *response; /* the test's, as long as it is set; NULL: sets none */
    ValidatorHook *hook;         /* or NULL */
    ValidatorHook *afterwards;   /* after OnComplete; or NULL */
    void *context;               /* for both hooks */
    HANDLE gate;                 /* waited for, for at most 60 s; or NULL */
    DWORD delay;                 /* in milliseconds */
    unsigned repeats;            /* how many further times OnComplete is called */
} ValidatorAnswer;

typedef struct ValidatorCall {
    DWORD thread;
    double begun;
    double ended; /* when Validate returned; or CALL_RUNS */
    UINT32 hint;
    CorrelationId correlation;
    HRESULT requestResult; /* of GetSoHRequest */
    BOOL hasRequest;
    BOOL isGenerated;
    HRESULT configResult; /* of GetConfigID */
    UINT32 configId;
    HRESULT setResult;         /* of SetSoHResponse */
    unsigned completions;      /* how often OnComplete was called */
    HRESULT completeResult[2]; /* what it returned the first and the last time */
} ValidatorCall;

#define VALIDATOR_CALLS 256
#define VALIDATOR_KEPT  16

struct ScriptedValidator {
    INapSystemHealthValidator validator;
    IClassFactory factory;
    CRITICAL_SECTION lock; /* never held while the host is called */
    CLSID clsid;
    DWORD cookie; /* of the class object; 0: not registered */
    volatile LONG references;
    volatile LONG factoryReferences;
    volatile LONG threads; /* its own that run */

    ValidatorAnswer answer;
    HRESULT creationResult; /* of CreateInstance */
    BOOL refusesInterface;  /* has no INapSystemHealthValidator */
    unsigned creations;

    ValidatorCall calls[VALIDATOR_CALLS]; /* the first ones */
    unsigned begun;                       /* of all */
    unsigned ended;
    unsigned completed; /* calls of OnComplete that have returned */
    unsigned running;
    unsigned mostAtOnce;
    SoHRequest *request; /* the last one, one block of malloc; or NULL */
    struct {
        INapSystemHealthValidationRequest *request;
        INapServerCallback *callback;
        unsigned place;
    } kept[VALIDATOR_KEPT];
    unsigned keptCount;
};

/*
 * Makes the validator in the caller's memory, which must stay as long as the host may use it, and
 * registers its class object. Call it in the MTA.
 */
HRESULT ScriptedValidatorInit(ScriptedValidator *validator, REFCLSID clsid);
/* Revokes the class object, drops what it has kept, and waits for its own threads. */
void ScriptedValidatorFree(ScriptedValidator *validator);

/* From now on; a running call isn't affected. */
void ScriptedValidatorAnswer(ScriptedValidator *validator, const ValidatorAnswer *answer);
/* The same for a response that is set at once, with S_OK. */
void ScriptedValidatorSay(ScriptedValidator *validator, const SoHResponse *response);

/* How many calls of Validate have begun, or ended. */
unsigned ScriptedValidatorBegun(ScriptedValidator *validator);
unsigned ScriptedValidatorEnded(ScriptedValidator *validator);
/* Waits for so many calls of Validate to return, or of OnComplete. FALSE: not within the time. */
BOOL ScriptedValidatorAwait(ScriptedValidator *validator, unsigned count, DWORD timeout);
BOOL ScriptedValidatorAwaitComplete(ScriptedValidator *validator, unsigned count, DWORD timeout);
/* Copies the n-th call from 0. FALSE: there is none. */
BOOL ScriptedValidatorCall(ScriptedValidator *validator, unsigned n, ValidatorCall *call);
/* Forgets the calls so far. None may be running. */
void ScriptedValidatorForget(ScriptedValidator *validator);

/*
 * Completes the oldest request of VALIDATOR_NEVER, on this thread: sets the response if it isn't
 * NULL, calls OnComplete with the result, returns what that returned. E_PENDING: there is none.
 */
HRESULT ScriptedValidatorComplete(ScriptedValidator *validator, const SoHResponse *response,
                                  HRESULT result);
/* Releases all that VALIDATOR_NEVER has kept, without completing it. */
void ScriptedValidatorDrop(ScriptedValidator *validator);

#endif
