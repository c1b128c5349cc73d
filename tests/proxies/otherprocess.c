/* SPDX-License-Identifier: MIT */
/* See otherprocess.h. */
#define COBJMACROS
#include "otherprocess.h"

#include <objbase.h>
#include <rpcproxy.h>

#include <stdio.h>

#include "control.h"
#include "processcreate.h"
#include "napcertrelyingparty.h"
#include "napcommon.h"
#include "napsystemhealthagent.h"
#include "napsystemhealthvalidator.h"
#include "naputil.h"

#define LARGEST_REFERENCE ((DWORD)4096)

typedef HRESULT(WINAPI *GetClassObject)(REFCLSID rclsid, REFIID riid, void **object);
typedef void(RPC_ENTRY *GetProxyInfo)(const ProxyFileInfo ***files, const CLSID **clsid);

const NapInterface NapInterfaces[] = {
#define CLASS_ID(name, text)
#define INTERFACE_ID(name, text) {#name, &IID_##name},
#include "ids.inc"
    {"IControl", &IID_IControl},
};

static HRESULT lastError(void)
{
    return HRESULT_FROM_WIN32(GetLastError());
}

HRESULT UseProxies(IPSFactoryBuffer **factory)
{
    HMODULE module = LoadLibraryW(L"napproxies.dll");
    union {
        FARPROC any;
        GetClassObject classObject;
        GetProxyInfo info;
    } entry;
    const ProxyFileInfo **files;
    const CLSID *clsid;
    DWORD cookie;
    HRESULT hr;

    if (!module || (entry.any = GetProcAddress(module, "GetProxyDllInfo")) == NULL) {
        return lastError(); /* cppcheck-suppress resourceLeak; loaded until the process ends */
    }
    entry.info(&files, &clsid);
    entry.any = GetProcAddress(module, "DllGetClassObject");
    if (!entry.any) {
        return lastError(); /* cppcheck-suppress resourceLeak; the same */
    }
    hr = entry.classObject(clsid, &IID_IPSFactoryBuffer, (void **)factory);
    if (SUCCEEDED(hr)) {
        hr = CoRegisterClassObject(clsid, (IUnknown *)*factory, CLSCTX_INPROC_SERVER,
                                   REGCLS_MULTIPLEUSE, &cookie);
    }
    for (size_t i = 0; SUCCEEDED(hr) && i < NAP_INTERFACES; i++) {
        hr = CoRegisterPSClsid(NapInterfaces[i].iid, clsid);
    }
    return hr;
}

static HRESULT readAll(HANDLE pipe, void *bytes, DWORD size)
{
    DWORD done = 0;

    while (size > 0) {
        if (!ReadFile(pipe, bytes, size, &done, NULL) || done == 0) {
            return lastError();
        }
        bytes = (BYTE *)bytes + done;
        size -= done;
    }
    return S_OK;
}

static HRESULT writeAll(HANDLE pipe, const void *bytes, DWORD size)
{
    DWORD done;

    return WriteFile(pipe, bytes, size, &done, NULL) && done == size ? S_OK : lastError();
}

/* Sends a marshalled pointer: its size and its bytes. */
static HRESULT sendPointer(HANDLE pipe, IUnknown *pointer)
{
    IStream *stream;
    HGLOBAL memory;
    STATSTG status;
    HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, &stream);

    if (FAILED(hr)) {
        return hr;
    }
    hr = CoMarshalInterface(stream, &IID_IUnknown, pointer, MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL);
    if (SUCCEEDED(hr)) {
        hr = IStream_Stat(stream, &status, STATFLAG_NONAME);
    }
    if (SUCCEEDED(hr)) {
        hr = GetHGlobalFromStream(stream, &memory);
    }
    if (SUCCEEDED(hr)) {
        hr = writeAll(pipe, &status.cbSize.LowPart, sizeof status.cbSize.LowPart);
    }
    if (SUCCEEDED(hr)) {
        hr = writeAll(pipe, GlobalLock(memory), status.cbSize.LowPart);
        GlobalUnlock(memory);
    }
    IStream_Release(stream);
    return hr;
}

static HRESULT receivePointer(HANDLE pipe, IUnknown **pointer)
{
    BYTE bytes[LARGEST_REFERENCE];
    DWORD size;
    IStream *stream;
    HRESULT hr = readAll(pipe, &size, sizeof size);

    if (FAILED(hr) || size > sizeof bytes) {
        return FAILED(hr) ? hr : E_UNEXPECTED;
    }
    hr = readAll(pipe, bytes, size);
    if (SUCCEEDED(hr)) {
        hr = CreateStreamOnHGlobal(NULL, TRUE, &stream);
    }
    if (FAILED(hr)) {
        return hr;
    }
    hr = IStream_Write(stream, bytes, size, NULL);
    if (SUCCEEDED(hr)) {
        hr = IStream_Seek(stream, (LARGE_INTEGER){.QuadPart = 0}, STREAM_SEEK_SET, NULL);
    }
    if (SUCCEEDED(hr)) {
        hr = CoUnmarshalInterface(stream, &IID_IUnknown, (void **)pointer);
    }
    IStream_Release(stream);
    return hr;
}

/* Makes a pipe. The other process inherits one end. */
static BOOL makePipe(HANDLE *ours, HANDLE *its, BOOL itReads)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};

    return CreatePipe(itReads ? its : ours, itReads ? ours : its, &inherited, 0) &&
           SetHandleInformation(*ours, HANDLE_FLAG_INHERIT, 0);
}

HRESULT OtherProcessStart(OtherProcess *other, IUnknown **pointers, size_t count)
{
    WCHAR program[MAX_PATH];
    WCHAR line[MAX_PATH + 32];
    STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION made;
    HRESULT hr = S_OK;
    BOOL started;

    GetModuleFileNameW(NULL, program, ARRAYSIZE(program));
    swprintf(line, ARRAYSIZE(line), L"\"%ls\" " OTHER_PROCESS_ARGUMENT, program);
    if (!makePipe(&other->toIt, &start.hStdInput, TRUE) ||
        !makePipe(&other->fromIt, &start.hStdOutput, FALSE)) {
        return lastError();
    }
    start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    started = ProcessCreate(program, line, TRUE, 0, &start, &made);
    hr = started ? S_OK : lastError();
    CloseHandle(start.hStdInput);
    CloseHandle(start.hStdOutput);
    if (started) {
        CloseHandle(made.hThread);
        other->process = made.hProcess;
    }
    for (size_t i = 0; SUCCEEDED(hr) && i < count; i++) {
        hr = receivePointer(other->fromIt, &pointers[i]);
    }
    return hr;
}

HRESULT OtherProcessAsk(const OtherProcess *other, Account *account)
{
    static const BYTE question = '?';
    HRESULT hr = writeAll(other->toIt, &question, sizeof question);

    return SUCCEEDED(hr) ? readAll(other->fromIt, account, sizeof *account) : hr;
}

DWORD OtherProcessEnd(OtherProcess *other)
{
    DWORD code;

    CloseHandle(other->toIt);
    WaitForSingleObject(other->process, INFINITE);
    GetExitCodeProcess(other->process, &code);
    CloseHandle(other->fromIt);
    CloseHandle(other->process);
    return code;
}

HRESULT OtherProcessServe(IUnknown *const *pointers, size_t count, Accountant accountant)
{
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE);
    HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
    Account account;
    BYTE question;
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < count; i++) {
        hr = sendPointer(out, pointers[i]);
    }
    while (SUCCEEDED(hr) && SUCCEEDED(readAll(in, &question, sizeof question))) {
        accountant(&account);
        hr = writeAll(out, &account, sizeof account);
    }
    return hr;
}
