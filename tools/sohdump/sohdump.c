/* SPDX-License-Identifier: MIT */
/* See sohdump.h. */
#include "sohdump.h"

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "options.h"
#include "qutilversion.h"
#include "textform.h"

static int unable(Text *error, const char *why, HRESULT hr)
{
    TextFormat(error, "%s (0x%08X)", why, (unsigned)hr);
    return SOHDUMP_UNABLE;
}

/* Appends the position of a fault in text, with line and column. */
static void appendPlace(Text *error, const Input *input, size_t position)
{
    size_t line = 1;
    size_t column = 1;

    for (size_t i = 0; i < position && i < input->size; i++) {
        column++;
        if (input->bytes[i] == '\n') {
            line++;
            column = 1;
        }
    }
    TextFormat(error, "malformed text at character %u", (unsigned)position);
    if (line > 1) {
        TextFormat(error, ", line %u, column %u", (unsigned)line, (unsigned)column);
    }
}

static int malformedText(const Input *input, const TextFormResult *result, Text *error)
{
    appendPlace(error, input, result->fault);
    TextAppend(error, ": expected ");
    TextAppend(error, result->expected);
    TextAppend(error, "; the forms of text that are read: ");
    for (size_t i = 0; i < TextFormCount; i++) {
        TextAppend(error, i == 0 ? "" : i + 1 < TextFormCount ? ", " : " and ");
        TextAppend(error, TextForms[i].name);
    }
    return SOHDUMP_MALFORMED;
}

static int ambiguousText(const TextFormResult *result, Text *error)
{
    TextFormat(error, "malformed text at character 0: expected one meaning, but %s and ",
               result->form->name);
    TextFormat(error, "%s give different statements; give the bytes themselves",
               result->other->name);
    return SOHDUMP_MALFORMED;
}

/* Editors add a line end to a file. */
static BOOL isLineEnd(const BYTE *bytes, size_t left)
{
    return (left == 1 && bytes[0] == '\n') || (left == 2 && memcmp(bytes, "\r\n", 2) == 0);
}

static void advise(const Statement *statement, BOOL isText, Text *error)
{
    const MessageFault *fault = &statement->message.fault;
    size_t left = statement->message.size - fault->offset;

    if (statement->message.size == 0) {
        TextAppend(error,
                   "; there was no input at all; in DHCP's sub-option 220, that is a probe (DC00)");
    } else if (!isText && isLineEnd(statement->message.bytes + fault->offset, left)) {
        TextAppend(error, "; a line end stands there, which an editor may have added: take it off");
    } else if (fault->wanted != 0 && statement->carrier.continuation) {
        TextFormat(error, "; %u bytes are missing, perhaps ",
                   (unsigned)(fault->wanted - fault->left));
        TextAppend(error, statement->carrier.continuation);
    }
}

static int malformed(const Statement *statement, BOOL isText, Text *error)
{
    const MessageFault *fault = &statement->message.fault;

    TextFormat(error, "malformed at byte %u (0x%X)", (unsigned)fault->offset,
               (unsigned)fault->offset);
    if (statement->message.bytes == statement->carrier.joined) {
        TextFormat(error, " of what %u parts hold", (unsigned)statement->carrier.parts);
    }
    TextAppend(error, ": expected ");
    TextAppend(error, fault->expected);
    if (fault->wanted != 0) {
        TextFormat(error, ", %u bytes, but there are only %u", (unsigned)fault->wanted,
                   (unsigned)fault->left);
    }
    advise(statement, isText, error);
    return SOHDUMP_MALFORMED;
}

static int dump(const Options *options, Statement *statement, const char *readAs, Text *output,
                Text *error)
{
    Classes classes = {0};
    Report report;
    HRESULT hr;

    ReportInit(&report, options->wantsJson ? &ReportAsJson : &ReportAsText, readAs, output);
    hr = DumpStatement(statement, options->direction, &classes, &report);
    ClassesClose(&classes);
    if (hr == REGDB_E_CLASSNOTREG) {
        return unable(error, "qutil.dll is neither registered nor beside this program", hr);
    }
    if (hr == E_OUTOFMEMORY || output->failed) {
        return unable(error, "memory ran out", E_OUTOFMEMORY);
    }
    return FAILED(hr) ? unable(error, "the classes of qutil.dll failed", hr) : SOHDUMP_PRINTED;
}

/* readAs: the form of text that the bytes were read from; NULL: don't print it. */
static int openAndDump(const Options *options, const BYTE *bytes, size_t size,
                       const TextForm *readAs, Text *output, Text *error)
{
    Statement statement;
    HRESULT hr = StatementOpen(&statement, bytes, (UINT32)size, options->form);
    int code;

    if (FAILED(hr)) {
        code = unable(error, "memory ran out", hr);
    } else if (hr == S_FALSE) {
        code = malformed(&statement, readAs != NULL, error);
    } else {
        code = dump(options, &statement, readAs && !readAs->isPlain ? readAs->name : NULL, output,
                    error);
    }
    StatementClose(&statement);
    return code;
}

/* context is the options. */
static BOOL makesStatement(const void *context, const BYTE *bytes, size_t size)
{
    const Options *options = context;
    Statement statement;
    HRESULT hr = StatementOpen(&statement, bytes, (UINT32)size, options->form);

    StatementClose(&statement);
    return hr == S_OK;
}

static int readText(const Options *options, const Input *input, Text *output, Text *error)
{
    TextFormResult result;
    int code;

    if (!TextFormRead(&result, (const char *)input->bytes, input->size, makesStatement, options)) {
        code = unable(error, "memory ran out", E_OUTOFMEMORY);
    } else if (!result.form) {
        code = malformedText(input, &result, error);
    } else if (result.other) {
        code = ambiguousText(&result, error);
    } else {
        code = openAndDump(options, result.bytes, result.size, result.form, output, error);
    }
    free(result.bytes);
    return code;
}

static int readAndDump(const Options *options, Text *output, Text *error)
{
    Input input;
    HRESULT hr;
    int code;

    if (options->text.length != 0) {
        hr = InputFromText(&input, options->text.chars, options->text.length - 1);
    } else {
        hr = InputFromFile(&input, options->file ? options->file : L"-", error);
    }
    if (FAILED(hr)) {
        code = SOHDUMP_UNABLE;
    } else if (input.isText) {
        code = readText(options, &input, output, error);
    } else {
        code = openAndDump(options, input.bytes, input.size, NULL, output, error);
    }
    InputFree(&input);
    return code;
}

/*
 * A user who types only the program's name should see the usage; the program must not wait for
 * input.
 */
static BOOL wouldWait(const Options *options)
{
    DWORD mode;

    return options->text.length == 0 && !options->file &&
           GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mode);
}

int Sohdump(int argc, WCHAR **argv, Text *output, Text *error)
{
    Options options;
    int code = SOHDUMP_PRINTED;

    if (!OptionsParse(&options, argc, argv, error)) {
        OptionsFree(&options);
        return SOHDUMP_USAGE;
    }
    TextAppend(error, "sohdump: ");
    if (options.wantsHelp) {
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
