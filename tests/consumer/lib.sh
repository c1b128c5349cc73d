# SPDX-License-Identifier: MIT
# Shell functions for tests that build a program against an installed or unpacked qutil. Sourced,
# never run. The caller sets arch to x64 or x86.
# shellcheck shell=bash disable=SC2034,SC2154

root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
declare -A triplets=([x64]=x86_64-w64-mingw32 [x86]=i686-w64-mingw32)
triplet=${triplets[${arch:?}]}

# logged COMMAND…: shows its output only when it fails.
logged() {
    "$@" >"$work/log" 2>&1 || {
        printf 'FAILED: %s\n' "$*"
        cat "$work/log"
        return 1
    }
}

# expectAgent PROGRAM LANGUAGE: runs the agent and checks what it prints. The exit code isn't
# enough: a program that Wine can't start may exit with 0.
expectAgent() {
    local output code=0
    output=$("$root/scripts/run-in-wine.sh" "$arch" "$1" 2>&1 | tr -d '\r') || code=$?
    [[ $code == 0 && $output == "$2: a Statement of Health with 2 attributes" ]] || {
        printf 'FAILED: %s ended with %s and said: %s\n' "$1" "$code" "$output"
        return 1
    }
    printf '%s (%s): %s\n' "${1##*/}" "$arch" "$output"
}

# besideProgram FOLDER PROGRAM: copies the DLL and the manifests to it, as docs/deploy.md says.
besideProgram() {
    cp "$1/qutil.dll" "$1/qutil.sxs.manifest" "${2%/*}/"
    cp "$1/qutil.application.manifest" "$2.manifest"
}
