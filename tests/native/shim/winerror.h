/* SPDX-License-Identifier: MIT */
/* HRESULT and the codes that src/soh returns. */
#ifndef TESTS_NATIVE_SHIM_WINERROR_H
#define TESTS_NATIVE_SHIM_WINERROR_H

#include <stdint.h>

typedef int32_t HRESULT;

#define _HRESULT_TYPEDEF_(code) ((HRESULT)(code))

#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#define FAILED(hr)    ((HRESULT)(hr) < 0)

#define S_OK          _HRESULT_TYPEDEF_(0)
#define S_FALSE       ((HRESULT)1)
#define E_UNEXPECTED  _HRESULT_TYPEDEF_(0x8000FFFF)
#define E_OUTOFMEMORY _HRESULT_TYPEDEF_(0x8007000E)
#define E_INVALIDARG  _HRESULT_TYPEDEF_(0x80070057)

#define ERROR_FILE_NOT_FOUND  2
#define HRESULT_FROM_WIN32(c) _HRESULT_TYPEDEF_(0x80070000 | (c))

#endif
