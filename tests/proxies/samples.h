/* SPDX-License-Identifier: MIT */
/*
 * The data that goes between the two processes: one value of each kind, known to both. The receiver
 * compares it with its own; a method that returns one makes a copy, in blocks of CoTaskMemAlloc.
 */
#ifndef TESTS_PROXIES_SAMPLES_H
#define TESTS_PROXIES_SAMPLES_H

#include <windows.h>

#include "napcommon.h"
#include "napsystemhealthagent.h"
#include "napsystemhealthvalidator.h"
#include "naputil.h"

/*
 * SoHs: attributes with bytes, without bytes, and of the largest size; then an SoH without
 * attributes.
 */
extern const SoH SampleSoH;
extern const SoH SampleNothing;

extern const CorrelationId SampleCorrelation;
extern const PrivateData SampleBytes;
extern const FailureCategoryMapping SampleMapping;
extern const SystemHealthEntityId SampleIds[3];

/* A string with a surrogate pair, an empty one, and one that is NULL. */
extern const CountedString SampleText;
extern const CountedString SampleEmptyText;
extern const CountedString SampleNoText;

extern const FixupInfo SampleFixup;
extern const IsolationInfoEx SampleIsolation;
extern const NapComponentRegistrationInfo SampleComponents[2];

/* A block with a copy of bytes; NULL if bytes is NULL, or memory runs out. */
void *CopyBytes(const void *bytes, SIZE_T size);

SoH *CopySoH(const SoH *soh);
CountedString *CopyText(const CountedString *original);
NapComponentRegistrationInfo *CopyComponents(void);

/* TRUE if length and characters are equal and end with NUL, or both are NULL. */
BOOL TextEqual(const CountedString *a, const CountedString *b);
BOOL CodesEqual(const ResultCodes *a, const ResultCodes *b);
BOOL FixupEqual(const FixupInfo *a, const FixupInfo *b);
BOOL IsolationEqual(const IsolationInfoEx *a, const IsolationInfoEx *b);
BOOL ComponentEqual(const NapComponentRegistrationInfo *a, const NapComponentRegistrationInfo *b);

#endif
