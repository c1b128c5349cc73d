#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds and tests everything: sets the machine up if need be, then runs the workflow presets,
# makes sure that every test program that was built also ran, and analyses the sources.
#
#     scripts/test.sh [x64] [x86] [native] [analysis]     default: all four
#
# Full logs are in build/logs/. The last line says "N passed, N failed".
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"

usage() { sed -n '3,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

# progress PRESET: of the workflow's output, a line now and then, so that one sees how far it is;
# of what goes wrong, everything. The tests' own output comes only for those that failed, because
# of CTEST_OUTPUT_ON_FAILURE.
progress() {
    local line last=0 testing='' noisy=''
    while IFS= read -r line; do
        if [[ -n $testing ]]; then
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
        else
            case $line in
                *" workflow step "*": test preset"*) testing=1 noisy='' ;;
                *" workflow step "*) ;;
                "FAILED: "* | "CMake Error"*) noisy=1 ;;
                '['*/*']'*) [[ -n $noisy ]] || ((SECONDS - last >= 10)) || continue ;;
                *" warning: "* | "CMake Warning"*) ;;
                *) [[ -n $noisy ]] || continue ;;
            esac
        fi
        last=$SECONDS
        printf '  %s\n' "$line"
    done
}

# runPreset PRESET: its workflow; adds to passed and failed.
runPreset() {
    local preset=$1 log=$PWD/build/logs/$1.log start=$SECONDS code=0 counts good=0 bad=0
    say "== $preset (log: build/logs/$preset.log)"
    CTEST_OUTPUT_ON_FAILURE=1 CTEST_PARALLEL_LEVEL=2 CMAKE_BUILD_PARALLEL_LEVEL=2 \
        CTEST_NO_TESTS_ACTION=error LC_ALL=C.UTF-8 \
        cmake --workflow --preset "$preset" </dev/null 2>&1 | tee "$log" | progress || code=${PIPESTATUS[0]}
    counts=$(python3 "$QUTIL_SCRIPTS/lib/audit_tests.py" "$preset" "build/$preset" "$log") || code=1
    read -r good bad <<<"$counts" || true
    ((code == 0 || bad > 0)) || bad=1
    if ((good + bad == 0)); then bad=1; fi
    passed=$((passed + good)) failed=$((failed + bad))
    summary+=("$(printf '%-7s %4d passed, %d failed (%d s)' "$preset:" "$good" "$bad" $((SECONDS - start)))")
}

# runAnalysis: what analyze.py finds in the sources, as a step with figures of its own.
runAnalysis() {
    local log=$PWD/build/logs/analysis.log start=$SECONDS code=0 good=0 bad=0 line
    say "== analysis (log: build/logs/analysis.log)"
    "$QUTIL_SCRIPTS/analyze.py" </dev/null 2>&1 | tee "$log" | sed 's/^/  /' || code=1
    line=$(tail -n 1 "$log")
    if [[ $line =~ ^analysis:\ ([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        good=${BASH_REMATCH[1]} bad=${BASH_REMATCH[2]}
    fi
    ((code == 0 || bad > 0)) || bad=1
    if ((good + bad == 0)); then bad=1; fi
    passed=$((passed + good)) failed=$((failed + bad))
    summary+=("$(printf 'analysis: %3d passed, %d failed (%d s)' "$good" "$bad" $((SECONDS - start)))")
}

havePreset() { cmake --workflow --list-presets 2>/dev/null | grep -q "\"$1\""; }

main() {
    local preset passed=0 failed=0
    local -a presets=() summary=()
    for preset in "$@"; do
        case $preset in
            -h | --help) usage && return 0 ;;
            x64 | x86 | native | analysis) presets+=("$preset") ;;
            *) usage >&2 && die "unknown argument $preset" ;;
        esac
    done
    ((${#presets[@]})) || presets=(x64 x86 native analysis)
    "$QUTIL_SCRIPTS/setup.sh"
    cd "$QUTIL_SCRIPTS/.."
    mkdir -p build/logs
    trap leaveWine EXIT
    for preset in "${presets[@]}"; do
        if [[ $preset == analysis ]]; then
            runAnalysis
            continue
        fi
        havePreset "$preset" || die "CMakePresets.json has no workflow preset $preset"
        runPreset "$preset"
    done
    printf '\n'
    printf '%s\n' "${summary[@]}"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0))
}

main "$@"
