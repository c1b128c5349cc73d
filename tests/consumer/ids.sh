#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ids.sh x64|x86 LIBRARY IDL…: the library defines the ids of all interfaces and classes in the IDL
# and no other, has the import symbols of qutil.def, and names no folder of the build machine.
# (tests/headers/ids_test.c and the agents compare the values with the documented ones.)
set -euo pipefail

arch=$1 library=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

nm=$triplet-nm
[[ $library != *.lib ]] || nm=llvm-nm
underscore=
[[ $arch == x64 ]] || underscore=_

{
    sed -nE 's/^interface (\w+) : .*/IID_\1/p; s/^coclass (\w+).*/CLSID_\1/p' "$@"
    # async_uuid stands for one more interface, the next one's asynchronous form.
    sed -nE '/async_uuid/,/^interface/s/^interface (\w+) : .*/IID_Async\1/p' "$@"
} | sort >"$work/declared"
"$nm" "$library" 2>/dev/null | sed -nE "s/.* [RDG] $underscore((CLSID|IID)_\w+)\$/\1/p" | sort >"$work/defined"
diff "$work/declared" "$work/defined" || {
    echo "FAILED: < is declared by the headers, > is defined by $library"
    exit 1
}

sed -nE '/; x86 @/{N;s/; x86 (@[0-9]+)\n +(\w+) +@[0-9]+$/\2\1/p}' "$root/qutil.def" |
    sed 's/^ *//' | sort >"$work/wanted"
if [[ $arch == x64 ]]; then
    sed -i 's/@.*//' "$work/wanted"
fi
"$nm" "$library" 2>/dev/null | sed -nE "s/.* [IT] __imp_$underscore(\w+(@[0-9]+)?)\$/\1/p" |
    sort >"$work/imported"
diff "$work/wanted" "$work/imported" || {
    echo "FAILED: < is in qutil.def, > is imported by $library"
    exit 1
}

if grep -aqF -e "${library%/*}" -e "$root" "$library"; then
    echo "FAILED: $library names a folder of the build machine"
    exit 1
fi
printf '%s: %d ids, %d imports\n' "${library##*/}" "$(wc -l <"$work/defined")" "$(wc -l <"$work/imported")"
