/* SPDX-License-Identifier: MIT */
/*
 * Included before anything else. Makes Wine's Windows headers look like those of a Windows SDK,
 * which isn't available here, to clang's MSVC target.
 */
#ifdef __cplusplus
/* Wine's headers define functions with these names, which are builtins in clang's MSVC mode. */
#ifdef __x86_64__
#define _InterlockedCompareExchange128 Renamed_InterlockedCompareExchange128
#else
#define _InterlockedAnd64                  Renamed_InterlockedAnd64
#define _InterlockedCompareExchangePointer Renamed_InterlockedCompareExchangePointer
#define _InterlockedDecrement64            Renamed_InterlockedDecrement64
#define _InterlockedExchangeAdd64          Renamed_InterlockedExchangeAdd64
#define _InterlockedExchangePointer        Renamed_InterlockedExchangePointer
#define _InterlockedIncrement64            Renamed_InterlockedIncrement64
#define _InterlockedOr64                   Renamed_InterlockedOr64
#define _InterlockedXor64                  Renamed_InterlockedXor64
#endif
#endif

#include <windows.h>
#include <ole2.h>

#ifdef __cplusplus
/* As in a Windows SDK. Wine's versions lack the id, which __uuidof needs. */
#undef MIDL_INTERFACE
#define MIDL_INTERFACE(id) struct __declspec(uuid(id)) __declspec(novtable)
#undef DECLSPEC_UUID
#define DECLSPEC_UUID(id) __declspec(uuid(id))
#endif
