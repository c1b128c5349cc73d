/* SPDX-License-Identifier: MIT */
/* The keys of classes in the registry, and programs that contain a class's id. */
#ifndef TESTS_DOCTOR_CLASSKEYS_H
#define TESTS_DOCTOR_CLASSKEYS_H

#include <windows.h>
#include <stdbool.h>

#define CLASSES L"Software\\Classes\\CLSID\\"
#define SERVER  L"\\InprocServer32"

bool KeyExists(HKEY root, const WCHAR *key);
void KeySetValue(HKEY root, const WCHAR *key, const WCHAR *name, const WCHAR *value);
void KeySetDefault(HKEY root, const WCHAR *key, const WCHAR *value);
void KeyAssertDefault(HKEY root, const WCHAR *key, const WCHAR *expected);

/* Makes the user's key such that the doctor can't register the class. */
void KeyRefuse(const WCHAR *key);

/* Runs the doctor with the options and --dll. */
void RegisterDll(const WCHAR *options, const WCHAR *dll, DWORD exitCode);
/* The doctor's exit code after registering for a user, which Wine ignores. */
DWORD CodeForUser(void);

typedef struct ClassMention {
    CLSID clsid;
    const char *text; /* the id as programs write it, in upper or lower case */
    const char *name;
} ClassMention;

/*
 * Judges three programs in the scratch folder that contain the id: as bytes, as text, and as
 * UTF-16. Each must give exit code 1, and is followed by a call of `said`.
 */
void JudgeMentions(const ClassMention *mention, void (*said)(const char *name));

#endif
