/* SPDX-License-Identifier: MIT */
/*
 * What the two processes implement. Each method compares what it gets with the samples, and
 * returns samples. If something differs, it answers 0x8004nnnn with the number of its line.
 */
#ifndef TESTS_PROXIES_ANSWERS_H
#define TESTS_PROXIES_ANSWERS_H

#include "faces.h"

/*
 * The other process has what the vendors of components write: an agent's and an enforcement
 * client's callback, a validator, and a component's set-up; and, to have all kinds of data, a
 * connection, and the two interfaces of the server and of relying parties.
 */
extern Object AnswersOfComponents;

/* Our process has what the NAP system gives them: a request, a binding, a server's callback. */
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
