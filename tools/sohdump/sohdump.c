/* SPDX-License-Identifier: MIT */
/* See sohdump.h. */
#include "sohdump.h"

#include "input.h"
#include "options.h"
#include "qutilversion.h"

static int unable(Text *error, const char *why, HRESULT hr)
{
    TextFormat(error, "%s (0x%08X)", why, (unsigned)hr);
    return SOHDUMP_UNABLE;
}

static int malformedText(const Input *input, Text *error)
{
    TextFormat(error, "malformed text at character %u: expected %s", (unsigned)input->faultPosition,
               input->fault);
    return SOHDUMP_MALFORMED;
}

static int malformed(const MessageFault *fault, Text *error)
{
    TextFormat(error, "malformed at byte %u (0x%X): expected %s", (unsigned)fault->offset,
               (unsigned)fault->offset, fault->expected);
    if (fault->wanted != 0) {
        TextFormat(error, ", %u bytes, but there are only %u", (unsigned)fault->wanted,
                   (unsigned)fault->left);
    }
    return SOHDUMP_MALFORMED;
}

static int dump(const Options *options, const Input *input, Text *output, Text *error)
{
    Classes classes = {0};
    Message message;
    Report report;
    HRESULT hr;

    ReportInit(&report, options->wantsJson ? &ReportAsJson : &ReportAsText, output);
    hr = DumpStatement(&message, input->bytes, (UINT32)input->size, options->form,
                       options->direction, &classes, &report);
    ClassesClose(&classes);
    if (hr == S_FALSE) {
        return malformed(&message.fault, error);
    }
    if (hr == REGDB_E_CLASSNOTREG) {
        return unable(error, "qutil.dll is neither registered nor beside this program", hr);
    }
    if (hr == E_OUTOFMEMORY || output->failed) {
        return unable(error, "memory ran out", E_OUTOFMEMORY);
    }
    return FAILED(hr) ? unable(error, "the classes of qutil.dll failed", hr) : SOHDUMP_PRINTED;
}

static int readAndDump(const Options *options, Text *output, Text *error)
{
    Input input;
    HRESULT hr;
    int code;

    if (options->text.length != 0) {
        hr = InputFromText(&input, options->text.chars, options->text.length - 1);
    } else {
        hr = InputFromFile(&input, options->file != NULL ? options->file : L"-", error);
    }
    if (FAILED(hr)) {
        code = SOHDUMP_UNABLE;
    } else if (hr == S_FALSE) {
        code = malformedText(&input, error);
    } else {
        code = dump(options, &input, output, error);
    }
    InputFree(&input);
    return code;
}

/* Who types only the name wants to know what to type, not to be waited for. */
static BOOL wouldWait(const Options *options)
{
    DWORD mode;

    return options->text.length == 0 && options->file == NULL &&
           GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mode);
}

int Sohdump(int argc, WCHAR **argv, Text *output, Text *error)
{
    Options options;
    int code = SOHDUMP_PRINTED;

    TextAppend(error, "sohdump: ");
    if (!OptionsParse(&options, argc, argv, error)) {
        TextAppend(error, "; see sohdump --help");
        code = SOHDUMP_USAGE;
    } else if (options.wantsHelp) {
        TextAppend(output, OptionsHelp);
    } else if (options.wantsVersion) {
        TextAppend(output, "sohdump " QUTIL_VERSION_STRING "\n");
    } else if (wouldWait(&options)) {
        TextAppend(error, "nothing to read; see sohdump --help");
        code = SOHDUMP_USAGE;
    } else {
        code = readAndDump(&options, output, error);
    }
    OptionsFree(&options);
    TextAppend(error, "\n");
    TextClear(code == SOHDUMP_PRINTED ? error : output);
    return code;
}
