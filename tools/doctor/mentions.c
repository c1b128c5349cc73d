/* SPDX-License-Identifier: MIT */
/* See mentions.h. */
#include "mentions.h"

#include <string.h>

#include "library.h"

/* Indices into the list of patterns. A class has two, for its text and for its bytes. */
enum {
    SOUGHT_NAME,
    SOUGHT_WORD,
    SOUGHT_GO,
    SOUGHT_RUST,
    SOUGHT_CLASSES,
    SOUGHT_EXPORTS = SOUGHT_CLASSES + 2 * CLASS_COUNT_ALL,
    SOUGHT_COUNT = SOUGHT_EXPORTS + QUTIL_EXPORT_COUNT
};

_Static_assert((int)SOUGHT_COUNT <= (int)PE_SOUGHT_MAX, "PeSearch takes no more at once");

/* Programs in Go and Rust store strings one after the other, without a separator. */
static void fill(PeSought sought[SOUGHT_COUNT])
{
    sought[SOUGHT_NAME] = (PeSought){.kind = PE_SOUGHT_FILE_NAME, .pattern = "qutil.dll"};
    /* The loader adds .dll to this name. */
    sought[SOUGHT_WORD] = (PeSought){.kind = PE_SOUGHT_WORD, .pattern = "qutil"};
    sought[SOUGHT_GO] = (PeSought){.kind = PE_SOUGHT_BYTES, .pattern = "Go buildinf:"};
    sought[SOUGHT_RUST] = (PeSought){.kind = PE_SOUGHT_BYTES, .pattern = "/rustc/"};
    for (size_t i = 0; i < QUTIL_EXPORT_COUNT; i++) {
        sought[SOUGHT_EXPORTS + i] =
            (PeSought){.kind = PE_SOUGHT_FILE_NAME, .pattern = QutilExports[i]};
    }
    for (size_t i = 0; i < CLASS_COUNT_ALL; i++) {
        sought[SOUGHT_CLASSES + 2 * i] =
            (PeSought){.kind = PE_SOUGHT_TEXT, .pattern = ClassIds[i].mention};
    }
    for (size_t i = 0; i < SOUGHT_COUNT; i++) {
        sought[i].size = sought[i].pattern ? strlen(sought[i].pattern) : 0;
    }
    for (size_t i = 0; i < CLASS_COUNT_ALL; i++) {
        sought[SOUGHT_CLASSES + 2 * i + 1] = (PeSought){.kind = PE_SOUGHT_BYTES,
                                                        .pattern = ClassIds[i].clsid,
                                                        .size = sizeof(*ClassIds[i].clsid)};
    }
}

void MentionsRead(Mentions *mentions, PeImage *image)
{
    PeSought sought[SOUGHT_COUNT] = {{0}};
    bool isPacked;

    memset(mentions, 0, sizeof(*mentions));
    fill(sought);
    PeSearch(image, sought, SOUGHT_COUNT);
    isPacked = sought[SOUGHT_GO].isFound || sought[SOUGHT_RUST].isFound;
    mentions->qutil = sought[SOUGHT_NAME].isFound || sought[SOUGHT_WORD].isFound ||
                      (isPacked && sought[SOUGHT_NAME].isPart);
    for (size_t i = SOUGHT_EXPORTS; i < SOUGHT_COUNT; i++) {
        mentions->functions |= sought[i].isFound || (isPacked && sought[i].isPart);
    }
    for (size_t i = 0; i < CLASS_COUNT_ALL; i++) {
        mentions->classes[i] =
            sought[SOUGHT_CLASSES + 2 * i].isFound || sought[SOUGHT_CLASSES + 2 * i + 1].isFound;
    }
}
