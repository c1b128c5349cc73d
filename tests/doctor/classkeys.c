/* SPDX-License-Identifier: MIT */
/* See classkeys.h. */
#include "qutiltest.h"

#include "classkeys.h"
#include "doctortest.h"
#include "iswine.h"

#include <string.h>
#include <wchar.h>

bool KeyExists(HKEY root, const WCHAR *key)
{
    HKEY opened;
    const bool isThere = RegOpenKeyExW(root, key, 0, KEY_READ, &opened) == ERROR_SUCCESS;

    if (isThere) {
        RegCloseKey(opened);
    }
    return isThere;
}

void KeySetValue(HKEY root, const WCHAR *key, const WCHAR *name, const WCHAR *value)
{
    HKEY opened;

    assert_int_equal(RegCreateKeyExW(root, key, 0, NULL, 0, KEY_WRITE, NULL, &opened, NULL), 0);
    assert_int_equal(RegSetValueExW(opened, name, 0, REG_SZ, (const BYTE *)value,
                                    (DWORD)((wcslen(value) + 1) * sizeof(*value))),
                     0);
    RegCloseKey(opened);
}

void KeySetDefault(HKEY root, const WCHAR *key, const WCHAR *value)
{
    KeySetValue(root, key, NULL, value);
}

void KeyAssertDefault(HKEY root, const WCHAR *key, const WCHAR *expected)
{
    WCHAR value[1024] = L"";
    DWORD size = sizeof(value);

    assert_int_equal(RegGetValueW(root, key, NULL, RRF_RT_REG_SZ, NULL, value, &size), 0);
    assert_int_equal(wcscmp(value, expected), 0);
}

/* Below a volatile key no non-volatile key can be made. */
void KeyRefuse(const WCHAR *key)
{
    HKEY opened;

    RegDeleteTreeW(HKEY_CURRENT_USER, key);
    assert_int_equal(RegCreateKeyExW(HKEY_CURRENT_USER, key, 0, NULL, REG_OPTION_VOLATILE,
                                     KEY_WRITE, NULL, &opened, NULL),
                     0);
    RegCloseKey(opened);
}

void RegisterDll(const WCHAR *options, const WCHAR *dll, DWORD exitCode)
{
    WCHAR arguments[1100];

    swprintf(arguments, ARRAYSIZE(arguments), L"%ls --dll \"%ls\"", options, dll);
    Consult(arguments, exitCode);
}

DWORD CodeForUser(void)
{
    return IsWine() ? 1 : 0;
}

static void judgeContents(const void *contents, size_t size)
{
    const PeSpec program = {.machine = OWN_MACHINE,
                            .library = "ole32.dll",
                            .function = "CoCreateInstance",
                            .contents = contents,
                            .contentsSize = size};

    ScratchBuild(L"agent.exe", &program);
    Judge(L"agent.exe", 1);
}

void JudgeMentions(const ClassMention *mention, void (*said)(const char *name))
{
    WCHAR wide[128];
    int length = MultiByteToWideChar(CP_ACP, 0, mention->text, -1, wide, ARRAYSIZE(wide));

    judgeContents(&mention->clsid, sizeof(mention->clsid));
    said(mention->name);
    judgeContents(mention->text, strlen(mention->text) + 1);
    said(mention->name);
    judgeContents(wide, (size_t)length * sizeof(*wide));
    said(mention->name);
}
