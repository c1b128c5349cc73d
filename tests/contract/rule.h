/* SPDX-License-Identifier: MIT */
/*
 * A rule of the contract: what a qutil.dll must do, and the function that tests it. The rules are
 * in the arrays of the rules*.c files; rules.c sets their order. Two programs try them:
 * test_contract (contract.c), and tools/conformance on any DLL. Those of rulesnaphost*.c are about
 * naphost.dll.
 */
#ifndef TESTS_CONTRACT_RULE_H
#define TESTS_CONTRACT_RULE_H

#include <windows.h>

typedef struct Trial Trial;

/* Where a rule comes from. */
typedef enum RuleTag {
    RULE_DOCUMENTED = 'D', /* Microsoft's public documentation */
    RULE_EVIDENT = 'E',    /* what public clients or another public source rely on */
    RULE_CHOSEN = 'C'      /* this project's choice, because nobody documents it */
} RuleTag;

/* What a rule needs; flags. */
enum {
    RULE_ALONE = 1,        /* a process of its own */
    RULE_REGISTRATION = 2, /* the registry; qutil-conformance's option --registration */
    RULE_SERVICE = 4,      /* the service napagent; its option --service */
    RULE_NAPHOST = 8       /* a naphost.dll; its option --naphost */
};

typedef struct Rule {
    const char *id;       /* stable: "area.subject.what" */
    RuleTag tag;          /* see docs/conformance.md */
    const char *text;     /* what is required, as a sentence */
    const char *expected; /* in a word or two: a result, a number */
    void (*check)(Trial *trial, int parameter);
    int parameter; /* for functions that serve several rules */
    unsigned flags;
} Rule;

typedef struct RuleSection {
    const char *title;
    const Rule *rules;
    size_t count;
} RuleSection;

extern const RuleSection RulesExports;
extern const RuleSection RulesLayout;
extern const RuleSection RulesAlloc;
extern const RuleSection RulesFree;
extern const RuleSection RulesNotifier;
extern const RuleSection RulesService;
extern const RuleSection RulesServer;
extern const RuleSection RulesRegistration;
extern const RuleSection RulesConstructor;
extern const RuleSection RulesValues;
extern const RuleSection RulesValidity;
extern const RuleSection RulesProcessor;
extern const RuleSection RulesClients;
extern const RuleSection RulesNaphostServer;
extern const RuleSection RulesNaphostStore;
extern const RuleSection RulesNaphostManagement;
extern const RuleSection RulesNaphostBinding;
extern const RuleSection RulesNaphostAgent;
extern const RuleSection RulesNaphostValidator;
extern const RuleSection RulesNaphostCheck;
extern const RuleSection RulesNaphostVerdict;
extern const RuleSection RulesNaphostLog;

#define RULE_SECTION(name, sectionTitle, array)                                                    \
    const RuleSection name = {sectionTitle, array, ARRAYSIZE(array)}

/* All rules, in the order of the report. */
size_t RulesCount(void);
const Rule *RulesAt(size_t index);
/* The title of the section that the rule begins, or NULL. */
const char *RulesTitleAt(size_t index);

/* Does the rule's id match? A * at the pattern's end matches any rest. */
BOOL RuleMatches(const Rule *rule, const WCHAR *pattern);

#endif
