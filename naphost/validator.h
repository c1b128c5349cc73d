/* SPDX-License-Identifier: MIT */
/*
 * The validators in use, each with the thread on which it is called. Only the host's thread uses a
 * list. A validator is created at its first call, and released when it leaves the list and nobody
 * holds a request of it any more.
 */
#ifndef NAPHOST_VALIDATOR_H
#define NAPHOST_VALIDATOR_H

#include "store.h"
#include "validationrequest.h"

typedef struct Validator Validator;

typedef struct ValidatorList {
    UINT16 count;
    Validator *validators[STORE_CAPACITY];
} ValidatorList;

/* The validator of this registration; makes it and its thread if necessary. NULL: no memory. */
Validator *ValidatorFind(ValidatorList *list, const StoreEntry *entry);

/* Drops the validators that aren't registered, or are registered anew. */
void ValidatorsKeepOnly(ValidatorList *list, const StoreList *registered);

/* Drops all. */
void ValidatorsEnd(ValidatorList *list);

/* Makes the request for one check of this validator; it holds the validator. E_OUTOFMEMORY. */
HRESULT ValidatorCreateRequest(Validator *validator, const ValidationInput *input,
                               ValidationRequest **request);

/*
 * Begins Validate on the validator's thread. The request is completed sooner or later, but for a
 * validator that never answers; at once, with NAP_E_TOO_MANY_CALLS, if the validator is still
 * inside an earlier Validate or owes too many answers.
 */
void ValidatorCall(ValidationRequest *request);

/* Completes a request that is still pending with `code`. Until it is released, it counts as owed.
 */
void ValidatorGiveUp(ValidationRequest *request, HRESULT code);

#endif
