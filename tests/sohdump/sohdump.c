/* SPDX-License-Identifier: MIT */
/*
 * sohdump in this process: every case is compared with the committed text and JSON. Every valid
 * case is also truncated at every byte, and tried with every byte changed.
 */
#include "qutiltest.h"

#include "casefile.h"
#include "sohdump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

typedef struct Result {
    int code;
    Text output;
    Text error;
} Result;

static void call(Result *result, int argc, WCHAR **argv)
{
    TextInit(&result->output);
    TextInit(&result->error);
    result->code = Sohdump(argc, argv, &result->output, &result->error);
}

static void endResult(Result *result)
{
    TextFree(&result->output);
    TextFree(&result->error);
}

static void callFile(Result *result, const Case *which, const WCHAR *option)
{
    WCHAR *path = CasePath(which, which->extension);
    WCHAR name[] = L"sohdump";
    WCHAR file[] = L"--file";
    WCHAR last[16];
    WCHAR *argv[] = {name, file, path, last};

    wcscpy(last, option ? option : L"");
    call(result, option ? 4 : 3, argv);
    free(path);
}

static void callBytes(Result *result, const BYTE *bytes, size_t size, const WCHAR *option)
{
    WCHAR *hex = malloc((2 * size + 1) * sizeof(*hex));
    WCHAR name[] = L"sohdump";
    WCHAR last[16];
    WCHAR *argv[] = {name, hex, last};

    assert_non_null(hex);
    for (size_t i = 0; i < size; i++) {
        swprintf(hex + 2 * i, 3, L"%02x", bytes[i]);
    }
    wcscpy(last, option ? option : L"");
    call(result, option ? 3 : 2, argv);
    free(hex);
}

/* Names the case on failure. */
static void expectText(const Case *which, const char *extension, const Text *actual)
{
    char *expected = CaseRead(which, extension);

    if (!expected) {
        fail_msg("%s.%s is missing", which->name, extension);
    }
    if (strcmp(TextChars(actual), expected) != 0) {
        fail_msg("%s.%s: printed\n%s\nexpected\n%s", which->name, extension, TextChars(actual),
                 expected);
    }
    free(expected);
}

static void printsText(void **state)
{
    for (size_t i = 0; i < CaseCount; i++) {
        Result result;

        callFile(&result, &Cases[i], NULL);
        if (Cases[i].isMalformed) {
            expectText(&Cases[i], "err", &result.error);
            assert_int_equal(result.code, SOHDUMP_MALFORMED);
            assert_int_equal(result.output.length, 0);
        } else {
            expectText(&Cases[i], "txt", &result.output);
            assert_int_equal(result.code, SOHDUMP_PRINTED);
            assert_int_equal(result.error.length, 0);
        }
        endResult(&result);
    }
}

static void printsJson(void **state)
{
    for (size_t i = 0; i < CaseCount; i++) {
        char *json = CaseRead(&Cases[i], "json");
        BOOL isLeftOut = !json && !Cases[i].isPlain;
        Result result;

        free(json);
        if (isLeftOut) {
            continue;
        }
        callFile(&result, &Cases[i], L"--json");
        if (Cases[i].isMalformed) {
            expectText(&Cases[i], "err", &result.error);
        } else {
            expectText(&Cases[i], "json", &result.output);
        }
        endResult(&result);
    }
}

/* The offset in a message about malformed bytes. */
static unsigned long offsetIn(const Text *error)
{
    static const char start[] = "sohdump: malformed at byte ";
    const char *message = TextChars(error);

    if (strncmp(message, start, sizeof(start) - 1) != 0) {
        fail_msg("no offset in: %s", message);
    }
    return strtoul(message + sizeof(start) - 1, NULL, 10);
}

/*
 * An entry alone may end between two attributes, and a PEAP sequence between two TLVs. No other
 * input may be truncated, except to a single NUL, which is a DHCP probe.
 */
static BOOL mayEndAt(const BYTE *bytes, size_t end)
{
    BOOL isEntry = bytes[0] == 0 && bytes[1] == 2;
    BOOL isRow = (bytes[0] & 0x7F) == 0 && (bytes[1] == 3 || bytes[1] == 7 || bytes[1] == 12);
    size_t at = 0;

    if (end == 1) {
        return bytes[0] == 0;
    }
    if (!isEntry && !isRow) {
        return FALSE;
    }
    while (at < end) {
        at += 4 + (size_t)(bytes[at + 2] << 8 | bytes[at + 3]);
    }
    return at == end;
}

static void cutOff(const Case *which, const BYTE *bytes, size_t end, const WCHAR *option)
{
    Result result;

    callBytes(&result, bytes, end, option);
    if (mayEndAt(bytes, end)) {
        assert_int_equal(result.code, SOHDUMP_PRINTED);
        assert_int_not_equal(result.output.length, 0);
    } else {
        if (result.code != SOHDUMP_MALFORMED || offsetIn(&result.error) > end) {
            fail_msg("%s cut at %u: code %d, %s", which->name, (unsigned)end, result.code,
                     TextChars(&result.error));
        }
        assert_int_equal(result.output.length, 0);
    }
    endResult(&result);
}

static void refusesTruncatedInput(void **state)
{
    size_t cuts = 0;

    for (size_t i = 0; i < CaseCount; i++) {
        size_t size;
        BYTE *bytes;

        if (Cases[i].isMalformed || !Cases[i].isPlain) {
            continue;
        }
        bytes = CaseBytes(&Cases[i], &size);
        for (size_t end = 1; end < size; end++) {
            cutOff(&Cases[i], bytes, end, end % 2 != 0 ? NULL : L"--json");
            cuts++;
        }
        free(bytes);
    }
    assert_true(cuts > 2000);
}

static void change(BYTE *bytes, size_t size, size_t at, BYTE difference, size_t *outcomes)
{
    Result result;

    bytes[at] ^= difference;
    callBytes(&result, bytes, size, at % 2 != 0 ? NULL : L"--json");
    assert_true(result.code == SOHDUMP_PRINTED || result.code == SOHDUMP_MALFORMED);
    if (result.code == SOHDUMP_MALFORMED) {
        assert_true(offsetIn(&result.error) <= size);
    } else {
        assert_int_not_equal(result.output.length, 0);
    }
    outcomes[result.code]++;
    endResult(&result);
    bytes[at] ^= difference;
}

static void survivesChangedBytes(void **state)
{
    static const BYTE differences[] = {0x01, 0x80, 0xFF};
    size_t outcomes[2] = {0, 0};

    for (size_t i = 0; i < CaseCount; i++) {
        size_t size;
        BYTE *bytes;

        if (Cases[i].isMalformed || !Cases[i].isPlain) {
            continue;
        }
        bytes = CaseBytes(&Cases[i], &size);
        for (size_t at = 0; at < size; at++) {
            change(bytes, size, at, differences[at % ARRAYSIZE(differences)], outcomes);
        }
        free(bytes);
    }
    assert_true(outcomes[SOHDUMP_PRINTED] > 500);
    assert_true(outcomes[SOHDUMP_MALFORMED] > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printsText),
        cmocka_unit_test(printsJson),
        cmocka_unit_test(refusesTruncatedInput),
        cmocka_unit_test(survivesChangedBytes),
    };
    int failures;

    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) {
        return 1;
    }
    failures = cmocka_run_group_tests(tests, CasesFind, NULL);
    CoUninitialize();
    return failures;
}
