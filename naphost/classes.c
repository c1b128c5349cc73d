/* SPDX-License-Identifier: MIT */
/* See classes.h. */
#include "classes.h"

#include "com/module.h"

#include "napmanagement.h"
#include "napservermanagement.h"
#include "napsystemhealthagent.h"

static const ComClass classes[] = {
    {&CLSID_NapClientManagement, L"NapClientManagement", ClientManagementCreate},
    {&CLSID_NapServerManagement, L"NapServerManagement", ServerManagementCreate},
    {&CLSID_NapServerInfo, L"NapServerInfo", ServerInfoCreate},
    {&CLSID_NapSystemHealthAgentBinding, L"NapSystemHealthAgentBinding", BindingCreate},
};

/* Windows 7 to 8.1 have the real classes: those stay. Each thread of ours counts as an object. */
const ComModule ComThisModule = {
    .classes = classes,
    .classCount = ARRAYSIZE(classes),
    .refusesToReplace = TRUE,
};
