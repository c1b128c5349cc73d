/* SPDX-License-Identifier: MIT */
/* The System Health Validator: judges a request. It knows of the client only what that says. */
#ifndef VALIDATOR_H
#define VALIDATOR_H

#include "wire.h"

/* request and response as bytes; free the response with CoTaskMemFree. */
HRESULT ValidatorJudge(const WireBytes *request, WireBytes *response);

#endif
