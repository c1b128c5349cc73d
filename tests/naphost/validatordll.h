/* SPDX-License-Identifier: MIT */
/*
 * naphost_validator.dll: a validator in a DLL of its own, in two classes that differ in the
 * threading model of the test program's manifest. It finds everybody healthy.
 */
#ifndef TESTS_NAPHOST_VALIDATORDLL_H
#define TESTS_NAPHOST_VALIDATORDLL_H

#include <windows.h>

/* {5C4B6E0A-2D0B-4C3B-9D6E-0B1C5A7E1F01}, and ...02: Both, and Apartment. */
#define VALIDATOR_CLSID(last)                                                                      \
    {                                                                                              \
        0x5c4b6e0a, 0x2d0b, 0x4c3b,                                                                \
        {                                                                                          \
            0x9d, 0x6e, 0x0b, 0x1c, 0x5a, 0x7e, 0x1f, (last)                                       \
        }                                                                                          \
    }

/* Exported as ValidatorCounts. */
typedef struct ValidatorCounts {
    volatile LONG created;
    volatile LONG live;
    volatile LONG asked;
    volatile LONG pends; /* set by the test: answer E_PENDING, and then on a thread */
} ValidatorCounts;

#endif
