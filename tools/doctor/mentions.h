/* SPDX-License-Identifier: MIT */
/* Names and class ids in a file, which hint at what it does while it runs. */
#ifndef TOOLS_DOCTOR_MENTIONS_H
#define TOOLS_DOCTOR_MENTIONS_H

#include "classids.h"
#include "peimage.h"

typedef struct Mentions {
    bool qutil;     /* the name of qutil.dll: it may load that */
    bool functions; /* the name of any function of qutil.dll */
    bool classes[CLASS_COUNT_ALL];
} Mentions;

void MentionsRead(Mentions *mentions, PeImage *image);

#endif
