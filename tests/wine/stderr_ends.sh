#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# stderr of a program must end when the program ends, even if a process that it started still runs
# and has inherited stderr.
#
#     stderr_ends.sh ARCHITECTURE BUILD-FOLDER
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}/../../scripts" && pwd)
# shellcheck source=../../scripts/lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
run=$QUTIL_SCRIPTS/run-in-wine.sh
folder=$2/tests/wine
name=stays_behind_$$.exe
mkdir -p "$folder"
cp "$2/tests/faketest.exe" "$folder/$name"
cd "$folder"
trap '"$run" "$1" taskkill /f /im "$name" >/dev/null 2>&1 || true
rm -f "$name"' EXIT

code=0
IFS= read -r -d '' -t 30 words < <(
    "$run" "$1" cmd /c "start /b $name hangs && echo before the end 1>&2" 2>&1 >/dev/null
) || code=$?
((code == 1)) || die "the reader waited for the process that still runs"
[[ $words == *"before the end"* ]] || die "stderr lacks what the program wrote last: $words"
"$run" "$1" taskkill /f /im "$name" >/dev/null || die "$name had ended: nothing was tested"
