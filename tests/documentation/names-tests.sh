#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# names-tests.sh BUILD: every test that the README names exists in that build folder.
set -euo pipefail

root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
existing=$(ctest --test-dir "$1" -N | sed -n 's/^ *Test *#[0-9]*: //p')
named=$(grep -oE '\b(test|contract|binary|headers|documentation)_[a-z0-9_]+' "$root/README.md" | sort -u)
[[ -n $named ]] || { echo "The README names no test at all."; exit 1; }

missing=$(comm -23 <(echo "$named") <(echo "$existing" | sort -u))
if [[ -n $missing ]]; then
    echo "The README names tests that don't exist; rename them there, or bring them back:"
    echo "$missing"
    exit 1
fi
echo "All $(wc -l <<<"$named") tests that the README names exist."
