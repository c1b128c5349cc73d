#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# injected.sh x64|x86 PROGRAM: with any injected fault the run must fail, and name what it found.
set -euo pipefail
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
failed=0

# expectFinding FAULTS TEXT...: each text must begin a line of the output.
expectFinding() {
    local faults=$1 output text
    local -a inject=()
    shift
    for text in $faults; do inject+=(--inject "$text"); done
    if output=$("$here/run.sh" "${program[@]}" --cycles 0 --operations 3000 --rounds 3 \
        "${inject[@]}" 2>&1); then
        printf 'FAILED: the run passed with an injected %s:\n%s\n' "$faults" "$output"
        failed=1
        return
    fi
    for text in 'endurance: FAILED' "$@"; do
        if ! grep -q -- "^$text" <<<"$output"; then
            printf 'FAILED: with an injected %s the run failed, but not with: %s\n%s\n' "$faults" \
                "$text" "$output"
            failed=1
            return
        fi
    done
    printf '%s: found\n' "$faults"
}

program=("$@")
expectFinding block 'CoTaskMem blocks: sample 3 has 1 that nobody freed'
expectFinding 'heap-block handle pages' 'heap blocks: [0-9]* at the end' 'handles: [0-9]* at the end' \
    'private bytes: too many at the end'
expectFinding thread 'threads: 11 at the end, 10 after warm-up'
expectFinding object '.*DllCanUnloadNow() answered 0x00000001, not 0x00000000'
expectFinding module '.*not so: !LibraryIsLoaded()'
expectFinding answer '.*AllocFixupInfo(NULL, 1) answered 0x80070057, not 0x00000000'
((failed == 0)) && echo "every injected fault was found"
