/* SPDX-License-Identifier: MIT */
/* The System Health Validator: judges a request. It knows only what the request says. */
#ifndef EXAMPLES_HEALTH_CHECK_VALIDATOR_H
#define EXAMPLES_HEALTH_CHECK_VALIDATOR_H

#include "wire.h"

/* request and response are bytes. Free the response with CoTaskMemFree. */
HRESULT ValidatorJudge(const WireBytes *request, WireBytes *response);

#endif
