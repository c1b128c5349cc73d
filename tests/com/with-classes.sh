#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a cmocka program while the classes of qutil.dll are registered, or surely are not.
#
#     with-classes.sh registered|unregistered x64|x86 FOLDER PROGRAM
#
# FOLDER holds the qutil.dll that is registered with regsvr32, and unregistered again however the
# program ends. To be run with scripts/with-lock.sh com-registry.
set -euo pipefail
state=$1 architecture=$2 folder=$3 program=$4
scripts=$(cd "${BASH_SOURCE[0]%/*}/../../scripts" && pwd)
# shellcheck source=../../scripts/lib/common.sh
. "$scripts/lib/common.sh"

# The path is relative, because regsvr32 takes a word that begins with a slash for an option.
regsvr32() {
    (cd "$folder" && "$scripts/run-in-wine.sh" "$architecture" regsvr32 /s "$@" '.\qutil.dll') \
        >/dev/null 2>&1 </dev/null
}

case $state in
    registered)
        trap 'regsvr32 /u || die "regsvr32 /u failed; the classes are registered still"' EXIT
        regsvr32 || die "regsvr32 failed"
        ;;
    unregistered)
        # A copy takes back only what points to itself: what a killed run of another left is taken over.
        regsvr32 || die "regsvr32 failed"
        regsvr32 /u || die "regsvr32 /u failed"
        ;;
    *) die "registered or unregistered?" ;;
esac
"$scripts/run-cmocka.sh" "$architecture" "$program"
