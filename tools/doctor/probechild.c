/* SPDX-License-Identifier: MIT */
/*
 * See probe.h. The child writes one line for each finding as soon as it has it, so that the parent
 * knows how far it came.
 */
#include "probe.h"

#include <stdlib.h>
#include <wchar.h>

#include "report.h"
#include "textoutput.h"

static void tell(const char *format, unsigned number, const WCHAR *path, unsigned code)
{
    Text line;

    TextInit(&line);
    ReportFormat(&line, format, number, path, code);
    TextAppend(&line, "\n");
    TextOutput(&line, STD_OUTPUT_HANDLE);
    TextFree(&line);
}

static bool isMissing(DWORD error)
{
    return error == ERROR_RESOURCE_TYPE_NOT_FOUND || error == ERROR_RESOURCE_NAME_NOT_FOUND ||
           error == ERROR_RESOURCE_DATA_NOT_FOUND || error == ERROR_RESOURCE_LANG_NOT_FOUND ||
           error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

/* Assemblies are looked for in the program's folder, not in that of this process. */
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

/* Inside the file (1 for a program, 2 for a DLL) or beside it. */
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

/* One answer of QueryActCtxW, for free(). */
static void *query(HANDLE context, void *index, ULONG kind)
{
    SIZE_T size = 0;
    void *answer;

    QueryActCtxW(0, context, index, kind, NULL, 0, &size);
    answer = size != 0 ? malloc(size) : NULL;
    if (answer != NULL && !QueryActCtxW(0, context, index, kind, answer, size, &size)) {
        free(answer);
        answer = NULL;
    }
    return answer;
}

/*
 * An assembly that has a file qutil.dll makes the loader take it from the assembly's folder, which
 * is its manifest's. For free; NULL if there is none.
 */
static WCHAR *findRedirection(HANDLE context)
{
    ACTCTX_SECTION_KEYED_DATA data = {.cbSize = sizeof(data)};
    ACTIVATION_CONTEXT_ASSEMBLY_DETAILED_INFORMATION *information = NULL;
    WCHAR *folder = NULL;
    WCHAR *path = NULL;

    if (FindActCtxSectionStringW(0, NULL, ACTIVATION_CONTEXT_SECTION_DLL_REDIRECTION, L"qutil.dll",
                                 &data)) {
        information = query(context, &data.ulAssemblyRosterIndex,
                            AssemblyDetailedInformationInActivationContext);
    }
    if (information != NULL && information->lpAssemblyManifestPath != NULL) {
        folder = PathFolder(information->lpAssemblyManifestPath);
        path = folder != NULL ? PathJoin(folder, L"qutil.dll") : NULL;
    }
    free(folder);
    free(information);
    return path;
}

static void tellContext(HANDLE context)
{
    WCHAR *path = findRedirection(context);
    HMODULE module = NULL;

    if (path != NULL) {
        tell("@redirect %u %w", 0, path, 0);
        /* Wine may not look where the manifest is; Windows finds this one in any case. */
        module = LoadLibraryW(path);
        free(path);
    }
    (void)module; /* stays to the end of this process */
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        ACTCTX_SECTION_KEYED_DATA data = {.cbSize = sizeof(data)};

        if (FindActCtxSectionGuid(0, NULL, ACTIVATION_CONTEXT_SECTION_COM_SERVER_REDIRECTION,
                                  ClassIds[i].clsid, &data)) {
            tell("@context %u", i, NULL, 0);
        }
    }
}

static void activate(HANDLE context, DWORD error)
{
    ULONG_PTR cookie;

    if (context == INVALID_HANDLE_VALUE && isMissing(error)) {
        return;
    }
    if (context != INVALID_HANDLE_VALUE) {
        error = ActivateActCtx(context, &cookie) ? ERROR_SUCCESS : GetLastError();
    }
    tell("@manifest %u", error, NULL, 0);
    if (error == ERROR_SUCCESS) {
        tellContext(context);
    }
}

static void enterContext(const System *system, uint16_t machine, const WCHAR *program)
{
    WCHAR *access = SystemAccessPath(system, program);
    WCHAR *folder = access != NULL ? PathFolder(access) : NULL;
    WCHAR *beside = access != NULL ? PathAppend(access, L".manifest") : NULL;

    if (folder != NULL && beside != NULL) {
        HANDLE context = createProgramContext(access, folder, beside, machine);

        activate(context, GetLastError());
    }
    free(beside);
    free(folder);
    free(access);
}

/* The DLL that the object's methods are in. */
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
        tell("@module %u %w", number, path, 0);
    }
}

static void tryClass(unsigned number)
{
    IUnknown *object = NULL;
    HRESULT hr;

    tell("@create %u", number, NULL, 0);
    hr = CoCreateInstance(ClassIds[number].clsid, NULL, CLSCTX_INPROC_SERVER, ClassIds[number].iid,
                          (void **)&object);
    tell("@result %u %w%x", number, L"", (unsigned)hr);
    if (SUCCEEDED(hr) && object != NULL) {
        tellModule(number, object);
        object->lpVtbl->Release(object);
    }
}

int ProbeChild(const System *system, const WCHAR *machine, const WCHAR *program)
{
    const uint16_t asked = (uint16_t)wcstoul(machine, NULL, 10);

    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    tell("@machine %u", SystemOwnMachine, NULL, 0);
    if (program[0] != L'\0') {
        enterContext(system, asked, program);
    }
    if (asked == SystemOwnMachine) {
        CoInitializeEx(NULL, COINIT_MULTITHREADED);
        for (unsigned i = 0; i < CLASS_COUNT; i++) {
            tryClass(i);
        }
        CoUninitialize();
    }
    tell("@done %u", 0, NULL, 0);
    return 0;
}
