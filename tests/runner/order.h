/* SPDX-License-Identifier: MIT */
/* An order to run a test program, parsed from a command line or from a line of a list. */
#ifndef TESTS_RUNNER_ORDER_H
#define TESTS_RUNNER_ORDER_H

#define ORDER_WORDS 32

/* Conditions without which a test would fail or do harm. */
enum {
    NEED_SERVICE = 1,      /* there is no service napagent, and one may be installed */
    NEED_UNREGISTERED = 2, /* the classes aren't registered */
    NEED_REGISTRY = 4      /* the same, and HKEY_LOCAL_MACHINE is writable */
};

typedef struct Order {
    unsigned needs;
    unsigned seconds;                 /* time limit; 0: none */
    const char *ends;                 /* as in Judge */
    char *arguments[ORDER_WORDS + 1]; /* the program and its arguments, and NULL */
} Order;

/* Keeps pointers into the words. Returns NULL, or what is wrong with the words. */
const char *OrderParse(Order *order, int count, char **words);

#endif
