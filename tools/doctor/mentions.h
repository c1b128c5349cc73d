/* SPDX-License-Identifier: MIT */
/* What a file contains that lets one expect what it does while it runs: names and class ids. */
#ifndef DOCTOR_MENTIONS_H
#define DOCTOR_MENTIONS_H

#include "classids.h"
#include "peimage.h"

typedef struct Mentions {
    bool qutil;     /* the name of qutil.dll, by which it may be loaded */
    bool functions; /* the name of any function of qutil.dll */
    bool classes[CLASS_COUNT_ALL];
} Mentions;

void MentionsRead(Mentions *mentions, PeImage *image);

#endif
