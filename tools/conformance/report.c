/* SPDX-License-Identifier: MIT */
/* See report.h. */
#include "report.h"

#include "json.h"
#include "qutilversion.h"

static const RuleTag tags[] = {RULE_DOCUMENTED, RULE_EVIDENT, RULE_CHOSEN};
static const char *const tagNames[] = {"documented (D)", "evident (E)", "chosen (C)"};
static const char *const tagKeys[] = {"documented", "evident", "chosen"};
static const char *const verdictKeys[VERDICT_COUNT] = {"holds", "broken", "differs", "notRun"};

/* Appends text from a file or another process, with terminal control characters escaped. */
static void appendPrintable(Text *output, const Text *text)
{
    const char *next = TextChars(text);
    UINT32 character;

    while ((character = TextNextCharacter(&next)) != 0) {
        TextCharacter(output, TextIsControl(character) ? '?' : character);
    }
}

static void appendFact(Text *output, const char *name, const Text *fact)
{
    if (fact->length != 0) {
        TextFormat(output, "  %-12s ", name);
        appendPrintable(output, fact);
        TextAppend(output, "\n");
    }
}

static void appendSubject(Text *output, const Subject *subject)
{
    TextAppend(output, "qutil-conformance " QUTIL_VERSION_STRING "\n\n");
    appendFact(output, "DLL", &subject->shownPath);
    if (subject->isRedirected) {
        TextAppend(output, "               (of a 32-bit program, System32 is SysWOW64)\n");
    }
    TextFormat(output, "  %-12s %s, %u bytes\n", "file", subject->architecture,
               (unsigned)subject->size);
    appendFact(output, "SHA-256", &subject->sha256);
    appendFact(output, "version", &subject->fileVersion);
    appendFact(output, "product", &subject->product);
    appendFact(output, "company", &subject->company);
    appendFact(output, "Windows", &subject->windows);
    appendFact(output, "Wine", &subject->wine);
}

static void appendRule(Text *output, const Rule *rule, const Result *result, bool isFull)
{
    TextFormat(output, "%-8s %c %s: %s\n", VerdictNames[result->verdict], rule->tag, rule->id,
               rule->text);
    if (isFull || result->verdict != VERDICT_HOLDS) {
        TextFormat(output, "           expected: %s\n           observed: ", rule->expected);
        appendPrintable(output, &result->observed);
        TextAppend(output, "\n");
    }
}

static void appendCounts(Text *output, const Runner *runner)
{
    TextFormat(output, "\n%-16s", "");
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        TextFormat(output, "%9s", VerdictNames[verdict]);
    }
    TextAppend(output, "\n");
    for (size_t i = 0; i <= ARRAYSIZE(tags); i++) {
        TextFormat(output, "%-16s", i < ARRAYSIZE(tags) ? tagNames[i] : "all");
        for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
            TextFormat(output, "%9u",
                       (unsigned)RunnerCount(runner, (Verdict)verdict,
                                             i < ARRAYSIZE(tags) ? (int)tags[i] : 0));
        }
        TextAppend(output, "\n");
    }
}

void ReportAsText(Text *output, const Subject *subject, const Runner *runner)
{
    appendSubject(output, subject);
    for (size_t i = 0; i < RulesCount(); i++) {
        if (RulesTitleAt(i) && runner->options->patternCount == 0) {
            TextFormat(output, "\n%s\n", RulesTitleAt(i));
        }
        if (runner->results[i].isAsked) {
            appendRule(output, RulesAt(i), &runner->results[i], runner->options->isFull);
        }
    }
    appendCounts(output, runner);
}

static void jsonText(Json *json, const char *name, const Text *text)
{
    JsonString(json, name, TextChars(text));
}

static void jsonSubject(Json *json, const Subject *subject)
{
    JsonOpen(json, "dll", '{');
    jsonText(json, "path", &subject->shownPath);
    JsonBoolean(json, "redirectedToSysWOW64", subject->isRedirected);
    JsonString(json, "architecture", subject->architecture);
    JsonNumber(json, "size", (UINT32)subject->size);
    jsonText(json, "sha256", &subject->sha256);
    jsonText(json, "fileVersion", &subject->fileVersion);
    jsonText(json, "product", &subject->product);
    jsonText(json, "company", &subject->company);
    JsonClose(json, '}');
    JsonOpen(json, "system", '{');
    jsonText(json, "windows", &subject->windows);
    jsonText(json, "wine", &subject->wine);
    JsonClose(json, '}');
}

static void jsonRule(Json *json, const Rule *rule, const Result *result)
{
    char tag[] = {(char)rule->tag, '\0'};

    JsonOpen(json, NULL, '{');
    JsonString(json, "id", rule->id);
    JsonString(json, "tag", tag);
    JsonString(json, "text", rule->text);
    JsonString(json, "expected", rule->expected);
    jsonText(json, "observed", &result->observed);
    JsonString(json, "verdict", VerdictNames[result->verdict]);
    JsonClose(json, '}');
}

static void jsonCounts(Json *json, const Runner *runner)
{
    JsonOpen(json, "counts", '{');
    for (size_t i = 0; i < ARRAYSIZE(tags); i++) {
        JsonOpen(json, tagKeys[i], '{');
        for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
            JsonNumber(json, verdictKeys[verdict],
                       (UINT32)RunnerCount(runner, (Verdict)verdict, (int)tags[i]));
        }
        JsonClose(json, '}');
    }
    JsonClose(json, '}');
}

void ReportAsJson(Text *output, const Subject *subject, const Runner *runner)
{
    Json json;

    JsonInit(&json, output);
    JsonOpen(&json, NULL, '{');
    JsonString(&json, "program", "qutil-conformance " QUTIL_VERSION_STRING);
    jsonSubject(&json, subject);
    jsonCounts(&json, runner);
    JsonOpen(&json, "rules", '[');
    for (size_t i = 0; i < RulesCount(); i++) {
        if (runner->results[i].isAsked) {
            jsonRule(&json, RulesAt(i), &runner->results[i]);
        }
    }
    JsonClose(&json, ']');
    JsonClose(&json, '}');
}

void ReportRules(Text *output, const Options *options)
{
    for (size_t i = 0; i < RulesCount(); i++) {
        const Rule *rule = RulesAt(i);

        if (OptionsSelect(options, rule)) {
            TextFormat(output, "%c %s: %s\n", rule->tag, rule->id, rule->text);
        }
    }
}
