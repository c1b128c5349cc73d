/* SPDX-License-Identifier: MIT */
/*
 * The few Windows types and COM macros that the NAP headers, src/soh and its tests need, for a
 * 64-bit host with -fshort-wchar. CoTaskMemAlloc is in ../mallocspy.c.
 */
#ifndef TESTS_NATIVE_SHIM_WINDOWS_H
#define TESTS_NATIVE_SHIM_WINDOWS_H

#include <stddef.h>
#include <stdint.h>

#include "winerror.h"

typedef uint8_t BYTE;
typedef uint8_t UINT8;
typedef uint16_t UINT16;
typedef uint16_t WORD;
typedef uint32_t UINT32;
typedef uint64_t UINT64;
typedef uint64_t ULONGLONG;
typedef int32_t INT;
typedef uint32_t UINT;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef int32_t BOOL;
typedef size_t SIZE_T;
typedef wchar_t WCHAR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef WCHAR *BSTR;
typedef void *HANDLE;
typedef void *HWND;

_Static_assert(sizeof(WCHAR) == 2, "build with -fshort-wchar");

#define TRUE  1
#define FALSE 0

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME;

typedef struct _GUID {
    UINT32 Data1;
    UINT16 Data2;
    UINT16 Data3;
    BYTE Data4[8];
} GUID, IID, CLSID;

typedef const IID *REFIID;
typedef const CLSID *REFCLSID;
typedef struct tagVARIANT VARIANT;

#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))

#define VOID  void
#define CONST const
#define WINAPI
#define STDMETHODCALLTYPE
#define DECLSPEC_IMPORT extern
#define EXTERN_C        extern
#define FORCEINLINE     inline
#define BEGIN_INTERFACE
#define END_INTERFACE
#define CONST_VTBL const
#define interface  struct

#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) extern const GUID name

typedef struct IUnknown IUnknown;

typedef struct IUnknownVtbl {
    HRESULT (*QueryInterface)(IUnknown *, REFIID, void **);
    ULONG (*AddRef)(IUnknown *);
    ULONG (*Release)(IUnknown *);
} IUnknownVtbl;

struct IUnknown {
    const IUnknownVtbl *lpVtbl;
};

void *CoTaskMemAlloc(SIZE_T size);
void CoTaskMemFree(void *block);

#endif
