/* SPDX-License-Identifier: MIT */
/* A thread that uses the DLL: its own chances, and room for what it makes. */
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
