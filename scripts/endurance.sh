#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Loads, uses and unloads qutil.dll thousands of times, uses it millions of times on eight threads,
# and checks that the process then holds no more resources than after warm-up.
#
#     scripts/endurance.sh [x64] [x86] [OPTIONS]      default: both, one after the other
#
#     --naphost [N]    N health checks by naphost.dll instead; default 10000, which take 40 minutes
#     --cycles N       load, use, unload; default 10000
#     --operations N   on eight threads together; default 10000000
#     --minutes N, --hours N
#                      repeats such rounds until the time is over, for each architecture
#     --seed N         random seed; a failed run prints its own in the first line
#
# If x86 programs don't run natively, x86 is skipped: an emulator's memory counts as the program's,
# and it grows by half a megabyte in a long run.
#
# Logs are in build/logs/. A run counts only with its last line, "endurance: passed".
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"
# shellcheck source=lib/own-prefix.sh
. "$QUTIL_SCRIPTS/lib/own-prefix.sh"

# endure ARCHITECTURE OPTIONS...: runs $program.
endure() {
    local architecture=$1 log=build/logs/$program-$1.log code=0
    shift
    say "== $architecture (log: $log)"
    runLogged "$PWD/build/logs/endurance-build-$architecture.log" cmake --preset "$architecture"
    runLogged "$PWD/build/logs/endurance-build-$architecture.log" \
        cmake --build --preset "$architecture" -j 2 --target "$program"
    tests/endurance/run.sh "$architecture" "build/$architecture/tests/$program.exe" "$@" | tee "$log" || code=1
    summary+=("$architecture: $(tail -n 1 "$log")")
    return "$code"
}

main() {
    local architecture failed=0 program=qutil-endurance
    local -a architectures=() options=() summary=()
    while (($#)); do
        case $1 in
            x64 | x86) architectures+=("$1") ;;
            --cycles | --operations | --minutes | --hours | --seed | --rounds)
                (($# >= 2)) || die "$1 needs a number"
                options+=("$1" "$2")
                shift
                ;;
            --naphost)
                program=naphost-endurance
                if [[ ${2:-} =~ ^[0-9]+$ ]]; then
                    options+=(--checks "$2")
                    shift
                fi
                ;;
            -h | --help) sed -n '3,18s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && return 0 ;;
            *) die "unknown argument $1; try scripts/endurance.sh --help" ;;
        esac
        shift
    done
    ((${#architectures[@]})) || architectures=(x64 x86)
    "$QUTIL_SCRIPTS/setup.sh"
    cd "$QUTIL_SCRIPTS/.."
    loadWine
    takePrefix
    for architecture in "${architectures[@]}"; do
        if [[ $architecture == x86 && $QUTIL_X86_WAY != native ]]; then
            summary+=("x86: skipped: x86 programs don't run natively here ($QUTIL_X86_WAY)")
            ((${#architectures[@]} > 1)) || failed=1
            continue
        fi
        endure "$architecture" "${options[@]}" || failed=1
    done
    printf '\n'
    printf '%s\n' "${summary[@]}"
    return "$failed"
}

main "$@"
