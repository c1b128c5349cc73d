/* SPDX-License-Identifier: MIT */
/* See systemcalls.h. */
#include "systemcalls.h"

#include <winternl.h>

#include <limits.h>
#include <string.h>

#include "importtable.h"
#include "qutiltest.h"

typedef struct Plan {
    DWORD calls;
    DWORD refuseFrom; /* as counted by `calls`; 0: none */
    DWORD refuseTo;
    DWORD error;
    DWORD hold; /* 0: none */
    DWORD time;
    DWORD limit;
    DWORD handles;
} Plan;

/* The most objects that the worker waits for. */
#define NEWS 3

static struct {
    SRWLOCK lock;
    Plan plans[SYSTEM_CALL_COUNT];
    HANDLE held;
    HANDLE letGo;
    BOOL isHeld;
    DWORD outcome;
    DWORD newsWanted;
    volatile LONG serviceHandles;
    HANDLE event;
    DWORD signals;
    const WCHAR *typeName;
    DWORD state;
    DWORD processId;
    BOOL flips;
    unsigned readings;
    BOOL takesRequests;
    SERVICE_NOTIFYW *request;
    HANDLE requester;
    DWORD notified;
    Host host;
    DWORD ended[NEWS + 1]; /* waits: by the object that was signalled; the last is for timeouts */
} calls;

static DWORD readField(const DWORD *field)
{
    DWORD value;

    AcquireSRWLockExclusive(&calls.lock);
    value = *field;
    ReleaseSRWLockExclusive(&calls.lock);
    return value;
}

static void writeField(DWORD *field, DWORD value)
{
    AcquireSRWLockExclusive(&calls.lock);
    *field = value;
    ReleaseSRWLockExclusive(&calls.lock);
}

/*
 * Counts the call, and holds it if the test asked for that. Returns the error with which it must
 * fail, or 0.
 */
static DWORD enter(SystemCall call)
{
    Plan *plan = &calls.plans[call];
    DWORD error = 0;
    BOOL isHeld;

    AcquireSRWLockExclusive(&calls.lock);
    plan->calls++;
    if (plan->refuseFrom <= plan->calls && plan->calls < plan->refuseTo) {
        error = plan->error;
    }
    isHeld = plan->hold != 0 && plan->hold == plan->calls;
    calls.isHeld |= isHeld;
    ReleaseSRWLockExclusive(&calls.lock);
    if (isHeld) {
        SetEvent(calls.held);
        WaitForSingleObject(calls.letGo, INFINITE);
    }
    SetLastError(error);
    return error;
}

/* Records the time that a wait asks for, and returns the time that it may take. */
static DWORD timeOf(SystemCall call, DWORD asked)
{
    Plan *plan = &calls.plans[call];
    DWORD limit;

    AcquireSRWLockExclusive(&calls.lock);
    if (asked > 0) {
        plan->time = asked;
    }
    limit = plan->limit;
    ReleaseSRWLockExclusive(&calls.lock);
    return limit > 0 && limit < asked ? limit : asked;
}

/* Doesn't change the last error. */
static SC_HANDLE countHandle(SC_HANDLE handle)
{
    if (handle) {
        InterlockedIncrement(&calls.serviceHandles);
    }
    return handle;
}

static SC_HANDLE WINAPI callOpenSCManagerW(const WCHAR *machine, const WCHAR *database,
                                           DWORD access)
{
    return enter(Call_OpenSCManagerW) ? NULL
                                      : countHandle(OpenSCManagerW(machine, database, access));
}

static SC_HANDLE WINAPI callOpenServiceW(SC_HANDLE manager, const WCHAR *name, DWORD access)
{
    return enter(Call_OpenServiceW) ? NULL : countHandle(OpenServiceW(manager, name, access));
}

static void changeStatus(SERVICE_STATUS_PROCESS *status)
{
    AcquireSRWLockExclusive(&calls.lock);
    if (calls.flips) {
        calls.state = calls.readings++ % 3 == 1 ? SERVICE_STOPPED : SERVICE_RUNNING;
    }
    if (calls.state != 0) {
        status->dwCurrentState = calls.state;
        status->dwProcessId = calls.processId;
    }
    ReleaseSRWLockExclusive(&calls.lock);
}

static BOOL WINAPI callQueryServiceStatusEx(SC_HANDLE service, SC_STATUS_TYPE level, BYTE *buffer,
                                            DWORD size, DWORD *needed)
{
    if (enter(Call_QueryServiceStatusEx) ||
        !QueryServiceStatusEx(service, level, buffer, size, needed)) {
        return FALSE;
    }
    changeStatus((SERVICE_STATUS_PROCESS *)(void *)buffer);
    return TRUE;
}

static BOOL takeRequest(SERVICE_NOTIFYW *request, DWORD mask)
{
    BOOL takes;

    AcquireSRWLockExclusive(&calls.lock);
    calls.newsWanted = mask;
    takes = calls.takesRequests;
    if (takes) {
        calls.request = request;
        if (!calls.requester) {
            calls.requester = OpenThread(THREAD_SET_CONTEXT, FALSE, GetCurrentThreadId());
        }
    }
    ReleaseSRWLockExclusive(&calls.lock);
    return takes;
}

static DWORD WINAPI callNotifyServiceStatusChangeW(SC_HANDLE service, DWORD mask,
                                                   SERVICE_NOTIFYW *request)
{
    DWORD error = enter(Call_NotifyServiceStatusChangeW);

    if (error == 0 && !takeRequest(request, mask)) {
        error = NotifyServiceStatusChangeW(service, mask, request);
    }
    return error;
}

static BOOL WINAPI callCloseServiceHandle(SC_HANDLE handle)
{
    enter(Call_CloseServiceHandle);
    InterlockedDecrement(&calls.serviceHandles);
    return CloseServiceHandle(handle);
}

static LONG WINAPI callRegOpenKeyExW(HKEY key, const WCHAR *path, DWORD options, REGSAM access,
                                     HKEY *opened)
{
    DWORD error = enter(Call_RegOpenKeyExW);

    if (options != 0) {
        error = ERROR_INVALID_PARAMETER; /* as Windows does */
    }
    return error ? (LONG)error : RegOpenKeyExW(key, path, options, access, opened);
}

static LONG WINAPI callRegNotifyChangeKeyValue(HKEY key, BOOL tree, DWORD filter, HANDLE event,
                                               BOOL isAsynchronous)
{
    DWORD error = enter(Call_RegNotifyChangeKeyValue);

    if (tree) {
        error = ERROR_INVALID_PARAMETER; /* a change of any service would wake the worker */
    }
    return error ? (LONG)error : RegNotifyChangeKeyValue(key, tree, filter, event, isAsynchronous);
}

static HANDLE WINAPI callCreateEventW(SECURITY_ATTRIBUTES *security, BOOL isManual, BOOL isSet,
                                      const WCHAR *name)
{
    return enter(Call_CreateEventW) ? NULL : CreateEventW(security, isManual, isSet, name);
}

static HANDLE WINAPI callCreateThread(SECURITY_ATTRIBUTES *security, SIZE_T stack,
                                      LPTHREAD_START_ROUTINE start, void *parameter, DWORD flags,
                                      DWORD *id)
{
    return enter(Call_CreateThread) ? NULL
                                    : CreateThread(security, stack, start, parameter, flags, id);
}

static BOOL WINAPI callGetModuleHandleExW(DWORD flags, const WCHAR *name, HMODULE *module)
{
    return !enter(Call_GetModuleHandleExW) && GetModuleHandleExW(flags, name, module);
}

static BOOL WINAPI callFreeLibrary(HMODULE module)
{
    enter(Call_FreeLibrary);
    return FreeLibrary(module);
}

static void notWine(void)
{
}

static FARPROC WINAPI callGetProcAddress(HMODULE module, const char *name)
{
    enter(Call_GetProcAddress);
    if (calls.host == HOST_AS_IT_IS || strcmp(name, "wine_get_version") != 0) {
        return GetProcAddress(module, name);
    }
    return calls.host == HOST_WINE ? (FARPROC)(void *)notWine : NULL;
}

static HANDLE WINAPI callOpenProcess(DWORD access, BOOL inherits, DWORD id)
{
    DWORD error = enter(Call_OpenProcess);
    HANDLE process;

    if (inherits) {
        error = ERROR_ACCESS_DENIED; /* a child of the client would inherit the handle */
        SetLastError(error);
    }
    process = error ? NULL : OpenProcess(access, inherits, id);
    if (process) {
        SetLastError(ERROR_INVALID_PARAMETER); /* after success the last error is undefined */
    }
    return process;
}

static BOOL WINAPI callDuplicateHandle(HANDLE from, HANDLE handle, HANDLE to, HANDLE *duplicate,
                                       DWORD access, BOOL inherits, DWORD options)
{
    return !enter(Call_DuplicateHandle) &&
           DuplicateHandle(from, handle, to, duplicate, access, inherits, options);
}

/* The name goes behind the structure: documentation of NtQueryObject. */
static void nameType(PUBLIC_OBJECT_TYPE_INFORMATION *type, ULONG room)
{
    USHORT length = (USHORT)(wcslen(calls.typeName) * sizeof *calls.typeName);

    if (sizeof *type + length <= room) {
        type->TypeName.Buffer = (WCHAR *)(void *)(type + 1);
        memcpy(type->TypeName.Buffer, calls.typeName, length);
        type->TypeName.Length = length;
    }
}

static NTSTATUS NTAPI callNtQueryObject(HANDLE handle, OBJECT_INFORMATION_CLASS kind, void *buffer,
                                        ULONG room, ULONG *size)
{
    DWORD error = enter(Call_NtQueryObject);
    NTSTATUS status = error ? (NTSTATUS)error : NtQueryObject(handle, kind, buffer, room, size);

    if (error) {
        memset(buffer, 0xFF, room); /* after a failure the contents are undefined */
    } else if (status >= 0 && kind == ObjectTypeInformation && calls.typeName) {
        nameType(buffer, room);
    }
    return status;
}

/* Consumes each signal at once, so that two never count as one. */
static BOOL WINAPI callSetEvent(HANDLE event)
{
    BOOL isSet;

    enter(Call_SetEvent);
    AcquireSRWLockExclusive(&calls.lock);
    isSet = SetEvent(event);
    if (calls.event && WaitForSingleObject(calls.event, 0) == WAIT_OBJECT_0) {
        calls.signals++;
    }
    ReleaseSRWLockExclusive(&calls.lock);
    return isSet;
}

#define LOCK_CALL(name)                                                                            \
    static void WINAPI call##name(SRWLOCK *lock)                                                   \
    {                                                                                              \
        enter(Call_##name);                                                                        \
        name(lock);                                                                                \
    }
LOCK_CALL(AcquireSRWLockExclusive)
LOCK_CALL(ReleaseSRWLockExclusive)
LOCK_CALL(AcquireSRWLockShared)
LOCK_CALL(ReleaseSRWLockShared)

static DWORD WINAPI callSleepEx(DWORD time, BOOL isAlertable)
{
    enter(Call_SleepEx);
    return SleepEx(timeOf(Call_SleepEx, time), isAlertable);
}

static DWORD WINAPI callWaitForSingleObject(HANDLE handle, DWORD time)
{
    enter(Call_WaitForSingleObject);
    return WaitForSingleObject(handle, timeOf(Call_WaitForSingleObject, time));
}

static DWORD WINAPI callWaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL forAll,
                                               DWORD time)
{
    writeField(&calls.plans[Call_WaitForMultipleObjects].handles, count);
    enter(Call_WaitForMultipleObjects);
    return WaitForMultipleObjects(count, handles, forAll,
                                  timeOf(Call_WaitForMultipleObjects, time));
}

/* The outcome given to SystemCallsLetGo; used once. */
static DWORD takeOutcome(void)
{
    DWORD outcome;

    AcquireSRWLockExclusive(&calls.lock);
    outcome = calls.outcome;
    calls.outcome = OUTCOME_OF_SYSTEM;
    ReleaseSRWLockExclusive(&calls.lock);
    return outcome;
}

/* NULL for outcomes that aren't counted. */
static DWORD *endedBy(DWORD outcome)
{
    if (outcome == WAIT_TIMEOUT) {
        return &calls.ended[NEWS];
    }
    return outcome - WAIT_OBJECT_0 < NEWS ? &calls.ended[outcome - WAIT_OBJECT_0] : NULL;
}

static void noteEnd(DWORD outcome)
{
    AcquireSRWLockExclusive(&calls.lock);
    if (endedBy(outcome)) {
        ++*endedBy(outcome);
    }
    ReleaseSRWLockExclusive(&calls.lock);
}

static DWORD WINAPI callWaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, BOOL forAll,
                                                 DWORD time, BOOL isAlertable)
{
    DWORD limit = timeOf(Call_WaitForMultipleObjectsEx, time);
    DWORD outcome;

    writeField(&calls.plans[Call_WaitForMultipleObjectsEx].handles, count);
    enter(Call_WaitForMultipleObjectsEx);
    outcome = takeOutcome();
    if (outcome == OUTCOME_OF_SYSTEM) {
        outcome = WaitForMultipleObjectsEx(count, handles, forAll, limit, isAlertable);
    }
    noteEnd(outcome);
    return outcome;
}

static HANDLE newEvent(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    assert_non_null(event);
    return event;
}

#define REPLACE(name) ImportReplace(module, #name, (FARPROC)(void *)call##name);

void SystemCallsWatch(void)
{
    HMODULE module = GetModuleHandleW(L"qutil.dll");

    assert_non_null(module);
    calls.held = newEvent();
    calls.letGo = newEvent();
    calls.outcome = OUTCOME_OF_SYSTEM;
    SYSTEM_CALLS(REPLACE)
}

void SystemCallsReset(void)
{
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    AcquireSRWLockExclusive(&calls.lock);
    memset(calls.plans, 0, sizeof calls.plans);
    ResetEvent(calls.held);
    calls.event = NULL;
    calls.signals = 0;
    calls.typeName = NULL;
    calls.state = 0;
    calls.flips = FALSE;
    calls.takesRequests = FALSE;
    calls.notified = 0;
    calls.host = HOST_AS_IT_IS;
    memset(calls.ended, 0, sizeof calls.ended);
    if (calls.requester) {
        CloseHandle(calls.requester);
        calls.requester = NULL;
    }
    ReleaseSRWLockExclusive(&calls.lock);
}

void SystemCallsRefuse(SystemCall call, DWORD first, DWORD count, DWORD error)
{
    Plan *plan = &calls.plans[call];

    AcquireSRWLockExclusive(&calls.lock);
    plan->refuseFrom = plan->calls + first;
    plan->refuseTo = plan->refuseFrom + count;
    plan->error = error;
    ReleaseSRWLockExclusive(&calls.lock);
}

void SystemCallsRefuseForEver(SystemCall call, DWORD error)
{
    SystemCallsRefuse(call, 1, UINT_MAX / 2, error);
}

DWORD SystemCallsCount(SystemCall call)
{
    return readField(&calls.plans[call].calls);
}

void SystemCallsHold(SystemCall call, DWORD nth)
{
    AcquireSRWLockExclusive(&calls.lock);
    calls.plans[call].hold = calls.plans[call].calls + nth;
    ReleaseSRWLockExclusive(&calls.lock);
}

void SystemCallsAwaitHeld(DWORD limit)
{
    assert_int_equal(WaitForSingleObject(calls.held, limit), WAIT_OBJECT_0);
}

void SystemCallsLetGo(DWORD outcome)
{
    AcquireSRWLockExclusive(&calls.lock);
    if (calls.isHeld) {
        calls.isHeld = FALSE;
        calls.outcome = outcome;
        SetEvent(calls.letGo);
    }
    ReleaseSRWLockExclusive(&calls.lock);
}

DWORD SystemCallsTime(SystemCall call)
{
    return readField(&calls.plans[call].time);
}

void SystemCallsLimitTime(SystemCall call, DWORD limit)
{
    writeField(&calls.plans[call].limit, limit);
}

DWORD SystemCallsWaitsEnded(DWORD outcome)
{
    return readField(endedBy(outcome));
}

void SystemCallsPretend(Host host)
{
    calls.host = host;
}

DWORD SystemCallsWaitedFor(SystemCall call)
{
    return readField(&calls.plans[call].handles);
}

LONG SystemCallsServiceHandles(void)
{
    return InterlockedCompareExchange(&calls.serviceHandles, 0, 0);
}

DWORD SystemCallsNewsWanted(void)
{
    return readField(&calls.newsWanted);
}

void SystemCallsCountSignals(HANDLE event)
{
    AcquireSRWLockExclusive(&calls.lock);
    calls.event = event;
    calls.signals = 0;
    ReleaseSRWLockExclusive(&calls.lock);
}

DWORD SystemCallsSignals(void)
{
    return readField(&calls.signals);
}

void SystemCallsNameType(const WCHAR *name)
{
    calls.typeName = name;
}

void SystemCallsSetStatus(DWORD state, DWORD processId)
{
    AcquireSRWLockExclusive(&calls.lock);
    calls.state = state;
    calls.processId = processId;
    calls.takesRequests = TRUE;
    ReleaseSRWLockExclusive(&calls.lock);
}

void SystemCallsFlipStatus(void)
{
    AcquireSRWLockExclusive(&calls.lock);
    calls.flips = TRUE;
    calls.readings = 0;
    calls.processId = 0;
    calls.takesRequests = TRUE;
    ReleaseSRWLockExclusive(&calls.lock);
}

void SystemCallsTakeRequests(void)
{
    AcquireSRWLockExclusive(&calls.lock);
    calls.takesRequests = TRUE;
    ReleaseSRWLockExclusive(&calls.lock);
}

static void CALLBACK notify(ULONG_PTR parameter)
{
    SERVICE_NOTIFYW *request = (SERVICE_NOTIFYW *)parameter;

    AcquireSRWLockExclusive(&calls.lock);
    calls.notified++;
    ReleaseSRWLockExclusive(&calls.lock);
    request->pfnNotifyCallback(request);
}

void SystemCallsNotify(DWORD status, DWORD triggered)
{
    assert_non_null(calls.requester);
    calls.request->dwNotificationStatus = status;
    calls.request->dwNotificationTriggered = triggered;
    assert_true(QueueUserAPC(notify, calls.requester, (ULONG_PTR)calls.request));
}

DWORD SystemCallsNotified(void)
{
    return readField(&calls.notified);
}
