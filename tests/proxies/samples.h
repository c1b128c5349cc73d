/* SPDX-License-Identifier: MIT */
/*
 * What travels between the two processes: one value of each kind, which both have. Who receives
 * one compares it with its own; who returns one makes a copy, in blocks of CoTaskMemAlloc.
 */
#ifndef TESTS_PROXIES_SAMPLES_H
#define TESTS_PROXIES_SAMPLES_H

#include <windows.h>

#include "napcommon.h"
#include "napsystemhealthagent.h"
#include "napsystemhealthvalidator.h"
#include "naputil.h"

/* Attributes with bytes, without any, and of the largest size; then one with nothing at all. */
extern const SoH SampleSoH;
extern const SoH SampleNothing;

extern const CorrelationId SampleCorrelation;
extern const PrivateData SampleBytes;
extern const FailureCategoryMapping SampleMapping;
extern const SystemHealthEntityId SampleIds[3];

/* A text with a character of two UTF-16 units, "", and one that is NULL. */
extern const CountedString SampleText;
extern const CountedString SampleEmptyText;
extern const CountedString SampleNoText;

extern const FixupInfo SampleFixup;
extern const IsolationInfoEx SampleIsolation;
extern const NapComponentRegistrationInfo SampleComponents[2];

/* A block with a copy of bytes; NULL if bytes is NULL, or there is no memory. */
void *CopyBytes(const void *bytes, SIZE_T size);

SoH *CopySoH(const SoH *soh);
CountedString *CopyText(const CountedString *original);
NapComponentRegistrationInfo *CopyComponents(void);

/* Same length, same characters, and a NUL behind them; or both are NULL. */
BOOL TextEqual(const CountedString *a, const CountedString *b);
BOOL CodesEqual(const ResultCodes *a, const ResultCodes *b);
BOOL FixupEqual(const FixupInfo *a, const FixupInfo *b);
BOOL IsolationEqual(const IsolationInfoEx *a, const IsolationInfoEx *b);
BOOL ComponentEqual(const NapComponentRegistrationInfo *a, const NapComponentRegistrationInfo *b);

#endif
