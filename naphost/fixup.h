/* SPDX-License-Identifier: MIT */
/*
 * Asks agents how far they are with repairing what a response found wrong: once after each
 * response, then again while the answer is "in progress". Only for the host's thread.
 */
#ifndef NAPHOST_FIXUP_H
#define NAPHOST_FIXUP_H

#include "agent.h"

/* After a response; forgets what was asked because of an earlier one. */
void FixupBegin(Agent *agent, UINT64 *foreignUs);

/* After a response that the agent didn't understand: asks no more. */
void FixupEnd(Agent *agent);

/* When agent->fixupDueUs has come. A repair that ends in success makes a check due. */
void FixupContinue(Agent *agent);

#endif
