#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# legacy-agent.sh x64|x86 FOLDER: the legacy agent imports QUtil.dll by that name. It runs with our
# DLL beside it and doesn't start without. The variant that loads the DLL at run time says what is
# missing.
set -euo pipefail

arch=$1 folder=$2
scripts=$(cd "${BASH_SOURCE[0]%/*}/../../scripts" && pwd)
declare -A triplet=([x64]=x86_64-w64-mingw32 [x86]=i686-w64-mingw32)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
happy='All went as the agent expects.'

fail() {
    echo "legacy-agent.sh: $1"
    cat "$work/out"
    exit 1
}

# run PROGRAM: its output in $work/out, its exit code in $code.
run() {
    code=0
    "$scripts/run-in-wine.sh" "$arch" "$work/$1" >"$work/out" 2>&1 || code=$?
}

cp "$folder/legacy-agent.exe" "$folder/legacy-agent-dynamic.exe" "$work"
"${triplet[$arch]}-objdump" -p "$work/legacy-agent.exe" >"$work/out"
grep -q 'DLL Name: QUtil\.dll' "$work/out" || fail "QUtil.dll is not in the import table"

run legacy-agent.exe
((code != 0)) || fail "it ended well without qutil.dll"
! grep -qF "$happy" "$work/out" || fail "it ran without qutil.dll"
run legacy-agent-dynamic.exe
((code == 1)) || fail "the dynamic agent ended with $code without qutil.dll"
grep -qF "qutil.dll can't be loaded" "$work/out" || fail "the dynamic agent does not say what is missing"

cp "$folder/qutil.dll" "$work"
for program in legacy-agent legacy-agent-dynamic; do
    run "$program.exe"
    ((code == 0)) || fail "$program ended with $code"
    grep -qF "$happy" "$work/out" || fail "$program did not say that all went well"
done
echo "The legacy agent runs with qutil.dll beside it, and not without."
