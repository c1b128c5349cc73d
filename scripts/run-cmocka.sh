#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a cmocka test program and believes only cmocka's own account of it. A program that never
# started, ended early, or whose filter matched nothing can exit with 0 and still has tested
# nothing.
#
#     scripts/run-cmocka.sh x64|x86|--native PROGRAM [ARGUMENTS]
#
# Exit code 0: every group that began also ended, at least one test passed, none failed.
set -euo pipefail
QUTIL_SCRIPTS=${BASH_SOURCE[0]%/*}
[[ $QUTIL_SCRIPTS != "${BASH_SOURCE[0]}" ]] || QUTIL_SCRIPTS=.

fail() {
    printf 'run-cmocka.sh: FAILED: %s\n' "$*" >&2
    exit 1
}

# judge EXIT-CODE OUTPUT
judge() {
    local line begun=0 ended=0 passed=0
    while IFS= read -r line; do
        if [[ $line =~ ^'[==========] '.*'Running '[0-9]+' test(s).' ]]; then
            begun=$((begun + 1))
        elif [[ $line =~ ^'[==========] '.*[0-9]+' test(s) run.' ]]; then
            ended=$((ended + 1))
        elif [[ $line =~ ^'[  PASSED  ] '([0-9]+)' test(s).' ]]; then
            passed=$((passed + BASH_REMATCH[1]))
        elif [[ $line == '[  FAILED  ]'* || $line == '[  ERROR   ]'* ]]; then
            fail "cmocka reports failures (exit code $1)"
        fi
    done <<<"$2"
    (($1 == 0)) || fail "the program ended with exit code $1 though no test failed; did it crash, or a group's set-up fail?"
    ((begun)) || fail "exit code 0, but cmocka never began: the program did not start, or has no tests"
    ((begun == ended)) || fail "exit code 0, but $((begun - ended)) group(s) of tests began and did not end"
    ((passed)) || fail "exit code 0, but no test ran; does the filter match anything?"
}

main() {
    (($# >= 2)) || fail "usage: $0 x64|x86|--native PROGRAM [ARGUMENTS]"
    local log code=0
    local -a run=("$QUTIL_SCRIPTS/run-in-wine.sh" "$1")
    [[ $1 != --native ]] || run=()
    shift
    log=$(mktemp)
    # shellcheck disable=SC2064 # the name is wanted as it is now
    trap "rm -f '$log'" EXIT
    # cmocka on Windows ends its lines with CR LF; sed -u lets a program that hangs be seen so far.
    # The reader ends at a mark, not when the pipe is closed: a test that makes a window (each
    # single-threaded apartment has one) lets Wine start a desktop, which keeps the pipe for long.
    local mark="--end-of-run-$$--"
    exec 4> >(sed -u -e 's/\r$//' -e "/^$mark\$/Q" | tee "$log")
    local reader=$!
    "${run[@]}" "$@" >&4 2>&1 4>&- </dev/null || code=$?
    printf '\n%s\n' "$mark" >&4
    exec 4>&-
    wait "$reader"
    judge "$code" "$(<"$log")"
}

main "$@"
