/* SPDX-License-Identifier: MIT */
/*
 * See sohwindows.h. The tables follow [MS-WSH] 2.2.5 to 2.2.14. Where that contradicts itself, the
 * name depends on the health class.
 */
#include "sohwindows.h"

#include <stdio.h>
#include <string.h>

#include "hresultname.h"

enum { FIREWALL, ANTIVIRUS, ANTISPYWARE, AUTOMATIC_UPDATES, SECURITY_UPDATES };

/* This code has two names. */
#define NOT_STARTED 0x00FF0008u
#define CENTRE_NOT_STARTED                                                                         \
    "E_MSSHAV_WSC_SERVICE_NOT_STARTED_SINCE_BOOT: security centre not yet started"
#define AGENT_NOT_STARTED                                                                          \
    "E_MSSHAV_WUA_SERVICE_NOT_STARTED_SINCE_BOOT: update agent not yet started"

#define BIT_ENABLED    0x1u
#define BIT_UP_TO_DATE 0x2u
#define BIT_MICROSOFT  0x4u
#define BIT_SNOOZED    0x8u
#define BITS           0xFu

#define BY_POLICY     0x100u
#define SEVERITY_MASK 0xFF0u
#define SOURCE_MASK   0x34000u
#define UPDATES_MASK  0x347C0u

typedef struct Row {
    UINT32 value;
    const char *name;
} Row;

static const Row codes[] = {
    {0x00FF0005, "S_MSSHA_NO_MISSING_UPDATES: nothing missing"},
    {0x00FF0006, "S_MSSHA_MISSING_UPDATES: updates missing"},
    {0xC0FF0018, CENTRE_NOT_STARTED},
    {0xC0FF0001, "E_MSSHV_PRODUCT_NOT_ENABLED: Microsoft's product off"},
    {0xC0FF0002, "E_MSSHAV_PRODUCT_NOT_INSTALLED: not installed"},
    {0xC0FF0003, "E_MSSHAV_WSC_SERVICE_DOWN: security centre down"},
    {0xC0FF0004, "E_MSSHV_PRODUCT_NOT_UPTODATE: Microsoft's product out of date"},
    {0xC0FF0007, "E_MSSHV_SYNC_AND_INSTALL_UPDATES: scan and install updates"},
    {0xC0FF000C, "E_MSSHAV_NO_WUS_SERVER: no WSUS server given"},
    {0xC0FF000D, "E_MSSHAV_NO_CLIENT_ID: no WSUS client id"},
    {0xC0FF000E, "E_MSSHAV_WUA_SERVICE_DISABLED: update agent disabled"},
    {0xC0FF000F, "E_MSSHAV_WUA_COMM_FAILURE: update agent can't be reached"},
    {0xC0FF0010, "E_MSSHAV_UPDATES_INSTALLED_REQUIRE_REBOOT: restart needed"},
    {0xC0FF0012, "E_MSSHV_WUS_SHC_FAILURE: security updates couldn't be judged"},
    {0xC0FF0047, "E_MSSHV_THIRD_PARTY_PRODUCT_NOT_ENABLED: another maker's product off"},
    {0xC0FF0048, "E_MSSHV_THIRD_PARTY_PRODUCT_NOT_UPTODATE: another maker's product out of date"},
    {0xC0FF004E, "E_MSSHAV_BAD_UPDATE_SOURCE_MU: source must be Microsoft Update"},
    {0xC0FF004F,
     "E_MSSHAV_BAD_UPDATE_SOURCE_WUMU: source must be Windows Update or Microsoft Update"},
    {0xC0FF0050, "E_MSSHAV_BAD_UPDATE_SOURCE_MUWSUS: source must be Microsoft Update or WSUS"},
    {0xC0FF0051, "E_MSSHAV_NO_UPDATE_SOURCE: no update source set"},
};

static const Row updateSettings[] = {
    {1, "off"},
    {2, "check only"},
    {3, "download"},
    {4, "download and install"},
    {5, "never configured"},
};

static const Row severities[] = {
    {0x40, "Unspecified"}, {0x80, "Low"},       {0x100, "Moderate"},
    {0x200, "Important"},  {0x400, "Critical"},
};

static const Row sources[] = {
    {0x4000, "Windows Update"},
    {0x10000, "WSUS"},
    {0x20000, "Microsoft Update"},
};

static const Row versions[] = {
    {0x00050001, "Windows XP"},
    {0x00060000, "Windows Vista"},
    {0x00060001, "Windows Vista SP1"},
};

static const char *find(const Row *rows, size_t count, UINT32 value)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].value == value) {
            return rows[i].name;
        }
    }
    return NULL;
}

#define FIND(rows, value) find(rows, ARRAYSIZE(rows), value)

static void append(char *meaning, const char *separator, const char *word)
{
    size_t used = strlen(meaning);

    snprintf(meaning + used, SOH_MEANING_MAX - used, "%s%s", used != 0 ? separator : "", word);
}

static void appendRest(char *meaning, UINT32 rest)
{
    if (rest != 0) {
        char word[24];

        snprintf(word, sizeof(word), "rest 0x%X", (unsigned)rest);
        append(meaning, ", ", word);
    }
}

static void meanFirewall(UINT32 status, char *meaning)
{
    append(meaning, ", ", (status & BIT_ENABLED) != 0 ? "enabled" : "off");
    append(meaning, ", ",
           (status & BIT_MICROSOFT) != 0 ? "Microsoft's product" : "another maker's product");
    if ((status & BIT_SNOOZED) != 0) {
        append(meaning, ", ", "snoozed");
    }
    appendRest(meaning, status & ~BITS);
}

/* For a firewall the bit has no meaning, but Vista SP1 sets it. */
static void meanProduct(UINT32 status, char *meaning)
{
    meanFirewall(status & BITS, meaning);
    append(meaning, ", ", (status & BIT_UP_TO_DATE) != 0 ? "up to date" : "not up to date");
    appendRest(meaning, status & ~BITS);
}

static void meanAutomaticUpdates(UINT32 status, char *meaning)
{
    const char *name = FIND(updateSettings, status & ~BY_POLICY);

    append(meaning, ", ", name ? name : "");
    if (name && (status & BY_POLICY) != 0) {
        append(meaning, ", ", "set by policy");
    }
}

static const struct {
    const char *name;
    void (*meanStatus)(UINT32 status, char *meaning); /* NULL: it is always a code */
    const char *notStarted;
} classes[] = {
    [FIREWALL] = {"Firewall", meanFirewall, CENTRE_NOT_STARTED},
    [ANTIVIRUS] = {"Antivirus", meanProduct, CENTRE_NOT_STARTED},
    [ANTISPYWARE] = {"Antispyware", meanProduct, CENTRE_NOT_STARTED},
    [AUTOMATIC_UPDATES] = {"Automatic Updates", meanAutomaticUpdates, CENTRE_NOT_STARTED},
    [SECURITY_UPDATES] = {"Security Updates", NULL, AGENT_NOT_STARTED},
};

static BOOL isIn(const SohContext *context, UINT8 healthClass)
{
    return context->hasClass && context->healthClass == healthClass;
}

static BOOL isKnownClass(const SohContext *context)
{
    return context->hasClass && context->healthClass < ARRAYSIZE(classes);
}

const char *SohWindowsNameOfClass(UINT32 value)
{
    return value < ARRAYSIZE(classes) ? classes[value].name : NULL;
}

/*
 * Without a known class, the code with two names gets none. A number of two bytes is no HRESULT: 1
 * means an enabled product or a severity, not S_FALSE.
 */
const char *SohWindowsNameOfCode(const SohContext *context, UINT32 code)
{
    const char *name = FIND(codes, code);

    if (code == NOT_STARTED && isKnownClass(context)) {
        name = classes[context->healthClass].notStarted;
    }
    if (name || (code != 0 && code >> 16 == 0)) {
        return name;
    }
    return HResultName((HRESULT)code);
}

void SohWindowsMeanStatus(const SohContext *context, UINT32 status, char *meaning)
{
    const char *code = status != 0 ? SohWindowsNameOfCode(context, status) : NULL;

    if (code) {
        append(meaning, "", code);
    } else if (status >> 24 == 0 && status >> 16 != 0xFF && isKnownClass(context) &&
               classes[context->healthClass].meanStatus) {
        classes[context->healthClass].meanStatus(status, meaning);
    }
}

static void meanSeverity(UINT32 severity, char *meaning)
{
    const char *name = FIND(severities, severity);

    if (name) {
        append(meaning, "", name);
        append(meaning, "", " and above");
    }
}

static void meanSources(UINT32 bits, char *meaning)
{
    const char *separator = ", from ";

    for (size_t i = 0; i < ARRAYSIZE(sources); i++) {
        if ((bits & sources[i].value) != 0) {
            append(meaning, separator, sources[i].name);
            separator = " or ";
        }
    }
}

/* For security updates the second code is the required severity, the third the sources. */
void SohWindowsMeanResult(const SohContext *context, UINT32 index, UINT32 code, char *meaning)
{
    const char *name = SohWindowsNameOfCode(context, code);

    if (isIn(context, SECURITY_UPDATES) && index == 1) {
        meanSeverity(code, meaning);
        name = code != 0 ? name : "no severity wanted";
    } else if (isIn(context, SECURITY_UPDATES) && index == 2 && (code & ~SOURCE_MASK) == 0) {
        meanSources(code, meaning);
        name = code != 0 ? name : "no source wanted";
    }
    if (meaning[0] == '\0' && name) {
        append(meaning, "", name);
    }
}

static void giveUpdates(UINT32 flags, const SohItemSink *sink)
{
    char meaning[SOH_MEANING_MAX] = "";

    meanSeverity(flags & SEVERITY_MASK, meaning);
    if ((flags & SOURCE_MASK) == 0) {
        append(meaning, ", ", "no source");
    }
    meanSources(flags, meaning);
    SohItemHexNumber(sink, "updates", flags, 4, meaning);
}

static void giveServer(const BYTE *data, UINT32 size, const SohItemSink *sink)
{
    BOOL isNone = size == 1 && data[0] == 0;
    Text name;
    SohItem item = {"wsusServer", SOH_ITEM_STRING, "", isNone ? "no WSUS" : ""};

    TextInit(&name);
    TextFromUtf8(&name, data, size);
    item.value = TextChars(&name);
    sink->visit(sink->context, &item);
    TextFree(&name);
}

static void describeBeforeClasses(UINT32 place, UINT32 number, const SohItemSink *sink)
{
    if (place == 0) {
        SohItemNumber(sink, "flag", number, number == 1 ? "the first since the start" : NULL);
    } else if (place == 1) {
        SohItemHexNumber(sink, "version", number, 4, FIND(versions, number));
    }
}

/*
 * In order: the time since the last scan, the name of the server (may be missing), and the flags,
 * whose bits distinguish them from a name.
 */
static void describeUpdates(UINT32 place, const BYTE *data, UINT32 size, UINT32 number,
                            const SohItemSink *sink)
{
    if (size == 4 && place == 0) {
        SohItemNumber(sink, "secondsSinceScan", number, NULL);
    } else if (size == 4 && (number & ~UPDATES_MASK) == 0) {
        giveUpdates(number, sink);
    } else if (size != 0) {
        giveServer(data, size, sink);
    }
}

void SohWindowsDescribeData(const SohContext *context, const BYTE *data, UINT32 size,
                            const SohItemSink *sink)
{
    UINT32 number = 0;

    for (UINT32 i = size == 4 ? 4 : 0; i != 0; i--) {
        number = number << 8 | data[i - 1];
    }
    if (!context->hasClass && size == 4) {
        describeBeforeClasses(context->ownData, number, sink);
    } else if (isIn(context, SECURITY_UPDATES) && context->ownData < 3) {
        describeUpdates(context->ownData, data, size, number, sink);
    }
}
