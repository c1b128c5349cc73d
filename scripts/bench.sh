#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures qutil.dll against the bare allocator calls that its results need.
#
#     scripts/bench.sh [x64|x86]... [--check] [--plot] [-- TASK]
#     scripts/bench.sh [x64|x86]... --naphost [--check]
#
# A line for each task whose name begins with TASK: ns per operation, ns of the floor (the bare
# calls), their ratio, which is the result, and whether it meets its target. Task and floor are
# measured in turns in one process; run it on an idle machine. The targets are for x64.
#
#     --check  exit code 1 if a target was not reached on x64
#     --plot   both architectures; writes the results to docs/bench/results.csv, and the picture to
#              docs/images/bench.svg
#     --naphost  what a health check of naphost.dll costs by itself, in two minutes; the targets are
#              for x64, too
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/packages.sh
. "$QUTIL_SCRIPTS/lib/packages.sh"

# bench ARCHITECTURE TASK: prints the table, and writes the numbers to build/logs/bench-….csv.
bench() {
    local log=build/logs/bench-$1.log csv=build/logs/bench-$1.csv
    # Wine may start nothing and still return 0, so an earlier run's numbers must not remain.
    rm -f "$csv"
    runLogged "$log" cmake --preset "$1"
    runLogged "$log" cmake --build --preset "$1" -j 2 --target qutil-bench
    "$QUTIL_SCRIPTS/run-in-wine.sh" "$1" "build/$1/bench/qutil-bench.exe" --csv "$csv" "$2" | tr -d '\r'
    [[ -r $csv && $(wc -l <"$csv") -gt 1 ]] ||
        die "nothing was measured: no task begins with '$2', or Wine didn't start the program"
}

# benchNaphost ARCHITECTURE: prints the table; false if a target wasn't met.
benchNaphost() {
    local log=build/logs/bench-naphost-$1.log
    runLogged "$log" cmake --preset "$1"
    runLogged "$log" cmake --build --preset "$1" -j 2 --target naphost-bench
    "$QUTIL_SCRIPTS/run-in-wine.sh" "$1" "build/$1/bench/naphost-bench.exe" | tr -d '\r' |
        tee "$log" || true
    grep -q '^a pair among ten' "$log" || die "the measurement didn't come to its end"
    ! grep -q 'NOT met' "$log"
}

# summary ARCHITECTURE: how many targets were met, and which were not.
summary() {
    awk -F, -v architecture="$1" '
        { sub(/\r$/, "") }
        $8 == "met" { met++ }
        $8 == "not met" { missed = missed (count++ ? "; " : ": ") $1 " (" $6 " for " $7 ")" }
        END { printf "%s: %d targets met, %d not%s\n", architecture, met, count, missed }
    ' "build/logs/bench-$1.csv"
}

# allMet ARCHITECTURE: also false if no measured task has a target.
allMet() {
    grep -q ',met' "build/logs/bench-$1.csv" && ! grep -q ',not met' "build/logs/bench-$1.csv"
}

# machine: describes the machine, because ratios, and even more so nanoseconds, depend on it.
machine() {
    local cpu
    cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
    printf '# %s, %s processors%s; Wine %s; load %s before, %s after; commit %s\n' \
        "$cpu" "$(nproc)" "$(grep -qw hypervisor /proc/cpuinfo && printf ' of a virtual machine')" \
        "$(dpkg-query -W -f '${Version}' libwine:amd64 2>/dev/null || printf unknown)" \
        "$loadBefore" "$(cut -d ' ' -f 1 /proc/loadavg)" "$(git rev-parse --short HEAD)"
}

# plot: leaves out the growth tasks, which have no floor to compare with.
plot() {
    local results=docs/bench/results.csv
    mkdir -p docs/bench docs/images
    {
        machine
        tr -d '\r' <build/logs/bench-x64.csv
        tr -d '\r' <build/logs/bench-x86.csv | tail -n +2
    } >"$results"
    awk -F, '
        /^#/ || $1 == "task" || $6 == 0 || $1 ~ /growth/ { next }
        $3 == 64 { order[++rows] = $1; ratio64[$1] = $6; target[$1] = $7 }
        $3 == 32 { ratio32[$1] = $6 }
        END {
            for (i = 1; i <= rows; i++) {
                name = order[i]
                printf "\"%s\" %s %s %s\n", name, ratio64[name], ratio32[name], target[name]
            }
        }
    ' "$results" >build/logs/bench-plot.txt
    gnuplot -e "data='build/logs/bench-plot.txt'" -e "picture='docs/images/bench.svg'" \
        "$QUTIL_SCRIPTS/lib/bench.gnuplot"
    say "$results and docs/images/bench.svg are new"
}

main() {
    local architecture check='' plots='' naphost='' failed=0 loadBefore
    local -a architectures=()
    while (($#)) && [[ $1 != -- ]]; do
        case $1 in
            x64 | x86) architectures+=("$1") ;;
            --check) check=1 ;;
            --plot) plots=1 ;;
            --naphost) naphost=1 ;;
            -h | --help) sed -n '3,16s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && return 0 ;;
            *) die "unknown argument $1; try scripts/bench.sh --help" ;;
        esac
        shift
    done
    (($# == 0)) || shift
    [[ -z $naphost || -z $plots$* ]] || die "--naphost takes neither --plot nor a task"
    [[ -z $plots || ${#architectures[@]}$# == 00 ]] ||
        die "the picture needs every task of both architectures: scripts/bench.sh --plot"
    ((${#architectures[@]})) || architectures=(x64 x86)
    [[ -z $check || " ${architectures[*]} " == *" x64 "* ]] ||
        die "the targets are for x64: --check needs it measured"
    "$QUTIL_SCRIPTS/setup.sh" --demo
    [[ -z $plots ]] || installPackages plot
    cd "$QUTIL_SCRIPTS/.."
    loadBefore=$(cut -d ' ' -f 1 /proc/loadavg)
    if [[ -n $naphost ]]; then
        for architecture in "${architectures[@]}"; do
            benchNaphost "$architecture" || [[ -z $check || $architecture != x64 ]] || failed=1
        done
        return "$failed"
    fi
    for architecture in "${architectures[@]}"; do bench "$architecture" "${1:-}"; done
    for architecture in "${architectures[@]}"; do summary "$architecture"; done
    [[ -z $plots ]] || plot
    [[ -z $check ]] || allMet x64
}

main "$@"
