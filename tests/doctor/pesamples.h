/* SPDX-License-Identifier: MIT */
/*
 * One file for each feature that the PE reader knows: for its tests, and as the fuzzer's first
 * inputs.
 */
#ifndef TESTS_DOCTOR_PESAMPLES_H
#define TESTS_DOCTOR_PESAMPLES_H

#include "pebuilder.h"

static const PeSpec peSamples[] = {
    {.machine = PE_MACHINE_X64, .library = "QUtil.dll", .function = "AllocConnections"},
    {.machine = PE_MACHINE_X86, .library = "qutil.dll", .function = "FreeSoH"},
    {.machine = PE_MACHINE_X64, .library = "qutil.dll"},
    {.machine = PE_MACHINE_X86, .library = "qutil.dll"},
    {.machine = PE_MACHINE_X64, .library = "qutil.dll", .function = "FreeSoH", .isDelayed = true},
    {.machine = PE_MACHINE_X86, .library = "qutil.dll", .function = "FreeSoH", .isDelayed = true},
    {.machine = PE_MACHINE_X86,
     .library = "qutil.dll",
     .function = "FreeSoH",
     .isDelayed = true,
     .isOldDelay = true},
    {.machine = PE_MACHINE_X64, .isDll = true, .exported = "AllocConnections", .product = "Other"},
    {.machine = PE_MACHINE_X86,
     .isDll = true,
     .exported = "AllocConnections",
     .forwarder = "OTHER.Function"},
    {.machine = PE_MACHINE_X86, .isAnyCpu = true},
    {.machine = PE_MACHINE_ARM64, .product = "Arm"},
};

enum { PE_SAMPLE_COUNT = sizeof(peSamples) / sizeof(peSamples[0]) };

#endif
