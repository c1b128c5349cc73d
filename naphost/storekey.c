/* SPDX-License-Identifier: MIT */
/* See storekey.h. */
#include "storekey.h"

#include "allocator.h"
#include "elevated.h"
#include "log.h"
#include "textlength.h"

#include "naperror.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/*
 * An agent and the validators in its process have the same architecture, so each architecture has
 * its own registrations.
 */
#ifdef _WIN64
#define ARCHITECTURE L"x64"
#else
#define ARCHITECTURE L"x86"
#endif

#define GUID_CAPACITY 39 /* "{8-4-4-4-12}" with the NUL */

_Static_assert(STORE_TEXT_CAPACITY == maxStringLength + 1, "a text of the documented length fits");

typedef struct TextField {
    const WCHAR *name;
    size_t offset; /* in NapComponentRegistrationInfo */
} TextField;

static const TextField textFields[STORE_TEXT_COUNT] = {
    {L"FriendlyName", offsetof(NapComponentRegistrationInfo, friendlyName)},
    {L"Description", offsetof(NapComponentRegistrationInfo, description)},
    {L"Version", offsetof(NapComponentRegistrationInfo, version)},
    {L"VendorName", offsetof(NapComponentRegistrationInfo, vendorName)},
};

static const WCHAR infoClsidName[] = L"InfoClsid";
static const WCHAR configClsidName[] = L"ConfigClsid";
static const WCHAR clsidName[] = L"Clsid";
static const WCHAR typeName[] = L"ComponentType";
static const WCHAR compliantName[] = L"MappedCompliant";
static const WCHAR dateName[] = L"RegistrationDate";

const char *StoreKeyKindName(StoreKind kind)
{
    static const char *const names[] = {"agent", "validator", "enforcer"};

    return names[kind];
}

LSTATUS StoreKeyOpen(StoreRoot root, StoreKind kind, BOOL isForWriting, HKEY *registrations)
{
    static const WCHAR *const paths[] = {
        STORE_ROOT_KEY L"\\" ARCHITECTURE L"\\Agents",
        STORE_ROOT_KEY L"\\" ARCHITECTURE L"\\Validators",
        STORE_ROOT_KEY L"\\" ARCHITECTURE L"\\EnforcementClients",
    };
    HKEY hive = root == STORE_USER ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE;

    if (isForWriting) {
        return RegCreateKeyExW(hive, paths[kind], 0, NULL, REG_OPTION_NON_VOLATILE,
                               KEY_READ | KEY_WRITE | KEY_WOW64_64KEY, NULL, registrations, NULL);
    }
    return RegOpenKeyExW(hive, paths[kind], 0, KEY_READ | KEY_WOW64_64KEY, registrations);
}

static void makeName(NapComponentId id, WCHAR name[STORE_NAME_CAPACITY])
{
    _snwprintf(name, STORE_NAME_CAPACITY, L"%08lX", (unsigned long)id);
}

/* The registry ignores case, so lower-case digits name the same key. */
BOOL StoreKeyParseName(const WCHAR *name, NapComponentId *id)
{
    size_t length = 0;

    *id = 0;
    for (; length < STORE_NAME_CAPACITY - 1 && name[length] != 0; length++) {
        WCHAR c = name[length];
        UINT32 digit;

        if (c >= '0' && c <= '9') {
            digit = (UINT32)(c - '0');
        } else if ((c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f')) {
            digit = (UINT32)((c & ~0x20) - 'A' + 10);
        } else {
            return FALSE;
        }
        *id = *id << 4 | digit;
    }
    return length == STORE_NAME_CAPACITY - 1 && name[length] == 0 && *id != 0;
}

/* Reads the values of one key. After the first one that is broken, the others don't matter. */
typedef struct Reader {
    HKEY key;
    const WCHAR *broken; /* name of that value, or NULL */
    BOOL isOutOfMemory;
} Reader;

static void fail(Reader *reader, const WCHAR *name)
{
    if (!reader->broken) {
        reader->broken = name;
    }
}

/* FALSE if the value is absent or broken. *size is the space before, the value's size after. */
static BOOL readValue(Reader *reader, const WCHAR *name, DWORD type, void *data, DWORD *size)
{
    DWORD found;
    LSTATUS status = ERROR_FILE_NOT_FOUND;

    if (!reader->broken) {
        status = RegQueryValueExW(reader->key, name, NULL, &found, data, size);
    }
    if (status != ERROR_FILE_NOT_FOUND && (status != ERROR_SUCCESS || found != type)) {
        fail(reader, name);
    }
    return status == ERROR_SUCCESS && found == type;
}

static DWORD readNumber(Reader *reader, const WCHAR *name, DWORD absent)
{
    DWORD number = 0;
    DWORD size = sizeof(number);

    if (!readValue(reader, name, REG_DWORD, &number, &size)) {
        return absent;
    }
    if (size != sizeof(number)) {
        fail(reader, name);
    }
    return number;
}

/* The date may not be absent: it is written last. */
static void readDate(Reader *reader, FILETIME *date)
{
    DWORD size = sizeof(*date);

    if (!readValue(reader, dateName, REG_QWORD, date, &size) || size != sizeof(*date)) {
        fail(reader, dateName);
    }
}

/* All zero if it is absent. */
static void readClsid(Reader *reader, const WCHAR *name, CLSID *clsid)
{
    WCHAR text[GUID_CAPACITY];
    DWORD size = sizeof(text);

    memset(clsid, 0, sizeof(*clsid));
    if (!readValue(reader, name, REG_SZ, text, &size)) {
        return;
    }
    /* CLSIDFromString would look up a text without braces in the registry. */
    if (size != sizeof(text) || text[GUID_CAPACITY - 1] != 0 ||
        FAILED(IIDFromString(text, clsid))) {
        fail(reader, name);
    }
}

/* `text` may be NULL: then the text is only looked at. An absent text is empty. */
static void readText(Reader *reader, const WCHAR *name, CountedString *text)
{
    WCHAR found[STORE_TEXT_CAPACITY];
    DWORD size = sizeof(found);
    size_t length = 0;

    if (readValue(reader, name, REG_SZ, found, &size)) {
        length = TextLength(found, size / sizeof(WCHAR));
        if (size % sizeof(WCHAR) != 0 || length >= STORE_TEXT_CAPACITY) {
            fail(reader, name);
        }
    }
    if (!text || reader->broken || reader->isOutOfMemory) {
        return;
    }
    text->string = AllocatorArray(length + 1, sizeof(WCHAR));
    if (!text->string) {
        reader->isOutOfMemory = TRUE;
        return;
    }
    memcpy(text->string, found, length * sizeof(WCHAR));
    text->string[length] = 0;
    text->length = (UINT16)length;
}

static CountedString *textOf(NapComponentRegistrationInfo *info, size_t i)
{
    return (CountedString *)(void *)((char *)info + textFields[i].offset);
}

static void readAll(Reader *reader, StoreKind kind, StoreEntry *entry,
                    NapComponentRegistrationInfo *info)
{
    CLSID clsid;
    DWORD componentType;

    readDate(reader, &entry->date);
    for (size_t i = 0; i < STORE_TEXT_COUNT; i++) {
        readText(reader, textFields[i].name, info ? textOf(info, i) : NULL);
    }
    readClsid(reader, infoClsidName, info ? &info->infoClsid : &clsid);
    readClsid(reader, configClsidName, info ? &info->configClsid : &clsid);
    componentType = readNumber(reader, typeName, 0);
    if (info) {
        info->id = entry->id;
        info->registrationDate = entry->date;
        info->componentType = componentType;
    }
    if (kind == STORE_VALIDATORS) {
        readClsid(reader, clsidName, &entry->clsid);
        if (IsEqualGUID(&entry->clsid, &GUID_NULL)) {
            fail(reader, clsidName);
        }
        entry->compliant = readNumber(reader, compliantName, 0);
        entry->configId = readNumber(reader, L"ConfigId", 0);
    }
    entry->isEnabled = kind == STORE_AGENTS || readNumber(reader, L"Enabled", TRUE) != 0;
}

/* Frees the texts. */
static void clear(StoreEntry *entry, NapComponentRegistrationInfo *info)
{
    memset(entry, 0, sizeof(*entry));
    if (info) {
        for (size_t i = 0; i < STORE_TEXT_COUNT; i++) {
            AllocatorFree(textOf(info, i)->string);
        }
        memset(info, 0, sizeof(*info));
    }
}

HRESULT StoreKeyRead(HKEY registrations, StoreKind kind, NapComponentId id, StoreEntry *entry,
                     NapComponentRegistrationInfo *info)
{
    WCHAR name[STORE_NAME_CAPACITY];
    Reader reader = {NULL, NULL, FALSE};

    memset(entry, 0, sizeof(*entry));
    if (info) {
        memset(info, 0, sizeof(*info));
    }
    makeName(id, name);
    if (id == 0 || RegOpenKeyExW(registrations, name, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY,
                                 &reader.key) != ERROR_SUCCESS) {
        return NAP_E_NOT_REGISTERED;
    }
    entry->id = id;
    readAll(&reader, kind, entry, info);
    RegCloseKey(reader.key);
    if (reader.broken) {
        LogStep("broken", "kind=%s id=%08lX value=%ls", StoreKeyKindName(kind), (unsigned long)id,
                reader.broken);
    }
    if (reader.broken || reader.isOutOfMemory) {
        clear(entry, info);
        return reader.broken ? NAP_E_NOT_REGISTERED : E_OUTOFMEMORY;
    }
    return S_OK;
}

StoreRoot StoreKeyFirstRoot(void)
{
    return ProcessIsElevated() ? STORE_MACHINE : STORE_USER;
}

HRESULT StoreKeyFind(StoreKind kind, NapComponentId id, StoreRoot *root, StoreEntry *entry,
                     NapComponentRegistrationInfo *info)
{
    HRESULT hr = NAP_E_NOT_REGISTERED;

    memset(entry, 0, sizeof(*entry));
    *root = STORE_ROOT_COUNT;
    for (StoreRoot i = StoreKeyFirstRoot(); i < STORE_ROOT_COUNT && hr == NAP_E_NOT_REGISTERED;
         i++) {
        HKEY registrations;

        if (StoreKeyOpen(i, kind, FALSE, &registrations) == ERROR_SUCCESS) {
            hr = StoreKeyRead(registrations, kind, id, entry, info);
            RegCloseKey(registrations);
            *root = i;
        }
    }
    if (FAILED(hr)) {
        *root = STORE_ROOT_COUNT;
    }
    return hr;
}

/* Writes the values of one key. After the first failure nothing more is written. */
typedef struct Writer {
    HKEY key;
    LSTATUS status;
} Writer;

static void writeValue(Writer *writer, const WCHAR *name, DWORD type, const void *data, size_t size)
{
    if (writer->status == ERROR_SUCCESS) {
        writer->status = RegSetValueExW(writer->key, name, 0, type, data, (DWORD)size);
    }
}

/* All zero is written as an absent value. */
static void writeClsid(Writer *writer, const WCHAR *name, const CLSID *clsid)
{
    if (!IsEqualGUID(clsid, &GUID_NULL)) {
        WCHAR text[GUID_CAPACITY];

        StringFromGUID2(clsid, text, GUID_CAPACITY);
        writeValue(writer, name, REG_SZ, text, sizeof(text));
    }
}

static LSTATUS writeAll(HKEY key, StoreKind kind, const StoreRecord *record)
{
    Writer writer = {key, ERROR_SUCCESS};
    FILETIME now;

    for (size_t i = 0; i < STORE_TEXT_COUNT; i++) {
        writeValue(&writer, textFields[i].name, REG_SZ, record->texts[i],
                   (record->lengths[i] + 1) * sizeof(WCHAR));
    }
    writeClsid(&writer, infoClsidName, &record->infoClsid);
    writeClsid(&writer, configClsidName, &record->configClsid);
    writeValue(&writer, typeName, REG_DWORD, &record->componentType, sizeof(record->componentType));
    if (kind == STORE_VALIDATORS) {
        writeClsid(&writer, clsidName, &record->clsid);
    }
    GetSystemTimeAsFileTime(&now);
    writeValue(&writer, dateName, REG_QWORD, &now, sizeof(now));
    return writer.status;
}

/* ERROR_ALREADY_EXISTS if the key is there. */
static LSTATUS createKey(HKEY registrations, NapComponentId id, HKEY *key)
{
    WCHAR name[STORE_NAME_CAPACITY];
    DWORD disposition;
    LSTATUS status;

    makeName(id, name);
    status = RegCreateKeyExW(registrations, name, 0, NULL, REG_OPTION_NON_VOLATILE,
                             KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, key, &disposition);
    if (status == ERROR_SUCCESS && disposition != REG_CREATED_NEW_KEY) {
        RegCloseKey(*key);
        status = ERROR_ALREADY_EXISTS;
    }
    return status;
}

LSTATUS StoreKeyWrite(HKEY registrations, StoreKind kind, const StoreRecord *record)
{
    StoreEntry entry;
    HKEY key;
    LSTATUS status = createKey(registrations, record->id, &key);

    if (status == ERROR_ALREADY_EXISTS &&
        FAILED(StoreKeyRead(registrations, kind, record->id, &entry, NULL))) {
        status = StoreKeyDelete(registrations, record->id);
        if (status == ERROR_SUCCESS) {
            status = createKey(registrations, record->id, &key);
        }
    }
    if (status != ERROR_SUCCESS) {
        return status;
    }
    status = writeAll(key, kind, record);
    RegCloseKey(key);
    if (status != ERROR_SUCCESS) {
        StoreKeyDelete(registrations, record->id);
    }
    return status;
}

LSTATUS StoreKeyDelete(HKEY registrations, NapComponentId id)
{
    WCHAR name[STORE_NAME_CAPACITY];
    LSTATUS status;

    makeName(id, name);
    status = RegDeleteKeyExW(registrations, name, KEY_WOW64_64KEY, 0);
    /* It refuses a key that somebody has put keys into; RegDeleteTree can't be told the view. */
    return status == ERROR_ACCESS_DENIED ? RegDeleteTreeW(registrations, name) : status;
}

LSTATUS StoreKeyWriteCompliant(HKEY registrations, NapComponentId id, DWORD compliant)
{
    WCHAR name[STORE_NAME_CAPACITY];
    HKEY key;
    LSTATUS status;

    makeName(id, name);
    status = RegOpenKeyExW(registrations, name, 0, KEY_SET_VALUE | KEY_WOW64_64KEY, &key);
    if (status == ERROR_SUCCESS) {
        status = RegSetValueExW(key, compliantName, 0, REG_DWORD, (const BYTE *)&compliant,
                                sizeof(compliant));
        RegCloseKey(key);
    }
    return status;
}
