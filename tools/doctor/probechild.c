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

static HANDLE createContext(const WCHAR *source, WORD resource, uint16_t machine)
{
    ACTCTXW request = {.cbSize = sizeof(request), .lpSource = source};

    request.dwFlags = ACTCTX_FLAG_PROCESSOR_ARCHITECTURE_VALID;
    request.wProcessorArchitecture =
        machine == PE_MACHINE_X86 ? PROCESSOR_ARCHITECTURE_INTEL : PROCESSOR_ARCHITECTURE_AMD64;
    if (resource != 0) {
        request.dwFlags |= ACTCTX_FLAG_RESOURCE_NAME_VALID;
        request.lpResourceName = MAKEINTRESOURCEW(resource);
    }
    return CreateActCtxW(&request);
}

/* Inside the file (1 for a program, 2 for a DLL) or beside it. */
static HANDLE createProgramContext(const WCHAR *program, uint16_t machine)
{
    const size_t length = wcslen(program) + sizeof(".manifest");
    WCHAR *beside = malloc(length * sizeof(*beside));
    HANDLE context = INVALID_HANDLE_VALUE;

    for (WORD resource = 1; context == INVALID_HANDLE_VALUE && resource <= 2; resource++) {
        context = createContext(program, resource, machine);
        if (context == INVALID_HANDLE_VALUE && !isMissing(GetLastError())) {
            goto done;
        }
    }
    if (context == INVALID_HANDLE_VALUE && beside != NULL) {
        wcscpy(beside, program);
        wcscat(beside, L".manifest");
        context = createContext(beside, 0, machine);
    }
done:
    free(beside);
    return context;
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

static bool isQutil(HANDLE context, ULONG assembly, ULONG file)
{
    ACTIVATION_CONTEXT_QUERY_INDEX index = {assembly, file};
    ASSEMBLY_FILE_DETAILED_INFORMATION *information =
        query(context, &index, FileInformationInAssemblyOfAssemblyInActivationContext);
    bool isIt = information != NULL && information->lpFileName != NULL &&
                PathSame(information->lpFileName, L"qutil.dll");

    free(information);
    return isIt;
}

/* The loader takes the files of an assembly from its folder, which is its manifest's. */
static void tellRedirection(HANDLE context, ULONG assembly)
{
    ACTIVATION_CONTEXT_ASSEMBLY_DETAILED_INFORMATION *information =
        query(context, &assembly, AssemblyDetailedInformationInActivationContext);
    WCHAR *folder = NULL;
    WCHAR *path = NULL;

    for (ULONG file = 0; information != NULL && file < information->ulFileCount; file++) {
        if (isQutil(context, assembly, file) && information->lpAssemblyManifestPath != NULL) {
            folder = PathFolder(information->lpAssemblyManifestPath);
            path = folder != NULL ? PathJoin(folder, L"qutil.dll") : NULL;
            if (path != NULL) {
                tell("@redirect %u %w", 0, path, 0);
            }
            break;
        }
    }
    free(path);
    free(folder);
    free(information);
}

static void tellContext(HANDLE context)
{
    ACTIVATION_CONTEXT_DETAILED_INFORMATION *information =
        query(context, NULL, ActivationContextDetailedInformation);
    const ULONG count = information != NULL ? information->ulAssemblyCount : 0;

    for (ULONG assembly = 1; assembly <= count; assembly++) {
        tellRedirection(context, assembly);
    }
    free(information);
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        ACTCTX_SECTION_KEYED_DATA data = {.cbSize = sizeof(data)};

        if (FindActCtxSectionGuid(0, NULL, ACTIVATION_CONTEXT_SECTION_COM_SERVER_REDIRECTION,
                                  ClassIds[i].clsid, &data)) {
            tell("@context %u", i, NULL, 0);
        }
    }
}

static void enterContext(const System *system, uint16_t machine, const WCHAR *program)
{
    WCHAR *access = SystemAccessPath(system, program);
    HANDLE context = access != NULL ? createProgramContext(access, machine) : INVALID_HANDLE_VALUE;
    DWORD error = context != INVALID_HANDLE_VALUE ? ERROR_SUCCESS : GetLastError();
    ULONG_PTR cookie;

    free(access);
    if (context == INVALID_HANDLE_VALUE && isMissing(error)) {
        return;
    }
    if (context != INVALID_HANDLE_VALUE && !ActivateActCtx(context, &cookie)) {
        error = GetLastError();
    }
    tell("@manifest %u", error, NULL, 0);
    if (error == ERROR_SUCCESS) {
        tellContext(context);
    }
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
