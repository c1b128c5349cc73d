/* SPDX-License-Identifier: MIT */
/*
 * The chain: a program, the DLLs that Windows loads with it, and what they import from NAP's DLLs.
 * Windows' own DLLs are recognised by their folder and left out.
 */
#ifndef TOOLS_DOCTOR_CHAIN_H
#define TOOLS_DOCTOR_CHAIN_H

#include "file.h"
#include "probe.h"

/* A NAP DLL that Windows no longer has, and that qutil.dll does not replace. */
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
    WCHAR *path; /* a true path; only the name if it is missing */
    ModuleState state;
    size_t importer;     /* index of the module that it is loaded for */
    bool isLate;         /* loaded while the program runs: delay-loaded, or by name */
    bool isNap;          /* qutil.dll, naphost.dll or another NAP DLL */
    ProgramFile program; /* open if the state is MODULE_FOLLOWED */
} Module;

/*
 * An import from a NAP DLL. import.isDelayed is true if any DLL on the way to it is delay-loaded.
 */
typedef struct NapUse {
    PeImport import;
    size_t module; /* index of the importing module */
} NapUse;

typedef struct Chain {
    Module *modules; /* the program is the first */
    size_t count;
    size_t capacity;
    NapUse *functions; /* of qutil.dll */
    size_t functionCount;
    size_t functionCapacity;
    bool isImported; /* qutil.dll is imported at the start */
    bool isDelayed;
    size_t user;                /* index of the first module that does so */
    NapUse naps[NAP_DLL_COUNT]; /* library.size is 0 if nothing imports it */
    bool ranOutOfMemory;
} Chain;

typedef struct ChainQuestion {
    const System *system;
    const WCHAR *path; /* of the program */
    const WCHAR *folder;
    uint16_t machine;      /* that it runs on here */
    const Probe *manifest; /* the findings about its manifest */
} ChainQuestion;

/*
 * Takes ownership of the open program. Reports why other modules can't be loaded. FALSE, with a
 * report, if the program's own import table is damaged.
 */
bool ChainFollow(Chain *chain, const ChainQuestion *question, ProgramFile *program, Report *report);
void ChainFree(Chain *chain);

/* A forwarder over more DLLs than CHAIN_FORWARDER_MAX is treated as a loop. */
enum { CHAIN_FORWARDER_MAX = 8, CHAIN_NAME_CAPACITY = 256 };

/*
 * The name of a library, with .dll added if it has no extension, as the loader does. FALSE if it is
 * no name of a DLL.
 */
bool ChainNameOf(PeSlice library, WCHAR name[CHAIN_NAME_CAPACITY]);
/* TRUE if it is the name of an API set, which Windows maps to its own DLLs. */
bool ChainIsApiSet(const WCHAR *dll);
/*
 * The path of the DLL that the program gets; the caller frees it. NULL if there is none. FALSE when
 * memory runs out.
 */
bool ChainFind(const ChainQuestion *question, const WCHAR *dll, WCHAR **path);

/* "agent.exe -> helper.dll": how the module is reached. */
void ChainTell(const Chain *chain, size_t module, Text *text);

#endif
