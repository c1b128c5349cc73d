/* SPDX-License-Identifier: MIT */
/*
 * A program, the DLLs that Windows loads with it, and what all of them import that has to do with
 * Network Access Protection. Windows' own DLLs are told by where they are found and left out.
 */
#ifndef DOCTOR_CHAIN_H
#define DOCTOR_CHAIN_H

#include "file.h"
#include "probe.h"

/* A DLL of NAP that is gone from Windows, and that qutil.dll does not give back. */
typedef struct NapDll {
    const char *name;
    const char *what;
} NapDll;

enum { NAP_DLL_COUNT = 7 };

extern const NapDll NapDlls[NAP_DLL_COUNT];

typedef enum ModuleState {
    MODULE_FOLLOWED,
    MODULE_OF_WINDOWS,
    MODULE_MISSING,
    MODULE_UNFIT /* found, but damaged or of another architecture */
} ModuleState;

typedef struct Module {
    WCHAR *path; /* a true one; the name alone if it is missing */
    ModuleState state;
    size_t importer;     /* index of the module that it is loaded for */
    bool isLate;         /* loaded while the program runs: delay-loaded, or by its name */
    bool isNap;          /* qutil.dll, or another DLL of NAP */
    ProgramFile program; /* open if it is followed */
} Module;

/* A use of a DLL of NAP; import.isDelayed if anything on the way to it is delay-loaded. */
typedef struct NapUse {
    PeImport import;
    size_t module; /* index of who imports it */
} NapUse;

typedef struct Chain {
    Module *modules; /* the program is the first */
    size_t count;
    size_t capacity;
    NapUse *functions; /* of qutil.dll */
    size_t functionCount;
    size_t functionCapacity;
    bool isImported; /* qutil.dll is, at the start */
    bool isDelayed;
    size_t user;                /* index of the first module that does so */
    NapUse naps[NAP_DLL_COUNT]; /* library.size is 0 for what nobody imports */
    bool ranOutOfMemory;
} Chain;

typedef struct ChainQuestion {
    const System *system;
    const WCHAR *path; /* of the program */
    const WCHAR *folder;
    uint16_t machine;      /* that it runs on here */
    const Probe *manifest; /* what its manifest says */
} ChainQuestion;

/*
 * Takes the open program over. Reports what keeps the other modules from being loaded. FALSE, and
 * reported, if the program's own imports make no sense.
 */
bool ChainFollow(Chain *chain, const ChainQuestion *question, ProgramFile *program, Report *report);
void ChainFree(Chain *chain);

/* A forwarder that leads through more DLLs than that is taken for a loop. */
enum { CHAIN_FORWARDER_MAX = 8, CHAIN_NAME_CAPACITY = 256 };

/* The loader adds .dll to a name without an extension. FALSE for what is no name of a DLL. */
bool ChainNameOf(PeSlice library, WCHAR name[CHAIN_NAME_CAPACITY]);
/* Is it the name of a set of functions, which Windows maps to DLLs of its own? */
bool ChainIsApiSet(const WCHAR *dll);
/* The path of the DLL that the program gets, for free(); NULL if there is none. FALSE when memory
 * runs out. */
bool ChainFind(const ChainQuestion *question, const WCHAR *dll, WCHAR **path);

/* "agent.exe -> helper.dll": how the module is reached. */
void ChainTell(const Chain *chain, size_t module, Text *text);

#endif
