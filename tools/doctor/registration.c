/* SPDX-License-Identifier: MIT */
/* See registration.h. */
#include "registration.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The length of the longest path. */
#define STRING_CAPACITY 32768u

static const WCHAR classesKey[] = L"Software\\Classes\\CLSID";
static const WCHAR serverKey[] = L"InprocServer32";
static const WCHAR markName[] = L"RegisteredBy";
static const WCHAR markValue[] = L"qutil-doctor";

/* Expands the string if it is REG_EXPAND_SZ. */
static WCHAR *readString(HKEY key, const WCHAR *name)
{
    DWORD size = STRING_CAPACITY * sizeof(WCHAR);
    WCHAR *string = malloc(size);

    if (string &&
        RegGetValueW(key, NULL, name, RRF_RT_REG_SZ, NULL, string, &size) != ERROR_SUCCESS) {
        free(string);
        string = NULL;
    }
    return string;
}

static bool isEmpty(HKEY key)
{
    DWORD keys = 1;
    DWORD values = 1;

    return RegQueryInfoKeyW(key, NULL, NULL, NULL, &keys, NULL, NULL, &values, NULL, NULL, NULL,
                            NULL) == ERROR_SUCCESS &&
           keys == 0 && values == 0;
}

static bool hasMark(HKEY key)
{
    WCHAR *mark = readString(key, markName);
    bool isOurs = mark && wcscmp(mark, markValue) == 0;

    free(mark);
    return isOurs;
}

static REGSAM viewOf(const System *system, uint16_t machine)
{
    if (!system->wow64) {
        return 0;
    }
    return machine == PE_MACHINE_X86 ? KEY_WOW64_32KEY : KEY_WOW64_64KEY;
}

static LSTATUS openClass(HKEY root, REGSAM access, const ClassId *id, HKEY *key)
{
    HKEY classes;
    LSTATUS status = RegOpenKeyExW(root, classesKey, 0, access, &classes);

    if (status == ERROR_SUCCESS) {
        status = RegOpenKeyExW(classes, id->text, 0, access, key);
        RegCloseKey(classes);
    }
    return status;
}

void RegistrationRead(Registration *registration, const System *system, HKEY root, uint16_t machine,
                      const ClassId *id)
{
    const REGSAM access = KEY_READ | viewOf(system, machine);
    HKEY key;
    HKEY server;

    memset(registration, 0, sizeof(*registration));
    if (openClass(root, access, id, &key) != ERROR_SUCCESS) {
        return;
    }
    if (!isEmpty(key)) {
        registration->state = hasMark(key) ? REGISTRATION_OURS : REGISTRATION_FOREIGN;
    }
    if (RegOpenKeyExW(key, serverKey, 0, access, &server) == ERROR_SUCCESS) {
        registration->path = readString(server, NULL);
        RegCloseKey(server);
    }
    RegCloseKey(key);
}

void RegistrationFree(Registration *registration)
{
    free(registration->path);
    registration->path = NULL;
}

bool RegistrationExists(const System *system, uint16_t machine, const ClassId *id)
{
    static const HKEY roots[] = {HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};
    bool exists = false;

    for (size_t i = 0; i < ARRAYSIZE(roots) && !exists; i++) {
        Registration registration;

        RegistrationRead(&registration, system, roots[i], machine, id);
        exists = registration.path != NULL;
        RegistrationFree(&registration);
    }
    return exists;
}

static LSTATUS setString(HKEY key, const WCHAR *name, const WCHAR *string)
{
    return RegSetValueExW(key, name, 0, REG_SZ, (const BYTE *)string,
                          (DWORD)((wcslen(string) + 1) * sizeof(*string)));
}

static LSTATUS createKey(HKEY parent, const WCHAR *name, HKEY *key)
{
    return RegCreateKeyExW(parent, name, 0, NULL, REG_OPTION_NON_VOLATILE, KEY_READ | KEY_WRITE,
                           NULL, key, NULL);
}

/* The path is written last: without it the class can't be found. */
static LSTATUS writeServer(HKEY class, const WCHAR *dll)
{
    HKEY server;
    LSTATUS status = createKey(class, serverKey, &server);

    if (status != ERROR_SUCCESS) {
        return status;
    }
    status = setString(server, L"ThreadingModel", L"Both");
    if (status == ERROR_SUCCESS) {
        status = setString(server, NULL, dll);
    }
    RegCloseKey(server);
    return status;
}

/* The mark is written first, so that a registration that was interrupted is known as ours. */
static LSTATUS writeClass(const ClassId *id, const WCHAR *dll)
{
    HKEY classes;
    HKEY class;
    LSTATUS status = createKey(HKEY_CURRENT_USER, classesKey, &classes);

    if (status != ERROR_SUCCESS) {
        return status;
    }
    status = createKey(classes, id->text, &class);
    if (status == ERROR_SUCCESS) {
        status = setString(class, markName, markValue);
        if (status == ERROR_SUCCESS) {
            status = setString(class, NULL, id->name);
        }
        if (status == ERROR_SUCCESS) {
            status = writeServer(class, dll);
        }
        RegCloseKey(class);
    }
    RegCloseKey(classes);
    return status;
}

static LSTATUS unlessMissing(LSTATUS status)
{
    return status == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : status;
}

/* The mark is removed last, for the same reason. */
static LSTATUS emptyClass(HKEY class)
{
    LSTATUS status = unlessMissing(RegDeleteTreeW(class, serverKey));

    if (status == ERROR_SUCCESS) {
        status = unlessMissing(RegDeleteValueW(class, NULL));
    }
    if (status == ERROR_SUCCESS) {
        status = unlessMissing(RegDeleteValueW(class, markName));
    }
    return status;
}

LSTATUS RegistrationRemove(const ClassId *id, bool *leftovers)
{
    HKEY classes;
    HKEY class;
    LSTATUS status =
        RegOpenKeyExW(HKEY_CURRENT_USER, classesKey, 0, KEY_READ | KEY_WRITE, &classes);

    *leftovers = false;
    if (status != ERROR_SUCCESS) {
        return unlessMissing(status);
    }
    status = RegOpenKeyExW(classes, id->text, 0, KEY_READ | KEY_WRITE, &class);
    if (status == ERROR_SUCCESS) {
        status = emptyClass(class);
        *leftovers = !isEmpty(class);
        RegCloseKey(class);
        if (status == ERROR_SUCCESS && !*leftovers) {
            status = RegDeleteKeyW(classes, id->text);
        }
    }
    RegCloseKey(classes);
    return unlessMissing(status);
}

static void restore(const ClassId *id, const Registration *before)
{
    bool leftovers;

    if (before->state == REGISTRATION_OURS && before->path) {
        writeClass(id, before->path);
    } else {
        RegistrationRemove(id, &leftovers);
    }
}

LSTATUS RegistrationWrite(const System *system, const ClassGroup *group, const WCHAR *dll)
{
    const ClassId *ids = &ClassIds[group->begin];
    const size_t count = group->end - group->begin;
    Registration before[CLASS_GROUP_MAX];
    LSTATUS status = ERROR_SUCCESS;
    size_t begun = 0;

    for (size_t i = 0; i < count; i++) {
        RegistrationRead(&before[i], system, HKEY_CURRENT_USER, SystemOwnMachine, &ids[i]);
    }
    while (status == ERROR_SUCCESS && begun < count) {
        status = writeClass(&ids[begun], dll);
        begun++;
    }
    for (size_t i = 0; i < count; i++) {
        if (status != ERROR_SUCCESS && i < begun) {
            restore(&ids[i], &before[i]);
        }
        RegistrationFree(&before[i]);
    }
    return status;
}
