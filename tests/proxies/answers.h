/* SPDX-License-Identifier: MIT */
/*
 * The interfaces that the two processes implement. Each method compares its arguments with the
 * samples, and returns samples. If something differs, it returns 0x8004nnnn with the line number.
 */
#ifndef TESTS_PROXIES_ANSWERS_H
#define TESTS_PROXIES_ANSWERS_H

#include "faces.h"

/*
 * The other process implements what vendors of components write: the callbacks of an agent and of
 * an enforcement client, a validator, and a component's set-up. To cover all kinds of data it also
 * has a connection, the two interfaces of the server, and those of relying parties.
 */
extern Object AnswersOfComponents;

/*
 * Our process implements what the NAP system gives them: a request, a binding, a server's callback.
 */
extern Object AnswersOfSystem;

/* Signalled when the validator of the other process has called OnComplete. */
extern HANDLE AnswersCompleted;

/* Numbers that the samples don't have. */
#define SAMPLE_ID         ((SystemHealthEntityId)0x00013780)
#define SAMPLE_WINDOW     ((HWND)(INT_PTR)0x1234)
#define SAMPLE_SUBSCRIBER L"before\0behind"
#define SAMPLE_RESERVED   42
#define SAMPLE_TIME_LIMIT 2000u

#endif
