/* SPDX-License-Identifier: MIT */
/* See sohnames.h. */
#include "sohnames.h"

#include "napmicrosoftvendorids.h"

typedef struct Name {
    UINT32 value;
    const char *name;
} Name;

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

#define ID(id)                                                                                     \
    {                                                                                              \
        &(id), #id                                                                                 \
    }

const char *SohNameOfId(UINT32 id)
{
    /* The ids are variables, so a constant table can't hold their values. */
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
