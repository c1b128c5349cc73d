/* SPDX-License-Identifier: MIT */
/* See imports.h. */
#include "imports.h"

#include <stdlib.h>
#include <string.h>

const NapDll NapDlls[NAP_DLL_COUNT] = {
    {"qagent.dll", "the way to the NAP Agent service"},
    {"qagentrt.dll", "the NAP Agent service"},
    {"qcliprov.dll", "NAP's WMI provider"},
    {"qshvhost.dll", "the host of health validators"},
    {"qsvrmgmt.dll", "the management of the NAP server"},
    {"naphlpr.dll", "the configuration of the NAP client"},
    {"napcrypt.dll", "NAP's cryptography"},
};

static bool keep(Imports *imports, const PeImport *import)
{
    if (imports->count == imports->capacity) {
        const size_t capacity = imports->capacity != 0 ? imports->capacity * 2 : 64;
        PeImport *functions = realloc(imports->functions, capacity * sizeof(*functions));

        if (functions == NULL) {
            imports->ranOutOfMemory = true;
            return false;
        }
        imports->functions = functions;
        imports->capacity = capacity;
    }
    imports->functions[imports->count++] = *import;
    return true;
}

static void noteLibrary(Imports *imports, const PeImport *import, bool isQutil)
{
    if (isQutil) {
        imports->isImported |= !import->isDelayed;
        imports->isDelayed |= import->isDelayed;
        return;
    }
    for (size_t i = 0; i < NAP_DLL_COUNT; i++) {
        if (PeSliceIs(import->library, NapDlls[i].name)) {
            imports->naps[i].isImported |= !import->isDelayed;
            imports->naps[i].isDelayed |= import->isDelayed;
        }
    }
}

/* The loader adds .dll to a name without an extension. */
static bool isQutil(PeSlice library)
{
    return PeSliceIs(library, "qutil.dll") || PeSliceIs(library, "qutil");
}

static bool take(void *context, const PeImport *import)
{
    Imports *imports = context;
    const bool isOurs = isQutil(import->library);

    if (import->isLibrary) {
        noteLibrary(imports, import, isOurs);
        return true;
    }
    return !isOurs || keep(imports, import);
}

PeStatus ImportsRead(Imports *imports, PeImage *image)
{
    memset(imports, 0, sizeof(*imports));
    return PeReadImports(image, take, imports);
}

void ImportsFree(Imports *imports)
{
    free(imports->functions);
    memset(imports, 0, sizeof(*imports));
}
