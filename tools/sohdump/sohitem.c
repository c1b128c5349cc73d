/* SPDX-License-Identifier: MIT */
/* See sohitem.h. */
#include "sohitem.h"

#include <stdio.h>

#include "sohnames.h"

#define TICKS_PER_SECOND 10000000u
#define SECONDS_PER_DAY  86400u

static void give(const SohItemSink *sink, const char *label, SohItemKind kind, const char *value,
                 const char *meaning)
{
    SohItem item = {label, kind, value, meaning ? meaning : ""};

    sink->visit(sink->context, &item);
}

void SohItemToken(const SohItemSink *sink, const char *label, const char *value,
                  const char *meaning)
{
    give(sink, label, SOH_ITEM_TOKEN, value, meaning);
}

void SohItemNumber(const SohItemSink *sink, const char *label, UINT32 value, const char *meaning)
{
    char digits[16];

    snprintf(digits, sizeof(digits), "%u", (unsigned)value);
    give(sink, label, SOH_ITEM_NUMBER, digits, meaning);
}

void SohItemHexNumber(const SohItemSink *sink, const char *label, UINT32 value, UINT32 bytes,
                      const char *meaning)
{
    char digits[16];

    snprintf(digits, sizeof(digits), "0x%0*X", (int)bytes * 2, (unsigned)value);
    give(sink, label, SOH_ITEM_TOKEN, digits, meaning);
}

void SohItemHex(const SohItemSink *sink, const char *label, const BYTE *bytes, size_t size)
{
    Text hex;

    TextInit(&hex);
    TextHex(&hex, bytes, size);
    give(sink, label, SOH_ITEM_HEX, TextChars(&hex), NULL);
    TextFree(&hex);
}

void SohItemString(const SohItemSink *sink, const char *label, const char *value)
{
    give(sink, label, SOH_ITEM_STRING, value, NULL);
}

void SohItemId(const SohItemSink *sink, const char *label, UINT32 id)
{
    char owner[64];
    const char *name = SohNameOfId(id);

    snprintf(owner, sizeof(owner), "enterprise %u, component %u", (unsigned)(id >> 8),
             (unsigned)(id & 0xFF));
    SohItemHexNumber(sink, label, id, 4, name ? name : owner);
}

/* The Gregorian date of a day. Days count from 1601-01-01, where a 400-year cycle begins. */
static void dateOfDay(UINT32 day, unsigned *year, unsigned *month, unsigned *dayOfMonth)
{
    static const BYTE lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    UINT32 y = day / 146097 * 400;
    UINT32 centuries;
    UINT32 fours;
    UINT32 ones;
    UINT32 m = 0;
    BOOL isLeap;

    day %= 146097;
    centuries = day / 36524 < 3 ? day / 36524 : 3;
    day -= centuries * 36524;
    fours = day / 1461;
    day %= 1461;
    ones = day / 365 < 3 ? day / 365 : 3;
    day -= ones * 365;
    y += centuries * 100 + fours * 4 + ones;
    isLeap = ones == 3 && (fours != 24 || centuries == 3);
    while (day >= lengths[m] + (UINT32)(m == 1 && isLeap)) {
        day -= lengths[m] + (UINT32)(m == 1 && isLeap);
        m++;
    }
    *year = y + 1601;
    *month = m + 1;
    *dayOfMonth = day + 1;
}

static void formatTime(char *value, size_t size, UINT64 ticks)
{
    unsigned fraction = (unsigned)(ticks % TICKS_PER_SECOND);
    UINT64 seconds = ticks / TICKS_PER_SECOND;
    unsigned second = (unsigned)(seconds % SECONDS_PER_DAY);
    unsigned year;
    unsigned month;
    unsigned day;
    int length;

    dateOfDay((UINT32)(seconds / SECONDS_PER_DAY), &year, &month, &day);
    length = snprintf(value, size, "%04u-%02u-%02uT%02u:%02u:%02u", year, month, day, second / 3600,
                      second / 60 % 60, second % 60);
    if (fraction != 0) {
        length += snprintf(value + length, size - (size_t)length, ".%07u", fraction);
    }
    snprintf(value + length, size - (size_t)length, "Z");
}

void SohItemTime(const SohItemSink *sink, const char *label, FILETIME time)
{
    /* 10000-01-01, the first date whose year has more than four digits. */
    const UINT64 end = 2650467744000000000u;
    UINT64 ticks = (UINT64)time.dwHighDateTime << 32 | time.dwLowDateTime;
    char value[64];

    if (ticks < end) {
        formatTime(value, sizeof(value), ticks);
    } else {
        snprintf(value, sizeof(value), "0x%08X%08X", (unsigned)time.dwHighDateTime,
                 (unsigned)time.dwLowDateTime);
    }
    SohItemToken(sink, label, value,
                 ticks >= end ? "beyond the year 9999" : (ticks == 0 ? "zero" : NULL));
}

void SohItemGuid(const SohItemSink *sink, const char *label, const GUID *guid)
{
    char value[40];
    const BYTE *d = guid->Data4;

    snprintf(value, sizeof(value), "{%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}",
             (unsigned)guid->Data1, (unsigned)guid->Data2, (unsigned)guid->Data3, d[0], d[1], d[2],
             d[3], d[4], d[5], d[6], d[7]);
    SohItemToken(sink, label, value, NULL);
}
