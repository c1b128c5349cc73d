/* SPDX-License-Identifier: MIT */
/*
 * The other process: this program again, with an argument. It sends its interface pointers,
 * marshalled, through a pipe, and answers queries about itself until the pipe is closed.
 */
#ifndef TESTS_PROXIES_OTHERPROCESS_H
#define TESTS_PROXIES_OTHERPROCESS_H

#include <windows.h>
#include <unknwn.h>

#define OTHER_PROCESS_ARGUMENT "--other-process"

/* Counts in one process. */
typedef struct Account {
    LONG liveBlocks;
    LONG badFrees;
    LONG overruns;
    LONG references; /* to its objects */
} Account;

typedef struct OtherProcess {
    HANDLE process;
    HANDLE toIt;
    HANDLE fromIt;
} OtherProcess;

/* A list of all interfaces that the headers declare, and the one of control.idl. */
typedef struct NapInterface {
    const char *name;
    const IID *iid;
} NapInterface;

#define NAP_INTERFACES 26
extern const NapInterface NapInterfaces[NAP_INTERFACES];

/* Loads napproxies.dll, and registers it in this process for every NAP interface. */
HRESULT UseProxies(IPSFactoryBuffer **factory);

/* Starts it, and unmarshals the IUnknown pointers that it sends. */
HRESULT OtherProcessStart(OtherProcess *other, IUnknown **pointers, size_t count);
HRESULT OtherProcessAsk(const OtherProcess *other, Account *account);
/* Ends it, and returns its exit code. */
DWORD OtherProcessEnd(OtherProcess *other);

/* What the other process does: sends the pointers, and answers. */
typedef void (*Accountant)(Account *account);
HRESULT OtherProcessServe(IUnknown *const *pointers, size_t count, Accountant accountant);

#endif
