#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# version.sh: include/qutilversion.h agrees with itself and with the newest heading of the
# changelog, and no other file of the tree repeats the number.
set -euo pipefail

cd "${BASH_SOURCE[0]%/*}/../.."
header=include/qutilversion.h

fail() {
    echo "FAILED: $*"
    exit 1
}

number() { sed -nE "s/^#define QUTIL_VERSION_$1 +([0-9]+)\$/\1/p" $header; }
version=$(sed -nE 's/^#define QUTIL_VERSION_STRING +"([^"]+)"$/\1/p' $header)
parts=$(number MAJOR).$(number MINOR).$(number PATCH)
[[ $version == "$parts" && $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
    fail "$header: the string is $version, the numbers are $parts"

heading=$(sed -nE 's/^## \[([0-9][^]]*)\].*/\1/p' CHANGELOG.md | head -n 1)
[[ $heading == "$version" ]] ||
    fail "CHANGELOG.md: the newest version is ${heading:-missing}, in $header it is $version"
grep -qE "^## \[${version//./\\.}\] - [0-9]{4}-[0-9]{2}-[0-9]{2}\$" CHANGELOG.md ||
    fail "CHANGELOG.md: the heading of $version has no date"

search() {
    grep -rnIE --exclude-dir=build --exclude-dir=.git "$@" . |
        grep -vE '^\./(include/qutilversion\.h|CHANGELOG\.md):' || true
}
others=$(search "(^|[^0-9.])${version//./\\.}(\.0)?([^0-9.]|\$)")
# The form of a resource.
others+=$(search --include='*.rc*' "(^|[^0-9,])${version//./, ?}([^0-9]|\$)")
[[ -z $others ]] || fail "the version belongs in $header alone:"$'\n'"$others"
echo "$version, and nowhere else."
