/* SPDX-License-Identifier: MIT */
/* See options.h. */
#include "options.h"

#include <string.h>
#include <wchar.h>

#include "textform.h"

const char OptionsHelp[] =
    "Usage: sohdump [OPTION]... [HEX... | FILE]\n"
    "Prints a Statement of Health (SoH) of Network Access Protection.\n"
    "\n"
    "  HEX                hexadecimal digits; blanks, colons, commas, dashes and 0x\n"
    "                     may stand between them\n"
    "  FILE               a file of the bytes themselves, of such digits, or of a dump,\n"
    "                     log lines, a C or Python literal or base64;\n"
    "                     - or nothing: the same from standard input\n"
    "\n"
    "  -f, --file FILE    FILE, even if its name consists of hexadecimal digits\n"
    "  --json             print JSON\n"
    "  --form FORM        entry: one SoH entry; message: a whole message, as RADIUS\n"
    "                     (MS-Quarantine-SOH) and DHCP carry it; peap: one as PEAP\n"
    "                     wraps it; in any carrier. Default: recognise it\n"
    "  --request          take the entries as an agent's requests ...\n"
    "  --response         ... or as a validator's responses. Default: find out\n"
    "  --help             print this\n"
    "  --version          print the version\n"
    "\n"
    "Exit code: 0 printed; 1 malformed, standard error says at which byte;\n"
    "2 wrong usage; 3 a file or qutil.dll can't be read, or memory ran out.\n";

typedef struct Arguments {
    WCHAR **next;
    WCHAR **end;
    BOOL onlyOperands; /* after -- */
} Arguments;

static void appendWide(Text *text, const WCHAR *wide)
{
    TextFromUtf16Le(text, (const BYTE *)wide, wcslen(wide) * sizeof(*wide));
}

static BOOL complain(Text *error, const char *what, const WCHAR *argument)
{
    Text name;

    TextInit(&name);
    appendWide(&name, argument);
    TextFormat(error, "%s ", what);
    TextQuoted(error, TextChars(&name));
    TextFree(&name);
    return FALSE;
}

/* The value in "--name VALUE" or "--name=VALUE"; NULL if the argument is not this option. */
static const WCHAR *valueOf(Arguments *arguments, const WCHAR *argument, const WCHAR *name)
{
    size_t length = wcslen(name);

    if (wcsncmp(argument, name, length) != 0) {
        return NULL;
    }
    if (argument[length] == L'=') {
        return argument + length + 1;
    }
    if (argument[length] != L'\0') {
        return NULL;
    }
    return arguments->next < arguments->end ? *arguments->next++ : L"";
}

static BOOL setForm(Options *options, const WCHAR *name, Text *error)
{
    static const struct {
        const WCHAR *name;
        MessageForm form;
    } forms[] = {{L"entry", MESSAGE_FORM_ENTRY},
                 {L"message", MESSAGE_FORM_MESSAGE},
                 {L"peap", MESSAGE_FORM_PEAP}};

    for (size_t i = 0; i < ARRAYSIZE(forms); i++) {
        if (wcscmp(name, forms[i].name) == 0) {
            options->form = forms[i].form;
            return TRUE;
        }
    }
    return complain(error, "--form is followed by entry, message or peap, not", name);
}

static BOOL setFile(Options *options, const WCHAR *file, Text *error)
{
    if (file[0] == L'\0') {
        return complain(error, "--file is followed by the name of a file, not", file);
    }
    if (options->file != NULL || options->text.length != 0) {
        return complain(error, "one statement at a time; there is no use for", file);
    }
    options->file = file;
    return TRUE;
}

static BOOL setDirection(Options *options, DumpDirection direction, const WCHAR *argument,
                         Text *error)
{
    if (options->direction != DUMP_DIRECTION_AUTO && options->direction != direction) {
        return complain(error, "--request and --response exclude each other:", argument);
    }
    options->direction = direction;
    return TRUE;
}

static BOOL parseOption(Options *options, Arguments *arguments, const WCHAR *argument, Text *error)
{
    const WCHAR *value;

    if (wcscmp(argument, L"--help") == 0 || wcscmp(argument, L"-h") == 0 ||
        wcscmp(argument, L"/?") == 0) {
        options->wantsHelp = TRUE;
    } else if (wcscmp(argument, L"--version") == 0) {
        options->wantsVersion = TRUE;
    } else if (wcscmp(argument, L"--json") == 0) {
        options->wantsJson = TRUE;
    } else if (wcscmp(argument, L"--request") == 0) {
        return setDirection(options, DUMP_DIRECTION_REQUEST, argument, error);
    } else if (wcscmp(argument, L"--response") == 0) {
        return setDirection(options, DUMP_DIRECTION_RESPONSE, argument, error);
    } else if ((value = valueOf(arguments, argument, L"--form")) != NULL) {
        return setForm(options, value, error);
    } else if ((value = valueOf(arguments, argument, L"--file")) != NULL ||
               (value = valueOf(arguments, argument, L"-f")) != NULL) {
        return setFile(options, value, error);
    } else {
        return complain(error, "unknown option", argument);
    }
    return TRUE;
}

/* Digits of several arguments are joined, because a shell splits them at blanks. */
static BOOL parseOperand(Options *options, const WCHAR *argument, Text *error)
{
    Text utf8;
    BOOL ok = TRUE;

    TextInit(&utf8);
    appendWide(&utf8, argument);
    if (TextFormIsArgument(TextChars(&utf8), utf8.length)) {
        if (options->file != NULL) {
            ok = complain(error, "one statement at a time; there is no use for", argument);
        }
        TextAppend(&options->text, TextChars(&utf8));
        TextAppend(&options->text, " ");
    } else {
        ok = setFile(options, argument, error);
    }
    TextFree(&utf8);
    return ok;
}

BOOL OptionsParse(Options *options, int argc, WCHAR **argv, Text *error)
{
    Arguments arguments = {argv + (argc > 0 ? 1 : 0), argv + argc, FALSE};
    BOOL ok = TRUE;

    memset(options, 0, sizeof(*options));
    TextInit(&options->text);
    while (ok && arguments.next < arguments.end) {
        const WCHAR *argument = *arguments.next++;

        if (!arguments.onlyOperands && wcscmp(argument, L"--") == 0) {
            arguments.onlyOperands = TRUE;
        } else if (!arguments.onlyOperands && wcscmp(argument, L"-") != 0 &&
                   (argument[0] == L'-' || wcscmp(argument, L"/?") == 0)) {
            ok = parseOption(options, &arguments, argument, error);
        } else {
            ok = parseOperand(options, argument, error);
        }
    }
    return ok;
}

void OptionsFree(Options *options)
{
    TextFree(&options->text);
}
