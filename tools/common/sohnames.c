/* SPDX-License-Identifier: MIT */
/* See sohnames.h. */
#include "sohnames.h"

#include "naperror.h"
#include "napmicrosoftvendorids.h"

typedef struct Name {
    UINT32 value;
    const char *name;
} Name;

#define CODE(code)                                                                                 \
    {                                                                                              \
        (UINT32)(code), #code                                                                      \
    }

static const Name codes[] = {
    CODE(S_OK),
    CODE(E_UNEXPECTED),
    CODE(E_OUTOFMEMORY),
    CODE(E_INVALIDARG),
    {0x80004001, "E_NOTIMPL"},
    {0x80004005, "E_FAIL"},
    {0x80070005, "E_ACCESSDENIED"},
    CODE(NAP_E_INVALID_PACKET),
    CODE(NAP_E_MISSING_SOH),
    CODE(NAP_E_CONFLICTING_ID),
    CODE(NAP_E_NO_CACHED_SOH),
    CODE(NAP_E_STILL_BOUND),
    CODE(NAP_E_NOT_REGISTERED),
    CODE(NAP_E_NOT_INITIALIZED),
    CODE(NAP_E_MISMATCHED_ID),
    CODE(NAP_E_NOT_PENDING),
    CODE(NAP_E_ID_NOT_FOUND),
    CODE(NAP_E_MAXSIZE_TOO_SMALL),
    CODE(NAP_E_SERVICE_NOT_RUNNING),
    CODE(NAP_S_CERT_ALREADY_PRESENT),
    CODE(NAP_E_ENTITY_DISABLED),
    CODE(NAP_E_NETSH_GROUPPOLICY_ERROR),
    CODE(NAP_E_TOO_MANY_CALLS),
    CODE(NAP_E_SHV_CONFIG_EXISTED),
    CODE(NAP_E_SHV_CONFIG_NOT_FOUND),
    CODE(NAP_E_SHV_TIMEOUT),
};

static const Name healthClasses[] = {
    {healthClassFirewall, "Firewall"},   {healthClassPatchLevel, "PatchLevel"},
    {healthClassAntiVirus, "AntiVirus"}, {healthClassCriticalUpdate, "CriticalUpdate"},
    {healthClassReserved, "Reserved"},
};

static const Name failureCategories[] = {
    {failureCategoryNone, "None"},
    {failureCategoryOther, "Other"},
    {failureCategoryClientComponent, "ClientComponent"},
    {failureCategoryClientCommunication, "ClientCommunication"},
    {failureCategoryServerComponent, "ServerComponent"},
    {failureCategoryServerCommunication, "ServerCommunication"},
};

static const Name isolationStates[] = {
    {isolationStateNotRestricted, "NotRestricted"},
    {isolationStateInProbation, "InProbation"},
    {isolationStateRestrictedAccess, "RestrictedAccess"},
};

static const Name extendedIsolationStates[] = {
    {extendedIsolationStateNoData, "NoData"},
    {extendedIsolationStateTransition, "Transition"},
    {extendedIsolationStateInfected, "Infected"},
    {extendedIsolationStateUnknown, "Unknown"},
};

static const char *find(const Name *names, size_t count, UINT32 value)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i].value == value) {
            return names[i].name;
        }
    }
    return NULL;
}

#define FIND(names, value) find(names, ARRAYSIZE(names), value)

const char *SohNameOfCode(UINT32 code)
{
    return FIND(codes, code);
}

#define ID(id)                                                                                     \
    {                                                                                              \
        &(id), #id                                                                                 \
    }

const char *SohNameOfId(UINT32 id)
{
    /* The ids are variables, so their values can't stand in a table of constants. */
    static const struct {
        const UINT32 *id;
        const char *name;
    } ids[] = {
        ID(MicrosoftVendorId),
        ID(NapSystemId),
        ID(NapDhcpEnforcementId),
        ID(NapRasEnforcementId),
        ID(NapIpsecEnforcementId),
        ID(Nap8021xEnforcementId),
        ID(NapAnywhereAccessEnforcementId),
        ID(NapIsaEnforcementId),
        ID(NapEapEnforcementId),
        ID(NapOutOfBoxSystemHealthId),
        ID(NapSmsSystemHealthId),
        ID(NapFCSv1SystemHealthId),
        ID(NapFCSv2SystemHealthId),
        ID(NapTpmSystemHealthId),
    };

    for (size_t i = 0; i < ARRAYSIZE(ids); i++) {
        if (*ids[i].id == id) {
            return ids[i].name;
        }
    }
    return NULL;
}

const char *SohNameOfHealthClass(UINT32 value)
{
    return FIND(healthClasses, value);
}

const char *SohNameOfFailureCategory(UINT32 value)
{
    return FIND(failureCategories, value);
}

const char *SohNameOfIsolationState(UINT32 value)
{
    return FIND(isolationStates, value);
}

const char *SohNameOfExtendedIsolationState(UINT32 value)
{
    return FIND(extendedIsolationStates, value);
}
