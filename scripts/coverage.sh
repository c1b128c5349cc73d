#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures which lines and branches of src/ and naphost/ the tests under Wine reach.
#
#     scripts/coverage.sh [x64] [x86]     default: both
#
# Builds with gcov's counters in build/x64-coverage and build/x86-coverage, runs the tests that use
# the DLL, and prints line and branch coverage for each file. Reports with annotated sources are
# build/ARCHITECTURE-coverage/report/index.html. A process that is killed writes no counts. The last
# line is "coverage: N passed, N failed", which counts tests.
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"

# Tests that check files and headers and don't run the DLL. Some would fail for this DLL, which
# contains a C run-time library.
WITHOUT='^(binary|consumer|documentation|headers|msvc|sohdump|version)_'

# measure x64|x86: adds to passed and failed.
measure() {
    local preset=$1-coverage triplet=x86_64-w64-mingw32 log count
    [[ $1 == x64 ]] || triplet=i686-w64-mingw32
    local build=$PWD/build/$preset
    log=$PWD/build/logs/$preset.log
    say "== $preset (log: build/logs/$preset.log)"
    runLogged "$log" cmake --preset "$preset"
    find "$build" -name '*.gcda' -delete
    runLogged "$log.build" cmake --build "$build"
    # The paths are Linux's. Drive Z: lets a program on another drive find them too.
    GCOV_PREFIX=Z: CTEST_NO_TESTS_ACTION=error LC_ALL=C.UTF-8 runLogged "$log.tests" \
        ctest --test-dir "$build" -j 2 --timeout 240 --output-on-failure -E "$WITHOUT" || failed=$((failed + 1))
    count=$(grep -c ' Test .*Passed ' "$log.tests" || true)
    passed=$((passed + count))
    mkdir -p "$build/report"
    report "$triplet" "$build" --json "$build/report/coverage.json" --txt "$build/report/lines.txt" \
        --html-details "$build/report/index.html"
    report "$triplet" "$build" --branches --txt "$build/report/branches.txt"
    table "$build/report"
    say "line by line: build/$preset/report/index.html"
}

# report TRIPLET BUILD OPTIONS...: counts the branches in the source, not those that only the
# compiler adds, such as those to abort.
report() {
    gcovr --root . --object-directory "$2" --gcov-executable "$1-gcov" --filter 'src/' \
        --filter 'naphost/' --exclude-unreachable-branches "${@:3}" "$2/src" "$2/naphost"
}

# table FOLDER: merges gcovr's two tables.
table() {
    awk '
        function percent(part, whole) { return whole ? sprintf("%5.1f %%", 100 * part / whole) : "      -" }
        FNR == 1 { file++ }
        /^(src\/|naphost\/|TOTAL)/ && file == 1 { total[$1] = $2; run[$1] = $3; order[++n] = $1 }
        /^(src\/|naphost\/|TOTAL)/ && file == 2 { branches[$1] = $2; taken[$1] = $3 }
        END {
            printf "%-34s %13s %17s\n", "file", "lines", "branches"
            for (i = 1; i <= n; i++) {
                f = order[i]
                printf "%-34s %4d/%-4d %s %4d/%-4d %s\n", f, run[f], total[f],
                    percent(run[f], total[f]), taken[f], branches[f], percent(taken[f], branches[f])
            }
        }' "$1/lines.txt" "$1/branches.txt"
}

main() {
    local architecture passed=0 failed=0
    local -a architectures=()
    for architecture in "$@"; do
        case $architecture in
            -h | --help) sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && return 0 ;;
            x64 | x86) architectures+=("$architecture") ;;
            *) die "unknown argument $architecture; see $0 --help" ;;
        esac
    done
    ((${#architectures[@]})) || architectures=(x64 x86)
    "$QUTIL_SCRIPTS/setup.sh"
    cd "$QUTIL_SCRIPTS/.."
    mkdir -p build/logs
    trap leaveWine EXIT
    for architecture in "${architectures[@]}"; do
        measure "$architecture"
    done
    say "coverage: $passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}

main "$@"
