/* SPDX-License-Identifier: MIT */
/*
 * sohdump on small inputs, in this process: messages without a statement, refused input and the
 * advice for it, and text in many forms.
 */
#include "qutiltest.h"

#include "runprogram.h"
#include "sohdump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY_SAYS "request of 0x000AD400"

/* Reads text as from a file. output NULL: the text is malformed, with that error. */
static void expectText(const char *text, const char *output, const char *error)
{
    WCHAR name[] = L"sohdump";
    WCHAR option[] = L"--file";
    WCHAR *path = RunPath(L"sohdump-input.txt");
    WCHAR *argv[] = {name, option, path};
    FILE *file = _wfopen(path, L"wb");
    Text printed;
    Text complaint;
    int code;

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
    TextInit(&printed);
    TextInit(&complaint);
    code = Sohdump(ARRAYSIZE(argv), argv, &printed, &complaint);
    if (code != (output ? SOHDUMP_PRINTED : SOHDUMP_MALFORMED) ||
        !strstr(TextChars(output ? &printed : &complaint), output ? output : error)) {
        fail_msg("%s\ncode %d\n%s%s", text, code, TextChars(&printed), TextChars(&complaint));
    }
    TextFree(&printed);
    TextFree(&complaint);
    assert_true(DeleteFileW(path));
    free(path);
}

/*
 * Messages without a statement are reported. Input with more than its statement is refused with a
 * hint.
 */
static void reportsCarriersWithoutStatement(void **state)
{
    static const struct {
        const char *digits;
        const char *output; /* NULL: malformed ... */
        const char *error;  /* ... with this message */
    } rows[] = {
        {"DC00", "NAP-SoH (220)                   kind probe (of a client, in a DISCOVER)", NULL},
        {"00", "kind probe (of a client, in a REQUEST or an INFORM)", NULL},
        {"4E4150", "kind mark (NAP, of a server", NULL},
        {"50414E", "kind mark (NAP backwards", NULL},
        {"DC034E4150", "No statement, 5 bytes", NULL},
        {"DC0101", NULL, "malformed at byte 2"},
        {"2B03010100", NULL, "expected sub-option 220 (DC)"},
        {"2B02DC002C00", NULL, "malformed at byte 4 (0x4): expected the end, or option 250 (FA)"},
        {"DC00FF01", NULL, "malformed at byte 2 (0x2): expected nothing but pads"},
        {"0100001400112233445566778899aabbccddeeff", NULL, "not a whole RADIUS packet"},
        {"450000140000000040110000c0000201c0000202", NULL, "not a whole IP packet"},
        {"00155d000001 00155d000002 0800 45000014", NULL, "not a whole frame"},
        {"30820004 30820000", NULL, "1.3.6.1.4.1.311.47.1.1"},
        {"0700080000003701 01000000", NULL, "swapped in pairs"},
        {"1A03 00", NULL, "malformed at byte 0"},
        {"1A0A 00000137 3701 0000", NULL, "malformed at byte 6 (0x6): expected a length of 2"},
    };

    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        expectText(rows[i].digits, rows[i].output, rows[i].error);
    }
}

/* Text in an unknown form, and text that contradicts itself. */
static void refusesOtherText(void **state)
{
    static const char forms[] = "the forms of text that are read: xxd, ";
    static const struct {
        const char *text;
        const char *error;
    } rows[] = {
        {"0000000 0700 0800 0000 3701 0100 0000\n", "character 8: expected single bytes"},
        {"{ 0, 7, 0, 8, 0, 0, 1, 55 }", "character 2: expected 0x before each byte"},
        {"0, 7, 0, 8, 0, 0, 1, 55", "character 1: expected a pair"},
        {"00,07,,00,08", "character 6: expected a pair"},
        {"\"\\x00\\x0137\"", "character 9: expected no more than two digits"},
        {"\"\\0\\7\"", "character 2: expected x and two digits"},
        {"0002 0004\n00-0a-d4-00", "character 2: expected only two digits"},
        {"00;02;00;04;00;0a;d4;00", "character 2: expected a pair"},
        {"00000000: 00020004 000ad400  ........\n", "character 10: expected two digits"},
        {"00000000: 0002 0004 000a d400  .......\n", "expected the same bytes as characters"},
        {"0000000 00 02 00 04 00 0a d4 00  >........<\n", "expected the same bytes as characters"},
        {"0000  00 02 00 04 00 0a d4 00\n0000  00 09 00 00\n", "line 2, column 1: expected"},
        {"0000000 000 002 000 004 000 012 324 000\n", "character 8: expected two digits"},
        {"/*\nMS-Quarantine-SOH = 0x0002000400013700\n*/\n"
         "{ 0x00, 0x02, 0x00, 0x04, 0x00, 0x0a, 0xd4, 0x00 }",
         "lines of radiusd -X (NAME = 0x...) and C array give different statements"},
        {"dc:3:4e:41:50", "character 4: expected a pair"},
        {"220.3.78.65.80", "character 3: expected a pair"},
        {"\"Soh\"=hex:00,02,00,04,\\\n  00,0a,d4,00", "character 5: expected the end"},
        {"data - hexdump(len=8): 00 02 00 04 00 0a d4 00", "expected a pair"},
        {"0000  00 02 00 04 00 0a d4 00\n0009  00 09 00 00\n",
         "line 2, column 1: expected the number of bytes so far"},
        {"0000000 00 02 00 04 00 0a d4 00\n*\n0000020 00\n",
         "line 2, column 1: expected all lines"},
        {"0000: 00 02 00 04\n0004: 00 0a d4 00 00\n", "as many bytes in each line"},
        {"0000000 00 02 00 04 00 0a d4 00\n0000011\n", "line 2, column 1: expected the number"},
        {"00000000  00 02 00 04 00 0a d4 00  |.......|\n", "expected "},
        {"unsigned char s[] = {0x00, 0x02, 0x00, 0x04, 0x00, 0x0a, 0xd4, 0x00};\n"
         "unsigned int s_len = 9;\n",
         "line 2, column 22: expected the number of bytes that there are"},
        {"char s[9] = {0x00, 0x02, 0x00, 0x04, 0x00, 0x0a, 0xd4, 0x00};",
         "character 7: expected the"},
        {"(0) MS-Quarantine-SOH = 0x0002\n(1) MS-Quarantine-SOH = 0x0004000ad400\n",
         "line 2, column 1: expected lines of one attribute and one request"},
        {"HCEP-Correlation-Id: AAcACAAAATcAAQAA", "this header holds no message"},
        {"AAcACAAAATcAAQA", "character 12: expected characters of base64"},
        {"0002 0004 000ad400 x", "character 19: expected a pair"},
    };

    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        expectText(rows[i].text, NULL, rows[i].error);
        if (strstr(rows[i].error, "different") == NULL) {
            expectText(rows[i].text, NULL, forms);
        }
    }
}

static void readsTextOfDumps(void **state)
{
    static const struct {
        const char *text;
        const char *output;
    } rows[] = {
        {"0000  dc 03 4e 41 50\n",
         "No statement, 5 bytes\n  Read from text                  Wireshark"},
        {"0x00, 0x02, 0x00, 0x04, 0x00, 0x0a, 0xd4, 0x00,", ENTRY_SAYS},
        {"# a comment\n; another\n// a third\n\n0002 0004\n000ad400", ENTRY_SAYS},
        {"00-02-00-04-00-0A-D4-00", ENTRY_SAYS},
        {"0000000 00 02 00 04 00 0a d4 00\n0000010\n", "Read from text                  od -t x1"},
        {"NAP", "kind mark"},
        {"0000\t00 02 00 04 00 0a d4 00  00 09 00 00   ............\r\n", ENTRY_SAYS},
        {"00000000: 0002 0004 000a d400 0009 0004 6120 2020  ............a\n", "text \"a   \""},
        {"char peer0_0[] = { /* Packet 1 */\n0x00, 0x02, 0x00, 0x04, \n0x00, 0xa, 0xd4, 0x00 };",
         ENTRY_SAYS},
        {"\"\\x00\\x02\\x00\\x04\" \"\\x00\\x0a\\xd4\" \"\\x00\";", ENTRY_SAYS},
        {"b'\\x00\\x02\\x00\\x04\\x00\\n\\xd4\\x00'", ENTRY_SAYS},
        {"Attr-26 = 0x00000137370e000700080000013700010000", "Value of a RADIUS attribute"},
    };

    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        expectText(rows[i].text, rows[i].output, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reportsCarriersWithoutStatement),
        cmocka_unit_test(refusesOtherText),
        cmocka_unit_test(readsTextOfDumps),
    };
    int failures;

    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) {
        return 1;
    }
    failures = cmocka_run_group_tests(tests, NULL, NULL);
    CoUninitialize();
    return failures;
}
