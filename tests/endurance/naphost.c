/* SPDX-License-Identifier: MIT */
/*
 * naphost-endurance [--checks N] [--rounds N]: health checks by naphost.dll, with agents and
 * validators that answer in every manner, come and go, and end in the middle of a check. After each
 * round everything is ended, and the resources of the process are measured. The closing line is
 * "endurance: passed", or it contains "endurance: FAILED". scripts/endurance.sh --naphost runs it.
 *
 * Two checks begin at least 200 ms apart, so 10,000 checks take some 40 minutes.
 */
#include <objbase.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blockcount.h"
#include "check.h"
#include "measure.h"
#include "naperror.h"
#include "naphostdll.h"
#include "path.h"
#include "progress.h"
#include "scriptedpair.h"
#include "sohliteral.h"

#define PAIRS        3
#define MOST_SAMPLES 1024
#define PATIENCE_MS  60000
#define LEAST_ROUNDS 8 /* from which on private bytes are judged */

static NaphostDll host;
static NaphostRegistry registry;
static Pair pairs[PAIRS];
static Sample samples[MOST_SAMPLES];

/* ---- Agents and validators ---- */

static void bindPair(Pair *pair)
{
    CHECK_HRESULT(NaphostDllBind(&host, pair->id, &pair->agent.callback, &pair->binding), S_OK);
}

static void unbindPair(Pair *pair)
{
    CHECK_HRESULT(INapSystemHealthAgentBinding_Uninitialize(pair->binding), S_OK);
    CHECK(pair->agent.references == 1);
    CHECK(INapSystemHealthAgentBinding_Release(pair->binding) == 0);
    pair->binding = NULL;
}

static void beginPairs(void)
{
    for (unsigned i = 0; i < PAIRS; i++) {
        Pair *pair = &pairs[i];

        CHECK_HRESULT(ScriptedPairInit(pair, NaphostTestId(i)), S_OK);
        CHECK_HRESULT(NaphostDllRegisterAgent(&host, pair->id), S_OK);
        CHECK_HRESULT(NaphostDllRegisterValidator(&host, pair->id, &pair->clsid), S_OK);
        bindPair(pair);
    }
}

static void endPairs(void)
{
    for (unsigned i = 0; i < PAIRS; i++) {
        unbindPair(&pairs[i]);
        CHECK_HRESULT(NaphostDllUnregisterAgent(&host, pairs[i].id), S_OK);
        CHECK_HRESULT(NaphostDllUnregisterValidator(&host, pairs[i].id), S_OK);
    }
    CHECK(NaphostDllAwaitUnused(&host, PATIENCE_MS));
    for (unsigned i = 0; i < PAIRS; i++) {
        CHECK(pairs[i].validator.references == 1);
        ScriptedValidatorFree(&pairs[i].validator);
        ScriptedAgentFree(&pairs[i].agent);
    }
}

static void trigger(void)
{
    CHECK_HRESULT(INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding), S_OK);
}

static void respondIn(Pair *pair, ValidatorManner manner, BOOL isHealthy)
{
    const ValidatorAnswer answer = {.manner = manner,
                                    .response = isHealthy ? &pair->healthy : &pair->unhealthy};

    ScriptedValidatorAnswer(&pair->validator, &answer);
}

/* ---- Checks ---- */

static void expectState(IsolationState state)
{
    IsolationInfo *info;
    BOOL isUnknown;

    CHECK_HRESULT(
        INapSystemHealthAgentBinding_GetSystemIsolationInfo(pairs[0].binding, &info, &isUnknown),
        S_OK);
    CHECK(info->isolationState == state && !isUnknown);
    CoTaskMemFree(info->failureUrl.string);
    CoTaskMemFree(info);
}

/* By the response that the agent got. A validator that was too late doesn't say so. */
static BOOL isFoundHealthy(const Pair *pair)
{
    return pair->agent.response && SohEqual(pair->agent.response, &pair->healthy);
}

/* The validator that keeps its request is completed by this thread. */
static void completeKept(void)
{
    HRESULT hr = E_PENDING;

    while (hr == E_PENDING) {
        hr = ScriptedValidatorComplete(&pairs[2].validator, &pairs[2].healthy, S_OK);
        Sleep(1);
    }
    CHECK(hr == S_OK || hr == NAP_E_NOT_PENDING); /* too late, on a busy machine */
}

static void wholeCheck(LONG number)
{
    const BOOL isKept = number % 5 == 0;
    unsigned before[PAIRS];
    BOOL isHealthy = TRUE;

    for (unsigned i = 0; i < PAIRS; i++) {
        before[i] = ScriptedAgentEnded(&pairs[i].agent, AGENT_GET_FIXUP);
    }
    PairSayHealthy(&pairs[0], number % 3 != 0);
    respondIn(&pairs[1], (ValidatorManner)(number % VALIDATOR_NEVER), TRUE);
    respondIn(&pairs[2], isKept ? VALIDATOR_NEVER : VALIDATOR_AFTER, TRUE);
    trigger();
    if (isKept) {
        completeKept();
    }
    for (unsigned i = 0; i < PAIRS; i++) {
        CHECK(ScriptedAgentAwait(&pairs[i].agent, AGENT_GET_FIXUP, before[i] + 1, PATIENCE_MS));
        isHealthy = isHealthy && isFoundHealthy(&pairs[i]);
    }
    CHECK(number % 3 != 0 || !isHealthy);
    expectState(isHealthy ? isolationStateNotRestricted : isolationStateRestrictedAccess);
}

/* All agents end while a validator has its request, which it gives back some time later. */
static void abandonedCheck(void)
{
    unsigned asked = ScriptedValidatorBegun(&pairs[2].validator);

    respondIn(&pairs[2], VALIDATOR_NEVER, TRUE);
    trigger();
    CHECK(ScriptedValidatorAwait(&pairs[2].validator, asked + 1, PATIENCE_MS));
    for (unsigned i = 0; i < PAIRS; i++) {
        unbindPair(&pairs[i]);
    }
    CHECK_HRESULT(host.canUnloadNow(), S_FALSE);
    CHECK_HRESULT(ScriptedValidatorComplete(&pairs[2].validator, &pairs[2].healthy, S_OK),
                  NAP_E_NOT_PENDING);
    CHECK(NaphostDllAwaitUnused(&host, PATIENCE_MS));
    for (unsigned i = 0; i < PAIRS; i++) {
        bindPair(&pairs[i]);
    }
}

static void oneCheck(LONG number)
{
    if (number % 7 == 0) {
        CHECK_HRESULT(INapSystemHealthAgentBinding_FlushCache(pairs[1].binding), S_OK);
    }
    if (number % 11 == 0) {
        unbindPair(&pairs[1]);
        bindPair(&pairs[1]);
    }
    if (number % 13 == 0) {
        CHECK_HRESULT(NaphostDllUnregisterValidator(&host, pairs[1].id), S_OK);
        CHECK_HRESULT(NaphostDllRegisterValidator(&host, pairs[1].id, &pairs[1].clsid), S_OK);
    }
    if (number % 17 == 16) {
        abandonedCheck();
    } else {
        wholeCheck(number);
    }
    ProgressStep(1);
}

/* ---- Rounds ---- */

static void runRound(LONG first, LONG checks, BOOL isSpied, Sample *sample)
{
    ProgressPhase("checks of this round");
    sample->spied = isSpied;
    if (isSpied) {
        BlockCountBegin();
    }
    beginPairs();
    for (LONG i = 0; i < checks; i++) {
        oneCheck(first + i);
    }
    endPairs();
    if (isSpied) {
        BlockCount found = BlockCountRead();

        sample->taskBlocks = found.live;
        sample->foreignFrees = found.foreign;
        CHECK(found.live == 0 && found.foreign == 0);
        BlockCountEnd();
    }
    sample->cycles = first + checks;
}

static void measure(Sample *sample, const Sample *limits, const char *name)
{
    ProgressPhase("measuring");
    MeasureNow(sample, limits);
    sample->seconds = ProgressSeconds();
    MeasurePrint(name, sample);
}

/* Every second round has the spy. */
static unsigned runRounds(LONG checks, LONG rounds)
{
    const LONG each = (checks + rounds - 1) / rounds;

    for (LONG i = 0; i < 2; i++) { /* warm-up; more than 17, so that everything happens */
        runRound(0, 18, i == 0, &samples[0]);
    }
    samples[0].cycles = 0;
    MeasurePrintHead();
    measure(&samples[0], NULL, "warm-up");
    for (LONG i = 0; i < rounds; i++) {
        char name[16];

        runRound(i * each, each, i % 2 == 0, &samples[i + 1]);
        snprintf(name, sizeof(name), "round %ld", i + 1);
        measure(&samples[i + 1], &samples[0], name);
    }
    return (unsigned)rounds + 1;
}

static BOOL readOptions(int argc, char **argv, LONG *checks, LONG *rounds)
{
    for (int i = 1; i < argc; i += 2) {
        LONG number = i + 1 < argc ? strtol(argv[i + 1], NULL, 10) : 0;

        if (strcmp(argv[i], "--checks") == 0) {
            *checks = number;
        } else if (strcmp(argv[i], "--rounds") == 0) {
            *rounds = number;
        } else {
            return FALSE;
        }
    }
    return *checks > 0 && *rounds > 0 && *rounds < MOST_SAMPLES;
}

int main(int argc, char **argv)
{
    LONG checks = 10000;
    LONG rounds = 20;
    WCHAR *path = PathBeside(L"naphost.dll");
    unsigned count;
    BOOL good;

    if (!readOptions(argc, argv, &checks, &rounds)) {
        printf("usage: naphost-endurance [--checks N] [--rounds N]\n");
        return 2;
    }
    printf("endurance, %u-bit: %ld health checks in %ld rounds\n", (unsigned)(8 * sizeof(void *)),
           checks, rounds);
    fflush(stdout);
    CHECK_HRESULT(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    CHECK(NaphostRegistryRedirect(&registry));
    CHECK(path && NaphostDllLoad(&host, path));
    SecureZeroMemory(samples, sizeof samples); /* its pages are counted from the beginning */
    ProgressBegin();
    count = runRounds(checks, rounds);
    good = count > LEAST_ROUNDS ? MeasureJudge(samples, count) : MeasureJudgeCounts(samples, count);
    NaphostRegistryRestore(&registry);
    printf(good ? "endurance: passed\n"
                : "endurance: FAILED: the process holds more than before\n");
    fflush(stdout);
    TerminateProcess(GetCurrentProcess(), good ? 0 : 1);
}
