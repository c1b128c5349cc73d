/* SPDX-License-Identifier: MIT */
/* See contoso.h. */
#include "contoso.h"

#include "regsvr32.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define QUTIL     L"..\\examples\\qutil.dll"
#define NAPHOST   L"..\\examples\\naphost.dll"
#define VALIDATOR L"..\\examples\\contoso-validator.dll"

#define BOUND_MS 20000
#define ORDER    128

const WCHAR *AgentProgram = AGENT;

static DWORD regsvr32(const WCHAR *options, const WCHAR *dll)
{
    WCHAR *path = RunPath(dll);
    DWORD code = Regsvr32(options, path);

    free(path);
    return code;
}

DWORD ValidatorRegsvr32(const WCHAR *options)
{
    return regsvr32(options, VALIDATOR);
}

static void *create(REFCLSID clsid, REFIID riid)
{
    void *object = NULL;

    assert_hresult(CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, riid, &object), S_OK);
    assert_non_null(object);
    return object;
}

INapClientManagement *ClientManagement(void)
{
    return create(&CLSID_NapClientManagement, &IID_INapClientManagement);
}

INapServerManagement *ServerManagement(void)
{
    return create(&CLSID_NapServerManagement, &IID_INapServerManagement);
}

INapServerInfo *ServerInfo(void)
{
    return create(&CLSID_NapServerInfo, &IID_INapServerInfo);
}

INapSystemHealthAgentBinding *BindAgent(SystemHealthEntityId id,
                                        INapSystemHealthAgentCallback *callback)
{
    INapSystemHealthAgentBinding *binding =
        create(&CLSID_NapSystemHealthAgentBinding, &IID_INapSystemHealthAgentBinding);

    assert_hresult(INapSystemHealthAgentBinding_Initialize(binding, id, callback), S_OK);
    return binding;
}

BOOL IsZero(const GUID *guid)
{
    static const GUID zero;

    return IsEqualGUID(guid, &zero);
}

int ContosoForget(void **state)
{
    INapClientManagement *management = ClientManagement();
    HRESULT hr = INapClientManagement_UnregisterSystemHealthAgent(management, AGENT_ID);

    INapClientManagement_Release(management);
    ValidatorRegsvr32(L"/u"); /* fails if it isn't registered */
    return hr == S_OK || hr == NAP_E_NOT_REGISTERED ? 0 : -1;
}

int ContosoSetUp(void **state)
{
    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED)) || regsvr32(L"", QUTIL) != 0 ||
        regsvr32(L"", NAPHOST) != 0) {
        return -1;
    }
    return ContosoForget(state);
}

int ContosoTearDown(void **state)
{
    int forgotten = ContosoForget(state);
    DWORD naphost = regsvr32(L"/u", NAPHOST);
    DWORD qutil = regsvr32(L"/u", QUTIL);

    CoUninitialize();
    return forgotten == 0 && naphost == 0 && qutil == 0 ? 0 : -1;
}

static void mustHaveEnded(const Run *run, HRESULT result)
{
    char code[16];

    snprintf(code, sizeof(code), "(0x%08lx)\r\n", (unsigned long)result);
    if (run->exitCode != (SUCCEEDED(result) ? 0u : 1u) || !strstr(run->output, code)) {
        fail_msg("code %u, not %s, printed\n%s%s", (unsigned)run->exitCode, code, run->output,
                 run->error);
    }
}

void AgentMust(const WCHAR *argument, HRESULT result)
{
    Run run;

    RunProgram(&run, AgentProgram, argument, NULL, 0);
    mustHaveEnded(&run, result);
    RunFree(&run);
}

/* '\0': the line says something else. */
static char letterOf(const char *line)
{
    static const struct {
        const char *begin;
        char letter;
    } letters[] = {{"> ", '>'},
                   {"  GetSoHRequest: ", 'R'},
                   {"  CompareSoHRequests: ", 'C'},
                   {"  ProcessSoHResponse: ", 'P'},
                   {"  GetFixupInfo: ", 'F'},
                   {"  NotifySystemIsolationStateChange: ", 'S'},
                   {"  NotifyOrphanedSoHRequest: ", 'O'}};

    for (size_t i = 0; i < ARRAYSIZE(letters); i++) {
        if (strncmp(line, letters[i].begin, strlen(letters[i].begin)) == 0) {
            return letters[i].letter;
        }
    }
    return '\0';
}

static const char *nextLine(const char *line)
{
    line = strchr(line, '\n');
    return line ? line + 1 : NULL;
}

static void readOrder(const char *output, char order[ORDER])
{
    size_t length = 0;

    for (const char *line = output; line && length < ORDER - 1; line = nextLine(line)) {
        char letter = letterOf(line);

        if (letter) {
            order[length++] = letter;
        }
    }
    order[length] = '\0';
}

void AgentRun(Run *run, const char *input, const char *order)
{
    char found[ORDER];

    RunProgram(run, AgentProgram, L"/run", input, strlen(input));
    mustHaveEnded(run, S_OK);
    readOrder(run->output, found);
    if (order && strcmp(found, order) != 0) {
        fail_msg("%s, not %s, printed\n%s", found, order, run->output);
    }
}

unsigned AgentCount(const Run *run, char letter)
{
    unsigned count = 0;

    for (const char *line = run->output; line; line = nextLine(line)) {
        count += letterOf(line) == letter;
    }
    return count;
}

void AgentSaid(const Run *run, char letter, unsigned n, const char *text)
{
    for (const char *line = run->output; line; line = nextLine(line)) {
        if (letterOf(line) == letter && n-- == 0) {
            const char *found = strstr(line, text);

            if (!found || found > strchr(line, '\n')) {
                fail_msg("no \"%s\" in\n%s", text, line);
            }
            return;
        }
    }
    fail_msg("too few calls %c in\n%s", letter, run->output);
}

void AwaitBound(SystemHealthEntityId id)
{
    const WCHAR *architecture = sizeof(void *) == 8 ? L"x64" : L"x86";
    DWORD begin = GetTickCount();
    HANDLE mark = NULL;
    WCHAR name[64];

    swprintf(name, ARRAYSIZE(name), L"Global\\qutil-naphost-%ls-agent-%08X", architecture,
             (unsigned)id);
    while (!mark && GetTickCount() - begin < BOUND_MS) {
        Sleep(20);
        mark = OpenEventW(SYNCHRONIZE, FALSE, name);
    }
    assert_non_null(mark);
    CloseHandle(mark);
}
