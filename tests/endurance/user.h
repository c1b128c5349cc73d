/* SPDX-License-Identifier: MIT */
/* A thread that uses the DLL: its own chance, its own room, its own faults. */
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
