/* SPDX-License-Identifier: MIT */
/* From which apartment an agent binds itself, and whether its callback may be called from ours. */
#ifndef NAPHOST_APARTMENT_H
#define NAPHOST_APARTMENT_H

#include <windows.h>
#include <unknwn.h>

/*
 * S_OK if threads of the multithreaded apartment may call the pointer itself. RPC_E_WRONG_THREAD:
 * it belongs to a single-threaded apartment and isn't agile; CO_E_NOTINITIALIZED: the thread has no
 * apartment. *apartment receives a word for the log.
 */
HRESULT ApartmentCanCall(IUnknown *callback, const char **apartment);

#endif
