/* SPDX-License-Identifier: MIT */
/*
 * INapSystemHealthValidationRequest(2), with the INapServerCallback that belongs to it: what one
 * validator gets and answers in one check. A validator may keep both for as long as it likes.
 *
 * A request is pending until it is completed: by Validate's return, by OnComplete, or by the host
 * when the time is over. The first counts.
 */
#ifndef NAPHOST_VALIDATIONREQUEST_H
#define NAPHOST_VALIDATIONREQUEST_H

#include "statement.h"

#include "napsystemhealthvalidator.h"

typedef struct ValidationRequest ValidationRequest;

typedef struct ValidationInput {
    CorrelationId correlation;
    Statement *sent; /* or NULL: the client sent none */
    BOOL isMade;     /* by the host */
    DWORD configId;
    UINT32 emptied; /* HostEmptied at the check's beginning; when it differs, nobody waits */
    /* Called when the last reference to both objects is gone, on any thread. */
    void (*atEnd)(void *context, BOOL wasLate);
    void *context;
} ValidationInput;

/* Takes references to what `input` has. On failure (E_OUTOFMEMORY) atEnd isn't called. */
HRESULT ValidationRequestCreate(const ValidationInput *input, ValidationRequest **request);

/* For the validator: valid as long as `request`. */
INapSystemHealthValidationRequest *ValidationRequestOutward(ValidationRequest *request);
INapServerCallback *ValidationRequestCallback(ValidationRequest *request);

/* The request behind a validator's pointer; NULL if it isn't one of ours. */
ValidationRequest *ValidationRequestOf(INapSystemHealthValidationRequest *outward);

/*
 * Completes the request, unless it is completed already: then FALSE. A success code without a
 * response becomes NAP_E_MISSING_SOH.
 */
BOOL ValidationRequestComplete(ValidationRequest *request, HRESULT code);

/* The same, because the time is over: `atEnd` hears of it. */
BOOL ValidationRequestGiveUp(ValidationRequest *request, HRESULT code);

/* input.context */
void *ValidationRequestContext(const ValidationRequest *request);

BOOL ValidationRequestIsPending(ValidationRequest *request);
/* The same, for a caller that holds HostLock. */
BOOL ValidationRequestIsPendingLocked(const ValidationRequest *request);

/* When Validate is called; for ForeignUs, the time from then until the request was completed. */
void ValidationRequestMarkCalled(ValidationRequest *request);
UINT64 ValidationRequestForeignUs(ValidationRequest *request);

/* Of a completed request: its code, and the response if that is a success, else NULL. */
HRESULT ValidationRequestResult(ValidationRequest *request, Statement **response);

void ValidationRequestAddRef(ValidationRequest *request);
void ValidationRequestRelease(ValidationRequest *request);

#endif
