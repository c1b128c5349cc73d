/* SPDX-License-Identifier: MIT */
/*
 * The subscriptions, and the one worker thread that runs while there are any.
 *
 * Shutdown rules:
 *
 * - The worker holds a reference to the module, so that the DLL can't be unloaded while it runs.
 *   Its very last call drops that reference.
 * - An event is used under `gate` only, so Unsubscribe can close it whatever the worker is doing.
 * - Every wait for the worker has a timeout: the caller may hold the loader lock, which the worker
 *   needs to start and to exit.
 * - The worker's block has two owners, the worker and the notifier. The last one frees it.
 * - At process exit the system has already killed the worker, perhaps while it held a lock. Nothing
 *   is left to shut down then.
 */
#include "notifier.h"

#include "allocator.h"
#include "servicewatch.h"

#include <winternl.h>

#include <string.h>

/* In ntdll since Windows 2000, but not in the toolchain's headers. */
NTSYSAPI BOOLEAN NTAPI RtlDllShutdownInProgress(void);

#define FIRST_TYPE napNotifyTypeServiceState
#define TYPE_COUNT 2

/* How long Subscribe waits for the worker's first look. Then the worker begins when it can. */
#define BEGIN_TIMEOUT_MS 2000

/*
 * How long to wait until the worker has released everything it owns, and then until its thread has
 * exited. The exit takes less than a millisecond, longer on a busy machine. Under the loader lock
 * the thread can't exit; the wait times out.
 */
#define END_TIMEOUT_MS  5000
#define EXIT_TIMEOUT_MS 1000

typedef enum SlotState {
    SLOT_EMPTY,
    SLOT_NEW, /* the worker hasn't looked at the service since the subscription */
    SLOT_LIVE /* changes are signalled */
} SlotState;

typedef struct Slot {
    HANDLE event;
    SlotState state;
} Slot;

typedef struct Worker {
    volatile LONG references;
    volatile LONG stopping;
    HMODULE module;
    HANDLE thread;
    HANDLE wake;
    HANDLE settled; /* no slot is SLOT_NEW any more */
    HANDLE done;    /* the worker has released everything it owned */
    ServiceWatch watch;
} Worker;

/* All zero while nothing is subscribed. */
static struct {
    SRWLOCK control; /* serialises Subscribe and Unsubscribe; the worker never takes it */
    SRWLOCK gate;    /* guards slots and worker; never held for long */
    Slot slots[TYPE_COUNT];
    Worker *worker;
} notifier;

static void closeHandle(HANDLE handle)
{
    if (handle) {
        CloseHandle(handle);
    }
}

static void releaseWorker(Worker *worker)
{
    if (InterlockedDecrement(&worker->references) > 0) {
        return;
    }
    closeHandle(worker->thread);
    closeHandle(worker->wake);
    closeHandle(worker->settled);
    closeHandle(worker->done);
    AllocatorFree(worker);
}

static void signalChanges(const Slot *slot, unsigned changes)
{
    for (unsigned change = 0; change < changes; change++) {
        SetEvent(slot->event);
    }
}

/* Signals what a look found, unless the notifier has let go of this worker. */
static void publish(Worker *worker, unsigned changes)
{
    AcquireSRWLockExclusive(&notifier.gate);
    for (int i = 0; i < TYPE_COUNT && notifier.worker == worker; i++) {
        Slot *slot = &notifier.slots[i];

        if (slot->state == SLOT_LIVE) {
            signalChanges(slot, changes);
        } else if (slot->state != SLOT_EMPTY) {
            slot->state = SLOT_LIVE;
        }
    }
    ReleaseSRWLockExclusive(&notifier.gate);
    SetEvent(worker->settled);
}

static DWORD WINAPI work(void *parameter)
{
    Worker *worker = parameter;
    HMODULE module = worker->module;

    while (!InterlockedCompareExchange(&worker->stopping, 0, 0)) {
        publish(worker, ServiceWatchLook(&worker->watch));
        ServiceWatchWait(&worker->watch, worker->wake);
    }
    ServiceWatchEnd(&worker->watch);
    SetEvent(worker->done);
    releaseWorker(worker);
    FreeLibraryAndExitThread(module, 0);
}

static BOOL createEvents(Worker *worker)
{
    worker->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
    worker->settled = CreateEventW(NULL, FALSE, FALSE, NULL);
    worker->done = CreateEventW(NULL, TRUE, FALSE, NULL);
    return worker->wake && worker->settled && worker->done;
}

/* The thread starts suspended so that publish() can't run before notifier.worker is set. */
static BOOL createThread(Worker *worker)
{
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const WCHAR *)&notifier,
                            &worker->module)) {
        return FALSE;
    }
    worker->thread = CreateThread(NULL, 0, work, worker, CREATE_SUSPENDED, NULL);
    if (!worker->thread) {
        FreeLibrary(worker->module);
        return FALSE;
    }
    worker->references++;
    return TRUE;
}

static Worker *createWorker(void)
{
    Worker *worker = AllocatorZeroed(1, sizeof *worker);

    if (!worker) {
        return NULL;
    }
    worker->references = 1;
    ServiceWatchInit(&worker->watch);
    if (!createEvents(worker) || !createThread(worker)) {
        releaseWorker(worker);
        return NULL;
    }
    return worker;
}

static void endWorker(Worker *worker)
{
    const HANDLE ends[] = {worker->thread, worker->done};

    InterlockedExchange(&worker->stopping, TRUE);
    SetEvent(worker->wake);
    if (WaitForMultipleObjects(2, ends, FALSE, END_TIMEOUT_MS) != WAIT_TIMEOUT) {
        WaitForSingleObject(worker->thread, EXIT_TIMEOUT_MS);
    }
    releaseWorker(worker);
}

static Slot *slotOf(NapNotifyType type)
{
    UINT32 index = (UINT32)type - (UINT32)FIRST_TYPE;

    return index < TYPE_COUNT ? &notifier.slots[index] : NULL;
}

static SlotState stateOf(const Slot *slot)
{
    SlotState state;

    AcquireSRWLockShared(&notifier.gate);
    state = slot->state;
    ReleaseSRWLockShared(&notifier.gate);
    return state;
}

/* Empties the slot, and ends the worker if no other slot is in use. */
static void leave(Slot *slot)
{
    HANDLE event;
    Worker *last = NULL;

    AcquireSRWLockExclusive(&notifier.gate);
    event = slot->event;
    *slot = (Slot){.state = SLOT_EMPTY};
    if (notifier.slots[0].state == SLOT_EMPTY && notifier.slots[1].state == SLOT_EMPTY) {
        last = notifier.worker;
        notifier.worker = NULL;
    }
    ReleaseSRWLockExclusive(&notifier.gate);
    closeHandle(event);
    if (last) {
        endWorker(last);
    }
}

/* Waits until the worker has looked at the service after the slot was filled, or a timeout. */
static void awaitFirstLook(const Slot *slot, Worker *worker)
{
    const HANDLE news[] = {worker->settled, worker->thread};
    DWORD which = WAIT_OBJECT_0;

    while (which == WAIT_OBJECT_0 && stateOf(slot) == SLOT_NEW) {
        which = WaitForMultipleObjects(2, news, FALSE, BEGIN_TIMEOUT_MS);
    }
}

/* Takes ownership of `event`, on failure too. */
static HRESULT enter(Slot *slot, HANDLE event)
{
    Worker *worker = notifier.worker;
    BOOL begun = worker != NULL;

    if (!begun) {
        worker = createWorker();
    }
    if (!worker) {
        CloseHandle(event);
        return E_FAIL;
    }
    AcquireSRWLockExclusive(&notifier.gate);
    *slot = (Slot){.event = event, .state = SLOT_NEW};
    notifier.worker = worker;
    ReleaseSRWLockExclusive(&notifier.gate);
    if (begun) {
        SetEvent(worker->wake);
    } else {
        ResumeThread(worker->thread);
    }
    awaitFirstLook(slot, worker);
    return S_OK;
}

static BOOL isEvent(HANDLE handle)
{
    static const WCHAR name[] = L"Event";
    union {
        PUBLIC_OBJECT_TYPE_INFORMATION information;
        BYTE room[512];
    } type;
    ULONG size;

    if (NtQueryObject(handle, ObjectTypeInformation, &type, sizeof type, &size) < 0) {
        return FALSE;
    }
    return type.information.TypeName.Length == sizeof name - sizeof *name &&
           memcmp(type.information.TypeName.Buffer, name, sizeof name - sizeof *name) == 0;
}

static BOOL mayBeSet(HANDLE handle)
{
    PUBLIC_OBJECT_BASIC_INFORMATION basic;
    ULONG size;

    return NtQueryObject(handle, ObjectBasicInformation, &basic, sizeof basic, &size) >= 0 &&
           (basic.GrantedAccess & EVENT_MODIFY_STATE) != 0;
}

/*
 * Examines the duplicate, because the caller's handle may be closed and reused meanwhile, and
 * because a pseudo handle's duplicate is a process or a thread. The duplicate has the same access:
 * asking for certain rights could grant ones that the original doesn't have.
 */
static HANDLE duplicateEvent(HANDLE handle)
{
    HANDLE process = GetCurrentProcess();
    HANDLE duplicate;

    if (!DuplicateHandle(process, handle, process, &duplicate, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
        return NULL;
    }
    if (!isEvent(duplicate) || !mayBeSet(duplicate)) {
        CloseHandle(duplicate);
        return NULL;
    }
    return duplicate;
}

HRESULT NotifierSubscribe(NapNotifyType type, HANDLE event)
{
    Slot *slot = slotOf(type);
    HANDLE own = slot ? duplicateEvent(event) : NULL;
    HRESULT result;

    if (!own) {
        return E_INVALIDARG;
    }
    if (RtlDllShutdownInProgress()) {
        CloseHandle(own);
        return E_FAIL;
    }
    AcquireSRWLockExclusive(&notifier.control);
    if (stateOf(slot) == SLOT_EMPTY) {
        result = enter(slot, own);
    } else {
        CloseHandle(own);
        result = HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED);
    }
    ReleaseSRWLockExclusive(&notifier.control);
    return result;
}

void NotifierUnsubscribe(NapNotifyType type)
{
    Slot *slot = slotOf(type);

    if (!slot || RtlDllShutdownInProgress()) {
        return;
    }
    AcquireSRWLockExclusive(&notifier.control);
    if (stateOf(slot) != SLOT_EMPTY) {
        leave(slot);
    }
    ReleaseSRWLockExclusive(&notifier.control);
}

BOOL NotifierActive(void)
{
    BOOL active = FALSE;

    if (!RtlDllShutdownInProgress()) {
        AcquireSRWLockShared(&notifier.gate);
        active = notifier.worker != NULL;
        ReleaseSRWLockShared(&notifier.gate);
    }
    return active;
}
