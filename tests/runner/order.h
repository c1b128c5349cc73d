/* SPDX-License-Identifier: MIT */
/* What is to be run, from words of a command line or of a list. */
#ifndef TESTS_RUNNER_ORDER_H
#define TESTS_RUNNER_ORDER_H

#define ORDER_WORDS 32

/* What a test must not be run without, for it would fail or do harm. */
enum {
    NEED_SERVICE = 1,      /* may install the service napagent, and there is none */
    NEED_UNREGISTERED = 2, /* nobody else has registered the classes */
    NEED_REGISTRY = 4      /* that, and may write HKEY_LOCAL_MACHINE */
};

typedef struct Order {
    unsigned needs;
    unsigned seconds;                 /* its time; 0: no limit */
    const char *ends;                 /* as in Judge */
    char *arguments[ORDER_WORDS + 1]; /* the program and its arguments, and NULL */
} Order;

/* Keeps pointers into the words. NULL, or what is wrong with them. */
const char *OrderParse(Order *order, int count, char **words);

#endif
