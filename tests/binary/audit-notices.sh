#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# audit-notices.sh PROGRAM: given to the audit as qutil.dll or naphost.dll, the program must fail it,
# with a reason of each kind.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}/../../scripts" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# notices DLL REASON…
notices() {
    local dll=$work/$1 output reason
    cp "$program" "$dll"
    if output=$("$scripts/audit.py" "$dll" 2>&1); then
        echo "The audit accepted a program under the name $1:"
        echo "$output"
        exit 1
    fi
    for reason in "${@:2}" 'from msvcrt.dll' 'OriginalFilename is None'; do
        grep -qF "$reason" <<<"$output" || {
            echo "The audit of $1 failed, but not with: $reason"
            echo "$output"
            exit 1
        }
    done
}

program=$1
notices qutil.dll 'FreeSoH is not exported'
notices naphost.dll 'DllGetClassObject is not exported'
echo "The audit names what is wrong."
