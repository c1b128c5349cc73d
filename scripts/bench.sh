#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures qutil.dll against the bare allocator calls that its results need.
#
#     scripts/bench.sh [x64|x86]... [-- ARGUMENTS OF qutil-bench]
#
# A line for each task: ns per operation, ns of the floor, and their ratio, which is what counts.
# Both are measured in turns in one process; run it on a machine that does nothing else.
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"

bench() {
    local architecture=$1 log=$PWD/build/logs/bench-$1.log
    shift
    runLogged "$log" cmake --preset "$architecture"
    runLogged "$log" cmake --build --preset "$architecture" -j 2 --target qutil-bench
    "$QUTIL_SCRIPTS/run-in-wine.sh" "$architecture" "build/$architecture/bench/qutil-bench.exe" "$@" |
        tr -d '\r'
}

main() {
    local architecture
    local -a architectures=()
    while (($#)) && [[ $1 != -- ]]; do
        case $1 in
            x64 | x86) architectures+=("$1") ;;
            -h | --help) sed -n '3,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && return 0 ;;
            *) die "unknown argument $1; try scripts/bench.sh --help" ;;
        esac
        shift
    done
    (($# == 0)) || shift
    ((${#architectures[@]})) || architectures=(x64 x86)
    "$QUTIL_SCRIPTS/setup.sh" --demo
    cd "$QUTIL_SCRIPTS/.."
    for architecture in "${architectures[@]}"; do bench "$architecture" "$@"; done
}

main "$@"
