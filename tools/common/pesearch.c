/* SPDX-License-Identifier: MIT */
/* See peimage.h: the search for names and ids in a file. */
#include "peread.h"

#include <string.h>

/* A place in the file. step is 1 for text in ASCII or UTF-8, 2 for UTF-16. */
typedef struct Place {
    const PeImage *image;
    size_t at;
    size_t step;
} Place;

static uint8_t upper(uint8_t c)
{
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
}

static bool isTextAt(const Place *place, const PeSought *sought)
{
    const uint8_t *bytes = place->image->bytes + place->at;
    const uint8_t *text = sought->pattern;

    if ((place->image->size - place->at) / place->step < sought->size) {
        return false;
    }
    for (size_t i = 0; i < sought->size; i++) {
        if (upper(bytes[i * place->step]) != upper(text[i]) ||
            (place->step == 2 && bytes[i * 2 + 1] != 0)) {
            return false;
        }
    }
    return true;
}

/* The character at that distance after the place (before it, if negative); 0 outside the file. */
static unsigned characterAt(const Place *place, ptrdiff_t offset)
{
    const size_t back = (size_t)(offset < 0 ? -offset : 0) * place->step;
    const size_t forth = (size_t)(offset > 0 ? offset : 0) * place->step;
    size_t at;

    if (back > place->at || forth > place->image->size - place->at) {
        return 0;
    }
    at = place->at + forth - back;
    if (place->image->size - at < place->step) {
        return 0;
    }
    return place->step == 1 ? place->image->bytes[at] : PeU16(place->image->bytes + at);
}

/*
 * TRUE for a character that continues a file name. Only ASCII: other values are far more often
 * numbers, for instance the length of a string, than letters.
 */
static bool isInName(unsigned character)
{
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') ||
           (character != 0 && character < 0x80 && strchr("_-.$~@+&", (int)character) != NULL);
}

/* A path may come before the name. Dots after it end a sentence, unless the name goes on. */
static bool isWholeName(const Place *place, size_t length)
{
    while (characterAt(place, (ptrdiff_t)length) == '.') {
        length++;
    }
    return !isInName(characterAt(place, -1)) && !isInName(characterAt(place, (ptrdiff_t)length));
}

/*
 * .NET stores UTF-16 text with a length before it, and with a byte of flags after it instead of a
 * NUL.
 */
static bool isWord(const Place *place, size_t length)
{
    const unsigned before = characterAt(place, -1);
    const unsigned next = characterAt(place, (ptrdiff_t)length);

    return (before < 0x20 || before > 0x7E) && (place->step == 1 ? next == 0 : (next & 0xFF) <= 1);
}

static void judgeText(PeSought *sought, const Place *place, PeSlice version)
{
    const uint8_t *there = place->image->bytes + place->at;
    bool isWhole = true;

    if (!isTextAt(place, sought)) {
        return;
    }
    if (sought->kind != PE_SOUGHT_TEXT) {
        if (version.size != 0 && there >= version.bytes && there < version.bytes + version.size) {
            return;
        }
        isWhole = sought->kind == PE_SOUGHT_WORD ? isWord(place, sought->size)
                                                 : isWholeName(place, sought->size);
    }
    sought->isFound |= isWhole;
    sought->isPart |= !isWhole;
}

static void judgePlace(const PeImage *image, size_t at, PeSought *sought, PeSlice version)
{
    const size_t left = image->size - at;

    if (sought->kind == PE_SOUGHT_BYTES) {
        sought->isFound =
            left >= sought->size && memcmp(image->bytes + at, sought->pattern, sought->size) == 0;
        return;
    }
    for (size_t step = 1; step <= 2 && !sought->isFound; step++) {
        const Place place = {image, at, step};

        judgeText(sought, &place, version);
    }
}

/* Sets for each byte value a bit for each pattern that can begin with it. */
static void noteBeginnings(uint64_t beginnings[256], const PeSought *sought, size_t count)
{
    memset(beginnings, 0, 256 * sizeof(beginnings[0]));
    for (size_t i = 0; i < count; i++) {
        const uint8_t first = *(const uint8_t *)sought[i].pattern;

        for (unsigned byte = 0; byte < 256; byte++) {
            if (byte == first ||
                (sought[i].kind != PE_SOUGHT_BYTES && upper((uint8_t)byte) == upper(first))) {
                beginnings[byte] |= 1ull << i;
            }
        }
    }
}

void PeSearch(PeImage *image, PeSought *sought, size_t count)
{
    uint64_t beginnings[256];
    PeSlice version;

    if (PeFindResource(image, PE_RESOURCE_VERSION, &version) != PE_OK) {
        version.size = 0;
    }
    noteBeginnings(beginnings, sought, count);
    for (size_t at = 0; at < image->size; at++) {
        const uint64_t candidates = beginnings[image->bytes[at]];

        for (size_t i = 0; i < count && candidates >> i != 0; i++) {
            if ((candidates >> i & 1) != 0 && !sought[i].isFound) {
                judgePlace(image, at, &sought[i], version);
            }
        }
    }
}

bool PeSliceIs(PeSlice slice, const char *text)
{
    const size_t length = strlen(text);

    if (slice.size != length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (upper(slice.bytes[i]) != upper((uint8_t)text[i])) {
            return false;
        }
    }
    return true;
}
