/* SPDX-License-Identifier: MIT */
/* A whole statement with all that carries it, read once from end to end. Portable. */
#ifndef SOHDUMP_STATEMENT_H
#define SOHDUMP_STATEMENT_H

#include "carrier.h"

typedef struct Statement {
    Carrier carrier;
    Message message; /* with all its entries still to be handed out */
    BOOL isInformed; /* the agent's packet info, or else PEAP's type, says ... */
    BOOL isRequest;  /* ... this ... */
    const char *informedBy;
} Statement;

/* S_FALSE: see message.fault. bytes must outlive the statement. Close it whatever this returns. */
HRESULT StatementOpen(Statement *statement, const BYTE *bytes, UINT32 size, MessageForm form);
void StatementClose(Statement *statement);

#endif
