#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Prepares a Debian or Ubuntu machine: packages, Wine for both architectures, cmocka's source.
# demo.sh and test.sh call it. It doesn't change what is there already.
#
#     scripts/setup.sh [--demo] [--wine-anew]
#
#     --demo       without the packages that only the tests need
#     --wine-anew  deletes Wine's prefix and its copies, and makes a new one
#
# The environment variable QUTIL_X86=native|emulated|none decides how x86 programs run. Without it
# the processor decides. If you set it for set-up, set it for all other scripts too.
set -euo pipefail
QUTIL_SCRIPTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=lib/common.sh
. "$QUTIL_SCRIPTS/lib/common.sh"
# shellcheck source=lib/packages.sh
. "$QUTIL_SCRIPTS/lib/packages.sh"
# shellcheck source=lib/private-apt.sh
. "$QUTIL_SCRIPTS/lib/private-apt.sh"
unset QUTIL_COPY # set-up is for the prefix itself
# shellcheck source=lib/wine.sh
. "$QUTIL_SCRIPTS/lib/wine.sh"
# shellcheck source=lib/own-prefix.sh
. "$QUTIL_SCRIPTS/lib/own-prefix.sh"
# shellcheck source=lib/prepare-wine.sh
. "$QUTIL_SCRIPTS/lib/prepare-wine.sh"
# shellcheck source=lib/probe-x86.sh
. "$QUTIL_SCRIPTS/lib/probe-x86.sh"
# shellcheck source=lib/emulation.sh
. "$QUTIL_SCRIPTS/lib/emulation.sh"
# shellcheck source=lib/x86.sh
. "$QUTIL_SCRIPTS/lib/x86.sh"
# shellcheck source=lib/prefix.sh
. "$QUTIL_SCRIPTS/lib/prefix.sh"
# shellcheck source=lib/fetch-cmocka.sh
. "$QUTIL_SCRIPTS/lib/fetch-cmocka.sh"

checkMachine() {
    [[ $(uname -sm) == "Linux x86_64" ]] ||
        die "this needs Linux on an x86-64 processor: Wine runs Windows programs, it doesn't emulate another processor."
    case ${QUTIL_X86:-} in
        '' | native | emulated | none) ;;
        *) die "QUTIL_X86 is \"$QUTIL_X86\"; it can be native, emulated or none, or be unset." ;;
    esac
    mkdir -p "$QUTIL_CACHE" || die "can't make the cache folder $QUTIL_CACHE. Set QUTIL_CACHE to a folder of your own."
    [[ -O $QUTIL_CACHE && -w $QUTIL_CACHE ]] ||
        die "the cache folder $QUTIL_CACHE belongs to someone else, and Wine insists on its owner.
Set QUTIL_CACHE to a folder of your own, or run this as the folder's owner."
    mayExecute || die "no program may be started from the cache folder $QUTIL_CACHE (is it mounted noexec?).
Set QUTIL_CACHE to a folder on another file system."
}

mayExecute() {
    local program=$QUTIL_CACHE/may-execute.$$ code=0
    printf '#!/bin/sh\n' >"$program"
    chmod +x "$program"
    "$program" 2>/dev/null || code=$?
    rm -f "$program"
    return "$code"
}

# step NUMBER TEXT COMMAND...
step() {
    local start=$SECONDS
    say "[$1/5] $2 …"
    "${@:3}" || return 1
    say "      done ($((SECONDS - start)) s)"
}

prepare() {
    local -a missing
    local why
    mapfile -t missing < <(missingPackages "${groups[@]}")
    if ((${#missing[@]})); then
        step 1 "Installing packages: ${#missing[@]}, and all they need (some minutes)" installPackages "${groups[@]}"
    fi
    checkCMake
    chooseX86
    writeSettings
    compileCanaries
    if [[ -n $anew ]] || ! prefixReady; then
        step 3 "Preparing Wine's prefix (x86 programs: $way; about 40 s)" makePrefix
    fi
    if ! canariesAlive; then
        step 4 "Starting Wine, and a canary program for each architecture" warmUpAll
    fi
    cmockaReady || step 5 "Fetching the source of cmocka, the test framework" fetchOrLeaveCmocka
}

canariesAlive() {
    # shellcheck disable=SC2034 # set and read by the functions of wine.sh
    local identity
    serverIsWarm && canaryIsAlive x64 && { [[ $way == none ]] || canaryIsAlive x86; }
}

warmUpAll() {
    wineEnvironment
    warmUp x64 || exit 1
    [[ $way == none ]] || warmUp x86 || exit 1
}

fetchOrLeaveCmocka() {
    runLogged "$QUTIL_CACHE/log/cmocka.log" fetchCmocka ||
        warn "no source package of cmocka to be had; the build will take upstream's archive from cmocka.org"
}

main() {
    local anew='' way='' start=$SECONDS
    local -a groups=(base test)
    while (($#)); do
        case $1 in
            --demo) groups=(base) ;;
            --wine-anew) anew=1 ;;
            -h | --help)
                sed -n '3,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
                return 0
                ;;
            *) die "unknown option $1; see $0 --help" ;;
        esac
        shift
    done
    checkMachine
    {
        flock -n 8 || {
            say "Another set-up is at work; waiting for it …"
            flock 8
        }
        prepare
    } 8>"$QUTIL_CACHE/setup.lock"
    say "Set-up complete ($((SECONDS - start)) s; Wine $(wineVersion), x86 programs: $way, cache $QUTIL_CACHE)"
}

main "$@"
