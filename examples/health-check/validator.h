/* SPDX-License-Identifier: MIT */
/* The System Health Validator: judges a request. It knows only what the request says. */
#ifndef VALIDATOR_H
#define VALIDATOR_H

#include "wire.h"

/* request and response are bytes. Free the response with CoTaskMemFree. */
HRESULT ValidatorJudge(const WireBytes *request, WireBytes *response);

#endif
