/* SPDX-License-Identifier: MIT */
/*
 * Finds out why Windows refuses a program's manifest: whether it is XML, whether it is a manifest,
 * and whether each assembly that it names can be found. Part of the probe's child.
 */
#ifndef TOOLS_DOCTOR_MANIFEST_H
#define TOOLS_DOCTOR_MANIFEST_H

#include "system.h"

/*
 * Writes "@problem" and "@advice" lines for each cause. It doesn't decide whether the manifest is
 * refused; only CreateActCtxW does. program is a true path.
 */
void ManifestExamine(const System *system, const WCHAR *program, uint16_t machine);

/* A manifest as XmlLite reads it. */
enum { IDENTITY_NAME, IDENTITY_VERSION, IDENTITY_ARCHITECTURE, IDENTITY_TOKEN, IDENTITY_SIZE };

enum { MANIFEST_DEPENDENCY_MAX = 32 };

/* The attributes of an assemblyIdentity; NULL for missing ones. */
typedef struct Identity {
    WCHAR *values[IDENTITY_SIZE];
} Identity;

typedef struct Manifest {
    bool isRead;   /* FALSE without XmlLite or memory */
    HRESULT fault; /* of the XML */
    UINT line;
    UINT column;
    bool isAssembly; /* the root element is a manifest's */
    Identity own;
    Identity dependencies[MANIFEST_DEPENDENCY_MAX];
    size_t dependencyCount;
} Manifest;

extern const WCHAR *const IdentityAttributes[IDENTITY_SIZE];

void ManifestRead(Manifest *manifest, const void *bytes, size_t size);
void ManifestFree(Manifest *manifest);
/* The meaning of a fault. */
const char *ManifestFaultText(HRESULT fault);

#endif
