/* SPDX-License-Identifier: MIT */
/*
 * The other process: this program again, with an argument. It sends the interface pointers that it
 * has, marshalled, through a pipe, and answers questions about itself until the pipe ends.
 */
#ifndef TESTS_PROXIES_OTHERPROCESS_H
#define TESTS_PROXIES_OTHERPROCESS_H

#include <windows.h>
#include <unknwn.h>

#define OTHER_PROCESS_ARGUMENT "--other-process"

/* Numbers of the other process. */
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

/* Every interface that the headers declare, and the one of control.idl. */
typedef struct NapInterface {
    const char *name;
    const IID *iid;
} NapInterface;

#define NAP_INTERFACES 26
extern const NapInterface NapInterfaces[NAP_INTERFACES];

/* Loads napproxies.dll, and makes this process use it for every interface of NAP. */
HRESULT UseProxies(IPSFactoryBuffer **factory);

/* Starts it, and unmarshals the pointers that it sends: count of them, all of IUnknown. */
HRESULT OtherProcessStart(OtherProcess *other, IUnknown **pointers, size_t count);
HRESULT OtherProcessAsk(const OtherProcess *other, Account *account);
/* Lets it end, and returns its exit code. */
DWORD OtherProcessEnd(OtherProcess *other);

/* What the other process does: sends the pointers, and answers. */
typedef void (*Accountant)(Account *account);
HRESULT OtherProcessServe(IUnknown *const *pointers, size_t count, Accountant accountant);

#endif
