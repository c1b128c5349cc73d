/* SPDX-License-Identifier: MIT */
/* sohdump.exe as a user runs it: its standard streams, its command line, its exit codes. */
#include "qutiltest.h"

#include "qutilversion.h"
#include "runprogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define PROGRAM L"..\\sohdump.exe"

#define ENTRY       L"00020004000ad4000007000600000137 0100"
#define ENTRY_BYTES "\x00\x02\x00\x04\x00\x0a\xd4\x00\x00\x07\x00\x06\x00\x00\x01\x37\x01\x00"
#define ENTRY_SAYS  "request of 0x000AD400"

static void expect(const WCHAR *arguments, const void *input, size_t size, DWORD code,
                   const char *output, const char *error)
{
    Run run;

    RunProgram(&run, PROGRAM, arguments, input, size);
    if (run.exitCode != code || !strstr(run.output, output) || !strstr(run.error, error)) {
        fail_msg("%ls: code %u, printed\n%s%s", arguments, (unsigned)run.exitCode, run.output,
                 run.error);
    }
    /* Output and errors must not be mixed on one stream. */
    assert_true(code == 0 ? run.error[0] == '\0' : run.output[0] == '\0');
    RunFree(&run);
}

static void printed(const WCHAR *arguments, const char *output)
{
    expect(arguments, NULL, 0, 0, output, "");
}

static void refused(const WCHAR *arguments, DWORD code, const char *error)
{
    expect(arguments, NULL, 0, code, "", error);
}

static void readsArguments(void **state)
{
    printed(ENTRY, ENTRY_SAYS);
    printed(L"\"" ENTRY L"\"", ENTRY_SAYS);
    printed(L"00:02:00:04 0x00 0X0a 0xd400", "request of 0x000AD400");
    printed(L"-- " ENTRY, ENTRY_SAYS);
    refused(L"0002000", 1, "malformed text at character 7: expected one more hexadecimal digit");
    refused(L"0 002", 1, "malformed text at character 1");
    refused(L"0x", 1, "malformed text at character 2");
    refused(L"00020004000ad4", 1,
            "malformed at byte 4 (0x4): expected the value of a TLV, 4 bytes, "
            "but there are only 3");
}

static void readsStandardInput(void **state)
{
    static const char hex[] = " 0002 0004\r\n\t0x00:0a:d4:00\n";
    static const char utf8[] = "\xEF\xBB\xBF"
                               "00020004000ad400";
    static const WCHAR utf16[] = L"\xFEFF"
                                 L"00020004000ad400\r\n";

    expect(L"", hex, sizeof(hex) - 1, 0, ENTRY_SAYS, "");
    expect(L"-", hex, sizeof(hex) - 1, 0, ENTRY_SAYS, "");
    expect(L"", ENTRY_BYTES, sizeof(ENTRY_BYTES) - 1, 0, ENTRY_SAYS, "");
    expect(L"--json -", ENTRY_BYTES, sizeof(ENTRY_BYTES) - 1, 0, "\"id\": \"0x000AD400\"", "");
    expect(L"", utf8, sizeof(utf8) - 1, 0, ENTRY_SAYS, "");
    expect(L"", utf16, sizeof(utf16) - sizeof(WCHAR), 0, ENTRY_SAYS, "");
    expect(L"", NULL, 0, 1, "", "malformed at byte 0 (0x0)");
    expect(L"", "hello", 5, 1, "", "malformed text at character 0");
    expect(L"", "\n", 1, 1, "", "malformed at byte 0 (0x0)");
}

/* A message pipe: some messages are empty, one is longer than a single read. */
static HANDLE pipeOfMessages(const char *const *messages, size_t count)
{
    static const WCHAR name[] = L"\\\\.\\pipe\\qutil-sohdump-test";
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    DWORD mode = PIPE_READMODE_MESSAGE;
    HANDLE server =
        CreateNamedPipeW(name, PIPE_ACCESS_OUTBOUND, PIPE_TYPE_MESSAGE, 1, 1 << 20, 0, 0, NULL);
    HANDLE client = CreateFileW(name, GENERIC_READ | FILE_WRITE_ATTRIBUTES, 0, &inherited,
                                OPEN_EXISTING, 0, NULL);
    DWORD written;

    assert_true(server != INVALID_HANDLE_VALUE && client != INVALID_HANDLE_VALUE);
    assert_true(SetNamedPipeHandleState(client, &mode, NULL, NULL));
    for (size_t i = 0; i < count; i++) {
        assert_true(WriteFile(server, messages[i], (DWORD)strlen(messages[i]), &written, NULL));
    }
    CloseHandle(server);
    return client;
}

static void readsPipesOfMessages(void **state)
{
    enum { BLANKS = 100000 };
    char *blanks = malloc(BLANKS + 1);
    const char *const messages[] = {"0002", "", "0004", blanks, "", "", "000ad400"};
    Run run;

    assert_non_null(blanks);
    memset(blanks, ' ', BLANKS);
    blanks[BLANKS] = '\0';
    RunProgramFrom(&run, PROGRAM, L"-", pipeOfMessages(messages, ARRAYSIZE(messages)));
    assert_int_equal(run.exitCode, 0);
    assert_non_null(strstr(run.output, ENTRY_SAYS));
    RunFree(&run);
    free(blanks);
}

static void givesAdvice(void **state)
{
    printed(L"00,02,00,04 00-0a-d4-00", ENTRY_SAYS);
    refused(L"2024-01-02", 3, "there is no such file");
    expect(L"-", ENTRY_BYTES "\n", sizeof(ENTRY_BYTES), 1, "", "which an editor may have added");
    expect(L"-", NULL, 0, 1, "", "in DHCP's sub-option 220, that is a probe");
}

static void readsFilesOfAnyName(void **state)
{
    static const WCHAR *const names[] = {L"Zust\x00E4nde \x65E5\x672C.bin", L"beef"};

    for (size_t i = 0; i < ARRAYSIZE(names); i++) {
        WCHAR *path = RunPath(names[i]);
        FILE *file = _wfopen(path, L"wb");
        WCHAR arguments[1100];

        assert_non_null(file);
        assert_int_equal(fwrite(ENTRY_BYTES, 1, sizeof(ENTRY_BYTES) - 1, file),
                         sizeof(ENTRY_BYTES) - 1);
        fclose(file);
        swprintf(arguments, ARRAYSIZE(arguments), L"\"%ls\"", path);
        printed(arguments, ENTRY_SAYS);
        swprintf(arguments, ARRAYSIZE(arguments), L"--file=\"%ls\"", path);
        printed(arguments, ENTRY_SAYS);
        swprintf(arguments, ARRAYSIZE(arguments), L"-f \"%ls\" --json", path);
        printed(arguments, "\"size\": 18");
        assert_true(DeleteFileW(path));
        free(path);
    }
    refused(L"no-such-file", 3, "can't read \"no-such-file\": there is no such file");
    refused(L"--file .", 3, "can't read \".\"");
}

static void refusesTooLargeInput(void **state)
{
    const size_t size = (2u << 20) + 1;
    WCHAR *path = RunPath(L"much.bin");
    FILE *file = _wfopen(path, L"wb");
    BYTE *bytes = calloc(size, 1);
    WCHAR arguments[1100];

    assert_non_null(file);
    assert_non_null(bytes);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    swprintf(arguments, ARRAYSIZE(arguments), L"--file \"%ls\"", path);
    refused(arguments, 3, "more than the 2097152 bytes");
    assert_true(DeleteFileW(path));
    free(bytes);
    free(path);
}

static void printsHelpAndVersion(void **state)
{
    printed(L"--version", "sohdump " QUTIL_VERSION_STRING "\n");
    printed(L"--help", "Usage: sohdump");
    printed(L"-h", "--response");
}

static void refusesWrongUsage(void **state)
{
    refused(L"--jsn 00", 2, "unknown option \"--jsn\"; see sohdump --help");
    refused(L"--form", 2, "a value must follow \"--form\"");
    refused(L"--form=soh 00", 2, "not \"soh\"");
    refused(L"--file", 2, "a value must follow \"--file\"");
    refused(L"a.bin b.bin", 2, "one statement at a time");
    refused(L"a.bin 00", 2, "one statement at a time");
    refused(L"00 a.bin", 2, "one statement at a time");
    refused(L"--request --response 00", 2, "exclude each other");
}

static void obeysOptions(void **state)
{
    printed(L"--request " ENTRY, "taken as a request as told; valid");
    printed(L"--response " ENTRY, "taken as a response as told; NOT VALID: 0x80270001 "
                                  "(NAP_E_INVALID_PACKET)");
    printed(L"--form entry " ENTRY, ENTRY_SAYS);
    refused(L"--form message " ENTRY, 1, "malformed at byte 0 (0x0): expected a vendor TLV, 0007");
    refused(L"--form peap 00070008000001370001 0000", 1, "malformed at byte 12 (0xC)");
    printed(L"--form message 00070008000001370001 0000", "SoH message, 12 bytes");
    refused(L"--form entry 00070008000001370001 0000", 1, "expected an entry that begins with");
    refused(L"--form message 00070008000001370002 0000", 1, "malformed at byte 12 (0xC)");
    printed(L"00070008000001370002 0000", "PEAP SoH request, 12 bytes");
}

/* An entry with more attributes than a statement can have is still shown. */
static void showsTooManyAttributes(void **state)
{
    enum { TLVS = 100 };
    BYTE entry[8 + TLVS * 5] = {0, 2, 0, 4, 0, 1, 0x37, 0x80};

    for (size_t i = 0; i < TLVS; i++) {
        memcpy(entry + 8 + 5 * i, "\x00\x08\x00\x01\x02", 5);
    }
    expect(L"", entry, sizeof(entry) - 5, 0, "; valid", "");
    expect(L"", entry, sizeof(entry), 0, "NOT VALID: 0x80270001", "");
    expect(L"", entry, sizeof(entry), 0, "100 HealthClass (8)             2 (Antispyware)", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readsArguments),       cmocka_unit_test(readsStandardInput),
        cmocka_unit_test(readsPipesOfMessages), cmocka_unit_test(givesAdvice),
        cmocka_unit_test(readsFilesOfAnyName),  cmocka_unit_test(refusesTooLargeInput),
        cmocka_unit_test(printsHelpAndVersion), cmocka_unit_test(refusesWrongUsage),
        cmocka_unit_test(obeysOptions),         cmocka_unit_test(showsTooManyAttributes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
