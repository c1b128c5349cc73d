/* SPDX-License-Identifier: MIT */
/*
 * Included before anything else: makes Wine's Windows headers look like those of a Windows SDK,
 * which is not to be had here, to clang's MSVC target.
 */
#ifdef __cplusplus
/* Wine's headers define these functions by names that clang's MSVC mode reserves for itself. */
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
/* What these two are in a Windows SDK; Wine leaves the id away, which __uuidof then lacks. */
#undef MIDL_INTERFACE
#define MIDL_INTERFACE(id) struct __declspec(uuid(id)) __declspec(novtable)
#undef DECLSPEC_UUID
#define DECLSPEC_UUID(id) __declspec(uuid(id))
#endif
