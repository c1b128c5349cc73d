/* SPDX-License-Identifier: MIT */
/* See importtable.h. The tables are those of the PE format's documentation. */
#include "importtable.h"

#include <string.h>

#include "qutiltest.h"

static const void *at(HMODULE module, ULONG_PTR offset)
{
    return (const BYTE *)module + offset;
}

static const IMAGE_IMPORT_DESCRIPTOR *importDescriptors(HMODULE module)
{
    const IMAGE_DOS_HEADER *dos = at(module, 0);
    const IMAGE_NT_HEADERS *headers = at(module, (ULONG_PTR)dos->e_lfanew);

    return at(module,
              headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress);
}

/* NULL if nothing of that name is imported from this DLL. */
static const IMAGE_THUNK_DATA *
findAddress(HMODULE module, const IMAGE_IMPORT_DESCRIPTOR *descriptor, const char *name)
{
    const IMAGE_THUNK_DATA *names = at(module, descriptor->OriginalFirstThunk);
    const IMAGE_THUNK_DATA *addresses = at(module, descriptor->FirstThunk);

    for (size_t i = 0; names[i].u1.AddressOfData != 0; i++) {
        const IMAGE_IMPORT_BY_NAME *import;

        if (IMAGE_SNAP_BY_ORDINAL(names[i].u1.Ordinal)) {
            continue;
        }
        import = at(module, (ULONG_PTR)names[i].u1.AddressOfData);
        if (strcmp((const char *)import->Name, name) == 0) {
            return &addresses[i];
        }
    }
    return NULL;
}

FARPROC ImportReplace(HMODULE module, const char *name, FARPROC replacement)
{
    const IMAGE_THUNK_DATA *found = NULL;
    DWORD protection;
    FARPROC before;
    void *slot;

    for (const IMAGE_IMPORT_DESCRIPTOR *descriptor = importDescriptors(module);
         !found && descriptor->Name != 0; descriptor++) {
        found = findAddress(module, descriptor, name);
    }
    if (!found) {
        fail_msg("the module doesn't import %s", name);
    }
    slot = (void *)(ULONG_PTR)found;
    assert_true(VirtualProtect(slot, sizeof replacement, PAGE_READWRITE, &protection));
    memcpy(&before, slot, sizeof before);
    memcpy(slot, &replacement, sizeof replacement);
    assert_true(VirtualProtect(slot, sizeof replacement, protection, &protection));
    return before;
}
