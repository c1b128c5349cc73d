/* SPDX-License-Identifier: MIT */
/*
 * A change is: the service came up (it runs or is paused) or went down (it is stopped, its process
 * died, or it no longer exists). The states in between don't count. Changes are found by reading
 * the service's state. A callback only says when to read, and reports a start or stop that was too
 * brief to be read.
 */
#include "servicewatch.h"

#include "allocator.h"
#include "wine.h"

static const WCHAR serviceName[] = L"napagent";
static const WCHAR serviceListKey[] = L"System\\CurrentControlSet\\Services";

/*
 * How long to wait for news before looking anyway. If every change is announced, that look is only
 * a safety net. A stopped service is looked at more often: if the manager doesn't announce its
 * deletion, our open handle would keep the deleted service in the list.
 */
#define REST_MS               60000
#define REST_WHILE_STOPPED_MS 10000
#define REST_UNARMED_MS       2000 /* changes aren't announced: polling */

/* How long to wait for a callback that was under way at the cancellation. Observed: 12 ms. */
#define CALLBACK_GRACE_MS 250

/* No real sequence of events needs more rounds of looking and arming. */
#define MAX_ROUNDS 5

/* A dwCurrentState that no service has. */
#define NO_SUCH_SERVICE 0

/* A heap block of its own: the service control manager writes to it until the callback. */
struct ServiceWatchRequest {
    SERVICE_NOTIFYW notify;
    BOOL pending;
    BOOL delivered;
    BOOL overtaken;   /* a change was read after arming, so the callback is no news. Matters if the
                         service restarts before the callback comes */
    DWORD armedState; /* dwCurrentState when the request was armed */
};

static void CALLBACK onNotify(void *parameter)
{
    ServiceWatchRequest *request = parameter;

    request->pending = FALSE;
    request->delivered = TRUE;
}

static void closeService(SC_HANDLE *handle)
{
    if (*handle) {
        CloseServiceHandle(*handle);
        *handle = NULL;
    }
}

static void closeHandle(HANDLE *handle)
{
    if (*handle) {
        CloseHandle(*handle);
        *handle = NULL;
    }
}

/* Opens what isn't open yet. FALSE if the manager can't be queried. */
static BOOL openService(ServiceWatch *watch)
{
    if (!watch->manager) {
        watch->manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    }
    if (watch->manager && !watch->service) {
        watch->service = OpenServiceW(watch->manager, serviceName, SERVICE_QUERY_STATUS);
    }
    return watch->service || (watch->manager && GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST);
}

static BOOL readStatus(ServiceWatch *watch, SERVICE_STATUS_PROCESS *status)
{
    DWORD size;

    *status = (SERVICE_STATUS_PROCESS){.dwCurrentState = NO_SUCH_SERVICE};
    if (!openService(watch)) {
        return FALSE;
    }
    return !watch->service || QueryServiceStatusEx(watch->service, SC_STATUS_PROCESS_INFO,
                                                   (BYTE *)status, sizeof *status, &size);
}

/*
 * Asks only for states that the service isn't in. So a change between reading and arming is
 * announced at once, and arming alone announces nothing. START_PENDING is for a killed service that
 * the manager still reports as running.
 */
static DWORD wantedNews(DWORD state)
{
    switch (state) {
    case NO_SUCH_SERVICE:
    case SERVICE_STOPPED:
    case SERVICE_START_PENDING:
        return SERVICE_NOTIFY_RUNNING | SERVICE_NOTIFY_DELETE_PENDING;
    default:
        return SERVICE_NOTIFY_STOPPED | SERVICE_NOTIFY_START_PENDING |
               SERVICE_NOTIFY_DELETE_PENDING;
    }
}

/*
 * Closing the handle cancels the request, but Wine may still call back if the request was met just
 * before. The block must not be freed until then. If the service isn't in a state that was asked
 * for, no callback is under way. (Not covered: a callback so late that the service has left that
 * state again.) If it is in one, the callback comes, unless the service entered that state only
 * after the cancellation.
 */
static BOOL wineMayStillAnswer(ServiceWatch *watch)
{
    SERVICE_STATUS_PROCESS status;
    BOOL mayAnswer;

    if (!watch->underWine) {
        return FALSE;
    }
    mayAnswer = !readStatus(watch, &status) ||
                wantedNews(status.dwCurrentState) != wantedNews(watch->request->armedState);
    closeService(&watch->service);
    return mayAnswer;
}

/* Runs the pending callback. If it hasn't come after CALLBACK_GRACE_MS, leaks the block. */
static void awaitWinesAnswer(ServiceWatch *watch)
{
    ULONGLONG now = GetTickCount64();
    const ULONGLONG end = now + CALLBACK_GRACE_MS;

    while (watch->request->pending && now < end) {
        SleepEx((DWORD)(end - now), TRUE);
        now = GetTickCount64();
    }
    if (watch->request->pending) {
        /* The manager may still write to the block: a leak is better than corrupted memory. */
        watch->request = NULL;
    }
}

/*
 * Closing the handle cancels the request: Windows then queues no callback. One that is already
 * queued on this thread runs in SleepEx.
 */
static void cancelRequest(ServiceWatch *watch)
{
    ServiceWatchRequest *request = watch->request;
    BOOL mayAnswer;

    closeService(&watch->service);
    mayAnswer = wineMayStillAnswer(watch);
    SleepEx(0, TRUE);
    if (mayAnswer) {
        awaitWinesAnswer(watch);
    }
    request->pending = FALSE;
}

/*
 * Closes the service. If it is marked for deletion it can now disappear; opening it again shows
 * whether it did.
 */
static void releaseService(ServiceWatch *watch)
{
    if (watch->request && watch->request->pending) {
        cancelRequest(watch);
    }
    closeService(&watch->service);
    watch->refused = FALSE;
}

static unsigned noteCondition(ServiceWatch *watch, BOOL up, DWORD processId)
{
    unsigned changes = 0;

    if (watch->known && up != watch->up) {
        changes = 1;
    } else if (watch->known && up && processId != watch->upProcessId) {
        /* Stopped and started again between two looks. */
        changes = 2;
    }
    watch->known = TRUE;
    watch->up = up;
    watch->upProcessId = up ? processId : 0;
    return changes;
}

static void forgetProcess(ServiceWatch *watch)
{
    closeHandle(&watch->process);
    watch->processId = 0;
}

/*
 * Wine still reports a service as running after its process was killed. While our handle is open,
 * the process id can't be reused.
 */
static BOOL processLives(ServiceWatch *watch, DWORD processId)
{
    if (processId == 0) {
        return TRUE; /* the manager doesn't know the process */
    }
    if (processId != watch->processId) {
        forgetProcess(watch);
        watch->processId = processId;
        watch->process = OpenProcess(SYNCHRONIZE, FALSE, processId);
        watch->processGone = !watch->process && GetLastError() == ERROR_INVALID_PARAMETER;
    }
    if (watch->process && WaitForSingleObject(watch->process, 0) == WAIT_OBJECT_0) {
        watch->processGone = TRUE;
    }
    return !watch->processGone;
}

static BOOL isUp(ServiceWatch *watch, const SERVICE_STATUS_PROCESS *status)
{
    switch (status->dwCurrentState) {
    case NO_SUCH_SERVICE:
    case SERVICE_STOPPED:
    case SERVICE_START_PENDING:
        forgetProcess(watch);
        return FALSE;
    case SERVICE_STOP_PENDING:
        /* A failing start passes through this state as well. */
        return (!watch->known || watch->up) && processLives(watch, status->dwProcessId);
    default:
        return processLives(watch, status->dwProcessId);
    }
}

static BOOL look(ServiceWatch *watch, SERVICE_STATUS_PROCESS *status, unsigned *changes)
{
    unsigned found;

    if (!readStatus(watch, status)) {
        return FALSE;
    }
    found = noteCondition(watch, isUp(watch, status), status->dwProcessId);
    if (found > 0 && watch->request) {
        watch->request->overtaken = TRUE;
    }
    *changes += found;
    return TRUE;
}

/* A callback tells what reading can miss: a start or stop after which the state is as before. */
static void takeDelivery(ServiceWatch *watch, unsigned *changes)
{
    ServiceWatchRequest *request = watch->request;
    const SERVICE_NOTIFYW *notify;

    if (!request || !request->delivered) {
        return;
    }
    request->delivered = FALSE;
    notify = &request->notify;
    if (notify->dwNotificationStatus != NO_ERROR) {
        releaseService(watch);
        return;
    }
    if (!request->overtaken && (notify->dwNotificationTriggered & SERVICE_NOTIFY_RUNNING)) {
        *changes += noteCondition(watch, TRUE, notify->ServiceStatus.dwProcessId);
    } else if (!request->overtaken && (notify->dwNotificationTriggered & SERVICE_NOTIFY_STOPPED)) {
        *changes += noteCondition(watch, FALSE, 0);
    }
    /* A service that has stopped may have been deleted while it ran. */
    if (notify->dwNotificationTriggered &
        (SERVICE_NOTIFY_STOPPED | SERVICE_NOTIFY_DELETE_PENDING)) {
        releaseService(watch);
    }
}

static BOOL isArmed(const ServiceWatch *watch)
{
    if (!watch->service) {
        return watch->listArmed;
    }
    return watch->request && watch->request->pending;
}

/*
 * The registry shows the creation of a service at once, and a user may watch it. Wine doesn't have
 * the manager's own notification of that.
 */
static void armServiceList(ServiceWatch *watch)
{
    if (!watch->listChanged) {
        watch->listChanged = CreateEventW(NULL, FALSE, FALSE, NULL);
    }
    if (!watch->serviceList) {
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, serviceListKey, 0, KEY_NOTIFY, &watch->serviceList);
    }
    watch->listArmed = watch->listChanged && watch->serviceList &&
                       RegNotifyChangeKeyValue(watch->serviceList, FALSE, REG_NOTIFY_CHANGE_NAME,
                                               watch->listChanged, TRUE) == ERROR_SUCCESS;
    watch->refused = !watch->listArmed;
}

static BOOL requestNews(ServiceWatch *watch, DWORD state)
{
    ServiceWatchRequest *request;

    if (!watch->request) {
        watch->request = AllocatorZeroed(1, sizeof *watch->request);
    }
    request = watch->request;
    if (!request) {
        return FALSE;
    }
    *request = (ServiceWatchRequest){
        .notify = {.dwVersion = SERVICE_NOTIFY_STATUS_CHANGE,
                   .pfnNotifyCallback = onNotify,
                   .pContext = request},
        .armedState = state,
    };
    request->pending = NotifyServiceStatusChangeW(watch->service, wantedNews(state),
                                                  &request->notify) == ERROR_SUCCESS;
    return request->pending;
}

/* If the request is refused, the service may be marked for deletion: close it. */
static void armService(ServiceWatch *watch, DWORD state)
{
    if (!requestNews(watch, state)) {
        closeService(&watch->service);
        watch->refused = TRUE;
    }
}

static void arm(ServiceWatch *watch, DWORD state)
{
    if (watch->service) {
        armService(watch, state);
    } else {
        armServiceList(watch);
    }
}

/*
 * Arms, then reads once more: every later change is announced. A service that went down is closed,
 * because it may have been deleted while it ran.
 */
static BOOL lookAndArm(ServiceWatch *watch, unsigned *changes)
{
    SERVICE_STATUS_PROCESS status;

    for (int round = 0; round < MAX_ROUNDS && !watch->refused; round++) {
        BOOL wasUp = watch->up;

        if (!look(watch, &status, changes)) {
            return FALSE;
        }
        if (wasUp && !watch->up) {
            releaseService(watch);
        } else if (isArmed(watch)) {
            break;
        } else {
            arm(watch, status.dwCurrentState);
        }
    }
    return TRUE;
}

/* The manager demands a new connection of a client that lags behind; so does a lost connection. */
static void beginAgain(ServiceWatch *watch)
{
    releaseService(watch);
    closeService(&watch->manager);
}

void ServiceWatchInit(ServiceWatch *watch)
{
    watch->underWine = RunsUnderWine();
}

static DWORD restTime(const ServiceWatch *watch)
{
    if (watch->refused || !isArmed(watch)) {
        return REST_UNARMED_MS;
    }
    if (watch->service) {
        return watch->up ? REST_MS : REST_WHILE_STOPPED_MS;
    }
    /* A new service's key may exist before the manager knows the service. */
    return watch->listNews ? REST_UNARMED_MS : REST_MS;
}

/* Doubles: the manager may be back in a moment, or it refuses this process for good. */
static DWORD nextRetry(const ServiceWatch *watch)
{
    if (watch->retry == 0) {
        return REST_UNARMED_MS;
    }
    return watch->retry < REST_MS / 2 ? watch->retry * 2 : REST_MS;
}

unsigned ServiceWatchLook(ServiceWatch *watch)
{
    unsigned changes = 0;

    if (watch->timedOut && !watch->up) {
        releaseService(watch);
    }
    if (watch->refused) {
        beginAgain(watch);
    }
    takeDelivery(watch, &changes);
    if (lookAndArm(watch, &changes)) {
        watch->retry = 0;
        watch->interval = restTime(watch);
    } else {
        beginAgain(watch);
        watch->retry = nextRetry(watch);
        watch->interval = watch->retry;
    }
    return changes;
}

void ServiceWatchWait(ServiceWatch *watch, HANDLE wake)
{
    HANDLE news[3] = {wake};
    DWORD list = 0; /* index of listChanged, and of process below; 0 is `wake` */
    DWORD process = 0;
    DWORD count = 1;
    DWORD which;

    if (watch->listArmed) {
        list = count++;
        news[list] = watch->listChanged;
    }
    if (watch->process && !watch->processGone) {
        process = count++;
        news[process] = watch->process;
    }
    which = WaitForMultipleObjectsEx(count, news, FALSE, watch->interval, TRUE);
    watch->timedOut = which == WAIT_TIMEOUT;
    if (which == WAIT_FAILED) {
        SleepEx(REST_UNARMED_MS, TRUE); /* a handle was closed behind our back */
    }
    watch->listNews = list != 0 && which == WAIT_OBJECT_0 + list;
    if (watch->listNews) {
        watch->listArmed = FALSE;
    }
    if (process != 0 && which == WAIT_OBJECT_0 + process) {
        watch->processGone = TRUE; /* else no wait would block while the manager can't be queried */
    }
}

void ServiceWatchEnd(ServiceWatch *watch)
{
    releaseService(watch);
    closeService(&watch->manager);
    if (watch->serviceList) {
        RegCloseKey(watch->serviceList);
    }
    closeHandle(&watch->listChanged);
    forgetProcess(watch);
    AllocatorFree(watch->request);
}
