/* SPDX-License-Identifier: MIT */
/* See security.h. */
#include "security.h"

#include <objbase.h>
#include <iaccess.h>

typedef union Sid {
    SID sid;
    BYTE bytes[SECURITY_MAX_SID_SIZE];
} Sid;

/* One access-allowed entry, which contains the first 4 bytes of the SID. */
typedef union Acl {
    ACL acl;
    BYTE bytes[sizeof(ACL) + sizeof(ACCESS_ALLOWED_ACE) + SECURITY_MAX_SID_SIZE];
} Acl;

/* The descriptor points to the SID and the list. COM copies all three. */
static BOOL describe(SECURITY_DESCRIPTOR *descriptor, Sid *sid, Acl *list)
{
    DWORD size = sizeof(*sid);

    return CreateWellKnownSid(WinNetworkServiceSid, NULL, &sid->sid, &size) &&
           InitializeAcl(&list->acl, sizeof(*list), ACL_REVISION) &&
           AddAccessAllowedAce(&list->acl, ACL_REVISION, COM_RIGHTS_EXECUTE, &sid->sid) &&
           InitializeSecurityDescriptor(descriptor, SECURITY_DESCRIPTOR_REVISION) &&
           SetSecurityDescriptorOwner(descriptor, &sid->sid, FALSE) &&
           SetSecurityDescriptorGroup(descriptor, &sid->sid, FALSE) &&
           SetSecurityDescriptorDacl(descriptor, TRUE, &list->acl, FALSE);
}

HRESULT SecurityAdmitNap(void)
{
    SECURITY_DESCRIPTOR descriptor;
    Sid sid;
    Acl list;

    if (!describe(&descriptor, &sid, &list)) {
        return HRESULT_FROM_WIN32(GetLastError());
    }
    return CoInitializeSecurity(&descriptor, -1, NULL, NULL, RPC_C_AUTHN_LEVEL_PKT,
                                RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE, NULL);
}
