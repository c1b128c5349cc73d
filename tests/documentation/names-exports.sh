#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The compatibility table has one row for each export of qutil.def, and for nothing else.
set -euo pipefail

root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
exports=$(sed -nE 's/^ +([A-Za-z]+) +@[0-9]+.*/\1/p' "$root/qutil.def" | sort)
rows=$(sed -n '/^| export |/,/^$/p' "$root/README.md" | sed -nE 's/^\| ([A-Z][A-Za-z]+) \|.*/\1/p' | sort)

if ! diff <(echo "$exports") <(echo "$rows"); then
    echo "qutil.def (<) and the README's compatibility table (>) name different exports."
    exit 1
fi
echo "The compatibility table has a row for each of the $(wc -l <<<"$exports") exports."
