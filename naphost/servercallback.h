/* SPDX-License-Identifier: MIT */
/* INapServerCallback, by which a validator completes a request. */
#ifndef NAPHOST_SERVERCALLBACK_H
#define NAPHOST_SERVERCALLBACK_H

#include "napsystemhealthvalidator.h"

/* E_OUTOFMEMORY. */
HRESULT ServerCallbackCreate(INapServerCallback **callback);

#endif
