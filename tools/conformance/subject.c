/* SPDX-License-Identifier: MIT */
/* See subject.h. */
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wincrypt.h>

#include "mappedfile.h"
#include "peimage.h"

#ifdef _WIN64
#define OWN_MACHINE PE_MACHINE_X64
#define OWN_NAME    "x64"
#define OTHER_NAME  "x86"
#else
#define OWN_MACHINE PE_MACHINE_X86
#define OWN_NAME    "x86"
#define OTHER_NAME  "x64"
#endif

static void explain(DWORD error, const WCHAR *path, Text *text)
{
    DWORD attributes = GetFileAttributesW(path);

    if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) {
        TextAppend(text, "There is no such file. Name the qutil.dll to examine, for instance "
                         "C:\\Windows\\System32\\qutil.dll");
    } else if (attributes != INVALID_FILE_ATTRIBUTES &&
               (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        TextAppend(text, "That is a folder. Name the qutil.dll in it");
    } else {
        TextFormat(text, "It can't be read: error %lu", error);
    }
}

static bool judgeMachine(const PeImage *image, Text *error)
{
    if (image->machine == OWN_MACHINE) {
        return true;
    }
    if (image->machine == PE_MACHINE_X64 || image->machine == PE_MACHINE_X86) {
        TextAppend(error, "It is an " OTHER_NAME " DLL, and this is the " OWN_NAME
                          " program: use the qutil-conformance.exe of the folder " OTHER_NAME);
    } else {
        TextFormat(error, "It is for a machine of type 0x%04X, neither x64 nor x86",
                   image->machine);
    }
    return false;
}

static void takeVersionString(Text *text, PeSlice version, const char *key)
{
    PeSlice string = PeVersionString(version, key);

    TextFromUtf16Le(text, string.bytes, string.size);
}

static bool examineImage(Subject *subject, const MappedFile *file, Text *error)
{
    PeImage image;
    PeSlice version;

    if (PeOpen(&image, file->bytes, file->size) != PE_OK) {
        TextAppend(error, "It is no Windows DLL, or damaged");
        return false;
    }
    if (!judgeMachine(&image, error)) {
        return false;
    }
    if (!image.isDll) {
        TextAppend(error, "It is a program, not a DLL");
        return false;
    }
    if (PeFindResource(&image, PE_RESOURCE_VERSION, &version) == PE_OK && version.size != 0) {
        takeVersionString(&subject->fileVersion, version, "FileVersion");
        takeVersionString(&subject->product, version, "ProductName");
        takeVersionString(&subject->company, version, "CompanyName");
    }
    return true;
}

/* In Windows since XP SP3. */
static void computeHash(Text *text, const MappedFile *file)
{
    HCRYPTPROV provider = 0;
    HCRYPTHASH hash = 0;
    BYTE digest[32];
    DWORD size = sizeof(digest);

    if (CryptAcquireContextW(&provider, NULL, NULL, PROV_RSA_AES, CRYPT_VERIFYCONTEXT)) {
        if (CryptCreateHash(provider, CALG_SHA_256, 0, 0, &hash)) {
            if (CryptHashData(hash, file->bytes, (DWORD)file->size, 0) &&
                CryptGetHashParam(hash, HP_HASHVAL, digest, &size, 0)) {
                for (DWORD i = 0; i < size; i++) {
                    TextFormat(text, "%02x", digest[i]);
                }
            }
            CryptDestroyHash(hash);
        }
        CryptReleaseContext(provider, 0);
    }
}

/* Asks ntdll, because the result of GetVersionEx depends on the program's manifest. */
static void describeSystem(Subject *subject)
{
    OSVERSIONINFOEXW version = {.dwOSVersionInfoSize = sizeof(version)};
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    LONG(WINAPI * getVersion)(OSVERSIONINFOEXW *) = NULL;
    const char *(CDECL * wineVersion)(void) = NULL;

    *(void **)&getVersion = (void *)GetProcAddress(ntdll, "RtlGetVersion");
    *(void **)&wineVersion = (void *)GetProcAddress(ntdll, "wine_get_version");
    if (getVersion && getVersion(&version) == 0) {
        TextFormat(&subject->windows, "%lu.%lu.%lu%s", version.dwMajorVersion,
                   version.dwMinorVersion, version.dwBuildNumber,
                   version.wProductType == VER_NT_WORKSTATION ? "" : " server");
        if (version.wServicePackMajor != 0) {
            TextFormat(&subject->windows, " SP%u", version.wServicePackMajor);
        }
    }
    if (wineVersion) {
        TextAppend(&subject->wine, wineVersion());
    }
}

static bool isRedirected(const WCHAR *path)
{
    WCHAR system[MAX_PATH];
    BOOL isWow64 = FALSE;
    UINT length = GetSystemDirectoryW(system, MAX_PATH);

    IsWow64Process(GetCurrentProcess(), &isWow64);
    return isWow64 && length != 0 && length < MAX_PATH && wcslen(path) > length &&
           CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, path, (int)length, system,
                          (int)length) == CSTR_EQUAL;
}

bool SubjectOpen(Subject *subject, WCHAR *path, Text *error)
{
    MappedFile file;
    bool ok;

    memset(subject, 0, sizeof(*subject));
    subject->path = path;
    subject->architecture = OWN_NAME;
    TextFromUtf16Le(&subject->shownPath, (const BYTE *)path, wcslen(path) * sizeof(*path));
    subject->isRedirected = isRedirected(path);
    describeSystem(subject);
    if (!MappedFileOpen(&file, path)) {
        explain(GetLastError(), path, error);
        return false;
    }
    ok = examineImage(subject, &file, error);
    if (ok) {
        subject->size = file.size;
        computeHash(&subject->sha256, &file);
    }
    MappedFileClose(&file);
    return ok;
}

void SubjectFree(Subject *subject)
{
    free(subject->path);
    TextFree(&subject->shownPath);
    TextFree(&subject->sha256);
    TextFree(&subject->fileVersion);
    TextFree(&subject->product);
    TextFree(&subject->company);
    TextFree(&subject->windows);
    TextFree(&subject->wine);
}
