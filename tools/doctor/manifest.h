/* SPDX-License-Identifier: MIT */
/*
 * Why Windows refuses a program's manifest: whether it is XML and a manifest at all, and each
 * assembly that it names. Part of the probe's child.
 */
#ifndef DOCTOR_MANIFEST_H
#define DOCTOR_MANIFEST_H

#include "system.h"

/*
 * Tells "@problem" and "@advice" for each cause. Whether the manifest is refused, only
 * CreateActCtxW knows. program is a true path.
 */
void ManifestExamine(const System *system, const WCHAR *program, uint16_t machine);

/* Its text as XmlLite reads it. */
enum { IDENTITY_NAME, IDENTITY_VERSION, IDENTITY_ARCHITECTURE, IDENTITY_TOKEN, IDENTITY_SIZE };

enum { MANIFEST_DEPENDENCY_MAX = 32 };

/* Attributes of an assemblyIdentity; NULL for those that it hasn't. */
typedef struct Identity {
    WCHAR *values[IDENTITY_SIZE];
} Identity;

typedef struct Manifest {
    bool isRead;   /* else there is no XmlLite, or no memory */
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
/* What such a fault means. */
const char *ManifestFaultText(HRESULT fault);

#endif
