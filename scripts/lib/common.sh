# SPDX-License-Identifier: MIT
# Shared by all scripts: folders, messages, and logged commands.
# Sourced, never run. Starts no process, because run-in-wine.sh sources it for each program.
# shellcheck shell=bash

QUTIL_ROOT=${BASH_SOURCE[0]%/*}/../..
[[ $QUTIL_ROOT == /* ]] || QUTIL_ROOT=$PWD/$QUTIL_ROOT

# The cache outlives the build tree: the Wine prefix, downloads, logs of the set-up. An account
# without a usable home gets a fixed folder too, so that the next run finds it again.
chooseCache() {
    local home=${HOME:-}
    if [[ -n ${QUTIL_CACHE:-} ]]; then
        [[ $QUTIL_CACHE == /* ]] || QUTIL_CACHE=$PWD/$QUTIL_CACHE
    elif [[ ${XDG_CACHE_HOME:-} == /* ]]; then
        QUTIL_CACHE=$XDG_CACHE_HOME/qutil
    elif [[ $home == /* && ( -w $home/.cache || ( ! -e $home/.cache && -w $home ) ) ]]; then
        QUTIL_CACHE=$home/.cache/qutil
    else
        QUTIL_CACHE=/var/tmp/qutil-$UID
    fi
    export QUTIL_CACHE
}
chooseCache

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
    warn "$@"
    exit 1
}

# runLogged LOG COMMAND...: writes the output to LOG. Every ten seconds it prints the time and the
# last line of LOG, on failure the end of LOG.
runLogged() {
    local log=$1 job start=$SECONDS status=0 shown=0 last
    shift
    mkdir -p "${log%/*}"
    "$@" >"$log" 2>&1 </dev/null &
    job=$!
    while kill -0 "$job" 2>/dev/null; do
        sleep 0.2
        if ((SECONDS - start >= shown + 10)); then
            shown=$((SECONDS - start))
            last=$(tail -n 1 "$log" | tr -d '\r' | cut -c 1-70)
            say "      … $shown s: $last"
        fi
    done
    wait "$job" || status=$?
    if ((status)); then
        tail -n 25 "$log" >&2
        warn "the whole log is in $log"
    fi
    return "$status"
}
