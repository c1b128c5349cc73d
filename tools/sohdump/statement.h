/* SPDX-License-Identifier: MIT */
/* A whole statement with its carriers, read once from beginning to end. Portable. */
#ifndef TOOLS_SOHDUMP_STATEMENT_H
#define TOOLS_SOHDUMP_STATEMENT_H

#include "carrier.h"

typedef struct Statement {
    Carrier carrier;
    Message message; /* before its first entry */
    BOOL isInformed; /* the agent's packet info, or else PEAP's type, tells ... */
    BOOL isRequest;  /* ... whether it is a request ... */
    const char *informedBy;
} Statement;

/*
 * S_FALSE: see message.fault. bytes must outlive the statement. Always call StatementClose
 * afterwards.
 */
HRESULT StatementOpen(Statement *statement, const BYTE *bytes, UINT32 size, MessageForm form);
void StatementClose(Statement *statement);

#endif
