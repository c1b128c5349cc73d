/* SPDX-License-Identifier: MIT */
/*
 * See probe.h: the child's side. It writes a line for each finding at once, so that the parent
 * knows how far it got.
 */
#include "probe.h"

#include <stdarg.h>
#include <stdlib.h>
#include <wchar.h>

#include "manifest.h"
#include "report.h"
#include "textoutput.h"

void ProbeTell(const char *format, ...)
{
    va_list arguments;
    Text line;

    TextInit(&line);
    va_start(arguments, format);
    ReportFormatList(&line, format, arguments);
    va_end(arguments);
    TextAppend(&line, "\n");
    TextOutput(&line, STD_OUTPUT_HANDLE);
    TextFree(&line);
}

/* The most files and assemblies that are reported. */
#define FILE_MAX 256u

static bool isMissing(DWORD error)
{
    return error == ERROR_RESOURCE_TYPE_NOT_FOUND || error == ERROR_RESOURCE_NAME_NOT_FOUND ||
           error == ERROR_RESOURCE_DATA_NOT_FOUND || error == ERROR_RESOURCE_LANG_NOT_FOUND ||
           error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

/* Windows then looks for assemblies in the program's folder, not in that of this process. */
static HANDLE createContext(const WCHAR *source, const WCHAR *folder, WORD resource,
                            uint16_t machine)
{
    ACTCTXW request = {
        .cbSize = sizeof(request), .lpSource = source, .lpAssemblyDirectory = folder};

    request.dwFlags =
        ACTCTX_FLAG_PROCESSOR_ARCHITECTURE_VALID | ACTCTX_FLAG_ASSEMBLY_DIRECTORY_VALID;
    request.wProcessorArchitecture =
        machine == PE_MACHINE_X86 ? PROCESSOR_ARCHITECTURE_INTEL : PROCESSOR_ARCHITECTURE_AMD64;
    if (resource != 0) {
        request.dwFlags |= ACTCTX_FLAG_RESOURCE_NAME_VALID;
        request.lpResourceName = MAKEINTRESOURCEW(resource);
    }
    return CreateActCtxW(&request);
}

/* The manifest is inside the file (resource 1 for a program, 2 for a DLL) or beside it. */
static HANDLE createProgramContext(const WCHAR *program, const WCHAR *folder, const WCHAR *beside,
                                   uint16_t machine)
{
    for (WORD resource = 1; resource <= 2; resource++) {
        HANDLE context = createContext(program, folder, resource, machine);

        if (context != INVALID_HANDLE_VALUE || !isMissing(GetLastError())) {
            return context;
        }
    }
    return createContext(beside, folder, 0, machine);
}

/* A result of QueryActCtxW; the caller frees it. */
static void *query(HANDLE context, void *index, ULONG kind)
{
    SIZE_T size = 0;
    void *answer;

    QueryActCtxW(0, context, index, kind, NULL, 0, &size);
    answer = size != 0 ? calloc(1, size) : NULL;
    if (answer && !QueryActCtxW(0, context, index, kind, answer, size, &size)) {
        free(answer);
        answer = NULL;
    }
    return answer;
}

/*
 * A file of a shared assembly is in a folder of WinSxS, that of a private assembly beside the
 * assembly's manifest. The caller frees the path.
 */
static WCHAR *pathOfFile(const System *system,
                         const ACTIVATION_CONTEXT_ASSEMBLY_DETAILED_INFORMATION *assembly,
                         const WCHAR *name)
{
    WCHAR *store = PathJoin(system->windows, L"WinSxS");
    WCHAR *shared = store && assembly->lpAssemblyDirectoryName
                        ? PathJoin(store, assembly->lpAssemblyDirectoryName)
                        : NULL;
    WCHAR *folder = PathFolder(assembly->lpAssemblyManifestPath);
    WCHAR *path = shared ? PathJoin(shared, name) : NULL;

    if (!path || !SystemIsFile(system, path)) {
        free(path);
        path = folder ? PathJoin(folder, name) : NULL;
    }
    free(folder);
    free(shared);
    free(store);
    return path;
}

static void tellFile(const System *system,
                     const ACTIVATION_CONTEXT_ASSEMBLY_DETAILED_INFORMATION *assembly,
                     const WCHAR *name, ProbeTask task)
{
    WCHAR *path = pathOfFile(system, assembly, name);

    if (path) {
        ProbeTell("@redirect 0 %w", path);
        if (task == PROBE_CLASSES &&
            (PathSame(name, QutilClasses.dll) || PathSame(name, HostClasses.dll))) {
            /*
             * Wine may not look beside the manifest, so the DLL is loaded by its path; Windows
             * would find it anyway. It stays loaded until this process ends.
             */
            LoadLibraryW(path); /* cppcheck-suppress leakReturnValNotUsed; see above */
        }
    }
    free(path);
}

/* Reports file `number` of assembly `index`. FALSE after the last file. */
static bool tellFileAt(const System *system, HANDLE context, ULONG index, ULONG number,
                       const ACTIVATION_CONTEXT_ASSEMBLY_DETAILED_INFORMATION *assembly,
                       ProbeTask task)
{
    /* This query counts assemblies from 0. */
    ACTIVATION_CONTEXT_QUERY_INDEX at = {index - 1, number};
    ASSEMBLY_FILE_DETAILED_INFORMATION *file =
        query(context, &at, FileInformationInAssemblyOfAssemblyInActivationContext);
    const bool isThere = file && file->lpFileName;

    if (isThere) {
        tellFile(system, assembly, file->lpFileName, task);
    }
    free(file);
    return isThere;
}

/* Tries one file after the other, because Wine 8 doesn't give their number. */
static void tellAssembly(const System *system, HANDLE context, ULONG index, ProbeTask task)
{
    ACTIVATION_CONTEXT_ASSEMBLY_DETAILED_INFORMATION *assembly =
        query(context, &index, AssemblyDetailedInformationInActivationContext);
    if (assembly && assembly->lpAssemblyManifestPath) {
        ULONG i = 0;

        while (i < FILE_MAX && tellFileAt(system, context, index, i, assembly, task)) {
            i++;
        }
    }
    free(assembly);
}

/* Reports which DLLs and classes the manifest provides. Assemblies are numbered from 1. */
static void tellContext(const System *system, HANDLE context, ProbeTask task)
{
    ACTIVATION_CONTEXT_DETAILED_INFORMATION *information =
        query(context, NULL, ActivationContextDetailedInformation);

    for (ULONG i = 1; information && i <= information->ulAssemblyCount && i <= FILE_MAX; i++) {
        tellAssembly(system, context, i, task);
    }
    free(information);
    for (unsigned i = 0; i < CLASS_COUNT_ALL; i++) {
        ACTCTX_SECTION_KEYED_DATA data = {.cbSize = sizeof(data)};

        if (FindActCtxSectionGuid(0, NULL, ACTIVATION_CONTEXT_SECTION_COM_SERVER_REDIRECTION,
                                  ClassIds[i].clsid, &data)) {
            ProbeTell("@context %u", i);
        }
    }
}

static void activate(const System *system, HANDLE context, ProbeTask task)
{
    ULONG_PTR cookie;
    const DWORD error = ActivateActCtx(context, &cookie) ? ERROR_SUCCESS : GetLastError();

    ProbeTell("@manifest %u", (unsigned)error);
    if (error == ERROR_SUCCESS) {
        tellContext(system, context, task);
    }
}

static void enterContext(const System *system, uint16_t machine, ProbeTask task,
                         const WCHAR *program)
{
    WCHAR *access = SystemAccessPath(system, program);
    WCHAR *folder = access ? PathFolder(access) : NULL;
    WCHAR *beside = access ? PathAppend(access, L".manifest") : NULL;

    if (folder && beside) {
        HANDLE context = createProgramContext(access, folder, beside, machine);
        const DWORD error = GetLastError();

        if (context != INVALID_HANDLE_VALUE) {
            activate(system, context, task);
        } else if (!isMissing(error)) {
            ProbeTell("@manifest %u", (unsigned)error);
        }
    }
    free(beside);
    free(folder);
    free(access);
}

/* Reports the DLL that contains the object's methods. */
static void tellModule(unsigned number, IUnknown *object)
{
    WCHAR path[MAX_PATH * 4];
    HMODULE module = NULL;
    DWORD length = 0;

    if (GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                               GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                           *(LPCWSTR const *)*(void *const *)object, &module)) {
        length = GetModuleFileNameW(module, path, ARRAYSIZE(path));
    }
    if (length != 0 && length < ARRAYSIZE(path)) {
        ProbeTell("@module %u %w", number, path);
    }
}

static void tryClass(unsigned number)
{
    IUnknown *object = NULL;
    HRESULT hr;

    ProbeTell("@create %u", number);
    hr = CoCreateInstance(ClassIds[number].clsid, NULL, CLSCTX_INPROC_SERVER, ClassIds[number].iid,
                          (void **)&object);
    ProbeTell("@result %u %x", number, (unsigned)hr);
    if (SUCCEEDED(hr) && object) {
        tellModule(number, object);
        object->lpVtbl->Release(object);
    }
}

int ProbeChild(const System *system, const WCHAR *machineText, const WCHAR *taskText,
               const WCHAR *program)
{
    const uint16_t machine = (uint16_t)wcstoul(machineText, NULL, 10);
    const ProbeTask task =
        wcstoul(taskText, NULL, 10) == PROBE_CLASSES ? PROBE_CLASSES : PROBE_MANIFEST;

    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    ProbeTell("@machine %u", SystemOwnMachine);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (program[0] != L'\0') {
        if (task == PROBE_MANIFEST) {
            ManifestExamine(system, program, machine);
        }
        enterContext(system, machine, task, program);
    }
    if (task == PROBE_CLASSES && machine == SystemOwnMachine) {
        for (unsigned i = 0; i < CLASS_GONE; i++) {
            tryClass(i);
        }
    }
    CoUninitialize();
    ProbeTell("@done %u", 0);
    return 0;
}
