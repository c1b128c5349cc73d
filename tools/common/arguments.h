/* SPDX-License-Identifier: MIT */
/* The command lines of the tools: options from a table, and operands. */
#ifndef TOOLS_COMMON_ARGUMENTS_H
#define TOOLS_COMMON_ARGUMENTS_H

#include <stdbool.h>
#include <windows.h>

#include "text.h"

typedef struct Option {
    const WCHAR *name;
    int id;        /* not negative */
    bool hasValue; /* "--name VALUE" or "--name=VALUE" */
} Option;

enum { ARGUMENT_END = -1, ARGUMENT_WRONG = -2, ARGUMENT_OPERAND = -3 };

typedef struct Arguments {
    const char *program; /* its name, for complaints */
    const Option *options;
    size_t optionCount;
    WCHAR **next;
    WCHAR **end;
    Text *error;
    bool onlyOperands;    /* after "--" */
    const WCHAR *current; /* the argument itself */
    const WCHAR *value;   /* what follows an option that has a value */
} Arguments;

/* argv begins with the program, and ends before argv[argc]. */
void ArgumentsBegin(Arguments *arguments, const char *program, const Option *options,
                    size_t optionCount, int argc, WCHAR **argv, Text *error);

/*
 * Takes the next argument: the id of an option, ARGUMENT_OPERAND ("-" is one, too), ARGUMENT_END,
 * or ARGUMENT_WRONG, after a complaint: an unknown option, or one without its value.
 */
int ArgumentsNext(Arguments *arguments);

/* Writes "PROGRAM: WHAT "ARGUMENT"; see PROGRAM --help". Returns false, for callers to return. */
bool ArgumentsComplain(const Arguments *arguments, const char *what, const WCHAR *argument);

/* The operand at hand, for programs that take one: a complaint that there is no use for a second.
 */
bool ArgumentsOnlyOperand(const Arguments *arguments, const char *what, const WCHAR **operand);

/* The value as 1 to 600 seconds, in milliseconds. */
bool ArgumentsSeconds(const Arguments *arguments, DWORD *milliseconds);

#endif
