/* SPDX-License-Identifier: MIT */
/* See manifest.h. */
#include "manifest.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "file.h"
#include "probe.h"

/* The most manifests that are examined: the program's and those of its assemblies. */
enum { MANIFEST_MAX = 16 };

typedef struct Source {
    WCHAR *path; /* of the manifest, or of the file that it is in */
    Manifest manifest;
    const Identity *asked; /* the dependency that led here; NULL for the program's own */
} Source;

typedef struct Examination {
    const System *system;
    const WCHAR *folder; /* of the program */
    uint16_t machine;
    Source sources[MANIFEST_MAX];
    size_t count;
} Examination;

static const WCHAR *architectureOf(uint16_t machine)
{
    return machine == PE_MACHINE_X86 ? L"x86" : L"amd64";
}

static bool same(const WCHAR *a, const WCHAR *b)
{
    return CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, a, -1, b, -1) == CSTR_EQUAL;
}

static bool fitsMachine(const Identity *identity, uint16_t machine)
{
    const WCHAR *architecture = identity->values[IDENTITY_ARCHITECTURE];

    return !architecture || same(architecture, L"*") || same(architecture, L"msil") ||
           same(architecture, L"neutral") || same(architecture, architectureOf(machine));
}

/* Four numbers of 16 bits. */
static bool isVersion(const WCHAR *text)
{
    unsigned count = 0;
    bool isGood = true;

    while (isGood) {
        WCHAR *end;

        isGood = iswdigit(*text) && wcstoul(text, &end, 10) <= 0xFFFF && ++count <= 4;
        if (!isGood || *end == L'\0') {
            break;
        }
        isGood = *end == L'.';
        text = end + 1;
    }
    return isGood && count == 4;
}

static bool isArchitecture(const WCHAR *text)
{
    static const WCHAR *const all[] = {L"x86",   L"amd64", L"ia64",    L"arm",
                                       L"arm64", L"msil",  L"neutral", L"*"};
    size_t i = 0;

    while (i < ARRAYSIZE(all) && !same(text, all[i])) {
        i++;
    }
    return i < ARRAYSIZE(all);
}

static bool isSource(const Examination *examination, const WCHAR *path)
{
    for (size_t i = 0; i < examination->count; i++) {
        if (PathSame(examination->sources[i].path, path)) {
            return true;
        }
    }
    return false;
}

/* Reads the manifest resource of a program or DLL. */
static bool readInside(const Examination *examination, const WCHAR *path, Manifest *manifest)
{
    ProgramFile program;
    PeSlice text = {NULL, 0};
    Report quiet;

    ReportInit(&quiet);
    if (ProgramFileOpen(&program, examination->system, path, &quiet)) {
        if (PeFindResource(&program.image, PE_RESOURCE_MANIFEST, &text) == PE_OK &&
            text.size != 0) {
            ManifestRead(manifest, text.bytes, text.size);
        }
        ProgramFileClose(&program);
    }
    ReportFree(&quiet);
    return text.size != 0;
}

static bool readFile(const Examination *examination, const WCHAR *path, Manifest *manifest)
{
    const char *why;
    MappedFile file;

    if (!FileOpen(&file, examination->system, path, &why)) {
        return false;
    }
    ManifestRead(manifest, file.bytes, file.size);
    MappedFileClose(&file);
    return true;
}

/* Takes ownership of path. FALSE if there is no such file, or no manifest in it. */
static bool addSource(Examination *examination, WCHAR *path, bool isInside, const Identity *asked)
{
    Source *source = &examination->sources[examination->count];
    bool isThere;

    if (!path || examination->count == MANIFEST_MAX || isSource(examination, path)) {
        free(path);
        return path != NULL;
    }
    isThere = isInside ? readInside(examination, path, &source->manifest)
                       : readFile(examination, path, &source->manifest);
    if (!isThere) {
        free(path);
        return false;
    }
    source->path = path;
    source->asked = asked;
    examination->count++;
    return true;
}

static void appendEscaped(Text *text, const WCHAR *value)
{
    Text utf8;

    TextInit(&utf8);
    TextFromUtf16Le(&utf8, (const BYTE *)value, wcslen(value) * sizeof(*value));
    for (const char *next = TextChars(&utf8); *next != '\0'; next++) {
        if (strchr("<&\"", *next) != NULL) {
            TextFormat(text, "&#%u;", (unsigned)*next);
        } else {
            TextFormat(text, "%c", *next);
        }
    }
    TextFree(&utf8);
}

static void writeManifest(Text *text, const Identity *dependency)
{
    TextAppend(text, "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
                     "<dependency><dependentAssembly><assemblyIdentity type=\"win32\"");
    for (size_t i = 0; i < IDENTITY_SIZE; i++) {
        if (dependency->values[i]) {
            ReportFormat(text, " %w=\"", IdentityAttributes[i]);
            appendEscaped(text, dependency->values[i]);
            TextAppend(text, "\"");
        }
    }
    TextAppend(text, "/></dependentAssembly></dependency></assembly>");
}

static bool writeFile(const WCHAR *path, const Text *text)
{
    DWORD written = 0;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    bool ok;

    if (file == INVALID_HANDLE_VALUE) {
        return false;
    }
    ok = WriteFile(file, TextChars(text), (DWORD)text->length, &written, NULL) &&
         written == text->length;
    CloseHandle(file);
    return ok;
}

/* Asks Windows with a manifest that depends only on this assembly. */
static bool isFoundBySystem(const Examination *examination, const Identity *dependency)
{
    ACTCTXW request = {.cbSize = sizeof(request), .lpAssemblyDirectory = examination->folder};
    WCHAR folder[MAX_PATH];
    WCHAR path[MAX_PATH];
    HANDLE context = INVALID_HANDLE_VALUE;
    Text text;

    if (GetTempPathW(MAX_PATH, folder) == 0 || GetTempFileNameW(folder, L"qud", 0, path) == 0) {
        return false;
    }
    TextInit(&text);
    writeManifest(&text, dependency);
    if (writeFile(path, &text)) {
        request.lpSource = path;
        request.dwFlags =
            ACTCTX_FLAG_PROCESSOR_ARCHITECTURE_VALID | ACTCTX_FLAG_ASSEMBLY_DIRECTORY_VALID;
        request.wProcessorArchitecture = examination->machine == PE_MACHINE_X86
                                             ? PROCESSOR_ARCHITECTURE_INTEL
                                             : PROCESSOR_ARCHITECTURE_AMD64;
        context = CreateActCtxW(&request);
    }
    if (context != INVALID_HANDLE_VALUE) {
        ReleaseActCtx(context);
    }
    DeleteFileW(path);
    TextFree(&text);
    return context != INVALID_HANDLE_VALUE;
}

static const WCHAR *shown(const WCHAR *value)
{
    return value ? value : L"(none)";
}

static void adviseToInstall(const Examination *examination, const WCHAR *name)
{
    const char *folder = SystemFolderOfMachine(examination->machine);
    const ClassGroup *group = same(name, HostClasses.assembly) ? &HostClasses : &QutilClasses;

    if (same(name, group->assembly)) {
        ProbeTell("@advice 0 Put %w.manifest and %w of the folder %s of the qutil archive into the "
                  "program's folder: %w",
                  group->assembly, group->dll, folder, examination->folder);
    } else if (_wcsnicmp(name, L"Microsoft.VC80.", 15) == 0) {
        ProbeTell("@advice 0 Install Microsoft's Visual C++ 2005 Redistributable (%s): %w belongs "
                  "to it.",
                  folder, name);
    } else if (_wcsnicmp(name, L"Microsoft.VC90.", 15) == 0) {
        ProbeTell("@advice 0 Install Microsoft's Visual C++ 2008 Redistributable (%s): %w belongs "
                  "to it.",
                  folder, name);
    } else {
        ProbeTell("@advice 0 Install what the assembly %w belongs to, or the program anew: ask its "
                  "maker.",
                  name);
    }
}

static void tellMissing(const Examination *examination, const Source *source,
                        const Identity *dependency)
{
    const WCHAR *name = dependency->values[IDENTITY_NAME];

    ProbeTell("@problem 0 %w needs the assembly %w, version %w, for %w, and Windows doesn't find "
              "it: it is not installed, nor is its manifest beside the program.",
              source->path, name, shown(dependency->values[IDENTITY_VERSION]),
              shown(dependency->values[IDENTITY_ARCHITECTURE]));
    if (!fitsMachine(dependency, examination->machine)) {
        ProbeTell("@problem 0 That is the wrong architecture for a %s program: the manifest is "
                  "perhaps that of another edition.",
                  SystemMachineName(examination->machine));
    }
    adviseToInstall(examination, name);
}

static void tellForeignDll(const WCHAR *path, const WCHAR *name)
{
    ProbeTell("@problem 0 The assembly %w is looked for in %w, which has no manifest, and Windows "
              "looks no further.",
              name, path);
    ProbeTell("@advice 0 Move or rename %w, or have its maker put the manifest into it.", path);
}

/* The path NAME or NAME\NAME in the program's folder, without extension. */
static WCHAR *privateBase(const Examination *examination, const WCHAR *name, bool isInOwnFolder)
{
    WCHAR *path = PathJoin(examination->folder, name);
    WCHAR *inner = path && isInOwnFolder ? PathJoin(path, name) : NULL;

    if (isInOwnFolder) {
        free(path);
    }
    return isInOwnFolder ? inner : path;
}

/* TRUE if any file of that name exists. */
static bool addPrivate(Examination *examination, const Identity *dependency)
{
    const WCHAR *name = dependency->values[IDENTITY_NAME];
    bool isThere = false;

    for (int i = 0; i < 2 && !isThere; i++) {
        WCHAR *base = privateBase(examination, name, i != 0);
        WCHAR *dll = base ? PathAppend(base, L".dll") : NULL;

        if (dll && SystemIsFile(examination->system, dll)) {
            isThere = true;
            if (!addSource(examination, PathCopy(dll), true, dependency)) {
                tellForeignDll(dll, name);
            }
        } else if (base) {
            isThere = addSource(examination, PathAppend(base, L".manifest"), false, dependency);
        }
        free(dll);
        free(base);
    }
    return isThere;
}

/* Whether Windows can make sense of them; if not, there is no use in looking for the assembly. */
static bool examineValues(const Examination *examination, const Source *source,
                          const Identity *identity)
{
    const WCHAR *version = identity->values[IDENTITY_VERSION];
    const WCHAR *architecture = identity->values[IDENTITY_ARCHITECTURE];

    if (version && !isVersion(version)) {
        ProbeTell("@problem 0 %w has the version %w, which has to be four numbers up to 65535, as "
                  "in 1.0.0.0.",
                  source->path, version);
        ProbeTell("@advice 0 Correct the version %w in %w", version, source->path);
        return false;
    }
    if (architecture && !isArchitecture(architecture)) {
        ProbeTell("@problem 0 %w has the processorArchitecture %w, which is none that Windows "
                  "knows.",
                  source->path, architecture);
        ProbeTell("@advice 0 Correct the processorArchitecture %w in %w; that of a %s program is "
                  "%w.",
                  architecture, source->path, SystemMachineName(examination->machine),
                  architectureOf(examination->machine));
        return false;
    }
    return true;
}

/*
 * Wine finds more assemblies than Windows. So under Wine, those beside the program are examined,
 * too.
 */
static void examineDependency(Examination *examination, const Source *source,
                              const Identity *dependency)
{
    bool isFound;

    if (!dependency->values[IDENTITY_NAME]) {
        ProbeTell("@problem 0 %w depends on an assembly without a name.", source->path);
        ProbeTell("@advice 0 Correct the assemblyIdentity in %w: it has to have a name and a "
                  "version.",
                  source->path);
        return;
    }
    if (!examineValues(examination, source, dependency)) {
        return;
    }
    isFound = isFoundBySystem(examination, dependency);
    if ((!isFound || examination->system->isWine) && !addPrivate(examination, dependency) &&
        !isFound) {
        tellMissing(examination, source, dependency);
    }
}

/* An attribute that isn't requested, or is requested as *, matches. */
static void compareIdentity(const Source *source)
{
    for (size_t i = 0; i < IDENTITY_SIZE; i++) {
        const WCHAR *asked = source->asked->values[i];
        const WCHAR *there = source->manifest.own.values[i];

        if (asked && !same(asked, L"*") && (!there || !same(asked, there))) {
            ProbeTell("@problem 0 %w is another assembly than is asked for: its %w is %w, not %w.",
                      source->path, IdentityAttributes[i], shown(there), asked);
            ProbeTell("@advice 0 Put the assembly that is asked for in the place of %w",
                      source->path);
        }
    }
}

static void examineIdentity(const Examination *examination, const Source *source)
{
    const Identity *own = &source->manifest.own;

    if (source->asked && !own->values[IDENTITY_NAME]) {
        ProbeTell("@problem 0 %w has no identity, so it isn't the assembly %w that is asked for.",
                  source->path, source->asked->values[IDENTITY_NAME]);
        ProbeTell("@advice 0 Correct %w: it has to have an assemblyIdentity with a name and a "
                  "version.",
                  source->path);
    } else if (!examineValues(examination, source, own)) {
        return;
    } else if (source->asked) {
        compareIdentity(source);
    } else if (!fitsMachine(own, examination->machine)) {
        ProbeTell("@problem 0 %w is for %w, the wrong architecture for a %s program.", source->path,
                  own->values[IDENTITY_ARCHITECTURE], SystemMachineName(examination->machine));
        ProbeTell("@advice 0 Use the manifest of the program's own edition.");
    }
}

/* FALSE if the XML can't be examined further. */
static bool examineXml(const WCHAR *path, const Manifest *manifest)
{
    if (!manifest->isRead) {
        return false;
    }
    if (FAILED(manifest->fault)) {
        ProbeTell("@problem 0 The XML in %w breaks in line %u, column %u: %s (%x).", path,
                  manifest->line, manifest->column, ManifestFaultText(manifest->fault),
                  (unsigned)manifest->fault);
        ProbeTell("@advice 0 Correct the XML in %w, or get it anew.", path);
        return false;
    }
    return true;
}

static void examineSource(Examination *examination, const Source *source)
{
    if (!examineXml(source->path, &source->manifest)) {
        return;
    }
    if (!source->manifest.isAssembly) {
        ProbeTell("@problem 0 The XML in %w is no manifest: the root element has to be assembly, "
                  "with manifestVersion 1.0, in the namespace urn:schemas-microsoft-com:asm.v1.",
                  source->path);
        ProbeTell("@advice 0 Correct %w, or get it anew.", source->path);
        return;
    }
    examineIdentity(examination, source);
    for (size_t i = 0; i < source->manifest.dependencyCount; i++) {
        examineDependency(examination, source, &source->manifest.dependencies[i]);
    }
}

/* Examines the program's .config file, which Windows reads together with the manifest. */
static void examineSettings(const Examination *examination, const WCHAR *program)
{
    WCHAR *path = PathAppend(program, L".config");
    Manifest settings;

    if (path && readFile(examination, path, &settings)) {
        examineXml(path, &settings);
        ManifestFree(&settings);
    }
    free(path);
}

void ManifestExamine(const System *system, const WCHAR *program, uint16_t machine)
{
    WCHAR *folder = PathFolder(program);
    Examination *examination = calloc(1, sizeof(*examination));

    if (examination && folder) {
        examination->system = system;
        examination->folder = folder;
        examination->machine = machine;
        if (!addSource(examination, PathCopy(program), true, NULL)) {
            addSource(examination, PathAppend(program, L".manifest"), false, NULL);
        }
        for (size_t i = 0; i < examination->count; i++) {
            examineSource(examination, &examination->sources[i]);
        }
        examineSettings(examination, program);
        for (size_t i = 0; i < examination->count; i++) {
            ManifestFree(&examination->sources[i].manifest);
            free(examination->sources[i].path);
        }
    }
    free(examination);
    free(folder);
}
