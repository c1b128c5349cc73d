/* SPDX-License-Identifier: MIT */
/* See arguments.h. */
#include "arguments.h"

#include <string.h>
#include <wchar.h>

#define MOST_SECONDS 600

void ArgumentsBegin(Arguments *arguments, const char *program, const Option *options,
                    size_t optionCount, int argc, WCHAR **argv, Text *error)
{
    memset(arguments, 0, sizeof(*arguments));
    arguments->program = program;
    arguments->options = options;
    arguments->optionCount = optionCount;
    arguments->next = argv + (argc > 0 ? 1 : 0);
    arguments->end = argv + argc;
    arguments->error = error;
}

bool ArgumentsComplain(const Arguments *arguments, const char *what, const WCHAR *argument)
{
    Text name;

    TextInit(&name);
    TextFromUtf16Le(&name, (const BYTE *)argument, wcslen(argument) * sizeof(*argument));
    TextFormat(arguments->error, "%s: %s ", arguments->program, what);
    TextQuoted(arguments->error, TextChars(&name));
    TextFormat(arguments->error, "; see %s --help\n", arguments->program);
    TextFree(&name);
    return false;
}

/* Is the argument this option? *value is what follows "=", or NULL. */
static bool isOption(const Option *option, const WCHAR *argument, const WCHAR **value)
{
    const size_t length = wcslen(option->name);

    *value = NULL;
    if (wcsncmp(argument, option->name, length) != 0) {
        return false;
    }
    if (option->hasValue && argument[length] == L'=') {
        *value = argument + length + 1;
        return true;
    }
    return argument[length] == L'\0';
}

static bool takeValue(Arguments *arguments)
{
    if (!arguments->value && arguments->next < arguments->end) {
        arguments->value = *arguments->next++;
    }
    return (arguments->value && arguments->value[0] != L'\0') ||
           ArgumentsComplain(arguments, "a value must follow", arguments->current);
}

static int takeOption(Arguments *arguments)
{
    for (size_t i = 0; i < arguments->optionCount; i++) {
        const Option *option = &arguments->options[i];

        if (isOption(option, arguments->current, &arguments->value)) {
            return !option->hasValue || takeValue(arguments) ? option->id : ARGUMENT_WRONG;
        }
    }
    ArgumentsComplain(arguments, "unknown option", arguments->current);
    return ARGUMENT_WRONG;
}

int ArgumentsNext(Arguments *arguments)
{
    while (arguments->next < arguments->end) {
        const WCHAR *argument = *arguments->next++;

        arguments->current = argument;
        arguments->value = NULL;
        if (arguments->onlyOperands || wcscmp(argument, L"-") == 0 ||
            (argument[0] != L'-' && wcscmp(argument, L"/?") != 0)) {
            return ARGUMENT_OPERAND;
        }
        if (wcscmp(argument, L"--") != 0) {
            return takeOption(arguments);
        }
        arguments->onlyOperands = true;
    }
    return ARGUMENT_END;
}

bool ArgumentsOnlyOperand(const Arguments *arguments, const char *what, const WCHAR **operand)
{
    if (*operand || arguments->current[0] == L'\0') {
        return ArgumentsComplain(arguments, what, arguments->current);
    }
    *operand = arguments->current;
    return true;
}

bool ArgumentsSeconds(const Arguments *arguments, DWORD *milliseconds)
{
    unsigned long seconds = 0;
    const WCHAR *digit = arguments->value;

    for (; iswdigit(*digit) && seconds <= MOST_SECONDS; digit++) {
        seconds = seconds * 10 + (unsigned long)(*digit - L'0');
    }
    *milliseconds = seconds * 1000;
    return (*digit == L'\0' && seconds >= 1 && seconds <= MOST_SECONDS) ||
           ArgumentsComplain(arguments, "--timeout takes 1 to 600 seconds, not", arguments->value);
}
