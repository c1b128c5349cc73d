# SPDX-License-Identifier: MIT
# Shared by demo.sh and check-release.sh: the agent and the validator of examples/health-check, in the
# current folder together with qutil.dll and naphost.dll. Sourced, never run; needs QUTIL_SCRIPTS.
# shellcheck shell=bash

# What is typed into the agent: a healthy computer, an unhealthy one, and one that was repaired.
# shellcheck disable=SC2034 # both scripts use it
HEALTH_CHECK_INPUT=(notify unhealthy notify healthy notify quit)

# removeHealthCheck x64|x86: unregisters all four, whichever are registered. The validator can only be
# unregistered while naphost.dll is registered. An agent that was interrupted may be bound for some
# seconds.
removeHealthCheck() {
    local -a run=("$QUTIL_SCRIPTS/run-in-wine.sh" "$1")
    local try output
    "${run[@]}" regsvr32 /s naphost.dll || true
    "${run[@]}" regsvr32 /s /u contoso-validator.dll || true
    for ((try = 0; try < 10; try++)); do
        output=$("${run[@]}" ./contoso-agent.exe /unregister) || true
        [[ $output == *0x80270005* ]] || break # NAP_E_STILL_BOUND
        sleep 1
    done
    "${run[@]}" regsvr32 /s /u naphost.dll || true
    "${run[@]}" regsvr32 /s /u qutil.dll || true
} >/dev/null 2>&1 </dev/null
