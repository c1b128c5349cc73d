#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# audit-notices.sh PROGRAM: given to the audit as qutil.dll, the program must fail it, with a reason
# of each kind.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}/../../scripts" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$1" "$work/qutil.dll"
if output=$("$scripts/audit.py" "$work/qutil.dll" 2>&1); then
    echo "The audit accepted a program under the DLL's name:"
    echo "$output"
    exit 1
fi
for reason in 'FreeSoH is not exported' 'from msvcrt.dll' 'OriginalFilename is None'; do
    grep -qF "$reason" <<<"$output" || {
        echo "The audit failed, but not with: $reason"
        echo "$output"
        exit 1
    }
done
echo "The audit names what is wrong."
