/* SPDX-License-Identifier: MIT */
/* See classids.h. */
#include "classids.h"

#include <initguid.h>

#include "napcertrelyingparty.h"
#include "napenforcementclient.h"
#include "napmanagement.h"
#include "napprotocol.h"
#include "napservermanagement.h"
#include "napsystemhealthagent.h"

/* In a concatenation with a wide literal, all literals become wide. */
#define TEXTS(text) L"{" text L"}", text

#define OURS(name, text, what)                                                                     \
    {                                                                                              \
        &CLSID_##name, L## #name, TEXTS(text), &IID_I##name, what                                  \
    }
#define GONE(name, text, what)                                                                     \
    {                                                                                              \
        &CLSID_##name, L## #name, TEXTS(text), NULL, what                                          \
    }

const ClassId ClassIds[CLASS_COUNT_ALL] = {
    OURS(NapSoHConstructor, "E8140D53-6535-46A5-B8A1-DA6C571DA9B9", NULL),
    OURS(NapSoHProcessor, "AA160628-8775-46E3-837C-F7A2AE66E2F5", NULL),
    OURS(NapSystemHealthAgentBinding, "8E594310-16CA-4A00-932F-F70969F990C0",
         "the connection of a health agent with the NAP Agent service"),
    OURS(NapClientManagement, "EB082BA1-DF8A-46BE-82F3-35BF9E9BE52F",
         "the management of the NAP Agent service: health agents register with it"),
    OURS(NapServerManagement, "BFCB2C6D-04AA-4FB9-BC72-58E1AF64BE39",
         "the management of the NAP server: health validators register with it"),
    OURS(NapServerInfo, "3B881B82-5BF4-4657-A3A2-CCE17E4FD39A",
         "the NAP server's account of its health validators"),
    GONE(NapEnforcementClientBinding, "9443B89B-6564-496A-B19C-6C6D22709045",
         "the connection of an enforcement client with the NAP Agent service"),
    GONE(NapCertRelyingParty, "E5FAE3B3-1AC8-4BD3-87E6-48EFF509DDAA",
         "health certificates, through the NAP Agent service"),
};

const ClassGroup QutilClasses = {
    .begin = 0,
    .end = 2,
    .dll = L"qutil.dll",
    .assembly = L"qutil.sxs",
    .option = "",
    .all = "Both classes",
    .heading = "The Statement-of-Health classes of qutil.dll (COM)",
    .whenCreated = "Programs of this user can create both classes. Take it back with "
                   "--unregister-user.",
};

const ClassGroup HostClasses = {
    .begin = 2,
    .end = CLASS_GONE,
    .dll = L"naphost.dll",
    .assembly = L"naphost.sxs",
    .option = " --naphost",
    .all = "All four classes",
    .heading = "The agent and validator classes, which naphost.dll has (COM)",
    .whenCreated = "Programs of this user can create all four classes. Take it back with "
                   "--unregister-user --naphost.",
    .isOptional = true,
    .yieldsToOthers = true,
};
