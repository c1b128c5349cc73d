/* SPDX-License-Identifier: MIT */
/*
 * The classes in the registry: reads who registered them, and registers them for the current user.
 * Keys that we write have a mark (the value RegisteredBy). Only keys with the mark are changed or
 * removed.
 */
#ifndef TOOLS_DOCTOR_REGISTRATION_H
#define TOOLS_DOCTOR_REGISTRATION_H

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

/* root is HKEY_CURRENT_USER or HKEY_LOCAL_MACHINE, in the view of programs of that machine. */
void RegistrationRead(Registration *registration, const System *system, HKEY root, uint16_t machine,
                      const ClassId *id);
void RegistrationFree(Registration *registration);

/* Whether any DLL is registered for the class, for this user or for all. */
bool RegistrationExists(const System *system, uint16_t machine, const ClassId *id);

/*
 * Registers for the current user, in this program's view. All classes of the group or none: after a
 * failure the registry is as before. The caller must make sure that no existing registration is
 * foreign.
 */
LSTATUS RegistrationWrite(const System *system, const ClassGroup *group, const WCHAR *dll);

/* *leftovers: a key was kept, because others have added something to it. */
LSTATUS RegistrationRemove(const ClassId *id, bool *leftovers);

#endif
