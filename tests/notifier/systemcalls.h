/* SPDX-License-Identifier: MIT */
/*
 * Stands between qutil.dll and the system. It counts the DLL's calls, refuses or holds up those
 * that a test names, and answers a few in the manager's place with what Wine never says. Unless
 * told otherwise everything goes to the system and back.
 *
 * With it the worker can be led from one look at the service to the next: hold its wait, and let
 * that wait end as the test wishes. Nothing then depends on how busy the machine is.
 */
#ifndef TESTS_NOTIFIER_SYSTEMCALLS_H
#define TESTS_NOTIFIER_SYSTEMCALLS_H

#include <windows.h>
#include <winsvc.h>

/* The calls of the notifier's that can be watched: what is in this list, and no others. */
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

/* The system's own outcome. The others are those of the documentation: WAIT_OBJECT_0 and so on. */
#define OUTCOME_OF_SYSTEM 0xFFFFFFFEu

/* For a group's set-up: from now on qutil.dll's calls come by here. */
void SystemCallsWatch(void);

/* Forgets all that was wished, counts from zero, and lets go whoever is held. */
void SystemCallsReset(void);

/* From now on, the `first`-th such call (1: the next) and `count - 1` after it fail so. */
void SystemCallsRefuse(SystemCall call, DWORD first, DWORD count, DWORD error);

/* Each one from now on. */
void SystemCallsRefuseForEver(SystemCall call, DWORD error);

DWORD SystemCallsCount(SystemCall call);

/* The `nth` call from now doesn't go on before SystemCallsLetGo. One at a time. */
void SystemCallsHold(SystemCall call, DWORD nth);

/* Fails the test unless it is held within the time. */
void SystemCallsAwaitHeld(DWORD limit);

/*
 * Only for a held WaitForMultipleObjectsEx does the outcome matter: another one than the system's
 * is what the worker gets, at once, and no callback is called in it.
 */
void SystemCallsLetGo(DWORD outcome);

/* What the last such call that didn't just look (a time of 0) asked for, in milliseconds. */
DWORD SystemCallsTime(SystemCall call);

/* Such a call takes no longer than this, whatever it asks for; 0 is no limit. */
void SystemCallsLimitTime(SystemCall call, DWORD limit);

/* Of the worker's waits, how many ended so, really or as the test wished. */
DWORD SystemCallsWaitsEnded(DWORD outcome);

/* What qutil.dll takes the system for, from the next first subscription to SystemCallsReset. */
typedef enum Host { HOST_AS_IT_IS, HOST_WINDOWS, HOST_WINE } Host;
void SystemCallsPretend(Host host);

/* How many handles the last such wait was for. */
DWORD SystemCallsWaitedFor(SystemCall call);

/* Of the service control manager and its services, that are open now. */
LONG SystemCallsServiceHandles(void);

/* The notifications that were asked of the manager last: SERVICE_NOTIFY_RUNNING and so on. */
DWORD SystemCallsNewsWanted(void);

/* Each SetEvent that sets this auto-reset event counts as one signal; NULL: none does. */
void SystemCallsCountSignals(HANDLE event);
DWORD SystemCallsSignals(void);

/* The name of the type that objects of the DLL's questions have; NULL: their own. */
void SystemCallsNameType(const WCHAR *name);

/*
 * What the manager says of an existing service. A state of 0: what is true. Requests for
 * notification are taken from then on: the manager would answer by what is true, perhaps at once,
 * and under Wine an answer that nobody can expect is written to memory that is in use again.
 */
void SystemCallsSetStatus(DWORD state, DWORD processId);

/* The same, but running, stopped, running, and so on in threes, as the manager is asked. */
void SystemCallsFlipStatus(void);

/*
 * The manager accepts requests for notification, and forgets them. SystemCallsNotify answers the
 * last one in its place: the worker gets the callback in its next alertable wait.
 */
void SystemCallsTakeRequests(void);
void SystemCallsNotify(DWORD status, DWORD triggered);
DWORD SystemCallsNotified(void);

#endif
