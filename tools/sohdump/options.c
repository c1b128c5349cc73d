/* SPDX-License-Identifier: MIT */
/* See options.h. */
#include "options.h"

#include <string.h>
#include <wchar.h>

#include "arguments.h"
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

enum { HELP, VERSION, JSON, REQUEST, RESPONSE, FORM, FILE_NAME };

static const Option table[] = {
    {L"--help", HELP, false},         {L"-h", HELP, false},     {L"/?", HELP, false},
    {L"--version", VERSION, false},   {L"--json", JSON, false}, {L"--request", REQUEST, false},
    {L"--response", RESPONSE, false}, {L"--form", FORM, true},  {L"--file", FILE_NAME, true},
    {L"-f", FILE_NAME, true},
};

static bool setForm(Options *options, const Arguments *arguments)
{
    static const struct {
        const WCHAR *name;
        MessageForm form;
    } forms[] = {{L"entry", MESSAGE_FORM_ENTRY},
                 {L"message", MESSAGE_FORM_MESSAGE},
                 {L"peap", MESSAGE_FORM_PEAP}};

    for (size_t i = 0; i < ARRAYSIZE(forms); i++) {
        if (wcscmp(arguments->value, forms[i].name) == 0) {
            options->form = forms[i].form;
            return true;
        }
    }
    return ArgumentsComplain(arguments, "--form is followed by entry, message or peap, not",
                             arguments->value);
}

static bool setFile(Options *options, const WCHAR *file, const Arguments *arguments)
{
    if (options->file || options->text.length != 0 || file[0] == L'\0') {
        return ArgumentsComplain(arguments, "one statement at a time; there is no use for", file);
    }
    options->file = file;
    return true;
}

static bool setDirection(Options *options, DumpDirection direction, const Arguments *arguments)
{
    if (options->direction != DUMP_DIRECTION_AUTO && options->direction != direction) {
        return ArgumentsComplain(
            arguments, "--request and --response exclude each other:", arguments->current);
    }
    options->direction = direction;
    return true;
}

/* Digits add up, since a shell may have taken them apart at the blanks. */
static bool takeOperand(Options *options, const Arguments *arguments)
{
    const WCHAR *operand = arguments->current;
    Text utf8;
    bool ok = true;

    TextInit(&utf8);
    TextFromUtf16Le(&utf8, (const BYTE *)operand, wcslen(operand) * sizeof(*operand));
    if (!TextFormIsArgument(TextChars(&utf8), utf8.length)) {
        ok = setFile(options, operand, arguments);
    } else if (options->file) {
        ok = ArgumentsComplain(arguments, "one statement at a time; there is no use for", operand);
    } else {
        TextAppend(&options->text, TextChars(&utf8));
        TextAppend(&options->text, " ");
    }
    TextFree(&utf8);
    return ok;
}

static bool take(Options *options, int id, const Arguments *arguments)
{
    switch (id) {
    case HELP:
        options->wantsHelp = TRUE;
        return true;
    case VERSION:
        options->wantsVersion = TRUE;
        return true;
    case JSON:
        options->wantsJson = TRUE;
        return true;
    case REQUEST:
        return setDirection(options, DUMP_DIRECTION_REQUEST, arguments);
    case RESPONSE:
        return setDirection(options, DUMP_DIRECTION_RESPONSE, arguments);
    case FORM:
        return setForm(options, arguments);
    case FILE_NAME:
        return setFile(options, arguments->value, arguments);
    case ARGUMENT_OPERAND:
        return takeOperand(options, arguments);
    default:
        return false;
    }
}

BOOL OptionsParse(Options *options, int argc, WCHAR **argv, Text *error)
{
    Arguments arguments;
    bool ok = true;
    int id;

    memset(options, 0, sizeof(*options));
    TextInit(&options->text);
    ArgumentsBegin(&arguments, "sohdump", table, ARRAYSIZE(table), argc, argv, error);
    while (ok && (id = ArgumentsNext(&arguments)) != ARGUMENT_END) {
        ok = take(options, id, &arguments);
    }
    return ok;
}

void OptionsFree(Options *options)
{
    TextFree(&options->text);
}
