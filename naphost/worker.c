/* SPDX-License-Identifier: MIT */
/* See worker.h. */
#include "worker.h"

#include "allocator.h"
#include "thread.h"

struct Worker {
    SRWLOCK lock;
    CONDITION_VARIABLE wanted; /* a job, or the end */
    CONDITION_VARIABLE idle;   /* a job is done */
    Job *job;                  /* that runs, or is about to */
    BOOL isEnding;
    _Atomic(DWORD) threadId; /* 0 until the thread has set it */
    void (*atEnd)(void *context);
    void *context;
    atomic_ulong references; /* the owner's and the thread's */
};

void JobInit(Job *job, void (*run)(Job *job), void (*destroy)(Job *job))
{
    job->run = run;
    job->destroy = destroy;
    atomic_init(&job->references, 1);
}

void JobRelease(Job *job)
{
    if (atomic_fetch_sub(&job->references, 1) == 1) {
        job->destroy(job);
    }
}

void WorkerRelease(Worker *worker)
{
    if (atomic_fetch_sub(&worker->references, 1) == 1) {
        AllocatorFree(worker);
    }
}

/* NULL at the end. */
static Job *nextJob(Worker *worker)
{
    Job *job;

    AcquireSRWLockExclusive(&worker->lock);
    while (!worker->job && !worker->isEnding) {
        SleepConditionVariableSRW(&worker->wanted, &worker->lock, INFINITE, 0);
    }
    job = worker->job;
    ReleaseSRWLockExclusive(&worker->lock);
    return job;
}

/* A job that nobody waits for any more is destroyed before the worker counts as idle. */
static void finish(Worker *worker, Job *job)
{
    JobRelease(job);
    AcquireSRWLockExclusive(&worker->lock);
    worker->job = NULL;
    WakeAllConditionVariable(&worker->idle);
    ReleaseSRWLockExclusive(&worker->lock);
}

static void work(void *context)
{
    Worker *worker = context;
    Job *job;

    atomic_store(&worker->threadId, GetCurrentThreadId());
    while ((job = nextJob(worker)) != NULL) {
        job->run(job);
        finish(worker, job);
    }
    if (worker->atEnd) {
        worker->atEnd(worker->context);
    }
    WorkerRelease(worker);
}

HRESULT WorkerStart(Worker **worker, void (*atEnd)(void *context), void *context)
{
    Worker *made = AllocatorZeroed(1, sizeof(*made));
    HRESULT hr;

    *worker = NULL;
    if (!made) {
        return E_OUTOFMEMORY;
    }
    InitializeSRWLock(&made->lock);
    InitializeConditionVariable(&made->wanted);
    InitializeConditionVariable(&made->idle);
    made->atEnd = atEnd;
    made->context = context;
    atomic_init(&made->references, 2);
    hr = ThreadStart(work, made);
    if (FAILED(hr)) {
        AllocatorFree(made);
        return hr;
    }
    *worker = made;
    return S_OK;
}

BOOL WorkerBegin(Worker *worker, Job *job)
{
    BOOL isFree;

    AcquireSRWLockExclusive(&worker->lock);
    isFree = !worker->job && !worker->isEnding;
    if (isFree) {
        atomic_fetch_add(&job->references, 1);
        worker->job = job;
        WakeConditionVariable(&worker->wanted);
    }
    ReleaseSRWLockExclusive(&worker->lock);
    return isFree;
}

BOOL WorkerIsBusy(Worker *worker)
{
    BOOL isBusy;

    AcquireSRWLockShared(&worker->lock);
    isBusy = worker->job != NULL;
    ReleaseSRWLockShared(&worker->lock);
    return isBusy;
}

BOOL WorkerWait(Worker *worker, const Job *job, DWORD milliseconds)
{
    BOOL isInTime = TRUE;
    BOOL isDone;

    AcquireSRWLockExclusive(&worker->lock);
    /* Woken once for each job; a spurious wake-up lengthens the limit, which is no exact one. */
    while (worker->job == job && isInTime) {
        isInTime = SleepConditionVariableSRW(&worker->idle, &worker->lock, milliseconds, 0);
    }
    isDone = worker->job != job;
    ReleaseSRWLockExclusive(&worker->lock);
    return isDone;
}

BOOL WorkerWaitIdle(Worker *worker, DWORD milliseconds)
{
    BOOL isInTime = TRUE;
    BOOL isIdle;

    AcquireSRWLockExclusive(&worker->lock);
    while (worker->job && isInTime) {
        isInTime = SleepConditionVariableSRW(&worker->idle, &worker->lock, milliseconds, 0);
    }
    isIdle = worker->job == NULL;
    ReleaseSRWLockExclusive(&worker->lock);
    return isIdle;
}

BOOL WorkerIsCurrent(const Worker *worker)
{
    return atomic_load(&worker->threadId) == GetCurrentThreadId();
}

void WorkerEnd(Worker *worker)
{
    atomic_fetch_add(&worker->references, 1); /* the thread may be gone before this returns */
    AcquireSRWLockExclusive(&worker->lock);
    worker->isEnding = TRUE;
    WakeConditionVariable(&worker->wanted);
    ReleaseSRWLockExclusive(&worker->lock);
    WorkerRelease(worker);
}
