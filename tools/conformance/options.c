/* SPDX-License-Identifier: MIT */
/* See options.h. */
#include "options.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

const char OptionsHelp[] =
    "Usage: qutil-conformance [OPTION]... [DLL]\n"
    "Checks rule by rule what a qutil.dll does, this project's or any other.\n"
    "\n"
    "  DLL             the qutil.dll to examine; default: the one beside this program\n"
    "\n"
    "  --json          a report for machines; please send this one\n"
    "  --full          what was expected and seen of every rule, not only of those\n"
    "                  that don't hold\n"
    "  --rule ID       only this rule, or all that begin alike: memory.*\n"
    "                  (may be repeated)\n"
    "  --registration  also register and unregister the classes, and put back what was\n"
    "                  there; needs an administrator\n"
    "  --service       also start and stop the service napagent, which is installed for\n"
    "                  it and removed again if there is none; needs an administrator\n"
    "  --timeout N     seconds for a rule before it counts as hanging (1 to 600);\n"
    "                  default: 30\n"
    "  --together      don't try a rule again by itself, in a process of its own, when\n"
    "                  it doesn't hold; faster, but one fault may show in several rules\n"
    "  --list          print all rules and end\n"
    "  --help          print this\n"
    "  --version       print the version\n"
    "\n"
    "Without --registration and --service nothing on the machine is changed.\n"
    "\n"
    "Exit code: 0 every rule that was tried holds; 1 some don't; 2 wrong usage; 3 the\n"
    "DLL could not be examined.\n";

static bool complain(Text *error, const char *what, const WCHAR *argument)
{
    TextAppend(error, "qutil-conformance: ");
    TextAppend(error, what);
    TextAppend(error, " ");
    TextFromUtf16Le(error, (const BYTE *)argument, wcslen(argument) * sizeof(*argument));
    TextAppend(error, "; see qutil-conformance --help\n");
    return false;
}

static bool parseFlag(Options *options, const WCHAR *argument)
{
    if (wcscmp(argument, L"--json") == 0) {
        options->asJson = true;
    } else if (wcscmp(argument, L"--full") == 0) {
        options->isFull = true;
    } else if (wcscmp(argument, L"--together") == 0) {
        options->isTogether = true;
    } else if (wcscmp(argument, L"--registration") == 0) {
        options->allowed |= RULE_REGISTRATION;
    } else if (wcscmp(argument, L"--service") == 0) {
        options->allowed |= RULE_SERVICE;
    } else if (wcscmp(argument, L"--list") == 0) {
        options->task = TASK_LIST;
    } else if (wcscmp(argument, L"--version") == 0) {
        options->task = TASK_VERSION;
    } else if (wcscmp(argument, L"--help") == 0 || wcscmp(argument, L"-h") == 0 ||
               wcscmp(argument, L"/?") == 0) {
        options->task = TASK_HELP;
    } else {
        return false;
    }
    return true;
}

static bool addPattern(Options *options, const WCHAR *pattern, Text *error)
{
    bool matches = false;

    for (size_t i = 0; i < RulesCount() && !matches; i++) {
        matches = RuleMatches(RulesAt(i), pattern);
    }
    if (!matches) {
        return complain(error, "there is no rule", pattern);
    }
    if (options->patternCount == MOST_PATTERNS) {
        return complain(error, "too many rules; no room for", pattern);
    }
    options->patterns[options->patternCount++] = pattern;
    return true;
}

static bool parseTimeout(Options *options, const WCHAR *seconds, Text *error)
{
    WCHAR *end;
    unsigned long value = wcstoul(seconds, &end, 10);

    /* wcstoul accepts a sign, too, and turns negative numbers into large ones. */
    if (!iswdigit(*seconds) || *end != L'\0' || value < 1 || value > 600) {
        return complain(error, "--timeout takes 1 to 600 seconds, not", seconds);
    }
    options->timeout = value * 1000;
    return true;
}

static bool parseValue(Options *options, const WCHAR *option, const WCHAR *value, Text *error)
{
    return wcscmp(option, L"--rule") == 0 ? addPattern(options, value, error)
                                          : parseTimeout(options, value, error);
}

bool OptionsParse(Options *options, int argc, WCHAR **argv, Text *error)
{
    bool ok = true;

    memset(options, 0, sizeof(*options));
    options->timeout = 30000;
    for (int i = 1; ok && i < argc; i++) {
        if (wcscmp(argv[i], L"--rule") == 0 || wcscmp(argv[i], L"--timeout") == 0) {
            ok = i + 1 < argc ? parseValue(options, argv[i], argv[i + 1], error)
                              : complain(error, "a value must follow", argv[i]);
            i++;
        } else if (parseFlag(options, argv[i])) {
            continue;
        } else if (argv[i][0] == L'-') {
            ok = complain(error, "unknown option", argv[i]);
        } else if (options->file != NULL || argv[i][0] == L'\0') {
            ok = complain(error, "one DLL at a time; there is no use for", argv[i]);
        } else {
            options->file = argv[i];
        }
    }
    return ok;
}

bool OptionsSelect(const Options *options, const Rule *rule)
{
    bool isSelected = options->patternCount == 0;

    for (size_t i = 0; i < options->patternCount && !isSelected; i++) {
        isSelected = RuleMatches(rule, options->patterns[i]);
    }
    return isSelected;
}
