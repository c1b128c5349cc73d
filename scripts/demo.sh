#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Shows qutil.dll at work: sets the machine up if necessary, builds both architectures, and runs
# the example programs under Wine.
#
#     scripts/demo.sh
#
# If x86 programs can't run here, it says so, builds them anyway and shows the 64-bit ones.
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"

# The steps of the demo: "TITLE | PROGRAM ARGUMENTS". PROGRAM is relative to
# build/<architecture>/examples, or comes with Windows.
SHOWS=(
    "A legacy agent, linked with the toolchain's own -lqutil | ./legacy-agent.exe"
    "The same through LoadLibrary and GetProcAddress | ./legacy-agent-dynamic.exe"
    "Registering the COM classes | regsvr32 /s qutil.dll"
    "A health check, its classes found in the registry | ./health-check.exe"
    "Unregistering them | regsvr32 /s /u qutil.dll"
    "The health check again, its classes found by its manifest | ./health-check-regfree.exe"
)

build() {
    local architecture=$1 log=$PWD/build/logs/demo-$1.log
    say "Building for $architecture (log: build/logs/demo-$architecture.log) …"
    runLogged "$log" cmake --preset "$architecture"
    runLogged "$log" cmake --build --preset "$architecture" -j 2 --target demo
}

# show x64|x86 "TITLE | PROGRAM ARGUMENTS". The program gets no terminal: Wine would draw a Windows
# console in it.
show() {
    local title=${2%% |*} code=0
    local -a command
    read -r -a command <<<"${2#*| }"
    printf '\n--- %s, %s ---\n\n' "$title" "$names"
    (cd "build/$1/examples" && "$QUTIL_SCRIPTS/run-in-wine.sh" "$1" "${command[@]}" </dev/null 2>&1 8>&-) |
        tr -d '\r' || code=$?
    ((code == 0)) || die "the program ended with exit code $code. Is the tree unchanged? scripts/test.sh tells more."
}

# Unregisters the classes, however the demo ends.
cleanUp() {
    local architecture
    for architecture in "${shown[@]}"; do
        (cd "build/$architecture/examples" &&
            "$QUTIL_SCRIPTS/run-in-wine.sh" "$architecture" regsvr32 /s /u qutil.dll) >/dev/null 2>&1 </dev/null 8>&- || true
    done
    leaveWine
}

main() {
    local architecture item names
    local -a shown=(x64 x86)
    if (($#)); then
        sed -n '3,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        [[ $1 == -h || $1 == --help ]] && return 0 || return 2
    fi
    "$QUTIL_SCRIPTS/setup.sh" --demo
    cd "$QUTIL_SCRIPTS/.."
    loadWine
    if [[ $QUTIL_X86_WAY == none ]]; then shown=(x64); fi
    for architecture in x64 x86; do build "$architecture"; done
    [[ -z $QUTIL_X86_WHY ]] || say "$QUTIL_X86_WHY"
    # Tests that run at the same time use the same registry; see with-lock.sh.
    exec 8>"$QUTIL_CACHE/run/com-registry.lock"
    flock -w 600 8 || die "a test run has kept the registry for ten minutes; end it and try again"
    trap cleanUp EXIT
    for architecture in "${shown[@]}"; do
        names="64-bit ($architecture)"
        [[ $architecture == x64 ]] || names="32-bit ($architecture)"
        printf '\n===== %s Windows programs =====\n' "$names"
        for item in "${SHOWS[@]}"; do show "$architecture" "$item"; done
    done
    printf '\nThat was build/x64/qutil.dll%s at work.\n' "${shown[1]:+ and build/x86/qutil.dll}"
    [[ -z $QUTIL_X86_WHY ]] || say "$QUTIL_X86_WHY"
}

main "$@"
