/* SPDX-License-Identifier: MIT */
/* See classes.h. */
#include "classes.h"

HRESULT ClientManagementCreate(REFIID riid, void **result)
{
    (void)riid;
    *result = NULL;
    return E_NOTIMPL;
}
