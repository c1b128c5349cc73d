/* SPDX-License-Identifier: MIT */
/*
 * A health check as in Network Access Protection, with both sides in one process: the agent in a
 * single-threaded apartment, the validator on a worker thread in the multithreaded one. They
 * exchange only bytes. Several clients are checked. The exit code is 0 only if the agent reads the
 * right verdict for each.
 */
#include <objbase.h>
#include <stdio.h>
#include <string.h>

#include "agent.h"
#include "naperror.h"
#include "show.h"
#include "validator.h"

typedef struct Client {
    const char *name;
    ClientState state;
    Verdict deserved;
} Client;

static const Client clients[] = {
    {"firewall on, antivirus on, its signatures one day old",
     {.firewallOn = TRUE, .antivirusReports = TRUE, .antivirusOn = TRUE, .signatureAge = 1},
     {.classes = {{S_OK, failureCategoryNone}, {S_OK, failureCategoryNone}}}},
    {"firewall off, antivirus on, its signatures 30 days old",
     {.firewallOn = FALSE, .antivirusReports = TRUE, .antivirusOn = TRUE, .signatureAge = 30},
     {.classes = {{CONTOSO_E_FIREWALL_OFF, failureCategoryNone},
                  {CONTOSO_E_ANTIVIRUS_OUTDATED, failureCategoryNone}},
      .ipv4Servers = 2,
      .ipv6Servers = 1}},
    {"firewall on, antivirus does not answer the agent",
     {.firewallOn = TRUE},
     {.classes = {{S_OK, failureCategoryNone},
                  {CONTOSO_E_NOT_REPORTED, failureCategoryClientComponent}},
      .ipv4Servers = 2,
      .ipv6Servers = 1}},
};

/* The two directions of the network. */
typedef struct Exchange {
    WireBytes request;
    WireBytes response;
    HRESULT result;
} Exchange;

static void printBytes(const char *what, const WireBytes *wire)
{
    printf("\n%s, %u bytes:\n  ", what, (unsigned)wire->size);
    for (UINT32 i = 0; i < wire->size; i++) {
        printf("%s%02x", i != 0 && i % 36 == 0 ? "\n  " : "", wire->bytes[i]);
    }
    printf("\n");
}

static DWORD WINAPI validate(void *context)
{
    Exchange *exchange = context;

    exchange->result = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (SUCCEEDED(exchange->result)) {
        exchange->result = ValidatorJudge(&exchange->request, &exchange->response);
        CoUninitialize();
    }
    return 0;
}

/* Waits as a single-threaded apartment must: it still handles messages. */
static HRESULT carry(Exchange *exchange)
{
    DWORD index;
    HRESULT hr;
    HANDLE thread = CreateThread(NULL, 0, validate, exchange, 0, NULL);

    if (!thread) {
        return HRESULT_FROM_WIN32(GetLastError());
    }
    hr = CoWaitForMultipleHandles(0, INFINITE, 1, &thread, &index);
    if (FAILED(hr)) {
        WaitForSingleObject(thread, INFINITE); /* the exchange is the thread's until it ends */
    }
    CloseHandle(thread);
    return SUCCEEDED(hr) ? exchange->result : hr;
}

static HRESULT sendRequest(const Client *client, Exchange *exchange)
{
    SoH *soh;
    HRESULT hr = AgentBuildRequest(&client->state, &soh);

    if (SUCCEEDED(hr)) {
        hr = WireEncode(soh, &exchange->request);
    }
    FreeSoH(soh);
    if (SUCCEEDED(hr)) {
        printBytes("The agent, in a single-threaded apartment, sends its request",
                   &exchange->request);
        hr = carry(exchange);
    }
    return hr;
}

static HRESULT readResponse(const Exchange *exchange, Verdict *verdict)
{
    SoH *soh;
    HRESULT hr;

    printBytes("The validator sends its response", &exchange->response);
    hr = WireDecode(&exchange->response, &soh);
    if (SUCCEEDED(hr)) {
        hr = ShowSoH("The agent reads this response:", soh, FALSE);
    }
    if (SUCCEEDED(hr)) {
        hr = AgentReadResponse(soh, verdict);
    }
    FreeSoH(soh);
    return hr;
}

static BOOL isSame(const Verdict *one, const Verdict *other)
{
    for (int i = 0; i < CONTOSO_CLASSES; i++) {
        if (one->classes[i].code != other->classes[i].code ||
            one->classes[i].failureCategory != other->classes[i].failureCategory) {
            return FALSE;
        }
    }
    return one->ipv4Servers == other->ipv4Servers && one->ipv6Servers == other->ipv6Servers;
}

static const char *summaryOf(const Verdict *verdict)
{
    for (int i = 0; i < CONTOSO_CLASSES; i++) {
        if (verdict->classes[i].failureCategory != failureCategoryNone) {
            return "not known, for a component failed";
        }
    }
    for (int i = 0; i < CONTOSO_CLASSES; i++) {
        if (FAILED(verdict->classes[i].code)) {
            return "unhealthy";
        }
    }
    return "healthy";
}

static HRESULT check(const Client *client)
{
    Exchange exchange;
    Verdict verdict;
    HRESULT hr;

    memset(&exchange, 0, sizeof(exchange));
    printf("\n=== Client: %s\n", client->name);
    hr = sendRequest(client, &exchange);
    if (SUCCEEDED(hr)) {
        hr = readResponse(&exchange, &verdict);
    }
    if (SUCCEEDED(hr)) {
        printf("\nThe agent knows now: %s.\n", summaryOf(&verdict));
        hr = isSame(&verdict, &client->deserved) ? S_OK : E_FAIL;
    }
    CoTaskMemFree(exchange.request.bytes);
    CoTaskMemFree(exchange.response.bytes);
    return hr;
}

static void explain(HRESULT hr)
{
    if (hr == REGDB_E_CLASSNOTREG) {
        fputs("health-check: the classes of qutil.dll are not registered. Run \"regsvr32 "
              "qutil.dll\", "
              "or use health-check-regfree.exe, which finds them by its manifest.\n",
              stderr);
    } else if (hr == E_FAIL) {
        fputs("health-check: WRONG: this is not the verdict that the client deserves.\n", stderr);
    } else {
        fprintf(stderr, "health-check: failed with 0x%08lx\n", (unsigned long)hr);
    }
}

int main(void)
{
    HRESULT hr = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    BOOL isInitialised = SUCCEEDED(hr);

    for (size_t i = 0; SUCCEEDED(hr) && i < ARRAYSIZE(clients); i++) {
        hr = check(&clients[i]);
    }
    if (SUCCEEDED(hr)) {
        printf("\nAll clients got the verdict that they deserve.\n");
    } else {
        explain(hr);
    }
    if (isInitialised) {
        CoUninitialize();
    }
    return SUCCEEDED(hr) ? 0 : 1;
}
