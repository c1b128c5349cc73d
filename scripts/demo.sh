#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Shows qutil.dll and naphost.dll at work: sets the machine up if necessary, builds both
# architectures, and runs the example programs under Wine.
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
# shellcheck source=lib/own-prefix.sh
. "$QUTIL_SCRIPTS/lib/own-prefix.sh"
# shellcheck source=lib/health-check.sh
. "$QUTIL_SCRIPTS/lib/health-check.sh"

# The steps of the demo: "TITLE | PROGRAM ARGUMENTS | LINES OF INPUT", or a text to print. PROGRAM is
# relative to build/<architecture>/examples, or comes with Windows.
SHOWS=(
    "A legacy agent, linked with the toolchain's own -lqutil | ./legacy-agent.exe"
    "The same through LoadLibrary and GetProcAddress | ./legacy-agent-dynamic.exe"
    "
Network Access Protection (NAP) in short: on each computer an *agent* reports how healthy it is. On a
server a *validator* judges that report. NAP carries the report there and the verdict back, and tells
the agent what the computer's state is. Windows 10 has no NAP any more. Here naphost.dll plays its
part, inside the agent's process: as a rehearsal, for nobody gets or loses access to anything.

Contoso's agent and validator are about a firewall. They know nothing of each other or of
naphost.dll, only their id."
    "The DLL with the Statement-of-Health classes is registered | regsvr32 /s qutil.dll"
    "So is the one that plays NAP | regsvr32 /s naphost.dll"
    "The agent registers itself with NAP | ./contoso-agent.exe /register"
    "The validator does so, too | regsvr32 /s contoso-validator.dll"
    "
Now the agent runs. Lines with > are typed into it. Indented lines are what NAP then asks or tells
the agent: first the name of the call. States are 1, not restricted, and 3, restricted. In between
somebody switches the firewall off (\"unhealthy\") and on again (\"healthy\")."
    "Healthy, unhealthy, repaired | ./contoso-agent.exe /run | ${HEALTH_CHECK_INPUT[*]}"
    "The validator is removed | regsvr32 /s /u contoso-validator.dll"
    "The agent is removed | ./contoso-agent.exe /unregister"
    "And the DLL that plays NAP | regsvr32 /s /u naphost.dll"
    "And the other one | regsvr32 /s /u qutil.dll"
    "
The same agent finds both DLLs without any registration, by the manifest in it. Only NAP's own list of
agents remains, and this time there is no validator to judge the report."
    "The agent registers itself with NAP | ./contoso-agent-regfree.exe /register"
    "A report that nobody judges | ./contoso-agent-regfree.exe /run | notify quit"
    "The agent is removed | ./contoso-agent-regfree.exe /unregister"
)

build() {
    local architecture=$1 log=$PWD/build/logs/demo-$1.log
    say "Building for $architecture (log: build/logs/demo-$architecture.log) …"
    runLogged "$log" cmake --preset "$architecture"
    runLogged "$log" cmake --build --preset "$architecture" -j 2 --target demo
}

# show x64|x86 "TITLE | PROGRAM ARGUMENTS | LINES OF INPUT". The program gets no terminal: Wine would
# draw a Windows console in it.
show() {
    local title words input code=0
    local -a command lines
    IFS='|' read -r title words input <<<"$2"
    read -r -a command <<<"$words"
    read -r -a lines <<<"$input"
    printf '\n--- %s, %s: %s ---\n' "${title% }" "$names" "${command[*]#./}"
    (cd "build/$1/examples" && "$QUTIL_SCRIPTS/run-in-wine.sh" "$1" "${command[@]}" 2>&1 \
        < <(((${#lines[@]} == 0)) || printf '%s\n' "${lines[@]}")) |
        tr -d '\r' || code=$?
    ((code == 0)) || die "the program ended with exit code $code. Is the tree unchanged? scripts/test.sh tells more."
}

# Unregisters everything, however the demo ends.
cleanUp() {
    local architecture
    for architecture in "${shown[@]}"; do
        (cd "build/$architecture/examples" && removeHealthCheck "$architecture") || true
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
    takePrefix
    trap cleanUp EXIT
    for architecture in "${shown[@]}"; do
        names="64-bit ($architecture)"
        [[ $architecture == x64 ]] || names="32-bit ($architecture)"
        printf '\n===== %s Windows programs =====\n' "$names"
        for item in "${SHOWS[@]}"; do
            if [[ $item == $'\n'* ]]; then printf '%s\n' "$item"; else show "$architecture" "$item"; fi
        done
    done
    printf '\nThose were qutil.dll and naphost.dll of build/x64%s at work.\n' "${shown[1]:+ and build/x86}"
    [[ -z $QUTIL_X86_WHY ]] || say "$QUTIL_X86_WHY"
}

main "$@"
