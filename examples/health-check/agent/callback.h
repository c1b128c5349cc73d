/* SPDX-License-Identifier: MIT */
/* What NAP calls: the agent's INapSystemHealthAgentCallback. It prints each call. */
#ifndef EXAMPLES_HEALTH_CHECK_AGENT_CALLBACK_H
#define EXAMPLES_HEALTH_CHECK_AGENT_CALLBACK_H

#include "napsystemhealthagent.h"

/*
 * The object keeps the binding without a reference of its own: the binding keeps one to the object
 * until Uninitialize, and after that no call comes. NULL: there is no memory.
 */
INapSystemHealthAgentCallback *CallbackCreate(INapSystemHealthAgentBinding *binding);

#endif
