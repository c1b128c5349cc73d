/* SPDX-License-Identifier: MIT */
/*
 * A thread on which foreign code is called, one job at a time, so that the thread that waits for
 * the job can keep a time limit. A job that is over its limit can't be stopped: its worker stays
 * busy until it returns.
 */
#ifndef NAPHOST_WORKER_H
#define NAPHOST_WORKER_H

#include <stdatomic.h>

#include <windows.h>

typedef struct Worker Worker;

/* Owned by its creator and, while it runs, by the worker. */
typedef struct Job {
    void (*run)(struct Job *job);     /* on the worker's thread */
    void (*destroy)(struct Job *job); /* on the thread of the last owner */
    atomic_ulong references;
} Job;

void JobInit(Job *job, void (*run)(Job *job), void (*destroy)(Job *job));
void JobRelease(Job *job);

/* atEnd, which may be NULL, runs last on the worker's thread. */
HRESULT WorkerStart(Worker **worker, void (*atEnd)(void *context), void *context);

/* FALSE, and the job isn't run, if an earlier one still runs. */
BOOL WorkerBegin(Worker *worker, Job *job);

BOOL WorkerIsBusy(Worker *worker);

/* Waits for the job that was begun; FALSE if it isn't done in time. */
BOOL WorkerWait(Worker *worker, const Job *job, DWORD milliseconds);

/* Waits until no job runs; FALSE if that takes too long. Not for the worker's own thread. */
BOOL WorkerWaitIdle(Worker *worker, DWORD milliseconds);

/* Whether the caller is the worker's thread. */
BOOL WorkerIsCurrent(const Worker *worker);

/* The thread ends after the job that runs, if any. Returns at once. */
void WorkerEnd(Worker *worker);

/* After WorkerEnd; the thread may still run. */
void WorkerRelease(Worker *worker);

#endif
