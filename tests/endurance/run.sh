#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs qutil-endurance and judges by its closing line: a program that never started, or was killed,
# can exit with 0, too.
#
#     run.sh x64|x86 PROGRAM [ARGUMENTS]
set -euo pipefail
root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
code=0
"$root/scripts/run-in-wine.sh" "$@" 2>&1 </dev/null | sed -u 's/\r$//' | tee "$log" ||
    code=${PIPESTATUS[0]}
last=$(tail -n 1 "$log")
if [[ $code != 0 || $last != 'endurance: passed' ]]; then
    [[ $last == 'endurance: FAILED'* ]] ||
        echo "endurance: FAILED: exit code $code, and no closing line; did it start, or crash?"
    exit 1
fi
