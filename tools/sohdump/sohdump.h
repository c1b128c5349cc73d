/* SPDX-License-Identifier: MIT */
/* The program without its entry point, so that tests can call it in their own process. */
#ifndef TOOLS_SOHDUMP_SOHDUMP_H
#define TOOLS_SOHDUMP_SOHDUMP_H

#include "text.h"

enum { SOHDUMP_PRINTED = 0, SOHDUMP_MALFORMED = 1, SOHDUMP_USAGE = 2, SOHDUMP_UNABLE = 3 };

/*
 * argv: as wmain gets it. Returns the exit code. output and error are for the standard streams: one
 * of them is empty, error if the code is SOHDUMP_PRINTED, else output. COM must be initialised.
 */
int Sohdump(int argc, WCHAR **argv, Text *output, Text *error);

#endif
