/* SPDX-License-Identifier: MIT */
/* See sohbuilder.h. Ends the program if memory runs out. */
#include "sohbuilder.h"

#include <stdlib.h>
#include <string.h>

const BYTE SohFiller[65536] = {0xF1, 0x11, 0xE5};

static void *claim(size_t size)
{
    void *block = malloc(size);

    if (!block) {
        abort();
    }
    return block;
}

static BYTE *copyOf(const SohPart *part)
{
    BYTE *block = NULL;

    if (part->bytes && part->size != 0) {
        block = claim(part->size);
        memcpy(block, part->bytes, part->size);
    }
    return block;
}

SoH *BuildSoH(const SohPart *parts, UINT16 count)
{
    SoH *soh = claim(sizeof(*soh));

    soh->count = count;
    soh->attributes = count != 0 ? claim(count * sizeof(*soh->attributes)) : NULL;
    for (UINT16 i = 0; i < count; i++) {
        soh->attributes[i].type = parts[i].type;
        soh->attributes[i].size = parts[i].size;
        soh->attributes[i].value = copyOf(&parts[i]);
    }
    return soh;
}

void DestroySoH(SoH *soh)
{
    for (UINT16 i = 0; i < soh->count; i++) {
        free(soh->attributes[i].value);
    }
    free(soh->attributes);
    free(soh);
}
