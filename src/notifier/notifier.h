/* SPDX-License-Identifier: MIT */
/*
 * The NAP Agent notifier: tells a process, through an event of its own, that the service
 * "napagent" started or stopped. What a subscriber may expect is in docs/notifier.md.
 */
#ifndef QUTIL_NOTIFIER_H
#define QUTIL_NOTIFIER_H

#include <windows.h>

#include <naptypes.h>

/*
 * Sets `event` at each change from now on. The handle is duplicated: the caller may close its own
 * at any time after the call. One subscription per type and process.
 *
 * S_OK                                           watching is in place, or is tried again and again
 *                                                where the service control manager refuses it
 * E_INVALIDARG                                   unknown type, or no event that may be set
 * HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)  this type has its subscription already
 * E_FAIL                                         no thread, event or memory to begin with
 */
HRESULT NotifierSubscribe(NapNotifyType type, HANDLE event);

/*
 * Ends the subscription; does nothing for an unknown type or one that has none. The event is not
 * touched again after the return. With the last subscription the worker thread ends as well, and
 * all that it owned.
 */
void NotifierUnsubscribe(NapNotifyType type);

/* TRUE while a subscription lives. */
BOOL NotifierActive(void);

#endif
