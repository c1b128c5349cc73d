/* SPDX-License-Identifier: MIT */
/* A thread that uses the DLL: its random numbers and its buffers. */
#ifndef TESTS_ENDURANCE_USER_H
#define TESTS_ENDURANCE_USER_H

#include "statement.h"

#include <windows.h>

typedef struct User {
    Chance chance;
    Statement statement;
    ValueRoom room;
} User;

#endif
