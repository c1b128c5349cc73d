/* SPDX-License-Identifier: MIT */
/* See options.h. */
#include "options.h"

#include <string.h>
#include <wchar.h>

#include "arguments.h"

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
    "  --naphost FILE  also try the rules for a naphost.dll, on this one; they use a key\n"
    "                  below HKEY_CURRENT_USER, which is removed again\n"
    "  --timeout N     seconds for a rule before it counts as hanging (1 to 600);\n"
    "                  default: 30\n"
    "  --together      don't try a rule again by itself, in a process of its own, when\n"
    "                  it doesn't hold; faster, but one fault may show in several rules\n"
    "  --list          print all rules and end\n"
    "  --help          print this\n"
    "  --version       print the version\n"
    "\n"
    "Without --registration, --service and --naphost nothing on the machine is changed.\n"
    "\n"
    "Exit code: 0 every rule that was tried holds; 1 some don't; 2 wrong usage; 3 the\n"
    "DLL could not be examined.\n";

enum { HELP, VERSION, LIST, JSON, FULL, TOGETHER, REGISTRATION, SERVICE, NAPHOST, RULE, TIMEOUT };

static const Option table[] = {
    {L"--help", HELP, false},
    {L"-h", HELP, false},
    {L"/?", HELP, false},
    {L"--version", VERSION, false},
    {L"--list", LIST, false},
    {L"--json", JSON, false},
    {L"--full", FULL, false},
    {L"--together", TOGETHER, false},
    {L"--registration", REGISTRATION, false},
    {L"--service", SERVICE, false},
    {L"--naphost", NAPHOST, true},
    {L"--rule", RULE, true},
    {L"--timeout", TIMEOUT, true},
};

static bool addPattern(Options *options, const Arguments *arguments)
{
    const WCHAR *pattern = arguments->value;
    bool matches = false;

    for (size_t i = 0; i < RulesCount() && !matches; i++) {
        matches = RuleMatches(RulesAt(i), pattern);
    }
    if (!matches) {
        return ArgumentsComplain(arguments, "there is no rule", pattern);
    }
    if (options->patternCount == MOST_PATTERNS) {
        return ArgumentsComplain(arguments, "too many rules; no room for", pattern);
    }
    options->patterns[options->patternCount++] = pattern;
    return true;
}

static bool take(Options *options, int id, const Arguments *arguments)
{
    switch (id) {
    case HELP:
        options->task = TASK_HELP;
        return true;
    case VERSION:
        options->task = TASK_VERSION;
        return true;
    case LIST:
        options->task = TASK_LIST;
        return true;
    case JSON:
        return options->asJson = true;
    case FULL:
        return options->isFull = true;
    case TOGETHER:
        return options->isTogether = true;
    case REGISTRATION:
        options->allowed |= RULE_REGISTRATION;
        return true;
    case SERVICE:
        options->allowed |= RULE_SERVICE;
        return true;
    case NAPHOST:
        options->naphost = arguments->value;
        options->allowed |= RULE_NAPHOST;
        return true;
    case RULE:
        return addPattern(options, arguments);
    case TIMEOUT:
        return ArgumentsSeconds(arguments, &options->timeout);
    case ARGUMENT_OPERAND:
        return ArgumentsOnlyOperand(arguments, "one DLL at a time; there is no use for",
                                    &options->file);
    default:
        return false;
    }
}

bool OptionsParse(Options *options, int argc, WCHAR **argv, Text *error)
{
    Arguments arguments;
    bool ok = true;
    int id;

    memset(options, 0, sizeof(*options));
    options->timeout = 30000;
    ArgumentsBegin(&arguments, "qutil-conformance", table, ARRAYSIZE(table), argc, argv, error);
    while (ok && (id = ArgumentsNext(&arguments)) != ARGUMENT_END) {
        ok = take(options, id, &arguments);
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
