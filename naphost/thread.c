/* SPDX-License-Identifier: MIT */
/* See thread.h. */
#include "thread.h"

#include "com/lifetime.h"

#include <objbase.h>

/* Lies on the stack of the thread that starts another, until that one has set `entered`. */
typedef struct Start {
    void (*run)(void *context);
    void *context;
    HMODULE module;
    HANDLE entered;
    HRESULT hr;
} Start;

static DWORD WINAPI threadMain(void *parameter)
{
    Start *start = parameter;
    void (*run)(void *) = start->run;
    void *context = start->context;
    HMODULE module = start->module;
    HRESULT hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);

    start->hr = hr;
    SetEvent(start->entered); /* `start` is gone from here on */
    if (SUCCEEDED(hr)) {
        run(context);
        CoUninitialize();
    }
    LifetimeRelease();
    FreeLibraryAndExitThread(module, 0);
}

static HRESULT create(Start *start)
{
    HANDLE thread;

    LifetimeAddRef();
    thread = CreateThread(NULL, 0, threadMain, start, 0, NULL);
    if (!thread) {
        LifetimeRelease();
        return HRESULT_FROM_WIN32(GetLastError());
    }
    WaitForSingleObject(start->entered, INFINITE);
    CloseHandle(thread);
    return SUCCEEDED(start->hr) ? S_OK : start->hr;
}

HRESULT ThreadStart(void (*run)(void *context), void *context)
{
    Start start = {.run = run, .context = context};
    HRESULT hr = E_OUTOFMEMORY;

    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const WCHAR *)threadMain,
                            &start.module)) {
        return HRESULT_FROM_WIN32(GetLastError());
    }
    start.entered = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (start.entered) {
        hr = create(&start);
        CloseHandle(start.entered);
    }
    /* A thread that got as far as its apartment frees the module itself, also without one. */
    if (FAILED(hr) && SUCCEEDED(start.hr)) {
        FreeLibrary(start.module);
    }
    return hr;
}
