/* SPDX-License-Identifier: MIT */
/* Prints at once, also into a pipe. One call prints a whole line, because threads take turns. */
#ifndef EXAMPLES_HEALTH_CHECK_AGENT_SAY_H
#define EXAMPLES_HEALTH_CHECK_AGENT_SAY_H

#include <stdio.h>

#define SAY(...)                                                                                   \
    do {                                                                                           \
        printf(__VA_ARGS__);                                                                       \
        fflush(stdout);                                                                            \
    } while (0)

#endif
