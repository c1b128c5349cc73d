#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds and tests everything: sets the machine up if necessary, configures, builds and tests each
# preset, and checks that every test program that was built also ran.
#
#     scripts/test.sh [x64] [x86] [native] [--require x86]     default: all three
#
# If x86 programs can't run here, x86 is built anyway, and tests that run no program are run; the
# other tests count as skipped. With --require x86 that is a failure.
#
# Full logs are in build/logs/. The last line is "N passed, N failed, N skipped".
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"

usage() { sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

# The label of tests that only check files and start no Windows program.
NO_EXECUTION=no-execution

# buildProgress: shows a line of the build's output now and then, as progress, and all errors and
# warnings.
buildProgress() {
    local line last=0 noisy=''
    while IFS= read -r line; do
        case $line in
            "FAILED: "* | "CMake Error"*) noisy=1 ;;
            '['*/*']'*) [[ -n $noisy ]] || ((SECONDS - last >= 10)) || continue ;;
            *" warning: "* | "CMake Warning"*) ;;
            *) [[ -n $noisy ]] || continue ;;
        esac
        last=$SECONDS
        printf '  %s\n' "$line"
    done
}

# testProgress PRESET: the same for ctest's output. Shows the output of failed tests.
testProgress() {
    local preset=$1 line last=0 noisy=''
    while IFS= read -r line; do
        case $line in
            *[0-9]/*" Test "*"#"*:*Passed*)
                noisy=''
                ((SECONDS - last >= 10)) || continue
                ;;
            *" Start "*": "*) continue ;;
            *[0-9]/*" Test "*"#"*:*) noisy=1 ;;
            *"tests passed"* | "The following tests"*) noisy=1 ;;
            *) [[ -n $noisy ]] || continue ;;
        esac
        last=$SECONDS
        printf '  %-6s %s\n' "$preset" "$line"
    done
}

buildPreset() {
    cmake --preset "$1" && cmake --build --preset "$1" -j 2
}

# testPreset PRESET: runs what was built, and writes its counts to build/logs/PRESET.counts. Most tests
# wait most of their time, so more of them run at once than there are processors; but not in emulation.
testPreset() {
    local preset=$1 log=$PWD/build/logs/$1.log start=$SECONDS code=0 counts good=0 bad=0 left=0
    local jobs=3
    local -a only=()
    if [[ $QUTIL_X86_WAY == emulated ]]; then jobs=2; fi
    if [[ $preset == x86 && $QUTIL_X86_WAY == none ]]; then only=(--label "$NO_EXECUTION"); fi
    if ((built)); then
        ctest --preset "$preset" -j "$jobs" ${only:+-L "^$NO_EXECUTION\$"} </dev/null 2>&1 |
            tee -a "$log" | testProgress "$preset" || code=1
    else
        code=1
    fi
    counts=$(python3 "$QUTIL_SCRIPTS/lib/audit_tests.py" "${only[@]}" "$preset" "build/$preset") || code=1
    read -r good bad left <<<"$counts" || true
    ((code == 0 || bad > 0)) || bad=1
    if ((good + bad == 0)); then bad=1; fi
    if [[ $preset == "$required" && $left -gt 0 ]]; then
        warn "$left tests of $preset were skipped, and --require $preset demands all"
        bad=$((bad + left)) left=0
    fi
    printf '%d %d %d %d\n' "$good" "$bad" "$left" $((SECONDS - start)) >"build/logs/$preset.counts"
}

# runPreset PRESET: builds it, and leaves its tests running: most of their time is waiting.
runPreset() {
    local preset=$1 built=1
    say "== $preset: building (log: build/logs/$preset.log)"
    rm -f "build/$preset/junit.xml" "build/logs/$preset.counts"
    buildPreset "$preset" </dev/null 2>&1 | tee "build/logs/$preset.log" | buildProgress || built=0
    testPreset "$preset" &
}

# addUp: the counts of all presets, in passed, failed and skipped, and a line for each.
addUp() {
    local preset good bad left seconds
    for preset in "${presets[@]}"; do
        good=0 bad=1 left=0 seconds=0
        read -r good bad left seconds <"build/logs/$preset.counts" || true
        passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
        printf '%-7s %4d passed, %d failed, %d skipped (tests: %d s)\n' \
            "$preset:" "$good" "$bad" "$left" "$seconds"
    done
}

# tellOfX86: says so if x86 programs run in emulation, or not at all.
tellOfX86() {
    case " ${presets[*]} " in *" x86 "*) ;; *) return 0 ;; esac
    [[ $QUTIL_X86_WAY != emulated ]] || say "x86 programs run in emulation here, which takes longer."
    [[ -z $QUTIL_X86_WHY ]] || say "$QUTIL_X86_WHY"
}

main() {
    local preset required='' passed=0 failed=0 skipped=0
    local -a presets=()
    while (($#)); do
        case $1 in
            -h | --help) usage && return 0 ;;
            x64 | x86 | native) presets+=("$1") ;;
            --require)
                [[ ${2:-} == x86 ]] || die "--require takes x86"
                required=x86
                shift
                ;;
            *) usage >&2 && die "unknown argument $1" ;;
        esac
        shift
    done
    ((${#presets[@]})) || presets=(x64 x86 native)
    [[ -z $required || " ${presets[*]} " == *" $required "* ]] || die "--require $required, but $required isn't tested"
    "$QUTIL_SCRIPTS/setup.sh"
    cd "$QUTIL_SCRIPTS/.."
    loadWine
    [[ -z $required || -z $QUTIL_X86_WHY ]] || die "--require x86: $QUTIL_X86_WHY"
    mkdir -p build/logs
    trap leaveWine EXIT
    # What runs in the background doesn't hear an interrupt by itself.
    trap 'trap "" TERM; kill 0; exit 130' INT TERM
    tellOfX86
    for preset in "${presets[@]}"; do runPreset "$preset"; done
    wait
    printf '\n'
    addUp
    tellOfX86
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((failed == 0))
}

main "$@"
