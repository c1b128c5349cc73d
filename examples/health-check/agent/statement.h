/* SPDX-License-Identifier: MIT */
/* The agent's Statements of Health (SoH). Needs COM, and the two classes of qutil.dll. */
#ifndef EXAMPLES_HEALTH_CHECK_AGENT_STATEMENT_H
#define EXAMPLES_HEALTH_CHECK_AGENT_STATEMENT_H

#include "naputil.h"

/* Makes the request that reports the firewall. Free *soh with FreeSoH. */
HRESULT StatementReport(BOOL firewallIsOn, SoH **soh);

/*
 * Reads the validator's verdict from its response. NAP_E_INVALID_PACKET: it isn't exactly one;
 * HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND): there is none, because no validator made the response.
 */
HRESULT StatementReadVerdict(const SoH *soh, HRESULT *verdict);

#endif
