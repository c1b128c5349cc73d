/* SPDX-License-Identifier: MIT */
/*
 * The functions of qutil.dll: they allocate and free the structures of Network Access Protection
 * (NAP), and notify of changes in the NAP Agent service.
 *
 * A letter in brackets says where a rule comes from: [D] Microsoft's public documentation, [E]
 * what public clients or another public source rely on, [C] chosen by this project because it is
 * documented nowhere.
 *
 * Memory, for all functions:
 *   - Every block comes from CoTaskMemAlloc and goes to CoTaskMemFree [D]. A structure and each
 *     pointer inside it are blocks of their own, so a program may fill a structure with its own
 *     CoTaskMemAlloc blocks, or copy a structure out, free the structure alone, and keep what it
 *     points to [E].
 *   - An Alloc function always sets its out parameter: to a zeroed structure [C], which can be
 *     freed at any moment, or to NULL when it fails [C]. It never reads the out parameter's old
 *     value [E]. It returns S_OK, E_INVALIDARG, or E_OUTOFMEMORY [D], and after a failure nothing
 *     stays allocated [C].
 *   - A Free function frees the structure and everything that it points to [D]. It ignores NULL,
 *     and NULL pointers inside the structure [E]. It reads the counts of elements that own memory,
 *     but never the length of a string or a blob, which programs set wrongly [E].
 *
 * Threads: the Alloc and Free functions have no state and may be called from any thread; a
 * structure must not be freed while another thread uses it. None needs CoInitialize.
 */
#ifndef NAPUTIL_H
#define NAPUTIL_H

#include <naptypes.h>
#include <napprotocol.h>
#include <napenforcementclient.h>
#include <napmanagement.h>
#include <napservermanagement.h>

/* The build of the DLL defines this empty. All others import the functions. */
#ifndef NAPAPI
#define NAPAPI DECLSPEC_IMPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Makes a FixupInfo with room for result codes.
 *
 *   fixupInfo         receives the structure: resultCodes.count is countResultCodes, the result
 *                     codes and everything else are zero; free it with FreeFixupInfo
 *   countResultCodes  how many result codes; with 0, resultCodes.results is NULL
 *
 * S_OK; E_INVALIDARG: fixupInfo is NULL [D]; E_OUTOFMEMORY.
 */
NAPAPI HRESULT WINAPI AllocFixupInfo(FixupInfo **fixupInfo, UINT16 countResultCodes);

/*
 * Makes a list of connections.
 *
 *   connections       receives the list: count is connectionsCount, every interface pointer is
 *                     NULL; free it with FreeConnections
 *   connectionsCount  how many pointers, 0 to 65535 [C: the documented limit of 20 is the
 *                     agent's, not the structure's]; with 0, the array is NULL and there is no
 *                     block for it [E]
 *
 * A pointer that the caller stores becomes the list's: AddRef it first [E].
 * S_OK; E_INVALIDARG: connections is NULL [D]; E_OUTOFMEMORY.
 */
NAPAPI HRESULT WINAPI AllocConnections(Connections **connections, UINT16 connectionsCount);

/*
 * Copies a string.
 *
 *   countedString  receives the copy: length is in characters, without the NUL [D], and the
 *                  string ends with a NUL; free it with FreeCountedString
 *   string         ends with a NUL after at most 65535 characters, the most that length can hold
 *                  [C: the documented range of 1024 is not enforced]; no character after the
 *                  65536th is read
 *
 * S_OK; E_INVALIDARG: a NULL argument [D], or the string is too long [C]; E_OUTOFMEMORY.
 */
NAPAPI HRESULT WINAPI AllocCountedString(CountedString **countedString, const WCHAR *string);

/* Frees a FixupInfo: resultCodes.results, and the structure. */
NAPAPI void WINAPI FreeFixupInfo(FixupInfo *fixupInfo);

/*
 * Frees a list of connections: releases each of the count interface pointers that is not NULL
 * [C: "all embedded pointers" are freed, and clients add a reference to each that they store],
 * then frees the array and the structure. Release runs on the calling thread.
 */
NAPAPI void WINAPI FreeConnections(Connections *connections);

/* Frees an IsolationInfo: failureUrl.string, and the structure. */
NAPAPI void WINAPI FreeIsolationInfo(IsolationInfo *isolationInfo);

/* Frees an IsolationInfoEx: failureUrl.string, and the structure. */
NAPAPI void WINAPI FreeIsolationInfoEx(IsolationInfoEx *isolationInfo);

/* Frees a CountedString: the string, and the structure. */
NAPAPI void WINAPI FreeCountedString(CountedString *countedString);

/*
 * Frees a Statement of Health: the value of each of the count attributes, the array of
 * attributes, and the structure.
 */
NAPAPI void WINAPI FreeSoH(SoH *soh);

/* Frees a Statement-of-Health message: data, and the structure. */
NAPAPI void WINAPI FreeNetworkSoH(NetworkSoH *networkSoh);

/* Frees a PrivateData: data, and the structure. */
NAPAPI void WINAPI FreePrivateData(PrivateData *privateData);

/*
 * Frees the value of an attribute, as INapSoHProcessor::GetAttribute returns it.
 *
 *   type   says which member of the union is in use, and so which pointer is freed too: addresses,
 *          results, vendorSpecificData, or data. Types 2, 5, 8, 12, 14 and 16 have none; unknown
 *          types hold an octet string [D]
 *   value  may be NULL, with any type [E]
 */
NAPAPI void WINAPI FreeSoHAttributeValue(SoHAttributeType type, SoHAttributeValue *value);

/*
 * Frees what INapClientManagement::GetRegistered* and INapServerInfo::GetRegistered* return.
 *
 *   count  number of structures in the array
 *   info   points to the pointer to the one array of structures [C: the shape that these
 *          methods return]. The four strings of each structure and the array are freed, and *info
 *          is set to NULL [C]
 */
NAPAPI void WINAPI FreeNapComponentRegistrationInfoArray(UINT16 count,
                                                         NapComponentRegistrationInfo **info);

/*
 * Frees an agent's state: shaResultCodes.results, fixupInfo.resultCodes.results, and the
 * structure.
 */
NAPAPI void WINAPI FreeSystemHealthAgentState(SystemHealthAgentState *state);

/*
 * Subscribes the process to changes of one kind; an event is set at each change.
 *
 *   type          napNotifyTypeServiceState: the service "napagent" started or stopped;
 *                 napNotifyTypeQuarState: the isolation state of the computer changed [D]. With
 *                 no agent there is no isolation state; the event is then set when the service
 *                 starts or stops, because then the state becomes known or unknown [C]
 *   hNotifyEvent  an event handle with the right to set it. The caller owns it, and may close it
 *                 at any time after this returns: the DLL uses a duplicate [C]
 *
 * A process has one subscription of each type. If there is no such service, subscribing succeeds,
 * and nothing is signalled until there is one [C]. May be called from several threads [C:
 * documented as not thread safe]. Must not be called from DllMain.
 *
 * S_OK; E_INVALIDARG: another type, or not an event handle;
 * HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED), 0x800704DF: this type is subscribed already
 * [D for the name, C for the form]; E_FAIL: anything else, even out of memory. If the service
 * control manager refuses the process, that is no failure: the DLL retries at least once a
 * minute [C].
 */
NAPAPI HRESULT WINAPI InitializeNapAgentNotifier(NapNotifyType type, HANDLE hNotifyEvent);

/*
 * Ends a subscription. After it returns, the event is no longer used. After the last subscription
 * ended, no thread or callback of the DLL is left [C]. Does nothing if there is no subscription, or
 * for another type. Must not be called from DllMain.
 */
NAPAPI void WINAPI UninitializeNapAgentNotifier(NapNotifyType type);

#ifdef __cplusplus
}
#endif

/*
 * The DLL exports four more functions. COM and regsvr32 find them by name. They are not in the
 * import library [E], and the system's headers declare them:
 *
 *   HRESULT DllGetClassObject(REFCLSID rclsid, REFIID riid, void **ppv)
 *       The class factory of CLSID_NapSoHConstructor or CLSID_NapSoHProcessor, with a reference
 *       for the caller. CLASS_E_CLASSNOTAVAILABLE: another class; E_NOINTERFACE; E_INVALIDARG:
 *       NULL. *ppv is NULL after a failure.
 *   HRESULT DllCanUnloadNow(void)
 *       S_FALSE while there is an object, a factory, a server lock or a subscription of the
 *       notifier; S_OK otherwise.
 *   HRESULT DllRegisterServer(void)
 *       Writes both classes, with the path that this DLL was loaded from, below
 *       HKEY_LOCAL_MACHINE\Software\Classes\CLSID. Repeating it changes nothing. On failure it
 *       returns the error of the refused key; no class is half-written, and an earlier registration
 *       is unchanged.
 *   HRESULT DllUnregisterServer(void)
 *       Removes these keys and nothing else; succeeds if there are none.
 */

#endif /* NAPUTIL_H */
