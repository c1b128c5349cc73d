/* SPDX-License-Identifier: MIT */
/* See rule.h. */
#include "rule.h"

static const RuleSection *const sections[] = {
    &RulesExports,
    &RulesLayout,
    &RulesAlloc,
    &RulesFree,
    &RulesNotifier,
    &RulesService,
    &RulesServer,
    &RulesConstructor,
    &RulesValues,
    &RulesValidity,
    &RulesProcessor,
    &RulesRegistration,
    &RulesClients,
    &RulesNaphostServer,
    &RulesNaphostStore,
    &RulesNaphostManagement,
    &RulesNaphostBinding,
    &RulesNaphostAgent,
    &RulesNaphostValidator,
    &RulesNaphostCheck,
    &RulesNaphostVerdict,
    &RulesNaphostLog,
};

size_t RulesCount(void)
{
    size_t count = 0;

    for (size_t i = 0; i < ARRAYSIZE(sections); i++) {
        count += sections[i]->count;
    }
    return count;
}

/* The section of a rule. *index becomes the index within the section. */
static const RuleSection *sectionOf(size_t *index)
{
    size_t i = 0;

    while (i + 1 < ARRAYSIZE(sections) && *index >= sections[i]->count) {
        *index -= sections[i]->count;
        i++;
    }
    return sections[i];
}

const Rule *RulesAt(size_t index)
{
    const RuleSection *section = sectionOf(&index);

    return &section->rules[index];
}

const char *RulesTitleAt(size_t index)
{
    const RuleSection *section = sectionOf(&index);

    return index == 0 ? section->title : NULL;
}

BOOL RuleMatches(const Rule *rule, const WCHAR *pattern)
{
    const char *id = rule->id;

    while (*pattern != L'\0' && *pattern == (WCHAR)*id) {
        pattern++;
        id++;
    }
    return (*pattern == L'*' && pattern[1] == L'\0') || (*pattern == L'\0' && *id == '\0');
}
