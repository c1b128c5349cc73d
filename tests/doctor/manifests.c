/* SPDX-License-Identifier: MIT */
/* qutil-doctor on manifests that Windows refuses (error 14001): each cause has its own advice. */
#include "qutiltest.h"

#include "doctortest.h"
#include "iswine.h"

#include <stdio.h>
#include <string.h>

#define HEAD                                                                                       \
    "<?xml version=\"1.0\"?>\n"                                                                    \
    "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">\n"
#define NEEDS(identity)                                                                            \
    "<dependency><dependentAssembly>\n<assemblyIdentity type=\"win32\" " identity "/>\n"           \
    "</dependentAssembly></dependency>\n"
#define IS(identity) "<assemblyIdentity type=\"win32\" " identity "/>\n"
#define TAIL         "</assembly>\n"

#ifdef _WIN64
#define OWN_ARCHITECTURE   "amd64"
#define OTHER_ARCHITECTURE "x86"
#else
#define OWN_ARCHITECTURE   "x86"
#define OTHER_ARCHITECTURE "amd64"
#endif

static void writeText(const WCHAR *name, const char *text)
{
    ScratchWrite(name, text, strlen(text));
}

static void openProgram(const WCHAR *folder, const char *manifest)
{
    const PeSpec program = {
        .machine = OWN_MACHINE, .library = "kernel32.dll", .function = "ExitProcess"};

    ScratchOpen(folder);
    ScratchBuild(L"agent.exe", &program);
    writeText(L"agent.exe.manifest", manifest);
}

/* The exit code for what Windows refuses and Wine accepts. */
static DWORD codeForStrict(void)
{
    return IsWine() ? 0 : 1;
}

static void goodManifest(void **state)
{
    openProgram(L"good", HEAD IS("name=\"Agent\" version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 0);
    NeverSaid("manifest");
    openProgram(L"good", HEAD IS("name=\"Agent\" processorArchitecture=\"\"") TAIL);
    Judge(L"agent.exe", 0);
    NeverSaid("manifest");
    openProgram(L"good", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    writeText(L"private.manifest", HEAD IS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 0);
    NeverSaid("manifest");
}

typedef struct BrokenXml {
    const char *text;
    const char *said;
} BrokenXml;

static void malformedXml(void **state)
{
    static const BrokenXml all[] = {
        {HEAD "</assembl>", "agent.exe.manifest breaks in line 3, column "},
        {HEAD "</assembl>", "an end tag that doesn't belong to the last start tag (0xC00CEE3B)"},
        {HEAD "\n\n<dependency optional=no/>" TAIL, "breaks in line 5, column "},
        {HEAD "\n\n<dependency optional=no/>" TAIL, "has to be in quotation marks"},
        {HEAD "<file", "agent.exe.manifest breaks in line 3, column "},
        {HEAD, "the text ends before the last element does"},
    };

    for (size_t i = 0; i < ARRAYSIZE(all); i++) {
        openProgram(L"xml", all[i].text);
        Judge(L"agent.exe", 1);
        Said("The program's manifest can't be used (error 14001), so Windows doesn't start the "
             "program.");
        Said(all[i].said);
        Said("Correct the XML in ");
        Said("sxstrace trace");
        NeverSaid("qutil.sxs");
    }
}

static void otherXmlIsNoManifest(void **state)
{
    static const char *const all[] = {
        "hello", "<?xml version=\"1.0\"?><foo/>", "<?xml version=\"1.0\"?><assembly/>",
        "<?xml version=\"1.0\"?><assembly manifestVersion=\"1.0\"/>",
        "<?xml version=\"1.0\"?><assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\"/>"};

    for (size_t i = 0; i < ARRAYSIZE(all); i++) {
        openProgram(L"no manifest", all[i]);
        Judge(L"agent.exe", 1);
        Said("is no manifest: the root element has to be assembly");
    }
}

static void assemblyIsMissing(void **state)
{
    openProgram(L"mfc",
                HEAD NEEDS("name=\"Microsoft.Windows.Common-Controls\" version=\"6.0.0.0\" "
                           "processorArchitecture=\"*\" publicKeyToken=\"6595b64144ccf1df\" "
                           "language=\"*\"")
                    NEEDS("name=\"Microsoft.VC90.MFC\" version=\"9.0.21022.8\" "
                          "processorArchitecture=\"" OWN_ARCHITECTURE
                          "\" publicKeyToken=\"1fc8b3b9a1e18e3b\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("agent.exe.manifest needs the assembly Microsoft.VC90.MFC, version 9.0.21022.8, "
         "for " OWN_ARCHITECTURE ", and Windows doesn't find it");
    Said("Install Microsoft's Visual C++ 2008 Redistributable");
    NeverSaid("Common-Controls");
    openProgram(L"contoso", HEAD NEEDS("name=\"Contoso.Any\" version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("Install what the assembly Contoso.Any belongs to, or the program anew");
    openProgram(L"ours", HEAD NEEDS("name=\"qutil.sxs\" version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("Put qutil.sxs.manifest and qutil.dll of the folder ");
}

static void assemblyOfOtherArchitecture(void **state)
{
    openProgram(L"architecture", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\" "
                                            "processorArchitecture=\"" OWN_ARCHITECTURE "\"") TAIL);
    writeText(L"private.manifest",
              HEAD IS("name=\"private\" version=\"1.0.0.0\" "
                      "processorArchitecture=\"" OTHER_ARCHITECTURE "\"") TAIL);
    Judge(L"agent.exe", codeForStrict());
    Said("private.manifest is another assembly than is asked for: its processorArchitecture "
         "is " OTHER_ARCHITECTURE ", not " OWN_ARCHITECTURE ".");
    openProgram(L"architecture",
                HEAD NEEDS("name=\"Contoso.Any\" version=\"1.0.0.0\" "
                           "processorArchitecture=\"" OTHER_ARCHITECTURE "\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("That is the wrong architecture for a " OWN_NAME " program");
    openProgram(L"architecture", HEAD IS("name=\"Agent\" version=\"1.0.0.0\" "
                                         "processorArchitecture=\"" OTHER_ARCHITECTURE "\"") TAIL);
    Judge(L"agent.exe", codeForStrict());
    Said("agent.exe.manifest is for " OTHER_ARCHITECTURE ", the wrong architecture for a " OWN_NAME
         " program.");
}

static void assemblyOfOtherVersion(void **state)
{
    openProgram(L"version", HEAD NEEDS("name=\"private\" version=\"2.0.0.0\"") TAIL);
    writeText(L"private.manifest", HEAD IS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("private.manifest is another assembly than is asked for: its version is 1.0.0.0, not "
         "2.0.0.0.");
}

static void assemblyWithoutIdentity(void **state)
{
    openProgram(L"identity", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    writeText(L"private.manifest", HEAD TAIL);
    Judge(L"agent.exe", codeForStrict());
    Said("private.manifest has no identity, so it isn't the assembly private");
    /* Wine 8 crashes over that. */
    openProgram(L"identity", HEAD NEEDS("version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("agent.exe.manifest depends on an assembly without a name.");
}

static void malformedAssembly(void **state)
{
    openProgram(L"private xml", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    writeText(L"private.manifest", HEAD "<file></assembly>");
    Judge(L"agent.exe", 1);
    Said("private.manifest breaks in line 3, column ");
}

static void assemblyOfAssembly(void **state)
{
    openProgram(L"nested", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    writeText(L"private.manifest", HEAD IS("name=\"private\" version=\"1.0.0.0\"")
                                       NEEDS("name=\"inner\" version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("private.manifest needs the assembly inner, version 1.0.0.0");
    NeverSaid("needs the assembly private");
    /* Both need each other. */
    writeText(L"inner.manifest", HEAD IS("name=\"inner\" version=\"1.0.0.0\"")
                                     NEEDS("name=\"private\" version=\"1.0.0.0\"")
                                         NEEDS("name=\"innermost\" version=\"1.0.0.0\"") TAIL);
    Judge(L"agent.exe", 1);
    Said("inner.manifest needs the assembly innermost");
}

/* Windows looks for an assembly in a DLL with its name before it looks for a manifest file. */
static void dllHidesManifest(void **state)
{
    const PeSpec dll = {.machine = OWN_MACHINE, .isDll = true};

    openProgram(L"in the way", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    ScratchBuild(L"private.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("private.dll, which has no manifest, and Windows looks no further.");
}

static void malformedConfiguration(void **state)
{
    openProgram(L"settings", HEAD IS("name=\"Agent\" version=\"1.0.0.0\"") TAIL);
    writeText(L"agent.exe.config", "<configuration>\n<startup>\n</configuration>");
    Judge(L"agent.exe", codeForStrict());
    Said("agent.exe.config breaks in line 3, column ");
}

/* A manifest inside the program has precedence over one beside it. */
static void embeddedManifest(void **state)
{
    const PeSpec broken = {.machine = OWN_MACHINE, .manifest = HEAD "</assembl>"};
    const PeSpec lacking = {.machine = OWN_MACHINE,
                            .manifest = HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL};

    ScratchOpen(L"embedded");
    writeText(L"agent.exe.manifest", HEAD TAIL);
    ScratchBuild(L"agent.exe", &broken);
    Judge(L"agent.exe", 1);
    Said("agent.exe breaks in line 3, column ");
    ScratchBuild(L"agent.exe", &lacking);
    Judge(L"agent.exe", 1);
    Said("agent.exe needs the assembly private, version 1.0.0.0");
    ScratchBuild(L"private.dll", &broken);
    Judge(L"agent.exe", 1);
    Said("private.dll breaks in line 3, column ");
}

static void emptyManifest(void **state)
{
    openProgram(L"empty", "");
    Judge(L"agent.exe", 1);
    Said("The program's manifest can't be used");
    Said("the text ends before the last element does");
}

/* A DLL that the manifest provides is followed, too. */
static void helperByManifest(void **state)
{
    const PeSpec program = {.machine = OWN_MACHINE, .library = "helper.dll", .function = "Help"};
    const PeSpec helper = {
        .machine = OWN_MACHINE, .isDll = true, .library = "qutil.dll", .function = "FreeSoH"};

    ScratchOpen(L"by manifest\\private");
    ScratchOpen(L"by manifest");
    CreateDirectoryW(ScratchPath(L"private"), NULL);
    ScratchBuild(L"agent.exe", &program);
    writeText(L"agent.exe.manifest", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    writeText(L"private\\private.manifest",
              HEAD IS("name=\"private\" version=\"1.0.0.0\"") "<file name=\"helper.dll\"/>" TAIL);
    ScratchBuild(L"private\\helper.dll", &helper);
    Judge(L"agent.exe", 1);
    Said("agent.exe -> helper.dll imports 1 function from qutil.dll: FreeSoH");
    NeverSaid("is not found");
}

/* Windows then looks nowhere else. */
static void qutilByManifest(void **state)
{
    const PeSpec program = {.machine = OWN_MACHINE, .library = "qutil.dll", .function = "FreeSoH"};
    PeSpec dll = {.machine = OTHER_MACHINE, .isDll = true, .exported = "FreeSoH"};

    ScratchOpen(L"qutil by manifest\\private");
    ScratchOpen(L"qutil by manifest");
    CreateDirectoryW(ScratchPath(L"private"), NULL);
    ScratchBuild(L"agent.exe", &program);
    ScratchCopy(L"..\\qutil.dll", L"qutil.dll");
    writeText(L"agent.exe.manifest", HEAD NEEDS("name=\"private\" version=\"1.0.0.0\"") TAIL);
    writeText(L"private\\private.manifest",
              HEAD IS("name=\"private\" version=\"1.0.0.0\"") "<file name=\"qutil.dll\"/>" TAIL);
    DeleteFileW(ScratchPath(L"private\\qutil.dll"));
    Judge(L"agent.exe", 1);
    Said("There is no qutil.dll for it: Windows doesn't start the program.");
    Said("The place for it is where the manifest sends the program: ");
    Said("\\private");
    ScratchBuild(L"private\\qutil.dll", &dll);
    Judge(L"agent.exe", 1);
    Said("can't use a " OTHER_NAME " DLL");
    Said("The place for it is where the manifest sends the program: ");
    NeverSaid("the program's folder: ");
    dll.machine = OWN_MACHINE;
    ScratchBuild(L"private\\qutil.dll", &dll);
    Judge(L"agent.exe", 0);
}

/* Wine accepts some of them. */
static void valuesThatMakeNoSense(void **state)
{
    static const struct {
        const char *manifest;
        bool isAccepted;
        const char *said;
    } all[] = {
        {HEAD IS("name=\"Agent\" version=\"1.0\"") TAIL, true, "has the version 1.0, which"},
        {HEAD IS("name=\"Agent\" version=\"1.0.0.0.0\"") TAIL, false,
         "has the version 1.0.0.0.0, which has to be four numbers up to 65535"},
        {HEAD IS("name=\"Agent\" version=\"1.0.0.65536\"") TAIL, false,
         "Correct the version 1.0.0.65536 in "},
        {HEAD IS("name=\"Agent\" version=\"v1.0.0.0\"") TAIL, false, "has the version v1.0.0.0"},
        {HEAD IS("name=\"Agent\" version=\"1.0.0.\"") TAIL, true, "has the version 1.0.0., which"},
        {HEAD NEEDS("name=\"private\" version=\"1.0\"") TAIL, true, "has the version 1.0, which"},
        {HEAD IS("name=\"Agent\" version=\"1.0.0.0\" processorArchitecture=\"x64\"") TAIL, true,
         "has the processorArchitecture x64, which is none that Windows knows."},
        {HEAD NEEDS("name=\"gone\" version=\"1.0.0.0\" processorArchitecture=\"AnyCPU\"") TAIL,
         false, "program is " OWN_ARCHITECTURE "."},
    };

    for (size_t i = 0; i < ARRAYSIZE(all); i++) {
        print_message("%s\n", all[i].said);
        openProgram(L"values", all[i].manifest);
        writeText(L"private.manifest", HEAD IS("name=\"private\" version=\"1.0.0.0\"") TAIL);
        Judge(L"agent.exe", all[i].isAccepted ? codeForStrict() : 1);
        Said(all[i].said);
        NeverSaid("another assembly");
        NeverSaid("wrong architecture");
        NeverSaid("Install what");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goodManifest),
        cmocka_unit_test(malformedXml),
        cmocka_unit_test(otherXmlIsNoManifest),
        cmocka_unit_test(assemblyIsMissing),
        cmocka_unit_test(assemblyOfOtherArchitecture),
        cmocka_unit_test(assemblyOfOtherVersion),
        cmocka_unit_test(assemblyWithoutIdentity),
        cmocka_unit_test(malformedAssembly),
        cmocka_unit_test(assemblyOfAssembly),
        cmocka_unit_test(dllHidesManifest),
        cmocka_unit_test(malformedConfiguration),
        cmocka_unit_test(embeddedManifest),
        cmocka_unit_test(emptyManifest),
        cmocka_unit_test(helperByManifest),
        cmocka_unit_test(qutilByManifest),
        cmocka_unit_test(valuesThatMakeNoSense),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
