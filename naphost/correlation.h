/* SPDX-License-Identifier: MIT */
/* Correlation ids: one for each health check, which all its agents and validators see. */
#ifndef NAPHOST_CORRELATION_H
#define NAPHOST_CORRELATION_H

#include "naptypes.h"

/* "{GUID} - yyyy-mm-dd hh:mm:ss.mmmZ" with the NUL. */
#define CORRELATION_CAPACITY 66

/* Makes the process's connection id if there is none yet. */
HRESULT CorrelationBegin(void);

/* The process's connection id and the time, later than that of the last one. */
CorrelationId CorrelationNext(void);

void CorrelationFormat(const CorrelationId *correlation, WCHAR text[CORRELATION_CAPACITY]);

/*
 * The two forms in which a request returns it; `text` for FreeCountedString. E_INVALIDARG: NULL;
 * E_OUTOFMEMORY.
 */
HRESULT CorrelationGet(const CorrelationId *correlation, CorrelationId *id);
HRESULT CorrelationGetText(const CorrelationId *correlation, StringCorrelationId **text);

#endif
