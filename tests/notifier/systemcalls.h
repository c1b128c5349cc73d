/* SPDX-License-Identifier: MIT */
/*
 * Intercepts qutil.dll's calls to the system. Counts them, fails or holds those that a test names,
 * and gives a few answers of the service control manager that Wine never gives. All other calls go
 * to the system unchanged.
 *
 * With it a test can run the worker step by step: it holds the worker's wait and chooses how the
 * wait ends. So nothing depends on how busy the machine is.
 */
#ifndef TESTS_NOTIFIER_SYSTEMCALLS_H
#define TESTS_NOTIFIER_SYSTEMCALLS_H

#include <windows.h>
#include <winsvc.h>

/* The notifier's calls that can be intercepted. Others are not affected. */
#define SYSTEM_CALLS(CALL)                                                                         \
    CALL(OpenSCManagerW)                                                                           \
    CALL(OpenServiceW)                                                                             \
    CALL(QueryServiceStatusEx)                                                                     \
    CALL(NotifyServiceStatusChangeW)                                                               \
    CALL(CloseServiceHandle)                                                                       \
    CALL(RegOpenKeyExW)                                                                            \
    CALL(RegNotifyChangeKeyValue)                                                                  \
    CALL(CreateEventW)                                                                             \
    CALL(CreateThread)                                                                             \
    CALL(GetModuleHandleExW)                                                                       \
    CALL(GetProcAddress)                                                                           \
    CALL(FreeLibrary)                                                                              \
    CALL(OpenProcess)                                                                              \
    CALL(DuplicateHandle)                                                                          \
    CALL(NtQueryObject)                                                                            \
    CALL(SetEvent)                                                                                 \
    CALL(AcquireSRWLockExclusive)                                                                  \
    CALL(ReleaseSRWLockExclusive)                                                                  \
    CALL(AcquireSRWLockShared)                                                                     \
    CALL(ReleaseSRWLockShared)                                                                     \
    CALL(SleepEx)                                                                                  \
    CALL(WaitForSingleObject)                                                                      \
    CALL(WaitForMultipleObjects)                                                                   \
    CALL(WaitForMultipleObjectsEx)

#define SYSTEM_CALL_NAME(name) Call_##name,
typedef enum SystemCall { SYSTEM_CALLS(SYSTEM_CALL_NAME) SYSTEM_CALL_COUNT } SystemCall;

/*
 * The outcome that the system gives. Other outcomes are the documented ones: WAIT_OBJECT_0 and so
 * on.
 */
#define OUTCOME_OF_SYSTEM 0xFFFFFFFEu

/* For a group's set-up: intercepts qutil.dll's calls from now on. */
void SystemCallsWatch(void);

/* Forgets all requests below, resets the counts, and releases a held call. */
void SystemCallsReset(void);

/* The `first`-th such call from now (1: the next) and `count - 1` after it fail with this error. */
void SystemCallsRefuse(SystemCall call, DWORD first, DWORD count, DWORD error);

/* Each one from now on. */
void SystemCallsRefuseForEver(SystemCall call, DWORD error);

DWORD SystemCallsCount(SystemCall call);

/* Holds the `nth` such call from now until SystemCallsLetGo. Only one call at a time. */
void SystemCallsHold(SystemCall call, DWORD nth);

/* Waits until the call is held. Fails the test after the time limit. */
void SystemCallsAwaitHeld(DWORD limit);

/*
 * Releases the held call. The outcome matters only for WaitForMultipleObjectsEx: unless it is
 * OUTCOME_OF_SYSTEM, the call returns it at once, without callbacks.
 */
void SystemCallsLetGo(DWORD outcome);

/* The time in milliseconds that the last such call asked for, except calls with a time of 0. */
DWORD SystemCallsTime(SystemCall call);

/* Limits the time that such calls take, whatever they ask for; 0: no limit. */
void SystemCallsLimitTime(SystemCall call, DWORD limit);

/* The number of the worker's waits that ended with this outcome, by the system or by the test. */
DWORD SystemCallsWaitsEnded(DWORD outcome);

/*
 * Whether qutil.dll detects Windows or Wine, from the next first subscription until
 * SystemCallsReset.
 */
typedef enum Host { HOST_AS_IT_IS, HOST_WINDOWS, HOST_WINE } Host;
void SystemCallsPretend(Host host);

/* The number of handles of the last such wait. */
DWORD SystemCallsWaitedFor(SystemCall call);

/* The number of open handles of the service control manager and of services. */
LONG SystemCallsServiceHandles(void);

/* The notifications that were last requested: SERVICE_NOTIFY_RUNNING and so on. */
DWORD SystemCallsNewsWanted(void);

/* Counts each SetEvent of this auto-reset event as one signal; NULL: none. */
void SystemCallsCountSignals(HANDLE event);
DWORD SystemCallsSignals(void);

/* The type name that the DLL gets when it queries an object; NULL: the real one. */
void SystemCallsNameType(const WCHAR *name);

/*
 * The status that the manager reports for an existing service. State 0: the real one. From now on
 * SystemCallsTakeRequests is in effect, too: the manager would answer by the real status, perhaps
 * at once, and Wine might then write the answer to memory that is in use again.
 */
void SystemCallsSetStatus(DWORD state, DWORD processId);

/* The same, but each three queries get: running, stopped, running. */
void SystemCallsFlipStatus(void);

/*
 * Requests for notification are accepted, but don't reach the manager. SystemCallsNotify answers
 * the last one: the worker gets the callback in its next alertable wait.
 */
void SystemCallsTakeRequests(void);
void SystemCallsNotify(DWORD status, DWORD triggered);
DWORD SystemCallsNotified(void);

#endif
