/* SPDX-License-Identifier: MIT */
/*
 * The NAP Agent notifier: sets an event of the process when the service "napagent" starts or
 * stops. docs/notifier.md says what a subscriber can rely on.
 */
#ifndef SRC_NOTIFIER_NOTIFIER_H
#define SRC_NOTIFIER_NOTIFIER_H

#include <windows.h>

#include <naptypes.h>

/*
 * Sets `event` at each change from now on. The handle is duplicated: the caller may close its own
 * at any time after the call. One subscription per type and process.
 *
 * S_OK                                           the service is watched; if the service control
 *                                                manager refuses that, it is retried
 * E_INVALIDARG                                   unknown type, not an event, or no right to set it
 * HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)  this type has a subscription already
 * E_FAIL                                         out of memory, or no thread or event created
 */
HRESULT NotifierSubscribe(NapNotifyType type, HANDLE event);

/*
 * Ends the subscription. Does nothing for an unknown type or one without a subscription. The event
 * is not used after the return. With the last subscription the worker thread ends too, and all
 * that it owned is freed.
 */
void NotifierUnsubscribe(NapNotifyType type);

/* TRUE while there is a subscription. */
BOOL NotifierActive(void);

#endif
