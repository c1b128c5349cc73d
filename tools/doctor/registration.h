/* SPDX-License-Identifier: MIT */
/*
 * The classes in the registry: who registered them, and registering them for the current user
 * alone. What we write carries a mark (the value RegisteredBy), and only that is ever changed or
 * removed.
 */
#ifndef DOCTOR_REGISTRATION_H
#define DOCTOR_REGISTRATION_H

#include "classids.h"
#include "system.h"

typedef enum RegistrationState {
    REGISTRATION_NONE,
    REGISTRATION_OURS,
    REGISTRATION_FOREIGN
} RegistrationState;

typedef struct Registration {
    RegistrationState state;
    WCHAR *path; /* of the DLL; NULL if there is none */
} Registration;

/* root is HKEY_CURRENT_USER or HKEY_LOCAL_MACHINE, seen as a program of that machine sees it. */
void RegistrationRead(Registration *registration, const System *system, HKEY root, uint16_t machine,
                      const ClassId *id);
void RegistrationFree(Registration *registration);

/*
 * For the current user, in this program's own view. Both classes or none: after a failure all is
 * as it was before. The caller has made sure that no registration is foreign.
 */
LSTATUS RegistrationWrite(const System *system, const WCHAR *dll);

/* *leftovers: keys that stay because somebody else put something into them. */
LSTATUS RegistrationRemove(const ClassId *id, bool *leftovers);

#endif
